"""The smallest battery behind one limit, in closed form.

With overload o(t) = P(t) - limit and one-way efficiency η, the battery needs max(o) of power. Its deficit from full
grows by o/η in an hour above the limit and shrinks by η·min(room below the limit, power) in an hour below it, never
under zero; the largest deficit is the storage. It begins full. This equals the linear program (tested to 1e-6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

HOURS_PER_DAY = 24.0


@dataclass(frozen=True)
class BatteryNeed:
    """kw, kwh: of the smallest battery. lasts_days: longest time it is away from full. suitable: False where that is
    longer than was asked for. deficit_kwh: (h,) from full after each hour.
    """

    kw: float
    kwh: float
    lasts_days: float
    suitable: bool
    deficit_kwh: np.ndarray


def battery_for_limit(
    kw: np.ndarray, limit_kw, efficiency: float, longest_days: float = 3.0, power_kw: float | None = None
) -> BatteryNeed:
    """The smallest battery that keeps `kw` (h,) at or below `limit_kw` (a number or (h,)).

    efficiency: of a round trip, 0 to 1. power_kw: of the battery, None for the largest overload (a larger one
    recharges faster). For a limit on feed-in give -kw. An hour with nan is passed over. Where the limit itself is
    below zero for longer than a battery lasts nothing is returned to full, and `suitable` says so.
    """
    over = np.nan_to_num(np.asarray(kw, float) - np.asarray(limit_kw, float))
    one_way = float(efficiency) ** 0.5
    power = max(float(over.max(initial=0.0)), 0.0) if power_kw is None else float(power_kw)
    change = np.where(over > 0, over / one_way, -np.minimum(-over, power) * one_way)
    deficit = _running_deficit(change)
    lasts = longest_run(deficit > 1e-9) / HOURS_PER_DAY
    return BatteryNeed(power, float(deficit.max(initial=0.0)), lasts, lasts <= longest_days, deficit)


def battery_hours(kw: np.ndarray, limit_kw, need: BatteryNeed, efficiency: float) -> np.ndarray:
    """kW of that battery in each hour (h,): above zero charging, as soon as there is room; below zero discharging."""
    over = np.nan_to_num(np.asarray(kw, float) - np.asarray(limit_kw, float))
    one_way = float(efficiency) ** 0.5
    before = np.r_[0.0, need.deficit_kwh[:-1]]
    charge = np.minimum(np.minimum(np.maximum(-over, 0.0), need.kw), before / one_way)
    return np.where(over > 0, -over, charge)


def _running_deficit(change: np.ndarray) -> np.ndarray:
    """max(0, deficit before + change), hour after hour: the sum less its lowest value so far."""
    total = np.cumsum(change)
    return total - np.minimum(np.minimum.accumulate(total), 0.0)


def longest_run(yes: np.ndarray) -> int:
    """The longest row of True."""
    edges = np.flatnonzero(np.diff(np.r_[False, yes, False].astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))
