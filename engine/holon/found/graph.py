"""Which units touch, and whether a group stays in one piece without one of its members."""

from __future__ import annotations

import numpy as np


class Touching:
    """Units that touch: `of(i)` gives the neighbours of unit i, each once, in order."""

    def __init__(self, count: int, pairs: np.ndarray):
        pairs = np.asarray(pairs, np.int64).reshape(-1, 2)
        pairs = pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
        self.pairs = np.unique(np.sort(pairs, axis=1), axis=0)
        both = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        both = both[np.lexsort((both[:, 1], both[:, 0]))]
        self.start = np.searchsorted(both[:, 0], np.arange(count + 1))
        self.end = both[:, 1]

    def of(self, unit: int) -> np.ndarray:
        return self.end[self.start[unit] : self.start[unit + 1]]


def holds_without(touching: Touching, group: np.ndarray, unit: int) -> bool:
    """Whether the neighbours of `unit` within its group still reach each other through the group when it leaves.

    A group that lies in pieces to begin with (areas may) thus never falls into more of them.
    """
    own = group[unit]
    around = [v for v in touching.of(unit).tolist() if group[v] == own]
    if len(around) < 2:
        return True
    near = set(around)  # nearly always they touch each other; only if not, the whole group is walked through
    return _reach(touching, around[0], near, lambda v: v in near) or _reach(
        touching, around[0], near, lambda v: v != unit and group[v] == own
    )


def _reach(touching: Touching, first: int, wanted: set, may) -> bool:
    """Whether all of `wanted` are reached from `first` over units that `may` be passed."""
    left, seen, waiting = wanted - {first}, {first}, [first]
    while waiting and left:
        for v in touching.of(waiting.pop()).tolist():
            if v not in seen and may(v):
                seen.add(v)
                left.discard(v)
                waiting.append(v)
    return not left
