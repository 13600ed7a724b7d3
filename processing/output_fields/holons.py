"""Fields of holons: what they make, use and store, and who meets whose need."""

from .field import fields

ENERGY = (
    ("made_mwh", "real", "Made (MWh)", "Energy made inside in the year"),
    ("used_mwh", "real", "Used (MWh)", "Energy used inside in the year"),
    ("stored_mwh", "real", "Stored (MWh)", "Energy that batteries inside take up in the year"),
    ("import_mwh", "real", "In (MWh)", "Energy that comes in: need that is not met inside in the same hour"),
    ("export_mwh", "real", "Out (MWh)", "Energy that goes out: surplus that is not used inside in the same hour"),
    ("inside_mwh", "real", "Met inside (MWh)", "Energy made and used, or stored, inside in the same hour"),
    ("siblings_in_mwh", "real", "From neighbours (MWh)", "What comes in from holons within the same larger one"),
    ("siblings_out_mwh", "real", "To neighbours (MWh)", "What goes out to holons within the same larger one"),
    ("outward_in_mwh", "real", "From beyond (MWh)", "What comes in from beyond the larger holon around it"),
    ("outward_out_mwh", "real", "To beyond (MWh)", "What goes out beyond the larger holon around it"),
)
SHARES = (
    (
        "self_sufficiency",
        "real",
        "Self-sufficiency (0 to 1)",
        "Share of the energy used that does not come in: 1 - in / used; empty where nothing is used",
    ),
    (
        "self_consumption",
        "real",
        "Self-consumption (0 to 1)",
        "Share of the energy made that does not go out: 1 - out / made; empty where nothing is made",
    ),
)

OUTER = (
    (
        "helps_mwh",
        "real",
        "Helps outside (MWh)",
        "Given while it is needed outside, or drawn while there is a surplus; of the largest holons, where known",
    ),
    (
        "hurts_mwh",
        "real",
        "Burdens outside (MWh)",
        "Given while there is a surplus outside, or drawn in its tight hours; of the largest holons, where known",
    ),
    (
        "value_eur",
        "real",
        "Value outside (€)",
        "Given minus drawn at the price of each hour; of the largest holons, where known",
    ),
)

HOLONS = fields(
    ("holon_id", "text", "Holon", "Id of the holon"),
    ("level", "int", "Level", "1 for single connections, higher for larger holons"),
    ("kind", "text", "Kind", "connection, feeder, station, ring, source, area or found"),
    ("name", "text", "Name", "What the holon is called"),
    ("parent_id", "text", "Part of", "The holon it lies in; empty for the largest"),
    ("members", "int", "Members", "Holons of the level below in it"),
    ("connections", "int", "Connections", "Connections in it"),
    *ENERGY,
    *SHARES,
    ("autonomy_hours", "int", "Longest time alone (hours)", "Longest run of hours in which nothing comes in"),
    ("self_supplied_hours", "int", "Hours alone", "Hours of the year in which nothing comes in"),
    ("import_peak_kw", "real", "Highest power in (kW)", "Highest hour of what comes in"),
    ("import_peak_hour", "text", "Hour of the highest power in (UTC)", "Beginning of that hour"),
    ("export_peak_kw", "real", "Highest power out (kW)", "Highest hour of what goes out"),
    ("export_peak_hour", "text", "Hour of the highest power out (UTC)", "Beginning of that hour"),
    (
        "coincidence_gain",
        "real",
        "Gain of different peaks (0 to 1)",
        "1 - its highest power in / the sum of those of its members; empty with fewer than two members",
    ),
    *OUTER,
)
HOLON_FLOWS = fields(
    ("flow_id", "text", "Flow", "Id of the flow"),
    ("from_id", "text", "From", "Holon that gives; empty for outside"),
    ("to_id", "text", "To", "Holon that takes; empty for outside"),
    ("from_name", "text", "Giver", "What the holon that gives is called"),
    ("to_name", "text", "Taker", "What the holon that takes is called"),
    (
        "kind",
        "text",
        "Kind",
        "sibling: between two holons of one larger holon; rest: with all its other siblings together; level: with the "
        "larger holon around",
    ),
    ("level", "int", "Level", "Level of the smaller holon"),
    ("mwh", "real", "Energy (MWh)", "Energy in the year"),
    ("peak_kw", "real", "Highest power (kW)", "Highest hour"),
    ("peak_hour", "text", "Hour of the highest power (UTC)", "Beginning of that hour"),
)
HOLON_LEVELS = fields(
    ("level", "int", "Level", "1 for single connections; after all together the levels outside that are given"),
    ("kind", "text", "Kind", "connection, feeder, station, ring, source, area, found, all or outside"),
    ("name", "text", "Name", "What balances itself"),
    ("holons", "int", "Holons", "How many there are"),
    *ENERGY,
    ("pooled_mwh", "real", "Won by pooling (MWh)", "Met inside beyond what the smaller holons meet inside"),
    *SHARES,
    ("import_peaks_kw", "real", "Highest powers in (kW)", "Sum of the highest hours of the holons"),
    ("export_peaks_kw", "real", "Highest powers out (kW)", "Sum of the highest hours of the holons"),
    *OUTER,
)
