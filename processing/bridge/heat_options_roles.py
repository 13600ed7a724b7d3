"""What the comparison of ways of heating reads: buildings with their heat, and a designed network."""

from __future__ import annotations

from dataclasses import replace

from .heat_network_roles import HEATED_BUILDINGS
from .roles import BUILDING_IDS, LINE, NEIGHBOURHOODS, POINT, POLYGON, Column, Role


def _columns(texts: tuple[str, ...], numbers: tuple[str, ...]) -> dict[str, Column]:
    return {
        **{name: Column("text", name, (name,)) for name in texts},
        **{name: Column("number", name, (name,)) for name in numbers},
    }


COMPARED_BUILDINGS = replace(
    HEATED_BUILDINGS,
    shapes=(POLYGON,),
    columns={
        **HEATED_BUILDINGS.columns,
        "category": Column("text", "use", ("category",)),
        "dwelling_type": Column("text", "type of dwelling", ("dwelling_type", "woningtype")),
        "insulation": Column("text", "insulation step", ("insulation", "isolatie")),
        "floor_area_m2": Column("number", "floor area", ("floor_area_m2", "oppervlakte")),
        "build_year": Column("number", "build year", ("build_year", "bouwjaar")),
    },
)
DESIGNED_CONNECTIONS = Role(
    "heat connections",
    (POINT,),
    ("building_id", "fid"),
    {
        "building_id": Column("bag_id", "building id", BUILDING_IDS),
        **_columns(("served", "station_id", "pipe_id", "remains"), ("heat_mwh_per_year", "cop_space", "cop_water")),
    },
)
DESIGNED_PIPES = Role("heat pipes", (LINE,), "pipe_id", _columns(("pipe_id", "kind", "station_id"), ("eur",)))
DESIGNED_STATIONS = Role(
    "heat stations",
    (POINT,),
    "station_id",
    _columns(
        ("station_id", "kind"),
        (
            "supply_c", "heat_mwh_per_year", "electric_kw", "electric_mwh_per_year", "pump_kw", "pump_mwh_per_year",
            "eur", "bought_eur_per_year",
        ),
    ),
)  # fmt: skip
HEAT_OPTIONS_ROLES = {
    "BUILDINGS": COMPARED_BUILDINGS,
    "CONNECTIONS": DESIGNED_CONNECTIONS,
    "PIPES": DESIGNED_PIPES,
    "STATIONS": DESIGNED_STATIONS,
    "NEIGHBOURHOODS": NEIGHBOURHOODS,
}
