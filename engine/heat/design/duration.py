"""How often a network needs how much: its load duration, from hours where there are any, else from a rule."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress

HOURS_A_YEAR = 8_760
HOURS_AT_ONCE = 512


@dataclass(frozen=True)
class RuleDuration:
    """The share of the yearly heat that a share x of the peak gives is 1 − (1 − x)^steepness, concave and whole at 1.

    With Hestia's base source (30 % of the power gives 85 % of the heat) the steepness is 5.3, and the mean load 19 %
    of the peak.
    """

    steepness: float

    @classmethod
    def through(cls, kw_share: float, mwh_share: float) -> RuleDuration:
        """The rule whose curve passes this point."""
        return cls(float(np.log(1 - mwh_share) / np.log(1 - kw_share)))

    def energy_share(self, power_share) -> np.ndarray:
        """Share of the yearly heat given by a source of this share of the peak that runs first."""
        return 1 - (1 - np.clip(power_share, 0.0, 1.0)) ** self.steepness

    @property
    def pump_hours(self) -> tuple[float, float]:
        """Hours of full flow, and hours of full pressure loss (it goes with the flow cubed), with the same energy."""
        a = self.steepness
        return HOURS_A_YEAR / a, HOURS_A_YEAR * 6 / (a * (a + 1) * (a + 2))


@dataclass(frozen=True)
class HourlyDuration:
    """The same of hours: relative (h,) load, 1 at the design peak."""

    relative: np.ndarray

    def energy_share(self, power_share) -> np.ndarray:
        share = np.atleast_1d(np.asarray(power_share, float))
        total = self.relative.sum()
        given = [np.minimum(self.relative, one).sum() for one in share]
        out = np.array(given) / total if total > 0 else np.ones(len(share))
        return out if np.ndim(power_share) else out[0]

    @property
    def pump_hours(self) -> tuple[float, float]:
        flow = np.clip(self.relative, 0, 1)
        return float(flow.sum()), float((flow**3).sum())


def hourly_heat(
    profiles, building_ids, space_share, water_share, cold_share
) -> Generator[Progress, None, tuple[np.ndarray, np.ndarray, int]]:
    """Heat that these buildings take from a network and heat of cooling they give to it (h,) [kW]; how many were found.

    profiles: HEAT_PROFILES as opened, or None. *_share (n,): part of the heat at home that the network brings (takes).
    """
    where = {name: column for column, name in enumerate(profiles.connection_ids)}
    columns = np.array([where.get(str(name), -1) for name in building_ids], np.int64)
    rows = np.flatnonzero(columns >= 0)
    taken, given = np.zeros(profiles.hours), np.zeros(profiles.hours)
    shares = {"space_heat": space_share, "hot_water": water_share, "cooling": cold_share}
    known = sorted(shares.keys() & set(profiles.technologies))
    for at, technology in enumerate(known):
        kw, share, into = profiles.kw(technology), shares[technology][rows], given if technology == "cooling" else taken
        for start in range(0, profiles.hours, HOURS_AT_ONCE):
            block = np.asarray(kw[start : start + HOURS_AT_ONCE])[:, columns[rows]]
            into[start : start + HOURS_AT_ONCE] += np.abs(block) @ share
            yield Progress((at + start / profiles.hours) / len(known))
    return taken, given, len(rows)
