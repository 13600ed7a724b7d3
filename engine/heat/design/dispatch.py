"""Which source gives how much: power by order of priority in the design hour, heat over the year by load duration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Dispatch:
    """Of the sources of one network in their order: kw used in the design hour, mwh in the year; short_kw: what is
    lacking.
    """

    kw: np.ndarray
    mwh: np.ndarray
    short_kw: float


def dispatch(capacity_kw: np.ndarray, peak_kw: float, yearly_mwh: float, duration) -> Dispatch:
    """The first source runs first, and so on. The sum of mwh is yearly_mwh whatever the capacities: what is lacking in
    the design hour lacks for hours only, and counts with the last source.

    duration: a `RuleDuration` or `HourlyDuration`.
    """
    stacked = np.minimum(np.cumsum(capacity_kw), peak_kw)
    kw = np.diff(stacked, prepend=0.0)
    given = duration.energy_share(stacked / peak_kw) if peak_kw > 0 else np.ones(len(kw))
    given = np.array(given, float)
    given[-1] = 1.0
    return Dispatch(kw, np.diff(given, prepend=0.0) * yearly_mwh, float(peak_kw - stacked[-1]))
