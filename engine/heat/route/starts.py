"""Trees to start from: Steiner trees, shortest paths, and paths at the prices of the last solution.

The last is dynamic slope scaling (Kim and Pardalos, Oper. Res. Letters 24 (1999) 195).
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from ...progress import finish
from . import kernels
from .network import Network
from .tree import Tree

SLOPES = 12  # rounds of slope scaling


def _matrix(network: Network, weight: np.ndarray):
    """The graph for csgraph, the cheapest of parallel edges, and the edge of each pair of nodes as a lookup."""
    from scipy.sparse import csr_matrix

    n = network.nodes
    a, b = network.ends.min(axis=1), network.ends.max(axis=1)
    weight = np.maximum(weight, 1e-9)  # csgraph takes 0 as no edge
    order = np.lexsort((weight, b, a))
    key = a[order] * n + b[order]
    first = np.concatenate([[True], key[1:] != key[:-1]])
    rows = order[first]
    both = np.concatenate([a[rows], b[rows]]), np.concatenate([b[rows], a[rows]])
    return csr_matrix((np.concatenate([weight[rows]] * 2), both), (n, n)), key[first], rows


def _edges_to(network: Network, keys, rows, node, before) -> np.ndarray:
    """Edges between nodes and their predecessors."""
    key = np.minimum(node, before) * np.int64(network.nodes) + np.maximum(node, before)
    return rows[np.searchsorted(keys, key)]


def nearest_first(network: Network, weight: np.ndarray, goals: np.ndarray) -> np.ndarray:
    """Spanning tree of Mehlhorn's Steiner tree (Inf. Proc. Letters 27 (1988) 125) of the nodes `goals`.

    First every node's path to its nearest goal, then the edges that join these regions, shortest connection first.
    """
    from scipy.sparse.csgraph import dijkstra

    graph, keys, rows = _matrix(network, weight)
    far, before, _ = dijkstra(graph, directed=False, indices=goals, min_only=True, return_predecessors=True)
    node = np.flatnonzero(before >= 0)
    paths = _edges_to(network, keys, rows, node, before[node])
    length = far[network.ends].sum(axis=1) + weight
    return _spanning(network, [paths, np.argsort(length, kind="stable")])


def shortest_paths(network: Network, weight: np.ndarray, first=()) -> np.ndarray:
    """Spanning tree of the shortest paths from the top, after the edges `first`."""
    from scipy.sparse.csgraph import dijkstra

    graph, keys, rows = _matrix(network, weight)
    _, before = dijkstra(graph, directed=False, indices=network.nodes - 1, return_predecessors=True)
    node = np.flatnonzero(before >= 0)
    paths = _edges_to(network, keys, rows, node, before[node])
    return _spanning(network, [np.asarray(first, np.int64), paths, np.argsort(weight, kind="stable")])


def rehang(tree: Tree, weight: np.ndarray) -> np.ndarray:
    """The same pipes; every node without a pipe hangs by its shortest path to one."""
    carrying = tree.carrying()
    goals = np.unique(np.concatenate([np.flatnonzero(carrying), tree.parent[carrying], [len(carrying) - 1]]))
    return _spanning(tree.network, [tree.branch[carrying], nearest_first(tree.network, weight, goals)])


def _spanning(network: Network, groups: list) -> np.ndarray:
    order = np.concatenate([np.flatnonzero(network.fixed), *groups]).astype(np.int64)
    return kernels.spanning(network.ends, order, network.nodes)


def street_weight(network: Network, kw: float) -> np.ndarray:
    """Weights (e,) of all edges: what a pipe of `kw` costs there, and 1 € at sources."""
    each = kernels.price_of(kw, network.net.caps, network.net.prices)
    return np.concatenate([network.net.weight * each, np.full(len(network.source), 1.0)])


def start_trees(network: Network, on: np.ndarray) -> list:
    """Trees for the consumers `on`, the cheapest first."""
    return finish(grow_starts(network, on))


def grow_starts(network: Network, on: np.ndarray) -> Generator[None, None, list]:
    """The same, tree by tree."""
    goals = np.unique(np.append(network.terminal_node[on], network.nodes - 1))
    goals = np.union1d(goals, np.flatnonzero(network.marks))
    kw = network.sums[on][:, [0, 2, 4]].sum()
    trees = []
    for part in (0.002, 0.05):
        trees.append(Tree(network, nearest_first(network, street_weight(network, kw * part), goals), on))
        yield
    trees.append(Tree(network, shortest_paths(network, street_weight(network, kw * 0.05)), on))
    tree = trees[-1]
    slope = street_weight(network, kw) / max(kw, 1.0)
    found = []
    for _ in range(SLOPES):
        slope = slope.copy()
        kernels.slopes(tree.branch, tree.state, network.net, slope)
        tree = Tree(network, shortest_paths(network, slope), on)
        found.append((tree.eur, len(found), tree))
        yield
    trees += [entry[2] for entry in sorted(found, key=lambda entry: entry[:2])[:2]]
    return sorted(trees, key=lambda tree: tree.eur)
