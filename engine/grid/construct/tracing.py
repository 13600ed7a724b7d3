"""Follows the grid from its sources: who feeds whom, by which feeder."""

from __future__ import annotations

import numpy as np

from .network import CableNetwork, OpenPoints, Trace
from .paths import make_arcs, nearest_source


def closed_edges(network: CableNetwork, open_points: OpenPoints | None) -> np.ndarray:
    """Edges without an open switch: bool (m,)."""
    closed = np.ones(network.n_edges, bool)
    if open_points is not None:
        closed[open_points.edge] = False
    return closed


def trace(
    network: CableNetwork,
    open_points: OpenPoints | None,
    source_nodes: np.ndarray,
    edge_ohm: np.ndarray | None = None,
) -> Trace:
    """Follow closed edges from the sources. Levels share no edge, so sources of both may be given at once.

    source_nodes: int (s,). edge_ohm: float (m,); without it lengths in metres take the place of ohm. In a meshed grid
    every node hangs on its path of least resistance, and the edges that close the mesh have no child.
    """
    n, m = network.n_nodes, network.n_edges
    weight = np.asarray(network.edge_length_m if edge_ohm is None else edge_ohm, float)
    closed = closed_edges(network, open_points)
    used = np.flatnonzero(closed)
    arcs = make_arcs(n, network.edge_from[used], network.edge_to[used], weight[used], used)
    ohm, by, parent = (np.array(v) for v in nearest_source(arcs, source_nodes))
    energised = np.isfinite(ohm)
    ohm = np.where(energised, ohm, np.nan)

    source = np.full(n, -1)
    source[np.asarray(source_nodes, int)] = source_nodes
    depth = np.where(source >= 0, 0, -1)
    feeder = np.full(n, -1)
    children_first = np.argsort(parent, kind="stable")
    children_at = np.searchsorted(parent[children_first], np.arange(n + 1))
    layer = np.unique(np.asarray(source_nodes, int))
    order = [layer]
    while len(layer):
        left, right = children_at[layer], children_at[layer + 1]
        steps = np.repeat(right - np.cumsum(right - left), right - left) + np.arange((right - left).sum())
        child = np.sort(children_first[steps])
        up = parent[child]
        source[child], depth[child] = source[up], depth[up] + 1
        own = np.where(network.edge_kind[by[child]] == "link", -1, by[child])
        feeder[child] = np.where(feeder[up] >= 0, feeder[up], own)
        order.append(child)
        layer = child

    edge_child = np.full(m, -1)
    reached = np.flatnonzero(by >= 0)
    edge_child[by[reached]] = reached
    return Trace(
        source=source,
        parent_edge=by,
        parent=parent,
        depth=depth,
        ohm=ohm,
        feeder=feeder,
        order=np.concatenate(order),
        edge_child=edge_child,
        **_edge_supply(network, open_points, source, feeder, edge_child),
    )


def _edge_supply(network, open_points, source, feeder, edge_child) -> dict:
    """Source and feeder of each edge: its child's, else those of the end at which it is closed."""
    at_from, at_to = np.ones(network.n_edges, bool), np.ones(network.n_edges, bool)
    if open_points is not None:
        at_from[open_points.edge[open_points.end == "from"]] = False
        at_to[open_points.edge[open_points.end == "to"]] = False
    node = np.where(at_from, network.edge_from, np.where(at_to, network.edge_to, -1))
    node = np.where(edge_child >= 0, edge_child, node)
    edge_source = np.where(node >= 0, source[node], -1)
    # A cable that leaves the busbar and is open at its far end is a feeder of its own.
    own = np.where(network.edge_kind == "link", -1, np.arange(network.n_edges))
    edge_feeder = np.where((edge_source >= 0) & (feeder[node] < 0), own, np.where(edge_source >= 0, feeder[node], -1))
    return {"edge_source": edge_source, "edge_feeder": edge_feeder}
