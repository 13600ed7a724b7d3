"""A year's light as a table: what comes from each direction above each height of the horizon, by month.

A plane's share of light from direction s is n·s (n its normal), so the light above a horizon is one vector per
direction and month, and what a cell receives is the product of its normal with the vectors above its own horizons: no
hour is looked at twice. The sun's places fall between directions and are shared by the two nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .horizon import azimuths
from .year import LightYear

BINS = 256  # of the sine of elevation
BAND_SINE = float(np.sin(np.radians(6.5)))  # height of Perez' bright line along the horizon in his model of 1987
MONTHS = 12
COLUMNS = 16  # of the table: the months and four zeros, so that the processor takes them in whole registers


@dataclass(frozen=True)
class SkyTable:
    """Light by direction (d, evenly spread from north) and bin of the sine of elevation (b: above b / BINS).

    towards: (d, 2) east and north of each direction. beam: (d, BINS + 1, 3, COLUMNS) float32, kWh/m² by month on a
    plane that faces the sun, times the sun's direction. even: (BINS + 1, 2) float32, the even sky above b, of one
    direction: factors of the plane's normal towards it and upwards; sums to 1 over all directions for a free horizontal
    plane. band: (BINS + 1,) float32, the same for the line along the horizon, of the normal towards the direction.
    even_sky, horizon, ground: (12,) float32, kWh/m².
    """

    towards: np.ndarray
    beam: np.ndarray
    even: np.ndarray
    band: np.ndarray
    even_sky: np.ndarray
    horizon: np.ndarray
    ground: np.ndarray

    @property
    def directions(self) -> int:
        return len(self.towards)


def between_directions(azimuth_deg: np.ndarray, directions: int) -> tuple[np.ndarray, np.ndarray]:
    """The two directions beside each azimuth (n, 2) and how much each counts (n, 2)."""
    place = np.asarray(azimuth_deg, float) % 360 / (360 / directions)
    left = np.floor(place).astype(int)
    weight = place - left
    return np.stack([left % directions, (left + 1) % directions], axis=-1), np.stack([1 - weight, weight], axis=-1)


def sky_table(year: LightYear, directions: int) -> SkyTable:
    """Gather a year of light by direction and elevation."""
    angle = np.radians(azimuths(directions))
    beside, weight = between_directions(year.azimuth_deg, directions)
    # A horizon is rounded to the nearest edge of a bin: the sun is seen above edges at or below its own.
    seen_above = np.floor(np.sin(np.radians(year.elevation_deg)) * BINS).astype(int)
    month = year.month[year.up]
    light = (year.towards_sun / 1000)[:, None] * year.direction
    beam = np.zeros((directions, BINS + 1, 3, COLUMNS))
    for side in range(2):
        np.add.at(beam, (beside[:, side], seen_above, slice(None), month), light * weight[:, side, None])
    beam = np.flip(np.cumsum(np.flip(beam, 1), axis=1), 1)
    edge = np.arange(BINS + 1) / BINS
    elevation = np.arcsin(edge)
    aside = (np.pi / 2 - elevation - edge * np.cos(elevation)) / directions
    upwards = (1 - edge**2) / directions
    band = np.clip(1 - elevation / np.arcsin(BAND_SINE), 0, 1) * np.pi / directions
    by_month = [
        (np.bincount(year.month, part, MONTHS) / 1000).astype(np.float32)
        for part in (year.even_sky, year.horizon, year.ground)
    ]
    return SkyTable(
        towards=np.column_stack([np.sin(angle), np.cos(angle)]).astype(np.float32),
        beam=beam.astype(np.float32),
        even=np.column_stack([aside, upwards]).astype(np.float32),
        band=band.astype(np.float32),
        even_sky=by_month[0],
        horizon=by_month[1],
        ground=by_month[2],
    )
