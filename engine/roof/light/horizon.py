"""How high what is around stands above the horizontal, seen from every cell in any direction.

For each direction the upper hull of the heights ahead is carried along lines of cells, so that every cell finds its
horizon by looking at a few points only, whatever the distance. Equal to marching every ray cell by cell.
"""

from __future__ import annotations

import importlib.util
import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from .lines import CLIFF_M_PER_CELL_M, Lines, heights_on_lines, lines_towards

LEVELS = 256  # of the sine of a horizon where one byte holds it
FIRST_DEPTH = 32  # of the stack of hulls in numpy; it grows


def numba_installed() -> bool:
    return importlib.util.find_spec("numba") is not None


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def azimuths(directions: int) -> np.ndarray:
    """Azimuths (directions,) in degrees, evenly spread from north."""
    return np.arange(directions) * (360.0 / directions)


def horizon_angles(heights: np.ndarray, cell_m: float, azimuth_deg, use_numba: bool | None = None) -> np.ndarray:
    """Elevation in degrees of the horizon in directions (n,) from each cell: (n, rows, cols) float32.

    heights: (rows, cols) float [m], nan where unknown: such cells hide nothing and have no horizon (nan). 0 is a free
    view; each cell looks from its own height, over the whole array.
    """
    out = np.empty((len(np.atleast_1d(azimuth_deg)), *heights.shape), np.float32)
    surroundings = Surroundings(heights, cell_m, use_numba=use_numba)
    for k, azimuth in enumerate(np.atleast_1d(azimuth_deg)):
        for _ in surroundings.horizons(float(azimuth), out[k]):
            pass
    out[:, ~np.isfinite(heights)] = np.nan
    return np.degrees(np.arcsin(out))


class Surroundings:
    """Heights around a core of cells, from which the horizons of the core are found, direction after direction.

    heights: (rows, cols) [m]. core: (row0, row1, col0, col1) of the cells that are asked; all where None. search_m: how
    far beyond the core is looked. first_cell: where the array lies in its raster. use_numba: None uses it where it is
    installed.
    """

    def __init__(
        self,
        heights: np.ndarray,
        cell_m: float,
        core: tuple[int, int, int, int] | None = None,
        search_m: float = math.inf,
        first_cell: tuple[int, int] = (0, 0),
        use_numba: bool | None = None,
    ):
        self.heights = np.ascontiguousarray(heights, np.float32)
        self.cell_m, self.search_m, self.first_cell = cell_m, search_m, first_cell
        self.core = (0, heights.shape[0], 0, heights.shape[1]) if core is None else core
        self.use_numba = numba_installed() if use_numba is None else use_numba
        # The compiled loops go by rows; for lines along columns they have the array turned.
        self._turned = np.ascontiguousarray(self.heights.T) if self.use_numba else None

    def horizons(
        self, azimuth_deg: float, out: np.ndarray, opposite: np.ndarray | None = None, least_sine=(0.0, 0.0)
    ) -> Iterator[None]:
        """Horizons of the core in one direction into `out`, and in the one opposite to it, which costs less together.

        out, opposite: float32 for the sine of their elevation, uint8 for that in levels: rounded to a part in LEVELS.
        least_sine: of the horizon behind everything in both directions. Unknown cells get any value. Yields now and
        then, to be stopped.
        """
        lines = lines_towards(azimuth_deg, self.heights.shape, self.cell_m, self.first_cell)
        reach = math.ceil(min(self.search_m / lines.step_m, max(self.heights.shape)))
        if self.use_numba:
            self._compiled_sweep(lines, reach, least_sine, out, opposite)
            yield
            return
        given = (self.heights, self.cell_m, self.core, reach)
        yield from _numpy_sweep(*given, lines, least_sine[0], out)
        if opposite is not None:
            yield from _numpy_sweep(*given, replace(lines, ahead=-lines.ahead), least_sine[1], opposite)

    def _compiled_sweep(self, lines: Lines, reach: int, least_sine, out, opposite) -> None:
        from . import kernels

        row0, row1, col0, col1 = self.core
        heights, core, wanted = self.heights, self.core, (out, out if opposite is None else opposite)
        if lines.along_cols:
            heights, core, wanted = self._turned, (col0, col1, row0, row1), tuple(w.T for w in wanted)
        both = (True, opposite is not None)
        least = tuple(np.float32(v) for v in least_sine)
        if lines.ahead < 0:
            wanted, both, least = wanted[::-1], both[::-1], least[::-1]
        shifts = lines.shift[core[0]], lines.shift[core[1] - 1]
        first, last = core[2] - max(shifts), core[3] - min(shifts)
        cliff_m = np.float32(CLIFF_M_PER_CELL_M * self.cell_m)
        given = (heights, lines.shift, lines.part, np.float32(lines.step_m), cliff_m, reach, core, both, least)
        scaled = tuple(np.float32(v) for v in _scale(out.dtype))

        def part(start):
            kernels.horizons(*given, *scaled, (start, min(start + size, last)), *wanted)

        size = kernels.LANES * max(1, -(-(last - first) // (kernels.LANES * cores() * 4)))
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(part, range(first, last, size)))


def _scale(dtype) -> tuple[float, float, float]:
    """Factor, addition and largest value that make of a sine what is asked."""
    return (LEVELS, 0.5, LEVELS - 1) if dtype == np.uint8 else (1.0, 0.0, 1.0)


def _numpy_sweep(heights, cell_m, core, reach, lines: Lines, least_sine, out) -> Iterator[None]:
    """The same for all lines at once, one index after the other; slower by a factor of some ten to fifty."""
    scale, plus, most = _scale(out.dtype)
    row0, row1, col0, col1 = core
    first, last, side0, side1 = (col0, col1, row0, row1) if lines.along_cols else (row0, row1, col0, col1)
    across, size = heights.shape if lines.along_cols else heights.shape[::-1]
    low, high = (first, min(last + reach, size)) if lines.ahead > 0 else (max(first - reach, 0), last)
    lowest_line = -max(lines.shift[low], lines.shift[high - 1])
    count = across + abs(int(lines.shift[high - 1] - lines.shift[low]))
    at, height, slope = (np.empty((FIRST_DEPTH, count), np.float32) for _ in range(3))
    top = np.full(count, -1)
    for p, i in enumerate(range(high - 1, low - 1, -1) if lines.ahead > 0 else range(low, high)):
        z = heights_on_lines(heights, lines, i, CLIFF_M_PER_CELL_M * cell_m)
        start = -int(lines.shift[i]) - lowest_line
        line = np.flatnonzero(np.isfinite(z))
        seen = np.full(len(line), -np.inf, np.float32)
        active = np.arange(len(line))
        line = line + start
        own = z[line - start]
        while len(active):
            depth = top[line[active]]
            active = active[depth >= 0]
            on = line[active]
            depth = top[on]
            steep = (height[depth, on] - own[active]) / (lines.step_m * (p - at[depth, on]))
            seen[active] = steep
            hidden = steep <= slope[depth, on]
            top[on[hidden]] -= 1
            active = active[hidden]
        top[line] += 1
        if len(line) and top[line].max() >= len(at):
            at, height, slope = (np.concatenate([a, np.empty_like(a)]) for a in (at, height, slope))
        depth = top[line]
        at[depth, line], height[depth, line], slope[depth, line] = p, own, seen
        if first <= i < last:
            rise = np.full(across, least_sine, np.float32)
            steep = np.maximum(seen, 0)
            rise[line - start] = np.maximum(steep / np.sqrt(1 + steep * steep), least_sine)
            rise = np.minimum(rise * scale + plus, most)
            if lines.along_cols:
                out[:, i - col0] = rise[side0:side1]
            else:
                out[i - row0] = rise[side0:side1]
        if p % 64 == 0:
            yield
