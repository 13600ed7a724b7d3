"""Whether moving cars, rooms and panels pays, once they have followed the plan as closely as they can."""

from __future__ import annotations

import numpy as np

from ..steering import Devices, Prices, Window, cheapest_flexibility, fitting
from ..steering.follow import Followed


def batteries_instead(
    window: Window, battery: np.ndarray, moved_eur: float, rest_eur: float, least_eur: float, prices: Prices
) -> bool:
    """Whether batteries alone cost less than what was moved (`moved_eur`) with the batteries that it leaves
    (`rest_eur`). A plan is cheapest for cars and rooms together; each by itself follows it less well, and the rest
    falls to the batteries. battery: (c,) where they may stand. least_eur: what they cost at least; where that is
    more, no program is solved.
    """
    if moved_eur <= 0 or rest_eur <= 0 or not battery.any() or least_eur >= moved_eur + rest_eur:
        return False
    devices = Devices(battery)
    alone = cheapest_flexibility(fitting(window, devices), devices, prices)
    return alone.feasible and alone.eur_per_year < moved_eur + rest_eur


def shifted_kwh(devices: Devices, done: Followed, column: int) -> float:
    """What the cars of a cell charge later than they would."""
    if not devices.cars or done.car_kwh[column] is None:
        return 0.0
    fleet = devices.cars[column]
    return float(np.maximum(fleet.base_kw - np.bincount(fleet.row, done.car_kwh[column], fleet.rows), 0.0).sum())


def buffered_kwh(devices: Devices, done: Followed, column: int) -> float:
    """What the heat pumps of a cell draw at another time."""
    if not devices.heat or done.heat_kw[column] is None:
        return 0.0
    return float(-np.minimum(done.heat_kw[column], 0.0).sum())
