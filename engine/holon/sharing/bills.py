"""What each member pays, with and without sharing, and what that is of an income."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .members import Members
from .options import SharingOptions


def bills(members: Members, options: SharingOptions, drawn, fed_in, received, given, price: float) -> np.ndarray:
    """€ (m,) a year of electricity: what the supplier sells and buys, what members pay each other, fixed charges.

    A shared kWh costs the receiver the price and the energy tax on it, and brings the giver the price. Netting over
    the year is left out. drawn, fed_in, received, given: kWh (m,).
    """
    o = options
    supplier = o.buy_eur_per_kwh * (drawn - received) - o.feed_in_eur_per_kwh * (fed_in - given)
    shared = (price + o.taxed_eur_per_kwh) * received - price * given
    return supplier + shared + members.homes * (o.fixed_eur_per_year - o.tax_reduction_eur_per_year)


@dataclass(frozen=True)
class Poverty:
    """quote: (m,) bill and other energy over income, nan without income. share: (m,) of the households, 0 to 1."""

    quote: np.ndarray
    share: np.ndarray


def poverty(members: Members, bill_eur: np.ndarray, options: SharingOptions) -> Poverty:
    """Who is energy-poor: as told; else whoever pays more than the quote of the income; else nobody known of."""
    quote = (bill_eur / members.homes + members.other_energy_eur) / members.income_eur
    over = np.nan_to_num(quote) > options.poverty_quote
    return Poverty(quote, np.where(np.isnan(members.poor), over, members.poor).astype(float))
