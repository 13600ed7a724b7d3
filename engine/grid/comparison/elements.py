"""Sections and stations of two runs, id by id: how loaded before, how loaded after, and what that change is called."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...columns import at_rows, number_column, text_column
from ...tables import FeatureTable
from .match import Match

# A change of verdict weighs more than one of loading; what cannot be compared is said, not left out.
CHANGES = (
    "newly_congested", "worse", "unchanged", "less_loaded", "relieved", "not_fed", "only_before", "only_after",
)  # fmt: skip
LOADINGS = {False: ("max_loading_percent", "hours_above", "verdict"),
            True: ("max_loading_allowed_percent", "hours_above_allowed", "verdict_allowed")}  # fmt: skip


def compare_elements(
    before: FeatureTable,
    after: FeatureTable,
    match: Match,
    texts,
    numbers,
    sizes,
    least_points: float,
    allowances=False,
) -> FeatureTable:
    """One row an id of either run, those of `before` first, on the geometry that `after` (else `before`) has for it.

    texts, numbers: columns that both runs share, taken from `after` where it has the element. sizes: columns that may
    differ (an ampacity, a rating): `<name>_before` and `<name>_after` with the unit at the end. Besides:
    `limit_percent` (after), `loading_before_percent`, `loading_after_percent`, `difference_points` (after - before),
    `max_kw_before`, `max_kw_after`, `hours_above_before`, `hours_above_after`, `kwh_above_before`, `kwh_above_after`
    (always without allowances), `verdict_before`, `verdict_after`, `change` (one of CHANGES) and `still_over` (bool:
    congested in both).
    """
    loading, hours, word = LOADINGS[allowances]
    rows = {"before": match.before, "after": match.after}
    frames = {"before": before.frame, "after": after.frame}
    columns = {match.key: match.ids}
    for name in texts:
        values = {side: at_rows(text_column(frames[side], name), rows[side], "") for side in rows}
        columns[name] = np.where(match.after >= 0, values["after"], values["before"])
    for name in (*numbers, "limit_percent"):
        values = {side: _numbers(frames[side], name, rows[side]) for side in rows}
        columns[name] = np.where(np.isfinite(values["after"]), values["after"], values["before"])
    for name in sizes:
        stem, unit = name.rsplit("_", 1)
        for side in rows:
            columns[f"{stem}_{side}_{unit}"] = _numbers(frames[side], name, rows[side])
    for side in rows:
        columns[f"loading_{side}_percent"] = _numbers(frames[side], loading, rows[side])
    columns["difference_points"] = columns["loading_after_percent"] - columns["loading_before_percent"]
    for short, name in (("max_kw", "max_loading_kw"), ("hours_above", hours), ("kwh_above", "kwh_above")):
        for side in rows:
            columns[f"{short}_{side}"] = _numbers(frames[side], name, rows[side])
    for side in rows:
        columns[f"verdict_{side}"] = at_rows(text_column(frames[side], word), rows[side], "").astype(object)
    columns["change"] = _changes(columns, match, least_points)
    columns["still_over"] = (columns["verdict_before"] == "congested") & (columns["verdict_after"] == "congested")
    geometry = at_rows(after.geometry, match.after, None).astype(object)
    missing = np.array([g is None for g in geometry], bool)
    geometry[missing] = at_rows(before.geometry, match.before, None).astype(object)[missing]
    return FeatureTable(pd.DataFrame(columns), geometry, before.crs, after.name or before.name)


def _changes(columns: dict, match: Match, least_points: float) -> np.ndarray:
    was, now = columns["verdict_before"], columns["verdict_after"]
    over_before, over_after = was == "congested", now == "congested"
    points = columns["difference_points"]
    fed = (was != "") & (now != "") & np.isfinite(points)
    return np.select(
        [
            match.after < 0,
            match.before < 0,
            ~fed,
            over_before & ~over_after,
            over_after & ~over_before,
            (points <= -least_points) & (points < 0),
            (points >= least_points) & (points > 0),
        ],
        ["only_before", "only_after", "not_fed", "relieved", "newly_congested", "less_loaded", "worse"],
        "unchanged",
    ).astype(object)


def _numbers(frame: pd.DataFrame, name: str, rows: np.ndarray) -> np.ndarray:
    return at_rows(number_column(frame, name), rows, np.nan).astype(float)
