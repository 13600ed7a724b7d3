"""Fields of two scenarios beside each other."""

from .field import fields

CHANGE = (
    "change",
    "text",
    "What changes",
    "relieved, less_loaded, unchanged, worse, newly_congested; not_fed, only_before or only_after where there is "
    "nothing to compare",
)
LOADINGS = (
    ("limit_percent", "real", "Limit (%)", "Highest loading allowed"),
    ("loading_before_percent", "real", "Highest loading before (%)", "Highest loading of the year in the first run"),
    ("loading_after_percent", "real", "Highest loading after (%)", "Highest loading of the year in the second run"),
    ("difference_points", "real", "Difference (percentage points)", "After minus before: negative is relief"),
    ("max_kw_before", "real", "Power in that hour before (kW)", "Power that passes; negative towards the source"),
    ("max_kw_after", "real", "Power in that hour after (kW)", "Power that passes; negative towards the source"),
    ("hours_above_before", "int", "Hours above the limit before", "Hours of the year above the limit"),
    ("hours_above_after", "int", "Hours above the limit after", "Hours of the year above the limit"),
    ("kwh_above_before", "real", "Energy above the limit before (kWh)", "Energy that passes above the limit"),
    ("kwh_above_after", "real", "Energy above the limit after (kWh)", "Energy that passes above the limit"),
    ("verdict_before", "text", "Verdict before", "free, busy, full or congested"),
    ("verdict_after", "text", "Verdict after", "free, busy, full or congested"),
    CHANGE,
    ("still_over", "bool", "Over its limit in both", "Whether it is congested before and after"),
)
FEEDS = (
    ("connections", "int", "Connections", "Connections it feeds"),
    ("dwellings", "int", "Dwellings", "Dwellings it feeds"),
)

COMPARED_SECTIONS = fields(
    ("section_id", "text", "Section", "Name of the line in the grid model"),
    ("feature_id", "text", "Drawn cable", "Id of the cable on the map; empty where none is drawn"),
    ("kind", "text", "Kind", "main, service or link"),
    ("level", "text", "Voltage level", "LV or MV"),
    ("cable_type", "text", "Cable type", "Type in the grid model"),
    ("length_m", "real", "Length (m)", "Length along the drawn line"),
    ("station_id", "text", "Station", "Station that feeds it"),
    ("feeder_id", "text", "Feeder", "Cable way out of the station that feeds it"),
    *FEEDS,
    ("max_i_before_a", "real", "Ampacity before (A)", "Current it may carry for ever, in the first run"),
    ("max_i_after_a", "real", "Ampacity after (A)", "Current it may carry for ever, in the second run"),
    *LOADINGS,
)
COMPARED_STATIONS = fields(
    ("station_id", "text", "Station", "Name of the transformer in the grid model"),
    ("feature_id", "text", "Drawn station", "Id of the station on the map"),
    *FEEDS,
    ("rating_before_kva", "real", "Transformer before (kVA)", "Rating of the transformer in the first run"),
    ("rating_after_kva", "real", "Transformer after (kVA)", "Rating of the transformer in the second run"),
    *LOADINGS,
)
COMPARED_AREAS = fields(
    ("area_id", "text", "Area", "Id of the neighbourhood"),
    ("name", "text", "Name", "Name of the neighbourhood"),
    ("km", "real", "Cable (km)", "Length of the cable there"),
    ("km_over_before", "real", "Cable over its limit before (km)", "Length of the cable that is congested"),
    ("km_over_after", "real", "Cable over its limit after (km)", "Length of the cable that is congested"),
    ("km_relieved", "real", "Cable relieved (km)", "Length of the cable that is no longer congested"),
    ("km_newly_congested", "real", "Cable newly over its limit (km)", "Length of the cable that becomes congested"),
    ("stations", "int", "Stations", "Stations there"),
    ("stations_over_before", "int", "Stations over their limit before", "Stations that are congested"),
    ("stations_over_after", "int", "Stations over their limit after", "Stations that are congested"),
    ("stations_relieved", "int", "Stations relieved", "Stations that are no longer congested"),
    ("stations_newly_congested", "int", "Stations newly over their limit", "Stations that become congested"),
    ("kwh_above_before", "real", "Energy above the limit before (kWh)", "Energy above the limits of the stations"),
    ("kwh_above_after", "real", "Energy above the limit after (kWh)", "Energy above the limits of the stations"),
    ("kwh_above_spared", "real", "Energy above the limit spared (kWh)", "Before minus after"),
    (
        "change",
        "text",
        "What changes",
        "relieved or newly_congested where a cable or station is; both; unchanged where some stay over their limit",
    ),
)
