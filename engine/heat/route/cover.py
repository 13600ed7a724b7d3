"""The cheapest forest for whom it is to serve: all, dense branches, what a budget buys, or whoever is worth it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from ...progress import Progress, within
from . import kernels
from .network import Network, make_network
from .outcome import make_forest, state_kw
from .problem import Coverage, Forest, PipePrice, RouteProblem
from .search import search
from .tree import Tree

ROUNDS = 12


def cheapest_forest(
    problem: RouteProblem, price: PipePrice, coverage: Coverage | None = None
) -> Generator[Progress, None, Forest]:
    """The forest with the least yearly cost (less what the served are worth) that the search finds.

    Minimises pipes (metres x cost factor x price of the size that carries the coincident kW), connections and sources.
    Whom sources cannot serve is left out with a reason. Where they have too few kW the most consumers and kW are
    served: leaving one out weighs ten times the whole network, more by its kW. With `Coverage("best")` consumers
    without a worth (nan) are served wherever that can be.
    """
    coverage = coverage or Coverage()
    if coverage.kind == "budget":
        return (yield from _by_budget(problem, price, coverage))
    asked = problem
    if coverage.kind != "best":
        asked = replace(problem, worth_eur_per_year=np.full(problem.terminals, np.nan))
    network = make_network(asked, price)
    reason = network.reason.copy()
    if not network.may.any() or not len(network.source):
        return make_forest(problem, price, network, _bare(network), reason)
    tree = yield from within(search(network, coverage.effort, coverage.seed), 0.0, 0.85)
    if coverage.kind == "density":
        tree = yield from within(_by_density(problem, network, tree, reason, coverage), 0.85, 1.0)
    _say_why(network, tree, reason)
    return make_forest(problem, price, network, tree, reason)


def _bare(network: Network) -> Tree:
    """A tree that serves nobody."""
    chosen = kernels.spanning(network.ends, np.arange(len(network.ends)), network.nodes)
    return Tree(network, chosen, np.zeros_like(network.may))


def _without(network: Network, tree: Tree, gone: np.ndarray, coverage) -> Generator[Progress, None, Tree]:
    """Search on without these consumers."""
    network.may[gone] = False
    tree.on[gone] = False
    tree.refresh()
    return (yield from search(network, 0.2 * coverage.effort, coverage.seed, warm=tree))


def _by_density(problem, network: Network, tree: Tree, reason, coverage) -> Generator[Progress, None, Tree]:
    """Prune branches below the density and look for the cheapest routes of the rest, until every branch is dense."""
    metres = _metres(problem, network)
    for _ in range(10 * ROUNDS):
        sparse = _sparse(network, tree, metres, coverage.density_mwh_per_m)
        if not sparse.any():
            break
        reason[sparse] = "below_density"
        tree = yield from _without(network, tree, sparse, coverage)
    return tree


def _sparse(network: Network, tree: Tree, metres: np.ndarray, least: float) -> np.ndarray:
    """Consumers (t,) bool beyond whom too little heat is asked per metre, leaves first."""
    tree.refresh()
    mwh = np.zeros(network.nodes)
    np.add.at(mwh, network.terminal_node[tree.on], network.sums[tree.on, kernels.MWH])
    laid, cut, carrying = np.zeros(network.nodes), np.zeros(network.nodes, bool), tree.carrying()
    for v in tree.order[:0:-1]:
        if not carrying[v]:
            continue
        if tree.branch[v] < network.streets:
            laid[v] += metres[tree.branch[v]]
            cut[v] = tree.state[v, kernels.FORCED] < 0.5 and mwh[v] < least * laid[v] * (1 - 1e-9)
        if not cut[v]:
            mwh[tree.parent[v]] += mwh[v]
            laid[tree.parent[v]] += laid[v]
    for v in tree.order[1:]:
        cut[v] |= cut[tree.parent[v]]
    return tree.on & cut[np.maximum(network.terminal_node, 0)]


def _by_budget(problem, price: PipePrice, coverage: Coverage) -> Generator[Progress, None, Forest]:
    """The most MWh for what is paid once: a worth per MWh is sought at which the best set just keeps to the budget.

    The budget counts pipes, connections and sources as they are paid, by length and without cost factors. What is left
    buys single consumers, the cheapest MWh first.
    """
    mwh = np.asarray(problem.mwh, float)
    once = PipePrice(price.capacity_kw, price.once_eur_per_m, price.once_eur_per_m)

    def bought(eur_per_mwh):
        return replace(
            problem, worth_eur_per_year=eur_per_mwh * mwh, terminal_annuity=1.0, root_annuity=1.0,
            root_eur_per_mwh=np.zeros(problem.roots),
        )  # fmt: skip

    network = make_network(bought(1.0), once)
    reason = network.reason.copy()
    if not network.may.any() or not len(network.source):
        return make_forest(problem, price, network, _bare(network), reason)
    paid = network.net._replace(weight=_metres(problem, network))
    best, low, high, tree = None, 0.0, None, None
    worth = 2 * max(_most_eur(problem, once, network) / max(mwh[network.may].sum(), 1e-9), 1e-6)
    for i in range(ROUNDS):
        network = replace(network, net_worth=worth * mwh - np.asarray(problem.terminal_eur, float))
        warm = None if tree is None else _copy(network, tree)
        effort = coverage.effort / ROUNDS
        tree = yield from within(search(network, effort, coverage.seed, warm), i / ROUNDS, (i + 1) / ROUNDS)
        if _spent(problem, tree, paid) <= coverage.budget_eur:
            if best is None or mwh[tree.on].sum() > mwh[best.on].sum():
                best = _copy(network, tree)
            low = worth
            if tree.on[network.may].all():
                break
        else:
            high = worth
        worth = worth * 4 if high is None else (0.5 * high if low == 0 else np.sqrt(low * high))
        if high is not None and low > 0 and high / low < 1.001:
            break
    if best is None:
        best = _bare(network)
    _spend_rest(problem, best, paid, coverage.budget_eur)
    reason[best.network.may & ~best.on] = "beyond_budget"
    return make_forest(problem, price, best.network, best, reason)


def _metres(problem, network: Network) -> np.ndarray:
    """Length of each street of the reduced graph [m]."""
    length = np.asarray(problem.length_m, float)
    return np.array([length[chain].sum() for chain in network.reduced.chains])


def _spent(problem, tree: Tree, paid: kernels.Net) -> float:
    """€ that pipes and sources at the prices `paid` and connections cost."""
    edges = kernels.tree_eur(tree.parent, tree.branch, tree.state, paid)
    return float(edges + np.asarray(problem.terminal_eur, float)[tree.on].sum())


def _most_eur(problem, once: PipePrice, network: Network) -> float:
    kw = state_kw(network.sums[network.may].sum(axis=0)[None], problem.coincidence)[0]
    fixed = np.sum(problem.terminal_eur) + np.sum(problem.root_eur_fixed)
    return float(network.net.weight.sum() * once.eur_per_m(kw) + fixed)


def _copy(network: Network, tree: Tree) -> Tree:
    return Tree(network, tree.branch[tree.branch >= 0], tree.on)


def _spend_rest(problem, tree: Tree, paid: kernels.Net, budget: float) -> None:
    """Add consumers one by one while the budget lasts, the most MWh per € first."""
    network = tree.network
    eur, mwh = np.asarray(problem.terminal_eur, float), np.asarray(problem.mwh, float)
    left = budget - _spent(problem, tree, paid)
    while True:
        open_ = np.flatnonzero(network.may & ~tree.on)
        cost = np.array([eur[t] + _path(tree, t, paid) for t in open_])
        fits = cost <= left + 1e-9
        if not fits.any():
            return
        ratio = np.where(fits, mwh[open_] / np.maximum(cost, 1e-9), -1.0)
        if ratio.max() <= 0:
            return
        for i in np.argsort(-ratio, kind="stable"):
            t = open_[i]
            now = eur[t] + _path(tree, t, paid)
            if fits[i] and now <= left + 1e-9:
                kernels.put(
                    network.terminal_node[t], network.sums[t], 1.0, tree.parent, tree.state, tree.changed, tree.clock[0]
                )
                tree.on[t] = True
                left -= now


def _path(tree: Tree, t: int, net) -> float:
    network = tree.network
    return kernels.path_change(
        network.terminal_node[t], network.sums[t], 1.0, tree.parent, tree.branch, tree.state, net
    )


def _say_why(network: Network, tree: Tree, reason: np.ndarray) -> None:
    """Who is left out by choice: not worth it, or worth it if the source had more."""
    endless = network.net._replace(excess=0.0)
    for t in np.flatnonzero(network.may & ~tree.on & (reason == "")):
        wanted = network.must[t] or _path(tree, t, endless) < network.net_worth[t]
        reason[t] = "source_too_small" if wanted else "not_worth"
