"""Sections and stations of a net with what judges them: limits, direction, homes behind them, allowances and doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...allowances import (
    default_single_phase_share,
    feed_in_unbalance_factor,
    feed_in_within_hour_factor,
    unbalance_factor,
    within_hour_factor,
)
from .options import CongestionOptions
from .topology import MV_ABOVE_KV, Edges, Spine, downstream_sums, fed_end, read_edges, ring_edges, source_rows, spine
from .verdicts import doubts

# Panels above this size are on three phases (installers' rule for one phase).
SINGLE_PHASE_PV_KWP = 5.0


@dataclass(frozen=True)
class Elements:
    """Rows of `net.line` or `net.trafo`, in table order.

    ids: (e,) names. limit_percent: (e,). sign: (e,) +1 where power counted at the from (hv) side flows away from the
    source, -1 where that side is the far one. homes, connections: (e,) behind the element. offtake_factor,
    feed_in_factor: (e,) allowance for what the hour and the phases hide. doubt: (e,) relative uncertainty of
    loading/limit. fed: (e,) bool.
    """

    ids: list[str]
    limit_percent: np.ndarray
    sign: np.ndarray
    homes: np.ndarray
    connections: np.ndarray
    offtake_factor: np.ndarray
    feed_in_factor: np.ndarray
    doubt: np.ndarray
    fed: np.ndarray


@dataclass(frozen=True)
class NetFacts:
    """What holds for a net in every hour. line_is_mv, line_on_ring: (lines,) bool. bus_is_mv: (buses,) bool.

    edge_on_ring: (edges,) bool, rings of medium voltage as they are when every open point closes.
    """

    edges: Edges
    tree: Spine
    sources: np.ndarray
    bus_is_mv: np.ndarray
    line_is_mv: np.ndarray
    line_on_ring: np.ndarray
    edge_on_ring: np.ndarray
    lines: Elements
    trafos: Elements
    load_bus: np.ndarray


def net_facts(net, model, options: CongestionOptions, pv: dict[str, np.ndarray], connection_ids: list[str]) -> NetFacts:
    """Read a net. pv: the profiles' facts of panels (connection, kwp), may be empty."""
    edges, sources = read_edges(net), source_rows(net)
    buses = len(net.bus)
    tree = spine(edges, buses, sources)
    bus_is_mv = net.bus["vn_kv"].to_numpy(float) > MV_ABOVE_KV
    of_line, of_trafo = _edge_of(edges, "line", len(net.line)), _edge_of(edges, "trafo", len(net.trafo))
    line_is_mv = bus_is_mv[edges.a[of_line]]
    high = bus_is_mv[edges.a] & bus_is_mv[edges.b]
    in_service = edges.closed.copy()
    in_service[of_line] = net.line["in_service"].to_numpy(bool)
    in_service |= edges.table == "switch"
    on_ring = ring_edges(edges, buses, sources, high & in_service)
    line_on_ring = on_ring[of_line] & line_is_mv

    load_bus = net.bus.index.get_indexer(net.load["bus"])
    behind = downstream_sums(tree, _at_buses(net, model, load_bus, bus_is_mv, pv, connection_ids))
    limit = np.where(
        line_is_mv,
        np.where(line_on_ring, options.mv_cable_limit_percent, options.mv_stub_limit_percent),
        options.lv_cable_limit_percent,
    )
    line_doubt, trafo_doubt = doubts(net, edges, tree, bus_is_mv)
    far, a_near = fed_end(edges, tree)
    fed = edges.closed & (tree.depth[edges.a] >= 0) & (tree.depth[edges.b] >= 0)

    def elements(ids, rows, limits, uses_phases, doubt) -> Elements:
        # Behind an element is what its far bus feeds; a closing edge of a mesh is judged by its deeper end too.
        here = behind[far[rows]]
        offtake, feed_in = _factors(here, uses_phases, options)
        return Elements(
            ids=list(ids), limit_percent=limits, sign=np.where(a_near[rows], 1.0, -1.0),
            homes=here[:, 0], connections=here[:, 1], offtake_factor=offtake,
            feed_in_factor=feed_in, doubt=doubt, fed=fed[rows],
        )  # fmt: skip

    return NetFacts(
        edges, tree, sources, bus_is_mv, line_is_mv, line_on_ring, on_ring,
        lines=elements(model.line_names, of_line, limit, ~line_is_mv, line_doubt),
        trafos=elements(
            model.trafo_names, of_trafo, np.full(len(of_trafo), float(options.transformer_limit_percent)),
            ~bus_is_mv[edges.b[of_trafo]], trafo_doubt,
        ),
        load_bus=load_bus,
    )  # fmt: skip


def _edge_of(edges: Edges, table: str, rows: int) -> np.ndarray:
    position = np.zeros(rows, np.int64)
    here = np.flatnonzero(edges.table == table)
    position[edges.row[here]] = here
    return position


def _at_buses(net, model, load_bus, bus_is_mv, pv, connection_ids) -> np.ndarray:
    """(buses, 6): homes, connections, kW of homes, kW of all, small panel systems, their kWp; then (6:7) kWp of all."""
    load = net.load
    kw = np.abs(load["p_mw"].to_numpy(float) * load["scaling"].to_numpy(float)) * 1e3
    # A net that does not tell its dwellings: a load on low voltage counts as one.
    homes = load["dwellings"].to_numpy(float) if "dwellings" in load else (~bus_is_mv[load_bus]).astype(float)
    homes = np.where(load["in_service"].to_numpy(bool), np.nan_to_num(homes), 0.0)
    small, small_kwp, kwp = (np.zeros(len(load)) for _ in range(3))
    if "connection" in pv and "kwp" in pv:
        row_of = {name: row for row, name in enumerate(model.load_names)}
        rows = np.array([row_of.get(connection_ids[int(c)], -1) for c in pv["connection"]], np.int64)
        size = np.asarray(pv["kwp"], float)
        known = rows >= 0
        one_phase = known & (size <= SINGLE_PHASE_PV_KWP) & (size > 0)
        np.add.at(kwp, rows[known], size[known])
        np.add.at(small, rows[one_phase], 1.0)
        np.add.at(small_kwp, rows[one_phase], size[one_phase])
    else:
        small, small_kwp, kwp = homes.copy(), homes.copy(), np.maximum(homes, 1.0)
    values = np.c_[homes, np.ones(len(load)), np.where(homes > 0, kw, 0.0), kw, small, small_kwp, kwp]
    total = np.zeros((len(net.bus), values.shape[1]))
    np.add.at(total, load_bus, values)
    return total


def _factors(behind: np.ndarray, uses_phases: np.ndarray, options: CongestionOptions) -> tuple[np.ndarray, np.ndarray]:
    """Allowances for offtake and feed-in, at least 1; only the homes' share of the power gets one, and MV no
    unbalance.
    """
    homes, home_kw, kw, small, small_kwp, kwp = behind[:, [0, 2, 3, 4, 5, 6]].T
    share = options.single_phase_share if np.isfinite(options.single_phase_share) else default_single_phase_share()
    within, feed_in_within = _within_hour(homes, options.within_hour)
    phases = np.ones(len(homes))
    feed_in_phases = phases.copy()
    if options.unbalance:
        phases = np.where(uses_phases, unbalance_factor(homes, share), 1.0)
        small_share = np.divide(small_kwp, kwp, out=np.zeros(len(kwp)), where=kwp > 0)
        spread = (feed_in_unbalance_factor(small, share) - 1.0) * small_share
        feed_in_phases = np.where(uses_phases & (small > 0), 1.0 + spread, 1.0)
    home_share = np.divide(home_kw, kw, out=np.zeros(len(kw)), where=kw > 0)
    offtake = np.where(homes > 0, 1.0 + (within * phases - 1.0) * home_share, 1.0)
    return offtake, feed_in_within * feed_in_phases


def _within_hour(homes: np.ndarray, choice) -> tuple[np.ndarray, float]:
    if choice is True:
        return within_hour_factor(homes), feed_in_within_hour_factor()
    if choice is False or choice is None:
        return np.ones(len(homes)), 1.0
    table = sorted((float(n), float(factor)) for n, factor in dict(choice).items())
    points, factors = np.array(table).T
    return np.interp(np.log(np.maximum(homes, 1.0)), np.log(np.maximum(points, 1.0)), factors), 1.0
