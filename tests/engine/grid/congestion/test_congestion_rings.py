"""RING_CHECK against pandapower: switch it by hand, solve the whole net, compare."""

from __future__ import annotations

import copy

import numpy as np
import pandapower as pp
import pytest


@pytest.fixture
def kw(day_of_homes):
    return day_of_homes(12, peak_kw=40.0, pv_kw=60.0)


def by_hand(net, profiles, failed: str, hours) -> tuple[float, str, float]:
    """Worst MV loading, its section and the lowest MV voltage over the hours, with `failed` out and the ring closed."""
    worst, where, low = -1.0, "", np.inf
    net = copy.deepcopy(net)
    net.line.loc[net.line["name"] == failed, "in_service"] = False
    net.switch["closed"] = True
    mv = net.line["level"] == "MV"
    high = net.bus["vn_kv"] > 1
    for hour in hours:
        net.load["p_mw"], net.load["q_mvar"] = profiles.net_kw([hour])[0] / 1e3, profiles.net_kvar([hour])[0] / 1e3
        pp.runpp(net)
        loading = net.res_line.loc[mv & net.line["in_service"], "loading_percent"]
        if loading.max() > worst:
            worst, where = loading.max(), net.line.at[loading.idxmax(), "name"]
        low = min(low, net.res_bus.loc[high, "vm_pu"].min())
    return worst, where, low


@pytest.mark.parametrize("failed", ["S-A", "A-B", "S-C"])
def test_a_failing_section_by_brute_force(town, write_profiles, kw, run, failed):
    net = town()
    profiles = write_profiles(net.load["name"], kw)
    checked = run(net, profiles).ring_check.frame.set_index("section_id")
    worst, where, low = by_hand(net, profiles, failed, range(24))
    row = checked.loc[failed]
    assert row["worst_loading_percent"] == pytest.approx(worst, abs=0.05)
    assert row["worst_section"] == where
    assert row["open_point_id"] == "open-B-C"
    assert row["hour"] == "2023-01-01T12:00Z"
    assert row["vm_min_pu"] >= low - 1e-6  # over the ring's own worst hours
    assert row["not_refed"] == ""


def test_only_closed_sections_of_rings_are_failed(town, write_profiles, kw, run):
    net = town()
    result = run(net, write_profiles(net.load["name"], kw))
    assert sorted(result.ring_check.frame["section_id"]) == ["A-B", "S-A", "S-C"]
    assert result.ring_check.geometry[0].geom_type == "LineString"


def test_a_ring_that_is_not_opened_anywhere_stays_fed(town, write_profiles, kw, run):
    net = town()
    net.switch["closed"] = True
    profiles = write_profiles(net.load["name"], kw)
    checked = run(net, profiles).ring_check.frame.set_index("section_id")
    # No ring is opened, so no ring has an open point to look at: nothing to check.
    assert len(checked) == 0


def test_stations_that_cannot_be_fed_again_are_named(town, write_profiles, kw, run):
    """On very long cables the ring carries itself from both sides but not from one."""
    net = town()
    net.line.loc[net.line["level"] == "MV", "length_km"] *= 150
    checked = run(net, write_profiles(net.load["name"], kw)).ring_check.frame.set_index("section_id")
    assert checked.loc["S-A", "verdict"] == "not_refed"
    assert checked.loc["S-A", "not_refed"] == "A;B;D"


def test_a_section_that_is_no_longer_on_a_ring_is_not_checked(town, write_profiles, kw, run):
    net = town()
    net.line.loc[net.line["name"] == "B-C", "in_service"] = False
    result = run(net, write_profiles(net.load["name"], kw))
    assert len(result.ring_check) == 0
    assert set(result.sections.frame.set_index("section_id").loc[["S-A", "S-C"], "limit_percent"]) == {100}


def test_a_ring_may_be_opened_by_a_switch_between_two_buses(town, write_profiles, kw, run):
    """The same ring, opened at C's busbar: B-C ends on a bus beside C, and the switch between them is open."""
    by_line, by_bus = town(), town()
    by_bus.switch.drop(by_bus.switch.index, inplace=True)
    c = pp.get_element_index(by_bus, "bus", "C_mv")
    beside = pp.create_bus(by_bus, 10.0, name="C_beside", geodata=(600, -400))
    by_bus.bus.loc[beside, "station_id"] = "C"
    by_bus.line.loc[by_bus.line["name"] == "B-C", "to_bus"] = beside
    pp.create_switch(by_bus, beside, c, et="b", closed=False, name="open-B-C")
    profiles = write_profiles(by_line.load["name"], kw)
    one, other = (run(net, profiles).ring_check.frame.set_index("section_id") for net in (by_line, by_bus))
    assert sorted(other.index) == ["A-B", "B-C", "S-A", "S-C"]
    assert other.loc["S-A", "open_point_id"] == "open-B-C"
    for column in ("worst_loading_percent", "vm_min_pu"):
        np.testing.assert_allclose(other.loc[one.index, column], one[column], rtol=1e-4)
    assert (other.loc[one.index, "worst_section"] == one["worst_section"]).all()


def test_a_ring_verdict_is_against_its_own_limit(town, write_profiles, kw, run):
    net = town()
    profiles = write_profiles(net.load["name"], kw)
    loading = run(net, profiles).ring_check.frame["worst_loading_percent"]
    tight = run(net, profiles, ring_limit_percent=float(loading.min() * 0.9))
    assert (tight.ring_check.frame["verdict"] == "congested").all()
    assert tight.summary["ring_sections_congested"] == 3
