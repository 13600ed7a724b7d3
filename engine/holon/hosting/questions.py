"""Who is asked: each connection, each feeder and each station, with the elements that what is added comes by."""

from __future__ import annotations

import numpy as np

from ...grid.congestion import NetFacts
from .connections import Connections, Sensitivity
from .limits import Limits
from .search import Asked


def asked_with(weight, sense: Sensitivity, limits: Limits, area_reach) -> Asked:
    """weight: csr (k, n). area_reach: csr bool (n, b), buses whose voltage what is added at a connection comes by."""
    from scipy.sparse import csr_matrix, hstack, vstack

    demand = (vstack([sense.flow, sense.volt]).tocsr() @ weight.T).T.tocsr()
    touched = (weight > 0).astype(float)
    of_branch = csr_matrix(
        (np.ones(len(sense.sense_branch)), (np.arange(len(sense.sense_branch)), sense.sense_branch)),
        (len(sense.sense_branch), limits.branches),
    )
    branches = (touched @ ((sense.flow != 0).astype(float).T @ of_branch)) > 0
    buses = (touched @ area_reach.astype(float)) > 0
    return Asked(weight.tocsr(), demand, hstack([branches, buses]).tocsr().astype(bool))


def area_reach(limits: Limits, bus_area, above, own_area):
    """csr bool (n, b): buses in the voltage area of each connection and in those that feed it."""
    from scipy.sparse import csr_matrix

    chain = np.zeros((len(above), len(above)), bool)
    for area in range(len(above)):  # above < area
        chain[area, area] = True
        if above[area] >= 0:
            chain[area] |= chain[above[area]]
    buses_of = csr_matrix(chain[:, bus_area])
    return buses_of[own_area]


def group_names(net, facts: NetFacts, connections: Connections, column: str) -> np.ndarray:
    """(n,) station_id or feeder_id of each connection; read from the buses, else from what feeds them; "" for none."""
    bus = facts.load_bus[connections.row]
    if column in net.bus:
        names = net.bus[column].to_numpy(object)[bus]
        return np.array(["" if not isinstance(name, str) else name for name in names], object)
    edges, tree = facts.edges, facts.tree
    station, feeder = np.full(len(net.bus), "", object), np.full(len(net.bus), "", object)
    for here in tree.order.tolist():
        edge, parent = tree.parent_edge[here], tree.parent[here]
        if edge < 0:
            continue
        station[here], feeder[here] = station[parent], feeder[parent]
        if edges.table[edge] == "trafo" and not facts.bus_is_mv[here]:
            station[here], feeder[here] = facts.trafos.ids[edges.row[edge]], ""
        elif not feeder[here] and station[here] and edges.table[edge] == "line":
            feeder[here] = facts.lines.ids[edges.row[edge]]
    return (station if column == "station_id" else feeder)[bus]


def numbered(names: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Names of the groups, sorted, and of each connection the position of its group; -1 where `counts` is False."""
    known = counts & (names != "")
    groups, at = np.unique(names[known].astype(str), return_inverse=True)
    of = np.full(len(names), -1)
    of[known] = at
    return groups.astype(object), of
