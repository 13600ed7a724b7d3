"""How a building loses, stores and needs heat: its thermal character from type, age, size and gas use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..catalogue import read_catalogue
from ..randomness import keys_of, normal, uniform
from .clock import local_clock
from .figures import figures
from .panels import DWELLINGS
from .typical_year import typical_year
from .weather import Weather

KWH_PER_GJ = 1 / 0.0036
DEFAULT_BUILD_YEAR = 1975  # about the median of the Dutch stock
# Mean floor area and persons by dwelling type, for homes that do not say; unconfirmed.
DEFAULT_FLOOR_M2 = {"detached": 165.0, "semi_detached": 135.0, "corner": 120.0, "terraced": 110.0, "flat": 75.0}
DEFAULT_PERSONS = {"detached": 2.6, "semi_detached": 2.5, "corner": 2.4, "terraced": 2.3, "flat": 1.6}
OTHER_FLOOR_M2 = 250.0


@dataclass(frozen=True)
class Warmth:
    """The thermal character of n buildings; arrays (n,) unless said otherwise.

    space_kwh, water_kwh: heat a year, in a normal year, for rooms and for hot water. conductance_w_per_k: loss for
    each K between inside and outside. capacity_wh_per_k: heat stored for each K. solar_m2: sun through windows over
    global radiation. setpoint_c, internal_w: (2, 24, n) by working day or weekend and local hour. recovery_h: time in
    which the thermostat makes up what is short. by_gas: bool, whether the gas use set the heat. dwelling: bool.
    """

    space_kwh: np.ndarray
    water_kwh: np.ndarray
    conductance_w_per_k: np.ndarray
    capacity_wh_per_k: np.ndarray
    solar_m2: np.ndarray
    setpoint_c: np.ndarray
    internal_w: np.ndarray
    recovery_h: np.ndarray
    by_gas: np.ndarray
    dwelling: np.ndarray


@dataclass(frozen=True)
class YearlyHeat:
    """Heat that n buildings need in a normal year, kWh (n,): rooms and hot water, and what it follows from.

    by_gas: bool, whether the gas use set it. dwelling: bool. floor_m2, build_year: given or assumed.
    """

    space_kwh: np.ndarray
    water_kwh: np.ndarray
    by_gas: np.ndarray
    dwelling: np.ndarray
    floor_m2: np.ndarray
    build_year: np.ndarray


def warmth(homes: pd.DataFrame, seed: int) -> Warmth:
    """The thermal character of homes (and other buildings); columns as `heat_pumps.simulate_heat_pumps` takes them.

    The conductance is the one with which a normal year's balance, day by day, needs the yearly heat: that of the
    gas use where it is given and plausible, else of type, year and floor area (catalogue `heat_by_dwelling`).
    """
    return character(keys_of(homes["key"], seed), yearly_heat(homes))


def yearly_heat(homes: pd.DataFrame) -> YearlyHeat:
    """What homes and other buildings need in a normal year; columns as `heat_pumps.simulate_heat_pumps` takes them."""
    f = figures("heat_pumps")
    kind = homes["dwelling_type"].astype(str).to_numpy()
    dwelling = np.isin(kind, DWELLINGS)
    floor = _given(homes, "floor_area_m2", [DEFAULT_FLOOR_M2.get(k, OTHER_FLOOR_M2) for k in kind], least=1.0)
    year = _given(homes, "build_year", DEFAULT_BUILD_YEAR, least=1.0)
    persons = _given(homes, "persons", [DEFAULT_PERSONS.get(k, 0.0) for k in kind], least=0.5)

    gas = _given(homes, "yearly_gas_m3", 0.0)
    by_gas = dwelling & (gas >= f["least_gas_m3"]) & plausible_gas(gas, floor)
    gas_kwh = gas * f["gas_share_space"] * f["kwh_per_m3_gas"] * f["boiler_efficiency"]
    space_kwh = np.where(by_gas, gas_kwh, floor * heat_kwh_per_m2(kind, year))
    more = np.maximum(persons - 1, 0) * f["water_kwh_each_more"]
    water_kwh = np.where(dwelling, f["water_kwh_one_person"] * np.minimum(persons, 1) + more, 0.0)
    return YearlyHeat(space_kwh, water_kwh, by_gas, dwelling, floor, year)


def plausible_gas(gas_m3: np.ndarray, floor_m2: np.ndarray) -> np.ndarray:
    """Whether gas can have heated so much floor: bool (n,); nan is not plausible."""
    f = figures("heat_pumps")
    return (gas_m3 >= f["least_gas_m3_per_m2"] * floor_m2) & (gas_m3 <= f["most_gas_m3_per_m2"] * floor_m2)


def character(keys: np.ndarray, heat: YearlyHeat) -> Warmth:
    """The thermal character of buildings that need so much heat; keys: uint64 (n,), see `randomness.keys_of`."""
    f = figures("heat_pumps")
    setpoint, internal = _days_of_use(keys, heat.dwelling, heat.floor_m2)
    solar_m2 = f["solar_m2_per_m2"] * heat.floor_m2
    return Warmth(
        heat.space_kwh,
        heat.water_kwh,
        conductance(heat.space_kwh, setpoint, internal, solar_m2, typical_year()),
        heat.floor_m2 * f["capacity_kj_per_k_m2"] / 3.6,
        solar_m2,
        setpoint,
        internal,
        f["recovery_least_h"] + (f["recovery_most_h"] - f["recovery_least_h"]) * uniform(keys, "heat/recovery"),
        heat.by_gas,
        heat.dwelling,
    )


def heat_kwh_per_m2(kind: np.ndarray, build_year: np.ndarray) -> np.ndarray:
    """Space heating in kWh a year for each m² of floor (n,), by type and year of building."""
    table = read_catalogue("heat_by_dwelling")
    known = np.where(np.isin(kind, table["type"].unique()), kind, "office")
    heat = np.full(len(known), np.nan)
    for row in table.itertuples():
        here = (known == row.type) & (build_year >= row.from_year) & (build_year < row.until_year + 1)
        heat[here] = row.heat_gj_per_100m2 / 100 * KWH_PER_GJ
    return heat


def conductance(space_kwh, setpoint_c, internal_w, solar_m2, weather: Weather) -> np.ndarray:
    """W/K with which the daily balance of `weather` needs `space_kwh` a year (n,), by bisection.

    The balance of a day: conductance × (mean setpoint - mean outside) - internal - solar, where that is positive.
    """
    clock = local_clock(weather.start_utc, weather.hours)
    days = weather.hours // 24
    outside = weather.temperature_c[: days * 24].reshape(days, 24).mean(1)
    sun = weather.ghi_w_per_m2[: days * 24].reshape(days, 24).mean(1)
    weekend = clock.is_weekend[12 : days * 24 : 24].astype(int)
    lift = setpoint_c.mean(1)[weekend] - outside[:, None]
    gains = internal_w.mean(1)[weekend] + sun[:, None] * solar_m2
    low, high = np.zeros(len(space_kwh)), np.full(len(space_kwh), 1e6)
    high = np.minimum(high, 50 * (space_kwh / 50 + 100))
    for _ in range(40):
        middle = (low + high) / 2
        kwh = np.maximum(middle * lift - gains, 0).sum(0) * 24 / 1000
        low, high = np.where(kwh < space_kwh, middle, low), np.where(kwh < space_kwh, high, middle)
    return (low + high) / 2


def _days_of_use(keys: np.ndarray, dwelling: np.ndarray, floor_m2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Thermostat in °C and heat from people and appliances in W, both (2, 24, n): working day and weekend by hour."""
    f = figures("heat_pumps")
    hour = np.arange(24)[:, None]
    own = np.clip(f["setpoint_c"] + f["setpoint_spread_k"] * normal(keys, "heat/setpoint"), 17, 23)
    least, most = f["least_setback_k"], f["most_setback_k"]
    setback = least + (most - least) * uniform(keys, "heat/setback")
    setback = np.where(uniform(keys, "heat/turns down") < f["setback_share"], setback, 0.0)
    wakes = np.round(5.5 + 2.0 * uniform(keys, "heat/wakes"))
    sleeps = np.round(22 + 1.4 * uniform(keys, "heat/sleeps"))
    setpoints = []
    for weekend in (False, True):
        awake = (hour >= wakes + weekend) & (hour < sleeps)
        home = np.where(awake, own, own - setback)
        starts = np.round(f["other_opens_h"] - 2.5 * uniform(keys, "heat/starts"))
        in_use = (hour >= starts) & (hour < f["other_closes_h"]) & (not weekend)
        other = np.where(in_use, f["other_setpoint_c"], f["other_setpoint_c"] - f["other_setback_k"])
        setpoints.append(np.where(dwelling, home, other))
    internal = []
    for weekend in (False, True):
        in_use = (hour >= f["other_opens_h"]) & (hour < f["other_closes_h"]) & (not weekend)
        other = np.where(in_use, f["other_internal_open_w_per_m2"], f["other_internal_closed_w_per_m2"])
        internal.append(np.where(dwelling, f["internal_w_per_m2"], other) * floor_m2)
    return np.stack(setpoints), np.stack(internal)


def _given(homes: pd.DataFrame, name: str, assumed, least: float = 0.0) -> np.ndarray:
    """The given values where they are numbers and at least `least`, else what is assumed."""
    given = homes[name].to_numpy(float) if name in homes else np.full(len(homes), np.nan)
    return np.where(np.isfinite(given) & (given >= least), given, np.asarray(assumed, float))
