"""Roof planes through real runs: drawn roofs in any raster, footprints of every kind, and real towns."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsRasterLayer, QgsVectorLayer
from stadsstroom.processing import output_fields

from .conftest import make_layer
from .drawn_houses import FLAT, GABLE, X, Y, heights, planes_of, raster, solar


def check_houses(planes, roofs):
    """The gable and the flat roof as they were drawn."""
    gable = sorted((p for p in planes if p["building_id"].endswith("1")), key=lambda p: p["azimuth_deg"])
    flat = [p for p in planes if p["building_id"].endswith("2")]
    assert [p["roof_kind"] for p in gable] == ["pitched", "pitched"]
    assert [p["tilt_deg"] for p in gable] == pytest.approx([35, 35], abs=2)
    assert (gable[1]["azimuth_deg"], np.cos(np.radians(gable[0]["azimuth_deg"]))) == (
        pytest.approx(180, abs=3),
        pytest.approx(1, abs=0.01),
    )
    assert [p["roof_kind"] for p in flat] == ["flat"]
    heights_found = {roof["building_id"][-1]: roof["height_m"] for roof in roofs}
    assert heights_found["2"] == pytest.approx(8.0, abs=0.2)
    return sum(p["area_m2"] for p in gable), flat[0]["area_m2"]


def test_planes_come_back_as_drawn(run, tmp_path, dsm, houses):
    results, (planes, roofs, _) = planes_of(run, tmp_path, dsm, houses)
    gable, flat = check_houses(planes, roofs)
    assert gable == pytest.approx(200 / np.cos(np.radians(35)), rel=0.05)
    assert flat == pytest.approx(225, rel=0.05)
    assert [field.name for field in output_fields.ROOF_PLANES] == list(planes[0])[1:]
    assert [field.name for field in output_fields.ROOFS] == list(roofs[0])[1:]
    assert results["PLANE_COUNT"] == 3
    assert results["ASSUMED_COUNT"] == 0


# Rasters as they come


def integer_centimetres(folder):
    values, corner = heights()
    return {"DSM": raster(folder / "cm.tif", np.round(values * 100), corner, kind=gdal.GDT_Int16), "HEIGHT_UNIT": 3}


def one_band_of_three(folder):
    values, corner = heights()
    return {"DSM": raster(folder / "bands.tif", values, corner, bands=3, band=2), "DSM_BAND": 2}


def turned(folder):
    """The same place in a raster turned by 15 degrees."""
    turn, count, cell = np.radians(15), 400, 0.5
    col, row = np.meshgrid(np.arange(count) + 0.5, np.arange(count) + 0.5)
    corner = (X - 65.0, Y + 90.0)
    across, down = cell * np.array([np.cos(turn), np.sin(turn)]), cell * np.array([np.sin(turn), -np.cos(turn)])
    x, y = (corner[k] + col * across[k] + row * down[k] for k in (0, 1))
    z, north_west = heights(0.25)
    at_row, at_col = ((north_west[1] - y) / 0.25).astype(int), ((x - north_west[0]) / 0.25).astype(int)
    known = (at_row >= 0) & (at_row < len(z)) & (at_col >= 0) & (at_col < len(z))
    values = np.where(known, z[np.clip(at_row, 0, len(z) - 1), np.clip(at_col, 0, len(z) - 1)], -9999.0)
    transform = (corner[0], across[0], down[0], corner[1], across[1], down[1])
    return {"DSM": raster(folder / "turned.tif", values, corner, transform=transform)}


def another_system(folder):
    here = raster(folder / "here.tif", *heights(0.25), cell=0.25)
    moved = str(folder / "utm.tif")
    gdal.Warp(moved, here, dstSRS="EPSG:32631", xRes=0.4, yRes=0.4, resampleAlg="bilinear", dstNodata=-9999)
    return {"DSM": moved}


def another_resolution(folder):
    return {"DSM": raster(folder / "one.tif", *heights(1.0), cell=1.0)}


def with_islands_of_nothing(folder):
    values, corner = heights()
    chance = np.random.default_rng(3)
    values[chance.random(values.shape) < 0.03] = 3.4e38
    return {"DSM": raster(folder / "holes.tif", values, corner)}


@pytest.mark.parametrize(
    "given",
    [integer_centimetres, one_band_of_three, turned, another_system, another_resolution, with_islands_of_nothing],
)
def test_any_raster_gives_the_same_roofs(run, tmp_path, houses, given):
    made = given(tmp_path)
    _, (planes, roofs, _) = planes_of(run, tmp_path, made.pop("DSM"), houses, **made)
    gable, flat = check_houses(planes, roofs)
    assert gable == pytest.approx(200 / np.cos(np.radians(35)), rel=0.12)
    assert flat == pytest.approx(225, rel=0.12)


@pytest.mark.parametrize("factor", [100.0, 1 / 0.3048 * 30])
def test_wrong_units_are_a_sentence(run, tmp_path, houses, factor):
    values, corner = heights()
    path = raster(tmp_path / "wrong.tif", values * factor, corner)
    with pytest.raises(QgsProcessingException, match=r"[Uu]nit"):
        planes_of(run, tmp_path, path, houses)


def test_a_raster_elsewhere_is_a_sentence(run, tmp_path, houses):
    path = raster(tmp_path / "far.tif", heights()[0], (X + 20_000, Y + 20_000))
    with pytest.raises(QgsProcessingException, match="no height at any"):
        planes_of(run, tmp_path, path, houses)


def test_footprints_of_every_kind(run, tmp_path, dsm):
    """Outside the raster, overlapping, tiny, with a hole, crossing itself, without geometry: told."""
    hole = (
        GABLE[:-1]
        + f", ({X + 18} {Y + 13}, {X + 21} {Y + 13}, {X + 21} {Y + 17}, {X + 18} {Y + 17}, {X + 18} {Y + 13}))"
    )
    rows = [
        (hole, {"identificatie": "hole"}),
        (FLAT, {"identificatie": "flat"}),
        (FLAT.replace(str(X + 40), str(X + 50)), {"identificatie": "over it"}),
        (
            f"POLYGON(({X + 5000} {Y}, {X + 5010} {Y}, {X + 5010} {Y + 9}, {X + 5000} {Y}))",
            {"identificatie": "outside"},
        ),
        (f"POLYGON(({X} {Y}, {X + 1} {Y}, {X + 1} {Y + 1}, {X} {Y}))", {"identificatie": "tiny"}),
        (f"POLYGON(({X} {Y}, {X + 5} {Y + 5}, {X + 5} {Y}, {X} {Y + 5}, {X} {Y}))", {"identificatie": "crossing"}),
        (None, {"identificatie": "nowhere"}),
    ]
    _, (planes, roofs, problems) = planes_of(run, tmp_path, dsm, make_layer("Polygon", rows))
    told = {problem["feature_id"]: problem["code"] for problem in problems}
    assert told["tiny"] == "too_small"
    assert told["nowhere"] == "no_footprint"
    assert "outside" in told
    known = {roof["building_id"]: roof for roof in roofs}
    assert known["outside"]["how"] == "assumed"
    assert known["hole"]["roof_kind"] == "pitched"
    area = sum(plane["plan_area_m2"] for plane in planes if plane["building_id"] == "hole")
    assert area <= 200 - 12 + 0.5


# Real towns


def test_delft_roof_heights_and_panels(run, tmp_path, data_folder):
    delft = data_folder / "delft"
    given = {"DSM": str(delft / "ahn3_dsm_0.5m.tif"), "DTM": str(delft / "ahn3_dtm_ground_0.5m.tif")}
    given["BUILDINGS"] = f"{delft / 'delft.gpkg'}|layername=pand"
    results, layers = solar(run, tmp_path / "sun", given)
    rows = layers["BUILDINGS_OUT"]
    assert len(rows) == results["BUILDING_COUNT"] == 160
    assert results["ASSUMED_COUNT"] <= 5
    assert 400 < results["PLANE_COUNT"] < 600
    assert results["PANEL_COUNT"] > 300
    assert 700 < 1000 * results["PANELS_MWH"] / results["PANELS_KWP"] < 1000
    assert {row["suitability"] for row in layers["PLANES_OUT"]} == {"very_suitable", "suitable", "less_suitable"}
    surface, where = gdal.Open(given["DSM"]).ReadAsArray(), QgsRasterLayer(given["DSM"]).extent()
    tops = {row["building_id"][-12:]: row["ground_m"] + row["height_m"] for row in rows if row["how"] == "measured"}
    off = []
    for feature in QgsVectorLayer(given["BUILDINGS"], "pand", "ogr").getFeatures():
        shape = shapely.from_wkb(bytes(feature.geometry().asWkb()))
        west, south, east, north = shape.bounds
        x, y = np.meshgrid(np.arange(west, east, 0.5), np.arange(south, north, 0.5))
        inside = shapely.contains_xy(shape, x, y)
        x, y = x[inside], y[inside]
        known = (x > where.xMinimum()) & (x < where.xMaximum()) & (y > where.yMinimum()) & (y < where.yMaximum())
        row, col = ((where.yMaximum() - y) / 0.5).astype(int)[known], ((x - where.xMinimum()) / 0.5).astype(int)[known]
        z = surface[row, col]
        name = str(feature["identificatiebagpnd"])[-12:]
        if name in tops and (z > -100).sum() > 100:
            off.append(tops[name] - np.percentile(z[z > -100], 90))
    assert len(off) > 50
    assert np.median(np.abs(off)) < 0.3


def test_a_town_without_heights_has_assumed_roofs(run, tmp_path, data_folder):
    pand = f"{data_folder / 'staphorst' / 'staphorst.gpkg'}|layername=pand"
    _, (planes, roofs, _) = planes_of(run, tmp_path, None, pand)
    assert {row["how"] for row in planes} == {"assumed"}
    assert len(roofs) > 2_650
    assert all(row["planes"] >= 1 for row in roofs)
    assert {"flat", "pitched"} == {row["roof_kind"] for row in planes}
    assert Path(tmp_path / "planes" / "PLANES.gpkg").is_file()


def test_attributes_of_3dbag_go_before_the_raster(run, tmp_path, dsm):
    part = (GABLE, {"identificatie": "NL.IMBAG.Pand.0001100000000001", "b3_hellingshoek": 20.0, "b3_azimut": 90.0,
                    "b3_h_maaiveld": 2.0, "b3_h_dak_50p": 8.0})  # fmt: skip
    _, (planes, _, _) = planes_of(run, tmp_path, dsm, make_layer("Polygon", [part]))
    assert [(round(row["tilt_deg"]), round(row["azimuth_deg"])) for row in planes] == [(20, 90)]
    assert planes[0]["building_id"] == "0001100000000001"
    assert "3DBAG" in planes[0]["rule"]
    _, (planes, _, _) = planes_of(run, tmp_path, dsm, make_layer("Polygon", [part]), USE_3DBAG=False)
    assert {round(row["tilt_deg"]) for row in planes} == {35}
