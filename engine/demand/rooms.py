"""What rooms and tanks ask for, hour by hour: the same for a heat pump, a boiler or a heat network behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..randomness import normal, uniform
from .clock import LocalClock
from .figures import figures
from .heat_need import Warmth
from .weather import Weather

Give = Callable[[int, np.ndarray, np.ndarray], tuple]


def keep_rooms_warm(character: Warmth, clock: LocalClock, weather: Weather, give: Give) -> None:
    """Hour after hour for all n buildings at once: the thermostat asks, `give` answers, the room warms or cools.

    Each building is one resistance and one capacity: its room cools to outside and is warmed by people, sun and what
    `give(hour, wanted_w, short_k)` gives: a tuple of arrays of W (n,), one a machine. wanted_w: what would keep the
    room at its setpoint and make up, in the building's recovery time, what it is short; short_k: that shortage.
    """
    conductance, capacity = character.conductance_w_per_k, character.capacity_wh_per_k
    keeps = np.exp(-conductance / capacity)  # of a difference with outside, after an hour
    recovery = capacity / character.recovery_h
    weekend = clock.is_weekend.astype(int)
    room = character.setpoint_c[weekend[0], clock.hour[0]].copy()
    for hour in range(weather.hours):
        setpoint = character.setpoint_c[weekend[hour], clock.hour[hour]]
        warming = character.internal_w[weekend[hour], clock.hour[hour]]
        warming = warming + character.solar_m2 * weather.ghi_w_per_m2[hour]
        outside = weather.temperature_c[hour]
        short = setpoint - room
        wanted = np.maximum(conductance * (setpoint - outside) - warming + recovery * short, 0)
        for heat in give(hour, wanted, short):
            warming = warming + heat
        rest = outside + warming / conductance  # where the room would end up
        room = rest + (room - rest) * keeps


def tank_heat(
    keys: np.ndarray, water_kwh: np.ndarray, clock: LocalClock, hours: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Heat for the hot-water tanks of n homes: pieces (hour (n,), kWh (n,)); a piece of each home, some in one hour.

    Twice a day, at hours of each home's own: two in three reheat after use (morning and evening), the others at night
    and at noon; each takes an hour that begins anywhere within the clock's hour. The year's sum is exact.
    """
    f = figures("heat_pumps")
    days, n = clock.days, len(keys)
    if not n:
        return
    after_use = uniform(keys, "water/after use") < f["tap_after_use_share"]
    own = normal(keys, "water/own hour", 2)
    mean = np.where(after_use[:, None], [7.5, 20.5], [3.0, 13.5]) + own * [1.2, 1.6]
    size = np.exp(f["tap_day_spread"] * normal(keys, "water/size", 2 * days)).T.reshape(days, 2, n)
    begin = mean.T + 0.6 * normal(keys, "water/begin", 2 * days).T.reshape(days, 2, n)
    begin = np.clip(begin, 0, 22.9) + clock.midnight_hour[:, None, None]
    size[(begin < 0) | (begin + 2 > hours)] = 0
    kwh = size * (water_kwh / np.maximum(size.sum((0, 1)), 1e-12))
    first = np.floor(begin).astype(int)
    late = begin - first
    for day in range(days):
        for time in range(2):
            for step, share in ((0, 1 - late[day, time]), (1, late[day, time])):
                yield np.clip(first[day, time] + step, 0, hours - 1), kwh[day, time] * share
