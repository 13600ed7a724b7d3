"""Which connections are neighbours: the nearest all round, as far as the grid ties them."""

from __future__ import annotations

import numpy as np
import shapely

from .shapes import points_of

LONGEST_M = 120.0  # across a street, a canal or a field strip; and always to the nearest


def neighbours(footprints: np.ndarray, within: np.ndarray | None = None, longest_m: float = LONGEST_M) -> np.ndarray:
    """Pairs (m, 2) of positions of connections that touch.

    footprints: (n,) polygons or points, None where unknown. within: (n,) labels, such as a medium-voltage feeder;
    connections with different ones do not touch. Neighbours in a Delaunay triangulation of the points of each label are
    pairs where they lie within `longest_m`, or on the shortest tree that ties all of them.
    """
    points = points_of(footprints)
    labels = np.zeros(len(points), np.int64) if within is None else np.unique(within, return_inverse=True)[1].ravel()
    parts = [np.zeros((0, 2), np.int64)]
    for label in np.unique(labels):
        rows = np.flatnonzero((labels == label) & ~shapely.is_missing(points))
        if len(rows) > 1:
            parts.append(rows[_pairs(shapely.get_coordinates(points[rows]), longest_m)])
    return np.concatenate(parts)


def _pairs(xy: np.ndarray, longest_m: float) -> np.ndarray:
    """Pairs (m, 2) of rows of xy (n, 2)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree

    places, row, of_place = np.unique(np.round(xy, 2), axis=0, return_index=True, return_inverse=True)
    same = np.flatnonzero(row[of_place.ravel()] != np.arange(len(xy)))
    on_one_spot = np.c_[row[of_place.ravel()[same]], same]
    if len(places) < 2:
        return on_one_spot
    pairs = _triangulated(places)
    far = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    tree = minimum_spanning_tree(coo_matrix((far, pairs.T), (len(places), len(places)))).tocoo()
    kept = np.unique(np.concatenate([pairs[far <= longest_m], np.sort(np.c_[tree.row, tree.col], axis=1)]), axis=0)
    return np.concatenate([row[kept], on_one_spot])


def _triangulated(places: np.ndarray) -> np.ndarray:
    """Pairs (m, 2), sorted, of different places (n, 2) that share a Delaunay edge; those on one line in their order."""
    if np.linalg.matrix_rank(places - places[0], tol=1e-6) < 2:
        order = np.lexsort(places.T)
        return np.sort(np.c_[order[:-1], order[1:]], axis=1)
    from scipy.spatial import Delaunay

    corners = Delaunay(places).simplices
    return np.unique(
        np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0
    )
