"""How much sun falls where, with the shadow of trees and neighbours: horizons, shadow, irradiance by hour and year."""

from .horizon import horizon_angles
from .options import LightOptions
from .result import LIGHT_COLUMNS, MONTH_COLUMNS, RoofLight
from .run import light_on_roofs
from .shadow import cast_shadow
from .year import LightYear, light_year

__all__ = [
    "LIGHT_COLUMNS",
    "MONTH_COLUMNS",
    "LightOptions",
    "LightYear",
    "RoofLight",
    "cast_shadow",
    "horizon_angles",
    "light_on_roofs",
    "light_year",
]
