"""Days on which the Dutch do not work, and weeks without school."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from .clock import LocalClock

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class DayKinds:
    """Kind of each local day of a clock; bool arrays (days,).

    sunday_like: Sundays and public holidays. saturday: Saturdays that are none. workday: the rest.
    school: workdays on which schools are open. summer: days of the summer school holiday.
    """

    sunday_like: np.ndarray
    saturday: np.ndarray
    workday: np.ndarray
    school: np.ndarray
    summer: np.ndarray


def day_kinds(start_utc: np.datetime64, clock: LocalClock) -> DayKinds:
    """The kinds of the local days that `clock` (which begins at start_utc) touches."""
    offset = np.timedelta64(round(3600 * clock.utc_offset_hours[0]), "s")
    first = (np.datetime64(start_utc, "s") + offset).astype("datetime64[D]").astype(dt.date)
    days = [first + i * DAY for i in range(clock.days)]
    years = {day.year for day in days}
    free = {day for year in years for day in public_holidays(year)}
    breaks = [period for year in years for period in school_holidays(year)]
    weekday = np.array([day.weekday() for day in days])
    public = np.array([day in free for day in days])
    no_school = np.array([any(a <= day <= b for a, b in breaks) for day in days])
    sunday_like = public | (weekday == 6)
    saturday = (weekday == 5) & ~public
    workday = ~sunday_like & ~saturday
    summer = np.array([any(a <= day <= b for a, b in breaks if (b - a).days > 30) for day in days])
    return DayKinds(sunday_like, saturday, workday, workday & ~no_school, summer)


def public_holidays(year: int) -> list[dt.date]:
    """New Year, Easter Sunday and Monday, King's Day, Ascension, Whit Sunday and Monday, Christmas (two days)."""
    sunday = easter(year)
    kings_day = dt.date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day -= DAY
    moving = [sunday + n * DAY for n in (0, 1, 39, 49, 50)]
    return [dt.date(year, 1, 1), kings_day, dt.date(year, 12, 25), dt.date(year, 12, 26), *moving]


def easter(year: int) -> dt.date:
    """Easter Sunday in the Gregorian calendar, by the anonymous algorithm (Nature, 20 April 1876, p. 487)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def school_holidays(year: int) -> list[tuple[dt.date, dt.date]]:
    """First and last day of the school holidays that touch the year.

    The regions take turns; these are weeks in the middle of them, unconfirmed for any one region and year: week 8,
    18, 30 to 35, 43 and the last of a year with the first of the next.
    """
    weeks = [(8, 1), (18, 1), (30, 6), (43, 1)]
    periods = [(monday := dt.date.fromisocalendar(year, w, 1), monday + (7 * n - 1) * DAY) for w, n in weeks]
    for y in (year - 1, year):
        monday = dt.date(y, 12, 25) - dt.date(y, 12, 25).weekday() * DAY
        periods.append((monday, monday + 13 * DAY))
    return periods
