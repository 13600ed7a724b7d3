"""The pipes of a network as a forest: who lies above whom, and sums over all that lies behind a pipe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tree:
    """Pipes (p,) in an order in which every pipe comes after the one that feeds it.

    parent, child: node at its beginning and end, away from the source. above: the pipe that feeds it, -1 at a root.
    root: which root feeds it. levels: the pipes of each depth, from the roots outward.
    """

    parent: np.ndarray
    child: np.ndarray
    above: np.ndarray
    root: np.ndarray
    levels: tuple[np.ndarray, ...]

    def __len__(self) -> int:
        return len(self.child)

    def downstream(self, values: np.ndarray) -> np.ndarray:
        """Sum (p,) or (p, k) of `values` of each pipe and all pipes behind it."""
        total = np.array(values, float)
        for pipes in reversed(self.levels[1:]):
            np.add.at(total, self.above[pipes], total[pipes])
        return total

    def largest_downstream(self, values: np.ndarray) -> np.ndarray:
        """The largest (p,) of `values` of each pipe and all pipes behind it."""
        most = np.array(values, float)
        for pipes in reversed(self.levels[1:]):
            np.maximum.at(most, self.above[pipes], most[pipes])
        return most

    def along(self, values: np.ndarray) -> np.ndarray:
        """Sum (p,) of `values` from the root through each pipe to its end."""
        total = np.array(values, float)
        for pipes in self.levels[1:]:
            total[pipes] += total[self.above[pipes]]
        return total

    def of_root(self, values: np.ndarray, roots: int, merge=np.add) -> np.ndarray:
        """`values` (p,) of the pipes that leave each root, added (or merged otherwise): (roots,)."""
        out = np.zeros(roots)
        if self.levels:
            merge.at(out, self.root[self.levels[0]], values[self.levels[0]])
        return out


def make_tree(parent: np.ndarray, child: np.ndarray, root_node: np.ndarray) -> tuple[Tree, np.ndarray]:
    """The tree of pipes parent -> child (p,) that hang on root_node (r,), and the order (p,) in which it holds them.

    Pipes that hang on no root are left out of both.
    """
    feeder = {int(node): at for at, node in enumerate(child)}
    above = np.array([feeder.get(int(node), -1) for node in parent], np.int64)
    root_of = {int(node): at for at, node in enumerate(root_node)}
    starts = np.array([root_of.get(int(node), -1) for node in parent], np.int64)
    # a root has nothing above it
    above[starts >= 0] = -1
    behind = {}
    for pipe, over in enumerate(above):
        if over >= 0:
            behind.setdefault(int(over), []).append(pipe)
    level = [int(pipe) for pipe in np.flatnonzero(starts >= 0)]
    levels, seen = [], set()
    while level:
        levels.append(level)
        seen.update(level)
        level = [pipe for over in level for pipe in behind.get(over, ()) if pipe not in seen]
    order = np.array([pipe for level in levels for pipe in level], np.int64)
    place = np.full(len(parent) + 1, -1, np.int64)
    place[order] = np.arange(len(order))
    tops = place[above[order]]
    root = np.where(tops < 0, starts[order], -1)
    numbered = tuple(place[np.array(level, np.int64)] for level in levels)
    for pipes in numbered[1:]:
        root[pipes] = root[tops[pipes]]
    return Tree(parent[order], child[order], tops, root, numbered), order
