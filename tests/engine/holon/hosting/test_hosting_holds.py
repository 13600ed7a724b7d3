"""What must hold whatever the net: order, seeds, limits, and inputs that do not fit together."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandapower.networks as pn
import pandas as pd
import pytest
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.grid.congestion import CongestionOptions
from stadsstroom.engine.holon.hosting import TECHNOLOGIES, HostingOptions, placements, run

spec = importlib.util.spec_from_file_location("hosting_nets", Path(__file__).with_name("conftest.py"))
nets = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nets)

DAYS = 3
WEATHER = {
    "weather": {
        "temperature_c": np.tile(np.linspace(-8, 14, 24), DAYS),
        "ghi_w_per_m2": np.tile(np.clip(800 * np.sin((np.arange(24) - 5) / 14 * np.pi), 0, None), DAYS),
    }
}


@pytest.fixture
def village():
    net = pn.create_kerber_landnetz_freileitung_1()
    net.load["name"] = [f"home {k}" for k in range(len(net.load))]
    net.load["p_mw"] *= 0.3
    net.load["q_mvar"] *= 0.3
    return net


@pytest.fixture
def hours(profiles_for):
    return lambda net: profiles_for(net, hours=24 * DAYS, facts=WEATHER)


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_parts_and_wholes(village, hours, host, technology):
    found = host(village, hours(village), technology, placements=8)
    assert (found.connections.frame["fits_kw"] > 0).all()
    for table in (found.feeders.frame, found.stations.frame):
        assert (table["fits_kw"] <= table["alone_sum_kw"] * (1 + 1e-9)).all()
        assert (table["placed_p05_kw"] <= table["placed_p50_kw"]).all()
        assert (table["placed_p50_kw"] <= table["placed_p95_kw"]).all()
    # a station spreads no more on its connections than any of its feeders does on its own
    feeders, stations = found.feeders.frame, found.stations.frame
    assert stations["fits_each_kw"].iloc[0] <= feeders["fits_each_kw"].min() * (1 + 1e-9)
    town = found.placements[found.placements["level"] == "town"].set_index("draw")["kw"]
    station = found.placements[found.placements["level"] == "station"].groupby("draw")["kw"].sum()
    assert (town <= station + 1e-9).all()
    assert found.often.groupby("level")["percent"].sum().round(6).eq(100).all()
    assert (found.placements["binding_element"] != "").all()
    assert found.summary["checked_over"] == 0


def test_same_seed_same_placements_whatever_the_order_of_the_profiles(village, profiles_for, host):
    kw = np.random.default_rng(1).uniform(0, 1, (24, len(village.load)))
    names = np.array(village.load["name"])
    turned = np.random.default_rng(2).permutation(len(names))
    first = host(village, profiles_for(village, kw), placements=5, seed=4)
    again = host(village, profiles_for(village, kw), placements=5, seed=4)
    other = host(village, profiles_for(village, kw), placements=5, seed=5)
    mixed = host(village, profiles_for(village, kw[:, turned], list(names[turned])), placements=5, seed=4)
    pd.testing.assert_frame_equal(first.placements, again.placements)
    assert np.allclose(first.placements["kw"], mixed.placements["kw"])
    assert not np.allclose(first.placements["kw"], other.placements["kw"])


@pytest.mark.parametrize("technology", ["pv", "charger"])
def test_placements_are_the_same_however_the_search_goes(village, hours, host, monkeypatch, technology):
    """By slopes or by halves alone, from what the first draws teach or from nothing."""
    found = host(village, hours(village), technology, placements=6).placements
    for constant, value in (("STEPS", 0), ("FIRST_DRAWS", 6), ("FIRST_ROUNDS", 64)):
        with monkeypatch.context() as patched:
            patched.setattr(placements, constant, value)
            again = host(village, hours(village), technology, placements=6).placements
        assert np.allclose(again["kw"], found["kw"], rtol=1e-9), constant
        assert (again["binding_element"] == found["binding_element"]).all()


@pytest.mark.parametrize("technology", ["pv", "charger"])
@pytest.mark.parametrize("misjudged", [0.01, 10.0])
def test_placements_go_on_to_the_limit_however_far_sensitivities_are_off(
    village, hours, host, monkeypatch, technology, misjudged
):
    found = host(village, hours(village), technology, placements=2).placements

    def make_groups(*given):
        groups = placements.make_groups(*given)
        for group in groups:
            group.demand *= misjudged
        return groups

    monkeypatch.setattr(run, "make_groups", make_groups)
    again = host(village, hours(village), technology, placements=2).placements
    assert np.allclose(again["kw"], found["kw"], rtol=1e-9)
    assert (again["binding_element"] == found["binding_element"]).all()


@pytest.mark.parametrize(("technology", "ohm"), [("generation", 0.04), ("charger", 0.11)])
def test_a_home_alone_on_its_feeder_takes_by_chance_what_it_takes_alone(profiles_for, host, technology, ohm):
    """However many rounds that needs; where nothing binds, it ends with the most that is asked."""
    net = nets.two_nodes(ohm, 0.0)
    net.bus["station_id"], net.bus["feeder_id"] = "T", "T/1"
    found = host(net, profiles_for(net, np.zeros((24, 1))), technology, placements=3)
    alone = found.connections.frame.iloc[0]
    assert 400 < alone["fits_kw"] < 1000
    assert len(found.placements) == 9
    assert found.placements["kw"].between(alone["fits_kw"] - HostingOptions(technology).most_kw, alone["fits_kw"]).all()
    assert set(found.placements["binding_element"]) == {"end"}
    assert found.feeders.frame[["often_element", "often_percent"]].iloc[0].tolist() == ["end", 100]
    net.line["r_ohm_per_km"] = 1e-5
    stiff = host(net, profiles_for(net, np.zeros((24, 1))), technology, placements=3)
    assert stiff.placements["kw"].to_numpy() == pytest.approx(1000, rel=0.15)
    assert set(stiff.placements["binding_element"]) == {""}
    assert stiff.feeders.frame[["often_element", "often_percent"]].iloc[0].tolist() == ["", 0]


def test_a_connection_that_takes_no_more_alone_is_what_stops_its_feeder(village, hours, host):
    """Few large chargers: one home's own limit is met before that of all, which run less evenly."""
    village.line.loc[village.line["to_bus"] == village.load["bus"].iloc[3], "max_i_ka"] = 0.01
    found = host(village, hours(village), "charger", placements=4)
    alone = found.connections.frame.iloc[3]
    assert alone["binding_kind"] == "section"
    feeder = found.placements[(found.placements["level"] == "feeder") & (found.placements["id"] == alone["feeder_id"])]
    assert set(feeder["binding_element"]) == {alone["binding_element"]}


def test_a_higher_limit_never_gives_less(village, hours, host):
    before = None
    for percent, highest in ((40, 1.03), (70, 1.05), (100, 1.05), (100, 1.10)):
        limits = CongestionOptions(
            lv_cable_limit_percent=percent, transformer_limit_percent=percent, v_max_pu=highest
        )  # fmt: skip
        found = host(village, hours(village), limits=limits, placements=6)
        now = np.r_[
            found.connections.frame["fits_kw"], found.feeders.frame["fits_kw"], found.stations.frame["fits_kw"],
            found.placements["kw"],
        ]  # fmt: skip
        if before is not None:
            assert (now >= before * (1 - 1e-3)).all()
        before = now


def test_chargers_of_many_homes_run_less_evenly_than_their_sum(village, hours, host):
    together = host(village, hours(village), "charger", coincidence_many=0.12).stations.frame["fits_kw"].iloc[0]
    at_once = host(village, hours(village), "charger", coincidence_many=1.0).stations.frame["fits_kw"].iloc[0]
    assert together > 1.5 * at_once
    options = HostingOptions("charger")
    assert options.at_once(11.0) == 1.0
    assert options.at_once(1100.0) == pytest.approx(0.12 + 0.88 / 10)


def test_panels_bind_by_day_and_heat_pumps_in_the_cold(village, hours, host):
    hour = {}
    for technology in ("pv", "heat_pump"):
        words = host(village, hours(village), technology).connections.frame["binding_hour"]
        hour[technology] = words.str[11:13].astype(int)
    assert hour["pv"].between(9, 15).all()
    assert (hour["heat_pump"] <= 8).all()


def test_profiles_of_another_net_are_told(village, profiles_for, host):
    with pytest.raises(EngineError, match="None of the"):
        host(village, profiles_for(village, np.ones((24, 2)), ["a", "b"]))


def test_a_load_without_hours_is_asked_too_and_told(village, profiles_for, host):
    names = list(village.load["name"])[1:]
    found = host(village, profiles_for(village, np.ones((24, len(names))), names))
    assert set(found.connections.frame["connection_id"]) == set(village.load["name"])
    assert [p.code for p in found.problems] == ["load_without_profile"]


def test_a_connection_without_supply_is_left_out_and_told(village, hours, host):
    village.load.loc[0, "in_service"] = False
    found = host(village, hours(village))
    assert "home 0" not in set(found.connections.frame["connection_id"])
    assert "load_not_supplied" in {p.code for p in found.problems}


def test_no_hours_with_anything_to_add(village, hours, host):
    with pytest.raises(EngineError, match="nothing to ask"):
        host(village, hours(village), "pv", limits=CongestionOptions(hours=(0, 2)))


def test_hours_without_a_number_are_left_out_and_told(village, profiles_for, host):
    kw = np.full((24, len(village.load)), 0.5)
    whole = host(village, profiles_for(village, kw)).connections.frame["fits_kw"]
    kw[5, 3] = np.nan
    found = host(village, profiles_for(village, kw))
    assert [p.code for p in found.problems] == ["hour_not_solved"]
    assert np.allclose(found.connections.frame["fits_kw"], whole, rtol=1e-3)
    with pytest.raises(EngineError, match="no solution in any"):
        host(village, profiles_for(village, np.full((24, len(village.load)), np.nan)))


def test_panels_need_weather_or_panels(village, profiles_for, host):
    with pytest.raises(EngineError, match="neither weather nor panels"):
        host(village, profiles_for(village), "pv")


def test_options_that_cannot_be():
    with pytest.raises(EngineError, match="none of what can be added"):
        HostingOptions("windmill")
    with pytest.raises(EngineError, match="least lies above"):
        HostingOptions("pv", least_kw=9.0, most_kw=3.0)
    with pytest.raises(EngineError, match="placements"):
        HostingOptions("pv", placements=-1)
    with pytest.raises(EngineError, match="takes 500000 rounds"):
        HostingOptions("pv", least_kw=0.002, most_kw=0.002)


def test_the_town_stops_where_its_weakest_station_does(profiles_for, host):
    path = Path(__file__).parents[2] / "grid" / "congestion" / "conftest.py"
    spec = importlib.util.spec_from_file_location("town_by_hand", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    net = module.build_town()
    net.trafo.loc[net.trafo["name"] == "B", "sn_mva"] = 0.03
    found = host(net, profiles_for(net, hours=4), placements=4, seed=2)
    kw = found.placements.pivot_table(index="draw", columns=["level", "id"], values="kw")
    assert (kw["station"]["B"] < 40).all()
    assert (kw["station"]["A"] > 3 * kw["station"]["B"]).all()
    assert (kw["town"]["town"] < kw["station"].sum(axis=1) / 2).all()
    often = found.placements[found.placements["level"] == "town"]["binding_element"]
    assert set(often) == {"B"}
