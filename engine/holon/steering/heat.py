"""Homes as a store of heat: how much earlier or later their heat pumps may run.

The room is one resistance and one capacity. Beside what it does without steering, its heat differs by s kWh: an hour
later s·exp(-G/C) remains, and COP·kWh of what the heat pump draws more is added. The band that comfort leaves to the
room bounds s. Hot water is taken as heat of the room.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class HeatBuffers:
    """Heat pumps of one cell; w hours, m machines.

    connection: (m,). base_kw, most_kw: (w, m) electric, without steering and at most. cop: (w, m). store_kwh: (m,)
    heat that the room may hold more or less. keeps: (m,) share that remains after an hour.
    """

    connection: np.ndarray
    base_kw: np.ndarray
    most_kw: np.ndarray
    cop: np.ndarray
    store_kwh: np.ndarray
    keeps: np.ndarray

    @classmethod
    def from_facts(
        cls, facts: dict[str, np.ndarray], temperature_c: np.ndarray, connections: np.ndarray, kw, band_k: float = 1.0
    ) -> HeatBuffers:
        """facts: `heat_pumps` of the profiles. temperature_c: (w,) outside. kw: (w, k) of the heat pumps at
        `connections` (k,) ascending; machines at one connection share it by size. band_k: how far the room may be from
        what it would be; never more than half of t_max_c - t_min_c.
        """
        hours = len(temperature_c)
        if not facts or not len(facts["connection"]):
            return cls(np.zeros(0, np.int64), *(np.zeros((hours, 0)),) * 3, np.zeros(0), np.zeros(0))
        took = np.flatnonzero(np.isin(facts["connection"], connections) & (facts["capacity_kwh_per_k"] > 0))
        f = {name: np.asarray(values)[took] for name, values in facts.items()}
        column = np.searchsorted(connections, f["connection"])
        whole = np.bincount(column, f["thermal_kw"], minlength=len(connections))[column]
        share = np.divide(f["thermal_kw"], whole, out=np.ones(len(took)), where=whole > 0)
        base = np.maximum(kw[:, column] * share, 0.0)
        cop = np.maximum(f["cop_a"] + f["cop_b"] * np.asarray(temperature_c)[:, None], 1.0)
        band = np.clip(np.minimum(band_k, (f["t_max_c"] - f["t_min_c"]) / 2), 0.0, None)
        return cls(
            f["connection"], base, np.maximum(base, f["thermal_kw"] / cop), cop, f["capacity_kwh_per_k"] * band,
            np.exp(-f["conductance_w_per_k"] / (1000 * f["capacity_kwh_per_k"])),
        )  # fmt: skip

    def part(self, rows: np.ndarray) -> HeatBuffers:
        """Only these rows of the window."""
        return HeatBuffers(
            self.connection, self.base_kw[rows], self.most_kw[rows], self.cop[rows], self.store_kwh, self.keeps
        )

    @property
    def joint_cop(self) -> np.ndarray:
        """(w,) of what runs, or of all where nothing does."""
        running = self.base_kw.sum(axis=1)
        mean = self.cop.mean(axis=1) if self.cop.shape[1] else np.ones(len(self.cop))
        return np.where(running > 0, (self.base_kw * self.cop).sum(axis=1) / np.maximum(running, 1e-9), mean)

    @property
    def joint_keeps(self) -> float:
        total = self.store_kwh.sum()
        return float((self.keeps * self.store_kwh).sum() / total) if total > 0 else 0.0

    def share_out(self, change_kw: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each machine's change (w, m) [kW] and its room's heat s (w, m) [kWh], following the joint change (w,).

        first: (w,) hours in which a stretch begins and every room is as it was. Nobody leaves the band; what the
        rooms cannot follow is left out.
        """
        given, heat = np.zeros_like(self.base_kw), np.zeros_like(self.base_kw)
        s = np.zeros(len(self.store_kwh))
        for hour in range(len(change_kw)):
            s = np.zeros_like(s) if first[hour] else s * self.keeps
            wanted = change_kw[hour]
            if wanted > 0:
                room = np.minimum(self.most_kw[hour] - self.base_kw[hour], (self.store_kwh - s) / self.cop[hour])
            else:
                room = np.minimum(self.base_kw[hour], (self.store_kwh + s) / self.cop[hour])
            room = np.maximum(room, 0.0)
            total = room.sum()
            if wanted != 0 and total > 0:
                given[hour] = np.sign(wanted) * room * min(abs(wanted) / total, 1.0)
                s = s + given[hour] * self.cop[hour]
            heat[hour] = s
        return given, heat
