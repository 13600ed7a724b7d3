"""Heights from whatever raster there is: any system, turned, any number type, larger than memory."""

import contextlib

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsRasterLayer
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.roof.heights import GridPlace, check_heights, heights_at, read_padded
from stadsstroom.processing.bridge.rasters import GdalHeights, GeoTiffWriter

from .conftest import Said, files_up_to

RD = QgsCoordinateReferenceSystem("EPSG:28992")
CORNER = (155_000.0, 463_000.0)
kept = []
pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(autouse=True, params=["gdal says", "gdal raises"])
def gdal_manners(request):
    """Whether GDAL raises its errors, which others in the same process decide."""
    raise_nothing()
    if request.param == "gdal raises":
        gdal.UseExceptions()
    yield
    raise_nothing()
    while kept:
        kept.pop().close()


def raise_nothing():
    """Leave no module of GDAL raising: what was switched on last must go off first, and others chose that order."""
    modules = (gdal, ogr, osr)
    for _ in modules:
        for module in modules:
            with contextlib.suppress(RuntimeError):
                module.DontUseExceptions()
    assert not any(module.GetUseExceptions() for module in modules)


def tilted(rows, cols, cell=0.5):
    """Heights that rise 0.1 m a metre to the east and 0.02 m a metre to the north, from 3 m in the south-west."""
    east, north = (np.arange(cols) + 0.5) * cell, (rows - np.arange(rows) - 0.5) * cell
    return 3 + 0.1 * east[None, :] + 0.02 * north[:, None]


def at(x, y, rows, cell=0.5):
    """The same formula at a place of the map."""
    return 3 + 0.1 * (x - CORNER[0]) + 0.02 * (y - (CORNER[1] - rows * cell))


def write(path, bands, transform=None, kind=gdal.GDT_Float32, crs=28992, nodata=None, unit="", scale=None):
    bands = [np.asarray(band) for band in bands]
    rows, cols = bands[0].shape
    file = gdal.GetDriverByName("GTiff").Create(str(path), cols, rows, len(bands), kind)
    file.SetGeoTransform(transform or (CORNER[0], 0.5, 0, CORNER[1], 0, -0.5))
    if crs:
        system = osr.SpatialReference()
        system.ImportFromEPSG(crs)
        file.SetProjection(system.ExportToWkt())
    for number, band in enumerate(bands, 1):
        there = file.GetRasterBand(number)
        there.WriteArray(band)
        if nodata is not None:
            there.SetNoDataValue(nodata)
        if unit:
            there.SetUnitType(unit)
        if scale:
            there.SetScale(scale)
    file.FlushCache()
    return str(path)


def opened(path, **given):
    kept.append(GdalHeights(QgsRasterLayer(path, "heights"), "surface heights", RD, Said(), **given))
    return kept[-1]


def whole(raster):
    return raster.read(slice(0, raster.place.rows), slice(0, raster.place.cols))


def test_a_window_is_what_the_file_holds(tmp_path):
    heights = opened(write(tmp_path / "a.tif", [tilted(40, 60)]))
    assert heights.place == GridPlace(*CORNER, 0.5, 40, 60)
    assert heights.crs == "EPSG:28992"
    window = heights.read(slice(10, 13), slice(20, 24))
    assert window.dtype == np.float32
    assert window == pytest.approx(tilted(40, 60)[10:13, 20:24], abs=1e-6)
    assert heights_at(heights, [CORNER[0] + 10.1], [CORNER[1] - 5.1]) == pytest.approx(
        at(CORNER[0] + 10.25, CORNER[1] - 5.25, 40), abs=1e-4
    )


@pytest.mark.parametrize("nothing", [-9999.0, 3.4028234663852886e38, np.nan])
@pytest.mark.parametrize("declared", [True, False])
def test_islands_of_nothing_are_nan(tmp_path, nothing, declared):
    values = tilted(20, 20)
    values[5:8, 5:9] = nothing
    found = whole(opened(write(tmp_path / "a.tif", [values], nodata=nothing if declared else None)))
    assert np.isnan(found[5:8, 5:9]).all()
    assert np.isfinite(found).sum() == 400 - 12


def test_one_band_of_many(tmp_path):
    path = write(tmp_path / "a.tif", [np.zeros((10, 10)), tilted(10, 10), np.ones((10, 10))])
    assert whole(opened(path, band=2)) == pytest.approx(tilted(10, 10), abs=1e-6)
    with pytest.raises(QgsProcessingException, match=r"no band 4: it has 3"):
        opened(path, band=4)


@pytest.mark.parametrize(
    ("kind", "factor", "given", "unit"),
    [
        (gdal.GDT_Int16, 1, "", ""),
        (gdal.GDT_Int16, 100, "cm", ""),
        (gdal.GDT_UInt16, 100, "", "cm"),
        (gdal.GDT_Int32, 10, "dm", ""),
        (gdal.GDT_Float64, 1 / 0.3048, "ft", ""),
        (gdal.GDT_Float32, 1 / 0.3048, "", "foot"),
    ],
)
def test_whole_numbers_and_other_units(tmp_path, kind, factor, given, unit):
    path = write(tmp_path / "a.tif", [np.round(tilted(20, 40) * factor)], kind=kind, unit=unit)
    assert whole(opened(path, unit=given)) == pytest.approx(tilted(20, 40), abs=0.55 / factor)


def test_a_scale_in_the_file_holds(tmp_path):
    path = write(tmp_path / "a.tif", [np.round(tilted(20, 40) * 100)], kind=gdal.GDT_Int16, scale=0.01)
    assert whole(opened(path)) == pytest.approx(tilted(20, 40), abs=0.006)


def test_centimetres_taken_for_metres_are_caught(tmp_path):
    chance = np.random.default_rng(1)
    town = tilted(256, 256) + 8 * (chance.random((256, 256)) > 0.6)
    path = write(tmp_path / "a.tif", [np.round(town * 100)], kind=gdal.GDT_Int16)
    with pytest.raises(EngineError):
        check_heights(opened(path), "DSM")
    assert check_heights(opened(path, unit="cm"), "DSM") == []


def test_a_mask_hides_cells(tmp_path):
    path = write(tmp_path / "a.tif", [tilted(10, 10)])
    file = gdal.Open(path, gdal.GA_Update)
    file.CreateMaskBand(gdal.GMF_PER_DATASET)
    mask = np.full((10, 10), 255, np.uint8)
    mask[:3] = 0
    file.GetRasterBand(1).GetMaskBand().WriteArray(mask)
    file = None
    found = whole(opened(path))
    assert np.isnan(found[:3]).all()
    assert np.isfinite(found[3:]).all()


# Another system, another way round: the same heights at the same places


def places(raster, inset=4):
    """Cells well inside the raster that hold something, as x and y."""
    heights = whole(raster)
    rows, cols = np.nonzero(np.isfinite(heights))
    x, y = raster.place.x_of(cols), raster.place.y_of(rows)
    inside = (
        (x > CORNER[0] + inset) & (x < CORNER[0] + 50 - inset) & (y < CORNER[1] - inset) & (y > CORNER[1] - 40 + inset)
    )
    assert inside.sum() > 500
    return x[inside], y[inside], heights[rows[inside], cols[inside]]


def test_turned_rasters_lie_where_they_are(tmp_path):
    turn, rows, cols = np.radians(20), 160, 160
    across, down = 0.5 * np.array([np.cos(turn), np.sin(turn)]), 0.5 * np.array([np.sin(turn), -np.cos(turn)])
    corner = np.array([CORNER[0] - 15, CORNER[1] + 5])
    col, row = np.meshgrid(np.arange(cols) + 0.5, np.arange(rows) + 0.5)
    x, y = (corner[k] + col * across[k] + row * down[k] for k in (0, 1))
    transform = (corner[0], across[0], down[0], corner[1], across[1], down[1])
    raster = opened(write(tmp_path / "a.tif", [at(x, y, 80)], transform, nodata=-9999.0))
    x, y, found = places(raster)
    assert found == pytest.approx(at(x, y, 80), abs=0.02)


def test_rasters_upside_down_and_with_oblong_cells(tmp_path):
    rows, cols = 100, 100
    upside_down = (CORNER[0], 0.5, 0, CORNER[1] - 50, 0, 0.5)
    raster = opened(write(tmp_path / "a.tif", [tilted(rows, cols)[::-1]], upside_down))
    x, y, found = places(raster)
    assert found == pytest.approx(at(x, y, rows), abs=0.02)
    col, row = np.meshgrid(np.arange(100) + 0.5, np.arange(50) + 0.5)
    oblong = at(CORNER[0] + col * 0.5, CORNER[1] - row * 1.0, rows)
    raster = opened(write(tmp_path / "b.tif", [oblong], (CORNER[0], 0.5, 0, CORNER[1], 0, -1.0)))
    x, y, found = places(raster)
    assert found == pytest.approx(at(x, y, rows), abs=0.02)
    assert 0.5 < raster.place.cell_m < 1


@pytest.mark.parametrize("crs", [25831, 32632, 3857, 4326])
def test_another_coordinate_system(tmp_path, crs):
    here = write(tmp_path / "a.tif", [tilted(80, 100)])
    moved = str(tmp_path / "moved.tif")
    gdal.Warp(moved, here, dstSRS=f"EPSG:{crs}", resampleAlg="bilinear", dstNodata=-9999)
    raster = opened(moved)
    assert raster.crs == "EPSG:28992"
    assert raster.place.cell_m == pytest.approx(0.5, abs=0.15)
    x, y, found = places(raster)
    assert found == pytest.approx(at(x, y, 80), abs=0.05)


@pytest.mark.parametrize("unknown", [-9999.0, -99999.0, -32768.0, 3.4e38, -3.4e38, 12.5])
@pytest.mark.parametrize("declared", [False, True])
def test_unknown_cells_do_not_mix_into_their_neighbours_on_the_way(tmp_path, unknown, declared):
    """Turned, so that every cell is interpolated: beside a hole heights are heights, or unknown."""
    if unknown == 12.5 and not declared:
        pytest.skip("an ordinary height")
    turn = np.radians(20)
    across, down = 0.5 * np.array([np.cos(turn), np.sin(turn)]), 0.5 * np.array([np.sin(turn), -np.cos(turn)])
    heights = np.full((80, 80), 5.25, np.float32)
    heights[30:50, 30:50] = unknown
    transform = (CORNER[0], across[0], down[0], CORNER[1], across[1], down[1])
    found = whole(opened(write(tmp_path / "a.tif", [heights], transform, nodata=unknown if declared else None)))
    known = np.isfinite(found)
    assert found[known] == pytest.approx(5.25, abs=1e-4)
    assert known.sum() == pytest.approx(80 * 80 - 20 * 20, rel=0.03)


def test_without_a_system_the_footprints_one_is_taken_and_said(tmp_path):
    layer = QgsRasterLayer(write(tmp_path / "a.tif", [tilted(10, 10)], crs=None), "heights")
    layer.setCrs(QgsCoordinateReferenceSystem())
    said = Said()
    assert GdalHeights(layer, "surface heights", RD, said).place.x0 == CORNER[0]
    assert "EPSG:28992 is assumed" in said.text


def test_what_is_no_raster_of_heights_is_a_sentence(tmp_path):
    broken = tmp_path / "broken.tif"
    write(broken, [np.random.default_rng(1).random((600, 600))])
    broken.write_bytes(broken.read_bytes()[:400_000])
    raster = opened(str(broken))
    with pytest.raises(QgsProcessingException, match="cannot be read at row"):
        whole(raster)
    with pytest.raises(QgsProcessingException, match="no raster file"):
        opened(str(tmp_path / "nowhere.tif"))


def test_a_raster_larger_than_memory_is_read_by_window(tmp_path):
    """60,000 × 60,000 cells: 14 GB, of which a window takes what a window holds."""
    path = str(tmp_path / "huge.tif")
    options = ["SPARSE_OK=TRUE", "TILED=YES", "BIGTIFF=YES"]
    file = gdal.GetDriverByName("GTiff").Create(path, 60_000, 60_000, 1, gdal.GDT_Float32, options)
    file.SetGeoTransform((CORNER[0], 0.5, 0, CORNER[1], 0, -0.5))
    file.SetProjection(RD.toWkt())
    file.GetRasterBand(1).WriteArray(tilted(256, 256), 30_000, 30_000)
    file = None
    raster = opened(path)
    before = gdal.GetCacheUsed()
    for start in range(20_000, 40_000, 500):
        block = read_padded(raster, slice(start, start + 500), slice(30_000, 32_000))
        assert block.shape == (500, 2000)
    assert raster.read(slice(30_000, 30_001), slice(30_000, 30_003)) == pytest.approx(tilted(256, 256)[:1, :3])
    assert gdal.GetCacheUsed() - before < 100e6  # of the 160 MB that were read


# Writing


def test_a_result_raster_has_named_bands_and_appears_when_whole(tmp_path):
    place, path = GridPlace(*CORNER, 0.5, 300, 520), tmp_path / "result.tif"
    with GeoTiffWriter(path, place, "EPSG:28992", ("year", "January")) as writer:
        assert not path.exists()
        writer.write(256, 512, np.stack([np.full((44, 8), 900.0), np.full((44, 8), 20.0)]))
    assert [each.name for each in tmp_path.iterdir()] == ["result.tif"]
    layer = QgsRasterLayer(str(path), "result")
    assert layer.crs().authid() == "EPSG:28992"
    assert [layer.bandName(1), layer.bandName(2)] == ["Band 1: year", "Band 2: January"]
    file = gdal.Open(str(path))
    assert file.GetRasterBand(1).GetBlockSize() == [256, 256]
    assert file.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    values = file.ReadAsArray()
    assert np.nansum(values[0]) == pytest.approx(900 * 44 * 8)
    assert np.isnan(values[1, :256]).all()
    assert path.stat().st_size < 20_000


def test_a_result_that_fails_leaves_nothing_and_keeps_what_was(tmp_path):
    path = tmp_path / "result.tif"
    path.write_text("what was there")
    with pytest.raises(RuntimeError), GeoTiffWriter(path, GridPlace(*CORNER, 0.5, 10, 10), "EPSG:28992", ("a",)):
        raise RuntimeError
    assert path.read_text() == "what was there"
    assert [each.name for each in tmp_path.iterdir()] == ["result.tif"]


@pytest.mark.parametrize("size", [100, 30_000, 900_000])
def test_a_full_disk_is_a_sentence(tmp_path, size):
    noise = np.random.default_rng(1).random((1, 600, 600)).astype(np.float32)
    place = GridPlace(*CORNER, 0.5, 600, 600)
    with files_up_to(size), pytest.raises(QgsProcessingException, match="room on the disk"):  # noqa: SIM117
        with GeoTiffWriter(tmp_path / "result.tif", place, "EPSG:28992", ("a",)) as writer:
            writer.write(0, 0, noise)
    assert list(tmp_path.iterdir()) == []
