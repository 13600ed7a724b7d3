"""Open points: every piece one source, with the least kW x ohm that allows."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely
from stadsstroom.engine.grid.construct import forest
from stadsstroom.engine.grid.construct.network import CableNetwork
from stadsstroom.engine.grid.construct.open_points import choose_open_points
from stadsstroom.engine.grid.construct.splitting import split_edges
from stadsstroom.engine.grid.construct.tracing import trace
from stadsstroom.engine.grid.construct.unfed import unfed_cables
from stadsstroom.tests.engine.grid.drawing import node_at, table, town


def loads(network, kw: dict) -> np.ndarray:
    """kW per node from {(x, y): kW}."""
    node_kw = np.zeros(network.n_nodes)
    for at, value in kw.items():
        node_kw[node_at(network, at)] += value
    return node_kw


def sources_of(network, level="LV"):
    return np.flatnonzero(network.node_kind == f"station_{level.lower()}")


def opened(network, node_kw, forced=None, level="LV", **more):
    """Open points and the trace, with a resistance of 1 ohm a metre."""
    points = choose_open_points(
        network, node_kw, network.edge_length_m, sources_of(network, level), level, forced, **more
    )
    return points, trace(network, points, sources_of(network, level), network.edge_length_m)


def open_nodes(network, points):
    """Places of the nodes at which edges are open."""
    node = np.where(points.end == "from", network.edge_from[points.edge], network.edge_to[points.edge])
    return sorted(zip(network.node_x[node].tolist(), network.node_y[node].tolist()))


def is_radial(network, points, traced):
    closed = np.ones(network.n_edges, bool)
    closed[points.edge] = False
    fed = closed & (traced.source[network.edge_from] >= 0)
    n_sources = len(np.unique(traced.source[traced.source >= 0]))
    within = traced.source[network.edge_from[fed]] == traced.source[network.edge_to[fed]]
    return within.all() and fed.sum() == traced.energised.sum() - n_sources


TWO_STATIONS = """
S-----K---------T
      |
      E
"""


def test_two_stations_part_at_the_cabinet_between_them():
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    points, traced = opened(network, loads(network, {(60, 0): 10}))
    # The cabinet is nearer to S (60 m) than to T (100 m); the empty cable K-T opens at T, where a switch is likeliest.
    assert points.n == 1
    assert {int(points.station_a[0]), int(points.station_b[0])} == set(sources_of(network))
    assert traced.source[node_at(network, (60, -10))] == node_at(network, (0, 0))
    assert is_radial(network, points, traced)
    assert points.how.tolist() == ["inferred"]
    assert "between two stations" in points.rule[0]


@pytest.mark.parametrize(("near_s", "near_t", "opened_at"), [(1, 9, (60, 0)), (9, 1, (160, 0))])
def test_the_load_along_a_cable_goes_to_the_nearer_station_as_one(near_s, near_t, opened_at):
    """Houses on K-T hang on service tees, which cannot be opened: the cable opens at K or at T."""
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    run = int(np.flatnonzero(np.isclose(network.edge_length_m, 100))[0])
    forward = network.node_x[network.edge_from[run]] < network.node_x[network.edge_to[run]]
    network, nodes = split_edges(network, [run, run], [5.0, 95.0] if forward else [95.0, 5.0])
    node_kw = np.zeros(network.n_nodes)
    node_kw[nodes] = near_s, near_t
    points, traced = opened(network, node_kw)
    assert open_nodes(network, points) == [opened_at]
    assert is_radial(network, points, traced)


def test_a_loop_in_one_stations_area_is_opened():
    network, _ = town("S-----A\n|     |\nC-----B", lv="SA AB BC CS", stations_at="S")
    points, traced = opened(network, loads(network, {(60, 0): 1, (60, -20): 1, (0, -20): 9}))
    assert points.n == 1
    assert "loop" in points.rule[0]
    assert traced.ohm[node_at(network, (60, -20))] == pytest.approx(80)
    assert is_radial(network, points, traced)


def test_a_cable_that_begins_and_ends_at_one_joint_is_opened_there():
    network, _ = town("S---A---B\n    |   |\n    D---C", lv="SA ABCDA", stations_at="S")
    points, traced = opened(network, np.ones(network.n_nodes))
    assert points.n == 1
    assert traced.energised[network.node_level == "LV"].all()
    assert is_radial(network, points, traced)


def test_a_loop_of_tees_is_opened_where_a_cable_ends():
    """Both ends of the side cable lie on the run of the other: there is no joint, and the run stays whole."""
    network, _ = town("S---A-----B---C\n    |     |\n    D-----E", lv="SC ADEB", stations_at="S")
    points, traced = opened(network, np.ones(network.n_nodes))
    assert points.n == 1
    assert "opened at a tee" in points.rule[0]
    assert network.edge_cable[points.edge].tolist() == [1]
    assert is_radial(network, points, traced)


def test_tees_are_not_opened_where_there_is_a_joint():
    """T is nearer to A by the middle of the cable, but only its ends can be opened."""
    picture = """
A-----T-----B
      |
      C
"""
    network, _ = town(picture, lv="AB TC", stations_at="ABC")
    points, traced = opened(network, loads(network, {(60, 0): 1}))
    kinds = network.node_kind[
        np.where(points.end == "from", network.edge_from[points.edge], network.edge_to[points.edge])
    ]
    assert set(kinds) == {"station_lv"}
    assert points.n == 2
    assert traced.source[node_at(network, (60, 0))] == node_at(network, (60, -20))  # 20 m, the others 60 m
    assert is_radial(network, points, traced)


def test_an_mv_ring_is_opened_once():
    network, _ = town("P-----A\n|     |\nC-----B", mv="PA AB BC CP", stations_at="ABC", sources="P")
    node_kw = np.zeros(network.n_nodes)
    node_kw[network.station_nodes("MV", 4)[:3]] = 100
    source = network.station_nodes("MV", 4)[3:]
    points = choose_open_points(network, node_kw, network.edge_length_m, source, "MV")
    traced = trace(network, points, source)
    assert points.n == 1
    assert traced.energised[network.node_kind == "station_mv"].all()
    # A lies 60 m one way round and C 20 m the other; B is 80 m away both ways.
    assert traced.ohm[network.station_nodes("MV", 4)[:3]].tolist() == [60, 80, 20]
    assert sorted(set(traced.feeder[network.node_kind == "station_mv"]) - {-1}) == sorted(
        np.flatnonzero((network.edge_from == source[0]) | (network.edge_to == source[0]))
    )


def test_an_option_keeps_the_grid_meshed():
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    points, traced = opened(network, np.ones(network.n_nodes), meshed=True)
    assert points.n == 0
    assert [(p.code, p.values["count"]) for p in points.problems] == [("meshed_piece", 2)]
    assert traced.energised[network.node_level == "LV"].all()


def at_points(*places, level=None):
    columns = {} if level is None else {"level": [level] * len(places)}
    return table([str(i) for i in range(len(places))], [shapely.Point(p) for p in places], **columns)


def test_the_users_open_point_wins():
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    points, traced = opened(network, loads(network, {(60, 0): 10}), at_points((10, 1)))
    assert points.how.tolist() == ["measured"]
    assert open_nodes(network, points) == [(0, 0)]
    assert traced.source[node_at(network, (60, 0))] == node_at(network, (160, 0))
    assert points.problems == ()


def test_a_point_on_a_joint_opens_the_cable_from_the_other_station():
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    points, traced = opened(network, loads(network, {(60, -10): 10}), at_points((60, 0)))
    assert points.n == 1
    assert network.edge_length_m[points.edge] == pytest.approx([100])
    assert traced.energised[network.node_level == "LV"].all()


def test_a_point_that_cuts_something_off_wins_and_is_reported():
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    points, _ = opened(network, loads(network, {(60, -10): 7.5}), at_points((60, -2)))
    assert [p.code for p in points.problems] == ["open_point_cuts_off"]
    assert "7.5 kW" in points.problems[0].reason.format(**points.problems[0].values)
    assert points.how.tolist() == ["measured", "inferred"]


def test_points_without_place_or_cable_are_reported():
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    forced = table(["a", "b"], [None, shapely.Point(30, 40)])
    points, _ = opened(network, np.ones(network.n_nodes), forced)
    assert [(p.feature_id, p.code) for p in points.problems] == [
        ("a", "no_geometry"),
        ("b", "open_point_without_cable"),
    ]
    assert points.problems[1].distance_m == pytest.approx(40)


def test_a_point_is_for_the_level_it_says_or_lies_on():
    network, _ = town("S---K---T", lv="SK KT", mv="ST", stations_at="ST", shift={"K": (0, 2)})
    on_mv, on_lv = at_points((40, 0.5)), at_points((40, 0.5), level="LV")
    ohm, kw = network.edge_length_m, np.ones(network.n_nodes)
    for forced, level in ((on_mv, "MV"), (on_lv, "LV")):
        found = {
            name: (
                choose_open_points(network, kw, ohm, sources_of(network, name), name, forced).how == "measured"
            ).sum()
            for name in ("LV", "MV")
        }
        assert found == {"LV": int(level == "LV"), "MV": int(level == "MV")}


def test_the_result_read_back_is_the_same():
    """Open points given back by the user, half a metre along their cable, open the same cables."""
    network, node_kw, sources = random_grid(np.random.default_rng(3), 14, 20, 4)
    ohm = network.edge_length_m
    points = choose_open_points(network, node_kw, ohm, sources, "LV")
    along = np.where(points.end == "from", 0.5, network.edge_length_m[points.edge] - 0.5)
    place = shapely.line_interpolate_point(network.edge_geometry[points.edge], along)
    again = choose_open_points(network, node_kw, ohm, sources, "LV", at_points(*[(p.x, p.y) for p in place]))
    assert sorted(zip(again.edge.tolist(), again.end.tolist())) == sorted(
        zip(points.edge.tolist(), points.end.tolist())
    )
    assert set(again.how) == {"measured"}


def random_grid(rng, n_nodes, n_edges, n_sources, allowed=("joint", "cabinet"), barred=("tee", "service_tee")):
    """A connected LV grid: random tree and extra edges; a good part of its nodes cannot be opened."""
    xy = rng.uniform(0, 200, (n_nodes, 2))
    ends = [(i, int(rng.integers(0, i))) for i in range(1, n_nodes)]
    while len(ends) < n_edges:
        a, b = (int(v) for v in rng.integers(0, n_nodes, 2))
        if a != b or rng.random() < 0.2:
            ends.append((a, b))
    kind = np.where(rng.random(n_nodes) < 0.5, rng.choice(allowed, n_nodes), rng.choice(barred, n_nodes)).astype("U11")
    sources = np.sort(rng.choice(n_nodes, n_sources, replace=False))
    kind[sources] = "station_lv"
    bend = rng.uniform(0, 200, (n_edges, 2))
    lines = np.array([shapely.LineString([xy[a], bend[i], xy[b]]) for i, (a, b) in enumerate(ends)], object)
    station = np.full(n_nodes, -1)
    station[sources] = np.arange(n_sources)
    a, b = np.array(ends).T
    network = CableNetwork(
        xy[:, 0], xy[:, 1], np.full(n_nodes, "LV"), kind, station,
        a, b, np.full(n_edges, "LV"), np.full(n_edges, "main"), rng.integers(0, n_edges, n_edges),
        lines, shapely.length(lines),
    )  # fmt: skip
    return network, np.round(rng.exponential(5, n_nodes) * (rng.random(n_nodes) < 0.7), 1), sources


def cost_of(network, node_kw, sources, opened_edges):
    """Sum of kW x ohm with these edges open, inf unless every node has exactly one path to one source."""
    root = list(range(network.n_nodes))

    def find(node):
        while root[node] != node:
            node = root[node]
        return node

    for source in sources[1:]:
        root[find(int(source))] = find(int(sources[0]))  # all sources are one: a path between two closes a loop
    closed = [e for e in range(network.n_edges) if e not in opened_edges]
    for e in closed:
        a, b = find(int(network.edge_from[e])), find(int(network.edge_to[e]))
        if a == b:
            return np.inf
        root[a] = b
    if len({find(node) for node in range(network.n_nodes)}) > 1:
        return np.inf
    dist = np.full(network.n_nodes, np.inf)
    dist[sources] = 0
    for _ in range(network.n_nodes):
        for e in closed:
            a, b, length = network.edge_from[e], network.edge_to[e], network.edge_length_m[e]
            dist[a], dist[b] = min(dist[a], dist[b] + length), min(dist[b], dist[a] + length)
    return float((node_kw * dist).sum())


def least_cost(network, node_kw, sources):
    """The least cost of all ways to open edges at joints, cabinets and stations, inf where there is none."""
    can = np.isin(network.node_kind, ["joint", "cabinet", "station_lv"])
    choice = np.flatnonzero(can[network.edge_from] | can[network.edge_to]).tolist()
    n_open = network.n_edges - network.n_nodes + len(sources)
    return min(
        (cost_of(network, node_kw, sources, set(combo)) for combo in itertools.combinations(choice, n_open)),
        default=np.inf,
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_other_choice_costs_less(seed):
    rng = np.random.default_rng(seed)
    n_nodes = int(rng.integers(5, 9))
    network, node_kw, sources = random_grid(rng, n_nodes, n_nodes + int(rng.integers(0, 3)), int(rng.integers(1, 4)))
    least = least_cost(network, node_kw, sources)
    points = choose_open_points(network, node_kw, network.edge_length_m, sources, "LV")
    cost = cost_of(network, node_kw, sources, set(points.edge.tolist()))
    assert np.isfinite(cost)  # radial and all fed, even where only a tee could be opened
    if np.isfinite(least):
        assert cost == pytest.approx(least)
        node = np.where(points.end == "from", network.edge_from[points.edge], network.edge_to[points.edge])
        assert set(network.node_kind[node]) <= {"joint", "cabinet", "station_lv"}
    else:
        assert any("tee" in rule for rule in points.rule)


def test_the_reported_cost_is_the_grids():
    network, node_kw, sources = random_grid(np.random.default_rng(8), 40, 60, 5)
    points = choose_open_points(network, node_kw, network.edge_length_m, sources, "LV")
    traced = trace(network, points, sources, network.edge_length_m)
    assert (node_kw * traced.ohm).sum() == pytest.approx(cost_of(network, node_kw, sources, set(points.edge.tolist())))
    assert is_radial(network, points, traced)


def test_a_search_cut_short_says_so_and_is_still_radial(monkeypatch):
    network, node_kw, sources = random_grid(np.random.default_rng(0), 120, 190, 6, ("joint",), ("tee",))
    full = choose_open_points(network, node_kw, network.edge_length_m, sources, "LV")
    monkeypatch.setattr(forest, "BUDGET_NODES", 0)
    monkeypatch.setattr(forest, "FEWEST_RUNS", 1)
    short = choose_open_points(network, node_kw, network.edge_length_m, sources, "LV")
    cost = [cost_of(network, node_kw, sources, set(p.edge.tolist())) for p in (full, short)]
    assert not any("cut short" in rule for rule in full.rule)
    assert cost[0] * (1 - 1e-9) <= cost[1] <= 1.02 * cost[0]
    assert any("cut short" in rule for rule in short.rule)


def test_numbering_changes_nothing():
    network, node_kw, sources = random_grid(np.random.default_rng(4), 30, 45, 4)
    rng = np.random.default_rng(0)
    edge = rng.permutation(network.n_edges)
    turned = replace(
        network,
        edge_from=network.edge_from[edge],
        edge_to=network.edge_to[edge],
        edge_cable=network.edge_cable[edge],
        edge_geometry=network.edge_geometry[edge],
        edge_length_m=network.edge_length_m[edge],
    )
    one = choose_open_points(network, node_kw, network.edge_length_m, sources, "LV")
    other = choose_open_points(turned, node_kw, turned.edge_length_m, sources, "LV")
    assert sorted(zip(one.edge.tolist(), one.end)) == sorted(zip(edge[other.edge].tolist(), other.end))


def test_what_no_source_reaches_is_left_as_drawn():
    network, _ = town("S---A   B---C\n        |   |\n        E---D", lv="SA BC CD DE EB", stations_at="S")
    points, traced = opened(network, np.ones(network.n_nodes))
    assert points.n == 0
    assert not traced.energised[node_at(network, (80, 0))]


def test_cables_that_nothing_feeds_are_named_with_the_distance():
    network, _ = town("S---A B---C", lv="SA BC", stations_at="S")
    _, traced = opened(network, np.ones(network.n_nodes))
    drawn = table(["SA", "BC"], [None, None])
    (problem,) = unfed_cables(network, traced, drawn, "LV")
    assert problem.feature_id == "BC"
    assert (problem.values["length"], problem.distance_m) == (40, 20)


def test_a_trace_gives_feeders_depths_and_sums():
    picture = """
C
|
S-----A-----B
      |
      D
"""
    network, _ = town(picture, lv="SA AB AD SC", stations_at="S")
    _, traced = opened(network, np.ones(network.n_nodes))
    station, a, b = (node_at(network, at) for at in [(0, -10), (60, -10), (120, -10)])
    assert traced.feeder[station] == -1
    assert traced.feeder[b] == traced.feeder[a] == traced.parent_edge[a]
    assert len(set(traced.feeder.tolist()) - {-1}) == 2
    assert (traced.depth[station], traced.depth[a], traced.depth[b]) == (0, 1, 2)
    assert traced.ohm[b] == pytest.approx(120)
    assert traced.sum_downstream(np.ones(network.n_nodes))[[station, a, b]].tolist() == [5, 3, 1]
    assert traced.order[0] == station
    assert (traced.edge_child >= 0).all()


def test_an_open_cable_hangs_on_the_end_that_is_closed():
    network, _ = town(TWO_STATIONS, lv="SK KT KE", stations_at="ST")
    points, traced = opened(network, loads(network, {(60, 0): 10}))
    edge = points.edge[0]
    closed_end = network.edge_to[edge] if points.end[0] == "from" else network.edge_from[edge]
    assert traced.edge_source[edge] == traced.source[closed_end]
    assert traced.edge_child[edge] == -1
