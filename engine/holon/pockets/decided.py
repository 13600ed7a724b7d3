"""What was decided for one pocket."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..steering import BatteryNeed, Prices


@dataclass
class Steering:
    """What was decided for one pocket; kWh are of the year, of what it steers itself (not of pockets within it).

    alone: the battery that would do without anything else. possible: False where steering cannot clear it; then
    shortfall_kw says what remains over and nothing is steered for it. hours, battery_hours_kw: (w,) of its battery.
    connections, weights: (k,) who carries which share of it in the steered profiles. changes: (technology, hours,
    connections, kW added) of all else.
    """

    battery_kw: float = 0.0
    battery_kwh: float = 0.0
    shifted_kwh: float = 0.0
    buffered_kwh: float = 0.0
    curtailed_kwh: float = 0.0
    through_kwh: float = 0.0
    alone: BatteryNeed | None = None
    shortfall_kw: float = 0.0
    possible: bool = True
    hours: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    battery_hours_kw: np.ndarray = field(default_factory=lambda: np.zeros(0))
    connections: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    weights: np.ndarray = field(default_factory=lambda: np.zeros(0))
    changes: list = field(default_factory=list)

    def forget(self) -> None:
        """Nothing is steered yet."""
        self.battery_kw = self.battery_kwh = self.through_kwh = 0.0
        self.shifted_kwh = self.buffered_kwh = self.curtailed_kwh = 0.0
        self.changes = []

    def battery_at(self, hours: np.ndarray) -> np.ndarray:
        """(w,) kW of its battery in these hours."""
        kw = np.zeros(len(hours))
        _, here, own = np.intersect1d(hours, self.hours, return_indices=True)
        kw[here] = self.battery_hours_kw[own]
        return kw

    def battery_eur(self, prices: Prices) -> float:
        """Of the battery alone [€ a year], wear included."""
        wear = prices.battery_eur_per_kwh_through * self.through_kwh
        return float(prices.battery_eur_per_year(self.battery_kw, self.battery_kwh) + wear)

    def moved_eur(self, prices: Prices) -> float:
        """Of cars, heat pumps and panels [€ a year]."""
        return float(
            prices.shifted_car_eur_per_kwh * self.shifted_kwh
            + prices.buffered_heat_eur_per_kwh * self.buffered_kwh
            + prices.curtailed_eur_per_kwh * self.curtailed_kwh
        )

    def eur_per_year(self, prices: Prices) -> float:
        return self.battery_eur(prices) + self.moved_eur(prices)
