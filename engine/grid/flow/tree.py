"""A radial circuit as trees in preorder, every quantity referred to the voltage of its source.

Between a parent p and a child c stands an ideal transformer of ratio a, a series admittance s behind it and a shunt
at either end. With r = the product of the ratios from the root down, v = r u and i = j / conj(r), the ratios vanish:
    u_c = u_p - z_c j_c,    z_c = 1 / (s |r_c|^2),    j_c = the sum of the currents drawn in the subtree of c,
and demand keeps its value, because an ideal transformer passes power unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...trees import preorder
from .circuit import Circuit


@dataclass(frozen=True)
class Tree:
    """n buses in preorder: the subtree of k is k .. end[k]-1; roots have parent -1.

    bus: (n,) the circuit's bus. branch: (n,) the circuit's branch to the parent, -1 at a root.
    away: (n,) True where the branch's from side is the parent. ratio: (n,) complex r.
    z: (n,) referred series impedance. y: (n,) referred admittance to earth of all shunts at the bus.
    y_branch: (n,) the part of y that belongs to branches. y_parent, y_child: (n,) referred shunts of the branch's two
    ends.
    root_u: (n,) complex voltage of the source that feeds the bus.
    """

    bus: np.ndarray
    branch: np.ndarray
    parent: np.ndarray
    end: np.ndarray
    away: np.ndarray
    ratio: np.ndarray
    z: np.ndarray
    y: np.ndarray
    y_branch: np.ndarray
    y_parent: np.ndarray
    y_child: np.ndarray
    root_u: np.ndarray

    @property
    def position(self) -> np.ndarray:
        """(n,) where each bus of the circuit stands in the preorder."""
        position = np.empty(len(self.bus), np.int64)
        position[self.bus] = np.arange(len(self.bus))
        return position


def as_tree(circuit: Circuit) -> Tree | None:
    """The circuit as trees; None where it has a mesh, joined sources, or a branch that is not reciprocal."""
    n = circuit.buses
    if len(circuit.branch_from) != n - len(circuit.source_bus):
        return None
    walk = preorder(n, circuit.branch_from, circuit.branch_to, circuit.source_bus)
    if walk is None or len(walk[0]) != n:
        return None
    bus, branch, parent, _ = walk
    end = _subtree_ends(parent)
    inner = np.flatnonzero(parent >= 0)
    through = branch[inner]
    away = np.zeros(n, bool)
    away[inner] = circuit.branch_from[through] == bus[parent[inner]]

    tap, down = circuit.tap[through], away[inner]
    step = np.where(down, 1.0 / tap, tap)
    y_pp = np.where(down, circuit.yff[through], circuit.ytt[through])
    y_pc = np.where(down, circuit.yft[through], circuit.ytf[through])
    y_cp = np.where(down, circuit.ytf[through], circuit.yft[through])
    y_cc = np.where(down, circuit.ytt[through], circuit.yff[through])
    series = -y_cp / step
    if not np.allclose(y_pc, -np.conj(step) * series, rtol=1e-10, atol=0):
        return None

    ratio = np.ones(n, complex)
    for k, p, a in zip(inner.tolist(), parent[inner].tolist(), step.tolist()):
        ratio[k] = ratio[p] * a
    squared = np.abs(ratio) ** 2
    z, y_parent, y_child = np.zeros(n, complex), np.zeros(n, complex), np.zeros(n, complex)
    z[inner] = 1.0 / (series * squared[inner])
    y_parent[inner] = (y_pp - np.abs(step) ** 2 * series) * squared[parent[inner]]
    y_child[inner] = (y_cc - series) * squared[inner]
    y_branch = y_child.copy()
    np.add.at(y_branch, parent[inner], y_parent[inner])
    source_v = np.zeros(n, complex)
    source_v[circuit.source_bus] = circuit.source_v
    roots = np.flatnonzero(parent < 0)
    root_u = np.repeat(source_v[bus[roots]], np.diff(np.append(roots, n)))
    return Tree(
        bus, branch, parent, end, away, ratio, z, y_branch + circuit.bus_shunt[bus] * squared, y_branch, y_parent,
        y_child, root_u,
    )  # fmt: skip


def _subtree_ends(parent: np.ndarray) -> np.ndarray:
    """Where the slice of each subtree ends; parents come before their children."""
    end = list(range(1, len(parent) + 1))
    above = parent.tolist()
    for place in range(len(end) - 1, 0, -1):
        if above[place] >= 0 and end[place] > end[above[place]]:
            end[above[place]] = end[place]
    return np.array(end, int)
