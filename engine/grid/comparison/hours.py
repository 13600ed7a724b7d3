"""The hours of the whole area in both runs: what all connections together draw."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...problems import Problem
from ...progress import Progress, within

BLOCK_HOURS = 730


@dataclass(frozen=True)
class AreaHours:
    """times: datetime64[s] (hours,), UTC, the beginning of each hour. before, after: kW (hours,), all connections."""

    times: np.ndarray
    before: np.ndarray
    after: np.ndarray


def area_hours(before, after, names) -> Generator[Progress, None, tuple[AreaHours | None, dict, list[Problem]]]:
    """Hours, totals by name and problems of two `demand.Profiles`; hours are None where the two hold other hours.

    Totals: `peak_kw_before`, `peak_kw_after`, `peak_kw_spared`, `peak_hour_before`, `peak_hour_after` (UTC text) and
    `mwh_before`, `mwh_after`.
    """
    found, sums = {}, {}
    for k, (side, profiles) in enumerate((("before", before), ("after", after))):
        kw = sums[side] = yield from within(_sum_of_all(profiles), 0.5 * k, 0.5 * (k + 1))
        top = int(kw.argmax())
        found[f"peak_kw_{side}"] = float(kw[top])
        hour = profiles.start_utc + top * np.timedelta64(1, "h")
        found[f"peak_hour_{side}"] = f"{hour.astype('datetime64[m]')}Z"
        found[f"mwh_{side}"] = float(kw.sum() / 1e3)
    found["peak_kw_spared"] = found["peak_kw_before"] - found["peak_kw_after"]
    problems = []
    same = before.start_utc == after.start_utc and before.hours == after.hours
    ghi = after.facts("weather").get("ghi_w_per_m2")
    if not same or (ghi is not None and not before.made_with(ghi)):
        problems.append(
            Problem(
                "PROFILES", "", "other_hours",
                "The profiles of {before} and {after} hold other hours or were made with other weather: differences "
                "are those of the weather too.",
                "Make the profiles of both scenarios with the same weather.",
                {"before": names[0], "after": names[1]},
            )
        )  # fmt: skip
    if not same:
        return None, found, problems
    times = before.start_utc + np.arange(before.hours) * np.timedelta64(3600, "s")
    return AreaHours(times, sums["before"], sums["after"]), found, problems


def _sum_of_all(profiles) -> Generator[Progress, None, np.ndarray]:
    total = np.zeros(profiles.hours)
    for first in range(0, profiles.hours, BLOCK_HOURS):
        rows = slice(first, min(first + BLOCK_HOURS, profiles.hours))
        for technology in profiles.technologies:
            total[rows] += profiles.kw(technology)[rows].sum(axis=1, dtype=float)
        yield Progress(rows.stop / profiles.hours)
    return total
