"""Fields of the comparison of ways of heating."""

from .field import fields

OPTIONS = {
    "gas": "Gas boiler",
    "air_pump": "Heat pump of its own (air)",
    "ground_pump": "Heat pump of its own (ground)",
    "hybrid": "Hybrid heat pump",
    "high_network": "High-temperature network",
    "mid_network": "Middle-temperature network",
    "low_network": "Low-temperature network",
    "loop": "Ambient loop",
}
NETWORKS = ("high_network", "mid_network", "low_network", "loop")
CHEAPEST = (
    ("cheapest_society", "text", "Cheapest for society", "Option of the lowest yearly cost without taxes"),
    ("margin_society_eur", "real", "Margin for society (€ a year)", "To the next option"),
    ("cheapest_resident", "text", "Cheapest for the resident", "Option of the lowest yearly bill"),
    ("margin_resident_eur", "real", "Margin for the resident (€ a year)", "To the next option"),
)
SURE = (
    ("sure", "bool", "Sure for society", "No single uncertain price makes another option cheapest"),
    ("sure_resident", "bool", "Sure for the resident", "No single uncertain price makes another option cheapest"),
)
FIGURES = (
    ("society_eur", "real", "society (€ a year)", "Yearly cost without taxes, the heavier electricity grid in it"),
    ("resident_eur", "real", "resident (€ a year)", "Yearly cost with taxes, tariffs, fixed charges and subsidies"),
    ("co2_t", "real", "CO2 (t a year)", "Of gas, electricity and bought heat"),
    ("grid_kw", "real", "grid peak (kW)", "Electricity on the coldest day, all together, stations in it"),
)


def _of_options(figures, keys=tuple(OPTIONS)):
    return tuple(
        (f"{key}_{name}", kind, f"{OPTIONS[key]}: {label}", about)
        for key in keys
        for name, kind, label, about in figures
    )


HEAT_OPTIONS = fields(
    ("building_id", "text", "Building", "Id of the building"),
    ("dwellings", "int", "Dwellings", "Dwellings in it"),
    ("heat_mwh_per_year", "real", "Heat (MWh a year)", "Rooms and hot water, as the building is"),
    ("insulation", "text", "Insulation", "as_is, label_c, label_b or standard"),
    *CHEAPEST,
    *SURE,
    *_of_options(FIGURES),
    *_of_options(
        (("insulation", "text", "insulation", "Step that the option asks for; empty where it cannot be had"),)
    ),
    *_of_options((("how", "text", "how known", "designed, estimated, or empty where it cannot be had"),), NETWORKS),
)
HEAT_OPTION_AREAS = fields(
    ("area_id", "text", "Area", "Id of the neighbourhood; all where none is given"),
    ("name", "text", "Name", "Name of the neighbourhood"),
    ("buildings", "int", "Buildings", "Heated buildings in it"),
    ("dwellings", "int", "Dwellings", "Dwellings in it"),
    ("heat_mwh_per_year", "real", "Heat (MWh a year)", "Rooms and hot water, as the buildings are"),
    *CHEAPEST,
    *_of_options((("buildings", "int", "buildings", "Buildings that can have it"),)),
    *_of_options(FIGURES),
)
