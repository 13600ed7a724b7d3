"""MV n-1: each section of a ring fails in turn, its open point closes, and the rest of the ring must carry it all.

The MV part of the net is solved on its own, with the power that each LV station draws in that hour as a fixed load.
"""

from __future__ import annotations

import copy
from collections.abc import Generator

import numpy as np
import pandas as pd

from ...progress import Progress
from ...tables import FeatureTable
from ..flow import FlowModel, set_hour
from ..flow.circuit import element_keys
from ..flow.reference import run_pandapower
from .elements import NetFacts
from .geography import Places
from .options import CongestionOptions
from .power import HourlyPower
from .statistics import YearStatistics
from .upper_net import OpenPoint, UpperNet, open_points
from .verdicts import verdict

MAX_HOURS = 24
UNCHANGED_PERCENT = 0.1


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
    looked at. verdict against `ring_limit_percent`; "free" without figures where nothing draws power behind the
    section; "not_refed" where no open point can help, and `not_refed` then names the stations.
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
        yield Progress(0.0)
        for k, hour in enumerate(hours):
            demand[:, k] = _mv_demand(scratch, model, facts, power, hour)
            yield Progress(0.5 * (k + 1) / len(hours))
        hours, demand = np.array(hours)[~np.isnan(demand).any(axis=0)], demand[:, ~np.isnan(demand).any(axis=0)]
        mv = UpperNet(model.net, facts, points)
        downstream = _downstream_buses(facts)
        normal = mv.solve(None, None, demand)[0]
        for k, line in enumerate(failing.tolist()):
            rows.append(_fail(line, points, mv, demand, normal, downstream, net, facts, power, options, hours))
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
    if lost and not demand[list(lost)].any():
        row["verdict"] = "free"
        return row
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
        touched = loading if np.isnan(touched).all() else touched
        worst = np.unravel_index(np.nanargmax(touched), touched.shape)
        if best is None or touched[worst] < best[0]:
            best = (touched[worst], worst, np.nanmin(vm_pu), point)
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
