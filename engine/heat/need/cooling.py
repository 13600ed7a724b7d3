"""What a machine, or a heat network, must take away in summer: the rooms of `demand.rooms` above a set point."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...demand import Weather, typical_year
from ...demand.clock import local_clock
from ...demand.figures import figures
from ...demand.heat_need import character
from ...demand.rooms import keep_rooms_warm
from ...progress import Progress
from ...randomness import keys_of
from .options import HeatNeedOptions
from .units import CHUNK_UNITS, heat_of


def cooled(units: pd.DataFrame, options: HeatNeedOptions) -> np.ndarray:
    """Which units a machine cools, bool (n,): those of a use in the catalogue `cooling`, as the options ask."""
    if options.cooling == "none":
        return np.zeros(len(units), bool)
    known = units["category"].isin(read_catalogue("cooling")["category"]).to_numpy()
    return known & (units["space_kwh"] > 0).to_numpy() & ~(units["dwelling"] & (options.cooling != "all")).to_numpy()


def cooling_kw(units: pd.DataFrame, weather: Weather, seed: int) -> np.ndarray:
    """kW that is taken away (hours, n) float32, all units of a use in the catalogue `cooling`.

    The room is the one that is warmed (one resistance, one capacity, sun, people and thermostat). Open windows and
    night air go first, as far as outside is cooler than the room; the machine keeps what is left from going over the
    set point, up to its power. Closed buildings have a set point of their own.
    """
    clock, f = local_clock(weather.start_utc, weather.hours), figures("heat_pumps")
    rooms = character(keys_of(units["key"], seed), heat_of(units))
    rule = read_catalogue("cooling").set_index("category").loc[units["category"]]
    floor = units["floor_area_m2"].to_numpy(float)
    most_w = rule["most_w_per_m2"].to_numpy(float) * floor
    fresh_w_per_k = rule["fresh_air_w_per_k_m2"].to_numpy(float) * floor
    is_open = (clock.hour >= f["other_opens_h"]) & (clock.hour < f["other_closes_h"]) & ~clock.is_weekend
    top = rule[["closed_setpoint_c", "setpoint_c"]].to_numpy(float).T
    loss = np.minimum(rooms.conductance_w_per_k, rule["closed_up_w_per_k_m2"].to_numpy(float) * floor)
    rooms = replace(rooms, conductance_w_per_k=loss)
    more_w = is_open[:, None] * rule["more_gain_w_per_m2"].to_numpy(float) * floor
    keeps = np.exp(-rooms.conductance_w_per_k / rooms.capacity_wh_per_k)
    out = np.zeros((weather.hours, len(units)), np.float32)

    def give(hour, wanted_w, short_k):
        at = int(clock.is_weekend[hour]), clock.hour[hour]
        room, outside = rooms.setpoint_c[at] - short_k, weather.temperature_c[hour]
        warming = rooms.internal_w[at] + rooms.solar_m2 * weather.ghi_w_per_m2[hour] + wanted_w + more_w[hour]
        # the steady state from which the room ends this hour at its set point
        rest = (top[int(is_open[hour])] - room * keeps) / (1 - keeps)
        too_much = np.maximum(warming - rooms.conductance_w_per_k * (rest - outside), 0)
        fresh = np.minimum(too_much, fresh_w_per_k * np.maximum(room - outside, 0))
        machine = np.minimum(too_much - fresh, most_w)
        out[hour] = machine / 1000
        return wanted_w, more_w[hour], -fresh, -machine

    keep_rooms_warm(rooms, clock, weather, give)
    return out


def cooling_of_year(
    units: pd.DataFrame, options: HeatNeedOptions
) -> Generator[Progress, None, tuple[np.ndarray, np.ndarray]]:
    """Heat taken away in a normal year in kWh and at most in kW, (n,) each; 0 where nothing is cooled."""
    kwh, kw = np.zeros(len(units)), np.zeros(len(units))
    rows = np.flatnonzero(cooled(units, options))
    for first in range(0, len(rows), CHUNK_UNITS):
        some = rows[first : first + CHUNK_UNITS]
        yield Progress(first / len(rows), "Cooling of buildings" if first == 0 else "")
        hours = cooling_kw(units.iloc[some], typical_year(), options.seed)
        kwh[some], kw[some] = hours.sum(axis=0, dtype=float), hours.max(axis=0)
    return kwh, kw
