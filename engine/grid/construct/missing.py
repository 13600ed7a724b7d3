"""Where the map seems to lack a station, and what is assumed to stand there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from ...columns import text_column
from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...tables import FeatureTable
from .inputs import unique
from .joints import components
from .network import CableNetwork

# Switchgear is drawn as a row of cable ends about a metre apart; joints in a street hold two to six cables.
ROW_OF_ENDS_M = 2.0
ENDS_IN_A_ROW = 8

AS_DRAWN = "{count} MV cables end side by side here and no station is drawn."
ON_A_BUSBAR = (
    "{count} MV cables end side by side here and no station is drawn; "
    "they are joined on the busbar of an assumed station, {station}."
)
ON_A_SOURCE = (
    "{count} MV cables end side by side here and no station is drawn; "
    "they are joined on the busbar of an assumed station, {station}, that is a source."
)


@dataclass(frozen=True)
class Completed:
    """The network and the stations (s,) with those that are assumed after the drawn ones.

    station_rule: object (s,), the Phrase why a station is assumed, "" for one that is drawn.
    """

    network: CableNetwork
    stations: FeatureTable
    station_rule: np.ndarray
    problems: list[Problem]


def complete_missing(network: CableNetwork, stations: FeatureTable, how: str) -> Completed:
    """Name the places where many MV cables end side by side without a station, and complete them as `how` says.

    how: "no" leaves them as drawn; "busbar" and "source" join the ends of each place on the busbar of an assumed
    station in their middle, without LV side, which as "source" feeds the MV grid too. No cable is added: a cable of
    which both ends are in the row keeps its length and leaves the busbar to come back to it. Assumed stations are
    numbered by place, so that the order of rows changes nothing.
    """
    nodes, place_of_node, count = _rows_of_ends(network)
    ends = shapely.points(network.node_x[nodes], network.node_y[nodes])
    middle = [shapely.MultiPoint(ends[place_of_node == place]).centroid for place in range(len(count))]
    drawn = text_column(stations.frame, "feature_id")
    ids = unique(np.append(drawn, [f"missing-{place + 1}" for place in range(len(count))]).astype(object))[len(drawn) :]
    problems = [
        Problem(
            "STATIONS",
            "",
            "station_missing",
            AS_DRAWN if how == "no" else ON_A_SOURCE if how == "source" else ON_A_BUSBAR,
            "Add the station to the layer, as a source if it feeds the town, and run again.",
            {"count": ends_here} if how == "no" else {"count": ends_here, "station": station},
            where,
        )
        for ends_here, station, where in zip(count.tolist(), ids, middle)
    ]
    if how == "no" or not len(count):
        return Completed(network, stations, phrase_column(len(stations)), problems)

    rule = phrase_column(len(stations) + len(count))
    why = Phrase("joined on the busbar of a source" if how == "source" else "joined on one busbar")
    rule[len(stations) :] = [
        Phrase("{count} MV cables end side by side", count=ends_here).then(why) for ends_here in count.tolist()
    ]
    new = pd.DataFrame({"feature_id": ids, "has_lv": False, "is_source": how == "source"})
    new = new.assign(is_customer=False, is_shared=False, description="")
    table = replace(
        stations,
        frame=pd.concat([stations.frame, new], ignore_index=True),
        geometry=np.append(np.asarray(stations.geometry, object), middle),
    )
    return Completed(_joined(network, nodes, place_of_node, middle, len(stations)), table, rule, problems)


def _rows_of_ends(network: CableNetwork) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nodes in a row of MV ends without a station (k,), the place of each (0, 1 … from the west), ends per place."""
    ends = _ends_at(network)
    nodes = np.flatnonzero((ends > 0) & (network.node_station < 0))
    points = shapely.points(network.node_x[nodes], network.node_y[nodes])
    a, b = shapely.STRtree(points).query(points, "dwithin", ROW_OF_ENDS_M)
    # Joints that stayed apart though their ends all but meet are in one row, wherever each has its middle.
    position = np.full(network.n_nodes, -1)
    position[nodes] = np.arange(len(nodes))
    link = network.edge_kind == "link"
    linked = position[np.stack([network.edge_from[link], network.edge_to[link]])]
    linked = linked[:, (linked >= 0).all(axis=0)]
    row = components(len(nodes), np.append(a, linked[0]), np.append(b, linked[1]))
    here = np.bincount(row, ends[nodes], minlength=len(nodes))[row] >= ENDS_IN_A_ROW
    nodes, row = nodes[here], row[here]
    order = np.lexsort((network.node_y[nodes], network.node_x[nodes]))
    nodes, row = nodes[order], row[order]
    _, first, place = np.unique(row, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    place = rank[place.reshape(-1)] if len(place) else np.empty(0, int)
    return nodes, place, np.bincount(place, ends[nodes]).astype(int)


def _ends_at(network: CableNetwork) -> np.ndarray:
    """How many drawn MV cables end at each node: int (n,). One that runs through comes and goes: it does not end."""
    mv = np.flatnonzero((network.edge_level == "MV") & (network.edge_kind == "main"))
    at = np.append(network.edge_from[mv], network.edge_to[mv])
    cable = np.tile(network.edge_cable[mv], 2)
    pair, times = np.unique(np.stack([at, cable], axis=1), axis=0, return_counts=True)
    return np.bincount(pair[times % 2 == 1, 0], minlength=network.n_nodes)


def _joined(network: CableNetwork, nodes, place_of_node, middle, n_stations: int) -> CableNetwork:
    """The network with the nodes of each place made one busbar, the last nodes of all."""
    keep = np.ones(network.n_nodes, bool)
    keep[nodes] = False
    number = np.cumsum(keep) - 1
    number[nodes] = keep.sum() + place_of_node
    start, stop = number[network.edge_from], number[network.edge_to]
    # A link within the row is part of the busbar now.
    edge = np.flatnonzero((network.edge_kind != "link") | (start != stop))
    xy = shapely.get_coordinates(middle)
    k = len(middle)
    added = {
        "node_x": xy[:, 0],
        "node_y": xy[:, 1],
        "node_level": np.full(k, "MV"),
        "node_kind": np.full(k, "station_mv"),
        "node_station": n_stations + np.arange(k),
    }
    return replace(
        network,
        **{name: np.append(getattr(network, name)[keep], values) for name, values in added.items()},
        **{
            name: getattr(network, name)[edge]
            for name in ("edge_level", "edge_kind", "edge_cable", "edge_geometry", "edge_length_m")
        },
        edge_from=start[edge],
        edge_to=stop[edge],
    )
