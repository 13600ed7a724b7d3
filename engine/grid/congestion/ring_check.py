"""MV n-1: each section of a ring fails in turn, its ring's open point closes, and the rest of the ring must carry it
all.

The MV part of the net is solved on its own, with the power that each LV station draws in that hour as a fixed load.
"""

from __future__ import annotations

import copy
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...progress import Progress
from ...tables import FeatureTable
from ..flow import FlowModel, set_hour
from ..flow.circuit import Circuit, element_keys, read_circuit
from ..flow.reference import run_pandapower
from .elements import NetFacts
from .geography import Places
from .options import CongestionOptions
from .power import HourlyPower
from .statistics import YearStatistics
from .verdicts import verdict

MAX_HOURS = 24
MAX_ITERATIONS = 60
TOLERANCE_PU = 1e-9
UNCHANGED_PERCENT = 0.1


@dataclass(frozen=True)
class OpenPoint:
    """An open switch in an MV line on a ring. line: row in `net.line`. ends: bus rows of the line. open_ends: which
    are open.
    """

    name: str
    line: int
    ends: tuple[int, int]
    open_ends: tuple[bool, bool]


def open_points(net, facts: NetFacts) -> list[OpenPoint]:
    """The MV open points, one for each line that is in service but opened by a switch."""
    names = element_keys(net.switch)
    found: dict[int, OpenPoint] = {}
    shut = net.switch[(net.switch["et"] == "l") & ~net.switch["closed"].astype(bool)]
    for position, row in zip(net.switch.index.get_indexer(shut.index), net.line.index.get_indexer(shut["element"])):
        line = net.line.iloc[row]
        if not (facts.line_is_mv[row] and facts.line_on_ring[row] and line["in_service"]):
            continue
        at = net.switch.iloc[position]["bus"]
        opened = (at == line["from_bus"], at == line["to_bus"])
        if row in found:
            opened = tuple(a or b for a, b in zip(found[row].open_ends, opened))
        ends = tuple(int(r) for r in net.bus.index.get_indexer([line["from_bus"], line["to_bus"]]))
        found[row] = OpenPoint(found[row].name if row in found else names[position], int(row), ends, opened)
    return [found[row] for row in sorted(found)]


def ring_heads(facts: NetFacts, points: list[OpenPoint]) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """The first MV section from the source on either side of each open point: their rows in `net.line`, each once, and
    for each open point the positions among them.
    """
    edges, tree = facts.edges, facts.tree
    rows: list[int] = []
    of_point = []
    for point in points:
        heads = []
        for bus in point.ends:
            head = -1
            while tree.parent[bus] >= 0:
                edge = tree.parent_edge[bus]
                if edges.table[edge] == "line" and facts.line_on_ring[edges.row[edge]]:
                    head = int(edges.row[edge])
                bus = int(tree.parent[bus])
            if head >= 0:
                if head not in rows:
                    rows.append(head)
                heads.append(rows.index(head))
        of_point.append(tuple(dict.fromkeys(heads)))
    return np.array(rows, np.int64), of_point


def telling_hours(year: YearStatistics, of_point: list[tuple[int, ...]]) -> list[int]:
    """Positions of the hours in which each ring as a whole, and each of its two feeders, takes and gives most."""
    wanted: dict[int, float] = {}
    for heads in of_point:
        if not heads:
            continue
        series = np.nan_to_num(year.ring_kw[:, list(heads)].astype(float))
        for values, weight in [(series.sum(axis=1), 2.0), *((series[:, k], 1.0) for k in range(len(heads)))]:
            for hour in (int(np.argmax(values)), int(np.argmin(values))):
                wanted[hour] = max(wanted.get(hour, 0.0), weight * abs(values[hour]))
    return sorted(sorted(wanted, key=lambda hour: -wanted[hour])[:MAX_HOURS])


def check_rings(
    net,
    model: FlowModel,
    facts: NetFacts,
    year: YearStatistics,
    places: Places,
    power: HourlyPower,
    options: CongestionOptions,
) -> Generator[Progress, None, FeatureTable]:
    """RING_CHECK: one row for each closed MV section on a ring.

    open_point_id closes when section_id fails: of those that can feed the part behind the failed section again, the
    one with the lowest worst loading. worst_section, worst_loading_percent, vm_min_pu (MV), hour: over the hours
    looked at. verdict against `ring_limit_percent`; "not_refed" where no open point can, and `not_refed` then names
    the stations.
    """
    points = open_points(net, facts)
    hours = telling_hours(year, ring_heads(facts, points)[1])
    failing = np.flatnonzero(facts.line_on_ring & facts.lines.fed)
    rows = []
    if len(failing) and hours:
        yield Progress(
            0.0, "Checking {sections} ring sections at {hours} hours", {"sections": len(failing), "hours": len(hours)}
        )
        demand = np.zeros((len(net.bus), len(hours)), complex)
        scratch = copy.deepcopy(model.net)
        for k, hour in enumerate(hours):
            demand[:, k] = _mv_demand(scratch, model, facts, power, hour)
            yield Progress(0.5 * (k + 1) / len(hours))
        hours, demand = np.array(hours)[~np.isnan(demand).any(axis=0)], demand[:, ~np.isnan(demand).any(axis=0)]
        mv = _UpperNet(model.net, facts, points)
        downstream = _downstream_buses(facts)
        normal = mv.solve(None, None, demand)[0]
        for k, line in enumerate(failing.tolist()):
            rows.append(_fail(line, points, mv, demand, normal, downstream, net, facts, power, options, hours))
            if k % 10 == 0:
                yield Progress(0.5 + 0.5 * (k + 1) / len(failing))
    columns = [
        "section_id", "station_id", "feeder_id", "open_point_id", "worst_section", "worst_loading_percent", "vm_min_pu",
        "hour", "verdict", "not_refed",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    feature = (
        net.line["feature_id"].to_numpy(object)[failing] if "feature_id" in net.line else np.full(len(failing), "")
    )
    frame.insert(0, "feature_id", feature[: len(rows)])
    return FeatureTable(frame, places.lines[failing[: len(rows)]], places.crs, "ring_check")


def _mv_demand(scratch, model, facts, power, hour) -> np.ndarray:
    """(buses,) complex kVA drawn at each MV bus in one hour: its own elements, and the stations' transformers to LV."""
    p_kw, q_kvar = power.at([hour])
    match = model.match(power.profiles.connection_ids)
    known = match.position >= 0
    names = np.array(power.profiles.connection_ids, object)[known]
    set_hour(scratch, np.nan_to_num(p_kw[0, known]), np.nan_to_num(q_kvar[0, known]), names)
    demand = np.full(len(scratch.bus), np.nan, complex)
    if not run_pandapower(scratch):
        return demand
    own = scratch.res_bus
    demand = (own["p_mw"].to_numpy(float) + 1j * own["q_mvar"].to_numpy(float)) * 1e3
    demand[facts.sources] = 0.0
    flow = scratch.res_trafo
    kva = (flow["p_hv_mw"].to_numpy(float) + 1j * flow["q_hv_mvar"].to_numpy(float)) * 1e3
    hv = scratch.bus.index.get_indexer(scratch.trafo["hv_bus"])
    to_lv = ~facts.bus_is_mv[scratch.bus.index.get_indexer(scratch.trafo["lv_bus"])]
    np.add.at(demand, hv[to_lv], np.nan_to_num(kva[to_lv]))
    return np.where(facts.bus_is_mv, np.nan_to_num(demand), 0.0)


def _downstream_buses(facts: NetFacts) -> dict:
    """Children of each bus in the tree."""
    children: dict[int, list[int]] = {}
    for bus in facts.tree.order.tolist():
        children.setdefault(int(facts.tree.parent[bus]), []).append(bus)
    return children


def _fail(line, points, mv, demand, normal, children, net, facts, power, options, hours) -> dict:
    edges, tree = facts.edges, facts.tree
    edge = int(np.flatnonzero((edges.table == "line") & (edges.row == line))[0])
    a, b = int(edges.a[edge]), int(edges.b[edge])
    head = next((bus for bus in (a, b) if tree.parent_edge[bus] == edge), -1)
    lost: set[int] = set()
    stack = [head] if head >= 0 else []
    while stack:
        bus = stack.pop()
        if facts.bus_is_mv[bus]:
            lost.add(bus)
            stack += children.get(bus, [])
    names = facts.lines.ids
    row = {
        "section_id": names[line],
        "station_id": net.line["station_id"].iloc[line] if "station_id" in net.line else "",
        "feeder_id": net.line["feeder_id"].iloc[line] if "feeder_id" in net.line else "",
        "open_point_id": "", "worst_section": "", "worst_loading_percent": np.nan, "vm_min_pu": np.nan, "hour": "",
        "verdict": "not_refed", "not_refed": "",
    }  # fmt: skip
    # A closed mesh needs no open point (None): what was behind the section stays fed the other way.
    best = None
    for point in [None, *(p for p in points if (p.ends[0] in lost) != (p.ends[1] in lost))]:
        if point is not None and best is not None and best[3] is None:
            break
        loading, vm_pu = mv.solve(line, point, demand)
        if np.isnan(loading).all(axis=0).any():  # in some hour the rest of the ring cannot carry it at all
            continue
        # What the failure does not change is not its doing.
        touched = np.where(np.abs(loading - normal) > UNCHANGED_PERCENT, loading, np.nan)
        loading = loading if np.isnan(touched).all() else touched
        worst = np.unravel_index(np.nanargmax(loading), loading.shape)
        if best is None or loading[worst] < best[0]:
            best = (loading[worst], worst, np.nanmin(vm_pu), point)
    if best is None:
        row["not_refed"] = ";".join(_stations(net, lost))
        return row
    value, (at, hour), vm_min, point = best
    row.update(
        open_point_id="" if point is None else point.name, worst_section=names[at], worst_loading_percent=float(value),
        vm_min_pu=float(vm_min), hour=power.time_text(power.hours[hours[hour]]),
        verdict=str(verdict(value, options.ring_limit_percent)),
    )  # fmt: skip
    return row


def _stations(net, buses: set[int]) -> list[str]:
    hv = net.bus.index.get_indexer(net.trafo["hv_bus"])
    names = element_keys(net.trafo)
    if "station_id" in net.bus:
        own = net.bus["station_id"].to_numpy(object)
        return sorted({str(own[bus]) for bus in buses if own[bus]})
    return sorted(name for name, bus in zip(names, hv) if bus in buses)


class _UpperNet:
    """The part of a net above low voltage, with its open points closed, ready to be solved in many switching states."""

    def __init__(self, net, facts: NetFacts, points: list[OpenPoint]):
        closed = copy.deepcopy(net)
        lines = {net.line.index[point.line] for point in points}
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
            branch = self.branch_of_line[point.line]
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
        _, island = connected_components(csc_matrix((np.ones(len(use)), (f, t)), (n, n)), directed=False)
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
        both[0, use], both[1, use] = np.abs(i_from), np.abs(i_to)
        lines = np.flatnonzero(self.branch_of_line >= 0)
        here = both[:, self.branch_of_line[lines]] * c.line_ka_per_pu[lines].T[:, :, None]
        loading[lines] = here.max(axis=0) * c.line_percent_per_ka[lines, None]
        return loading, np.abs(v)
