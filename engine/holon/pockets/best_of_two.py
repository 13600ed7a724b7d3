"""Whether moving cars, rooms and panels pays, once they have followed the plan as closely as they can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..steering import Devices, Flexibility, Prices, Window, cheapest_flexibility
from ..steering.follow import Followed


def batteries_instead(
    window: Window, devices: Devices, plan: Flexibility, done: Followed, prices: Prices
) -> Flexibility | None:
    """The plan of batteries alone where that costs less than what was `done` with the batteries that it leaves, else
    None. A plan is cheapest for cars and rooms together; each by itself follows it less well, and the rest falls to
    the batteries. window: the limits themselves, without care.
    """
    only = Devices(devices.battery, devices.battery_most_kwh)
    moved = _moved_eur(devices, plan, done, prices)
    if moved <= 0 or not devices.battery.any():
        return None
    rest = cheapest_flexibility(replace(window, kw=done.kw), only, prices)
    if not rest.feasible or rest.battery_kwh.sum() <= 0:
        return None
    alone = cheapest_flexibility(window, only, prices)
    return alone if alone.feasible and alone.eur_per_year < rest.eur_per_year + moved else None


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


def _moved_eur(devices: Devices, plan: Flexibility, done: Followed, prices: Prices) -> float:
    columns = range(done.kw.shape[1])
    return float(
        prices.shifted_car_eur_per_kwh * sum(shifted_kwh(devices, done, column) for column in columns)
        + prices.buffered_heat_eur_per_kwh * sum(buffered_kwh(devices, done, column) for column in columns)
        + prices.curtailed_eur_per_kwh * plan.curtailed_kw.sum()
    )
