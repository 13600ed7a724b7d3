"""Flows, temperatures and pressures of a tree of pipes compiled with numba. Import this only where it is used.

A tile of hours goes through at a time, so that one instruction serves several hours. Arrays of a tile are (rows, hour
of the tile). `plain` is the same in numpy, for where numba is absent; what both do is told in `sweep`.
"""

from __future__ import annotations

import numpy as np

from .compiling import TILE, compiled
from .kernels_mixed import given_back, outlets, share, solve_both
from .kernels_newton import kept, solve_supply
from .kernels_pressure import pressures
from .limits import STILL_KG_PER_S

CHUNK = 16  # nodes whose results are turned from node to hour order together


@compiled
def _up(parent, conductance, ground, capacity, flow, heat, temperature):
    """Temperatures of the return where all of it flows to the roots. heat: (n, tile) kg/s °C that houses bring; added
    to from below."""
    for k in range(len(parent) - 1, -1, -1):
        p = parent[k]
        ua, tg = conductance[k], ground[k]
        for t in range(TILE):
            m = flow[k, t]
            here = heat[k, t] / m if m > STILL_KG_PER_S else tg
            temperature[k, t] = here
            if p != k:
                heat[p, t] += m * (tg + (here - tg) * kept(ua, m * capacity))


@compiled
def solve_hours(first, last, kw, tables, houses, sources, numbers, out):
    """Solve the hours [first, last) of kw (hours, c). The last four are tuples, as `sweep.Sweep` makes them."""
    (parent, conductance, ground, friction, same, height, two_way) = tables
    (h_node, h_control, h_setting, h_warm, h_least, h_most, h_tree, h_keep) = houses
    (s_node, s_tree, s_root, s_order, s_supply, s_cold, s_kw, start_c, _) = sources
    (capacity, coldest_c, _, _, law, per_height, tolerance, most_rounds) = numbers
    (o_supply, o_back, o_flow, o_drop_s, o_drop_r, o_highest, o_house_flow, o_house_out, o_source, o_lost, o_sums) = out
    n, houses_count, count = len(parent), len(h_node), len(s_node)
    flow, supply, back = np.zeros((n, TILE)), np.zeros((n, TILE)), np.zeros((n, TILE))
    in_flow, in_heat, drops = np.zeros((n, TILE)), np.zeros((n, TILE)), np.zeros((2, n, TILE))
    need, house_flow = np.zeros((houses_count, TILE)), np.zeros((houses_count, TILE))
    house_out, before = np.zeros((houses_count, TILE)), np.zeros((houses_count, TILE))
    base, slope = np.zeros((houses_count, TILE)), np.zeros((houses_count, TILE))
    sums = np.zeros((3, 2, n if two_way else 0, TILE))
    source_flow, worst, spare = np.zeros((count, TILE)), np.zeros(TILE), np.zeros((5, TILE))
    for start in range(first, last, TILE):
        for t in range(TILE):
            row = min(start + t, last - 1)  # a tile that runs past the last hour repeats it
            for c in range(houses_count):
                need[c, t] = kw[row, c]
        if two_way:
            solve_both(
                tables, houses, sources, numbers, need, house_flow, house_out, flow, supply, back, source_flow,
                before, base, slope, sums, worst,
            )  # fmt: skip
        else:
            solve_supply(
                parent, conductance[0], ground[0], capacity, start_c, coldest_c, tolerance, most_rounds, h_node,
                h_control, h_setting, h_keep, h_least, h_most, need, house_flow, flow, supply, drops[0], in_flow,
                in_heat, base, slope, worst,
            )  # fmt: skip
            for t in range(TILE):
                spare[0, t] = 0.0
            share(
                capacity, h_tree, house_flow, s_node, s_tree, s_cold, s_kw, s_root, s_order, s_supply, back,
                source_flow, spare[0],
            )  # fmt: skip
            outlets(
                capacity, coldest_c, h_node, h_control, h_setting, h_warm, h_least, need, house_flow, supply, back,
                base, slope, house_out, spare[0],
            )  # fmt: skip
            given_back(h_node, need, supply, back, base, slope, house_out)
            in_heat[:] = 0.0
            for c in range(houses_count):
                for t in range(TILE):
                    in_heat[h_node[c], t] += house_flow[c, t] * house_out[c, t]
            _up(parent, conductance[1], ground[1], capacity, flow, in_heat, back)
        pressures(parent, friction, same, law, per_height, height, flow, drops, in_flow, spare)
        stop = min(last - start, TILE)
        _sum_up(
            start, stop, parent, conductance, ground, capacity, h_node, need, house_flow, house_out, s_node, s_root,
            s_supply, s_cold, source_flow, flow, supply, back, worst, in_heat[0], o_lost, o_source, o_sums,
        )  # fmt: skip
        _write(start, stop, supply, o_supply)
        _write(start, stop, back, o_back)
        _write(start, stop, flow, o_flow)
        _write(start, stop, drops[0], o_drop_s)
        _write(start, stop, drops[1], o_drop_r)
        _write(start, stop, in_flow, o_highest)
        _write(start, stop, house_flow, o_house_flow)
        _write(start, stop, house_out, o_house_out)


@compiled
def _write(start, stop, values, out):
    """values (rows, tile) into out (hours, rows), in pieces that stay near the processor."""
    rows = len(values)
    for c in range(0, rows, CHUNK):
        for t in range(stop):
            for k in range(c, min(c + CHUNK, rows)):
                out[start + t, k] = values[k, t]


@compiled
def _sum_up(
    start, stop, parent, conductance, ground, capacity, h_node, need, house_flow, house_out, s_node, s_root, s_supply,
    s_cold, source_flow, flow, supply, back, worst, here, o_lost, o_source, o_sums,
):  # fmt: skip
    """Losses of pipes added to o_lost (tiles, n) in kWh; o_sums: (hours, 5) source, delivered, lost kW, change, kg/s
    too much or too little at the roots. here: (tile,) working memory.
    """
    lost, delivered, mass = np.zeros(TILE), np.zeros(TILE), np.zeros(TILE)
    tile = start // TILE
    for k in range(len(parent)):
        p = parent[k]
        if p == k:
            for t in range(TILE):
                mass[t] += flow[k, t]
            continue
        ua_s, ua_r, ground_s, ground_r = conductance[0, k], conductance[1, k], ground[0, k], ground[1, k]
        for t in range(TILE):
            m = flow[k, t]
            warm_above, warm_below, cold_above, cold_below = supply[p, t], supply[k, t], back[p, t], back[k, t]
            warm = warm_above if m >= 0.0 else warm_below
            cold = cold_below if m >= 0.0 else cold_above
            heat_flow = abs(m) * capacity
            here[t] = heat_flow * 1e-3 * (
                (warm - ground_s) * (1.0 - kept(ua_s, heat_flow)) + (cold - ground_r) * (1.0 - kept(ua_r, heat_flow))
            )  # fmt: skip
            lost[t] += here[t]
        for t in range(stop):
            o_lost[tile, k] += here[t]
    for c in range(len(h_node)):
        k = h_node[c]
        for t in range(stop):
            inlet = supply[k, t] if need[c, t] >= 0.0 else back[k, t]
            delivered[t] += abs(house_flow[c, t]) * capacity * 1e-3 * (inlet - house_out[c, t])
    for t in range(stop):
        o_sums[start + t, 0] = 0.0
    for s in range(len(s_node)):
        for t in range(stop):
            m = source_flow[s, t]
            if s_root[s]:
                mass[t] -= m
            kw = m * capacity * 1e-3 * (s_supply[s] - back[s_node[s], t])
            if m < 0.0:
                kw = m * capacity * 1e-3 * (supply[s_node[s], t] - s_cold[s])
            o_source[0, start + t, s] = m
            o_source[1, start + t, s] = kw
            o_sums[start + t, 0] += kw
    for t in range(stop):
        o_sums[start + t, 1] = delivered[t]
        o_sums[start + t, 2] = lost[t]
        o_sums[start + t, 3] = worst[t]
        o_sums[start + t, 4] = mass[t]
