"""Two groupings of the same connections beside each other: what each meets inside."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress
from ..balance import power_of
from .exchange import BLOCK_CELLS, by_unit


@dataclass(frozen=True)
class Grouping:
    """What one grouping comes to. group: (n,) 0 and up, -1 for a connection that stands alone.

    made_kwh, used_kwh, met_kwh: (k,) of each group: Σ_t made, Σ_t used, Σ_t min(Σ made, Σ used); what batteries give
    and take counts as made and used. alone_kwh: met by
    the connections that stand alone. met_inside_kwh: of all. self_sufficiency, self_consumption: met inside over all
    that is used, over all that is made; nan where nothing is. number: groups; largest: connections of the largest.
    """

    group: np.ndarray
    made_kwh: np.ndarray
    used_kwh: np.ndarray
    met_kwh: np.ndarray
    alone_kwh: float
    total_made_kwh: float
    total_used_kwh: float

    @property
    def met_inside_kwh(self) -> float:
        return float(self.met_kwh.sum()) + self.alone_kwh

    @property
    def self_sufficiency(self) -> float:
        return self.met_inside_kwh / self.total_used_kwh if self.total_used_kwh > 0 else float("nan")

    @property
    def self_consumption(self) -> float:
        return self.met_inside_kwh / self.total_made_kwh if self.total_made_kwh > 0 else float("nan")

    @property
    def number(self) -> int:
        return len(self.met_kwh)

    @property
    def largest(self) -> int:
        return int(np.bincount(self.group[self.group >= 0], minlength=1).max(initial=0))


@dataclass(frozen=True)
class Beside:
    """ours, other: the two; alone_kwh: met behind the meters, which any grouping has.

    margin_kwh: how much more ours meets inside. margin_percent: that over what the other meets beyond the meters.
    equal_terms: whether ours has no more groups (one that stands alone counts as
    one) and none larger than the largest of the other.
    """

    ours: Grouping
    other: Grouping
    alone_kwh: float

    @property
    def margin_kwh(self) -> float:
        return self.ours.met_inside_kwh - self.other.met_inside_kwh

    @property
    def margin_percent(self) -> float:
        beyond = self.other.met_inside_kwh - self.alone_kwh
        return 100 * self.margin_kwh / beyond if beyond > 0 else float("nan")

    @property
    def equal_terms(self) -> bool:
        alone = int((self.other.group < 0).sum())
        return self.ours.number <= self.other.number + alone and self.ours.largest <= self.other.largest


def beside(profiles, group: np.ndarray, other: np.ndarray) -> Generator[Progress, None, Beside]:
    """Lay two groupings (n,) of the connections of `profiles` beside each other, over all its hours.

    Labels are any integers or texts; -1, "" and None stand alone.
    """
    ours, theirs, alone = yield from groupings(profiles, (group, other, np.arange(len(group))))
    return Beside(ours, theirs, alone.met_inside_kwh)


def groupings(profiles, labels) -> Generator[Progress, None, list[Grouping]]:
    """What each of several groupings comes to; the hours are read once, in blocks."""
    n = len(profiles.connection_ids)
    groups = [numbered(each) for each in labels]
    for group in groups:
        if len(group) != n:
            raise ValueError(f"{len(group)} labels for {n} connections")
    orders = [np.argsort(group, kind="stable") for group in groups]
    counts = [int(group.max(initial=-1)) + 1 for group in groups]
    starts = [np.searchsorted(group[order], np.arange(count)) for group, order, count in zip(groups, orders, counts)]
    sums = [np.zeros((3, count)) for count in counts]
    alone = np.zeros(len(groups))
    made_kwh = used_kwh = 0.0
    block = max(24, BLOCK_CELLS // max(n, 1))
    for first in range(0, profiles.hours, block):
        rows = slice(first, min(first + block, profiles.hours))
        power = power_of(profiles, rows)
        made, used = power.made + power.discharged, power.used + power.charged
        made_kwh, used_kwh = made_kwh + float(made.sum()), used_kwh + float(used.sum())
        own = np.minimum(made, used).sum(axis=0)
        for k, group in enumerate(groups):
            order = orders[k]
            single = int((group < 0).sum())
            inside = [by_unit(side[:, order[single:]], starts[k] - single, n - single) for side in (made, used)]
            sums[k] += [side.sum(axis=0) for side in (*inside, np.minimum(*inside))]
            alone[k] += own[group < 0].sum()
        yield Progress(rows.stop / profiles.hours)
    return [Grouping(group, *sums[k], float(alone[k]), made_kwh, used_kwh) for k, group in enumerate(groups)]


def numbered(labels) -> np.ndarray:
    """Groups 0 and up (n,) of any labels, in order of their first member; -1 for -1, "" and None."""
    labels = np.asarray(labels, object)
    names: dict = {}
    return np.array(
        [-1 if each is None or each == "" or each == -1 or each != each else names.setdefault(each, len(names))
         for each in labels.tolist()],
        np.int64,
    )  # fmt: skip
