"""A bill of quantities: what an option takes, before anything has a price, and what it comes to with prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .prices import PARTIES, yearly_factor

PARTS = ("insulation", "machine", "network", "upkeep", "energy", "fixed", "grid", "co2", "subsidy")


@dataclass(frozen=True)
class Item:
    """quantity (n,) of something, and whose price is which: names of prices, "" where a party does not pay it.

    years: figure of heat_compare.csv with the life of what is paid once; "" for what is paid every year. A price that
    is society's too is without tax: the resident pays value added tax on it. Others are what a household pays.
    """

    part: str
    quantity: np.ndarray
    society: str = ""
    resident: str = ""
    years: str = ""


@dataclass
class Bill:
    """An option for n buildings. served: where it can be had. how: "" or designed, estimated (of its network). step: of
    insulation. gas, green_gas, electricity (at home and at stations), bought (heat of a source): MWh a year. home_kw,
    station_kw: of the electricity grid on the coldest day, coincident.
    """

    option: str
    served: np.ndarray
    step: np.ndarray
    how: np.ndarray
    items: list[Item] = field(default_factory=list)
    energy_mwh: dict[str, np.ndarray] = field(default_factory=dict)
    home_kw: np.ndarray | float = 0.0
    station_kw: np.ndarray | float = 0.0

    def once(self, part: str, quantity, society: str, resident: str, years: str) -> None:
        """Something that is paid once."""
        self.items.append(Item(part, np.asarray(quantity, float), society, resident, years))

    def yearly(self, part: str, quantity, society: str = "", resident: str = "") -> None:
        """Something that is paid every year."""
        self.items.append(Item(part, np.asarray(quantity, float), society, resident))

    def takes(self, carrier: str, mwh) -> None:
        """MWh a year of gas, green_gas, electricity or bought heat, for CO2."""
        self.energy_mwh[carrier] = self.energy_mwh.get(carrier, 0.0) + np.asarray(mwh, float)

    @property
    def grid_kw(self) -> np.ndarray:
        return np.where(self.served, self.home_kw + self.station_kw, np.nan)


CO2_FIGURES = {
    "gas": "co2_gas", "green_gas": "co2_green_gas", "electricity": "co2_electricity", "bought": "co2_bought_heat",
}  # fmt: skip


def co2_t(bill: Bill, figures: Mapping[str, float]) -> np.ndarray:
    """Tonnes of CO2 a year (n,); nan where the option cannot be had. kg/kWh is t/MWh."""
    tonnes = sum(mwh * figures[CO2_FIGURES[carrier]] for carrier, mwh in bill.energy_mwh.items())
    return np.where(bill.served, tonnes, np.nan)


def yearly_parts(bill: Bill, prices: Mapping[str, float], figures: Mapping[str, float]) -> dict[str, np.ndarray]:
    """€ a year by party: (parts, n) in the order of PARTS; nan where the option cannot be had."""
    n = len(bill.served)
    found = {party: np.zeros((len(PARTS), n)) for party in PARTIES}
    for item in bill.items:
        for party in PARTIES:
            name = getattr(item, party)
            if not name:
                continue
            price = prices[name]
            if party == "resident" and name == item.society:
                price *= 1 + prices["vat"]
            if item.years:
                price *= yearly_factor(prices, party, figures[item.years])
            found[party][PARTS.index(item.part)] += item.quantity * price
    return {party: np.where(bill.served, parts, np.nan) for party, parts in found.items()}
