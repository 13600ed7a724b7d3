"""Drawn lines as chains of edges of a 1-D mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .places import Places

SIMPLIFY_M = 1.0
SIMPLIFY_DEGREES = 1e-5


@dataclass(frozen=True)
class LineMesh:
    """Lines as chains of edges.

    xy: (nodes, 2). edges: (edges, 2) node positions. edge_line: (edges,) the row of the line an edge is part of. lines:
    (l,) those rows, in the order of their edges; first_edge: (l,). Values at points are (1 - share) * point a + share *
    point b along a line: node_a, node_b, share: (nodes,). point_node: (points,) the node of a point, -1 where it has
    none; the nodes of points come first.
    """

    xy: np.ndarray
    edges: np.ndarray
    edge_line: np.ndarray
    lines: np.ndarray
    first_edge: np.ndarray
    node_a: np.ndarray
    node_b: np.ndarray
    share: np.ndarray
    point_node: np.ndarray

    def bytes_for(self, hours: int, on_edges: int = 1, on_nodes: int = 1, beside: int = 0) -> int:
        """Size of a file's hourly part, for so many values on edges, on nodes, and of places beside the mesh."""
        return 4 * hours * (on_edges * len(self.edges) + on_nodes * len(self.xy) + beside)

    def on_nodes(self, at_points: np.ndarray) -> np.ndarray:
        """Values at the mesh's nodes (h, nodes), big-endian float32, from values at the points (h, points)."""
        values = at_points.astype(np.float32)
        inner = slice(int((self.point_node >= 0).sum()), None)
        nodes = np.empty((len(values), len(self.xy)), ">f4")
        nodes[:, : inner.start] = values[:, self.node_a[: inner.start]]
        share = self.share[inner].astype(np.float32)
        nodes[:, inner] = (1 - share) * values[:, self.node_a[inner]] + share * values[:, self.node_b[inner]]
        return nodes

    def on_edges(self, at_lines: np.ndarray) -> np.ndarray:
        """Values at the mesh's edges (h, edges), big-endian float32, from values of the lines (h, lines)."""
        return at_lines.astype(">f4")[:, self.edge_line]


def mesh_of_lines(places: Places, start: np.ndarray, stop: np.ndarray, keep: np.ndarray) -> LineMesh:
    """The mesh of the lines `keep` (bool, rows of `places.lines`) that have a place, simplified to 1 m.

    start, stop: (lines,) the points (rows of `places.buses`) at which each line begins and ends.
    """
    rows = np.flatnonzero(keep & np.array([line is not None for line in places.lines], bool))
    start, stop = start[rows], stop[rows]
    lines = shapely.simplify(places.lines[rows], SIMPLIFY_DEGREES if places.in_degrees else SIMPLIFY_M)
    xy, line_of = shapely.get_coordinates(lines, return_index=True)
    count = np.bincount(line_of, minlength=len(rows)) if len(rows) else np.zeros(0, np.int64)
    first = np.cumsum(count) - count
    last = first + count - 1

    ends = np.zeros(len(xy), bool)
    ends[first], ends[last] = True, True
    used = np.unique(np.r_[start, stop])
    point_node = np.full(len(places.buses), -1)
    point_node[used] = np.arange(len(used))
    inner = np.flatnonzero(~ends)
    node_of = np.empty(len(xy), np.int64)
    node_of[first], node_of[last] = point_node[start], point_node[stop]
    node_of[inner] = len(used) + np.arange(len(inner))

    here = places.buses[used]
    # A point without a place of its own stands where a line ends.
    at_line = np.full((len(places.buses), 2), np.nan)
    at_line[start], at_line[stop] = xy[first], xy[last]
    here = np.where(np.isfinite(here), here, at_line[used])
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[first] = 0.0
    along = np.cumsum(step)
    along -= along[first][line_of] if len(xy) else 0.0
    total = along[last][line_of] if len(xy) else along
    share = np.divide(along, total, out=np.zeros(len(xy)), where=total > 0)

    begins = np.flatnonzero(np.isin(np.arange(len(xy)), last, invert=True))
    return LineMesh(
        xy=np.vstack([here, xy[inner]]),
        edges=np.c_[node_of[begins], node_of[begins + 1]],
        edge_line=rows[line_of[begins]],
        lines=rows,
        first_edge=first - np.arange(len(rows)),
        node_a=np.r_[used, start[line_of[inner]]],
        node_b=np.r_[used, stop[line_of[inner]]],
        share=np.r_[np.zeros(len(used)), share[inner]],
        point_node=point_node,
    )
