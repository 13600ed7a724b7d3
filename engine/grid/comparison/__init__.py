"""What does one scenario spare the grid, or ask of it, beside another? Two runs of congestion, element by element.

`compare_runs` sets the sections, stations and connections of two runs over the same grid beside each other: which are
relieved, which get worse, and what that comes to in kilometres, transformers, energy and neighbourhoods.
"""

from .elements import CHANGES
from .options import ComparisonOptions, GridRun
from .run import GridComparison, compare_runs

__all__ = ["CHANGES", "ComparisonOptions", "GridComparison", "GridRun", "compare_runs"]
