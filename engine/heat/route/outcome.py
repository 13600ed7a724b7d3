"""The forest that a tree of the search stands for."""

from __future__ import annotations

import numpy as np

from ..pipes import Coincidence
from . import kernels
from .network import Network
from .problem import Forest, PipePrice, RouteProblem
from .tree import Tree


def state_kw(state: np.ndarray, rule: str) -> np.ndarray:
    """Coincident kW (n,) of sums (n, 9)."""
    coincidence = Coincidence.named(rule)
    kw = np.zeros(len(state))
    for part, name in enumerate(("space", "water", "other")):
        total, squares = state[:, 2 * part], state[:, 2 * part + 1]
        equal = np.divide(total**2, squares, out=np.ones(len(state)), where=squares > 1e-12)
        kw += np.maximum(total, 0) * coincidence.factor(name, equal)
    return kw


def make_forest(problem: RouteProblem, price: PipePrice, network: Network, tree: Tree, reason: np.ndarray) -> Forest:
    """problem: with the worths as the user gave them. reason (t,): why those are left out who are not served."""
    tree.refresh()
    top, streets = network.nodes - 1, network.streets
    source_of = np.full(network.nodes, -1, np.int64)
    homes = np.zeros(network.nodes)
    np.add.at(homes, network.terminal_node[tree.on], np.asarray(problem.homes, float)[tree.on])
    for v in tree.order[::-1]:
        if v != top:
            homes[tree.parent[v]] += homes[v]
    rows, start, end, owner = [], [], [], []
    carrying = tree.carrying()
    roots, root_kw, root_mwh = network.source, np.zeros(problem.roots), np.zeros(problem.roots)
    kw_below = state_kw(tree.state, problem.coincidence)
    for v in tree.order[1:]:
        e = tree.branch[v]
        if e >= streets:
            source_of[v] = roots[e - streets]
            root_kw[source_of[v]], root_mwh[source_of[v]] = kw_below[v], tree.state[v, kernels.MWH]
            continue
        source_of[v] = source_of[tree.parent[v]]
        if not carrying[v]:
            continue
        chain = network.reduced.chains[e]
        at = network.reduced.node[tree.parent[v]]
        for row in chain if network.ends[e, 0] == tree.parent[v] else chain[::-1]:
            a, b = problem.edges[row]
            there = b if a == at else a
            rows.append(row)
            start.append(at)
            end.append(there)
            owner.append(v)
            at = there
    owner, edge = np.array(owner, np.int64), np.array(rows, np.int64)
    kw = kw_below[owner]
    metres = np.asarray(problem.length_m, float)[edge]
    on = tree.on.copy()
    root = np.where(on, source_of[np.maximum(network.terminal_node, 0)], -1)
    used = np.isin(np.arange(problem.roots), root)
    root_eur = root_kw * problem.root_eur_per_kw + np.where(used, problem.root_eur_fixed, 0.0)
    once = np.sum(metres * price.eur_per_m(kw)) + problem.terminal_eur[on].sum() + root_eur.sum()
    year = np.sum(metres * problem.cost_factor[edge] * price.eur_per_m_year(kw))
    year += (problem.terminal_eur * problem.terminal_annuity)[on].sum()
    year += np.sum(root_eur * problem.root_annuity + root_mwh * problem.root_eur_per_mwh)
    return Forest(
        served=on,
        root=root,
        reason=np.where(on, "", reason),
        edge=edge,
        from_node=np.array(start, np.int64),
        to_node=np.array(end, np.int64),
        edge_root=source_of[owner],
        kw=kw,
        mwh=tree.state[owner, kernels.MWH],
        homes=homes[owner],
        terminals=np.round(tree.state[owner, kernels.SERVED]).astype(int),
        root_kw_used=root_kw,
        root_mwh=root_mwh,
        forced_unused=network.forced_unused,
        eur_per_year=float(year),
        eur=float(once),
        worth_eur_per_year=float(np.nansum(np.asarray(problem.worth_eur_per_year, float)[on])),
    )
