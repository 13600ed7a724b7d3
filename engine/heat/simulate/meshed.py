"""Meshed heat nets: pandapipes, hour by hour, with what it calls solved but cannot be kept out of the results."""

from __future__ import annotations

import numpy as np

from .block import HeatBlock
from .elements import KELVIN, RETURN
from .reference import net_of_hour, run_pandapipes


def solve_meshed(model, hours, kw) -> HeatBlock:
    """A block of hours of a meshed net. Houses keep their least flow; the pumps give the lift of the net.

    Where several sources feed one net, the others than the one that holds the pressure keep the flow of the net.
    """
    parts, houses, sources = model.parts, model.houses, model.sources
    n, p, c, s, h = len(parts.nodes), len(parts.pipes), len(houses.names), len(sources.names), len(hours)
    nodes = [np.full((h, n), np.nan, np.float32) for _ in range(4)]
    pipes = [np.full((h, p), np.nan, np.float32) for _ in range(2)]
    at_houses = [np.full((h, c), np.nan, np.float32) for _ in range(3)]
    at_sources, totals, lost = np.full((3, h, s), np.nan), np.full((h, 5), np.nan), np.zeros(p)
    for row in range(h):
        net = _solved(model, kw[row])
        if net is not None:
            found = _read(model, net, kw[row])
            for group, values in zip((nodes, pipes, at_houses, at_sources), found[:4]):
                for array, part in zip(group, values):
                    array[row] = part
            totals[row], hour_lost = found[4], found[5]
            lost += hour_lost
    good = np.isfinite(totals).all(axis=1)
    return HeatBlock(
        hours, *nodes, *pipes, lost, parts.pipe_to, parts.heat_capacity, *at_houses, *at_sources, *totals[:, :3].T,
        totals[:, 3], totals[:, 4], good,
    )  # fmt: skip


def _solved(model, kw):
    """The net with this hour's solution, or None. At low load, where a fixed return temperature does not converge, the
    flows are given in its place and found in a few rounds."""
    houses, sources, cp = model.houses, model.sources, model.parts.heat_capacity
    bypass, most = model.options.bypass_percent / 100, model.options.most_percent / 100
    supply = np.full(len(kw), sources.supply_c.max())
    flow_of_source = np.zeros(len(sources.names))
    table = model.net.get("circ_pump_mass")
    for k, name in enumerate(sources.names):
        if not sources.holds[k]:
            flow_of_source[k] = float(table.loc[table["name"] == name, "mdot_flow_kg_per_s"].iloc[0])
    out = np.where(houses.control == RETURN, houses.setting, supply - houses.setting)
    for _ in range(12):
        cool = houses.setting if (houses.control == RETURN).all() else out
        span = np.maximum(supply - cool, 0.1)
        flow = np.clip(
            np.maximum(kw, 0) * 1e3 / (cp * span), bypass * houses.design_kg_per_s, most * houses.design_kg_per_s
        )
        given = np.minimum(np.maximum(kw, 0), flow * cp * np.maximum(supply - cool, 0) * 1e-3)
        net = net_of_hour(model, given, out, flow, flow_of_source, sources.lift_bar, True)
        if not run_pandapipes(net, model.law, tighter=False):
            return None
        new = net.res_heat_consumer["t_from_k"].to_numpy(float)[houses.row] - KELVIN
        new = np.where(np.isfinite(new), new, supply)
        change = np.abs(new - supply).max(initial=0.0)
        supply = new
        if change < 1e-3:
            return net
    return None


def _read(model, net, kw):
    parts, cp = model.parts, model.parts.heat_capacity
    junction, pipe = net.res_junction, net.res_pipe
    side = {}
    for name, rows in (("S", parts.supply_row), ("R", parts.return_row)):
        here = junction.iloc[rows]
        side[name] = here["t_k"].to_numpy(float) - KELVIN, here["p_bar"].to_numpy(float)
    kg = pipe["mdot_from_kg_per_s"].to_numpy(float)
    start, stop, out = (pipe[f"t_{end}_k"].to_numpy(float) for end in ("from", "to", "outlet"))
    drop = np.abs(pipe["p_from_bar"] - pipe["p_to_bar"]).to_numpy(float) * 1e5
    lost, steep = np.zeros(len(parts.pipes)), np.zeros(len(parts.pipes))
    for pipes in (parts.supply, parts.back):
        m, rows = kg[pipes.row], pipes.row
        lost += np.abs(m) * cp * 1e-3 * np.where(m >= 0, start[rows] - out[rows], stop[rows] - out[rows])
        steep = np.maximum(steep, drop[rows] / pipes.length_m)
    lost = np.nan_to_num(lost)
    house = net.res_heat_consumer.iloc[model.houses.row]
    flow = np.nan_to_num(house["mdot_from_kg_per_s"].to_numpy(float))
    inlet, outlet = (np.nan_to_num(house[name].to_numpy(float), nan=KELVIN) for name in ("t_from_k", "t_outlet_k"))
    house_kw = flow * cp * 1e-3 * (inlet - outlet)
    source_flow, source_kw, lift = (np.zeros(len(model.source_names)) for _ in range(3))
    for pump in ("circ_pump_pressure", "circ_pump_mass"):
        if pump in net and len(net[pump]):
            result = net[f"res_{pump}"]
            for k, name in enumerate(net[pump]["name"].astype(str)):
                at = model.source_names.index(name)
                m = float(result["mdot_from_kg_per_s"].iloc[k])
                source_flow[at] = m
                # pandapipes' own qext_w mixes heat capacities at two temperatures
                source_kw[at] = m * cp * 1e-3 * float(result["t_outlet_k"].iloc[k] - result["t_from_k"].iloc[k])
                lift[at] = float(result["p_to_bar"].iloc[k] - result["p_from_bar"].iloc[k])
    mass = source_flow.sum() - flow.sum()
    totals = np.array([source_kw.sum(), house_kw.sum(), lost.sum(), 0.0, mass])
    return (
        (side["S"][0], side["R"][0], side["S"][1], side["R"][1]), (kg[parts.supply.row], steep),
        (flow, outlet - KELVIN, house_kw), (source_flow, source_kw, lift), totals, lost,
    )  # fmt: skip
