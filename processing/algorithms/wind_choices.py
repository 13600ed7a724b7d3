"""What can be chosen about small wind, and the engine's options made of it."""

from __future__ import annotations

from ..catalogue_names import turbine_figure, turbine_names
from ..parameters import choice, file_in, number
from . import settings
from .roofs import catalogue_number as figure

NUMBERS = {
    "LEAST_HEIGHT": "least_height_m",
    "CLEAR_DISTANCE": "clear_distance_m",
    "MEAN_WIND": "mean_wind_m_per_s",
    "STATION_HEIGHT": "station_height_m",
    "STATION_ROUGHNESS": "station_roughness_m",
    "BLENDING_HEIGHT": "blending_height_m",
    "TOWN_ROUGHNESS": "town_roughness_m",
    "TOWN_DISPLACEMENT": "town_displacement_m",
    "WEIBULL_SHAPE": "weibull_shape",
    "SPEED_UP": "speed_up",
    "HUB_ABOVE_ROOF": "hub_above_roof_m",
    "MEASURED_SHARE": "measured_share",
}
FIRST_TURBINE = "vertical axis 2 x 2 m"


def rule():
    """Where a turbine may stand."""
    table = "powermapping"
    yield figure(
        table,
        "LEAST_HEIGHT",
        "Lowest building for a turbine (m)",
        "least_height_m",
        "A building must be at least so high above the ground.",
        0,
        500,
    )
    yield figure(
        table,
        "CLEAR_DISTANCE",
        "No higher building within (m)",
        "clear_distance_m",
        "A higher building nearer than this takes the wind away.",
        0,
        5000,
    )


def wind():
    """The station's wind, the way from there to the roof, and the turbine."""
    table = "powermapping"
    yield file_in(
        "WIND_FILE",
        "Wind of a station",
        "KNMI hourly data (*.txt *.csv);;EnergyPlus weather (*.epw);;All files (*)",
        "Hourly file of a weather station with wind speed; the mean of its hours counts. Empty: the mean wind below.",
        optional=True,
    )
    yield figure(
        table,
        "MEAN_WIND",
        "Mean wind at the station (m/s)",
        "mean_wind_m_per_s",
        "Mean of the year, where no file is given.",
        0,
        20,
    )
    names = turbine_names()
    yield choice(
        "TURBINE",
        "Turbine",
        dict(zip(names, names)),
        FIRST_TURBINE,
        "Turbine of the catalogue; its power curve gives the yield.",
    )
    yield number(
        "HUB_ABOVE_ROOF",
        "Hub above the roof (m)",
        None,
        "Height of the hub above the roof. Empty: as the turbine's row in the catalogue says.",
        low=0,
        high=50,
        optional=True,
    )
    yield number(
        "MEASURED_SHARE",
        "Measured share of the promise (0 to 1)",
        turbine_figure(FIRST_TURBINE, "measured_share"),
        "What turbines on buildings gave in field trials, of what makers promise (Warwick: 0.05 to 0.1).",
        low=0,
        high=1,
    )
    for name, label, key, about, low, high in (
        (
            "STATION_HEIGHT",
            "Height of the station's anemometer (m)",
            "station_height_m",
            "Height above the ground; standard is 10 m.",
            1,
            200,
        ),
        (
            "STATION_ROUGHNESS",
            "Roughness length at the station (m)",
            "station_roughness_m",
            "Of the land around the station; open grassland has 0.03.",
            1e-5,
            5,
        ),
        (
            "BLENDING_HEIGHT",
            "Blending height (m)",
            "blending_height_m",
            "Above it the wind no longer feels what lies below.",
            10,
            500,
        ),
        (
            "TOWN_ROUGHNESS",
            "Roughness length of the town (m)",
            "town_roughness_m",
            "Towns have 0.8 to 1.6.",
            1e-3,
            5,
        ),
        (
            "TOWN_DISPLACEMENT",
            "Displacement height of the town (m)",
            "town_displacement_m",
            "About two thirds of the mean height of the buildings.",
            0,
            40,
        ),
        ("WEIBULL_SHAPE", "Weibull shape", "weibull_shape", "How the hours of wind spread around their mean.", 1, 5),
        (
            "SPEED_UP",
            "Speed-up over the roof",
            "speed_up",
            "Wind over the roof against free wind at that height.",
            0.1,
            3,
        ),
    ):
        yield figure(table, name, label, key, about, low, high, True)


def options(algorithm, parameters, context):
    """The engine's WindOptions."""
    from ...engine.roof.wind import WindOptions, mean_station_wind

    numbers = settings.numbers(algorithm, parameters, context, NUMBERS)
    file = algorithm.parameterAsFile(parameters, "WIND_FILE", context)
    if file:
        numbers["mean_wind_m_per_s"] = mean_station_wind(file)
    names = {name: name for name in turbine_names()}
    return WindOptions(**numbers, turbine=settings.chosen(algorithm, parameters, context, "TURBINE", names))
