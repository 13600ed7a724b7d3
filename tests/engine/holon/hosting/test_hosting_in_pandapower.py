"""What is said to fit passes pandapower's own power flow, and one percent more does not."""

from __future__ import annotations

import numpy as np
import pandapower.networks as pn
import pytest
from stadsstroom.engine.grid.congestion import CongestionOptions
from stadsstroom.engine.holon.hosting import run as hosting_run

LIMITS = CongestionOptions(lv_cable_limit_percent=100, mv_cable_limit_percent=100)
TAN = {"generation": 0.0, "load": np.tan(np.arccos(0.95))}


def cigre():
    net = pn.create_cigre_network_lv()
    net.switch["closed"] = True
    net.load["p_mw"] *= 0.4
    net.load["q_mvar"] *= 0.4
    net.load["name"] = [f"load {k}" for k in range(len(net.load))]
    return net


def kerber():
    net = pn.create_kerber_landnetz_kabel_2()
    net.load["name"] = [f"load {k}" for k in range(len(net.load))]
    return net


def meshed():
    """Kerber's village with two of its feeders joined at their ends."""
    import pandapower as pp

    net = kerber()
    ends = net.line["to_bus"].to_numpy()
    pp.create_line(net, ends[-1], ends[5], 0.05, "NAYY 4x150 SE", name="tie")
    return net


def rows_to_try(net, count=4):
    return np.unique(np.linspace(0, len(net.load) - 1, count).astype(int))


@pytest.mark.parametrize("technology", ["generation", "load"])
@pytest.mark.parametrize("build", [cigre, kerber, meshed])
def test_the_value_passes_and_one_percent_more_fails(profiles_for, host, over_in_pandapower, build, technology):
    net = build()
    profiles = profiles_for(net, hours=3)
    found = host(net, profiles, technology, limits=LIMITS, year_checks=0)
    table = found.connections.frame.set_index("connection_id")
    sign, tan = (-1, 0.0) if technology == "generation" else (1, TAN["load"])
    assert found.summary["method"] == ("meshed" if build is meshed else "radial")
    for row in rows_to_try(net):
        kw = np.zeros(len(net.load))
        kw[row] = sign * table.loc[net.load["name"].iloc[row], "fits_kw"]
        assert kw[row] != 0
        assert not over_in_pandapower(net, profiles, kw, tan)
        assert over_in_pandapower(net, profiles, 1.01 * kw, tan)


def test_a_feeder_and_a_station_pass_as_a_whole(profiles_for, host, over_in_pandapower):
    net = kerber()
    profiles = profiles_for(net, hours=3)
    found = host(net, profiles, limits=LIMITS)
    connections = found.connections.frame
    for level, table in (("feeder", found.feeders.frame), ("station", found.stations.frame)):
        for name, each, kw in zip(table[f"{level}_id"], table["fits_each_kw"], table["fits_kw"]):
            mine = (connections[f"{level}_id"] == name).to_numpy()
            assert kw == pytest.approx(each * mine.sum())
            assert not over_in_pandapower(net, profiles, -each * mine)
            assert over_in_pandapower(net, profiles, -1.01 * each * mine)
    assert (len(found.feeders), len(found.stations)) == (2, 1)  # as Kerber drew it


def test_a_random_placement_passes_and_the_next_one_would_not(profiles_for, host, over_in_pandapower, monkeypatch):
    net = kerber()
    profiles = profiles_for(net, hours=2)
    drawn = {}
    draw_all = hosting_run.draw_all

    def keep(judge, groups, *rest):
        drawn["groups"] = groups
        drawn["cases"] = yield from draw_all(judge, groups, *rest)
        return drawn["cases"]

    monkeypatch.setattr(hosting_run, "draw_all", keep)
    found = host(net, profiles, placements=2, limits=LIMITS)
    tried = 0
    for case in drawn["cases"]:
        group = drawn["groups"][case.group]
        assert case.fails == case.passes + 1
        if case.draw == 0 or group.level == "station":
            kw = np.zeros((2, len(net.load)))
            kw[:, group.member] = -np.array([case.placed(case.passes), case.placed(case.fails)])
            assert not over_in_pandapower(net, profiles, kw[0])
            assert over_in_pandapower(net, profiles, kw[1])
            tried += 1
    assert tried == 2 + 1 + 1 + 1
    station = found.placements[found.placements["level"] == "station"]
    assert (station["kw"] <= found.stations.frame["alone_sum_kw"].iloc[0]).all()


def test_connections_of_a_built_neighbourhood(profiles_for, host, over_in_pandapower):
    """A town of four stations with rings and an open point, as the builder makes it."""
    import importlib.util
    from pathlib import Path

    path = Path(__file__).parents[2] / "grid" / "congestion" / "conftest.py"
    spec = importlib.util.spec_from_file_location("town_by_hand", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    net = module.build_town()
    profiles = profiles_for(net, hours=4)
    found = host(net, profiles, limits=LIMITS)
    for row in rows_to_try(net, 5):
        kw = np.zeros(len(net.load))
        kw[row] = -found.connections.frame["fits_kw"].iloc[row]
        assert not over_in_pandapower(net, profiles, kw)
        assert over_in_pandapower(net, profiles, 1.01 * kw)
    assert (found.summary["checked"], found.summary["checked_over"]) == (2, 0)
