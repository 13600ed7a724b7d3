"""Flows, temperatures and pressures of a tree of pipes compiled with numba. Import this only where it is used.

A tile of hours goes through at a time, so that one instruction serves several hours. Arrays of a tile are (rows, hour
of the tile). `plain` is the same in numpy, for where numba is absent; what both do is told in `sweep`.
"""

from __future__ import annotations

import numpy as np

from .compiling import TILE, compiled
from .elements import RETURN
from .kernels_houses import adjust, careful
from .kernels_pressure import pressures
from .limits import CAREFUL_AFTER, LEAST_COOLING_K, LEAST_FLOW, PATIENCE, STILL_KG_PER_S

CHUNK = 16  # nodes whose results are turned from node to hour order together


@compiled
def _kept(conductance, heat_flow):
    """exp(-conductance / heat_flow) by a Padé approximant of the sixteenth part: 1e-9 off at most, and vectorised."""
    y = min(conductance / max(heat_flow, 1e-12), 40.0) * 0.0625
    e = (120.0 - y * (60.0 - y * (12.0 - y))) / (120.0 + y * (60.0 + y * (12.0 + y)))
    e *= e
    e *= e
    e *= e
    return e * e


@compiled
def _gather(parent, house_node, source_node, source_root, house_flow, source_flow, flow):
    """Flow [kg/s] in the pipe above every node, away from the root: what its subtree takes less what it brings."""
    flow[:] = 0.0
    for c in range(len(house_node)):
        for t in range(TILE):
            flow[house_node[c], t] += house_flow[c, t]
    for s in range(len(source_node)):
        if not source_root[s]:
            for t in range(TILE):
                flow[source_node[s], t] -= source_flow[s, t]
    for k in range(len(parent) - 1, -1, -1):
        p = parent[k]
        if p != k:
            for t in range(TILE):
                flow[p, t] += flow[k, t]


@compiled
def _down(parent, conductance, ground, capacity, start_c, flow, temperature):
    """Temperatures from the roots on, where all water flows away from them."""
    for k in range(len(parent)):
        p = parent[k]
        if p == k:
            for t in range(TILE):
                temperature[k, t] = start_c[k]
        else:
            ua, tg = conductance[k], ground[k]
            for t in range(TILE):
                temperature[k, t] = tg + (temperature[p, t] - tg) * _kept(ua, flow[k, t] * capacity)


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
                heat[p, t] += m * (tg + (here - tg) * _kept(ua, m * capacity))


@compiled
def _mixed(sign, parent, conductance, ground, capacity, start_c, flow, in_flow, in_heat, temperature):
    """Temperatures where water may flow either way. sign: 1 in the supply, -1 in the return, whose water flows against.

    in_flow, in_heat: (n, tile) kg/s and kg/s °C brought to the node by houses and sources; added to from below.
    """
    n = len(parent)
    for k in range(n - 1, -1, -1):
        p = parent[k]
        if p != k:
            ua, tg = conductance[k], ground[k]
            for t in range(TILE):
                m = sign * flow[k, t]
                if m < 0.0:
                    here = in_heat[k, t] / in_flow[k, t] if in_flow[k, t] > STILL_KG_PER_S else tg
                    temperature[k, t] = here
                    in_flow[p, t] -= m
                    in_heat[p, t] -= m * (tg + (here - tg) * _kept(ua, -m * capacity))
    for k in range(n):
        p = parent[k]
        ua, tg = conductance[k], ground[k]
        for t in range(TILE):
            m = sign * flow[k, t]
            if p == k:
                own = in_flow[k, t] > STILL_KG_PER_S
                temperature[k, t] = in_heat[k, t] / in_flow[k, t] if own else start_c[k]
            elif m >= 0.0:
                end = tg + (temperature[p, t] - tg) * _kept(ua, m * capacity)
                total = in_flow[k, t] + m
                temperature[k, t] = (in_heat[k, t] + m * end) / total if total > STILL_KG_PER_S else tg


@compiled
def _brought(sign, house_node, house_flow, house_out, source_node, source_flow, given_c, in_flow, in_heat):
    """What houses and sources bring to the supply (sign 1) or to the return (sign -1)."""
    in_flow[:] = 0.0
    in_heat[:] = 0.0
    for c in range(len(house_node)):
        k = house_node[c]
        for t in range(TILE):
            m = max(-sign * house_flow[c, t], 0.0)
            in_flow[k, t] += m
            in_heat[k, t] += m * house_out[c, t]
    for s in range(len(source_node)):
        k = source_node[s]
        for t in range(TILE):
            m = max(sign * source_flow[s, t], 0.0)
            in_flow[k, t] += m
            in_heat[k, t] += m * given_c[s]


@compiled
def _outlets(heats, capacity, coldest_c, node, control, setting, warm_c, kw, house_flow, supply, back, out):
    """Temperature at which a house gives its water back, of houses that take heat (heats) or of those that give it."""
    for c in range(len(node)):
        k = node[c]
        for t in range(TILE):
            q = kw[c, t] * 1e3
            if heats == (q >= 0.0):
                inlet = supply[k, t] if heats else back[k, t]
                m = abs(house_flow[c, t])
                span = inlet - (setting[c] if control[c] == RETURN else coldest_c)
                if not heats:
                    span = warm_c[c] - inlet if control[c] == RETURN else 1e6
                given = min(abs(q), m * capacity * max(span, 0.0))
                change = given / (m * capacity) if m > STILL_KG_PER_S else 0.0
                out[c, t] = inlet - change if heats else inlet + change


@compiled
def _share(capacity, tree_of_house, flow, node, tree, cold, cap_kw, root, order, supply_c, back, source_flow, worst):
    """Flow of every source: by priority up to what it can deliver; the one that holds the pressure takes the rest."""
    trees = int(tree.max()) + 1
    rest = np.zeros((trees, TILE))
    for c in range(len(tree_of_house)):
        for t in range(TILE):
            rest[tree_of_house[c], t] += flow[c, t]
    total = np.abs(rest)
    holder = np.zeros(trees, np.int64)
    for s in range(len(node)):
        if root[s]:
            holder[tree[s]] = s
    given = np.zeros((len(node), TILE))
    for i in range(len(order)):
        s = order[i]
        for t in range(TILE):
            span = max(supply_c[s] - back[node[s], t], LEAST_COOLING_K)
            given[s, t] = min(max(rest[tree[s], t], 0.0), cap_kw[s] * 1e3 / (capacity * span))
            rest[tree[s], t] -= given[s, t]
    for i in range(trees):
        for t in range(TILE):
            given[holder[i], t] += rest[i, t]
    for s in range(len(node)):
        for t in range(TILE):
            change = abs(given[s, t] - source_flow[s, t]) / max(total[tree[s], t], LEAST_FLOW)
            worst[t] = max(worst[t], change)
            source_flow[s, t] = given[s, t]


@compiled
def solve_hours(first, last, kw, tables, houses, sources, numbers, out):
    """Solve the hours [first, last) of kw (hours, c). The last four are tuples, as `sweep.Sweep` makes them."""
    (parent, conductance, ground, friction, same, height, two_way) = tables
    (h_node, h_control, h_setting, h_warm, h_least, h_most, h_tree) = houses
    (s_node, s_tree, s_root, s_order, s_supply, s_cold, s_kw, start_c, cold_c) = sources
    (capacity, coldest_c, top_c, ground_c, law, per_height, tolerance, most_rounds) = numbers
    (o_supply, o_back, o_flow, o_drop_s, o_drop_r, o_highest, o_house_flow, o_house_out, o_source, o_lost, o_sums) = out
    n, houses_count, count = len(parent), len(h_node), len(s_node)
    flow, supply, back = np.zeros((n, TILE)), np.zeros((n, TILE)), np.zeros((n, TILE))
    in_flow, in_heat, drops = np.zeros((n, TILE)), np.zeros((n, TILE)), np.zeros((2, n, TILE))
    need, house_flow = np.zeros((houses_count, TILE)), np.zeros((houses_count, TILE))
    house_out, before = np.zeros((houses_count, TILE)), np.zeros((houses_count, TILE))
    source_flow, worst, spare = np.zeros((count, TILE)), np.zeros(TILE), np.zeros((5, TILE))
    for start in range(first, last, TILE):
        for c in range(houses_count):
            for t in range(TILE):
                need[c, t] = kw[min(start + t, last - 1), c]  # a tile that runs past the last hour repeats it
        for k in range(n):
            for t in range(TILE):
                supply[k, t] = top_c
                back[k, t] = cold_c[k]
        worst[:] = 0.0
        house_flow[:] = 0.0
        adjust(
            two_way, 1.0, capacity, coldest_c, top_c, ground_c, h_node, h_control, h_setting, h_warm, h_least, h_most,
            need, supply, back, house_flow, worst,
        )  # fmt: skip
        _outlets(
            False, capacity, coldest_c, h_node, h_control, h_setting, h_warm, need, house_flow, supply, back, house_out
        )
        rounds = 0
        while True:
            rounds += 1
            worst[:] = 0.0
            _share(
                capacity, h_tree, house_flow, s_node, s_tree, s_cold, s_kw, s_root, s_order, s_supply, back,
                source_flow, worst,
            )  # fmt: skip
            _gather(parent, h_node, s_node, s_root, house_flow, source_flow, flow)
            if two_way:
                _brought(1, h_node, house_flow, house_out, s_node, source_flow, s_supply, in_flow, in_heat)
                _mixed(1, parent, conductance[0], ground[0], capacity, start_c, flow, in_flow, in_heat, supply)
                for c in range(houses_count):
                    for t in range(TILE):
                        before[c, t] = house_out[c, t]
                _outlets(
                    True, capacity, coldest_c, h_node, h_control, h_setting, h_warm, need, house_flow, supply, back,
                    house_out,
                )  # fmt: skip
                _brought(-1, h_node, house_flow, house_out, s_node, source_flow, s_cold, in_flow, in_heat)
                _mixed(-1, parent, conductance[1], ground[1], capacity, cold_c, flow, in_flow, in_heat, back)
                _outlets(
                    False, capacity, coldest_c, h_node, h_control, h_setting, h_warm, need, house_flow, supply, back,
                    house_out,
                )  # fmt: skip
                for c in range(houses_count):
                    for t in range(TILE):
                        worst[t] = max(worst[t], abs(house_out[c, t] - before[c, t]) * 0.01)
            else:
                _down(parent, conductance[0], ground[0], capacity, start_c, flow, supply)
            for c in range(houses_count):
                for t in range(TILE):
                    before[c, t] = house_flow[c, t]
            adjust(
                two_way, 0.5 ** (rounds // PATIENCE), capacity, coldest_c, top_c, ground_c, h_node, h_control,
                h_setting, h_warm, h_least, h_most, need, supply, back, house_flow, worst,
            )  # fmt: skip
            if rounds > CAREFUL_AFTER:
                careful(
                    0.5 ** (rounds // PATIENCE), worst, tolerance, capacity, top_c, ground_c, h_node, h_control,
                    h_setting, h_least, h_most, need, supply, before, house_flow,
                )  # fmt: skip
            # The temperatures belong to the flows before this step: those stay.
            if not (worst.max() > tolerance) or rounds >= most_rounds:
                for c in range(houses_count):
                    for t in range(TILE):
                        house_flow[c, t] = before[c, t]
                break
        if not two_way:
            _outlets(
                True, capacity, coldest_c, h_node, h_control, h_setting, h_warm, need, house_flow, supply, back,
                house_out,
            )  # fmt: skip
            _brought(-1, h_node, house_flow, house_out, s_node, source_flow, s_cold, in_flow, in_heat)
            _up(parent, conductance[1], ground[1], capacity, flow, in_heat, back)
        pressures(parent, friction, same, law, per_height, height, flow, drops, in_flow, spare)
        stop = min(last - start, TILE)
        _sum_up(
            start, stop, parent, conductance, ground, capacity, h_node, need, house_flow, house_out, s_node, s_root,
            s_supply, s_cold, source_flow, flow, supply, back, worst, o_lost, o_source, o_sums,
        )  # fmt: skip
        for c in range(0, n, CHUNK):
            for t in range(stop):
                for k in range(c, min(c + CHUNK, n)):
                    o_supply[start + t, k] = supply[k, t]
                    o_back[start + t, k] = back[k, t]
                    o_flow[start + t, k] = flow[k, t]
                    o_drop_s[start + t, k] = drops[0, k, t]
                    o_drop_r[start + t, k] = drops[1, k, t]
                    o_highest[start + t, k] = in_flow[k, t]
        for c in range(houses_count):
            for t in range(stop):
                o_house_flow[start + t, c] = house_flow[c, t]
                o_house_out[start + t, c] = house_out[c, t]


@compiled
def _sum_up(
    start, stop, parent, conductance, ground, capacity, h_node, need, house_flow, house_out, s_node, s_root, s_supply,
    s_cold, source_flow, flow, supply, back, worst, o_lost, o_source, o_sums,
):  # fmt: skip
    """Losses of pipes added to o_lost (tiles, n) in kWh; o_sums: (hours, 5) source, delivered, lost kW, change, kg/s
    too much or too little at the roots.
    """
    lost, delivered, mass = np.zeros(TILE), np.zeros(TILE), np.zeros(TILE)
    tile = start // TILE
    for k in range(len(parent)):
        p = parent[k]
        if p == k:
            for t in range(TILE):
                mass[t] += flow[k, t]
            continue
        for t in range(stop):
            m = abs(flow[k, t])
            above, below = (p, k) if flow[k, t] >= 0.0 else (k, p)
            kw = m * capacity * 1e-3 * (
                (supply[above, t] - ground[0, k]) * (1.0 - _kept(conductance[0, k], m * capacity))
                + (back[below, t] - ground[1, k]) * (1.0 - _kept(conductance[1, k], m * capacity))
            )  # fmt: skip
            lost[t] += kw
            o_lost[tile, k] += kw
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
