"""The prices of a comparison: the catalogue's, and what the user knows better."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...errors import EngineError
from ..design.options import annuity

PARTIES = ("society", "resident")


def price_table() -> pd.DataFrame:
    """Prices by name: value, low, high (nan where certain), unit, for, source, price_year, note."""
    return read_catalogue("heat_prices").set_index("name")


def known_prices(own: Mapping[str, float]) -> dict[str, float]:
    """Every price by name, the user's `own` before the catalogue's. Raises EngineError for a name that is none."""
    prices = price_table()["value"].astype(float).to_dict()
    for name, value in own.items():
        if name not in prices:
            raise EngineError("{name} is no price of heat_prices.csv.", name=name)
        if not np.isfinite(value) or value < 0:
            raise EngineError("Price {name} is {value}; it must be a number, not below zero.", name=name, value=value)
        prices[name] = float(value)
    return prices


def uncertain_prices(prices: Mapping[str, float]) -> list[tuple[str, str, float]]:
    """(name, low or high, value) of what is uncertain, in the catalogue's order; the user's own price keeps the
    catalogue's ratios of low and high to its value (its distances, where that is 0).
    """
    table, found = price_table(), []
    for name, row in table[table["low"].notna()].iterrows():
        for end in ("low", "high"):
            bound, middle = float(row[end]), float(row["value"])
            value = prices[name] * bound / middle if middle else prices[name] + bound
            if value != prices[name]:
                found.append((name, end, value))
    return found


def yearly_factor(prices: Mapping[str, float], party: str, years: float) -> float:
    """Yearly part of what is paid once: annuity at the party's rate, r / (1 − (1 + r)^−n)."""
    return annuity(prices[f"{party}_rate"], years)
