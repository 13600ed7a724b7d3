"""The inner loops of light, compiled with numba. Import this only where it is used: it imports numba."""

from __future__ import annotations

import numpy as np

from ...compiling import compiled
from .horizon import LEVELS

LANES = 8  # lines that are swept together, so that the processor need not wait for one
STEPS_AT_ONCE = 32  # between two looks whether all lanes have arrived
CELLS_TOGETHER = 512  # that go through the directions together
NOWHERE_M = np.float32(-1e9)  # a height that hides nothing
EVERYWHERE_M = np.float32(1e8)  # one that nothing hides


def _compiled(function):
    return compiled(function, fastmath={"contract", "arcp", "nsz"})


@_compiled
def _read(heights, shift, part, cliff_m, line, low, high, met):
    """Heights on a bundle of lines from `line`, between rows low and high, into rows 1.. of met (n, LANES)."""
    across = heights.shape[1]
    for i in range(low, high):
        j0 = line + shift[i]
        to = 1 if part[i] > 0 else -1
        share = abs(part[i])
        row, own = heights[i], met[i - low + 1]
        if j0 >= 1 and j0 + LANES < across:
            for a in range(LANES):
                z = row[np.uint64(j0 + a)]
                rise = row[np.uint64(j0 + a + to)] - z
                z += share * rise if abs(rise) <= cliff_m else np.float32(0.0)
                own[np.uint64(a)] = z if z == z else NOWHERE_M
        else:
            for a in range(LANES):
                j = j0 + a
                z = NOWHERE_M
                if 0 <= j < across and row[j] == row[j]:
                    z = row[j]
                    if 0 <= j + to < across:
                        rise = row[j + to] - z
                        z += share * rise if abs(rise) <= cliff_m else np.float32(0.0)
                own[a] = z


@_compiled
def _sweep(met, slope, behind, start, end, sign, at, top):
    """Slope [height per step] from every row of met (n, LANES) to its horizon behind it, from start on to before end.

    A row's horizon is the first of those on the hull that no line of sight passes below: `behind` leads from each row
    to its own. A row that does not rise above the next one's view of its own horizon can be nobody's horizon further
    on, and is left out by going to the one behind it. Each step of a lane either goes one behind or one row on; what
    it writes before it has arrived is written over. That spares the processor all branches. Slopes down count as
    level; before start must be a row to use as the free view. The rows before start and at end are written over.
    """
    free = start - sign
    for a in range(LANES):
        met[free, a], met[end, a] = NOWHERE_M, EVERYWHERE_M
        slope[free, a], behind[free, a] = np.nan, free
        at[a], top[a] = start, free
    going = True
    while going:
        for _ in range(STEPS_AT_ONCE):
            for a in range(LANES):
                lane = np.uint64(a)
                here, there = at[lane], top[lane]
                q, c = np.uint64(here), np.uint64(there)
                beyond = behind[c, lane]
                rise = met[c, lane] - met[q, lane]
                steps = np.float32(abs(here - there))
                hidden = rise <= slope[c, lane] * steps
                seen = rise / steps
                slope[q, lane] = seen if seen > 0 else np.float32(0.0)
                behind[q, lane] = there
                at[lane] = here if (hidden or here == end) else here + sign
                top[lane] = beyond if hidden else here
        going = False
        for a in range(LANES):
            going |= at[a] != end


@_compiled
def _write(slope, shift, line, first, last, low, side0, side1, step_m, least, scale, plus, most, out):
    """Sines of the horizon of a bundle's cells in the core, times scale, plus `plus`, into out."""
    step2 = step_m * step_m
    level = np.empty(LANES, np.float32)
    for i in range(first, last):
        own = slope[i - low + 1]
        for a in range(LANES):
            t = own[np.uint64(a)]
            sine = t / np.sqrt(step2 + t * t)
            level[np.uint64(a)] = min(max(sine, least) * scale + plus, most)
        j0 = line + shift[i] - side0
        row = out[i - first]
        if j0 >= 0 and j0 + LANES <= side1 - side0:
            for a in range(LANES):
                row[np.uint64(j0 + a)] = level[np.uint64(a)]
        else:
            for a in range(LANES):
                if 0 <= j0 + a < side1 - side0:
                    row[j0 + a] = level[a]


@_compiled
def horizons(heights, shift, part, step_m, cliff_m, reach, core, both, least, scale, plus, most, lines, up, down):
    """Sine of the horizon for the cells of `core` (row0, row1, col0, col1) on a run of lines (first, last).

    Lines advance by rows. up: of the horizon towards higher rows, down: towards lower ones, each (rows, cols) of the
    core; both: which are asked. reach: how many rows beyond the core are looked at. least (2,): least sine of each.
    """
    first, last, side0, side1 = core
    size, across = heights.shape
    low, high = max(first - reach, 0) if both[1] else first, min(last + reach, size) if both[0] else last
    n = high - low + 2
    met, slope, behind = (
        np.empty((n, LANES), np.float32),
        np.empty((n, LANES), np.float32),
        np.empty((n, LANES), np.int32),
    )
    at, top, kept = np.empty(LANES, np.int32), np.empty(LANES, np.int32), np.empty(LANES, np.float32)
    for line in range(lines[0], lines[1], LANES):
        # Where the bundle crosses the core, and from there on both ways the raster.
        own, beyond = first, last
        while own < beyond and not side0 - LANES < line + shift[own] < side1:
            own += 1
        while own < beyond and not side0 - LANES < line + shift[beyond - 1] < side1:
            beyond -= 1
        if own == beyond:
            continue
        start, stop = own if not both[1] else low, beyond if not both[0] else high
        while start < own and not -LANES < line + shift[start] < across:
            start += 1
        while stop > beyond and not -LANES < line + shift[stop - 1] < across:
            stop -= 1
        _read(heights, shift, part, cliff_m, line, start, stop, met)
        at_core = (shift, line, own, beyond, start, side0, side1)
        if both[0]:
            end = np.int32(own - start)  # one before the core's first
            kept[:] = met[end]
            _sweep(met, slope, behind, np.int32(stop - start), end, np.int32(-1), at, top)
            met[end] = kept
            _write(slope, *at_core, step_m, least[0], scale, plus, most, up[own - first :])
        if both[1]:
            _sweep(met, slope, behind, np.int32(1), np.int32(beyond - start + 1), np.int32(1), at, top)
            _write(slope, *at_core, step_m, least[1], scale, plus, most, down[own - first :])


@_compiled
def _rows(levels, at, easts, norths, ups, towards, rows):
    """Rows of cells in the table, by direction: (g, cells) uint16; the plane itself hides what is below it."""
    for direction in range(len(levels)):
        g = np.uint64(direction)  # unsigned positions spare the test for counting from the end
        to_east, to_north = towards[g, 0], towards[g, 1]
        row, seen = rows[g], levels[g]
        for c in range(len(at)):
            down = max(-(easts[c] * to_east + norths[c] * to_north), np.float32(0.0))
            own = down / np.sqrt(ups[c] * ups[c] + down * down) * np.float32(LEVELS) + np.float32(0.5)
            row[c] = np.uint16(min(own, np.float32(LEVELS - 1)))
        for cell in range(len(at)):
            c = np.uint64(cell)
            own = row[c]
            away = np.uint16(LEVELS) if own > 0 else np.uint16(0)
            row[c] = max(own, np.uint16(seen[np.uint64(at[c])])) + away


@_compiled
def gather_year(levels, place, normal, towards, table, light, first, last):
    """Add what a group of directions gives to cells first..last: light (1, n, 1).

    levels: (g, cells of the core) uint8 of the horizons; place: where each cell lies in these; normal: (3, n); table:
    (1, g, 2 * LEVELS, 3, 1) and towards (g, 2) as in `sky.SkyTable`, for the group's directions.
    """
    rows, vectors, sums = np.empty((len(levels), CELLS_TOGETHER), np.uint16), table[0, :, :, :, 0], light[0, :, 0]
    for start in range(first, last, CELLS_TOGETHER):
        some = slice(start, min(start + CELLS_TOGETHER, last))
        easts, norths, ups, own = normal[0, some], normal[1, some], normal[2, some], sums[some]
        _rows(levels, place[some], easts, norths, ups, towards, rows)
        for cell in range(len(own)):
            c = np.uint64(cell)
            east, north, up, total = easts[c], norths[c], ups[c], np.float32(0.0)
            for direction in range(len(levels)):
                g = np.uint64(direction)
                vector = vectors[g, np.uint64(rows[g, c])]
                total += east * vector[0] + north * vector[1] + up * vector[2]
            own[c] += total


@_compiled
def gather_months(levels, place, normal, towards, table, light, first, last):
    """The same by months, four at once: light (3, n, 4), table (3, g, 2 * LEVELS, 3, 4)."""
    rows = np.empty((len(levels), CELLS_TOGETHER), np.uint16)
    for start in range(first, last, CELLS_TOGETHER):
        some = slice(start, min(start + CELLS_TOGETHER, last))
        easts, norths, ups = normal[0, some], normal[1, some], normal[2, some]
        _rows(levels, place[some], easts, norths, ups, towards, rows)
        for block in range(len(table)):
            vectors, own = table[block], light[block, some]
            for cell in range(len(own)):
                c = np.uint64(cell)
                east, north, up, sums = easts[c], norths[c], ups[c], own[c]
                one, two, three, four = sums[0], sums[1], sums[2], sums[3]
                for direction in range(len(levels)):
                    g = np.uint64(direction)
                    vector = vectors[g, np.uint64(rows[g, c])]
                    one += east * vector[0, 0] + north * vector[1, 0] + up * vector[2, 0]
                    two += east * vector[0, 1] + north * vector[1, 1] + up * vector[2, 1]
                    three += east * vector[0, 2] + north * vector[1, 2] + up * vector[2, 2]
                    four += east * vector[0, 3] + north * vector[1, 3] + up * vector[2, 3]
                sums[0], sums[1], sums[2], sums[3] = one, two, three, four


@_compiled
def gather_sky(levels, place, normal, towards, even, band, sky, line, first, last):
    """Add what cells first..last see in a group of directions of the even sky and of the line along the horizon."""
    rows = np.empty((len(levels), CELLS_TOGETHER), np.uint16)
    for start in range(first, last, CELLS_TOGETHER):
        some = slice(start, min(start + CELLS_TOGETHER, last))
        easts, norths, ups, skies, lines = normal[0, some], normal[1, some], normal[2, some], sky[some], line[some]
        _rows(levels, place[some], easts, norths, ups, towards, rows)
        for direction in range(len(levels)):
            to_east, to_north = towards[direction, 0], towards[direction, 1]
            for cell in range(len(skies)):
                c = np.uint64(cell)
                facing = easts[c] * to_east + norths[c] * to_north
                level = np.uint64(rows[direction, c] & np.uint16(LEVELS - 1))
                skies[c] += facing * even[level, 0] + ups[c] * even[level, 1]
                lines[c] += max(facing, np.float32(0.0)) * band[level]


@_compiled
def count_horizons(levels, place, plane, offset, bins, counts):
    """Count the cells of each plane by the level of their horizon in one direction, two levels a bin.

    offset: of the direction's bins in a row of `counts` (planes, all bins); bins: how many it has, the last for all
    horizons above the sun's highest place.
    """
    for c in range(len(place)):
        counts[plane[c], offset + min(np.int64(levels[place[c]]) >> 1, bins - 1)] += 1
