"""What remains of the hours, gathered block by block."""

from __future__ import annotations

import numpy as np

from .block import HeatBlock

SHORT = 0.99  # of what a house asks: below it, the hour is unmet
SLACK_BAR = 0.005
SLACK_KW = 1e-3  # temperatures in single precision tell no less of a shortage
STILL_KG_PER_S = 1e-6


class Extreme:
    """The largest (or smallest) value of every column and the hour it came in, -1 where there was none."""

    def __init__(self, count: int, smallest: bool = False):
        self.value, self.hour = np.full(count, np.nan), np.full(count, -1)
        self._smallest = smallest
        self._fill = np.inf if smallest else -np.inf

    def add(self, rows: np.ndarray, values: np.ndarray, where: np.ndarray | None = None) -> None:
        """rows: (h,) numbers of the hours. values: (h, columns). where: which count, None: all."""
        if not values.size:
            return
        if where is not None:
            values = np.where(where, values, self._fill)
        at = (np.argmin if self._smallest else np.argmax)(values, axis=0)
        best = values[at, np.arange(values.shape[1])]
        beaten = best < self.value if self._smallest else best > self.value
        new = np.isfinite(best) & (beaten | np.isnan(self.value))
        self.value[new], self.hour[new] = best[new], rows[at[new]]


class HeatStatistics:
    """Of pipes, houses and sources; see the attributes. Hours that did not converge are left out and named.

    flow_kg_per_s, pa_per_m: largest; warm_c, cold_c: extremes of the supply at a pipe's far end; loss_kwh,
    back_hours: (pipes,). supply_c, bar: smallest at houses; cold_hours, low_hours, unmet_kwh: (houses,). source_kw:
    largest; source_kwh, pump_kwh, over_hours: (sources,). balance: largest relative error of an hour's heat; mass:
    largest of the flow [kg/s] over the flow of the sources. given_kwh: that houses want to give. totals: kWh of
    sources, delivered, lost, pumps.
    """

    def __init__(self, model, needed_c: np.ndarray, pump_efficiency: float):
        p, c, s = len(model.pipe_names), len(model.house_names), len(model.source_names)
        self.model, self.needed_c, self.efficiency = model, needed_c, pump_efficiency
        self.flow_kg_per_s, self.pa_per_m = Extreme(p), Extreme(p)
        self.warm_c, self.cold_c, self.back_hours = Extreme(p), Extreme(p, True), np.zeros(p, int)
        self.loss_kwh = np.zeros(p)
        self.supply_c, self.bar = Extreme(c, True), Extreme(c, True)
        self.cold_hours, self.low_hours, self.unmet_hours = (np.zeros(c, int) for _ in range(3))
        self.unmet_kwh, self.house_kwh = np.zeros(c), np.zeros(c)
        self.source_kw, self.source_kwh, self.pump_kwh = Extreme(s), np.zeros(s), np.zeros(s)
        self.pump_kw, self.lift_bar, self.over_hours = Extreme(s), Extreme(s), np.zeros(s, int)
        self.at_lift_hours = np.zeros(s, int)
        self.balance = self.mass = self.given_kwh = 0.0
        self.unsolved: list[int] = []
        self.worst = (-np.inf, 0)
        self.source_total: list[np.ndarray] = []

    def add(self, block: HeatBlock, asked_kw: np.ndarray) -> None:
        """Take in a block. asked_kw: (h, houses) what the houses ask of the net."""
        good = block.converged
        self.unsolved += block.hours[~good].tolist()
        rows = block.hours[good]
        self.source_total.append(block.source_total_kw.copy())
        if not len(rows):
            return
        pick = (lambda a: a) if good.all() else (lambda a: a[good])
        model = self.model
        flow = pick(block.kg_per_s)
        carried = np.abs(flow)
        self.flow_kg_per_s.add(rows, carried)
        self.pa_per_m.add(rows, pick(block.pa_per_m))
        far, flows = pick(block.supply_c)[:, block.far], carried > STILL_KG_PER_S
        whole = None if flows.all() else flows
        self.warm_c.add(rows, far, whole)
        self.cold_c.add(rows, far, whole)
        self.back_hours += (flow * self._away < -STILL_KG_PER_S).sum(axis=0)
        self.loss_kwh += block.loss_kwh
        node, asked, got = model.houses.node, pick(asked_kw), pick(block.house_kw)
        supply = pick(block.supply_c)[:, node]
        bar = pick(block.supply_bar)[:, node] - pick(block.return_bar)[:, node]
        asks = asked > 0
        some = None if asks.all() else asks
        self.supply_c.add(rows, supply, some)
        self.bar.add(rows, bar, some)
        short = asks & (got < SHORT * asked) & (asked - got > SLACK_KW)
        self.cold_hours += (asks & ((supply < self.needed_c) | short)).sum(axis=0)
        low = asks & (bar < model.options.least_bar - SLACK_BAR)
        self.low_hours += low.sum(axis=0)
        self.unmet_hours += (short | low | (asks & (supply < self.needed_c))).sum(axis=0)
        self.unmet_kwh += np.maximum(asked - got, 0.0).sum(axis=0, where=asks)
        self.house_kwh += got.sum(axis=0)
        self.given_kwh -= float(np.minimum(asked, 0.0).sum())
        self._add_sources(block, rows, pick)
        moved = np.abs(pick(block.source_kg_per_s)).sum(axis=1)
        left = np.abs(pick(block.mass_error_kg_per_s)) / np.where(moved > 0, moved, np.nan)
        self.balance = max(self.balance, float(np.nanmax(pick(block.balance), initial=0.0)))
        self.mass = max(self.mass, float(np.nanmax(left, initial=0.0)))

    @property
    def _away(self) -> np.ndarray:
        circuit = self.model.circuit
        return np.ones(1) if circuit is None else np.where(circuit.away[circuit.inner], 1.0, -1.0)

    def _add_sources(self, block, rows, pick) -> None:
        kw, kg, bar = pick(block.source_kw), pick(block.source_kg_per_s), pick(block.source_bar)
        self.source_kw.add(rows, np.abs(kw))
        self.source_kwh += kw.sum(axis=0)
        sources = self.model.sources
        self.over_hours += (kw > sources.kw * 1.001).sum(axis=0)
        power = np.abs(kg) / self.model.parts.density * np.maximum(bar, 0.0) * 1e5 / self.efficiency * 1e-3
        self.pump_kw.add(rows, power)
        self.pump_kwh += power.sum(axis=0)
        self.lift_bar.add(rows, bar)
        self.at_lift_hours += (sources.holds & (bar >= sources.lift_bar * 0.9999)).sum(axis=0)
        total = pick(block.source_total_kw)
        if total.max() > self.worst[0]:
            self.worst = (float(total.max()), int(rows[np.argmax(total)]))

    @property
    def totals(self) -> dict[str, float]:
        return {
            "source": float(self.source_kwh.sum()),
            "delivered": float(self.house_kwh.sum()),
            "lost": float(self.loss_kwh.sum()),
            "pump": float(self.pump_kwh.sum()),
        }
