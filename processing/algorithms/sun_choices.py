"""What can be chosen about panels, thresholds and light, and the engine's options made of it."""

from __future__ import annotations

from qgis.core import QgsProcessingException

from ..parameters import choice, flag, number, text
from ..words import said
from . import settings
from .roofs import catalogue_number as figure

PANEL_NUMBERS = {
    "PANEL_WIDTH": "panel_width_m",
    "PANEL_LENGTH": "panel_length_m",
    "PANEL_WP": "panel_wp",
    "GAP": "gap_m",
    "SETBACK_PITCHED": "setback_pitched_m",
    "SETBACK_FLAT": "setback_flat_m",
    "EAST_WEST_TILT": "east_west_tilt_deg",
    "EAST_WEST_AISLE": "east_west_aisle_m",
    "SOUTH_TILT": "south_tilt_deg",
    "SHADOW_HOUR": "south_shadow_hour",
    "ROW_PITCH": "row_pitch_m",
}
SOLAR_NUMBERS = {
    "PERFORMANCE_RATIO": "performance_ratio",
    "INVERTER": "inverter_kw_per_kwp",
    "VERY_SUITABLE": "very_suitable_percent",
    "SUITABLE": "suitable_percent",
    "LEAST_AREA": "least_area_m2",
    "ALBEDO": "albedo",
}
LIGHT_NUMBERS = {"SEARCH_DISTANCE": "search_m", "ALBEDO": "albedo"}
LAYOUTS = {"east_west": "East and west, back to back", "south": "Rows to the south"}
ALIGNMENTS = {"building": "Along the building", "sun": "To the sun"}

NO_HORIZON = "{parameter}: {text} is no row of numbers between 0 and 89, separated by spaces or semicolons."


def panels():
    yield figure(
        "roof_panels",
        "PANEL_WIDTH",
        "Panel width (m)",
        "panel_width_m",
        "Short side of the panel, frame included.",
        0.2,
        5,
    )
    yield figure(
        "roof_panels",
        "PANEL_LENGTH",
        "Panel length (m)",
        "panel_length_m",
        "Long side of the panel, frame included.",
        0.2,
        5,
    )
    yield figure(
        "roof_panels", "PANEL_WP", "Panel power (Wp)", "panel_wp", "Power under standard conditions.", 10, 2000
    )
    yield figure(
        "roof_panels",
        "SETBACK_PITCHED",
        "Free strip on pitched roofs (m)",
        "setback_pitched_m",
        "Without panels along edges and obstacles, measured on the roof.",
        0,
        10,
    )
    yield figure(
        "roof_panels",
        "SETBACK_FLAT",
        "Free strip on flat roofs (m)",
        "setback_flat_m",
        "Without panels along edges and obstacles.",
        0,
        10,
    )
    yield choice(
        "FLAT_LAYOUT",
        "Layout on flat roofs",
        LAYOUTS,
        "east_west",
        "Racks back to back to east and west hold more panels; rows to the south give more a panel.",
    )
    yield choice(
        "FLAT_ALIGNMENT",
        "Direction on flat roofs",
        ALIGNMENTS,
        "building",
        "Racks along the walls hold more panels than racks that face the sun exactly.",
        advanced=True,
    )
    yield figure(
        "roof_panels", "GAP", "Gap between panels (m)", "gap_m", "Room for clamps between neighbours.", 0, 5, True
    )
    yield figure(
        "roof_panels",
        "EAST_WEST_TILT",
        "Tilt of east-west racks (degrees)",
        "east_west_tilt_deg",
        "Tilt of panels that lie back to back on flat roofs.",
        0,
        60,
        True,
    )
    yield figure(
        "roof_panels",
        "EAST_WEST_AISLE",
        "Aisle between east-west racks (m)",
        "east_west_aisle_m",
        "Free way between two pairs of racks.",
        0,
        10,
        True,
    )
    yield figure(
        "roof_panels",
        "SOUTH_TILT",
        "Tilt of rows to the south (degrees)",
        "south_tilt_deg",
        "Tilt of panels in rows on flat roofs.",
        0,
        60,
        True,
    )
    yield figure(
        "roof_panels",
        "SHADOW_HOUR",
        "Hour of the row shadow (solar time)",
        "south_shadow_hour",
        "Rows stand so far apart that on 21 December at this hour none lies in the shadow of the next.",
        8,
        16,
        True,
    )
    yield number(
        "ROW_PITCH",
        "Row pitch (m)",
        None,
        "Distance from row to row to the south. Empty: by the shadow of the rows.",
        low=0.2,
        high=20,
        optional=True,
        advanced=True,
    )


def thresholds():
    yield figure(
        "roof_panels",
        "PERFORMANCE_RATIO",
        "Performance ratio (0 to 1)",
        "performance_ratio",
        "Yearly yield at the best plane against the light and the panels' power. Shadow is calculated apart.",
        0.1,
        1,
    )
    yield figure(
        "roof_panels",
        "VERY_SUITABLE",
        "Very suitable from (%)",
        "very_suitable_percent",
        "Least share of the region's best irradiation of a very suitable plane.",
        0,
        100,
    )
    yield figure(
        "roof_panels",
        "SUITABLE",
        "Suitable from (%)",
        "suitable_percent",
        "Least share of the region's best irradiation of a suitable plane.",
        0,
        100,
    )
    yield figure(
        "roof_panels",
        "LEAST_AREA",
        "Smallest suitable plane (m²)",
        "least_area_m2",
        "A smaller plane is less suitable however sunny.",
        0,
        1e6,
    )
    yield flag(
        "EVERY_PLANE",
        "Panels on less suitable planes too",
        False,
        "Counts the panels on every plane on which some fit, in place of those on suitable ones.",
    )
    yield figure(
        "roof_panels",
        "INVERTER",
        "Inverter (kW per kWp)",
        "inverter_kw_per_kwp",
        "Largest power that all panels of a building together bring to the grid, of their own power.",
        0.1,
        2,
        True,
    )


def light():
    yield number(
        "SEARCH_DISTANCE",
        "Search distance (m)",
        300.0,
        "Buildings and trees so near are looked at for shadow.",
        low=1,
        high=20_000,
    )
    yield number(
        "DIRECTIONS",
        "Directions of the horizon",
        64,
        "In how many directions each cell looks for its horizon: more is finer and slower.",
        low=8,
        high=360,
        whole=True,
        advanced=True,
    )
    yield figure(
        "light",
        "ALBEDO",
        "Reflection of the ground (0 to 1)",
        "albedo",
        "Share of the light that the ground gives back.",
        0,
        1,
        True,
    )
    yield text(
        "FAR_HORIZON",
        "Far horizon (degrees)",
        "",
        "Height of hills beyond the raster, in even steps clockwise from north, such as 0 0 2.5 4. Empty: none.",
        advanced=True,
    )
    yield flag(
        "EVERY_CELL",
        "Irradiation of every cell",
        False,
        "Fills the irradiation raster wherever there are heights, not on roofs only.",
        advanced=True,
    )


def options(algorithm, parameters, context, weather):
    """Options of panels, light and yield: (PanelOptions, LightOptions, SolarOptions)."""
    from ...engine.roof.light import LightOptions
    from ...engine.roof.panels import PanelOptions
    from ...engine.roof.solar import SolarOptions

    panels = PanelOptions(
        **settings.numbers(algorithm, parameters, context, PANEL_NUMBERS),
        flat_layout=settings.chosen(algorithm, parameters, context, "FLAT_LAYOUT", LAYOUTS),
        flat_alignment=settings.chosen(algorithm, parameters, context, "FLAT_ALIGNMENT", ALIGNMENTS),
        latitude_deg=weather.latitude_deg,
    )
    light = LightOptions(
        **settings.numbers(algorithm, parameters, context, LIGHT_NUMBERS),
        directions=algorithm.parameterAsInt(parameters, "DIRECTIONS", context),
        every_cell=algorithm.parameterAsBool(parameters, "EVERY_CELL", context),
        far_horizon_deg=_far_horizon(algorithm, parameters, context),
    )
    solar = SolarOptions(
        **settings.numbers(algorithm, parameters, context, SOLAR_NUMBERS),
        every_plane=algorithm.parameterAsBool(parameters, "EVERY_PLANE", context),
    )
    return panels, light, solar


def _far_horizon(algorithm, parameters, context) -> tuple[float, ...]:
    written = algorithm.parameterAsString(parameters, "FAR_HORIZON", context)
    try:
        angles = tuple(float(word.replace(",", ".")) for word in written.replace(";", " ").split())
    except ValueError:
        angles = (-1.0,)
    if not all(0 <= angle <= 89 for angle in angles):
        label = algorithm.parameterDefinition("FAR_HORIZON").description()
        raise QgsProcessingException(said(NO_HORIZON, {"parameter": label, "text": written}))
    return angles
