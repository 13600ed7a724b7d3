"""Cables and stations become one network, drawn as pictures."""

import numpy as np
import pytest
import shapely
from stadsstroom.engine.grid.construct.assemble import assemble_cables
from stadsstroom.engine.grid.construct.options import GridOptions
from stadsstroom.tests.engine.grid.drawing import cables, codes, kinds, node_at, pieces, places, stations, table, town

T_JUNCTION = """
A-----T-----B
      |
      C
"""


def test_a_cable_that_ends_on_another_splits_it():
    network, problems = town(T_JUNCTION, lv="AB CT")
    assert kinds(network) == ["end", "end", "end", "tee"]
    assert sorted(network.edge_length_m) == pytest.approx([20, 60, 60])
    assert pieces(network) == 1
    assert problems == []


@pytest.mark.parametrize(("gap_m", "joined"), [(0.0, True), (0.99, True), (1.01, False)])
def test_a_tee_reaches_as_far_as_the_tolerance(gap_m, joined):
    network, _ = town(T_JUNCTION, lv="AB CT", shift={"T": (0, -gap_m)})
    assert pieces(network) == (1 if joined else 2)


GAP = """
A-----B C-----D
"""


@pytest.mark.parametrize(("gap_m", "joined"), [(0.0, True), (0.99, True), (1.01, False)])
def test_ends_join_up_to_the_tolerance(gap_m, joined):
    network, _ = town(GAP, lv="AB CD", shift={"C": (gap_m - 20, 0)})
    assert pieces(network) == (1 if joined else 2)
    assert kinds(network) == (["end", "end", "joint"] if joined else ["end"] * 4)


@pytest.mark.parametrize("tolerance_m", [0.0, 0.25, 3.0])
def test_the_tolerance_is_the_users(tolerance_m):
    at = {"A": (0, 0), "B": (50, 0), "C": (50 + tolerance_m, 0), "D": (100, 0), "E": (150 + 1.1 * tolerance_m + 0.1, 0)}
    near, _ = assemble_cables(
        cables(at, "AB CD"), cables(at, ""), stations(at, ""), GridOptions(snap_tolerance_m=tolerance_m)
    )
    assert pieces(near) == 1
    at["C"] = (50 + 1.1 * tolerance_m + 0.02, 0)
    far, _ = assemble_cables(
        cables(at, "AB CD"), cables(at, ""), stations(at, ""), GridOptions(snap_tolerance_m=tolerance_m)
    )
    assert pieces(far) == 2


RING = """
S-----A
|     |
C-----B
"""


def test_a_ring_at_a_station_stays_a_ring():
    network, problems = town(RING, lv="SAB SCB", stations_at="S")
    assert kinds(network) == ["joint", "station_lv"]
    assert network.n_edges == 2
    assert network.edge_length_m == pytest.approx([80, 80])
    assert codes(problems) == ["station_without_mv_cable"]


CABINET = """
S-----K-----T
      |
      E
"""


def test_two_stations_meet_in_a_cabinet():
    network, _ = town(CABINET, lv="SK KT KE", stations_at="ST")
    assert kinds(network) == ["cabinet", "end", "station_lv", "station_lv"]
    assert pieces(network) == 1


PARALLEL = """
A-----------------B
"""


def test_parallel_cables_stay_two():
    at = places(PARALLEL)
    beside = table(["1", "2"], [shapely.LineString([at["A"], at["B"]]), shapely.LineString([(0, 0.2), (180, 0.2)])])
    network, problems = assemble_cables(beside, cables(at, ""), stations(at, ""), GridOptions())
    assert network.n_edges == 2
    assert kinds(network) == ["joint", "joint"]  # their ends are within the tolerance
    assert problems == []


def test_a_joint_in_a_trench_does_not_catch_the_cable_beside_it():
    picture = """
          A           B
          |           |
    S-----P-----J-----Q-----T
    """
    network, _ = town(picture, lv="APJ JQB ST", stations_at="ABST", shift={"S": (0, 0.3), "T": (0, 0.3)})
    assert pieces(network) == 2


def test_a_piece_that_hangs_on_nothing_is_joined_to_the_cable_beside_its_joint():
    at = {"S": (0, 5), "B": (180, 5), "J": (60, 4.4), "K": (60, -40), "L": (70, 0)}
    network, _ = assemble_cables(cables(at, "SB JK JLK"), cables(at, ""), stations(at, "S"), GridOptions())
    assert pieces(network) == 1


def test_ends_from_both_sides_of_a_cable_join_it():
    at = {"A": (0, 0), "B": (100, 0), "C": (50, 0.2), "D": (50, 40), "E": (50.1, -0.2), "F": (50, -40)}
    network, _ = assemble_cables(cables(at, "AB CD EF"), cables(at, ""), stations(at, ""), GridOptions())
    assert pieces(network) == 1
    assert network.n_edges == 4


CROSSING = """
      C
      |
A-----X-----B
      |
      D
"""


@pytest.mark.parametrize("words", ["AB CD", "AXB CXD"], ids=["without a vertex", "with a vertex in both"])
def test_a_crossing_without_a_joint_stays_apart(words):
    network, _ = town(CROSSING, lv=words)
    assert network.n_edges == 2
    assert pieces(network) == 2


def test_a_cable_that_ends_at_a_crossing_joins_both():
    network, _ = town(CROSSING, lv="AXB XC XD")
    assert pieces(network) == 1
    assert network.n_edges == 4


def test_multiparts_are_exploded():
    network, problems = town(T_JUNCTION, lv="AT+TB CT")
    assert kinds(network) == ["cabinet", "end", "end", "end"]
    assert network.edge_cable.tolist().count(0) == 2
    assert problems == []


@pytest.mark.parametrize("twin", ["SAB", "BAS"], ids=["forwards", "backwards"])
def test_a_cable_drawn_twice_is_reported_and_left_out(twin):
    picture = "S-----A\n      |\n      B"
    network, problems = town(picture, lv=f"SAB {twin}", stations_at="S")
    assert network.n_edges == 1
    twins = [p for p in problems if p.code == "duplicate"]
    assert len(twins) == 1
    assert {twins[0].feature_id, twins[0].values["other"]} == ({"SAB", "SAB2"} if twin == "SAB" else {"SAB", "BAS"})


def test_the_same_ends_by_another_way_is_another_cable():
    network, problems = town(RING, lv="SAB SCB")
    assert network.n_edges == 2
    assert problems == []


def test_an_island_stays_an_island():
    network, _ = town("S---A   B---C", lv="SA BC", stations_at="S")
    assert pieces(network) == 2


LOLLIPOP = """
      B---C
      |   |
S-----A---D
"""


def test_a_loop_that_ends_on_its_own_run():
    network, problems = town(LOLLIPOP, lv="SADCBA", stations_at="S")
    assert kinds(network) == ["station_lv", "tee"]
    assert sorted(network.edge_length_m) == pytest.approx([60, 120])
    assert codes(problems) == ["loop_on_itself", "self_crossing", "station_without_mv_cable"]


def test_a_closed_loop_keeps_its_length():
    network, problems = town(RING, lv="SABCS")
    assert kinds(network) == ["joint"]
    assert network.edge_length_m == pytest.approx([160])
    assert codes(problems) == ["loop_on_itself"]


def test_a_cable_without_length_is_reported():
    at = {"A": (0, 0), "B": (0, 0.005), "C": (50, 0)}
    network, problems = assemble_cables(cables(at, "AA AB AC"), cables(at, ""), stations(at, ""), GridOptions())
    assert network.n_edges == 1
    assert sorted((p.code, p.feature_id) for p in problems) == [("zero_length", "AA"), ("zero_length", "AB")]


def test_a_short_cable_between_two_others_is_kept():
    at = {"A": (0, 0), "B": (50, 0), "C": (50.6, 0), "D": (100, 0)}
    network, problems = assemble_cables(cables(at, "AB BC CD"), cables(at, ""), stations(at, ""), GridOptions())
    assert network.n_edges == 3
    assert pieces(network) == 1
    assert problems == []


def test_a_row_of_near_ends_is_joined_without_falling_together():
    """Ends 0.9 m apart, as at switchgear: all joined, none moved farther than the tolerance."""
    lines = [shapely.LineString([(0.9 * i, 0), (0.9 * i, 60 + 5 * i)]) for i in range(10)]
    at = {}
    network, _ = assemble_cables(table([*"abcdefghij"], lines), cables(at, ""), stations(at, ""), GridOptions())
    assert pieces(network) == 1
    assert np.ptp(network.node_x[network.node_y == 0]) > 5
    moved = np.abs(network.node_x[network.edge_from] - shapely.get_x(shapely.get_point(network.edge_geometry, 0)))
    assert moved[network.edge_kind == "main"].max() <= 1.0
    assert set(network.edge_kind) == {"main", "link"}


LOOP_IN_LOOP_OUT = """
P-----------N-----------M
"""


def test_mv_cables_loop_in_and_out_of_a_station():
    network, problems = town(LOOP_IN_LOOP_OUT, mv="PN NM", stations_at="NM", sources="P")
    assert kinds(network, "MV") == ["station_mv"] * 3
    assert pieces(network, "MV") == 1
    assert codes(problems) == ["station_without_lv_cable"] * 2


def test_an_mv_cable_through_a_station_is_cut_there():
    network, _ = town(LOOP_IN_LOOP_OUT, mv="PM", stations_at="NM", sources="P", shift={"N": (0, 1.4)})
    assert kinds(network, "MV") == ["station_mv"] * 3
    assert network.edge_length_m == pytest.approx([120, 120])


def test_an_mv_cable_passing_a_station_that_has_its_own_is_left_alone():
    at = {"P": (0, 0), "M": (240, 0), "N": (120, 3), "K": (120, 4.2), "L": (120, 90)}
    network, _ = assemble_cables(cables(at, ""), cables(at, "PM KL"), stations(at, "N"), GridOptions())
    assert pieces(network, "MV") == 2


def test_a_station_drawn_as_a_polygon_cuts_what_runs_through_it():
    at = {"P": (0, 0), "M": (240, 0)}
    place = table(["N"], [shapely.box(118, -2, 122, 6)], has_lv=[True])
    network, _ = assemble_cables(cables(at, "PM"), cables(at, "PM"), place, GridOptions())
    assert network.edge_length_m == pytest.approx([120] * 4)
    assert sorted(network.node_kind) == ["end"] * 4 + ["station_lv", "station_mv"]


@pytest.mark.parametrize(("gap_m", "reached"), [(4.99, True), (5.01, False)])
def test_a_station_reaches_as_far_as_its_tolerance(gap_m, reached):
    at = {"S": (0, 0), "A": (0, gap_m), "B": (0, 50)}
    network, problems = assemble_cables(cables(at, "AB"), cables(at, "AB"), stations(at, "S"), GridOptions())
    assert (codes(problems) == []) == reached
    assert kinds(network).count("end") == (1 if reached else 2)
    if not reached:
        assert codes(problems) == ["station_without_lv_cable", "station_without_mv_cable"]
        assert [p.distance_m for p in problems] == pytest.approx([gap_m, gap_m])
        assert "5.0 m" in problems[0].reason.format(**problems[0].values)


def test_an_end_goes_to_the_nearest_station():
    at = {"S": (0, 0), "T": (0, 7), "A": (0, 3), "B": (60, 3)}
    network, problems = assemble_cables(cables(at, "AB"), cables(at, ""), stations(at, "ST"), GridOptions())
    tied = network.node_station[network.edge_from[0]]
    assert tied == 0
    assert [p.feature_id for p in problems if p.code == "station_without_lv_cable"] == ["T"]


def test_levels_meet_at_stations_only():
    network, _ = town(CROSSING, lv="AX", mv="CX XD", stations_at="")
    assert pieces(network, "LV") == 1
    assert (network.node_level[network.edge_from] == network.edge_level).all()
    assert (network.node_level[network.edge_to] == network.edge_level).all()


def test_a_customers_station_has_an_lv_side_where_public_cables_end():
    at = {"K": (0, 0), "A": (2, 0), "B": (60, 0), "L": (0, 200), "C": (-50, 203), "D": (50, 203)}
    network, _ = assemble_cables(cables(at, "AB CD"), cables(at, ""), stations(at, "", customers="KL"), GridOptions())
    lv = network.node_kind == "station_lv"
    assert network.node_station[lv].tolist() == [0]  # at L a cable only passes


def test_lv_goes_to_the_public_station_beside_a_customers():
    at = {"K": (0, 0), "N": (0, 4), "A": (0, 1), "B": (60, 1)}
    network, _ = assemble_cables(cables(at, "AB"), cables(at, ""), stations(at, "N", customers="K"), GridOptions())
    lv = np.flatnonzero(network.node_kind == "station_lv")
    assert network.node_station[lv].tolist() == [0]
    assert set(lv) & {int(network.edge_from[0]), int(network.edge_to[0])}


def test_what_is_no_cable_is_reported():
    lines = [
        None,
        shapely.LineString(),
        shapely.Point(1, 1),
        shapely.box(0, 0, 1, 1),
        shapely.LineString([(0, 0), (9, 9)]),
    ]
    at = {}
    network, problems = assemble_cables(table([*"abcde"], lines), cables(at, ""), stations(at, ""), GridOptions())
    assert network.n_edges == 1
    assert [(p.feature_id, p.code) for p in problems] == [
        ("a", "no_geometry"),
        ("b", "no_geometry"),
        ("c", "not_a_line"),
        ("d", "not_a_line"),
    ]


def test_a_station_without_a_place_is_reported():
    at = {"A": (0, 0), "B": (9, 0)}
    network, problems = assemble_cables(
        cables(at, "AB"), cables(at, ""), table(["N"], [None], has_lv=[True]), GridOptions()
    )
    assert codes(problems) == ["no_geometry"]
    assert network.station_nodes("LV", 1).tolist() == [-1]


def test_nothing_drawn_gives_an_empty_network():
    network, problems = town("A", lv="", mv="")
    assert (network.n_nodes, network.n_edges, problems) == (0, 0, [])


def test_a_line_that_crosses_itself_is_kept_whole():
    picture = """
A   C
|\\  |
| X |
D   B
"""
    network, problems = town(picture, lv="ABCD")
    assert network.n_edges == 1
    assert codes(problems) == ["self_crossing"]


def canonical(network):
    """The network with nodes and edges named by place."""
    xy = np.round(np.stack([network.node_x, network.node_y], axis=1), 6).tolist()
    nodes = sorted(zip(xy, network.node_kind.tolist(), network.node_level.tolist()))
    edges = sorted(
        (geometry.wkt, xy[a], xy[b], level, kind)
        for geometry, a, b, level, kind in zip(
            network.edge_geometry, network.edge_from, network.edge_to, network.edge_level, network.edge_kind
        )
    )
    return nodes, edges


def test_row_order_changes_nothing():
    rng = np.random.default_rng(5)
    points = np.round(rng.uniform(0, 60, (60, 2)))
    near = points[rng.integers(0, 60, 60)] + rng.uniform(-0.7, 0.7, (60, 2))
    lines = np.array([shapely.LineString([a, b]) for a, b in zip(points, near[::-1])], object)
    place = shapely.points(points[:4] + 1.5)

    def built(order, station_order, mv_order):
        return assemble_cables(
            table([str(i) for i in order], list(lines[order])),
            table([str(i) for i in mv_order], list(lines[mv_order])),
            table([f"s{i}" for i in station_order], list(place[station_order]), has_lv=[True] * 4),
            GridOptions(),
        )[0]

    one = built(np.arange(60), np.arange(4), np.arange(9))
    other = built(rng.permutation(60), rng.permutation(4), rng.permutation(9))
    assert one.n_edges > 60
    assert canonical(one) == canonical(other)
    # Nodes and edges keep even their numbers.
    assert one.node_x.tolist() == other.node_x.tolist()
    assert [g.wkt for g in one.edge_geometry] == [g.wkt for g in other.edge_geometry]


def test_every_metre_drawn_is_in_the_network():
    rng = np.random.default_rng(11)
    lines = [shapely.LineString(rng.uniform(0, 200, (4, 2))) for _ in range(80)]
    at = {}
    network, _ = assemble_cables(
        table([str(i) for i in range(80)], lines), cables(at, ""), stations(at, ""), GridOptions()
    )
    main = network.edge_kind == "main"
    assert network.edge_length_m[main].sum() == pytest.approx(sum(line.length for line in lines), abs=80 * 0.02)
    assert shapely.length(network.edge_geometry[main]) == pytest.approx(network.edge_length_m[main])
    node = np.stack([network.node_x, network.node_y], axis=1)
    for end, index in ((network.edge_from, 0), (network.edge_to, -1)):
        drawn = shapely.get_coordinates(shapely.get_point(network.edge_geometry, index))
        assert np.hypot(*(node[end] - drawn).T).max() <= 1.0 + 1e-9


def test_nodes_are_found_by_place():
    network, _ = town(T_JUNCTION, lv="AB CT")
    assert network.node_kind[node_at(network, (60, 0))] == "tee"
