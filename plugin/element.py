"""What the dock shows: one element, its hours, the units they can be shown in and the limits they are judged by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Unit:
    """A way to show the values: value in this unit = stored value × factor."""

    name: str
    factor: float
    digits: int


@dataclass(frozen=True)
class Element:
    """One element of a result and its hours.

    values: (hours,) loading [%], voltage [pu], power [kW], velocity [m/s] or temperature [°C], nan where unknown;
    times: (hours,) UTC. limits: the highest value, or the lowest and highest voltage [pu]. has_limit: whether they are
    limits to stay within; else they only scale the colours. from_zero: whether pictures begin at zero, which says
    nothing of a voltage or a temperature.
    others: (label, values): the same element in other results, or what the values are made of. also: what else the
    file tells of the element by the hour, each to be chosen by its units.
    path: the file with the hours. label: of the values, "" for the scenario. year: a sentence on the year, "" for one
    on the worst hour.
    """

    kind: str
    element_id: str
    title: str
    about: str
    scenario: str
    times: np.ndarray
    values: np.ndarray
    limits: tuple[float, ...]
    units: tuple[Unit, ...]
    others: tuple[tuple[str, np.ndarray], ...] = ()
    path: Path | None = None
    label: str = ""
    year: str = ""
    also: tuple[Element, ...] = ()
    has_limit: bool = True
    from_zero: bool = True

    @property
    def choices(self) -> tuple[tuple[Element, Unit], ...]:
        """What can be shown, each in its unit; the first is what the element is judged by."""
        return tuple((each, unit) for each in (self, *self.also) for unit in each.units)

    @property
    def is_voltage(self) -> bool:
        return len(self.limits) == 2

    @property
    def is_roof(self) -> bool:
        return self.kind == "roof"

    def strain(self, values: np.ndarray | None = None) -> np.ndarray:
        """How near the limit, (hours,): 1 is at it; for a voltage above nominal, -1 is at the upper limit."""
        values = self.values if values is None else values
        if not self.is_voltage:
            return values / self.limits[0]
        low, high = self.limits
        return np.where(values <= 1, (1 - values) / (1 - low), (1 - values) / (high - 1))

    def worst_hour(self) -> int:
        """Position of the hour nearest to, or furthest beyond, a limit; 0 when nothing is known."""
        strain = np.abs(self.strain())
        return int(np.nanargmax(strain)) if np.isfinite(strain).any() else 0
