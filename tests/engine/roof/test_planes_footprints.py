"""Footprints that cannot enter, or not as they are, and those whose roof the heights do not show."""

from __future__ import annotations

import pytest
import shapely
from stadsstroom.engine import finish
from stadsstroom.engine.roof.planes import (
    find_roof_planes,
)
from stadsstroom.tests.engine.roof.drawn_roofs import Street, footprints
from stadsstroom.tests.engine.roof.roof_shapes import (
    HOUSE,
    flat,
    gable,
    planes_of,
)


def test_footprints_that_cannot_enter_are_told_with_a_reason():
    street = Street(noise_m=0.05).build(HOUSE, gable, name="good")
    good = street.shapes[0]
    x, y = good.centroid.x, good.centroid.y
    bow = shapely.Polygon([(x + 12, y), (x + 16, y + 4), (x + 16, y), (x + 12, y + 4)])
    table = footprints(
        [good, None, shapely.Point(x, y), shapely.box(x + 15, y, x + 16, y + 1), shapely.box(0, 0, 10, 10), bow],
        ["good", "null", "point", "tiny", "far", "bow"],
    )
    result = finish(find_roof_planes(table, street.dsm, street.dtm))
    told = {p.feature_id: p.code for p in result.problems}
    assert told == {
        "f1": "no_footprint",
        "f2": "no_footprint",
        "f3": "too_small",
        "f4": "no_heights",
        "f5": "nothing_there",
    }
    how = result.buildings.frame.set_index("building_id")["how"]
    assert how["good"] == "measured"
    assert how["far"] == "assumed"
    for p in result.problems:
        assert p.reason.format(**p.values)
        assert p.remedy.format(**p.values)


def test_a_courtyard_and_parts_of_one_building_keep_their_area():
    ring = shapely.box(-10, -10, 10, 10) - shapely.box(-4, -4, 4, 4)
    apart_m = shapely.MultiPolygon([shapely.box(-25, -5, -15, 5), shapely.box(15, -5, 25, 5)])
    street = Street(noise_m=0.05).build(ring, flat).build(apart_m, flat)
    result = planes_of(street)
    plan = result.planes.frame.groupby("building_id")["plan_area_m2"].sum()
    assert plan.tolist() == pytest.approx([336, 200])
    assert result.buildings.frame["planes"].tolist() == [1, 2]


def test_ground_that_two_footprints_share_counts_once():
    tower = shapely.box(-3, -3, 3, 3)
    street = Street(noise_m=0.05).build(HOUSE, flat, name="foot").build(tower, lambda u, v: 12 + 0 * u, name="tower")
    result = planes_of(street)
    assert [(p.code, p.values["others"]) for p in result.problems] == [("overlaps", "tower")]
    plan = result.planes.frame.groupby("building_id")["plan_area_m2"].sum()
    assert plan["tower"] == pytest.approx(36)
    assert plan["foot"] == pytest.approx(96 - 36)
    assert result.buildings.frame["height_m"].round().tolist() == [6, 12]


def test_footprints_with_one_id_are_one_building():
    street = Street(noise_m=0.05)
    street.build(shapely.box(-6, -4, 0, 4), flat, name="a").build(shapely.box(0, -4, 6, 4), flat, name="a")
    result = planes_of(street)
    assert result.buildings.frame["building_id"].tolist() == ["a"]
    assert result.planes.frame["plan_area_m2"].tolist() == pytest.approx([96])


def test_a_building_younger_than_the_heights_is_flagged():
    street = Street(noise_m=0.05).build(HOUSE, flat, year=2022).build(HOUSE, gable, at=(15, 15), year=1990)
    result = planes_of(street, raster_year=2014)
    assert result.buildings.frame["changed_since_flight"].tolist() == [True, False]
    assert result.buildings.frame["how"].tolist() == ["assumed", "measured"]
    assert [p.code for p in result.problems] == ["built_after_flight"]


def test_a_footprint_on_bare_ground_has_no_roof():
    street = Street(noise_m=0.05).build(HOUSE, gable).build(HOUSE, lambda u, v: 0 * u, at=(15, 15))
    result = planes_of(street)
    frame = result.buildings.frame
    assert frame["changed_since_flight"].tolist() == [False, True]
    assert frame["planes"].tolist() == [2, 0]
