"""The network as a pandapipes net that pandapipes alone opens and solves."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd
import shapely

from ..pipes import Water
from .options import HeatDesignOptions

NET_VERSION = 1
KELVIN = 273.15
SHORTEST_PIPE_M = 0.1
LEAST_HOUSE_W = 1.0
FRICTION = "colebrook"
MOST_ROUNDS = 200


def make_net(
    pipes: pd.DataFrame,
    pipe_lines: np.ndarray,
    nodes: pd.DataFrame,
    node_xy: np.ndarray,
    houses: pd.DataFrame,
    stations: pd.DataFrame,
    water: Water,
    options: HeatDesignOptions,
    crs: str,
):
    """A pandapipes net, as `docs/architecture.md` lays down.

    pipes: pipe_id, from_node, to_node (positions in nodes), length_m, inner_mm, u_w_per_m_k, kind, dn. nodes: node_id.
    houses: building_id, node, w (its part of the coincident peak), homes, net_share (part of its heat that the
    network brings). stations: station_id, node, holds (bool), lift_bar, kg_per_s, kw, priority.
    """
    import pandapipes as pp
    from pandapipes.properties.fluids import create_constant_fluid

    fluid = create_constant_fluid(
        name="water",
        fluid_type="liquid",
        density=water.density_kg_per_m3,
        viscosity=water.viscosity_pa_s,
        heat_capacity=water.heat_capacity_j_per_kg_k,
        compressibility=1.0,
        der_compressibility=0.0,
        molar_mass=18.015,
    )
    net = pp.create_empty_network("stadsstroom", fluid=fluid, add_stdtypes=False)
    n, supply_k, back_k = len(nodes), options.supply_c + KELVIN, options.return_c + KELVIN
    middle = float(stations["lift_bar"].max()) / 2 + options.hold_bar if len(stations) else options.hold_bar
    for side, warmth in (("S", supply_k), ("R", back_k)):
        names = [f"{side} {node}" for node in nodes["node_id"]]
        pp.create_junctions(net, n, pn_bar=middle, tfluid_k=warmth, name=names)
    net.junction["geo"] = np.tile(shapely.to_geojson(shapely.points(np.round(node_xy, 3))), 2)
    start, stop = pipes["from_node"].to_numpy(np.int64), pipes["to_node"].to_numpy(np.int64)
    inner = pipes["inner_mm"].to_numpy(float) / 1000
    geo = _geojson(pipe_lines)
    common = {
        "length_km": np.maximum(pipes["length_m"].to_numpy(float), SHORTEST_PIPE_M) / 1000,
        "diameter_m": inner,
        "k_mm": options.pipes.roughness_mm,
        "loss_coefficient": pipes["loss_coefficient"].to_numpy(float),
        # pandapipes takes the loss by the area of the inner wall
        "u_w_per_m2k": pipes["u_w_per_m_k"].to_numpy(float) / (np.pi * inner),
        "text_k": options.pipes.ground_c + KELVIN,
    }
    for side, ends, at in (("S", (start, stop), 0), ("R", (stop, start), n)):
        names = [f"{side} {pipe}" for pipe in pipes["pipe_id"]]
        pp.create_pipes_from_parameters(net, ends[0] + at, ends[1] + at, name=names, **common)
    net.pipe["geo"] = np.concatenate([geo, geo])
    for column in ("kind", "dn"):
        net.pipe[column] = np.tile(pipes[column].to_numpy(), 2)
    if len(houses):
        at = houses["node"].to_numpy(np.int64)
        watts = np.maximum(houses["w"].to_numpy(float), LEAST_HOUSE_W)
        # a heat pump takes its difference of temperature from whatever comes, a radiator returns what it cannot use
        rule, kelvin = ("deltat_k", options.delta_k) if options.is_loop else ("treturn_k", back_k)
        named = {rule: np.full(len(at), kelvin), "name": houses["building_id"].tolist()}
        pp.create_heat_consumers(net, at, at + n, qext_w=watts, **named)
        for column in ("homes", "net_share"):
            net.heat_consumer[column] = houses[column].to_numpy()
    _stations(net, pp, stations, n, supply_k, options)
    pp.set_user_pf_options(net, mode="bidirectional", friction_model=FRICTION, iter=MOST_ROUNDS)
    net["stadsstroom"] = {
        "crs": crs,
        "kind": "heat",
        "generation": options.generation,
        "version": NET_VERSION,
        "options": _plain(asdict(options)),
    }
    return net


def _stations(net, pp, stations: pd.DataFrame, n: int, supply_k: float, options) -> None:
    for holds, table in ((True, "circ_pump_pressure"), (False, "circ_pump_mass")):
        chosen = stations[stations["holds"].to_numpy(bool) == holds]
        for station in chosen.itertuples():
            ends = {"return_junction": station.node + n, "flow_junction": station.node}
            if holds:
                top = options.hold_bar + station.lift_bar
                made = {"p_flow_bar": top, "plift_bar": station.lift_bar, "t_flow_k": supply_k}
                pp.create_circ_pump_const_pressure(net, **ends, **made, name=station.station_id)
            else:
                made = {"p_flow_bar": None, "mdot_flow_kg_per_s": station.kg_per_s, "t_flow_k": supply_k}
                pp.create_circ_pump_const_mass_flow(net, **ends, **made, type="t", name=station.station_id)
        if len(chosen):
            net[table]["kw"] = chosen["kw"].to_numpy(float)
            net[table]["priority"] = chosen["priority"].to_numpy(float)


def _geojson(lines: np.ndarray) -> np.ndarray:
    coords, index = shapely.get_coordinates(lines, return_index=True)
    if not len(lines):
        return np.empty(0, object)
    return shapely.to_geojson(shapely.linestrings(np.round(coords, 3), indices=index))


def _plain(value):
    """Options as JSON holds them: no arrays, no infinite or missing numbers."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(one) for one in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, np.number)):
        number = float(value)
        return number if np.isfinite(number) else None
    return None if value is None else str(value)
