"""The flow as it is now: in the hours that tell, and over the year."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...grid.congestion import NetFacts
from ...grid.congestion.statistics import LoadingStatistics, VoltageStatistics
from ...grid.flow import FlowModel
from ...grid.flow.circuit import element_keys
from ...progress import Progress

HOUR_BUSES_PER_BLOCK = 500_000
NEAR = 0.6  # of its limit: an element whose highest hour tells


@dataclass(frozen=True)
class HourPower:
    """kW and kvar (h, n) of connections `names` in the hours that tell."""

    names: list[str]
    p_kw: np.ndarray
    q_kvar: np.ndarray

    @classmethod
    def of(cls, profiles, hours: np.ndarray) -> HourPower:
        return cls(list(profiles.connection_ids), profiles.net_kw(hours), profiles.net_kvar(hours))


@dataclass(frozen=True)
class Look:
    """Of all hours the highest: line_ratio, trafo_ratio of the limit, line_ampere; vm (h, buses); outside (buses,)
    how far the voltage lies outside its limits [pu] (below zero: inside), hour and sign (1 too low, -1 too high).
    share: of the power that was solved; loadings and voltages are extrapolated from it. unsolved: hours without a
    solution.
    """

    line_ratio: np.ndarray
    line_ampere: np.ndarray
    line_hour: np.ndarray
    trafo_ratio: np.ndarray
    trafo_hour: np.ndarray
    vm: np.ndarray
    outside: np.ndarray
    outside_hour: np.ndarray
    outside_sign: np.ndarray
    share: float
    unsolved: int

    def clean(self, voltage: bool) -> bool:
        over = max(self.line_ratio.max(initial=0.0), self.trafo_ratio.max(initial=0.0)) > 1.0
        return not over and not self.unsolved and not (voltage and (self.outside > 0).any())


def limits_of(works, facts: NetFacts) -> tuple[np.ndarray, np.ndarray]:
    """Limits [%] of lines and transformers; cables that were not there lie on no ring."""
    options = works.options.limits
    new = np.arange(works.old_lines, len(works.net.line))
    is_mv = works.net.bus["vn_kv"].reindex(works.net.line["from_bus"].iloc[new]).to_numpy(float) > 1.0
    more = np.where(is_mv, options.mv_stub_limit_percent, options.lv_cable_limit_percent)
    trafos = np.full(len(works.net.trafo), float(options.transformer_limit_percent))
    return np.r_[facts.lines.limit_percent, more], trafos


def look(works, power: HourPower, facts: NetFacts, share: float = 1.0) -> Look:
    """Solve the hours that tell on the net as it is."""
    model = FlowModel.from_net(works.net)
    model.retries = 0  # an hour without a solution is looked at in part
    block = model.at_hours(
        np.arange(len(power.p_kw)), power.p_kw * share, power.q_kvar * share, power.names
    )  # fmt: skip
    lines, trafos = limits_of(works, facts)
    options, good = works.options.limits, block.converged
    capacity = (works.net.line["max_i_ka"] * works.net.line["df"] * works.net.line["parallel"]).to_numpy(float)
    line, line_hour = _highest(block.line_loading_percent[good], len(lines))
    trafo, trafo_hour = _highest(block.trafo_loading_percent[good], len(trafos))
    vm_pu = block.vm_pu
    if share < 1.0:
        nothing = np.zeros((1, len(power.names)))
        idle = model.at_hours([0], nothing, nothing, power.names).vm_pu
        vm_pu = idle + (vm_pu - idle) / share
    vm = vm_pu[good]
    low, high = options.v_min_pu - vm, vm - options.v_max_pu
    out_low, at_low = _highest(np.nan_to_num(low, nan=-1.0), vm.shape[1], -1.0)
    out_high, at_high = _highest(np.nan_to_num(high, nan=-1.0), vm.shape[1], -1.0)
    place = np.flatnonzero(good)
    at = np.where(out_low >= out_high, at_low, at_high)
    return Look(
        line / share / lines, line / share * capacity * 10, place[line_hour] if len(place) else line_hour,
        trafo / share / trafos, place[trafo_hour] if len(place) else trafo_hour, vm_pu,
        np.maximum(out_low, out_high), place[at] if len(place) else at, np.where(out_low >= out_high, 1.0, -1.0),
        share, int((~good).sum()),
    )  # fmt: skip


def _highest(values: np.ndarray, columns: int, least: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    if not len(values) or not columns:
        return np.full(columns, least), np.zeros(columns, np.int64)
    hour = np.argmax(values, axis=0)
    return values[hour, np.arange(columns)].astype(float), hour


@dataclass
class Year:
    """Highest loadings, voltages and hours without a solution of a whole year."""

    lines: LoadingStatistics
    trafos: LoadingStatistics
    voltage: VoltageStatistics
    unsolved: list[int]

    def telling(self, options, most: int, near: float = NEAR) -> np.ndarray:
        """Hours in which elements near or above their limits are at their highest, the worst first, at most `most`."""
        limits = options.limits
        low = 1.0 + limits.v_min_pu - self.voltage.min_pu
        high = 1.0 + self.voltage.max_pu - limits.v_max_pu
        found = [
            (self.lines.ratio, self.lines.max_hour),
            (self.trafos.ratio, self.trafos.max_hour),
            *(((low, self.voltage.min_hour), (high, self.voltage.max_hour)) if options.voltage else ()),
        ]
        ratio = np.concatenate([np.nan_to_num(part) for part, _ in found])
        hour = np.concatenate([at for _, at in found])
        bar = np.concatenate([np.full(len(part), near if k < 2 else 0.98) for k, (part, _) in enumerate(found)])
        use = np.flatnonzero((hour >= 0) & (ratio > bar))
        use = use[np.argsort(-ratio[use], kind="stable")]
        hours = list(dict.fromkeys([*self.unsolved[: most // 4], *hour[use].tolist()]))
        return np.sort(np.array(hours[:most], np.int64))

    def over(self, options) -> dict[str, int]:
        """How many elements, and buses, lie outside their limits."""
        limits = options.limits
        volts = np.flatnonzero((self.voltage.min_pu < limits.v_min_pu) | (self.voltage.max_pu > limits.v_max_pu))
        return {
            "lines": int((self.lines.ratio > 1.0).sum()),
            "trafos": int((self.trafos.ratio > 1.0).sum()),
            "voltages": len(volts) if options.voltage else 0,
            "unsolved": len(self.unsolved),
        }


def solve_year(net, profiles, facts: NetFacts, hours: np.ndarray) -> Generator[Progress, None, Year]:
    """Solve these hours of the profiles on a net and keep what is highest."""
    model = FlowModel.from_net(net)
    year = Year(
        LoadingStatistics(facts.lines), LoadingStatistics(facts.trafos), VoltageStatistics(len(facts.bus_is_mv)), []
    )  # fmt: skip

    def rows(part: slice):
        here = hours[part]
        where = slice(int(here[0]), int(here[-1]) + 1) if here[-1] - here[0] + 1 == len(here) else here
        return profiles.net_kw(where), profiles.net_kvar(where)

    size = int(np.clip(HOUR_BUSES_PER_BLOCK // max(len(net.bus), 1), 24, 8784))
    for block in model.solve(rows, load_names=profiles.connection_ids, hours=len(hours), hours_per_block=size):
        at, good = hours[block.hours], block.converged
        year.unsolved += at[~good].tolist()
        year.lines.add(at[good], block.line_loading_percent[good], block.line_p_kw[good])
        year.trafos.add(at[good], block.trafo_loading_percent[good], block.trafo_p_kw[good])
        year.voltage.add(at[good], block.vm_pu[good])
        yield Progress((block.hours[-1] + 1) / len(hours))
    return year


class LoadBuses:
    """Which bus each connection of the profiles hangs on; kw(hour) gives (buses,)."""

    def __init__(self, net, power: HourPower):
        row_of = {name: row for row, name in enumerate(element_keys(net.load))}
        bus = net.bus.index.get_indexer(net.load["bus"])
        at = np.array([row_of.get(name, -1) for name in power.names], np.int64)
        self.column = np.flatnonzero(at >= 0)
        self.bus = bus[at[self.column]]
        self.power = power

    def kw(self, hour: int, buses: int) -> np.ndarray:
        return np.bincount(self.bus, self.power.p_kw[hour, self.column], buses)
