"""The power of every connection in the hours asked for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...errors import EngineError
from ...problems import Problem


class HourlyPower:
    """Reads profiles block by block and keeps count of what cannot be right.

    hours: (h,) positions in the profiles of the hours to calculate. times: (h,) datetime64[s], UTC.
    """

    def __init__(self, profiles, chosen: Sequence[int] | None):
        self.profiles = profiles
        self.hours = chosen_hours(chosen, profiles.hours)
        self.times = profiles.start_utc + self.hours * np.timedelta64(1, "h")
        count = len(profiles.connection_ids)
        self.missing_hours = np.zeros(count, np.int64)
        self.first_missing = np.full(count, -1)
        self.least_base_kw = np.zeros(count)

    def rows(self, part: slice) -> tuple[np.ndarray, np.ndarray]:
        """kW and kvar (rows, connections) of a slice of `hours`."""
        where = self._where(part)
        return self.profiles.net_kw(where), self.profiles.net_kvar(where)

    def counted_rows(self, part: slice) -> tuple[np.ndarray, np.ndarray]:
        """As `rows`, and takes note of missing and negative demand."""
        p_kw, q_kvar = self.rows(part)
        missing = ~np.isfinite(p_kw)
        if missing.any():
            columns = np.flatnonzero(missing.any(axis=0))
            first = self.hours[part.start + missing[:, columns].argmax(axis=0)]
            self.first_missing[columns] = np.where(self.first_missing[columns] < 0, first, self.first_missing[columns])
            self.missing_hours += missing.sum(axis=0)
        if "base" in self.profiles.technologies and len(p_kw):
            lowest = np.asarray(self.profiles.kw("base")[self._where(part)]).min(axis=0, initial=0.0)
            np.fmin(self.least_base_kw, lowest, out=self.least_base_kw)
        return p_kw, q_kvar

    def at(self, positions) -> tuple[np.ndarray, np.ndarray]:
        """kW and kvar (k, connections) of the hours at `positions` in `hours`."""
        where = self.hours[np.asarray(positions, np.int64)]
        return self.profiles.net_kw(where), self.profiles.net_kvar(where)

    def time_text(self, hour: int) -> str:
        """An hour's beginning as UTC text; hour: position in the profiles, -1 gives ""."""
        return "" if hour < 0 else hour_text(self.profiles.start_utc + np.timedelta64(int(hour), "h"))

    def _where(self, part: slice):
        """Neighbouring hours are read as one piece."""
        hours = self.hours[part]
        if len(hours) and hours[-1] - hours[0] + 1 == len(hours):
            return slice(int(hours[0]), int(hours[-1]) + 1)
        return hours

    def problems(self) -> list[Problem]:
        """Connections whose demand is missing in some hours, or whose base use is negative."""
        found = []
        ids = self.profiles.connection_ids
        for row in np.flatnonzero(self.missing_hours):
            found.append(
                Problem(
                    "PROFILES", ids[row], "demand_missing",
                    "Connection {connection} has no demand in {hours} hours, first at {time}; "
                    "those hours are not calculated.",
                    "Mend the profiles: every hour needs a number.",
                    {"connection": ids[row], "hours": int(self.missing_hours[row]),
                     "time": self.time_text(self.first_missing[row])},
                )
            )  # fmt: skip
        for row in np.flatnonzero(self.least_base_kw < 0):
            found.append(
                Problem(
                    "PROFILES", ids[row], "negative_demand",
                    "Connection {connection} has a base use below zero, down to {kw} kW; it is calculated as feed-in.",
                    "If it generates, give its generation as solar panels or as an extra connection.",
                    {"connection": ids[row], "kw": round(float(self.least_base_kw[row]), 3)},
                )
            )  # fmt: skip
        return found


def chosen_hours(chosen: Sequence[int] | None, hours: int) -> np.ndarray:
    """Positions of the hours to calculate, ascending; two numbers mean first and last."""
    if not hours:
        raise EngineError("The profiles hold no hours.")
    if chosen is None or not len(chosen):
        return np.arange(hours)
    positions = np.asarray(chosen, np.int64)
    if len(positions) == 2:
        positions = np.arange(positions[0], positions[1] + 1)
    positions = np.unique(positions)
    if not len(positions) or positions[0] < 0 or positions[-1] >= hours:
        raise EngineError("The hours asked for must run from 0 to {last}, the first before the last.", last=hours - 1)
    return positions


def hour_text(time) -> str:
    """A moment as UTC text, such as 2023-01-15T17:00Z."""
    return f"{np.datetime64(time, 'm')}Z"


def match_problems(net, match, profiles) -> list[Problem]:
    """What is left over where profiles and net meet. Raises EngineError where they have nothing in common."""
    if not (match.position >= 0).any():
        raise EngineError(
            "None of the {profiles} connections in the profiles is a load of the net: choose the profiles that were "
            "made for this net (its loads carry names such as {example}).",
            profiles=len(match.position), example=next(iter(match.only_in_net), "–"),
        )  # fmt: skip
    found = []
    own = net.get("stadsstroom", {})
    wanted = own.get("fingerprint") if isinstance(own, dict) else None
    if wanted and wanted != profiles.fingerprint and (match.only_given or match.only_in_net):
        found.append(
            Problem(
                "PROFILES", "", "other_net",
                "The profiles were made for other connections than those of this net: {matched} of {loads} loads "
                "have hours.",
                "Make the profiles again with the connections of this net.",
                {"matched": int((match.position >= 0).sum()), "loads": len(net.load)},
            )
        )  # fmt: skip
    kinds = (
        ("NET", "load_without_profile", match.only_in_net,
         "Load {name} has no hours in the profiles; it keeps the constant power it has in the net.",
         "Make the profiles again with all connections of the net."),
        ("PROFILES", "profile_without_load", match.only_given,
         "Connection {name} of the profiles is not in the net; its power is left out.",
         "Build the net and the profiles from the same connections."),
        ("NET", "load_not_supplied", match.not_supplied,
         "Load {name} is switched off or reached by no source; its power is left out.",
         "Connect its cable to a station, or close the open point that cuts it off."),
    )  # fmt: skip
    for layer, code, names, reason, remedy in kinds:
        found += [Problem(layer, name, code, reason, remedy, {"name": name}) for name in names]
    return found


def require_a_solution(power: HourlyPower, unsolved: list[int]) -> None:
    """Raises EngineError where no hour has one."""
    if len(unsolved) == len(power.hours):
        raise EngineError(
            "The power flow has no solution in any of the {hours} hours: the loads are far beyond what the cables can "
            "carry, or the profiles hold no numbers.",
            hours=len(power.hours),
        )


def unsolved_problems(power: HourlyPower, unsolved: list[int], collapsed: list[int]) -> list[Problem]:
    """Each hour without a solution by name, and whether it counts."""
    texts = {
        True: (
            "voltage_collapses",
            "In the hour {time} more is asked than the cables can bring: the voltage collapses. It counts as at least "
            "so loaded as the largest part of its power that has a solution tells.",
            "Look for the cables that are furthest over their limit, or for connections with impossible power.",
        ),
        False: (
            "hour_not_solved",
            "The hour {time} has no solution of the power flow; it is left out of every result.",
            "Look for connections with missing or impossible power in that hour.",
        ),
    }
    counted = set(collapsed)
    return [
        Problem("PROFILES", str(hour), *texts[hour in counted], {"time": power.time_text(hour)}) for hour in unsolved
    ]
