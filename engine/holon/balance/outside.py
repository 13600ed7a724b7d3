"""What the outermost holons exchange with the world outside, and whether that helps there."""

from __future__ import annotations

import numpy as np

from .exchange import Exchange
from .upper import Upper


class OutsideStatistics:
    """net_kw: (hours,) drawn from outside by all together, negative where given. levels: of each level outside that is
    given, the nearest first.
    """

    def __init__(self, k: int, hours: int, uppers: tuple[Upper, ...], tight_percent: float):
        self.net_kw = np.zeros(hours)
        self.levels = [OutsideLevel(k, upper, tight_percent) for upper in uppers]

    def add(self, exchange: Exchange, rows: slice) -> None:
        outward = exchange.outward_kw
        self.net_kw[rows] = outward.sum(axis=1)
        for level in self.levels:
            level.add(outward, rows)

    def of_holons(self) -> dict[str, np.ndarray]:
        """Columns of the outermost holons, by the nearest level; empty where none is given."""
        return self.levels[0].of_holons() if self.levels else {}

    def summary(self) -> dict:
        """Figures of all together: energy, and by the nearest level hours and mean prices [€/MWh]."""
        given, drawn = np.maximum(-self.net_kw, 0), np.maximum(self.net_kw, 0)
        found = {"outward_in_mwh": drawn.sum() / 1000, "outward_out_mwh": given.sum() / 1000}
        return {**found, **(self.levels[0].summary(given, drawn) if self.levels else {})}


class OutsideLevel:
    """Of the outermost holons (k,), in the order of the `Tree`: helps_kwh (given while it is needed outside, or drawn
    while there is a surplus), hurts_kwh (given while there is a surplus, or drawn in the tight hours), value_eur (given
    minus drawn, at the price of the hour; nan without prices).
    """

    def __init__(self, k: int, upper: Upper, tight_percent: float):
        self.upper = upper
        self.surplus, self.tight = upper.surplus_hours(), upper.tight_hours(tight_percent)
        self.helps_kwh, self.hurts_kwh = np.zeros((2, k))
        self.value_eur = np.full(k, np.nan if upper.price_eur_per_mwh is None else 0.0)

    def add(self, outward: np.ndarray, rows: slice) -> None:
        given, drawn = np.maximum(-outward, 0), np.maximum(outward, 0)
        surplus, tight = self.surplus[rows].astype(float), self.tight[rows].astype(float)
        self.helps_kwh += (1 - surplus) @ given + surplus @ drawn
        self.hurts_kwh += surplus @ given + tight @ drawn
        if self.upper.price_eur_per_mwh is not None:
            self.value_eur -= self.upper.price_eur_per_mwh[rows] @ outward / 1000

    def of_holons(self) -> dict[str, np.ndarray]:
        return {
            "helps_mwh": self.helps_kwh / 1000, "hurts_mwh": self.hurts_kwh / 1000, "value_eur": self.value_eur,
        }  # fmt: skip

    def summary(self, given: np.ndarray, drawn: np.ndarray) -> dict:
        """given, drawn: (hours,) kW of all together."""
        found = {
            "helps_mwh": self.helps_kwh.sum() / 1000,
            "hurts_mwh": self.hurts_kwh.sum() / 1000,
            "given_in_surplus_mwh": given[self.surplus].sum() / 1000,
            "given_in_surplus_hours": int((given[self.surplus] > 0).sum()),
            "drawn_in_tight_mwh": drawn[self.tight].sum() / 1000,
        }
        price = self.upper.price_eur_per_mwh
        if price is not None:
            found |= {"value_eur": self.value_eur.sum(), "mean_price_eur_per_mwh": price.mean()}
            for name, kw in (("given", given), ("drawn", drawn)):
                if kw.sum() > 0:
                    found[f"price_{name}_eur_per_mwh"] = price @ kw / kw.sum()
        return found
