"""Turns map layers into a grid: which house hangs on which station, through which cable, of which type.

Public maps hold drawn cables, stations, buildings and addresses. What they do not hold (joints, open points, service
cables, types, ratings) is inferred here, and every inference says how it was made.
"""

from .build import build_grid
from .inputs import BuiltGrid, GridInputs
from .options import GridOptions

__all__ = ["BuiltGrid", "GridInputs", "GridOptions", "build_grid"]
