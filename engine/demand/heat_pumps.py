"""Heat pumps: what they draw each hour to keep buildings warm and their tanks hot."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..randomness import keys_of, normal
from .clock import LocalClock, local_clock
from .figures import figures
from .heat_need import Warmth, warmth
from .rooms import keep_rooms_warm, tank_heat
from .weather import Weather


def simulate_heat_pumps(homes: pd.DataFrame, weather: Weather, seed: int, out: np.ndarray) -> dict[str, np.ndarray]:
    """Fills `out` (hours, n) float32 with the heat pumps' electric kW.

    homes: `key` (unique str), `dwelling_type` (detached, semi_detached, corner, terraced, flat; any other word is a
    building that is no dwelling, such as office, shop or industry) and, each optional or nan: `floor_area_m2`,
    `build_year`, `yearly_gas_m3`, `persons`. Each building is one resistance and one capacity: its room cools to
    outside, is warmed by people, sun and heat pump, and a thermostat of its own asks for heat. What the machine
    cannot give while the room is too cold by more than the comfort band comes from an electric element.
    Returns the facts `connection` (row of `homes`), `conductance_w_per_k`, `capacity_kwh_per_k`, `t_min_c`,
    `t_max_c` (comfort band), `thermal_kw` (at the design temperature outside), `cop_a`, `cop_b`.
    """
    f = figures("heat_pumps")
    keys = keys_of(homes["key"], seed)
    character = warmth(homes, seed)
    clock = local_clock(weather.start_utc, weather.hours)
    quality = np.clip(1 + f["cop_spread"] * normal(keys, "heat/cop"), 0.7, 1.3)
    thermal_kw = machine_kw(character)
    _hot_water(keys, character, clock, weather, quality, out)
    _space_heating(character, clock, weather, thermal_kw, quality, out)
    lowest = character.setpoint_c.min((0, 1))
    highest = character.setpoint_c.max((0, 1))
    return {
        "connection": np.arange(len(homes)),
        "conductance_w_per_k": character.conductance_w_per_k,
        "capacity_kwh_per_k": character.capacity_wh_per_k / 1000,
        "t_min_c": lowest - f["band_k"],
        "t_max_c": highest + f["band_k"],
        "thermal_kw": thermal_kw,
        "cop_a": f["cop_a"] * quality,
        "cop_b": f["cop_b"] * quality,
    }


def machine_kw(character: Warmth) -> np.ndarray:
    """Thermal capacity at the design temperature outside (n,): `sizing` of the loss then, up to the next size sold."""
    f = figures("heat_pumps")
    loss_kw = character.conductance_w_per_k * (20 - f["design_outside_c"]) / 1000
    step = f["size_step_kw"]
    return np.maximum(np.ceil(f["sizing"] * loss_kw / step) * step, f["least_thermal_kw"])


def _space_heating(character: Warmth, clock: LocalClock, weather: Weather, thermal_kw, quality, out) -> None:
    """Adds the electric kW of space heating to `out`: the machine first, its element where the room stays too cold."""
    f = figures("heat_pumps")
    cop = np.maximum(f["cop_a"] + f["cop_b"] * weather.temperature_c, 1.0)  # of the mean machine
    strength = np.clip(1 + f["capacity_per_k"] * (weather.temperature_c - f["design_outside_c"]), 0.5, 1.5)
    element_w = np.where(character.dwelling, f["element_kw"] * 1000, 0.0)
    watt = thermal_kw * 1000

    def machine(hour, wanted_w, short_k):
        pumped = np.minimum(wanted_w, watt * strength[hour])
        element = np.minimum(wanted_w - pumped, element_w)
        element[short_k < f["band_k"]] = 0
        out[hour] += ((pumped / (quality * cop[hour]) + element) / 1000).astype(np.float32)
        return pumped, element

    keep_rooms_warm(character, clock, weather, machine)


def _hot_water(keys, character: Warmth, clock: LocalClock, weather: Weather, quality, out) -> None:
    """Fills `out` with the electric kW of reheating the hot-water tank."""
    f = figures("heat_pumps")
    out[...] = 0
    cop = np.maximum(f["cop_water_a"] + f["cop_water_b"] * weather.temperature_c, 1.0)
    rows = np.arange(len(keys))
    for hour, kwh in tank_heat(keys, character.water_kwh, clock, weather.hours):
        out[hour, rows] += (kwh / (cop[hour] * quality)).astype(np.float32)
