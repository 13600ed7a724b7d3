"""Nesting by the grid: a village as Build grid makes it, and what changes when its switches do."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import shapely
from stadsstroom.engine import EngineError
from stadsstroom.engine.holon.nesting import footprints_of, grid_nesting, grid_places

from ...grid.village import built, village


@pytest.fixture(scope="module")
def grid():
    return built()


@pytest.fixture
def nesting(grid):
    return grid_nesting(grid.net, grid.connections.frame["connection_id"])


def holon_of(nesting, kind, connection):
    level = next(each for each in nesting.levels if each.kind == kind)
    first = nesting.levels[0].holon_id.tolist()
    return level.holon_id[level.of_connection[first.index(connection)]]


def test_every_connection_lies_in_its_feeder_station_ring_and_source(grid, nesting):
    assert [level.kind for level in nesting.levels] == ["connection", "feeder", "station", "ring", "source"]
    assert [level.number for level in nesting.levels] == [1, 2, 3, 4, 5]
    frame = grid.connections.frame
    for name, station, feeder in zip(frame["connection_id"], frame["station_id"], frame["feeder_id"]):
        assert holon_of(nesting, "station", name) == f"station:{station}"
        assert holon_of(nesting, "feeder", name) == f"feeder:{feeder}"
    assert nesting.levels[-1].holon_id.tolist() == ["source:Source"]
    assert nesting.levels[-1].parent.tolist() == [-1]
    assert nesting.problems == []
    assert nesting.crs == "EPSG:28992"


def test_a_ring_is_two_feeders_after_its_open_point_and_one_when_that_moves(grid, nesting):
    rings = {
        s: holon_of(nesting, "ring", c) for c, s in grid.connections.frame[["connection_id", "station_id"]].to_numpy()
    }
    assert rings["West"] != rings["East"]
    net = copy.deepcopy(grid.net)
    mv = net.line.index[net.line["level"] == "MV"]
    at_mv = (net.switch["et"] == "l") & net.switch["element"].isin(mv)
    net.switch.loc[at_mv, "closed"] = True
    # all power comes round one way now: the other cable at the source is dead
    source = net.ext_grid["bus"].iloc[0]
    at_source = [line for line in mv if source in (net.line.at[line, "from_bus"], net.line.at[line, "to_bus"])]
    assert len(at_source) == 2
    net.line.loc[at_source[-1], "in_service"] = False
    moved = grid_nesting(net, grid.connections.frame["connection_id"])
    assert len(next(level for level in moved.levels if level.kind == "ring")) == 1


def test_holons_do_not_overlap_and_lie_in_the_one_around_them(nesting):
    for lower, upper in zip(nesting.levels[1:], nesting.levels[2:]):
        for k, shape in enumerate(lower.geometry):
            around = upper.geometry[lower.parent[k]]
            assert shapely.area(shapely.difference(shape, around)) < 1e-2 * shape.area
    for level in nesting.levels[1:]:
        tree = shapely.STRtree(level.geometry)
        a, b = tree.query(level.geometry, predicate="intersects")
        a, b = a[a < b], b[a < b]
        assert shapely.area(shapely.intersection(level.geometry[a], level.geometry[b])).sum() < 1.0


def test_connections_are_drawn_as_their_buildings(grid):
    ids = grid.connections.frame["connection_id"]
    footprints = footprints_of(grid.connections, village().buildings, ids)
    level = grid_nesting(grid.net, ids, footprints).levels[0]
    assert shapely.area(level.geometry) == pytest.approx(64.0)


def test_connections_without_a_place_are_told(grid):
    ids = grid.connections.frame["connection_id"]
    footprints = grid_places(grid.net, ids)
    footprints[1] = None
    nesting = grid_nesting(grid.net, ids, footprints)
    assert [(p.code, p.feature_id) for p in nesting.problems] == [("no_place", ids[1])]


def test_what_does_not_match_is_told(grid):
    ids = [*grid.connections.frame["connection_id"][1:], "stranger"]
    nesting = grid_nesting(grid.net, ids)
    told = {(p.code, p.feature_id) for p in nesting.problems}
    assert told == {("not_in_net", "stranger"), ("without_hours", grid.connections.frame["connection_id"][0])}
    assert holon_of(nesting, "station", "stranger") == "station:outside"
    assert holon_of(nesting, "source", "stranger") == "source:outside"
    with pytest.raises(EngineError, match="No connection of the profiles"):
        grid_nesting(grid.net, ["a", "b"])
    net = copy.deepcopy(grid.net)
    net.bus = net.bus.drop(columns="station_id")
    with pytest.raises(EngineError, match="does not tell its stations"):
        grid_nesting(net, ids)


def test_a_feeder_on_two_stations_is_cut_in_two(grid):
    net = copy.deepcopy(grid.net)
    rows = net.bus.index.isin(net.load["bus"])
    net.bus.loc[rows, "feeder_id"] = "F"
    level = grid_nesting(net, grid.connections.frame["connection_id"]).levels[1]
    assert len(level) == 2
    assert all(name.startswith("feeder:F@") for name in level.holon_id)


def test_the_order_of_connections_changes_nothing_but_their_order(grid, nesting):
    ids = grid.connections.frame["connection_id"].to_numpy()
    order = np.random.default_rng(1).permutation(len(ids))
    mixed = grid_nesting(grid.net, ids[order])
    for one, other in zip(nesting.levels[1:], mixed.levels[1:]):
        assert one.holon_id.tolist() == other.holon_id.tolist()
        assert one.of_connection[order].tolist() == other.of_connection.tolist()
        assert shapely.area(one.geometry) == pytest.approx(shapely.area(other.geometry))
