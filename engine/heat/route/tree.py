"""One tree of the search and the moves on it."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np

from . import choosing, kernels, swaps
from .network import Network, start_state

COMPILED = hasattr(kernels.factor, "py_func")
BUDGET = 1_500_000 if COMPILED else 8_000  # price evaluations between two looks at the clock, some 0.2 s
ROUNDS = 8


class Tree:
    """A spanning tree of `network` and who is served on it (`on`). Its cost `eur` counts what the served are worth."""

    def __init__(self, network: Network, chosen: np.ndarray, on: np.ndarray):
        self.network, self.on = network, on.copy()
        n, m = network.nodes, len(network.ends)
        self.parent, self.branch = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
        self.looked, self.changed = np.full(m, -1, np.int64), np.zeros(n, np.int64)
        self.clock, self.mark = np.zeros(2, np.int64), np.zeros(n, np.int64)
        self.hang(chosen)

    def hang(self, chosen: np.ndarray) -> None:
        """Take the edges `chosen` as the tree."""
        kernels.root_tree(self.network.ends, chosen, self.network.nodes - 1, self.parent, self.branch)
        self.refresh()

    def refresh(self) -> None:
        """Sum up anew, without the rounding of many changes."""
        self.order = kernels.downwards(self.parent)
        self.state = start_state(self.network, self.on)
        kernels.sum_up(self.order, self.parent, self.state)
        self.clock[0] += 1
        self.changed[:] = self.clock[0]

    @property
    def eur(self) -> float:
        """€ a year of edges and connections less what the served are worth."""
        edges = kernels.tree_eur(self.parent, self.branch, self.state, self.network.net)
        return edges - self.network.net_worth[self.on].sum()

    def serves_all(self) -> bool:
        """Whether everybody in reach is served and no source gives more than it has."""
        if np.any(self.network.may & ~self.on):
            return False
        net = self.network.net
        free = kernels.tree_eur(self.parent, self.branch, self.state, net._replace(excess=0.0))
        return kernels.tree_eur(self.parent, self.branch, self.state, net) - free < 1e-9 * net.excess

    def keep(self) -> tuple:
        """What is needed to come back to this tree."""
        return self.parent.copy(), self.branch.copy(), self.state.copy(), self.on.copy()

    def restore(self, kept: tuple) -> None:
        """Come back to a kept tree."""
        touched = (self.parent != kept[0]) | np.any(self.state != kept[2], axis=1)
        self.parent[:], self.branch[:], self.state[:], self.on[:] = kept
        self.clock[0] += 1
        self.changed[touched] = self.clock[0]

    def carrying(self) -> np.ndarray:
        """Nodes (n,) bool whose edge above carries a pipe."""
        return (self.branch >= 0) & (self.state[:, kernels.SERVED] + self.state[:, kernels.FORCED] > 0.5)

    def improve(self, order: np.ndarray, reach: int, least: float, choose=None) -> Iterator[None]:
        """Swap edges until nothing spares more than `least` € a year; yields in between. choose: `choose` or
        `reconsider` of some, to let consumers come and go after each round.
        """
        network, n = self.network, len(self.parent)
        for _ in range(ROUNDS):
            spared, at = 0.0, 0
            while at < len(order):
                at, more = swaps.swap_edges(
                    order, at, BUDGET, network.ends, network.fixed, reach, self.parent, self.branch, self.state,
                    network.net, self.looked, self.changed, self.clock, self.mark, least,
                )  # fmt: skip
                spared += more
                yield
            if choose:
                spared += yield from choose(least)
            if spared <= least * n * 1e-3 + least:
                break

    def choose(self, least: float) -> Generator[None, None, float]:
        """Drop and add consumers on the tree as it stands; returns the € a year spared."""
        network = self.network
        self.order = kernels.downwards(self.parent)
        given = (network.free, network.at_node, network.sums, network.net_worth)

        def once() -> Generator[None, None, float]:
            rest = (self.parent, self.branch, self.state, network.net, self.changed, self.clock[0], least)
            more = choosing.add_branches(self.order, *given, self.on, network.may, *rest)
            yield
            more += choosing.drop_branches(self.order, *given, self.on, *rest)
            yield
            return more

        return (yield from self._while_it_spares(once, least))

    def reconsider(self, some: np.ndarray, least: float) -> Generator[None, None, float]:
        """Let consumers `some` come or go, one by one; returns the € a year spared."""
        network = self.network
        given = (network.terminal_node, network.sums, network.net_worth, self.on, network.may, self.parent, self.branch)

        def once() -> Generator[None, None, float]:
            more = choosing.reconsider(some, *given, self.state, network.net, self.changed, self.clock[0], least)
            yield
            return more

        return (yield from self._while_it_spares(once, least))

    def _while_it_spares(self, once, least: float) -> Generator[None, None, float]:
        """Repeat a round of changes until it spares no more than `least`; the € a year spared by all."""
        spared = 0.0
        for _ in range(ROUNDS):
            self.clock[0] += 1
            more = yield from once()
            spared += more
            if more <= least:
                break
        self.clock[0] += 1
        return spared
