"""Current iteration for meshed nets and nets with several joined sources, many hours at once.

V = Y⁻¹ (I(V) − Y_s V_s): demand becomes currents at the last voltages, one sparse factorisation serves every hour and
iteration. Loads whose power depends on voltage are allowed. Method: the Z-bus (implicit) Gauss method, T.-H. Chen et al.,
"Distribution system power flow analysis: a rigid approach", IEEE Transactions on Power Delivery 6(3), 1991.
"""

from __future__ import annotations

import numpy as np

from .circuit import Circuit
from .loads import LoadPlaces

MAX_ITERATIONS = 200
TILE_VALUES = 400_000


class MeshSolver:
    """Solves tiles of hours of any circuit without voltage-controlling generators."""

    def __init__(self, circuit: Circuit):
        from scipy.sparse import csr_matrix
        from scipy.sparse.linalg import splu

        self.circuit = circuit
        n, f, t = circuit.buses, circuit.branch_from, circuit.branch_to
        bus = np.arange(n)
        rows = np.concatenate([f, f, t, t, bus])
        columns = np.concatenate([f, t, f, t, bus])
        values = np.concatenate([circuit.yff, circuit.yft, circuit.ytf, circuit.ytt, circuit.bus_shunt])
        self.y = csr_matrix((values, (rows, columns)), (n, n))
        self.free = np.setdiff1d(bus, circuit.source_bus)
        self.tile = int(np.clip(TILE_VALUES // n, 8, 512))
        self.no_load = np.zeros(n, complex)
        self.no_load[circuit.source_bus] = circuit.source_v
        if len(self.free):
            to_source = self.y[self.free][:, circuit.source_bus]
            self.factors = splu(self.y[self.free][:, self.free].tocsc())
            self.no_load[self.free] = self.factors.solve(-(to_source @ circuit.source_v))

    def solve(self, p_kw, q_kvar, places: LoadPlaces, tolerance, out) -> None:
        """Solve hours and write them into `out`. p_kw, q_kvar: (h, k)."""
        demand_of = places.in_order(np.arange(self.circuit.buses), self.circuit.base_kva)
        for first in range(0, len(p_kw), self.tile):
            rows = slice(first, min(first + self.tile, len(p_kw)))
            demand = demand_of(p_kw[rows], q_kvar[rows]).T.copy()
            v, change = self._iterate(demand, tolerance)
            with np.errstate(all="ignore"):
                self._write(v, demand, change, tolerance, out, rows)

    def _drawn(self, demand, v):
        """Demand at voltage v, (n, h)."""
        if not self.circuit.depends_on_voltage:
            return demand
        size = np.abs(v)
        z, i = self.circuit.const_z[:, None], self.circuit.const_i[:, None]
        return demand * (1 - z - i + i * size + z * size**2)

    def _iterate(self, demand, tolerance):
        v = np.repeat(self.no_load[:, None], demand.shape[1], axis=1)
        change = np.zeros(demand.shape[1])
        going = np.arange(demand.shape[1]) if len(self.free) else np.zeros(0, np.int64)
        with np.errstate(all="ignore"):
            for _ in range(MAX_ITERATIONS):
                if not len(going):
                    break
                old = v[:, going]
                current = np.conj(self._drawn(demand[:, going], old) / old)[self.free]
                new = self.no_load[self.free, None] - self.factors.solve(current)
                change[going] = np.abs(new - old[self.free]).max(axis=0)
                v[self.free[:, None], going] = new
                going = going[(change[going] > tolerance) & np.isfinite(change[going])]
        return v, change

    def _write(self, v, demand, change, tolerance, out, rows) -> None:
        circuit, kva = self.circuit, self.circuit.base_kva
        at = circuit.bus_of_net_bus
        out.vm_pu[rows] = np.where(at >= 0, np.abs(v)[at].T, np.nan)
        v_from, v_to = v[circuit.branch_from], v[circuit.branch_to]
        i_from = circuit.yff[:, None] * v_from + circuit.yft[:, None] * v_to
        i_to = circuit.ytf[:, None] * v_from + circuit.ytt[:, None] * v_to
        p_from = (v_from * np.conj(i_from)).real
        loss = (p_from + (v_to * np.conj(i_to)).real).sum(axis=0)

        line, trafo = circuit.branch_of_line, circuit.branch_of_trafo
        size_from, size_to = np.abs(i_from), np.abs(i_to)
        size = np.maximum(
            size_from[line] * circuit.line_ka_per_pu[:, :1], size_to[line] * circuit.line_ka_per_pu[:, 1:]
        )
        out.line_loading_percent[rows] = np.where(line >= 0, size.T * circuit.line_percent_per_ka, 0.0)
        if circuit.trafo_by_power:
            size_from, size_to = size_from * np.abs(v_from), size_to * np.abs(v_to)
        size = np.maximum(
            size_from[trafo] * circuit.trafo_percent[:, :1], size_to[trafo] * circuit.trafo_percent[:, 1:]
        )
        out.trafo_loading_percent[rows] = np.where(trafo >= 0, size.T, 0.0)
        out.line_p_kw[rows] = np.where(line >= 0, p_from[line].T, 0.0) * kva
        out.trafo_p_kw[rows] = np.where(trafo >= 0, p_from[trafo].T, 0.0) * kva

        drawn = self._drawn(demand, v)
        source = circuit.source_bus
        injected = (v[source] * np.conj(self.y[source] @ v) + drawn[source]).real.sum(axis=0)
        shunt = circuit.bus_shunt.real @ (v.real**2 + v.imag**2)
        out.source_p_kw[rows] = injected * kva
        out.demand_kw[rows] = (drawn.real.sum(axis=0) + shunt) * kva
        out.loss_kw[rows] = loss * kva
        out.error_pu[rows] = change
        out.converged[rows] = change <= tolerance
