"""The light on roof planes, by hour and by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...problems import Problem
from ...progress import Progress
from ...tables import FeatureTable
from .cells import plane_directions
from .lit import LitShares
from .year import LightYear

PLANES_AT_ONCE = 128
MONTH_COLUMNS = tuple(f"kwh_per_m2_{month:02d}" for month in range(1, 13))
LIGHT_COLUMNS = ("kwh_per_m2", *MONTH_COLUMNS, "sky_view", "shadow_loss_percent", "light_how")


@dataclass(frozen=True)
class RoofLight:
    """planes: the table of planes with `LIGHT_COLUMNS` added; one place in `sky_share`, `horizon_share` and `lit` each.

    kwh_per_m2: of the plane's true area in a year, and by month (UTC). sky_view: share of an even sky's light that
    reaches it (1 on an open flat roof). shadow_loss_percent: of what the same plane would get with a free view.
    light_how: measured (horizons from heights) or assumed (no heights: a free view). about: what it was made from.
    """

    planes: FeatureTable
    year: LightYear
    lit: LitShares
    sky_share: np.ndarray
    horizon_share: np.ndarray
    problems: list[Problem]
    about: dict

    def hourly(self, rows=None, tilt_deg=None, azimuth_deg=None) -> np.ndarray:
        """Light on planes `rows` (positions; all): (hours, k) float32, W/m² of the plane's area, means of the hour.

        tilt_deg, azimuth_deg (k,): for panels that stand otherwise on the plane; they then have the plane's horizons,
        and see of the sky that share of their own free view which the plane sees of its own.
        """
        rows = np.arange(len(self.planes)) if rows is None else np.atleast_1d(np.asarray(rows))
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        tilt, azimuth = (v[rows] for v in plane_directions(self.planes))
        sky, line = self.sky_share[rows], self.horizon_share[rows]
        if tilt_deg is not None:
            stands = np.broadcast_to(np.asarray(tilt_deg, float), rows.shape)
            seen = sky / _open_sky(tilt)
            sky, line = seen * _open_sky(stands), seen * np.sin(np.radians(stands))
            tilt = stands
        if azimuth_deg is not None:
            azimuth = np.broadcast_to(np.asarray(azimuth_deg, float), rows.shape)
        out = np.empty((self.year.hours, len(rows)), np.float32)
        for start in range(0, len(rows), PLANES_AT_ONCE):
            some = slice(start, start + PLANES_AT_ONCE)
            lit = self.lit.share(rows[some])
            out[:, some] = self.year.combine(tilt[some], azimuth[some], lit, sky[some], line[some])
        return out


def _open_sky(tilt_deg: np.ndarray) -> np.ndarray:
    return (1 + np.cos(np.radians(tilt_deg))) / 2


def planes_by_year(light: RoofLight, has_cells: np.ndarray) -> Iterator[Progress]:
    """Fill the `LIGHT_COLUMNS` of light.planes from its hours, in place."""
    frame = light.planes.frame
    months = np.empty((len(frame), 12))
    opened = np.empty(len(frame))
    tilt, azimuth = plane_directions(light.planes)
    first_hour = np.flatnonzero(np.diff(light.year.month, prepend=-1))
    for start in range(0, len(frame), PLANES_AT_ONCE):
        rows = np.arange(start, min(start + PLANES_AT_ONCE, len(frame)))
        by_month = np.add.reduceat(light.hourly(rows), first_hour, axis=0, dtype=float) / 1000
        months[rows] = np.zeros((len(rows), 12))
        np.add.at(months, (rows[:, None], light.year.month[first_hour][None, :]), by_month.T)
        opened[rows] = light.year.on_open_planes(tilt[rows], azimuth[rows]).sum(axis=0) / 1000
        yield Progress(rows[-1] / len(frame))
    frame["kwh_per_m2"] = months.sum(axis=1)
    for month, name in enumerate(MONTH_COLUMNS):
        frame[name] = months[:, month]
    frame["sky_view"] = light.sky_share
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["shadow_loss_percent"] = np.where(opened > 0, 100 * (1 - months.sum(axis=1) / opened), 0.0)
    frame["light_how"] = np.where(has_cells, "measured", "assumed")
