"""A smaller graph with the same routes: no dead ends without consumers, one edge for a street without any crossing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import RouteProblem


@dataclass(frozen=True)
class Reduced:
    """node (k,): the problem's nodes that remain. edges (e, 2): positions among them. weight (e,): metres x cost
    factor. forced (e,) bool. chains: for each edge the problem's edges, in order from its first node to its second.
    """

    node: np.ndarray
    edges: np.ndarray
    weight: np.ndarray
    forced: np.ndarray
    chains: list


def reduce_graph(problem: RouteProblem, usable: np.ndarray, needed: np.ndarray) -> Reduced:
    """Keep `usable` edges (m,) bool and every route between `needed` nodes (n,) bool; of parallel edges the cheapest.

    Forced edges stay apart, with their ends.
    """
    weight = np.asarray(problem.length_m, float) * np.asarray(problem.cost_factor, float)
    kept = needed.copy()
    forced_rows = np.flatnonzero(usable & problem.forced)
    kept[problem.edges[forced_rows].ravel()] = True
    near = {}  # node -> {neighbour: (weight, chain towards the neighbour)}

    def join(a, b, eur, chain):
        old = near.setdefault(a, {}).get(b)
        if a != b and (old is None or eur < old[0]):
            near[a][b] = (eur, chain)
            near.setdefault(b, {})[a] = (eur, chain[::-1])

    for row in np.flatnonzero(usable & ~problem.forced):
        a, b = problem.edges[row]
        join(int(a), int(b), weight[row], [int(row)])
    waiting = [v for v, others in near.items() if len(others) <= 2 and not kept[v]]
    while waiting:
        v = waiting.pop()
        others = near.get(v)
        if others is None or len(others) > 2 or kept[v]:
            continue
        sides = list(others.items())
        del near[v]
        for w, _ in sides:
            del near[w][v]
        if len(sides) == 2:
            (a, (eur_a, chain_a)), (b, (eur_b, chain_b)) = sides
            join(a, b, eur_a + eur_b, chain_a[::-1] + chain_b)
        waiting.extend(w for w, _ in sides if len(near[w]) <= 2 and not kept[w])
    rows = [(a, b, eur, False, chain) for a in near for b, (eur, chain) in near[a].items() if a < b]
    rows += [(*map(int, problem.edges[r]), weight[r], True, [int(r)]) for r in forced_rows]
    rows.sort(key=lambda row: (row[0], row[1], row[4]))
    node = np.array(sorted({v for a, b, *_ in rows for v in (a, b)} | set(np.flatnonzero(needed).tolist())), np.int64)
    ends = np.searchsorted(node, np.array([(a, b) for a, b, *_ in rows], np.int64).reshape(-1, 2))
    return Reduced(
        node,
        ends,
        np.array([row[2] for row in rows], float),
        np.array([row[3] for row in rows], bool),
        [row[4] for row in rows],
    )
