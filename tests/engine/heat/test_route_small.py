"""Small networks are the best there are: nothing found by trying everything is cheaper."""

from dataclasses import replace

import numpy as np
import pytest
from stadsstroom.engine import finish
from stadsstroom.engine.heat.route import Coverage, cheapest_forest, lower_bound
from stadsstroom.engine.heat.route.bound import _cheapest_sets
from stadsstroom.engine.heat.route.network import make_network

from .route_cases import PRICE, problem, random_problem, try_everything


def cost(case, coverage="all"):
    forest = finish(cheapest_forest(case, PRICE, Coverage(coverage)))
    return forest.eur_per_year - (forest.worth_eur_per_year if coverage == "best" else 0)


def worth_something(case, seed):
    """Between clearly not and clearly worth it."""
    random = np.random.default_rng(seed)
    worth = random.uniform(0.3, 1.6) * random.uniform(0.5, 1.5, case.terminals) * case.mwh * 120
    return replace(case, worth_eur_per_year=worth)


@pytest.mark.parametrize("seed", range(25))
def test_all_are_served_at_least_cost(seed):
    case = random_problem(seed)
    assert cost(case) == pytest.approx(try_everything(case, PRICE, every_set=False), rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_two_sources_share_at_least_cost(seed):
    case = random_problem(seed, nodes=6, extra=3, roots=2)
    assert cost(case) == pytest.approx(try_everything(case, PRICE, every_set=False), rel=1e-9)


def with_dear_sources(case, seed):
    """Sources that cost something as soon as they serve anybody, each with a share of its own for a year."""
    random = np.random.default_rng(seed)
    return replace(
        case,
        root_eur_fixed=random.choice([0.0, 5e3, 5e4, 5e5], case.roots),
        root_annuity=random.uniform(0.04, 0.12, case.roots),
    )


@pytest.mark.parametrize("seed", range(16))
def test_of_two_sources_with_fixed_costs_those_that_pay_are_used(seed):
    case = with_dear_sources(random_problem(seed, nodes=6, extra=3, roots=2), seed)
    assert cost(case) == pytest.approx(try_everything(case, PRICE, every_set=False), rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_the_best_set_counts_fixed_costs_of_sources(seed):
    case = with_dear_sources(random_problem(seed, nodes=5, extra=3, terminals=5, roots=2), seed)
    case = worth_something(case, seed)
    assert cost(case, "best") == pytest.approx(try_everything(case, PRICE, every_set=True), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_the_best_set_is_the_best_of_all_sets(seed):
    case = worth_something(random_problem(seed, nodes=6, extra=3, terminals=6), seed)
    assert cost(case, "best") == pytest.approx(try_everything(case, PRICE, every_set=True), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", [3, 4])
def test_the_best_set_of_ten_buildings(seed):
    case = worth_something(random_problem(seed, nodes=7, extra=3, terminals=10), seed)
    assert cost(case, "best") == pytest.approx(try_everything(case, PRICE, every_set=True), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_two_small_sources_serve_the_most_at_least_cost(seed):
    """Serving a consumer weighs ten times the cost of everything, and more by its kW."""
    case = random_problem(seed, nodes=6, extra=3, terminals=5, roots=2)
    case = replace(case, root_kw=np.random.default_rng(seed).uniform(0.1, 0.7, 2) * case.space_kw.sum())
    forest = finish(cheapest_forest(case, PRICE))
    assert np.all(forest.root_kw_used <= case.root_kw * (1 + 1e-6))
    assert set(forest.reason[~forest.served]) <= {"source_too_small"}
    worth = make_network(case, PRICE).net_worth + case.terminal_eur * case.terminal_annuity
    best = try_everything(case, PRICE, every_set=True, worth=worth)
    assert forest.eur_per_year - worth[forest.served].sum() == pytest.approx(best, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", range(30))
def test_nothing_undercuts_the_lower_bound(seed):
    """Under every rule of coincidence, with one source and two."""
    rule = ("winter", "thermos", "hestia_mt", "hestia_lt", "none")[seed % 5]
    case = random_problem(seed, nodes=6, extra=3, terminals=3 + seed % 6, roots=1 + seed % 2, coincidence=rule)
    best = try_everything(case, PRICE, every_set=False)
    bound = lower_bound(case, PRICE)
    assert 0.6 * best < bound <= best * (1 + 1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_lower_bound_counts_no_more_than_the_least_fixed_cost_of_a_source(seed):
    case = with_dear_sources(random_problem(seed, nodes=6, extra=3, roots=2), seed)
    free = lower_bound(replace(case, root_eur_fixed=np.zeros(2)), PRICE)
    bound = lower_bound(case, PRICE)
    assert bound == pytest.approx(free + (case.root_eur_fixed * case.root_annuity).min(), rel=1e-6)
    assert bound <= try_everything(case, PRICE, every_set=False) * (1 + 1e-6)


def test_the_cheapest_sets_of_sizes():
    """Pipes of 1000 and 3000 steps of kW, at 10 each and 15 more for the larger; two of the larger can be one pipe."""
    least = _cheapest_sets(np.array([1000, 3000]), 10.0, np.array([0.0, 15.0]), 40.0)
    assert least[:, 0].tolist() == [10] * 5
    assert least[:, 1500].tolist() == [25, 20, 20, 20, 20]
    assert least[:, 4000].tolist() == [80, 35, 35, 35, 35]


def test_a_bound_without_a_pipe_is_what_the_source_costs():
    case = problem([(0, 1)], 100.0, [0], root_eur_per_mwh=np.array([30.0]))
    assert lower_bound(case, PRICE) == pytest.approx(cost(case))


def test_the_lower_bound_of_a_line_is_what_it_costs():
    """Without choice the cuts leave nothing open."""
    case = problem([(0, 1), (1, 2), (2, 3)], 100.0, [1, 2, 3])
    assert lower_bound(case, PRICE) == pytest.approx(cost(case), rel=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_without_numba_the_answer_is_as_good(seed, monkeypatch):
    from stadsstroom.engine.heat.route import choosing, kernels, search, swaps, tree

    for module in (kernels, swaps, choosing):
        for name, function in list(vars(module).items()):
            monkeypatch.setattr(module, name, getattr(function, "py_func", function))
    for module in (tree, search):
        monkeypatch.setattr(module, "COMPILED", False)
    assert not hasattr(swaps.swap_edges, "py_func")
    case = random_problem(seed, nodes=6, extra=2)
    assert cost(case) == pytest.approx(try_everything(case, PRICE, every_set=False), rel=1e-9)
