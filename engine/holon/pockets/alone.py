"""How long a pocket can stand alone."""

from __future__ import annotations

import numpy as np


def alone_hours(kw: np.ndarray, battery_kw: float, battery_kwh: float, efficiency: float) -> int:
    """The longest row of hours in which generation and storage give all that is used, with no grid.

    kw: (h,) net, negative where more is made than used. The battery begins full, in whichever hour is best. What is
    made beyond use and storage is curtailed. efficiency: of a round trip.
    """
    one_way = float(efficiency) ** 0.5
    kw = np.asarray(kw, float)
    hours = len(kw)
    store = np.full(hours, float(battery_kwh))  # of the stand that began in each hour
    begun = np.arange(hours)
    length = 0
    while len(begun):
        now = kw[begun + length]
        take = np.maximum(now, 0.0) / one_way
        store = store + np.minimum(np.maximum(-now, 0.0), battery_kw) * one_way - take
        good = (store >= -1e-9) & (now <= battery_kw + 1e-9)
        begun, store = begun[good], np.clip(store[good], 0.0, battery_kwh)
        if not len(begun):
            break
        length += 1
        inside = begun + length < hours
        begun, store = begun[inside], store[inside]
    return length
