"""Nesting by areas and by groups: overlaps, gaps, areas that straddle, connections without a place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable
from stadsstroom.engine.holon.nesting import area_nesting, group_nesting, neighbours

IDS = [f"h{k}" for k in range(6)]
AT = shapely.points(np.arange(6) * 20.0 + 10, np.full(6, 5.0))  # every 20 m along a street


def areas(name="buurten", **boxes):
    """areas(a=(0, 40)): area a from x = 0 to 40."""
    geometry = np.empty(len(boxes), object)
    geometry[:] = [shapely.box(x0, 0, x1, 10) for x0, x1 in boxes.values()]
    frame = pd.DataFrame({"feature_id": list(boxes), "area_id": list(boxes), "name": [f"Area {b}" for b in boxes]})
    return FeatureTable(frame, geometry, name=name)


def members(nesting, level):
    """{holon_id: connections} of a level."""
    of = nesting.levels[level - 1]
    return {h: [i for i, k in zip(IDS, of.of_connection) if of.holon_id[k] == h] for h in of.holon_id}


def codes(nesting):
    return sorted(p.code for p in nesting.problems)


def test_connections_lie_in_their_area_and_areas_in_larger_ones():
    nesting = area_nesting(
        AT, IDS, [areas(a=(0, 40), b=(40, 80), c=(80, 120)), areas("wijken", w=(0, 80), x=(80, 120))]
    )
    assert members(nesting, 2) == {"a": IDS[:2], "b": IDS[2:4], "c": IDS[4:]}
    assert members(nesting, 3) == {"w": IDS[:4], "x": IDS[4:]}
    assert nesting.levels[1].parent.tolist() == [0, 0, 1]
    assert nesting.levels[1].name.tolist() == ["Area a", "Area b", "Area c"]
    assert nesting.levels[1].geometry[0].equals(shapely.box(0, 0, 40, 10))
    assert nesting.problems == []


def test_of_overlapping_areas_the_first_by_id_has_the_connection():
    for given in (areas(a=(0, 60), b=(40, 120)), areas(b=(40, 120), a=(0, 60))):
        nesting = area_nesting(AT, IDS, [given])
        assert members(nesting, 2) == {"a": IDS[:3], "b": IDS[3:]}
        assert codes(nesting) == ["areas_overlap"]
        assert nesting.problems[0].feature_id == "b"
        assert nesting.problems[0].place.area == pytest.approx(200)


def test_areas_that_only_touch_do_not_overlap():
    assert area_nesting(AT, IDS, [areas(a=(0, 60), b=(60, 120))]).problems == []


def test_connections_in_no_area_are_a_holon_within_each_larger_area():
    nesting = area_nesting(AT, IDS, [areas(a=(0, 20), c=(100, 120)), areas("wijken", w=(0, 60), x=(60, 120))])
    assert codes(nesting) == ["in_no_area"]
    assert nesting.problems[0].values == {"count": 4}
    sizes = members(nesting, 2)
    assert sizes["a"] == IDS[:1]
    assert sizes["c"] == IDS[5:]
    rest = [held for name, held in sizes.items() if name.startswith("rest:")]
    assert sorted(rest) == [IDS[1:3], IDS[3:5]]
    assert members(nesting, 3) == {"w": IDS[:3], "x": IDS[3:]}
    assert all(shape is not None and shape.area > 0 for shape in nesting.levels[1].geometry)


def test_an_area_in_two_larger_ones_counts_where_most_of_it_lies():
    nesting = area_nesting(AT, IDS, [areas(a=(0, 60), b=(60, 120)), areas("wijken", w=(0, 40), x=(40, 120))])
    assert members(nesting, 3) == {"w": IDS[:3], "x": IDS[3:]}
    assert codes(nesting) == ["area_in_several"]


def test_one_id_in_two_layers_is_two_holons():
    nesting = area_nesting(AT, IDS, [areas(a=(0, 60), b=(60, 120)), areas("wijken", a=(0, 120))])
    ids = np.concatenate([level.holon_id for level in nesting.levels])
    assert len(set(ids)) == len(ids)
    assert set(members(nesting, 3)) == {"a@3"}


def test_connections_without_a_place_are_told_and_lie_in_no_area():
    places = AT.copy()
    places[0] = None
    nesting = area_nesting(places, IDS, [areas(a=(0, 120))])
    assert codes(nesting) == ["in_no_area", "no_place"]
    assert members(nesting, 2)["a"] == IDS[1:]


def test_areas_elsewhere_are_a_sentence():
    with pytest.raises(EngineError, match="No connection lies in any area of layer buurten"):
        area_nesting(AT, IDS, [areas(a=(5000, 6000))])


def test_areas_without_shape_or_name_and_connections_on_one_spot():
    table = areas(a=(0, 60), b=(60, 120))
    table.geometry[0] = None
    table.frame.loc[1, "name"] = None
    spots = AT.copy()
    spots[4] = spots[5]
    nesting = area_nesting(spots, IDS, [table])
    assert members(nesting, 2)["b"] == IDS[3:]
    assert "b" in nesting.levels[1].name.tolist()
    assert codes(nesting) == ["in_no_area", "no_shape"]


def test_an_area_that_crosses_itself_has_what_lies_in_its_parts():
    table = areas(a=(0, 60), b=(60, 120), c=(0, 120))
    table.geometry[1] = shapely.Polygon([(60, 0), (120, 10), (120, 0), (60, 10)])  # a bow tie, thin at x = 90
    table.geometry[2] = shapely.Polygon([(0, 0), (120, 0), (60, 0)])  # no ground at all
    nesting = area_nesting(AT, IDS, [table])
    assert members(nesting, 2) == {"a": IDS[:3], "b": IDS[3:]}
    assert shapely.is_valid(nesting.levels[1].geometry).all()
    assert nesting.levels[1].geometry[1].area == pytest.approx(300)
    assert [(p.code, p.feature_id) for p in nesting.problems] == [("no_shape", "c")]


def test_groups_that_were_found_are_a_nesting():
    nesting = group_nesting(IDS, AT, [np.array([3, 3, 1, 1, -1, 1])], "EPSG:28992")
    assert members(nesting, 2) == {"found:rest": ["h4"], "found:2": ["h2", "h3", "h5"], "found:4": ["h0", "h1"]}
    assert shapely.area(nesting.levels[1].geometry).min() > 0


def test_groups_that_do_not_nest_are_refused():
    with pytest.raises(ValueError, match="do not lie whole"):
        group_nesting(IDS, AT, [np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 1, 1])], "")


def test_neighbours_touch_and_the_far_are_tied_by_the_shortest_way():
    at = AT.copy()
    at[5] = shapely.Point(2000, 5)
    pairs = {tuple(sorted(pair)) for pair in neighbours(at, longest_m=30).tolist()}
    assert pairs == {(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)}
    apart = {tuple(sorted(pair)) for pair in neighbours(at, np.array([0, 0, 0, 1, 1, 1]), longest_m=30).tolist()}
    assert apart == {(0, 1), (1, 2), (3, 4), (4, 5)}


def test_neighbours_all_round_and_on_one_spot():
    x, y = np.meshgrid(np.arange(4) * 10.0, np.arange(3) * 10.0)
    places = shapely.points(np.r_[x.ravel(), 0.0], np.r_[y.ravel(), 0.0])
    places = np.append(places, [None])
    pairs = {tuple(sorted(pair)) for pair in neighbours(places).tolist()}
    assert (0, 12) in pairs  # the same spot
    assert {(0, 1), (0, 4), (5, 6), (5, 9)} <= pairs
    assert not any(13 in pair for pair in pairs)
