"""Adds nodes along the edges of a street graph."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from .graph import StreetGraph, cut


def split_edges(
    graph: StreetGraph, edge: np.ndarray, along_m: np.ndarray, share_m: float
) -> tuple[StreetGraph, np.ndarray]:
    """Put nodes at distances along edges (k,): the graph with these edges cut, and the node of each request, int (k,).

    Requests on one edge closer than share_m to the first of their group share a node; those within share_m of an end of
    the edge use the node there. Nodes keep their numbers, new ones come after them; an edge that is cut keeps its
    number for its first piece, the others come after all edges.
    """
    edge = np.asarray(edge, int)
    length = graph.length_m[edge]
    along_m = np.clip(np.asarray(along_m, float), 0, length)
    near_end = np.minimum(share_m, length / 3)
    node = np.where(along_m * 2 <= length, graph.edges[edge, 0], graph.edges[edge, 1])
    inner = np.flatnonzero((along_m > near_end) & (along_m < length - near_end))
    if not len(inner):
        return graph, node
    inner = inner[np.lexsort((along_m[inner], edge[inner]))]
    at = _groups(edge[inner], along_m[inner], share_m)
    first = np.flatnonzero(np.diff(at, prepend=-1))
    cut_edge, cut_along = edge[inner][first], along_m[inner][first]
    new = len(graph.xy) + np.arange(len(first))
    node[inner] = new[at]

    whole, line = np.unique(cut_edge, return_inverse=True)
    parts, owner, start = cut(graph.lines[whole], line.reshape(-1), cut_along)
    head = np.diff(owner, prepend=-1) != 0
    tail = np.diff(owner, append=-1) != 0
    begin, end = np.empty(len(parts), int), np.empty(len(parts), int)
    begin[head], begin[~head] = graph.edges[whole, 0], new
    end[tail], end[~tail] = graph.edges[whole, 1], new
    stop = np.where(tail, graph.length_m[whole[owner]], np.append(start[1:], 0))
    lines, edges, lengths = graph.lines.copy(), graph.edges.copy(), graph.length_m.copy()
    lines[whole], lengths[whole] = parts[head], stop[head]
    edges[whole] = np.stack([begin, end], axis=1)[head]
    rest, of = ~head, whole[owner[~head]]
    place = shapely.get_coordinates(shapely.get_point(parts[rest], 0))
    return replace(
        graph,
        xy=np.concatenate([graph.xy, place]),
        edges=np.concatenate([edges, np.stack([begin, end], axis=1)[rest]]),
        lines=np.concatenate([lines, parts[rest]]),
        length_m=np.concatenate([lengths, (stop - start)[rest]]),
        street=np.concatenate([graph.street, graph.street[of]]),
        preference=np.concatenate([graph.preference, graph.preference[of]]),
        cost_factor=np.concatenate([graph.cost_factor, graph.cost_factor[of]]),
        piece=np.concatenate([graph.piece, graph.piece[graph.edges[of, 0]]]),
    ), node


def _groups(edge: np.ndarray, along_m: np.ndarray, share_m: float) -> np.ndarray:
    """Number the cuts: sorted requests within share_m of the first of their group are one cut."""
    group = np.empty(len(edge), int)
    number, last, begin = -1, -1, 0.0
    for i, (e, d) in enumerate(zip(edge.tolist(), along_m.tolist())):
        if e != last or d - begin > share_m:
            number, last, begin = number + 1, e, d
        group[i] = number
    return group
