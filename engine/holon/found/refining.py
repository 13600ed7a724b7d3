"""Moves and swaps along the borders of groups, as long as they let more be met inside."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from ...progress import Progress
from .exchange import Exchange, by_unit
from .graph import Touching, holds_without
from .options import FoundOptions

LEAST_GAIN = 1e-7  # of all that is met: a move worth less is rounding
LEAST_SWEEP = 1e-5  # of all that is met: a round worth less is the last
STEP = 200  # units between reports of progress


def refine(
    exchange: Exchange,
    touching: Touching,
    group: np.ndarray,
    places: np.ndarray,
    connections: np.ndarray,
    options: FoundOptions,
    by_modularity: bool,
) -> Generator[Progress, None, np.ndarray]:
    """The groups (k,) after moves of single units to a group they touch, and swaps of two that touch across a border.

    A unit moves only to a group it touches with at least as many neighbours as its own, lest groups grow into strings.
    No group vanishes, falls apart or outgrows its limits; with `by_modularity` moves follow modularity, else what is
    met inside. Units are visited in an order drawn with the seed.
    """
    work = _Borders(exchange, touching, group, places, connections, options, by_modularity)
    rng = np.random.default_rng(options.seed)
    for sweep in range(options.sweeps):
        work.won = 0.0
        for k, unit in enumerate(rng.permutation(len(group)).tolist()):
            work.move(unit)
            if k % STEP == 0:
                yield Progress((sweep + k / len(group)) / options.sweeps)
        if not by_modularity:
            for k, (i, j) in enumerate(rng.permutation(touching.pairs).tolist()):
                work.swap(i, j)
                if k % STEP == 0:
                    yield Progress((sweep + 0.99) / options.sweeps)
        if work.won <= LEAST_SWEEP * exchange.met:
            break
    yield Progress(1.0)
    return work.group


class _Borders:
    def __init__(self, exchange, touching, group, places, connections, options, by_modularity):
        self.x, self.touching, self.group = exchange, touching, group.copy()
        self.places, self.connections, self.options = places, connections, options
        self.by_modularity = by_modularity
        count = int(group.max(initial=-1)) + 1
        self.members = np.bincount(group, minlength=count)
        self.net = _sums(exchange.net, group, count)
        self.outside = np.abs(self.net).sum(axis=1, dtype=float)  # what each group draws and gives, kWh
        if by_modularity:
            self.surplus, self.need = (_sums(side, group, count) for side in (exchange.surplus, exchange.need))
            self.given, self.taken = (np.bincount(group, side, count) for side in (exchange.given, exchange.taken))
        self.most = [np.inf if v is None else v for v in (options.most_connections, options.most_kwh)]
        self.size = np.stack([np.bincount(group, side, count) for side in (connections, exchange.kwh)])
        self.least = LEAST_GAIN * exchange.met

    def move(self, unit: int) -> None:
        """Move one unit to the group it touches where that is worth most."""
        own = self.group[unit]
        touched, ties = np.unique(self.group[self.touching.of(unit)], return_counts=True)
        touched = touched[(touched != own) & (ties >= ties[touched == own].sum())]
        if not len(touched) or self.members[own] < 2:
            return
        room = self.size[:, touched].T + self._size(unit) <= np.multiply(self.most, 1 + 1e-9)
        touched = touched[room.all(axis=1)]
        touched = touched[[self._within(other, unit) for other in touched]] if len(touched) else touched
        if not len(touched):
            return
        worth = self._worth_by_modularity(unit, own, touched) if self.by_modularity else self._worth(unit, own, touched)
        best = int(np.argmax(worth))
        if worth[best] <= self.least or not holds_without(self.touching, self.group, unit):
            return
        self._put(unit, int(touched[best]))
        self.won += float(worth[best])

    def swap(self, i: int, j: int) -> None:
        """Let two units that touch change groups where size keeps either from moving and that is worth something."""
        a, b = self.group[i], self.group[j]
        if a == b or self.members[a] < 2 or self.members[b] < 2:
            return
        sizes = [self._size(unit) for unit in (i, j)]
        if (self.size[:, b] + sizes[0] <= self.most).all() and (self.size[:, a] + sizes[1] <= self.most).all():
            return
        if (self.size[:, a] - sizes[0] + sizes[1] > self.most).any():
            return
        if (self.size[:, b] - sizes[1] + sizes[0] > self.most).any():
            return
        turned = self.x.net[j] - self.x.net[i]
        after = [np.abs(self.net[a] + turned), np.abs(self.net[b] - turned)]
        worth = (self.outside[a] + self.outside[b] - sum(float(side.sum(dtype=float)) for side in after)) / 2
        if worth <= self.least or not self._may_swap(i, j):
            return
        self._put(i, b)
        self._put(j, a)
        self.won += worth

    def _may_swap(self, i: int, j: int) -> bool:
        """Whether each still touches its new group without the other, and no group falls apart."""
        a, b = self.group[i], self.group[j]
        if not (self._touches(i, b, j) and self._touches(j, a, i)):
            return False
        if not (self._within(b, i, j) and self._within(a, j, i)):
            return False
        if not holds_without(self.touching, self.group, i):
            return False
        self.group[i] = b
        good = holds_without(self.touching, self.group, j)
        self.group[i] = a
        return good

    def _touches(self, unit: int, group: int, but: int) -> bool:
        around = self.touching.of(unit)
        return bool(((self.group[around] == group) & (around != but)).any())

    def _worth(self, unit: int, own: int, touched: np.ndarray) -> np.ndarray:
        """kWh (k,) met inside that a move to each of the groups adds."""
        net = self.x.net[unit]
        left = float(np.abs(self.net[own] - net).sum(dtype=float))
        joined = np.abs(self.net[touched] + net).sum(axis=1, dtype=float)
        return (self.outside[own] - left + self.outside[touched] - joined) / 2

    def _worth_by_modularity(self, unit: int, own: int, touched: np.ndarray) -> np.ndarray:
        """Modularity (k,) that a move to each of the groups adds, times all that is met [kWh]."""
        x = self.x
        surplus, need = x.surplus[unit] * x.weight, x.need[unit] * x.weight
        itself = float(np.dot(surplus, x.need[unit]))

        def tie(group, twice):
            w = self.need[group] @ surplus + self.surplus[group] @ need - twice * 2 * itself
            given, taken = self.given[group] - twice * x.given[unit], self.taken[group] - twice * x.taken[unit]
            return w - (given * x.taken[unit] + taken * x.given[unit]) / x.met

        return tie(touched, 0) - tie(own, 1)

    def _size(self, unit: int) -> np.ndarray:
        return np.array([self.connections[unit], self.x.kwh[unit]])

    def _within(self, group: int, unit: int, but: int = -1) -> bool:
        if self.options.most_across_m is None:
            return True
        rows = np.flatnonzero(self.group == group)
        rows = np.append(rows[rows != but], unit)
        places = self.places[rows]
        places = places[np.isfinite(places).all(axis=1)]
        return len(places) < 2 or float(np.hypot(*np.ptp(places, axis=0))) <= self.options.most_across_m

    def _put(self, unit: int, to: int) -> None:
        own, x = int(self.group[unit]), self.x
        for group, sign in ((own, -1), (to, 1)):
            self.net[group] += sign * x.net[unit]
            self.outside[group] = float(np.abs(self.net[group]).sum(dtype=float))
            self.members[group] += sign
            self.size[:, group] += sign * self._size(unit)
            if self.by_modularity:
                self.surplus[group] += sign * x.surplus[unit]
                self.need[group] += sign * x.need[unit]
                self.given[group] += sign * x.given[unit]
                self.taken[group] += sign * x.taken[unit]
        self.group[unit] = to


def _sums(side: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    """(count, h) sums of the rows by their group."""
    order = np.argsort(group, kind="stable")
    return by_unit(side[order].T, np.searchsorted(group[order], np.arange(count)), len(order)).T.astype(side.dtype)
