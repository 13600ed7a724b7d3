"""Parameters that the roof algorithms share, and how they are read: heights, buildings, weather, panels and wind."""

from __future__ import annotations

from ..catalogue_names import figure
from ..parameters import POINTS, POLYGONS, band, choice, expression, file_in, flag, layer, number, raster, sink
from . import settings

HEIGHT_UNITS = {
    "": "As the raster says, else metres",
    "m": "Metres",
    "dm": "Decimetres",
    "cm": "Centimetres",
    "ft": "Feet",
}
PLANE_NUMBERS = {"FLAT_BELOW": "flat_below_deg", "LEAST_PLANE": "least_plane_m2"}
PLANE_FLAGS = {"USE_3DBAG": "use_3dbag", "TRUST_HEIGHTS": "trust_heights"}


def surface(about: str = ""):
    return raster(
        "DSM",
        "Surface heights",
        about
        or "Raster of the heights of everything that stands there, such as the DSM of the AHN. Any coordinate "
        "system, cell size and number type will do. Empty: roofs are assumed from the footprints and flagged so.",
        optional=True,
    )


def ground():
    return raster(
        "DTM",
        "Ground heights",
        "Raster of the heights of the ground, such as the DTM of the AHN; it may have holes under buildings. Empty: "
        "the ground is what lies lowest around each building.",
        optional=True,
    )


def height_details():
    """Which band and unit, for rasters that are not plain."""
    yield band("DSM_BAND", "Band of the surface heights", "DSM", "Band of the raster that holds the heights.")
    yield band("DTM_BAND", "Band of the ground heights", "DTM", "Band of the raster that holds the heights.")
    yield choice(
        "HEIGHT_UNIT",
        "Unit of the heights",
        HEIGHT_UNITS,
        "",
        "Unit of both rasters. Heights that cannot be metres are told.",
        advanced=True,
    )


def buildings(about: str, optional=False):
    return layer("BUILDINGS", "Buildings", POLYGONS, about, optional=optional)


def building_fields():
    from .town import FIELD_HELP

    yield expression("BUILDING_ID", "Building id", "BUILDINGS", FIELD_HELP["BUILDING_ID"], advanced=True)
    yield expression("BUILD_YEAR", "Build year", "BUILDINGS", FIELD_HELP["BUILD_YEAR"], advanced=True)


def building_height():
    return expression(
        "HEIGHT",
        "Height of a building (m)",
        "BUILDINGS",
        "Field or expression with the height of each building above the ground. Empty: a field named height_m.",
        advanced=True,
    )


def plane_choices():
    """How roof planes are found."""
    yield number(
        "RASTER_YEAR",
        "Year of the flight",
        None,
        "Year in which the heights were measured. Roofs of buildings that are younger are flagged and assumed.",
        low=1990,
        high=2100,
        whole=True,
        optional=True,
    )
    yield number(
        "FLAT_BELOW",
        "Flat below a tilt of (degrees)",
        7.0,
        "A plane that tilts less counts as flat.",
        low=0,
        high=30,
        advanced=True,
    )
    yield number(
        "LEAST_PLANE",
        "Smallest roof plane (m²)",
        4.0,
        "A smaller piece of roof counts as an obstacle.",
        low=0.5,
        high=1000,
        advanced=True,
    )
    yield flag(
        "USE_3DBAG",
        "Use what 3DBAG says",
        True,
        "Where the buildings bring the attributes of 3DBAG (kind of roof, tilt, azimuth, heights), these go before the "
        "raster.",
        advanced=True,
    )
    yield flag(
        "TRUST_HEIGHTS",
        "Trust the heights",
        False,
        "Goes on although the heights of the buildings look like another unit than metres.",
        advanced=True,
    )


def weather():
    yield file_in(
        "WEATHER",
        "Weather",
        "KNMI hourly data (*.txt *.csv);;EnergyPlus weather (*.epw);;All files (*)",
        "A year of hourly weather: a KNMI hourly file or an EPW file. Empty: a typical Dutch year made by formula.",
        optional=True,
    )
    yield number(
        "WEATHER_YEAR",
        "Year of the weather file",
        None,
        "Which year to take from a weather file that holds several. Empty: the last whole year.",
        whole=True,
        optional=True,
        advanced=True,
    )


def catalogue_number(table: str, name: str, label: str, figure_name: str, about: str, low=0, high=1e6, advanced=False):
    """A number whose default is a figure of the catalogue."""
    return number(name, label, figure(table, figure_name), about, low=low, high=high, advanced=advanced)


def plane_options(algorithm, parameters, context):
    from ...engine.roof.planes import PlaneOptions

    return PlaneOptions(
        **settings.numbers(algorithm, parameters, context, PLANE_NUMBERS),
        **settings.flags(algorithm, parameters, context, PLANE_FLAGS),
        raster_year=settings.whole_number(algorithm, parameters, context, "RASTER_YEAR"),
    )


def problems():
    return sink("PROBLEMS", "Problems", POINTS, "Points: what could not be used as given, and what was done instead.")


def heights(algorithm, parameters, context, feedback, crs) -> tuple:
    """The rasters of the surface and of the ground in the working CRS, each None where the user gave none."""
    return tuple(_heights(algorithm, parameters, context, feedback, crs, name) for name in ("DSM", "DTM"))


def _heights(algorithm, parameters, context, feedback, crs, name: str):
    from qgis.core import QgsProcessingException

    from ..bridge.rasters import GdalHeights
    from ..bridge.roles import RASTER_WORDS

    if parameters.get(name) in (None, ""):
        return None
    found = algorithm.parameterAsRasterLayer(parameters, name, context)
    if found is None or not found.isValid():
        raise QgsProcessingException(algorithm.invalidRasterError(parameters, name))
    number_of_band = settings.whole_number(algorithm, parameters, context, f"{name}_BAND") or 1
    unit = settings.chosen(algorithm, parameters, context, "HEIGHT_UNIT", HEIGHT_UNITS)
    algorithm.opened.append(GdalHeights(found, RASTER_WORDS[name], crs, feedback, number_of_band, unit))
    return algorithm.opened[-1]


def read_year(algorithm, parameters, context):
    """The weather of the file, or the typical year."""
    from ...engine.demand import read_weather
    from ...engine.demand.typical_year import typical_year

    file = algorithm.parameterAsFile(parameters, "WEATHER", context)
    year = settings.whole_number(algorithm, parameters, context, "WEATHER_YEAR")
    return read_weather(file, year) if file else typical_year()
