"""Many charging sessions as one: how much may be charged by when, and who charges then.

A session takes its kWh between arrival and departure at most at its kW. Of many sessions together the sum charged by
an hour lies between charging as late and as early as possible. That is necessary, not sufficient; `share_out` lets the
sessions charge within a joint plan (earliest departure first, and whoever must charge now to leave full), and what they
can really do is what counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class CarFleet:
    """Sessions that lie wholly within stretches of a window; w hours, p pairs (session, hour), hour after hour within
    each session. late_sum: (p,) least kWh the session must have by the end of that hour.

    session, row: (p,) which session (0 to s - 1) and which row of the window; cap_kwh: (p,) most in that hour;
    early_kwh: (p,) charged there without steering. connection, kwh: (s,). last: (s,) its last row.
    """

    session: np.ndarray
    row: np.ndarray
    cap_kwh: np.ndarray
    early_kwh: np.ndarray
    late_sum: np.ndarray
    connection: np.ndarray
    kwh: np.ndarray
    last: np.ndarray
    rows: int

    @classmethod
    def from_facts(cls, facts: dict[str, np.ndarray], connections: np.ndarray, hours, stretch) -> CarFleet:
        """facts: `car_sessions` of the profiles. connections: positions that take part. hours, stretch: (w,) of the
        window. Sessions that a stretch cuts keep charging as they did.
        """
        hours, stretch = np.asarray(hours, np.int64), np.asarray(stretch)
        if not facts or not len(hours) or not len(facts["connection"]):
            return cls._none(len(hours))
        took = np.isin(facts["connection"], connections) & (facts["kwh"] > 0)
        arrival, departure, kwh, kw, who = (
            np.asarray(facts[name])[took] for name in ("arrival_hour", "departure_hour", "kwh", "kw", "connection")
        )
        first, last = np.floor(arrival).astype(np.int64), np.ceil(departure).astype(np.int64) - 1
        row_of = np.full(int(max(hours[-1], last.max(initial=0))) + 2, -1)
        row_of[hours] = np.arange(len(hours))
        a, b = row_of[np.clip(first, 0, len(row_of) - 1)], row_of[np.clip(last, 0, len(row_of) - 1)]
        inside = (a >= 0) & (b >= a) & (b - a == last - first)
        inside[inside] = stretch[a[inside]] == stretch[b[inside]]
        a, b, arrival, departure, kwh, kw, who = (v[inside] for v in (a, b, arrival, departure, kwh, kw, who))
        if not len(a):
            return cls._none(len(hours))
        span = b - a + 1
        session = np.repeat(np.arange(len(a)), span)
        step = np.arange(span.sum()) - np.repeat(np.cumsum(span) - span, span)
        row = a[session] + step
        hour = hours[row].astype(float)
        cap = kw[session] * np.clip(np.minimum(departure[session], hour + 1) - np.maximum(arrival[session], hour), 0, 1)
        until = _sum_within(cap, span)
        whole = until[np.cumsum(span) - 1]
        kwh = np.minimum(kwh, whole)
        early_sum = np.minimum(until, kwh[session])
        late_sum = np.maximum(0.0, kwh[session] - (whole[session] - until))
        early = np.diff(early_sum, prepend=0.0)
        early[step == 0] = early_sum[step == 0]
        return cls(session, row, cap, early, late_sum, who, kwh, b, len(hours))

    @classmethod
    def _none(cls, rows: int) -> CarFleet:
        none, ids = np.zeros(0), np.zeros(0, np.int64)
        return cls(ids, ids, none, none, none, ids, none, ids, rows)

    def part(self, rows: np.ndarray) -> CarFleet:
        """Only these rows of the window (ascending positions of whole stretches)."""
        place = np.full(self.rows, -1)
        place[rows] = np.arange(len(rows))
        pairs = place[self.row] >= 0
        sessions, session = np.unique(self.session[pairs], return_inverse=True)
        return CarFleet(
            session, place[self.row[pairs]], self.cap_kwh[pairs], self.early_kwh[pairs], self.late_sum[pairs],
            self.connection[sessions], self.kwh[sessions], place[self.last[sessions]], len(rows),
        )  # fmt: skip

    @property
    def base_kw(self) -> np.ndarray:
        """(w,) what these sessions draw without steering."""
        return np.bincount(self.row, self.early_kwh, self.rows)

    @property
    def most_kw(self) -> np.ndarray:
        """(w,) what all that are plugged in could draw."""
        return np.bincount(self.row, self.cap_kwh, self.rows)

    @property
    def earliest_kwh(self) -> np.ndarray:
        """(w,) most that can be charged up to and with each hour, from the first on."""
        return np.cumsum(self.base_kw)

    @property
    def latest_kwh(self) -> np.ndarray:
        """(w,) least that must be charged up to and with each hour."""
        late = np.diff(self.late_sum, prepend=0.0)
        start = np.r_[True, np.diff(self.session) != 0][: len(late)]
        late[start] = self.late_sum[start]
        return np.cumsum(np.bincount(self.row, late, self.rows))

    def share_out(self, most_kw: np.ndarray) -> np.ndarray:
        """kWh of each pair (p,): charging as early as `most_kw` (w,) of all sessions together allows.

        Earliest departure first; whoever must charge now to leave full does so, whatever is allowed. Every session
        gets exactly its kWh, within its time and its kW.
        """
        order = np.lexsort((self.last[self.session], self.row))
        bounds = np.searchsorted(self.row[order], np.arange(self.rows + 1))
        have = np.zeros(len(self.kwh))
        given = np.zeros(len(self.row))
        for hour in range(self.rows):
            pairs = order[bounds[hour] : bounds[hour + 1]]
            if not len(pairs):
                continue
            who = self.session[pairs]
            cap = np.minimum(self.cap_kwh[pairs], np.maximum(self.kwh[who] - have[who], 0.0))
            must = np.minimum(np.maximum(self.late_sum[pairs] - have[who], 0.0), cap)
            free = cap - must
            rest = max(most_kw[hour] - must.sum(), 0.0)
            before = np.cumsum(free) - free
            kwh = must + np.clip(rest - before, 0.0, free)
            given[pairs] = kwh
            have[who] += kwh
        return given

    def by_connection(self, pair_kwh: np.ndarray, connections: np.ndarray) -> np.ndarray:
        """(w, k) kW of each of `connections` that pairs' kWh amount to."""
        place = np.full(int(max(connections.max(initial=0), self.connection.max(initial=0))) + 1, -1)
        place[connections] = np.arange(len(connections))
        out = np.zeros((self.rows, len(connections)))
        np.add.at(out, (self.row, place[self.connection[self.session]]), pair_kwh)
        return out


def _sum_within(values: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Running sums that begin anew with each group of `span` values."""
    total = np.cumsum(values)
    before = np.r_[0.0, total[np.cumsum(span) - 1]][:-1]
    return total - np.repeat(before, span)
