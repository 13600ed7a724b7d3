"""Households as individuals: each lives by its own habits, and together they are the mean course.

A home's hour is the product of its own course through the day (a mean course of bumps, of which each home has more or
less, earlier or later), its level of the day, and bursts (someone cooks, dries or irons). All factors have mean one
and the width of the bumps makes room for the homes' shifts, so that many homes together follow the mean course
without being scaled to it. The figures are in the catalogue (`household_shape`, `households`, `household_types`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..catalogue import read_catalogue
from ..randomness import keys_of, normal, uniform, words
from .clock import LocalClock
from .figures import figures
from .holidays import DayKinds

EVENING_H, EVENING_WIDTH_H = 19.5, 3.0  # where lighting and screens, more than bursts, make the need
LATEST_SHIFT_H = 1.5


def mean_course(clock: LocalClock, kinds: DayKinds) -> np.ndarray:
    """What very many homes need by hour, as a multiple of their yearly mean: float64 (hours,)."""
    tables = _Tables(np.ones((1, len(read_catalogue("household_shape")))), np.zeros(1), 0.0)
    course = tables.by_hour(clock, kinds)[0].astype(float)
    return course / course.mean()


def spread_yearly_kwh(kwh: np.ndarray, group: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Yearly kWh of homes of which only the mean of their group is known: (n,).

    kwh (n,) the group's mean; group (n,) whole numbers. Lognormal around it; each group keeps its sum.
    """
    drawn = kwh * np.exp(figures("households")["kwh_spread"] * normal(keys, "people/yearly kwh"))
    # Sums in the order of the values, so that the order of the rows changes not even the last digit.
    order = np.lexsort((drawn, group))
    n = int(group.max()) + 1 if len(group) else 0
    wanted = np.bincount(group[order], kwh[order], n)
    total = np.bincount(group[order], drawn[order], n)
    return drawn * (wanted / np.where(total > 0, total, 1))[group]


def simulate_households(homes: pd.DataFrame, clock: LocalClock, kinds: DayKinds, seed: int, out: np.ndarray) -> None:
    """Fills `out` (hours, n) float32 with the kW of each home.

    homes: `key` (unique str), `dwelling_type` (as in the catalogue `household_types`), `yearly_kwh` (what the hours
    add up to).
    """
    f = figures("households")
    shape = read_catalogue("household_shape")
    keys = keys_of(homes["key"], seed)
    spread = shape["spread"].to_numpy(float)
    weights = np.exp(spread * normal(keys, "people/weights", len(shape)) - spread**2 / 2)
    shift = np.clip(f["shift_h"] * normal(keys, "people/shift"), -LATEST_SHIFT_H, LATEST_SHIFT_H)
    kw = _Tables(weights, shift, f["shift_h"]).by_hour(clock, kinds)
    np.maximum(kw, 0.02, out=kw)
    kw *= _day_levels(keys, kinds)[:, clock.day]
    kw *= _bursts(keys, homes["dwelling_type"], clock)
    total = kw.sum(axis=1, dtype=float)
    yearly = np.nan_to_num(homes["yearly_kwh"].to_numpy(float))
    kw *= (yearly / total).astype(np.float32)[:, None]
    out[...] = kw.T


class _Tables:
    """Course of each home through a weekday and a day off, and what the season adds: small tables by local hour."""

    def __init__(self, weights: np.ndarray, shift_h: np.ndarray, shift_spread_h: float):
        shape = read_catalogue("household_shape")
        centre, width = shape["centre_h"].to_numpy(float), shape["width_h"].to_numpy(float)
        # Bumps of homes that shift are narrower, so that shifted homes together have the mean's width.
        own = np.sqrt(width**2 - shift_spread_h**2)
        height = width / own
        hours = np.arange(24) + 0.5
        away = (hours - centre[:, None] - shift_h[:, None, None] + 12) % 24 - 12
        bumps = height[:, None] * np.exp(-0.5 * (away / own[:, None]) ** 2)
        bumps[:, np.isnan(centre)] = 1.0
        part = weights[:, :, None] * bumps
        levels = shape[["weekday", "weekend", "season"]].to_numpy(float)
        tables = np.einsum("npt,pl->lnt", part, levels).astype(np.float32)
        self.by_day_kind = np.concatenate([tables[0], tables[1]], axis=1)
        self.season = tables[2]

    def by_hour(self, clock: LocalClock, kinds: DayKinds) -> np.ndarray:
        """Float32 (homes, hours)."""
        off = ~kinds.workday[clock.day]
        kw = self.by_day_kind[:, clock.hour + 24 * off]
        season = np.cos(2 * np.pi * (clock.day_of_year - 5) / 365).astype(np.float32)
        kw += self.season[:, clock.hour] * season
        return kw


def _day_levels(keys: np.ndarray, kinds: DayKinds) -> np.ndarray:
    """Level of each home on each day, mean one: float32 (homes, days)."""
    from scipy.signal import lfilter

    f = figures("households")
    days = len(kinds.workday)
    persistence, spread = f["day_persistence"], f["day_spread"]
    noise = normal(keys, "people/days", days)
    noise[:, 1:] *= np.sqrt(1 - persistence**2)
    level = np.exp(spread * lfilter([1.0], [1.0, -persistence], noise, axis=1) - spread**2 / 2)

    first = np.flatnonzero(kinds.summer)
    if len(first):
        length = int(f["away_days"])
        day = np.arange(days)
        starts = np.arange(first[0], max(first[-1] + 2 - length, first[0] + 1))
        begin = starts[(uniform(keys, "people/away from") * len(starts)).astype(int)]
        away = (uniform(keys, "people/away") < f["away_share"])[:, None]
        away = away & (day >= begin[:, None]) & (day < begin[:, None] + length)
        chance = f["away_share"] * ((day >= starts[:, None]) & (day < starts[:, None] + length)).mean(axis=0)
        # The mean course holds the holidays already: those who stay have what those who left do not use.
        level *= np.where(away, f["away_level"], 1.0) / (1 - chance * (1 - f["away_level"]))
    return level.astype(np.float32)


def _bursts(keys: np.ndarray, dwelling_type: pd.Series, clock: LocalClock) -> np.ndarray:
    """A factor for every hour of every home, mean one: float32 (homes, hours)."""
    f = figures("households")
    types = read_catalogue("household_types").set_index("dwelling_type")["burst_share"]
    evening_share = dwelling_type.map(types).fillna(types.mean()).to_numpy(np.float32)[:, None]
    evening = np.exp(-0.5 * (((np.arange(24) + 0.5 - EVENING_H) / EVENING_WIDTH_H) ** 2)).astype(np.float32)
    share = np.float32(f["burst_share_by_day"]) * (1 - evening) + evening_share * evening
    factor = _burst_sizes(f["burst_gamma_shape"]).take(words(keys, "people/bursts", len(clock.hour)))
    factor -= 1
    factor *= share[:, clock.hour]
    factor += 1
    return factor


def _burst_sizes(shape: float) -> np.ndarray:
    """65,536 equally likely sizes of bursts, gamma distributed with mean one: float32."""
    from scipy.special import gammaincinv

    sizes = gammaincinv(shape, (np.arange(65536) + 0.5) / 65536)
    return (sizes / sizes.mean()).astype(np.float32)
