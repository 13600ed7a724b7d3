"""What goes on outside: the residual load and the price of a city, region or country, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ...demand.profiles import MAGIC, Profiles
from ...errors import EngineError

RESIDUAL = ("residual_load", "residual_kw", "residual_mw", "residual", "restvraag", "residuele_vraag")
SCALES = {"": ("",), "city": ("_city", "_stad"), "region": ("_region", "_regio"), "country": ("_country", "_land")}
PRICE = ("price_eur_per_mwh", "eur_per_mwh", "price", "prijs", "prijs_eur_per_mwh")


@dataclass(frozen=True)
class Upper:
    """A level above the outermost holons.

    residual: (hours,) need that sun and wind do not meet, in any unit, or None; at or below zero there is a surplus
    outside. price_eur_per_mwh: (hours,) or None. name: as the user knows it. scale: of `SCALES`.
    """

    name: str
    residual: np.ndarray | None = None
    price_eur_per_mwh: np.ndarray | None = None
    scale: str = ""

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


def read_upper(path, hours: int) -> tuple[Upper, ...]:
    """The levels outside, the nearest first.

    A table (CSV; comma, semicolon or tab) has an hour a row and columns named as in `RESIDUAL` and `PRICE`; behind the
    name may stand which level it is of, as in `SCALES` (residual_load_region). A PROFILES file is one level, its sum
    the residual load. Raises EngineError where it has neither, or not a row for every hour (quarters are more).
    """
    path = Path(path)
    columns = _columns(path)
    found = []
    for scale, endings in SCALES.items():
        residual, price = (_first(path, columns, names, endings, hours) for names in (RESIDUAL, PRICE))
        if residual is not None or price is not None:
            found.append(Upper(path.stem, residual, price, scale))
    if not found:
        raise EngineError(
            "{path} has neither a residual load nor a price: name a column {residual} or {price}.",
            path=str(path), residual=RESIDUAL[0], price=PRICE[0],
        )  # fmt: skip
    return tuple(found)


def _columns(path: Path) -> dict:
    """{name in lower case: values} of the file."""
    try:
        with open(path, "rb") as file:
            is_profiles = file.read(len(MAGIC)) == MAGIC
        if is_profiles:
            return {RESIDUAL[0]: Profiles.open(path).net_kw(slice(None)).sum(axis=1)}
        frame = pd.read_csv(path, sep=_separator(path), encoding="utf-8-sig")
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise EngineError(
            "{path} cannot be read as a table of hours ({reason}).", path=str(path), reason=error
        ) from error
    return {str(name).strip().lower(): frame[name] for name in frame.columns}


def _first(path: Path, columns: dict, names: tuple, endings: tuple, hours: int) -> np.ndarray | None:
    there = (name + ending for ending in endings for name in names if name + ending in columns)
    name = next(there, None)
    return None if name is None else _numbers(path, name, columns[name], hours)


def _separator(path: Path) -> str:
    """The first of semicolon and tab that the head of a table has; else the comma."""
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        head = file.readline()
    return next((sign for sign in ";\t" if sign in head), ",")


def _numbers(path: Path, name: str, values, hours: int) -> np.ndarray:
    texts = pd.Series(values)
    if texts.dtype == object:
        texts = texts.astype(str).str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(float)
    if len(numbers) != hours or not np.isfinite(numbers).all():
        raise EngineError(
            "Column {column} of {path} must have a number for each of the {hours} hours of the profiles; it has "
            "{count} rows.",
            column=name, path=str(path), hours=hours, count=len(numbers),
        )  # fmt: skip
    return numbers
