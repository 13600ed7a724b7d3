"""Heights are read where they lie, with nan for what is unknown, and heights that cannot be metres are caught."""

from __future__ import annotations

import numpy as np
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.roof.heights import (
    HEIGHT_UNITS,
    ArrayRaster,
    ArrayWriter,
    GridPlace,
    check_ground,
    check_heights,
    heights_at,
    read_on,
    read_padded,
    sampling,
    tiles,
)

#      x 100   101   102
# y 50  | 1  2 | 3  4 |
#       | 5  6 | 7  8 |
# y 49  | 9 10 | 11 12|
SMALL = ArrayRaster(np.arange(1.0, 13).reshape(3, 4), GridPlace(100, 50, 0.5, 3, 4))


def whole(raster):
    return raster.read(slice(0, raster.place.rows), slice(0, raster.place.cols))


def test_rows_run_south_and_columns_east():
    assert heights_at(SMALL, [100.25, 101.75, 100.25], [49.75, 49.75, 48.75]).tolist() == [1, 4, 9]
    assert np.isnan(heights_at(SMALL, [99.9, 100.1], [49.9, 50.1])).all()
    place = SMALL.place
    assert place.bounds == (100, 48.5, 102, 50)
    assert place.x_of(slice(0, 2)).tolist() == [100.25, 100.75]
    assert place.y_of(0) == 49.75
    assert place.window(100.6, 48.9, 101.2, 49.4) == (slice(1, 3), slice(1, 3))
    assert place.window(0, 0, 1, 1)[0] == slice(3, 3)


@pytest.mark.parametrize(
    ("unknown", "dtype"),
    [
        (-9999, np.float32),
        (3.4028234663852886e38, np.float32),
        (-3.4e38, np.float64),
        (-32768, np.int16),
        (255, np.uint8),
    ],
)
def test_declared_no_data_is_nan(unknown, dtype):
    z = np.array([[1, 2], [3, unknown]]).astype(dtype)
    heights = whole(ArrayRaster(z, GridPlace(0, 1, 0.5, 2, 2), nodata=unknown))
    assert heights.dtype == np.float32
    assert np.isnan(heights[1, 1])
    assert heights[0].tolist() == [1, 2]


def test_what_no_height_can_be_is_nan_although_nothing_is_declared():
    z = np.array([[3.4028235e38, -1e31], [np.inf, np.nan]])
    assert np.isnan(whole(ArrayRaster(z, GridPlace(0, 1, 0.5, 2, 2)))).all()


@pytest.mark.parametrize(("usual", "dtype"), [(-9999, np.float32), (-9999.0, np.float64), (-32768, np.int16)])
def test_what_files_usually_write_for_unknown_is_nan_although_nothing_is_declared(usual, dtype):
    z = np.array([[1, usual], [-5, 12]]).astype(dtype)
    heights = whole(ArrayRaster(z, GridPlace(0, 1, 0.5, 2, 2)))
    np.testing.assert_array_equal(heights, [[1, np.nan], [-5, 12]])
    assert whole(ArrayRaster(np.array([[255]], np.uint8), GridPlace(0, 1, 1, 1, 1))).tolist() == [[255]]


def test_reading_keeps_the_raster_and_turns_units_into_metres():
    z = np.array([[100, 250]], np.int16)
    raster = ArrayRaster(z, GridPlace(0, 1, 1, 1, 2), unit_m=HEIGHT_UNITS["cm"])
    first = whole(raster)
    assert first.tolist() == [[1, 2.5]]
    first[:] = 0
    assert whole(raster).tolist() == [[1, 2.5]]


def test_a_window_may_reach_beyond_the_raster():
    block = read_padded(SMALL, slice(-1, 2), slice(3, 6))
    assert block.shape == (3, 3)
    assert block[1:, 0].tolist() == [4, 8]
    assert np.isnan(block[0]).all()
    assert np.isnan(block[:, 1:]).all()
    assert np.isnan(read_padded(SMALL, slice(9, 11), slice(0, 2))).all()


@pytest.mark.parametrize(("tile", "halo"), [(5, 2), (7, 0), (100, 3)])
def test_tiles_cover_the_grid_once_and_carry_their_halo(tile, halo):
    place = GridPlace(0, 0, 1, 12, 17)
    seen = np.zeros(place.shape, int)
    numbers = np.arange(seen.size).reshape(seen.shape)
    for t in tiles(place, tile, halo):
        seen[t.rows, t.cols] += 1
        padded = numbers[t.padded_rows, t.padded_cols]
        assert np.array_equal(padded[t.inner], numbers[t.rows, t.cols])
        assert t.padded_rows.start == max(0, t.rows.start - halo)
        assert t.padded_cols.stop == min(17, t.cols.stop + halo)
    assert (seen == 1).all()


def test_blocks_are_written_where_they_belong():
    writer = ArrayWriter(GridPlace(0, 0, 1, 3, 4), bands=2)
    writer.write(1, 2, np.ones((2, 2, 2), np.float32))
    assert np.isfinite(writer.values).sum() == 8
    assert (writer.values[:, 1:, 2:] == 1).all()


def test_a_finer_raster_gives_the_mean_and_a_coarser_one_lies_between_centres():
    means = read_on(SMALL, GridPlace(100, 50, 1.0, 2, 2), slice(0, 2), slice(0, 2))
    assert means.tolist() == [[3.5, 5.5], [9.5, 11.5]]  # the second row has one row of cells only
    slope = ArrayRaster(np.tile(np.arange(10.0), (6, 1)), GridPlace(0, 6, 1.0, 6, 10))
    fine = GridPlace(0.1, 5.9, 0.3, 10, 20)
    expected = fine.x_of(slice(2, 20)) - 0.5
    assert read_on(slope, fine, slice(0, 5), slice(2, 20)) == pytest.approx(np.tile(expected, (5, 1)), abs=1e-5)


def test_a_much_finer_raster_is_read_in_parts(monkeypatch):
    fine = ArrayRaster(np.random.default_rng(1).random((120, 90)), GridPlace(0, 12, 0.1, 120, 90))
    asked = GridPlace(-1, 13, 0.7, 20, 18), slice(0, 19), slice(1, 17)
    whole_at_once = read_on(fine, *asked)
    largest = []
    monkeypatch.setattr(sampling, "MOST_AT_ONCE", 3000)
    monkeypatch.setattr(sampling, "read_padded", lambda *given: largest.append(read_padded(*given)) or largest[-1])
    np.testing.assert_array_equal(read_on(fine, *asked), whole_at_once)
    assert len(largest) > 4
    assert max(part.size for part in largest) <= 3000


def test_a_raster_shifted_by_whole_cells_is_read_as_it_is():
    moved = GridPlace(99, 51, 0.5, 9, 9)
    block = read_on(SMALL, moved, slice(0, 6), slice(0, 7))
    assert block[2:5, 2:6].tolist() == whole(SMALL).tolist()
    assert np.isnan(block[:2]).all()


def test_unknown_cells_weigh_nothing_in_another_grid():
    z = np.array([[1.0, np.nan], [1.0, np.nan]])
    raster = ArrayRaster(z, GridPlace(0, 2, 1, 2, 2))
    block = read_on(raster, GridPlace(0, 2, 0.5, 4, 4), slice(0, 4), slice(0, 4))
    assert np.nanmax(block) == np.nanmin(block) == 1
    assert np.isfinite(block[:, :3]).all()


# ---- heights that cannot be right


def town(unit_m=1.0, above_m=2.0, crs="EPSG:28992", whole_units=False, cell_m=0.5):
    """Blocks of 8 m high every 24 m on ground at `above_m`, a bit rough."""
    place = GridPlace(0, 200, cell_m, round(200 / cell_m), round(200 / cell_m))
    x, y = np.meshgrid(place.x_of(slice(0, place.cols)), place.y_of(slice(0, place.rows)))
    z = above_m + 8.0 * ((x % 24 < 10) & (y % 24 < 10)) + np.random.default_rng(1).normal(0, 0.05, x.shape)
    z = z / unit_m
    return ArrayRaster(np.round(z) if whole_units else z, place, crs)


def test_a_town_in_metres_raises_nothing():
    assert check_heights(town(), "DSM") == []
    assert check_ground(town(), town(), "DSM", "DTM") == []


@pytest.mark.parametrize(
    ("raster", "words"),
    [
        (town(unit_m=0.01, whole_units=True), "in cm"),
        (town(unit_m=0.01), "in cm"),
        (town(above_m=4000), "cannot be metres"),
        (town(above_m=-400), "cannot be metres"),
        (town(above_m=12000, crs="EPSG:32719"), "cannot be metres"),
    ],
)
def test_heights_that_cannot_be_metres_stop_with_a_sentence(raster, words):
    with pytest.raises(EngineError, match=words) as stop:
        check_heights(raster, "ahn.tif")
    assert "ahn.tif" in str(stop.value)


def test_a_town_in_the_andes_may_lie_high():
    assert check_heights(town(above_m=3650, crs="EPSG:32719"), "DSM") == []


@pytest.mark.parametrize(
    ("raster", "code"), [(town(whole_units=True), "whole_metres"), (town(cell_m=5.0), "coarse_cells")]
)
def test_rough_heights_are_told_as_a_problem(raster, code):
    assert [p.code for p in check_heights(raster, "DSM")] == [code]


def test_a_surface_that_floats_above_its_ground_is_caught():
    with pytest.raises(EngineError, match="differ in unit"):
        check_ground(town(above_m=40), town(above_m=2), "DSM", "DTM")
    assert [p.code for p in check_ground(town(above_m=3), town(above_m=2), "DSM", "DTM")] == ["surface_off_ground"]
    far = ArrayRaster(np.zeros((4, 4)), GridPlace(9000, 9000, 0.5, 4, 4))
    with pytest.raises(EngineError, match="no height at the same place"):
        check_ground(town(), far, "DSM", "DTM")
