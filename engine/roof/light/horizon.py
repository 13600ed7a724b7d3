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

import numpy as np

from .lines import CLIFF_M_PER_CELL_M, Lines, heights_on_lines, lines_towards

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
    core = (0, heights.shape[0], 0, heights.shape[1])
    heights = np.ascontiguousarray(heights, np.float32)
    for k, azimuth in enumerate(np.atleast_1d(azimuth_deg)):
        for _ in horizon_sines(heights, cell_m, float(azimuth), core, math.inf, 0.0, out[k], use_numba=use_numba):
            pass
    out[:, ~np.isfinite(heights)] = np.nan
    return np.degrees(np.arcsin(out))


def horizon_sines(
    heights: np.ndarray,
    cell_m: float,
    azimuth_deg: float,
    core: tuple[int, int, int, int],
    search_m: float,
    least_sine: float,
    out: np.ndarray,
    first_cell: tuple[int, int] = (0, 0),
    use_numba: bool | None = None,
) -> Iterator[None]:
    """Sine of the horizon's elevation in one direction, for the cells of `core` (row0, row1, col0, col1), into `out`.

    heights: (rows, cols) float32, contiguous. search_m: how far beyond the core is looked. least_sine: of the horizon
    behind everything, and where the height is unknown. first_cell: where the array lies in its raster. Yields now and
    then, to be stopped.
    """
    lines = lines_towards(azimuth_deg, heights.shape, cell_m, first_cell)
    reach = math.ceil(min(search_m / lines.step_m, max(heights.shape)))
    if numba_installed() if use_numba is None else use_numba:
        _compiled_sweep(heights, cell_m, lines, core, reach, least_sine, out)
        yield
    else:
        yield from _numpy_sweep(heights, cell_m, lines, core, reach, least_sine, out)


def _compiled_sweep(heights, cell_m, lines: Lines, core, reach, least_sine, out) -> None:
    from . import kernels

    main, side = ((core[2], core[3]), core[:2]) if lines.along_cols else (core[:2], (core[2], core[3]))
    shifts = lines.shift[main[0]], lines.shift[main[1] - 1]
    first, last = side[0] - max(shifts), side[1] - min(shifts)
    given = (heights, lines.along_cols, lines.ahead, lines.shift, lines.part, lines.step_m)
    cliff_m = np.float32(CLIFF_M_PER_CELL_M * cell_m)

    def part(start):
        stop = min(start + size, last)
        kernels.horizons(*given, cliff_m, reach, core, np.float32(least_sine), start, stop, out)

    size = kernels.BUNDLE * max(1, -(-(last - first) // (kernels.BUNDLE * cores() * 4)))
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(part, range(first, last, size)))


def _numpy_sweep(heights, cell_m, lines: Lines, core, reach, least_sine, out) -> Iterator[None]:
    """The same for all lines at once, one index after the other; slower by a factor of some ten to twenty."""
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
            if lines.along_cols:
                out[:, i - col0] = rise[side0:side1]
            else:
                out[i - row0] = rise[side0:side1]
        if p % 64 == 0:
            yield
