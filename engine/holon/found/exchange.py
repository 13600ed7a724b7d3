"""The hours that decide who meets whose need, and what mergers, moves and groupings are worth in them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress

BLOCK_CELLS = 4_000_000  # hours x connections read at once
FLOAT = 4


@dataclass
class Exchange:
    """Surplus and need of each unit at its meter in the hours that decide.

    surplus, need: (k, h) float32 kWh, never both above zero in one hour of one connection. hour: (h,) their
    positions in the profiles, of hours added up the first. bound: whether like hours
    were added up; met inside is then overestimated, never underestimated: min is concave. kwh: (k,) need over all
    hours. given, taken: (k,) kWh of each unit where all share with all in proportion; met: the sum of either.
    """

    surplus: np.ndarray
    need: np.ndarray
    hour: np.ndarray
    kwh: np.ndarray
    bound: bool

    def __post_init__(self):
        self.net = self.surplus - self.need
        made, used = (part.sum(axis=0, dtype=float) for part in (self.surplus, self.need))
        most = np.maximum(made, used)
        share = np.divide(1.0, most, out=np.zeros(len(most)), where=most > 0)
        self.weight = share.astype(np.float32)
        self.met = float(np.minimum(made, used).sum())
        self.given = self.surplus @ (used * share).astype(np.float32)
        self.taken = self.need @ (made * share).astype(np.float32)

    def __len__(self) -> int:
        return len(self.surplus)


def read_exchange(profiles, unit: np.ndarray, count: int, memory_mb: float) -> Generator[Progress, None, Exchange]:
    """Read the hours once. unit: (n,) the unit of each connection, -1 for none.

    Hours in which no connection has a surplus decide nothing and are left out. Where the rest does not fit in memory,
    the same hour of the day is added up over as many days as it takes.
    """
    hours, n = profiles.hours, len(unit)
    block = max(24, BLOCK_CELLS // max(n, 1) // 24 * 24)
    order = np.flatnonzero(unit >= 0)
    order = order[np.argsort(unit[order], kind="stable")]
    starts = np.searchsorted(unit[order], np.arange(count))
    room = max(24, int(memory_mb * 2**20 / (6 * FLOAT * max(count, 1))))  # surplus, need, net, each twice
    days = -(-hours // room) if hours > room else 1
    bound = days > 1
    kept, kwh, together = ([], [], []), np.zeros(count), None
    for first in range(0, hours, block):
        rows = slice(first, min(first + block, hours))
        net = np.nan_to_num(profiles.net_kw(rows)[:, order], posinf=0.0, neginf=0.0)
        parts = [by_unit(np.maximum(side, 0.0), starts, len(order)) for side in (-net, net)]
        kwh += parts[1].sum(axis=0)
        if bound:
            together = _add_days(together, parts, first, rows.stop, days, hours)
        else:
            decide = parts[0].any(axis=1)
            for part, values in zip(kept, (*parts, np.arange(rows.start, rows.stop))):
                part.append(values[decide].astype(np.float32 if values.ndim > 1 else np.int64))
        yield Progress(rows.stop / hours)
    if bound:
        decide = together[0].any(axis=1)
        surplus, need = (part[decide] for part in together)
        hour = np.flatnonzero(decide)
        hour = hour // 24 * days * 24 + hour % 24
    else:
        empty = np.zeros((0, count), np.float32)
        surplus, need, hour = (np.concatenate(part) if part else empty for part in kept)
    return Exchange(np.ascontiguousarray(surplus.T), np.ascontiguousarray(need.T), hour, kwh, bound)


def added_up(exchange: Exchange, most: int) -> Exchange:
    """The exchange in at most some `most` hours: each the same hour of the day of a run of days, added up.

    What is met inside is overestimated by it, never underestimated, as min is concave.
    """
    if len(exchange.hour) <= most:
        return exchange
    days = -(-len(exchange.hour) // most)
    key = exchange.hour // 24 // days * 24 + exchange.hour % 24
    order = np.argsort(key, kind="stable")
    _, starts = np.unique(key[order], return_index=True)
    surplus, need = (np.add.reduceat(side[:, order], starts, axis=1) for side in (exchange.surplus, exchange.need))
    return Exchange(surplus, need, exchange.hour[order][starts], exchange.kwh, True)


def by_unit(values: np.ndarray, starts: np.ndarray, columns: int) -> np.ndarray:
    """(h, k) sums of the columns (h, n), which stand in order of their unit, from `starts` (k,) on."""
    sums = np.zeros((len(values), len(starts)))
    filled = np.flatnonzero(np.diff(np.append(starts, columns)) > 0)
    if len(filled):
        sums[:, filled] = np.add.reduceat(values, starts[filled], axis=1)
    return sums


def _add_days(together, parts, first: int, stop: int, days: int, hours: int):
    """Add each hour to that hour of the day in its run of days."""
    hour = np.arange(first, stop)
    place = hour // 24 // days * 24 + hour % 24
    if together is None:
        size = ((hours - 1) // 24 // days + 1) * 24
        together = [np.zeros((size, parts[0].shape[1]), np.float32) for _ in parts]
    for whole, part in zip(together, parts):
        np.add.at(whole, place, part.astype(np.float32))
    return together


def merger_gain(net: np.ndarray, others: np.ndarray) -> np.ndarray:
    """kWh (k,) that are met once a group with `net` (h,) pools with each of `others` (k, h): where one has too much
    and the other too little, the smaller of the two."""
    smaller = np.minimum(np.abs(others), np.abs(net))
    smaller[(others > 0) == (net > 0)] = 0.0
    return smaller.sum(axis=1, dtype=float)


def modularity(exchange: Exchange, group: np.ndarray) -> float:
    """Q = Σ_g (w_gg / W − given_g taken_g / W²) of the exchange in which all share with all in proportion
    (Leicht and Newman, Phys. Rev. Lett. 100, 118703, 2008), with w_ij = Σ_t surplus_i need_j / max(Σ surplus, Σ need);
    w_gg its sum over the members of a group, W over all.

    0 where hours tell no groups apart, up to 1; nan where nothing is shared. group: (k,) 0 and up.
    """
    if exchange.met <= 0:
        return float("nan")
    q, count = 0.0, int(group.max(initial=-1)) + 1
    given, taken = (np.bincount(group, side, count) for side in (exchange.given, exchange.taken))
    for each in range(count):
        rows = np.flatnonzero(group == each)
        surplus, need = exchange.surplus[rows].sum(axis=0), exchange.need[rows].sum(axis=0)
        q += float(np.dot(surplus * exchange.weight, need)) / exchange.met
    return q - float((given * taken).sum()) / exchange.met**2
