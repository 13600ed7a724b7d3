"""The part of a net above low voltage, solved in many switching states: sections out, open points closed."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from ..flow.circuit import Circuit, element_keys, read_circuit
from .elements import NetFacts

MAX_ITERATIONS = 60
TOLERANCE_PU = 1e-9
# A closed switch between two buses, as an admittance per unit: far above any cable's, and harmless to the arithmetic.
SWITCH_ADMITTANCE = 1e7


@dataclass(frozen=True)
class OpenPoint:
    """An open switch on a ring. line: row in `net.line` of the line it opens, -1 where it stands between two buses.

    ends: bus rows of the line (or of the switch). open_ends: which ends of the line are open.
    """

    name: str
    line: int
    ends: tuple[int, int]
    open_ends: tuple[bool, bool]


def open_points(net, facts: NetFacts) -> list[OpenPoint]:
    """The MV open points on rings: one for each line that switches open, and the open switches between buses."""
    names = element_keys(net.switch)
    found: dict[tuple[str, int], OpenPoint] = {}
    for row, switch in enumerate(net.switch.itertuples()):
        if switch.closed or switch.et not in ("l", "b"):
            continue
        if switch.et == "b":
            edge = np.flatnonzero((facts.edges.table == "switch") & (facts.edges.row == row))[0]
            ends = int(facts.edges.a[edge]), int(facts.edges.b[edge])
            if facts.edge_on_ring[edge]:
                found["switch", row] = OpenPoint(names[row], -1, ends, (True, True))
            continue
        line = int(net.line.index.get_loc(switch.element))
        if not (facts.line_on_ring[line] and net.line["in_service"].iloc[line]):
            continue
        ends = tuple(int(r) for r in net.bus.index.get_indexer(net.line[["from_bus", "to_bus"]].iloc[line]))
        here = int(net.bus.index.get_loc(switch.bus))
        opened = (here == ends[0], here == ends[1])
        known = found.get(("line", line))
        if known is not None:
            opened = tuple(a or b for a, b in zip(known.open_ends, opened))
        found["line", line] = OpenPoint(names[row] if known is None else known.name, line, ends, opened)
    return [found[key] for key in sorted(found)]


class UpperNet:
    """Solves the buses above low voltage, with what each station draws as a fixed load.

    Method: current iteration on the admittance matrix, as `flow.mesh` does for whole nets.
    """

    def __init__(self, net, facts: NetFacts, points: list[OpenPoint]):
        closed = copy.deepcopy(net)
        lines = {net.line.index[point.line] for point in points if point.line >= 0}
        at = (closed.switch["et"] == "l") & closed.switch["element"].isin(lines)
        closed.switch.loc[at, "closed"] = True
        self.points, self.facts = points, facts
        self.circuit: Circuit = read_circuit(closed)
        c = self.circuit
        upper = np.zeros(c.buses, bool)
        position = c.bus_of_net_bus[facts.bus_is_mv]
        upper[position[position >= 0]] = True
        self.buses = np.flatnonzero(upper)
        place = np.full(c.buses, -1)
        place[self.buses] = np.arange(len(self.buses))
        self.branches = np.flatnonzero(upper[c.branch_from] & upper[c.branch_to])
        self.start, self.stop = place[c.branch_from[self.branches]], place[c.branch_to[self.branches]]
        self.y = np.stack([c.yff, c.yft, c.ytf, c.ytt])[:, self.branches]
        of_line = np.full(len(c.branch_from) + 1, -1)
        of_line[self.branches] = np.arange(len(self.branches))
        self.branch_of_line = of_line[c.branch_of_line]
        self.source = place[c.source_bus]
        self.bus_of_net_bus = np.where(c.bus_of_net_bus >= 0, place[c.bus_of_net_bus], -1)

    def solve(
        self, failed: int | None, closing: OpenPoint | None, demand_kva: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Loadings (lines, hours) and voltages (MV buses, hours) when a line fails (None: none does) and an open point
        closes; nan where the hour has no solution or a bus that draws power is not fed.
        """
        from scipy.sparse import csc_matrix
        from scipy.sparse.csgraph import connected_components
        from scipy.sparse.linalg import splu

        c, n, hours = self.circuit, len(self.buses), demand_kva.shape[1]
        out = np.zeros(len(self.start), bool)
        if failed is not None:
            out[self.branch_of_line[failed]] = True
        shunt = np.zeros(n, complex)
        for point in self.points:
            branch = self.branch_of_line[point.line] if point.line >= 0 else -1
            if branch < 0 or point is closing:
                continue
            out[branch] = True
            yff, yft, ytf, ytt = self.y[:, branch]
            # Open at one end, a cable still takes its charging current at the other.
            if not point.open_ends[0] and point.line != failed:
                shunt[self.start[branch]] += yff - yft * ytf / ytt
            if not point.open_ends[1] and point.line != failed:
                shunt[self.stop[branch]] += ytt - yft * ytf / yff
        use = np.flatnonzero(~out)
        f, t = self.start[use], self.stop[use]
        yff, yft, ytf, ytt = self.y[:, use]
        if closing is not None and closing.line < 0:
            ends = self.bus_of_net_bus[list(closing.ends)]
            f, t = np.r_[f, ends[0]], np.r_[t, ends[1]]
            yff, ytt = np.r_[yff, SWITCH_ADMITTANCE], np.r_[ytt, SWITCH_ADMITTANCE]
            yft, ytf = np.r_[yft, -SWITCH_ADMITTANCE], np.r_[ytf, -SWITCH_ADMITTANCE]
        _, island = connected_components(csc_matrix((np.ones(len(f)), (f, t)), (n, n)), directed=False)
        fed = np.isin(island, island[self.source[self.source >= 0]])
        kva = np.zeros((n, hours), complex)
        known = np.flatnonzero(self.bus_of_net_bus >= 0)
        np.add.at(kva, self.bus_of_net_bus[known], demand_kva[known])
        nothing = np.full((len(c.branch_of_line), hours), np.nan), np.full((n, hours), np.nan)
        if np.abs(kva[~fed]).max(initial=0.0) > 0:
            return nothing
        place = np.full(n, -1)
        fixed = np.zeros(n, bool)
        fixed[self.source[self.source >= 0]] = True
        free = np.flatnonzero(fed & ~fixed)
        place[free] = np.arange(len(free))
        rows, columns = np.r_[f, f, t, t, np.arange(n)], np.r_[f, t, f, t, np.arange(n)]
        y = csc_matrix((np.r_[yff, yft, ytf, ytt, shunt], (rows, columns)), (n, n))
        v = np.full((n, hours), np.nan, complex)
        v[self.source[self.source >= 0]] = c.source_v[self.source >= 0, None]
        at_source = y[free][:, np.flatnonzero(fixed)] @ v[fixed]
        factor = splu(y[free][:, free])
        v_free = factor.solve(-at_source)
        s = np.conj(kva[free] / c.base_kva)
        for _ in range(MAX_ITERATIONS):
            with np.errstate(all="ignore"):
                new = factor.solve(-at_source - s / np.conj(v_free))
            change = np.abs(new - v_free).max(axis=0, initial=0.0)
            v_free = new
            if not (change > TOLERANCE_PU).any():
                break
        v[free] = v_free
        v[:, ~(change <= 1e-6)] = np.nan
        loading = np.full_like(nothing[0], np.nan)
        i_from, i_to = yff[:, None] * v[f] + yft[:, None] * v[t], ytf[:, None] * v[f] + ytt[:, None] * v[t]
        both = np.full((2, len(self.start), hours), np.nan)
        both[0, use], both[1, use] = np.abs(i_from[: len(use)]), np.abs(i_to[: len(use)])
        lines = np.flatnonzero(self.branch_of_line >= 0)
        here = both[:, self.branch_of_line[lines]] * c.line_ka_per_pu[lines].T[:, :, None]
        loading[lines] = here.max(axis=0) * c.line_percent_per_ka[lines, None]
        return loading, np.abs(v)
