"""The street graph: nodes, edges along streets, and what may be done there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely

from ...tables import FeatureTable
from .words import FORBIDDEN


@dataclass(frozen=True)
class StreetGraph:
    """Streets as a graph of n nodes and m edges.

    xy: float (n, 2). edges: int (m, 2), from and to. lines: object (m,) LineStrings from the one to the other.
    length_m: (m,). street: int (m,), row of `streets`, -1 for links that the tool made. preference: int8 (m,), 0 none,
    1 preferred, 2 forced, 3 forbidden. cost_factor: float (m,), of a metre against a metre of a typical street.
    piece: int (n,), the connected piece of edges that are not forbidden; 0 is the longest. streets: FeatureTable with
    street_id, preference, surface and how in words of ours. problems: list[Problem].
    """

    xy: np.ndarray
    edges: np.ndarray
    lines: np.ndarray
    length_m: np.ndarray
    street: np.ndarray
    preference: np.ndarray
    cost_factor: np.ndarray
    piece: np.ndarray
    streets: FeatureTable
    problems: list = field(default_factory=list)

    @property
    def crs(self) -> str:
        return self.streets.crs

    @property
    def permitted(self) -> np.ndarray:
        """bool (m,): where a pipe may lie."""
        return self.preference != FORBIDDEN


def pieces(edges: np.ndarray, permitted: np.ndarray, length_m: np.ndarray, n: int) -> np.ndarray:
    """The connected piece of each node, int (n,): numbered by length of permitted streets, the longest first."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    used = edges[permitted]
    count, label = connected_components(coo_matrix((np.ones(len(used)), (used[:, 0], used[:, 1])), (n, n)), False)
    total = np.bincount(label[used[:, 0]], length_m[permitted], count)
    first = np.full(count, n)
    np.minimum.at(first, label, np.arange(n))
    rank = np.empty(count, int)
    rank[np.lexsort((first, -total))] = np.arange(count)
    return rank[label]


def cut(lines: np.ndarray, line: np.ndarray, along_m: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lines (l,) cut at distances along them.

    line, along_m: (k,), sorted by line and distance, within each line between 0 and its length. Returns the pieces
    (l + k,) in order along their lines, the line of each, and their first distances. Pieces may have no length.
    """
    length = shapely.length(lines)
    number = np.arange(len(lines))
    owner = np.concatenate([number, line])
    start = np.concatenate([np.zeros(len(lines)), along_m])
    order = np.lexsort((np.arange(len(owner)), start, owner))
    owner, start = owner[order], start[order]
    last = np.diff(owner, append=-1) != 0
    stop = np.where(last, length[owner], np.append(start[1:], 0))
    return stretches(lines, owner, start, stop), owner, start


def stretches(lines: np.ndarray, owner: np.ndarray, start: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """The stretch of lines[owner] from start to stop (k,) metres along it, owner and start sorted: object (k,)."""
    if not len(owner):
        return np.empty(0, object)
    coords, line = shapely.get_coordinates(lines, return_index=True)
    along = distance_along(coords, line)
    # Where each vertex falls among the stretches: the last one of its line that starts before it.
    shift = shapely.length(lines).max(initial=0.0) + 1.0
    at = np.searchsorted(owner * shift + start, line * shift + along, "left") - 1
    inside = (at >= 0) & (owner[at] == line) & (along > start[at] + 1e-6) & (along < stop[at] - 1e-6)
    number = np.arange(len(owner))
    whole = lines[owner]
    first = shapely.get_coordinates(shapely.line_interpolate_point(whole, start))
    last = shapely.get_coordinates(shapely.line_interpolate_point(whole, stop))
    piece = np.concatenate([number, at[inside], number])
    position = np.concatenate([start, along[inside], stop])
    kind = np.repeat([0, 1, 2], [len(owner), int(inside.sum()), len(owner)])
    order = np.lexsort((kind, position, piece))
    return shapely.linestrings(np.concatenate([first, coords[inside], last])[order], indices=piece[order])


def distance_along(coords: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Distance of each vertex along its line; coords (v, 2), line: int (v,), sorted, numbered from 0: float (v,)."""
    step = np.hypot(*np.diff(coords, axis=0, prepend=coords[:1]).T)
    step[np.diff(line, prepend=-1) != 0] = 0
    total = np.cumsum(step)
    return total - total[np.searchsorted(line, line)]
