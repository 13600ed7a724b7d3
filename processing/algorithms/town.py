"""Parameters that more than one algorithm has: the town's buildings, addresses and extra connections."""

from __future__ import annotations

from ..parameters import POINTS, POLYGONS, expression, layer

FIELD_HELP = {
    "BUILDING_ID": "Field or expression with the id of each building. Empty: a field named identificatie, "
    "building_id or "
    "the like.",
    "BUILD_YEAR": "Field or expression with the year each building was built in. Empty: a field named bouwjaar, "
    "oorspronkelijkbouwjaar or the like.",
    "ADDRESS_ID": "Field or expression with the id of each address. Empty: a field named identificatie, address_id or "
    "the like.",
    "ADDRESS_BUILDING_ID": "Field or expression with the id of the building each address is in. Empty: a field named "
    "pandidentificatie, building_id or the like; addresses without one belong to the building they lie in.",
    "USE": "Field or expression with what each address is used for, in the words of the BAG (woonfunctie, "
    "winkelfunctie "
    "and so on, separated by commas). Empty: a field named gebruiksdoel or use.",
    "FLOOR_AREA": "Field or expression with the floor area of each address in square metres. Empty: a field named "
    "oppervlakte, floor_area or the like.",
    "YEARLY_KWH": "Field or expression with the electricity each address uses in a year, in kWh; a postcode's "
    "mean will "
    "do for dwellings. Empty: a field such as elektriciteit_kwh_per_jaar_pc6 or "
    "gemiddeld_elektriciteitsverbruik_totaal.",
    "YEARLY_GAS": "Field or expression with the gas each address uses in a year, in cubic metres; it tells how "
    "much heat "
    "a dwelling needs. Empty: a field such as gas_m3_per_jaar_pc6 or gemiddeld_gasverbruik_totaal.",
}


def buildings():
    return layer("BUILDINGS", "Buildings", POLYGONS, "Polygons of the buildings, such as the panden of the BAG.")


def addresses():
    return layer(
        "ADDRESSES",
        "Addresses",
        POINTS,
        "Points of the addresses, such as the verblijfsobjecten of the BAG. Without them every building that "
        "could be a "
        "house counts as one dwelling.",
        optional=True,
    )


def extra_connections():
    return layer(
        "EXTRA_CONNECTIONS",
        "Extra connections",
        POINTS,
        "Points of public chargers, neighbourhood batteries, solar fields or central heat pumps, with the "
        "fields id, kw "
        "or yearly_kwh, kind (charger, battery, solar, heat_pump, other) and voltage (LV or MV). The extra connections "
        "of a heat network are such points.",
        optional=True,
    )


def fields():
    """Where the attributes of buildings and addresses stand; all of them can be left empty."""
    for name, label, parent in (
        ("BUILDING_ID", "Building id", "BUILDINGS"),
        ("BUILD_YEAR", "Build year", "BUILDINGS"),
        ("ADDRESS_ID", "Address id", "ADDRESSES"),
        ("ADDRESS_BUILDING_ID", "Building of an address", "ADDRESSES"),
        ("USE", "Use of an address", "ADDRESSES"),
        ("FLOOR_AREA", "Floor area (m²)", "ADDRESSES"),
        ("YEARLY_KWH", "Yearly electricity use (kWh)", "ADDRESSES"),
        ("YEARLY_GAS", "Yearly gas use (m³)", "ADDRESSES"),
    ):
        yield expression(name, label, parent, FIELD_HELP[name], advanced=True)
