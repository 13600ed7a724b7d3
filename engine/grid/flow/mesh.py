"""Current iteration for meshed nets and nets with several joined sources, many hours at once.

V = Y⁻¹ (I(V) − Y_s V_s): demand becomes currents at the last voltages; one sparse factorisation serves every hour and
iteration. Loads whose power depends on voltage are allowed. Method: the implicit Z-bus Gauss method, T.-H. Chen et al.,
"Distribution system power flow analysis: a rigid approach", IEEE Transactions on Power Delivery 6(3), 1991.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .circuit import Circuit
from .loads import LoadPlaces
from .sweep import cores

MAX_ITERATIONS = 200
TILE_VALUES = 40_000  # buses times hours of a tile


class MeshSolver:
    """Solves tiles of hours of any circuit without voltage-controlling generators, on every core.

    Buses stand in the order of `order`: first those whose voltage is sought, then the sources.
    """

    def __init__(self, circuit: Circuit):
        from scipy.sparse import csr_matrix
        from scipy.sparse.linalg import splu

        self.circuit = circuit
        n = circuit.buses
        self.free = n - len(circuit.source_bus)
        self.order = np.concatenate([np.setdiff1d(np.arange(n), circuit.source_bus), circuit.source_bus])
        self.place = np.empty(n + 1, np.int64)
        self.place[self.order], self.place[-1] = np.arange(n), -1
        self.shunt, self.const_z, self.const_i = (
            values[self.order] for values in (circuit.bus_shunt, circuit.const_z, circuit.const_i)
        )
        self.start, self.stop = self.place[circuit.branch_from], self.place[circuit.branch_to]
        f, t, bus = self.start, self.stop, np.arange(n)
        values = np.concatenate([circuit.yff, circuit.yft, circuit.ytf, circuit.ytt, self.shunt])
        at = (np.concatenate([f, f, t, t, bus]), np.concatenate([f, t, f, t, bus]))
        self.y = csr_matrix((values, at), (n, n))
        self.tile = int(np.clip(TILE_VALUES // n, 4, 512))
        self.no_load = np.concatenate([np.zeros(self.free, complex), circuit.source_v])
        if self.free:
            to_source = self.y[: self.free, self.free :] @ circuit.source_v
            self.factors = splu(self.y[: self.free, : self.free].tocsc())
            self.no_load[: self.free] = self.factors.solve(-to_source)

    def solve(self, p_kw, q_kvar, places: LoadPlaces, tolerance, out) -> None:
        """Solve hours and write them into `out`. p_kw, q_kvar: (h, k) float64."""
        demand_of = places.in_order(self.place[:-1], self.circuit.base_kva)

        def part(first):
            rows = slice(first, min(first + self.tile, len(p_kw)))
            with np.errstate(all="ignore"):
                demand = demand_of(p_kw[rows], q_kvar[rows])
                v, error = self._iterate(demand, tolerance)
                self._write(v, demand, error, tolerance, out, rows)

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(part, range(0, len(p_kw), self.tile)))

    def _drawn(self, demand, v, buses=...):
        """Demand at voltage v, (h, n)."""
        if not self.circuit.depends_on_voltage:
            return demand
        size, z, i = np.abs(v), self.const_z[buses], self.const_i[buses]
        return demand * (1 - z - i + i * size + z * size**2)

    def _iterate(self, demand, tolerance):
        """Voltages (h, n) and their estimated error (h,). Rows are hours, so that the solver gets them as it likes."""
        hours, free = len(demand), slice(self.free)
        v = np.repeat(self.no_load[None, :], hours, axis=0)
        error, before = np.zeros(hours), np.zeros(hours)
        going = np.arange(hours)
        for _ in range(MAX_ITERATIONS if self.free else 0):
            everyone = len(going) == hours
            old = v[:, free] if everyone else v[going, free]
            wanted = demand[:, free] if everyone else demand[going, free]
            current = np.conj(self._drawn(wanted, old, free) / old)
            new = self.no_load[free] - self.factors.solve(current.T).T
            change = np.abs((new - old).view(float)).max(axis=1)
            rate = np.where(before[going] > 0, np.minimum(change / before[going], 1.0), 1.0)
            v[going, free] = new
            before[going], error[going] = change, change * rate
            still = (error[going] > tolerance) & np.isfinite(change)
            # Few hours lag behind; until half are done it is quicker to carry all along than to pick.
            if not still.any():
                break
            going = going[still] if still.sum() < len(going) / 2 else going
        return v, error

    def _write(self, v, demand, error, tolerance, out, rows) -> None:
        circuit, kva = self.circuit, self.circuit.base_kva
        at = self.place[circuit.bus_of_net_bus]
        out.vm_pu[rows] = np.where(at >= 0, np.take(np.abs(v), at, axis=1, mode="clip"), np.nan)
        v_from, v_to = np.take(v, self.start, axis=1), np.take(v, self.stop, axis=1)
        i_from = circuit.yff * v_from + circuit.yft * v_to
        i_to = circuit.ytf * v_from + circuit.ytt * v_to
        p_from = (v_from * np.conj(i_from)).real
        loss = (p_from + (v_to * np.conj(i_to)).real).sum(axis=1)

        line, trafo = circuit.branch_of_line, circuit.branch_of_trafo
        size_from, size_to = np.abs(i_from), np.abs(i_to)
        percent = circuit.line_ka_per_pu * circuit.line_percent_per_ka[:, None]
        out.line_loading_percent[rows] = _larger(size_from, size_to, line, percent)
        if circuit.trafo_by_power:
            size_from, size_to = size_from * np.abs(v_from), size_to * np.abs(v_to)
        out.trafo_loading_percent[rows] = _larger(size_from, size_to, trafo, circuit.trafo_percent)
        out.line_p_kw[rows] = np.where(line >= 0, np.take(p_from, line, axis=1, mode="clip"), 0.0) * kva
        out.trafo_p_kw[rows] = np.where(trafo >= 0, np.take(p_from, trafo, axis=1, mode="clip"), 0.0) * kva

        drawn = self._drawn(demand, v)
        at_source = slice(self.free, None)
        injected = v[:, at_source] * np.conj((self.y[at_source] @ v.T).T) + drawn[:, at_source]
        out.source_p_kw[rows] = injected.real.sum(axis=1) * kva
        out.demand_kw[rows] = (drawn.real.sum(axis=1) + (v.real**2 + v.imag**2) @ self.shunt.real) * kva
        out.loss_kw[rows] = loss * kva
        out.error_pu[rows] = error
        out.converged[rows] = (error <= tolerance) & np.isfinite(out.source_p_kw[rows])


def _larger(at_from, at_to, branch, percent) -> np.ndarray:
    """(h, elements) the larger of both ends; 0 where an element carries nothing."""
    if not len(branch):
        return np.zeros((len(at_from), 0))
    ends = (np.take(size, branch, axis=1, mode="clip") * percent[:, k] for k, size in enumerate((at_from, at_to)))
    return np.where(branch >= 0, np.maximum(*ends), 0.0)
