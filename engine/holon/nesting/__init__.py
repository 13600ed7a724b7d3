"""Which holon lies in which: by grid, by areas, or by groups that were found.

A `Nesting` has levels from the smallest (connections) to the largest; every connection lies in one holon of each.
"""

from .by_area import area_nesting
from .by_grid import grid_nesting, grid_places
from .by_group import group_nesting
from .level import Level, Nesting
from .neighbours import neighbours
from .shapes import footprints_of, points_of, without_place

__all__ = [
    "Level",
    "Nesting",
    "area_nesting",
    "footprints_of",
    "grid_nesting",
    "grid_places",
    "group_nesting",
    "neighbours",
    "points_of",
    "without_place",
]
