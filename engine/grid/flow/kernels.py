"""The backward-forward sweep compiled with numba. Import this only where it is used: it imports numba.

A tile of hours goes through at a time, so that one instruction serves several hours. Arrays of a tile, `state`, are (6, bus in
preorder, hour of the tile): voltage, current and demand, each real and imaginary, referred and per unit as in `tree`.
`table` holds the numbers of every bus and the branch above it, in the columns R, X, … below; `links` the whole ones.
"""

from __future__ import annotations

import numba
import numpy as np

TILE = 32  # hours; fewer would leave the vector units to one hour at a time
CHUNK = 16  # buses whose results are turned from tile to output order together
R, X, G, B, ROOT_R, ROOT_I, VM, AT_PARENT, AT_CHILD, PARENT_G, PARENT_B, CHILD_G, CHILD_B, G_BRANCH, G_OTHER = range(15)
PARENT, NET_BUS, LINE, TRAFO, FROM_IS_PARENT = range(5)


def _compiled(function):
    """Compile without the interpreter lock; keep the machine code on disk where there is a folder to keep it."""
    options = {"nogil": True, "fastmath": {"contract", "arcp", "nsz"}, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder it can write
        return numba.njit(**options)(function)


@_compiled
def _start(table, place, column, constant, p_pu, q_pu, first, state):
    """The demand of the tile's hours, at the voltage of the source everywhere and no current."""
    hours = len(p_pu)
    state[2] = 0.0
    state[3] = 0.0
    for k in range(len(constant)):
        state[0, k] = table[k, ROOT_R]
        state[1, k] = table[k, ROOT_I]
        state[4, k] = constant[k].real
        state[5, k] = constant[k].imag
    for t in range(state.shape[2]):
        hour = min(first + t, hours - 1)  # a tile that runs past the last hour repeats it
        for c in range(len(place)):
            state[4, place[c], t] += p_pu[hour, column[c]]
            state[5, place[c], t] += q_pu[hour, column[c]]


@_compiled
def _walk(start, stop, links, table, state, change):
    """From parent to child: new voltages by the last currents, then the currents drawn at these voltages."""
    for k in range(start, stop):
        p = links[k, PARENT]
        r, x, g, b = table[k, R], table[k, X], table[k, G], table[k, B]
        upr, upi, ukr, uki = state[0, p], state[1, p], state[0, k], state[1, k]
        jkr, jki, skr, ski = state[2, k], state[3, k], state[4, k], state[5, k]
        for t in range(change.size):
            jr, ji = jkr[t], jki[t]
            vr = upr[t] - (r * jr - x * ji)
            vi = upi[t] - (r * ji + x * jr)
            dr, di = vr - ukr[t], vi - uki[t]
            d = dr * dr + di * di
            change[t] = d if d > change[t] else change[t]
            m = 1.0 / (vr * vr + vi * vi)
            sr, si = skr[t] * m, ski[t] * m
            ukr[t] = vr
            uki[t] = vi
            jkr[t] = sr * vr + si * vi + (g * vr - b * vi)
            jki[t] = sr * vi - si * vr + (g * vi + b * vr)


@_compiled
def _gather(start, stop, links, state):
    """From child to parent: the sum of the currents of each subtree."""
    for k in range(stop - 1, start - 1, -1):
        p = links[k, PARENT]
        if p != k:
            apr, api, akr, aki = state[2, p], state[3, p], state[2, k], state[3, k]
            for t in range(apr.size):
                apr[t] += akr[t]
                api[t] += aki[t]


@_compiled
def _sweep(pieces, links, table, state, change):
    """One iteration. A piece that is closed is gathered right after its walk, still in the cache; the trunk at the end."""
    change[:] = 0.0
    for n in range(len(pieces)):
        _walk(pieces[n, 0], pieces[n, 1], links, table, state, change)
        if pieces[n, 2]:
            _gather(pieces[n, 0], pieces[n, 1], links, state)
    for n in range(len(pieces) - 1, -1, -1):
        if not pieces[n, 2]:
            _gather(pieces[n, 0], pieces[n, 1], links, state)


@_compiled
def _read(k, links, table, by_power, state, change, totals, vm, size, power):
    """A last walk over one bus: its voltage, and the current and power of the branch above it.

    totals: (3, tile) sums over buses of source power, shunt elements and losses.
    """
    p = links[k, PARENT]
    r, x = table[k, R], table[k, X]
    g_a, b_a, g_c, b_c = table[k, PARENT_G], table[k, PARENT_B], table[k, CHILD_G], table[k, CHILD_B]
    scale_a, scale_c = table[k, AT_PARENT], table[k, AT_CHILD]
    g_branch, g_other = table[k, G_BRANCH], table[k, G_OTHER]
    by_power = by_power and links[k, TRAFO] >= 0
    from_parent = links[k, FROM_IS_PARENT] == 1
    upr, upi, ukr, uki, jkr, jki = state[0, p], state[1, p], state[0, k], state[1, k], state[2, k], state[3, k]
    source, shunts, losses = totals[0], totals[1], totals[2]
    for t in range(vm.size):
        jr, ji, pr, pi = jkr[t], jki[t], upr[t], upi[t]
        vr = pr - (r * jr - x * ji)
        vi = pi - (r * ji + x * jr)
        dr, di = vr - ukr[t], vi - uki[t]
        d = dr * dr + di * di
        change[t] = d if d > change[t] else change[t]
        ukr[t] = vr
        uki[t] = vi
        square = vr * vr + vi * vi
        vm[t] = np.sqrt(square)
        ar, ai = jr + g_a * pr - b_a * pi, ji + g_a * pi + b_a * pr
        cr, ci = g_c * vr - b_c * vi - jr, g_c * vi + b_c * vr - ji
        a, c = scale_a * (ar * ar + ai * ai), scale_c * (cr * cr + ci * ci)
        if by_power:
            a, c = a * (pr * pr + pi * pi), c * square
        size[t] = np.sqrt(a if a > c else c)
        power[t] = pr * ar + pi * ai if from_parent else vr * cr + vi * ci
        losses[t] += r * (jr * jr + ji * ji) + g_branch * square
        shunts[t] += g_other * square
    if p == k:
        for t in range(vm.size):
            source[t] += ukr[t] * jkr[t] + uki[t] * jki[t]


@_compiled
def _turn(first, hours, start, stop, links, table, base_kva, vm, size, power, out_vm, out_line, out_trafo, out_line_kw, out_trafo_kw):  # fmt: skip
    """Results of a chunk of buses, (bus, hour), to the output, (hour, column)."""
    for t in range(hours):
        row = first + t
        for k in range(start, stop):
            i = k - start
            bus, line, trafo = links[k, NET_BUS], links[k, LINE], links[k, TRAFO]
            if bus >= 0:
                out_vm[row, bus] = vm[i, t] * table[k, VM]
            if line >= 0:
                out_line[row, line] = size[i, t]
                out_line_kw[row, line] = power[i, t] * base_kva
            if trafo >= 0:
                out_trafo[row, trafo] = size[i, t]
                out_trafo_kw[row, trafo] = power[i, t] * base_kva


@_compiled
def solve_hours(
    first, last, p_pu, q_pu, place, column, constant, pieces, links, table, by_power, base_kva, most, tolerance,
    out_vm, out_line, out_trafo, out_line_kw, out_trafo_kw, out_totals, out_error,
):  # fmt: skip
    """Solve the hours first … last-1 and write their results.

    place, column: (c,) bus in preorder of the columns of p_pu, q_pu (hours, k) that enter. pieces: (pieces, 3) start, stop and
    whether the piece is closed. out_totals: (hours, 3) source, shunts and losses; out_error: (hours,) what the voltages
    are off by estimate, the last change times the rate at which changes shrink.
    """
    n = len(links)
    state = np.empty((6, n, TILE))
    change, before, rate = np.empty(TILE), np.empty(TILE), np.empty(TILE)
    totals = np.empty((3, TILE))
    vm, size, power = np.empty((CHUNK, TILE)), np.empty((CHUNK, TILE)), np.empty((CHUNK, TILE))
    for tile in range(first, last, TILE):
        _start(table, place, column, constant, p_pu, q_pu, tile, state)
        _sweep(pieces, links, table, state, change)
        left = most
        while True:
            before[:] = change
            _sweep(pieces, links, table, state, change)
            left -= 1
            worst = 0.0
            for t in range(TILE):
                rate[t] = min(np.sqrt(change[t] / before[t]), 1.0) if before[t] > 0.0 else 1.0
                # Reading is one more iteration; what remains after it is the last change times the rate, twice.
                worst = max(worst, np.sqrt(change[t]) * rate[t] ** 2)
            if worst <= tolerance or left <= 0:
                break
        change[:] = 0.0
        totals[:] = 0.0
        hours = min(TILE, last - tile)
        for start in range(0, n, CHUNK):
            stop = min(start + CHUNK, n)
            for k in range(start, stop):
                i = k - start
                _read(k, links, table, by_power, state, change, totals, vm[i], size[i], power[i])
            _turn(
                tile, hours, start, stop, links, table, base_kva, vm, size, power,
                out_vm, out_line, out_trafo, out_line_kw, out_trafo_kw,
            )  # fmt: skip
        for t in range(hours):
            out_error[tile + t] = np.sqrt(change[t]) * rate[t]
            for part in range(3):
                out_totals[tile + t, part] = totals[part, t] * base_kva
