"""What no forest can undercut.

On a street in one direction let y be whether there is a pipe and e what its price per metre exceeds that of the
smallest size, p. Whatever set of nodes a source does not stand in, the pipes that enter it bring all its consumers ask,
and several pipes are never cheaper together than sizes that could carry that sum. This holds for any price of sizes, so
also where each costs a in place of p: Σ (a y + e) over what enters is at least the cheapest set of sizes for the kW at
prices a + e, with no more pipes than nodes where they enter. And some pipe enters: Σ y >= 1; at most one enters a node,
and none smaller than each that leaves it; where nobody lives one leaves (Koch and Martin, Networks 32 (1998) 207). The
least Σ metres x (p y + e) under such cuts (a linear program; the cuts that the last solution breaks are added round by
round) is a lower bound. Without sizes it is the cut relaxation of the Steiner arborescence (Wong, Math. Programming 28
(1984) 271).
"""

from __future__ import annotations

import heapq
import time
from dataclasses import replace

import numpy as np

from ..pipes import Coincidence
from . import growing, kernels
from .network import Network, make_network
from .problem import PipePrice, RouteProblem
from .starts import start_trees

STEPS = 16_000  # grid of kW on which sizes are combined
CUTS, TRIES = 150, 300  # cuts looked for by least cuts in a round, and how often
GROWN, FEW = 200, 20  # cuts grown in a round for each of SHARES; so few that least cuts are looked for as well
BANDS = 9  # sizes of sets, by powers of two, of which the worst cut is taken
LIVE = 600  # known cuts that come into the program at once
BROKEN = 3e-4  # share of a cut that a solution must lack
SHARES = (1.0, 0.7, 0.5, 0.35, 0.2, 0.1, 0.02)  # of the smallest price that a pipe keeps in a cut
PIPES = 4  # up to so many that enter a set are counted, then any number may


def lower_bound(problem: RouteProblem, price: PipePrice, seconds: float = 60.0, seed: int = 0) -> float:
    """Least € a year of any forest that serves all who can be served, sources without limit of kW.

    Holds whenever it stops; more seconds make it tighter. The same seed gives the same cuts, as far as time goes.
    """
    everyone = replace(problem, worth_eur_per_year=np.full(problem.terminals, np.nan))
    network = make_network(everyone, price)
    on = network.may
    if not on.any() or not len(network.source):
        return 0.0
    total = np.ones(network.nodes, bool)
    demand = Demand(problem, network, price)
    sources = network.net.sources
    fixed = (problem.terminal_eur * problem.terminal_annuity)[on].sum()
    fixed += sources[:, 0].min() * demand.kw(total) + sources[:, 1].min() * demand.mwh + sources[:, 3].min()
    return float(fixed + _Cuts(network, demand, seed).raise_bound(time.monotonic() + seconds))


class Demand:
    """kW of sets of nodes, never more than their pipes must carry, and the least price of pipes for it.

    The true kW count homes of different size as fewer; where the factor is logistic a set could then ask more than its
    parts, so that here all homes count.
    """

    def __init__(self, problem: RouteProblem, network: Network, price: PipePrice):
        self.rule = Coincidence.named(problem.coincidence)
        self.on = on = network.may
        self.sums = np.zeros((network.nodes, kernels.COLUMNS))
        np.add.at(self.sums, network.terminal_node[on], network.sums[on])
        self.homes = np.zeros(network.nodes)
        np.add.at(self.homes, network.terminal_node[on], np.asarray(problem.homes, float)[on])
        self.mwh = self.sums[:, kernels.MWH].sum()
        self.asked = self.sums[:, [0, 2, 4]].sum(axis=1)
        self.step = max(self.kw(np.ones(network.nodes, bool)), 1e-9) / STEPS
        sizes = np.maximum(np.ceil(price.capacity_kw / self.step), 1).astype(np.int64)
        self.smallest = float(price.year_eur_per_m.min())
        extra = np.minimum.accumulate(price.year_eur_per_m[::-1])[::-1] - self.smallest
        self.most_extra = float(extra.max() * max(1.0, STEPS / sizes[-1]) + self.smallest * STEPS / sizes[-1])
        self.least = [_cheapest_sets(sizes, share * self.smallest, extra, self.smallest) for share in SHARES]
        self.plain = self.sums[:, 0] + self.sums[:, 4]  # without hot water and without coincidence
        most = self._most_plain(problem, price.capacity_kw, network.sums[on])
        self.plain_step = max(self.plain.sum(), 1e-9) / STEPS
        sizes = np.maximum(np.ceil(most / self.plain_step), 1).astype(np.int64)
        self.least_plain = [_cheapest_sets(sizes, share * self.smallest, extra, self.smallest) for share in SHARES]
        own = np.column_stack([self.sums[:, :6], self.homes, self.plain])
        self.by_node = growing.Asked(np.ascontiguousarray(own), self.rule.table, self.step, self.plain_step)

    def kw(self, inside: np.ndarray) -> float:
        """Coincident kW of a set of nodes (n,) bool."""
        sums = np.append(self.sums[inside, :6].sum(axis=0), self.homes[inside].sum())
        return float(growing.kw_of(sums, self.rule.table))

    def price(self, inside: np.ndarray, row: int, pipes: int) -> float:
        """€ per metre and year that at most so many pipes into a set cost at least, each at SHARES[row] of p."""
        own = self.by_node.own[inside].sum(axis=0)
        at = min(pipes, PIPES + 1) - 1
        return float(growing.least_eur(own, self.by_node, self.least[row][at], self.least_plain[row][at]))

    def _most_plain(self, problem: RouteProblem, capacity_kw: np.ndarray, sums: np.ndarray) -> np.ndarray:
        """The most kW without coincidence (k,) that a pipe of each size can bring, whoever it feeds.

        Fewer homes share a small pipe, so that sizes add up to less than they would in one pipe. Homes are taken as the
        smallest of the problem, with the least hot water beside their space heat: more of them fit.
        """
        lived = sums[:, 0] > 0
        if not lived.any():
            return np.asarray(capacity_kw, float) / self.rule.table[2, 5]
        homes = np.maximum(np.asarray(problem.homes, float), 1)[self.on][lived]
        home_kw, tap_kw = (sums[lived, 0] / homes).min(), (sums[lived, 2] / homes).min()
        space = np.concatenate([[0.0], np.geomspace(0.01 * home_kw, max(self.plain.sum(), home_kw), STEPS)])
        water = space * (sums[lived, 2] / sums[lived, 0]).min()
        kw = space * self.rule.factor("space", space / home_kw)
        kw += water * self.rule.factor("water", water / max(tap_kw, 1e-9))
        # between two points of the grid the true curve is at least the lower point, so a size may reach the next point
        reach = np.append(space[1:], space[-1])
        left = (np.asarray(capacity_kw, float)[:, None] - kw) / self.rule.table[2, 5]
        return np.max(np.where(left >= 0, reach + left, 0.0), axis=1)


def _cheapest_sets(sizes: np.ndarray, each: float, extra: np.ndarray, smallest: float) -> np.ndarray:
    """The cheapest set of sizes for 0, 1 … STEPS steps of kW: (PIPES + 1, STEPS + 1), of 1, 2 … or any number of pipes.

    sizes (k,): in steps. A pipe costs `each` and its `extra` (k,); one larger than all is several of the largest.
    """
    several = np.arange(2, STEPS // sizes[-1] + 2)
    prices = each + np.append(extra, several * (extra[-1] + smallest) - smallest)
    rest = np.arange(STEPS + 1) - np.append(sizes, several * sizes[-1])[:, None]
    one = np.where(rest > 0, np.inf, prices[:, None]).min(axis=0)
    least = [one]
    while True:
        more = prices[:, None] + np.where(rest > 0, least[-1][np.maximum(rest, 0)], 0.0)
        more = np.minimum(more.min(axis=0), least[-1])
        if len(least) >= PIPES and np.array_equal(more, least[-1]):
            return np.array([*least[:PIPES], least[-1]])
        least.append(more)


class _Cuts:
    """The linear program: variables y (arcs,), then e (arcs,)."""

    def __init__(self, network: Network, demand: Demand, seed: int):
        streets, n = network.streets, network.nodes
        ends = network.ends[:streets]
        self.network, self.demand = network, demand
        self.from_, self.to = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
        self.weight = np.concatenate([network.net.weight] * 2)
        self.is_source = np.zeros(n, bool)
        self.is_source[network.ends[streets:, 1]] = True
        self.is_source[n - 1] = True
        self.arcs, self.share, self.right, self.seen = [], [], [], set()
        self.goals = np.flatnonzero((demand.asked > 0) & ~self.is_source)
        self.random = np.random.default_rng(seed)
        parts = demand.asked.sum() * np.array([0.01, 0.03, 0.1, 0.3, 1.0])
        steps = np.minimum(parts * 0.6 / demand.step, STEPS).astype(int)
        self.slopes = [np.append(0.0, np.diff(least[-1][steps]) / np.diff(parts)) for least in demand.least]
        self.by_node = growing.by_node(self.from_, self.to, self.is_source)
        self.always = self._always()
        for e in np.flatnonzero(network.fixed[:streets]):
            self._append(np.array([e, e + streets]), np.inf, 1.0)

    def _append(self, arcs, share, right) -> None:
        self.arcs.append(arcs)
        self.share.append(share)
        self.right.append(right)

    def add(self, inside: np.ndarray, only: int | None = None) -> None:
        """The cuts around a set of nodes: with one of SHARES, or all; with the first also that some pipe enters."""
        inside = inside & ~self.is_source
        if not (self.demand.asked[inside] > 0).any():
            return
        arcs = np.flatnonzero(inside[self.to] & ~inside[self.from_])
        pipes = len(np.unique(self.to[arcs]))
        for row in range(len(SHARES)) if only is None else (only,):
            key = (row, inside.tobytes())
            if key not in self.seen:
                self.seen.add(key)
                self._append(arcs, SHARES[row] * self.demand.smallest, self.demand.price(inside, row, pipes))
                if row == 0:
                    self._append(arcs, np.inf, 1.0)

    def _always(self):
        """Rows (-, 2 arcs) of the program that are at least 0 whatever the cuts."""
        from scipy.sparse import csr_matrix, hstack, identity, vstack

        m, n, e = len(self.weight), self.network.nodes, np.arange(len(self.weight))
        into = csr_matrix((np.ones(m), (self.to, e)), (n, m))
        out_of = csr_matrix((np.ones(m), (self.from_, e)), (n, m))
        out = np.flatnonzero(~self.is_source[self.from_])
        own = csr_matrix(
            (np.ones(2 * len(out)), (np.tile(np.arange(len(out)), 2), np.append(out, (out + m // 2) % m))),
            (len(out), m),
        )
        larger = into[self.from_[out]] - own  # what enters, but not from where it leaves to, less what leaves
        ends_here = self.is_source | (self.network.marks > 0)
        ends_here[self.network.terminal_node[self.network.may]] = True
        onward = (out_of - into)[np.flatnonzero(~ends_here)]
        return vstack(
            [
                hstack([self.demand.most_extra * identity(m), -identity(m)]),  # no price without a pipe
                hstack([larger, csr_matrix(larger.shape)]),
                hstack([csr_matrix(larger.shape), larger]),
                hstack([onward, csr_matrix(onward.shape)]),
            ]
        ).tocsr()

    def raise_bound(self, stop_at: float) -> float:
        """Add cuts until none is broken or the time is over."""
        self._first()
        if not self.arcs:
            return 0.0
        self.live = np.array(self.share) >= self.demand.smallest  # a first program of the plainest cuts
        bound = 0.0
        while True:
            now, pipe, extra, slack = self._solve()
            bound = max(bound, now)
            if time.monotonic() > stop_at:
                return bound
            right = np.array(self.right)
            self.live &= slack < 0.02 * right
            broken = np.flatnonzero(slack < -1e-4 * right)
            self.live[broken[np.argsort((slack / right)[broken], kind="stable")[:LIVE]]] = True
            before = len(self.arcs)
            if len(broken) < CUTS:
                self._grow(pipe, extra)
                if len(self.arcs) - before < FEW:
                    self._look(pipe, extra, stop_at)
                self.live = np.append(self.live, np.ones(len(self.arcs) - before, bool))
            if not len(broken) and len(self.arcs) == before:
                return bound

    def _first(self) -> None:
        """Cuts around branches of good trees, and around what a dual ascent grows from every consumer."""
        for tree in start_trees(self.network, self.network.may)[:2]:
            inside = {}
            for v in tree.order[:0:-1]:
                own = inside.pop(v, None)
                own = np.zeros(self.network.nodes, bool) if own is None else own
                own[v] = True
                self.add(own)
                up = tree.parent[v]
                inside[up] = own if up not in inside else inside[up] | own
        self._ascend()

    def _ascend(self) -> None:
        """Wong's dual ascent: raise the set that reaches a consumer free of charge, the smallest set first."""
        left = self.weight.copy()
        waiting = [(1, int(v)) for v in self.goals]
        heapq.heapify(waiting)
        while waiting:
            size, v = heapq.heappop(waiting)
            inside = self._reaching(v, left <= 1e-9)
            if (inside & self.is_source).any():
                continue
            if inside.sum() > size:
                heapq.heappush(waiting, (int(inside.sum()), v))
                continue
            cut = np.flatnonzero(inside[self.to] & ~inside[self.from_])
            if len(cut):
                self.add(inside)
                left[cut] -= left[cut].min()
                heapq.heappush(waiting, (size, v))

    def _reaching(self, v: int, free: np.ndarray) -> np.ndarray:
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import breadth_first_order

        n = self.network.nodes
        graph = csr_matrix((np.ones(free.sum()), (self.to[free], self.from_[free])), (n, n))
        inside = np.zeros(n, bool)
        inside[breadth_first_order(graph, v, return_predecessors=False)] = True
        return inside

    def _solve(self) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
        """The bound, y and e (arcs,), and by how much each cut holds. The bound is that of the duals."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_matrix, hstack, vstack

        m, n = len(self.weight), self.network.nodes
        counts = np.array([len(arcs) for arcs in self.arcs])
        each = np.repeat(self.share, counts)
        where = (np.repeat(np.arange(len(counts)), counts), np.concatenate(self.arcs))
        on_y = csr_matrix((np.where(np.isinf(each), 1.0, each), where), (len(counts), m))
        on_e = csr_matrix((np.where(np.isinf(each), 0.0, 1.0), where), (len(counts), m))
        known, least = hstack([on_y, on_e]).tocsr(), np.array(self.right)
        into = csr_matrix((np.ones(m), (self.to, np.arange(m))), (n, m))
        one = hstack([-into, csr_matrix((n, m))])  # one pipe into a node
        cuts = vstack([known[self.live], self.always, one]).tocsr()
        right = np.concatenate([least[self.live], np.zeros(self.always.shape[0]), -np.ones(n)])
        eur = np.concatenate([self.weight * self.demand.smallest, self.weight])
        found = linprog(eur, A_ub=-cuts, b_ub=-right, method="highs")
        if found.status != 0:
            return 0.0, np.zeros(m), np.zeros(m), np.zeros(len(least))
        dual = np.maximum(-found.ineqlin.marginals, 0)
        # where rounding lets the duals ask more of a variable than it costs: it is at most 1, or most_extra
        most = np.concatenate([np.ones(m), np.full(m, self.demand.most_extra)])
        lost = np.maximum(cuts.T @ dual - eur, 0) @ most
        return float(dual @ right - lost), found.x[:m], found.x[m:], known @ found.x - least

    def _grow(self, pipe: np.ndarray, extra: np.ndarray) -> None:
        """New cuts that this solution breaks, around sets grown from every consumer."""
        n = self.network.nodes
        most = int(self.random.choice([20, 80, n]))
        for row, share in enumerate(SHARES):
            price = share * self.demand.smallest * pipe + extra
            sets = np.zeros((len(self.goals) * BANDS, n), bool)
            ratios = np.full(len(sets), 1 - BROKEN)
            noise = 1 + 0.1 * self.random.random(n)
            growing.grow_sets(
                self.goals, most, price, self.by_node, self.demand.by_node, self.demand.least[row],
                self.demand.least_plain[row], noise, BANDS, sets, ratios,
            )  # fmt: skip
            for i in np.argsort(ratios, kind="stable")[:GROWN]:
                if ratios[i] < 1 - BROKEN:
                    self.add(sets[i], row)

    def _look(self, pipe: np.ndarray, extra: np.ndarray, stop_at: float) -> None:
        """New cuts that this solution breaks: least cuts between sources and a consumer and what pays for more."""
        tries = [(v, row, slope) for row in range(len(SHARES)) for slope in self.slopes[row] for v in self.goals]
        found = 0
        for i in self.random.permutation(len(tries))[:TRIES]:
            v, row, slope = tries[i]
            price = SHARES[row] * self.demand.smallest * pipe + extra
            inside = self._least_cut(v, price, slope)
            entering = price[inside[self.to] & ~inside[self.from_]].sum()
            pipes = len(np.unique(self.to[inside[self.to] & ~inside[self.from_]]))
            if entering < self.demand.price(inside, row, pipes) * (1 - BROKEN):
                before = len(self.arcs)
                self.add(inside, row)
                found += len(self.arcs) > before
            if found >= CUTS or time.monotonic() > stop_at:
                return

    def _least_cut(self, v: int, price: np.ndarray, slope: float) -> np.ndarray:
        """Nodes (n,) bool with v, no source, and the least price that enters less slope x what they ask."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import breadth_first_order, maximum_flow

        n, source = self.network.nodes, self.network.nodes - 1  # the top stands for all sources, n takes what is paid
        scale = 2e5 / max(price.max(), 1e-9)
        stands = (price * scale >= 1) & ~self.is_source[self.to]
        pay = slope * self.demand.asked * scale
        pay[v] = 1e9
        at = np.flatnonzero((pay >= 1) & ~self.is_source)
        rows = np.concatenate([np.where(self.is_source[self.from_], source, self.from_)[stands], at])
        columns = np.concatenate([self.to[stands], np.full(len(at), n)])
        amount = np.concatenate([price[stands] * scale, np.minimum(pay[at], 1e9)]).astype(np.int32)
        graph = csr_matrix((amount, (rows, columns)), (n + 1, n + 1), dtype=np.int32)
        rest = csr_matrix(graph - maximum_flow(graph, source, n).flow)
        rest.data[rest.data < 1] = 0
        rest.eliminate_zeros()
        inside = ~self.is_source
        reached = breadth_first_order(rest, source, return_predecessors=False)
        inside[reached[reached < n]] = False
        return inside
