"""Home batteries that keep the home's own sunlight for its own use."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .figures import figures


def simulate_batteries(homes: pd.DataFrame, net_kw: np.ndarray, out: np.ndarray) -> dict[str, np.ndarray]:
    """Fills `out` (hours, n) float32 with the batteries' kW at the connection: positive when they charge.

    homes: `key` (unique str) and, each optional or nan: `battery_kwh` (usable), `battery_kw`, `kwp` (of the home's
    panels, for the size where it is not given). net_kw: (hours, n) what the home draws without its battery,
    negative where it feeds in. Every surplus is stored and every need covered from storage as soon as it comes,
    within power and storage; the batteries begin the year empty and none of it is left to chance.
    Returns the facts `connection` (row of `homes`), `kw`, `kwh`. After any hour the storage equals the sum of
    η · charged - discharged / η with η = `one_way_efficiency()`.
    """
    f = figures("batteries")
    hours, n = out.shape
    kwp = _given(homes, "kwp", np.nan)
    sized = np.where(kwp > 0, np.maximum(kwp * f["kwh_per_kwp"], f["least_kwh"]), f["default_kwh"])
    kwh = _given(homes, "battery_kwh", sized)
    kw = _given(homes, "battery_kw", kwh * f["c_rate"])
    efficiency = one_way_efficiency()
    stored = np.zeros(n)
    for hour in range(hours):
        most_in = np.minimum(kw, np.maximum(kwh - stored, 0) / efficiency)
        most_out = np.minimum(kw, np.maximum(stored, 0) * efficiency)
        power = np.clip(-np.asarray(net_kw[hour], float), -most_out, most_in).astype(np.float32)
        out[hour] = power
        # The storage follows the rounded power, so that what is written down balances (within a millionth of full).
        power = power.astype(float)
        stored += np.where(power > 0, power * efficiency, power / efficiency)
    return {"connection": np.arange(n), "kw": kw, "kwh": kwh}


def one_way_efficiency() -> float:
    """Of charging and of discharging alike: the root of the round trip."""
    return float(np.sqrt(figures("batteries")["round_trip_efficiency"]))


def _given(homes: pd.DataFrame, name: str, assumed) -> np.ndarray:
    given = homes[name].to_numpy(float) if name in homes else np.full(len(homes), np.nan)
    return np.where(np.isfinite(given), given, assumed)
