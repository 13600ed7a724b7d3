"""Lines of cells along a direction, and the heights met on them.

A line advances one cell at a time along the axis that its direction follows most (`along_cols`) and is at `shift[i] +
part[i]` on the other when it is at i on the first: every cell lies on one line, at most half a cell beside it. Heights
beside the centre of a cell are interpolated with the next cell, so that a slope has no steps and throws no shadow on
itself; across a cliff the nearest cell counts, so that walls stay sharp and full height.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

CLIFF_M_PER_CELL_M = 2.0  # steeper (63°) between two cells is a wall, not a roof


@dataclass(frozen=True)
class Lines:
    """The lines of one direction over a grid of `shape` cells.

    along_cols: whether they advance by columns (else by rows). ahead: +1 or -1, which way of the index the direction
    looks. shift: (n,) int64, part: (n,) float32 in [-½, ½), by index along the main axis. step_m: length of a step.
    """

    along_cols: bool
    ahead: int
    shift: np.ndarray
    part: np.ndarray
    step_m: float


def lines_towards(azimuth_deg: float, shape: tuple[int, int], cell_m: float, first_cell: tuple[int, int] = (0, 0)):
    """`Lines` that look towards an azimuth (clockwise from north) over a window whose first cell is (row, col).

    The same lines come out over any window of a raster.
    """
    east, north = math.sin(math.radians(azimuth_deg)), math.cos(math.radians(azimuth_deg))
    across, down = (0.0 if abs(v) < 1e-12 else v for v in (east, -north))
    along_cols = abs(across) >= abs(down) - 1e-9  # at 45° the same both ways
    main, other = (across, down) if along_cols else (down, across)
    size, start = (shape[1], first_cell[1]) if along_cols else (shape[0], first_cell[0])
    slope = other / main
    beside = slope * (np.arange(size) + start)
    shift = np.floor(beside + 0.5)
    part = (beside - shift).astype(np.float32)
    return Lines(along_cols, 1 if main > 0 else -1, shift.astype(np.int64), part, cell_m * math.hypot(1.0, slope))


def heights_on_lines(heights: np.ndarray, lines: Lines, at: int, cliff_m: float) -> np.ndarray:
    """Heights met by the lines where they are at index `at` of the main axis, one for each cell across (a new array).

    cliff_m: height difference of neighbours from which on nothing is interpolated. nan stays nan.
    """
    z = heights[:, at] if lines.along_cols else heights[at]
    met = z.copy()
    part = lines.part[at]
    if part != 0:
        own, next_to = (slice(None, -1), slice(1, None)) if part > 0 else (slice(1, None), slice(None, -1))
        rise = z[next_to] - z[own]
        with np.errstate(invalid="ignore"):
            rise[~(np.abs(rise) <= cliff_m)] = 0
        met[own] += abs(part) * rise
    return met
