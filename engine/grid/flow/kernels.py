"""The backward-forward sweep compiled with numba. Import this only where it is used: it imports numba.

A tile of hours goes through at a time, so that one instruction serves several hours. The tile's `state` is (bus in
preorder, 6, hour of the tile): voltage, current and demand, each real and imaginary, referred and per unit as in
`tree`. `table` holds the numbers of every bus and the branch above it, in the columns R, X, … below; `parent` of a
root is itself.
"""

from __future__ import annotations

import numpy as np

from ...compiling import compiled

TILE = 16  # hours; fewer would leave the vector units to one hour at a time, more would leave the cache
CHUNK = 16  # buses whose results are turned from bus to hour order together
ROW = 64  # loads read from one hour before the next hour's
U_R, U_I, J_R, J_I, S_R, S_I = range(6)
R, X, G, B, ROOT_R, ROOT_I, VM, AT_PARENT, AT_CHILD, PARENT_G, PARENT_B, CHILD_G, CHILD_B, G_BRANCH, G_OTHER = range(15)


def _compiled(function):
    return compiled(function, fastmath={"contract", "arcp", "nsz"})


@_compiled
def _start(start, stop, from_load, to_load, place, column, constant, scale, p_kw, q_kvar, first, table, state, sums):
    """For a run of buses and its loads: the demand of the tile's hours, and what it draws at the source's voltage."""
    hours = len(p_kw)
    for at in range(start, stop):
        k = np.uint64(at)
        s_r, s_i = constant[k].real, constant[k].imag
        for t in range(TILE):
            state[k, S_R, t] = s_r
            state[k, S_I, t] = s_i
    for c in range(from_load, to_load, ROW):
        for t in range(TILE):
            hour = min(first + t, hours - 1)  # a tile that runs past the last hour repeats it
            for i in range(c, min(c + ROW, to_load)):
                state[place[i], S_R, t] += p_kw[hour, column[i]] * scale
                state[place[i], S_I, t] += q_kvar[hour, column[i]] * scale
    for at in range(start, stop):
        k = np.uint64(at)
        u_r, u_i = table[k, ROOT_R], table[k, ROOT_I]
        m = 1.0 / (u_r * u_r + u_i * u_i)
        y_r, y_i = table[k, G] * u_r - table[k, B] * u_i, table[k, G] * u_i + table[k, B] * u_r
        for t in range(TILE):
            s_r, s_i = state[k, S_R, t] * m, state[k, S_I, t] * m
            sums[2, t] += state[k, S_R, t]
            state[k, U_R, t] = u_r
            state[k, U_I, t] = u_i
            state[k, J_R, t] = s_r * u_r + s_i * u_i + y_r
            state[k, J_I, t] = s_r * u_i - s_i * u_r + y_i


@_compiled
def _walk(start, stop, parent, table, state, change):
    """From parent to child: new voltages by the last currents, then the currents drawn at these voltages."""
    for at in range(start, stop):
        k = np.uint64(at)
        p = parent[k]
        r, x, g, b = table[k, R], table[k, X], table[k, G], table[k, B]
        # Two loops: in one the compiler has too many arrays to tell apart, and gives up on vectors.
        for t in range(TILE):
            jr, ji = state[k, J_R, t], state[k, J_I, t]
            state[k, J_R, t] = state[p, U_R, t] - (r * jr - x * ji)
            state[k, J_I, t] = state[p, U_I, t] - (r * ji + x * jr)
        for t in range(TILE):
            ur, ui = state[k, J_R, t], state[k, J_I, t]
            dr, di = ur - state[k, U_R, t], ui - state[k, U_I, t]
            change[t] = max(dr * dr + di * di, change[t])
            m = 1.0 / (ur * ur + ui * ui)
            sr, si = state[k, S_R, t] * m, state[k, S_I, t] * m
            state[k, U_R, t] = ur
            state[k, U_I, t] = ui
            state[k, J_R, t] = sr * ur + si * ui + (g * ur - b * ui)
            state[k, J_I, t] = sr * ui - si * ur + (g * ui + b * ur)


@_compiled
def _gather(start, stop, parent, state):
    """From child to parent: the sum of the currents of each subtree."""
    for at in range(stop - 1, start - 1, -1):
        k = np.uint64(at)
        p = parent[k]
        if p != k:
            for t in range(TILE):
                state[p, J_R, t] += state[k, J_R, t]
                state[p, J_I, t] += state[k, J_I, t]


@_compiled
def _gather_trunk(pieces, parent, state):
    for n in range(len(pieces) - 1, -1, -1):
        if not pieces[n, 2]:
            _gather(pieces[n, 0], pieces[n, 1], parent, state)


@_compiled
def _sweep(pieces, parent, table, state, change):
    """One iteration. A closed piece is gathered right after its walk, still in the cache; the trunk at the end."""
    for n in range(len(pieces)):
        _walk(pieces[n, 0], pieces[n, 1], parent, table, state, change)
        if pieces[n, 2]:
            _gather(pieces[n, 0], pieces[n, 1], parent, state)
    _gather_trunk(pieces, parent, state)


@_compiled
def _read(k, p, root, from_parent, by_power, table, base_kva, state, sums, found):
    """A last walk over bus k below p: its voltage, and the current and power of the branch between.

    sums: (4, tile) over buses: largest change, source power, demand, losses.
    found: (3, tile) float32 voltage, loading and power at from.
    """
    r, x = table[k, R], table[k, X]
    g_a, b_a, g_c, b_c = table[k, PARENT_G], table[k, PARENT_B], table[k, CHILD_G], table[k, CHILD_B]
    scale, scale_a, scale_c = table[k, VM], table[k, AT_PARENT], table[k, AT_CHILD]
    g_branch, g_other = table[k, G_BRANCH], table[k, G_OTHER]
    for t in range(TILE):
        jr, ji = state[k, J_R, t], state[k, J_I, t]
        vr = state[p, U_R, t] - (r * jr - x * ji)
        vi = state[p, U_I, t] - (r * ji + x * jr)
        dr, di = vr - state[k, U_R, t], vi - state[k, U_I, t]
        state[k, U_R, t] = vr
        state[k, U_I, t] = vi
        sums[0, t] = max(dr * dr + di * di, sums[0, t])
        square = vr * vr + vi * vi
        sums[2, t] += g_other * square
        sums[3, t] += r * (jr * jr + ji * ji) + g_branch * square
    for t in range(TILE):
        jr, ji, pr, pi = state[k, J_R, t], state[k, J_I, t], state[p, U_R, t], state[p, U_I, t]
        vr, vi = state[k, U_R, t], state[k, U_I, t]
        square = vr * vr + vi * vi
        ar, ai = jr + g_a * pr - b_a * pi, ji + g_a * pi + b_a * pr
        cr, ci = g_c * vr - b_c * vi - jr, g_c * vi + b_c * vr - ji
        a, c = scale_a * (ar * ar + ai * ai), scale_c * (cr * cr + ci * ci)
        if by_power:
            a, c = a * (pr * pr + pi * pi), c * square
        found[0, t] = scale * np.sqrt(square)
        found[1, t] = np.sqrt(max(a, c))
        found[2, t] = base_kva * (pr * ar + pi * ai) if from_parent else base_kva * (vr * cr + vi * ci)
    if root:
        for t in range(TILE):
            sums[1, t] += state[k, U_R, t] * state[k, J_R, t] + state[k, U_I, t] * state[k, J_I, t]


@_compiled
def _turn(first, hours, start, stop, place, column, what, found, out):
    """One kind of result of a chunk of buses, (bus, hour), to the output, (hour, column); gives where it got to."""
    last = start
    while last < len(place) and place[last] < stop:
        last += 1
    for t in range(hours):
        for i in range(start, last):
            out[first + t, column[i]] = found[place[i] % CHUNK, what, t]
    return last


@_compiled
def solve_hours(
    first, last, p_kw, q_kvar, place, column, constant, pieces, parent, from_parent, by_power, table, base_kva,
    most, tolerance, vm_at, line_at, trafo_at, out_vm, out_line, out_trafo, out_line_kw, out_trafo_kw, out_sums,
):  # fmt: skip
    """Solve the hours first … last-1 and write their results.

    place, column: (c,) bus in preorder of each column of p_kw, q_kvar (hours, k) that enters. constant: (n,) complex
    demand per unit. pieces: (pieces, 5) start, stop, whether closed, and the run of `place` that lies in it. vm_at,
    line_at, trafo_at: (2, columns) places, rising, and columns of the output. out_sums: (hours, 4) estimated error of
    the voltages [pu]; source, demand and losses [kW].
    """
    n = len(parent)
    state = np.empty((n, 6, TILE))
    change, before, rate = np.empty(TILE), np.empty(TILE), np.empty(TILE)
    sums = np.empty((4, TILE))
    found = np.empty((CHUNK, 3, TILE), np.float32)
    for tile in range(first, last, TILE):
        sums[:] = 0.0
        for piece in range(len(pieces)):
            start, stop, closed, from_load, to_load = pieces[piece]
            _start(
                start, stop, from_load, to_load, place, column, constant, 1.0 / base_kva, p_kw, q_kvar, tile, table,
                state, sums,
            )  # fmt: skip
            if closed:
                _gather(start, stop, parent, state)
        _gather_trunk(pieces, parent, state)
        change[:] = 0.0
        for _ in range(most):
            before[:] = change
            change[:] = 0.0
            _sweep(pieces, parent, table, state, change)
            worst = 0.0
            for t in range(TILE):
                rate[t] = min(np.sqrt(change[t] / before[t]), 1.0) if before[t] > 0.0 else 1.0
                # Reading is one more iteration; what remains after it is the last change times the rate, twice.
                worst = max(worst, np.sqrt(change[t]) * rate[t] ** 2)
            if worst <= tolerance:
                break
        hours = min(TILE, last - tile)
        at_vm, at_line, at_trafo = 0, 0, 0
        for start in range(0, n, CHUNK):
            stop = min(start + CHUNK, n)
            for k in range(start, stop):
                p = parent[k]
                _read(
                    np.uint64(k), p, p == k, from_parent[k], by_power[k], table, base_kva, state, sums, found[k - start]
                )
            _turn(tile, hours, at_line, stop, line_at[0], line_at[1], 2, found, out_line_kw)
            _turn(tile, hours, at_trafo, stop, trafo_at[0], trafo_at[1], 2, found, out_trafo_kw)
            at_vm = _turn(tile, hours, at_vm, stop, vm_at[0], vm_at[1], 0, found, out_vm)
            at_line = _turn(tile, hours, at_line, stop, line_at[0], line_at[1], 1, found, out_line)
            at_trafo = _turn(tile, hours, at_trafo, stop, trafo_at[0], trafo_at[1], 1, found, out_trafo)
        for t in range(hours):
            out_sums[tile + t, 0] = np.sqrt(sums[0, t]) * rate[t]
            for part in range(1, 4):
                out_sums[tile + t, part] = sums[part, t] * base_kva
