"""What a year of exchange comes to for the holons of one level, gathered block by block."""

from __future__ import annotations

import numpy as np

from .exchange import Exchange

# Below this a holon counts as taking nothing: what is written down of a battery's hours is rounded.
NOTHING_KW_PER_CONNECTION = 1e-4
SUMS = (
    "made", "used", "charged", "discharged", "import", "export", "inside", "siblings_in", "siblings_out", "outward_in",
    "outward_out",
)  # fmt: skip


class LevelStatistics:
    """Figures (k,) of a level in the order of the `Tree`; `add` takes the hours in order.

    kwh: {name of `SUMS`: (k,)}. import_peak_kw, export_peak_kw, and the positions of their hours (-1 where there is
    none). autonomy_hours: the longest run of hours without import; self_supplied_hours: all of them.
    """

    def __init__(self, connections: np.ndarray):
        """connections: (k,) how many each holon has."""
        k = len(connections)
        self.nothing_kw = NOTHING_KW_PER_CONNECTION * connections
        self.kwh = {name: np.zeros(k) for name in SUMS}
        self.peak_kw = {way: np.zeros(k) for way in ("import", "export")}
        self.peak_hour = {way: np.full(k, -1) for way in ("import", "export")}
        self.autonomy_hours, self.self_supplied_hours = np.zeros(k, np.int64), np.zeros(k, np.int64)
        self._run = np.zeros(k, np.int64)

    def add(self, exchange: Exchange, first: int) -> None:
        """Hours from `first` on."""
        for name in ("made", "used", "charged", "discharged"):
            self.kwh[name] += getattr(exchange, name).sum(axis=0)
        self.kwh["inside"] += exchange.inside_kw.sum(axis=0)
        for inward, outward, kw in (
            ("import", "export", exchange.net_kw),
            ("siblings_in", "siblings_out", exchange.siblings_kw),
            ("outward_in", "outward_out", exchange.outward_kw),
        ):
            drawn = np.maximum(kw, 0).sum(axis=0)
            self.kwh[inward] += drawn
            self.kwh[outward] += drawn - kw.sum(axis=0)
        for way, kw in (("import", exchange.net_kw), ("export", -exchange.net_kw)):
            top = kw.argmax(axis=0)
            highest = kw[top, np.arange(kw.shape[1])]
            higher = highest > np.maximum(self.peak_kw[way], self.nothing_kw)
            self.peak_kw[way][higher], self.peak_hour[way][higher] = highest[higher], first + top[higher]
        self._count(exchange.net_kw <= self.nothing_kw)

    def _count(self, alone: np.ndarray) -> None:
        """Runs of hours: since the last hour that was not alone, however many blocks ago."""
        hours = len(alone)
        self.self_supplied_hours += alone.sum(axis=0)
        clock = np.arange(1, hours + 1)[:, None]
        broken = np.maximum.accumulate(np.where(alone, 0, clock), axis=0)
        run = clock - broken + np.where(broken == 0, self._run, 0)
        self.autonomy_hours = np.maximum(self.autonomy_hours, np.where(alone, run, 0).max(axis=0))
        self._run = np.where(alone[-1], run[-1], 0)
