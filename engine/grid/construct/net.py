"""The grid as a pandapower net that pandapower alone opens and solves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ...demand import fingerprint
from .cable_types import catalogue_by_name
from .coincidence import COS_PHI
from .options import GridOptions
from .transformers import transformer_parameters

SHORTEST_LINE_M = 0.1  # shorter ones have next to no impedance
SOURCE_VM_PU = 1.05  # 10.5 kV at the busbar, what the transformers' 10,500 V winding is made for: unconfirmed


def make_net(
    nodes: pd.DataFrame,
    node_xy: np.ndarray,
    sections: pd.DataFrame,
    lines: np.ndarray,
    stations: pd.DataFrame,
    connections: pd.DataFrame,
    open_points: pd.DataFrame,
    in_net: np.ndarray,
    parallel: np.ndarray,
    units: np.ndarray,
    options: GridOptions,
    crs: str,
):
    """A pandapower net from the output tables, as `docs/architecture.md` lays down.

    node_xy: (n, 2). lines: object (m,), the sections' geometry. in_net: bool (n,), nodes that are part of the net
    (cables that hang on no source and serve nothing are left out). parallel: int (m,), cables side by side.
    units: int (s,), transformers side by side. Nodes joined by closed links are one bus, named as the busbar (or the
    first) among them.
    """
    import pandapower as pp

    net = pp.create_empty_network(name="stadsstroom", f_hz=50.0)
    number = pd.Series(np.arange(len(nodes)), index=nodes["node_id"])
    start, stop = number[sections["from_node"]].to_numpy(), number[sections["to_node"]].to_numpy()
    link = (sections["kind"] == "link").to_numpy()
    closed = (sections["open_at"] == "").to_numpy()
    bus_of_node, head = _fused(nodes, start[link & closed], stop[link & closed], in_net)

    chosen = nodes.iloc[head]
    pp.create_buses(net, len(head), vn_kv=chosen["vn_kv"].to_numpy(float), name=chosen["node_id"].tolist())
    net.bus["geo"] = shapely.to_geojson(shapely.points(np.round(node_xy[head], 3)))
    for column in ("kind", "level", "station_id", "feeder_id"):
        net.bus[column] = chosen[column].to_numpy(object)

    here = np.flatnonzero(~link & in_net[start] & in_net[stop] & (bus_of_node[start] != bus_of_node[stop]))
    _lines(net, pp, sections.iloc[here], lines[here], bus_of_node[start[here]], bus_of_node[stop[here]], parallel[here])
    line_of_section = pd.Series(net.line.index.to_numpy(), index=sections["section_id"].iloc[here])

    _transformers(net, pp, stations, units, number, bus_of_node, options)
    _loads(net, pp, connections, bus_of_node[number[connections["node_id"]].to_numpy()])
    _switches(net, pp, open_points, sections, link, start, stop, bus_of_node, line_of_section)

    for source in stations[stations["is_fed_here"]].itertuples():
        bus = bus_of_node[number[source.mv_node]]
        pp.create_ext_grid(net, int(bus), vm_pu=SOURCE_VM_PU, name=source.station_id)
    pp.set_user_pf_options(net, trafo_model="pi")
    net["stadsstroom"] = {
        "crs": crs,
        "fingerprint": fingerprint(connections["connection_id"].tolist()),
        "version": 1,
        "options": {key: getattr(options, key) for key in options.__dataclass_fields__},
    }
    return net


def _fused(nodes: pd.DataFrame, link_from, link_to, in_net) -> tuple[np.ndarray, np.ndarray]:
    """Bus of each node (-1: not in the net) and the node that names each bus."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(nodes)
    group = connected_components(coo_matrix((np.ones(len(link_from)), (link_from, link_to)), (n, n)), directed=False)[1]
    busbar = nodes["kind"].isin(["station_lv", "station_mv"]).to_numpy()
    order = np.lexsort((np.arange(n), ~busbar, group))
    order = order[in_net[order]]
    head = np.sort(order[np.diff(group[order], prepend=-1) != 0])
    bus_of_group = np.full(group.max(initial=-1) + 1, -1)
    bus_of_group[group[head]] = np.arange(len(head))
    return np.where(in_net, bus_of_group[group] if n else -1, -1), head


def _lines(net, pp, sections: pd.DataFrame, geometry, from_bus, to_bus, parallel):
    table = catalogue_by_name()
    for name in sorted(sections["cable_type"].unique()):
        row = table.loc[name]
        data = {
            "r_ohm_per_km": float(row["r_ohm_per_km"]),
            "x_ohm_per_km": float(row["x_ohm_per_km"]),
            "c_nf_per_km": float(row["c_nf_per_km"]),
            "max_i_ka": float(row["max_i_a"]) / 1000,
            "q_mm2": float(row["cross_section_mm2"]),
            "type": "cs",
        }
        pp.create_std_type(net, data, name, element="line")
    if not len(sections):
        return
    length_km = np.maximum(sections["length_m"].to_numpy(float), SHORTEST_LINE_M) / 1000
    pp.create_lines(
        net,
        from_bus,
        to_bus,
        length_km,
        std_type=sections["cable_type"].tolist(),
        name=sections["section_id"].tolist(),
        parallel=parallel,
    )
    coords, index = shapely.get_coordinates(geometry, return_index=True)
    net.line["geo"] = shapely.to_geojson(shapely.linestrings(np.round(coords, 3), indices=index))
    for column in ("feature_id", "kind", "level", "cable_type_how", "station_id", "feeder_id"):
        net.line[column] = sections[column].to_numpy(object)


def _transformers(net, pp, stations: pd.DataFrame, units, number: pd.Series, bus_of_node, options: GridOptions):
    has = (stations["lv_node"] != "").to_numpy() & (stations["mv_node"] != "").to_numpy()
    rows = np.flatnonzero(has)
    if not len(rows):
        return
    high = bus_of_node[number[stations["mv_node"].iloc[rows]].to_numpy()]
    low = bus_of_node[number[stations["lv_node"].iloc[rows]].to_numpy()]
    inside = (high >= 0) & (low >= 0)
    rows, high, low = rows[inside], high[inside], low[inside]
    unit_kva = stations["rating_kva"].to_numpy(float)[rows] / units[rows]
    parameters = transformer_parameters(unit_kva, options.mv_kv, options.lv_kv)
    for _, row in parameters.drop_duplicates("std_type").iterrows():
        data = {
            key: value.item() if hasattr(value, "item") else value for key, value in row.items() if key != "std_type"
        }
        pp.create_std_type(
            net, {**data, "tap_step_degree": 0.0, "tap_changer_type": "Ratio"}, row["std_type"], element="trafo"
        )
    columns = {c: parameters[c].to_numpy() for c in parameters if c not in ("std_type", "tap_side", "vector_group")}
    pp.create_transformers_from_parameters(
        net,
        high,
        low,
        **{key: value.astype(float) for key, value in columns.items()},
        tap_side="hv",
        tap_pos=np.zeros(len(rows), int),
        tap_step_degree=np.zeros(len(rows)),
        tap_changer_type="Ratio",
        name=stations["station_id"].iloc[rows].tolist(),
        parallel=units[rows],
    )
    net.trafo["tap_side"] = parameters["tap_side"].to_numpy(object)
    net.trafo["vector_group"] = parameters["vector_group"].to_numpy(object)
    net.trafo["std_type"] = parameters["std_type"].to_numpy(object)
    net.trafo["rating_how"] = stations["rating_how"].iloc[rows].to_numpy(object)


def _loads(net, pp, connections: pd.DataFrame, bus: np.ndarray):
    here = np.flatnonzero(bus >= 0)
    if not len(here):
        return
    rows = connections.iloc[here]
    p_mw = rows["peak_kw"].to_numpy(float) / 1000
    pp.create_loads(
        net, bus[here], p_mw=p_mw, q_mvar=p_mw * np.tan(np.arccos(COS_PHI)), name=rows["connection_id"].tolist()
    )
    for column in ("kind", "level", "dwellings"):
        net.load[column] = rows[column].to_numpy(object if column != "dwellings" else int)


def _switches(net, pp, open_points, sections, link, start, stop, bus_of_node, line_of_section: pd.Series):
    """Open points as open switches: at a line's end, or between two busbars where a link is open."""
    row_of = pd.Series(np.arange(len(sections)), index=sections["section_id"])
    rows = row_of[open_points["section_id"]].to_numpy(int)
    at_from = (sections["open_at"].iloc[rows] == "from").to_numpy()
    bus = bus_of_node[np.where(at_from, start[rows], stop[rows])]
    other = bus_of_node[np.where(at_from, stop[rows], start[rows])]
    line = line_of_section.reindex(open_points["section_id"]).fillna(-1).to_numpy(int)
    element = np.where(link[rows], other, line)
    here = np.flatnonzero((bus >= 0) & (element >= 0))
    if len(here):
        pp.create_switches(
            net,
            bus[here],
            element[here],
            np.where(link[rows[here]], "b", "l").tolist(),
            closed=False,
            name=open_points["open_point_id"].to_numpy(object)[here].tolist(),
        )
        net.switch["how"] = open_points["how"].to_numpy(object)[here]
