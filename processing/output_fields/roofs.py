"""Fields of roofs: their planes, and what sun and wind give there."""

from .field import fields

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
ROOF_PLANES = fields(*PLANE)
ROOFS = fields(*ROOF)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SUITABILITY = ("suitability", "text", "Suitability", "very_suitable, suitable or less_suitable")
SOLAR_PLANES = fields(
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
PANELS = fields(
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
SOLAR_BUILDINGS = fields(
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
WIND_BUILDINGS = fields(
    *ROOF,
    ("wind_suitable", "bool", "Turbine possible", "High enough, and no higher building near"),
    ("higher_within_m", "real", "Higher building at (m)", "Distance to the nearest higher building within reach"),
    ("hub_m", "real", "Hub height (m)", "Height of the turbine's hub above the ground"),
    ("wind_m_per_s", "real", "Mean wind at the hub (m/s)", "Mean of the year"),
    ("kwh_promised", "real", "Yield as promised (kWh a year)", "By the turbine's power curve"),
    ("kwh_measured", "real", "Yield as measured (kWh a year)", "By what turbines on buildings gave in field trials"),
)
POWER_BUILDINGS = fields(
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
POWER_AREAS = fields(
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
