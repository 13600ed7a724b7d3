"""From a joint plan to what each car and each room can really do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .flexibility import Devices, Flexibility
from .windows import Window


@dataclass(frozen=True)
class Followed:
    """w hours, c cells. kw: (w, c) drawn with cars, heat pumps and curtailment as done, before batteries. car_kwh: of
    each cell the kWh of each pair of its fleet. heat_kw: of each cell each machine's change (w, m). over_kw: (w, e)
    how far each element is above (positive) or below (negative) its limits with the plan's batteries.
    """

    kw: np.ndarray
    car_kwh: list
    heat_kw: list
    over_kw: np.ndarray


def follow(need: Window, devices: Devices, plan: Flexibility) -> Followed:
    """Let rooms and sessions do what `plan` asks, cell after cell.

    Cars charge as early as the room that the elements still have allows: within the plan, and beyond it where nothing
    binds.
    """
    behind = need.behind.astype(float)
    kw = need.kw + plan.curtailed_kw
    heat_kw: list = []
    for cell in range(kw.shape[1]):
        heat = devices.heat[cell] if devices.heat else None
        given = None if heat is None else heat.share_out(plan.heat_change_kw[:, cell], need.first)[0]
        if given is not None:
            kw[:, cell] += given.sum(axis=1)
        heat_kw.append(given)
    fleets = devices.cars if devices.cars else [None] * kw.shape[1]
    for cell, fleet in enumerate(fleets):
        if fleet is not None:
            kw[:, cell] += plan.car_kw[:, cell] - fleet.base_kw if len(fleet.kwh) else 0.0
    sums = (kw + plan.battery_hours_kw) @ behind.T
    car_kwh: list = []
    for cell, fleet in enumerate(fleets):
        if fleet is None or not len(fleet.kwh):
            car_kwh.append(None)
            continue
        above = np.flatnonzero(need.behind[:, cell])
        room = (need.most_kw[:, above] - sums[:, above]).min(axis=1, initial=np.inf)
        given = fleet.share_out(np.maximum(plan.car_kw[:, cell] + room, 0.0))
        change = np.bincount(fleet.row, given, fleet.rows) - plan.car_kw[:, cell]
        kw[:, cell] += change
        sums[:, above] += change[:, None]
        car_kwh.append(given)
    over = np.where(sums > need.most_kw, sums - need.most_kw, np.where(sums < need.least_kw, sums - need.least_kw, 0.0))
    return Followed(kw, car_kwh, heat_kw, over)
