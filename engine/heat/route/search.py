"""Looks for the cheapest tree: swaps of edges from several starts, then shaking a part of it and mending it again."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import partial

import numpy as np

from ...compiling import compile_first
from ...progress import Progress, finish
from . import kernels, swaps
from .network import Network
from .starts import grow_starts, rehang, shortest_paths, start_trees, street_weight
from .tree import COMPILED, Tree

ANEW = 30  # nodes up to which every second round starts from a tree drawn at random
WHOLE_CYCLES = 400  # nodes up to which every place of a cycle is tried
AROUND = 150  # edges around a change at which a larger graph is mended
ALL_OVER = 10  # rounds after which a larger graph is mended all over, where consumers may be left out
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
    rounds = int(effort * _rounds(network.nodes))
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
    if nodes <= 60:
        return 800
    return 1500 if nodes <= WHOLE_CYCLES else int(np.clip(3e6 / nodes, 100, 5000))


def _settle(tree: Tree, reach: int, least: float, optional: bool, chance) -> Iterator[None]:
    """Improve until no swap spares anything, also after nodes without pipes hang at their nearest pipe."""
    network = tree.network
    kw = network.sums[tree.on][:, [0, 2, 4]].sum()
    weight = street_weight(network, 0.005 * kw)
    before = np.inf
    for _ in range(6):
        if optional:
            yield from tree.choose(least)
        for _ in tree.improve(chance.permutation(len(network.ends)), reach, least, tree.choose if optional else None):
            yield
        eur = tree.eur
        if eur > before - 1e4 * least:
            break
        before = eur
        tree.hang(rehang(tree, weight))
        yield


def _shake(tree: Tree, rounds: int, reach: int, least: float, optional: bool, chance) -> Iterator[int]:
    """Iterated local search: change a part of the tree at random, mend it, keep what is no worse.

    A small graph is mended all over; a larger one around the change, and all over once that spares or, where consumers
    may be left out, every so often: whole branches come and go only then.
    """
    network = tree.network
    small = network.nodes <= WHOLE_CYCLES
    order = chance.permutation(len(network.ends))
    start, near = _edges_by_node(network)
    best, kept = tree.eur, tree.keep()
    for i in range(rounds):
        if i % 2 and network.nodes <= ANEW:
            _scatter(tree, chance, optional)
        around = _around(int(chance.integers(network.nodes)), start, near, network.ends, AROUND)
        region = around[: int(chance.integers(6, 40))]
        picked = chance.permutation(region)[: int(chance.integers(1, 5))]
        swaps.shake(
            picked.astype(np.int64), chance.random(len(picked)), network.ends, network.fixed, tree.parent, tree.branch,
            tree.state, tree.changed, tree.clock, tree.mark,
        )  # fmt: skip
        some = _flip(tree, region, chance) if optional else None
        choose = tree.choose if optional else None
        if not small:
            for _ in tree.improve(around, reach, least, partial(tree.reconsider, some) if optional else None):
                yield i
        if small or tree.eur < best - least or (optional and i % ALL_OVER == 0):
            for _ in tree.improve(order, reach, least, choose):
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


def _flip(tree: Tree, region: np.ndarray, chance) -> np.ndarray:
    """Let some consumers of a part of the town come or go; returns all that are there."""
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
    return some


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
    for _ in tree.improve(np.arange(len(network.ends)), 9, 1e-9, tree.choose):
        pass
    finish(tree.reconsider(np.flatnonzero(network.may), 1e-9))
    tree.hang(shortest_paths(network, street_weight(network, 1.0)))
    for _ in _shake(tree, 3, 9, 1e-9, True, np.random.default_rng(0)):
        pass
