"""Meshed heat nets: pandapipes, hour by hour, with what it calls solved but cannot be kept out of the results."""

from __future__ import annotations

import numpy as np

from .block import HeatBlock
from .elements import DROP, FLOW, KELVIN, RETURN
from .limits import (
    BYPASS_BAND_K,
    BYPASS_FROM_C,
    LEAST_BELOW_SOURCE_K,
    LEAST_FLOW,
    NEWTON_STEPS,
    NO_BYPASS_C,
    ROOM_C,
)
from .reference import net_of_hour, run_pandapipes

MOST_SOLUTIONS = 60  # by pandapipes, of an hour
CALMER_AFTER = 15  # solutions after which steps are halved, again and again
SETTLED = 1e-5  # of a house's flow


def solve_meshed(model, hours, kw) -> HeatBlock:
    """A block of hours of a meshed net. Houses keep their least flow, and more where their thermostat asks for it; heat
    that houses give is left out. The pumps give the lift of the net.

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
    """The net with this hour's solution, or None. A fixed return temperature does not converge at low load: the flows
    of houses are given in its place, and step towards what they want by the temperatures they get, as in a tree."""
    houses, sources = model.houses, model.sources
    flow_of_source = np.zeros(len(sources.names))
    table = model.net.get("circ_pump_mass")
    for k, name in enumerate(sources.names):
        if not sources.holds[k]:
            flow_of_source[k] = float(table.loc[table["name"] == name, "mdot_flow_kg_per_s"].iloc[0])
    taken, limits = np.maximum(kw, 0.0), _limits(model)
    supply = np.full(len(kw), sources.supply_c.max())
    flow = limits[1]
    given = _given(model, taken, supply, flow, limits[0])
    for number in range(MOST_SOLUTIONS):
        out = np.where(houses.control == RETURN, houses.setting, supply - houses.setting)
        net = net_of_hour(model, given, out, flow, flow_of_source, sources.lift_bar, True)
        if not run_pandapipes(net, model.law, tighter=False):
            return None
        new = net.res_heat_consumer["t_from_k"].to_numpy(float)[houses.row] - KELVIN
        supply = np.where(np.isfinite(new), new, supply)
        step = 0.5 ** (number // CALMER_AFTER) * (_wanted(model, taken, supply, flow, limits) - flow)
        change = (np.abs(step) / np.maximum(flow, LEAST_FLOW)).max(initial=0.0)
        short = np.abs(given - _given(model, taken, supply, flow, limits[0])).max(initial=0.0)
        if change < SETTLED and short <= SETTLED * taken.max(initial=0.0):
            return net
        if change >= SETTLED:
            flow = flow + step
        given = _given(model, taken, supply, flow, limits[0])
    return None


def _given(model, kw, supply, flow, least) -> np.ndarray:
    """kW that houses get of their flow; as `kernels_mixed.outlets`."""
    houses = model.houses
    returns = houses.control == RETURN
    most = flow * np.maximum(supply - np.where(returns, houses.setting, model.options.coldest_c), 0.0)
    room = np.minimum(least, flow) * np.maximum(supply - ROOM_C, 0.0)
    most = np.where(returns, np.maximum(most, room), most)
    return np.minimum(kw, most * model.parts.heat_capacity * 1e-3)


def _limits(model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Least and largest flow of every house, and what its thermostat keeps its supply at [°C]. Cool networks keep a
    least flow too: of a stub in which water stands pandapipes tells no temperature."""
    houses, options = model.houses, model.options
    warmest = float(model.sources.supply_c.max())
    keep = min(options.bypass_c, warmest - LEAST_BELOW_SOURCE_K) if warmest >= BYPASS_FROM_C else NO_BYPASS_C
    free, design = houses.control != FLOW, houses.design_kg_per_s
    least, most = (
        np.where(free, design * percent / 100, houses.setting)
        for percent in (options.bypass_percent, options.most_percent)
    )
    return least, most, np.where(free, keep, NO_BYPASS_C)


def _wanted(model, kw, supply, flow, limits) -> np.ndarray:
    """Flows (houses,) that houses want, each as if all water on its way grew with its own; as
    `kernels_houses.careful`: Ts(m) = Tg + (T0 - Tg) exp(-a / m), with a known from the last solution."""
    houses, (least, most, keep) = model.houses, limits
    ground, top = float(model.parts.supply.ground_c.mean()), float(model.sources.supply_c.max())
    a = flow * np.log(max(top - ground, 1e-6) / np.clip(supply - ground, 1e-6, max(top - ground, 1e-6)))
    heat, returns = kw * 1e3 / model.parts.heat_capacity, houses.control == RETURN
    found = np.where(houses.control == DROP, heat / houses.setting, 0.0)
    # a house's heat, and its thermostat: the same law
    for product, cool in ((np.where(returns, heat, 0.0), houses.setting), (least * BYPASS_BAND_K, keep)):
        m = most.copy()
        for _ in range(NEWTON_STEPS):
            kept = (top - ground) * np.exp(-a / m)
            slope = ground - cool + kept * (1 + a / m)
            m = np.where(slope > 0, np.maximum(m - (m * (ground - cool + kept) - product) / slope, 1e-3 * m), m)
        found = np.maximum(found, m)
    return np.clip(found, least, most)


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
