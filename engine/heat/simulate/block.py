"""What a simulation gives back for a block of hours."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class HeatBlock:
    """Rows are hours; columns follow the model's own names of nodes, pipes, houses and sources.

    hours: (h,) positions of the hours in the input. supply_c, return_c, supply_bar, return_bar: (h, nodes); nan where
    the pressure cannot be told. kg_per_s: (h, pipes) in the supply, positive from the pipe's `from` node; the return
    carries the same against it. pa_per_m: (h, pipes) the larger of supply and return. loss_kwh: (pipes,) of all hours
    of the block that converged, supply and return. far: (pipes,) the node at the end of the pipe away from the source
    that holds the pressure. heat_capacity: J/(kg K). house_kg_per_s: (h, houses) negative where a house gives heat;
    house_out_c: (h, houses) of the water it gives back; house_kw: (h, houses) delivered. source_kg_per_s,
    source_kw, source_bar: (h, sources) flow, heat as flow times cp times temperature difference, and pressure lift.
    source_total_kw, delivered_kw, loss_kw: (h,). error: (h,) largest relative change of a flow in the last round;
    mass_error_kg_per_s: (h,). converged: (h,) where False every result of that hour is nan.
    """

    hours: np.ndarray
    supply_c: np.ndarray
    return_c: np.ndarray
    supply_bar: np.ndarray
    return_bar: np.ndarray
    kg_per_s: np.ndarray
    pa_per_m: np.ndarray
    loss_kwh: np.ndarray
    far: np.ndarray
    heat_capacity: float
    house_kg_per_s: np.ndarray
    house_out_c: np.ndarray
    house_kw: np.ndarray
    source_kg_per_s: np.ndarray
    source_kw: np.ndarray
    source_bar: np.ndarray
    source_total_kw: np.ndarray
    delivered_kw: np.ndarray
    loss_kw: np.ndarray
    error: np.ndarray
    mass_error_kg_per_s: np.ndarray
    converged: np.ndarray

    def part(self, rows: slice) -> HeatBlock:
        """Some hours of the block only; loss_kwh stays that of the whole block."""
        whole = ("loss_kwh", "far", "heat_capacity")
        return replace(self, **{name: values[rows] for name, values in vars(self).items() if name not in whole})

    @property
    def first_hour(self) -> int:
        return int(self.hours[0])

    @property
    def heat_kw(self) -> np.ndarray:
        """(h, pipes) heat that a pipe carries: flow times the difference of supply and return at its far end."""
        apart = self.supply_c[:, self.far] - self.return_c[:, self.far]
        return np.abs(self.kg_per_s) * apart * np.float32(self.heat_capacity * 1e-3)

    @property
    def balance(self) -> np.ndarray:
        """(h,) |sources - delivered - lost| over what moves, nan where nothing does: what the sources give, or what the
        houses take and give, where heat and cold meet so that sources give little.
        """
        moved = np.maximum(np.abs(self.source_kw).sum(axis=1), np.abs(self.house_kw).sum(axis=1))
        left = np.abs(self.source_total_kw - self.delivered_kw - self.loss_kw)
        return left / np.where(moved > 0, moved, np.nan)
