"""The built grid as tables, with the columns that `docs/architecture.md` lists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...columns import text_column
from ...tables import FeatureTable
from .coincidence import SMALLEST_KW, shares_kw
from .inputs import unique
from .laying import Laid
from .network import CableNetwork
from .options import GridOptions
from .sections import SectionTypes
from .station_ties import StationRoles
from .supply import Supply
from .transformers import Ratings


@dataclass(frozen=True)
class Parts:
    """All that a build has found out. connections: frame of those that have a node, `node` (k,) theirs; `laid_row` (k,)
    their rows in `laid`. roles: what the stations are, those with LV cables at the door counted as shared.
    station_rule: why a station is assumed (s,), "" for a drawn one."""

    network: CableNetwork
    stations: FeatureTable
    station_rule: np.ndarray
    roles: StationRoles
    cables: dict[str, FeatureTable]
    connections: pd.DataFrame
    node: np.ndarray
    laid: Laid
    laid_row: np.ndarray
    supply: Supply
    types: SectionTypes
    ratings: Ratings
    options: GridOptions
    crs: str


@dataclass(frozen=True)
class Names:
    """Ids of nodes, sections and stations, and of the station and feeder each node and section belongs to."""

    station: np.ndarray
    node: np.ndarray
    section: np.ndarray
    node_station: np.ndarray
    node_feeder: np.ndarray
    section_station: np.ndarray
    section_feeder: np.ndarray


def make_names(parts: Parts) -> Names:
    """Ids that come from the map's own ids and places, so that the order of rows does not matter."""
    network, fed = parts.network, parts.supply.trace
    station = text_column(parts.stations.frame, "feature_id")
    level = network.node_level.astype(object)
    x, y = np.round(network.node_x, 2), np.round(network.node_y, 2)
    node = np.array([f"{lv}_{a:.2f}_{b:.2f}" for lv, a, b in zip(level, x, y)], object)
    busbar = np.flatnonzero(network.node_station >= 0)
    node[busbar] = station[network.node_station[busbar]] + "/" + level[busbar]
    node[parts.node] = parts.connections["connection_id"].to_numpy(object)
    node = unique(node)
    section = _section_names(parts, node)

    owner = np.where(network.node_station >= 0, network.node_station, _station_of(network, fed.source))
    edge_owner = _station_of(network, fed.edge_source)
    feeder_name = _feeder_names(fed.edge_feeder, edge_owner, section, station)
    return Names(
        station,
        node,
        section,
        _at(station, owner),
        _at(feeder_name, fed.feeder),
        _at(station, edge_owner),
        _at(feeder_name, fed.edge_feeder),
    )


def _station_of(network: CableNetwork, source: np.ndarray) -> np.ndarray:
    return np.where(source >= 0, network.node_station[source], -1)


def _at(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """values[rows] as text, "" where a row is -1."""
    if not len(values):
        return np.full(len(rows), "", object)
    return np.where(rows >= 0, values[rows], "").astype(object)


def _section_names(parts: Parts, node: np.ndarray) -> np.ndarray:
    """Drawn cables: level, the cable's id and a number along it; services by their connection; links by their ends."""
    network = parts.network
    name = np.full(network.n_edges, "", object)
    for level, cables in parts.cables.items():
        edges = np.flatnonzero((network.edge_level == level) & (network.edge_kind == "main"))
        if not len(edges):
            continue
        cable = network.edge_cable[edges]
        ids = text_column(cables.frame, "feature_id")[cable]
        middle = shapely.line_interpolate_point(network.edge_geometry[edges], 0.5, normalized=True)
        along = shapely.line_locate_point(shapely.line_merge(cables.geometry)[cable], middle)
        order = np.lexsort((edges, np.round(along, 3), cable))
        count = pd.Series(cable[order]).groupby(cable[order]).cumcount().to_numpy() + 1
        name[edges[order]] = [f"{level}-{i}-{c}" for i, c in zip(ids[order], count)]
    service = np.flatnonzero(network.edge_kind == "service")
    name[service] = "service-" + node[network.edge_to[service]]
    link = np.flatnonzero(network.edge_kind == "link")
    name[link] = "link-" + node[network.edge_from[link]]
    return unique(name)


def _feeder_names(edge_feeder, edge_owner, section, station) -> np.ndarray:
    """Per edge (m,) the name of the feeder it begins: its station's id and a number, "" for edges that begin none."""
    name = np.full(len(section), "", object)
    first = np.unique(edge_feeder[edge_feeder >= 0])
    if len(first):
        order = np.lexsort((section[first].astype(str), edge_owner[first]))
        first = first[order]
        count = pd.Series(edge_owner[first]).groupby(edge_owner[first]).cumcount().to_numpy() + 1
        name[first] = [f"{station[s]}/{c}" if s >= 0 else "" for s, c in zip(edge_owner[first], count)]
    return name


def node_table(parts: Parts, names: Names) -> FeatureTable:
    network, options = parts.network, parts.options
    low = network.node_level == "LV"
    frame = pd.DataFrame(
        {
            "node_id": names.node,
            "kind": network.node_kind.astype(object),
            "level": network.node_level.astype(object),
            "vn_kv": np.where(low, options.lv_kv, options.mv_kv),
            "station_id": names.node_station,
            "feeder_id": names.node_feeder,
            "energised": parts.supply.energised,
        }
    )
    return FeatureTable(frame, shapely.points(network.node_x, network.node_y), parts.crs, "nodes")


def section_table(parts: Parts, names: Names) -> FeatureTable:
    network, supply, types = parts.network, parts.supply, parts.types
    feature = np.full(network.n_edges, "", object)
    for level, cables in parts.cables.items():
        edges = np.flatnonzero((network.edge_level == level) & (network.edge_cable >= 0))
        feature[edges] = text_column(cables.frame, "feature_id")[network.edge_cable[edges]]
    open_at = np.full(network.n_edges, "", object)
    open_at[supply.open_points.edge] = supply.open_points.end
    below = supply.below.at(supply.trace.edge_child)
    ends = supply.energised[network.edge_from] | supply.energised[network.edge_to]
    frame = pd.DataFrame(
        {
            "section_id": names.section,
            "feature_id": feature,
            "kind": network.edge_kind.astype(object),
            "level": network.edge_level.astype(object),
            "cable_type": types.cable_type,
            "cable_type_how": types.how,
            "cable_type_rule": types.rule,
            "length_m": network.edge_length_m,
            "r_ohm_per_km": types.r_ohm_per_km,
            "x_ohm_per_km": types.x_ohm_per_km,
            "c_nf_per_km": types.c_nf_per_km,
            "max_i_a": types.max_i_a,
            "from_node": names.node[network.edge_from],
            "to_node": names.node[network.edge_to],
            "station_id": names.section_station,
            "feeder_id": names.section_feeder,
            "energised": ends & (supply.trace.edge_source >= 0),
            "open_at": open_at,
            "downstream_connections": below.connections.astype(int),
            "downstream_peak_kw": below.peak_kw,
        }
    )
    return FeatureTable(frame, network.edge_geometry, parts.crs, "sections")


def connection_table(parts: Parts, names: Names) -> FeatureTable:
    frame, node = parts.connections, parts.node
    group = np.where(
        (frame["level"] == "LV").to_numpy(), _station_of(parts.network, parts.supply.trace.source)[node], -1
    )
    share = shares_kw(frame["steady_kw"].to_numpy(float), frame["spread_kw2"].to_numpy(float), group)
    rule = parts.laid.rule[parts.laid_row]
    owner = np.where(frame["station_row"] >= 0, frame["station_row"], -1)
    station = np.where(owner >= 0, names.station[owner], names.node_station[node])
    table = pd.DataFrame(
        {
            "connection_id": frame["connection_id"].to_numpy(object),
            "building_id": frame["building_id"].to_numpy(object),
            "kind": frame["kind"].to_numpy(object),
            "address_ids": frame["address_ids"].to_numpy(object),
            "addresses": frame["addresses"].to_numpy(int),
            "dwellings": frame["dwellings"].to_numpy(int),
            "use": frame["use"].to_numpy(object),
            "floor_area_m2": frame["floor_area_m2"].to_numpy(float),
            "yearly_kwh": frame["yearly_kwh"].to_numpy(float),
            "level": frame["level"].to_numpy(object),
            "node_id": names.node[node],
            "station_id": station.astype(object),
            "feeder_id": names.node_feeder[node],
            "service_length_m": parts.laid.length_m[parts.laid_row],
            "connected_how": np.where(frame["need_how"] == "assumed", "assumed", "inferred").astype(object),
            "connected_rule": rule,
            "peak_kw": np.maximum(share, SMALLEST_KW),
        }
    )
    points = shapely.points(parts.network.node_x[node], parts.network.node_y[node])
    return FeatureTable(table, points, parts.crs, "connections")


def station_table(parts: Parts, names: Names, sections: pd.DataFrame) -> FeatureTable:
    network, supply, roles, ratings = parts.network, parts.supply, parts.roles, parts.ratings
    s = len(parts.stations)
    kind = np.select(
        [roles.is_source, roles.is_shared, roles.is_customer, roles.has_lv],
        ["source", "shared", "customer", "netstation"],
        "switchgear",
    ).astype(object)
    assumed = parts.station_rule != ""
    own = parts.connections["station_row"].to_numpy(int)
    at_mv = np.flatnonzero(own >= 0)
    customers = np.bincount(own[at_mv], minlength=s)
    dwellings = np.bincount(own[at_mv], parts.connections["dwellings"].to_numpy(float)[at_mv], s)
    customer_kw = np.bincount(own[at_mv], _alone_kw(parts.connections)[at_mv], s)
    low = sections[(sections["level"] == "LV") & (sections["kind"] == "main")]
    length = low.groupby("station_id")["length_m"].sum().reindex(names.station).fillna(0.0)
    feeding_some = low[(low["feeder_id"] != "") & (low["downstream_connections"] > 0)]
    feeders = feeding_some.groupby("station_id")["feeder_id"].nunique().reindex(names.station).fillna(0)
    mv = supply.mv_node
    feeding = np.where(mv >= 0, _station_of(network, supply.trace.source)[mv], -1)
    by = np.where(feeding == np.arange(s), "own", _at(names.station, feeding))
    table = pd.DataFrame(
        {
            "station_id": names.station,
            "feature_id": np.where(assumed, "", names.station).astype(object),
            "kind": kind,
            "station_how": np.where(assumed, "assumed", "measured").astype(object),
            "station_rule": parts.station_rule,
            "rating_kva": ratings.rating_kva,
            "rating_how": ratings.how,
            "rating_rule": ratings.rule,
            "connections": (supply.at_station.connections + customers).astype(int),
            "dwellings": (supply.at_station.dwellings + dwellings).astype(int),
            "peak_kw": supply.at_station.peak_kw + customer_kw,
            "feeders": feeders.to_numpy(int),
            "lv_length_m": length.to_numpy(float),
            "fed_by": np.where(by == "", "none", by).astype(object),
            "reached_by_drawn_mv": supply.drawn,
        }
    )
    return FeatureTable(table, shapely.centroid(parts.stations.geometry), parts.crs, "stations")


def _alone_kw(frame: pd.DataFrame) -> np.ndarray:
    return frame["steady_kw"].to_numpy(float) + np.sqrt(frame["spread_kw2"].to_numpy(float))


def open_point_table(parts: Parts, names: Names) -> FeatureTable:
    network, points = parts.network, parts.supply.open_points
    node = np.where(points.end == "from", network.edge_from[points.edge], network.edge_to[points.edge]).astype(int)
    a, b = (_at(names.station, _station_of(network, side.astype(int))) for side in (points.station_a, points.station_b))
    frame = pd.DataFrame(
        {
            "open_point_id": unique(np.array([f"open-{s}" for s in names.section[points.edge]], object)),
            "node_id": names.node[node],
            "section_id": names.section[points.edge],
            "level": network.node_level[node].astype(object),
            "station_a": a,
            "station_b": b,
            "how": points.how.astype(object),
            "rule": points.rule.astype(object),
        }
    )
    frame = frame.sort_values("open_point_id", ignore_index=True)
    order = np.argsort(np.array([f"open-{s}" for s in names.section[points.edge]], object).astype(str), kind="stable")
    xy = shapely.points(network.node_x[node], network.node_y[node])
    return FeatureTable(frame, np.asarray(xy, object)[order], parts.crs, "open points")
