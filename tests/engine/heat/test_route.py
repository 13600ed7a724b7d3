"""Routes: what is forced and forbidden, who is left out and why, coverage, and a town of some hundred houses."""

from dataclasses import replace

import numpy as np
import pytest
from stadsstroom.engine import finish
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.heat.route import Coverage, PipePrice, cheapest_forest

from .route_cases import PRICE, edges_eur, problem, random_problem

SQUARE = [(0, 1), (1, 2), (2, 3), (3, 0)]


def solve(case, price=PRICE, **coverage):
    return finish(cheapest_forest(case, price, Coverage(**coverage)))


def town(side=9, houses=150, seed=0, **given):
    """A grid of streets with noise and houses along them."""
    random = np.random.default_rng(seed)
    n = side * side
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2) * 90 + random.normal(0, 15, (n, 2))
    at = np.arange(n).reshape(side, side)
    streets = np.vstack([
        np.column_stack([at[:, :-1].ravel(), at[:, 1:].ravel()]), np.column_stack([at[:-1].ravel(), at[1:].ravel()])
    ])  # fmt: skip
    spots = np.sort(random.integers(0, len(streets), houses) + random.uniform(0.05, 0.95, houses))
    edges, length, node = [], [], n
    for s, (a, b) in enumerate(streets):
        metres, before, done = np.hypot(*(xy[a] - xy[b])), a, 0.0
        for part in spots[spots.astype(int) == s] - s:
            edges.append((before, node))
            length.append(metres * (part - done))
            before, done, node = node, part, node + 1
        edges.append((before, b))
        length.append(metres * (1 - done))
    space = random.uniform(5, 10, houses)
    return problem(edges, np.array(length), np.arange(n, n + houses), space, water_kw=np.full(houses, 25.0), **given)


def is_a_forest(case, forest):
    """Every pipe starts where a pipe or its source stands, and no node is fed twice."""
    reached = set(np.asarray(case.root_node)[forest.root_kw_used >= 0].tolist())
    assert len(set(forest.to_node.tolist())) == len(forest.to_node)
    for row, a, b in zip(forest.edge, forest.from_node, forest.to_node):
        assert a in reached
        assert {a, b} == set(case.edges[row].tolist())
        reached.add(b)
    return set(np.asarray(case.terminal_node)[forest.served].tolist()) <= reached


def test_the_short_way_round():
    forest = solve(problem(SQUARE, [10, 10, 10, 50], [2, 3]))
    assert sorted(forest.edge.tolist()) == [0, 1, 2]
    assert forest.kw.max() == pytest.approx(20, rel=0.01)
    assert forest.terminals.tolist() == [2, 2, 1]


def test_a_dear_street_is_avoided_and_a_forbidden_one_never_used():
    assert 1 not in solve(problem(SQUARE, 10.0, [2], cost_factor=np.array([1.0, 3.0, 1.0, 1.0]))).edge
    forbidden = np.array([False, False, True, False])
    assert sorted(solve(problem(SQUARE, [10, 99, 10, 10], [2], forbidden=forbidden)).edge.tolist()) == [0, 1]


def test_forced_streets_carry_pipes():
    forced = np.array([False, False, True, False])
    forest = solve(problem(SQUARE, [10, 10, 500, 10], [1], forced=forced))
    assert 2 in forest.edge
    assert is_a_forest(problem(SQUARE, 10.0, [1]), forest)
    ring = solve(problem(SQUARE, 10.0, [2], forced=np.ones(4, bool)))
    assert len(ring.forced_unused) == 1
    assert len(ring.edge) == 3


def test_a_pipe_is_led_to_every_node_to_reach():
    edges, length = [(0, 1), (1, 2), (2, 3)], [10.0, 10.0, 500.0]
    for coverage in ({}, {"kind": "density", "density_mwh_per_m": 0.5}, {"kind": "budget", "budget_eur": 1e6}):
        near, far = (solve(problem(edges, length, [1], reach_node=reach), **coverage) for reach in ((), (3,)))
        assert near.edge.tolist() == [0]
        assert far.edge.tolist() == [0, 1, 2]
        assert near.served.all()
        assert far.served.all()
        assert far.kw.tolist() == [10.0, 0.0, 0.0]


@pytest.mark.parametrize("fixed", [0.0, 1e9])
def test_a_source_that_is_dear_to_begin_with_stays_unused_in_a_long_street(fixed):
    nodes = 600
    chain = [(v, v + 1) for v in range(nodes - 1)]
    case = problem(
        chain, 10.0, range(0, nodes, 5), root_node=(0, nodes - 1), root_eur_fixed=np.array([fixed, 1.0]),
        root_annuity=np.array([0.1, 0.1]),
    )  # fmt: skip
    forest = solve(case, effort=0)
    assert forest.served.all()
    assert set(forest.root.tolist()) == ({1} if fixed else {0, 1})
    assert forest.eur == pytest.approx(np.sum(10 * PRICE.eur_per_m(forest.kw)) + 1.0)


def test_who_is_left_out_is_told_why():
    edges = [(0, 1), (1, 2), (2, 3), (5, 6)]
    case = problem(edges, 10.0, [1, -1, 3, 6], forbidden=np.array([False, True, False, False]))
    forest = solve(case)
    assert forest.reason.tolist() == ["", "no_street_in_reach", "cut_by_forbidden", "no_source_in_reach"]
    assert forest.served.tolist() == [True, False, False, False]
    assert forest.root.tolist() == [0, -1, -1, -1]


def test_a_small_source_serves_what_fits():
    case = problem([(0, 1), (1, 2), (2, 3)], 10.0, [1, 2, 3], 10.0, root_kw=21.0)
    forest = solve(case)
    assert forest.served.tolist() == [True, True, False]
    assert forest.reason[2] == "source_too_small"
    assert forest.root_kw_used[0] <= 21.0


def test_nobody_and_nothing():
    empty = solve(problem(SQUARE, 10.0, []))
    assert len(empty.edge) == 0
    assert empty.eur_per_year == 0
    no_source = replace(problem(SQUARE, 10.0, [1]), root_node=np.array([-1]))
    assert solve(no_source).reason.tolist() == ["no_source_in_reach"]
    cold = solve(problem(SQUARE, 10.0, [2], 0.0))
    assert cold.served.all()
    assert cold.eur_per_year == pytest.approx(20 * 40.0)
    at_source = solve(problem(SQUARE, 10.0, [0]))
    assert at_source.served.all()
    assert len(at_source.edge) == 0


def test_worth_decides_in_the_best_set():
    case = problem([(0, 1), (1, 2)], [10.0, 1000.0], [1, 2], worth=5000.0)
    forest = solve(case, kind="best")
    assert forest.served.tolist() == [True, False]
    assert forest.reason[1] == "not_worth"
    assert solve(case).served.all()


def test_density_prunes_branches_that_carry_too_little():
    case = problem([(0, 1), (1, 2), (1, 3)], [10.0, 10.0, 100.0], [2, 3])  # 16 MWh each
    forest = solve(case, kind="density", density_mwh_per_m=0.5)
    assert forest.served.tolist() == [True, False]
    assert forest.reason[1] == "below_density"
    big = town(houses=60)
    left = solve(big, kind="density", density_mwh_per_m=0.25, effort=0.1)
    assert 0 < left.served.sum() < 60
    for i in range(len(left.edge)):  # every branch is dense enough
        beyond = branch(left, i)
        assert left.mwh[i] >= 0.25 * big.length_m[left.edge[beyond]].sum() * 0.999 or chain_start(left, i)


def branch(forest, i):
    rows, queue = [], [i]
    for j in queue:
        rows.append(j)
        queue += np.flatnonzero(forest.from_node == forest.to_node[j]).tolist()
    return rows


def chain_start(forest, i):
    """Within a chain of equal flow only the whole chain is a branch of its own."""
    before = np.flatnonzero(forest.to_node == forest.from_node[i])
    return len(before) > 0 and forest.mwh[before[0]] == pytest.approx(forest.mwh[i])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_budget_is_kept_and_well_spent(share):
    case = town(houses=60, seed=3, terminal_eur=np.full(60, 2000.0))
    whole = solve(case, effort=0.1)
    forest = solve(case, kind="budget", budget_eur=share * whole.eur, effort=0.1)
    assert forest.eur <= share * whole.eur * (1 + 1e-9)
    assert case.mwh[forest.served].sum() >= (share - 0.12) * case.mwh.sum()
    assert set(forest.reason[~forest.served]) == {"beyond_budget"}
    plenty = solve(case, kind="budget", budget_eur=2 * whole.eur, effort=0.1)
    assert plenty.served.all()


def test_a_budget_counts_what_is_paid_whatever_weighs_in_the_choice():
    case = town(houses=40, seed=3, terminal_eur=np.full(40, 2000.0))
    light = replace(case, cost_factor=np.full(len(case.edges), 0.4))
    plain, weighed = (solve(one, kind="budget", budget_eur=5e5, effort=0.1) for one in (case, light))
    for forest in (plain, weighed):
        metres = case.length_m[forest.edge]
        assert forest.eur == pytest.approx(np.sum(metres * PRICE.eur_per_m(forest.kw)) + 2000 * forest.served.sum())
        assert forest.eur <= 5e5
        assert 0 < forest.served.sum() < 40


@pytest.mark.parametrize("roots", [1, 3])
def test_a_town_is_a_forest_whose_cost_adds_up(roots):
    case = town(root_node=tuple(range(0, 80, 30))[:roots], root_eur_per_kw=np.full(roots, 100.0))
    forest = solve(case, effort=0.1)
    assert forest.served.all()
    assert is_a_forest(case, forest)
    uses = np.zeros((len(case.edges) + roots, case.terminals), bool)
    above = {b: (i, a) for i, (a, b) in enumerate(zip(forest.from_node, forest.to_node))}
    for t, v in enumerate(case.terminal_node):
        while v in above:
            i, v = above[v]
            uses[forest.edge[i], t] = True
        assert v == case.root_node[forest.root[t]]
        uses[len(case.edges) + forest.root[t], t] = True
    year, kw = edges_eur(case, PRICE, uses, np.ones((1, case.terminals), bool))
    assert forest.eur_per_year == pytest.approx(year[0], rel=1e-9)
    assert forest.root_kw_used == pytest.approx(kw[0])
    assert forest.mwh.max() <= case.mwh.sum() * (1 + 1e-9)


@pytest.mark.parametrize(("method", "seed"), [("kou", 0), ("mehlhorn", 0), ("mehlhorn", 1)])
def test_never_dearer_than_the_steiner_tree_of_networkx(method, seed):
    nx = pytest.importorskip("networkx")
    case = town(side=6, houses=60, seed=seed)
    graph = nx.Graph()
    for row, (a, b) in enumerate(case.edges):
        graph.add_edge(int(a), int(b), weight=case.length_m[row], row=row)
    steiner = nx.algorithms.approximation.steiner_tree(graph, [0, *case.terminal_node.tolist()], method=method)
    uses = np.zeros((len(case.edges) + 1, case.terminals), bool)
    uses[-1] = True
    for t, path in nx.single_source_shortest_path(steiner, 0).items():
        here = np.flatnonzero(case.terminal_node == t)
        rows = [graph.edges[a, b]["row"] for a, b in zip(path, path[1:])]
        uses[np.ix_(rows, here)] = True
    theirs = edges_eur(case, PRICE, uses, np.ones((1, case.terminals), bool))[0][0]
    assert solve(case, effort=0).eur_per_year <= theirs * (1 + 1e-9)


def test_the_order_of_rows_changes_nothing_but_the_order():
    case = random_problem(5, nodes=12, extra=8, terminals=8)
    random = np.random.default_rng(1)
    rows, streets = random.permutation(8), random.permutation(len(case.edges))
    of_terminals = ("terminal_node", "space_kw", "water_kw", "homes", "mwh", "terminal_eur", "worth_eur_per_year")
    turned = replace(
        case,
        **{name: getattr(case, name)[rows] for name in of_terminals},
        **{name: getattr(case, name)[streets] for name in ("edges", "length_m", "cost_factor", "forced", "forbidden")},
    )
    assert solve(turned).eur_per_year == pytest.approx(solve(case).eur_per_year, rel=1e-9)


def test_the_same_seed_gives_the_same_forest_and_one_can_stop():
    case = town(houses=80)
    first, second = solve(case, effort=0.1, seed=4), solve(case, effort=0.1, seed=4)
    assert first.edge.tolist() == second.edge.tolist()
    steps = cheapest_forest(case, PRICE)
    fractions = [next(steps).fraction for _ in range(5)]
    assert fractions == sorted(fractions)
    steps.close()


def test_prices_are_of_the_smallest_size_that_fits():
    assert PRICE.eur_per_m_year([0, 20, 20.1, 500, 501, 1001]).tolist() == [40, 40, 45, 95, 190, 285]
    assert PRICE.eur_per_m(45.0) == 650


def test_prices_of_real_pipes_count_capital_and_losses():
    from stadsstroom.engine.heat.pipes import PipeOptions, pipe_sizes, water_at

    pipes = pipe_sizes(PipeOptions(), water_at(60), 20.0)
    price = PipePrice.of_pipes(pipes, 0.05, 0.01, 40.0, 70.0, 50.0, 10.0)
    lost = pipes.u_w_per_m_k * (60 + 40) * 8.76 / 1000 * 40.0
    assert price.year_eur_per_m == pytest.approx(0.06 * pipes.eur_per_m + lost)


def test_what_cannot_be_is_refused():
    with pytest.raises(EngineError):
        Coverage("some")
    with pytest.raises(ValueError, match="length_m"):
        problem(SQUARE, np.nan, [1])
