"""A year of hours through a small town: verdicts, hours, energies and directions."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.grid.congestion import CongestionOptions
from stadsstroom.engine.grid.congestion.topology import read_edges, source_rows, spine
from stadsstroom.engine.grid.congestion.verdicts import doubts, neighbour_sizes
from stadsstroom.engine.grid.flow import FlowModel

HOMES = 12


def row(table, column, value):
    return table.frame.set_index(column).loc[value]


def constant(hours, kw):
    """The same kW of every home in every hour."""
    return {"base": np.full((hours, HOMES), float(kw))}


def test_every_hour_power_in_is_demand_and_losses(town, write_profiles, day_of_homes, run):
    net = town()
    result = run(net, write_profiles(net.load["name"], day_of_homes(HOMES, pv_kw=6.0)))
    s = result.summary
    assert s["largest_imbalance_kw"] < 1e-6
    assert s["source_mwh"] == pytest.approx(s["demand_mwh"] + s["loss_mwh"], rel=1e-6)
    assert s["loss_mwh"] > 0
    assert s["check_vm_pu"] < 1e-6
    assert s["check_line_loading_percent"] < 0.01
    assert s["check_trafo_loading_percent"] < 0.01
    assert result.problems == []


def test_hours_and_energy_above_the_limit_by_hand(town, write_profiles, run):
    """Three hours: idle, over the limit, far over. kWh above is what a cable at its limit would not have carried."""
    net = town()
    kw = np.array([1.0, 60.0, 90.0])[:, None] * np.ones(HOMES)
    profiles = write_profiles(net.load["name"], {"base": kw})
    result = run(net, profiles, lv_cable_limit_percent=80.0)

    model = FlowModel.from_net(net)
    block = next(model.solve(profiles.net_kw(), profiles.net_kvar(), profiles.connection_ids))
    line = model.line_names.index("A.0")
    loading, p = (a[:, line].astype(float) for a in (block.line_loading_percent, block.line_p_kw))
    assert loading[0] < 80 < loading[1] < loading[2]
    by_hand = p[1] * (1 - 80 / loading[1]) + p[2] * (1 - 80 / loading[2])

    section = row(result.sections, "section_id", "A.0")
    assert section["hours_above"] == 2
    assert section["kwh_above"] == pytest.approx(by_hand, rel=1e-6)
    assert section["max_loading_percent"] == pytest.approx(loading[2])
    assert section["max_loading_hour"] == "2023-01-01T02:00Z"
    assert section["verdict"] == "congested"
    assert (
        row(result.sections, "section_id", "A.2")["hours_above"]
        == (block.line_loading_percent > 80).sum(axis=0)[model.line_names.index("A.2")]
    )


def test_direction_is_that_of_the_worst_hour(town, write_profiles, day_of_homes, run):
    net = town()
    evening = run(net, write_profiles(net.load["name"], day_of_homes(HOMES, peak_kw=6.0)))
    noon = run(net, write_profiles(net.load["name"], day_of_homes(HOMES, peak_kw=1.0, pv_kw=9.0)))
    directions = evening.sections.frame.set_index("section_id")["direction"]
    assert directions["B-C"] == ""  # opened: it carries nothing
    assert (directions.drop("B-C") == "offtake").all()
    assert (evening.stations.frame["direction"] == "offtake").all()
    assert (noon.stations.frame["direction"] == "feed_in").all()
    assert row(noon.sections, "section_id", "A.0")["max_loading_hour"][11:13] in ("11", "12", "13")
    assert row(noon.sections, "section_id", "A.0")["direction"] == "feed_in"
    assert noon.summary["export_mwh"] > 0


def test_a_section_drawn_against_the_flow_has_the_same_direction(town, write_profiles, run):
    net = town()
    line = pp.get_element_index(net, "line", "A.1")
    net.line.loc[line, ["from_bus", "to_bus"]] = net.line.loc[line, ["to_bus", "from_bus"]].to_numpy()
    result = run(net, write_profiles(net.load["name"], constant(2, 3.0)))
    assert row(result.sections, "section_id", "A.1")["direction"] == "offtake"


def test_a_ring_keeps_half_free_and_a_stub_does_not(town, write_profiles, run):
    result = run(net := town(), write_profiles(net.load["name"], constant(1, 1.0)))
    sections = result.sections.frame.set_index("section_id")
    assert sections.loc[["S-A", "A-B", "B-C", "S-C"], "limit_percent"].tolist() == [50] * 4
    assert sections.loc["A-D", "limit_percent"] == 100
    assert sections.loc["A.0", "limit_percent"] == 100


def test_the_allowance_is_largest_for_few_homes(town, write_profiles, run):
    result = run(net := town(), write_profiles(net.load["name"], constant(1, 3.0)))
    sections = result.sections.frame.set_index("section_id")
    factor = sections["max_loading_allowed_percent"] / sections["max_loading_percent"]
    assert factor["A0_service"] > factor["A.1"] > factor["A.0"] > factor["S-A"] > 1
    assert sections.loc[["A0_service", "A.0", "A.1", "A.2"], "dwellings"].tolist() == [1, 3, 2, 1]
    assert factor["A0_service"] == pytest.approx(factor["A.2"])


def test_without_allowances_both_figures_are_the_same(town, write_profiles, run):
    net = town()
    profiles = write_profiles(net.load["name"], constant(1, 3.0))
    frame = run(net, profiles, within_hour=False, unbalance=False).sections.frame
    np.testing.assert_allclose(frame["max_loading_allowed_percent"], frame["max_loading_percent"])


def test_a_table_of_factors_takes_the_place_of_the_catalogue(town, write_profiles, run):
    net = town()
    profiles = write_profiles(net.load["name"], constant(1, 3.0))
    frame = run(net, profiles, within_hour={1: 2.0, 3: 1.5, 100: 1.0}, unbalance=False).sections.frame
    factor = (frame["max_loading_allowed_percent"] / frame["max_loading_percent"]).set_axis(frame["section_id"])
    assert factor[["A.2", "A.0"]].tolist() == pytest.approx([2.0, 1.5])


def test_offices_get_no_allowance_for_homes(town, write_profiles, run):
    net = town()
    net.load["dwellings"] = 0
    frame = run(net, write_profiles(net.load["name"], constant(1, 3.0))).sections.frame
    np.testing.assert_allclose(frame["max_loading_allowed_percent"], frame["max_loading_percent"])


def test_panels_that_peak_together_have_their_own_allowance(town, write_profiles, day_of_homes, run):
    net = town()
    kw = day_of_homes(HOMES, peak_kw=0.1, pv_kw=4.0)
    facts = {"pv": {"connection": np.arange(HOMES), "kwp": np.full(HOMES, 4.5)}}
    small = run(net, write_profiles(net.load["name"], kw, facts)).sections.frame.set_index("section_id")
    facts["pv"]["kwp"] = np.full(HOMES, 20.0)
    large = run(net, write_profiles(net.load["name"], kw, facts)).sections.frame.set_index("section_id")
    ratio = {k: f.loc["A.0", "max_loading_allowed_percent"] / f.loc["A.0", "max_loading_percent"]
             for k, f in (("small", small), ("large", large))}  # fmt: skip
    assert ratio["large"] == pytest.approx(1.05)
    assert ratio["small"] > 1.5


def test_stations_are_judged_one_size_smaller_and_larger(town, write_profiles, run):
    """3 homes of 60 kW behind each 250 kVA: 180 kW fits 250 kVA, not 160."""
    result = run(net := town(), write_profiles(net.load["name"], constant(1, 60.0)))
    station = row(result.stations, "station_id", "D")
    assert (station["rating_smaller_kva"], station["rating_kva"], station["rating_larger_kva"]) == (160, 250, 400)
    assert station["verdict"] in ("busy", "full")
    assert (station["verdict_smaller"], station["verdict_larger"]) == ("congested", "free")
    assert station["flips"]
    assert not row(run(net, write_profiles(net.load["name"], constant(1, 5.0))).stations, "station_id", "D")["flips"]


def test_a_size_between_standard_ones_has_neighbours_and_one_beyond_them_has_none():
    smaller, larger = neighbour_sizes([250, 300, 400, 100, 25_000, np.nan], [100, 250, 400])
    np.testing.assert_array_equal(smaller, [100, 250, 250, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(larger, [400, 400, np.nan, 250, np.nan, np.nan])


def test_how_sure_follows_from_the_margin_and_from_how_the_rating_is_known(town, write_profiles, run):
    net = town()
    profiles = write_profiles(net.load["name"], constant(1, 60.0))
    near_limit = row(run(net, profiles).stations, "station_id", "D")
    assert near_limit["sure"] in ("likely", "unsure")
    net.trafo["rating_how"] = "measured"
    assert row(run(net, profiles).stations, "station_id", "D")["sure"] == "sure"
    quiet = run(net, write_profiles(net.load["name"], constant(1, 1.0)))
    assert set(quiet.stations.frame["sure"]) == {"sure"}


def test_an_open_point_that_is_known_leaves_no_doubt_about_where_power_goes(town):
    """Only the ring S-A-B-C would carry something else if B-C's open point stood elsewhere."""

    def doubt_by_section(net):
        edges = read_edges(net)
        tree = spine(edges, len(net.bus), source_rows(net))
        lines, _ = doubts(net, edges, tree, net.bus["vn_kv"].to_numpy() > 1)
        return dict(zip(net.line["name"], lines))

    net = town()
    net.switch["how"] = "inferred"
    inferred = doubt_by_section(net)
    net.switch["how"] = "measured"
    measured = doubt_by_section(net)
    assert {name for name in inferred if inferred[name] > measured[name]} == {"S-A", "A-B", "S-C"}


def test_a_connection_names_what_limits_it(town, write_profiles, run):
    net = town()
    net.line.loc[net.line["name"] == "A.0", "max_i_ka"] = 0.05
    result = run(net, write_profiles(net.load["name"], constant(2, 12.0)))
    far, other = (row(result.connections, "connection_id", name) for name in ("home_A2", "home_B2"))
    assert (far["limiting_kind"], far["limiting_element"]) == ("section", "A.0")
    assert far["max_upstream_loading_percent"] == row(result.sections, "section_id", "A.0")["max_loading_percent"]
    assert other["limiting_element"] != "A.0"
    assert far["verdict"] == "congested"


def test_low_voltage_limits_before_the_cable_does(town, write_profiles, run):
    net = town()
    net.line["max_i_ka"] = 10.0
    net.trafo["sn_mva"] = 0.25
    result = run(net, write_profiles(net.load["name"], constant(2, 25.0)), source_vm_pu=0.95, v_min_pu=0.93)
    far = row(result.connections, "connection_id", "home_A2")
    assert far["vm_min_pu"] < 0.93
    assert far["limiting_kind"] == "voltage"
    assert not far["voltage_ok"]
    assert result.summary["connections_outside_voltage"] > 0


def test_voltages_have_their_hours(town, write_profiles, day_of_homes, run):
    net = town()
    result = run(net, write_profiles(net.load["name"], day_of_homes(HOMES, pv_kw=6.0)))
    home = row(result.connections, "connection_id", "home_A2")
    assert home["vm_min_hour"] == "2023-01-01T18:00Z"
    assert home["vm_max_hour"] == "2023-01-01T12:00Z"


@pytest.mark.parametrize("source", [1.0, 1.05])
def test_the_source_voltage_decides_every_voltage(town, write_profiles, run, source):
    result = run(net := town(), write_profiles(net.load["name"], constant(1, 0.1)), source_vm_pu=source)
    assert result.connections.frame["vm_max_pu"].to_numpy() == pytest.approx(source, abs=2e-3)


def test_taps_are_chosen_to_centre_the_voltages_of_each_station(town, write_profiles, run):
    net = town()
    net.trafo["tap_pos"] = 1
    profiles = write_profiles(net.load["name"], constant(3, 6.0))
    before = run(net, profiles, source_vm_pu=1.06)
    after = run(net, profiles, source_vm_pu=1.06, tap_rule="centre_voltage")
    assert before.stations.frame["tap_pos"].tolist() == [1] * 4
    assert run(net, profiles, tap_rule="neutral").stations.frame["tap_pos"].tolist() == [0] * 4
    assert after.stations.frame["tap_pos"].tolist() == [2] * 4
    spread = after.connections.frame
    assert abs((spread["vm_min_pu"].min() + spread["vm_max_pu"].max()) / 2 - 1) < 0.02


def test_hours_may_be_chosen(town, write_profiles, day_of_homes, run):
    net = town()
    profiles = write_profiles(net.load["name"], day_of_homes(HOMES, hours=72))
    assert run(net, profiles, hours=(24, 47)).summary["hours"] == 24
    some = run(net, profiles, hours=[1, 18, 40]).summary
    assert (some["hours"], some["first_hour"], some["last_hour"]) == (3, "2023-01-01T01:00Z", "2023-01-02T16:00Z")
    with pytest.raises(EngineError, match="from 0 to 71"):
        run(net, profiles, hours=(50, 72))


@pytest.mark.parametrize("wrong", [{"lv_cable_limit_percent": 0}, {"v_min_pu": 1.2}, {"tap_rule": "best"}])
def test_settings_that_cannot_be_are_refused(wrong):
    with pytest.raises(EngineError):
        CongestionOptions(**wrong)
