"""The laid-out network becomes sizes, stations, tables, totals and a pandapipes net."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import pandas as pd
import shapely

from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..pipes import Coincidence, Pipes, Water, equal_homes, heat_loss_w_per_m
from .at_home import HomeSide
from .boilers import SHORT_SHARE, run_order, with_boilers
from .costs import indoor_eur, yearly_factors
from .duration import HourlyDuration, RuleDuration, hourly_heat
from .exchange import exchanged_mwh
from .groups import Groups
from .hour_loads import network_shares
from .layout import Layout
from .net import make_net
from .options import HeatDesignOptions
from .reasons import sentences
from .routing import year_temperatures
from .sizing import Load, Sized, size_pipes
from .sources import SOURCES, Sources
from .stations import Network, extra_connections, station_rows
from .tables import connection_table, pipe_table
from .totals import totals
from .users import Users

SHORT = (
    "The sources of {station} lack {kw:,.0f} kW of the {peak:,.0f} kW of the design hour.",
    "Add a source, allow a peak boiler, or serve fewer buildings.",
)
TOO_THICK = (
    "{count} pipes must carry more than the largest size (DN{dn:.0f}) takes at the pressure and velocity allowed: up "
    "to {flow:,.0f} kg/s in pipe {pipe}.",
    "Give parts of the network a source of their own, choose temperatures further apart, or allow more.",
)
HOURS_ABOVE = (
    "The hours of heat ask {station} for up to {kw:,.0f} kW at once, the simultaneity chosen for {peak:,.0f} kW: "
    "pipes, pump and stations are sized for the hours.",
    "Spread the heating over the hours, or leave out the hours of heat to size by simultaneity alone.",
)
BY_RULE = (
    "Without hours of heat the network of {station} is sized by simultaneity alone: {homes} homes are to ask "
    "{share:.0f} % of their peaks for rooms at once. In a long frost at the design temperature they may ask more.",
    "Give the hours of heat of a cold year, or choose a simultaneity that counts with more.",
)
UNUSED = (
    "The forced street {street} carries no pipe: no network reaches it, or it would close a ring.",
    "Connect it to the other streets, or leave it to the route.",
)
STREETS, PIPES = "STREETS", "PIPES"
HOURS_MAY_EXCEED = 1.02  # times the peak of the rule
SPACE_SHARE = 0.75  # of their peaks for rooms homes may ask at once in a long frost (unconfirmed); less is told


@dataclass(frozen=True)
class HeatNetwork:
    """What the tables are made of. users, home: all buildings; layout: the pipes of those served. hours_kw: the most
    that hours ask of each pipe, None where there are none.
    """

    layout: Layout
    users: Users
    home: HomeSide
    sources: Sources
    groups: Groups
    graph: object
    pipes: Pipes
    water: Water
    options: HeatDesignOptions
    hours_kw: np.ndarray | None = None


@dataclass(frozen=True)
class HeatDesign:
    """pipes, connections, stations, extra: FeatureTables with the columns of `docs/architecture.md`. net: pandapipes'.
    problems: list[Problem]. summary: totals by name.
    """

    pipes: FeatureTable
    connections: FeatureTable
    stations: FeatureTable
    extra: FeatureTable
    net: object
    problems: list
    summary: dict


def network_tables(
    network: HeatNetwork, why: np.ndarray, problems: list[Problem], profiles
) -> Generator[Progress, None, HeatDesign]:
    """Size the pipes of a laid-out network and describe it. why (n,): words of `WHY` for buildings that stay out."""
    layout, options, pipes = network.layout, network.options, network.pipes
    sources, helped_kw = _with_boilers(network, _load(network, None))
    sized = _size(network, sources, helped_kw)
    year_c = year_temperatures(options)
    year_loss = heat_loss_w_per_m(pipes.u_w_per_m_k[sized.size], *year_c, options.pipes.ground_c)
    leading = sources.source_id[network.groups.roots]
    frame = pipe_table(layout, sized, pipes, network.users, network.home, network.graph, year_loss, leading)
    yield Progress(0.3)
    parts, asked, short = [], [], []
    for root in range(len(leading)):
        done = 0.3 + 0.3 * root / len(leading)
        steps = _ask(network, sources, helped_kw, sized, frame, root, profiles, problems)
        one = yield from within(steps, done, done + 0.3 / len(leading))
        if not one.connections:
            continue
        rows, lacking = station_rows(one, sources, network.water, yearly_factors(options), options)
        parts.append(rows)
        asked.append((root, one))
        if lacking > SHORT_SHARE * one.peak_kw:
            short.append((root, lacking, one.peak_kw))
        yield Progress(0.3 + 0.3 * (root + 1) / len(leading))
    stations = pd.concat(parts, ignore_index=True) if parts else _no_stations(network, sources)
    at = np.concatenate([one.rows for _, one in asked]).astype(int) if asked else np.zeros(0, int)
    crs = network.graph.crs
    for root, lacking, peak in short:
        values = {"station": leading[root], "kw": lacking, "peak": peak}
        place = sources.point[network.groups.roots[root]]
        problems.append(Problem(SOURCES, leading[root], "source_short", *SHORT, values, place))
    if sized.too_small.any():
        worst = int(np.argmax(np.where(sized.too_small, sized.flow_kg_per_s, 0.0)))
        name, count = frame["pipe_id"].iloc[worst], int(sized.too_small.sum())
        values = {"count": count, "pipe": name, "flow": float(sized.flow_kg_per_s[worst]), "dn": float(pipes.dn[-1])}
        problems.append(Problem(PIPES, name, "no_size_large_enough", *TOO_THICK, values, layout.line[worst]))
    reason = sentences(why, network.users, options)
    connections = connection_table(layout, sized, frame, network.users, network.home, _home_eur(network), why, reason)
    yield Progress(0.65)
    extra, of_station = extra_connections(stations, options)
    import_module("pandapipes")  # which takes its time, the first time
    yield Progress(0.8)
    net = _net(network, sources, sized, frame, stations, at, asked)
    yield Progress(0.95)
    summary = totals(network, frame, connections, stations, asked)
    points = sources.point[at]
    return HeatDesign(
        FeatureTable(frame, layout.line, crs, "heat pipes"),
        FeatureTable(connections, shapely.point_on_surface(network.users.geometry), crs, "heat connections"),
        FeatureTable(stations.drop(columns="holds"), points, crs, "heat stations"),
        FeatureTable(extra, points[of_station], crs, "extra connections"),
        net,
        problems,
        {**summary, "problems": len(problems)},
    )


def forced_problems(graph, edges: np.ndarray) -> list[Problem]:
    """Forced streets that carry no pipe, one problem a street."""
    streets = np.unique(graph.street[edges])
    names = graph.streets.frame["street_id"].to_numpy(object) if len(graph.streets) else []
    return [
        Problem(STREETS, str(names[at]), "forced_unused", *UNUSED, {"street": names[at]}, graph.streets.geometry[at])
        for at in streets[streets >= 0]
    ]


def _load(network: HeatNetwork, injected: np.ndarray | None) -> Load:
    """What hangs on the end of each pipe; injected (s,): kW that each source brings in the design hour."""
    layout, home = network.layout, network.home
    served, at = layout.house >= 0, np.maximum(layout.house, 0)

    def of_houses(values):
        return np.where(served, values[at], 0.0) if len(values) else np.zeros(len(layout.house))

    brought = np.zeros(len(layout.house))
    if injected is not None:
        helps = layout.source >= 0
        brought[helps] = injected[layout.source[helps]]
    homes = of_houses(network.users.homes)
    space_kw, water_kw, cold_kw = (of_houses(kw) for kw in (home.space_kw, home.water_kw, home.cold_kw))
    return Load(space_kw, water_kw, homes, cold_kw, brought, network.hours_kw)


def _with_boilers(network: HeatNetwork, load: Load) -> tuple[Sources, dict]:
    """The sources, peak boilers among them where they are allowed and needed, and {root: rows of its sources in
    order}.
    """
    order = run_order(network.sources, network.groups)
    if network.options.peak_boiler == "never":
        return network.sources, order
    unlimited = np.full(len(network.groups.roots), np.inf)
    sized = size_pipes(
        network.layout.tree, network.layout.length_m, load, unlimited, network.pipes, network.water, network.options
    )
    return with_boilers(network.sources, order, _peaks(network, sized), network.options)


def _peaks(network: HeatNetwork, sized: Sized) -> np.ndarray:
    """What enters each root's network in the design hour (r,) [kW]: coincident heat and losses, no cold taken off."""
    tree, roots = network.layout.tree, len(network.groups.roots)
    lost = np.zeros(roots)
    np.add.at(lost, tree.root, sized.loss_w_per_m * network.layout.length_m / 1000)
    return np.maximum(tree.of_root(sized.kw, roots) + lost, 0.0)


def _size(network: HeatNetwork, sources: Sources, order: dict) -> Sized:
    """Sizes; where sources help from elsewhere in the network, once more with what they bring."""
    layout, options = network.layout, network.options
    apart = set(layout.source[layout.source >= 0].tolist()) - set(network.groups.roots.tolist())
    base = np.array([sum(sources.kw[row] for row in rows if row not in apart) for rows in order.values()], float)
    given = (layout.tree, layout.length_m)
    sized = size_pipes(*given, _load(network, None), base, network.pipes, network.water, options)
    if not apart:
        return sized
    injected = np.zeros(len(sources))
    peak = _peaks(network, sized)
    for root, rows in order.items():
        injected[rows] = np.diff(np.minimum(np.cumsum(sources.kw[rows]), peak[root]), prepend=0.0)
    injected[network.groups.roots] = 0.0
    return size_pipes(*given, _load(network, injected), base, network.pipes, network.water, options)


def _ask(
    network: HeatNetwork, sources: Sources, order, sized: Sized, frame, root: int, profiles, problems: list[Problem]
) -> Generator[Progress, None, Network]:
    """What the network of one root asks of its stations; hours that ask more than the rule are told."""
    layout, options, home, users = network.layout, network.options, network.home, network.users
    own = layout.tree.root == root
    houses = layout.house[own & (layout.house >= 0)]
    lost = float(frame["loss_mwh_per_year"].to_numpy()[own].sum())
    served, cold = float(home.mwh[houses].sum()), float(home.cold_mwh[houses].sum())
    peak = float(_peaks(network, sized)[root])
    hours, duration = None, RuleDuration.through(options.base_kw_share, options.base_mwh_share)
    if profiles is not None and len(houses):
        shares = network_shares(users, home, houses)
        taken, given, found = yield from hourly_heat(profiles, users.building_id[houses], *shares.values())
        if found and taken.max() > 0:
            hours = taken, given
            lost_kw = lost * 1000 / len(taken)
            kw = np.maximum(taken - (given if options.is_loop else 0.0) + lost_kw, 0.0)
            duration = HourlyDuration(kw / max(peak, kw.max()))
            top = own & (layout.tree.above < 0)
            most, rule = float(sized.kw[top].sum()), float(sized.rule_kw[top].sum())
            if most > HOURS_MAY_EXCEED * rule:
                leading = order[root][0]
                values = {"station": sources.source_id[leading], "kw": most, "peak": rule}
                place = sources.point[leading]
                problems.append(Problem(SOURCES, values["station"], "hours_above_design", *HOURS_ABOVE, values, place))
    if hours is None and len(houses):
        problems += _told_by_rule(network, order[root][0], houses)
    exchanged = exchanged_mwh(served, cold, options, hours)
    worst = float(sized.path_bar[own].max()) if own.any() else 0.0
    flow = float(sized.flow_kg_per_s[own & (layout.tree.above < 0)].sum())
    return Network(
        order[root], peak, max(served + lost - exchanged, 0.0), worst + options.house_bar, worst, flow, len(houses),
        duration, served, lost, exchanged,
    )  # fmt: skip


def _told_by_rule(network: HeatNetwork, source: int, houses: np.ndarray) -> list[Problem]:
    """A problem where the rule of coincidence leaves out much of what these houses ask for rooms."""
    kw, homes = network.home.space_kw[houses], network.users.homes[houses]
    lived = homes > 0
    rule = Coincidence.named(network.options.simultaneity)
    share = float(rule.factor("space", equal_homes(kw[lived], homes[lived])))
    if share >= SPACE_SHARE:
        return []
    values = {"station": network.sources.source_id[source], "homes": int(homes.sum()), "share": 100 * share}
    place = network.sources.point[source]
    return [Problem(SOURCES, values["station"], "sized_by_rule", *BY_RULE, values, place)]


def _home_eur(network: HeatNetwork) -> np.ndarray:
    return indoor_eur(network.users.homes, network.options) + network.home.machine_eur


def _no_stations(network: HeatNetwork, sources: Sources) -> pd.DataFrame:
    nothing = Network(network.groups.roots[:1], 0.0, 0.0, 0.0, 0.0, 0.0, 0, RuleDuration(5.0), 0.0, 0.0, 0.0)
    return station_rows(nothing, sources, network.water, yearly_factors(network.options), network.options)[0].iloc[:0]


def _net(network: HeatNetwork, sources, sized: Sized, frame: pd.DataFrame, stations, at, asked):
    layout, pipes, options = network.layout, network.pipes, network.options
    tree = layout.tree
    inner = frame["inner_mm"].to_numpy() / 1000
    local = options.minor_losses * sized.pressure_pa_per_m * frame["length_m"].to_numpy()
    dynamic = network.water.density_kg_per_m3 * sized.velocity_m_per_s**2 / 2
    of_net = pd.DataFrame(
        {
            "pipe_id": frame["pipe_id"],
            "from_node": tree.parent,
            "to_node": tree.child,
            "length_m": layout.length_m,
            "inner_mm": inner * 1000,
            "u_w_per_m_k": pipes.u_w_per_m_k[sized.size],
            "loss_coefficient": np.divide(local, dynamic, out=np.zeros(len(frame)), where=dynamic > 0),
            "kind": frame["kind"],
            "dn": frame["dn"],
        }
    )
    ends = layout.house >= 0
    rows = layout.house[ends]
    houses = pd.DataFrame(
        {
            "building_id": network.users.building_id[rows],
            "node": tree.child[ends],
            "w": sized.at_root_kw[ends] * 1000,
            "homes": network.users.homes[rows],
            "net_share": network.home.mwh[rows] / (network.users.space_mwh + network.users.water_mwh)[rows],
        }
    )
    node_of_root = np.full(len(network.groups.roots), -1, np.int64)
    top = tree.above < 0
    node_of_root[tree.root[top]] = tree.parent[top]
    of_source = {int(source): int(node) for source, node in zip(layout.source, tree.child) if source >= 0}
    root_of = {int(row): root for root, one in asked for row in one.rows}
    placed = pd.DataFrame(
        {
            "station_id": stations["station_id"].to_numpy(object),
            "node": [
                of_source[int(row)] if int(row) in of_source and not holds else node_of_root[root_of[int(row)]]
                for row, holds in zip(at, stations["holds"])
            ],
            "holds": stations["holds"].to_numpy(bool),
            "lift_bar": stations["head_bar"].to_numpy(float),
            "kg_per_s": stations["flow_kg_per_s"].to_numpy(float),
            "kw": sources.kw[at],
            "priority": stations["priority"].to_numpy(float),
        }
    )
    # a helper that gives nothing in the design hour has no flow to hold
    placed = placed[placed["holds"] | (placed["kg_per_s"] > 0)]
    nodes = pd.DataFrame({"node_id": layout.node_id})
    crs = network.graph.crs
    return make_net(of_net, layout.line, nodes, layout.node_xy, houses, placed, network.water, options, crs)
