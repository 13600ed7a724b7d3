"""Who can be served at all, and why the others cannot."""

from __future__ import annotations

import numpy as np

from .problem import RouteProblem


def pieces(problem: RouteProblem, allowed: np.ndarray) -> np.ndarray:
    """Which connected piece each node (n,) is in, along the `allowed` edges (m,) bool."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    a, b = problem.edges[allowed].T
    n = problem.node_count
    return connected_components(coo_matrix((np.ones(len(a)), (a, b)), (n, n)), directed=False)[1]


def out_of_reach(problem: RouteProblem) -> tuple[np.ndarray, np.ndarray]:
    """Reasons (t,), "" for who may be served, and the nodes (n,) bool that lie in reach of a source."""
    reason = np.full(problem.terminals, "", object)
    node = np.asarray(problem.terminal_node, np.int64)
    roots = np.asarray(problem.root_node, np.int64)
    standing = roots >= 0
    piece = pieces(problem, ~problem.forbidden)
    fed = np.isin(piece, piece[roots[standing]])
    whole = pieces(problem, np.ones(len(problem.edges), bool))
    fed_if_allowed = np.isin(whole, whole[roots[standing]])
    on_street = node >= 0
    at = np.where(on_street, node, 0)
    reason[on_street & ~fed[at]] = "no_source_in_reach"
    reason[on_street & ~fed[at] & fed_if_allowed[at]] = "cut_by_forbidden"
    reason[~on_street] = "no_street_in_reach"
    return reason, fed
