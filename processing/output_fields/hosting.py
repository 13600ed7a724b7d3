"""Fields of what still fits on the grid."""

from .field import fields

BINDING = (
    ("binding_kind", "text", "Bound by", "section, station or voltage; empty where no limit binds"),
    ("binding_element", "text", "Element that binds", "Section, station or node that reaches its limit first"),
    ("binding_hour", "text", "Hour that binds (UTC)", "Beginning of the hour in which it does"),
    (
        "binds",
        "text",
        "What binds, in words",
        "Cable or transformer that is full, or where the voltage leaves its band",
    ),
    ("over_already", "bool", "Over its limit already", "Whether that element is over its limit without anything added"),
)
PLACED = (
    ("placed_p05_kw", "real", "Random placements: 5 % (kW)", "Of a hundred random placements, five stop below this"),
    ("placed_p50_kw", "real", "Random placements: median (kW)", "Half of the random placements stop below this"),
    ("placed_p95_kw", "real", "Random placements: 95 % (kW)", "Of a hundred random placements, five stop above this"),
    ("often_kind", "text", "Most often bound by", "section, station or voltage, in the random placements"),
    ("often_element", "text", "Element that binds most often", "In the random placements"),
    ("often_percent", "real", "Binds in (% of placements)", "Share of the random placements that this element stops"),
)
EVENLY = (
    ("connections", "int", "Connections", "Connections on low voltage behind it"),
    ("fits_kw", "real", "Still fits, evenly (kW)", "Together, when every connection gets the same"),
    ("fits_each_kw", "real", "Still fits, each (kW)", "Of each connection, when every connection gets the same"),
    ("fits", "text", "In words", "nothing, little, some, much or plenty for each connection"),
    (
        "alone_sum_kw",
        "real",
        "Sum of connections alone (kW)",
        "What they take alone, added up; more than fits together",
    ),
)

HOSTING_CONNECTIONS = fields(
    ("connection_id", "text", "Connection", "Name of the load in the grid model"),
    ("kind", "text", "Kind", "building, extra or customer"),
    ("dwellings", "int", "Dwellings", "Dwellings behind it"),
    ("level", "text", "Voltage level", "LV or MV"),
    ("node_id", "text", "Node", "Name of the bus in the grid model"),
    ("station_id", "text", "Station", "Station that feeds it"),
    ("feeder_id", "text", "Feeder", "Cable way out of the station that feeds it"),
    ("fits_kw", "real", "Still fits (kW)", "What fits here, when nobody else gets any"),
    ("fits", "text", "In words", "nothing, little (up to 5.75 kW), some (17.25), much (55.2) or plenty"),
    *BINDING,
)
HOSTING_FEEDERS = fields(
    ("feeder_id", "text", "Feeder", "Cable way out of a station"),
    ("station_id", "text", "Station", "Station that feeds it"),
    *EVENLY,
    *BINDING,
    *PLACED,
)
HOSTING_STATIONS = fields(
    ("station_id", "text", "Station", "Name of the station"),
    *EVENLY,
    *BINDING,
    *PLACED,
)
HOSTING_PLACEMENTS = fields(
    ("draw", "int", "Placement", "Number of the random placement"),
    ("level", "text", "Level", "feeder, station or town"),
    ("id", "text", "Feeder or station", "Where it is placed; town for everywhere"),
    ("kw", "real", "Placed (kW)", "All that is placed before the first limit binds"),
    ("connections", "int", "Connections", "Connections that get any"),
    *BINDING[:3],
)
