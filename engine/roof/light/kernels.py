"""The inner loops of light, compiled with numba. Import this only where it is used: it imports numba."""

from __future__ import annotations

import numba
import numpy as np

BUNDLE = 16  # lines read and written together: a cache line of heights
CELLS_TOGETHER = 1024  # that take one direction before the next: their sums and its table stay in the cache


def _compiled(function):
    """Compile without the interpreter lock; keep the machine code on disk where there is a folder to keep it."""
    options = {"nogil": True, "fastmath": {"contract", "arcp", "nsz"}, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder it can write
        return numba.njit(**options)(function)


@_compiled
def _read(heights, along_cols, shift, part, cliff_m, line, low, high, met):
    """Heights on a bundle of lines from `line`, between indices low and high: met (BUNDLE, high - low), nan outside."""
    across = heights.shape[0] if along_cols else heights.shape[1]
    if along_cols:
        for a in range(BUNDLE):
            for i in range(low, high):
                j = line + a + shift[i]
                z = np.float32(np.nan)
                if 0 <= j < across:
                    z = heights[j, i]
                    beside = j + 1 if part[i] > 0 else j - 1
                    if 0 <= beside < across:
                        rise = heights[beside, i] - z
                        if abs(rise) <= cliff_m:
                            z += abs(part[i]) * rise
                met[a, i - low] = z
    else:
        for i in range(low, high):
            for a in range(BUNDLE):
                j = line + a + shift[i]
                z = np.float32(np.nan)
                if 0 <= j < across:
                    z = heights[i, j]
                    beside = j + 1 if part[i] > 0 else j - 1
                    if 0 <= beside < across:
                        rise = heights[i, beside] - z
                        if abs(rise) <= cliff_m:
                            z += abs(part[i]) * rise
                met[a, i - low] = z


@_compiled
def _horizon_of_line(met, backwards, step_m, at, height, slope):
    """Replace heights along a line by the slope to the horizon ahead; -inf where nothing is ahead, nan stays.

    The upper hull of what is ahead is kept as a stack (index, height, slope to its own horizon); a point that does not
    rise above the next one's view of its own horizon can be nobody's horizon further back.
    """
    n = len(met)
    top = -1
    per_step = np.float32(1.0 / step_m)
    for p in range(n):
        i = n - 1 - p if backwards else p
        z = met[i]
        if np.isnan(z):
            continue
        seen = np.float32(-np.inf)
        if top >= 0:
            steps = np.float32(p - at[top])
            rise = (height[top] - z) * per_step
            while rise <= slope[top] * steps:  # never true of the last, whose slope is -inf
                top -= 1
                steps = np.float32(p - at[top])
                rise = (height[top] - z) * per_step
            seen = rise / steps
        top += 1
        at[top] = p
        height[top] = z
        slope[top] = seen
        met[i] = seen


@_compiled
def horizons(
    heights, along_cols, ahead, shift, part, step_m, cliff_m, reach, core, least_sine, first_line, last_line, out
):
    """Sine of the horizon's elevation for the cells of `core` (row0, row1, col0, col1) on a run of lines.

    reach: how many indices beyond the core are looked at. least_sine: of the horizon behind everything. out: the
    core's cells, float32; least_sine where the height is unknown.
    """
    row0, row1, col0, col1 = core
    first, last, side0, side1 = (col0, col1, row0, row1) if along_cols else (row0, row1, col0, col1)
    across, size = heights.shape if along_cols else (heights.shape[1], heights.shape[0])
    low, high = (first, min(last + reach, size)) if ahead > 0 else (max(first - reach, 0), last)
    met = np.empty((BUNDLE, high - low), np.float32)
    at = np.empty(high - low, np.int32)
    height = np.empty(high - low, np.float32)
    slope = np.empty(high - low, np.float32)
    for line in range(first_line, last_line, BUNDLE):
        # Where the bundle crosses the core, and from there on ahead the raster.
        own, beyond = first, last
        while own < beyond and not side0 - BUNDLE < line + shift[own] < side1:
            own += 1
        while own < beyond and not side0 - BUNDLE < line + shift[beyond - 1] < side1:
            beyond -= 1
        if own == beyond:
            continue
        start, stop = (own, high) if ahead > 0 else (low, beyond)
        while start < own and not -BUNDLE < line + shift[start] < across:
            start += 1
        while stop > beyond and not -BUNDLE < line + shift[stop - 1] < across:
            stop -= 1
        _read(heights, along_cols, shift, part, cliff_m, line, start, stop, met)
        for a in range(BUNDLE):
            _horizon_of_line(met[a, : stop - start], ahead > 0, step_m, at, height, slope)
            for i in range(own - start, beyond - start):
                t = met[a, i] if met[a, i] > 0 else np.float32(0.0)  # also of unknown heights
                met[a, i] = max(t / np.sqrt(np.float32(1.0) + t * t), least_sine)
        if along_cols:
            for a in range(min(BUNDLE, last_line - line)):
                for i in range(own, beyond):
                    j = line + a + shift[i]
                    if side0 <= j < side1:
                        out[j - row0, i - col0] = met[a, i - start]
        else:
            for i in range(own, beyond):
                for a in range(min(BUNDLE, last_line - line)):
                    j = line + a + shift[i]
                    if side0 <= j < side1:
                        out[i - row0, j - col0] = met[a, i - start]


@_compiled
def gather(sines, place, normal, towards, beam, sunny, even, band, first, last, light, sky, line):
    """Add what a group of directions gives to cells first..last: light (n, 16), sky and line (n,).

    sines: (directions, cells of the core) of the horizons; place: where each cell lies in these; the rest as in
    `sky.SkyTable`, for the group's directions; sunny: whether the sun ever stands there. The plane itself hides what is
    below it.
    """
    bins = np.float32(beam.shape[1] - 1)
    for start in range(first, last, CELLS_TOGETHER):
        stop = min(start + CELLS_TOGETHER, last)
        for direction in range(len(sines)):
            g = np.uint64(direction)  # unsigned positions spare the test for counting from the end
            to_east, to_north, is_sunny = towards[g, 0], towards[g, 1], sunny[g]
            seen, table = sines[g], beam[g]
            for cell in range(start, stop):
                c = np.uint64(cell)
                east, north, up = normal[c, 0], normal[c, 1], normal[c, 2]
                sine = seen[np.uint64(place[c])]
                facing = east * to_east + north * to_north
                if facing < 0:
                    sine = max(sine, -facing / np.sqrt(up * up + facing * facing))
                above = np.uint64(np.int32(sine * bins + np.float32(0.5)))
                sky[c] += facing * even[above, 0] + up * even[above, 1]
                if facing > 0:
                    line[c] += facing * band[above]
                if is_sunny:
                    for m in range(light.shape[1]):
                        light[c, m] += east * table[above, 0, m] + north * table[above, 1, m] + up * table[above, 2, m]


@_compiled
def count_horizons(sines, place, plane, offset, bins, per_unit, counts):
    """Count the cells of each plane by the bin of their horizon in one direction.

    offset: of the direction's bins in a row of `counts` (planes, all bins); bins: how many it has, the last for all
    horizons above the sun's highest place.
    """
    for c in range(len(place)):
        at = min(int(sines[place[c]] * per_unit), bins - 1)
        counts[plane[c], offset + at] += 1
