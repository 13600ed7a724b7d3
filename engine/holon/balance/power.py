"""Hours of profiles as what is made, used and stored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STORAGE = ("battery",)


@dataclass(frozen=True)
class Power:
    """kW (h, n), float64, all positive: net = used + charged - made - discharged, positive where it is drawn."""

    made: np.ndarray
    used: np.ndarray
    charged: np.ndarray
    discharged: np.ndarray

    @property
    def net_kw(self) -> np.ndarray:
        return (self.used - self.made) + (self.charged - self.discharged)


def power_of(profiles, rows: slice, unknown: np.ndarray | None = None) -> Power:
    """The hours `rows` of a Profiles. Batteries store; of all else what is drawn is used and what is given is made.

    A technology that both draws and gives at one connection in one hour (a net measurement) counts by its balance.
    What is not a number counts as nothing; unknown: (n,) bool, set where there was any.
    """
    shape = (len(range(*rows.indices(profiles.hours))), len(profiles.connection_ids))
    power = Power(*(np.zeros(shape) for _ in range(4)))
    for technology in profiles.technologies:
        kw = np.asarray(profiles.kw(technology)[rows])
        if not np.isfinite(kw.sum(dtype=float)):
            if unknown is not None:
                unknown |= ~np.isfinite(kw).all(axis=0)
            kw = np.nan_to_num(kw, nan=0.0, posinf=0.0, neginf=0.0)
        drawn, given = (power.charged, power.discharged) if technology in STORAGE else (power.used, power.made)
        if kw.min(initial=0) < 0:
            given -= np.minimum(kw, 0)
        if kw.max(initial=0) > 0:
            drawn += np.maximum(kw, 0)
    return power
