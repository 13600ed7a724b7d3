"""What heat demand reads beside what electricity demand does: energy labels, insulation steps and streets."""

from __future__ import annotations

from dataclasses import replace

from .roles import ADDRESSES, BUILDINGS, LINE, Column, Role

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
DENSITY_STREETS = Role(
    "streets",
    (LINE,),
    "street_id",
    {
        "street_id": Column("text", "id", ("street_id", "wvk_id", "identificatie", "gml_id", "id", "fid")),
        "preference": Column("text", "preference", ("preference", "voorkeur")),
        "surface": Column("text", "surface", ("surface", "verharding", "verhardingstype")),
        "how": Column("text", "how known", ("how",)),
    },
)
HEAT_NEED_ROLES = {"BUILDINGS": HEATED_BUILDINGS, "ADDRESSES": HEATED_ADDRESSES, "STREETS": DENSITY_STREETS}
