"""Adds nodes to a cable network: tees along its edges, and branches out of its nodes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from .network import CableNetwork

SAME_PLACE_M = 0.01


def split_edges(
    network: CableNetwork, edges: np.ndarray, distances_m: np.ndarray, kind: str = "service_tee"
) -> tuple[CableNetwork, np.ndarray]:
    """Put nodes of `kind` at distances along edges.

    edges: int (k,). distances_m: float (k,), along the edge's geometry from its `from` end. Distances on one edge
    closer than 1 cm to each other share a node; those within 1 cm of an end (or beyond it) use the node there.
    Returns the network with the edges cut and the node of each request, int (k,). Nodes keep their numbers, new ones
    come after them in order of edge and distance; an edge that is cut keeps its number for the piece at its `from`
    end, the other pieces come after all edges.
    """
    edges = np.asarray(edges, int)
    length = network.edge_length_m[edges]
    distances_m = np.clip(np.asarray(distances_m, float), 0, length)
    nodes = np.where(distances_m * 2 <= length, network.edge_from[edges], network.edge_to[edges])
    inner = np.flatnonzero((distances_m > SAME_PLACE_M) & (distances_m < length - SAME_PLACE_M))
    if len(inner) == 0:
        return network, nodes

    inner = inner[np.lexsort((distances_m[inner], edges[inner]))]
    edge, along = edges[inner], distances_m[inner]
    cut = _cut_numbers(edge, along)
    first = np.flatnonzero(np.diff(cut, prepend=-1))
    cut_edge, cut_along = edge[first], along[first]
    n_cuts = len(first)
    cut_node = network.n_nodes + np.arange(n_cuts)
    nodes[inner] = cut_node[cut]

    points = shapely.line_interpolate_point(network.edge_geometry[cut_edge], cut_along)
    head = np.diff(cut_edge, prepend=-1) != 0  # the first cut of its edge
    tail = np.diff(cut_edge, append=-1) != 0
    stop = np.where(tail, network.edge_length_m[cut_edge], np.append(cut_along[1:], 0))
    after = cut_pieces(network.edge_geometry[cut_edge], cut_along, stop)  # the piece that follows each cut
    whole = cut_edge[head]

    geometry, length_m, to = network.edge_geometry.copy(), network.edge_length_m.copy(), network.edge_to.copy()
    geometry[whole] = cut_pieces(network.edge_geometry[whole], np.zeros(len(whole)), cut_along[head])
    length_m[whole] = cut_along[head]
    to[whole] = cut_node[head]
    return replace(
        network,
        node_x=np.append(network.node_x, shapely.get_x(points)),
        node_y=np.append(network.node_y, shapely.get_y(points)),
        node_level=np.append(network.node_level, network.edge_level[cut_edge]),
        node_kind=np.append(network.node_kind, np.full(n_cuts, kind)),
        node_station=np.append(network.node_station, np.full(n_cuts, -1)),
        edge_from=np.append(network.edge_from, cut_node),
        edge_to=np.append(to, np.where(tail, network.edge_to[cut_edge], np.append(cut_node[1:], -1))),
        edge_level=np.append(network.edge_level, network.edge_level[cut_edge]),
        edge_kind=np.append(network.edge_kind, network.edge_kind[cut_edge]),
        edge_cable=np.append(network.edge_cable, network.edge_cable[cut_edge]),
        edge_geometry=np.append(geometry, after),
        edge_length_m=np.append(length_m, stop - cut_along),
    ), nodes


def _cut_numbers(edge: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Number the cuts: sorted requests within 1 cm of the first of their group are one cut."""
    cut = np.empty(len(edge), int)
    number, last_edge, last_along = -1, -1, 0.0
    for i, (e, d) in enumerate(zip(edge.tolist(), along.tolist())):
        if e != last_edge or d - last_along > SAME_PLACE_M:
            number, last_edge, last_along = number + 1, e, d
        cut[i] = number
    return cut


def cut_pieces(lines: np.ndarray, start_m: np.ndarray, stop_m: np.ndarray) -> np.ndarray:
    """The part of each line (k,) between two distances along it, 0 <= start < stop <= length: object array (k,)."""
    lines = np.asarray(lines, object)
    if len(lines) == 0:
        return np.empty(0, object)
    coords, line = shapely.get_coordinates(lines, return_index=True)
    along = distance_along(coords, line)
    inside = (along > start_m[line]) & (along < stop_m[line])
    number = np.arange(len(lines))
    first = shapely.get_coordinates(shapely.line_interpolate_point(lines, start_m))
    last = shapely.get_coordinates(shapely.line_interpolate_point(lines, stop_m))
    piece = np.concatenate([number, line[inside], number])
    position = np.concatenate([start_m, along[inside], stop_m])
    order = np.lexsort((position, piece))
    return shapely.linestrings(np.concatenate([first, coords[inside], last])[order], indices=piece[order])


def distance_along(coords: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Distance of each vertex along its line; coords (v, 2), line: int (v,), sorted, numbered from 0: float (v,)."""
    step = np.hypot(*np.diff(coords, axis=0, prepend=coords[:1]).T)
    step[np.diff(line, prepend=-1) != 0] = 0
    total = np.cumsum(step)
    return total - total[np.searchsorted(line, line)]


def add_branches(
    network: CableNetwork, from_node: np.ndarray, geometry: np.ndarray, kind: str = "service", level: str = "LV"
) -> tuple[CableNetwork, np.ndarray]:
    """Lay edges of `kind` out of nodes to new nodes of kind "connection" at the lines' far ends.

    from_node: int (k,). geometry: object (k,) of LineStrings that begin at that node. Returns the network and the new
    nodes, int (k,), in the order asked for.
    """
    geometry, from_node = np.asarray(geometry, object), np.asarray(from_node, int)
    k = len(from_node)
    if k == 0:
        return network, np.empty(0, int)
    far = shapely.get_point(geometry, -1)
    nodes = network.n_nodes + np.arange(k)
    return replace(
        network,
        node_x=np.append(network.node_x, shapely.get_x(far)),
        node_y=np.append(network.node_y, shapely.get_y(far)),
        node_level=np.append(network.node_level, np.full(k, level)),
        node_kind=np.append(network.node_kind, np.full(k, "connection")),
        node_station=np.append(network.node_station, np.full(k, -1)),
        edge_from=np.append(network.edge_from, from_node),
        edge_to=np.append(network.edge_to, nodes),
        edge_level=np.append(network.edge_level, np.full(k, level)),
        edge_kind=np.append(network.edge_kind, np.full(k, kind)),
        edge_cable=np.append(network.edge_cable, np.full(k, -1)),
        edge_geometry=np.append(network.edge_geometry, geometry),
        edge_length_m=np.append(network.edge_length_m, shapely.length(geometry)),
    ), nodes
