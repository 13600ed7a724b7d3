"""Flows, temperatures and pressures of a tree of pipes compiled with numba. Import this only where it is used.

A tile of hours goes through at a time, so that one instruction serves several hours. Arrays of a tile are (rows, hour
of the tile). `plain` is the same in numpy, for where numba is absent; what both do is told in `sweep`.
"""

from __future__ import annotations

import numba
import numpy as np

from .elements import DROP, FLOW, RETURN
from .limits import (
    CAREFUL_AFTER,
    LEAST_COOLING_K,
    LEAST_FLOW,
    LEAST_STEP,
    NEWTON_STEPS,
    PATIENCE,
    STILL_KG_PER_S,
    STRONG,
)

TILE = 8
CHUNK = 16  # nodes whose results are turned from node to hour order together


def _compiled(function):
    """Compile without the interpreter lock; keep the machine code on disk where there is a folder to keep it."""
    options = {"nogil": True, "fastmath": {"contract", "arcp", "nsz"}, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder it can write
        return numba.njit(**options)(function)


@_compiled
def _kept(conductance, heat_flow):
    """exp(-conductance / heat_flow) by a Padé approximant of the sixteenth part: 1e-9 off at most, and vectorised."""
    y = min(conductance / max(heat_flow, 1e-12), 40.0) * 0.0625
    e = (120.0 - y * (60.0 - y * (12.0 - y))) / (120.0 + y * (60.0 + y * (12.0 + y)))
    e *= e
    e *= e
    e *= e
    return e * e


@_compiled
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


@_compiled
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


@_compiled
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


@_compiled
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


@_compiled
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


@_compiled
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


@_compiled
def _adjust(
    two_way, calm, capacity, coldest_c, top_c, ground_c, node, control, setting, warm_c, least, most, kw, supply, back,
    flow, worst,
):  # fmt: skip
    """New flows of the houses by the temperatures that the last ones gave; worst: (tile,) largest relative change.

    The flow that a house wants falls as its water gets warmer, and the water gets warmer as more flows: a step of
    1 / (1 + r), r being how strongly the one answers to the other, meets in the middle at once. calm: factor on
    all steps.
    """
    for c in range(len(node)):
        k = node[c]
        returns = control[c] == RETURN
        low, high, cool = least[c], most[c], setting[c] if returns else coldest_c
        largest = setting[c] if control[c] == DROP else 1e6
        if returns and not two_way:
            for t in range(TILE):
                inlet = supply[k, t]
                span = max(inlet - cool, LEAST_COOLING_K)
                want = kw[c, t] * 1e3 / (capacity * span)
                bounded = min(max(want, low), high)
                lost = max(top_c - inlet, 0.0)
                above, under = max(inlet - ground_c, 0.0) * lost, span * max(0.5 * (top_c + inlet) - ground_c, 1.0)
                step = max(under / (under + above), LEAST_STEP) if bounded == want else 1.0
                change = bounded - flow[c, t]
                worst[t] = max(worst[t], abs(change) / max(bounded, LEAST_FLOW))
                flow[c, t] += calm * step * change
            continue
        for t in range(TILE):
            q = kw[c, t] * 1e3
            if q >= 0.0:
                inlet = supply[k, t]
                span = inlet - cool
            else:
                inlet = back[k, t]
                span = warm_c[c] - inlet if returns else 1e6
            span = max(min(span, largest), LEAST_COOLING_K)
            want = setting[c] if control[c] == FLOW else abs(q) / (capacity * span)
            bounded = min(max(want, low if q >= 0.0 else 0.0), high)
            step = 1.0
            if q >= 0.0 and returns and bounded == want:
                lost = max(top_c - inlet, 0.0)
                r = max(inlet - ground_c, 0.0) * lost / (span * max(0.5 * (top_c + inlet) - ground_c, 1.0))
                step = max(1.0 / (1.0 + r), LEAST_STEP)
            old = abs(flow[c, t])
            worst[t] = max(worst[t], abs(bounded - old) / max(bounded, LEAST_FLOW))
            new = old + calm * step * (bounded - old)
            flow[c, t] = new if q >= 0.0 else -new


@_compiled
def _careful(
    calm, worst, tolerance, capacity, top_c, ground_c, node, control, setting, least, most, kw, supply, before, flow
):  # fmt: skip
    """The flows of houses whose water cools strongly on its way, each as if all water on its way grew with its own.

    Then Ts(m) = Tg + (T0 - Tg) exp(-a / m), with a known from the last round, and m = q / (cp (Ts(m) - Tr)) has one
    solution, found by Newton's steps from the largest flow (the function is convex). A step along the slope would
    overshoot to and fro.
    """
    for c in range(len(node)):
        if control[c] != RETURN:
            continue
        k = node[c]
        for t in range(TILE):
            if worst[t] <= tolerance:
                continue
            old, inlet, q = before[c, t], supply[k, t], kw[c, t] * 1e3 / capacity
            warmest, above = top_c - ground_c, max(inlet - ground_c, 1e-6)
            span = max(inlet - setting[c], LEAST_COOLING_K)
            if q <= 0.0 or old <= 0.0 or warmest <= above:
                continue
            if above * (warmest - above) < STRONG * span * 0.5 * (warmest + above):
                continue
            a = old * np.log(warmest / above)
            m = most[c]
            for _ in range(NEWTON_STEPS):
                kept = warmest * np.exp(-a / m)
                cooled = ground_c - setting[c] + kept
                slope = cooled + kept * a / m
                if slope <= 0.0:
                    break
                m = max(m - (m * cooled - q) / slope, 1e-3 * m)
            m = min(max(min(m, q / LEAST_COOLING_K), least[c]), most[c])
            flow[c, t] = old + calm * (m - old)


@_compiled
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


@_compiled
def _logarithms(values, bits, exponent):
    """values: (tile,) above 0, turned into their natural logarithms within 1e-9; bits: the same memory as int64.

    exponent: (tile,) working memory.
    """
    for t in range(TILE):
        exponent[t] = (bits[t] >> 52) - 1023
        bits[t] = (bits[t] & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000
    for t in range(TILE):
        s = (values[t] - 1.4142135623730951) / (values[t] + 1.4142135623730951)
        q = s * s
        series = 1.0 + q * (1 / 3 + q * (0.2 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11)))))
        values[t] = (exponent[t] + 0.5) * 0.6931471805599453 + 2.0 * s * series


@_compiled
def _friction(flow, constants, law, values, bits, exponent, inside, found):
    """found: (tile,) Pa of the sign of the flow; see `friction`. The others before it are working memory."""
    per_kg, roughness, along, local = constants[0], constants[1], constants[2], constants[3]
    if law == 2:
        a, c = roughness / 3.71, (roughness / 3.7) ** 1.11
        for t in range(TILE):
            values[t] = 6.9 / max(abs(flow[t]) * per_kg, 1e-6) + c
        _logarithms(values, bits, exponent)
        for t in range(TILE):
            found[t] = -0.7817300673426554 * values[t]  # -1.8 / ln 10
            values[t] = a + 2.51 / max(abs(flow[t]) * per_kg, 1e-6) * found[t]
        for t in range(TILE):
            # Haaland's formula is below 0 at Reynolds numbers under 7, where 64 / Re holds anyway
            values[t] = max(values[t], 1e-12)
            inside[t] = values[t]
        _logarithms(values, bits, exponent)
        for t in range(TILE):
            reynolds = max(abs(flow[t]) * per_kg, 1e-6)
            x = found[t]
            x -= (x + 0.8685889638065037 * values[t]) / (1.0 + 0.8685889638065037 * 2.51 / (reynolds * inside[t]))
            factor = 64.0 / reynolds
            if reynolds > 500.0:
                factor = max(1.0 / (x * x), factor)
            found[t] = (factor * along + local) * abs(flow[t]) * flow[t]
        return
    rough = -2.0 * np.log10(roughness / 3.71)
    for t in range(TILE):
        reynolds = max(abs(flow[t]) * per_kg, 1e-6)
        if law == 0:
            factor = 64.0 / reynolds + 1.0 / (rough * rough)
        else:
            x = np.log10(roughness / 3.7 + 5.74 / reynolds**0.9)
            factor = 0.25 / (x * x)
        found[t] = (factor * along + local) * abs(flow[t]) * flow[t]


@_compiled
def _pressures(parent, friction, same, law, per_height, height, flow, drops, highest, spare):
    """drops: (2, n, tile) bar lost from the root to a node in the supply, and from a node to the root in the return.

    highest: (n, tile) the larger friction of both [Pa]. spare: (5, tile).
    """
    values, out, back, exponent, inside = spare[0], spare[1], spare[2], spare[3], spare[4]
    bits = values.view(np.int64)
    for k in range(len(parent)):
        p = parent[k]
        if p == k:
            for t in range(TILE):
                drops[0, k, t] = 0.0
                drops[1, k, t] = 0.0
                highest[k, t] = 0.0
            continue
        up = per_height * (height[k] - height[p])
        _friction(flow[k], friction[0, k], law, values, bits, exponent, inside, out)
        if same[k]:
            for t in range(TILE):
                back[t] = out[t]
        else:
            _friction(flow[k], friction[1, k], law, values, bits, exponent, inside, back)
        for t in range(TILE):
            drops[0, k, t] = drops[0, p, t] + out[t] * 1e-5 + up
            drops[1, k, t] = drops[1, p, t] + back[t] * 1e-5 - up
            highest[k, t] = max(abs(out[t]), abs(back[t]))


@_compiled
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
        _adjust(
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
            _adjust(
                two_way, 0.5 ** (rounds // PATIENCE), capacity, coldest_c, top_c, ground_c, h_node, h_control,
                h_setting, h_warm, h_least, h_most, need, supply, back, house_flow, worst,
            )  # fmt: skip
            if rounds > CAREFUL_AFTER:
                _careful(
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
        _pressures(parent, friction, same, law, per_height, height, flow, drops, in_flow, spare)
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


@_compiled
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
