"""Roofs from footprints alone, from 3DBAG under each of its names, and of a real neighbourhood."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from stadsstroom.engine import finish
from stadsstroom.engine.roof.heights import read_on
from stadsstroom.engine.roof.planes import PlaneOptions, find_roof_planes
from stadsstroom.tests.engine.roof.drawn_roofs import (
    GROUND_M,
    Street,
    footprints,
    read_gpkg_polygons,
    read_tif,
    tan,
)


def roofs(table, dsm=None, dtm=None, **options):
    return finish(find_roof_planes(table, dsm, dtm, PlaneOptions(**options)))


def at(shape, x=85000.0, y=447000.0, turn_deg=0.0):
    return shapely.affinity.translate(shapely.affinity.rotate(shape, turn_deg, origin=(0, 0)), x, y)


# ---- footprints alone


@pytest.mark.parametrize("turn_deg", [0.0, 35.0])
def test_a_detached_house_gets_a_gable_along_its_longer_side(turn_deg):
    result = roofs(footprints([at(shapely.box(-6, -4, 6, 4), turn_deg=turn_deg)], years=[1985]))
    planes = result.planes.frame
    assert planes["how"].tolist() == ["assumed", "assumed"]
    assert planes["plan_area_m2"].tolist() == pytest.approx([48, 48])
    assert planes["tilt_deg"].tolist() == pytest.approx([40, 40])
    assert sorted(planes["azimuth_deg"] % 180) == pytest.approx([(-turn_deg) % 180] * 2, abs=1e-6)
    assert result.buildings.frame["top_m"][0] == pytest.approx(5.4 + 4 * tan(40))
    # both planes reach the ridge at one height
    ridge = shapely.intersection(*result.planes.geometry)
    assert shapely.length(ridge) == pytest.approx(12)


def test_the_ridge_of_a_row_runs_across_its_party_walls():
    # houses of 5.5 by 9.5 m side by side: each deeper than wide, the street to the south
    row = [at(shapely.box(0, 0, 5.5, 9.5), x=85000 + 5.5 * k) for k in range(5)]
    planes = roofs(footprints(row, years=[1975] * 5)).planes.frame
    assert planes.groupby("building_id")["azimuth_deg"].apply(sorted).tolist() == [pytest.approx([0, 180])] * 5
    alone = roofs(footprints(row[:1], years=[1975])).planes.frame
    assert sorted(alone["azimuth_deg"]) == pytest.approx([90, 270])


SIZES = [
    (4, 1990, "flat"),
    (10, 1930, "pitched"),
    (10, np.nan, "pitched"),
    (15, 1900, "pitched"),
    (15, 1970, "flat"),
    (40, 2005, "flat"),
]


@pytest.mark.parametrize(("side_m", "year", "kind"), SIZES)
def test_year_and_size_tell_what_roof_is_assumed(side_m, year, kind):
    result = roofs(footprints([at(shapely.box(0, 0, side_m, side_m))], years=[year]))
    building = result.buildings.frame.iloc[0]
    assert (building["roof_kind"], building["how"]) == (kind, "assumed")
    assert building["rule"]
    assert building["obstacle_area_m2"] == pytest.approx(0, abs=1e-6)
    assert not result.problems


# ---- 3DBAG


GENERATIONS = [
    ("b3_azimut", "b3_hellingshoek", "b3_h_maaiveld", "b3_h_50p"),
    ("b3_azimut", "b3_hellingshoek", "b3_h_maaiveld", "b3_h_dak_50p"),
    ("azimut", "hellingshoek", "h_maaiveld", "h_dak_50p"),
]


@pytest.mark.parametrize("names", GENERATIONS)
def test_roof_parts_of_3dbag_are_planes_as_they_are(names):
    parts = [at(shapely.box(-6, 0, 6, 4)), at(shapely.box(-6, -4, 6, 0))]
    middle = 1.5 + 5 + 2 * tan(42)
    columns = dict(zip(names, [[0.0, 180.0], [42.0, 42.0], [1.5, 1.5], [middle, middle]]))
    result = roofs(footprints(parts, ["a", "a"], **columns))
    planes, building = result.planes.frame, result.buildings.frame.iloc[0]
    assert planes["tilt_deg"].tolist() == pytest.approx([42, 42])
    assert sorted(planes["azimuth_deg"]) == pytest.approx([0, 180])
    assert set(planes["how"]) == {"measured"}
    assert planes["rule"].str.startswith("3DBAG").all()
    assert building["ground_m"] == 1.5
    assert building["top_m"] == pytest.approx(1.5 + 5 + 4 * tan(42))


def test_3dbag_goes_before_the_raster_unless_told_otherwise():
    street = Street(noise_m=0.05).build(shapely.box(-6, -4, 6, 4), lambda u, v: 6 + 0 * u)
    table = street.buildings
    table.frame["b3_hellingshoek"], table.frame["b3_azimut"], table.frame["b3_h_dak_50p"] = 30.0, 90.0, 9.0
    assert roofs(table, street.dsm, street.dtm).planes.frame["tilt_deg"].tolist() == pytest.approx([30])
    measured = roofs(table, street.dsm, street.dtm, use_3dbag=False).planes.frame
    assert measured["roof_kind"].tolist() == ["flat"]


@pytest.mark.parametrize("prefix", ["b3_", ""])
def test_kind_and_areas_of_3dbag_shape_a_roof_without_raster(prefix):
    shape = at(shapely.box(-6, -4, 6, 4))
    facts = {
        f"{prefix}dak_type": ["slanted"], f"{prefix}h_maaiveld": [2.0], f"{prefix}h_dak_50p": [9.0],
        f"{prefix}opp_dak_plat": [0.0], f"{prefix}opp_dak_schuin": [96 / np.cos(np.radians(33))],
    }  # fmt: skip
    result = roofs(footprints([shape], **facts))
    assert result.planes.frame["tilt_deg"].tolist() == pytest.approx([33, 33])
    assert set(result.planes.frame["how"]) == {"inferred"}
    assert result.planes.frame["height_m"].tolist() == pytest.approx([7, 7])
    facts[f"{prefix}dak_type"] = ["multiple horizontal"]
    flat = roofs(footprints([shape], **facts))
    assert flat.planes.frame["roof_kind"].tolist() == ["flat"]
    assert flat.planes.frame["height_m"].tolist() == pytest.approx([7])


def test_ground_of_3dbag_serves_where_no_raster_tells_it():
    street = Street(noise_m=0.05).build(shapely.box(-6, -4, 6, 4), lambda u, v: 6 + 0 * u)
    table = street.buildings
    table.frame["b3_h_maaiveld"] = GROUND_M - 0.5
    assert roofs(table, street.dsm).buildings.frame["height_m"].tolist() == pytest.approx([6.5], abs=0.1)


# ---- Delft


@pytest.fixture(scope="module")
def delft(data_folder):
    dsm = read_tif(data_folder / "delft" / "ahn3_dsm_0.5m.tif")
    dtm = read_tif(data_folder / "delft" / "ahn3_dtm_ground_0.5m.tif")
    shapes, ids = read_gpkg_polygons(data_folder / "delft" / "delft.gpkg", "pand", "identificatiebagpnd")
    return footprints(shapes, ids, [np.nan] * len(shapes)), dsm, dtm


@pytest.fixture(scope="module")
def delft_roofs(delft):
    return roofs(*delft)


def test_heights_of_delft_agree_with_the_90th_percentile_over_each_footprint(delft, delft_roofs):
    _, dsm, dtm = delft
    frame = delft_roofs.buildings.frame
    off = []
    for shape, height_m in zip(delft_roofs.buildings.geometry, frame["height_m"]):
        rows, cols = dsm.place.window(*shape.buffer(6).bounds)
        z, ground = dsm.read(rows, cols), read_on(dtm, dsm.place, rows, cols)
        x, y = np.meshgrid(dsm.place.x_of(cols), dsm.place.y_of(rows))
        inside = shapely.contains_xy(shape, x, y)
        off.append(height_m - (np.nanpercentile(z[inside], 90) - np.nanmedian(ground)))
    off = np.abs(off)
    assert np.median(off) < 0.1
    assert np.percentile(off, 95) < 0.5


def test_delft_roofs_are_found_and_fit(delft_roofs):
    planes, buildings = delft_roofs.planes.frame, delft_roofs.buildings.frame
    assert (buildings["how"] == "measured").mean() > 0.95
    assert planes["fit_error_m"].median() < 0.06
    # old town: most roofs pitched at 40 to 55 degrees
    pitched = planes[planes["roof_kind"] == "pitched"]
    assert 40 < np.average(pitched["tilt_deg"], weights=pitched["area_m2"]) < 55
    covered = planes["plan_area_m2"].sum() / shapely.area(delft_roofs.buildings.geometry).sum()
    assert 0.85 < covered < 1
    assert shapely.is_valid(delft_roofs.planes.geometry).all()
    for _, mine in planes.groupby("building_id").indices.items():
        whole = shapely.union_all(delft_roofs.planes.geometry[mine])
        assert whole.area == pytest.approx(planes["plan_area_m2"].to_numpy()[mine].sum(), rel=1e-6)


def test_delft_without_its_ground_raster_keeps_its_heights(delft, delft_roofs):
    table, dsm, _ = delft
    alone = roofs(table, dsm).buildings.frame["height_m"]
    assert np.median(np.abs(alone - delft_roofs.buildings.frame["height_m"])) < 0.15


def test_ridges_of_delft_lie_where_two_planes_have_one_height(delft_roofs):
    """Where two planes of a house meet in a line that both slopes cross, they meet in height as well."""
    planes, shapes = delft_roofs.planes.frame, delft_roofs.planes.geometry
    gaps = []
    for mine in planes.groupby("building_id").indices.values():
        for a, i in enumerate(mine):
            for j in mine[a + 1 :]:
                p, q = planes.iloc[i], planes.iloc[j]
                opposite = abs((p["azimuth_deg"] - q["azimuth_deg"]) % 360 - 180) < 20
                line = shapely.intersection(shapes[i].buffer(0.05), shapes[j].buffer(0.05))
                if opposite and line.area > 0.1 * 3:
                    x, y = line.centroid.x, line.centroid.y
                    z = [r["z0"] + r["slope_x"] * (x - r["cx"]) + r["slope_y"] * (y - r["cy"]) for r in (p, q)]
                    gaps.append(abs(z[0] - z[1]))
    assert len(gaps) > 50
    assert np.median(gaps) < 0.15
