"""Nesting by the grid: connection, low-voltage feeder, station, medium-voltage feeder, source."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import shapely

from ...errors import EngineError
from ...phrases import Phrase
from ...problems import Problem
from .level import Nesting, make_level, stack
from .shapes import drawn_connections, grounds, joined, points_of, with_rims, without_place

KINDS = ("feeder", "station", "ring", "source")
NAMES = {
    "feeder": "Low-voltage feeder {id}",
    "station": "Station {id}",
    "ring": "Medium-voltage feeder {id}",
    "source": "Source {id}",
}
OUTSIDE = "outside"


def grid_nesting(net, connection_ids, footprints: np.ndarray | None = None, crs: str = "") -> Nesting:
    """Five levels: connections in the low-voltage feeder, station, medium-voltage feeder and source that feed them.

    net: a pandapower net as Build grid writes it (`station_id`, `feeder_id` of buses). connection_ids: (n,), the order
    of the profiles. footprints: (n,) polygons or points of the connections; without them they stand where the net is.
    crs: of the footprints, "" for that of the net.
    The medium-voltage feeders are told from the closed cables, so that a moved open point counts. Customers with a
    connection of their own to medium voltage are a feeder and a station of one. Connections that are not in the net
    come in holons of their own at every level, and are problems. Raises EngineError where none is in the net, or the
    net tells no stations.
    """
    if not {"station_id", "feeder_id", "level"} <= set(net.bus.columns):
        raise EngineError("The grid model does not tell its stations and feeders: choose one that Build grid wrote.")
    ids = [str(name) for name in connection_ids]
    load_of = {str(name): row for row, name in enumerate(net.load["name"])}
    load = np.array([load_of.get(name, -1) for name in ids], np.int64)
    if not (load >= 0).any():
        raise EngineError("No connection of the profiles is in the grid model: choose the two of the same run.")
    if footprints is None:
        footprints = grid_places(net, ids)
    path = _paths(net, load)
    points = points_of(footprints)
    problems = _problems(ids, load, load_of, footprints)
    problems += without_place(np.array(ids, object)[load >= 0], points[load >= 0])

    ground = grounds(footprints)
    levels = [make_level(1, "connection", ids, ids, np.arange(len(ids)), drawn_connections(footprints))]
    for position, kind in enumerate(KINDS):
        names, of_connection = np.unique(_keys(path, position), return_inverse=True)
        of_connection = of_connection.ravel()
        shown = path[kind].to_numpy(object)[np.unique(of_connection, return_index=True)[1]]
        shapes = with_rims(joined(ground, of_connection, len(names)), len(KINDS) - 1 - position)
        words = [
            Phrase(NAMES[kind], id=text) if text != OUTSIDE else Phrase("Outside the grid model") for text in shown
        ]
        levels.append(make_level(position + 2, kind, names, words, of_connection, shapes))
    own = net.get("stadsstroom", {})
    crs = crs or (str(own.get("crs") or "") if isinstance(own, dict) else "")
    return Nesting(stack(levels), crs, problems, points)


def grid_places(net, connection_ids) -> np.ndarray:
    """Points (n,) of the connections, from the places of the net's buses; None where unknown."""
    places = np.full(len(connection_ids), None, object)
    if "geo" not in net.bus:
        return places
    bus_of = dict(zip(map(str, net.load["name"]), net.bus.index.get_indexer(net.load["bus"]).tolist()))
    geo = net.bus["geo"].tolist()
    for position, name in enumerate(connection_ids):
        row = bus_of.get(str(name), -1)
        text = geo[row] if row >= 0 else None
        if isinstance(text, str) and text:
            places[position] = shapely.Point(json.loads(text)["coordinates"][:2])
    return places


def _keys(path: pd.DataFrame, position: int) -> np.ndarray:
    """Ids (n,) that are unique in the nesting: the kind and its name, and where a name lies in several holons of a
    larger kind (the net says a feeder hangs on two stations), these as well."""
    kind, larger = KINDS[position], list(KINDS[position + 1 :])
    key = kind + ":" + path[kind]
    there = path[[kind, *larger]].drop_duplicates()
    split = path[kind].isin(there.loc[there[kind].duplicated(), kind])
    if split.any():
        key = key.where(~split, key + "@" + path[larger].agg("/".join, axis=1))
    return key.to_numpy(object)


def _paths(net, load: np.ndarray) -> pd.DataFrame:
    """What each connection hangs on, a column a kind of `KINDS`; `OUTSIDE` where it is not in the net. load: (n,)."""
    bus = net.bus.index.get_indexer(net.load["bus"])[load]
    station = net.bus["station_id"].astype(str).to_numpy(object)
    feeder = net.bus["feeder_id"].astype(str).to_numpy(object)
    ring, source = _mv_feeders(net)
    high = net.bus.index.get_indexer(net.trafo["hv_bus"])
    high_of = dict(zip(map(str, net.trafo["name"]), high.tolist()))
    is_mv = (net.bus["level"] == "MV").to_numpy()[bus]
    names = net.load["name"].astype(str).to_numpy(object)[load]
    # where its power comes down from medium voltage: the station's transformer, or the customer's own bus
    above = np.array([b if mv else high_of.get(station[b], -1) for b, mv in zip(bus, is_mv)], np.int64)
    fed = above >= 0
    path = pd.DataFrame(
        {
            "feeder": np.where(is_mv, names, np.where(feeder[bus] == "", station[bus] + "/busbar", feeder[bus])),
            "station": np.where(is_mv, names, np.where(station[bus] == "", OUTSIDE, station[bus])),
            "ring": np.where(fed, ring[above], OUTSIDE),
            "source": np.where(fed, source[above], OUTSIDE),
        }
    )
    path.loc[load < 0, list(KINDS)] = OUTSIDE
    return path


def _mv_feeders(net) -> tuple[np.ndarray, np.ndarray]:
    """Of every bus (b,) the medium-voltage feeder it hangs on and the source of that: components of the closed cables
    once the sources' buses are taken out."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(net.bus)
    row = net.bus.index.get_indexer
    mv = (net.bus["level"] == "MV").to_numpy()
    sources = row(net.ext_grid.loc[net.ext_grid["in_service"].astype(bool), "bus"])
    at_source = np.full(n, -1)
    at_source[sources] = np.arange(len(sources))
    opened = set(net.switch.loc[(net.switch["et"] == "l") & ~net.switch["closed"].astype(bool), "element"])
    on = net.line["in_service"].to_numpy(bool) & ~net.line.index.isin(opened)
    ties = net.switch[(net.switch["et"] == "b") & net.switch["closed"].astype(bool)]
    a = np.r_[row(net.line["from_bus"])[on], row(ties["bus"])]
    b = np.r_[row(net.line["to_bus"])[on], row(ties["element"])]
    inside = mv[a] & mv[b]
    a, b = a[inside], b[inside]
    free = (at_source[a] < 0) & (at_source[b] < 0)
    graph = coo_matrix((np.ones(free.sum()), (a[free], b[free])), (n, n))
    component = connected_components(graph, directed=False)[1]
    source_of = np.full(component.max(initial=-1) + 1, -1)
    for near, far in ((a, b), (b, a)):
        leaving = (at_source[near] >= 0) & (at_source[far] < 0)
        source_of[component[far[leaving]]] = at_source[near[leaving]]
    of_bus = np.where(at_source >= 0, at_source, source_of[component])
    names = net.ext_grid.loc[net.ext_grid["in_service"].astype(bool), "name"].astype(str).to_numpy(object)
    source = np.array([names[s] if s >= 0 else OUTSIDE for s in of_bus], object)
    return _ring_names(net, component, at_source >= 0, source, mv), source


def _ring_names(net, component, is_source, source, mv) -> np.ndarray:
    """A component's name (b,): the feeder id that most of its buses have, as the map knows it, else its source's."""
    feeder = net.bus["feeder_id"].astype(str).to_numpy(object)
    named = np.flatnonzero(mv & ~is_source & (feeder != "") & (source != OUTSIDE))
    often = (
        pd.DataFrame({"component": component[named], "feeder": feeder[named]}).value_counts().reset_index(name="count")
    )
    often = often.sort_values(["count", "component"], ascending=[False, True]).drop_duplicates("component")
    name_of, taken = {}, set()
    for c, name in zip(often["component"], often["feeder"]):
        name_of[c] = name if name not in taken else f"{name}-{c}"
        taken.add(name)
    own = [name_of.get(c, f"{s}/{c}") for c, s in zip(component, source)]
    at_busbar = np.where(is_source, source + "/busbar", np.array(own, object))
    return np.where(source == OUTSIDE, OUTSIDE, at_busbar)


def _problems(ids: list[str], load: np.ndarray, load_of: dict, footprints: np.ndarray) -> list[Problem]:
    problems = [
        Problem(
            "PROFILES", ids[position], "not_in_net",
            "The connection has hours but is not in the grid model; it lies in a holon outside the grid.",
            "Make the profiles with the connections of this grid.", place=footprints[position],
        )
        for position in np.flatnonzero(load < 0)
    ]  # fmt: skip
    return problems + [
        Problem(
            "NET", name, "without_hours",
            "The connection is in the grid model but has no hours; it counts as nothing.",
            "Make the profiles with the connections of this grid.",
        )
        for name in sorted(set(load_of) - set(ids))
    ]  # fmt: skip
