"""Backward-forward sweep over many hours at once, in numpy.

Each iteration sums the currents of every subtree and walks the voltage drops down from the source. Both are done
without a loop over the tree: in preorder a subtree is a slice, so its sum is a difference of two running sums; and
the drop along the path to a bus is the running sum of all drops before it less that of the subtrees that ended before
it.
Method: D. Shirmohammadi et al., "A compensation-based power flow method for weakly meshed distribution and transmission
networks", IEEE Transactions on Power Systems 3(2), 1988.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .circuit import Circuit
from .loads import LoadPlaces
from .tree import Tree

MAX_ITERATIONS = 100
TILE_VALUES = 40_000  # buses times hours of a tile: arrays of 0.6 MB, which the memory allocator hands out again


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class TreeOutputs:
    """How results are read from a solved tree.

    net_bus, line, trafo: place in the preorder of each column of the results, -1 where there is nothing (a line or
    transformer is read at the child of its branch). vm: (n,) voltage [pu] per referred voltage.
    at_parent, at_child: (n,) loading [%] per referred current at that end of the branch above a bus, or per referred
    power where by_power (n,). from_parent: (n,) whether the branch's from (hv) side is the parent.
    """

    def __init__(self, circuit: Circuit, tree: Tree):
        n, lines = len(tree.bus), len(circuit.branch_of_line)
        place = np.full(len(circuit.branch_from) + 1, -1)
        inner = np.flatnonzero(tree.branch >= 0)
        place[tree.branch[inner]] = inner
        self.line, self.trafo = place[circuit.branch_of_line], place[circuit.branch_of_trafo]
        self.net_bus = np.append(tree.position, -1)[circuit.bus_of_net_bus]
        self.vm = np.abs(tree.ratio)
        self.from_parent = tree.away

        child = np.concatenate([self.line, self.trafo])
        percent = np.vstack([circuit.line_ka_per_pu * circuit.line_percent_per_ka[:, None], circuit.trafo_percent])
        live = np.flatnonzero(child >= 0)
        child, percent = child[live], percent[live]
        self.by_power = np.zeros(n, bool)
        self.by_power[child[live >= lines]] = circuit.trafo_by_power
        swap = ~tree.away[child]
        percent[swap] = percent[swap, ::-1]
        ends = np.stack([self.vm[tree.parent[child]], self.vm[child]], axis=1)
        ends[self.by_power[child]] = 1.0  # an ideal transformer leaves power as it is
        self.at_parent, self.at_child = np.zeros(n), np.zeros(n)
        self.at_parent[child], self.at_child[child] = (percent / ends).T


class NumpySweep:
    """Solves tiles of hours of one tree, on every core. Working memory: about 25 arrays of `TILE_VALUES` a core."""

    def __init__(self, circuit: Circuit, tree: Tree):
        n = len(tree.bus)
        self.circuit, self.tree, self.outputs = circuit, tree, TreeOutputs(circuit, tree)
        self.tile = int(np.clip(TILE_VALUES // n, 1, 512))
        self.exits = np.argsort(tree.end, kind="stable")
        self.ended = np.searchsorted(tree.end[self.exits], np.arange(n), side="right")
        self.parent = np.maximum(tree.parent, 0)

    def solve(self, p_kw, q_kvar, places: LoadPlaces, tolerance, out) -> None:
        """Solve hours and write them into `out`. p_kw, q_kvar: (h, k) float64."""
        hours, base = len(p_kw), self.circuit.base_kva
        demand_of = places.in_order(self.tree.position, base)

        def part(first):
            rows = slice(first, min(first + self.tile, hours))
            with np.errstate(all="ignore"):
                demand = demand_of(p_kw[rows], q_kvar[rows])
                self._read(*self._iterate(demand, tolerance), demand, tolerance, out, rows)

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(part, range(0, hours, self.tile)))
        for array, column in (
            (out.line_loading_percent, self.outputs.line),
            (out.line_p_kw, self.outputs.line),
            (out.trafo_loading_percent, self.outputs.trafo),
            (out.trafo_p_kw, self.outputs.trafo),
        ):
            array[:, column < 0] = 0.0
        out.vm_pu[:, self.outputs.net_bus < 0] = np.nan

    def _iterate(self, demand, tolerance):
        """Voltages, currents and estimated error per hour. demand: (h, n) complex."""
        tree, shape = self.tree, demand.shape
        u = np.broadcast_to(tree.root_u, shape).copy()
        draw, spare = np.empty(shape, complex), np.empty(shape, complex)
        running, left = np.zeros((shape[0], shape[1] + 1), complex), np.zeros((shape[0], shape[1] + 1), complex)
        before = np.zeros(shape[0])
        for _ in range(MAX_ITERATIONS):
            np.divide(demand, u, out=draw)
            np.conjugate(draw, out=draw)
            draw += np.multiply(tree.y, u, out=spare)
            np.cumsum(draw, axis=1, out=running[:, 1:])
            current = np.take(running, tree.end, axis=1, out=draw, mode="clip")
            current -= running[:, :-1]
            drop = np.multiply(tree.z, current, out=spare)
            np.cumsum(np.take(drop, self.exits, axis=1, mode="clip"), axis=1, out=left[:, 1:])
            new = np.take(left, self.ended, axis=1, mode="clip")
            new -= np.cumsum(drop, axis=1, out=spare)
            new += tree.root_u
            u -= new
            change = np.abs(u.view(float)).max(axis=1)
            u = new
            rate = np.where(before > 0, np.minimum(change / before, 1.0), 1.0)
            before = change
            if not (change * rate > tolerance).any():
                break
        return u, current, change * rate

    def _read(self, u, current, error, demand, tolerance, out, rows) -> None:
        tree, to, base = self.tree, self.outputs, self.circuit.base_kva
        square = u.real**2 + u.imag**2
        out.vm_pu[rows] = np.take(np.sqrt(square) * to.vm, to.net_bus, axis=1, mode="clip")
        above = np.take(u, self.parent, axis=1, mode="clip")
        at_parent = current + tree.y_parent * above
        at_child = tree.y_child * u - current
        power = np.where(to.from_parent, (above * at_parent.conj()).real, (u * at_child.conj()).real) * base
        parent, child = np.abs(at_parent) * to.at_parent, np.abs(at_child) * to.at_child
        if to.by_power.any():
            parent[:, to.by_power] *= np.abs(above[:, to.by_power])
            child[:, to.by_power] *= np.abs(u[:, to.by_power])
        loading = np.maximum(parent, child)
        out.line_loading_percent[rows] = np.take(loading, to.line, axis=1, mode="clip")
        out.trafo_loading_percent[rows] = np.take(loading, to.trafo, axis=1, mode="clip")
        out.line_p_kw[rows] = np.take(power, to.line, axis=1, mode="clip")
        out.trafo_p_kw[rows] = np.take(power, to.trafo, axis=1, mode="clip")
        roots = tree.parent < 0
        out.source_p_kw[rows] = (u[:, roots] * current[:, roots].conj()).real.sum(axis=1) * base
        out.demand_kw[rows] = (demand.real.sum(axis=1) + square @ (tree.y - tree.y_branch).real) * base
        out.loss_kw[rows] = ((current.real**2 + current.imag**2) @ tree.z.real + square @ tree.y_branch.real) * base
        out.error_pu[rows] = error
        out.converged[rows] = (error <= tolerance) & np.isfinite(out.source_p_kw[rows])
