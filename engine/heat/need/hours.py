"""The heat of every hour, in a file of the layout of PROFILES, by building."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pandas as pd

from ...catalogue import catalogue_fingerprint
from ...demand import ProfilesWriter, Weather, typical_year
from ...demand.clock import LocalClock, local_clock
from ...demand.figures import figures
from ...demand.heat_need import character
from ...demand.rooms import keep_rooms_warm, tank_heat
from ...progress import Progress
from ...randomness import keys_of
from .cooling import cooled, cooling_kw
from .need import HeatNeed
from .options import HeatNeedOptions
from .units import CHUNK_UNITS, heat_of


def write_heat_hours(need: HeatNeed, weather: Weather | None, path: str | Path) -> Generator[Progress, None, None]:
    """Writes HEAT_PROFILES: kW of heat, technologies `space_heat`, `hot_water` and, where its options ask for it,
    `cooling` (negative: heat that is taken away), of the buildings of `need`.

    Rooms are simulated as for heat pumps (`demand.rooms`), each home with its own thermostat; a connection gives no
    more than the loss at the design temperature and `connection_reheat_share` of the allowance for reheating, so that
    after a cold night the rooms of a town warm up more slowly. Space heating is scaled so that the built-in normal year
    sums to the yearly need; in other weather it is more or less. weather: None for the normal year. Facts: `weather`,
    and `buildings` with the columns space_kw, water_kw, dwellings. The order of rows changes only that of the columns.
    """
    weather = weather or typical_year()
    frame, units = need.buildings.frame, need.units
    about = {**need.options.as_dict(), "weather": weather.about, "catalogue_sha256": catalogue_fingerprint()}
    ids = frame["building_id"].to_numpy(object)
    cos_phi = {"space_heat": 1.0, "hot_water": 1.0}
    if need.options.cooling != "none":
        cos_phi["cooling"] = 1.0
    normal = typical_year()
    is_normal = weather is normal
    with ProfilesWriter(path, ids, weather.start_utc, weather.hours, cos_phi, about=about) as writer:
        writer.set_facts("weather", {"temperature_c": weather.temperature_c, "ghi_w_per_m2": weather.ghi_w_per_m2})
        writer.set_facts("buildings", {name: frame[name] for name in ("space_kw", "water_kw", "dwellings")})
        chunks = list(range(0, len(units), CHUNK_UNITS))
        for number, first in enumerate(chunks):
            yield Progress(
                number / len(chunks),
                "Hours of heat of addresses {first} to {last} of {all}",
                {"first": first + 1, "last": min(first + CHUNK_UNITS, len(units)), "all": len(units)},
            )
            some = units.iloc[first : first + CHUNK_UNITS]
            space, usual = _space_kw(some, weather, need.options), None
            if not is_normal:
                yield Progress((number + 0.4) / len(chunks))
                usual = _space_kw(some, normal, need.options).sum(axis=0, dtype=float)
            usual = space.sum(axis=0, dtype=float) if usual is None else usual
            asked = some["space_kwh"].to_numpy(float)
            space *= np.divide(asked, usual, out=np.zeros(len(some)), where=usual > 0).astype(np.float32)
            yield Progress((number + 0.8) / len(chunks))
            _add(writer, "space_heat", some, space)
            del space
            _add(writer, "hot_water", some, _water_kw(some, weather, need.options.seed))
            some = some[cooled(some, need.options)]
            if len(some):
                yield Progress((number + 0.9) / len(chunks))
                _add(writer, "cooling", some, -cooling_kw(some, weather, need.options.seed))
    yield Progress(1.0)


def _space_kw(units: pd.DataFrame, weather: Weather, options: HeatNeedOptions) -> np.ndarray:
    """kW of space heating (hours, n) float32."""
    clock = local_clock(weather.start_utc, weather.hours)
    out = np.zeros((weather.hours, len(units)), np.float32)
    held_back = (1 - options.connection_reheat_share) * options.reheat_w_per_m2
    most_w = units["space_kw"].to_numpy(float) * 1000 - held_back * units["floor_area_m2"].to_numpy(float)
    most_w = np.maximum(most_w, 0.0)  # what is not heated has no kW to hold back of

    def connection(hour, wanted_w, short_k):
        heat = np.minimum(wanted_w, most_w)
        out[hour] = heat / 1000
        return (heat,)

    keep_rooms_warm(character(keys_of(units["key"], options.seed), heat_of(units)), clock, weather, connection)
    return out


def _water_kw(units: pd.DataFrame, weather: Weather, seed: int) -> np.ndarray:
    """kW of hot water (hours, n) float32: homes twice a day, other uses evenly while they are open."""
    clock = local_clock(weather.start_utc, weather.hours)
    out = np.zeros((weather.hours, len(units)), np.float32)
    homes = np.flatnonzero(units["dwelling"].to_numpy(bool))
    kwh = units["water_kwh"].to_numpy(float)
    keys = keys_of(units["key"].to_numpy(object)[homes], seed)
    for hour, piece in tank_heat(keys, kwh[homes], clock, weather.hours):
        out[hour, homes] += piece.astype(np.float32)
    others = np.setdiff1d(np.arange(len(units)), homes)
    if len(others):
        is_open = _open_hours(clock, units["category"].to_numpy(object)[others])
        out[:, others] = is_open * (kwh[others] / is_open.sum(axis=0)).astype(np.float32)
    return out


def _open_hours(clock: LocalClock, category: np.ndarray) -> np.ndarray:
    """Whether water is used (hours, n): by day where people sleep, elsewhere in opening hours of working days."""
    f = figures("heat_pumps")
    by_day = (clock.hour >= 7) & (clock.hour < 22)
    working = (clock.hour >= f["other_opens_h"]) & (clock.hour < f["other_closes_h"]) & ~clock.is_weekend
    return np.where(np.isin(category, ("care", "lodging", "sport")), by_day[:, None], working[:, None])


def _add(writer: ProfilesWriter, technology: str, units: pd.DataFrame, kw: np.ndarray) -> None:
    """Add columns of units to their buildings'."""
    at = units["heated"].to_numpy(int)  # units of a building stand together
    starts = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
    sums = np.add.reduceat(kw, starts, axis=1)
    target = writer.kw(technology)
    columns = at[starts]
    if (np.diff(columns) == 1).all():
        columns = slice(columns[0], columns[-1] + 1)
    target[:, columns] += sums
