"""The most that fits: a first value from sensitivities, then the flow itself until what passes and what fails meet."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress, within
from .judge import Judge
from .options import HostingOptions
from .year import Room

NEAR = 1.35  # hours of elements that fill up this much later than the first are looked at too
MOST_HOURS = 6
ROUNDS = 30
LEAST_KW = 1e-3


@dataclass
class Asked:
    """k questions: each spreads kW over the connections by fixed weights.

    weight: csr (k, n), rows add up to 1. demand: csr (k, senses + b) room taken by a kW. reach: csr bool (k, e).
    """

    weight: object
    demand: object
    reach: object

    def __len__(self) -> int:
        return self.weight.shape[0]


@dataclass
class Found:
    """kw: (k,) passes. fails_kw: (k,) fails, inf where nothing binds. element, hour: (k,) what binds, -1: nothing."""

    kw: np.ndarray
    fails_kw: np.ndarray
    element: np.ndarray
    hour: np.ndarray


def first_guess(asked: Asked, room: Room, elements: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """kW at which the first element is full, that element, and the hours that may bind, most likely first.

    elements: (senses + b,) the element that each row of the room is about.
    """
    k = len(asked)
    kw, element, hours = np.full(k, np.inf), np.full(k, -1), []
    demand = asked.demand
    for row in range(k):
        part = slice(demand.indptr[row], demand.indptr[row + 1])
        at, taken = demand.indices[part], demand.data[part]
        here = taken > 0
        at, full = at[here], room.least[at[here]] / taken[here, None]
        if not len(at):
            hours.append(np.zeros(0, np.int64))
            continue
        first = int(full[:, 0].argmin())
        kw[row], element[row] = full[first, 0], elements[at[first]]
        near = full <= max(kw[row] * NEAR, LEAST_KW)
        near[first, 0] = True
        order = np.argsort(full[near], kind="stable")
        told = room.hour[at][near][order]
        _, once = np.unique(told, return_index=True)
        hours.append(told[np.sort(once)][:MOST_HOURS])
    return kw, element, hours


def most_that_fits(
    judge: Judge, asked: Asked, room: Room, elements: np.ndarray, options: HostingOptions, extra=()
) -> Generator[Progress, None, Found]:
    """For each question the kW that passes while `options.tolerance` more fails.

    extra: hours to look at beside those that tell.
    """
    k = len(asked)
    guess, element, hours = first_guess(asked, room, elements)
    count = np.diff(asked.weight.indptr)
    most = options.most_kw_each * np.maximum(count, 1)
    found = Found(np.zeros(k), np.full(k, np.inf), element.copy(), np.array([h[0] if len(h) else -1 for h in hours]))
    extra = np.asarray(extra, np.int64)
    hours = [np.unique(np.r_[h, extra]) if len(h) else h for h in hours]
    shut = guess <= 0
    found.fails_kw[shut] = 0.0
    kw = np.minimum(_at_full_share(guess, options), most)
    trail = _Trail(k, options.tolerance)
    nowhere = np.array([not len(h) for h in hours], bool)  # what is added goes by nothing that has a limit
    found.kw[nowhere] = np.where(count > 0, most, 0.0)[nowhere]
    live = np.flatnonzero(~shut & ~nowhere & (count > 0))
    for step in range(ROUNDS):
        if not len(live):
            break
        yield Progress(min(step / 6, 0.95))
        evaluated = _evaluate(judge, asked, live, kw[live], hours, options)
        share = min(step / 6, 0.95), min((step + 1) / 6, 0.95)
        use, bound, hour, before, near = yield from within(evaluated, *share)
        fails = use > 1.0
        for row, which in zip(live.tolist(), near):
            hours[row] = which
        passing, failing = live[~fails], live[fails]
        found.kw[passing] = kw[passing]
        found.fails_kw[failing] = kw[failing]
        found.element[failing], found.hour[failing] = bound[fails], hour[fails]
        trail.add(live, kw[live], use, before)
        gap = found.fails_kw[live] - found.kw[live]
        done = gap <= options.tolerance * found.kw[live]
        done |= found.fails_kw[live] <= LEAST_KW
        free = found.kw[live] >= most[live]
        found.fails_kw[live[free]], found.element[live[free]], found.hour[live[free]] = np.inf, -1, -1
        live = live[~(done | free)]
        kw[live] = np.minimum(trail.next(live, found.kw[live], found.fails_kw[live]), most[live])
    return found


def _at_full_share(kw, options: HostingOptions) -> np.ndarray:
    """The kW of devices whose part that runs at once is `kw`, by repeated division: the share falls slowly."""
    out = kw.copy()
    finite = np.isfinite(kw)
    for _ in range(60):
        out[finite] = kw[finite] / np.maximum(options.at_once(out[finite]), 1e-9)
    return out


class _Trail:
    """Regula falsi for many at once: the last two values of each, and where a straight line through them meets 1."""

    def __init__(self, k: int, tolerance: float):
        self.kw, self.use = np.full((2, k), np.nan), np.full((2, k), np.nan)
        self.before = np.zeros(k)
        self.tolerance = tolerance

    def add(self, rows, kw, use, before) -> None:
        self.kw[0, rows], self.use[0, rows] = self.kw[1, rows], self.use[1, rows]
        self.kw[1, rows], self.use[1, rows], self.before[rows] = kw, use, before

    def next(self, rows, passes, fails) -> np.ndarray:
        """The next kW to try, inside what is known, just under or just over where the line meets 1."""
        last_kw, last_use = self.kw[1, rows], self.use[1, rows]
        old_kw, old_use = self.kw[0, rows], self.use[0, rows]
        first = ~np.isfinite(old_use)
        old_kw, old_use = np.where(first, 0.0, old_kw), np.where(first, self.before[rows], old_use)
        with np.errstate(all="ignore"):
            meets = last_kw + (1.0 - last_use) * (last_kw - old_kw) / (last_use - old_use)
        middle = np.where(np.isfinite(fails), (passes + fails) / 2, last_kw * 1.5)
        meets = np.where(np.isfinite(meets) & (meets > 0), meets, middle)
        meets = np.clip(meets, 0.2 * last_kw, 3.0 * last_kw)
        known = np.isfinite(fails)
        inside = (meets > passes) & (meets < np.where(known, fails, np.inf))
        meets = np.where(inside, meets, np.where(known, middle, last_kw * 1.5))
        aside = 0.4 * self.tolerance
        under, over = meets * (1 - aside), meets * (1 + aside)
        wanted = np.where(under > passes, under, over)
        # Next to a side that is known already, step over to the other.
        return np.where(known & ((wanted >= fails) | (wanted <= passes)), (passes + fails) / 2, wanted)


def _evaluate(judge: Judge, asked: Asked, rows, kw, hours, options):
    """Highest use of each question at its kW over its hours, with element, hour, use before, and hours still near."""
    many = np.array([len(hours[row]) for row in rows.tolist()])
    which = np.repeat(np.arange(len(rows)), many)
    at = np.concatenate([hours[row] for row in rows.tolist()])
    running = kw * options.at_once(kw)

    def added(part):
        return asked.weight[rows[which[part]]].toarray() * running[which[part], None]

    def reach(part):
        return asked.reach[rows[which[part]]].toarray()

    told = yield from judge.columns(at, added, reach)
    first = np.r_[0, np.cumsum(many)[:-1]]
    use = np.maximum.reduceat(told.use, first)
    order = np.lexsort((-told.use, which))
    best = order[first]
    near, ends = [], np.r_[first[1:], len(at)]
    for start, stop, top in zip(first.tolist(), ends.tolist(), use.tolist()):
        here = at[start:stop]
        kept = told.use[start:stop] >= (top - max(0.06, abs(top - 1.0)) if np.isfinite(top) else 0.0)
        near.append(here[kept])
    return use, told.element[best], at[best], told.before[best], near


def spread_evenly(asked_of: np.ndarray, groups: int):
    """csr (groups, n) weights: each connection of a group the same; asked_of: (n,) its group, -1 for none."""
    from scipy.sparse import csr_matrix

    member = np.flatnonzero(asked_of >= 0)
    size = np.bincount(asked_of[member], minlength=groups)
    return csr_matrix((1.0 / size[asked_of[member]], (asked_of[member], member)), (groups, len(asked_of)))
