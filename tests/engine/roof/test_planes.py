"""Roofs drawn as formulas, with the noise of AHN, come back as the planes they were drawn with."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from stadsstroom.engine import finish
from stadsstroom.engine.roof.planes import (
    BUILDING_COLUMNS,
    PLANE_COLUMNS,
    find_roof_planes,
    height_on_plane,
)
from stadsstroom.tests.engine.roof.drawn_roofs import GROUND_M, Street, footprints
from stadsstroom.tests.engine.roof.roof_shapes import (
    DRAWN,
    ELL,
    HOUSE,
    assert_planes,
    ell,
    gable,
    hip,
    planes_of,
    tan,
)


@pytest.mark.parametrize("turn_deg", [0.0, 30.0])
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawn_roof_comes_back(name, turn_deg):
    footprint, roof, drawn = DRAWN[name]
    for seed in (1, 2):
        result = planes_of(Street(noise_m=0.05, seed=seed).build(footprint, roof, turn_deg=turn_deg))
        assert_planes(result.planes, drawn, turn_deg)
        assert not result.problems
        building = result.buildings.frame.iloc[0]
        assert building["how"] == "measured"
        assert building["ground_m"] == pytest.approx(GROUND_M, abs=0.01)
        # what is no plane is an obstacle, and nothing counts twice
        planes = result.planes
        assert shapely.area(shapely.union_all(planes.geometry)) == pytest.approx(planes.frame.plan_area_m2.sum())
        assert planes.frame.plan_area_m2.sum() + building["obstacle_area_m2"] == pytest.approx(footprint.area)


def shared_ground_m2(planes) -> float:
    """Ground that two planes share."""
    return planes.frame["plan_area_m2"].sum() - shapely.union_all(planes.geometry).area


@pytest.mark.parametrize("turn_deg", [0, 20])
def test_a_vault_is_strips_that_follow_its_curve(turn_deg):
    """A circle's arc of 20 m radius over 20 m: it tilts from level to 30°, and is 20.94 m long."""
    vault = Street(noise_m=0.03, width_m=80, depth_m=80)

    def arc(u, v):
        return 6 + np.sqrt(np.maximum(20**2 - v**2, 0)) - 300**0.5

    vault.build(shapely.box(-15, -10, 15, 10), arc, (40, 40), turn_deg)
    found = planes_of(vault)
    planes = found.planes.frame
    assert found.buildings.frame["roof_kind"].tolist() == ["pitched"]
    assert len(planes) >= 4
    assert planes["fit_error_m"].max() < 0.1
    assert planes["area_m2"].sum() == pytest.approx(30 * 20.94, rel=0.01)
    assert planes["plan_area_m2"].sum() == pytest.approx(600, rel=0.01)
    assert shared_ground_m2(found.planes) < 0.1
    sloping = planes[planes["tilt_deg"] > 12]
    across = (sloping["azimuth_deg"] + turn_deg) % 180
    assert np.minimum(across, 180 - across).max() < 6
    assert sloping["tilt_deg"].max() < 30
    # The light of a year hangs on tilt: the strips' mean slope is that of the arc, 15°.
    mean = np.average(planes["tilt_deg"], weights=planes["plan_area_m2"])
    assert mean == pytest.approx(14.7, abs=2)


def test_a_cone_is_wedges_of_one_tilt_all_around():
    cone = Street(noise_m=0.03, width_m=80, depth_m=80)
    circle = shapely.Point(0, 0).buffer(10, quad_segs=16)
    cone.build(circle, lambda u, v: 12 - 0.8 * np.hypot(u, v), (40, 40))
    found = planes_of(cone)
    planes = found.planes.frame
    tilt = np.degrees(np.arctan(0.8))
    np.testing.assert_allclose(planes["tilt_deg"], tilt, atol=2)
    assert planes["area_m2"].sum() == pytest.approx(circle.area / np.cos(np.radians(tilt)), rel=0.03)
    turns = np.sort(planes["azimuth_deg"])
    assert np.diff(turns, append=turns[0] + 360).max() < 60
    assert shared_ground_m2(found.planes) < 0.1


def test_planes_that_cross_meet_in_their_ridge():
    result = planes_of(Street(noise_m=0.05).build(HOUSE, hip, turn_deg=20))
    shapes, frame = result.planes.geometry, result.planes.frame
    shared = 0
    for i in range(len(shapes)):
        for j in range(i + 1, len(shapes)):
            line = shapely.intersection(shapely.boundary(shapes[i]), shapely.boundary(shapes[j]))
            if shapely.length(line) > 0.5:
                shared += 1
                x, y = shapely.get_coordinates(line).T
                z = [height_on_plane(frame.iloc[[k]], x[:, None], y[:, None])[:, 0] for k in (i, j)]
                assert np.abs(z[0] - z[1]).max() < 0.15
    assert shared == 5  # one ridge, four hips


def test_a_ridge_that_leaves_beside_a_wall_still_parts_the_roof():
    """The notch's wall runs 0.3 m beside the ridge, so that the border leaves the footprint into the notch."""
    notched = shapely.box(-6, -4, 6, 4) - shapely.box(3, 0.3, 7, 5)
    for turn_deg in (0, 38):
        result = planes_of(Street(noise_m=0.05).build(notched, gable, turn_deg=turn_deg))
        assert_planes(result.planes, [(40, 180, 48 + 3 * 0.3), (40, 0, 9 * 4)], turn_deg, area_share=0.05)


def test_height_of_a_building_and_its_planes_stand_on_the_ground():
    result = planes_of(Street(noise_m=0.02).build(HOUSE, gable))
    building = result.buildings.frame.iloc[0]
    assert building["height_m"] == pytest.approx(5 + 0.9 * 4 * tan(40), abs=0.25)
    assert building["top_m"] == pytest.approx(GROUND_M + 5 + 4 * tan(40), abs=0.1)
    assert result.planes.frame["height_m"].to_numpy() == pytest.approx(5 + 2 * tan(40), abs=0.05)
    x, y = shapely.get_coordinates(shapely.centroid(result.planes.geometry)).T
    assert height_on_plane(result.planes.frame, x, y) == pytest.approx(GROUND_M + 5 + 2 * tan(40), abs=0.05)


def test_a_tree_over_a_corner_hides_no_roof():
    street = Street(noise_m=0.05).build(HOUSE, gable).tree(at=(36.5, 34.5), radius_m=3.0, height_m=12)
    assert_planes(planes_of(street).planes, DRAWN["gable"][2])


def test_a_tree_over_everything_is_told_and_the_roof_assumed():
    street = Street().build(HOUSE, gable).tree(at=(30, 30), radius_m=12, height_m=60, rough_m=5)
    result = planes_of(street)
    assert [p.code for p in result.problems] == ["no_plane"]
    assert set(result.planes.frame["how"]) == {"assumed"}


def test_the_same_roof_gives_the_same_planes_in_any_order():
    street = Street(noise_m=0.05).build(HOUSE, hip, at=(20, 30)).build(ELL, ell, at=(42, 30))
    table = street.buildings
    one = finish(find_roof_planes(table, street.dsm, street.dtm))
    other = finish(find_roof_planes(table.take(np.array([1, 0])), street.dsm, street.dtm))
    assert one.planes.frame.equals(other.planes.frame)
    assert shapely.equals_exact(one.planes.geometry, other.planes.geometry).all()


def test_tables_have_the_columns_that_others_read():
    result = planes_of(Street().build(HOUSE, gable))
    assert list(result.planes.frame) == ["feature_id", *PLANE_COLUMNS]
    assert list(result.buildings.frame) == ["feature_id", *BUILDING_COLUMNS]


@pytest.mark.parametrize("heights", [True, False])
def test_work_can_be_stopped_every_so_many_buildings(heights):
    """Of the town, those that no raster shows: so no step grows with it."""
    street = Street().build(HOUSE, gable)
    x = street.place.x0 + 100 + 20 * np.arange(1500.0)
    town = footprints([*street.shapes, *shapely.box(x, 0, x + 10, 10)])
    steps = find_roof_planes(town, street.dsm if heights else None, None)
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert len(fractions) > 2 * 1500 / 200
