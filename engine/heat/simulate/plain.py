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
            self.give_back(True)
            self.back = self.mixed(-1, self.cold_c, self.s_cold)

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
            before = self.out
            self.supply = self.mixed(1, self.start_c, self.s_supply)
            self.give_back(True)
            self.back = self.mixed(-1, self.cold_c, self.s_cold)
            self.give_back(False)
            self.worst = np.maximum(self.worst, np.abs(self.out - before).max(axis=0, initial=0.0) * 0.01)
            return
        ua, ground = self.conductance[0], self.ground[0]
        for k, p in enumerate(self.parent):
            if p == k:
                self.supply[k] = self.start_c[k]
            else:
                kept = _kept(ua[k], self.flow[k] * self.capacity)
                self.supply[k] = ground[k] + (self.supply[p] - ground[k]) * kept

    def mixed(self, sign, start_c, given_c):
        side = 0 if sign > 0 else 1
        ua, ground, n = self.conductance[side], self.ground[side], len(self.parent)
        brought = np.maximum(-sign * self.house_flow, 0.0)
        given = np.maximum(sign * self.source_flow, 0.0)
        in_flow = _onto(n, self.node, brought) + _onto(n, self.s_node, given)
        in_heat = _onto(n, self.node, brought * self.out) + _onto(n, self.s_node, given * given_c[:, None])
        temperature = np.zeros(in_flow.shape)
        m = sign * self.flow

        def own(k, otherwise):
            some = in_flow[k] > STILL_KG_PER_S
            return np.where(some, in_heat[k] / np.where(some, in_flow[k], 1.0), otherwise)

        for k in range(n - 1, -1, -1):
            p = self.parent[k]
            if p != k:
                up = np.maximum(-m[k], 0.0)
                temperature[k] = own(k, ground[k])
                end = ground[k] + (temperature[k] - ground[k]) * _kept(ua[k], up * self.capacity)
                in_flow[p] += up
                in_heat[p] += up * end
        for k in range(n):
            p = self.parent[k]
            if p == k:
                temperature[k] = own(k, start_c[k])
                continue
            down = np.maximum(m[k], 0.0)
            end = ground[k] + (temperature[p] - ground[k]) * _kept(ua[k], down * self.capacity)
            total = in_flow[k] + down
            here = np.where(total > STILL_KG_PER_S, (in_heat[k] + down * end) / np.maximum(total, 1e-300), ground[k])
            temperature[k] = np.where(m[k] >= 0, here, temperature[k])
        return temperature

    def spans(self):
        """By how much each house could cool (or, giving heat, warm) the water that comes to it [K], and that water."""
        inlet = np.where(self.takes, self.supply[self.node], self.back[self.node])
        returns = (self.control == RETURN)[:, None]
        down = inlet - np.where(returns, self.setting[:, None], self.coldest)
        up = np.where(returns, self.warm[:, None] - inlet, 1e6)
        return np.where(self.takes, down, up), inlet

    def give_back(self, heats: bool) -> None:
        span, inlet = self.spans()
        m = np.abs(self.house_flow) * self.capacity
        most = m * np.maximum(span, 0.0)
        floor = (self.control == RETURN)[:, None] & self.takes
        own = np.minimum(self.least[:, None] * self.capacity, m) * np.maximum(inlet - ROOM_C, 0.0)
        given = np.minimum(np.abs(self.need) * 1e3, np.where(floor, np.maximum(most, own), most))
        change = np.where(m > STILL_KG_PER_S * self.capacity, given / np.where(m > 0, m, 1.0), 0.0)
        self.out = np.where(self.takes == heats, inlet + np.where(self.takes, -change, change), self.out)

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
