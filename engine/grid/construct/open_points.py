"""Where a grid that hangs together is opened, so that every piece has one source."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...tables import FeatureTable
from .chains import find_chains
from .forest import best_forest
from .joints import components
from .network import CableNetwork, OpenPoints
from .tracing import trace
from .user_points import cut_off, place_points

GIVEN = Phrase("Given by the user.")
BETWEEN = Phrase("Least kW x ohm to the stations; between two stations.")
LOOP = Phrase("Least kW x ohm to the station; a loop in one station's area.")
AT_TEE = Phrase("A loop without joint, cabinet or station; opened at a tee.")
CUT_SHORT = Phrase("Little kW x ohm to the stations; the search was cut short, so not proven the least.")


def choose_open_points(
    network: CableNetwork,
    node_kw: np.ndarray,
    edge_ohm: np.ndarray,
    source_nodes: np.ndarray,
    level: str,
    forced_points: FeatureTable | None = None,
    meshed: bool = False,
    reach_m: float = 5.0,
) -> OpenPoints:
    """Open points at one level, at joints, cabinets and stations, with the least sum of kW x ohm to the sources.

    node_kw: float (n,), load at each node. edge_ohm: float (m,), resistance of each edge. source_nodes: int (s,).
    forced_points: the user's open points. Each opens the nearest cable within `reach_m`, of this level where a column
    `level` says so or the nearest cable is of this level, at that edge's nearest end; it wins over every choice here.
    meshed: open nothing but the user's points. `.problems` names points that find no cable or cut something off, and
    pieces that several sources feed because they are kept meshed.
    """
    source_nodes = np.unique(np.asarray(source_nodes, int))
    source_nodes = source_nodes[network.node_level[source_nodes] == level]
    edge_ohm = np.maximum(np.nan_to_num(np.asarray(edge_ohm, float)), 0)
    node_kw = np.maximum(np.nan_to_num(np.asarray(node_kw, float)), 0)
    user, problems = place_points(network, edge_ohm, source_nodes, level, forced_points, reach_m)

    still_closed = np.setdiff1d(np.flatnonzero(network.edge_level == level), user.edge)
    edge, end, remark = user.edge, user.end, []
    if meshed:
        problems += _meshed_pieces(network, still_closed, source_nodes)
    else:
        chains = find_chains(network, still_closed, node_kw, edge_ohm, source_nodes)
        forest = best_forest(chains)
        edge = np.append(edge, chains.half_edge[forest.open_half])
        end = np.append(end, chains.half_end[forest.open_half])
        remark = [
            CUT_SHORT if not proven else AT_TEE if tee else "" for tee, proven in zip(forest.at_tee, forest.proven)
        ]
    n_user = len(user.edge)
    how = np.repeat(["measured", "inferred"], [n_user, len(edge) - n_user])
    nowhere = np.full(len(edge), -1)
    opened = OpenPoints(edge, end, nowhere, nowhere, how, phrase_column(len(edge), GIVEN))
    after = trace(network, opened, source_nodes, edge_ohm)
    a, b = after.source[network.edge_from[edge]], after.source[network.edge_to[edge]]
    for i, text in enumerate(remark, n_user):
        opened.rule[i] = text or (LOOP if a[i] == b[i] else BETWEEN)
    if n_user:
        before = trace(network, None, source_nodes, edge_ohm)
        problems += cut_off(network, user, opened, before, after, node_kw, forced_points)
    return replace(opened, station_a=a, station_b=b, problems=tuple(problems))


def _meshed_pieces(network: CableNetwork, closed: np.ndarray, source_nodes: np.ndarray) -> list[Problem]:
    """One problem per connected piece with several sources."""
    piece = components(network.n_nodes, network.edge_from[closed], network.edge_to[closed])[source_nodes]
    _, first, count = np.unique(piece, return_index=True, return_counts=True)
    return [
        Problem(
            "STATIONS",
            "",
            "meshed_piece",
            "{count} stations feed one piece of the grid together: it is kept meshed, as drawn.",
            "Let open points be chosen, or give them, where the grid is run radially.",
            {"count": int(stations)},
            shapely.Point(network.node_x[source_nodes[at]], network.node_y[source_nodes[at]]),
        )
        for at, stations in zip(first[count > 1], count[count > 1])
    ]
