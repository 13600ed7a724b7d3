"""The heat that every house asks for in the hours to calculate."""

from __future__ import annotations

import numpy as np

from ...errors import EngineError
from ...problems import Problem

HEAT = ("space_heat", "hot_water")
COOLING = "cooling"
TYPICAL_START = np.datetime64("2023-01-01T00:00:00", "s")
AMBIENT = "5gdh"
WEEK = 168


class HeatHours:
    """hours: (h,) positions in the profiles. times: (h,) datetime64[s], UTC, the beginning of each. names: of columns.

    Without profiles there is one hour, in which every house asks what the net says of it. kW that are missing or below
    zero are taken as zero and counted; cooling counts in ambient loops only.
    """

    def __init__(self, net, profiles, options):
        self.profiles = profiles
        own = net.get("stadsstroom")
        generation = str(own.get("generation", "")).lower() if isinstance(own, dict) else ""
        if profiles is None:
            self.hours, self.times, self.names, self.technologies = (
                np.zeros(1, int),
                np.array([TYPICAL_START]),
                None,
                (),
            )
            return
        self.names = list(profiles.connection_ids)
        self.technologies = [name for name in HEAT if name in profiles.technologies]
        if not self.technologies:
            raise EngineError(
                "The profiles hold no heat: choose HEAT_PROFILES, as the heat demand algorithm writes them."
            )
        if generation.startswith(AMBIENT) and COOLING in profiles.technologies:
            self.technologies.append(COOLING)
        self.bad = np.zeros(len(self.names), np.int64)
        self.hours = self._chosen(options)
        self.times = profiles.start_utc.astype("datetime64[s]") + self.hours * np.timedelta64(1, "h")

    def _chosen(self, options) -> np.ndarray:
        there = self.profiles.hours
        if options.scope == "year":
            return np.arange(there)
        if options.scope == "hours":
            first, last = options.hours if options.hours is not None else (0, there - 1)
            if not 0 <= first <= last < there:
                raise EngineError(
                    "The hours {first} to {last} do not lie within the profiles, which have hours 0 to {most}.",
                    first=first, last=last, most=there - 1,
                )  # fmt: skip
            return np.arange(first, last + 1)
        return self._coldest_day()

    def on_map(self, options) -> slice:
        """The rows of `hours` that go on the map: of a year the week around the coldest day, unless all are wanted."""
        count = len(self.hours)
        if options.scope != "year" or options.map_all_hours or count <= WEEK:
            return slice(0, count)
        first = int(np.clip(self._coldest_day()[0] - 3 * 24, 0, count - WEEK))
        return slice(first, first + WEEK)

    def _coldest_day(self) -> np.ndarray:
        """The day (UTC) with the most heat in it."""
        hours = self.profiles.hours
        total = np.zeros(hours)
        for first in range(0, hours, 240):
            part = slice(first, min(first + 240, hours))
            total[part] = np.maximum(self.kw(part), 0.0).sum(axis=1)
        offset = int(self.profiles.start_utc.astype("datetime64[h]").astype(np.int64) % 24)
        day = (np.arange(hours) + offset) // 24
        return np.flatnonzero(day == int(np.argmax(np.bincount(day, total))))

    def kw(self, where) -> np.ndarray:
        """(h, columns) kW at positions in the profiles (a slice or an array), negative where a house gives heat."""
        total = np.zeros((1, 1))
        for name in self.technologies:
            total = total + np.nan_to_num(np.asarray(self.profiles.kw(name)[where], np.float32))
        return total

    def rows(self, part: slice) -> np.ndarray:
        """As `kw`, of a slice of `hours`; takes note of what cannot be."""
        where = self.hours[part]
        if where[-1] - where[0] + 1 == len(where):
            where = slice(int(where[0]), int(where[-1]) + 1)
        for name in self.technologies:
            values = np.asarray(self.profiles.kw(name)[where])
            wrong = ~np.isfinite(values) if name == COOLING else ~(values >= 0)
            if wrong.any():
                self.bad += wrong.sum(axis=0)
        kw = self.kw(where)
        return kw if COOLING in self.technologies else np.maximum(kw, 0.0)

    def largest(self) -> dict[str, float]:
        """{name: kW} of the highest hour of every house in all hours of the profiles."""
        if self.profiles is None:
            return {}
        most = np.zeros(len(self.names))
        for first in range(0, self.profiles.hours, 480):
            part = self.kw(slice(first, min(first + 480, self.profiles.hours)))
            most = np.maximum(most, np.abs(part).max(axis=0))
        return dict(zip(self.names, most.tolist()))

    def text(self, row: int) -> str:
        """The beginning of hour `row` as UTC text, "" for -1."""
        return "" if row < 0 else str(self.times[row].astype("datetime64[m]")).replace("T", " ")

    def problems(self) -> list[Problem]:
        """Houses with hours that are missing or below zero."""
        if self.profiles is None:
            return []
        return [
            Problem(
                "HEAT_PROFILES", self.names[k], "wrong_hours",
                "{count} hours of building {id} are missing or below zero; they are calculated as no heat.",
                "Make the heat profiles again.", {"count": int(self.bad[k]), "id": self.names[k]},
            )
            for k in np.flatnonzero(self.bad)
        ]  # fmt: skip
