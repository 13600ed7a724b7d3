"""Heat nets drawn from lists: pairs of junctions and pipes as `docs/architecture.md` describes them."""

from __future__ import annotations

import json

import numpy as np

KELVIN = 273.15


def heat_net(
    pipes, houses, sources, supply_c=70.0, return_c=40.0, ground_c=10.0, density=988.0, viscosity=5.434e-4,
    heat_capacity=4180.0, roughness_mm=0.01, p_bar=6.0, lift_bar=3.0, friction="swamee-jain", xy=None, control=None,
):  # fmt: skip
    """pipes: {id: (from, to, length_m, inner_m, u W/mK)}. houses: {id: (node, kW)}. sources: {id: node}; the first
    holds the pressure; further ones {id: (node, kW)}. control: columns of the consumers in place of the return's.
    xy: {node: (x, y)}.
    """
    import pandapipes as pps

    net = pps.create_empty_network("drawn")
    net.fluid = pps.create_constant_fluid(
        "water", "liquid", density=density, viscosity=viscosity, heat_capacity=heat_capacity, molar_mass=18.0
    )
    pps.set_user_pf_options(net, friction_model=friction)
    net["stadsstroom"] = {"crs": "EPSG:28992", "kind": "heat", "generation": "4GDH"}
    nodes = list(dict.fromkeys(node for start, stop, *_ in pipes.values() for node in (start, stop)))
    at = {}
    for side, warm in (("S", supply_c), ("R", return_c)):
        rows = pps.create_junctions(
            net, len(nodes), pn_bar=p_bar, tfluid_k=warm + KELVIN, name=[f"{side} {node}" for node in nodes]
        )
        at.update({(side, node): row for node, row in zip(nodes, rows)})
    net.junction["geo"] = None
    if xy is not None:
        for (_, node), row in at.items():
            net.junction.at[row, "geo"] = json.dumps({"type": "Point", "coordinates": list(map(float, xy[node]))})
    rows = list(pipes.items())
    for side in "SR":
        ends = [(a, b) if side == "S" else (b, a) for _, (a, b, *_) in rows]
        pps.create_pipes_from_parameters(
            net, [at[side, a] for a, _ in ends], [at[side, b] for _, b in ends],
            length_km=np.array([p[2] for _, p in rows]) / 1e3, diameter_m=np.array([p[3] for _, p in rows]),
            k_mm=roughness_mm, u_w_per_m2k=np.array([p[4] / (np.pi * p[3]) for _, p in rows]),
            text_k=ground_c + KELVIN, name=[f"{side} {name}" for name, _ in rows],
        )  # fmt: skip
    control = control or {"treturn_k": return_c + KELVIN}
    names = list(houses)
    pps.create_heat_consumers(
        net, [at["S", houses[name][0]] for name in names], [at["R", houses[name][0]] for name in names],
        qext_w=[houses[name][1] * 1e3 for name in names], name=names, **control,
    )  # fmt: skip
    for k, (name, where) in enumerate(sources.items()):
        node, kw = where if isinstance(where, tuple) else (where, np.nan)
        if k == 0:
            pps.create_circ_pump_const_pressure(
                net, at["R", node], at["S", node], p_flow_bar=p_bar, plift_bar=lift_bar, t_flow_k=supply_c + KELVIN,
                name=name, kw=kw, priority=k + 1.0,
            )  # fmt: skip
        else:
            pps.create_circ_pump_const_mass_flow(
                net, at["R", node], at["S", node], p_flow_bar=None, mdot_flow_kg_per_s=1.0,
                t_flow_k=supply_c + KELVIN, type="t", name=name, kw=kw, priority=k + 1.0,
            )  # fmt: skip
    return net


def street(houses=3, kw=10.0, **more):
    """A source, a street of so many tees 30 m apart, a house 12 m off each: pipes `main1`, `to1`, houses `h1` .."""
    pipes, at = {}, "source"
    for k in range(1, houses + 1):
        pipes[f"main{k}"] = (at, f"t{k}", 30.0, 0.05, 0.25)
        pipes[f"to{k}"] = (f"t{k}", f"n{k}", 12.0, 0.02, 0.15)
        at = f"t{k}"
    xy = {"source": (0, 0)}
    for k in range(1, houses + 1):
        xy[f"t{k}"], xy[f"n{k}"] = (30.0 * k, 0), (30.0 * k, 12)
    drawn = {f"h{k}": (f"n{k}", kw) for k in range(1, houses + 1)}
    return heat_net(pipes, drawn, {"plant": "source"}, xy=xy, **more)


def random_tree(houses, seed, **more):
    """A random town: a tree of street nodes, houses on service pipes, pipes wide enough for what they carry."""
    rng = np.random.default_rng(seed)
    count = max(houses // 2, 2)
    parent = [-1] + [int(rng.integers(max(0, k - 6), k)) for k in range(1, count)]
    kw = rng.uniform(3, 15, houses)
    at_node = rng.integers(1, count, houses)
    below = np.zeros(count)
    np.add.at(below, at_node, kw)
    for k in range(count - 1, 0, -1):
        below[parent[k]] += below[k]
    sizes = np.array([0.0204, 0.0262, 0.0326, 0.0408, 0.0514, 0.0702, 0.0825, 0.1071, 0.1325, 0.1603, 0.2101, 0.263])

    def size(total):
        flow = max(total, 1.0) / (4.18 * 30)
        speed = 0.35 + 1.2 * np.clip(np.log10(flow + 0.1) + 1, 0, 2) / 2
        return float(sizes[min(np.searchsorted(sizes, np.sqrt(4 * flow / 988 / np.pi / speed)), len(sizes) - 1)])

    pipes = {}
    for k in range(1, count):
        pipes[f"m{k}"] = (f"t{parent[k]}", f"t{k}", float(rng.uniform(10, 60)), size(below[k]), 0.25)
    for k in range(houses):
        pipes[f"s{k}"] = (f"t{at_node[k]}", f"n{k}", float(rng.uniform(5, 15)), size(kw[k]), 0.15)
    drawn = {f"h{k}": (f"n{k}", float(kw[k])) for k in range(houses)}
    return heat_net(pipes, drawn, {"plant": "t0"}, lift_bar=8.0, p_bar=12.0, **more)
