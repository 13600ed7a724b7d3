"""Who feeds whom: sources, open points at both levels, and what lies behind every node."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problems import Problem
from ...tables import FeatureTable
from .coincidence import peak_kw
from .laying import pieces
from .network import CableNetwork, OpenPoints, Trace
from .open_points import choose_open_points
from .options import GridOptions
from .station_ties import StationRoles
from .tracing import trace


@dataclass(frozen=True)
class Behind:
    """What hangs behind nodes or stations, arrays of one length: connections, their steady and spread parts, dwellings,
    feed-in, and the sum of known build years with its count."""

    connections: np.ndarray
    dwellings: np.ndarray
    steady_kw: np.ndarray
    spread_kw2: np.ndarray
    feed_in_kw: np.ndarray
    years: np.ndarray
    years_known: np.ndarray

    def at(self, rows: np.ndarray) -> Behind:
        """The figures at `rows` (k,); zero where a row is -1."""
        return Behind(*(np.where(rows >= 0, v[rows], 0) if len(v) else np.zeros(len(rows)) for v in self.values()))

    def values(self) -> list[np.ndarray]:
        return [getattr(self, name) for name in self.__dataclass_fields__]

    @property
    def peak_kw(self) -> np.ndarray:
        """Their coincident peak [kW]."""
        return peak_kw(self.steady_kw, self.spread_kw2)

    @property
    def mean_year(self) -> np.ndarray:
        """Their mean build year, nan where none is known."""
        return np.divide(self.years, self.years_known, out=np.full(len(self.years), np.nan), where=self.years_known > 0)


@dataclass(frozen=True)
class Supply:
    """The grid as it is fed.

    lv_node, mv_node: int (s,), busbars of each station or -1. fed_here: bool (s,), stations with a source.
    drawn: bool (s,), reached from a source station through drawn MV cables. energised: bool (n,), all the way up.
    below: figures behind each node (n,), at MV with what the stations feed. at_station: figures of each LV side (s,).
    """

    open_points: OpenPoints
    trace: Trace
    lv_node: np.ndarray
    mv_node: np.ndarray
    fed_here: np.ndarray
    drawn: np.ndarray
    energised: np.ndarray
    below: Behind
    at_station: Behind
    problems: list[Problem]


def node_loads(n_nodes: int, node: np.ndarray, frame) -> Behind:
    """Figures of the connections themselves, per node. node: int (k,), the node of each row of `frame`."""
    year = frame["build_year"].to_numpy(float)
    known = np.isfinite(year)

    def per_node(values):
        return np.bincount(node, np.asarray(values, float), n_nodes)

    return Behind(
        per_node(np.ones(len(frame))),
        per_node(frame["dwellings"]),
        per_node(frame["steady_kw"]),
        per_node(frame["spread_kw2"]),
        per_node(frame["feed_in_kw"]),
        per_node(np.where(known, year, 0)),
        per_node(known),
    )


def find_supply(
    network: CableNetwork,
    loads: Behind,
    edge_ohm: np.ndarray,
    stations: FeatureTable,
    roles: StationRoles,
    user_points: FeatureTable,
    options: GridOptions,
) -> Supply:
    """Choose open points at LV, add up what each station feeds, do the same at MV, and follow the grid from there."""
    lv_node, mv_node = (network.station_nodes(level, len(stations)) for level in ("LV", "MV"))
    fed_here, drawn, problems = _sources(network, stations, roles, lv_node, mv_node, loads, options)
    lv_sources, mv_sources = lv_node[lv_node >= 0], mv_node[fed_here]
    reach = options.station_tolerance_m

    # Open points weigh loads that add up: each connection with its share of a station's peak.
    spread_of_station = loads.spread_kw2.sum() / max(len(lv_sources), 1)
    kw = loads.steady_kw + loads.spread_kw2 / np.sqrt(max(spread_of_station, 1e-9))
    lv_open = choose_open_points(
        network, kw, edge_ohm, lv_sources, "LV", user_points, options.keep_lv_meshed, reach_m=reach
    )
    lv_below = _sum_below(trace(network, lv_open, lv_sources, edge_ohm), loads)
    at_station = lv_below.at(lv_node)
    mv_loads = _at_mv(network, loads, at_station, lv_node, mv_node)

    mv_open = choose_open_points(network, mv_loads.peak_kw, edge_ohm, mv_sources, "MV", user_points, reach_m=reach)
    both = _joined(lv_open, mv_open)
    fed = trace(network, both, np.append(lv_sources, mv_sources), edge_ohm)
    mv_below = _sum_below(fed, mv_loads)
    high = network.node_level == "MV"
    below = Behind(*(np.where(high, m, v) for m, v in zip(mv_below.values(), lv_below.values())))

    alive = np.zeros(len(stations), bool)
    alive[mv_node >= 0] = fed.energised[mv_node[mv_node >= 0]]
    station_of = np.where(fed.source >= 0, network.node_station[fed.source], -1)
    energised = fed.energised & (high | alive[station_of])
    problems += _distinct(lv_open.problems, mv_open.problems)
    problems += _idle_sources(stations, roles, mv_node, mv_below)
    return Supply(both, fed, lv_node, mv_node, fed_here, drawn, energised, below, at_station, problems)


def _sources(network, stations, roles: StationRoles, lv_node, mv_node, loads: Behind, options: GridOptions):
    """Which stations have a source, which are reached through drawn MV cables, and what must be said about it."""
    n, problems = len(stations), []
    piece = pieces(network)
    located = mv_node >= 0
    source = roles.is_source & located
    drawn = np.zeros(n, bool)
    drawn[located] = np.isin(piece[mv_node[located]], piece[mv_node[source]])
    fed_here = source.copy()
    if not source.any():
        problems.append(
            Problem(
                "STATIONS",
                "",
                "no_source",
                "No station is said to feed the MV grid.",
                "Tell which stations do, with the filter or field of sources.",
            )
        )
    # One source for each piece of MV grid without one, at the station where most cables come together.
    customers = np.bincount(
        piece[network.node_level == "MV"], loads.connections[network.node_level == "MV"], piece.max() + 1
    )
    cables = np.bincount(np.append(network.edge_from, network.edge_to), minlength=network.n_nodes)
    lost = np.flatnonzero(located & ~drawn)
    useful = lost[(lv_node[lost] >= 0) | (customers[piece[mv_node[lost]]] > 0) | (cables[mv_node[lost]] > 0)]
    order = useful[np.lexsort((useful, -cables[mv_node[useful]], piece[mv_node[useful]]))]
    if options.feed_unreached_stations:
        first = np.diff(piece[mv_node[order]], prepend=-1) != 0
        fed_here[order[first]] = True
    for row in lost:
        fed = fed_here[row] or (options.feed_unreached_stations and row in useful)
        problems.append(
            Problem(
                "STATIONS",
                stations.frame["feature_id"].iloc[row],
                "station_without_source",
                "No drawn MV cable leads from a source to the station; its piece of grid is fed by a source of its own."
                if fed
                else "No drawn MV cable leads from a source to the station; it is left without supply.",
                "Draw the missing cable, or raise the snap and station tolerances.",
                {},
                stations.geometry[row],
            )
        )
    return fed_here, drawn, problems


def _idle_sources(stations, roles: StationRoles, mv_node, below: Behind) -> list[Problem]:
    """Sources that feed nothing but themselves while the town is fed."""
    return [
        Problem(
            "STATIONS",
            stations.frame["feature_id"].iloc[row],
            "source_feeds_nothing",
            "The source feeds no connection: its cables end nowhere, or other sources are nearer.",
            "Check that its cables are drawn to where the station is drawn.",
            {},
            stations.geometry[row],
        )
        for row in np.flatnonzero(roles.is_source & (mv_node >= 0))
        if below.connections[mv_node[row]] == 0
    ]


def _sum_below(fed: Trace, loads: Behind) -> Behind:
    return Behind(*(fed.sum_downstream(values) for values in loads.values()))


def _at_mv(network, loads: Behind, at_station: Behind, lv_node, mv_node) -> Behind:
    """Loads of the MV nodes: their own connections, and at a station all that its LV side feeds."""
    high = network.node_level == "MV"
    both = np.flatnonzero((lv_node >= 0) & (mv_node >= 0))
    result = []
    for own, station in zip(loads.values(), at_station.values()):
        values = np.where(high, own, 0.0)
        values[mv_node[both]] += station[both]
        result.append(values)
    return Behind(*result)


def _joined(a: OpenPoints, b: OpenPoints) -> OpenPoints:
    names = ("edge", "end", "station_a", "station_b", "how", "rule")
    return OpenPoints(*(np.concatenate([getattr(a, name), getattr(b, name)]) for name in names))


def _distinct(lv: tuple, mv: tuple) -> list[Problem]:
    """Problems of both levels; a user's point that found no cable is named once."""
    seen, result = set(), []
    for problem in (*lv, *mv):
        key = (problem.layer, problem.feature_id, problem.code)
        if key not in seen:
            seen.add(key)
            result.append(problem)
    return result
