"""Fields of the heat that buildings need, and where it is dense."""

from .field import fields

HEAT_BUILDINGS = fields(
    ("building_id", "text", "Building", "Id of the building"),
    ("use", "text", "Use", "What its addresses are used for"),
    ("category", "text", "Largest use", "Use that needs the most heat"),
    ("dwelling_type", "text", "Type of dwelling", "detached, semi_detached, corner, terraced or flat; else empty"),
    ("dwellings", "int", "Dwellings", "Dwellings in it"),
    ("floor_area_m2", "real", "Heated floor (m²)", "Floor area of the addresses that are heated"),
    ("build_year", "real", "Build year", "Year it was built in; assumed where the map does not say"),
    ("insulation", "text", "Insulation", "as_is, label_c, label_b or standard"),
    ("space_mwh_per_year", "real", "Space heating (MWh a year)", "Heat for rooms in a normal year"),
    ("water_mwh_per_year", "real", "Hot water (MWh a year)", "Heat for hot water in a year"),
    ("heat_mwh_per_year", "real", "Heat (MWh a year)", "Rooms and hot water, as delivered: not the fuel"),
    ("heat_how", "text", "Heat: how known", "measured, inferred or assumed"),
    ("heat_rule", "text", "Heat: rule", "What the heat follows from"),
    ("space_kw", "real", "Space heating (kW)", "Power at the design temperature outside"),
    ("water_kw", "real", "Hot water (kW)", "Power for hot water of all homes in it at once, by Winter's rule"),
    ("peak_kw", "real", "Peak (kW)", "Rooms and hot water together"),
    ("heat_kwh_per_m2", "real", "Heat for each m² (kWh a year)", "Yearly heat over the heated floor"),
    ("supply_c_needed", "real", "Supply temperature needed (°C)", "What its radiators need on the coldest day"),
    ("cooling_mwh_per_year", "real", "Cooling (MWh a year)", "Heat taken away in a normal year; 0 where not asked for"),
    ("cooling_kw", "real", "Cooling (kW)", "Most that is taken away in an hour of a normal year"),
)
HEAT_STREETS = fields(
    ("street_id", "text", "Street", "Id of the street"),
    ("preference", "text", "Preference", "forced, preferred, forbidden or empty"),
    ("surface", "text", "Surface", "What lies on top"),
    ("how", "text", "How known", "measured (given) or inferred"),
    ("length_m", "real", "Length (m)", "Length of the street"),
    ("heat_mwh_per_year", "real", "Heat along it (MWh a year)", "Heat of the buildings that are nearest to it"),
    ("heat_mwh_per_m", "real", "Heat density (MWh/m a year)", "That heat for each metre of street"),
    ("density_class", "text", "Class", "poor, average or good; empty where there is no heat"),
    ("buildings", "int", "Buildings", "Heated buildings that are nearest to it"),
    ("dwellings", "int", "Dwellings", "Dwellings in these"),
)
HEAT_CELLS = fields(
    ("cell_id", "text", "Cell", "Coordinates of its south-west corner"),
    ("heat_mwh_per_year", "real", "Heat (MWh a year)", "Heat of the buildings whose centre lies in it"),
    ("heat_mwh_per_ha", "real", "Heat density (MWh/ha a year)", "That heat for each hectare"),
    ("density_class", "text", "Class", "poor, average or good"),
    ("buildings", "int", "Buildings", "Heated buildings in it"),
    ("dwellings", "int", "Dwellings", "Dwellings in these"),
    ("peak_kw", "real", "Peak (kW)", "Sum of the peaks of these buildings"),
)
