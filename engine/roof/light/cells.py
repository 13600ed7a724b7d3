"""Which plane a cell belongs to, how it tilts, and the heights smoothed to the planes."""

from __future__ import annotations

import numpy as np
import shapely

from ...demand.sun import plane_normals
from ..heights import GridPlace
from .lines import CLIFF_M_PER_CELL_M

NO_PLANE = -1
POINTS_AT_ONCE = 2_000_000
ABOVE_PLANE_M = 0.5  # a cell so far above its plane is an obstacle that was not cut out


def plane_directions(planes) -> tuple[np.ndarray, np.ndarray]:
    """Tilt and azimuth in degrees (n,) of a planes table; 0 where unknown, as the azimuth of flat planes is."""
    tilt = planes.frame["tilt_deg"].to_numpy(float)
    azimuth = planes.frame["azimuth_deg"].to_numpy(float)
    return np.clip(np.nan_to_num(tilt), 0, 89), np.nan_to_num(azimuth)


class PlaneCells:
    """Finds the cells of roof planes, window by window. planes: FeatureTable of polygons in plan."""

    def __init__(self, planes, place: GridPlace):
        self.place, self._geometry = place, planes.geometry
        self._tree = shapely.STRtree(planes.geometry)
        frame = planes.frame
        names = ("z0", "slope_x", "slope_y", "cx", "cy")
        given = all(name in frame for name in names)
        values = (
            np.column_stack([frame[n].to_numpy(float) for n in names]) if given else np.full((len(planes), 5), np.nan)
        )
        self._surface = values
        self.normals = plane_normals(*plane_directions(planes)).astype(np.float32)

    def labels(self, rows: slice, cols: slice) -> np.ndarray:
        """Position of the plane whose polygon holds the centre of each cell of a window, or -1: (h, w) int32.

        A plane that holds no centre gets the cell in its middle, unless another plane has it.
        """
        window = self.place.part(rows, cols)
        out = np.full(window.shape, NO_PLANE, np.int32)
        near = np.sort(self._tree.query(shapely.box(*window.bounds)))
        if not len(near):
            return out
        bounds = shapely.bounds(self._geometry[near])
        col0, col1 = np.clip(np.stack([window.col_of(bounds[:, 0]), window.col_of(bounds[:, 2]) + 1]), 0, window.cols)
        row0, row1 = np.clip(np.stack([window.row_of(bounds[:, 3]), window.row_of(bounds[:, 1]) + 1]), 0, window.rows)
        sizes = (row1 - row0) * (col1 - col0)
        shapely.prepare(self._geometry[near])
        ends = np.cumsum(sizes)
        first = 0
        while first < len(near):
            last = max(first + 1, int(np.searchsorted(ends, ends[first] - sizes[first] + POINTS_AT_ONCE, "right")))
            self._label(out, window, near, slice(first, last), row0, col0, col1 - col0, sizes)
            first = last
        return out

    def _label(self, out, window, near, some, row0, col0, widths, sizes) -> None:
        which = np.repeat(np.arange(some.start, some.stop), sizes[some])
        start = np.cumsum(sizes[some]) - sizes[some]
        within = np.arange(len(which)) - np.repeat(start, sizes[some])
        row, col = row0[which] + within // widths[which], col0[which] + within % widths[which]
        inside = shapely.contains_xy(self._geometry[near[which]], window.x_of(col), window.y_of(row))
        out[row[inside], col[inside]] = near[which[inside]]
        found = np.zeros(some.stop - some.start, bool)
        found[which[inside] - some.start] = True
        small = near[some][~found]
        if len(small):
            middle = shapely.point_on_surface(self._geometry[small])
            row, col = window.row_of(shapely.get_y(middle)), window.col_of(shapely.get_x(middle))
            ok = (row >= 0) & (row < window.rows) & (col >= 0) & (col < window.cols)
            row, col, small = row[ok], col[ok], small[ok]
            free = out[row, col] == NO_PLANE
            out[row[free], col[free]] = small[free]

    def smooth(self, heights: np.ndarray, labels: np.ndarray, rows: slice, cols: slice) -> None:
        """Put the cells of planes on their plane, in place, so that its roughness throws no shadow on itself.

        Cells that are unknown, or stand out as obstacles do, stay.
        """
        row, col = np.nonzero(labels != NO_PLANE)
        z0, slope_x, slope_y, cx, cy = self._surface[labels[row, col]].T
        window = self.place.part(rows, cols)
        on_plane = z0 + slope_x * (window.x_of(col) - cx) + slope_y * (window.y_of(row) - cy)
        with np.errstate(invalid="ignore"):
            use = heights[row, col] - on_plane < ABOVE_PLANE_M
        heights[row[use], col[use]] = on_plane[use]


def read_around(heights: np.ndarray, rows: slice, cols: slice) -> np.ndarray:
    """The heights of a window and of one cell around it, nan beyond the array."""
    row0, row1, col0, col1 = rows.start - 1, rows.stop + 1, cols.start - 1, cols.stop + 1
    inside = heights[max(row0, 0) : row1, max(col0, 0) : col1]
    missing = ((max(-row0, 0), max(row1 - heights.shape[0], 0)), (max(-col0, 0), max(col1 - heights.shape[1], 0)))
    return np.pad(inside, missing, constant_values=np.nan)


def normals_of_cells(heights: np.ndarray, cell_m: float) -> np.ndarray:
    """Unit normals (3, h - 2, w - 2) float32 (east, north, up) of the inner cells by their own slope.

    The mean of the steps to both neighbours, or the one step that is no cliff, or level.
    """
    limit = CLIFF_M_PER_CELL_M * cell_m

    def slope(before, here, after):
        total, count = np.zeros_like(here), np.zeros(here.shape, np.int8)
        for step in (here - before, after - here):
            with np.errstate(invalid="ignore"):
                use = np.abs(step) <= limit
            total[use] += step[use]
            count += use
        return total / np.maximum(count, 1) / cell_m

    here = heights[1:-1, 1:-1]
    east = slope(heights[1:-1, :-2], here, heights[1:-1, 2:])
    north = slope(heights[2:, 1:-1], here, heights[:-2, 1:-1])
    up = 1 / np.sqrt(1 + east**2 + north**2)
    return np.stack([-east * up, -north * up, up]).astype(np.float32)
