"""Buildings on a heat network: what remains of their heating with electricity, and hours that follow the network's."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..columns import at_rows, number_column, text_column
from ..errors import EngineError
from ..problems import Problem
from ..randomness import keys_of
from ..tables import FeatureTable
from .clock import local_clock
from .figures import figures
from .heat_need import warmth, yearly_heat
from .heat_pumps import machine_kw
from .profiles import Profiles
from .rooms import keep_rooms_warm, tank_heat
from .same_weather import require_same_weather
from .weather import Weather

ROLE = "HEAT_CONNECTIONS"
REMAINS = ("none", "booster", "heat_pump", "hybrid")
YES = ("true", "1", "1.0", "yes", "t")
LEAST_COP = 1.0
HEAT = ("space_heat", "hot_water")
BLOCK_HOURS = 730


class HeatConnections:
    """Who is served, and what heats there with electricity besides.

    none: nothing; booster: lifts hot water, at the hours of the tank; heat_pump: lifts rooms and hot water on the
    network, whatever the weather; hybrid: as heat_pump, never above its `electric_kw`: the network does the rest.
    Where a heat pump has a COP for the one and none for the other, the network does the other by itself.
    """

    def __init__(self, table: FeatureTable):
        """table: `building_id, served` and, for those served, `remains, cop_space, cop_water, electric_kw,
        electric_mwh_per_year, station_id`; a building that is in it twice is taken by the first row that serves it.
        """
        frame = table.frame
        remains = np.char.lower(text_column(frame, "remains").astype(str)).astype(object)
        if "served" in frame:
            served = np.isin(np.char.lower(text_column(frame, "served").astype(str)), YES)
        else:
            served = remains != "all"
        building = text_column(frame, "building_id")
        rows = np.flatnonzero(served & (building != ""))
        rows = rows[~pd.Series(building[rows]).duplicated().to_numpy()]
        known = np.isin(remains, (*REMAINS, ""))
        self.problems = [_unknown_word(table, row, remains[row]) for row in rows[~known[rows]]]
        self._row = pd.Series(np.arange(len(rows)), pd.Index(building[rows], dtype=object))
        self.building_id = building[rows]
        self.station_id = text_column(frame, "station_id")[rows]
        self.remains = np.where(np.isin(remains[rows], REMAINS), remains[rows], "none").astype(object)
        numbers = ("cop_space", "cop_water", "electric_kw", "electric_mwh_per_year")
        self._given = {name: number_column(frame, name)[rows] for name in numbers}
        self._place = table.geometry[rows]

    def row_of(self, building_ids) -> np.ndarray:
        """Row of each building among those served, -1 where it is not: int (n,)."""
        return self._row.reindex(np.asarray(building_ids, object)).fillna(-1).to_numpy(int)

    def settle(self, homes: pd.DataFrame) -> pd.DataFrame:
        """Homes with `heat_network` (what remains, "" where not served), `cop_space`, `cop_water` (nan: by the network
        itself) and `electric_share_kw` (nan: no limit); no served home keeps a heat pump of its own.

        Where a machine gives no COP, it follows from its yearly electricity, else from the catalogue, and is reported.
        """
        row = self.row_of(homes["building_id"])
        served = row >= 0
        self._tell_unmatched(row)
        remains = at_rows(self.remains, row, "").astype(object)
        remains[(homes["category"] == "other").to_numpy() & served] = "none"
        need = yearly_heat(homes[served])
        dry = np.zeros(len(homes), bool)
        dry[served] = need.water_kwh == 0
        remains[dry & (remains == "booster")] = "none"
        count = len(self.building_id)
        space, water = (np.bincount(row[served], kwh, count) for kwh in (need.space_kwh, need.water_kwh))
        cop_space, cop_water = self._cops(space, water)
        homes_there = np.bincount(row[served], need.space_kwh > 0, count)
        share_kw = self._given["electric_kw"] / np.maximum(homes_there, 1)
        limit = np.where((self.remains == "hybrid") & (share_kw > 0), share_kw, np.nan)
        return homes.assign(
            heat_pump=homes["heat_pump"].to_numpy() & ~served,
            heat_network=remains,
            cop_space=at_rows(cop_space, row, np.nan),
            cop_water=at_rows(cop_water, row, np.nan),
            electric_share_kw=at_rows(limit, row, np.nan),
        )

    def _cops(self, space_kwh: np.ndarray, water_kwh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """cop_space, cop_water of each building served; heat in kWh a year of its homes."""
        f = figures("heat_pumps")
        space, water = (
            np.where(self._given[n] >= LEAST_COP, self._given[n], np.nan) for n in ("cop_space", "cop_water")
        )
        boosts = self.remains == "booster"
        pumps = np.isin(self.remains, ("heat_pump", "hybrid"))
        space[~pumps] = np.nan
        water[~pumps & ~boosts] = np.nan
        open_ = np.where(boosts, np.isnan(water), pumps & np.isnan(space) & np.isnan(water))
        heat = np.where(boosts, water_kwh, space_kwh + water_kwh)
        electric = 1000 * self._given["electric_mwh_per_year"]
        derived = np.divide(heat, electric, out=np.full(len(heat), np.nan), where=electric > 0)
        derived[~(derived >= LEAST_COP)] = np.nan
        guessed = open_ & np.isnan(derived) & (heat > 0)
        water[open_] = np.where(np.isfinite(derived), derived, np.where(boosts, f["booster_cop"], f["loop_cop_water"]))[
            open_
        ]
        space[open_ & pumps] = np.where(np.isfinite(derived), derived, f["loop_cop_space"])[open_ & pumps]
        if guessed.any():
            first = int(np.flatnonzero(guessed)[0])
            self.problems.append(
                Problem(
                    ROLE, self.building_id[first], "heat_connection_without_cop",
                    "{count} served buildings, {building} among them, give neither the COP of what remains there nor "
                    "its yearly electricity; the catalogue's COP counts.",
                    "Give cop_space and cop_water, or electric_mwh_per_year.",
                    {"count": int(guessed.sum()), "building": self.building_id[first]},
                    self._place[first],
                )
            )  # fmt: skip
        return space, water

    def _tell_unmatched(self, row: np.ndarray) -> None:
        met = np.zeros(len(self.building_id), bool)
        met[row[row >= 0]] = True
        if met.all():
            return
        first = int(np.flatnonzero(~met)[0])
        self.problems.append(
            Problem(
                ROLE, self.building_id[first], "served_building_unknown",
                "{count} of the {all} buildings on the heat network, {building} among them, have no connected address "
                "here; nothing changes for them.",
                "Give the heat connections of the same buildings, with the same building ids.",
                {"count": int((~met).sum()), "all": len(met), "building": self.building_id[first]},
                self._place[first],
            )
        )  # fmt: skip


def machines_at_home(homes: pd.DataFrame) -> list[tuple]:
    """Machines of homes on a network, as the simulation takes them: technology, who has one (bool series), what fills
    their hours, a template for progress. Empty where `settle` has not been asked.
    """
    if "heat_network" not in homes:
        return []
    return [
        (
            "heat_pump",
            homes["heat_network"] == "booster",
            simulate_boosters,
            "Boosters of addresses {first} to {last} of {all}",
        ),
        (
            "heat_pump",
            homes["heat_network"].isin(["heat_pump", "hybrid"]),
            simulate_loop_pumps,
            "Heat pumps on the network of addresses {first} to {last} of {all}",
        ),
    ]


def simulate_boosters(homes: pd.DataFrame, weather: Weather, seed: int, out: np.ndarray) -> dict:
    """Fills `out` (hours, n) float32 with the electric kW of boosters: hot water at the hours of the tank, over
    `cop_water`. homes: as `heat_pumps.simulate_heat_pumps` takes them, with `cop_water`. There are no facts.
    """
    _fill_tanks(homes, keys_of(homes["key"], seed), yearly_heat(homes).water_kwh, weather, out)
    return {}


def simulate_loop_pumps(homes: pd.DataFrame, weather: Weather, seed: int, out: np.ndarray) -> dict[str, np.ndarray]:
    """Fills `out` (hours, n) float32 with the electric kW of heat pumps on a network: rooms over `cop_space`, hot water
    over `cop_water`, either nan where the network does it; never above `electric_share_kw`, where that is a number.

    homes and facts: as `heat_pumps.simulate_heat_pumps`; `cop_b` is 0, for the source does not follow the weather.
    """
    f = figures("heat_pumps")
    character = warmth(homes, seed)
    clock = local_clock(weather.start_utc, weather.hours)
    cop = homes["cop_space"].to_numpy(float)
    watt = 1000 * machine_kw(character)
    per_w = np.nan_to_num(1 / cop) / 1000
    _fill_tanks(homes, keys_of(homes["key"], seed), character.water_kwh, weather, out)

    def machine(hour, wanted_w, short_k):
        pumped = np.minimum(wanted_w, watt)
        out[hour] += (pumped * per_w).astype(np.float32)
        return (pumped,)

    keep_rooms_warm(character, clock, weather, machine)
    np.minimum(out, np.nan_to_num(homes["electric_share_kw"].to_numpy(float), nan=np.inf), out=out, casting="same_kind")
    return {
        "connection": np.arange(len(homes)),
        "conductance_w_per_k": character.conductance_w_per_k,
        "capacity_kwh_per_k": character.capacity_wh_per_k / 1000,
        "t_min_c": character.setpoint_c.min((0, 1)) - f["band_k"],
        "t_max_c": character.setpoint_c.max((0, 1)) + f["band_k"],
        "thermal_kw": np.where(np.isfinite(cop), watt / 1000, 0.0),
        "cop_a": np.nan_to_num(cop),
        "cop_b": np.zeros(len(homes)),
    }


def _fill_tanks(homes: pd.DataFrame, keys, water_kwh, weather: Weather, out: np.ndarray) -> None:
    out[...] = 0
    clock, rows = local_clock(weather.start_utc, weather.hours), np.arange(len(homes))
    per_kwh = np.nan_to_num(1 / homes["cop_water"].to_numpy(float))
    for hour, kwh in tank_heat(keys, water_kwh, clock, weather.hours):
        out[hour, rows] += (kwh * per_kwh).astype(np.float32)


class NetworkHours:
    """The hours of the heat that a network delivers, for the heat pumps and pumps that make it flow.

    profiles: HEAT_PROFILES, whose ids are building ids and whose technologies are space_heat and hot_water, in kW.
    Raises EngineError where it holds something else, or other hours than the weather.
    """

    def __init__(self, profiles: Profiles, connections: HeatConnections | None, weather: Weather):
        if not set(HEAT) & set(profiles.technologies):
            raise EngineError("{path} holds no heat: choose a file made by heat demand.", path=str(profiles.path))
        require_same_weather(profiles, weather)
        self._profiles, self._connections = profiles, connections

    def kw(self, station_ids) -> np.ndarray:
        """Heat in kW (hours, n) of the buildings that each heat station serves; of all served (all there are, without
        connections) for a station that serves none by name.
        """
        ids = np.asarray(station_ids, object)
        column = pd.Series(np.arange(len(self._profiles.connection_ids)), self._profiles.connection_ids)
        if self._connections is None:
            members = [np.arange(len(column))] * len(ids)
        else:
            of = column.reindex(self._connections.building_id).fillna(-1).to_numpy(int)
            own = [(of >= 0) & (self._connections.station_id == i) & (i != "") for i in ids]
            members = [of[mine] if mine.any() else of[of >= 0] for mine in own]
        kw = np.zeros((self._profiles.hours, len(ids)))
        for first in range(0, self._profiles.hours, BLOCK_HOURS):
            rows = slice(first, min(first + BLOCK_HOURS, self._profiles.hours))
            for technology in HEAT:
                if technology in self._profiles.technologies:
                    heat = self._profiles.kw(technology)[rows]
                    for k, columns in enumerate(members):
                        kw[rows, k] += heat[:, columns].sum(axis=1, dtype=float)
        return kw


def what_remains(homes: pd.DataFrame, connections: pd.DataFrame) -> dict:
    """Totals of the homes on a network, none where there is none.

    Gives `connections` the column `heat_network`: the first of heat_pump, hybrid, booster and none that one of its
    homes has, "" where none is served.
    """
    if "heat_network" not in homes:
        connections["heat_network"] = ""
        return {}
    column = np.full(len(connections), "", object)
    for word in ("none", "booster", "hybrid", "heat_pump"):
        column[homes["connection"].to_numpy()[(homes["heat_network"] == word).to_numpy()]] = word
    connections["heat_network"] = column
    served = (homes["heat_network"] != "").to_numpy()
    return {
        "served_addresses": int(served.sum()),
        "served_dwellings": int(homes["dwelling"].to_numpy(bool)[served].sum()),
        "boosters": int((homes["heat_network"] == "booster").sum()),
        "network_heat_pumps": int(homes["heat_network"].isin(["heat_pump", "hybrid"]).sum()),
    }


def _unknown_word(table: FeatureTable, row: int, word: str) -> Problem:
    return Problem(
        ROLE, text_column(table.frame, "feature_id")[row], "heat_remains_unknown",
        "What remains electric at the heat connection is unknown ({given}); it counts as none.",
        "Use none, booster, heat_pump or hybrid.",
        {"given": word},
        table.geometry[row],
    )  # fmt: skip
