"""Greedy mergers of groups that touch and fit, by what they gain for each kilometre or by how well their hours fit."""

from __future__ import annotations

import heapq
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress
from .exchange import Exchange, merger_gain
from .graph import Touching
from .limits import Sizes
from .options import FoundOptions

STEP = 50  # mergers between reports of progress
SLACK = 1.3
LEAST_GAIN = 1e-6  # of all that is met: less is nothing
LEAST_CHANCE = 1e-15  # share of all that is met: less is nothing
AT_ONCE = 256  # neighbours whose gain is worked out together


@dataclass
class Mergers:
    """pairs: (steps, 2) representatives of the groups merged, the first stays; q: (steps + 1,) modularity before the
    first and after each, nan where nothing is shared."""

    pairs: np.ndarray
    q: np.ndarray

    def groups_after(self, steps: int, count: int) -> np.ndarray:
        """(count,) group of each unit after so many mergers, numbered by its first unit."""
        into = np.arange(count)
        for a, b in self.pairs[:steps][::-1]:  # from the last, so that `into` is final when it is copied
            into[b] = into[a]
        return np.unique(into, return_inverse=True)[1].ravel()


def merge_greedily(
    exchange: Exchange,
    touching: Touching,
    places: np.ndarray,
    connections: np.ndarray,
    options: FoundOptions,
    number: int,
    by_timing: bool,
) -> Generator[Progress, None, Mergers]:
    """Merge until `number` groups are left or nothing that fits touches. places: (k, 2) m; connections: (k,) in each.

    by_timing: first the two that exchange most beyond chance, (w - expected) / expected of modularity's terms; else the
    two that let most kWh be met inside for each kilometre between their middles. Among equals the smallest come first,
    then the nearest, then those of the lowest number. With a number asked for, no group outgrows SLACK times its even
    share as long as others can merge, and after that gain counts no more but size: large groups shut small ones in.
    """
    count = len(exchange)
    work = _Work(exchange, touching, places, connections, options, by_timing)
    done, q = [], [work.q]
    while count - len(done) > number:
        pair = work.next_merger()
        if pair is None and work.loosen():
            pair = work.next_merger()
        if pair is None:
            break
        q.append(work.merge(*pair))
        done.append(pair)
        if len(done) % STEP == 0:
            yield Progress(len(done) / max(count - number, 1))
    yield Progress(1.0)
    return Mergers(np.array(done, np.int64).reshape(-1, 2), np.array(q))


class _Work:
    def __init__(self, exchange, touching, places, connections, options, by_timing):
        self.x, self.by_timing = exchange, by_timing
        self.surplus, self.need = exchange.surplus * exchange.weight, exchange.need.copy()  # surplus: weighed
        self.net = None if by_timing else exchange.net.copy()
        self.given, self.taken = exchange.given.astype(float), exchange.taken.astype(float)
        self.places, self.members = places.astype(float), connections.astype(float)
        self.known = np.isfinite(self.places).all(axis=1)
        self.sizes = Sizes(connections, exchange.kwh, places, options)
        self.near_m = options.near_m
        count = len(exchange)
        self.most, self.loose = self.sizes.most[0], False
        self.sizes.most[0] = min(
            self.most, max(SLACK * connections.sum() / (options.number or 1), connections.max(initial=0))
        )
        self.around = [set(touching.of(i).tolist()) for i in range(count)]
        self.version = np.zeros(count, np.int64)
        self.heap: list = []
        self.q = float("nan")
        if exchange.met > 0:
            own = np.einsum("ij,ij->i", self.surplus, self.need).sum(dtype=float)
            self.q = float(own / exchange.met - (self.given * self.taken).sum() / exchange.met**2)
        for i in range(count):
            self._offer(i, np.array(sorted(v for v in self.around[i] if v > i), np.int64))

    def _ties(self, group: int, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shares (k,) of all that is met: what group and others exchange, and what they would by chance."""
        both = self.need[others] @ self.surplus[group] + self.surplus[others] @ self.need[group]
        chance = self.given[group] * self.taken[others] + self.taken[group] * self.given[others]
        return both / self.x.met, chance / self.x.met**2

    def _score(self, group: int, others: np.ndarray, far: np.ndarray) -> np.ndarray:
        if not self.by_timing:
            if self.loose:
                return np.zeros(len(others))
            gain = merger_gain(self.net[group], self.net[others])
            gain[gain <= LEAST_GAIN * self.x.met] = 0.0
            return gain / (np.maximum(far, self.near_m) / 1000)
        if self.x.met <= 0:
            return np.zeros(len(others))
        both, chance = self._ties(group, others)
        return np.divide(both - chance, chance, out=np.zeros(len(others)), where=chance > LEAST_CHANCE)

    def _offer(self, group: int, others: np.ndarray) -> None:
        """Put mergers of the group with each of the others on the heap."""
        others = others[self.sizes.fits(group, others)]
        for start in range(0, len(others), AT_ONCE):
            some = others[start : start + AT_ONCE]
            far = np.hypot(*(self.places[some] - self.places[group]).T)
            far = np.where(self.known[some] & self.known[group], far, 0.0)
            score = self._score(group, some, far)
            for k, other in enumerate(some.tolist()):
                a, b = min(group, other), max(group, other)
                stamp = (int(self.version[a]), int(self.version[b]))
                size = float(self.members[a] + self.members[b])
                heapq.heappush(self.heap, (-float(score[k]), size, float(far[k]), a, b, stamp))

    def loosen(self) -> bool:
        """Let groups grow to what the user allows; whether that is more than until now."""
        if self.sizes.most[0] >= self.most:
            return False
        self.sizes.most[0], self.loose = self.most, True
        for group in np.flatnonzero(self.version >= 0).tolist():
            self._offer(group, np.array(sorted(v for v in self.around[group] if v > group), np.int64))
        return True

    def next_merger(self) -> tuple[int, int] | None:
        while self.heap:
            *_, a, b, stamp = heapq.heappop(self.heap)
            if stamp == (self.version[a], self.version[b]):
                return a, b
        return None

    def merge(self, a: int, b: int) -> float:
        """Let b go up in a; the modularity after it."""
        if self.x.met > 0:
            both, chance = self._ties(a, np.array([b]))
            self.q += float(both[0] - chance[0])
        for part in (self.surplus, self.need, self.given, self.taken, self.net):
            if part is not None:
                part[a] += part[b]
        if self.known[a] and self.known[b]:
            share = self.members[b] / max(self.members[a] + self.members[b], 1e-9)
            self.places[a] += share * (self.places[b] - self.places[a])
        elif self.known[b]:
            self.places[a], self.known[a] = self.places[b], True
        self.members[a] += self.members[b]
        self.sizes.pool(a, b)
        self.version[a] += 1
        self.version[b] = -1
        for v in self.around[b]:
            self.around[v].discard(b)
            if v != a:
                self.around[v].add(a)
        self.around[a] |= self.around[b]
        self.around[a] -= {a, b}
        self.around[b] = set()
        self._offer(a, np.array(sorted(self.around[a]), np.int64))
        return self.q
