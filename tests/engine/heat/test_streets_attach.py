"""Buildings hang on the street they face."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from stadsstroom.engine import finish
from stadsstroom.engine.heat.streets import StreetOptions, attach, split_edges, street_graph

from .drawn_streets import fits, graph_of, grid


def house(x, y, size=8):
    return shapely.box(x, y, x + size, y + size)


def shapes(*items):
    array = np.empty(len(items), object)
    array[:] = items
    return array


def test_a_house_hangs_on_the_street_before_it():
    graph = graph_of([(0, 0), (100, 0)])
    tied = attach(graph, shapes(house(40, 6)), 50, detour=1.2)
    fits(tied.graph)
    line = tied.lines[0]
    start, end = shapely.get_coordinates(line)
    assert start.tolist() == tied.graph.xy[tied.node[0]].tolist()
    assert end[1] == 6
    assert line.length == pytest.approx(6)
    assert tied.length_m[0] == pytest.approx(7.2)
    assert tied.graph.length_m.sum() == pytest.approx(100)
    assert (tied.graph.street == 0).all()


def test_what_lies_too_far_hangs_on_nothing():
    tied = attach(graph_of([(0, 0), (100, 0)]), shapes(shapely.Point(50, 51), shapely.Point(50, 49), None), 50)
    assert (tied.node >= 0).tolist() == [False, True, False]
    assert tied.lines[0] is None
    assert np.isnan(tied.length_m[[0, 2]]).all()


def test_no_house_hangs_on_a_forbidden_street():
    two = [(0, 0), (100, 0)], [(0, 40), (100, 40)]
    graph = graph_of(*two, preference=["verboden", ""], options=StreetOptions(join_m=0))
    tied = attach(graph, shapes(house(50, 5)), 50)
    assert tied.graph.xy[tied.node[0], 1] == 40
    closed = graph_of([(0, 0), (100, 0)], preference=["verboden"])
    assert attach(closed, shapes(house(50, 5)), 50).node.tolist() == [-1]


def test_a_line_goes_round_the_neighbour_where_another_street_can_be_reached():
    """The house at the back has the front house before it, and a lane behind it, a little further."""
    graph = graph_of([(0, 0), (100, 0)], [(0, 40), (100, 40)])
    front, back = shapely.box(30, 4, 70, 12), house(46, 14)
    tied = attach(graph, shapes(front, back), 60)
    assert tied.graph.xy[tied.node, 1].tolist() == [0, 40]
    alone = attach(graph, shapes(back), 60)
    assert alone.graph.xy[alone.node, 1].tolist() == [0]
    one_street = attach(graph_of([(0, 0), (100, 0)]), shapes(front, back), 60)
    assert one_street.node.min() >= 0  # rather through the neighbour than not at all


def test_houses_across_the_street_share_a_node():
    graph = graph_of([(0, 0), (100, 0)])
    tied = attach(graph, shapes(shapely.Point(50, 8), shapely.Point(50.4, -8), shapely.Point(60, 8)), 50)
    assert tied.node[0] == tied.node[1] != tied.node[2]
    at_the_end = attach(graph, shapes(shapely.Point(99.7, 8), shapely.Point(120, 0)), 50)
    assert at_the_end.node[0] == at_the_end.node[1]
    assert len(at_the_end.graph.edges) == 1


def test_a_source_on_the_street_needs_no_connection():
    tied = attach(graph_of([(0, 0), (100, 0)]), shapes(shapely.Point(30, 0)), 50)
    assert tied.node[0] >= 0
    assert tied.length_m[0] == 0


def test_a_street_of_corners_keeps_its_shape_when_it_is_cut():
    graph = graph_of([(0, 0), (40, 0), (40, 30), (90, 30)])
    split, node = split_edges(graph, np.array([0, 0, 0]), np.array([20.0, 60.0, 110.0]), 0.75)
    fits(split)
    assert split.length_m.tolist() == pytest.approx([20, 40, 50, 10])
    assert split.xy[node].tolist() == [[20, 0], [40, 20], [80, 30]]
    assert shapely.equals(shapely.line_merge(shapely.union_all(split.lines)), graph.lines[0])


def test_a_town_keeps_its_length_its_streets_and_its_pieces():
    streets = grid(12, 12)
    graph = finish(street_graph(streets))
    random = np.random.default_rng(3)
    corner = random.uniform(0, 870, (400, 2))
    houses = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 8, corner[:, 1] + 8)
    tied = attach(graph, houses, 60, 1.2)
    fits(tied.graph)
    assert tied.graph.length_m.sum() == pytest.approx(graph.length_m.sum())
    assert set(tied.graph.street) == set(graph.street)
    assert tied.graph.piece.max() == 0
    assert (tied.node >= 0).all()
    foot = shapely.points(tied.graph.xy[tied.node])
    assert shapely.distance(foot, shapely.get_point(tied.lines, 0)).max() < 1e-9
    order = random.permutation(400)
    again = attach(graph, houses[order], 60, 1.2)
    assert np.allclose(again.length_m, tied.length_m[order])
    assert np.array_equal(again.node, tied.node[order])
