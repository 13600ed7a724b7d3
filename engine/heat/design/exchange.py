"""Heat and cold that meet on an ambient loop, so that the source need not deliver them."""

from __future__ import annotations

import numpy as np

from .options import HeatDesignOptions


def exchanged_mwh(heat_mwh: float, cold_mwh: float, options: HeatDesignOptions, hours=None) -> float:
    """Heat [MWh a year] that cooling gives to the loop and heating takes from it again.

    With a seasonal store they meet over the year: the smaller of both. Without one they meet in the hour: of hours
    ((h,) kW taken, (h,) kW given) their smaller, else the catalogue's share of the smaller year.
    """
    if not options.is_loop or cold_mwh <= 0 or heat_mwh <= 0:
        return 0.0
    smaller = min(heat_mwh, cold_mwh)
    if options.seasonal_store:
        return smaller
    if hours is None:
        return options.exchange_share * smaller
    return min(smaller, float(np.minimum(*hours).sum()) / 1000)
