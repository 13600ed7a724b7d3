"""Fields of the electricity grid: what it is made of, what it needs, where it congests."""

from .field import fields

LEVEL = ("level", "text", "Voltage level", "LV or MV")
STATION_ID = ("station_id", "text", "Station", "Station that feeds it")
FEEDER_ID = ("feeder_id", "text", "Feeder", "Cable way out of the station that feeds it")
ENERGISED = ("energised", "bool", "Energised", "Whether a source feeds it")

NODES = fields(
    ("node_id", "text", "Node", "Name of the bus in the grid model"),
    ("kind", "text", "Kind", "end, joint, tee, cabinet, station_mv, station_lv, service_tee or connection"),
    LEVEL,
    ("vn_kv", "real", "Nominal voltage (kV)", "Nominal voltage"),
    STATION_ID,
    FEEDER_ID,
    ENERGISED,
)

SECTIONS = fields(
    ("section_id", "text", "Section", "Name of the line in the grid model"),
    ("feature_id", "text", "Drawn cable", "Id of the cable on the map; empty where none is drawn"),
    ("kind", "text", "Kind", "main, service or link"),
    LEVEL,
    ("cable_type", "text", "Cable type", "Type from the catalogue"),
    ("cable_type_how", "text", "Cable type: how known", "measured, inferred or assumed"),
    ("cable_type_rule", "text", "Cable type: rule", "Rule that chose the type"),
    ("length_m", "real", "Length (m)", "Length along the drawn line"),
    ("r_ohm_per_km", "real", "Resistance (ohm/km)", "Resistance of one phase"),
    ("x_ohm_per_km", "real", "Reactance (ohm/km)", "Reactance of one phase"),
    ("c_nf_per_km", "real", "Capacitance (nF/km)", "Capacitance of one phase to earth"),
    ("max_i_a", "real", "Ampacity (A)", "Current it may carry for ever"),
    ("from_node", "text", "From node", "Node at its beginning"),
    ("to_node", "text", "To node", "Node at its end"),
    STATION_ID,
    FEEDER_ID,
    ENERGISED,
    ("open_at", "text", "Open at", "End at which it is open: from or to; empty where closed"),
    ("downstream_connections", "int", "Connections downstream", "Connections it feeds"),
    ("downstream_peak_kw", "real", "Peak downstream (kW)", "Coincident peak of what it feeds"),
)

STATIONS = fields(
    ("station_id", "text", "Station", "Name of the transformer in the grid model"),
    ("feature_id", "text", "Drawn station", "Id of the station on the map; empty where none is drawn"),
    ("kind", "text", "Kind", "netstation, customer, shared, source, or switchgear: none of these"),
    ("station_how", "text", "Station: how known", "measured (drawn on the map) or assumed"),
    ("station_rule", "text", "Station: rule", "Rule that assumed the station"),
    ("rating_kva", "real", "Transformer (kVA)", "Rating of the transformer"),
    ("rating_how", "text", "Transformer: how known", "measured, inferred or assumed"),
    ("rating_rule", "text", "Transformer: rule", "Rule that chose the rating"),
    ("connections", "int", "Connections", "Connections it feeds"),
    ("dwellings", "int", "Dwellings", "Dwellings it feeds"),
    ("peak_kw", "real", "Coincident peak (kW)", "Coincident peak of what it feeds"),
    ("feeders", "int", "Feeders", "Low-voltage ways out that feed something"),
    ("lv_length_m", "real", "Low-voltage cable (m)", "Length of the low-voltage cable it feeds"),
    ("fed_by", "text", "Fed by", "Station of the source that feeds it, own or none"),
    ("reached_by_drawn_mv", "bool", "Reached by drawn cable", "Whether drawn medium-voltage cable leads to a source"),
)

CONNECTIONS = fields(
    ("connection_id", "text", "Connection", "Building id and a number"),
    ("building_id", "text", "Building", "Id of the building"),
    ("kind", "text", "Kind", "building, extra or customer"),
    ("address_ids", "text", "Addresses", "Ids of its addresses, separated by ;"),
    ("addresses", "int", "Number of addresses", "Number of addresses behind it"),
    ("dwellings", "int", "Dwellings", "Dwellings behind it"),
    ("use", "text", "Use", "What its addresses are used for"),
    ("floor_area_m2", "real", "Floor area (m²)", "Floor area of its addresses"),
    ("yearly_kwh", "real", "Electricity (kWh/year)", "Yearly use before cars, heat pumps, panels and batteries"),
    LEVEL,
    ("node_id", "text", "Node", "Node it hangs on"),
    STATION_ID,
    FEEDER_ID,
    ("service_length_m", "real", "Service cable (m)", "Length of its service cable"),
    ("connected_how", "text", "Connected: how known", "measured, inferred or assumed"),
    ("connected_rule", "text", "Connected: rule", "Rule that chose its cable"),
    ("peak_kw", "real", "Part of the peak (kW)", "What it adds to the coincident peak of its station"),
)

OPEN_POINTS = fields(
    ("open_point_id", "text", "Open point", "Name of the switch in the grid model"),
    ("node_id", "text", "Node", "Node at which the section is open"),
    ("section_id", "text", "Section", "Section that is open"),
    LEVEL,
    ("station_a", "text", "Station on one side", "Station that feeds one side"),
    ("station_b", "text", "Station on the other side", "Station that feeds the other side"),
    ("how", "text", "How known", "measured or inferred"),
    ("rule", "text", "Rule", "Why it lies here"),
)

PROBLEMS = fields(
    ("problem_id", "int", "Number", "Number of the problem"),
    ("layer", "text", "Layer", "Input the feature stands in"),
    ("feature_id", "text", "Feature", "Id of the feature in its layer"),
    ("code", "text", "Code", "Word that stays the same in every language"),
    ("reason", "text", "What is wrong", "What could not enter and why"),
    ("remedy", "text", "What to do", "What would mend it"),
    ("distance_m", "real", "Distance (m)", "How far off it was, where that matters"),
)

LOADING = (
    ("limit_percent", "real", "Limit (%)", "Highest loading allowed"),
    ("max_loading_percent", "real", "Highest loading (%)", "Highest hourly loading of the year"),
    ("max_loading_hour", "text", "Hour of highest loading (UTC)", "Beginning of that hour"),
    ("direction", "text", "Direction", "offtake or feed_in in that hour"),
    ("max_loading_kw", "real", "Power in that hour (kW)", "Power that passes; negative towards the source"),
    ("hours_above", "int", "Hours above the limit", "Hours of the year above the limit"),
    ("kwh_above", "real", "Energy above the limit (kWh)", "Energy that passes above the limit in a year"),
    (
        "max_loading_allowed_percent",
        "real",
        "Highest loading, with allowances (%)",
        "Highest loading with the allowances for peaks within the hour and for homes on one phase",
    ),
    ("hours_above_allowed", "int", "Hours above, with allowances", "Hours above the limit with the allowances"),
    ("verdict", "text", "Verdict", "free, busy, full or congested"),
    ("verdict_allowed", "text", "Verdict, with allowances", "Verdict with the allowances"),
    ("sure", "text", "How sure", "sure, likely or unsure, given what was inferred"),
)
HOURS_SOLVED = (
    ("hours_solved", "int", "Hours solved", "Hours that had a solution; the figures are of these"),
    (
        "hours_collapsed",
        "int",
        "Hours with collapse",
        "Hours in which more is asked than cables can bring; they count as at least so loaded",
    ),
)
FEEDS = (
    ("connections", "int", "Connections", "Connections it feeds"),
    ("dwellings", "int", "Dwellings", "Dwellings it feeds"),
)

LOADED_SECTIONS = fields(
    ("section_id", "text", "Section", "Name of the line in the grid model"),
    ("feature_id", "text", "Drawn cable", "Id of the cable on the map; empty where none is drawn"),
    ("kind", "text", "Kind", "main, service or link"),
    LEVEL,
    ("cable_type", "text", "Cable type", "Type in the grid model"),
    ("cable_type_how", "text", "Cable type: how known", "measured, inferred or assumed"),
    ("length_m", "real", "Length (m)", "Length along the drawn line"),
    ("max_i_a", "real", "Ampacity (A)", "Current it may carry for ever"),
    ("from_node", "text", "From node", "Node at its beginning"),
    ("to_node", "text", "To node", "Node at its end"),
    STATION_ID,
    FEEDER_ID,
    ENERGISED,
    ("on_ring", "bool", "In a ring", "Whether it must be able to carry the other half of a ring"),
    *FEEDS,
    *LOADING,
    *HOURS_SOLVED,
    ("mesh_edge", "int", "Mesh edge", "Number of its first edge in the hourly mesh"),
)
LOADED_STATIONS = fields(
    ("station_id", "text", "Station", "Name of the transformer in the grid model"),
    ("feature_id", "text", "Drawn station", "Id of the station on the map"),
    ("rating_kva", "real", "Transformer (kVA)", "Rating of the transformer"),
    ("rating_how", "text", "Transformer: how known", "measured, inferred or assumed"),
    ("tap_pos", "real", "Tap position", "Position of the tap"),
    ENERGISED,
    *FEEDS,
    *LOADING,
    ("rating_smaller_kva", "real", "One size smaller (kVA)", "Next standard size below"),
    ("verdict_smaller", "text", "Verdict one size smaller", "Verdict with the transformer one size smaller"),
    ("rating_larger_kva", "real", "One size larger (kVA)", "Next standard size above"),
    ("verdict_larger", "text", "Verdict one size larger", "Verdict with the transformer one size larger"),
    (
        "flips",
        "bool",
        "Verdict flips",
        "Whether one size smaller or larger is congested where this is not, or the reverse",
    ),
    *HOURS_SOLVED,
)
LOADED_CONNECTIONS = fields(
    ("connection_id", "text", "Connection", "Name of the load in the grid model"),
    ("feature_id", "text", "Building", "Id of the building on the map"),
    ("kind", "text", "Kind", "building, extra or customer"),
    LEVEL,
    ("dwellings", "int", "Dwellings", "Dwellings behind it"),
    ("node_id", "text", "Node", "Node it hangs on"),
    STATION_ID,
    FEEDER_ID,
    ENERGISED,
    ("vm_min_pu", "real", "Lowest voltage (pu)", "Lowest hourly voltage of the year"),
    ("vm_min_hour", "text", "Hour of lowest voltage (UTC)", "Beginning of that hour"),
    ("vm_max_pu", "real", "Highest voltage (pu)", "Highest hourly voltage of the year"),
    ("vm_max_hour", "text", "Hour of highest voltage (UTC)", "Beginning of that hour"),
    ("voltage_ok", "bool", "Voltage within its limits", "Whether it stays within its limits all year"),
    ("limiting_kind", "text", "Limited by", "section, station or voltage"),
    ("limiting_element", "text", "Limiting element", "Id of the section or station nearest to its limit upstream"),
    ("max_upstream_loading_percent", "real", "Highest loading upstream (%)", "Loading of that element"),
    ("verdict", "text", "Verdict", "free, busy, full or congested"),
)
RING_CHECK = fields(
    ("section_id", "text", "Section that fails", "Section of the ring that is out of service"),
    ("feature_id", "text", "Drawn cable", "Id of the cable on the map; empty where none is drawn"),
    STATION_ID,
    FEEDER_ID,
    ("open_point_id", "text", "Open point that closes", "Open point that closes to feed what is cut off"),
    ("worst_section", "text", "Most loaded section", "Section nearest to its limit then"),
    ("worst_loading_percent", "real", "Highest loading (%)", "Its loading"),
    ("vm_min_pu", "real", "Lowest voltage (pu)", "Lowest voltage then"),
    ("hour", "text", "Hour (UTC)", "Hour in which it is worst"),
    ("verdict", "text", "Verdict", "free, busy, full, congested or not_refed"),
    ("not_refed", "text", "Not fed again", "Stations that no open point can feed again"),
)

TECHNOLOGIES = {
    "base": "use",
    "heat_pump": "heat pumps",
    "car": "cars",
    "pv": "panels",
    "battery": "batteries",
    "extra": "extra connections",
}
BUILDINGS_DEMAND = fields(
    ("connection_id", "text", "Connection", "Building id and a number"),
    ("building_id", "text", "Building", "Id of the building"),
    ("kind", "text", "Kind", "building, extra or customer"),
    ("addresses", "int", "Number of addresses", "Number of addresses behind it"),
    ("dwellings", "int", "Dwellings", "Dwellings behind it"),
    ("use", "text", "Use", "What its addresses are used for"),
    *(
        row
        for technology, word in TECHNOLOGIES.items()
        for row in (
            (f"{technology}_kwh", "real", f"Energy of {word} (kWh/year)", "Drawn from the grid; negative when fed in"),
            (f"{technology}_peak_kw", "real", f"Peak of {word} (kW)", "Highest hour; negative when fed in"),
        )
    ),
    ("net_kwh", "real", "Net energy (kWh/year)", "Sum of all technologies"),
    ("peak_kw", "real", "Net peak (kW)", "Highest hour drawn from the grid"),
    ("peak_hour", "text", "Hour of the peak (UTC)", "Beginning of that hour"),
    ("feed_in_kw", "real", "Highest feed-in (kW)", "Highest hour fed into the grid"),
    ("heat_pumps", "int", "Heat pumps", "Number of heat pumps"),
    (
        "heat_network",
        "text",
        "Left by the heat network",
        "What remains electric on a heat network: none, booster, heat_pump or hybrid; empty where not on one",
    ),
    ("cars", "int", "Cars", "Number of electric cars that charge here"),
    ("pv_kwp", "real", "Panels (kWp)", "Peak power of the panels"),
    ("battery_capacity_kwh", "real", "Battery (kWh)", "What the batteries can hold"),
)
