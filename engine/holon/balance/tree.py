"""A nesting as runs of columns, so that sums over it are sums of neighbours."""

from __future__ import annotations

import numpy as np

from ..nesting import Nesting


class Tree:
    """Holons in the order in which members stand side by side at every level.

    order: (n,) positions of connections, so that the members of any holon are neighbours. For each level in that order:
    holon[l]: (k,) positions in `nesting.levels[l]`; first[l]: (k,) column at which each one's members begin among those
    of the level below (the connections, for the smallest); group[l]: (k,) column of the holon of the next level that it
    lies in, all 0 in the last: what has no holon around it shares the outside.
    """

    def __init__(self, nesting: Nesting):
        levels = nesting.levels
        self.order = np.lexsort([level.of_connection for level in levels])
        self.holon, self.first, self.group = [], [], []
        column = np.arange(len(self.order))  # of each connection in the level below
        for level in levels:
            here = level.of_connection[self.order]
            begins = np.flatnonzero(np.r_[True, here[1:] != here[:-1]]) if len(here) else np.zeros(0, np.int64)
            if len(begins) != len(level):
                raise ValueError(f"level {level.number} has holons without connections, or they are not nested")
            self.holon.append(here[begins])
            self.first.append(column[begins])
            column = np.repeat(np.arange(len(begins)), np.diff(np.r_[begins, len(here)]))
            if len(self.holon) > 1:
                self.group.append(self._group_of(len(self.holon) - 1))
        self.group.append(np.zeros(len(self.holon[-1]), np.int64))

    def _group_of(self, upper: int) -> np.ndarray:
        members = np.diff(np.r_[self.first[upper], len(self.holon[upper - 1])])
        return np.repeat(np.arange(len(members)), members)

    def starts(self, level: int) -> np.ndarray:
        """Columns of `level` at which the groups of siblings begin."""
        return self.first[level + 1] if level + 1 < len(self.first) else np.zeros(1, np.int64)

    def lowest(self, at_connections: np.ndarray) -> np.ndarray:
        """Sums (h, k) over the holons of the smallest level of (h, n) in the order of the connections."""
        at = at_connections[:, self.order]
        # most often each is a holon of its own
        return at if len(self.first[0]) == at.shape[1] else np.add.reduceat(at, self.first[0], axis=1)

    def above(self, level: int, below: np.ndarray) -> np.ndarray:
        """Sums (h, k) over the holons of `level` of (h, k below)."""
        return np.add.reduceat(below, self.first[level], axis=1)
