"""The net as a graph: who feeds whom, what lies downstream, and which MV sections lie on a ring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MV_ABOVE_KV = 1.0


@dataclass(frozen=True)
class Edges:
    """Connections between buses. a, b: (e,) rows in `net.bus`; table: (e,) "line", "trafo", …; row: (e,) row in that
    table.

    closed: (e,) False where a switch is open or the element is out of service.
    """

    a: np.ndarray
    b: np.ndarray
    table: np.ndarray
    row: np.ndarray
    closed: np.ndarray


@dataclass(frozen=True)
class Spine:
    """A tree over the closed edges, breadth first from the sources (all sources count as depth 0).

    order: (k,) rows of fed buses, nearest first. parent: (buses,) row of the bus towards the source, -1 at sources and
    unfed buses. parent_edge: (buses,) position among the edges, -1 likewise. depth: (buses,) steps from a source, -1
    where unfed. In a radial net this is the net itself; in a meshed one a shortest path, which only serves to say
    "downstream".
    """

    order: np.ndarray
    parent: np.ndarray
    parent_edge: np.ndarray
    depth: np.ndarray


def read_edges(net) -> Edges:
    """All two-ended elements and bus-bus switches; three-winding transformers as two edges from their high side."""
    row_of_bus = {bus: row for row, bus in enumerate(net.bus.index)}
    open_elements: dict[str, set] = {"l": set(), "t": set(), "t3": set()}
    for kind, element, closed in zip(net.switch["et"], net.switch["element"], net.switch["closed"]):
        if kind in open_elements and not closed:
            open_elements[kind].add(element)
    parts: list[tuple] = []

    def add(table, rows, starts, stops, closed):
        parts.extend(
            (row_of_bus[a], row_of_bus[b], table, row, bool(c)) for row, a, b, c in zip(rows, starts, stops, closed)
        )

    for table, code, ends in (
        ("line", "l", [("from_bus", "to_bus")]),
        ("trafo", "t", [("hv_bus", "lv_bus")]),
        ("trafo3w", "t3", [("hv_bus", "mv_bus"), ("hv_bus", "lv_bus")]),
        ("impedance", "", [("from_bus", "to_bus")]),
    ):
        frame = net[table]
        shut = open_elements.get(code, set())
        closed = [bool(on) and index not in shut for index, on in zip(frame.index, frame["in_service"])]
        for start, stop in ends:
            add(table, range(len(frame)), frame[start], frame[stop], closed)
    ties = net.switch[net.switch["et"] == "b"]
    add("switch", net.switch.index.get_indexer(ties.index), ties["bus"], ties["element"], ties["closed"])
    a, b, table, row, closed = zip(*parts) if parts else ((), (), (), (), ())
    return Edges(
        np.array(a, np.int64), np.array(b, np.int64), np.array(table, object), np.array(row, np.int64),
        np.array(closed, bool),
    )  # fmt: skip


def source_rows(net) -> np.ndarray:
    """Rows in `net.bus` of the buses that feed the net."""
    buses = net.ext_grid.loc[net.ext_grid["in_service"].astype(bool), "bus"].tolist()
    if len(net.gen):
        buses += net.gen.loc[net.gen["slack"].astype(bool) & net.gen["in_service"].astype(bool), "bus"].tolist()
    return np.unique(net.bus.index.get_indexer(buses))


def spine(edges: Edges, buses: int, sources: np.ndarray) -> Spine:
    """Walk the closed edges from the sources, breadth first."""
    use = np.flatnonzero(edges.closed)
    ends = np.concatenate([edges.a[use], edges.b[use]])
    by_end = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[by_end], np.arange(buses + 1)).tolist()
    neighbour = np.concatenate([edges.b[use], edges.a[use]])[by_end].tolist()
    edge = np.tile(use, 2)[by_end].tolist()
    depth, parent, parent_edge = [-1] * buses, [-1] * buses, [-1] * buses
    order = []
    for source in sources.tolist():
        depth[source] = 0
        order.append(source)
    for here in order:  # grows while it is walked
        for k in range(first[here], first[here + 1]):
            there = neighbour[k]
            if depth[there] < 0:
                depth[there], parent[there], parent_edge[there] = depth[here] + 1, here, edge[k]
                order.append(there)
    return Spine(np.array(order, np.int64), np.array(parent), np.array(parent_edge), np.array(depth))


def downstream_sums(tree: Spine, at_bus: np.ndarray) -> np.ndarray:
    """Sums over each bus and all buses it feeds; at_bus, result: (buses, k)."""
    total = np.array(at_bus, float)
    for bus in tree.order[::-1].tolist():
        above = tree.parent[bus]
        if above >= 0:
            total[above] += total[bus]
    return total


def fed_end(edges: Edges, tree: Spine) -> tuple[np.ndarray, np.ndarray]:
    """For each edge the bus row at its far end and whether `a` is the near end; far from the source is the deeper
    bus.
    """
    a_near = tree.depth[edges.a] <= tree.depth[edges.b]
    return np.where(a_near, edges.b, edges.a), a_near


def ring_edges(edges: Edges, buses: int, sources: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """(e,) True where an edge lies on a ring of the `usable` edges; all sources count as one place, so that a cable
    from one source to another is a ring too.
    """
    import networkx as nx

    place = np.arange(buses)
    if len(sources):
        place[sources] = sources[0]
    rows = np.flatnonzero(usable)
    pairs = np.sort(np.c_[place[edges.a[rows]], place[edges.b[rows]]], axis=1)
    graph = nx.Graph()
    graph.add_edges_from(map(tuple, pairs.tolist()))
    bridges = {tuple(sorted(pair)) for pair in nx.bridges(graph)} if len(rows) else set()
    _, group, count = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    on_ring = np.zeros(len(edges.a), bool)
    on_ring[rows] = [
        a != b and (many > 1 or (a, b) not in bridges) for (a, b), many in zip(pairs.tolist(), count[group.ravel()])
    ]
    return on_ring
