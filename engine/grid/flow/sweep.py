"""Backward-forward sweep over many hours at once, in numpy.

Each iteration sums the currents of every subtree and walks the voltage drops down from the source. Both are done without a loop
over the tree: in preorder a subtree is a slice, so its sum is a difference of two running sums; and a running sum
over the tour that enters every bus with its drop and leaves it with the opposite gives the drops along every path.
Method: D. Shirmohammadi et al., "A compensation-based power flow method for weakly meshed distribution and transmission
networks", IEEE Transactions on Power Systems 3(2), 1988.
"""

from __future__ import annotations

import numpy as np

from .circuit import Circuit
from .loads import LoadPlaces
from .tree import Tree

MAX_ITERATIONS = 100
TILE_VALUES = 200_000


class TreeOutputs:
    """How the elements of the net read their results from a solved tree (lines first, then transformers).

    child: (e,) place of the element's branch in the preorder, -1 where it carries nothing.
    at_parent, at_child: (e,) result (kA for lines, percent for transformers) per referred unit current at that end.
    from_is_parent: (e,). net_bus: (net buses,) place in the preorder, -1 where not energised. vm_scale: (net buses,).
    """

    def __init__(self, circuit: Circuit, tree: Tree):
        place = np.full(len(circuit.branch_from) + 1, -1)
        inner = np.flatnonzero(tree.branch >= 0)
        place[tree.branch[inner]] = inner
        lines = len(circuit.branch_of_line)
        self.lines = lines
        self.by_power = circuit.trafo_by_power
        self.child = place[np.concatenate([circuit.branch_of_line, circuit.branch_of_trafo])]
        self.from_is_parent = tree.away[self.child] & (self.child >= 0)
        scale = np.vstack([circuit.line_ka_per_pu, circuit.trafo_percent])
        swap = ~self.from_is_parent
        scale[swap] = scale[swap, ::-1]
        size = np.abs(tree.ratio)
        plain = np.ones(len(self.child), bool)
        plain[lines:] = not self.by_power
        self.at_parent = scale[:, 0] / np.where(plain, size[tree.parent[self.child]], 1.0)
        self.at_child = scale[:, 1] / np.where(plain, size[self.child], 1.0)
        self.line_percent_per_ka = circuit.line_percent_per_ka
        position = np.append(tree.position, -1)
        self.net_bus = position[circuit.bus_of_net_bus]
        self.vm_scale = np.where(self.net_bus >= 0, size[self.net_bus], np.nan)


class NumpySweep:
    """Solves tiles of hours of one tree. Working memory: about 30 arrays of `TILE_VALUES` numbers."""

    def __init__(self, circuit: Circuit, tree: Tree):
        n = len(tree.bus)
        self.circuit, self.tree, self.outputs = circuit, tree, TreeOutputs(circuit, tree)
        self.tile = int(np.clip(TILE_VALUES // n, 8, 512))
        depth_of_exit = np.argsort(tree.end, kind="stable")
        # A bus is entered after those before it in preorder and after the exits of the subtrees that end before it.
        self.left_before = np.searchsorted(tree.end[depth_of_exit], np.arange(n), side="right")
        self.exits = depth_of_exit

    def solve(self, p_kw, q_kvar, places: LoadPlaces, tolerance, out) -> None:
        """Solve hours and write them into `out`. p_kw, q_kvar: (h, k)."""
        for first in range(0, len(p_kw), self.tile):
            rows = slice(first, min(first + self.tile, len(p_kw)))
            demand = places.demand_pu(p_kw[rows], q_kvar[rows], self.circuit.base_kva, self.tree.bus)
            self._solve_tile(demand, tolerance, out, rows)

    def _solve_tile(self, demand, tolerance, out, rows) -> None:
        tree = self.tree
        z, y = tree.z[:, None], tree.y[:, None]
        u = np.repeat(tree.root_u[:, None], demand.shape[1], axis=1)
        running = np.zeros((len(u) + 1, u.shape[1]), complex)
        left = np.zeros_like(running)
        change = np.full(u.shape[1], np.inf)
        with np.errstate(all="ignore"):
            for _ in range(MAX_ITERATIONS):
                np.cumsum(np.conj(demand / u) + y * u, axis=0, out=running[1:])
                current = running[tree.end] - running[:-1]
                drop = z * current
                np.cumsum(drop[self.exits], axis=0, out=left[1:])
                new = tree.root_u[:, None] - (np.cumsum(drop, axis=0) - left[self.left_before])
                change = np.abs(new - u).max(axis=0)
                u = new
                if not (change > tolerance).any():
                    break
            self._write(u, current, demand, change, tolerance, out, rows)

    def _write(self, u, current, demand, change, tolerance, out, rows) -> None:
        tree, to = self.tree, self.outputs
        kva = self.circuit.base_kva
        out.vm_pu[rows] = (np.abs(u)[to.net_bus] * to.vm_scale[:, None]).T
        u_parent, u_child, j = u[tree.parent[to.child]], u[to.child], current[to.child]
        at_parent = j + tree.y_parent[to.child, None] * u_parent
        at_child = tree.y_child[to.child, None] * u_child - j
        from_parent = to.from_is_parent[:, None]
        power = np.where(from_parent, u_parent, u_child) * np.conj(np.where(from_parent, at_parent, at_child))
        size_parent, size_child = np.abs(at_parent), np.abs(at_child)
        if to.by_power:
            size_parent[to.lines :] *= np.abs(u_parent[to.lines :])
            size_child[to.lines :] *= np.abs(u_child[to.lines :])
        size = np.maximum(size_parent * to.at_parent[:, None], size_child * to.at_child[:, None])
        dead = to.child < 0
        size[dead] = 0.0
        power = power.real * kva
        power[dead] = 0.0
        out.line_loading_percent[rows] = size[: to.lines].T * to.line_percent_per_ka
        out.trafo_loading_percent[rows] = size[to.lines :].T
        out.line_p_kw[rows] = power[: to.lines].T
        out.trafo_p_kw[rows] = power[to.lines :].T
        roots = tree.parent < 0
        out.source_p_kw[rows] = (u[roots] * np.conj(current[roots])).real.sum(axis=0) * kva
        square = u.real**2 + u.imag**2
        shunt = (tree.y - tree.y_branch).real
        out.demand_kw[rows] = (demand.real.sum(axis=0) + shunt @ square) * kva
        out.loss_kw[rows] = (tree.z.real @ (current.real**2 + current.imag**2) + tree.y_branch.real @ square) * kva
        out.error_pu[rows] = change
        out.converged[rows] = change <= tolerance
