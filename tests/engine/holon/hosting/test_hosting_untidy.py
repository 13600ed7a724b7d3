"""Profiles that do not match the net, hours of nothing, generation without demand, a connection alone."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.grid.congestion import CongestionOptions
from stadsstroom.engine.holon.hosting import TECHNOLOGIES

DARK = {"weather": {"temperature_c": np.full(24, 20.0), "ghi_w_per_m2": np.zeros(24)}}
SUN = {"weather": {"temperature_c": np.full(24, 5.0), "ghi_w_per_m2": np.full(24, 500.0)}}


def street(homes="abc"):
    """source ── a ── b ── c: 0.1 Ω and room for 100 A from each to the next; every home draws 1 kW.

    Station T feeds them by T/1.
    """
    net = pp.create_empty_network()
    before = pp.create_bus(net, 0.4, name="source")
    pp.create_ext_grid(net, before)
    for home in homes:
        bus = pp.create_bus(net, 0.4, name=f"at {home}")
        pp.create_line_from_parameters(net, before, bus, 0.5, 0.2, 0.0, 0.0, 0.1, name=f"to {home}")
        pp.create_load(net, bus, p_mw=0.001, name=home)
        before = bus
    net.bus["station_id"], net.bus["feeder_id"] = "T", "T/1"
    return net


def fits(found):
    return found.connections.frame.set_index("connection_id")["fits_kw"]


def codes(found):
    return sorted(problem.code for problem in found.problems)


def test_profiles_that_match_the_net_in_part(profiles_for, host):
    """a and b have hours, x is nobody here, c keeps the 1 kW of the net: as if all had 1 kW."""
    net = street()
    whole = host(net, profiles_for(net, np.ones((24, 3))))
    part = host(net, profiles_for(net, np.ones((24, 3)), ["x", "b", "a"]), placements=2)
    assert fits(part).to_dict() == pytest.approx(fits(whole).to_dict(), rel=1e-3)
    assert codes(whole) == []
    assert codes(part) == ["load_without_profile", "profile_without_load"]
    assert set(part.placements["binding_element"]) <= set(net.line["name"]) | set(net.bus["name"])


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_hours_of_nothing_leave_all_the_room(profiles_for, host, technology):
    """Nobody draws or feeds in: 100 A reach a and b, whose voltage rises with it; at c it is too high before."""
    net = street()
    found = host(net, profiles_for(net, np.zeros((24, 3)), facts=SUN), technology, placements=2)
    assert codes(found) == []
    if technology == "generation":
        volts = 400 + np.sqrt(3) * 100 * np.array([0.1, 0.2])
        by_hand = [*(np.sqrt(3) * volts * 100 / 1e3), 1.1 * 0.1 * 400**2 / 0.3 / 1e3]
        assert fits(found).to_numpy() == pytest.approx(by_hand, rel=1e-3)
    assert (fits(found) > 10).all()
    assert not found.connections.frame["over_already"].any()
    assert (found.placements["binding_element"] != "").all()


def test_hours_in_which_nothing_is_added_are_told(profiles_for, host):
    net = street()
    for technology in ("pv", "heat_pump"):  # no sun; and too warm to heat
        with pytest.raises(EngineError, match="nothing to ask"):
            host(net, profiles_for(net, np.zeros((24, 3)), facts=DARK), technology)


def test_generation_without_demand_takes_the_room_of_more(profiles_for, host):
    """Homes feed in 5 kW each all day: so much less generation fits on all together, and so much more use."""
    net = street()
    none = {each: host(net, profiles_for(net, np.zeros((24, 3))), each) for each in ("generation", "load")}
    sun = {each: host(net, profiles_for(net, np.full((24, 3), -5.0)), each, placements=3) for each in none}
    each = {name: found.stations.frame["fits_each_kw"].iloc[0] for name, found in none.items()}
    left = {name: found.stations.frame["fits_each_kw"].iloc[0] for name, found in sun.items()}
    assert left["generation"] == pytest.approx(each["generation"] - 5, rel=2e-3)
    assert left["load"] > each["load"] + 4  # not 5: the use comes with reactive power
    assert (sun["generation"].placements["kw"] < none["generation"].connections.frame["fits_kw"].sum()).all()
    full = host(net, profiles_for(net, np.full((24, 3), -40.0)), placements=3)
    assert (full.connections.frame["fits"] == "nothing").all()
    assert full.connections.frame["over_already"].all()
    assert (full.placements["kw"] == 0).all()
    assert (full.placements["binding_element"] != "").all()


@pytest.mark.parametrize("technology", ["generation", "charger", "heat_pump"])
def test_a_connection_alone_is_its_feeder_its_station_and_the_town(profiles_for, host, technology):
    net = street("a")
    found = host(net, profiles_for(net, np.zeros((24, 1)), facts=SUN), technology, placements=3)
    alone = found.connections.frame.iloc[0]
    for table in (found.feeders.frame, found.stations.frame):
        assert len(table) == 1
        assert table["fits_kw"].iloc[0] == pytest.approx(alone["fits_kw"], rel=2e-3)
        assert table["binding_element"].iloc[0] == alone["binding_element"]
    assert found.placements.groupby("draw")["kw"].nunique().eq(1).all()
    assert (found.placements["kw"] <= alone["fits_kw"]).all()
    assert set(found.placements["binding_element"]) == {alone["binding_element"]}


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_connection_at_the_source_is_bound_by_nothing(profiles_for, host, place):
    """source (and x) ── a ── b ── c, wherever x stands among the loads: no cable lies between x and the source."""
    net = street()
    alone = fits(host(net, profiles_for(net, np.zeros((24, 3)))))
    pp.create_load(net, 0, p_mw=0.001, name="x")
    names = list("abc")
    names.insert(place, "x")
    found = host(net, profiles_for(net, np.zeros((24, 4)), names), most_kw_each=500.0, placements=2)
    assert fits(found).to_dict() == pytest.approx({**alone.to_dict(), "x": 500.0}, rel=1e-3)
    frame = found.connections.frame.set_index("connection_id")
    assert (frame.loc["x", "binding_kind"], frame.loc["c", "binding_element"]) == ("", "at c")


def test_the_hours_of_most_sun_may_be_without_a_solution(profiles_for, host):
    """In the first hour, one without a number or with 5 MW at every home, nothing can be told; the others tell."""
    net = street()
    whole = fits(host(net, profiles_for(net, np.zeros((24, 3)))))
    for impossible in (np.nan, 5000.0):
        kw = np.zeros((24, 3))
        kw[0] = impossible
        found = host(net, profiles_for(net, kw), placements=2)
        assert fits(found).to_dict() == pytest.approx(whole.to_dict(), rel=1e-3)
        assert codes(found) == ["hour_not_solved"]


def test_beyond_what_any_voltage_carries_the_voltage_binds(profiles_for, host):
    """Most that a line of 0.1 Ω carries to an ohmic end is u² / 4r = 400 kW, at half the voltage, or a little less."""
    net = street("a")
    limits = CongestionOptions(v_min_pu=0.5)
    net.line["max_i_ka"] = 10.0
    found = host(net, profiles_for(net, np.zeros((24, 1))), "load", limits=limits, placements=3, most_kw=150.0)
    row = found.connections.frame.iloc[0]
    assert 300 < row["fits_kw"] < 400
    assert (row["binding_element"], row["binds"]) == ("at a", "voltage too low at at a")
    assert set(found.placements["binding_element"]) == {"at a"}


@pytest.mark.parametrize("kw", [0.0, 1.0])
@pytest.mark.parametrize("max_i_ka", [0.0, np.nan])
def test_a_cable_of_which_it_is_not_known_what_it_carries_binds_nothing_and_is_told(profiles_for, host, kw, max_i_ka):
    net = street()
    net.line.loc[1, "max_i_ka"] = max_i_ka
    found = host(net, profiles_for(net, np.full((24, 3), kw)), placements=2)
    assert codes(found) == ["no_limit_known"]
    assert found.problems[0].values == {"count": 1, "id": "to b"}
    assert (fits(found) > 50).all()
    assert "to b" not in {*found.connections.frame["binding_element"], *found.placements["binding_element"]}
