"""Which sources and streets a design takes, what it says of its choice, and pipes without length."""

import pytest
from stadsstroom.engine.heat.simulate import simulate_heat
from stadsstroom.engine.progress import finish

from .drawn_village import design, houses, of, row, sources, streets

STREET = streets([(0, 0), (400, 0)])
HOMES = houses(*row(8))


@pytest.mark.parametrize("coverage", [{"coverage": "density", "density_mwh_per_m": 0.4}, {"coverage": "budget"}])
def test_a_helper_gets_its_pipe_whomever_the_network_serves(coverage):
    heat = sources(
        {"at": (0, 10), "source_id": "A", "kw": 40.0, "priority": 1},
        {"at": (400, 10), "source_id": "Z", "kw": 500.0, "priority": 2},
    )
    result = design(HOMES, STREET, heat, **coverage)
    assert result.summary["buildings"] == 8
    assert result.summary["main_m"] == pytest.approx(400 + 22, abs=3)
    assert of(result, "stations", "station_id")["Z"]["kw"] > 0


@pytest.mark.parametrize(("kind", "used"), [("waste_heat", {"near", "lake"}), ("surface_water", {"near"})])
def test_a_source_that_costs_much_before_the_first_kw_is_not_opened_for_a_few_homes(kind, used):
    """Homes at both ends of a street. Surface water costs 250,000 € whatever it gives, more than the pipe between."""
    lake = {"at": (400, 10), "source_id": "lake", "kind": kind, "eur_per_kw": 50.0, "eur_per_mwh": 1.0}
    near = {"at": (0, 10), "source_id": "near", "eur_per_kw": 60.0, "eur_per_mwh": 2.0}
    result = design(houses(*row(4), *row(4, x=320.0)), STREET, sources(near, lake))
    assert set(result.stations.frame["station_id"]) == used


@pytest.mark.parametrize(
    ("code", "chosen", "said"),
    [
        ("below_density", {"coverage": "density", "density_mwh_per_m": 500.0}, "no branch has 500 MWh a year"),
        ("beyond_budget", {"coverage": "budget", "budget_eur": 10.0}, "more than 10 €"),
        ("not_worth", {"coverage": "best", "reference_eur_per_mwh": 0.5}, "(0.5 €/MWh)"),
    ],
)
def test_a_network_that_serves_nobody_says_why_in_one_sentence(code, chosen, said):
    result = design(HOMES, STREET, sources({"at": (400, 10)}), price_index=1.0, **chosen)
    assert result.summary["buildings"] == 0
    (problem,) = result.problems
    assert problem.code == code
    assert said in problem.reason.format(**problem.values)


@pytest.mark.parametrize(("rule", "told"), [("winter", True), ("none", False)])
def test_a_network_sized_by_a_rule_that_leaves_out_much_says_so(rule, told):
    flats = houses(*row(8), dwellings=20, space_kw=140.0, water_kw=20.0, space_mwh_per_year=180.0)
    result = design(flats, STREET, sources({"at": (400, 10)}), simultaneity=rule)
    found = [problem for problem in result.problems if problem.code == "sized_by_rule"]
    assert len(found) == told
    if told:
        assert found[0].values["homes"] == 160
        assert found[0].values["share"] == pytest.approx(52, abs=1)  # Winter's curve at 160 homes


def test_houses_on_the_street_and_a_source_at_its_end_need_no_length_of_pipe():
    pytest.importorskip("pandapipes")
    result = design(houses(*row(8, y=-4.0)), STREET, sources({"at": (400, 0)}))
    assert result.summary["buildings"] == 8
    assert result.summary["connection_m"] == pytest.approx(0, abs=1e-9)
    assert result.summary["main_m"] == pytest.approx(372, abs=1)
    solved = finish(simulate_heat(result.net))
    assert solved.summary["houses_unmet"] == 0
    assert solved.bottlenecks.frame["code"].tolist() == []


def test_pipes_pass_by_a_source_that_is_too_small_and_join_one_that_helps():
    """The near source has no room for all; the far one leads alone, past it, to a third that helps."""
    lines = streets([(0, 0), (400, 0)], [(400, 0), (400, 300)], [(0, 0), (0, 200)], [(0, 200), (350, 200)])
    homes = houses(*row(10), *[(6.0, 20.0 + 20 * k) for k in range(8)])
    small = {"at": (-5, 0), "source_id": "small", "kw": 20.0, "priority": 1, "eur_per_mwh": 200.0}
    large = {"at": (405, 290), "source_id": "large", "kw": 100.0, "priority": 1}
    helper = {"at": (345, 205), "source_id": "helper", "kw": 300.0, "priority": 2}
    result = design(homes, lines, sources(small, large, helper))
    assert result.summary["buildings"] == 18
    assert set(result.pipes.frame["station_id"]) == {"large"}
    stations = of(result, "stations", "station_id")
    assert set(stations) == {"large", "helper"}
    assert stations["large"]["kw"] == pytest.approx(100)
    assert stations["helper"]["kw"] > 20
    assert not [problem for problem in result.problems if problem.code == "source_short"]
