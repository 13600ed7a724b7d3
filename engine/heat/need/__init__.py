"""How much heat does each building need: in a year, on the coldest day, in every hour; and where is heat dense?"""

from .density import cell_density, out_of_reach, street_density
from .hours import write_heat_hours
from .insulation import STEPS, insulated_kwh, insulation_eur, supply_needed
from .need import HeatNeed, heat_need
from .options import DensityOptions, HeatNeedOptions

__all__ = [
    "STEPS",
    "DensityOptions",
    "HeatNeed",
    "HeatNeedOptions",
    "cell_density",
    "heat_need",
    "insulated_kwh",
    "insulation_eur",
    "out_of_reach",
    "street_density",
    "supply_needed",
    "write_heat_hours",
]
