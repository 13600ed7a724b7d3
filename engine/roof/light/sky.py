"""A year's light as a table: what a cell receives from each direction above each height of the horizon.

A plane's share of light from direction s is n·s (n its normal), so the light above a horizon is one vector per
direction, and what a cell receives is the product of its normal with the vectors above its own horizons: no hour is
looked at twice. The even sky and the line along the horizon are of that form too. The sun's places fall between
directions and are shared by the two nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .horizon import LEVELS, azimuths
from .year import LightYear

BAND_SINE = float(np.sin(np.radians(6.5)))  # height of Perez' bright line along the horizon in his model of 1987
MONTHS = 12
MONTHS_TOGETHER = 4  # as many as the processor adds at once


@dataclass(frozen=True)
class SkyTable:
    """Light by direction (d, evenly spread from north) and level of the horizon (b: above sine b / LEVELS).

    towards: (d, 2) east and north of each direction. light: (blocks, d, 2 * LEVELS, 3, width) float32, kWh/m² of the
    year (1 block of width 1) or by month (3 of 4) by factors of the plane's normal; rows from LEVELS on are for planes
    that face away from the direction. ground: (blocks * width,) float32, kWh/m² that the ground reflects upwards.
    even: (LEVELS, 2) float32, the even sky above b, of one direction: factors of the plane's normal towards it and
    upwards; sums to 1 over all directions for a free horizontal plane. band: (LEVELS,) float32, the same for the line
    along the horizon, of the normal towards the direction.
    """

    towards: np.ndarray
    light: np.ndarray
    ground: np.ndarray
    even: np.ndarray
    band: np.ndarray

    @property
    def directions(self) -> int:
        return len(self.towards)


def between_directions(azimuth_deg: np.ndarray, directions: int) -> tuple[np.ndarray, np.ndarray]:
    """The two directions beside each azimuth (..., 2) and how much each counts (..., 2)."""
    place = np.asarray(azimuth_deg, float) % 360 / (360 / directions)
    left = np.floor(place).astype(int)
    weight = place - left
    return np.stack([left % directions, (left + 1) % directions], axis=-1), np.stack([1 - weight, weight], axis=-1)


def sky_table(year: LightYear, directions: int, months: bool = True) -> SkyTable:
    """Gather a year of light by direction and level of the horizon; by month or in one sum."""
    angle = np.radians(azimuths(directions))
    towards = np.column_stack([np.sin(angle), np.cos(angle)])
    level = np.arange(LEVELS) / LEVELS
    elevation = np.arcsin(level)
    even = np.column_stack([np.pi / 2 - elevation - level * np.cos(elevation), 1 - level**2]) / directions
    band = np.clip(1 - elevation / np.arcsin(BAND_SINE), 0, 1) * np.pi / directions

    column = year.month if months else np.zeros_like(year.month)
    columns = MONTHS if months else 1
    total = [np.bincount(column, part, columns) / 1000 for part in (year.even_sky, year.horizon, year.ground)]
    facing = _of_sun(year, column, columns, directions)
    facing[..., :2, :] += np.einsum("di,b,m->dbim", towards, even[:, 0], total[0])
    facing[..., 2, :] += np.outer(even[:, 1], total[0])
    away = facing.copy()  # what of the line along the horizon lies behind a plane does not reach it
    facing[..., :2, :] += np.einsum("di,b,m->dbim", towards, band, total[1])
    light = np.concatenate([facing, away], axis=1)
    width = MONTHS_TOGETHER if months else 1
    light = np.moveaxis(light.reshape(*light.shape[:-1], columns // width, width), -2, 0)
    return SkyTable(
        towards=towards.astype(np.float32),
        light=np.ascontiguousarray(light, np.float32),
        ground=total[2].astype(np.float32),
        even=even.astype(np.float32),
        band=band.astype(np.float32),
    )


def _of_sun(year: LightYear, column: np.ndarray, columns: int, directions: int) -> np.ndarray:
    """What comes from the sun above each level: (directions, LEVELS, 3, columns)."""
    beside, share = between_directions(year.azimuth_deg, directions)
    # A horizon is rounded to the nearest level: the sun is seen above levels at or below its own.
    above = np.minimum((np.sin(np.radians(year.elevation_deg)) * LEVELS).astype(int), LEVELS - 1)
    place = ((beside * LEVELS + above[..., None]) * columns + column[year.up, None, None]).ravel()
    light = (year.towards_sun / 1000)[:, None] * year.direction
    weight = share * year.weight[..., None]
    size = directions * LEVELS * columns
    beam = [np.bincount(place, (weight * light[:, i, None, None]).ravel(), size) for i in range(3)]
    beam = np.stack(beam).reshape(3, directions, LEVELS, columns)
    return np.flip(np.cumsum(np.flip(beam, 2), axis=2), 2).transpose(1, 2, 0, 3).copy()
