"""Buildings and sources tied to the street they face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .graph import StreetGraph
from .splitting import split_edges

SHARED_NODE_M = 0.75
TOUCHED_M = 0.5  # a line may run so far through a neighbour's footprint: maps are not that exact
FURTHER = 3.0
FURTHER_M = 10.0


@dataclass(frozen=True)
class Attached:
    """graph: the street graph with a node at every place of attachment. node: int (p,), -1 where out of reach.
    lines: object (p,), from the street to the facade, None where out of reach. length_m: (p,), with the detour; nan.
    """

    graph: StreetGraph
    node: np.ndarray
    lines: np.ndarray
    length_m: np.ndarray


def attach(graph: StreetGraph, geometry: np.ndarray, longest_m: float, detour: float = 1.0) -> Attached:
    """Tie points or footprints (p,) to the nearest street that is not forbidden.

    Nearest is measured from the footprint's edge, so that a building hangs on the street it faces; where the straight
    line runs through another of the footprints and another street can be reached without, that one is taken.
    longest_m: straight distance. detour: length of the connection against the straight distance.
    """
    geometry = np.asarray(geometry, object)
    p = len(geometry)
    node, lines, length = np.full(p, -1), np.full(p, None, object), np.full(p, np.nan)
    open_ = np.flatnonzero(graph.permitted)
    there = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    if not len(open_) or not len(there):
        return Attached(graph, node, lines, length)
    tree = shapely.STRtree(graph.lines[open_])
    who, edge = tree.query_nearest(geometry[there], max_distance=max(longest_m, 1e-9), all_matches=True)
    # Of streets equally near the first in the graph's order: it does not hang on the order of the rows.
    order = np.lexsort((edge, who))
    who, edge = who[order], edge[order]
    first = np.diff(who, prepend=-1) != 0
    who, edge = there[who[first]], open_[edge[first]]
    edge = _round_others(graph, geometry, tree, open_, who, edge, longest_m)

    with np.errstate(invalid="ignore"):  # GEOS raises the flag on shapes that touch; the line is right
        way = shapely.shortest_line(graph.lines[edge], geometry[who])
    foot = shapely.get_point(way, 0)
    along = shapely.line_locate_point(graph.lines[edge], foot)
    split, at = split_edges(graph, edge, along, SHARED_NODE_M)
    node[who] = at
    door = shapely.get_coordinates(shapely.get_point(way, -1))
    lines[who] = shapely.linestrings(np.stack([split.xy[at], door], axis=1))
    length[who] = shapely.length(lines[who]) * detour
    return Attached(split, node, lines, length)


def _round_others(graph, geometry, tree, open_, who, edge, longest_m) -> np.ndarray:
    """For buildings whose line runs through another footprint, the nearest edge whose line does not, if any."""
    solid = np.flatnonzero(shapely.get_dimensions(geometry) == 2)
    if not len(solid):
        return edge
    others = shapely.STRtree(geometry[solid])

    def blocked(rows, edges):
        with np.errstate(invalid="ignore"):
            way = shapely.shortest_line(geometry[rows], graph.lines[edges])
        line, other = others.query(way, predicate="intersects")
        strange = solid[other] != rows[line]
        line, other = line[strange], solid[other[strange]]
        inside = shapely.length(shapely.intersection(way[line], geometry[other])) > TOUCHED_M
        found = np.zeros(len(rows), bool)
        found[line[inside]] = True
        return found

    hard = np.flatnonzero(blocked(who, edge))
    if not len(hard):
        return edge
    far = shapely.distance(geometry[who[hard]], graph.lines[edge[hard]])
    reach = np.minimum(longest_m, FURTHER * far + FURTHER_M)
    i, candidate = tree.query(geometry[who[hard]], "dwithin", reach)
    candidate = open_[candidate]
    distance = shapely.distance(geometry[who[hard[i]]], graph.lines[candidate])
    order = np.lexsort((candidate, np.round(distance, 6), i))
    i, candidate = i[order], candidate[order]
    free = ~blocked(who[hard[i]], candidate)
    i, candidate = i[free], candidate[free]
    first = np.diff(i, prepend=-1) != 0
    edge = edge.copy()
    edge[hard[i[first]]] = candidate[first]
    return edge
