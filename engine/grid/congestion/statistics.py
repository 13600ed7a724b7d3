"""What remains of a year, gathered block by block: highest loadings, hours and energy above a limit, extreme
voltages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..flow import FlowBlock
from .elements import Elements, NetFacts


class LoadingStatistics:
    """Of each element: the highest loading and its hour, hours and kWh above the limit; then the same with allowances.

    max_percent, max_kw: (e,), at `max_hour` (position of the hour, -1 where the element never carried anything). kW is
    positive away from the source. hours_above: (e,) hours. kwh_above: sum over those hours of |P| (1 - limit /
    loading).
    """

    def __init__(self, elements: Elements):
        count = len(elements.ids)
        self.elements = elements
        self.max_percent = np.full(count, np.nan)
        self.max_hour = np.full(count, -1)
        self.max_kw = np.full(count, np.nan)
        self.hours_above = np.zeros(count, np.int64)
        self.kwh_above = np.zeros(count)
        self.max_allowed_percent = np.full(count, np.nan)
        self.hours_above_allowed = np.zeros(count, np.int64)

    def add(self, hours: np.ndarray, loading_percent: np.ndarray, p_kw: np.ndarray) -> None:
        """Take in a block: hours (h,), loading and power at the from (hv) side (h, e). All hours are solved."""
        if not len(hours) or not len(self.max_hour):
            return
        elements = self.elements
        away_kw = p_kw * elements.sign
        row, column = np.argmax(loading_percent, axis=0), np.arange(len(self.max_hour))
        highest = loading_percent[row, column]
        new = elements.fed & ~(highest <= self.max_percent) & ~np.isnan(highest)
        self.max_percent[new] = highest[new]
        self.max_hour[new] = hours[row[new]]
        self.max_kw[new] = away_kw[row[new], new]

        over = np.flatnonzero(elements.fed & (highest > elements.limit_percent))
        loading, limit = loading_percent[:, over], elements.limit_percent[over]
        above = loading > limit
        self.hours_above[over] += above.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            excess = np.where(above, np.abs(away_kw[:, over]) * (1.0 - limit / loading), 0.0)
        self.kwh_above[over] += excess.sum(axis=0)

        allowed = loading_percent * np.where(away_kw >= 0, elements.offtake_factor, elements.feed_in_factor)
        highest = allowed.max(axis=0)
        new = elements.fed & ~(highest <= self.max_allowed_percent) & ~np.isnan(highest)
        self.max_allowed_percent[new] = highest[new]
        self.hours_above_allowed += (elements.fed & (allowed > elements.limit_percent)).sum(axis=0)

    @property
    def ratio(self) -> np.ndarray:
        """(e,) highest loading over the limit; 0 where nothing was carried."""
        return np.nan_to_num(self.max_percent / self.elements.limit_percent)


class VoltageStatistics:
    """Lowest and highest voltage [pu] of each bus with their hours (-1 where a bus is not fed)."""

    def __init__(self, buses: int):
        self.min_pu, self.max_pu = np.full(buses, np.nan), np.full(buses, np.nan)
        self.min_hour, self.max_hour = np.full(buses, -1), np.full(buses, -1)

    def add(self, hours: np.ndarray, vm_pu: np.ndarray) -> None:
        """Take in a block: hours (h,), vm_pu (h, buses). All hours are solved; buses that are not fed are nan."""
        if not len(hours):
            return
        column = np.arange(len(self.min_hour))
        # argmin would stop at nan; a bus that is not fed is nan in every hour, so its first row serves as well.
        for find, better, best, best_hour in (
            (np.argmin, np.less, self.min_pu, self.min_hour),
            (np.argmax, np.greater, self.max_pu, self.max_hour),
        ):
            row = find(vm_pu, axis=0)
            value = vm_pu[row, column]
            new = ~np.isnan(value) & (np.isnan(best) | better(value, best))
            best[new], best_hour[new] = value[new], hours[row[new]]


@dataclass
class YearStatistics:
    """All of a run. energy_kwh: sums over the solved hours of source, demand, loss, export (hours in which sources
    take in).

    balance_kw: largest |source - demand - loss| of an hour. source_kw: (hours,) float32 of the whole run, nan where
    unsolved. unsolved: hours without a solution; collapsed: those of them that count by a part of their power.
    ring_kw: (hours, ring heads) float32, power away from the source in the MV sections asked for.
    """

    lines: LoadingStatistics
    trafos: LoadingStatistics
    voltage: VoltageStatistics
    source_kw: np.ndarray
    ring_lines: np.ndarray
    ring_kw: np.ndarray
    energy_kwh: dict = field(default_factory=lambda: dict.fromkeys(("source", "demand", "loss", "export"), 0.0))
    balance_kw: float = 0.0
    unsolved: list[int] = field(default_factory=list)
    collapsed: list[int] = field(default_factory=list)

    @classmethod
    def empty(cls, facts: NetFacts, hours: int, ring_lines: np.ndarray) -> YearStatistics:
        return cls(
            LoadingStatistics(facts.lines),
            LoadingStatistics(facts.trafos),
            VoltageStatistics(len(facts.bus_is_mv)),
            np.full(hours, np.nan, np.float32),
            ring_lines,
            np.zeros((hours, len(ring_lines)), np.float32),
        )

    def add(self, block: FlowBlock, hours: np.ndarray) -> None:
        """Take in a block whose rows stand for `hours` (h,), positions in the profiles."""
        good = block.converged
        self.unsolved += hours[~good].tolist()
        solved = hours[good]
        # Copies only where an hour failed.
        pick = (lambda a: a) if good.all() else (lambda a: a[good])
        self.lines.add(solved, pick(block.line_loading_percent), pick(block.line_p_kw))
        self.trafos.add(solved, pick(block.trafo_loading_percent), pick(block.trafo_p_kw))
        self.voltage.add(solved, pick(block.vm_pu))
        source, demand, loss = (pick(a) for a in (block.source_p_kw, block.demand_kw, block.loss_kw))
        sums = {"source": source, "demand": demand, "loss": loss, "export": -np.minimum(source, 0.0)}
        for name, values in sums.items():
            self.energy_kwh[name] += float(values.sum())
        self.balance_kw = max(self.balance_kw, float(np.abs(source - demand - loss).max(initial=0.0)))
        self.source_kw[block.hours] = block.source_p_kw
        sign = self.lines.elements.sign[self.ring_lines]
        self.ring_kw[block.hours] = block.line_p_kw[:, self.ring_lines] * sign

    def add_collapsed(self, block: FlowBlock, hours: np.ndarray, part: float) -> None:
        """Take in a block that was solved at this part of the power of `hours` (h,): at least so loaded."""
        good = block.converged
        self.lines.add(hours[good], block.line_loading_percent[good] / part, block.line_p_kw[good] / part)
        self.trafos.add(hours[good], block.trafo_loading_percent[good] / part, block.trafo_p_kw[good] / part)
        self.voltage.add(hours[good], block.vm_pu[good])
        self.collapsed += hours[good].tolist()
