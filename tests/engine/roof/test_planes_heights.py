"""Roof planes from heights with holes, coarse cells, little ground, in another unit or of another place."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from stadsstroom.engine import EngineError, finish
from stadsstroom.engine.roof.heights import ArrayRaster, GridPlace, read_on
from stadsstroom.engine.roof.planes import (
    PlaneOptions,
    find_roof_planes,
)
from stadsstroom.tests.engine.roof.drawn_roofs import GROUND_M, Street, footprints
from stadsstroom.tests.engine.roof.roof_shapes import (
    DRAWN,
    HOUSE,
    assert_planes,
    flat,
    gable,
    planes_of,
)


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
