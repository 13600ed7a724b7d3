"""Fields of congestion pockets, what would clear them, and the switches around them."""

from .field import fields

POCKET = ("pocket_id", "text", "Pocket", "Name of the pocket")
FLEXIBLE = (
    (
        "battery_kw",
        "real",
        "Battery power (kW)",
        "Of the battery that the pocket itself needs; pockets within have their own",
    ),
    ("battery_kwh", "real", "Battery storage (kWh)", "Usable storage of that battery"),
    ("shifted_mwh", "real", "Charged later (MWh a year)", "Energy that cars charge later than they would"),
    (
        "buffered_mwh",
        "real",
        "Heated at another time (MWh a year)",
        "Electricity that heat pumps draw earlier or later",
    ),
    ("curtailed_mwh", "real", "Curtailed (MWh a year)", "Generation of panels that is turned down"),
)

POCKETS = fields(
    POCKET,
    ("kind", "text", "Kind", "section or station: what is overloaded"),
    (
        "element_id",
        "text",
        "Overloaded element",
        "The section or transformer; of sections one behind another the first",
    ),
    ("elements", "int", "Overloaded elements", "Sections one behind another that make one pocket"),
    ("parent_id", "text", "Lies within", "The pocket around it; empty where there is none"),
    ("level", "text", "Voltage level", "LV or MV"),
    ("station_id", "text", "Station", "Station that feeds it"),
    ("connections", "int", "Connections", "Connections behind the element"),
    ("dwellings", "real", "Dwellings", "Dwellings behind the element"),
    ("hours_above", "int", "Hours above the limit", "Hours of the year, of the section that is over it longest"),
    ("kwh_above", "real", "Energy above the limit (kWh)", "Energy that passes above the limit"),
    ("max_over_kw", "real", "Highest excess (kW)", "Most that the connections behind it draw or feed in too much"),
    ("direction", "text", "Direction", "offtake or feed_in, in the worst hour"),
    (
        "longest_days",
        "real",
        "A battery would be away from full (days)",
        "Longest time until a battery alone is full again",
    ),
    ("switches", "text", "Switches around it", "Where it is fed and the open points on its edge, separated by ;"),
    ("better_split", "bool", "Better split", "Whether it is better divided over several feeds"),
    ("split_why", "text", "Why", "Why it is or is not better split"),
    (
        "alone_hours",
        "int",
        "Hours it can stand alone",
        "Longest time that its panels and batteries give all that is used",
    ),
    *FLEXIBLE[:2],
    ("battery_suitable", "bool", "A battery alone is suitable", "False where it would be away from full for days"),
    *FLEXIBLE[2:],
    ("moved_open_point", "text", "Open point moved", "Open point that closes while the loop opens elsewhere"),
    ("mix_eur_per_year", "real", "Steering (€ a year)", "Of the cheapest mix; empty where steering cannot clear it"),
    ("copper_m", "real", "New cable (m)", "Length of the overloaded sections"),
    (
        "copper_eur_per_year",
        "real",
        "Copper (€ a year)",
        "New cable along the overloaded sections, or the next transformer",
    ),
    (
        "cheapest",
        "text",
        "Cheapest",
        "steering (an open point moved alone counts), mix (open point and steering) or copper",
    ),
    ("clean", "bool", "Clean when steered", "Whether the steered hours keep it within its limit"),
    ("shortfall_kw", "real", "Steering falls short (kW)", "What remains over where steering cannot clear it"),
    ("remedy", "text", "Remedy", "In words"),
)
REMEDIES = fields(
    POCKET,
    ("element_id", "text", "Overloaded element", "The section or transformer"),
    ("kind", "text", "Remedy", "steering, battery (alone), open_point, mix (open point and steering) or copper"),
    ("possible", "bool", "Clears it", "Whether it keeps the pocket within its limit"),
    ("eur_per_year", "real", "Cost (€ a year)", "Empty where it does not clear the pocket"),
    *FLEXIBLE,
    ("moved_open_point", "text", "Open point moved", "Open point that closes while the loop opens elsewhere"),
    ("copper_m", "real", "New cable (m)", "Length of the overloaded sections"),
    ("transformer_kva", "real", "New transformer (kVA)", "The next one sold that is large enough"),
    ("eur", "real", "Investment (€)", "Of copper, at once"),
    ("cheapest", "bool", "Cheapest", "Whether it is the cheapest for this pocket"),
)
SWITCHES = fields(
    (
        "switch_id",
        "text",
        "Switch",
        "Open point or link of the grid model; or the way, field or transformer that feeds",
    ),
    POCKET,
    ("kind", "text", "Kind", "way, field, transformer, open_point or link"),
    ("closed", "bool", "Closed", "In the grid as it is"),
    ("station_id", "text", "Station", "Station where it stands, or that lies beyond an open point"),
)
