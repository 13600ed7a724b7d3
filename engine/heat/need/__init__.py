"""How much heat does each building need: in a year, on the coldest day, in every hour; and where is heat dense?"""

from .density import cell_density, out_of_reach, street_density
from .hours import write_heat_hours
from .insulation import STEPS, insulation_eur
from .need import HeatNeed, heat_need
from .options import DensityOptions, HeatNeedOptions

__all__ = [
    "STEPS",
    "DensityOptions",
    "HeatNeed",
    "HeatNeedOptions",
    "cell_density",
    "heat_need",
    "insulation_eur",
    "out_of_reach",
    "street_density",
    "write_heat_hours",
]
