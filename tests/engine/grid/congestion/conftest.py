"""A town of four stations by hand, as the builder would make it, and profiles to go with it.

S ──── A ──── B          MV 10 kV; the ring S A B C is open between B and C,
│      │      ┊          D hangs on A alone
└───────────  C          each station: a transformer, an LV feeder of three
       D                 sections, a home at the end of each by a service cable
"""

from __future__ import annotations

import json

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine.demand import ProfilesWriter, fingerprint
from stadsstroom.engine.grid.congestion import CongestionFiles, CongestionOptions, run_congestion
from stadsstroom.engine.progress import finish

START = np.datetime64("2023-01-01T00:00:00")
MV_TYPE, LV_TYPE = "NA2XS2Y 1x95 RM/25 12/20 kV", "NAYY 4x50 SE"
STATIONS = {"A": (500, 0), "B": (1000, 0), "C": (600, -400), "D": (500, -200)}
MV = {"S-A": ("S", "A"), "A-B": ("A", "B"), "B-C": ("B", "C"), "S-C": ("S", "C"), "A-D": ("A", "D")}


def bent(start, stop) -> list:
    """A line with a corner, and a point on the way that simplifying to 1 m may drop."""
    (x0, y0), (x1, y1) = start, stop
    return [[x0, y0], [(x0 + x1) / 2, y0 + 0.2], [x1, y0], [x1, y1]] if y0 != y1 else [[x0, y0], [x1, y1]]


def build_town(homes_per_station: int = 3, rating_mva: float = 0.25):
    net = pp.create_empty_network()
    pp.set_user_pf_options(net, trafo_model="pi")
    place = {"S": (0, 0), **STATIONS}
    bus = {}
    for name, (x, y) in place.items():
        bus[name] = pp.create_bus(net, 10.0, name=f"{name}_mv", geodata=(x, y))
    pp.create_ext_grid(net, bus["S"], vm_pu=1.02, name="S")
    drawn = {}
    for name, (a, b) in MV.items():
        path = bent(place[a], place[b])
        km = sum(np.hypot(*np.subtract(p, q)) for p, q in zip(path, path[1:])) / 1e3
        drawn[pp.create_line(net, bus[a], bus[b], km, MV_TYPE, name=name)] = (path, "main")
    pp.create_switch(net, bus["C"], pp.get_element_index(net, "line", "B-C"), et="l", closed=False, name="open-B-C")
    loads = []
    for station, (x, y) in STATIONS.items():
        here = pp.create_bus(net, 0.4, name=f"{station}_lv", geodata=(x, y))
        pp.create_transformer_from_parameters(
            net, bus[station], here, sn_mva=rating_mva, vn_hv_kv=10.5, vn_lv_kv=0.42, vk_percent=4, vkr_percent=1.1,
            pfe_kw=0.37, i0_percent=0.3, shift_degree=150, tap_side="hv", tap_neutral=0, tap_min=-2, tap_max=2,
            tap_step_percent=2.5, tap_pos=0, tap_changer_type="Ratio", name=station,
        )  # fmt: skip
        for k in range(homes_per_station):
            there = pp.create_bus(net, 0.4, name=f"{station}{k}", geodata=(x + 60 * (k + 1), y - 20))
            path = bent((x + 60 * k, y - 20 * (k > 0)), (x + 60 * (k + 1), y - 20))
            line = pp.create_line(net, here, there, 0.08, LV_TYPE, name=f"{station}.{k}")
            drawn[line] = (path, "main")
            home = pp.create_bus(net, 0.4, name=f"{station}{k}_home", geodata=(x + 60 * (k + 1), y - 30))
            line = pp.create_line(net, there, home, 0.01, LV_TYPE, name=f"{station}{k}_service")
            drawn[line] = ([[x + 60 * (k + 1), y - 20], [x + 60 * (k + 1), y - 30]], "service")
            loads.append((home, f"home_{station}{k}"))
            here = there
    for home, name in loads:
        pp.create_load(net, home, p_mw=0.002, q_mvar=0.0005, name=name)
    net.load["dwellings"] = 1
    net.load["kind"] = "building"
    net.line["geo"] = [json.dumps({"type": "LineString", "coordinates": drawn[k][0]}) for k in net.line.index]
    net.line["kind"] = [drawn[k][1] for k in net.line.index]
    net.line["level"] = np.where(net.line.index < len(MV), "MV", "LV")
    net.line["feature_id"] = net.line["name"]
    net.line["cable_type_how"] = "inferred"
    net.trafo["rating_how"] = "assumed"
    station_of = [name.split("_")[0].rstrip("0123456789") for name in net.bus["name"]]
    net.bus["station_id"] = station_of
    net.line["station_id"] = [station_of[net.bus.index.get_loc(b)] for b in net.line["to_bus"]]
    net["stadsstroom"] = {
        "crs": "EPSG:28992",
        "fingerprint": fingerprint(net.load["name"]),
        "version": 1,
        "options": {},
    }
    return net


@pytest.fixture
def town():
    return build_town


@pytest.fixture
def write_profiles(tmp_path):
    def write(connection_ids, kw: dict[str, np.ndarray], facts=None, cos_phi=0.95, name="profiles.bin"):
        """A profiles file: kw {technology: (hours, connections)}."""
        hours = len(next(iter(kw.values())))
        path = tmp_path / name
        with ProfilesWriter(path, connection_ids, START, hours, dict.fromkeys(kw, cos_phi), facts or {}) as writer:
            for technology, values in kw.items():
                writer.kw(technology)[...] = values
        from stadsstroom.engine.demand import Profiles

        return Profiles.open(path)

    return write


@pytest.fixture
def day_of_homes():
    """kW (hours, n) of homes with an evening peak, and of panels at noon, a little different each; seeded."""

    def make(n: int, hours: int = 24, peak_kw: float = 3.0, pv_kw: float = 0.0):
        rng = np.random.default_rng(5)
        clock = np.arange(hours)[:, None] % 24
        use = 0.3 + peak_kw * np.exp(-(((clock - 18) / 2.0) ** 2)) * rng.uniform(0.7, 1.3, (hours, n))
        sun = -pv_kw * np.maximum(np.cos((clock - 12) / 12 * np.pi), 0) * rng.uniform(0.9, 1.1, (hours, n))
        return {"base": use, **({"pv": sun} if pv_kw else {})}

    return make


@pytest.fixture
def run():
    def go(net, profiles, files=None, **options):
        return finish(run_congestion(net, profiles, CongestionOptions(**options), files or CongestionFiles()))

    return go
