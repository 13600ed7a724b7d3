"""How many kW an element still has, hour by hour: from amperes, with reactive power and voltage."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...grid.congestion.elements import NetFacts
from ...grid.congestion.statistics import LoadingStatistics, VoltageStatistics
from ...grid.flow import FlowModel
from ...progress import Progress

HOUR_BUSES_PER_BLOCK = 500_000
SQRT3 = 3.0**0.5


@dataclass
class Survey:
    """A year solved: highest loadings, voltages, hours without a solution."""

    lines: LoadingStatistics
    trafos: LoadingStatistics
    voltage: VoltageStatistics
    unsolved: list[int]

    def over(self) -> list[tuple[str, int]]:
        """(table, row) of every element above its limit."""
        found = [("line", int(r)) for r in np.flatnonzero(self.lines.ratio > 1.0)]
        return found + [("trafo", int(r)) for r in np.flatnonzero(self.trafos.ratio > 1.0)]

    def of(self, table: str) -> LoadingStatistics:
        return self.lines if table == "line" else self.trafos


@dataclass
class Rooms:
    """Of k elements in all h hours: kW away from the source that may still be added (up) and taken off (down).

    loading: of the limit (1 is full). away_kw: (h, k). nan where an hour has not been solved.
    """

    keys: list[tuple[str, int]]
    up_kw: np.ndarray
    down_kw: np.ndarray
    loading: np.ndarray
    away_kw: np.ndarray

    @classmethod
    def empty(cls, keys, hours: int) -> Rooms:
        shape = (hours, len(keys))
        return cls(list(keys), *(np.full(shape, np.nan) for _ in range(4)))

    def column(self, key) -> int:
        return self.keys.index(key)

    def widened(self, keys) -> Rooms:
        """With columns for more elements, not solved yet."""
        new = [key for key in keys if key not in self.keys]
        blank = np.full((len(self.up_kw), len(new)), np.nan)
        return Rooms(
            [*self.keys, *new],
            *(np.hstack([values, blank]) for values in (self.up_kw, self.down_kw, self.loading, self.away_kw)),
        )


def solve_hours(
    model: FlowModel, facts: NetFacts, profiles, hours: np.ndarray, rooms: Rooms | None, margin: float
) -> Generator[Progress, None, Survey]:
    """Solve `hours` (positions) of the profiles; fill `rooms` there; say what was found over all elements."""
    survey = Survey(
        LoadingStatistics(facts.lines), LoadingStatistics(facts.trafos), VoltageStatistics(len(facts.bus_is_mv)), []
    )
    size = int(np.clip(HOUR_BUSES_PER_BLOCK // max(len(model.bus_names), 1), 24, 8784))
    reach = None if rooms is None else _Reach.of(model, facts, rooms.keys)

    def rows(part: slice):
        here = hours[part]
        where = slice(int(here[0]), int(here[-1]) + 1) if here[-1] - here[0] + 1 == len(here) else here
        return profiles.net_kw(where), profiles.net_kvar(where)

    if not len(hours):
        return survey
    for block in model.solve(rows, load_names=profiles.connection_ids, hours=len(hours), hours_per_block=size):
        at = hours[block.hours]
        good = block.converged
        survey.unsolved += at[~good].tolist()
        survey.lines.add(at[good], block.line_loading_percent[good], block.line_p_kw[good])
        survey.trafos.add(at[good], block.trafo_loading_percent[good], block.trafo_p_kw[good])
        survey.voltage.add(at[good], block.vm_pu[good])
        if reach is not None:
            reach.fill(rooms, block, at, margin)
        yield Progress((block.hours[-1] + 1) / len(hours))
    return survey


@dataclass(frozen=True)
class _Reach:
    """What turns loadings into kW. kva_per_percent: (k,) apparent power at nominal voltage."""

    is_line: np.ndarray
    row: np.ndarray
    bus: np.ndarray
    sign: np.ndarray
    limit_percent: np.ndarray
    kva_per_percent: np.ndarray

    @classmethod
    def of(cls, model: FlowModel, facts: NetFacts, keys) -> _Reach:
        net = model.net
        is_line = np.array([table == "line" for table, _ in keys], bool)
        row = np.array([r for _, r in keys], np.int64)
        start = net.bus.index.get_indexer(net.line["from_bus"])
        high = net.bus.index.get_indexer(net.trafo["hv_bus"])
        bus = np.array([start[r] if line else high[r] for line, r in zip(is_line, row)], np.int64)
        line_kva = SQRT3 * net.bus["vn_kv"].to_numpy(float)[start] * _line_ka(net) * 10.0
        # Loading is of the rated current, and the rated voltage of a transformer is not that of its bus.
        ratio = net.bus["vn_kv"].to_numpy(float)[high] / net.trafo["vn_hv_kv"].to_numpy(float)
        trafo_kva = (net.trafo["sn_mva"] * net.trafo["parallel"] * net.trafo["df"]).to_numpy(float) * 10.0 * ratio

        def pick(of_line, of_trafo):
            return np.array([of_line[r] if line else of_trafo[r] for line, r in zip(is_line, row)], float)

        return cls(
            is_line, row, bus, pick(facts.lines.sign, facts.trafos.sign),
            pick(facts.lines.limit_percent, facts.trafos.limit_percent), pick(line_kva, trafo_kva),
        )  # fmt: skip

    def fill(self, rooms: Rooms, block, at: np.ndarray, margin: float) -> None:
        """The limit in kW at the current's share of the limit: sqrt((S·limit/loading)² - Q²), Q² = S² - P².

        At the limit itself this is P, whatever S is: flow and steering in turn end there.
        """
        loading, power = np.empty((len(at), len(self.row))), np.empty((len(at), len(self.row)))
        lines, trafos = self.is_line, ~self.is_line
        loading[:, lines] = block.line_loading_percent[:, self.row[lines]]
        loading[:, trafos] = block.trafo_loading_percent[:, self.row[trafos]]
        power[:, lines] = block.line_p_kw[:, self.row[lines]]
        power[:, trafos] = block.trafo_p_kw[:, self.row[trafos]]
        power *= self.sign
        kva = np.maximum(loading * self.kva_per_percent * block.vm_pu[:, self.bus], np.abs(power))
        q_square = kva**2 - power**2
        most_kva = (
            self.limit_percent
            * (1.0 - margin)
            * np.divide(kva, loading, out=np.broadcast_to(self.kva_per_percent, kva.shape).copy(), where=loading > 1e-6)
        )
        limit = np.sqrt(np.maximum(most_kva**2 - q_square, 0.0))
        rooms.up_kw[at], rooms.down_kw[at] = limit - power, limit + power
        rooms.loading[at], rooms.away_kw[at] = loading / self.limit_percent, power


def _line_ka(net) -> np.ndarray:
    return (net.line["max_i_ka"] * net.line["df"] * net.line["parallel"]).to_numpy(float)
