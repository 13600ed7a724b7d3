"""Drawn cables and stations -> cable network."""

from __future__ import annotations

import numpy as np
import shapely

from ...problems import Problem
from ...tables import FeatureTable
from .joints import Cuts, EndClusters, cluster_ends, components, find_tees
from .network import CableNetwork
from .options import GridOptions
from .parts import CableParts, single_lines
from .splitting import SAME_PLACE_M, cut_pieces
from .station_ties import StationRoles, StationTies, station_roles, tie_stations, unreached


def assemble_cables(
    lv_cables: FeatureTable, mv_cables: FeatureTable, stations: FeatureTable, options: GridOptions
) -> tuple[CableNetwork, list[Problem]]:
    """Join cables and stations into one network of two levels, and say what could not enter.

    Every station with a place has a "station_mv" node, whether a cable reaches it or not. A "station_lv" node has every
    station with an LV side, and a customer's station at whose door LV cables end.
    """
    roles = station_roles(stations)
    problems = [
        Problem("STATIONS", feature_id, "no_geometry", "The station has no place.", "Draw it, or remove it.")
        for feature_id in stations.frame["feature_id"][~_located(stations)]
    ]
    levels = []
    for level, cables, layer in (("LV", lv_cables, "LV_CABLES"), ("MV", mv_cables, "MV_CABLES")):
        parts, found = single_lines(cables, layer)
        network, ties = _assemble_level(level, parts, stations, roles, options)
        found += _loops(network, cables, layer)
        expected = roles.has_lv if level == "LV" else np.ones(len(stations), bool)
        found += unreached(ties, expected, stations, level, options.station_tolerance_m)
        problems += found
        levels.append(network)
    return _stack(*levels), problems


def _located(stations: FeatureTable) -> np.ndarray:
    place = np.asarray(stations.geometry, object)
    return ~shapely.is_missing(place) & ~shapely.is_empty(place)


def _assemble_level(
    level: str, parts: CableParts, stations: FeatureTable, roles: StationRoles, options: GridOptions
) -> tuple[CableNetwork, StationTies]:
    """The network of one level, its nodes in order of place."""
    clusters = cluster_ends(parts, options.snap_tolerance_m)
    tees = find_tees(parts, clusters, options.snap_tolerance_m)
    everyone = np.ones(len(stations), bool)
    groups = [roles.has_lv, roles.is_customer & ~roles.has_lv] if level == "LV" else [everyone]
    ties = tie_stations(parts, clusters, stations, groups, options.station_tolerance_m)

    # Nodes: joints that are no station's, then a busbar for each station.
    n_joints = len(clusters.x)
    busbar = _located(stations) & (roles.has_lv if level == "LV" else everyone)
    busbar[ties.reached()] = True
    busbar = np.flatnonzero(busbar)
    bus_of_station = np.full(len(stations), -1)
    bus_of_station[busbar] = n_joints + np.arange(len(busbar))
    node_of_joint = np.arange(n_joints)
    tied = ties.joint_station >= 0
    node_of_joint[tied] = bus_of_station[ties.joint_station[tied]]
    centre = shapely.get_coordinates(shapely.centroid(stations.geometry[busbar])).reshape(-1, 2)
    x, y = np.append(clusters.x, centre[:, 0]), np.append(clusters.y, centre[:, 1])
    station = np.append(np.full(n_joints, -1), busbar)

    node_of_end = node_of_joint[clusters.of_end]
    cuts = Cuts(
        np.append(tees.part, ties.cuts.part),
        np.append(tees.along_m, ties.cuts.along_m),
        np.append(node_of_joint[tees.joint], bus_of_station[ties.cuts.joint]),
    )
    links = _links(clusters, node_of_joint, x, y)
    while True:
        lonely = _lonely_pieces(len(parts), node_of_end, cuts, links, station)
        more = find_tees(parts, clusters, options.snap_tolerance_m, lonely)
        if len(more.part) == 0:
            break
        cuts = Cuts(
            np.append(cuts.part, more.part),
            np.append(cuts.along_m, more.along_m),
            np.append(cuts.joint, node_of_joint[more.joint]),
        )
    start, stop, cable, geometry, length_m = _edges(parts, node_of_end, cuts)
    kind = _kinds(level, station, node_of_end, cuts.joint)

    # Joints that became part of a busbar are gone; the others are numbered by place.
    used = np.flatnonzero(np.append(ties.joint_station < 0, np.ones(len(busbar), bool)))
    used = used[np.lexsort((station[used], y[used], x[used]))]
    number = np.full(len(x), -1)
    number[used] = np.arange(len(used))
    n_links = len(links)
    edge_geometry = np.append(geometry, _lines_between(x, y, links))
    return CableNetwork(
        node_x=x[used],
        node_y=y[used],
        node_level=np.full(len(used), level),
        node_kind=kind[used],
        node_station=station[used],
        edge_from=number[np.append(start, links[:, 0])],
        edge_to=number[np.append(stop, links[:, 1])],
        edge_level=np.full(len(edge_geometry), level),
        edge_kind=np.append(np.full(len(start), "main"), np.full(n_links, "link")).astype("U7"),
        edge_cable=np.append(cable, np.full(n_links, -1)),
        edge_geometry=edge_geometry,
        edge_length_m=np.append(length_m, shapely.length(edge_geometry[len(start) :])),
    ), ties


def _lonely_pieces(p: int, node_of_end: np.ndarray, cuts: Cuts, links: np.ndarray, station: np.ndarray) -> np.ndarray:
    """The connected piece each part is in, int (p,): negative where no station is in it."""
    a = np.concatenate([node_of_end[:p], node_of_end[cuts.part], links[:, 0]])
    b = np.concatenate([node_of_end[p:], cuts.joint, links[:, 1]])
    piece = components(len(station), a, b)
    held = np.isin(piece, piece[station >= 0])
    return np.where(held, piece, -1 - piece)[node_of_end[:p]]


def _edges(parts: CableParts, node_of_end: np.ndarray, cuts: Cuts):
    """Parts cut at their cuts -> (from, to, cable, geometry, length_m), in order of part and place along it."""
    p = len(parts)
    number = np.arange(p)
    part = np.concatenate([number, cuts.part, number])
    along = np.concatenate([np.zeros(p), np.clip(cuts.along_m, 0, parts.length_m[cuts.part]), parts.length_m])
    node = np.concatenate([node_of_end[:p], cuts.joint, node_of_end[p:]])
    rank = np.repeat([0, 1, 2], [p, len(cuts.part), p])
    order = np.lexsort((rank, along, part))
    part, along, node = part[order], along[order], node[order]
    inside = part[1:] == part[:-1]
    first, last = np.flatnonzero(inside), np.flatnonzero(inside) + 1
    # A sliver between two cuts that stand for one place (or a cut at the very end) is no cable.
    real = (along[last] - along[first] > SAME_PLACE_M) | (node[first] != node[last])
    first, last = first[real], last[real]
    length_m = along[last] - along[first]
    whole = (along[first] == 0) & (along[last] == parts.length_m[part[first]])
    geometry = parts.geometry[part[first]]
    geometry[~whole] = cut_pieces(geometry[~whole], along[first][~whole], along[last][~whole])
    return node[first], node[last], parts.cable[part[first]], geometry, length_m


def _links(clusters: EndClusters, node_of_joint: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Links between joints, as nodes: int (l, 2); those within one busbar are no longer needed."""
    links = np.stack([node_of_joint[clusters.link_a], node_of_joint[clusters.link_b]], axis=1).reshape(-1, 2)
    return np.unique(np.sort(links[links[:, 0] != links[:, 1]], axis=1), axis=0)


def _lines_between(x: np.ndarray, y: np.ndarray, links: np.ndarray) -> np.ndarray:
    lines = np.empty(len(links), object)
    if len(links):
        lines[:] = shapely.linestrings(np.stack([x[links], y[links]], axis=2))
    return lines


def _kinds(level: str, station: np.ndarray, node_of_end: np.ndarray, cut_nodes: np.ndarray) -> np.ndarray:
    """Kind of each node, by how many cables end there and whether one runs through."""
    ends = np.bincount(node_of_end, minlength=len(station))
    runs = np.bincount(cut_nodes, minlength=len(station))
    kind = np.select(
        [station >= 0, (ends >= 3) & (level == "LV"), (runs > 0) & (ends <= 1), ends + runs >= 2],
        [f"station_{level.lower()}", "cabinet", "tee", "joint"],
        "end",
    )
    return kind.astype("U11")


def _loops(network: CableNetwork, cables: FeatureTable, layer: str) -> list[Problem]:
    """Cables that begin and end at one joint: drawn well, or ending at the wrong place."""
    ids = cables.frame["feature_id"].to_numpy(object)
    loops = (network.edge_from == network.edge_to) & (network.node_station[network.edge_from] < 0)
    return [
        Problem(
            layer,
            ids[network.edge_cable[edge]],
            "loop_on_itself",
            "The cable begins and ends at one joint; it is kept and opened there.",
            "Check where its ends go.",
            {},
            network.edge_geometry[edge],
        )
        for edge in np.flatnonzero(loops)
    ]


def _stack(lv: CableNetwork, mv: CableNetwork) -> CableNetwork:
    """Both levels in one network, MV nodes and edges after those of LV."""
    shifted = {"edge_from", "edge_to"}
    return CableNetwork(
        **{
            name: np.concatenate([getattr(lv, name), getattr(mv, name) + (lv.n_nodes if name in shifted else 0)])
            for name in CableNetwork.__dataclass_fields__
            if name not in ("edge_geometry", "node_level", "node_kind", "edge_level", "edge_kind")
        },
        **{
            name: np.concatenate([getattr(lv, name), getattr(mv, name)])
            for name in ("edge_geometry", "node_level", "node_kind", "edge_level", "edge_kind")
        },
    )
