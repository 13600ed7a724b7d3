"""Which way of heating is cheapest, cleanest and lightest on the electricity grid: for society and for the resident?

Lays a boiler, heat pumps at home and heat networks beside each other for every building: a bill of quantities for each
option, priced with the catalogue `heat_prices` or the user's own figures, in € a year by annuity.
"""

from .options import CompareOptions
from .prices import price_table
from .report import write_heat_report
from .run import HeatComparison, compare_heat

__all__ = ["CompareOptions", "HeatComparison", "compare_heat", "price_table", "write_heat_report"]
