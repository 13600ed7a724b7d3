"""Which hours can bind, and what holds in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .battery import battery_for_limit

HALF_A_DAY = 12  # hours


@dataclass(frozen=True)
class Window:
    """Hours in which limits may bind; w hours, c cells, e elements.

    kw: (w, c) kW that the connections of each cell draw before they are steered. behind: (e, c) bool, the cells behind
    each element; cells are apart, elements may be nested. most_kw, least_kw: (w, e) highest and lowest sum allowed of
    the cells behind (±inf where there is no limit). stretch: (w,) number of the row of neighbouring hours that each
    hour belongs to, ascending: batteries and heat begin anew in each. hours: (w,) positions in the year.
    cyclic: whether a stretch ends as full as it began. open_end: but the last, because no hour is known after it.
    """

    kw: np.ndarray
    behind: np.ndarray
    most_kw: np.ndarray
    least_kw: np.ndarray
    stretch: np.ndarray
    hours: np.ndarray
    cyclic: bool = True
    open_end: bool = False

    def __post_init__(self):
        (w, c), e = self.kw.shape, len(self.behind)
        if self.behind.shape != (e, c) or self.most_kw.shape != (w, e) or self.least_kw.shape != (w, e):
            raise ValueError("kw (w, c), behind (e, c), most_kw and least_kw (w, e) do not fit each other")

    @property
    def first(self) -> np.ndarray:
        """(w,) whether an hour begins a stretch."""
        return np.r_[True, np.diff(self.stretch) != 0][: len(self.stretch)]

    def part(self, rows: np.ndarray) -> Window:
        """Only these rows (a bool mask or positions)."""
        at = np.arange(len(self.kw))[rows]
        return Window(
            self.kw[at], self.behind, self.most_kw[at], self.least_kw[at], self.stretch[at], self.hours[at],
            self.cyclic, self.open_end and len(self.kw) - 1 in at[-1:],
        )  # fmt: skip


def with_short_stretches(window: Window, longest_h: int) -> Window:
    """The same hours in stretches of at most about `longest_h`: longer ones are cut about evenly, within half a day
    where limits leave the most room. By then a battery is full again and a room as it was, and cars that are plugged in
    charge as they did.
    """
    sums = window.kw @ window.behind.T.astype(float)
    room = np.minimum(window.most_kw - sums, sums - window.least_kw).min(axis=1, initial=np.inf)
    first = window.first.copy()
    for rows in np.split(np.arange(len(first)), np.flatnonzero(first)[1:]):
        pieces = -(-len(rows) // max(longest_h, 1))
        reach = min(HALF_A_DAY, len(rows) // max(pieces, 1) // 3)
        for middle in len(rows) * np.arange(1, pieces) // max(pieces, 1):
            near = rows[middle - reach : middle + reach + 1]
            first[near[np.argmax(room[near])]] = True
    return replace(window, stretch=np.cumsum(first) - 1)


def stretches_of(hours: np.ndarray) -> np.ndarray:
    """Numbers (w,) of the rows of neighbouring hours in ascending positions `hours`."""
    return np.cumsum(np.r_[0, np.diff(hours) != 1]) if len(hours) else np.zeros(0, np.int64)


def binding_hours(
    kw: np.ndarray, most_kw: np.ndarray, least_kw: np.ndarray, efficiency: float, before_h: int = 12, after_h: int = 24
) -> np.ndarray:
    """(h,) bool: hours above a limit, and as long as a battery needs to fill again, with some hours around them.

    kw, most_kw, least_kw: (h, e). The hours around leave room for charging and heating at another time.
    """
    hours = len(kw)
    mask = np.zeros(hours, bool)
    for e in range(kw.shape[1]):
        for sign, limit in ((1.0, most_kw[:, e]), (-1.0, -least_kw[:, e])):
            need = battery_for_limit(sign * kw[:, e], np.where(np.isfinite(limit), limit, 1e12), efficiency)
            if need.kw > 0:
                mask |= need.deficit_kwh > 1e-9
    steps = np.diff(np.r_[False, mask, False].astype(np.int8))
    starts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    count = np.zeros(hours + 1, np.int64)
    np.add.at(count, np.maximum(starts - before_h, 0), 1)
    np.add.at(count, np.minimum(stops + after_h, hours), -1)
    return np.cumsum(count[:-1]) > 0
