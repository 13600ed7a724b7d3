"""Where a grid that hangs together is opened, so that every piece has one source."""

from __future__ import annotations

import numpy as np
import shapely

from ...problems import Problem
from ...tables import FeatureTable
from .chains import find_chains
from .forest import best_forest
from .network import CableNetwork, OpenPoints
from .paths import make_arcs, nearest_source
from .tracing import trace

RULE_USER = "Given by the user."
RULE_BETWEEN = "Least kW x ohm to the stations; between two stations."
RULE_LOOP = "Least kW x ohm to the station; a loop in one station's area."
RULE_CUT_SHORT = " The search was cut short: a good choice, not proven the best."
RULE_AT_TEE = " This loop has no joint, cabinet or station: opened at a tee."


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
    meshed: open nothing but the user's points. Points that find no cable or cut something off are in `.problems`.
    """
    source_nodes = np.unique(np.asarray(source_nodes, int))
    edge_ohm = np.nan_to_num(np.asarray(edge_ohm, float))
    node_kw = np.maximum(np.nan_to_num(np.asarray(node_kw, float)), 0)
    of_level = np.flatnonzero(network.edge_level == level)
    user_edge, user_end, user_row, problems = _place(
        network, of_level, edge_ohm, source_nodes, level, forced_points, reach_m
    )
    edge, end, rule = user_edge, user_end, [RULE_USER] * len(user_edge)
    if not meshed:
        chains = find_chains(network, np.setdiff1d(of_level, user_edge), node_kw, edge_ohm, source_nodes)
        forest = best_forest(chains)
        edge = np.append(user_edge, chains.half_edge[forest.open_half])
        end = np.append(user_end, chains.half_end[forest.open_half])
        rule += [
            RULE_AT_TEE * bool(tee) + RULE_CUT_SHORT * (not proven) for tee, proven in zip(forest.at_tee, forest.proven)
        ]
    how = np.array(["measured"] * len(user_edge) + ["inferred"] * (len(edge) - len(user_edge)), "U8")
    points = OpenPoints(edge, end, np.empty(0, int), np.empty(0, int), how, np.array(rule, object))
    fed = trace(network, points, source_nodes, edge_ohm)
    a, b = fed.source[network.edge_from[edge]], fed.source[network.edge_to[edge]]
    rule = [
        text if given == "measured" else (RULE_LOOP if x == y else RULE_BETWEEN) + text
        for text, given, x, y in zip(rule, how, a, b)
    ]
    if len(user_edge):
        before = trace(network, None, source_nodes, edge_ohm).energised
        problems += _cut_off(network, fed, before, node_kw, points, forced_points, user_row)
    return OpenPoints(edge, end, a, b, how, np.array(rule, object), tuple(problems))


def _place(network, of_level, edge_ohm, source_nodes, level, points, reach_m):
    """The user's points as (edge, end, row of the point, problems)."""
    none = np.empty(0, int)
    if points is None or len(points) == 0:
        return none, np.empty(0, "U4"), none, []
    edges, ends, rows, problems = [], [], [], []
    located = ~shapely.is_missing(points.geometry) & ~shapely.is_empty(points.geometry)
    said = points.frame["level"].to_numpy(object) if "level" in points.frame else np.full(len(points), None)
    main = np.flatnonzero(network.edge_kind == "main")
    mains = {"LV": main[network.edge_level[main] == "LV"], "MV": main[network.edge_level[main] == "MV"], None: main}
    trees = {name: shapely.STRtree(network.edge_geometry[edge]) for name, edge in mains.items()}
    fed = None
    for row in range(len(points)):
        feature_id = points.frame["feature_id"].iloc[row]
        wanted = said[row] if said[row] in ("LV", "MV") else None
        if not located[row]:
            if level == "LV":  # once, not at every level
                problems.append(
                    Problem(
                        "OPEN_POINTS", feature_id, "no_geometry", "The open point has no place.", "Draw or remove it."
                    )
                )
            continue
        place = shapely.centroid(points.geometry[row])
        near, distance = trees[wanted].query_nearest(place, return_distance=True)
        if len(near) == 0:
            continue
        at = np.sort(mains[wanted][near])
        at = at[network.edge_level[at] == level]
        if len(at) == 0:
            continue  # it belongs to the other level
        if distance[0] > reach_m:
            problems.append(_too_far(feature_id, place, float(distance[0]), reach_m))
            continue
        if len(at) > 1:
            fed = fed or _potential(network, of_level, edge_ohm, source_nodes)
            at = [_opened_at_joint(network, at, place, *fed)]
        edge = int(at[0])
        along = shapely.line_locate_point(network.edge_geometry[edge], place)
        edges.append(edge)
        ends.append("from" if along * 2 <= network.edge_length_m[edge] else "to")
        rows.append(row)
    # Two points at one end of one edge are one.
    single = {}
    for edge, end, row in sorted(zip(edges, ends, rows)):
        single.setdefault((edge, end), row)
    keys = list(single)
    return (
        np.array([k[0] for k in keys], int),
        np.array([k[1] for k in keys], "U4"),
        np.array(list(single.values()), int),
        problems,
    )


def _potential(network, of_level, edge_ohm, source_nodes):
    arcs = make_arcs(
        network.n_nodes, network.edge_from[of_level], network.edge_to[of_level], edge_ohm[of_level], of_level
    )
    ohm, by, _ = nearest_source(arcs, source_nodes)
    return np.array(ohm), np.array(by)


def _opened_at_joint(network, edges, place, ohm, by) -> int:
    """Which of the cables at a joint a point on the joint opens: one that closes a loop or comes from another station,
    the nearest to a source first; where there is none, one that leads away from the source."""
    far_x = np.abs(network.node_x[network.edge_from[edges]] - place.x) + np.abs(
        network.node_y[network.edge_from[edges]] - place.y
    )
    near_x = np.abs(network.node_x[network.edge_to[edges]] - place.x) + np.abs(
        network.node_y[network.edge_to[edges]] - place.y
    )
    at_from = far_x <= near_x
    node = np.where(at_from, network.edge_from[edges], network.edge_to[edges])
    other = np.where(at_from, network.edge_to[edges], network.edge_from[edges])
    closes = (by[other] != edges) & (by[node] != edges)
    towards = by[node] == edges
    return int(edges[np.lexsort((edges, ohm[other], towards, ~closes))[0]])


def _too_far(feature_id, place, distance, reach_m) -> Problem:
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


def _cut_off(network, fed, before, node_kw, points, forced, user_row) -> list[Problem]:
    """Problems for the user's points behind which nothing is fed any more."""
    problems = []
    closed = np.ones(network.n_edges, bool)
    closed[points.edge] = False
    used = np.flatnonzero(closed)
    arcs = make_arcs(network.n_nodes, network.edge_from[used], network.edge_to[used], np.zeros(len(used)), used)
    for edge, row in zip(points.edge.tolist(), user_row.tolist()):
        for node in (int(network.edge_from[edge]), int(network.edge_to[edge])):
            if fed.energised[node] or not before[node]:
                continue
            kw = float(node_kw[np.isfinite(nearest_source(arcs, [node])[0])].sum())
            problems.append(
                Problem(
                    "OPEN_POINTS",
                    forced.frame["feature_id"].iloc[row],
                    "open_point_cuts_off",
                    "Behind the open point {kw:.1f} kW has no station left.",
                    "Move or remove the point, or draw the cable that feeds what lies behind it.",
                    {"kw": kw},
                    forced.geometry[row],
                )
            )
    return problems
