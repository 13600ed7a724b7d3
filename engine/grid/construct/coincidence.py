"""How much of each connection's peak falls together with that of the others.

Strand-Axelsson: n like consumers of E kWh a year peak at P = alpha n E + beta sqrt(n E). The square root is a spread
that adds as spreads do, so unlike consumers together peak at P = sum(alpha E) + sqrt(sum(beta^2 E)). A connection's
share is p_i = alpha_i E_i + beta_i^2 E_i / sqrt(sum(beta^2 E)); the shares add up to P.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue

COS_PHI = 0.95
SMALLEST_KW = 0.05  # a connection always draws something: meters, locks, a lamp


def coefficients(category: np.ndarray, dwelling_type: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """alpha [kW/kWh] and beta [kW/sqrt(kWh)] of consumers (n,): by dwelling type where the category is "dwelling"."""
    homes = read_catalogue("household_types").set_index("dwelling_type")
    others = read_catalogue("coincidence").set_index("category")
    result = []
    for column in ("alpha_kw_per_kwh", "beta_kw_per_sqrt_kwh"):
        home = pd.Series(dwelling_type).map(homes[column]).fillna(homes.loc["terraced", column])
        other = pd.Series(category).map(others[column]).fillna(others.loc["other", column])
        result.append(np.where(np.asarray(category) == "dwelling", home, other).astype(float))
    return result[0], result[1]


def steady_and_spread(
    category: np.ndarray, dwelling_type: np.ndarray, yearly_kwh: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """alpha E [kW] and beta^2 E [kW^2] of consumers (n,); negative or unknown kWh count as none."""
    alpha, beta = coefficients(category, dwelling_type)
    kwh = np.clip(np.nan_to_num(np.asarray(yearly_kwh, float)), 0, None)
    return alpha * kwh, beta**2 * kwh


def peak_kw(steady_kw, spread_kw2):
    """Coincident peak of a group [kW] from the sums of its members' steady and spread parts."""
    return steady_kw + np.sqrt(np.maximum(spread_kw2, 0))


def shares_kw(steady_kw: np.ndarray, spread_kw2: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Each member's share of its group's coincident peak (n,); group: int (n,), -1: a member on its own."""
    group = np.asarray(group, int)
    n = group.max(initial=-1) + 1
    total = np.bincount(group[group >= 0], spread_kw2[group >= 0], n)
    root = np.sqrt(np.where(group >= 0, total[group] if n else 0.0, spread_kw2))
    return steady_kw + np.divide(spread_kw2, root, out=np.zeros(len(group)), where=root > 0)
