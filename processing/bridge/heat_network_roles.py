"""What the design of a heat network reads: buildings with their heat, streets, sources and cables."""

from __future__ import annotations

from dataclasses import replace

from .roles import BUILDING_IDS, CABLE_IDS, LINE, POINT, POLYGON, STREETS, Column, Role

HEAT_COLUMNS = {
    "space_mwh_per_year": ("space heating of a year", ("ruimteverwarming_mwh", "space_heating_mwh")),
    "water_mwh_per_year": ("hot water of a year", ("tapwater_mwh", "hot_water_mwh")),
    "space_kw": ("power of space heating", ()),
    "water_kw": ("power of hot water", ()),
    "peak_kw": ("peak of heat", ("piek_kw", "warmtevermogen_kw", "heat_kw")),
    "dwellings": ("dwellings", ("woningen", "aantal_woningen")),
    "cooling_mwh_per_year": ("cold of a year", ("koudevraag", "koude_mwh", "cooling_mwh")),
    "cooling_kw": ("power of cooling", ("koelvermogen_kw",)),
}
HEATED_BUILDINGS = Role(
    "buildings",
    (POLYGON, POINT),
    "building_id",
    {
        "building_id": Column("bag_id", "building id", BUILDING_IDS, "BUILDING_ID"),
        "heat_mwh_per_year": Column(
            "number",
            "heat of a year",
            ("heat_mwh_per_year", "warmtevraag_mwh", "warmtevraag", "heat_demand_mwh", "warmte_mwh"),
            "HEAT",
        ),
        "supply_c_needed": Column(
            "number",
            "supply temperature needed",
            ("supply_c_needed", "aanvoertemperatuur", "aanvoer_c"),
            "NEEDED_FIELD",
        ),
        **{name: Column("number", word, (name, *others)) for name, (word, others) in HEAT_COLUMNS.items()},
    },
)
LINES_OR_AREAS = replace(STREETS, shapes=(LINE, POLYGON))
SOURCES = Role(
    "heat sources",
    (POINT, POLYGON),
    "source_id",
    {
        "source_id": Column("text", "id", ("source_id", "bron_id", "id", "naam", "name", "fid")),
        "kind": Column("text", "kind of source", ("kind", "soort", "type", "bron")),
        "kw": Column("number", "power", ("kw", "vermogen_kw", "vermogen", "power_kw", "capacity_kw")),
        "temperature_c": Column("number", "temperature", ("temperature_c", "temperatuur", "temperatuur_c", "temp_c")),
        "eur_per_mwh": Column("number", "price of heat", ("eur_per_mwh", "prijs_mwh", "euro_per_mwh")),
        "eur_per_kw": Column("number", "price of power", ("eur_per_kw", "prijs_kw", "euro_per_kw")),
        "priority": Column("number", "priority", ("priority", "prioriteit", "volgorde")),
    },
)
CABLES = Role("cables", (LINE,), CABLE_IDS)
HEAT_NETWORK_ROLES = {"BUILDINGS": HEATED_BUILDINGS, "STREETS": LINES_OR_AREAS, "SOURCES": SOURCES, "CABLES": CABLES}
