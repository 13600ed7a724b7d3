"""Copper beside steering: sums, choices and curves whose answers are known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.holon.pockets import PocketOptions, find_pockets
from stadsstroom.engine.holon.reinforce import (
    RemedyOptions,
    ScaledProfiles,
    budget_curves,
    compare_remedies,
    cost_at,
    largest_factor,
    plan_reinforcement,
)
from stadsstroom.engine.holon.reinforce.curves import rising
from stadsstroom.engine.holon.reinforce.nests import cheapest_choice
from stadsstroom.engine.progress import finish

from .drawn_nets import clean_in_runpp, profiles, street, two_buses

SHORT = RemedyOptions(factors=(0.0, 0.5, 1.0, 2.0, 3.0))


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Two feeders of three homes, today light; the scenario adds an evening peak of two hours on the first feeder and
    one that lasts all day on the second.
    """
    folder = tmp_path_factory.mktemp("town")
    net = street(sections=3, metres=80, kind="4x50 Al", kva=250, ways=2)
    clock = np.arange(24 * 6) % 24
    base = np.full((len(clock), 6), 6.0)
    peak = np.isin(clock, (18, 19)) * 1.0
    added = np.c_[np.outer(peak, [25.0, 25.0, 22.0]), np.full((len(clock), 3), 30.0)]
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    today = profiles(folder / "a" / "p", net, {"base": base}, 0.98)
    scenario = profiles(folder / "b" / "p", net, {"base": base, "heat_pump": added}, 0.98)
    return net, today, scenario, folder


@pytest.fixture(scope="module")
def compared(town):
    net, _, scenario, folder = town
    pockets = finish(find_pockets(net, scenario, PocketOptions(open_points=False), folder / "steered"))
    return pockets, finish(compare_remedies(net, scenario, pockets, SHORT))


@pytest.fixture(scope="module")
def curves(town):
    net, today, scenario, _ = town
    return finish(budget_curves(net, scenario, today, SHORT))


def test_rows_of_pockets_sum_to_the_area(compared):
    _, found = compared
    ranked = found.ranked.frame
    area = found.areas.frame.set_index("remedy").loc["copper"]
    for column, whole in (
        ("copper_eur", "copper_eur"), ("trench_m", "trench_m"), ("cu_kg", "cu_kg"), ("al_kg", "al_kg"),
        ("crew_weeks", "crew_weeks"), ("copper_eur_per_year", "eur_per_year"), ("measures", "measures"),
    ):  # fmt: skip
        assert ranked[column].sum() == pytest.approx(area[whole]), column
    assert found.copper.measures.frame["eur"].sum() == pytest.approx(area["copper_eur"])


def test_a_new_way_belongs_to_the_pocket_it_relieves(tmp_path):
    """Four homes of 500 kW are more than cables side by side carry: a new way, and no measure outside pockets."""
    net = street(sections=4, metres=10, kind="4x240 Al", kva=1600)
    scenario = profiles(tmp_path / "p", net, {"base": np.full((24, 4), 500.0)}, 1.0)
    found = finish(plan_reinforcement(net, scenario, None, SHORT, curves=False)).remedies
    assert "new_way" in set(found.copper.measures.frame["kind"])
    assert "outside" not in set(found.ranked.frame["pocket_id"])


def test_the_mix_is_never_dearer_than_either_alone(compared):
    _, found = compared
    area = found.areas.frame.set_index("remedy")
    assert area.at["mix", "eur_per_year"] <= area.at["copper", "eur_per_year"] + 1e-9
    if area.at["steering", "possible"]:
        assert area.at["mix", "eur_per_year"] <= area.at["steering", "eur_per_year"] + 1e-9


def test_what_lasts_all_day_is_not_for_a_battery(compared):
    _, found = compared
    rows = found.ranked.frame.set_index("element_id")
    assert rows.at["L1.0", "choice"] == "copper"
    assert not rows.at["L1.0", "steering_possible"]
    assert rows.at["L1.0", "shortfall_kw"] > 0
    assert "falls" in str(rows.at["L1.0", "remedy"])
    assert not found.areas.frame.set_index("remedy").at["steering", "possible"]


def test_copper_and_the_mix_are_clean_in_pandapower(town, compared):
    _, _, scenario, _ = town
    _, found = compared
    assert found.copper.clean
    assert clean_in_runpp(found.copper.net, scenario)
    assert found.mix is None or found.mix.clean


def test_no_pocket_is_said_to_fall_nothing_short(compared):
    _, found = compared
    assert not found.ranked.frame["remedy"].str.contains(" 0 kW short").any()


def test_the_largest_saving_comes_first(compared):
    saving = compared[1].ranked.frame["saving_eur_per_year"].to_numpy()
    assert (np.diff(saving) <= 1e-9).all()
    assert compared[1].ranked.frame["rank"].tolist() == list(range(1, len(saving) + 1))


def test_nothing_overloaded_needs_nothing(town):
    net, today, _, _ = town
    plan = finish(plan_reinforcement(net, today, None, RemedyOptions(factors=(0.0, 1.0))))
    assert len(plan.remedies.ranked) == 0
    assert plan.remedies.areas.frame["eur_per_year"].tolist() == [0.0, 0.0, 0.0]
    assert plan.curves.summary["largest_k_copper"] == 1.0


def test_costs_never_fall_with_k_and_the_mix_is_cheapest(curves):
    for remedy, level in itertools.product(("copper", "steering", "mix"), ("low", "central", "high")):
        factors, cost = curves.cost(remedy, level)
        assert factors.tolist() == list(SHORT.factors)
        finite = cost[np.isfinite(cost)]
        assert (np.diff(finite) >= -1e-9).all()
        _, mix = curves.cost("mix", level)
        assert (mix <= cost + 1e-9).all()
    assert curves.cost("copper")[1][0] == 0
    assert curves.cost("copper")[1][-1] > 0


def test_the_mix_tells_the_works_that_it_costs(curves):
    """Where nothing is steered the mix takes what copper takes."""
    rows = curves.table[curves.table["price_level"] == "central"].set_index(["remedy", "k"])
    for k in SHORT.factors:
        mix, copper = rows.loc[("mix", k)], rows.loc[("copper", k)]
        assert mix["eur_per_year"] < copper["eur_per_year"] or mix["pockets_steered"] == 0
        assert mix["measures"] == copper["measures"] or mix["pockets_steered"] > 0


def test_higher_prices_never_carry_more(curves):
    for remedy in ("copper", "mix"):
        low, central, high = (curves.cost(remedy, level)[1] for level in ("low", "central", "high"))
        assert (low <= central + 1e-9).all()
        assert (central <= high + 1e-9).all()


def test_k_of_a_budget_is_the_inverse_of_the_cost_of_k(curves):
    factors, cost = curves.cost("copper")
    for k in (0.3, 0.7, 1.0, 1.4, 2.6):
        budget = cost_at(k, factors, cost)
        got = largest_factor(budget, factors, cost)
        assert cost_at(got, factors, cost) == pytest.approx(budget)
        assert got >= k - 1e-9  # where the cost is level a budget reaches farther
    assert largest_factor(1e12, factors, cost) == factors[-1]


def test_inverse_by_hand():
    factors, cost = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 100.0, 300.0, np.inf])
    assert largest_factor(50, factors, cost) == pytest.approx(0.5)
    assert largest_factor(200, factors, cost) == pytest.approx(1.5)
    assert largest_factor(1e9, factors, cost) == 2.0
    assert cost_at(1.5, factors, cost) == pytest.approx(200)
    assert cost_at(2.5, factors, cost) == np.inf
    assert np.isnan(largest_factor(5, factors, cost + 10))
    assert rising(np.array([5.0, 3.0, np.inf, 9.0])).tolist() == [3, 3, 9, 9]


def test_energy_and_peak_grow_as_what_is_added(curves, town):
    _, today, scenario, _ = town
    use = today.net_kw().sum() / 1e3
    more = scenario.net_kw().sum() / 1e3
    assert curves.energy_mwh == pytest.approx(use + np.array(SHORT.factors) * (more - use), rel=1e-5)
    assert curves.peak_kw[2] == pytest.approx(scenario.net_kw().sum(axis=1).max(), rel=1e-5)


def test_scaled_hours_lie_between_today_and_the_scenario(town):
    net, today, scenario, folder = town
    scaled = ScaledProfiles(scenario, today, 0.25, ("heat_pump",))
    expected = 0.75 * today.net_kw() + 0.25 * scenario.net_kw()
    assert np.allclose(scaled.net_kw(), expected, atol=1e-5)
    assert np.allclose(scaled.net_kvar(), 0.75 * today.net_kvar() + 0.25 * scenario.net_kvar(), atol=1e-5)
    without = ScaledProfiles(scenario, None, 0.25, ("heat_pump",))
    assert np.allclose(without.net_kw(), expected, atol=1e-5)
    assert np.allclose(ScaledProfiles(scenario, today, 1.0, ()).net_kw([3, 5]), scenario.net_kw([3, 5]), atol=1e-5)
    short = profiles(folder / "short", net, {"base": np.ones((5, 6))})
    with pytest.raises(EngineError, match="differ"):
        ScaledProfiles(scenario, short, 1.0, ())


def test_nested_choices_equal_trying_everything():
    rng = np.random.default_rng(3)
    for _ in range(60):
        n = int(rng.integers(1, 8))
        parent = np.array([int(rng.integers(-1, p)) for p in range(n)])
        copper = rng.uniform(1, 10, n)
        steering = np.where(rng.random(n) < 0.2, np.inf, rng.uniform(1, 10, n))
        got = cheapest_choice(parent, steering, copper)
        best = np.inf
        for bits in itertools.product([False, True], repeat=n):
            allowed = all(not bits[parent[c]] or bits[c] for c in range(n) if parent[c] >= 0)
            if allowed:
                best = min(best, sum(steering[p] if bits[p] else copper[p] for p in range(n)))
        assert sum(steering[p] if got[p] else copper[p] for p in range(n)) == pytest.approx(best)
        assert all(not got[parent[c]] or got[c] for c in range(n) if parent[c] >= 0)


def test_the_page_stands_alone_and_names_the_essay(town, tmp_path):
    net, today, scenario, _ = town
    finish(plan_reinforcement(net, scenario, today, RemedyOptions(factors=(0.0, 1.0, 2.0)), True, tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "factor 5 instead of 2 to 3" in page
    assert page.count("<polygon") >= 2
    assert "http" not in page.replace("http-equiv", "")


def test_what_cannot_be_carried_says_why(curves):
    """The second feeder is over its limit all day: no battery is ever full again."""
    central = curves.table[curves.table["price_level"] == "central"]
    assert set(central["why_not"][central["possible"]]) == {""}
    steering = central[(central["remedy"] == "steering") & ~central["possible"]]
    assert len(steering)
    assert steering["why_not"].str.contains("pockets that cannot be steered").all()


def test_what_no_copper_carries_says_what_remains(tmp_path):
    """60 kW at the end of 20 km of low voltage."""
    net = two_buses("4x240 Al", 20_000)
    scenario = profiles(tmp_path / "p", net, {"base": np.full((48, 1), 0.5), "car": np.full((48, 1), 60.0)}, 1.0)
    found = finish(budget_curves(net, scenario, None, RemedyOptions(factors=(0.0, 1.0)))).table
    far = found[(found["k"] == 1.0) & (found["price_level"] == "central")].set_index("remedy")
    assert not far["possible"].any()
    assert "no solution" in far.at["copper", "why_not"] or "voltage limits" in far.at["copper", "why_not"]


def test_factors_must_rise():
    with pytest.raises(EngineError, match="rise"):
        RemedyOptions(factors=(1.0, 0.5))
