"""What each input is called, what shape it has, and where its columns are found when the user does not say.

`aliases` are field names that Dutch open data (BAG, 3DBAG in its editions, grid operators, Statistics Netherlands) and
common English data use; they are compared without regard to case, and a shapefile's ten letters are enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

POINT, LINE, POLYGON = 0, 1, 2
SHAPE_WORDS = {POINT: "points", LINE: "lines", POLYGON: "polygons"}


@dataclass(frozen=True)
class Column:
    """A column of an engine table.

    kind: text, bag_id, number or year. parameter: the expression parameter that overrides the aliases ("" where
    there is none). word: what it is, for messages. cut: whether a field cut to a shapefile's ten letters is this one.
    """

    kind: str
    word: str
    aliases: tuple[str, ...] = ()
    parameter: str = ""
    cut: bool = True


@dataclass(frozen=True)
class Role:
    """An input layer.

    shapes: accepted dimensions. ids: field names that hold the features' own ids, or the name of the column that does.
    """

    word: str
    shapes: tuple[int, ...]
    ids: tuple[str, ...] | str
    columns: dict[str, Column] = field(default_factory=dict)


BUILDING_IDS = (
    "building_id",
    "identificatie",
    "identificatiebagpnd",
    "pandidentificatie",
    "pand_id",
    "bag_id",
    "gml_id",
)
YEARS = (
    "build_year",
    "bouwjaar",
    "oorspronkelijkbouwjaar",
    "oorspronkelijk_bouwjaar",
    "construction_year",
    "year_built",
)
DESCRIPTIONS = ("description", "omschrijving", "soort", "type", "functie", "naam", "name")

CABLE_COLUMNS = {
    "cable_type": Column(
        "text",
        "cable type",
        ("cable_type", "kabeltype", "kabel_type", "typekabel", "conductor_type", "geleidertype", "std_type"),
        "CABLE_TYPE",
    ),
    "build_year": Column(
        "year",
        "build year",
        ("build_year", "bouwjaar", "aanlegjaar", "jaar_aanleg", "datum_aanleg", "installation_year"),
    ),
}
CABLE_IDS = ("cable_id", "kabel_id", "kabelnummer", "asset_id", "objectid", "gml_id", "id", "fid")

LV_CABLES = Role("low-voltage cables", (LINE,), CABLE_IDS, CABLE_COLUMNS)
MV_CABLES = Role("medium-voltage cables", (LINE,), CABLE_IDS, CABLE_COLUMNS)
STATIONS = Role(
    "stations",
    (POINT, POLYGON),
    ("station_id", "stationsnummer", "stationnummer", "asset_id", "objectid", "gml_id", "id", "fid"),
    {
        "rating_kva": Column(
            "number", "rating", ("rating_kva", "vermogen_kva", "kva", "trafo_kva", "transformer_kva"), "STATION_RATING"
        ),
        "description": Column("text", "description", DESCRIPTIONS),
    },
)
BUILDINGS = Role(
    "buildings",
    (POLYGON,),
    "building_id",
    {
        "building_id": Column("bag_id", "building id", BUILDING_IDS, "BUILDING_ID"),
        "build_year": Column("year", "build year", YEARS, "BUILD_YEAR"),
        "status": Column("text", "status", ("status", "pandstatus")),
    },
)
ADDRESSES = Role(
    "addresses",
    (POINT,),
    "address_id",
    {
        "address_id": Column(
            "bag_id",
            "address id",
            ("address_id", "identificatie", "verblijfsobjectidentificatie", "vbo_id", "adres_id", "gml_id", "id"),
            "ADDRESS_ID",
        ),
        "building_id": Column(
            "bag_id",
            "building id",
            (
                "building_id",
                "pandidentificatie",
                "pand_id",
                "identificatiebagpnd",
                "pand_identificatie",
                "maaktdeeluitvan",
            ),
            "ADDRESS_BUILDING_ID",
        ),
        "use": Column("text", "use", ("use", "gebruiksdoel", "gebruiksdoelen", "gebruiksdoelverblijfsobject"), "USE"),
        "floor_area_m2": Column(
            "number",
            "floor area",
            ("floor_area_m2", "floor_area", "oppervlakte", "oppervlakteverblijfsobject", "gebruiksoppervlakte"),
            "FLOOR_AREA",
        ),
        "yearly_kwh": Column(
            "number",
            "yearly electricity use",
            (
                "yearly_kwh",
                "elektriciteit_kwh_per_jaar_pc6",
                "elektriciteit_kwh_per_jaar",
                "gemiddeld_elektriciteitsverbruik_totaal",
                "gemiddelde_elektriciteitslevering",
                "elektriciteitsverbruik",
                "kwh_per_year",
                "kwh",
            ),
            "YEARLY_KWH",
        ),
        "yearly_gas_m3": Column(
            "number",
            "yearly gas use",
            (
                "yearly_gas_m3",
                "gas_m3_per_jaar_pc6",
                "gas_m3_per_jaar",
                "gemiddeld_gasverbruik_totaal",
                "gemiddeld_aardgasverbruik_totaal",
                "gasverbruik",
                "gas_m3",
            ),
            "YEARLY_GAS",
        ),
    },
)
EXTRA_CONNECTIONS = Role(
    "extra connections",
    (POINT,),
    "extra_id",
    {
        "extra_id": Column("text", "id", ("extra_id", "id", "naam", "name", "fid")),
        "kw": Column("number", "power", ("kw", "power_kw", "vermogen_kw", "vermogen", "power")),
        "yearly_kwh": Column("number", "yearly electricity use", ("yearly_kwh", "kwh_per_jaar", "kwh_per_year", "kwh")),
        "kind": Column("text", "kind", ("kind", "soort", "type")),
        "voltage": Column("text", "voltage", ("voltage", "level", "spanning", "spanningsniveau")),
        "station_id": Column("text", "heat station", ("station_id",)),
    },
)
# What 3DBAG says of roofs; older editions leave `b3_` out. Cut to ten letters some of these names are the same.
BAG3D_TEXTS = ("dak_type",)
BAG3D_NUMBERS = (
    "hellingshoek", "azimut", "h_maaiveld", "h_nok", "opp_dak_plat", "opp_dak_schuin", "h_min", "h_50p", "h_70p",
    "h_max", "h_dak_min", "h_dak_50p", "h_dak_70p", "h_dak_max",
)  # fmt: skip
ROOFED_BUILDINGS = replace(
    BUILDINGS,
    columns={
        **BUILDINGS.columns,
        "height_m": Column("number", "height of the building", ("height_m", "hoogte_m"), "HEIGHT"),
        "top_m": Column("number", "highest point of the roof", ("top_m",)),
        **{
            f"b3_{name}": Column(kind, "3DBAG attribute", (f"b3_{name}", name), cut=False)
            for kind, names in (("text", BAG3D_TEXTS), ("number", BAG3D_NUMBERS))
            for name in names
        },
    },
)
PLANES = Role(
    "roof planes",
    (POLYGON,),
    "plane_id",
    {
        **{name: Column("text", "roof attribute", (name,)) for name in ("plane_id", "roof_kind", "how", "rule")},
        "building_id": Column("bag_id", "building id", BUILDING_IDS),
        **{
            name: Column("number", "roof attribute", (name,))
            for name in (
                "tilt_deg", "azimuth_deg", "area_m2", "plan_area_m2", "height_m", "z0", "slope_x", "slope_y", "cx",
                "cy", "fit_error_m",
            )
        },
    },
)  # fmt: skip
NEIGHBOURHOODS = Role(
    "neighbourhoods",
    (POLYGON,),
    "area_id",
    {
        "area_id": Column(
            "text", "id", ("area_id", "buurtcode", "wijkcode", "gemeentecode", "identificatie", "code", "id")
        ),
        "name": Column("text", "name", ("name", "buurtnaam", "wijknaam", "gemeentenaam", "naam"), "NEIGHBOURHOOD_NAME"),
    },
)
HEAT_CONNECTIONS = Role(
    "heat connections",
    (POINT,),
    ("building_id", "fid"),
    {
        "building_id": Column("bag_id", "building id", BUILDING_IDS),
        "served": Column("text", "whether the network serves it", ("served",)),
        "remains": Column("text", "what remains electric", ("remains",)),
        "station_id": Column("text", "heat station", ("station_id",)),
        **{
            name: Column("number", word, (name,))
            for name, word in (
                ("electric_kw", "power"),
                ("electric_mwh_per_year", "yearly electricity use"),
                ("cop_space", "COP for rooms"),
                ("cop_water", "COP for hot water"),
            )
        },
    },
)
SURFACES = (
    "surface", "verharding", "functie", "function", "bgt_functie", "plus_functiewegdeel", "fysiek_voorkomen",
    "bgt_fysiekvoorkomen", "surfacematerial", "wegtype", "highway",
)  # fmt: skip
STREETS = Role(
    "streets",
    (LINE,),
    "street_id",
    {
        "street_id": Column(
            "text",
            "street id",
            ("street_id", "wvk_id", "wegvak_id", "wegvakid", "osm_id", "gml_id", "id", "fid", "straatnaam", "stt_naam"),
            "STREET_ID",
        ),
        "preference": Column(
            "text", "preference", ("preference", "voorkeur", "routing", "tracé", "trace"), "PREFERENCE"
        ),
        "surface": Column("text", "surface", SURFACES, "STREET_SURFACE"),
        "level": Column("number", "level above ground", ("level", "layer", "relatievehoogteligging", "hoogteligging")),
        "how": Column("text", "how known", ("how",)),
    },
)
ROAD_AREAS = Role(
    "road areas",
    (POLYGON,),
    ("lokaalid", "identificatie", "gml_id", "id", "fid"),
    {"surface": Column("text", "surface", SURFACES, "AREA_SURFACE")},
)
OPEN_POINTS = Role("open points", (POINT,), ("open_point_id", "id", "fid"))
CONNECTIONS = Role(
    "connections",
    (POINT,),
    "connection_id",
    {
        "connection_id": Column("text", "connection id", ("connection_id",)),
        "building_id": Column("text", "building id", ("building_id",)),
        "kind": Column("text", "kind", ("kind",)),
        "address_ids": Column("text", "address ids", ("address_ids",)),
        "level": Column("text", "level", ("level",)),
        "station_id": Column("text", "station", ("station_id",)),
        "yearly_kwh": Column("number", "yearly electricity use", ("yearly_kwh",)),
    },
)

LAYER_ROLES = {
    "LV_CABLES": LV_CABLES,
    "MV_CABLES": MV_CABLES,
    "STATIONS": STATIONS,
    "BUILDINGS": BUILDINGS,
    "ADDRESSES": ADDRESSES,
    "EXTRA_CONNECTIONS": EXTRA_CONNECTIONS,
    "OPEN_POINTS": OPEN_POINTS,
    "CONNECTIONS": CONNECTIONS,
    "HEAT_CONNECTIONS": HEAT_CONNECTIONS,
}
# The layers of the roof algorithms, and what their rasters are called.
ROOF_ROLES = {"BUILDINGS": ROOFED_BUILDINGS, "PLANES": PLANES, "NEIGHBOURHOODS": NEIGHBOURHOODS}
# The layers that streets are made of, and the streets themselves.
STREET_ROLES = {
    "BUILDINGS": BUILDINGS,
    "LV_CABLES": LV_CABLES,
    "MV_CABLES": MV_CABLES,
    "AREAS": ROAD_AREAS,
    "STREETS": STREETS,
}
# What heat networks are made of beside these (`heat_network_roles` says more).
NETWORK_WORDS = {"SOURCES": "heat sources", "PIPES": "heat pipes"}
SHARING_WORDS = {"MEMBERS": "members", "HOLONS": "holons"}
RASTER_WORDS = {"DSM": "surface heights", "DTM": "ground heights"}
ROLES = {**LAYER_ROLES, **ROOF_ROLES, **STREET_ROLES}
INPUT_WORDS = {**{name: role.word for name, role in ROLES.items()}, **NETWORK_WORDS, **SHARING_WORDS, **RASTER_WORDS}


IN_SENTENCES = {**INPUT_WORDS, "DSM": "the surface raster", "DTM": "the ground raster"}


def in_words(values: dict) -> dict:
    """Values of a template with the names of parameters replaced by the words for them."""
    return {key: IN_SENTENCES.get(value, value) if isinstance(value, str) else value for key, value in values.items()}


# Words in a station's description that tell what it is, where the user gives no filter.
SOURCE_WORDS = ("transport", "onderstation", "hoofdstation", "substation", "schakelstation", "regelstation")
CUSTOMER_WORDS = ("klant", "customer", "abonnee")
SHARED_WORDS = ("medegebruik", "shared")
