"""Builds a grid, step by step, from map layers to a pandapower net."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from ...demand import address_need
from ...errors import EngineError
from ...progress import Progress, within
from .assemble import assemble_cables
from .customers import customer_buildings
from .inputs import BuiltGrid, GridInputs, in_order, unique
from .laying import lay_services, pieces
from .members import Wanted, building_connections, extra_connections, footprints
from .missing import complete_missing
from .net import make_net
from .options import GridOptions
from .outputs import (
    Parts,
    connection_table,
    make_names,
    node_table,
    open_point_table,
    section_table,
    station_table,
)
from .sections import choose_types, first_ohm, known_types
from .station_ties import station_roles
from .summary import summarise
from .supply import find_supply, node_loads
from .transformers import known_ratings, size_transformers
from .unfed import unfed_cables


def build_grid(inputs: GridInputs, options: GridOptions) -> Generator[Progress, None, BuiltGrid]:
    """Join cables, stations, buildings and addresses into one grid.

    Yields Progress; returns a BuiltGrid. Raises EngineError where nothing can be fed: no cables, no stations, no
    buildings, or layers that lie apart. The order of rows in the inputs changes nothing.
    """
    yield Progress(0.0, "Joining cables and stations")
    layers = _layers(inputs)
    cables = {"LV": layers.lv_cables, "MV": layers.mv_cables}
    known, problems = known_types(cables)
    network, found = assemble_cables(layers.lv_cables, layers.mv_cables, layers.stations, options)
    completed = complete_missing(network, layers.stations, options.complete_missing_stations)
    network, layers = completed.network, replace(layers, stations=completed.stations)
    problems += found + completed.problems
    roles = _roles(layers.stations, network)
    if not (network.node_station[network.node_level == "LV"] >= 0).any():
        raise EngineError(
            "None of the {count} stations has an LV side: no building can be fed. Check the filter of stations.",
            count=len(layers.stations),
        )

    yield Progress(0.1, "Finding what each building needs")
    wanted, shape, addresses, found = _wanted(layers, roles, options)
    problems += found

    yield Progress(0.25, "Laying service cables")
    frame = wanted.frame
    own = frame["building_row"].to_numpy(int)
    laid = yield from within(
        lay_services(
            network, wanted, own, shape, layers.stations, options.max_service_length_m, options.max_extra_service_m
        ),
        0.25,
        0.5,
    )
    problems += laid.problems
    laid_row = np.flatnonzero(laid.node >= 0)
    if not len(laid_row):
        _raise_apart(len(frame), laid.problems, options)
    connected = frame.iloc[laid_row].reset_index(drop=True).assign(level=laid.level[laid_row])
    node, network = laid.node[laid_row], laid.network

    yield Progress(0.5, "Choosing open points")
    loads = node_loads(network.n_nodes, node, connected)
    ohm = first_ohm(network, known)
    supply = find_supply(network, loads, ohm, layers.stations, roles, layers.open_points, options)
    problems += supply.problems
    problems += [p for level in cables for p in unfed_cables(network, supply.trace, cables[level], level)]

    yield Progress(0.75, "Choosing cable types and transformers")
    own_kw = np.bincount(node, connected["own_kw"], network.n_nodes)
    types = choose_types(network, supply, cables, known, own_kw, options)
    rated_kva, found = known_ratings(layers.stations, supply.lv_node >= 0)
    problems += found
    ratings = size_transformers(
        supply.at_station.peak_kw,
        supply.at_station.feed_in_kw,
        rated_kva,
        supply.lv_node >= 0,
        options.growth_margin,
        options.min_station_kva,
    )

    yield Progress(0.85, "Writing the grid down")
    parts = Parts(
        network, layers.stations, completed.station_rule, roles, cables, connected, node, laid, laid_row, supply, types,
        ratings, options, layers.stations.crs,
    )  # fmt: skip
    names = make_names(parts)
    nodes, sections = node_table(parts, names), section_table(parts, names)
    connections, open_points = connection_table(parts, names), open_point_table(parts, names)
    stations = station_table(parts, names, sections.frame)

    yield Progress(0.9, "Making the pandapower net")
    busbars = stations.frame.assign(
        is_fed_here=supply.fed_here,
        mv_node=np.where(supply.mv_node >= 0, names.node[supply.mv_node], ""),
        lv_node=np.where(supply.lv_node >= 0, names.node[supply.lv_node], ""),
    )
    net = make_net(
        nodes.frame,
        np.column_stack([network.node_x, network.node_y]),
        sections.frame,
        network.edge_geometry,
        busbars,
        connections.frame,
        open_points.frame,
        _in_net(parts),
        types.parallel,
        ratings.parallel,
        options,
        parts.crs,
    )
    summary = summarise(
        parts, len(frame), addresses, nodes.frame, sections.frame, stations.frame, connections.frame, open_points.frame
    )
    return BuiltGrid(nodes, sections, stations, connections, open_points, problems, net, summary)


def _layers(inputs: GridInputs) -> GridInputs:
    """All layers with their rows in order of place; none missing that a grid cannot do without."""
    crs = inputs.stations.crs if inputs.stations is not None else "EPSG:28992"
    layers = {name: in_order(getattr(inputs, name), name, crs) for name in GridInputs.__dataclass_fields__}
    for name, label in (("stations", "STATIONS"), ("lv_cables", "LV_CABLES"), ("buildings", "BUILDINGS")):
        table = layers[name]
        if not len(table) or shapely.is_missing(table.geometry).all():
            raise EngineError(
                "{layer} holds no feature with a place: nothing can be built. Check the layer and its filter.",
                layer=label,
            )
    if inputs.addresses is None:
        layers["addresses"] = None
    return GridInputs(**layers)


def _roles(stations, network):
    """The stations' roles; a customer's station at whose door LV cables end is shared with the public."""
    roles = station_roles(stations)
    at_door = network.station_nodes("LV", len(stations)) >= 0
    return replace(roles, has_lv=roles.has_lv | at_door, is_shared=roles.is_shared | (roles.is_customer & at_door))


def _wanted(layers: GridInputs, roles, options: GridOptions):
    """Every connection asked for, the footprints in the way, how many addresses there are, and problems."""
    shape, ids, problems = footprints(layers.buildings)
    usable = replace(layers.buildings, geometry=shape)
    usable.frame["building_id"] = ids
    need = address_need(usable, layers.addresses)
    problems += need.problems
    customer = np.full(len(shape), -1)
    if roles.is_customer.any():
        customer, found = customer_buildings(
            layers.stations, roles.is_customer, shape, need, options.max_service_length_m
        )
        problems += found
    buildings, found = building_connections(usable, shape, ids, need, customer, layers.addresses is not None)
    problems += found
    extra, found = extra_connections(layers.extra_connections)
    problems += found
    frame = pd.concat([buildings.frame, extra.frame], ignore_index=True) if len(extra.frame) else buildings.frame
    frame["connection_id"] = unique(frame["connection_id"].to_numpy(object))
    return Wanted(frame, np.append(buildings.shape, extra.shape)), shape, len(need.table), problems


def _raise_apart(count: int, problems, options: GridOptions):
    distance = min((p.distance_m for p in problems if np.isfinite(p.distance_m)), default=np.inf)
    raise EngineError(
        "None of the {count} buildings lies within {reach:.0f} m of a cable that hangs on a station (the nearest is "
        "{distance:.0f} m away). Check that the layers lie in the same place, the stations' filter and the tolerances.",
        count=count,
        reach=options.max_service_length_m,
        distance=distance,
    )


def _in_net(parts: Parts) -> np.ndarray:
    """Nodes of the net: pieces that are fed or serve a connection or a station; bool (n,)."""
    network = parts.network
    piece = pieces(network)
    useful = parts.supply.energised.copy()
    useful[parts.node] = True
    useful[np.flatnonzero(network.node_station >= 0)] = True
    return np.isin(piece, piece[useful])
