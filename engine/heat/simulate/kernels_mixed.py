"""Flows and temperatures where water may flow either way and several sources share it, compiled; see `kernels`."""

from __future__ import annotations

import numpy as np

from .compiling import TILE, compiled
from .elements import RETURN
from .kernels_houses import adjust, careful
from .kernels_newton import kept
from .limits import (
    CAREFUL_AFTER,
    LEAST_COOLING_K,
    LEAST_FLOW,
    PATIENCE,
    ROOM_C,
    STILL_KG_PER_S,
    TRICKLE_KG_PER_S,
)


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
def _bring(house_node, house_flow, base, slope, source_node, source_flow, supply_c, cold_c, sums):
    """What houses and sources bring to the waters of every node, added to sums; see `_settle`."""
    for c in range(len(house_node)):
        k = house_node[c]
        for t in range(TILE):
            m = abs(house_flow[c, t])
            to = 1 if house_flow[c, t] >= 0.0 else 0
            sums[0, to, k, t] += m
            sums[1, to, k, t] += m * base[c, t]
            sums[2, to, k, t] += m * slope[c, t]
    for s in range(len(source_node)):
        k = source_node[s]
        for t in range(TILE):
            m = source_flow[s, t]
            to = 0 if m >= 0.0 else 1
            sums[0, to, k, t] += abs(m)
            sums[1, to, k, t] += abs(m) * (supply_c[s] if m >= 0.0 else cold_c[s])


@compiled
def _settle(parent, conductance, ground, capacity, flow, sums, supply, back):
    """Temperatures of supply and return that belong to these flows, exactly, in one pass up the tree and one down.

    sums: (3, 2, n, tile) of the supply (0) and the return (1) of every node: kg/s that come, kg/s °C that they bring,
    and kg/s that come from the other of the two. So F0 S = b0 + x0 R and F1 R = b1 + x1 S, and more of what the pipe
    above brings, to the supply where its water flows away from the root, else to the return. What a subtree gives back
    through that pipe is then a + b X, X being what it gets, and stands in the sums of the parent like a house. Where
    heat and cold meet the same water goes round, and going up and down until nothing changes would take long.
    """
    n = len(parent)
    for k in range(n - 1, -1, -1):
        p = parent[k]
        if p == k:
            continue
        for t in range(TILE):
            m = flow[k, t]
            into, out = (0, 1) if m >= 0.0 else (1, 0)
            m = abs(m)
            g_in, g_out = ground[into, k], ground[out, k]
            e_in, e_out = kept(conductance[into, k], m * capacity), kept(conductance[out, k], m * capacity)
            f_in, f_out = sums[0, into, k, t] + m, sums[0, out, k, t]
            x_in, x_out = sums[2, into, k, t], sums[2, out, k, t]
            over = 1.0 / (f_in * f_out - x_in * x_out)
            given = (f_in * sums[1, out, k, t] + x_out * (sums[1, into, k, t] + m * g_in * (1.0 - e_in))) * over
            sums[0, out, p, t] += m
            sums[1, out, p, t] += m * (g_out + (given - g_out) * e_out)
            sums[2, out, p, t] += m * e_out * x_out * m * e_in * over
    for k in range(n):
        p = parent[k]
        for t in range(TILE):
            m = flow[k, t]
            f_s, f_r = sums[0, 0, k, t], sums[0, 1, k, t]
            b_s, b_r = sums[1, 0, k, t], sums[1, 1, k, t]
            if p != k and m >= 0.0:
                tg = ground[0, k]
                f_s += m
                b_s += m * (tg + (supply[p, t] - tg) * kept(conductance[0, k], m * capacity))
            elif p != k:
                tg = ground[1, k]
                f_r -= m
                b_r -= m * (tg + (back[p, t] - tg) * kept(conductance[1, k], -m * capacity))
            x_s, x_r = sums[2, 0, k, t], sums[2, 1, k, t]
            over = 1.0 / (f_s * f_r - x_s * x_r)
            supply[k, t] = (f_r * b_s + x_s * b_r) * over
            back[k, t] = (f_s * b_r + x_r * b_s) * over


@compiled
def _still(parent, ground, start_c, cold_c, sums):
    """Begins sums with a trickle: water that stands has the temperature of the ground, at roots that of the source."""
    sums[:] = 0.0
    for k in range(len(parent)):
        root = parent[k] == k
        for t in range(TILE):
            for side in range(2):
                sums[0, side, k, t] = TRICKLE_KG_PER_S
            sums[1, 0, k, t] = TRICKLE_KG_PER_S * (start_c[k] if root else ground[0, k])
            sums[1, 1, k, t] = TRICKLE_KG_PER_S * (cold_c[k] if root else ground[1, k])


@compiled
def outlets(
    capacity, coldest_c, node, control, setting, warm_c, least, kw, house_flow, supply, back, base, slope, out, worst
):
    """How warm a house gives its water back: base + slope * what it gets. worst: by how much `out` differs from it."""
    for c in range(len(node)):
        k = node[c]
        returns = control[c] == RETURN
        for t in range(TILE):
            q, m = kw[c, t] * 1e3, abs(house_flow[c, t])
            wanted = q / (m * capacity) if m > STILL_KG_PER_S else 0.0  # K colder, below 0 warmer
            if q >= 0.0:
                inlet, end = supply[k, t], setting[c] if returns else coldest_c
                change, rest = max(inlet - end, 0.0), 0.0 if inlet > end else 1.0
                part = min(least[c], m) / m if m > STILL_KG_PER_S else 0.0
                room = part * (inlet - ROOM_C)
                if returns and room > change:
                    change, rest = room, 1.0 - part
            else:
                inlet, end = back[k, t], warm_c[c] if returns else 1e6
                change, rest = min(inlet - end, 0.0), 0.0 if inlet < end else 1.0
            if abs(wanted) <= abs(change):
                change, rest = wanted, 1.0
            worst[t] = max(worst[t], abs(inlet - change - out[c, t]) * 0.01)
            if returns and q < 0.0:
                rest = (
                    0.0  # it holds what it gives: its flow follows in the next round, not its temperature in this one
                )
            base[c, t], slope[c, t] = inlet - change - rest * inlet, rest


@compiled
def given_back(node, kw, supply, back, base, slope, out):
    """The temperature at which houses give their water back, by that of the water they get."""
    for c in range(len(node)):
        k = node[c]
        for t in range(TILE):
            out[c, t] = base[c, t] + slope[c, t] * (supply[k, t] if kw[c, t] >= 0.0 else back[k, t])


@compiled
def share(capacity, tree_of_house, flow, node, tree, cold, cap_kw, root, order, supply_c, back, source_flow, worst):
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
def solve_both(
    tables, houses, sources, numbers, need, house_flow, house_out, flow, supply, back, source_flow, before, base, slope,
    sums, worst,
):  # fmt: skip
    """Flows and temperatures of supply and return of a tile of hours, and what is left (worst); gives the rounds."""
    parent, conductance, ground = tables[:3]
    (h_node, h_control, h_setting, h_warm, h_least, h_most, h_tree, h_keep) = houses
    (s_node, s_tree, s_root, s_order, s_supply, s_cold, s_kw, start_c, cold_c) = sources
    (capacity, coldest_c, top_c, ground_c, _, _, tolerance, most_rounds) = numbers
    worst[:] = 0.0
    house_flow[:] = 0.0
    for k in range(len(parent)):
        for t in range(TILE):
            supply[k, t] = top_c
            back[k, t] = cold_c[k]
    adjust(
        1.0, capacity, coldest_c, top_c, ground_c, h_node, h_control, h_setting, h_warm, h_keep, h_least, h_most, need,
        supply, back, house_flow, worst,
    )  # fmt: skip
    rounds = 0
    while True:
        rounds += 1
        outlets(
            capacity, coldest_c, h_node, h_control, h_setting, h_warm, h_least, need, house_flow, supply, back, base,
            slope, house_out, worst,
        )  # fmt: skip
        worst[:] = 0.0
        share(
            capacity, h_tree, house_flow, s_node, s_tree, s_cold, s_kw, s_root, s_order, s_supply, back, source_flow,
            worst,
        )  # fmt: skip
        _gather(parent, h_node, s_node, s_root, house_flow, source_flow, flow)
        _still(parent, ground, start_c, cold_c, sums)
        _bring(h_node, house_flow, base, slope, s_node, source_flow, s_supply, s_cold, sums)
        _settle(parent, conductance, ground, capacity, flow, sums, supply, back)
        given_back(h_node, need, supply, back, base, slope, house_out)
        outlets(
            capacity, coldest_c, h_node, h_control, h_setting, h_warm, h_least, need, house_flow, supply, back, base,
            slope, house_out, worst,
        )  # fmt: skip
        for c in range(len(h_node)):
            for t in range(TILE):
                before[c, t] = house_flow[c, t]
        adjust(
            0.5 ** (rounds // PATIENCE), capacity, coldest_c, top_c, ground_c, h_node, h_control, h_setting, h_warm,
            h_keep, h_least, h_most, need, supply, back, house_flow, worst,
        )  # fmt: skip
        if rounds > CAREFUL_AFTER:
            careful(
                0.5 ** (rounds // PATIENCE), worst, tolerance, capacity, top_c, ground_c, h_node, h_control, h_setting,
                h_keep, h_least, h_most, need, supply, before, house_flow,
            )  # fmt: skip
        # The temperatures belong to the flows before this step: those stay.
        if not (worst.max() > tolerance) or rounds >= most_rounds:
            for c in range(len(h_node)):
                for t in range(TILE):
                    house_flow[c, t] = before[c, t]
            return rounds
