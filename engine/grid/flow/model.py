"""From a pandapower net and hourly power to voltages and currents of every hour."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from ...compiling import compile_first
from ...errors import EngineError
from ...progress import Progress
from .block import FlowBlock, LoadMatch
from .circuit import element_keys, prepared_copy, read_circuit
from .compiled import CompiledSweep
from .loads import match_loads, place_loads
from .mesh import MeshSolver
from .reference import PandapowerHours
from .sweep import NumpySweep
from .tree import as_tree

TOLERANCE_PU = 1e-9
BLOCK_BYTES = 200e6
HOURS_STEP = 192  # whole days, and whole tiles for one, two, three or six cores
RETRIES_BY_PANDAPOWER = 20  # hours the iteration did not solve, tried again; each costs a `runpp`
HOURS_BY_PANDAPOWER = 8  # a block then takes about half a second on a town

Rows = Callable[[slice], "tuple[np.ndarray, np.ndarray]"]


def numba_installed() -> bool:
    return importlib.util.find_spec("numba") is not None


class FlowModel:
    """A net made ready to solve many hours; see `from_net`.

    kind: "radial" (sweep), "meshed" (current iteration) or "pandapower" (hour by hour, slow; `reason` says why).
    bus_names, line_names, trafo_names, load_names: names of the net's rows, in table order (index as text where a
    name is missing or not unique). retries: how many hours at most pandapower tries again; 0 where time counts.
    """

    retries = RETRIES_BY_PANDAPOWER

    @classmethod
    def from_net(
        cls,
        net,
        source_vm_pu: float | None = None,
        tap_pos: int | Mapping[str, int] | None = None,
        pf_options: Mapping | None = None,
        use_numba: bool | None = None,
    ) -> FlowModel:
        """Read any pandapower net: radial or meshed, with one source or several.

        source_vm_pu: voltage of all sources [pu]; None keeps the net's. tap_pos: position of all transformers that
        have taps, or by transformer name; None keeps the net's. pf_options: options of `pandapower.runpp` beside the
        net's own, such as {"trafo_model": "pi"}. use_numba: None uses numba where it is installed. The net itself is
        not changed. Raises EngineError where nothing is fed or pandapower cannot read the net.
        """
        return cls(prepared_copy(net, source_vm_pu, tap_pos, pf_options or {}), use_numba)

    def __init__(self, net, use_numba: bool | None = None):
        self.net = net
        self.bus_names = element_keys(net.bus)
        self.line_names = element_keys(net.line)
        self.trafo_names = element_keys(net.trafo)
        self.load_names = element_keys(net.load)
        self.circuit = read_circuit(net)
        self.reason = self.circuit.only_pandapower
        tree = None if self.reason or self.circuit.depends_on_voltage else as_tree(self.circuit)
        self.kind = "pandapower" if self.reason else "meshed" if tree is None else "radial"
        self.uses_numba = self.kind == "radial" and (numba_installed() if use_numba is None else use_numba)
        self._solver = None
        if self.kind == "meshed":
            self._solver = MeshSolver(self.circuit)
        elif self.kind == "radial":
            self._solver = (CompiledSweep if self.uses_numba else NumpySweep)(self.circuit, tree)

    def compile_first(self) -> Iterator[Progress]:
        """Have the sweep compiled before the first hours, where it is, so that one can stop meanwhile."""
        if self.uses_numba:
            idle = np.zeros((1, len(self.load_names)))
            yield from compile_first(
                "flow", lambda: self.at_hours([0], idle),
                "Preparing the power flow (the first time this takes some seconds)",
            )  # fmt: skip

    def match(self, load_names=None) -> LoadMatch:
        """How these names meet the net's loads, so that the caller can report what is left over on either side."""
        return match_loads(self.net, self.circuit, load_names)

    def solve(
        self,
        p_kw: np.ndarray | Rows,
        q_kvar: np.ndarray | None = None,
        load_names=None,
        hours_per_block: int | None = None,
        hours: int | None = None,
    ) -> Iterator[FlowBlock]:
        """Solve all hours in blocks of bounded memory.

        p_kw, q_kvar: (hours, k), drawn from the grid; or p_kw a callable that gives (p_kw, q_kvar) of a slice of hours,
        with `hours` the number of hours. q_kvar None is zero. load_names: (k,) names of the columns; None: the net's
        loads in table order. A load that is given draws what is given (the net's `scaling` is left out).
        Loads and other elements that are not given keep their own constant values. An hour with nan in a load that
        enters, or without a solution, has converged False and nan results; other hours are not touched by it. The
        first few hours that the fast iteration does not solve are tried again by pandapower itself.
        """
        if callable(p_kw):
            rows, count = p_kw, hours
            if hours is None:
                raise ValueError("hours is needed with a callable")
        else:
            p_kw = np.asarray(p_kw)
            q_kvar = None if q_kvar is None else np.asarray(q_kvar)
            count = len(p_kw) if hours is None else hours

            def rows(part):
                return p_kw[part], np.zeros_like(p_kw[part]) if q_kvar is None else q_kvar[part]

        match = self.match(load_names)
        size = hours_per_block or self._hours_per_block(len(match.position))
        return self._blocks(rows, int(count), size, match, load_names)

    def at_hours(self, hours, p_kw, q_kvar=None, load_names=None) -> FlowBlock:
        """The results of chosen hours only, in the given order; arguments as in `solve`."""
        hours = np.asarray(hours, np.int64)
        if not len(hours):
            return self.empty_block(hours)
        if callable(p_kw):
            parts = [p_kw(slice(int(hour), int(hour) + 1)) for hour in hours]
            p, q = (np.concatenate([np.asarray(part[side]) for part in parts]) for side in (0, 1))
        else:
            p, q = p_kw[hours], None if q_kvar is None else q_kvar[hours]
        block = next(self.solve(p, q, load_names, hours_per_block=len(hours)))
        return replace(block, hours=hours)

    def empty_block(self, hours) -> FlowBlock:
        """A block for these hours with nothing solved yet."""
        h, buses, lines, trafos = len(hours), len(self.bus_names), len(self.line_names), len(self.trafo_names)
        big = [np.empty((h, columns), np.float32) for columns in (buses, lines, trafos, lines, trafos)]
        small = [np.empty(h) for _ in range(4)]
        source, demand, loss, error = small
        capacity_ka = 100.0 / self.circuit.line_percent_per_ka
        return FlowBlock(np.asarray(hours), capacity_ka, *big, source, demand, loss, np.zeros(h, bool), error)

    def _hours_per_block(self, columns: int) -> int:
        if self.kind == "pandapower":
            return HOURS_BY_PANDAPOWER
        results = len(self.bus_names) + 2 * len(self.line_names) + 2 * len(self.trafo_names)
        limit, step = (BLOCK_BYTES, HOURS_STEP) if self.kind == "radial" else (BLOCK_BYTES / 4, HOURS_STEP // 6)
        hours = limit / max(4 * results + 16 * columns, 1)
        return int(np.clip(hours // step, 1, 8832 // step)) * step

    def _blocks(self, rows, count, size, match, load_names) -> Iterator[FlowBlock]:
        places = place_loads(self.net, self.circuit, match)
        names = self.load_names if load_names is None else load_names
        single, retries = None, self.retries if self.kind != "pandapower" else count
        for first in range(0, count, size):
            part = slice(first, min(first + size, count))
            # Writable, because numba compiles once more for arrays that are not.
            p, q = (np.require(values, float, ["C", "W"]) for values in rows(part))
            if p.shape != (part.stop - part.start, len(match.position)) or q.shape != p.shape:
                raise EngineError(
                    "The profiles hold {found} values for {hours} hours of {loads} loads.",
                    found=p.size, hours=part.stop - part.start, loads=len(match.position),
                )  # fmt: skip
            out = self.empty_block(np.arange(part.start, part.stop))
            if self._solver is not None:
                self._solver.solve(p, q, places, TOLERANCE_PU, out)
            for row in np.flatnonzero(~out.converged):
                known = np.isfinite(p[row, places.column]).all() and np.isfinite(q[row, places.column]).all()
                if known and retries > 0:
                    retries -= 1
                    single = single or PandapowerHours(self.net, names)
                    single.solve_row(np.nan_to_num(p[row]), np.nan_to_num(q[row]), out, row)
            self._blank(out)
            yield out

    @staticmethod
    def _blank(out: FlowBlock) -> None:
        """Leave nothing that looks like a result in hours without one."""
        for values in (out.vm_pu, out.line_loading_percent, out.trafo_loading_percent, out.line_p_kw, out.trafo_p_kw):
            values[~out.converged] = np.nan
        for values in (out.source_p_kw, out.demand_kw, out.loss_kw, out.error_pu):
            values[~out.converged] = np.nan
