"""What each member pays, with and without sharing, and what that is of an income."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .members import Members
from .options import SharingOptions


def years_of(start_utc, hours: int) -> float:
    """How many years the hours from start_utc are; 8,760 and 8,784 are one, wherever they begin."""
    start = np.datetime64(start_utc, "h")
    month = start.astype("datetime64[M]")
    year_hours = ((month + 12).astype("datetime64[h]") - month.astype("datetime64[h]")).astype(int)
    return 1.0 if hours in (8760, 8784) else hours / float(year_hours)


def bills(
    members: Members, options: SharingOptions, years: float, drawn, fed_in, received, given, price: float
) -> np.ndarray:
    """€ (m,) for electricity: what the supplier sells and buys, what members pay each other, fixed charges of years.

    A shared kWh costs the receiver the price and the energy tax on it, and brings the giver the price. Netting over
    the year is left out. drawn, fed_in, received, given: kWh (m,).
    """
    o = options
    supplier = o.buy_eur_per_kwh * (drawn - received) - o.feed_in_eur_per_kwh * (fed_in - given)
    shared = (price + o.taxed_eur_per_kwh) * received - price * given
    return supplier + shared + years * members.homes * (o.fixed_eur_per_year - o.tax_reduction_eur_per_year)


@dataclass(frozen=True)
class Poverty:
    """quote: (m,) bill and other energy over income, nan without income. share: (m,) of the households, 0 to 1."""

    quote: np.ndarray
    share: np.ndarray


def poverty(members: Members, bill_eur: np.ndarray, years: float, options: SharingOptions) -> Poverty:
    """Who is energy-poor: as told; else whoever pays more than the quote of the income; else nobody known of."""
    quote = (bill_eur / members.homes / years + members.other_energy_eur) / members.income_eur
    over = np.nan_to_num(quote) > options.poverty_quote
    return Poverty(quote, np.where(np.isnan(members.poor), over, members.poor).astype(float))
