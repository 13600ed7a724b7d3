"""Pieces of the year of one element: its worst day and week, its year as a picture, its duration curve."""

from __future__ import annotations

import numpy as np
import pandas as pd


def wall_clock(times_utc: np.ndarray, zone: str = "Europe/Amsterdam") -> np.ndarray:
    """Local clock time, datetime64[s] (hours,), of hours in UTC; 3:00 comes twice when summer time ends."""
    local = pd.DatetimeIndex(np.asarray(times_utc)).tz_localize("UTC").tz_convert(zone)
    return local.tz_localize(None).to_numpy().astype("datetime64[s]")


def same_day(wall: np.ndarray, hour: int) -> np.ndarray:
    """Positions of the hours on the local day of position `hour`, in order (23 to 25 of a complete day)."""
    days = wall.astype("datetime64[D]")
    return np.flatnonzero(days == days[hour])


def same_week(wall: np.ndarray, hour: int) -> np.ndarray:
    """Positions of the hours in the local week, Monday to Sunday, of position `hour`, in order."""
    weeks = (wall.astype("datetime64[D]").astype(np.int64) + 3) // 7  # 1 January 1970 was a Thursday
    return np.flatnonzero(weeks == weeks[hour])


def duration_order(values: np.ndarray) -> np.ndarray:
    """Positions from the highest value to the lowest; hours without a value are left out."""
    known = np.flatnonzero(np.isfinite(values))
    return known[np.argsort(-values[known], kind="stable")]


def year_picture(wall: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the hours laid out as a picture (24, days), -1 where there is none, and the days, datetime64[D].

    Days are the calendar days from the first hour to the last. Of an hour that the clock shows twice, the later stands.
    """
    days = wall.astype("datetime64[D]")
    column = (days - days.min()).astype(np.int64)
    row = (wall - days).astype("timedelta64[h]").astype(np.int64)
    picture = np.full((24, int(column.max()) + 1), -1)
    picture[row, column] = np.arange(len(wall))
    return picture, days.min() + np.arange(picture.shape[1])
