"""Flows and temperatures where water may flow either way and several sources share it, compiled; see `kernels`."""

from __future__ import annotations

import numpy as np

from .compiling import TILE, compiled
from .elements import RETURN
from .kernels_houses import adjust, careful
from .kernels_newton import kept
from .limits import CAREFUL_AFTER, LEAST_COOLING_K, LEAST_FLOW, PATIENCE, ROOM_C, STILL_KG_PER_S


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
                    in_heat[p, t] -= m * (tg + (here - tg) * kept(ua, -m * capacity))
    for k in range(n):
        p = parent[k]
        ua, tg = conductance[k], ground[k]
        for t in range(TILE):
            m = sign * flow[k, t]
            if p == k:
                own = in_flow[k, t] > STILL_KG_PER_S
                temperature[k, t] = in_heat[k, t] / in_flow[k, t] if own else start_c[k]
            elif m >= 0.0:
                end = tg + (temperature[p, t] - tg) * kept(ua, m * capacity)
                total = in_flow[k, t] + m
                temperature[k, t] = (in_heat[k, t] + m * end) / total if total > STILL_KG_PER_S else tg


@compiled
def brought(sign, house_node, house_flow, house_out, source_node, source_flow, given_c, in_flow, in_heat):
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
def outlets(heats, capacity, coldest_c, node, control, setting, warm_c, least, kw, house_flow, supply, back, out):
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
                most = m * max(span, 0.0)
                if heats and control[c] == RETURN:
                    most = max(most, min(least[c], m) * max(inlet - ROOM_C, 0.0))
                given = min(abs(q), most * capacity)
                change = given / (m * capacity) if m > STILL_KG_PER_S else 0.0
                out[c, t] = inlet - change if heats else inlet + change


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
    tables, houses, sources, numbers, need, house_flow, house_out, flow, supply, back, source_flow, in_flow, in_heat,
    before, worst,
):  # fmt: skip
    """Flows and temperatures of supply and return of a tile of hours, and what is left (worst); gives the rounds."""
    parent, conductance, ground = tables[:3]
    (h_node, h_control, h_setting, h_warm, h_least, h_most, h_tree, h_keep) = houses
    (s_node, s_tree, s_root, s_order, s_supply, s_cold, s_kw, start_c, cold_c) = sources
    (capacity, coldest_c, top_c, ground_c, _, _, tolerance, most_rounds) = numbers
    houses_count = len(h_node)
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
    outlets(
        False, capacity, coldest_c, h_node, h_control, h_setting, h_warm, h_least, need, house_flow, supply, back,
        house_out,
    )  # fmt: skip
    rounds = 0
    while True:
        rounds += 1
        worst[:] = 0.0
        share(
            capacity, h_tree, house_flow, s_node, s_tree, s_cold, s_kw, s_root, s_order, s_supply, back, source_flow,
            worst,
        )  # fmt: skip
        _gather(parent, h_node, s_node, s_root, house_flow, source_flow, flow)
        brought(1, h_node, house_flow, house_out, s_node, source_flow, s_supply, in_flow, in_heat)
        _mixed(1, parent, conductance[0], ground[0], capacity, start_c, flow, in_flow, in_heat, supply)
        for c in range(houses_count):
            for t in range(TILE):
                before[c, t] = house_out[c, t]
        outlets(
            True, capacity, coldest_c, h_node, h_control, h_setting, h_warm, h_least, need, house_flow, supply, back,
            house_out,
        )  # fmt: skip
        brought(-1, h_node, house_flow, house_out, s_node, source_flow, s_cold, in_flow, in_heat)
        _mixed(-1, parent, conductance[1], ground[1], capacity, cold_c, flow, in_flow, in_heat, back)
        outlets(
            False, capacity, coldest_c, h_node, h_control, h_setting, h_warm, h_least, need, house_flow, supply, back,
            house_out,
        )  # fmt: skip
        for c in range(houses_count):
            for t in range(TILE):
                worst[t] = max(worst[t], abs(house_out[c, t] - before[c, t]) * 0.01)
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
            for c in range(houses_count):
                for t in range(TILE):
                    house_flow[c, t] = before[c, t]
            return rounds
