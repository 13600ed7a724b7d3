"""What kind of dwelling is it? Seen from how buildings with dwellings lean against each other."""

from __future__ import annotations

import numpy as np
import shapely

TOUCH_M = 0.2  # footprints are drawn with some 0.3 m accuracy but share their party walls
SHORTEST_SHARED_WALL_M = 1.5
FLAT_FROM_DWELLINGS = 3
# Two dwellings in one building are flats when small, one above the other, and else a pair of houses.
SMALL_DWELLING_M2 = 100.0


def shared_walls(footprints: np.ndarray) -> np.ndarray:
    """How many other footprints share a wall with each: int (n,).

    footprints: shapely polygons (n,) in metres, None where unknown. A wall is shared along at least
    SHORTEST_SHARED_WALL_M within TOUCH_M.
    """
    count = np.zeros(len(footprints), int)
    known = np.flatnonzero(~(shapely.is_missing(footprints) | shapely.is_empty(footprints)))
    if not len(known):
        return count
    shapes = shapely.make_valid(footprints[known])
    grown = shapely.buffer(shapes, TOUCH_M, quad_segs=1)
    one, other = shapely.STRtree(shapes).query(grown, predicate="intersects")
    one, other = one[one != other], other[one != other]
    wall = shapely.length(shapely.intersection(shapely.boundary(shapes[other]), grown[one]))
    near = wall >= SHORTEST_SHARED_WALL_M
    # A wall counts when either of the two sees it, so that both agree.
    pairs = np.unique(np.sort(np.column_stack([one[near], other[near]]), axis=1), axis=0)
    np.add.at(count, known[pairs.ravel()], 1)
    return count


def dwelling_types(footprints: np.ndarray, dwellings: np.ndarray, mean_floor_area_m2: np.ndarray) -> np.ndarray:
    """detached, semi_detached, corner, terraced or flat for each building with dwellings: str (n,).

    footprints (n,) polygons; dwellings (n,) how many each holds; mean_floor_area_m2 (n,) of those (nan: unknown).
    Inferred: from three dwellings up a building holds flats; houses are told apart by the walls they share with other
    buildings that hold dwellings. A house that leans on one neighbour is half of a pair when that neighbour leans on
    nothing else, and else the end of a row.
    """
    walls = shared_walls(footprints)
    in_row = _leans_on_a_row(footprints, walls)
    types = np.where(
        walls >= 2, "terraced", np.where(walls == 0, "detached", np.where(in_row, "corner", "semi_detached"))
    )
    pair = dwellings == 2
    types[pair & (walls == 0)] = "semi_detached"
    types[pair & (walls == 1)] = "corner"
    flats = (dwellings >= FLAT_FROM_DWELLINGS) | (pair & (mean_floor_area_m2 < SMALL_DWELLING_M2))
    types[flats] = "flat"
    return types


def _leans_on_a_row(footprints: np.ndarray, walls: np.ndarray) -> np.ndarray:
    """For each footprint, whether one that it touches shares walls with two or more: bool (n,)."""
    answer = np.zeros(len(footprints), bool)
    middle = np.flatnonzero(walls >= 2)
    ends = np.flatnonzero(walls == 1)
    if len(middle) and len(ends):
        tree = shapely.STRtree(shapely.make_valid(footprints[middle]))
        found, _ = tree.query(shapely.buffer(footprints[ends], TOUCH_M, quad_segs=1), predicate="intersects")
        answer[ends[found]] = True
    return answer
