"""The sweep of `kernels` on the net's tree: tables, pieces of the tree that fit the cache, and threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .circuit import Circuit
from .loads import LoadPlaces
from .sweep import MAX_ITERATIONS, TreeOutputs, cores
from .tree import Tree

PIECE = 512  # buses: times 16 hours, 6 numbers of 8 bytes is 0.4 MB, within the second cache of one core


class CompiledSweep:
    """Solves hours of one tree with numba, on every core. Working memory: 768 bytes a bus and core."""

    def __init__(self, circuit: Circuit, tree: Tree, piece: int = PIECE):
        self.circuit, self.tree, self.outputs = circuit, tree, TreeOutputs(circuit, tree)
        n, to = len(tree.bus), self.outputs
        parent = np.where(tree.parent < 0, np.arange(n), tree.parent).astype(np.uint64)
        self.pieces = cut(tree.end, piece)
        self.model = (parent, to.from_parent, to.by_power, self._table(), circuit.base_kva)
        self.columns = [_by_place(places) for places in (to.net_bus, to.line, to.trafo)]
        self.unwritten = [np.flatnonzero(at < 0) for at in (to.net_bus, to.line, to.trafo, to.line, to.trafo)]
        self.cores = cores()

    def solve(self, p_kw, q_kvar, places: LoadPlaces, tolerance, out) -> None:
        """Solve hours and write them into `out`. p_kw, q_kvar: (h, k) float64."""
        from . import kernels

        base, hours, place = self.circuit.base_kva, len(p_kw), self.tree.position[places.bus]
        order = np.argsort(place, kind="stable")
        loads = np.searchsorted(place[order], self.pieces[:, :2])
        pieces = np.hstack([self.pieces, loads]).astype(np.int64)
        constant = places.constant_kva[self.tree.bus] / base
        given = (p_kw, q_kvar, place[order].astype(np.uint64), places.column[order].astype(np.uint64), constant, pieces)
        sums = np.empty((hours, 4))
        results = (out.vm_pu, out.line_loading_percent, out.trafo_loading_percent, out.line_p_kw, out.trafo_p_kw, sums)

        def part(first):
            last = min(first + size, hours)
            kernels.solve_hours(first, last, *given, *self.model, MAX_ITERATIONS, tolerance, *self.columns, *results)

        size = max(1, -(-hours // (kernels.TILE * self.cores))) * kernels.TILE
        with ThreadPoolExecutor(self.cores) as pool:
            list(pool.map(part, range(0, hours, size)))
        for array, columns in zip(results[:5], self.unwritten):
            array[:, columns] = np.nan if array is out.vm_pu else 0.0
        out.error_pu[:], out.source_p_kw[:], out.demand_kw[:], out.loss_kw[:] = sums.T
        out.converged[:] = (sums[:, 0] <= 10 * tolerance) & np.isfinite(sums).all(axis=1)

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
        table[:, at.VM], table[:, at.AT_PARENT], table[:, at.AT_CHILD] = to.vm, to.at_parent**2, to.at_child**2
        table[:, at.G_BRANCH] = tree.y_branch.real
        table[:, at.G_OTHER] = (tree.y - tree.y_branch).real
        return table


def _by_place(places: np.ndarray) -> np.ndarray:
    """(2, columns): places in rising order and their columns in the output, without the columns that have no place."""
    order = np.argsort(places, kind="stable")
    order = order[places[order] >= 0]
    return np.stack([places[order], order]).astype(np.uint64)


def cut(end: np.ndarray, piece: int) -> np.ndarray:
    """Cut a preorder in runs, (pieces, 3): start, stop, closed. Closed: whole subtrees, at most `piece` buses."""
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
