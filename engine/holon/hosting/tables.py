"""The results as features, and who binds how often."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ...phrases import Phrase
from ...tables import FeatureTable
from .limits import KINDS

PERCENTILES = (5, 50, 95)
WORDS = ("nothing", "little", "some", "much", "plenty")
# kW up to which: of one connection one phase of 25 A, three of 25 A and three of 80 A, the largest small connection;
# of each connection when all get the same, a quarter, one and two and a half installations of 4 kW.
ALONE_KW = (0.0, 5.75, 17.25, 55.2)
EACH_KW = (0.0, 1.0, 4.0, 10.0)


def in_words(kw: np.ndarray, up_to=EACH_KW) -> np.ndarray:
    """A word of WORDS for each kW; "" where it is not known."""
    words = np.select([kw <= top for top in up_to], WORDS[:-1], WORDS[-1]).astype(object)
    words[~np.isfinite(kw)] = ""
    return words


def binding_columns(limits, element: np.ndarray, hour: np.ndarray, time_text) -> dict:
    """binding_kind (section, station, voltage or ""), binding_element, binding_hour of elements (k,), -1 for none; and
    binds, the same in words.
    """
    known = element >= 0
    at = np.where(known, element, 0)
    return {
        "binding_kind": np.where(known, np.array(KINDS, object)[limits.kind[at]], ""),
        "binding_element": np.where(known, limits.ids[at], ""),
        "binding_hour": [time_text(int(h)) if ok else "" for h, ok in zip(hour, known)],
        "binds": [_said(limits, int(each)) if ok else "" for each, ok in zip(at, known)],
    }


def _said(limits, element: int) -> Phrase:
    """What binds, as a council member reads it."""
    name = str(limits.ids[element])
    kind = KINDS[limits.kind[element]]
    if kind == "section":
        return Phrase("cable {id} is full", id=name)
    if kind == "station":
        return Phrase("transformer {id} is full", id=name)
    if limits.direction < 0:
        return Phrase("voltage too high at {id}", id=name)
    return Phrase("voltage too low at {id}", id=name)


def percentile_columns(frame: pd.DataFrame, level: str, names) -> dict:
    """Percentiles of the random placements and what stops most of them, by group; "" and 0 % where nothing does."""
    columns = {f"placed_p{p:02d}_kw": np.full(len(names), np.nan) for p in PERCENTILES}
    kinds, elements = np.full(len(names), "", object), np.full(len(names), "", object)
    often = np.full(len(names), np.nan)
    mine = frame[frame["level"] == level]
    at = {name: k for k, name in enumerate(names)}
    for name, part in mine.groupby("id"):
        row = at[name]
        for p, value in zip(PERCENTILES, np.percentile(part["kw"], PERCENTILES)):
            columns[f"placed_p{p:02d}_kw"][row] = value
        stopped = part[part["binding_kind"] != ""]
        count = stopped.groupby(["binding_kind", "binding_element"], sort=True).size()
        often[row] = 100.0 * count.max() / len(part) if len(count) else 0.0
        if len(count):
            kinds[row], elements[row] = count.idxmax()
    return {**columns, "often_kind": kinds, "often_element": elements, "often_percent": often}


def how_often(frame: pd.DataFrame) -> pd.DataFrame:
    """level, binding_kind, binding_element, times, percent: how often each element binds, of all draws of a level."""
    if not len(frame):
        return pd.DataFrame(columns=["level", "binding_kind", "binding_element", "times", "percent"])
    count = frame.groupby(["level", "binding_kind", "binding_element"], sort=True).size().rename("times").reset_index()
    count["percent"] = 100.0 * count["times"] / count.groupby("level")["times"].transform("sum")
    return count.sort_values(["level", "times"], ascending=[True, False], kind="stable").reset_index(drop=True)


def lines_of(names, of_line: np.ndarray, geometry: np.ndarray) -> np.ndarray:
    """The lines of each feeder as one multi-line; None where it has none."""
    out = np.empty(len(names), object)
    for row, name in enumerate(names):
        own = geometry[of_line == name]
        own = own[~shapely.is_missing(own)]
        out[row] = shapely.multilinestrings(own) if len(own) else None
    return out


def table(frame: pd.DataFrame, geometry, crs: str, name: str) -> FeatureTable:
    column = np.empty(len(frame), object)
    column[:] = geometry
    return FeatureTable(frame, column, crs, name)
