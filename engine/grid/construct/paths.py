"""Paths of least resistance from the nearest source."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Arcs:
    """Edges of a graph of n nodes seen from both ends, in lists (quicker to walk than arrays).

    first: n + 1 positions; the arcs out of node i are first[i]:first[i + 1]. head, edge, ohm: per arc.
    """

    first: list[int]
    head: list[int]
    edge: list[int]
    ohm: list[float]

    @property
    def n_nodes(self) -> int:
        return len(self.first) - 1


def make_arcs(n_nodes: int, tail: np.ndarray, head: np.ndarray, ohm: np.ndarray, edge: np.ndarray) -> Arcs:
    """Arcs both ways along edges tail-head (k,), of resistance `ohm`, called `edge`."""
    start, stop = np.append(tail, head), np.append(head, tail)
    order = np.lexsort((np.tile(edge, 2), stop, start))
    first = np.searchsorted(start[order], np.arange(n_nodes + 1))
    return Arcs(first.tolist(), stop[order].tolist(), np.tile(edge, 2)[order].tolist(), np.tile(ohm, 2)[order].tolist())


def nearest_source(
    arcs: Arcs, sources: Sequence[int], entry: Sequence[int] | None = None
) -> tuple[list[float], list[int], list[int]]:
    """Dijkstra's shortest paths from all sources at once.

    entry: per node the only edge by which it may be reached, -1 for any. Returns per node the resistance to its source
    (inf where none), the edge it is reached by and the node at that edge's other end (-1 at sources). Among equal paths
    the first found wins, in order of node number.
    """
    ohm = [float("inf")] * arcs.n_nodes
    by, parent = [-1] * arcs.n_nodes, [-1] * arcs.n_nodes
    done = [False] * arcs.n_nodes
    heap = []
    for source in sorted(int(s) for s in sources):
        ohm[source] = 0.0
        heap.append((0.0, source))
    while heap:
        so_far, node = heapq.heappop(heap)
        if done[node]:
            continue
        done[node] = True
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            to = arcs.head[arc]
            if done[to] or (entry is not None and entry[to] >= 0 and entry[to] != arcs.edge[arc]):
                continue
            length = so_far + arcs.ohm[arc]
            if length < ohm[to]:
                ohm[to], by[to], parent[to] = length, arcs.edge[arc], node
                heapq.heappush(heap, (length, to))
    return ohm, by, parent
