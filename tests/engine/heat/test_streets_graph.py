"""Untidy streets become a graph: nothing is lost, what should meet meets, what should not does not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.heat.streets import StreetOptions, street_graph

from .drawn_streets import drawing, fits, graph_of, grid, table

APART = StreetOptions(join_m=0)


def codes(graph):
    return sorted(problem.code for problem in graph.problems)


def test_a_cross_gets_a_node_where_it_crosses():
    graph = graph_of([(0, 50), (100, 50)], [(50, 0), (50, 100)])
    fits(graph)
    assert sorted(graph.length_m) == [50, 50, 50, 50]
    assert (graph.street == 0).sum() == (graph.street == 1).sum() == 2
    assert [50, 50] in graph.xy.tolist()
    assert not graph.problems


def test_a_bridge_has_none():
    cross = [(0, 50), (100, 50)], [(50, 0), (50, 100)]
    bridge = graph_of(*cross, level=[0, 1], options=APART)
    assert len(bridge.edges) == 2
    assert graph_of(*cross, options=StreetOptions(split_crossings=False, join_m=0)).length_m.tolist() == [100, 100]


def test_the_ends_of_a_bridge_meet_the_road():
    graph = graph_of([(0, 0), (40, 0)], [(40, 0), (80, 0)], [(80, 0), (99, 0)], level=[0, 1, 0])
    assert graph.piece.max() == 0


@pytest.mark.parametrize("gap", [0.0, 0.0004, 0.5, 1.9])
def test_ends_that_nearly_meet_do(gap):
    graph = graph_of([(0, 0), (100, 0)], [(100 + gap, 0), (200, 0)], options=APART)
    fits(graph)
    assert len(graph.xy) == 3
    assert graph.length_m.sum() == pytest.approx(200, abs=0.01)  # what lay between is bridged


def test_ends_further_off_do_not():
    graph = graph_of([(0, 0), (100, 0)], [(102.5, 0), (200, 0)], options=APART)
    assert len(graph.xy) == 4
    assert codes(graph) == ["island"]
    assert graph.problems[0].distance_m == pytest.approx(2.5)


@pytest.mark.parametrize("end", [1.5, 0.0, -1.5])
def test_a_side_street_meets_the_street_it_ends_at(end):
    """It may end short of it, on it, or a little beyond: the stump beyond is no street."""
    graph = graph_of([(0, 0), (100, 0)], [(50, end), (50, 80)], options=APART)
    fits(graph)
    assert len(graph.xy) == 4
    assert sorted(np.round(graph.length_m)) == [50, 50, 80]
    assert graph.piece.max() == 0


def test_streets_that_touch_without_ends_meet():
    graph = graph_of([(0, 0), (50, 50), (100, 0)], [(0, 100), (50, 50), (100, 100)])
    assert len(graph.edges) == 4


def test_a_street_that_crosses_itself_meets_itself():
    graph = graph_of([(0, 0), (100, 0), (100, 50), (50, 50), (50, -50)])
    fits(graph)
    assert [50, 0] in graph.xy.tolist()
    assert graph.length_m.sum() == pytest.approx(300)


def test_a_ring_stays_a_ring():
    square = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    alone = graph_of(square)
    fits(alone)
    assert alone.length_m.sum() == 400
    small = graph_of([(0, 0), (1, 0), (1, 1), (0, 0)])
    assert small.length_m.sum() == pytest.approx(2 + 2**0.5)
    tied = graph_of(square, [(100, 50), (200, 50)])
    fits(tied)
    assert tied.length_m.sum() == 500
    assert tied.piece.max() == 0


def test_streets_drawn_twice_count_once():
    graph = graph_of([(0, 0), (60, 0), (100, 0)], [(100, 0), (60, 0), (0, 0)])
    assert graph.length_m.tolist() == [100]
    assert codes(graph) == ["double_street"]
    barred = graph_of([(0, 0), (100, 0)], [(100, 0), (0, 0)], preference=[None, "verboden"])
    assert barred.preference.tolist() == [3]  # the one that says more


def test_streets_that_share_a_stretch_share_it_once():
    graph = graph_of([(0, 0), (100, 0)], [(50, 0), (150, 0)])
    fits(graph)
    assert graph.length_m.sum() == 150
    assert len(graph.xy) == 3


def test_what_is_no_street_is_told():
    shapes = [
        [(0, 0), (100, 0)],
        None,
        shapely.LineString([(5, 5), (5, 5)]),
        shapely.box(0, 0, 9, 9),
        shapely.LineString(),
    ]
    graph = graph_of(*shapes)
    assert len(graph.edges) == 1
    assert codes(graph) == ["no_length", "no_length", "no_length", "not_a_line"]
    with pytest.raises(EngineError, match="no line"):
        graph_of(None)


def test_broken_coordinates_do_not_spread():
    graph = graph_of([(0, 0), (100, 0)], [(0, 0), (np.nan, 5)])
    assert codes(graph) == ["no_length"]


def test_parts_of_one_street_become_one_line():
    parts = shapely.MultiLineString([[(0, 0), (50, 0)], [(50, 0), (90, 30)], [(200, 0), (300, 0)]])
    graph = graph_of(parts, options=APART)
    fits(graph)
    assert sorted(graph.length_m) == [100, 100]
    assert len(graph_of(parts, options=StreetOptions(join_m=0, merge=False)).edges) == 3
    two = graph_of([(0, 0), (50, 0)], [(50, 0), (90, 30)])
    assert len(two.edges) == 2  # two streets stay two


def test_short_streets_stay():
    graph = graph_of([(0, 0), (50, 0)], [(50, 0), (50, 1.2)], [(50, 1.2), (120, 1.2)])
    fits(graph)
    assert set(graph.street) == {0, 1, 2}
    assert graph.piece.max() == 0


def test_pieces_near_each_other_are_joined_by_a_link():
    graph = graph_of([(0, 0), (100, 0)], [(50, 12), (50, 90)])
    fits(graph)
    link = graph.street == -1
    assert graph.length_m[link] == pytest.approx([12])
    assert graph.preference[link] == [0]
    assert graph.piece.max() == 0
    assert len(graph.edges) == 4  # the street is cut where the link begins


def test_a_row_of_islands_is_joined_by_the_shortest_links():
    graph = graph_of(*([(x, 0), (x + 90, 0)] for x in (0, 100, 200, 300)))
    assert graph.length_m[graph.street == -1] == pytest.approx([10, 10, 10])
    assert graph.piece.max() == 0


def test_a_forbidden_street_cuts_the_town_and_no_link_leads_round_it():
    """West of the bridge and east of it, with a bank of 10 m between: the bridge may not be used."""
    graph = graph_of(
        [(0, 0), (100, 0)], [(100, 0), (110, 0)], [(110, 0), (190, 0)], preference=["", "Verboden", "voorkeur"]
    )
    fits(graph)
    assert graph.preference.tolist().count(3) == 1
    assert (graph.street >= 0).all()
    assert graph.piece.max() == 1
    assert codes(graph) == ["cut_off"]
    assert graph.cost_factor[graph.preference == 1] == pytest.approx([0.8])


def test_preferences_and_surfaces_are_read_in_dutch_and_english():
    streets = [[(0, y), (100, y)] for y in (0, 50, 100, 150, 200)]
    graph = graph_of(
        *streets,
        preference=["verplicht", "FORCED", "preferred", None, "misschien"],
        surface=["gesloten verharding", "footway", "rijbaan lokale weg: verkeersdrempel", None, "moondust"],
        options=APART,
    )
    ids = graph.streets.frame["street_id"].to_numpy()[graph.street]
    order = np.argsort(ids)
    assert graph.preference[order].tolist() == [2, 2, 1, 0, 0]
    assert graph.cost_factor[order] == pytest.approx([1, (3 / 6) ** 0.5, 0.8, 1, 1])
    assert [code for code in codes(graph) if code != "island"] == ["unknown_preference", "unknown_surface"]
    assert graph.streets.frame["preference"].tolist() == ["forced", "forced", "preferred", "", ""]


def test_the_order_of_the_rows_changes_nothing():
    """A messy town: random lines that cross, touch, miss each other, and lie double."""
    random = np.random.default_rng(4)
    lines = [np.round(random.uniform(0, 400, 2) + random.normal(0, 60, (3, 2)).cumsum(axis=0), 2) for _ in range(60)]
    lines += lines[:5] + [line[::-1] for line in lines[5:10]]
    shapes = [shapely.LineString(line) for line in lines]
    one = table(shapes, street_id=[f"s{i}" for i in range(len(shapes))])
    for seed in range(3):
        other = one.take(np.random.default_rng(seed).permutation(len(one)))
        first, second = finish(street_graph(one)), finish(street_graph(other))
        fits(first)
        assert drawing(first) == drawing(second)
        assert np.array_equal(first.xy, second.xy)
        assert np.array_equal(first.edges, second.edges)
    kept = shapely.length(shapely.union_all(one.geometry))
    own = first.street >= 0
    assert kept - 2 * len(lines) < first.length_m[own].sum() < kept + 4 * len(lines)


def test_a_tidy_grid_stays_as_it_was():
    streets = grid(30, 20)
    graph = finish(street_graph(streets))
    fits(graph)
    assert len(graph.edges) == len(streets)
    assert len(graph.xy) == 600
    assert graph.length_m.sum() == pytest.approx(80 * len(streets))
    assert set(graph.street) == set(range(len(streets)))
    assert not graph.problems


def test_a_shaken_grid_comes_out_connected():
    """Every end moved by up to 0.6 m: no two of a junction coincide."""
    streets = grid(15, 15)
    ends = shapely.get_coordinates(streets.geometry)
    shaken = ends + np.random.default_rng(1).uniform(-0.6, 0.6, ends.shape)
    lines = shapely.linestrings(shaken.reshape(-1, 2, 2))
    graph = finish(street_graph(FeatureTable(streets.frame, lines), APART))
    fits(graph)
    assert graph.piece.max() == 0
    assert len(graph.xy) == 225
    assert set(graph.street) == set(range(len(streets)))
