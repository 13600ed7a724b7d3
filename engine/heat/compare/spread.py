"""How many metres of pipe a network would take where none is drawn: the shortest tree between buildings."""

from __future__ import annotations

import numpy as np
import shapely


def clusters(points: np.ndarray, longest_gap_m: float) -> tuple[np.ndarray, np.ndarray]:
    """(cluster (n,), metres (n,)) of points (object array, None without place): buildings no farther apart than the
    gap, and half of the tree's edges at each.

    The tree is the Euclidean minimum spanning tree, which lies within the Delaunay triangulation. A building without
    place, or alone, is a cluster of its own.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

    n = len(points)
    there = np.flatnonzero(~shapely.is_missing(points))
    xy = np.zeros((n, 2))
    xy[there] = shapely.get_coordinates(points[there])
    a, b = _near_pairs(xy[there])
    a, b = there[a], there[b]
    metres = np.hypot(*(xy[a] - xy[b]).T)
    near = metres <= longest_gap_m
    # an edge of no length would not count as an edge
    graph = coo_matrix((np.maximum(metres[near], 1e-6), (a[near], b[near])), shape=(n, n)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    half = tree.data / 2
    own = np.bincount(tree.row, half, n) + np.bincount(tree.col, half, n)
    return connected_components(tree, directed=False)[1], own


def _near_pairs(xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of the Delaunay triangulation; places that coincide, or lie on one line, follow each other in order."""
    from scipy.spatial import Delaunay, QhullError

    place, first, of = np.unique(xy, axis=0, return_index=True, return_inverse=True)
    of = of.ravel()
    doubles = np.flatnonzero(first[of] != np.arange(len(xy)))
    pairs = [np.c_[doubles, first[of[doubles]]]]
    try:
        corner = Delaunay(place).simplices
        sides = np.r_[corner[:, [0, 1]], corner[:, [1, 2]], corner[:, [2, 0]]]
    except (QhullError, ValueError):  # too few, or all on one line: np.unique has ordered them along it
        sides = np.c_[np.arange(len(place) - 1), np.arange(1, len(place))]
    pairs.append(first[np.unique(np.sort(sides, axis=1), axis=0)] if len(sides) else np.zeros((0, 2), int))
    both = np.concatenate(pairs).astype(int)
    return both[:, 0], both[:, 1]
