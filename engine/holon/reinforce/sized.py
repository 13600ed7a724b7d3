"""What steering a pocket takes, sized in the hours that tell: the two worst weeks of either way decide its devices, and
what is paid by the kWh grows with what lies above the limit in the whole year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..steering import (
    CarFleet,
    Devices,
    HeatBuffers,
    Prices,
    Window,
    battery_for_limit,
    battery_hours,
    cheapest_flexibility,
)

BEFORE_H, AFTER_H = 240, 48
LEAST_KW = 1e-3


@dataclass(frozen=True)
class Sized:
    """Steering of one pocket. battery_eur, paid_eur: a year. possible: False where `shortfall_kw` remains."""

    battery_kw: float = 0.0
    battery_kwh: float = 0.0
    battery_eur: float = 0.0
    paid_eur: float = 0.0
    possible: bool = True
    shortfall_kw: float = 0.0

    def eur_per_year(self, battery_factor: float = 1.0, pay_factor: float = 1.0) -> float:
        return self.battery_eur * battery_factor + self.paid_eur * pay_factor if self.possible else np.inf


class Fleet:
    """Cars, heat pumps and panels of the scenario, scaled with k."""

    def __init__(self, scaled, prices: Prices, band_k: float):
        self.scaled, self.prices, self.band_k = scaled, prices, band_k
        scenario = scaled.scenario
        self.sessions = scenario.facts("car_sessions") if "car" in scenario.technologies else {}
        self.pumps = scenario.facts("heat_pumps") if "heat_pump" in scenario.technologies else {}
        self.temperature_c = scenario.facts("weather").get("temperature_c")
        if self.temperature_c is None:
            self.pumps = {}

    def devices(self, cell: np.ndarray, window: Window, suitable: bool, factor: float) -> Devices:
        scenario, hours = self.scaled.scenario, window.hours
        most = np.inf if suitable else self.prices.battery_kwh_per_connection * len(cell)
        cars, heat, pv = [], [], None
        share = self.scaled.at(factor).share
        if self.sessions and share("car") > 0:
            fleet = CarFleet.from_facts(self.sessions, cell, hours, window.stretch)
            k = share("car")
            cars = [replace(fleet, cap_kwh=fleet.cap_kwh * k, early_kwh=fleet.early_kwh * k,
                            late_sum=fleet.late_sum * k, kwh=fleet.kwh * k)]  # fmt: skip
        if self.pumps and share("heat_pump") > 0:
            kw = np.asarray(scenario.kw("heat_pump")[hours], float)[:, cell]
            heat = [_times(HeatBuffers.from_facts(self.pumps, self.temperature_c[hours], cell, kw, self.band_k),
                           share("heat_pump"))]  # fmt: skip
        if "pv" in scenario.technologies and share("pv") > 0:
            kw = np.asarray(scenario.kw("pv")[hours], float)[:, cell].sum(axis=1)
            pv = np.maximum(-kw * share("pv"), 0.0)[:, None]
        return Devices(np.array([len(cell) > 0]), np.array([most]), cars, heat, pv)


def _times(buffers, k: float):
    return replace(buffers, base_kw=buffers.base_kw * k, most_kw=buffers.most_kw * k, store_kwh=buffers.store_kwh * k)


def size_pocket(total_kw: np.ndarray, limit_kw: float, cell: np.ndarray, fleet: Fleet, factor: float):
    """Steering of a pocket whose connections draw total_kw (h,), to be held within ±limit_kw by those of its cell.

    Returns (Sized, what the pocket then draws (h,), as if a battery did it all).
    """
    prices = fleet.prices
    needs = [
        battery_for_limit(sign * total_kw, limit_kw, prices.battery_round_trip, prices.battery_longest_days)
        for sign in (1.0, -1.0)
    ]
    after = total_kw.copy()
    for sign, need in zip((1.0, -1.0), needs):
        if need.kw > LEAST_KW:
            after = after + sign * battery_hours(sign * total_kw, limit_kw, need, prices.battery_round_trip)
    if max(need.kw for need in needs) <= LEAST_KW:
        return Sized(), after
    window = _window(total_kw, limit_kw, needs)
    suitable = all(need.suitable for need in needs if need.kw > LEAST_KW)
    plan = cheapest_flexibility(window, fleet.devices(cell, window, suitable, factor), prices)
    if not plan.feasible:
        return Sized(possible=False, shortfall_kw=float(plan.shortfall_kw.max())), after
    kw, kwh = float(plan.battery_kw.sum()), float(plan.battery_kwh.sum())
    battery = float(prices.battery_eur_per_year(kw, kwh))
    over = np.maximum(np.abs(total_kw) - limit_kw, 0.0)
    grows = over.sum() / max(over[window.hours].sum(), 1e-9)
    return Sized(kw, kwh, battery, max(plan.eur_per_year - battery, 0.0) * max(grows, 1.0)), after


def _window(total_kw: np.ndarray, limit_kw: float, needs) -> Window:
    hours = np.zeros(len(total_kw), bool)
    for need in needs:
        if need.kw > LEAST_KW:
            worst = int(np.argmax(need.deficit_kwh))
            hours[max(worst - BEFORE_H, 0) : worst + AFTER_H] = True
    at = np.flatnonzero(hours)
    stretch = np.cumsum(np.r_[0, np.diff(at) != 1])
    ones = np.ones((len(at), 1))
    return Window(
        total_kw[at][:, None], np.ones((1, 1), bool), ones * limit_kw, -ones * limit_kw, stretch, at, cyclic=False
    )  # fmt: skip
