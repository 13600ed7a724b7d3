"""Where the sun stands: the earth's path around it, the wobble of the earth's axis, and the place of who looks.

Reda and Andreas, Solar position algorithm for solar radiation applications, NREL/TP-560-34302, 2008, shortened to
1e-5°. What changes in days is calculated every six hours and interpolated.
"""

from __future__ import annotations

import numpy as np

from ..catalogue import read_catalogue

EPOCH = np.datetime64("2000-01-01T12:00:00")
NODES_PER_DAY = 4
TERRESTRIAL_TIME_AHEAD_DAYS = 69 / 86400  # of universal time, about 2020
ARCSEC = 1 / 3600
ABERRATION_ARCSEC = 20.4898
PARALLAX_ARCSEC = 8.794  # the earth's radius seen from one astronomical unit
FLATTENING = 0.99664719  # of the earth: polar over equatorial radius
# Mean angles at the epoch, by century and its square, of the moon's elongation, the anomalies of sun and moon, the
# moon's argument of latitude and the longitude of its node [°]; and the tilt of the earth's axis [arc seconds].
MOON_AND_SUN_DEG = np.array(
    [
        (297.85036, 445267.111480, -0.0019142),
        (357.52772, 35999.050340, -0.0001603),
        (134.96298, 477198.867398, 0.0086972),
        (93.27191, 483202.017538, -0.0036825),
        (125.04452, -1934.136261, 0.0020708),
    ]
)
OBLIQUITY_ARCSEC = (84381.448, -46.8093, -0.000155)


def sun_direction(times_utc: np.ndarray, latitude_deg: float, longitude_deg: float) -> np.ndarray:
    """Unit vectors (n, 3) towards the sun (east, north, up; no refraction) at instants datetime64 (n,)."""
    days = (np.asarray(times_utc, "datetime64[s]") - EPOCH) / np.timedelta64(1, "D")
    nodes = np.unique(np.add.outer(np.floor(days * NODES_PER_DAY), (0, 1))) / NODES_PER_DAY
    longitude, latitude, distance, turned, obliquity = (np.interp(days, nodes, v) for v in _slow(nodes))
    across = np.cos(latitude) * np.sin(longitude)
    pole = np.cos(obliquity) * np.sin(latitude) + np.sin(obliquity) * across
    right_ascension = np.arctan2(
        np.cos(obliquity) * across - np.sin(obliquity) * np.sin(latitude), np.cos(latitude) * np.cos(longitude)
    )
    century = days / 36525
    # Greenwich sidereal time; the day count holds the time of day.
    sidereal = 280.46061837 + 360.98564736629 * days + 0.000387933 * century**2 + turned
    hour_angle = np.radians(sidereal + longitude_deg) - right_ascension
    equator = np.sqrt(1 - pole**2)
    sine, cosine = np.sin(np.radians(latitude_deg)), np.cos(np.radians(latitude_deg))
    east = -equator * np.sin(hour_angle)
    north = cosine * pole - sine * equator * np.cos(hour_angle)
    up = sine * pole + cosine * equator * np.cos(hour_angle)
    # Seen from the surface instead of the centre of the earth.
    reduced = np.arctan2(FLATTENING * sine, cosine)
    out_of_axis, along_axis = np.cos(reduced), FLATTENING * np.sin(reduced)
    radius = np.sin(np.radians(PARALLAX_ARCSEC * ARCSEC)) / distance
    up -= radius * (out_of_axis * cosine + along_axis * sine)
    north -= radius * (along_axis * cosine - out_of_axis * sine)
    direction = np.column_stack([east, north, up])
    return direction / np.linalg.norm(direction, axis=1)[:, None]


def _slow(days: np.ndarray) -> tuple[np.ndarray, ...]:
    """Apparent longitude (unwrapped) and latitude of the sun [rad], its distance, what nutation adds to sidereal
    time [°] and the tilt of the axis [rad]; days from the epoch, in order."""
    days = days + TERRESTRIAL_TIME_AHEAD_DAYS
    century = days / 36525
    orbit = _orbit(days / 365250)
    angles = np.radians(MOON_AND_SUN_DEG @ np.stack([np.ones_like(century), century, century**2]))
    table = read_catalogue("nutation")
    turns = table[["elongation", "sun", "moon", "latitude", "node"]].to_numpy(float) @ angles
    terms = table[["longitude", "longitude_per_century", "obliquity", "obliquity_per_century"]].to_numpy(float).T / 1e4
    in_longitude = (np.sin(turns) * (terms[0][:, None] + np.outer(terms[1], century))).sum(axis=0) * ARCSEC
    in_obliquity = (np.cos(turns) * (terms[2][:, None] + np.outer(terms[3], century))).sum(axis=0) * ARCSEC
    mean_obliquity = np.polynomial.polynomial.polyval(century, OBLIQUITY_ARCSEC) * ARCSEC
    obliquity = np.radians(mean_obliquity + in_obliquity)
    longitude = np.degrees(orbit["longitude"]) + 180 + in_longitude
    longitude -= ABERRATION_ARCSEC * ARCSEC / orbit["distance"]
    turned = in_longitude * np.cos(obliquity)
    return np.radians(longitude), -orbit["latitude"], orbit["distance"], turned, obliquity


def _orbit(millennium: np.ndarray) -> dict[str, np.ndarray]:
    """Longitude, latitude [rad] and distance [astronomical units] of the earth as seen from the sun."""
    found = {}
    for quantity, table in read_catalogue("earth_orbit").groupby("quantity"):
        power, amplitude, phase, speed = (
            table[n].to_numpy(float) for n in ("power", "amplitude", "phase_rad", "rad_per_millennium")
        )
        size = amplitude[:, None] * millennium ** power[:, None]
        found[quantity] = (size * np.cos(phase[:, None] + np.outer(speed, millennium))).sum(axis=0) / 1e8
    return found
