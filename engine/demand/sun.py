"""Where the sun stands and how much of its light falls on a plane.

Angles in degrees; azimuth clockwise from north (90 east, 180 south); tilt from horizontal; irradiance in W/m².
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ephemeris import sun_direction
from .figures import figures

# ASTM E490: between the 1,353 and 1,367 W/m² to which the correlations below were fitted and the 1,361 known since.
SOLAR_CONSTANT_W_PER_M2 = 1366.1
# Below this sine of elevation (3°) the beam on a normal plane is not inferred from the horizontal one: the ratio
# runs away while the hour's mean hides where in the hour the sun stood. Clearness takes the sun as at least at 3.7°.
LOWEST_SINE_FOR_BEAM = float(np.sin(np.radians(3.0)))
LOWEST_SINE_FOR_CLEARNESS = 0.065


@dataclass(frozen=True)
class SunPath:
    """The sun by hour, arrays (hours,): elevation and azimuth at mid-hour and what arrives outside the atmosphere.

    extraterrestrial_w_per_m2: on a plane facing the sun.
    """

    elevation_deg: np.ndarray
    azimuth_deg: np.ndarray
    extraterrestrial_w_per_m2: np.ndarray

    @property
    def direction(self) -> np.ndarray:
        """Unit vectors (hours, 3) towards the sun: east, north, up."""
        elevation, azimuth = np.radians(self.elevation_deg), np.radians(self.azimuth_deg)
        return np.column_stack(
            [np.cos(elevation) * np.sin(azimuth), np.cos(elevation) * np.cos(azimuth), np.sin(elevation)]
        )


def sun_position(times_utc: np.ndarray, latitude_deg: float, longitude_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Elevation (without refraction) and azimuth in degrees at instants datetime64 (n,).

    Within 1e-4° of NREL's SPA.
    """
    east, north, up = sun_direction(times_utc, latitude_deg, longitude_deg).T
    return np.degrees(np.arcsin(np.clip(up, -1, 1))), np.degrees(np.arctan2(east, north)) % 360


def sun_path(start_utc: np.datetime64, hours: int, latitude_deg: float, longitude_deg: float) -> SunPath:
    """The sun at the middle of each of `hours` hours from `start_utc`."""
    times = np.datetime64(start_utc, "s") + np.arange(hours) * np.timedelta64(3600, "s") + np.timedelta64(1800, "s")
    return sun_at(times, latitude_deg, longitude_deg)


def sun_at(times_utc: np.ndarray, latitude_deg: float, longitude_deg: float) -> SunPath:
    """The sun at instants datetime64 (n,)."""
    times = np.asarray(times_utc, "datetime64[s]")
    elevation, azimuth = sun_position(times, latitude_deg, longitude_deg)
    day_of_year = (times - times.astype("datetime64[Y]").astype("datetime64[s]")) / np.timedelta64(1, "D")
    angle = 2 * np.pi * np.floor(day_of_year) / 365
    # Spencer (1971): the square of the mean over the actual distance to the sun.
    distance = 1.00011 + 0.034221 * np.cos(angle) + 0.00128 * np.sin(angle)
    distance += 0.000719 * np.cos(2 * angle) + 0.000077 * np.sin(2 * angle)
    return SunPath(elevation, azimuth, SOLAR_CONSTANT_W_PER_M2 * distance)


def split_beam_and_diffuse(ghi_w_per_m2: np.ndarray, sun: SunPath) -> tuple[np.ndarray, np.ndarray]:
    """Beam on a plane facing the sun (DNI) and diffuse on the horizontal (DHI), both (hours,), from global radiation.

    The diffuse part follows the clearness of the hour (Erbs, Klein and Duffie, Solar Energy 28 (4), 1982).
    DNI * sin(elevation) + DHI equals the global radiation, whatever the hour.
    """
    ghi = np.maximum(np.nan_to_num(ghi_w_per_m2), 0.0)
    sine = np.sin(np.radians(sun.elevation_deg))
    clearness = np.clip(ghi / (sun.extraterrestrial_w_per_m2 * np.maximum(sine, LOWEST_SINE_FOR_CLEARNESS)), 0, 1)
    share = np.select(
        [clearness <= 0.22, clearness <= 0.80],
        [
            1 - 0.09 * clearness,
            0.9511 - 0.1604 * clearness + 4.388 * clearness**2 - 16.638 * clearness**3 + 12.336 * clearness**4,
        ],
        0.165,
    )
    share = np.where(sine < LOWEST_SINE_FOR_BEAM, 1.0, share)
    diffuse = share * ghi
    return (ghi - diffuse) / np.maximum(sine, LOWEST_SINE_FOR_BEAM), diffuse


def plane_normals(tilt_deg: np.ndarray, azimuth_deg: np.ndarray) -> np.ndarray:
    """Unit vectors (3, n) perpendicular to planes: east, north, up."""
    tilt, azimuth = np.radians(tilt_deg), np.radians(azimuth_deg)
    return np.stack([np.sin(tilt) * np.sin(azimuth), np.sin(tilt) * np.cos(azimuth), np.cos(tilt)])


def ground_albedo() -> float:
    """Share of the global radiation that the ground reflects, where nothing else is said."""
    return figures("light")["albedo"]


class PlaneLight:
    """Global radiation of a year made ready to be laid on any number of planes.

    Hay and Davies (1980): the part of the diffuse light that the clearness of the beam makes circumsolar falls like
    beam, the rest evenly from the sky; the ground reflects `albedo` of the global radiation.
    """

    def __init__(self, ghi_w_per_m2: np.ndarray, sun: SunPath, albedo: float | None = None):
        beam, diffuse = split_beam_and_diffuse(ghi_w_per_m2, sun)
        anisotropy = np.clip(beam / sun.extraterrestrial_w_per_m2, 0, 1)
        sine = np.maximum(np.sin(np.radians(sun.elevation_deg)), LOWEST_SINE_FOR_BEAM)
        # Vectors whose product with a plane's normal is what the plane gets from the sun's direction.
        self._towards_sun = (beam + diffuse * anisotropy / sine)[:, None] * sun.direction
        self._even_sky = diffuse * (1 - anisotropy)
        albedo = ground_albedo() if albedo is None else albedo
        self._ground = albedo * np.maximum(np.nan_to_num(ghi_w_per_m2), 0.0)

    def on_planes(self, tilt_deg: np.ndarray, azimuth_deg: np.ndarray, rows: slice | None = None) -> np.ndarray:
        """Irradiance in W/m² (hours of `rows`, n planes)."""
        rows = slice(None) if rows is None else rows
        tilt_deg = np.asarray(tilt_deg, float)
        up = np.cos(np.radians(tilt_deg))
        light = self._towards_sun[rows] @ plane_normals(tilt_deg, np.asarray(azimuth_deg, float))
        np.maximum(light, 0, out=light)
        even = np.column_stack([self._even_sky[rows], self._ground[rows]])
        light += even @ np.stack([(1 + up) / 2, (1 - up) / 2])
        return light
