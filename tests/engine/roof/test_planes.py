"""Roofs drawn as formulas, with the noise of AHN, come back as the planes they were drawn with."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from stadsstroom.engine import EngineError, finish
from stadsstroom.engine.roof.heights import ArrayRaster, GridPlace, read_on
from stadsstroom.engine.roof.planes import (
    BUILDING_COLUMNS,
    PLANE_COLUMNS,
    PlaneOptions,
    find_roof_planes,
    height_on_plane,
)
from stadsstroom.tests.engine.roof.drawn_roofs import GROUND_M, Street, footprints, tan

HOUSE = shapely.box(-6, -4, 6, 4)
ELL = shapely.union_all([shapely.box(-8, -4, 8, 4), shapely.box(0, 0, 8, 14)])


def flat(u, v):
    return 6 + 0 * u


def gable(u, v):
    return 5 + tan(40) * (4 - abs(v))


def hip(u, v):
    return 5 + tan(35) * np.minimum(4 - abs(v), 6 - abs(u))


def mansard(u, v):
    in_m = 4 - abs(v)
    return 5 + np.minimum(tan(60) * in_m, tan(60) * 2 + tan(25) * (in_m - 2))


def shed(u, v):
    return 3 + tan(15) * (v + 4)


def ell(u, v):
    """Two wings whose ridges meet, a hip at the outer corner."""
    return 5 + tan(40) * np.minimum(np.minimum(v + 4, 8 - u), np.maximum(4 - v, u))


def crossed(u, v):
    """The ridge of one wing runs on beyond that of the other: its north plane shows on both sides of it."""
    main, wing = gable(u, v), 5 + tan(40) * (4 - abs(u - 4))
    return np.maximum(np.where(abs(v) <= 4, main, -9), np.where(v >= 0, wing, -9))


def with_dormer(u, v):
    return np.where((abs(u) < 1.5) & (v > 1) & (v < 3.5), np.maximum(gable(u, v), 7.6), gable(u, v))


def with_chimney(u, v):
    return np.where((abs(u - 2) < 0.5) & (abs(v - 1.5) < 0.5), 10, gable(u, v))


def stepped(u, v):
    return np.where(u > 2, 3.0, 6.0)


# name: footprint, roof, planes as (tilt, azimuth, area in plan); azimuth None where flat
DRAWN = {
    "flat": (HOUSE, flat, [(0, None, 96)]),
    "gable": (HOUSE, gable, [(40, 0, 48), (40, 180, 48)]),
    "hip": (HOUSE, hip, [(35, 0, 32), (35, 180, 32), (35, 90, 16), (35, 270, 16)]),
    "mansard": (HOUSE, mansard, [(60, 0, 24), (60, 180, 24), (25, 0, 24), (25, 180, 24)]),
    "shed": (HOUSE, shed, [(15, 180, 96)]),
    "ell": (ELL, ell, [(40, 180, 56), (40, 90, 64), (40, 0, 40), (40, 270, 48)]),
    "crossed": (ELL, crossed, [(40, 180, 64), (40, 90, 48), (40, 270, 48), (40, 0, 40), (40, 0, 8)]),
    "dormer": (HOUSE, with_dormer, [(40, 180, 48), (40, 0, 48 - 7.5)]),
    "chimney": (HOUSE, with_chimney, [(40, 180, 48), (40, 0, 47)]),
    "stepped": (HOUSE, stepped, [(0, None, 64), (0, None, 32)]),
}


def planes_of(street, dtm=True, **options):
    return finish(find_roof_planes(street.buildings, street.dsm, street.dtm if dtm else None, PlaneOptions(**options)))


def turned_azimuth(azimuth, turn_deg):
    return None if azimuth is None else (azimuth - turn_deg) % 360


def apart(a, b):
    return abs((a - b + 180) % 360 - 180)


def assert_planes(found, drawn, turn_deg=0.0, area_share=0.03):
    """Each drawn plane has its own found one, within 2° of tilt and azimuth and 3 % of area, and there are no more."""
    rows = found.frame.to_dict("records")
    assert len(rows) == len(drawn), [(round(r["tilt_deg"]), r["azimuth_deg"], r["plan_area_m2"]) for r in rows]
    for tilt, azimuth, plan in drawn:
        azimuth, area = turned_azimuth(azimuth, turn_deg), plan / np.cos(np.radians(tilt))
        fits = [
            r
            for r in rows
            if abs(r["tilt_deg"] - tilt) < 2
            and (np.isnan(r["azimuth_deg"]) if azimuth is None else apart(r["azimuth_deg"], azimuth) < 2)
            and abs(r["area_m2"] / area - 1) < area_share
        ]
        assert fits, (tilt, azimuth, area, [(r["tilt_deg"], r["azimuth_deg"], r["area_m2"]) for r in rows])
        rows.remove(fits[0])


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


def test_ground_is_found_around_a_building_without_a_ground_raster():
    street = Street(noise_m=0.05).build(HOUSE, gable, at=(20, 30)).build(HOUSE, flat, at=(40, 30))
    street.tree(at=(30, 38), radius_m=4)
    result = planes_of(street, dtm=False)
    assert result.buildings.frame["ground_m"].to_numpy() == pytest.approx(GROUND_M, abs=0.15)


def test_a_house_in_a_closed_block_takes_its_neighbours_ground():
    shapes = [shapely.box(-27, -27, 27, 27) - shapely.box(-4, -4, 4, 4), shapely.box(-4, -4, 4, 4)]
    street = Street(noise_m=0.05)
    for shape in shapes:
        street.build(shape, flat)
    frame = planes_of(street, dtm=False, ring_m=2.0).buildings.frame
    assert frame["ground_m"].to_numpy() == pytest.approx(GROUND_M, abs=0.15)


def test_declared_and_undeclared_holes_are_roof_of_the_plane_around_them():
    street = Street(noise_m=0.05).build(HOUSE, gable)
    z = street.heights
    z[54:57, 50:54] = 3.4028235e38
    z[62, 66] = np.nan
    dsm = ArrayRaster(np.where(np.isnan(z), -9999, z), street.place, nodata=-9999)
    result = finish(find_roof_planes(street.buildings, dsm, street.dtm))
    assert_planes(result.planes, DRAWN["gable"][2])


def test_a_roof_that_is_mostly_unknown_is_told():
    street = Street(noise_m=0.05).build(HOUSE, gable)
    z = street.heights
    z[:, 57:] = np.nan
    result = finish(find_roof_planes(street.buildings, ArrayRaster(z, street.place), None))
    assert [p.code for p in result.problems] == ["holes_in_heights"]


def test_cells_of_one_metre_still_tell_a_gable_and_five_only_a_height():
    street = Street(noise_m=0.05).build(HOUSE, gable, turn_deg=15)
    for cell_m, hows in ((1.0, {"measured"}), (5.0, {"inferred"})):
        place = GridPlace(street.place.x0, street.place.y0, cell_m, round(60 / cell_m), round(60 / cell_m))
        z = read_on(street.dsm, place, slice(0, place.rows), slice(0, place.cols))
        result = finish(find_roof_planes(street.buildings, ArrayRaster(z, place), street.dtm))
        assert set(result.planes.frame["how"]) == hows
        assert ("coarse_cells" in [p.code for p in result.problems]) == (cell_m == 5.0)
        if cell_m == 1.0:
            assert_planes(result.planes, DRAWN["gable"][2], 15)
        else:
            assert result.planes.frame["roof_kind"].tolist() == ["flat"]
            assert "coarse" in result.planes.frame["rule"][0]


def test_a_ground_raster_of_other_cells_serves():
    street = Street(noise_m=0.05).build(HOUSE, gable)
    coarse = GridPlace(street.place.x0 - 7, street.place.y0 + 3, 5.0, 14, 15)
    dtm = ArrayRaster(np.full(coarse.shape, GROUND_M), coarse)
    result = finish(find_roof_planes(street.buildings, street.dsm, dtm))
    assert result.buildings.frame["ground_m"][0] == pytest.approx(GROUND_M)


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


def test_work_can_be_cancelled_between_buildings():
    steps = find_roof_planes(*(lambda s: (s.buildings, s.dsm, s.dtm))(Street().build(HOUSE, gable)))
    fractions = [next(steps).fraction for _ in range(4)]
    steps.close()
    assert fractions == sorted(fractions)


# ---- footprints that cannot enter, or not as they are


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


# ---- heights that cannot be right


def row_of_houses(unit_m=1.0):
    street = Street(width_m=120, depth_m=60, noise_m=0.05)
    for k in range(12):
        street.build(HOUSE, gable, at=(12 + 18 * (k % 6), 15 + 30 * (k // 6)))
    ground = np.full(street.place.shape, GROUND_M / unit_m)
    return street, ArrayRaster(street.heights / unit_m, street.place), ArrayRaster(ground, street.place)


@pytest.mark.parametrize(("unit_m", "word"), [(0.3048, "feet"), (0.01, "cm")])
def test_heights_in_another_unit_are_caught(unit_m, word):
    street, dsm, dtm = row_of_houses(unit_m)
    with pytest.raises(EngineError, match=word):
        finish(find_roof_planes(street.buildings, dsm, dtm))


def test_the_ground_given_as_the_surface_stops_with_a_sentence():
    street, _, dtm = row_of_houses(1.0)
    with pytest.raises(EngineError, match="shows none of the 12 buildings"):
        finish(find_roof_planes(street.buildings, dtm, dtm))


@pytest.mark.parametrize(("unit_m", "codes"), [(0.3048, ["doubtful_unit"]), (1.0, [])])
def test_two_houses_in_feet_are_doubted(unit_m, codes):
    street = Street(noise_m=0.05).build(HOUSE, gable, at=(15, 15)).build(HOUSE, gable, at=(33, 15))
    result = finish(find_roof_planes(street.buildings, ArrayRaster(street.heights / unit_m, street.place), None))
    assert [p.code for p in result.problems] == codes


def test_towers_may_be_tall_when_the_user_says_so():
    street, dsm, dtm = row_of_houses(0.3048)
    result = finish(find_roof_planes(street.buildings, dsm, dtm, PlaneOptions(trust_heights=True)))
    assert len(result.planes) == 24


def test_one_roof_at_4000_m_is_told_and_assumed():
    street = Street(noise_m=0.05).build(HOUSE, lambda u, v: 4000 + 0 * u, name="high").build(HOUSE, gable, at=(15, 15))
    result = planes_of(street)
    assert [p.code for p in result.problems] == ["impossible_height"]
    assert result.buildings.frame.set_index("building_id")["how"]["high"] == "assumed"
    assert result.buildings.frame["top_m"].max() < 20


def test_a_single_cell_at_4000_m_is_nothing():
    street = Street(noise_m=0.05).build(HOUSE, gable)
    z = street.heights
    z[56, 60] = 4000
    result = finish(find_roof_planes(street.buildings, ArrayRaster(z, street.place), street.dtm))
    assert_planes(result.planes, DRAWN["gable"][2])


def test_heights_in_another_crs_or_of_another_place_stop_with_a_sentence():
    street = Street().build(HOUSE, gable)
    with pytest.raises(EngineError, match="EPSG:32631"):
        finish(find_roof_planes(street.buildings, ArrayRaster(street.heights, street.place, "EPSG:32631"), None))
    elsewhere = footprints([shapely.box(0, 0, 10, 10)])
    with pytest.raises(EngineError, match="no height at any"):
        finish(find_roof_planes(elsewhere, street.dsm, None))
    with pytest.raises(EngineError, match="no polygon"):
        finish(find_roof_planes(footprints([None]), street.dsm, None))
