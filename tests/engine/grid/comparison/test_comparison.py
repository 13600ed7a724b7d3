"""What changed between two runs, element by element and added up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine.demand import ProfilesWriter
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.grid.comparison import ComparisonOptions, GridRun, compare_runs
from stadsstroom.engine.progress import finish
from stadsstroom.engine.tables import FeatureTable

#         relieved  newly   less   worse  same  still over, not fed
BEFORE = [120.0, 90.0, 80.0, 40.0, 60.0, 180.0, np.nan]
AFTER = [95.0, 101.0, 60.0, 60.0, 62.0, 130.0, np.nan]


def test_every_change_has_its_word(compare):
    frame = compare(BEFORE, AFTER).sections.frame
    assert list(frame["change"]) == [
        "relieved", "newly_congested", "less_loaded", "worse", "unchanged", "less_loaded", "not_fed",
    ]  # fmt: skip
    assert list(frame["still_over"]) == [False] * 5 + [True, False]
    assert list(frame["difference_points"])[:6] == [-25, 11, -20, 20, 2, -50]
    assert (frame["verdict_before"].iloc[0], frame["verdict_after"].iloc[0]) == ("congested", "full")


def test_how_little_counts_is_the_user_s(compare):
    assert list(compare([50.0], [47.0]).sections.frame["change"]) == ["unchanged"]
    assert list(compare([50.0], [47.0], least_points=3).sections.frame["change"]) == ["less_loaded"]
    # a verdict that turns counts however small the difference
    assert list(compare([100.5], [99.5]).sections.frame["change"]) == ["relieved"]
    # where any difference counts, none is still none
    every = compare([50.0, 50.0, 50.0], [49.9, 50.0, 50.1], least_points=0)
    assert list(every.sections.frame["change"]) == ["less_loaded", "unchanged", "worse"]


def test_allowances_judge_in_place_of_the_plain_hours(compare):
    frame = compare([90.0], [70.0], allowances=True).sections.frame
    assert list(frame["change"]) == ["relieved"]  # 108 % to 84 % with the allowances
    assert frame["loading_before_percent"].iloc[0] == pytest.approx(108)
    assert frame["hours_above_before"].iloc[0] == 0  # no hour of the plain run is above


def test_the_totals_add_up(compare):
    found = compare(BEFORE, AFTER, {"A": 130.0, "B": 90.0}, {"A": 80.0, "B": 70.0})
    s = found.summary
    assert s["km_relieved"] == s["km_newly_congested"] == s["km_still_over"] == pytest.approx(0.1)
    assert s["km_over_before"] == s["km_over_after"] == pytest.approx(0.2)
    assert s["lv_km_relieved"] == pytest.approx(0.1)
    assert s["mv_km_relieved"] == 0
    assert (s["stations_over_before"], s["stations_over_after"], s["stations_relieved"]) == (1, 0, 1)
    assert (s["dwellings_of_stations_over_before"], s["dwellings_of_stations_over_after"]) == (3, 0)
    assert s["stations_kwh_above_spared"] == pytest.approx(300)
    assert s["sections_kwh_above_before"] == pytest.approx(200 + 800)
    assert s["sections_kwh_above_after"] == pytest.approx(10 + 300)
    assert s["stations_peak_kw_before"] == pytest.approx(4 * 220)


def test_comparing_the_other_way_round_turns_every_word(compare):
    turned = {"relieved": "newly_congested", "newly_congested": "relieved", "worse": "less_loaded",
              "less_loaded": "worse"}  # fmt: skip
    there, back = compare(BEFORE, AFTER), compare(AFTER, BEFORE)
    assert [turned.get(word, word) for word in there.sections.frame["change"]] == list(back.sections.frame["change"])
    assert there.summary["stations_kwh_above_spared"] == -back.summary["stations_kwh_above_spared"]
    same = compare(BEFORE, BEFORE)
    assert set(same.sections.frame["change"]) == {"unchanged", "not_fed"}
    assert same.problems == []


def test_rows_are_matched_by_id_whatever_their_order(compare, sections):
    shuffled = sections(AFTER).take(np.array([3, 0, 6, 5, 2, 1, 4]))
    pd.testing.assert_frame_equal(compare(BEFORE, AFTER).sections.frame, compare(BEFORE, shuffled).sections.frame)


def test_what_only_one_run_has_is_drawn_and_told_but_not_counted(compare, sections):
    longer = sections([50.0, 60.0, 170.0])
    found = compare([50.0, 60.0], longer)
    assert list(found.sections.frame["change"]) == ["unchanged", "unchanged", "only_after"]
    assert found.sections.geometry[2].length == 100
    assert found.summary["km_newly_congested"] == found.summary["sections_kwh_above_after"] == 0
    assert [(p.code, p.values["count"], p.values["percent"]) for p in found.problems] == [
        ("element_in_one_run", 1, "33.3")
    ]


def test_two_grids_are_not_two_runs(compare, sections):
    with pytest.raises(EngineError, match="two grids"):
        compare([50.0, 60.0], sections([50.0, 60.0], first=7))
    # the same ids by chance, on another map
    with pytest.raises(EngineError, match="lie elsewhere"):
        compare([50.0, 60.0], sections([50.0, 60.0], x=3000.0))


def test_a_few_that_lie_elsewhere_are_told(compare, sections):
    table = sections([50.0, 60.0, 70.0])
    table.geometry[1] = shapely.LineString([(500, 500), (600, 500)])
    found = compare([50.0, 60.0, 70.0], table)
    assert [(p.code, p.values["moved"], p.values["id"]) for p in found.problems] == [("element_moved", 1, "s1")]


def test_ids_that_are_missing_or_twice(compare, sections):
    table = sections([50.0, 60.0, 70.0])
    table.frame["section_id"] = ["s0", "s1", "s1"]
    found = compare([50.0, 60.0, 70.0], table)
    assert {p.code for p in found.problems} == {"element_without_own_id", "element_in_one_run"}
    table.frame["section_id"] = ""
    with pytest.raises(EngineError, match="no section_id"):
        compare([50.0, 60.0, 70.0], table)


def test_a_heavier_transformer_shows_both_ratings(compare, stations):
    found = compare([50.0], [50.0], stations({"A": 130.0}, 250.0), stations({"A": 82.0}, 400.0))
    row = found.stations.frame.iloc[0]
    assert (row["rating_before_kva"], row["rating_after_kva"], row["change"]) == (250, 400, "relieved")


def test_other_limits_are_told(compare, sections):
    found = compare([50.0], sections([50.0], limit=50.0))
    assert [p.code for p in found.problems] == ["other_limits"]


def test_hours_without_a_solution_are_told(compare, stations):
    """A run that could not solve its worst hours must not pass for the better one."""
    before, after = stations({"A": 130.0}), stations({"A": 80.0})
    before.frame["hours_solved"], after.frame["hours_solved"] = 8760, 4286
    found = compare([50.0], [50.0], before, after)
    assert [(p.code, p.values["fewer"]) for p in found.problems] == [("other_hours_solved", "heat network")]


def test_homes_behind_a_limit(sections, stations):
    def connections(verdicts, voltage_ok):
        frame = pd.DataFrame(
            {"connection_id": list("abc"), "verdict": verdicts, "voltage_ok": voltage_ok, "dwellings": [1, 4, 2]}
        )
        return FeatureTable(frame, shapely.points([(0, 0), (1, 0), (2, 0)]), "EPSG:28992")

    runs = [
        GridRun(name, sections([50.0]), stations({"A": 50.0}), connections(*told))
        for name, told in (
            ("before", (["congested", "congested", "free"], [False, True, True])),
            ("after", (["congested", "free", "congested"], [False, True, True])),
        )
    ]
    s = finish(compare_runs(*runs)).summary
    assert (s["dwellings_over_before"], s["dwellings_over_after"]) == (5, 3)
    assert (s["dwellings_relieved"], s["dwellings_newly_congested"]) == (4, 2)
    assert s["dwellings_outside_voltage_after"] == 1
    assert s["connections_outside_voltage_before"] == s["connections_outside_voltage_after"] == 1


def test_neighbourhoods_share_out_the_whole(compare):
    squares = [shapely.box(-50, -99, 350, 99), shapely.box(350, -99, 900, 99), shapely.box(5000, 0, 5100, 99)]
    areas = FeatureTable(pd.DataFrame({"feature_id": list("123"), "name": ["west", "east", "far"]}), np.array(squares))
    found = compare(BEFORE, AFTER, {"A": 130.0, "B": 90.0}, {"A": 80.0, "B": 70.0}, areas=areas)
    frame, s = found.areas.frame.set_index("name"), found.summary
    assert list(frame["change"]) == ["both", "unchanged", ""]
    for column, total in (
        ("km_relieved", "km_relieved"),
        ("km_over_after", "km_over_after"),
        ("stations_relieved", "stations_relieved"),
        ("kwh_above_spared", "stations_kwh_above_spared"),
    ):
        assert frame[column].sum() == pytest.approx(s[total])
    assert frame.loc["west", "km_relieved"] == pytest.approx(0.1)


@pytest.fixture
def profiles(tmp_path):
    def write(name, kw, start="2023-01-02T00:00:00Z"):
        from stadsstroom.engine.demand import Profiles

        path = tmp_path / f"{name}.profiles"
        with ProfilesWriter(path, ["a", "b"], start, len(kw), {"base": 1.0, "heat_pump": 1.0}) as writer:
            writer.kw("base")[...] = 1.0
            writer.kw("heat_pump")[:, 0] = kw
        return Profiles.open(path)

    return write


def test_the_hours_of_the_area(sections, stations, profiles, tmp_path):
    wave = 5 + 4 * np.cos(np.arange(24 * 14) * 2 * np.pi / 24)
    runs = [GridRun(name, sections([50.0]), stations({"A": 50.0}), None, profiles(name, kw))
            for name, kw in (("before", wave), ("after", 0.5 * wave))]  # fmt: skip
    found = finish(compare_runs(*runs, report=tmp_path / "report.html"))
    assert found.summary["peak_kw_before"] == pytest.approx(11)
    assert found.summary["peak_kw_spared"] == pytest.approx(4.5)
    assert found.summary["peak_hour_before"] == "2023-01-02T00:00Z"
    assert found.summary["mwh_before"] - found.summary["mwh_after"] == pytest.approx(wave.sum() / 2e3)
    assert found.problems == []
    assert "falls by 4 kW" in (tmp_path / "report.html").read_text(encoding="utf-8")

    other = GridRun("after", sections([50.0]), stations({"A": 50.0}), None, profiles("summer", wave, "2023-07-01"))
    found = finish(compare_runs(runs[0], other, ComparisonOptions()))
    assert found.hours is None
    assert [p.code for p in found.problems] == ["other_hours"]
