"""The switches that bound a pocket: where it is fed, and the open points on its edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ...grid.flow.model import FlowModel
from .segments import Pocket, Segments


@dataclass(frozen=True)
class Switch:
    """kind: way (of a station, on low voltage), field (of a station, on medium voltage), transformer, open_point or
    link. place: point or None. row: of an open point in `net.switch`, else -1.
    """

    switch_id: str
    kind: str
    closed: bool
    station_id: str
    place: object
    row: int = -1


def bounding_switches(pocket: Pocket, segments: Segments, model: FlowModel, places, ends: np.ndarray) -> list[Switch]:
    """Where a pocket is fed (the way or field on its own way to the source, or its transformer), and every open switch
    between it and the rest of the net, by id. ends: `switch_ends` of the net.
    """
    net = model.net
    found = [_feeding(pocket, segments, model, places)]
    open_now = ~net.switch["closed"].to_numpy(bool)
    kinds, names = net.switch["et"].to_numpy(object), model_switch_names(net)
    at_bus = net.bus.index.get_indexer(net.switch["bus"])
    inside = segments.enter[pocket.head_bus], segments.leave[pocket.head_bus]
    place = segments.enter
    within = (place[ends] >= inside[0]) & (place[ends] < inside[1])
    for row in np.flatnonzero(open_now & (ends[:, 0] >= 0) & (within[:, 0] != within[:, 1])).tolist():
        beyond = int(ends[row, 1] if within[row, 0] else ends[row, 0])
        kind = "open_point" if kinds[row] == "l" else "link"
        place_of = _point(places, int(at_bus[row]))
        found.append(Switch(names[row], kind, False, _station(net, beyond), place_of, row))
    return found


def _feeding(pocket: Pocket, segments: Segments, model: FlowModel, places) -> Switch:
    net, tree = model.net, segments.tree
    table, row = pocket.key
    if table == "trafo":
        name = model.trafo_names[row]
        return Switch(f"transformer {name}", "transformer", True, name, _point(places, pocket.head_bus))
    bus = pocket.head_bus
    level = segments.facts.bus_is_mv[bus]
    above = int(tree.parent[bus])
    # Up to the busbar of the station that feeds it: on low voltage behind its transformer, on medium voltage the next
    # bus of a station.
    while True:
        edge = int(tree.parent_edge[above])
        at_station = edge < 0 or segments.facts.bus_is_mv[above] != segments.facts.bus_is_mv[int(tree.parent[above])]
        at_station |= bool(level and _is_busbar(net, above))
        if at_station:
            break
        bus, above = above, int(tree.parent[above])
    edge = int(tree.parent_edge[bus])
    section = (
        segments.facts.lines.ids[segments.facts.edges.row[edge]] if segments.facts.edges.table[edge] == "line" else ""
    )
    feeder = str(net.line["feeder_id"].iloc[segments.facts.edges.row[edge]]) if _has_feeder(net, segments, edge) else ""
    name = feeder if feeder and not level else section
    return Switch(
        f"{'field' if level else 'way'} {name}", "field" if level else "way", True, _station(net, above),
        _point(places, above),
    )  # fmt: skip


def _has_feeder(net, segments: Segments, edge: int) -> bool:
    return "feeder_id" in net.line and segments.facts.edges.table[edge] == "line"


def _is_busbar(net, bus: int) -> bool:
    return "kind" in net.bus and str(net.bus["kind"].iloc[bus]).startswith("station")


def switch_ends(net) -> np.ndarray:
    """(switches, 2) rows in `net.bus` of what each switch joins: of the line it opens, or of its two buses; -1 else."""
    ends = np.full((len(net.switch), 2), -1)
    for row, (kind, bus, element) in enumerate(zip(net.switch["et"], net.switch["bus"], net.switch["element"])):
        if kind == "l" and element in net.line.index:
            ends[row] = net.bus.index.get_indexer(net.line.loc[element, ["from_bus", "to_bus"]])
        elif kind == "b":
            ends[row] = net.bus.index.get_indexer([bus, element])
    return ends


def model_switch_names(net) -> list[str]:
    from ...grid.flow.circuit import element_keys

    return element_keys(net.switch)


def _station(net, bus: int) -> str:
    return str(net.bus["station_id"].iloc[bus]) if "station_id" in net.bus else ""


def _point(places, bus: int):
    here = places.buses[bus]
    return shapely.Point(here) if np.isfinite(here).all() else None
