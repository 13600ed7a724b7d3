"""The sweep of `kernels` on the net's tree: tables, pieces of the tree that fit the cache, and threads."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .circuit import Circuit
from .loads import LoadPlaces
from .sweep import MAX_ITERATIONS, TreeOutputs
from .tree import Tree

PIECE = 512  # buses: times 32 hours, 6 numbers of 8 bytes is 0.8 MB, about the second cache of one core


class CompiledSweep:
    """Solves hours of one tree with numba, on every core. Working memory: 1,536 bytes a bus and core."""

    def __init__(self, circuit: Circuit, tree: Tree, piece: int = PIECE):
        self.circuit, self.tree, self.outputs = circuit, tree, TreeOutputs(circuit, tree)
        self.pieces = cut(tree.end, piece)
        self.links, self.table = self._links(), self._table()
        self.cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def solve(self, p_kw, q_kvar, places: LoadPlaces, tolerance, out) -> None:
        """Solve hours and write them into `out`. p_kw, q_kvar: (h, k) float64."""
        from . import kernels

        base, hours = self.circuit.base_kva, len(p_kw)
        place = self.tree.position[places.bus]
        order = np.argsort(place, kind="stable")
        constant = places.constant_kva[self.tree.bus] / base
        totals = np.empty((hours, 3))
        given = (p_kw / base, q_kvar / base, place[order], places.column[order], constant)
        model = (self.pieces, self.links, self.table, self.circuit.trafo_by_power, base, MAX_ITERATIONS, tolerance)
        results = (
            out.vm_pu, out.line_loading_percent, out.trafo_loading_percent, out.line_p_kw, out.trafo_p_kw, totals,
            out.error_pu,
        )  # fmt: skip
        tiles = -(-hours // kernels.TILE)
        size = max(1, -(-tiles // (4 * self.cores))) * kernels.TILE
        parts = [(first, min(first + size, hours)) for first in range(0, hours, size)]
        with ThreadPoolExecutor(self.cores) as pool:
            list(pool.map(lambda part: kernels.solve_hours(*part, *given, *model, *results), parts))
        self.outputs.copy_shared_buses(out.vm_pu)
        drawn = p_kw[:, places.column].sum(axis=1) + places.constant_kva.real.sum()
        out.source_p_kw[:], out.loss_kw[:] = totals[:, 0], totals[:, 2]
        out.demand_kw[:] = drawn + totals[:, 1]
        out.converged[:] = (out.error_pu <= 10 * tolerance) & np.isfinite(totals).all(axis=1)

    def _links(self) -> np.ndarray:
        from . import kernels

        tree, to = self.tree, self.outputs
        links = np.full((len(tree.bus), 5), -1, np.int64)
        links[:, kernels.PARENT] = np.where(tree.parent < 0, np.arange(len(tree.bus)), tree.parent)
        links[to.net_bus[::-1], kernels.NET_BUS] = np.arange(len(to.net_bus))[::-1]
        columns = np.arange(len(to.child))
        line = (columns < to.lines) & (to.child >= 0)
        trafo = (columns >= to.lines) & (to.child >= 0)
        links[to.child[line], kernels.LINE] = columns[line]
        links[to.child[trafo], kernels.TRAFO] = columns[trafo] - to.lines
        links[to.child[to.child >= 0], kernels.FROM_IS_PARENT] = to.from_is_parent[to.child >= 0]
        return links

    def _table(self) -> np.ndarray:
        from . import kernels as at

        tree, to = self.tree, self.outputs
        table = np.zeros((len(tree.bus), 15))
        for real, imaginary, values in (
            (at.R, at.X, tree.z),
            (at.G, at.B, tree.y),
            (at.ROOT_R, at.ROOT_I, tree.root_u),
            (at.PARENT_G, at.PARENT_B, tree.y_parent),
            (at.CHILD_G, at.CHILD_B, tree.y_child),
        ):
            table[:, real], table[:, imaginary] = values.real, values.imag
        table[:, at.VM] = np.abs(tree.ratio)
        percent = np.ones(len(to.child))
        percent[: to.lines] = to.line_percent_per_ka
        live = to.child >= 0
        table[to.child[live], at.AT_PARENT] = ((to.at_parent * percent) ** 2)[live]
        table[to.child[live], at.AT_CHILD] = ((to.at_child * percent) ** 2)[live]
        table[:, at.G_BRANCH] = tree.y_branch.real
        table[:, at.G_OTHER] = (tree.y - tree.y_branch).real
        return table


def cut(end: np.ndarray, piece: int) -> np.ndarray:
    """Cut a preorder in runs, (pieces, 3): start, stop, closed. A closed run is whole subtrees, at most `piece` buses."""
    runs: list[list[int]] = []
    k, n = 0, len(end)
    while k < n:
        stop, closed = (int(end[k]), 1) if end[k] - k <= piece else (k + 1, 0)
        last = runs[-1] if runs else None
        if last and last[2] == closed and (not closed or stop - last[0] <= piece):
            last[1] = stop
        else:
            runs.append([k, stop, closed])
        k = stop
    return np.array(runs, np.int64)
