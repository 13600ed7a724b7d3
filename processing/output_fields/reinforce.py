"""Fields of measures of copper, of pockets by copper and by steering, and of what a budget carries."""

from .field import fields

EUR = (
    "eur_per_year",
    "real",
    "Cost (€ a year)",
    "Investments as annuities over their lifetime, and what steering pays",
)
TAKES = (
    ("trench_m", "real", "Trench (m)", "Trench to dig"),
    ("cu_kg", "real", "Copper (kg)", "Copper laid"),
    ("al_kg", "real", "Aluminium (kg)", "Aluminium laid"),
    ("crew_weeks", "real", "Crew-weeks", "Weeks of one crew"),
    ("waiting_years", "real", "Waiting (years)", "From decision to work; of several the longest"),
)

MEASURES = fields(
    ("measure_id", "text", "Measure", "Name of the measure"),
    ("order", "int", "Order", "1 is most urgent: farthest over its limit"),
    (
        "kind", "text", "Kind",
        "heavier_cable, second_cable, larger_transformer, second_transformer, new_station, station_cable (to a new "
        "station) or new_way (a feeder split)",
    ),
    ("element_id", "text", "Element", "The section or station that is changed, or the name of what is new"),
    ("level", "text", "Voltage level", "LV or MV"),
    ("station_id", "text", "Station", "Station that feeds it"),
    ("from_type", "text", "Type now", "Cable or transformer that is there; empty for what is new"),
    ("to_type", "text", "Type then", "What there is afterwards"),
    ("length_m", "real", "Length (m)", "Of the cable"),
    ("eur", "real", "Investment (€)", "At once"),
    EUR,
    *TAKES,
    ("cause", "text", "Cause", "current or voltage"),
    ("over_percent", "real", "Over its limit (%)", "How far over, before; of voltage in percent of nominal"),
    ("measure", "text", "In words", "The measure in words"),
)  # fmt: skip
RANKED = fields(
    ("rank", "int", "Rank", "1 is the largest saving"),
    ("pocket_id", "text", "Pocket", "Name of the pocket; outside: measures in none of them, or for voltage"),
    ("kind", "text", "Kind", "section, station or outside"),
    ("element_id", "text", "Overloaded element", "The section or transformer"),
    ("parent_id", "text", "Lies within", "The pocket around it; empty where there is none"),
    ("level", "text", "Voltage level", "LV or MV"),
    ("station_id", "text", "Station", "Station that feeds it"),
    ("connections", "int", "Connections", "Connections behind the element"),
    ("copper_eur", "real", "Copper (€)", "Investment in copper within this pocket and in no pocket within it"),
    ("copper_eur_per_year", "real", "Copper (€ a year)", "The same as annuity"),
    *TAKES,
    ("measures", "int", "Measures", "Measures of copper"),
    ("steering_possible", "bool", "Steering clears it", "Whether steering clears it and all pockets within"),
    ("steering_eur_per_year", "real", "Steering (€ a year)", "Empty where it does not clear the pocket"),
    ("battery_kwh", "real", "Battery storage (kWh)", "Usable storage of its battery when steered"),
    ("shortfall_kw", "real", "Steering falls short (kW)", "What remains over where steering cannot clear it"),
    ("choice", "text", "Choice in the mix", "copper or steering"),
    ("mix_eur_per_year", "real", "Mix (€ a year)", "Of the choice"),
    ("saving_eur_per_year", "real", "Saving (€ a year)", "Copper minus the choice"),
    ("remedy", "text", "Remedy", "In words"),
)
REMEDY_AREAS = fields(
    ("remedy", "text", "Remedy", "copper, steering or mix"),
    ("possible", "bool", "Possible", "Whether no limit is violated any more"),
    EUR,
    ("eur_horizon", "real", "Cost over the horizon (€)", "Present value of the yearly costs"),
    ("copper_eur", "real", "Copper (€)", "Investment"),
    ("copper_eur_per_year", "real", "Copper (€ a year)", "The same as annuity"),
    ("steering_eur_per_year", "real", "Steering (€ a year)", "Batteries and what is paid for steering"),
    *TAKES,
    ("measures", "int", "Measures", "Measures of copper"),
    ("pockets_steered", "int", "Pockets steered", "Pockets that are steered"),
    ("battery_kwh", "real", "Batteries (kWh)", "Usable storage of all batteries"),
    ("note", "text", "Note", "In words"),
)
CURVES = fields(
    ("k", "real", "k", "How many times what the scenario adds"),
    ("remedy", "text", "Remedy", "copper, steering or mix"),
    ("price_level", "text", "Prices", "low, central or high"),
    ("possible", "bool", "Possible", "Whether no limit is violated"),
    EUR,
    ("eur_horizon", "real", "Cost over the horizon (€)", "Present value of the yearly costs"),
    ("energy_factor", "real", "Energy (times that of k = 0)", "Energy used and generated"),
    ("peak_factor", "real", "Peak (times that of k = 0)", "Highest hour of the area, either way"),
    ("trench_m", "real", "Trench (m)", "Trench to dig, at central prices"),
    ("measures", "int", "Measures", "Measures of copper"),
    ("pockets", "int", "Pockets", "Pockets at this k"),
    ("pockets_steered", "int", "Pockets steered", "Pockets that are steered"),
    ("why_not", "text", "What stands in the way", "What stays outside its limits, where it is not possible"),
)
