"""The radial grid with the least sum of kW x ohm to the sources.

Where every chain may be opened at either end, the forest of paths of least resistance is exactly the best: no node can
be nearer. Where chains meet at a tee that may not be opened, the tee and the chains' middles around it (a knot) must be
fed as one, by one of the chains that lead into it. For a given choice of these entries paths of least resistance are
again the best, and leaving a knot's entry free gives a lower bound: branch and bound over the entries finds the best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .chains import Chains
from .paths import Arcs, make_arcs, nearest_source

# Shortest-path runs spent per part of the grid between its sources before the best choice so far is taken.
BUDGET_NODES = 400_000
FEWEST_RUNS = 60


@dataclass(frozen=True)
class Forest:
    """open_half: int (o,), halves of chains that are opened. at_tee: bool (o,), where no joint was there to open.
    proven: bool (o,), whether the choice is the best there is (False: the search was cut short).
    cost: sum of kW x ohm over the chains and key nodes that a source reaches.
    """

    open_half: np.ndarray
    at_tee: np.ndarray
    proven: np.ndarray
    cost: float


@dataclass(frozen=True)
class _Knot:
    """Nodes that must be fed as one.

    entry: halves that lead in; door: the node each leads to. inner: per node its rigid halves and where they lead.
    """

    nodes: list[int]
    entry: list[int]
    door: list[int]
    inner: dict[int, list[tuple[int, int]]]

    def fed_by(self, way: int) -> dict[int, int]:
        """The half by which each node is reached when the knot is fed by its entry number `way`."""
        by, stack = {self.door[way]: self.entry[way]}, [self.door[way]]
        while stack:
            for half, other in self.inner[stack.pop()]:
                if other not in by:
                    by[other] = half
                    stack.append(other)
        return by


def best_forest(chains: Chains) -> Forest:
    """Choose which halves to open so that every node a source reaches is reached by one path only."""
    n_keys, n_halves = len(chains.key), len(chains.half_key)
    n = n_keys + n_halves // 2
    middle = n_keys + np.arange(n_halves) // 2
    sources = chains.sources.tolist()
    weight = chains.weight + (1e-9 * chains.weight.sum() / max(n, 1) if chains.weight.sum() > 0 else 1.0)
    arcs = make_arcs(n, chains.half_key, middle, chains.half_ohm, np.arange(n_halves))
    ohm, by, _ = nearest_source(arcs, sources)
    reached = np.isfinite(ohm)

    rigid, relaxed = _rigid_halves(chains, middle, np.array(ohm), np.array(by))
    left = np.flatnonzero(~relaxed)
    arcs = make_arcs(n, chains.half_key[left], middle[left], chains.half_ohm[left], left)
    best_by = nearest_source(arcs, sources)[1]
    knots = _knots(chains, middle, rigid, reached)
    part = _parts_between_sources(n, chains, middle)
    unproven = set()
    for label in sorted({part[knot.nodes[0]] for knot in knots}):
        mine = [knot for knot in knots if part[knot.nodes[0]] == label]
        nodes = np.flatnonzero((part == label) & reached)
        within = left[part[middle[left]] == label]
        ends = np.union1d(nodes, chains.half_key[within])
        search = _Search(nodes, ends, within, chains, middle, weight, sources, mine)
        for node, half in search.run().items():
            best_by[node] = half
        if not search.proven:
            unproven.add(label)

    used = np.array(best_by, int)
    tree = np.zeros(n_halves, bool)
    tree[used[used >= 0]] = True
    opened = np.flatnonzero(~tree & reached[middle] & ~rigid)
    return Forest(
        opened,
        relaxed[opened],
        ~np.isin(part[middle[opened]], list(unproven)),
        _cost(chains, middle, used, reached, sources),
    )


def _cost(chains, middle, by, reached, sources) -> float:
    """Sum of kW x ohm over the forest given by the half each node is reached by."""
    halves = np.unique(by[by >= 0])
    arcs = make_arcs(len(reached), chains.half_key[halves], middle[halves], chains.half_ohm[halves], halves)
    ohm = np.array(nearest_source(arcs, sources)[0])
    return float((chains.weight[reached] * ohm[reached]).sum())


def _rigid_halves(chains: Chains, middle: np.ndarray, ohm: np.ndarray, by: np.ndarray):
    """Halves that cannot be opened, bool (2c,), and those that must be able to though no joint is there.

    Loops made of such halves alone have to be opened somewhere: where a cable ends on another, far from the sources.
    """
    fixed = np.flatnonzero(~chains.may_open)
    on_path = np.isin(fixed, by)
    far = ohm[chains.half_key[fixed]] + chains.half_ohm[fixed]
    fixed = fixed[np.lexsort((fixed, far, ~on_path, ~chains.runs_on[fixed]))]
    rigid, relaxed = np.zeros(len(chains.may_open), bool), np.zeros(len(chains.may_open), bool)
    root = list(range(len(ohm)))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for half in fixed.tolist():
        a, b = find(int(chains.half_key[half])), find(int(middle[half]))
        if a == b:
            relaxed[half] = True
        else:
            root[max(a, b)] = min(a, b)
            rigid[half] = True
    return rigid, relaxed


def _knots(chains: Chains, middle: np.ndarray, rigid: np.ndarray, reached: np.ndarray) -> list[_Knot]:
    """Connected sets of rigid halves with more than one way in."""
    inner: dict[int, list[tuple[int, int]]] = {}
    for half in np.flatnonzero(rigid).tolist():
        a, b = int(chains.half_key[half]), int(middle[half])
        inner.setdefault(a, []).append((half, b))
        inner.setdefault(b, []).append((half, a))
    ways_in: dict[int, list[int]] = {}
    for half in np.flatnonzero(chains.may_open).tolist():
        ways_in.setdefault(int(middle[half]), []).append(half)

    knots, seen = [], set()
    for start in sorted(inner):
        if start in seen or not reached[start]:
            continue
        nodes = sorted(_Knot([], [-1], [start], inner).fed_by(0))
        seen.update(nodes)
        ways = [(half, node) for node in nodes for half in ways_in.get(node, [])]
        if len(ways) > 1:
            knots.append(_Knot(nodes, [half for half, _ in ways], [node for _, node in ways], inner))
    return knots


def _parts_between_sources(n: int, chains: Chains, middle: np.ndarray) -> np.ndarray:
    """Label of the part each node lies in when the grid is cut at its sources: int (n,), -1 at sources."""
    inner = ~np.isin(chains.half_key, chains.sources)
    arcs = make_arcs(n, chains.half_key[inner], middle[inner], np.zeros(inner.sum()), np.flatnonzero(inner))
    label = [-1] * n
    blocked = set(chains.sources.tolist())
    for start in range(n):
        if label[start] >= 0 or start in blocked:
            continue
        label[start], stack = start, [start]
        while stack:
            node = stack.pop()
            for to in arcs.head[arcs.first[node] : arcs.first[node + 1]]:
                if label[to] < 0:
                    label[to] = start
                    stack.append(to)
    return np.array(label, int)


class _Search:
    """Branch and bound over the entries of the knots in one part of the grid."""

    def __init__(self, nodes, ends, halves, chains, middle, weight, sources, knots):
        self.ends, self.halves = ends, halves
        local = np.full(len(weight), -1)
        local[ends] = np.arange(len(ends))
        self.arcs: Arcs = make_arcs(
            len(ends), local[chains.half_key[halves]], local[middle[halves]], chains.half_ohm[halves], halves
        )
        self.sources = local[np.intersect1d(sources, ends)].tolist()
        self.weight = np.where(np.isin(ends, nodes), weight[ends], 0.0)
        self.must = np.isin(ends, nodes)
        self.local, self.knots = local, knots
        self.nodes = [local[knot.nodes].tolist() for knot in knots]
        self.fed_by: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.best_cost, self.best_by = np.inf, None
        self.runs_left = max(FEWEST_RUNS, BUDGET_NODES // max(len(ends), 1))
        self.proven = True

    def run(self) -> dict[int, int]:
        """The half by which each node is reached in the best forest found."""
        choice = [-1] * len(self.knots)
        self._branch(choice, self._solve(choice))
        if not self.proven:
            self._polish()
        return {int(self.ends[i]): half for i, half in enumerate(self.best_by) if self.must[i]}

    def _solve(self, choice):
        """(cost, by) of the paths of least resistance with some entries chosen; cost inf where a node is cut off."""
        self.runs_left -= 1
        entry = [-1] * len(self.ends)
        for number, way in enumerate(choice):
            if way >= 0:
                if (number, way) not in self.fed_by:
                    by = self.knots[number].fed_by(way)
                    self.fed_by[number, way] = [(int(self.local[node]), half) for node, half in by.items()]
                for node, half in self.fed_by[number, way]:
                    entry[node] = half
        ohm, by, _ = nearest_source(self.arcs, self.sources, entry)
        ohm = np.array(ohm)
        if not np.isfinite(ohm[self.must]).all():
            return np.inf, by
        return float((self.weight[self.must] * ohm[self.must]).sum()), by

    def _torn(self, choice, by) -> int:
        """The knot entered by most chains at once, -1 where none is entered twice."""
        worst, at = 1, -1
        for i, knot in enumerate(self.knots):
            if choice[i] < 0:
                entries = set(knot.entry)
                ways = sum(by[node] in entries for node in self.nodes[i])
                if ways > worst:
                    worst, at = ways, i
        return at

    def _branch(self, choice, solved):
        stack = [(choice, solved)]
        while stack:
            choice, (cost, by) = stack.pop()
            if cost >= self.best_cost * (1 - 1e-12):
                continue
            torn = self._torn(choice, by)
            if torn < 0:
                self.best_cost, self.best_by, self.best_choice = cost, by, choice
                continue
            if self.runs_left <= 0 and self.best_by is not None:
                self.proven = False
                return
            children = []
            for way in range(len(self.knots[torn].entry)):
                child = [*choice[:torn], way, *choice[torn + 1 :]]
                children.append((child, self._solve(child)))
            # The most promising child comes off the stack first.
            stack += sorted(children, key=lambda c: (-c[1][0], c[0]))

    def _polish(self):
        """Change one entry at a time as long as that helps."""
        choice = self._entries_of(self.best_by)
        better = True
        while better:
            better = False
            for i, knot in enumerate(self.knots):
                for way in range(len(knot.entry)):
                    child = [*choice[:i], way, *choice[i + 1 :]]
                    cost, by = self._solve(child) if way != choice[i] else (np.inf, None)
                    if cost < self.best_cost * (1 - 1e-12):
                        self.best_cost, self.best_by, choice, better = cost, by, child, True

    def _entries_of(self, by) -> list[int]:
        return [
            next(way for way, half in enumerate(knot.entry) if any(by[node] == half for node in nodes))
            for knot, nodes in zip(self.knots, self.nodes)
        ]
