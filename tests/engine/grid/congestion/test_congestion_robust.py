"""Profiles of another grid, missing and negative demand, hours without a solution: named, and the rest kept."""

from __future__ import annotations

import numpy as np
import pytest
from stadsstroom.engine import EngineError

HOMES = 12


def codes(result):
    return [problem.code for problem in result.problems]


def test_profiles_of_another_grid_are_refused(town, write_profiles, day_of_homes, run):
    with pytest.raises(EngineError, match="None of the 12 connections in the profiles is a load of the net"):
        run(town(), write_profiles([f"other {k}" for k in range(HOMES)], day_of_homes(HOMES)))


def test_what_does_not_match_on_either_side_is_named(town, write_profiles, day_of_homes, run):
    net = town()
    names = [*net.load["name"][1:], "somewhere else"]
    result = run(net, write_profiles(names, day_of_homes(HOMES)))
    assert codes(result) == ["other_net", "load_without_profile", "profile_without_load"]
    by_code = {p.code: p for p in result.problems}
    assert by_code["load_without_profile"].feature_id == "home_A0"
    assert "constant power" in by_code["load_without_profile"].reason
    assert by_code["profile_without_load"].feature_id == "somewhere else"
    assert by_code["other_net"].values == {"matched": 11, "loads": 12}


def test_a_load_without_hours_keeps_its_own_power(town, write_profiles, day_of_homes, run):
    net = town()
    net.load.loc[0, "p_mw"] = 0.100
    kw = day_of_homes(HOMES)
    kw["base"][:] = 0.0
    result = run(net, write_profiles([*net.load["name"][1:], "x"], kw))
    assert result.summary["demand_mwh"] == pytest.approx(0.1 * 24, rel=1e-6)


def test_the_order_of_profiles_and_loads_changes_nothing(town, write_profiles, day_of_homes, run):
    net = town()
    kw = day_of_homes(HOMES)
    a = run(net, write_profiles(net.load["name"], kw))
    shuffled = np.random.default_rng(1).permutation(HOMES)
    b = run(net, write_profiles(net.load["name"].to_numpy()[shuffled], {"base": kw["base"][:, shuffled]}))
    assert a.problems == b.problems == []
    np.testing.assert_allclose(
        a.sections.frame["max_loading_percent"], b.sections.frame["max_loading_percent"], rtol=1e-9
    )


def test_an_hour_with_missing_demand_is_named_and_the_others_are_kept(town, write_profiles, day_of_homes, run):
    net = town()
    kw = day_of_homes(HOMES)
    clean = run(net, write_profiles(net.load["name"], kw))
    kw["base"][3, 5] = np.nan
    result = run(net, write_profiles(net.load["name"], kw, name="holes.bin"))
    assert codes(result) == ["demand_missing", "hour_not_solved"]
    assert result.problems[0].values == {"connection": "home_B2", "hours": 1, "time": "2023-01-01T03:00Z"}
    assert result.problems[1].values == {"time": "2023-01-01T03:00Z"}
    assert result.summary["hours_not_solved"] == 1
    np.testing.assert_array_equal(
        result.stations.frame["max_loading_percent"], clean.stations.frame["max_loading_percent"]
    )


def test_an_hour_beyond_what_the_grid_can_carry_is_named(town, write_profiles, day_of_homes, run):
    net = town()
    kw = day_of_homes(HOMES)
    kw["base"][4] = 1e5
    result = run(net, write_profiles(net.load["name"], kw))
    assert [p.feature_id for p in result.problems if p.code == "hour_not_solved"] == ["4"]
    assert np.isfinite(result.sections.frame.set_index("section_id").loc["A.0", "max_loading_percent"])
    assert result.summary["worst_hour"] != "2023-01-01T04:00Z"


def test_an_hour_of_collapse_counts_as_at_least_so_loaded(town, write_profiles, day_of_homes, run):
    net = town()
    kw = day_of_homes(HOMES)
    beyond, part = (run(net, write_profiles(net.load["name"], raised(kw, factor))) for factor in (420, 0.9 * 420))
    assert part.summary["hours_not_solved"] == 0
    assert [p.code for p in beyond.problems] == ["voltage_collapses"]
    assert beyond.summary["hours_collapsed"] == beyond.summary["hours_not_solved"] == 1
    for table in ("sections", "stations"):
        at_least, of_part = (getattr(r, table).frame["max_loading_percent"] for r in (beyond, part))
        assert at_least.max() == pytest.approx(of_part.max() / 0.9, rel=1e-6)
    assert (beyond.stations.frame["verdict"] == "congested").any()
    assert set(beyond.stations.frame["hours_collapsed"]) == {1}


def raised(kw, factor):
    """Homes in the sixth hour ask so many times more."""
    base = kw["base"].copy()
    base[6] *= factor
    return {**kw, "base": base}


def test_no_hour_with_a_solution_is_an_error(town, write_profiles, run):
    net = town()
    with pytest.raises(EngineError, match="no solution in any of the 2 hours"):
        run(net, write_profiles(net.load["name"], {"base": np.full((2, HOMES), np.nan)}))


def test_negative_use_is_calculated_and_named(town, write_profiles, day_of_homes, run):
    net = town()
    kw = day_of_homes(HOMES)
    kw["base"][12, 0] = -2.5
    result = run(net, write_profiles(net.load["name"], kw))
    assert codes(result) == ["negative_demand"]
    assert result.problems[0].values == {"connection": "home_A0", "kw": -2.5}


def test_a_home_behind_an_open_switch_is_named(town, write_profiles, day_of_homes, run):
    net = town()
    net.line.loc[net.line["name"] == "D2_service", "in_service"] = False
    result = run(net, write_profiles(net.load["name"], day_of_homes(HOMES)))
    assert [(p.code, p.feature_id) for p in result.problems] == [("load_not_supplied", "home_D2")]
    home = result.connections.frame.set_index("connection_id").loc["home_D2"]
    assert not home["energised"]
    assert home["verdict"] == ""
    assert result.summary["connections_fed"] == HOMES - 1


def test_a_net_without_a_source_is_an_error(town, write_profiles, day_of_homes, run):
    net = town()
    net.ext_grid["in_service"] = False
    with pytest.raises(EngineError, match=r"reference bus|source"):
        run(net, write_profiles(net.load["name"], day_of_homes(HOMES)))


def test_a_leap_year_and_blocks_of_hours_give_the_same_as_pieces(town, write_profiles, day_of_homes, run):
    """8,784 hours at once and in two halves: same maxima, same sums."""
    net = town()
    profiles = write_profiles(net.load["name"], day_of_homes(HOMES, hours=8784, pv_kw=5.0))
    whole = run(net, profiles, lv_cable_limit_percent=5.0)
    halves = [run(net, profiles, lv_cable_limit_percent=5.0, hours=part) for part in ((0, 4000), (4001, 8783))]
    frames = [result.sections.frame for result in halves]
    np.testing.assert_array_equal(
        whole.sections.frame["max_loading_percent"],
        np.fmax(frames[0]["max_loading_percent"], frames[1]["max_loading_percent"]),
    )
    assert (whole.sections.frame["hours_above"] == frames[0]["hours_above"] + frames[1]["hours_above"]).all()
    np.testing.assert_allclose(
        whole.sections.frame["kwh_above"], frames[0]["kwh_above"] + frames[1]["kwh_above"], rtol=1e-9
    )
    assert whole.summary["hours"] == 8784
    assert whole.summary["last_hour"] == "2024-01-01T23:00Z"
