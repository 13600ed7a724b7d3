"""Small nets with hours, as the builder would make them.

two buses:   S ─── A           one cable, one load
feeder:      S ─T─ B ─ 1 ─ 2 ─ 3    a transformer and three sections one behind another, a home at each end
loop:        B ─ a1 ─ a2 ─ a3 ·/· b2 ─ b1 ─ B    two ways of one busbar, open between their ends
street:      S ═ M ─T─ B ─ 1 ─ 2    a medium-voltage section before the transformer
"""

from __future__ import annotations

import json

import numpy as np
import pandapower as pp
from stadsstroom.engine.demand import Profiles, ProfilesWriter, fingerprint

START = "2023-01-01T00:00:00"


def dressed(net, kinds=None):
    net.load["name"] = [name or f"home {k}" for k, name in enumerate(net.load["name"])]
    net.load["dwellings"] = 1
    net.line["kind"] = "main" if kinds is None else kinds
    net["stadsstroom"] = {
        "crs": "EPSG:28992", "fingerprint": fingerprint(net.load["name"]), "version": 1, "options": {},
    }  # fmt: skip
    pp.set_user_pf_options(net, trafo_model="pi")
    return net


def drawn_line(net, a, b, km, name, places, max_i_ka=0.15):
    line = pp.create_line_from_parameters(
        net, a, b, km, r_ohm_per_km=0.32, x_ohm_per_km=0.08, c_nf_per_km=300, max_i_ka=max_i_ka, name=name
    )
    net.line.loc[line, "geo"] = json.dumps({"type": "LineString", "coordinates": places})
    return line


def two_buses(max_i_ka=0.1):
    net = pp.create_empty_network()
    s = pp.create_bus(net, 0.4, name="S", geodata=(0, 0))
    a = pp.create_bus(net, 0.4, name="A", geodata=(200, 0))
    pp.create_ext_grid(net, s, vm_pu=1.02, name="S")
    drawn_line(net, s, a, 0.2, "S-A", [[0, 0], [200, 0]], max_i_ka)
    pp.create_load(net, a, p_mw=0.01, name="home 0")
    return dressed(net)


def feeder(rating_mva=0.1, ampacity=(0.13, 0.10, 0.07)):
    net = pp.create_empty_network()
    s = pp.create_bus(net, 10.0, name="S", geodata=(0, 0))
    b = pp.create_bus(net, 0.4, name="B", geodata=(0, 0))
    pp.create_ext_grid(net, s, vm_pu=1.02, name="S")
    pp.create_transformer_from_parameters(
        net, s, b, sn_mva=rating_mva, vn_hv_kv=10.5, vn_lv_kv=0.42, vk_percent=4, vkr_percent=1.1, pfe_kw=0.2,
        i0_percent=0.3, shift_degree=150, name="T",
    )  # fmt: skip
    before = b
    for k, ka in enumerate(ampacity):
        bus = pp.create_bus(net, 0.4, name=f"bus {k}", geodata=(100 * (k + 1), 0))
        drawn_line(net, before, bus, 0.1, f"section {k}", [[100 * k, 0], [100 * (k + 1), 0]], ka)
        pp.create_load(net, bus, p_mw=0.01, name=f"home {k}")
        before = bus
    return dressed(net)


def loop(ampacity=0.1):
    net = pp.create_empty_network()
    b = pp.create_bus(net, 0.4, name="B", geodata=(0, 0))
    pp.create_ext_grid(net, b, vm_pu=1.02, name="S")
    ends = {}
    for way, sections, y in (("a", 3, 0), ("b", 2, 50)):
        before, x = b, 0
        for k in range(sections):
            name = f"{way}{k + 1}"
            bus = pp.create_bus(net, 0.4, name=name, geodata=(x + 100, y))
            drawn_line(net, before, bus, 0.1, f"section {name}", [[x, y], [x + 100, y]], ampacity)
            pp.create_load(net, bus, p_mw=0.01, name=f"home {name}")
            before, x = bus, x + 100
        ends[way] = before
    tie = drawn_line(net, ends["a"], ends["b"], 0.05, "tie", [[300, 0], [200, 50]], ampacity)
    pp.create_switch(net, ends["a"], tie, et="l", closed=False, name="opening")
    return dressed(net)


def street(mv_ka=0.02, rating_mva=0.1, ampacity=(0.13, 0.10)):
    net = pp.create_empty_network()
    s = pp.create_bus(net, 10.0, name="S", geodata=(0, 0))
    m = pp.create_bus(net, 10.0, name="M", geodata=(500, 0))
    b = pp.create_bus(net, 0.4, name="B", geodata=(500, 0))
    pp.create_ext_grid(net, s, vm_pu=1.02, name="S")
    drawn_line(net, s, m, 0.5, "section mv", [[0, 0], [500, 0]], mv_ka)
    pp.create_load(net, m, p_mw=0.05, name="shop")
    pp.create_transformer_from_parameters(
        net, m, b, sn_mva=rating_mva, vn_hv_kv=10.5, vn_lv_kv=0.42, vk_percent=4, vkr_percent=1.1, pfe_kw=0.2,
        i0_percent=0.3, shift_degree=150, name="T",
    )  # fmt: skip
    before = b
    for k, ka in enumerate(ampacity):
        bus = pp.create_bus(net, 0.4, name=f"bus {k}", geodata=(500 + 100 * (k + 1), 0))
        drawn_line(net, before, bus, 0.1, f"section {k}", [[500 + 100 * k, 0], [600 + 100 * k, 0]], ka)
        pp.create_load(net, bus, p_mw=0.01, name=f"home {k}")
        before = bus
    return dressed(net)


def cars(number, connection, arrival=18.0, stay=12.0, kwh=40.0, kw=20.0):
    """Facts of one car a night, and its kW by hour without steering ((number + 1)·24,)."""
    begin = arrival + 24 * np.arange(number)
    facts = {
        "connection": np.full(number, connection), "arrival_hour": begin, "departure_hour": begin + stay,
        "kwh": np.full(number, kwh), "kw": np.full(number, kw),
    }  # fmt: skip
    drawn = np.zeros(24 * (number + 1))
    for hour in begin.astype(int):
        drawn[hour : hour + int(kwh / kw)] = kw
    return facts, drawn


def days(kw_by_hour, number, seed=0, noise=0.03):
    """(24 · number,) a day repeated, with a little of its own in every hour."""
    rng = np.random.default_rng(seed)
    return np.tile(kw_by_hour, number) * (1 + noise * rng.standard_normal(24 * number))


def evening(low, high, hours=(18, 19, 20)):
    return np.where(np.isin(np.arange(24), hours), high, low).astype(float)


def profiles_of(net, path, base, more=None, facts=None, cos_phi=0.95):
    """base: (hours, loads); more: {technology: (hours, loads)}."""
    more = more or {}
    factors = {"base": cos_phi, **dict.fromkeys(more, 0.99)}
    names = list(net.load["name"])
    with ProfilesWriter(path, names, START, len(base), factors, facts) as writer:
        writer.kw("base")[...] = base
        for technology, kw in more.items():
            writer.kw(technology)[...] = kw
    return Profiles.open(path)
