"""What does it take to relieve the grid by copper: heavier and second cables, new ways, larger and new stations?

Flow and measures alternate by rule until no limit is violated; every measure has its euro, metal, trench, crew and
years.
"""

from .bill import Bill, bill_of
from .look import HourPower, Year, solve_year
from .options import CopperOptions
from .prices import BANDS, CopperPrices
from .run import Copper, mend_hours, reinforce_by_copper, what_remains
from .works import Works

__all__ = [
    "BANDS",
    "Bill",
    "Copper",
    "CopperOptions",
    "CopperPrices",
    "HourPower",
    "Works",
    "Year",
    "bill_of",
    "mend_hours",
    "reinforce_by_copper",
    "solve_year",
    "what_remains",
]
