"""Flows and temperatures where all water leaves the roots, by Newton's method on the whole tree, compiled.

The flow m that a house wants falls as its water gets warmer, and water gets warmer as more of it flows: m (Ts - Tr) =
Q / cp, and along a pipe Tk = Tg + (Tp - Tg) exp(-UA / (m cp)). Linearised, what the subtree below a node changes in
flow is d + g dTk, with g <= 0; one pass up the tree eliminates node by node (1 - g dTk/dm >= 1, so that no step fails)
and one pass down gives the exact Newton step of all houses at once. m (Ts - Tr) is convex in the flow: from flows that
are too large it converges without overshooting, at any load.
"""

from __future__ import annotations

from .compiling import TILE, compiled
from .elements import DROP, FLOW, RETURN
from .limits import (
    BOLD_ROUNDS,
    BOLD_SHRINK,
    BYPASS_BAND_K,
    CALMER_AFTER,
    CAREFUL_SHRINK,
    LEAST_COOLING_K,
    LEAST_FLOW,
    STILL_KG_PER_S,
)


@compiled
def kept(conductance, heat_flow):
    """exp(-conductance / heat_flow) by a Padé approximant of the sixteenth part: 1e-9 off at most, and vectorised."""
    y = min(conductance / max(heat_flow, 1e-12), 40.0) * 0.0625
    e = (120.0 - y * (60.0 - y * (12.0 - y))) / (120.0 + y * (60.0 + y * (12.0 + y)))
    e *= e
    e *= e
    e *= e
    return e * e


@compiled
def gather(parent, house_node, house_flow, flow):
    """Flow [kg/s] in the pipe above every node: what its subtree takes."""
    flow[:] = 0.0
    for c in range(len(house_node)):
        for t in range(TILE):
            flow[house_node[c], t] += house_flow[c, t]
    for k in range(len(parent) - 1, -1, -1):
        p = parent[k]
        if p != k:
            for t in range(TILE):
                flow[p, t] += flow[k, t]


@compiled
def _down(parent, conductance, ground, capacity, start_c, flow, temperature, share):
    """Temperatures from the roots on; share: (n, tile) of the difference to the ground that a pipe keeps."""
    for k in range(len(parent)):
        p = parent[k]
        if p == k:
            for t in range(TILE):
                temperature[k, t] = start_c[k]
        else:
            ua, tg = conductance[k], ground[k]
            for t in range(TILE):
                e = kept(ua, flow[k, t] * capacity)
                share[k, t] = e
                temperature[k, t] = tg + (temperature[p, t] - tg) * e


@compiled
def _wants(capacity, coldest_c, node, control, setting, keep_c, least, most, kw, supply, flow, change, slope, worst):
    """change: (c, tile) flow that a house wants less what it has; slope: of that by temperature, 0 where bounded."""
    for c in range(len(node)):
        k, low, high = node[c], least[c], most[c]
        cool = setting[c] if control[c] == RETURN else coldest_c
        largest = setting[c] if control[c] == DROP else 1e9
        fixed, keep = control[c] == FLOW, keep_c[c]
        for t in range(TILE):
            span = supply[k, t] - cool
            used = max(min(span, largest), LEAST_COOLING_K)
            want = setting[c] if fixed else kw[c, t] * 1e3 / (capacity * used)
            above = supply[k, t] - keep
            near = max(above, LEAST_COOLING_K)
            open_to = low * BYPASS_BAND_K / near
            bypass = open_to > want and not fixed
            span, used, want = (above, near, open_to) if bypass else (span, used, want)
            bounded = min(max(want, low), high)
            m = flow[c, t]
            # Down to its least flow a house goes by these steps too, if it could want more: a jump might cool the water
            # too far for it.
            falls = want < low and m > low and (bypass or kw[c, t] * 1e3 > low * capacity * LEAST_COOLING_K)
            free = (bounded == want or falls) and used == span and not fixed
            change[c, t] = (want if free else bounded) - m
            slope[c, t] = -m / used if free else 0.0
            worst[t] = max(worst[t], abs(bounded - m) / max(bounded, LEAST_FLOW))


@compiled
def _eliminate(parent, node, conductance, ground, capacity, change, slope, flow, temperature, share, d, g):
    """d, g: (n, tile) of every pipe, its change of flow being d + g times the change of temperature where it begins."""
    d[:] = 0.0
    g[:] = 0.0
    for c in range(len(node)):
        k = node[c]
        for t in range(TILE):
            d[k, t] += change[c, t]
            g[k, t] += slope[c, t]
    for k in range(len(parent) - 1, -1, -1):
        p = parent[k]
        if p == k:
            continue
        ua, tg = conductance[k] / capacity, ground[k]
        for t in range(TILE):
            m = max(flow[k, t], STILL_KG_PER_S)
            warmer = (temperature[k, t] - tg) * ua / (m * m)
            x = 1.0 / (1.0 - g[k, t] * warmer)
            d[k, t] *= x
            g[k, t] *= x * share[k, t]
            d[p, t] += d[k, t]
            g[p, t] += g[k, t]


@compiled
def _step(parent, conductance, ground, capacity, flow, temperature, share, d, g):
    """Turns d into the change of temperature of every node, and gives every pipe its change of flow."""
    for k in range(len(parent)):
        p = parent[k]
        if p == k:
            for t in range(TILE):
                flow[k, t] += d[k, t]
                d[k, t] = 0.0
            continue
        ua, tg = conductance[k] / capacity, ground[k]
        for t in range(TILE):
            m = max(flow[k, t], STILL_KG_PER_S)
            warmer = (temperature[k, t] - tg) * ua / (m * m)
            more = d[k, t] + g[k, t] * d[p, t]
            flow[k, t] += more
            d[k, t] = share[k, t] * d[p, t] + warmer * more


@compiled
def _take(shrink, node, least, most, change, slope, warmer, flow):
    """Gives every house its change of flow; tells whether one was held back within bounds."""
    held = 0.0
    for c in range(len(node)):
        k, low, high = node[c], least[c], most[c]
        for t in range(TILE):
            old = flow[c, t]
            new = old + change[c, t] + slope[c, t] * warmer[k, t]
            kept_in = min(max(new, shrink * old, low), high)
            held = max(held, abs(kept_in - new))
            flow[c, t] = kept_in
    return held > 0.0


@compiled
def solve_supply(
    parent, conductance, ground, capacity, start_c, coldest_c, tolerance, most_rounds, node, control, setting, keep_c,
    least, most, kw, house_flow, flow, supply, share, d, g, change, slope, worst,
):  # fmt: skip
    """Flows of houses and pipes and temperatures of the supply of a tile of hours, and what is left (worst)."""
    for c in range(len(node)):
        for t in range(TILE):
            idle = kw[c, t] == 0.0 and least[c] == 0.0  # its water stands
            house_flow[c, t] = setting[c] if control[c] == FLOW else 0.0 if idle else most[c]
    gather(parent, node, house_flow, flow)
    for number in range(most_rounds):
        _down(parent, conductance, ground, capacity, start_c, flow, supply, share)
        worst[:] = 0.0
        _wants(
            capacity, coldest_c, node, control, setting, keep_c, least, most, kw, supply, house_flow, change, slope,
            worst,
        )  # fmt: skip
        if not (worst.max() > tolerance) or number == most_rounds - 1:
            return number
        _eliminate(parent, node, conductance, ground, capacity, change, slope, flow, supply, share, d, g)
        _step(parent, conductance, ground, capacity, flow, supply, share, d, g)
        shrink = BOLD_SHRINK if number < BOLD_ROUNDS else 1.0 - CAREFUL_SHRINK * 0.5 ** (number // CALMER_AFTER)
        if _take(shrink, node, least, most, change, slope, d, house_flow):
            gather(parent, node, house_flow, flow)
    return most_rounds
