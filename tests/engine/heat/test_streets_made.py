"""Streets that are drawn where there are none: the middle of roads, along cables, between houses."""

from __future__ import annotations

import threading

import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.aside import aside
from stadsstroom.engine.heat.streets import CentreOptions, attach, centre_lines, derive_streets, street_graph

from .drawn_streets import fits, table


def middle(*areas, **columns):
    return finish(centre_lines(table(areas, **columns)))


def far_from(lines, drawn) -> float:
    """How far the lines stray from the drawn ones [m]."""
    return shapely.hausdorff_distance(shapely.union_all(lines), shapely.union_all(drawn), densify=0.05)


def graph_of_layer(layer):
    return finish(street_graph(layer.streets))


@pytest.mark.parametrize("turn", [0, 37, 90])
def test_the_middle_of_a_straight_road(turn):
    road = shapely.affinity.rotate(shapely.box(0, 0, 80, 6), turn, origin=(0, 0))
    wanted = shapely.affinity.rotate(shapely.LineString([(0, 3), (80, 3)]), turn, origin=(0, 0))
    layer = middle(road)
    assert len(layer.streets) == 1
    assert far_from(layer.streets.geometry, [wanted]) < 0.2
    assert layer.streets.frame["how"].tolist() == ["inferred"]


def test_a_road_in_many_parts_is_one_road():
    parts = [shapely.box(x, y, x + 10, y + 3) for x in range(0, 80, 10) for y in (0, 3)]
    layer = middle(*parts)
    assert far_from(layer.streets.geometry, [shapely.LineString([(0, 3), (80, 3)])]) < 0.2


def test_a_side_road_meets_the_road():
    layer = middle(shapely.box(0, 0, 100, 6), shapely.box(47, 6, 53, 60))
    graph = graph_of_layer(layer)
    assert sorted(np.bincount(graph.edges.reshape(-1))) == [1, 1, 1, 3]
    assert graph.length_m.sum() == pytest.approx(100 + 57, abs=4)


def test_a_crossing_is_one_node():
    layer = middle(shapely.box(0, 47, 100, 53), shapely.box(47, 0, 53, 100))
    graph = graph_of_layer(layer)
    assert sorted(np.bincount(graph.edges.reshape(-1))) == [1, 1, 1, 1, 4]
    assert np.abs(graph.xy[np.bincount(graph.edges.reshape(-1)) == 4] - 50).max() < 0.5


def test_a_road_round_a_block_is_a_ring():
    layer = middle(shapely.box(0, 0, 100, 80).difference(shapely.box(6, 6, 94, 74)))
    lines = layer.streets.geometry
    ring = shapely.box(3, 3, 97, 77).exterior
    assert shapely.length(lines).sum() == pytest.approx(ring.length, rel=0.03)
    assert far_from(lines, [ring]) < 1.5  # it cuts the corners a little
    assert graph_of_layer(layer).piece.max() == 0


def test_islands_and_trees_do_not_part_a_road():
    road = shapely.box(0, 0, 80, 10).difference(shapely.box(30, 4, 45, 6))
    assert len(middle(road).streets) == 1
    assert len(finish(centre_lines(table([road]), CentreOptions(least_hole_m2=5))).streets) > 1


def test_a_road_that_widens_stays_one_line():
    layer = middle(shapely.Polygon([(0, -2), (100, -6), (100, 6), (0, 2)]))
    assert len(layer.streets) == 1
    assert far_from(layer.streets.geometry, [shapely.LineString([(0, 0), (100, 0)])]) < 0.5


def test_what_has_no_middle_is_told():
    layer = middle(shapely.box(0, 0, 80, 6), shapely.LineString([(0, 0), (5, 5)]), None)
    assert [problem.code for problem in layer.problems] == ["no_area", "no_area"]
    with pytest.raises(EngineError, match="centre line"):
        middle(None)


def test_the_order_of_the_areas_changes_nothing():
    areas = table([shapely.box(x, y, x + 10, y + 6) for x in range(0, 60, 10) for y in (0, 40)])
    one = finish(centre_lines(areas)).streets
    other = finish(centre_lines(areas.take(np.random.default_rng(1).permutation(12)))).streets
    assert shapely.equals_exact(one.geometry, other.geometry).all()
    assert one.frame["street_id"].tolist() == other.frame["street_id"].tolist()
    assert len(set(one.frame["street_id"])) == len(one)


def test_delft(data_folder):
    """The quay and streets of real road areas: within them, whole, and with what they are."""
    from stadsstroom.tests.real_town import read_layer

    roads = read_layer(data_folder / "delft" / "delft.gpkg", "wegdeel")
    roads.frame["surface"] = roads.frame["function"]
    layer = finish(centre_lines(roads))
    lines = layer.streets.geometry
    inside = shapely.length(shapely.intersection(lines, shapely.union_all(roads.geometry))).sum()
    assert inside > 0.98 * shapely.length(lines).sum()
    assert 1.2 < layer.summary["km"] < 2.0
    assert set(layer.streets.frame["surface"]) >= {"local_road", "footpath"}
    alone = shapely.get_num_geometries(shapely.union_all(shapely.buffer(roads.geometry, 0.3)))
    assert graph_of_layer(layer).piece.max() < alone


def rows_of_houses():
    """Two streets of 120 m, 60 m apart, with houses on both sides and sheds in the gardens."""
    houses = [shapely.box(x, y, x + 9, y + 9) for x in range(0, 120, 10) for y in (-16, 7, 44, 67)]
    sheds = [shapely.box(x, y, x + 4, y + 6) for x in range(0, 120, 6) for y in (22, 32)]
    return table([*houses, *sheds])


def test_cables_on_both_sides_are_one_street():
    cables = table([[(0, y), (120, y)] for y in (-5, 5, 55, 65)])
    layer = finish(derive_streets(rows_of_houses(), cables))
    lines = layer.streets.geometry
    assert set(layer.streets.frame["rule"]) == {"along cables"}
    assert np.round(np.sort(shapely.get_y(shapely.centroid(lines)))).tolist() == [0, 60]
    assert [problem.code for problem in layer.problems] == ["island"]
    assert layer.summary["near_25_percent"] == 100
    assert layer.summary["through_percent"] == 0


def test_without_cables_streets_run_between_rows_of_houses():
    layer = finish(derive_streets(rows_of_houses(), None))
    lines = layer.streets.geometry
    level = shapely.get_y(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    long_ = shapely.length(lines) > 80
    assert {round(y / 60) * 60 for y in level[long_]} == {0, 60}
    assert np.abs(level[long_] - np.round(level[long_] / 60) * 60).max() < 1
    assert layer.summary["through_percent"] < 0.5


def test_houses_that_no_cable_reaches_get_a_street_too():
    cables = table([[(0, 0), (120, 0)]])
    layer = finish(derive_streets(rows_of_houses(), cables))
    assert "between rows of buildings" in set(layer.streets.frame["rule"])
    assert layer.summary["near_40_percent"] == 100


def test_cables_alone_will_do():
    layer = finish(derive_streets(None, table([[(0, 0), (100, 0), (100, 80)]])))
    assert layer.summary["km"] == pytest.approx(0.18, abs=0.02)


def test_a_lone_house_gives_no_street():
    with pytest.raises(EngineError, match="No street"):
        finish(derive_streets(None, None))
    with pytest.raises(EngineError, match="No street"):
        finish(derive_streets(table([shapely.box(0, 0, 9, 9)]), None))


@pytest.fixture(scope="module")
def staphorst(data_folder):
    from stadsstroom.tests.real_town import read_layer, staphorst_inputs

    town = staphorst_inputs(data_folder)
    lighting = read_layer(data_folder / "staphorst" / "staphorst.gpkg", "laagspanningskabel")
    cables = [lighting, town["mv_cables"]]
    both = FeatureTable(
        pd.concat([table.frame for table in cables], ignore_index=True),
        np.concatenate([table.geometry for table in cables]),
    )
    return town, finish(derive_streets(town["buildings"], both))


def test_staphorst_gets_streets_that_a_planner_would_know(staphorst):
    town, layer = staphorst
    assert 45 < layer.summary["km"] < 70
    assert layer.summary["pieces"] <= 5
    assert layer.summary["through_percent"] < 1
    homes = town["buildings"].take(town["buildings"].frame["building_id"].isin(town["addresses"].frame["building_id"]))
    _, far = shapely.STRtree(layer.streets.geometry).query_nearest(
        homes.geometry, return_distance=True, all_matches=False
    )
    assert (far <= 25).mean() > 0.95
    assert (far <= 40).mean() > 0.995


def test_staphorst_hangs_on_its_streets(staphorst):
    town, layer = staphorst
    graph = graph_of_layer(layer)
    fits(graph)
    tied = attach(graph, town["buildings"].geometry, 60, 1.2)
    fits(tied.graph)
    assert (tied.node >= 0).mean() > 0.995
    assert tied.graph.length_m.sum() == pytest.approx(graph.length_m.sum())
    assert set(graph.street) - {-1} == set(range(len(layer.streets)))


def test_long_geometry_can_be_stopped_and_tells_what_went_wrong():
    release = threading.Event()
    steps = aside(0.5, release.wait)
    assert next(steps).fraction == next(steps).fraction == 0.5
    steps.close()
    release.set()
    assert finish(aside(0.5, max, 2, 3)) == 3
    with pytest.raises(ZeroDivisionError):
        finish(aside(0.5, divmod, 1, 0))
