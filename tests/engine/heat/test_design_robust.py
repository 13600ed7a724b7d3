"""What maps and wishes can do wrong: streets apart, sources far, small or cold, no heat, a town cut in two."""

import numpy as np
import pytest
import shapely
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.heat.design import HeatDesignOptions

from .drawn_village import design, houses, of, row, sources, streets

STREET = streets([(0, 0), (400, 0)])
SOURCE = sources({"at": (0, 5)})


def reasons(result):
    return {own: one["reason_code"] for own, one in of(result, "connections", "building_id").items()}


def test_streets_that_do_not_touch_are_joined():
    result = design(houses(*row(3), *row(3, x=300)), streets([(0, 0), (150, 0)], [(151.5, 0.4), (400, 0)]), SOURCE)
    assert result.summary["buildings"] == 6


def test_dead_ends_carry_no_pipe_behind_their_last_house():
    result = design(houses(*row(3)), streets([(0, 0), (1000, 0)]), SOURCE)
    assert result.summary["main_m"] < 90


def test_an_island_without_a_source_stays_out():
    result = design(houses(*row(3), *row(3, x=3000)), streets([(0, 0), (150, 0)], [(3000, 0), (3400, 0)]), SOURCE)
    assert result.summary["buildings"] == 3
    assert set(reasons(result).values()) == {"", "no_source_in_reach"}
    assert "no source" in of(result, "connections", "building_id")["B3"]["reason"]


def test_a_house_far_from_every_street_stays_out():
    result = design(houses(*row(3), (100.0, 500.0)), STREET, SOURCE)
    assert reasons(result)["B3"] == "no_street_in_reach"


def test_no_source_in_reach_is_a_sentence():
    with pytest.raises(EngineError, match="further than 500 m"):
        design(houses(*row(3)), STREET, sources({"at": (0, 5000)}))


def test_one_source_out_of_reach_is_a_problem_the_other_serves():
    result = design(houses(*row(3)), STREET, sources({"at": (0, 5)}, {"at": (0, 5000)}))
    assert result.summary["buildings"] == 3
    assert "source_out_of_reach" in {problem.code for problem in result.problems}


def test_a_source_too_small_serves_whom_it_can():
    result = design(houses(*row(10)), STREET, sources({"at": (0, 5), "kw": 40.0}))
    assert 2 <= result.summary["buildings"] < 10
    assert "source_too_small" in reasons(result).values()
    assert result.summary["peak_kw"] <= 40 * 1.01


def test_more_than_the_largest_pipe_carries_is_one_problem_at_the_worst():
    huge = houses(*row(6), space_kw=60_000.0, space_mwh_per_year=90_000.0)
    result = design(huge, STREET, SOURCE, generation="5gdh")
    (told,) = [problem for problem in result.problems if problem.code == "no_size_large_enough"]
    flow = result.pipes.frame.set_index("pipe_id")["flow_kg_per_s"]
    assert told.feature_id == flow.idxmax()
    assert (told.values["flow"], told.values["dn"]) == (pytest.approx(flow.max()), 1000)
    assert 1 <= told.values["count"] <= len(flow)


def test_what_keeps_buildings_out_is_a_problem_with_how_many_and_how_much():
    lines = streets([(0, 0), (150, 0)], [(150, 0), (250, 0)], [(250, 0), (400, 0)], preference=["", "forbidden", ""])
    homes = houses(*row(3), *row(2, x=300), (20.0, 500.0))
    result = design(homes, lines, sources({"at": (0, 5), "kw": 5.0}), longest_connection_m=30.0)
    told = {problem.code: problem for problem in result.problems}
    assert {code: told[code].values["count"] for code in ("source_too_small", "cut_by_forbidden")} == {
        "source_too_small": 3,
        "cut_by_forbidden": 2,
    }
    assert told["source_too_small"].values["mwh"] == pytest.approx(33)
    assert told["no_street_in_reach"].values == {"count": 1, "all": 6, "mwh": 11.0, "longest": 30.0}


def test_a_peak_boiler_fills_up_what_the_source_lacks():
    result = design(houses(*row(10)), STREET, sources({"at": (0, 5), "kw": 40.0}), peak_boiler="always")
    assert result.summary["buildings"] == 10
    stations = of(result, "stations", "station_id")
    assert stations["W0-boiler"]["kind"] == "boiler"
    assert stations["W0-boiler"]["source_id"] == ""
    assert stations["W0"]["kw"] == pytest.approx(40)
    assert stations["W0"]["share"] > 0.8


def test_a_source_too_cold_is_lifted_or_named():
    cold = sources({"at": (0, 5), "temperature_c": 40.0})
    assert design(houses(*row(3)), STREET, cold).summary["electric_mwh"] > 0
    with pytest.raises(EngineError, match="too cold: 40 °C where the network needs 70 °C"):
        design(houses(*row(3)), STREET, cold, lift_sources=False)
    with pytest.raises(EngineError, match="too cold"):  # no boiler has a heat pump
        design(houses(*row(3)), STREET, sources({"at": (0, 5), "kind": "boiler", "temperature_c": 50.0}))


def test_a_building_that_needs_more_is_left_out_or_lifted():
    homes = houses(*row(2), supply_c_needed=[70.0, 80.0])
    assert reasons(design(homes, STREET, SOURCE)) == {"B0": "", "B1": "needs_warmer_supply"}
    lifted = of(design(homes, STREET, SOURCE, too_cold="lift"), "connections", "building_id")
    assert lifted["B1"]["remains"] == "heat_pump"
    assert lifted["B1"]["electric_mwh_per_year"] > 0
    assert lifted["B0"]["remains"] == "none"


def test_one_building_is_a_network():
    pandapipes = pytest.importorskip("pandapipes")
    result = design(houses((50.0, 5.0)), STREET, SOURCE)
    assert result.summary["buildings"] == 1
    pandapipes.pipeflow(result.net)
    assert result.net.res_heat_consumer["qext_w"].iloc[0] == pytest.approx(11_000)


def test_no_heat_at_all_is_a_sentence_and_one_without_stays_out():
    nothing = {"space_mwh_per_year": 0.0, "water_mwh_per_year": 0.0, "space_kw": 0.0, "water_kw": 0.0}
    with pytest.raises(EngineError, match="needs heat"):
        design(houses(*row(3), **nothing), STREET, SOURCE)
    result = design(houses(*row(2), **{name: [value, 5.0] for name, value in nothing.items()}), STREET, SOURCE)
    assert reasons(result) == {"B0": "no_demand", "B1": ""}


def test_a_building_without_a_place_stays_out():
    homes = houses(*row(3))
    homes.geometry[1] = None
    result = design(homes, STREET, SOURCE)
    assert reasons(result) == {"B0": "", "B1": "no_place", "B2": ""}
    assert shapely.is_missing(result.connections.geometry).tolist() == [False, True, False]


def test_a_forbidden_street_cuts_the_town():
    lines = streets([(0, 0), (150, 0)], [(150, 0), (250, 0)], [(250, 0), (400, 0)], preference=["", "forbidden", ""])
    result = design(houses(*row(3), *row(3, x=300)), lines, SOURCE, longest_connection_m=30.0)
    assert [own for own, why in reasons(result).items() if why == ""] == ["B0", "B1", "B2"]
    assert set(reasons(result).values()) == {"", "cut_by_forbidden"}


def test_a_forced_street_carries_a_pipe():
    lines = [[(0, 0), (0, 100), (200, 100)], [(0, 0), (200, 0), (200, 100)]]
    homes = houses((205.0, 100.0))
    ways = [
        design(homes, streets(*lines, street_id=["a", "b"], preference=w), SOURCE)
        for w in (["forced", ""], ["", "forced"])
    ]
    used = [set(way.pipes.frame["street_id"]) - {""} for way in ways]
    assert "a" in used[0]
    assert "b" in used[1]


def test_rings_and_streets_drawn_twice_do_no_harm():
    ring = [(0, 0), (200, 0), (200, 200), (0, 200), (0, 0)]
    result = design(houses(*row(5), *row(5, y=205)), streets(ring, ring[:2]), SOURCE)
    assert result.summary["buildings"] == 10


def test_sources_that_cannot_be_used_are_named():
    heat = sources({"at": (0, 5)}, {"at": (10, 5), "kw": 0.0}, {"at": (20, 5), "kind": "magic"})
    result = design(houses(*row(3)), STREET, heat)
    assert {"no_power", "unknown_kind"} <= {problem.code for problem in result.problems}


def test_best_leaves_out_what_is_not_worth_it_and_a_budget_what_is_beyond():
    homes = houses(*row(6), (390.0, 5.0))
    far = design(homes, STREET, SOURCE, coverage="best", reference_eur_per_mwh=300.0)
    assert reasons(far)["B6"] == "not_worth"
    assert far.summary["buildings"] == 6
    rich = design(homes, STREET, SOURCE, coverage="best", reference_eur_per_mwh=5000.0)
    assert rich.summary["buildings"] == 7
    poor = design(homes, STREET, SOURCE, coverage="budget", budget_eur=0.6 * rich.summary["eur"])
    assert 0 < poor.summary["buildings"] < 7
    assert poor.summary["eur"] <= 0.62 * rich.summary["eur"]
    none = design(homes, STREET, SOURCE, coverage="best", reference_eur_per_mwh=1.0)
    assert none.summary["buildings"] == 0
    assert len(none.pipes) == len(none.stations) == 0


def test_strange_temperatures_and_words_are_sentences():
    with pytest.raises(EngineError, match="at least 1 K above"):
        HeatDesignOptions(supply_c=40.0, return_c=45.0)
    with pytest.raises(EngineError, match="generation must be one of"):
        HeatDesignOptions(generation="6gdh")
    with pytest.raises(EngineError, match="coverage must be one of"):
        HeatDesignOptions(coverage="most")


def test_a_flow_beyond_the_largest_pipe_is_a_problem():
    homes = houses(*row(2), space_kw=400_000.0, space_mwh_per_year=600_000.0)
    result = design(homes, STREET, SOURCE)
    assert "no_size_large_enough" in {problem.code for problem in result.problems}
    assert np.isfinite(result.pipes.frame["velocity_m_per_s"]).all()
