"""What heat demand reads beside what electricity demand does: energy labels and insulation steps."""

from __future__ import annotations

from dataclasses import replace

from .roles import ADDRESSES, BUILDINGS, STREETS, Column

LABEL_ALIASES = (
    "energy_label",
    "energielabel",
    "pand_energieklasse",
    "energieklasse",
    "energielabelklasse",
    "energy_class",
)
HEATED_BUILDINGS = replace(
    BUILDINGS,
    columns={
        **BUILDINGS.columns,
        "energy_label": Column("text", "energy label", LABEL_ALIASES, "BUILDING_LABEL"),
        "insulation": Column("text", "insulation step", ("insulation", "isolatie"), "INSULATION_FIELD"),
    },
)
HEATED_ADDRESSES = replace(
    ADDRESSES,
    columns={
        **{name: column for name, column in ADDRESSES.columns.items() if name != "yearly_kwh"},
        "energy_label": Column("text", "energy label", LABEL_ALIASES, "ADDRESS_LABEL"),
    },
)
HEAT_NEED_ROLES = {"BUILDINGS": HEATED_BUILDINGS, "ADDRESSES": HEATED_ADDRESSES, "STREETS": STREETS}
