"""What goes on outside: the residual load and the price of a region or country, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ...demand.profiles import MAGIC, Profiles
from ...errors import EngineError

RESIDUAL = ("residual_load", "residual_kw", "residual_mw", "residual", "restvraag", "residuele_vraag")
PRICE = ("price_eur_per_mwh", "eur_per_mwh", "price", "prijs", "prijs_eur_per_mwh")


@dataclass(frozen=True)
class Upper:
    """The levels above the outermost holons.

    residual: (hours,) need that sun and wind do not meet, in any unit, or None; at or below zero there is a surplus
    outside. price_eur_per_mwh: (hours,) or None. name: as the user knows it.
    """

    name: str
    residual: np.ndarray | None = None
    price_eur_per_mwh: np.ndarray | None = None

    def surplus_hours(self) -> np.ndarray:
        """Hours (bool) with too much power outside: no residual load, or where only prices are known, no price."""
        return (self.residual if self.residual is not None else self.price_eur_per_mwh) <= 0

    def tight_hours(self, percent: float) -> np.ndarray:
        """The hours (bool) of the highest residual load (or price), `percent` of the year."""
        strain = self.residual if self.residual is not None else self.price_eur_per_mwh
        count = round(len(strain) * percent / 100)
        tight = np.zeros(len(strain), bool)
        tight[np.argsort(-strain, kind="stable")[:count]] = True
        return tight & (strain > 0)


def read_upper(path, hours: int) -> Upper:
    """A table (CSV; comma or semicolon) with an hour a row and a column named as in `RESIDUAL`, `PRICE` or both; or a
    PROFILES file, whose sum is the residual load. Raises EngineError where it has neither, or not every hour."""
    path = Path(path)
    try:
        with open(path, "rb") as file:
            is_profiles = file.read(len(MAGIC)) == MAGIC
        if is_profiles:
            profiles = Profiles.open(path)
            columns = {RESIDUAL[0]: profiles.net_kw(slice(None)).sum(axis=1)}
        else:
            frame = pd.read_csv(path, sep=_separator(path), encoding="utf-8-sig")
            columns = {str(name).strip().lower(): frame[name] for name in frame.columns}
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise EngineError(
            "{path} cannot be read as a table of hours ({reason}).", path=str(path), reason=error
        ) from error
    residual, price = (next((_numbers(path, name, columns[name], hours) for name in names if name in columns), None)
             for names in (RESIDUAL, PRICE))  # fmt: skip
    if residual is None and price is None:
        raise EngineError(
            "{path} has neither a residual load nor a price: name a column {residual} or {price}.",
            path=str(path), residual=RESIDUAL[0], price=PRICE[0],
        )  # fmt: skip
    return Upper(path.stem, residual, price)


def _separator(path: Path) -> str:
    """The first of semicolon and tab that the head of a table has; else the comma."""
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        head = file.readline()
    return next((sign for sign in ";\t" if sign in head), ",")


def _numbers(path: Path, name: str, values, hours: int) -> np.ndarray:
    texts = pd.Series(values)
    if texts.dtype == object:
        texts = texts.astype(str).str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(float)[:hours]
    if len(numbers) < hours or not np.isfinite(numbers).all():
        raise EngineError(
            "Column {column} of {path} must have a number for each of the {hours} hours.",
            column=name, path=str(path), hours=hours,
        )  # fmt: skip
    return numbers
