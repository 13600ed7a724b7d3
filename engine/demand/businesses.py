"""Shops, offices, schools and other uses: open hours in local clock time, a floor when closed.

Each business opens a little earlier or later than others of its kind and has better and worse days. The hours and
levels are in the catalogue `business_hours`; the yearly need comes from `need`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..catalogue import read_catalogue
from ..randomness import keys_of, normal, uniform
from .clock import LocalClock
from .holidays import DayKinds

RAMP_H = 1.0  # lights and machines come on one after the other
DAY_SPREAD = 0.06  # standard deviation of the logarithm of a day's level: unconfirmed
OPEN_SPREAD = 0.15  # the same of how far the floor when closed differs between businesses: unconfirmed
DAYS_BEFORE = ("workday", "saturday", "sunday")


def simulate_businesses(parts: pd.DataFrame, clock: LocalClock, kinds: DayKinds, seed: int, out: np.ndarray) -> None:
    """Fills `out` (hours, n) float32 with the kW of each use of a building that is no dwelling.

    parts: `key` (unique str), `category` (as in the catalogue `business_hours`; others count as `other`), `yearly_kwh`
    (what the hours add up to).
    """
    table = read_catalogue("business_hours").set_index("category")
    known = parts["category"].where(parts["category"].isin(table.index), "other")
    hours = table.loc[known]
    keys = keys_of(parts["key"], seed)
    level = _course(hours, keys)[:, clock.hour + 24 * _day_kind(kinds)[clock.day]]
    level *= _days(hours, keys, kinds)[:, clock.day]
    season = np.cos(2 * np.pi * (clock.day_of_year - 5) / 365)
    level *= 1 + hours["season"].to_numpy(np.float32)[:, None] * season.astype(np.float32)
    yearly = np.nan_to_num(parts["yearly_kwh"].to_numpy(float))
    level *= (yearly / level.sum(axis=1, dtype=float)).astype(np.float32)[:, None]
    out[...] = level.T


def _day_kind(kinds: DayKinds) -> np.ndarray:
    """0 workday, 1 Saturday, 2 Sunday or holiday: int (days,)."""
    return np.where(kinds.sunday_like, 2, np.where(kinds.saturday, 1, 0))


def _course(hours: pd.DataFrame, keys: np.ndarray) -> np.ndarray:
    """Level from closed to open (1) through a workday, Saturday and Sunday: float32 (n, 72), by local hour."""
    shift = (hours["shift_h"].to_numpy(float) * normal(keys, "business/shift"))[:, None]
    longer = (hours["shift_h"].to_numpy(float) * normal(keys, "business/longer"))[:, None]
    closed = hours["closed_level"].to_numpy(float)[:, None]
    closed = np.clip(closed * np.exp(OPEN_SPREAD * normal(keys, "business/closed"))[:, None], 0.02, 1.0)
    on_sunday = (uniform(keys, "business/sunday") < hours["sunday_share"].to_numpy(float))[:, None]
    middle = np.arange(24) + 0.5
    days = []
    for name in DAYS_BEFORE:
        opening = hours[f"{name}_open_h"].to_numpy(float)[:, None] + shift
        closing = hours[f"{name}_close_h"].to_numpy(float)[:, None] + shift + longer
        # How far open at mid-hour, rising over the hour around opening; past midnight runs on in the early hours.
        rising = [np.clip((middle + m - opening) / RAMP_H + 0.5, 0, 1) for m in (0, 24)]
        falling = [np.clip((closing - middle - m) / RAMP_H + 0.5, 0, 1) for m in (0, 24)]
        is_open = np.nan_to_num(np.maximum(rising[0] * falling[0], rising[1] * falling[1]))
        if name == "sunday":
            is_open = is_open * on_sunday
        days.append(closed + (1 - closed) * is_open)
    return np.concatenate(days, axis=1).astype(np.float32)


def _days(hours: pd.DataFrame, keys: np.ndarray, kinds: DayKinds) -> np.ndarray:
    """Level of each day: chance, and the school holidays: float32 (n, days)."""
    level = np.exp(DAY_SPREAD * normal(keys, "business/days", len(kinds.workday)))
    holiday = hours["holiday_level"].to_numpy(float)[:, None]
    level *= np.where(kinds.workday & ~kinds.school, holiday, 1.0)
    return level.astype(np.float32)
