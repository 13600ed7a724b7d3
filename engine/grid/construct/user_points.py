"""The open points a user gives: which end of which cable each of them opens, and what it leaves without a station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ...problems import Problem
from ...tables import FeatureTable
from .network import CableNetwork, OpenPoints, Trace
from .paths import make_arcs, nearest_source


@dataclass(frozen=True)
class UserPoints:
    """edge: int (k,); end: str (k,), "from" or "to"; row: int (k,), row in the table of open points."""

    edge: np.ndarray
    end: np.ndarray
    row: np.ndarray


def place_points(
    network: CableNetwork,
    edge_ohm: np.ndarray,
    source_nodes: np.ndarray,
    level: str,
    points: FeatureTable | None,
    reach_m: float,
) -> tuple[UserPoints, list[Problem]]:
    """The user's points of one level, on the nearest drawn cable within `reach_m`.

    A column `level` says which level a point is for; without it the nearest cable does. A point on a joint opens the
    cable that comes from another station or closes a loop.
    """
    found: dict[tuple[int, str], int] = {}
    problems: list[Problem] = []
    if points is not None and len(points):
        located = ~shapely.is_missing(points.geometry) & ~shapely.is_empty(points.geometry)
        said = points.frame["level"].to_numpy(object) if "level" in points.frame else np.full(len(points), None)
        ids = points.frame["feature_id"].to_numpy(object)
        for row in np.flatnonzero(~located):
            if level == "LV":  # said once, not at every level
                text = ("The open point has no place.", "Draw it, or remove it.")
                problems.append(Problem("OPEN_POINTS", ids[row], "no_geometry", *text))
        main = np.flatnonzero(network.edge_kind == "main")
        potential = None
        said = np.array([value if value in ("LV", "MV") else "" for value in said], "U2")
        for wanted in ("LV", "MV", ""):
            rows = np.flatnonzero(located & (said == wanted))
            edges = main if wanted == "" else main[network.edge_level[main] == wanted]
            if wanted not in (level, "") or len(rows) == 0 or len(edges) == 0:
                continue
            place = shapely.centroid(points.geometry[rows])
            (point, near), distance = shapely.STRtree(network.edge_geometry[edges]).query_nearest(
                place, return_distance=True
            )
            for i, row in enumerate(rows.tolist()):
                mine = point == i
                at = np.sort(edges[near[mine]])
                at = at[network.edge_level[at] == level]
                if len(at) == 0:
                    continue  # it is the other level's
                if distance[mine][0] > reach_m:
                    problems.append(_too_far(ids[row], place[i], float(distance[mine][0]), reach_m))
                    continue
                if len(at) > 1:
                    potential = potential or _potential(network, level, edge_ohm, source_nodes)
                    at = at[[_opened_at_joint(network, at, place[i], *potential)]]
                end = str(_nearest_end(network, at, place[i])[0])
                found.setdefault((int(at[0]), end), row)
    keys = sorted(found)
    return UserPoints(
        np.array([edge for edge, _ in keys], int),
        np.array([end for _, end in keys], "U4"),
        np.array([found[key] for key in keys], int),
    ), problems


def _nearest_end(network: CableNetwork, edges: np.ndarray, place) -> np.ndarray:
    along = shapely.line_locate_point(network.edge_geometry[edges], place)
    return np.where(along * 2 <= network.edge_length_m[edges], "from", "to")


def _potential(network, level, edge_ohm, source_nodes) -> tuple[np.ndarray, np.ndarray]:
    """Resistance to the nearest source and the edge that leads there, per node, before anything is opened."""
    edges = np.flatnonzero(network.edge_level == level)
    arcs = make_arcs(network.n_nodes, network.edge_from[edges], network.edge_to[edges], edge_ohm[edges], edges)
    ohm, by, _ = nearest_source(arcs, source_nodes)
    return np.array(ohm), np.array(by)


def _opened_at_joint(network, edges, place, ohm, by) -> int:
    """Which of the cables at a joint is open there: one that closes a loop or comes from another station, of those the
    one nearest to a source; where there is none, one that leads away from the source."""
    at_from = _nearest_end(network, edges, place) == "from"
    node = np.where(at_from, network.edge_from[edges], network.edge_to[edges])
    other = np.where(at_from, network.edge_to[edges], network.edge_from[edges])
    on_path = (by[other] == edges) | (by[node] == edges)
    return int(np.lexsort((edges, ohm[other], by[node] == edges, on_path))[0])


def _too_far(feature_id: str, place, distance: float, reach_m: float) -> Problem:
    return Problem(
        "OPEN_POINTS",
        feature_id,
        "open_point_without_cable",
        "No cable within {reach:.1f} m of the open point; the nearest is {distance:.1f} m away.",
        "Move the point onto the cable that is open there.",
        {"reach": reach_m, "distance": distance},
        place,
        distance,
    )


def cut_off(
    network: CableNetwork,
    user: UserPoints,
    opened: OpenPoints,
    before: Trace,
    after: Trace,
    node_kw: np.ndarray,
    points: FeatureTable,
) -> list[Problem]:
    """Problems for the user's points behind which something was fed `before` and nothing is `after`."""
    problems = []
    closed = np.ones(network.n_edges, bool)
    closed[opened.edge] = False
    used = np.flatnonzero(closed)
    arcs = make_arcs(network.n_nodes, network.edge_from[used], network.edge_to[used], np.zeros(len(used)), used)
    for edge, row in zip(user.edge.tolist(), user.row.tolist()):
        for node in (int(network.edge_from[edge]), int(network.edge_to[edge])):
            if after.energised[node] or not before.energised[node]:
                continue
            kw = float(node_kw[np.isfinite(nearest_source(arcs, [node])[0])].sum())
            problems.append(
                Problem(
                    "OPEN_POINTS",
                    points.frame["feature_id"].iloc[row],
                    "open_point_cuts_off",
                    "Behind the open point {kw:.1f} kW has no station left.",
                    "Move or remove the point, or draw the cable that feeds what lies behind it.",
                    {"kw": kw},
                    points.geometry[row],
                )
            )
    return problems
