"""Pieces of the network that lie near each other are joined; what stays an island is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from ...problems import Problem
from .graph import StreetGraph, pieces
from .options import StreetOptions
from .parts import LAYER
from .splitting import split_edges

TOUCHING_M = 1e-6


def join_pieces(graph: StreetGraph, options: StreetOptions) -> StreetGraph:
    """Links between pieces nearer than join_m to each other, the shortest first, until none is left to join.

    Streets that are forbidden hold pieces together too: a link never leads round a prohibition.
    """
    if options.join_m <= 0 or not len(graph.edges):
        return graph
    all_piece = pieces(graph.edges, np.ones(len(graph.edges), bool), graph.length_m, len(graph.xy))
    of_edge = all_piece[graph.edges[:, 0]]
    open_ = np.flatnonzero(graph.permitted)
    small = open_[of_edge[open_] > 0]
    if not len(small):
        return graph
    tree = shapely.STRtree(graph.lines[open_])
    a, b = tree.query(graph.lines[small], "dwithin", options.join_m)
    a, b = small[a], open_[b]
    apart = of_edge[a] != of_edge[b]
    a, b = a[apart], b[apart]
    a, b = np.minimum(a, b), np.maximum(a, b)
    with np.errstate(invalid="ignore"):  # GEOS raises the flag on lines that touch; the distance is right
        far = shapely.distance(graph.lines[a], graph.lines[b])
    keep = far > TOUCHING_M  # lines that cross without meeting are of different levels
    a, b, far = a[keep], b[keep], far[keep]
    order = np.lexsort((b, a, np.round(far, 4)))
    root = list(range(int(of_edge.max()) + 1))

    def find(piece):
        while root[piece] != piece:
            root[piece] = root[root[piece]]
            piece = root[piece]
        return piece

    chosen = []
    for i in order.tolist():
        u, v = find(int(of_edge[a[i]])), find(int(of_edge[b[i]]))
        if u != v:
            root[max(u, v)] = min(u, v)
            chosen.append(i)
    if not chosen:
        return graph
    a, b = a[chosen], b[chosen]
    link = shapely.shortest_line(graph.lines[a], graph.lines[b])
    edge = np.concatenate([a, b])
    points = np.concatenate([shapely.get_point(link, 0), shapely.get_point(link, -1)])
    along = shapely.line_locate_point(graph.lines[edge], points)
    split, node = split_edges(graph, edge, along, max(options.snap_m, 0.01) / 2)
    ends = node.reshape(2, -1).T
    lines = shapely.linestrings(split.xy[ends])
    k = len(lines)
    return replace(
        split,
        edges=np.concatenate([split.edges, ends]),
        lines=np.concatenate([split.lines, lines]),
        length_m=np.concatenate([split.length_m, shapely.length(lines)]),
        street=np.concatenate([split.street, np.full(k, -1)]),
        preference=np.concatenate([split.preference, np.zeros(k, np.int8)]),
        cost_factor=np.concatenate([split.cost_factor, np.full(k, options.link_factor)]),
    )


def island_problems(graph: StreetGraph) -> list[Problem]:
    """A problem for each piece but the largest: how far it lies from the others, or that a prohibition cuts it off."""
    permitted = np.flatnonzero(graph.permitted)
    of_edge = graph.piece[graph.edges[permitted, 0]]
    count = int(of_edge.max(initial=0)) + 1
    if count < 2:
        return []
    own = graph.streets.frame["feature_id"].to_numpy(object)
    barred = np.unique(graph.edges[~graph.permitted])
    lines = graph.lines[permitted]
    order = np.argsort(of_edge, kind="stable")
    start = np.searchsorted(of_edge[order], np.arange(count + 1))
    whole = shapely.multilinestrings(lines[order], indices=of_edge[order])
    piece, distance = shapely.STRtree(whole).query_nearest(
        whole, exclusive=True, all_matches=False, return_distance=True
    )
    far = dict(zip(piece[0].tolist(), distance.tolist()))
    cut_off = set(graph.piece[barred].tolist())
    found = []
    for k in range(1, count):
        rows = graph.street[permitted[order[start[k] : start[k + 1]]]]
        feature = min((own[row] for row in rows if row >= 0), default="")
        values = {"length": float(shapely.length(whole[k])), "distance": far.get(k, np.nan)}
        place, distance = whole[k], far.get(k, np.nan)
        if k in cut_off:
            reason = "Forbidden streets cut off {length:,.0f} m of streets here from the rest."
            remedy = "Allow one of them, draw another street, or place a source here."
            found.append(Problem(LAYER, feature, "cut_off", reason, remedy, values, place, distance))
        else:
            reason = "{length:,.0f} m of streets here hang on nothing; the nearest other lies at {distance:,.1f} m."
            remedy = "Draw the missing street, or let pieces that lie further apart be joined."
            found.append(Problem(LAYER, feature, "island", reason, remedy, values, place, distance))
    return found
