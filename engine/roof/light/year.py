"""A year of weather as light that comes from directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...demand.sun import SunPath, plane_normals, split_beam_and_diffuse, sun_at
from ...demand.weather import Weather
from .perez import diffuse_parts, refraction_deg

PARTS_OF_HOUR = 12  # in which it is looked whether the sun is up
PATH = 4  # places of the sun in an hour, for shadows
LOW_DEG = 10.0  # the sun climbs less in half an hour


@dataclass(frozen=True)
class LightYear:
    """The light of every hour by where it comes from. Arrays (hours,), W/m² as means of the hour.

    month: 0 to 11. up: (k,) the hours in which the sun is up at all; direction (k, 3; east, north, up) in which it is
    seen in the middle of these. elevation_deg, azimuth_deg: (k, PATH) where it is seen on its way through the hour, and
    weight (k, PATH) how much each place counts (0 where it is not up yet, in all 1): for shadows, which an hour's mean
    must not take from one moment. towards_sun: (k,) beam and what Perez puts around the sun, on a plane that faces the
    sun. even_sky: on the horizontal. horizon: on a vertical plane. ground: reflected upwards.
    """

    month: np.ndarray
    up: np.ndarray
    direction: np.ndarray
    elevation_deg: np.ndarray
    azimuth_deg: np.ndarray
    weight: np.ndarray
    towards_sun: np.ndarray
    even_sky: np.ndarray
    horizon: np.ndarray
    ground: np.ndarray

    @property
    def hours(self) -> int:
        return len(self.month)

    def on_open_planes(self, tilt_deg, azimuth_deg) -> np.ndarray:
        """Light on planes (n,) that nothing shades: (hours, n) float64, W/m² of the plane's own area."""
        tilt_deg, azimuth_deg = np.atleast_1d(tilt_deg).astype(float), np.atleast_1d(azimuth_deg).astype(float)
        upward, sideward = np.cos(np.radians(tilt_deg)), np.sin(np.radians(tilt_deg))
        return self.combine(tilt_deg, azimuth_deg, 1.0, (1 + upward) / 2, sideward)

    def combine(self, tilt_deg, azimuth_deg, lit, sky_share, horizon_share) -> np.ndarray:
        """Light on planes (hours, n): lit is the share of each that the sun reaches, (k, n) or 1.

        sky_share and horizon_share, (n,): how much of the even sky (of a horizontal plane's) and of the line along the
        horizon (of a vertical plane's) reaches the plane. The sky never takes light away.
        """
        incidence = np.maximum(self.direction @ plane_normals(tilt_deg, azimuth_deg), 0)
        light = np.outer(self.even_sky, sky_share) + np.outer(self.horizon, horizon_share)
        np.maximum(light, 0, out=light)
        light[self.up] += incidence * lit * self.towards_sun[:, None]
        light += np.outer(self.ground, (1 - np.cos(np.radians(tilt_deg))) / 2)
        return light


def light_year(weather: Weather, albedo: float) -> LightYear:
    """Split a year's global radiation by hour into what comes from where.

    The sun shines from where it is seen at mid-hour; where it is down then, in the middle of the part in which it is up
    (so low that all light is diffuse). Beam and clearness follow where it stands without refraction, as in pvlib: on a
    level plane beam and diffuse light are together up to 2 % more than the global radiation in hours with a sun at 5°.
    """
    begin = weather.times_utc.astype("datetime64[s]")
    middle = begin + np.timedelta64(1800, "s")
    elevation = sun_at(middle, weather.latitude_deg, weather.longitude_deg).elevation_deg
    low = np.flatnonzero(np.abs(elevation) < LOW_DEG)
    within = (np.arange(PARTS_OF_HOUR) + 0.5) * 3600 / PARTS_OF_HOUR
    moments = begin[low, None] + within.astype("timedelta64[s]")
    seen = sun_at(moments.ravel(), weather.latitude_deg, weather.longitude_deg).elevation_deg.reshape(moments.shape) > 0
    dawn = seen.any(axis=1) & (elevation[low] <= 0)
    seconds = (seen * within).sum(axis=1)[dawn] / seen.sum(axis=1)[dawn]
    middle[low[dawn]] = begin[low[dawn]] + seconds.astype("timedelta64[s]")
    sun = sun_at(middle, weather.latitude_deg, weather.longitude_deg)
    up = np.flatnonzero(sun.elevation_deg > 0)

    ghi = np.maximum(np.nan_to_num(weather.ghi_w_per_m2), 0.0)
    risen = SunPath(sun.elevation_deg[up], sun.azimuth_deg[up], sun.extraterrestrial_w_per_m2[up])
    beam, diffuse = split_beam_and_diffuse(ghi[up], risen)
    seen = as_seen(risen)
    parts = diffuse_parts(beam, diffuse, seen.extraterrestrial_w_per_m2, seen.elevation_deg)
    even_sky, horizon = ghi.copy(), np.zeros_like(ghi)  # twilight is even
    even_sky[up], horizon[up] = parts.even_sky, parts.horizon
    path_elevation, path_azimuth, weight = _path(begin[up], weather, seen)
    return LightYear(
        month=begin.astype("datetime64[M]").astype(int) % 12,
        up=up,
        direction=seen.direction,
        elevation_deg=path_elevation,
        azimuth_deg=path_azimuth,
        weight=weight,
        towards_sun=beam + parts.around_sun,
        even_sky=even_sky,
        horizon=horizon,
        ground=albedo * ghi,
    )


def as_seen(sun: SunPath) -> SunPath:
    """The sun where the air's refraction lets it be seen."""
    seen_deg = sun.elevation_deg + refraction_deg(sun.elevation_deg)
    return SunPath(seen_deg, sun.azimuth_deg, sun.extraterrestrial_w_per_m2)


def _path(begin: np.ndarray, weather: Weather, seen: SunPath) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Elevation, azimuth and weight (k, PATH) of the sun in the middle of equal parts of hours that begin at (k,)."""
    within = ((np.arange(PATH) + 0.5) * 3600 / PATH).astype("timedelta64[s]")
    on_way = as_seen(sun_at((begin[:, None] + within).ravel(), weather.latitude_deg, weather.longitude_deg))
    elevation, azimuth = on_way.elevation_deg.reshape(-1, PATH), on_way.azimuth_deg.reshape(-1, PATH)
    above = elevation > 0
    none = ~above.any(axis=1)  # it comes up between two of them
    above[none, 0], elevation[none, 0], azimuth[none, 0] = True, seen.elevation_deg[none], seen.azimuth_deg[none]
    return np.where(above, elevation, 0.0), azimuth, above / above.sum(axis=1, keepdims=True)
