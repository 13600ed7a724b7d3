"""Where units of one size fit on a shape, on the grid that holds most of them."""

from __future__ import annotations

import numpy as np
import shapely

CONVEX_WITHIN = 1e-9  # of the area
SLACK_M = 1e-4  # a panel that fits to the tenth of a millimetre fits
# Tried positions of the grid, as parts of its pitch; the grid that ends at the far side is tried too.
STARTS = np.array([0.0, 0.2, 0.4, 0.6, 0.8])
LARGE_UNITS = 3000  # on a roof of so many units other grids gain little and take long
MOST_AT_ONCE = 500_000


def places_for(shape, width_m: float, depth_m: float):
    """All places of the lower left corner of an upright box that lies in `shape`: a geometry, perhaps empty.

    What is left of the shape when every edge is swept over by the box turned about its corner (the Minkowski
    difference), so holes and notches count too. In a convex shape a box lies where its four corners do.
    """
    if shape.geom_type == "Polygon" and shapely.convex_hull(shape).area <= shape.area * (1 + CONVEX_WITHIN):
        coordinates = shapely.get_coordinates(shape)
        for shift in ((-width_m, 0.0), (0.0, -depth_m), (-width_m, -depth_m)):
            shape = shapely.intersection(shape, shapely.polygons(coordinates + shift))
        return shape
    coordinates, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    same = np.flatnonzero(ring[1:] == ring[:-1])
    if not len(same):
        return shapely.GeometryCollection()
    edges = np.stack([coordinates[same], coordinates[same + 1]], axis=1)
    corners = np.array([[0, 0], [-width_m, 0], [0, -depth_m], [-width_m, -depth_m]])
    swept = (edges[:, :, None, :] + corners[None, None]).reshape(len(edges), 8, 2)
    hulls = shapely.convex_hull(shapely.multipoints(swept.reshape(-1, 2), indices=np.repeat(np.arange(len(edges)), 8)))
    return shapely.difference(shape, shapely.union_all(hulls))


def most_units(shape, width_m: float, depth_m: float, pitch_x_m: float, pitch_y_m: float) -> np.ndarray:
    """Lower left corners (n, 2) of the units that fit in `shape` on the best of the grids tried."""
    none = np.empty((0, 2))
    west, south, east, north = shapely.bounds(shape)
    if not (east - west >= width_m - 2 * SLACK_M and north - south >= depth_m - 2 * SLACK_M):
        return none
    room = places_for(shape, width_m - 2 * SLACK_M, depth_m - 2 * SLACK_M)
    if shapely.is_empty(room):
        return none
    shapely.prepare(room)
    # Within the slack, so that what fits exactly is not lost to rounding.
    x0, y0, x1, y1 = shapely.bounds(room) + np.array([SLACK_M, SLACK_M, -SLACK_M, -SLACK_M])
    large = (x1 - x0) / pitch_x_m * (y1 - y0) / pitch_y_m > LARGE_UNITS
    xs, starts_x = _grids(x0, x1, pitch_x_m, STARTS[:1] if large else STARTS)
    ys, starts_y = _grids(y0, y1, pitch_y_m, STARTS[:1] if large else STARTS)
    rows_at_once = max(1, MOST_AT_ONCE // len(xs))
    inside = np.empty((len(ys), len(xs)), bool)
    for first in range(0, len(ys), rows_at_once):
        some = slice(first, first + rows_at_once)
        inside[some] = shapely.intersects_xy(room, xs[None, :], ys[some, None])
    count = np.add.reduceat(np.add.reduceat(inside, starts_x[:-1], axis=1, dtype=int), starts_y[:-1], axis=0)
    best_y, best_x = np.unravel_index(count.argmax(), count.shape)
    mine_x, mine_y = slice(*starts_x[best_x : best_x + 2]), slice(*starts_y[best_y : best_y + 2])
    at_y, at_x = np.nonzero(inside[mine_y, mine_x])
    return np.column_stack([xs[mine_x][at_x], ys[mine_y][at_y]]) - SLACK_M


def _grids(low: float, high: float, pitch: float, tried: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of all grids tried between low and high, one grid after the other, and where each begins and ends."""
    span = max(high - low, 0.0)
    starts = np.append(tried * pitch, span % pitch)
    starts = starts[starts <= span]
    counts = np.floor((span - starts) / pitch + 1e-9).astype(int) + 1
    ends = np.cumsum(counts)
    step = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
    return low + np.repeat(starts, counts) + step * pitch, np.append(0, ends)
