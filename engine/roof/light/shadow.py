"""Which cells lie in the shadow when the sun stands at one place."""

from __future__ import annotations

import math

import numpy as np

from .lines import CLIFF_M_PER_CELL_M, heights_on_lines, lines_towards

TOUCH_M = 1e-3  # a ray that passes a surface by less only touches it


def cast_shadow(
    heights: np.ndarray,
    cell_m: float,
    elevation: float,
    azimuth: float,
    first_cell: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Whether each cell is in shadow, bool (rows, cols), for the sun at elevation and azimuth (from north by east) [°].

    heights: (rows, cols) [m], nan where unknown: such cells throw no shadow and are in none. With the sun down all
    known cells are in shadow. Exact to one cell. For a window of a raster, give its first cell (row, col) and enough
    around what you ask: the highest height difference divided by tan(elevation).
    """
    heights = np.ascontiguousarray(heights, np.float32)
    known = np.isfinite(heights)
    if elevation <= 0:
        return known
    lines = lines_towards(azimuth, heights.shape, cell_m, first_cell)
    fall = lines.step_m * math.tan(math.radians(elevation))
    across, size = heights.shape if lines.along_cols else heights.shape[::-1]
    lowest_line = -max(lines.shift[0], lines.shift[-1])
    edge = np.full(across + abs(int(lines.shift[-1] - lines.shift[0])), -np.inf, np.float32)
    shaded = np.empty(heights.shape, bool)
    for i in range(size - 1, -1, -1) if lines.ahead > 0 else range(size):
        start = -int(lines.shift[i]) - lowest_line
        z = heights_on_lines(heights, lines, i, CLIFF_M_PER_CELL_M * cell_m)
        edge -= fall  # the lower edge of the light on every line
        here = edge[start : start + across]
        hidden = here > z + TOUCH_M
        if lines.along_cols:
            shaded[:, i] = hidden
        else:
            shaded[i] = hidden
        np.fmax(here, z, out=here)
    return shaded & known
