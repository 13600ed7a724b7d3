"""Every attribute field of every output layer: name, type, label and meaning, in one place.

The sinks, the field aliases and the reference in `docs/` are made of it. Names have at most 30 characters. A label has
its unit in brackets. kind is text, int, real or bool.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutputField:
    name: str
    kind: str
    label: str
    about: str


def _fields(*rows) -> tuple[OutputField, ...]:
    return tuple(OutputField(*row) for row in rows)


LEVEL = ("level", "text", "Voltage level", "LV or MV")
STATION_ID = ("station_id", "text", "Station", "Station that feeds it")
FEEDER_ID = ("feeder_id", "text", "Feeder", "Cable way out of the station that feeds it")
ENERGISED = ("energised", "bool", "Energised", "Whether a source feeds it")

NODES = _fields(
    ("node_id", "text", "Node", "Name of the bus in the grid model"),
    ("kind", "text", "Kind", "end, joint, tee, cabinet, station_mv, station_lv, service_tee or connection"),
    LEVEL,
    ("vn_kv", "real", "Nominal voltage (kV)", "Nominal voltage"),
    STATION_ID,
    FEEDER_ID,
    ENERGISED,
)

SECTIONS = _fields(
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

STATIONS = _fields(
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

CONNECTIONS = _fields(
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

OPEN_POINTS = _fields(
    ("open_point_id", "text", "Open point", "Name of the switch in the grid model"),
    ("node_id", "text", "Node", "Node at which the section is open"),
    ("section_id", "text", "Section", "Section that is open"),
    LEVEL,
    ("station_a", "text", "Station on one side", "Station that feeds one side"),
    ("station_b", "text", "Station on the other side", "Station that feeds the other side"),
    ("how", "text", "How known", "measured or inferred"),
    ("rule", "text", "Rule", "Why it lies here"),
)

PROBLEMS = _fields(
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
FEEDS = (
    ("connections", "int", "Connections", "Connections it feeds"),
    ("dwellings", "int", "Dwellings", "Dwellings it feeds"),
)

LOADED_SECTIONS = _fields(
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
    ("mesh_edge", "int", "Mesh edge", "Number of its first edge in the hourly mesh"),
)
LOADED_STATIONS = _fields(
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
)
LOADED_CONNECTIONS = _fields(
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
RING_CHECK = _fields(
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
BUILDINGS_DEMAND = _fields(
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
    ("cars", "int", "Cars", "Number of electric cars that charge here"),
    ("pv_kwp", "real", "Panels (kWp)", "Peak power of the panels"),
    ("battery_capacity_kwh", "real", "Battery (kWh)", "What the batteries can hold"),
)

PLANE = (
    ("plane_id", "text", "Roof plane", "Building id and a number, largest plane first"),
    ("building_id", "text", "Building", "Id of the building"),
    ("roof_kind", "text", "Flat or pitched", "flat or pitched"),
    ("tilt_deg", "real", "Tilt (degrees)", "0 is level, 90 a wall"),
    ("azimuth_deg", "real", "Azimuth (degrees)", "The way it faces, clockwise from north; empty where flat"),
    ("area_m2", "real", "Area (m²)", "True area, along the slope"),
    ("plan_area_m2", "real", "Area seen from above (m²)", "Area on the map"),
    ("height_m", "real", "Height above ground (m)", "Mean height above the ground"),
    ("z0", "real", "Level (m)", "Height of the plane at cx, cy above the datum of the raster"),
    ("slope_x", "real", "Slope to the east (m/m)", "Rise a metre to the east"),
    ("slope_y", "real", "Slope to the north (m/m)", "Rise a metre to the north"),
    ("cx", "real", "Reference x (m)", "x of the middle of the footprint"),
    ("cy", "real", "Reference y (m)", "y of the middle of the footprint"),
    ("fit_error_m", "real", "Fit error (m)", "Root mean square distance of the heights to the plane"),
    ("how", "text", "Roof: how known", "measured, inferred or assumed"),
    ("rule", "text", "Roof: rule", "What the plane is known from"),
)
ROOF = (
    ("building_id", "text", "Building", "Id of the building"),
    ("ground_m", "real", "Ground (m)", "Height of the ground above the datum of the raster"),
    ("height_m", "real", "Height above ground (m)", "90th percentile of the roof above the ground"),
    ("top_m", "real", "Top (m)", "Highest point of the planes above the datum of the raster"),
    ("roof_kind", "text", "Flat or pitched", "What most of the roof is"),
    ("roof_area_m2", "real", "Roof area (m²)", "True area of the planes"),
    ("planes", "int", "Roof planes", "Number of planes"),
    ("obstacle_area_m2", "real", "Obstacles (m²)", "What is no plane: chimneys, dormers, edges; seen from above"),
    ("changed_since_flight", "bool", "Changed since the flight", "Whether it is younger than the heights"),
    ("how", "text", "Roof: how known", "measured, inferred or assumed"),
    ("rule", "text", "Roof: rule", "What the roof is known from"),
)
ROOF_PLANES = _fields(*PLANE)
ROOFS = _fields(*ROOF)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SUITABILITY = ("suitability", "text", "Suitability", "very_suitable, suitable or less_suitable")
SOLAR_PLANES = _fields(
    *PLANE,
    ("kwh_per_m2", "real", "Irradiation (kWh/m² a year)", "Light on the plane in a year, shadow in it"),
    *(
        (f"kwh_per_m2_{number:02d}", "real", f"Irradiation in {month} (kWh/m²)", "Light on the plane in the month")
        for number, month in enumerate(MONTHS, 1)
    ),
    ("sky_view", "real", "Sky seen (0 to 1)", "Part of the sky that nothing hides"),
    ("shadow_loss_percent", "real", "Lost to shadow (%)", "Of the light it would get without surroundings"),
    ("light_how", "text", "Light: how known", "measured (shadow from heights) or assumed (a free view)"),
    ("panel_kwh_per_m2", "real", "Irradiation of panels (kWh/m² a year)", "Light on panels as they lie on the plane"),
    ("share_of_best_percent", "real", "Share of the best (%)", "Of the best unshaded orientation in this weather"),
    SUITABILITY,
    ("layout", "text", "Layout", "on_roof, east_west or south; empty without panels"),
    ("orientation", "text", "Panels upright or lying", "portrait or landscape; empty without panels"),
    ("panels_fit", "int", "Panels that fit", "Number of panels that fit on it"),
    ("panels", "int", "Panels", "Number of panels that count"),
    ("kwp", "real", "Power of the panels (kWp)", "Of the panels that count"),
    ("kwh", "real", "Yield (kWh a year)", "Of the panels that count"),
    ("kwh_per_kwp", "real", "Yield per power (kWh/kWp)", "Yearly yield of its panels"),
)
PANELS = _fields(
    ("panel_id", "text", "Panel", "Roof plane and a number"),
    ("plane_id", "text", "Roof plane", "Plane it lies on"),
    ("face_id", "text", "Face", "Plane, and the side it looks to on racks back to back"),
    ("building_id", "text", "Building", "Id of the building"),
    ("tilt_deg", "real", "Tilt (degrees)", "Of the panel itself"),
    ("azimuth_deg", "real", "Azimuth (degrees)", "The way the panel faces, clockwise from north"),
    ("orientation", "text", "Panels upright or lying", "portrait or landscape"),
    ("area_m2", "real", "Area (m²)", "True area of the panel"),
    ("kwp", "real", "Power (kWp)", "Under standard conditions"),
    (
        "kwh_per_m2",
        "real",
        "Irradiation (kWh/m² a year)",
        "Mean light of its side of the roof plane in a year, shadow in it: panels of one side get the same",
    ),
    ("kwh", "real", "Yield (kWh a year)", "Yield of its side of the roof plane, shared evenly by the panels on it"),
    SUITABILITY,
)
SOLAR_BUILDINGS = _fields(
    *ROOF,
    ("panels", "int", "Panels", "Number of panels that count"),
    ("kwp", "real", "Power of the panels (kWp)", "Of the panels that count"),
    ("kwh", "real", "Yield (kWh a year)", "Of the panels that count"),
    *(
        (f"kwh_{number:02d}", "real", f"Yield in {month} (kWh)", "Of the panels that count")
        for number, month in enumerate(MONTHS, 1)
    ),
    ("kwh_per_kwp", "real", "Yield per power (kWh/kWp)", "Yearly yield of its panels"),
    ("panel_area_m2", "real", "Area of the panels (m²)", "Of the panels that count"),
    ("suitable_area_m2", "real", "Suitable roof (m²)", "True area of suitable and very suitable planes"),
    ("demand_kwh", "real", "Demand (kWh a year)", "What the building uses, without panels and batteries"),
    ("self_consumed_kwh", "real", "Used from its own roof (kWh a year)", "Hour by hour the lesser of yield and demand"),
    ("self_consumption_percent", "real", "Self-consumption (%)", "Of what the roof gives"),
    ("self_sufficiency_percent", "real", "Self-sufficiency (%)", "Of what the building uses"),
)
WIND_BUILDINGS = _fields(
    *ROOF,
    ("wind_suitable", "bool", "Turbine possible", "High enough, and no higher building near"),
    ("higher_within_m", "real", "Higher building at (m)", "Distance to the nearest higher building within reach"),
    ("hub_m", "real", "Hub height (m)", "Height of the turbine's hub above the ground"),
    ("wind_m_per_s", "real", "Mean wind at the hub (m/s)", "Mean of the year"),
    ("kwh_promised", "real", "Yield as promised (kWh a year)", "By the turbine's power curve"),
    ("kwh_measured", "real", "Yield as measured (kWh a year)", "By what turbines on buildings gave in field trials"),
)
POWER_BUILDINGS = _fields(
    *ROOF,
    ("power_class", "text", "Class", "sun, wind_or_sun or neither, by the quick rule"),
    ("sunlit_moments", "int", "Moments in the sun", "At how many moments of the shortest day the roof's centre is lit"),
    ("sunlit_how", "text", "Shadow: how known", "surface (raster, trees too) or blocks (buildings alone)"),
    ("sun_suitable", "bool", "Suitable for sun", "By the quick rule"),
    ("wind_suitable", "bool", "Suitable for wind", "By the quick rule"),
    ("roof_m2", "real", "Roof seen from above (m²)", "Area of the footprint"),
    ("panel_m2", "real", "Panels, quick rule (m²)", "Share of the roof that carries panels"),
    ("sun_kwh", "real", "Sun, quick rule (kWh a year)", "Yield of these panels"),
    ("wind_kwh", "real", "Wind, quick rule (kWh a year)", "What the turbine would give"),
    ("full_panel_m2", "real", "Panels, full method (m²)", "Area of the panels that fit on suitable planes"),
    ("full_kwp", "real", "Panels, full method (kWp)", "Power of these panels"),
    ("full_sun_kwh", "real", "Sun, full method (kWh a year)", "Yield of these panels, shadow in it"),
    ("wind_m_per_s", "real", "Mean wind at the hub (m/s)", "Mean of the year"),
    ("wind_kwh_promised", "real", "Wind as promised (kWh a year)", "By the turbine's power curve"),
    ("wind_kwh_measured", "real", "Wind as measured (kWh a year)", "By what turbines on buildings gave"),
)
POWER_AREAS = _fields(
    ("area_id", "text", "Area", "Id of the neighbourhood; all where none were given"),
    ("name", "text", "Name", "Name of the neighbourhood"),
    ("buildings", "int", "Buildings", "Buildings in it"),
    ("roof_ha", "real", "Roofs seen from above (ha)", "Area of the footprints"),
    ("sun_buildings", "int", "Roofs for sun", "Buildings of class sun"),
    ("wind_or_sun_buildings", "int", "Roofs for wind and/or sun", "Buildings of class wind_or_sun"),
    ("neither_buildings", "int", "Roofs for neither", "Buildings of class neither"),
    ("sun_ha", "real", "Panels, quick rule (ha)", "Area of the panels"),
    ("sun_gwh", "real", "Sun, quick rule (GWh a year)", "Yield of the panels"),
    ("sun_households", "real", "Sun, quick rule (households)", "Households with the same use"),
    ("turbines", "int", "Turbines", "Roofs for a turbine"),
    ("wind_gwh", "real", "Wind, quick rule (GWh a year)", "Yield of the turbines"),
    ("wind_households", "real", "Wind, quick rule (households)", "Households with the same use"),
    ("full_ha", "real", "Panels, full method (ha)", "Area of the panels that fit on suitable planes"),
    ("full_kwp", "real", "Panels, full method (kWp)", "Power of these panels"),
    ("full_gwh", "real", "Sun, full method (GWh a year)", "Yield of these panels, shadow in it"),
    ("full_households", "real", "Sun, full method (households)", "Households with the same use"),
    ("wind_gwh_promised", "real", "Wind as promised (GWh a year)", "By the turbine's power curve"),
    ("wind_gwh_measured", "real", "Wind as measured (GWh a year)", "By what turbines on buildings gave"),
    ("wind_households_measured", "real", "Wind as measured (households)", "Households with the same use"),
)
