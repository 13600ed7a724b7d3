"""Turns the hours of an element into the picture of a day, a week, the year or a duration curve."""

from __future__ import annotations

import numpy as np
from qgis.PyQt.QtCore import QDate, QDateTime, QLocale, Qt

from ..processing.words import language, said, tr
from .element import Element, Unit
from .lines import Lines, Series
from .months import Months
from .year import Year

VIEWS = ("day", "week", "year", "duration", "months")


def locale() -> QLocale:
    return QLocale(language())


def number(value: float, digits: int) -> str:
    """A number as the user's language writes it."""
    return locale().toString(float(value), "f", digits)


def date_words(wall: np.datetime64, pattern: str = "ddd d MMM yyyy") -> str:
    day = wall.astype("datetime64[D]").astype(object)
    return locale().toString(QDate(day.year, day.month, day.day), pattern)


def hour_words(wall: np.datetime64) -> str:
    """Tue 17 Jan 2023 18:00–19:00."""
    start = int((wall - wall.astype("datetime64[D]")).astype("timedelta64[h]").astype(int))
    return f"{date_words(wall)} {start:02d}:00–{(start + 1) % 24:02d}:00"


def utc_moment(time: np.datetime64) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(time.astype("datetime64[s]").astype(np.int64)), Qt.TimeSpec.UTC)


def picture_of(element: Element, wall: np.ndarray, view: str, unit: Unit, hour: int):
    """The picture of `view` (one of `VIEWS`) around `hour`; wall: local clock times (hours,)."""
    if view == "months":
        return months_of(element)
    if view == "year":
        return _year(element, wall, unit)
    if view == "duration":
        return _duration(element, unit)
    return _stretch(element, wall, unit, hour, week=view == "week")


def _series(element: Element, unit: Unit, hours: np.ndarray) -> tuple[Series, ...]:
    own = Series(element.label or element.scenario, element.values[hours] * unit.factor)
    return (own, *(Series(label, values[hours] * unit.factor) for label, values in element.others))


def months_of(element: Element) -> Months:
    """Energy of each month (UTC) [kWh] of a roof, and of the same roof in other results."""
    month = element.times.astype("datetime64[M]")
    first = np.flatnonzero(np.r_[True, month[1:] != month[:-1]])

    def sums(values):
        return np.add.reduceat(np.nan_to_num(values), first)

    labels = tuple(date_words(element.times[hour], "MMM") for hour in first)
    series = ((element.scenario, sums(element.values)), *((label, sums(values)) for label, values in element.others))
    return Months(first, series, labels, "kWh", number)


def _limits(element: Element, unit: Unit) -> tuple[tuple[float, str], ...]:
    if not element.has_limit:
        return ()
    template = tr("limit {value} {unit}")
    return tuple(
        (limit * unit.factor, template.format(value=number(limit * unit.factor, unit.digits), unit=unit.name))
        for limit in element.limits
    )


def _stretch(element: Element, wall: np.ndarray, unit: Unit, hour: int, week: bool) -> Lines:
    from ..engine.hours import same_day, same_week

    hours = (same_week if week else same_day)(wall, hour)
    clock = wall[hours]
    if week:
        starts = np.flatnonzero(np.r_[True, np.diff(clock.astype("datetime64[D]").astype(int)) > 0])
        ends = np.r_[starts[1:], len(hours)]
        labels = tuple(((a + b) / 2, date_words(clock[a], "ddd d")) for a, b in zip(starts, ends))
        lines = tuple(float(start) for start in starts[1:])
        title = said("Week of {day}", {"day": date_words(clock[0], "d MMMM yyyy")})
    else:
        of_day = (clock - clock.astype("datetime64[D]")).astype("timedelta64[h]").astype(int)
        shown = [k for k, value in enumerate(of_day) if value % 3 == 0]
        labels = tuple((float(k), f"{of_day[k]}") for k in shown)
        lines = tuple(float(k) for k in shown[1:])
        title = date_words(clock[0], "dddd d MMMM yyyy")
    return Lines(
        _series(element, unit, hours),
        hours,
        _limits(element, unit),
        f"{unit.name}   {title}",
        labels,
        lines,
        steps=not week,
        from_zero=element.from_zero,
        number=number,
    )


def _duration(element: Element, unit: Unit) -> Lines:
    from ..engine.hours import duration_order

    order = duration_order(element.values)
    own = Series(element.label or element.scenario, element.values[order] * unit.factor)
    others = []
    for label, values in element.others:
        curve = np.full(len(order), np.nan)
        falling = values[duration_order(values)][: len(order)] * unit.factor
        curve[: len(falling)] = falling
        others.append(Series(label, curve))
    count = len(order)
    step = 1000 if count > 3000 else max(1, count // 6)
    marks = range(0, count + 1, step)
    return Lines(
        (own, *others),
        order,
        _limits(element, unit),
        said("{unit}   hours of the year, from high to low", {"unit": unit.name}),
        tuple((float(k), number(k, 0)) for k in marks),
        tuple(float(k) for k in marks if k),
        from_zero=element.from_zero,
        number=number,
    )


def _year(element: Element, wall: np.ndarray, unit: Unit) -> Year:
    from ..engine.hours import year_picture

    hours, days = year_picture(wall)
    months = days.astype("datetime64[M]")
    starts = np.flatnonzero(np.r_[True, months[1:] != months[:-1]])
    labels = tuple((float(k), date_words(days[k], "MMM")) for k in starts if len(days) - k > 10)
    strain = element.strain()
    up = _key_end(float(np.nanmax(strain, initial=0.0)))
    if element.is_voltage:
        low, high = element.limits
        down = _key_end(float(-np.nanmin(strain, initial=0.0)))
        marks = {-down: 1 + down * (high - 1), -1.0: high, 0.0: 1.0, 1.0: low, up: 1 - up * (1 - low)}
    else:
        marks = {0.0: 0.0, 1.0: element.limits[0], up: up * element.limits[0]}
        if np.nanmin(element.values, initial=0.0) < 0:
            marks = {-1.0: -element.limits[0], **marks}
    key = tuple((mark, f"{number(value * unit.factor, unit.digits)} {unit.name}") for mark, value in marks.items())
    return Year(hours, strain, tr("hour of the day"), labels, key, clock=lambda hour: f"{hour}:00")


def _key_end(most: float) -> float:
    """How far the colour key runs beyond a limit (1): not, or a quarter to a half as much again."""
    return min(max(most, 1.25), 1.5) if most > 1 else 1.0
