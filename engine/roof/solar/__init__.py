"""What do the roofs of a town give: planes judged, panels counted, kWh of buildings, and hours for the cable?"""

from .options import SolarOptions
from .run import RoofSolar, roof_solar
from .suitability import CLASSES

__all__ = ["CLASSES", "RoofSolar", "SolarOptions", "roof_solar"]
