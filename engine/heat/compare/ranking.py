"""Which option is cheapest, by how much, and how often another price would make another one so."""

from __future__ import annotations

from collections.abc import Generator, Mapping

import numpy as np
import pandas as pd

from ...progress import Progress
from .bill import Bill, yearly_parts
from .prices import PARTIES, uncertain_prices

TIE_EUR = 0.005


def totals(bills: list[Bill], prices: Mapping[str, float], figures: Mapping[str, float]) -> dict[str, np.ndarray]:
    """€ a year by party: (options, n), nan where an option cannot be had."""
    parts = [yearly_parts(bill, prices, figures) for bill in bills]
    return {party: np.array([part[party].sum(axis=0) for part in parts]) for party in PARTIES}


def cheapest(eur: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(row of the cheapest option (n,), -1 where none can be had; € a year to the next one, nan without one).

    eur: (options, n). Of options that cost the same, the first.
    """
    k, n = eur.shape
    filled = np.where(np.isfinite(eur), eur, np.inf)
    least = filled.min(axis=0) if k else np.full(n, np.inf)
    first = np.argmax(filled <= least + TIE_EUR, axis=0) if k else np.zeros(n, int)
    others = filled.copy()
    if k:
        others[first, np.arange(n)] = np.inf
    second = others.min(axis=0) if k > 1 else np.full(n, np.inf)
    has, both = np.isfinite(least), np.isfinite(second)
    margin = np.where(both, np.where(both, second, 0.0) - np.where(has, least, 0.0), np.nan)
    return np.where(has, first, -1), margin


def try_prices(
    bills: list[Bill], prices: Mapping[str, float], figures: Mapping[str, float]
) -> Generator[Progress, None, tuple[pd.DataFrame, dict[str, np.ndarray]]]:
    """Each uncertain price alone at its low and its high end: a frame, and by party whether a building's cheapest
    option never changes (n,). A price that a party does not pay is not tried for it.

    Columns: party, price, end (central, low, high), value, option, buildings, share (of those with a choice), flipped
    (share whose cheapest option is another than with the central prices), total_eur (of everybody's cheapest option).
    """
    central = {party: cheapest(eur)[0] for party, eur in totals(bills, prices, figures).items()}
    sure = {party: first >= 0 for party, first in central.items()}
    cases = [("", "central", np.nan), *uncertain_prices(prices)]
    paid = {
        party: {getattr(item, party) for bill in bills for item in bill.items if item.quantity.any()}
        | ({"society_rate"} if party == "society" else {"resident_rate", "vat"})
        for party in PARTIES
    }
    rows = []
    for number, (name, end, value) in enumerate(cases):
        yield Progress(number / len(cases), "Trying uncertain prices" if number == 0 else "")
        payers = [party for party in PARTIES if not name or name in paid[party]]
        eur = totals(bills, {**prices, name: value} if name else prices, figures) if payers else {}
        for party in payers:
            first, _ = cheapest(eur[party])
            has = first >= 0
            other = first != central[party]
            sure[party] &= ~other
            total = eur[party][first[has], np.flatnonzero(has)].sum()
            many = max(int(has.sum()), 1)
            for row, bill in enumerate(bills):
                won = int((first == row).sum())
                rows.append(
                    (party, name, end, value, bill.option, won, won / many, float(other.sum()) / many, float(total))
                )
    columns = ("party", "price", "end", "value", "option", "buildings", "share", "flipped", "total_eur")
    return pd.DataFrame(rows, columns=list(columns)), sure
