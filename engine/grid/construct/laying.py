"""Lays service cables: every wanted connection gets a node in the network, or a problem that says how far off it is."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import shapely

from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .coincidence import peak_kw
from .customers import RULE as RULE_CUSTOMER
from .members import Wanted
from .network import CableNetwork
from .services import CROSSING, Services, find_services
from .splitting import add_branches, split_edges

RULE_BUSBAR = Phrase("busbar of the nearest station within reach")
RULE_OWN_CABLE = Phrase("no MV cable within the usual reach: a cable of its own to the nearest one")
RULE_LARGE = Phrase("too large for a low voltage cable, no station of its own is drawn")
LARGEST_SMALL_USER_KW = 55.2  # 3 x 80 A, the largest connection of a small user in the Dutch tariffs
LAYERS = {"building": "BUILDINGS", "customer": "BUILDINGS", "extra": "EXTRA_CONNECTIONS"}


@dataclass(frozen=True)
class Laid:
    """The network with its service cables, and per connection (n,):

    node: int, -1 where nothing was within reach. level: str, where it was connected. rule: str. length_m: float.
    """

    network: CableNetwork
    node: np.ndarray
    level: np.ndarray
    rule: np.ndarray
    length_m: np.ndarray
    problems: list[Problem]


def pieces(network: CableNetwork) -> np.ndarray:
    """Number of the connected piece each node is part of, levels apart: int (n,)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = network.n_nodes
    edges = coo_matrix((np.ones(network.n_edges), (network.edge_from, network.edge_to)), (n, n))
    return connected_components(edges, directed=False)[1]


def tappable(network: CableNetwork, level: str) -> tuple[np.ndarray, np.ndarray]:
    """Edges of `level` that a service cable may leave: those that hang together with a station, and the others."""
    piece = pieces(network)
    stations = (network.node_station >= 0) & (network.node_level == level)
    fed = np.isin(piece, piece[stations])
    main = (network.edge_kind == "main") & (network.edge_level == level)
    return np.flatnonzero(main & fed[network.edge_from]), np.flatnonzero(main & ~fed[network.edge_from])


def lay_services(
    network: CableNetwork,
    wanted: Wanted,
    own: np.ndarray,
    obstacles: np.ndarray,
    stations: FeatureTable,
    reach_m: float,
    extra_reach_m: float = 0.0,
) -> Generator[Progress, None, Laid]:
    """Connect what can be connected. own: int (n,), the obstacle that is the connection's own building, -1 for none.

    extra_reach_m: how far a cable of its own is laid to an extra connection on MV that has none within reach_m.
    """
    n = len(wanted.shape)
    frame, problems = wanted.frame, []
    node, rule, length_m = np.full(n, -1), phrase_column(n), np.full(n, np.nan)
    station_node = network.station_nodes("MV", len(stations))

    level = frame["level"].to_numpy(object).copy()
    at_station = frame["station_row"].to_numpy(int).copy()
    own_station = at_station >= 0
    rule[own_station] = RULE_CUSTOMER
    high = np.flatnonzero((level == "MV") & ~own_station)
    at_station[high] = _station_within_reach(wanted.shape[high], stations, station_node, reach_m)
    rule[high[at_station[high] >= 0]] = RULE_BUSBAR

    taps: dict[str, tuple[np.ndarray, np.ndarray, Services]] = {}
    for name, start, stop in (("MV", 0.0, 0.1), ("LV", 0.1, 1.0)):
        rows = np.flatnonzero((level == name) & (at_station < 0))
        edges, dead = tappable(network, name)
        found = yield from within(
            find_services(wanted.shape[rows], own[rows], obstacles, network.edge_geometry[edges], reach_m), start, stop
        )
        far = np.flatnonzero((found.edge < 0) & (found.nearest_m <= extra_reach_m) & (name == "MV"))
        far = far[(frame["kind"].to_numpy()[rows[far]] == "extra") & (extra_reach_m > reach_m)]
        if len(far):
            given = wanted.shape[rows[far]], own[rows[far]], obstacles, network.edge_geometry[edges]
            laid = yield from within(find_services(*given, extra_reach_m), stop, stop)
            found = found.replaced(far, laid)
            found.rule[far] = [RULE_OWN_CABLE.then(text) if text else RULE_OWN_CABLE for text in found.rule[far]]
            problems += _own_cables(wanted, rows[far], found.line[far], reach_m)
        rule[rows] = found.rule
        taps[name] = rows, edges, found
        # A large customer far from any MV cable hangs on LV after all.
        low = (found.edge < 0) & (frame["kind"].to_numpy()[rows] == "customer") & (name == "MV")
        level[rows[low]] = "LV"
        problems += _out_of_reach(name, wanted, rows, found, ~low, network.edge_geometry[dead], reach_m)
        problems += _crossing(wanted, rows, found)
    large = np.flatnonzero((frame["kind"] == "customer").to_numpy() & ~own_station)
    for row in large:
        rule[row] = RULE_LARGE.then(rule[row]) if rule[row] else RULE_LARGE
    problems += _large(wanted, large, level) + _small(wanted, np.flatnonzero(own_station))

    for name, (rows, edges, found) in taps.items():
        made = np.flatnonzero(found.edge >= 0)
        network, tee = split_edges(network, edges[found.edge[made]], found.along_m[made])
        network, new = add_branches(network, tee, found.line[made], "service", name)
        node[rows[made]], length_m[rows[made]] = new, shapely.length(found.line[made])
    rows = np.flatnonzero(at_station >= 0)
    place = np.array(stations.geometry, object)[at_station[rows]]
    lines = shapely.shortest_line(shapely.centroid(place), wanted.shape[rows])
    lines = _not_a_point(lines)
    network, new = add_branches(network, station_node[at_station[rows]], lines, "service", "MV")
    node[rows], length_m[rows] = new, shapely.length(lines)
    return Laid(network, node, level, rule, length_m, problems)


def _station_within_reach(shapes, stations: FeatureTable, station_node: np.ndarray, reach_m: float) -> np.ndarray:
    """Row of the nearest station with an MV busbar, -1 where none is within reach."""
    answer = np.full(len(shapes), -1)
    usable = np.flatnonzero(station_node >= 0)
    if len(usable) and len(shapes):
        tree = shapely.STRtree(np.array(stations.geometry, object)[usable])
        shape, near = tree.query_nearest(shapes, max_distance=reach_m, all_matches=False)
        answer[shape] = usable[near]
    return answer


def _not_a_point(lines: np.ndarray) -> np.ndarray:
    """A cable to the building a station stands in leads half a metre in."""
    lines = lines.copy()
    for row in np.flatnonzero(shapely.length(lines) < 0.5):
        x, y = lines[row].coords[0]
        lines[row] = shapely.LineString([(x, y), (x + 0.5, y)])
    return lines


def _own_cables(wanted: Wanted, rows: np.ndarray, lines: np.ndarray, reach_m: float) -> list[Problem]:
    """Extra connections for which a cable is laid that the map does not have."""
    frame = wanted.frame
    return [
        Problem(
            LAYERS["extra"],
            frame["feature_id"].iloc[row],
            "cable_of_its_own",
            "No MV cable lies within {reach:.0f} m of {connection}; a cable of its own of {metres:.0f} m is assumed.",
            "Draw its cable, or lower the longest cable of an extra connection if it is not to be laid.",
            {"connection": frame["connection_id"].iloc[row], "metres": float(shapely.length(line)), "reach": reach_m},
            line,
        )
        for row, line in zip(rows, lines)
        if line is not None
    ]


def _large(wanted: Wanted, rows: np.ndarray, level: np.ndarray) -> list[Problem]:
    """Businesses too large for a low voltage cable at which no customer's station is drawn."""
    problems = []
    for row in rows:
        about = wanted.frame.iloc[row]
        kw = float(peak_kw(about["steady_kw"], about["spread_kw2"]))
        if level[row] == "MV":
            reason = (
                "{connection} peaks at about {kw:.0f} kW and no station of its own is drawn; it is connected to MV."
            )
        else:
            reason = "{connection} peaks at about {kw:.0f} kW, much for an LV cable, but no MV cable is within reach."
        problems.append(
            Problem(
                "BUILDINGS",
                about["feature_id"],
                "large_connection",
                reason,
                "Add its station, or correct the floor area or yearly use of its addresses.",
                {"connection": about["connection_id"], "kw": kw},
                wanted.shape[row],
            )
        )
    return problems


def _small(wanted: Wanted, rows: np.ndarray) -> list[Problem]:
    """Customers with a station of their own who, by what is known of them, would not need one."""
    problems = []
    for row in rows:
        about = wanted.frame.iloc[row]
        kw = float(peak_kw(about["steady_kw"], about["spread_kw2"]))
        if kw >= LARGEST_SMALL_USER_KW:
            continue
        problems.append(
            Problem(
                "BUILDINGS",
                about["feature_id"],
                "small_customer",
                "{connection} peaks at about {kw:.0f} kW by its addresses, little for a station of its own.",
                "Correct the floor area or yearly use of its addresses, or add what the station feeds as an extra "
                "connection at MV.",
                {"connection": about["connection_id"], "kw": kw},
                wanted.shape[row],
            )
        )
    return problems


def _out_of_reach(
    level, wanted: Wanted, rows, found: Services, named, dead: np.ndarray, reach_m: float
) -> list[Problem]:
    problems = []
    lost = np.flatnonzero((found.edge < 0) & named)
    if not len(lost):
        return problems
    dead_m = np.full(len(lost), np.inf)
    if len(dead):
        at, metres = shapely.STRtree(dead).query_nearest(
            wanted.shape[rows[lost]], return_distance=True, all_matches=False
        )
        dead_m[at[0]] = metres
    for i, unfed_m in zip(lost, dead_m):
        row, nearest_m = rows[i], found.nearest_m[i]
        about = wanted.frame.iloc[row]
        values = {"level": level, "distance": float(nearest_m), "reach": reach_m, "connection": about["connection_id"]}
        if unfed_m <= reach_m:
            code, reason = (
                "cable_without_station",
                "The only {level} cable within reach of {connection}, {unfed:.1f} m away, hangs on no station.",
            )
            remedy = "Draw the missing cable or station, or raise the snap and station tolerances."
            values["unfed"] = nearest_m = float(unfed_m)
        elif np.isfinite(nearest_m):
            code = "no_cable_within_reach"
            reason = (
                "The nearest {level} cable is {distance:.1f} m from {connection}; at most {reach:.0f} m was asked for."
            )
            remedy = "Draw the cable that feeds it, or raise the longest service cable."
        else:
            code, reason = "no_cable", "There is no {level} cable that hangs on a station to connect {connection} to."
            remedy = "Check the layer of {level} cables and its filter."
        layer = LAYERS[about["kind"]]
        problems.append(
            Problem(layer, about["feature_id"], code, reason, remedy, values, wanted.shape[row], float(nearest_m))
        )
    return problems


def _crossing(wanted: Wanted, rows, found: Services) -> list[Problem]:
    return [
        Problem(
            LAYERS[wanted.frame["kind"].iloc[rows[i]]],
            wanted.frame["feature_id"].iloc[rows[i]],
            "service_crosses_building",
            "Every service cable to {connection} crosses another building; the one laid runs {metres:.1f} m below.",
            "Check the cables and buildings around it.",
            {"connection": wanted.frame["connection_id"].iloc[rows[i]], "metres": float(found.crossing_m[i])},
            found.line[i],
        )
        for i in np.flatnonzero((found.rule == CROSSING) & (found.edge >= 0))
    ]
