"""Nets drawn by hand, small enough to reinforce on paper, and profiles to go with them."""

from __future__ import annotations

import json

import numpy as np
import pandapower as pp
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.demand import Profiles, ProfilesWriter
from stadsstroom.engine.grid.construct.transformers import transformer_parameters

START = np.datetime64("2023-01-01T00:00:00")
CABLES = read_catalogue("cables").set_index("name")


def empty():
    net = pp.create_empty_network()
    pp.set_user_pf_options(net, trafo_model="pi")
    net["stadsstroom"] = {"crs": "EPSG:28992", "version": 1, "options": {}}
    return net


def bus(net, name: str, kv: float, x: float, y: float, station: str = "") -> int:
    index = pp.create_bus(net, kv, name=name, geodata=(x, y))
    net.bus.at[index, "station_id"] = station
    return index


def cable(net, start: int, stop: int, metres: float, kind: str, name: str, station: str = "") -> int:
    row = CABLES.loc[kind]
    index = pp.create_line_from_parameters(
        net, start, stop, metres / 1000, row["r_ohm_per_km"], row["x_ohm_per_km"], row["c_nf_per_km"],
        row["max_i_a"] / 1000, name=name,
    )  # fmt: skip
    ends = [json.loads(net.bus.at[k, "geo"])["coordinates"] for k in (start, stop)]
    net.line.at[index, "std_type"] = kind
    net.line.at[index, "geo"] = json.dumps({"type": "LineString", "coordinates": ends})
    for column, value in {"kind": "main", "station_id": station, "feeder_id": f"{station}-1"}.items():
        net.line.at[index, column] = value
    return index


def transformer(net, high: int, low: int, kva: float, name: str) -> None:
    row = transformer_parameters(np.array([kva]), 10.0).iloc[0].to_dict()
    std_type = row.pop("std_type")
    vector = row.pop("vector_group")
    index = pp.create_transformer_from_parameters(
        net, high, low, name=name, tap_pos=0, tap_changer_type="Ratio", **{**row, "tap_side": "hv"}
    )
    net.trafo.at[index, "std_type"], net.trafo.at[index, "vector_group"] = std_type, vector


def load(net, at: int, name: str) -> None:
    pp.create_load(net, at, 0.001, 0.0, name=name)
    net.load["dwellings"] = 1


def two_buses(kind: str = "4x95 Al", metres: float = 100.0):
    """A source on low voltage, one cable, one load "h"."""
    net = empty()
    source, end = bus(net, "s", 0.4, 0, 0), bus(net, "e", 0.4, metres, 0)
    pp.create_ext_grid(net, source, vm_pu=1.0, name="S")
    cable(net, source, end, metres, kind, "L1")
    load(net, end, "h")
    return net


def street(sections: int = 3, metres: float = 50.0, kind: str = "4x150 Al", kva: float = 250.0, ways: int = 1):
    """A 10 kV source, 500 m of cable, a station "T" and `ways` feeders of sections, a home at the end of each section.

    Homes: h0.0, h0.1 … (way, section), lines L0.0, L0.1 …
    """
    net = empty()
    source, high, low = (
        bus(net, "S", 10.0, -500, 0),
        bus(net, "T_mv", 10.0, 0, 0, "T"),
        bus(net, "T_lv", 0.4, 0, 0, "T"),
    )
    pp.create_ext_grid(net, source, vm_pu=1.0, name="S")
    cable(net, source, high, 500, "3x1x150 Al 10 kV", "M1", "T")
    transformer(net, high, low, kva, "T")
    for way in range(ways):
        here = low
        turn = np.array([np.cos(way * 2 * np.pi / max(ways, 1)), np.sin(way * 2 * np.pi / max(ways, 1))])
        for k in range(sections):
            x, y = turn * metres * (k + 1)
            there = bus(net, f"b{way}.{k}", 0.4, float(x), float(y), "T")
            cable(net, here, there, metres, kind, f"L{way}.{k}", "T")
            load(net, there, f"h{way}.{k}")
            here = there
    return net


def profiles(path, net, kw: dict[str, np.ndarray], cos_phi: float = 1.0, facts=None) -> Profiles:
    """kw: {technology: (hours, loads)}."""
    hours = len(next(iter(kw.values())))
    names = net.load["name"].tolist()
    with ProfilesWriter(path, names, START, hours, dict.fromkeys(kw, cos_phi), facts or {}) as writer:
        for technology, values in kw.items():
            writer.kw(technology)[...] = values
    return Profiles.open(path)


def clean_in_runpp(net, profiles, v_min: float = 0.9, v_max: float = 1.1) -> bool:
    """Whether pandapower itself finds every hour within 100 % and the band; MV on no ring."""
    for hour in range(profiles.hours):
        p_kw, q_kvar = profiles.net_kw([hour])[0], profiles.net_kvar([hour])[0]
        at = {name: k for k, name in enumerate(profiles.connection_ids)}
        rows = [at[name] for name in net.load["name"]]
        net.load["p_mw"], net.load["q_mvar"] = p_kw[rows] / 1e3, q_kvar[rows] / 1e3
        pp.runpp(net, numba=False)
        over = max(
            net.res_line["loading_percent"].max(), net.res_trafo["loading_percent"].max() if len(net.trafo) else 0
        )
        vm = net.res_bus["vm_pu"].dropna()
        if over > 100.0 or vm.min() < v_min or vm.max() > v_max:
            return False
    return True
