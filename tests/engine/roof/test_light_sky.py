"""The sun and the sky on open planes, held against pvlib and a published table."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.demand import Weather, read_weather, typical_year
from stadsstroom.engine.demand.sun import sun_at, sun_path
from stadsstroom.engine.roof.light import light_year
from stadsstroom.engine.roof.light.perez import diffuse_parts
from stadsstroom.engine.roof.light.year import as_seen

pvlib = pytest.importorskip("pvlib")
ALBEDO = 0.2
PLANES = [(tilt, azimuth) for tilt in (0, 10, 35, 60, 90) for azimuth in range(0, 360, 30)]


def moments(weather):
    return pd.DatetimeIndex(weather.times_utc + np.timedelta64(30, "m")).tz_localize("UTC")


def by_pvlib(weather, planes):
    """The whole of pvlib's chain from global radiation on: SPA, Erbs, Perez. (hours, planes) W/m²."""
    times = moments(weather)
    sun = pvlib.solarposition.get_solarposition(times, weather.latitude_deg, weather.longitude_deg)
    split = pvlib.irradiance.erbs(weather.ghi_w_per_m2, sun["zenith"], times)
    air = pvlib.atmosphere.get_relative_airmass(sun["apparent_zenith"])
    given = (sun["apparent_zenith"], sun["azimuth"], split["dni"], weather.ghi_w_per_m2, split["dhi"])
    extra = pvlib.irradiance.get_extra_radiation(times)
    return np.column_stack(
        [
            pvlib.irradiance.get_total_irradiance(
                tilt, azimuth, *given, dni_extra=extra, airmass=air, albedo=ALBEDO, model="perez"
            )["poa_global"].fillna(0)
            for tilt, azimuth in planes
        ]
    )


def test_sun_stands_where_spa_puts_it():
    times = np.datetime64("2023-01-01T00:30") + np.arange(0, 8760, 3) * np.timedelta64(60, "m")
    sun = sun_at(times, 52.1, 5.18)
    spa = pvlib.solarposition.get_solarposition(pd.DatetimeIndex(times).tz_localize("UTC"), 52.1, 5.18)
    up = spa["elevation"].to_numpy() > 0
    assert np.abs(sun.elevation_deg - spa["elevation"])[up].max() < 1e-4
    assert np.abs((sun.azimuth_deg - spa["azimuth"] + 180) % 360 - 180)[up].max() < 1e-4
    assert np.abs(as_seen(sun).elevation_deg - spa["apparent_elevation"])[up].max() < 1e-4


def test_diffuse_parts_are_perez_of_pvlib():
    rng = np.random.default_rng(1)
    elevation = rng.uniform(7, 60, 500)
    extra = np.full(500, 1366.1)
    diffuse, beam = rng.uniform(20, 300, 500), rng.uniform(0, 900, 500) * rng.integers(0, 2, 500)
    parts = diffuse_parts(beam, diffuse, extra, elevation)
    air = pvlib.atmosphere.get_relative_airmass(90 - elevation)
    for tilt, azimuth in PLANES:
        ours = parts.on_plane(tilt, pvlib.irradiance.aoi_projection(tilt, azimuth, 90 - elevation, 150))
        theirs = pvlib.irradiance.perez(tilt, azimuth, diffuse, beam, extra, 90 - elevation, 150, air)
        assert ours == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("source", ["typical year", "knmi_260_debilt_2023_hourly.txt", "NLD_Amsterdam.062400_IWEC.epw"])
def test_open_planes_get_what_pvlib_gives(source, request):
    if source == "typical year":
        weather = typical_year()
    else:
        weather = read_weather(request.getfixturevalue("data_folder") / "weather" / source)
    ours = light_year(weather, ALBEDO).on_open_planes(*np.transpose(PLANES))
    theirs = by_pvlib(weather, PLANES)
    assert ours.sum(axis=0) == pytest.approx(theirs.sum(axis=0), rel=0.005)
    bright = np.maximum(ours, theirs) > 50
    off = np.abs(ours - theirs)[bright] / theirs[bright]
    assert off.max() < 0.02  # every hour


def test_open_planes_follow_the_published_table_of_delft(data_folder):
    table = pd.read_csv(data_folder / "solar" / "delft_irradiation_by_tilt_and_azimuth.csv")
    table = table[(table["azimuth_deg"] % 4 == 0) & (table["tilt_deg"] % 2 == 0)]
    weather = read_weather(data_folder / "weather" / "knmi_260_debilt_2023_hourly.txt")
    tilt, azimuth = table["tilt_deg"].to_numpy(), table["azimuth_deg"].to_numpy()
    ours = light_year(weather, ALBEDO).on_open_planes(tilt, azimuth).sum(axis=0)
    theirs = table["annual_irradiation_kWh_m2"].to_numpy()
    points = 100 * np.abs(ours / ours.max() - theirs / 1174.4637)
    sunny = (azimuth >= 90) & (azimuth <= 270) & (tilt <= 60)
    assert points[sunny].max() < 5
    assert points[~sunny].max() < 6
    assert abs(tilt[ours.argmax()] - 40) <= 5
    assert abs(azimuth[ours.argmax()] - 184) <= 10


def test_level_plane_gets_the_global_radiation():
    weather = typical_year()
    year = light_year(weather, ALBEDO)
    ours = year.on_open_planes(0, 0)[:, 0]
    sun = sun_path(weather.start_utc, weather.hours, weather.latitude_deg, weather.longitude_deg)
    # The beam falls from where refraction shows the sun, which is inferred from where it stands, as in pvlib.
    lifted = np.sin(np.radians(as_seen(sun).elevation_deg)) / np.sin(np.radians(sun.elevation_deg)) - 1
    high = sun.elevation_deg > 5
    over = ours[high] / weather.ghi_w_per_m2[high] - 1
    assert (over > -1e-9).all()
    assert (over <= lifted[high] + 1e-9).all()
    assert ours.sum() == pytest.approx(weather.ghi_w_per_m2.sum(), rel=5e-4)


def test_leap_year_and_dark_weather():
    start = np.datetime64("2024-01-01T00", "h")
    dark = light_year(Weather(start, np.full(8784, 5.0), np.zeros(8784)), ALBEDO)
    assert dark.hours == 8784
    assert np.bincount(dark.month)[1] == 29 * 24
    assert not dark.on_open_planes([0, 35, 90], [0, 180, 90]).any()
