"""What does the quick rule of Powermapping Amsterdam say of an area, and what the careful method beside it?

Sun: a roof whose centre is in the sun at three moments of the shortest day gives a tenth of its area. Wind: a roof of
20 m with nothing higher within 100 m carries a turbine.
"""

from .options import PowermappingOptions
from .run import POWER_CLASSES, Powermapping, powermapping
from .shade import moments_utc, sunlit_moments

__all__ = [
    "POWER_CLASSES",
    "Powermapping",
    "PowermappingOptions",
    "moments_utc",
    "powermapping",
    "sunlit_moments",
]
