"""The clock people live by: local hours, days and weekdays of a row of UTC hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class LocalClock:
    """Local time at the start of each hour; arrays (hours,).

    hour: 0…23. day: local days since the first hour's day. weekday: 0 Monday … 6 Sunday. month: 1…12.
    day_of_year: 1…366. utc_offset_hours: local time minus UTC (1 in winter, 2 in summer in the Netherlands).
    """

    hour: np.ndarray
    day: np.ndarray
    weekday: np.ndarray
    month: np.ndarray
    day_of_year: np.ndarray
    utc_offset_hours: np.ndarray

    @property
    def is_weekend(self) -> np.ndarray:
        return self.weekday >= 5

    @property
    def days(self) -> int:
        """How many local days the hours touch."""
        return int(self.day[-1]) + 1

    @property
    def midnight_hour(self) -> np.ndarray:
        """For each local day (days,), hours from the first hour to its start, by its clock at noon."""
        noon = np.searchsorted(self.day * 24 + self.hour, np.arange(self.days) * 24 + 12)
        offset = self.utc_offset_hours[np.minimum(noon, len(self.day) - 1)]
        return np.arange(self.days) * 24.0 - self.hour[0] - (offset - self.utc_offset_hours[0])


def local_clock(start_utc: np.datetime64, hours: int, zone: str = "Europe/Amsterdam") -> LocalClock:
    """The local clock of `hours` hours from `start_utc`; daylight saving comes from the time zone database."""
    utc = pd.date_range(pd.Timestamp(start_utc), periods=hours, freq=pd.Timedelta(hours=1), tz="UTC")
    local = utc.tz_convert(zone)
    wall = local.tz_localize(None)
    days = (wall.normalize() - wall[0].normalize()).days.to_numpy()
    offset = ((wall - utc.tz_localize(None)) / pd.Timedelta(hours=1)).to_numpy()
    return LocalClock(
        hour=local.hour.to_numpy().astype(int),
        day=days.astype(int),
        weekday=local.weekday.to_numpy().astype(int),
        month=local.month.to_numpy().astype(int),
        day_of_year=local.dayofyear.to_numpy().astype(int),
        utc_offset_hours=offset.astype(float),
    )
