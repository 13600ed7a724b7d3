"""Electric cars: trips empty the battery, and whoever comes home decides whether to plug in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..randomness import keys_of, normal, uniform
from .clock import LocalClock, local_clock
from .figures import figures
from .weather import Weather

NIGHT_H = 9.0


def simulate_cars(homes: pd.DataFrame, weather: Weather, seed: int, out: np.ndarray) -> dict[str, np.ndarray]:
    """Fills `out` (hours, n) float32 with the kW of charging without any steering.

    homes: `key` (unique str), `cars` (whole number of electric cars that charge here) and, each optional or nan:
    `public` (bool: a public charger), `sockets` (how many can charge at once; one at a home, one for every two cars
    at a public charger), `charger_kw` (of one socket), `yearly_km` (of each car), `yearly_kwh` (all that is charged
    here in the year, wins over the kilometres). A car takes part of its energy elsewhere (catalogue `cars`,
    share_charged_here).
    Returns the facts of every session: `connection` (row of `homes`), `arrival_hour`, `departure_hour` (hours from
    the start, fractions count), `kwh`, `kw`; charging at kw from arrival until kwh are in gives `out` exactly.
    """
    cars = _Cars(homes, seed)
    clock = local_clock(weather.start_utc, weather.hours)
    sessions = _sessions(cars, clock, weather)
    yearly_kwh = np.bincount(cars.row, cars.kwh_here, minlength=len(homes))
    sessions = _meet_the_yearly_need(sessions, yearly_kwh)
    charge_on_arrival(sessions, out)
    return sessions


def charge_on_arrival(sessions: dict[str, np.ndarray], out: np.ndarray) -> None:
    """Fills `out` (hours, n) with the kW of sessions: full power from arrival until they have their kWh."""
    out[...] = 0
    begin, kw = sessions["arrival_hour"], sessions["kw"]
    end = begin + sessions["kwh"] / kw
    hour, row = np.floor(begin).astype(int), sessions["connection"]
    live = np.flatnonzero(end > begin)
    while len(live):
        share = np.minimum(end[live], hour[live] + 1) - np.maximum(begin[live], hour[live])
        np.add.at(out, (hour[live], row[live]), (share * kw[live]).astype(out.dtype))
        hour[live] += 1
        live = live[(hour[live] < end[live]) & (hour[live] < len(out))]


class _Cars:
    """One element a car: whose it is, how it is used and how it is charged."""

    def __init__(self, homes: pd.DataFrame, seed: int):
        f = figures("cars")
        number = np.maximum(np.nan_to_num(homes["cars"].to_numpy(float)), 0).astype(int)
        public = _column(homes, "public", False).astype(bool)
        self.row = np.repeat(np.arange(len(homes)), number)
        within = np.arange(len(self.row)) - np.repeat(np.cumsum(number) - number, number)
        names = homes["key"].astype(str).to_numpy()[self.row]
        self.keys = keys_of([f"{name}/car {i}" for name, i in zip(names, within)], seed)

        sockets = np.where(public, np.ceil(number / f["cars_per_public_socket"]), 1)
        self.sockets = np.maximum(_given(homes, "sockets", sockets), 1).astype(int)[self.row]
        draw = uniform(keys_of([f"{name}/charger" for name in homes["key"]], seed), "cars/charger")
        kw = np.select([draw < f["share_3_7_kw"], draw < f["share_3_7_kw"] + f["share_7_4_kw"]], [3.7, 7.4], 11.0)
        self.kw = _given(homes, "charger_kw", np.where(public, f["public_kw"], kw))[self.row]

        spread = f["yearly_km_spread"]
        km = f["yearly_km"] * np.exp(spread * normal(self.keys, "cars/km") - spread**2 / 2)
        km = np.where(np.isfinite(given := _column(homes, "yearly_km", np.nan).astype(float)[self.row]), given, km)
        per_km = self._even("cars/kwh per km", f["least_kwh_per_km"], f["most_kwh_per_km"])
        by_trips = km * per_km * f["share_charged_here"]
        total = np.bincount(self.row, by_trips, minlength=len(homes))
        asked = _column(homes, "yearly_kwh", np.nan).astype(float)
        self.kwh_here = by_trips * np.where(np.isfinite(asked), asked / np.maximum(total, 1e-9), 1.0)[self.row]
        self.battery_kwh = self._even("cars/battery", f["least_battery_kwh"], f["most_battery_kwh"])
        plug_in_below = self._even("cars/plug in", f["least_plug_in_below"], f["most_plug_in_below"])
        # Nobody waits until one night at a slow charger no longer fills the battery.
        plug_in_below = np.maximum(plug_in_below, 1 - self.kw * NIGHT_H / self.battery_kwh)
        self.plug_in_below = np.where(uniform(self.keys, "cars/always") < f["always_plugs_in"], 1.0, plug_in_below)

    def _even(self, stream: str, least: float, most: float) -> np.ndarray:
        return least + (most - least) * uniform(self.keys, stream)

    def local_hour(self, what: str, weekend: np.ndarray, earliest: float, latest: float) -> np.ndarray:
        """Local hour of leaving or coming home on each day (days, cars)."""
        f = figures("cars")
        own = normal(self.keys, f"cars/{what}")
        hours = np.where(
            weekend[:, None],
            f[f"{what}_weekend_h"] + f[f"{what}_weekend_spread_h"] * own,
            f[f"{what}_weekday_h"] + f[f"{what}_weekday_spread_h"] * own,
        )
        hours += f["day_spread_h"] * normal(self.keys, f"cars/{what} by day", len(weekend)).T
        return np.clip(hours, earliest, latest)


def _sessions(cars: _Cars, clock: LocalClock, weather: Weather) -> dict[str, np.ndarray]:
    """Day after day: drive, come home, plug in when low (and a socket is free), charge until the next departure."""
    days = clock.days
    first_of_day = np.searchsorted(clock.day, np.arange(days))
    weekend = clock.is_weekend[first_of_day]
    midnight = clock.midnight_hour
    trips_kwh = _daily_kwh(cars, clock, weekend, weather)
    departure = cars.local_hour("departure", weekend, 4.0, 13.0) + midnight[:, None]
    arrival = cars.local_hour("arrival", weekend, 13.5, 23.9) + midnight[:, None]
    tomorrow = np.vstack([departure[1:], departure[-1:] + 24])

    level = cars.battery_kwh * (cars.plug_in_below + (1 - cars.plug_in_below) * uniform(cars.keys, "cars/level"))
    found = []
    for day in range(days):
        level = np.maximum(level - trips_kwh[day], 0.0)
        wants = (trips_kwh[day] > 0) & (level < cars.plug_in_below * cars.battery_kwh)
        who = _first_come(np.flatnonzero(wants), cars, level / cars.battery_kwh)
        begin = arrival[day, who]
        end = np.minimum(tomorrow[day, who], weather.hours)
        fits = (begin >= 0) & (end > begin)
        who, begin, end = who[fits], begin[fits], end[fits]
        kwh = np.minimum(cars.battery_kwh[who] - level[who], cars.kw[who] * (end - begin))
        level[who] += kwh
        found.append(np.column_stack([who, begin, end, kwh]))
    who, begin, end, kwh = np.concatenate(found).T if found else np.empty((4, 0))
    who = who.astype(int)
    return {
        "connection": cars.row[who],
        "arrival_hour": begin,
        "departure_hour": end,
        "kwh": kwh,
        "kw": cars.kw[who],
    }


def _daily_kwh(cars: _Cars, clock: LocalClock, weekend: np.ndarray, weather: Weather) -> np.ndarray:
    """kWh that must be charged here for each day's trips (days, cars); each car's days add up to its yearly need."""
    f = figures("cars")
    days = clock.days
    chance = np.where(weekend, f["use_weekend"], f["use_weekday"])
    used = chance[:, None] > uniform(cars.keys, "cars/used", days).T
    weight = np.exp(f["daily_km_spread"] * normal(cars.keys, "cars/daily km", days).T) * used
    hours_in_day = np.maximum(np.bincount(clock.day, minlength=days), 1)
    daily_c = np.bincount(clock.day, weather.temperature_c, minlength=days) / hours_in_day
    weight *= (1 + f["cold_extra_per_k"] * np.maximum(f["comfort_temperature_c"] - daily_c, 0))[:, None]
    return weight * (cars.kwh_here / np.maximum(weight.sum(0), 1e-12))


def _first_come(who: np.ndarray, cars: _Cars, charge: np.ndarray) -> np.ndarray:
    """Of the cars that want a socket today, those that get one: at each connection the emptiest first."""
    order = who[np.lexsort((charge[who], cars.row[who]))]
    row = cars.row[order]
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else np.empty(0, int)
    rank = np.arange(len(row)) - np.repeat(starts, np.diff(np.r_[starts, len(row)]))
    return np.sort(order[rank < cars.sockets[order]])


def _meet_the_yearly_need(sessions, yearly_kwh) -> dict[str, np.ndarray]:
    """Sessions stretched a little, within the time they stay, so that each connection charges its yearly need.

    What was in the batteries on the first and last day, and trips longer than a battery, make the difference.
    """
    most = sessions["kw"] * (sessions["departure_hour"] - sessions["arrival_hour"])
    kwh = sessions["kwh"].copy()
    where = sessions["connection"]
    for _ in range(20):
        have = np.bincount(where, kwh, minlength=len(yearly_kwh))
        free = np.bincount(where, np.where(kwh < most, kwh, 0), minlength=len(yearly_kwh))
        factor = 1 + (yearly_kwh - have) / np.maximum(free, 1e-9)
        kwh = np.minimum(np.where(kwh < most, kwh * np.maximum(factor, 0)[where], kwh), most)
    return {**sessions, "kwh": kwh}


def _column(homes: pd.DataFrame, name: str, default) -> np.ndarray:
    return homes[name].to_numpy() if name in homes else np.full(len(homes), default)


def _given(homes: pd.DataFrame, name: str, assumed: np.ndarray) -> np.ndarray:
    given = _column(homes, name, np.nan).astype(float)
    return np.where(np.isfinite(given), given, assumed)
