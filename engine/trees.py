"""Walks a forest: cables below their sources, pipes below their stations."""

from __future__ import annotations

import numpy as np


def preorder(nodes: int, start: np.ndarray, stop: np.ndarray, roots: np.ndarray):
    """The trees below `roots` depth first, so that a parent comes before its children and a subtree is a slice.

    start, stop: (e,) the nodes that each edge joins. Returns node, edge to the parent (-1 at roots), place of the
    parent (-1 at roots) and number of the tree, each (reached nodes,); None where a cycle or two roots are joined.
    """
    ends = np.concatenate([start, stop])
    order = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[order], np.arange(nodes + 1)).tolist()
    neighbour = np.concatenate([stop, start])[order].tolist()
    link = np.tile(np.arange(len(start)), 2)[order].tolist()
    seen = [False] * nodes
    node, edge, parent, tree = [], [], [], []
    for number, root in enumerate(roots.tolist()):
        stack = [(root, -1, -1)]
        while stack:
            here, came_by, above = stack.pop()
            if seen[here]:
                return None
            seen[here] = True
            place = len(node)
            node.append(here)
            edge.append(came_by)
            parent.append(above)
            tree.append(number)
            for k in range(first[here + 1] - 1, first[here] - 1, -1):
                if link[k] != came_by:
                    stack.append((neighbour[k], link[k], place))
    return tuple(np.array(column, int) for column in (node, edge, parent, tree))
