"""A new station in the middle of the farthest feeders of one that is too small, and a new way into a feeder."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .look import LoadBuses, Look
from .shape import Shape
from .types import Choice, on_sale, put_transformer, transformer_sizes
from .works import Cause, Works

MOVED_SHARE = 0.5  # of a station's load: feeders are moved, the farthest first, until so much is
LEAST_MOVED, MOST_MOVED = 0.1, 0.85
COS_PHI = 0.95  # of what is moved, for a first size; the flow tells the rest
SHORTEST_M = 10.0


def split_station(works: Works, seen: Look, shape: Shape, loads: LoadBuses, row: int, cause: Cause) -> bool:
    """Build a station at the load centre of the farthest feeders and feed them from there; False where feeders or
    places are wanting.
    """
    net, hour = works.net, int(seen.trafo_hour[row])
    at = net.bus.index.get_indexer([net.trafo["hv_bus"].iloc[row], net.trafo["lv_bus"].iloc[row]])
    high, low = (int(k) for k in at)
    if shape.trafo_above[low] != row or shape.trafo_above[low] < 0:
        return False
    kw = np.abs(loads.kw(hour, len(net.bus)))
    sums = shape.sums(kw)
    xy = np.array([works.bus_xy.get(index, (np.nan, np.nan)) for index in net.bus.index], float)
    heads = np.flatnonzero((shape.parent == low) & (shape.line_above >= 0))
    moved = _farthest(shape, heads, kw, sums, xy, low)
    if not moved:
        return False
    members = np.concatenate([shape.behind(head) for head in moved])
    members = members[np.isfinite(xy[members]).all(axis=1)]
    weight = kw[members] + 1e-9
    centre = (xy[members] * weight[:, None]).sum(axis=0) / weight.sum()
    stand = int(members[np.hypot(*(xy[members] - centre).T).argmin()])
    tie = _nearest_high(net, shape, xy, xy[stand], high)
    if tie < 0:
        return False
    _build(works, shape, loads, row, moved, stand, tie, xy, kw, sums, cause)
    return True


def _farthest(shape: Shape, heads, kw, sums, xy, low) -> list[int]:
    """First buses of the feeders that go to the new station."""
    total = sums[low]
    if total <= 0 or len(heads) < 2 or not np.isfinite(xy[low]).all():
        return []
    far = []
    for head in heads:
        members = shape.behind(head)
        known = members[np.isfinite(xy[members]).all(axis=1)]
        weight = kw[known] + 1e-9
        place = (xy[known] * weight[:, None]).sum(axis=0) / weight.sum() if len(known) else xy[low]
        far.append(np.hypot(*(place - xy[low])))
    moved, load = [], 0.0
    for k in np.lexsort((heads, -np.array(far))):
        head = int(heads[k])
        if sums[head] <= 0 or load + sums[head] > MOST_MOVED * total:
            continue
        moved.append(head)
        load += sums[head]
        if load >= MOVED_SHARE * total:
            break
    return moved if load >= LEAST_MOVED * total else []


def _nearest_high(net, shape: Shape, xy, place, high) -> int:
    kv = net.bus["vn_kv"].to_numpy(float)
    usable = np.flatnonzero((kv == kv[high]) & (shape.depth >= 0) & np.isfinite(xy).all(axis=1))
    return int(usable[np.hypot(*(xy[usable] - place).T).argmin()]) if len(usable) else -1


def _build(works: Works, shape, loads, row, moved, stand, tie, xy, kw, sums, cause: Cause) -> None:
    import pandapower as pp

    net, prices = works.net, works.options.prices
    old = net.trafo.iloc[row]
    number = len(works.new_stations) + 1
    name = f"new-station-{number}"
    kv_high, kv_low = (float(net.bus.at[old[side], "vn_kv"]) for side in ("hv_bus", "lv_bus"))
    place = tuple(float(v) for v in xy[stand])
    tags = {"station_id": name, "feeder_id": ""}
    buses = []
    for kv, level, kind in ((kv_high, "MV", "station_mv"), (kv_low, "LV", "station_lv")):
        bus = pp.create_bus(net, kv, name=f"{name}-{level}", geodata=place)
        for column, value in {**tags, "level": level, "kind": kind}.items():
            if column in net.bus:
                net.bus.at[bus, column] = value
        works.bus_xy[bus] = place
        buses.append(bus)
    sizes = transformer_sizes(prices.largest_transformer_kva)
    need = max(cause.ratio, 1.0) * float(old["sn_mva"]) * 1000 * int(old["parallel"])
    need *= sum(sums[head] for head in moved) / max(sums[int(net.bus.index.get_loc(old["lv_bus"]))], 1e-9)
    kva = float(sizes[min(np.searchsorted(sizes, need * (1 + works.options.margin)), len(sizes) - 1)])
    new = net.trafo.iloc[[row]].assign(hv_bus=buses[0], lv_bus=buses[1], name=name, parallel=1)
    new.index = [int(net.trafo.index.max()) + 1]
    net.trafo = pd.concat([net.trafo, new])
    put_transformer(net, new.index[0], kva, 1)
    works.trafos[len(net.trafo) - 1] = (kva, 1)
    at_mv = net.bus.index[tie]
    length = max(float(np.hypot(*(xy[tie] - xy[stand]))) * prices.detour, SHORTEST_M)
    ampere = kva / (3**0.5 * kv_high)
    cable = next((c for c in on_sale("MV", kv_high) if c.laid.ampere >= ampere), on_sale("MV", kv_high)[-1])
    feeding = Choice("new_station", cable, 1, False, cable.laid)
    path = np.array([xy[tie], xy[stand]])
    made = [works.add_line("new_station", at_mv, buses[0], length, path, feeding, {**tags, "level": "MV"}, -1)]
    for head in moved:
        made.append(_tie_way(works, shape, buses[1], head, stand, xy, kw, sums, kv_low, tags))
    works.new_stations.append(
        {"trafo": len(net.trafo) - 1, "lines": made, "near": str(old["name"]), "place": place, "ratio": cause.ratio}
    )  # fmt: skip
    for made_row in made:
        works.causes[("line", made_row)] = cause
    works.causes[("trafo", len(net.trafo) - 1)] = cause


def _tie_way(works: Works, shape, busbar, head, stand, xy, kw, sums, kv_low, tags) -> int:
    """A cable from the new busbar to where the feeder's load divides; the feeder is opened at the old one."""
    net, prices = works.net, works.options.prices
    here = head
    while True:
        below = np.flatnonzero(shape.parent == here)
        heavy = below[sums[below] > 0.5 * sums[head]] if len(below) else below
        if not len(heavy) or shape.line_above[int(heavy[0])] < 0:
            break
        here = int(heavy[0])
    straight = float(np.hypot(*(xy[here] - xy[stand]))) if np.isfinite(xy[here]).all() else 0.0
    length = max(straight * prices.detour, SHORTEST_M)
    need_a = sums[head] / COS_PHI / (3**0.5 * kv_low) * (1 + works.options.margin)
    sale = on_sale("LV", kv_low)
    cable = next((c for c in sale if c.laid.ampere >= need_a), sale[-1])
    choice = Choice("new_station", cable, 1, False, cable.laid)
    path = np.array([xy[stand], xy[here]])
    first = int(shape.line_above[head])
    row = works.add_line(
        "new_station", busbar, net.bus.index[here], length, path, choice, {**tags, "level": "LV"}, -1
    )  # fmt: skip
    works.open(first, net.bus.index[int(shape.parent[head])], works.new_lines[-1])
    members = net.bus.index[shape.behind(head)]
    if "station_id" in net.bus:
        net.bus.loc[members, "station_id"] = tags["station_id"]
    return row


def new_way(works: Works, shape: Shape, path: list[int], kw: np.ndarray, cause: Cause) -> bool:
    """Split a feeder: a cable of its own from the busbar to where the load of the way to `path`'s end divides.

    path: buses from the far one (first) to the busbar (last). False where there is nothing to divide.
    """
    net = works.net
    down = path[::-1]
    sums = shape.sums(np.abs(kw))
    if len(down) < 3 or sums[down[1]] <= 0:
        return False
    place = next((k for k in range(2, len(down)) if sums[down[k]] <= 0.5 * sums[down[1]]), -1)
    if place < 0 or sums[down[place]] <= 0:
        return False
    rows = [int(shape.line_above[bus]) for bus in down[1 : place + 1]]
    if min(rows) < 0 or any(works._service(r) for r in rows):
        return False
    length = float((net.line["length_km"].iloc[rows]).sum()) * 1000
    sale = works.sale(rows[0])
    choice = Choice("new_way", sale[-1], 1, False, sale[-1].laid)
    line = net.line.iloc[rows[-1]]
    tags = {column: line[column] for column in ("level", "station_id") if column in net.line}
    if "feeder_id" in net.line:
        tags["feeder_id"] = f"{line['feeder_id']}-way{len(works.new_lines) + 1}"
    xy = np.array([works.bus_xy.get(net.bus.index[bus], (np.nan, np.nan)) for bus in down[: place + 1]], float)
    route = _along(works, rows, down[: place + 1], xy)
    start, stop = net.bus.index[down[0]], net.bus.index[down[place]]
    row = works.add_line("new_way", start, stop, length, route, choice, tags, rows[-1])
    works.causes[("line", row)] = cause
    return True


def _along(works: Works, rows, buses, xy) -> np.ndarray | None:
    """The way's own line on the map: the sections' places, one after the other."""
    from ...grid.congestion import read_places

    if not np.isfinite(xy).all():
        return None
    lines = read_places(works.net).lines if max(rows) >= len(works.places.lines) else works.places.lines
    parts = []
    for k, row in enumerate(rows):
        path = np.array(lines[row].coords) if lines[row] is not None else xy[k : k + 2]
        backwards = np.hypot(*(path[0] - xy[k])) > np.hypot(*(path[-1] - xy[k]))
        parts.append(path[::-1] if backwards else path)
    return np.concatenate(parts)
