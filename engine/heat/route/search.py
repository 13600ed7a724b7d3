"""Looks for the cheapest tree: swaps of edges from several starts, then shaking a part of it and mending it again."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np

from ...compiling import compile_first
from ...progress import Progress
from . import kernels, swaps
from .network import Network
from .starts import grow_starts, rehang, shortest_paths, start_trees, street_weight
from .tree import COMPILED, Tree

ANEW = 30  # nodes up to which every second round starts from a tree drawn at random
WHOLE_CYCLES = 400  # nodes up to which every place of a cycle is tried
CHOOSING = 0.2  # of the rounds where consumers may be left out, in larger graphs
PLACES = 40  # on either side of an inserted edge, in larger graphs


def search(network: Network, effort: float, seed: int, warm: Tree | None = None) -> Generator[Progress, None, Tree]:
    """The cheapest tree found. warm: a tree to start from instead. effort: 0 leaves out the shaking."""
    yield from _compile_first()
    chance = np.random.default_rng(seed)
    free = bool(np.any(network.may & ~network.must))
    optional = free or bool(np.any(np.isfinite(network.net.sources[:, 2])))
    small = network.nodes <= WHOLE_CYCLES
    reach = network.nodes if small else PLACES
    if warm is None:
        trees = yield from _with_progress(grow_starts(network, network.may))
        trees = trees[: 4 if small else 2]
        if free or (optional and small):
            trees.append(Tree(network, trees[0].branch[trees[0].branch >= 0], np.zeros_like(network.may)))
        yield Progress(0.1, "Looking for the cheapest routes")
    else:
        trees = [warm]
    least = 1e-9 * network.net.weight.sum() * network.net.prices.min() + 1e-9
    for i, tree in enumerate(trees):
        for _ in _settle(tree, reach, least, free or (optional and not tree.serves_all()), chance):
            yield Progress(0.1 + 0.4 * i / len(trees))
    best = min(trees, key=lambda tree: tree.eur)
    optional = free or (optional and not best.serves_all())
    # choosing looks at every node in every round, swapping only at what changed
    rounds = int(effort * _rounds(network.nodes) * (1.0 if small or not optional else CHOOSING))
    for i in _shake(best, rounds, reach, least, optional, chance):
        yield Progress(0.5 + 0.5 * i / max(rounds, 1))
    best.refresh()
    return best


def _with_progress(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        yield Progress(0.05)


def _rounds(nodes: int) -> int:
    if not COMPILED:
        return 30
    return int(np.clip(6e5 / nodes, 100, 1500)) if nodes > 60 else 800


def _settle(tree: Tree, reach: int, least: float, optional: bool, chance) -> Iterator[None]:
    """Improve until no swap spares anything, also after nodes without pipes hang at their nearest pipe."""
    network = tree.network
    kw = network.sums[tree.on][:, [0, 2, 4]].sum()
    weight = street_weight(network, 0.005 * kw)
    before = np.inf
    for _ in range(6):
        if optional:
            tree.choose(least)
        for _ in tree.improve(chance.permutation(len(network.ends)), reach, least, optional):
            yield
        eur = tree.eur
        if eur > before - 1e4 * least:
            break
        before = eur
        tree.hang(rehang(tree, weight))
        yield


def _shake(tree: Tree, rounds: int, reach: int, least: float, optional: bool, chance) -> Iterator[int]:
    """Iterated local search: change a part of the tree at random, mend it, keep what is no worse."""
    network = tree.network
    order = chance.permutation(len(network.ends))
    start, near = _edges_by_node(network)
    best, kept = tree.eur, tree.keep()
    for i in range(rounds):
        if i % 2 and network.nodes <= ANEW:
            _scatter(tree, chance, optional)
        region = _around(int(chance.integers(network.nodes)), start, near, network.ends, int(chance.integers(6, 40)))
        picked = chance.permutation(region)[: int(chance.integers(1, 5))]
        swaps.shake(
            picked.astype(np.int64), chance.random(len(picked)), network.ends, network.fixed, tree.parent, tree.branch,
            tree.state, tree.changed, tree.clock, tree.mark,
        )  # fmt: skip
        if optional:
            _flip(tree, region, chance)
        for _ in tree.improve(order, reach, least, optional):
            yield i
        eur = tree.eur
        if eur <= best:
            best, kept = eur, tree.keep()
        else:
            tree.restore(kept)
    tree.restore(kept)


def _scatter(tree: Tree, chance, optional: bool) -> None:
    """Another tree altogether, and where one may choose, others served."""
    network = tree.network
    order = np.concatenate([np.flatnonzero(network.fixed), chance.permutation(len(network.ends))])
    if optional:
        tree.on[:] = network.may & (chance.random(len(network.may)) < chance.random())
    tree.hang(kernels.spanning(network.ends, order, network.nodes))


def _flip(tree: Tree, region: np.ndarray, chance) -> None:
    """Let some consumers of a part of the town come or go."""
    network = tree.network
    at = np.unique(network.ends[region])
    some = np.concatenate([network.at_node[network.free[v] : network.free[v + 1]] for v in at])
    tree.clock[0] += 1
    for t in some[chance.random(len(some)) < chance.choice([0.1, 0.3, 0.8])]:
        kernels.put(
            network.terminal_node[t], network.sums[t], -1.0 if tree.on[t] else 1.0, tree.parent, tree.state,
            tree.changed, tree.clock[0],
        )  # fmt: skip
        tree.on[t] = not tree.on[t]


def _edges_by_node(network: Network) -> tuple[np.ndarray, np.ndarray]:
    both = network.ends.ravel()
    order = np.argsort(both, kind="stable")
    return np.searchsorted(both[order], np.arange(network.nodes + 1)), order // 2


def _around(node: int, start, near, ends, size: int) -> np.ndarray:
    """Edges (at most some `size`) around a node, breadth first."""
    seen, queue, edges = {node}, [node], {}
    for v in queue:
        for e in near[start[v] : start[v + 1]]:
            edges[int(e)] = None
            for w in ends[e]:
                if w not in seen:
                    seen.add(int(w))
                    queue.append(int(w))
            if len(edges) >= size:
                return np.fromiter(edges, np.int64)
    return np.fromiter(edges, np.int64)


def _compile_first() -> Iterator[Progress]:
    """Return when the loops are compiled (some 20 s the first time, then kept on disk)."""
    if COMPILED:
        yield from compile_first(
            "routes", _touch_all, "Preparing the search for routes (the first time this takes some seconds)"
        )


def _touch_all() -> None:
    """Run every loop on a square of streets."""
    from .network import make_network
    from .problem import PipePrice, RouteProblem

    one, two = np.ones(1), np.ones(2)
    problem = RouteProblem(
        np.array([[0, 1], [1, 2], [2, 3], [3, 0]]), np.ones(4), np.ones(4), np.zeros(4, bool), 4, np.array([1, 2]), two,
        two, two, two, two, two, np.array([0]), one, one, one,
    )  # fmt: skip
    network = make_network(problem, PipePrice(np.array([1.0, 9.0]), two, two))
    tree = start_trees(network, network.may)[0]
    for _ in tree.improve(np.arange(len(network.ends)), 9, 1e-9, True):
        pass
    tree.hang(shortest_paths(network, street_weight(network, 1.0)))
    for _ in _shake(tree, 3, 9, 1e-9, True, np.random.default_rng(0)):
        pass
