"""A built-in typical Dutch year of weather, made by formula from published monthly normals.

How it is made, the same numbers every time:
1. Daily mean temperature: the monthly normals as a smooth yearly course, plus day-to-day anomalies that follow each
   other (first-order autoregression, 0.76 from one day to the next as in De Bilt 2023), plus one cold spell of a
   week in late January, as grids must be able to bear. Each month is then shifted to its normal, the spell left alone.
2. Hours of the day: a cosine that is lowest towards sunrise and highest in mid-afternoon, wider on clear days.
3. Sunlight: the clear-sky radiation of Haurwitz (1945) times a cloudiness that varies by day (0.46 from one day to the
   next as in De Bilt 2023) and by hour; it is shifted so that each month's sum is its normal. Warm days are sunny in
   summer and dull in winter, and the cold spell is clear.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..catalogue import read_catalogue
from ..randomness import keys_of, normal
from .sun import sun_path
from .weather import DE_BILT, Weather

START = np.datetime64("2023-01-01T00", "h")
HOURS = 8760
COLD_SPELL_C = -10.0
SPELL_DAYS = np.arange(20, 27)  # 21 to 27 January
SPELL_DEPTH = np.array([0.45, 0.75, 0.95, 1.0, 1.0, 0.85, 0.5])
SEED = 1991
DAY_TO_DAY_TEMPERATURE, DAY_TO_DAY_CLOUD = 0.76, 0.46
ANOMALY_WINTER_K, ANOMALY_SUMMER_K = 3.4, 2.3
COLDEST_HOUR_UTC = 5.0


@lru_cache(maxsize=8)
def typical_year(cold_spell_c: float = COLD_SPELL_C) -> Weather:
    """The built-in year: 8,760 hours, means and radiation sums of De Bilt's normals 1991-2020.

    cold_spell_c: lowest hourly temperature of the cold spell in °C (about; within 0.5 K). -15 is a winter like 1987.
    """
    climate = read_catalogue("climate_de_bilt")
    days = START.astype("datetime64[D]") + np.arange(HOURS // 24)
    month = days.astype("datetime64[M]").astype(int) % 12
    key = keys_of(["typical year"], SEED)
    winterness = 0.5 + 0.5 * np.cos(2 * np.pi * (np.arange(len(days)) - 20) / len(days))

    anomaly = _autoregression(normal(key, "temperature", len(days))[0], DAY_TO_DAY_TEMPERATURE)
    anomaly = np.clip(anomaly, -1.6, 2.2)  # so that the spell stays the coldest of the year
    anomaly = anomaly * (ANOMALY_SUMMER_K + (ANOMALY_WINTER_K - ANOMALY_SUMMER_K) * winterness)
    own_cloud = _autoregression(normal(key, "cloud", len(days))[0], DAY_TO_DAY_CLOUD)
    clear = 0.9 * own_cloud + np.where(winterness > 0.5, -0.12, 0.15) * anomaly

    mean = _yearly_course(climate["temperature_c"].to_numpy(float)) + anomaly
    spell_range = climate["daily_range_k"].iloc[0] * 1.3
    spell = np.zeros(len(days))
    spell[SPELL_DAYS] = SPELL_DEPTH
    mean = mean * (1 - spell) + (cold_spell_c + spell_range / 2) * spell
    clear = clear * (1 - spell) + 1.2 * spell
    for m in range(12):
        here = month == m
        free = here & (spell == 0)
        mean[free] += (climate["temperature_c"].iloc[m] * here.sum() - mean[here].sum()) / free.sum()

    swing = _yearly_course(climate["daily_range_k"].to_numpy(float)) * np.clip(1 + 0.25 * clear, 0.4, 1.6)
    swing = np.where(spell > 0, spell_range, swing)
    hour = np.arange(HOURS) % 24
    smooth = np.interp(np.arange(HOURS) + 0.5, np.arange(len(days)) * 24 + 12, mean)
    smooth += np.repeat(mean - smooth.reshape(-1, 24).mean(1), 24)  # the daily means hold
    temperature = smooth + np.repeat(swing / 2, 24) * _daily_shape()[hour]

    sun = sun_path(START, HOURS, *DE_BILT)
    sine = np.maximum(np.sin(np.radians(sun.elevation_deg)), 1e-6)
    clear_sky = np.where(sun.elevation_deg > 0, 1098 * sine * np.exp(-0.057 / sine), 0.0)
    within_day = 0.5 * _autoregression(normal(key, "cloud by hour", HOURS)[0], 0.6)
    radiation = _fit_radiation(
        clear_sky, np.repeat(clear, 24) + within_day, np.repeat(month, 24), climate["ghi_kwh_per_m2"].to_numpy(float)
    )
    about = (
        "Built-in typical Dutch year: formula from the monthly normals of De Bilt 1991-2020, with a cold spell of "
        f"{cold_spell_c:g} °C in January"
    )
    return Weather(START, temperature, radiation, *DE_BILT, about)


def _autoregression(noise: np.ndarray, persistence: float) -> np.ndarray:
    """A series with standard deviation 1 of which each value keeps `persistence` of the one before."""
    series = np.empty_like(noise)
    series[0] = noise[0]
    for i in range(1, len(noise)):
        series[i] = persistence * series[i - 1] + np.sqrt(1 - persistence**2) * noise[i]
    return series


def _yearly_course(monthly: np.ndarray) -> np.ndarray:
    """365 daily values: two harmonics of the year through twelve monthly means (least squares)."""

    def waves(t):
        return np.column_stack([np.ones_like(t), *(f(2 * np.pi * k * t) for k in (1, 2) for f in (np.cos, np.sin))])

    fit = np.linalg.lstsq(waves((np.arange(12) + 0.5) / 12), monthly, rcond=None)[0]
    return waves((np.arange(365) + 0.5) / 365) @ fit


def _daily_shape() -> np.ndarray:
    """24 values with mean 0 between -1 and about 1: rises for ten hours from the coldest, then falls for fourteen."""
    since = (np.arange(24) + 0.5 - COLDEST_HOUR_UTC) % 24
    shape = np.where(since < 10, -np.cos(np.pi * since / 10), np.cos(np.pi * (since - 10) / 14))
    return shape - shape.mean()


def _fit_radiation(clear_sky, clearness, month, monthly_kwh) -> np.ndarray:
    """Clear sky times a cloud factor in (0.08, 1): its level is bisected until each month's sum is the normal."""
    radiation = np.zeros_like(clear_sky)
    for m in range(12):
        here = month == m
        low, high = -8.0, 8.0
        for _ in range(50):
            level = (low + high) / 2
            part = clear_sky[here] * (0.08 + 0.92 / (1 + np.exp(-1.5 * (clearness[here] + level))))
            low, high = (low, level) if part.sum() > monthly_kwh[m] * 1000 else (level, high)
        radiation[here] = part
    return radiation
