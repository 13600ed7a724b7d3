"""Light on roofs: hours against marching rays, and what planes, hours and rasters must agree on."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable
from stadsstroom.engine.demand import Weather, read_weather, typical_year
from stadsstroom.engine.demand.sun import plane_normals, sun_at
from stadsstroom.engine.progress import finish
from stadsstroom.engine.roof.heights import ArrayRaster, ArrayWriter, GridPlace
from stadsstroom.engine.roof.light import LightOptions, cast_shadow, light_on_roofs, run
from stadsstroom.engine.roof.light.cells import PlaneCells, plane_directions
from stadsstroom.engine.roof.light.horizon import numba_installed
from stadsstroom.engine.roof.light.year import as_seen
from stadsstroom.tests.engine.roof.drawn_light import Scene, sees_sun, street

WEATHER = typical_year()


@pytest.fixture(scope="module")
def lit_street():
    scene = street()
    writer = ArrayWriter(scene.place, 13)
    light = finish(light_on_roofs(scene.dsm, scene.planes, WEATHER, LightOptions(every_cell=True), writer))
    return scene, light, writer.values


def whole(raster):
    return raster.read(slice(0, raster.place.rows), slice(0, raster.place.cols))


RAYS = 6  # in an hour, from each cell


def errors_of_hours(light, dsm, weather, every, by_marching=0):
    """Errors of the light in every n-th sunny hour beside rays cast from cells of each plane through that hour.

    by_marching: march the rays from so many cells a plane; 0 casts the shadow over every cell. Returns, for the planes
    with cells: the error of the year of all light, (planes,); and by hour that of the sunlit share, (hours, planes),
    nan where an open plane has less than 20 W/m² of beam; and that of the beam on all together by hour.
    """
    place, heights = dsm.place, whole(dsm)
    finder, n = PlaneCells(light.planes, place), len(light.planes)
    everywhere = slice(0, place.rows), slice(0, place.cols)
    labels = finder.labels(*everywhere)
    finder.smooth(heights, labels, *everywhere)
    row, col = np.nonzero((labels >= 0) & np.isfinite(heights))
    if by_marching:
        order = np.random.default_rng(0).permutation(len(row))
        row, col = row[order], col[order]
        few = pd.Series(labels[row, col]).groupby(labels[row, col]).cumcount().to_numpy() < by_marching
        row, col = row[few], col[few]
    plane = labels[row, col]
    count = np.bincount(plane, minlength=n)
    year, hours, share = light.year, np.arange(0, len(light.year.up), every), []
    for k in hours:
        begin = weather.times_utc[year.up[k]].astype("datetime64[s]")
        moments = begin + ((np.arange(RAYS) + 0.5) * 3600 / RAYS).astype("timedelta64[s]")
        sun = as_seen(sun_at(moments, weather.latitude_deg, weather.longitude_deg))
        rays = []
        for direction, elevation, azimuth in zip(sun.direction, sun.elevation_deg, sun.azimuth_deg):
            if elevation <= 0:
                continue
            if by_marching:
                lit = sees_sun(heights, place, place.x_of(col), place.y_of(row), heights[row, col], direction)
            else:
                lit = ~cast_shadow(heights, place.cell_m, elevation, azimuth)[row, col]
            rays.append(np.bincount(plane, lit, n) / np.maximum(count, 1))
        share.append(np.mean(rays, axis=0) if rays else np.zeros(n))
    some = count > 0
    share, tilt, azimuth = np.array(share)[:, some], *(v[some] for v in plane_directions(light.planes))
    ours = light.lit.share(np.flatnonzero(some))[hours]
    beam = np.maximum(year.direction[hours] @ plane_normals(tilt, azimuth), 0) * year.towards_sun[hours, None]
    rest = year.combine(tilt, azimuth, 0.0, light.sky_share[some], light.horizon_share[some]).sum(axis=0) / every
    of_year = ((beam * ours).sum(axis=0) + rest) / ((beam * share).sum(axis=0) + rest) - 1
    together = np.stack([(beam * v).sum(axis=1) for v in (ours, share)])
    bright = together[1] > 0.02 * together[1].max()
    return of_year, np.where(beam > 20, np.abs(ours - share), np.nan), together[0, bright] / together[1, bright] - 1


def test_hours_are_those_of_a_ray_every_hour_in_a_street(lit_street):
    scene, light, _ = lit_street
    of_year, of_hours, of_street = errors_of_hours(light, scene.dsm, WEATHER, every=97, by_marching=60)
    assert np.abs(of_year).max() < 0.01
    assert (of_hours[np.isfinite(of_hours)] <= 0.05).mean() >= 0.95
    assert (np.abs(of_street) <= 0.05).mean() >= 0.95


def test_sum_of_hours_is_the_year_of_the_plane_and_the_mean_of_its_cells(lit_street):
    scene, light, raster = lit_street
    frame = light.planes.frame
    hours = light.hourly()
    assert hours.dtype == np.float32
    assert hours.sum(axis=0, dtype=float) / 1000 == pytest.approx(frame["kwh_per_m2"].to_numpy(), rel=1e-5)
    months = frame[[f"kwh_per_m2_{m:02d}" for m in range(1, 13)]].to_numpy()
    assert months.sum(axis=1) == pytest.approx(frame["kwh_per_m2"].to_numpy(), rel=1e-9)
    assert raster[1:].sum(axis=0) == pytest.approx(raster[0], rel=1e-4, nan_ok=True)
    x, y = scene.centres
    for i, shape in enumerate(light.planes.geometry):
        own = shapely.contains_xy(shape, x, y)
        assert raster[0][own].mean() == pytest.approx(frame["kwh_per_m2"][i], rel=0.003)
        for month in range(12):
            assert raster[1 + month][own].mean() == pytest.approx(months[i, month], rel=0.02, abs=0.05)


def test_asked_rows_come_alone_and_in_order(lit_street):
    _, light, _ = lit_street
    every = light.hourly()
    assert np.array_equal(light.hourly([3, 0]), every[:, [3, 0]])
    assert np.array_equal(light.hourly(np.arange(len(light.planes)) == 5), every[:, [5]])


def test_panels_that_stand_on_a_flat_roof_get_their_own_angle():
    scene = Scene(40).flat(10, 10, 10, 10, 6)
    light = finish(light_on_roofs(scene.dsm, scene.planes, WEATHER))
    racks = light.hourly([0, 0], [12, 35], [90, 180])
    assert racks == pytest.approx(light.year.on_open_planes([12, 35], [90, 180]), abs=0.5)


def test_open_roofs_lose_nothing_and_the_row_behind_the_tower_does(lit_street):
    _, light, raster = lit_street
    frame = light.planes.frame
    top = frame["z0"].idxmax()
    assert frame.loc[top, "shadow_loss_percent"] == pytest.approx(0, abs=0.05)
    assert frame.loc[top, "sky_view"] == pytest.approx(1, abs=1e-3)
    assert frame.loc[8, "shadow_loss_percent"] > 10  # between the tower and the street
    assert (frame["sky_view"] <= (1 + np.cos(np.radians(frame["tilt_deg"]))) / 2 + 1e-3).all()
    assert (frame["light_how"] == "measured").all()
    assert np.nanmin(raster) >= 0


@pytest.mark.parametrize("tilt", [0, 20, 45])
@pytest.mark.parametrize("azimuth", [0, 100, 230])
def test_open_plane_in_the_raster_gets_the_light_of_an_open_plane(tilt, azimuth):
    place = GridPlace(0, 20, 0.5, 40, 40)
    x, y = np.meshgrid(place.x_of(slice(0, 40)), place.y_of(slice(0, 40)))
    steep = -np.tan(np.radians(tilt))
    z = 50 + steep * (x * np.sin(np.radians(azimuth)) + y * np.cos(np.radians(azimuth)))
    writer = ArrayWriter(place, 13)
    light = finish(light_on_roofs(ArrayRaster(z, place), None, WEATHER, LightOptions(every_cell=True), writer))
    open_kwh = light.year.on_open_planes(tilt, azimuth).sum() / 1000
    assert writer.values[0, 5:-5, 5:-5] == pytest.approx(open_kwh, rel=0.002)


@pytest.mark.parametrize("compiled", [True, False])
def test_tiles_and_compilation_change_nothing(lit_street, compiled):
    if compiled and not numba_installed():
        pytest.skip("numba is not installed")
    scene, light, raster = lit_street
    writer = ArrayWriter(scene.place, 13)
    options = LightOptions(every_cell=True, tile_cells=100, use_numba=compiled, search_m=200)
    again = finish(light_on_roofs(scene.dsm, scene.planes, WEATHER, options, writer))
    assert writer.values == pytest.approx(raster, rel=1e-4, nan_ok=True)
    assert again.hourly() == pytest.approx(light.hourly(), abs=1.0)


def test_fine_cells_come_in_smaller_tiles_or_not_at_all(lit_street, monkeypatch):
    scene, light, _ = lit_street
    rows, cols = scene.place.shape
    monkeypatch.setattr(run, "MOST_TILE_CELLS", rows * cols * 3 // 4)
    monkeypatch.setattr(run, "LEAST_TILE", 16)
    writer = ArrayWriter(scene.place, 13)
    options = LightOptions(search_m=0.25 * min(rows, cols) * scene.place.cell_m)
    steps = list(light_on_roofs(scene.dsm, scene.planes, WEATHER, options, writer))
    assert max(step.values.get("tiles", 0) for step in steps) > 1
    assert np.nanmean(writer.values[0]) == pytest.approx(light.planes.frame["kwh_per_m2"].mean(), rel=0.1)
    with pytest.raises(EngineError, match="search distance of 400 m"):
        finish(light_on_roofs(scene.dsm, scene.planes, WEATHER, LightOptions(search_m=400)))


@pytest.mark.parametrize("compiled", [True, False])
def test_an_odd_number_of_directions_has_no_opposites_and_much_the_same_light(lit_street, compiled):
    if compiled and not numba_installed():
        pytest.skip("numba is not installed")
    scene, light, _ = lit_street
    options = LightOptions(directions=45, use_numba=compiled)
    odd = finish(light_on_roofs(scene.dsm, scene.planes, WEATHER, options)).planes.frame
    assert odd["kwh_per_m2"].to_numpy() == pytest.approx(light.planes.frame["kwh_per_m2"].to_numpy(), rel=0.01)


def test_only_roofs_are_written_where_only_roofs_are_asked(lit_street):
    scene, _, raster = lit_street
    writer = ArrayWriter(scene.place, 13)
    finish(light_on_roofs(scene.dsm, scene.planes, WEATHER, LightOptions(), writer))
    x, y = scene.centres
    roof = shapely.contains_xy(shapely.union_all(scene.planes.geometry), x, y)
    assert np.isfinite(writer.values[0])[roof].all()
    assert np.isnan(writer.values[0])[~roof].all()
    assert writer.values[0][roof] == pytest.approx(raster[0][roof], rel=1e-5)


def test_without_heights_every_plane_has_a_free_view_and_says_so():
    planes = street().planes
    light = finish(light_on_roofs(None, planes, WEATHER))
    open_kwh = light.year.on_open_planes(*plane_directions(planes)).sum(axis=0) / 1000
    assert light.planes.frame["kwh_per_m2"].to_numpy() == pytest.approx(open_kwh, rel=1e-5)
    assert (light.planes.frame["light_how"] == "assumed").all()
    assert not light.problems


def test_planes_outside_or_in_holes_are_told_and_specks_get_a_cell():
    scene = street()
    z = scene.heights
    x, y = scene.centres
    z[(x > 20) & (x < 40) & (y < 10)] = np.nan  # the low flat roof
    planes = scene.planes
    shapes = planes.geometry.copy()
    shapes[0] = shapely.affinity.translate(shapes[0], 5000, 0)
    shapes[1] = shapely.box(9.30, 26.6, 9.45, 26.7)  # between the centres of cells
    light = finish(light_on_roofs(ArrayRaster(z, scene.place), FeatureTable(planes.frame, shapes), WEATHER))
    how = light.planes.frame["light_how"]
    assert list(np.flatnonzero(how == "assumed")) == [0, len(planes) - 1]
    assert [p.feature_id for p in light.problems] == ["plane 0", f"plane {len(planes) - 1}"]
    assert light.planes.frame["kwh_per_m2"].notna().all()


def test_a_far_hill_takes_the_low_sun():
    scene = Scene(30).flat(10, 10, 10, 10, 6)
    free = finish(light_on_roofs(scene.dsm, scene.planes, WEATHER)).planes.frame
    hill = LightOptions(far_horizon_deg=(0.0, 18.0, 18.0, 18.0))
    hidden = finish(light_on_roofs(scene.dsm, scene.planes, WEATHER, hill))
    noon = hidden.year.elevation_deg.min(axis=1) > 20
    winter = (hidden.year.month[hidden.year.up] == 11) & (np.abs(hidden.year.azimuth_deg - 180) < 80).all(axis=1)
    lit = hidden.lit.share([0])[:, 0]
    assert not lit[winter].any()
    assert lit[noon].min() > 0.9999
    assert hidden.planes.frame["kwh_per_m2_12"][0] < 0.9 * free["kwh_per_m2_12"][0]
    assert hidden.planes.frame["kwh_per_m2_06"][0] > 0.95 * free["kwh_per_m2_06"][0]


def test_leap_year_gives_its_hours():
    weather = Weather(np.datetime64("2024-01-01T00", "h"), np.full(8784, 9.0), np.resize(WEATHER.ghi_w_per_m2, 8784))
    scene = Scene(30).flat(10, 10, 10, 10, 6)
    assert finish(light_on_roofs(scene.dsm, scene.planes, weather)).hourly().shape == (8784, 1)


def test_two_reference_systems_are_refused():
    scene = Scene(30).flat(10, 10, 10, 10, 6)
    planes = FeatureTable(scene.planes.frame, scene.planes.geometry, "EPSG:32631")
    with pytest.raises(EngineError, match="EPSG:32631"):
        finish(light_on_roofs(scene.dsm, planes, WEATHER))
    with pytest.raises(EngineError, match="directions"):
        LightOptions(directions=2)


@pytest.mark.parametrize("compiled", [True, False])
def test_it_can_be_stopped_after_every_two_directions_of_a_tile(compiled):
    """Tiles have a size, so no step grows with the town."""
    if compiled and not numba_installed():
        pytest.skip("numba is not installed")
    size, tiles, directions = 300, 4, 24
    z = np.random.default_rng(1).uniform(0, 12, (size, size)).astype(np.float32)
    dsm = ArrayRaster(z, GridPlace(0, size, 1.0, size, size))
    options = LightOptions(every_cell=True, use_numba=compiled, directions=directions, tile_cells=size // 2)
    done = [0.0, *(step.fraction for step in light_on_roofs(dsm, None, WEATHER, options))]
    assert min(np.diff(done)) >= -1e-9
    assert max(np.diff(done)) <= 2 / directions / tiles


def test_hours_are_those_of_a_ray_every_hour_in_delft(data_folder):
    from stadsstroom.engine.roof.planes import find_roof_planes
    from stadsstroom.tests.engine.roof.drawn_roofs import footprints, read_gpkg_polygons, read_tif

    folder = data_folder / "delft"
    dsm = read_tif(folder / "ahn3_dsm_0.5m.tif")
    dtm = read_tif(folder / "ahn3_dtm_ground_0.5m.tif")
    shapes, ids = read_gpkg_polygons(folder / "delft.gpkg", "pand", "identificatiebagpnd")
    planes = finish(find_roof_planes(footprints(shapes, [str(i) for i in ids]), dsm, dtm)).planes
    weather = read_weather(data_folder / "weather" / "knmi_260_debilt_2023_hourly.txt")
    writer = ArrayWriter(dsm.place, 13)
    light = finish(light_on_roofs(dsm, planes, weather, LightOptions(), writer))
    frame = light.planes.frame

    of_year, of_hours, of_town = errors_of_hours(light, dsm, weather, every=83)
    area = np.broadcast_to(frame["area_m2"].to_numpy(), of_hours.shape)
    assert len(of_year) == len(frame)
    assert abs(np.average(of_year, weights=area[0])) < 0.001
    assert (np.abs(of_year) < 0.01).mean() > 0.95
    assert np.abs(of_year).max() < 0.05  # of a plane of a few cells
    good, sunny = of_hours <= 0.05, np.isfinite(of_hours)
    assert good.sum() / sunny.sum() >= 0.97
    assert area[good].sum() / area[sunny].sum() >= 0.98
    assert np.abs(of_town).max() < 0.02

    labels = PlaneCells(planes, dsm.place).labels(slice(0, dsm.place.rows), slice(0, dsm.place.cols))
    known = (labels >= 0) & np.isfinite(writer.values[0])
    cells = np.bincount(labels[known], minlength=len(planes))
    mean = np.bincount(labels[known], writer.values[0][known], len(planes)) / np.maximum(cells, 1)
    some = cells > 0
    assert mean[some] == pytest.approx(frame["kwh_per_m2"].to_numpy()[some], rel=0.005)
    assert frame["sky_view"].between(0, 1.001).all()


def test_roofs_of_vienna_are_ranked_as_another_tool_ranks_them(data_folder):
    from scipy.ndimage import maximum_filter, minimum_filter
    from scipy.stats import spearmanr

    image = pytest.importorskip("PIL.Image")
    z, other = (
        np.array(image.open(data_folder / "solar" / name)) for name in ("BOKU-dsm-woveg-mod.tif", "Energyyearroof.tif")
    )
    dsm = ArrayRaster(z, GridPlace(0, 0, 0.5, *z.shape))
    vienna = replace(WEATHER, latitude_deg=48.2)
    writer = ArrayWriter(dsm.place)
    finish(light_on_roofs(dsm, None, vienna, LightOptions(every_cell=True, months=False), writer))
    ours = writer.values[0]
    roof = z - minimum_filter(z, 61) > 3
    # At walls the other tool takes the slope of a cell across them; its own weather is not known.
    roof &= maximum_filter(z, 3) - minimum_filter(z, 3) < 1
    inner = (slice(5, -5), slice(5, -5))
    assert roof[inner].sum() > 20_000
    assert spearmanr(ours[inner][roof[inner]], other[inner][roof[inner]])[0] > 0.88
