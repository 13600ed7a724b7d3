"""What may be steered behind a pocket: cars, heat pumps, panels, and where batteries may stand."""

from __future__ import annotations

import numpy as np

from ..steering import CarFleet, Devices, HeatBuffers, Window
from .ledger import cell_of
from .options import PocketOptions
from .segments import Pocket

SMALLEST_CELL = 0.1  # share of a pocket's connections


class Means:
    """Facts of cars and heat pumps, and the profiles they are steered in. free: (n,) whose may be, None for all."""

    def __init__(self, steered, options: PocketOptions, free: np.ndarray | None = None):
        self.steered, self.options = steered, options
        self.free = np.ones(len(steered.connection_ids), bool) if free is None else free
        self.sessions = steered.facts("car_sessions") if options.steer_cars and steered.has("car") else {}
        self.pumps = steered.facts("heat_pumps") if options.steer_heat_pumps and steered.has("heat_pump") else {}
        self.temperature_c = steered.facts("weather").get("temperature_c")
        if self.temperature_c is None:
            self.pumps = {}
        self.panels = options.steer_panels and steered.has("pv")

    def devices(self, live: list[Pocket], window: Window, battery_most_kwh, cells: list[np.ndarray]) -> Devices:
        """Of the connections of each cell (positions) in the hours of a window. battery_most_kwh: (c,)."""
        free = [self.free_of(members) for members in cells]
        cars = [CarFleet.from_facts(self.sessions, members, window.hours, window.stretch) for members in free]
        heat = [self._buffers(members, window.hours) for members in free]
        return Devices(
            self.may_have_battery(live), battery_most_kwh, cars if self.sessions else [], heat if self.pumps else [],
            self.panels_kw(free, window.hours),
        )  # fmt: skip

    def free_of(self, members: np.ndarray) -> np.ndarray:
        return members[self.free[members]]

    def may_have_battery(self, live: list[Pocket]) -> np.ndarray:
        """Not where next to nobody is left beside the pockets within: a battery there serves the one around as well."""
        large = [len(cell_of(pocket, live)) > SMALLEST_CELL * len(pocket.connections) for pocket in live]
        return np.array(large, bool) & self.options.steer_batteries

    def panels_kw(self, cells: list[np.ndarray], hours: np.ndarray) -> np.ndarray | None:
        """(w, c) what the panels of each cell generate, None where they may not be turned down."""
        if not self.panels:
            return None
        kw = [-self.steered.columns("pv", hours, members).sum(axis=1) for members in cells]
        return np.maximum(np.column_stack(kw), 0.0)

    def turned_down(self, members: np.ndarray, hours: np.ndarray, kw: np.ndarray, there: np.ndarray) -> list[tuple]:
        """The change of panels at `members` that generate `there` (w,) and are curtailed by kw (w,)."""
        if kw.max(initial=0.0) <= 0:
            return []
        share = np.clip(np.divide(kw, there, out=np.zeros(len(kw)), where=there > 0), 0.0, 1.0)
        return [("pv", hours, members, -share[:, None] * self.steered.columns("pv", hours, members))]

    def _buffers(self, members: np.ndarray, hours: np.ndarray) -> HeatBuffers | None:
        if not self.pumps:
            return None
        kw = self.steered.columns("heat_pump", hours, members)
        return HeatBuffers.from_facts(self.pumps, self.temperature_c[hours], members, kw, self.options.band_k)
