"""The same as `kernels` in numpy, a row of hours at a time: for where numba is absent, and to test one by the other."""

from __future__ import annotations

import numpy as np

from .elements import DROP, FLOW, RETURN
from .friction import pressure_drop
from .limits import (
    BYPASS_BAND_K,
    CAREFUL_AFTER,
    LEAST_COOLING_K,
    LEAST_FLOW,
    LEAST_STEP,
    NEWTON_STEPS,
    PATIENCE,
    ROOM_C,
    STILL_KG_PER_S,
    STRONG,
    TRICKLE_KG_PER_S,
)

TILE = 256


def _kept(conductance, heat_flow):
    return np.exp(-np.minimum(conductance / np.maximum(heat_flow, 1e-12), 700.0))


def _onto(n, rows, values):
    total = np.zeros((n, values.shape[1]))
    np.add.at(total, rows, values)
    return total


class _Tile:
    """The state of some hours; `need` (c, h) kW."""

    def __init__(self, need, tables, houses, sources, numbers):
        self.parent, self.conductance, self.ground, self.friction, self.same, self.height, self.two_way = tables
        self.node, self.control, self.setting, self.warm, self.least, self.most, self.tree, self.keep = houses
        (self.s_node, self.s_tree, self.s_root, self.order, self.s_supply, self.s_cold, self.s_kw, self.start_c,
         self.cold_c) = sources  # fmt: skip
        (self.capacity, self.coldest, self.top, self.ground_c, self.law, self.per_height, self.tolerance,
         self.most_rounds) = numbers  # fmt: skip
        n, hours = len(self.parent), need.shape[1]
        self.need, self.takes = need, need >= 0
        self.supply = np.full((n, hours), self.top)
        self.back = np.repeat(self.cold_c[:, None], hours, axis=1)
        self.flow = np.zeros((n, hours))
        self.house_flow, self.out = np.zeros(need.shape), np.zeros(need.shape)
        self.source_flow = np.zeros((len(self.s_node), hours))
        self.worst = np.zeros(hours)

    def solve(self) -> None:
        wanted = self.adjusted(1.0)
        for number in range(1, self.most_rounds + 1):
            self.house_flow, self.worst = wanted, np.zeros(len(self.worst))
            self.share()
            self.gather()
            self.warm_up()
            calm = 0.5 ** (number // PATIENCE)
            wanted = self.adjusted(calm)
            if number > CAREFUL_AFTER:
                wanted = self.careful(wanted, calm)
            if not (self.worst > self.tolerance).any():
                break
        if not self.two_way:
            self.settle()

    def share(self) -> None:
        trees = int(self.s_tree.max()) + 1
        rest = _onto(trees, self.tree, self.house_flow)
        total = np.abs(rest)
        given = np.zeros_like(self.source_flow)
        for s in self.order:
            span = np.maximum(self.s_supply[s] - self.back[self.s_node[s]], LEAST_COOLING_K)
            most = self.s_kw[s] * 1e3 / (self.capacity * span)
            given[s] = np.minimum(np.maximum(rest[self.s_tree[s]], 0.0), most)
            rest[self.s_tree[s]] -= given[s]
        for s in np.flatnonzero(self.s_root):
            given[s] += rest[self.s_tree[s]]
        change = np.abs(given - self.source_flow) / np.maximum(total[self.s_tree], LEAST_FLOW)
        self.worst = np.maximum(self.worst, change.max(axis=0))
        self.source_flow = given

    def gather(self) -> None:
        self.flow = _onto(len(self.parent), self.node, self.house_flow)
        for s in np.flatnonzero(~self.s_root):
            self.flow[self.s_node[s]] -= self.source_flow[s]
        for k in range(len(self.parent) - 1, -1, -1):
            if self.parent[k] != k:
                self.flow[self.parent[k]] += self.flow[k]

    def warm_up(self) -> None:
        if self.two_way:
            self.settle()
            left = np.abs(self.outlets()[0] - self.out).max(axis=0, initial=0.0)
            self.worst = np.maximum(self.worst, left * 0.01)
            return
        ua, ground = self.conductance[0], self.ground[0]
        for k, p in enumerate(self.parent):
            if p == k:
                self.supply[k] = self.start_c[k]
            else:
                kept = _kept(ua[k], self.flow[k] * self.capacity)
                self.supply[k] = ground[k] + (self.supply[p] - ground[k]) * kept

    def settle(self) -> None:
        """As `kernels_mixed._settle`: the temperatures that belong to these flows, in one pass up and one down."""
        out, slope = self.outlets()
        base = out - slope * self.spans()[1]
        come, heat, other = self.sums(base, slope)
        n, ua, ground = len(self.parent), self.conductance, self.ground
        size, away = np.abs(self.flow), self.flow >= 0
        kept = np.array([_kept(ua[side][:, None], size * self.capacity) for side in (0, 1)])

        def both(k, values):
            """Of the side whose water comes down the pipe above node k, and of the side whose water goes up it."""
            return np.where(away[k], values[0, k], values[1, k]), np.where(away[k], values[1, k], values[0, k])

        for k in range(n - 1, -1, -1):
            p = self.parent[k]
            if p == k:
                continue
            m, (e_in, e_out), (g_in, g_out) = size[k], both(k, kept), both(k, ground)
            (f_in, f_out), (b_in, b_out), (x_in, x_out) = both(k, come), both(k, heat), both(k, other)
            f_in = f_in + m
            over = 1.0 / (f_in * f_out - x_in * x_out)
            given = (f_in * b_out + x_out * (b_in + m * g_in * (1.0 - e_in))) * over
            for side, goes in ((0, ~away[k]), (1, away[k])):
                come[side, p] += goes * m
                heat[side, p] += goes * m * (g_out + (given - g_out) * e_out)
                other[side, p] += goes * m * m * e_in * e_out * x_out * over
        for k, p in enumerate(self.parent):
            if p != k:
                for side, above, comes in ((0, self.supply, away[k]), (1, self.back, ~away[k])):
                    come[side, k] += comes * size[k]
                    end = ground[side, k] + (above[p] - ground[side, k]) * kept[side, k]
                    heat[side, k] += comes * size[k] * end
            over = 1.0 / (come[0, k] * come[1, k] - other[0, k] * other[1, k])
            self.supply[k] = (come[1, k] * heat[0, k] + other[0, k] * heat[1, k]) * over
            self.back[k] = (come[0, k] * heat[1, k] + other[1, k] * heat[0, k]) * over
        self.out = base + slope * self.spans()[1]

    def sums(self, base, slope):
        """(2, n, h) kg/s that come to the supply and the return of every node, kg/s °C that they bring, and kg/s that
        come from the other of the two."""
        n, hours = self.flow.shape
        root = self.parent == np.arange(n)
        come = np.full((2, n, hours), TRICKLE_KG_PER_S)
        still_c = np.where(root, [self.start_c, self.cold_c], self.ground)
        heat, other = come * still_c[:, :, None], np.zeros((2, n, hours))
        for side, sign, given_c in ((0, 1, self.s_supply), (1, -1, self.s_cold)):
            houses = np.maximum(-sign * self.house_flow, 0.0)
            sources = np.maximum(sign * self.source_flow, 0.0)
            come[side] += _onto(n, self.node, houses) + _onto(n, self.s_node, sources)
            heat[side] += _onto(n, self.node, houses * base) + _onto(n, self.s_node, sources * given_c[:, None])
            other[side] += _onto(n, self.node, houses * slope)
        return come, heat, other

    def spans(self):
        """By how much each house could cool (or, giving heat, warm) the water that comes to it [K], and that water."""
        inlet = np.where(self.takes, self.supply[self.node], self.back[self.node])
        returns = (self.control == RETURN)[:, None]
        down = inlet - np.where(returns, self.setting[:, None], self.coldest)
        up = np.where(returns, self.warm[:, None] - inlet, 1e6)
        return np.where(self.takes, down, up), inlet

    def outlets(self):
        """As `kernels_mixed.outlets`: how warm each house gives its water back [°C], and how that follows its inlet."""
        span, inlet = self.spans()
        m = np.abs(self.house_flow)
        some = m > STILL_KG_PER_S
        returns, least = (self.control == RETURN)[:, None], self.least[:, None]
        change, slope = np.maximum(span, 0.0), np.where(span > 0, 0.0, 1.0)
        part = np.where(some, np.minimum(least, m) / np.where(some, m, 1.0), 0.0)
        room = part * (inlet - ROOM_C)
        warms = returns & self.takes & (room > change)
        change, slope = np.where(warms, room, change), np.where(warms, 1.0 - part, slope)
        wanted = np.where(some, np.abs(self.need) * 1e3 / (np.where(some, m, 1.0) * self.capacity), 0.0)
        enough = wanted <= change
        change, slope = np.where(enough, wanted, change), np.where(enough, 1.0, slope)
        slope = np.where(returns & ~self.takes, 0.0, slope)
        return inlet + np.where(self.takes, -change, change), slope

    def adjusted(self, calm):
        """The flows that the houses want by these temperatures, a damped step from those they have."""
        span, inlet = self.spans()
        control, setting = self.control[:, None], self.setting[:, None]
        span = np.maximum(np.where(control == DROP, np.minimum(span, setting), span), LEAST_COOLING_K)
        want = np.where(control == FLOW, setting, np.abs(self.need) * 1e3 / (self.capacity * span))
        near, open_to = self.by_thermostat(inlet)
        bypass = self.takes & (open_to > want) & (control != FLOW)
        want, span = np.where(bypass, open_to, want), np.where(bypass, near, span)
        bounded = np.minimum(np.maximum(want, np.where(self.takes, self.least[:, None], 0.0)), self.most[:, None])
        lost = np.maximum(self.top - inlet, 0.0)
        middle = np.maximum(0.5 * (self.top + inlet) - self.ground_c, 1.0)
        r = np.maximum(inlet - self.ground_c, 0.0) * lost / (span * middle)
        damped = self.takes & ((control == RETURN) | bypass) & (bounded == want)
        step = np.where(damped, np.maximum(1.0 / (1.0 + r), LEAST_STEP), 1.0)
        old = np.abs(self.house_flow)
        change = np.abs(bounded - old) / np.maximum(bounded, LEAST_FLOW)
        self.worst = np.maximum(self.worst, change.max(axis=0, initial=0.0))
        new = old + calm * step * (bounded - old)
        return np.where(self.takes, new, -new)

    def by_thermostat(self, inlet):
        """How far water is above what the bypass keeps [K], at least a little, and the flow the bypass lets through."""
        near = np.maximum(inlet - self.keep[:, None], LEAST_COOLING_K)
        return near, self.least[:, None] * BYPASS_BAND_K / near

    def careful(self, wanted, calm):
        """As `kernels_houses.careful`: in place of `wanted` where the water cools strongly."""
        old, inlet = self.house_flow, self.supply[self.node]
        q, setting = self.need * 1e3 / self.capacity, np.broadcast_to(self.setting[:, None], old.shape)
        warmest, above = self.top - self.ground_c, np.maximum(inlet - self.ground_c, 1e-6)
        span = np.maximum(inlet - setting, LEAST_COOLING_K)
        near, open_to = self.by_thermostat(inlet)
        bypass = (open_to * span > q) & (q >= 0)
        q, setting = np.where(bypass, open_to * near, q), np.where(bypass, self.keep[:, None], setting)
        span = np.where(bypass, near, span)
        strong = above * (warmest - above) >= STRONG * span * 0.5 * (warmest + above)
        at = np.nonzero((self.control == RETURN)[:, None] & (q > 0) & (old > 0) & (warmest > above) & strong)
        if not len(at[0]):
            return wanted
        a, m, wanted_q = old[at] * np.log(warmest / above[at]), self.most[at[0]].copy(), q[at]
        going = np.ones(len(m), bool)
        for _ in range(NEWTON_STEPS):
            kept = warmest * np.exp(-a / m)
            cooled = self.ground_c - setting[at] + kept
            slope = cooled + kept * a / m
            going &= slope > 0
            m = np.where(going, np.maximum(m - (m * cooled - wanted_q) / np.where(going, slope, 1.0), 1e-3 * m), m)
        m = np.minimum(np.maximum(np.minimum(m, wanted_q / LEAST_COOLING_K), self.least[at[0]]), self.most[at[0]])
        wanted[at] = old[at] + calm * (m - old[at])
        return wanted

    def drops(self):
        found, highest = np.zeros((2, *self.flow.shape)), np.zeros(self.flow.shape)
        for k, p in enumerate(self.parent):
            if p != k:
                up = self.per_height * (self.height[k] - self.height[p])
                for side, sign in ((0, 1), (1, -1)):
                    pa = pressure_drop(self.flow[k], self.friction[side, k], self.law)
                    found[side, k] = found[side, p] + pa * 1e-5 + sign * up
                    highest[k] = np.maximum(highest[k], np.abs(pa))
        return found, highest

    def losses(self):
        """(n, h) kW lost by the supply and return above every node."""
        found = np.zeros(self.flow.shape)
        for k, p in enumerate(self.parent):
            if p == k:
                continue
            m = np.abs(self.flow[k]) * self.capacity
            away = self.flow[k] >= 0
            warm = np.where(away, self.supply[p], self.supply[k]) - self.ground[0, k]
            cold = np.where(away, self.back[k], self.back[p]) - self.ground[1, k]
            lost = warm * (1 - _kept(self.conductance[0, k], m)) + cold * (1 - _kept(self.conductance[1, k], m))
            found[k] = m * 1e-3 * lost
        return found


def solve_hours(first, last, kw, tables, houses, sources, numbers, out) -> None:
    """As `kernels.solve_hours`, in tiles of `TILE` hours."""
    o_supply, o_back, o_flow, o_drop_s, o_drop_r, o_highest, o_house_flow, o_house_out, o_source, o_lost, o_sums = out
    for start in range(first, last, TILE):
        rows = slice(start, min(start + TILE, last))
        with np.errstate(all="ignore"):
            tile = _Tile(np.ascontiguousarray(kw[rows].T), tables, houses, sources, numbers)
            tile.solve()
            lost, (drops, highest) = tile.losses(), tile.drops()
        o_supply[rows], o_back[rows], o_flow[rows] = tile.supply.T, tile.back.T, tile.flow.T
        o_drop_s[rows], o_drop_r[rows], o_highest[rows] = drops[0].T, drops[1].T, highest.T
        o_house_flow[rows], o_house_out[rows] = tile.house_flow.T, tile.out.T
        o_lost[start // TILE] += lost.sum(axis=1)
        m, at = tile.source_flow, tile.s_node
        from_cold = tile.s_supply[:, None] - tile.back[at]
        to_cold = tile.supply[at] - tile.s_cold[:, None]
        source_kw = m * tile.capacity * 1e-3 * np.where(m < 0, to_cold, from_cold)
        o_source[0, rows], o_source[1, rows] = m.T, source_kw.T
        inlet = np.where(tile.takes, tile.supply[tile.node], tile.back[tile.node])
        delivered = (np.abs(tile.house_flow) * (inlet - tile.out)).sum(axis=0) * tile.capacity * 1e-3
        roots = np.flatnonzero(tile.parent == np.arange(len(tile.parent)))
        o_sums[rows] = np.column_stack(
            [source_kw.sum(axis=0), delivered, lost.sum(axis=0), tile.worst,
             tile.flow[roots].sum(axis=0) - m[tile.s_root].sum(axis=0)]
        )  # fmt: skip
