"""The problem as arrays for the search: every source hangs below one top, every consumer is a row of sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..pipes import Coincidence, own_kw
from .kernels import COLUMNS, FORCED, MWH, SERVED, Net
from .problem import PipePrice, RouteProblem
from .reach import out_of_reach
from .reduce import Reduced, reduce_graph


@dataclass(frozen=True)
class Network:
    """ends (e, 2): nodes of streets, then of sources (top and their node); the top is the last of n nodes.

    fixed (e,) bool: cannot go. marks (n,): ends of forced streets and nodes to reach. net: what edges cost.
    sums (t, 9), net_worth (t,), may (t,), must (t,): of the problem's consumers. free (n + 1,), at_node: consumers by
    node. source (s,): the problem's rows. reason (t,): of who cannot be served. forced_unused: the problem's edges.
    """

    ends: np.ndarray
    fixed: np.ndarray
    marks: np.ndarray
    net: Net
    sums: np.ndarray
    net_worth: np.ndarray
    may: np.ndarray
    must: np.ndarray
    terminal_node: np.ndarray
    free: np.ndarray
    at_node: np.ndarray
    source: np.ndarray
    reduced: Reduced
    reason: np.ndarray
    forced_unused: np.ndarray

    @property
    def nodes(self) -> int:
        """How many, the top among them."""
        return len(self.marks)

    @property
    def streets(self) -> int:
        """How many edges are streets."""
        return len(self.net.weight)


def consumer_sums(problem: RouteProblem) -> np.ndarray:
    """What each consumer (t,) adds to the sums of the edges that feed it: (t, 9)."""
    sums = np.zeros((problem.terminals, COLUMNS))
    homes = np.asarray(problem.homes, float)
    lived = homes > 0
    space, water = np.asarray(problem.space_kw, float), np.asarray(problem.water_kw, float)
    own = own_kw("water", water, np.maximum(homes, 1), problem.coincidence)
    for column, kw in ((0, space), (2, own)):
        sums[lived, column] = kw[lived]
        sums[lived, column + 1] = kw[lived] ** 2 / homes[lived]
    sums[~lived, 4] = (space + water)[~lived]
    sums[~lived, 5] = sums[~lived, 4] ** 2
    sums[:, MWH] = problem.mwh
    sums[:, SERVED] = 1
    return sums


def make_network(problem: RouteProblem, price: PipePrice) -> Network:
    """Leave out what no source reaches, reduce the graph and hang the sources below one top."""
    reason, fed = out_of_reach(problem)
    may = reason == ""
    forced, unused = _without_rings(problem, fed)
    usable = ~problem.forbidden & fed[problem.edges[:, 0]] & (~problem.forced | forced)
    needed = np.zeros(problem.node_count, bool)
    node = np.asarray(problem.terminal_node, np.int64)
    source = np.flatnonzero(np.asarray(problem.root_node) >= 0)
    needed[node[may]] = True
    needed[np.asarray(problem.root_node, np.int64)[source]] = True
    reach = problem.reach_node[fed[problem.reach_node]]
    needed[reach] = True
    reduced = reduce_graph(problem, usable, needed)
    top = len(reduced.node)
    at_source = np.searchsorted(reduced.node, np.asarray(problem.root_node, np.int64)[source])
    ends = np.vstack([reduced.edges, np.column_stack([np.full(len(source), top), at_source])]).astype(np.int64)
    marks = np.zeros(top + 1)
    np.add.at(marks, reduced.edges[reduced.forced].ravel(), 1.0)
    np.add.at(marks, np.searchsorted(reduced.node, reach), 1.0)
    sums = consumer_sums(problem)
    terminal = np.where(may, np.searchsorted(reduced.node, np.where(may, node, 0)), -1)
    of_node = np.flatnonzero(may)[np.argsort(terminal[may], kind="stable")]
    free = np.searchsorted(terminal[of_node], np.arange(top + 2)).astype(np.int64)
    sources = np.column_stack(
        [
            (problem.root_eur_per_kw * problem.root_annuity)[source],
            np.asarray(problem.root_eur_per_mwh, float)[source],
            np.asarray(problem.root_kw, float)[source],
            (problem.root_eur_fixed * problem.root_annuity)[source],
        ]
    )
    must = np.isnan(np.asarray(problem.worth_eur_per_year, float))
    yearly = np.asarray(problem.terminal_eur, float) * problem.terminal_annuity
    kw = sums[:, 0] + sums[:, 2] + sums[:, 4]
    total_kw = max(kw[may].sum(), 1.0)
    most = (
        reduced.weight.sum() * price.eur_per_m_year(total_kw)
        + yearly.sum()
        + np.abs(np.nan_to_num(problem.worth_eur_per_year)).sum()
    )
    most += total_kw * sources[:, 0].max(initial=0) + sums[may, MWH].sum() * sources[:, 1].max(initial=0)
    most += sources[:, 3].sum() + 1.0
    share = 1 + kw / (total_kw / max(may.sum(), 1))
    worth = np.where(must, 10 * most * share, problem.worth_eur_per_year)
    net = Net(
        np.ascontiguousarray(reduced.weight),
        np.asarray(price.capacity_kw, float),
        np.asarray(price.year_eur_per_m, float),
        np.ascontiguousarray(sources),
        Coincidence.named(problem.coincidence).table,
        1e4 * most * max(may.sum(), 1) / total_kw,
    )
    return Network(
        ends, np.append(reduced.forced, np.zeros(len(source), bool)), marks, net, sums, worth - yearly, may, must,
        terminal, free, of_node.astype(np.int64), source, reduced, reason, unused,
    )  # fmt: skip


def _without_rings(problem: RouteProblem, fed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Forced edges (m,) bool that can all carry pipes at once, and the rows of those that cannot."""
    from .kernels import spanning

    rows = np.flatnonzero(problem.forced)
    good = rows[~problem.forbidden[rows] & fed[problem.edges[rows, 0]]]
    forced = np.zeros(len(problem.edges), bool)
    if len(good):
        forced[good[spanning(problem.edges[good], np.arange(len(good)), problem.node_count)]] = True
    return forced, rows[~forced[rows]]


def start_state(network: Network, on: np.ndarray) -> np.ndarray:
    """What stands at each node (n, 9) when the consumers `on` (t,) are served."""
    state = np.zeros((network.nodes, COLUMNS))
    np.add.at(state, network.terminal_node[on], network.sums[on])
    state[:, FORCED] = network.marks
    return state
