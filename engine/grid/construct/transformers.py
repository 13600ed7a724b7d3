"""How large is each station's transformer?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...columns import number_column
from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...tables import FeatureTable
from .coincidence import COS_PHI

LARGEST_KVA = 10_000.0  # of all transformers of one station to LV; a larger figure is in another unit
NOMINAL_LV_KV = 0.4  # of the grids that the transformers in the catalogue are made for


@dataclass(frozen=True)
class Ratings:
    """Per station (s,): rating_kva of all its units together (nan: no transformer), units side by side, how, rule."""

    rating_kva: np.ndarray
    parallel: np.ndarray
    how: np.ndarray
    rule: np.ndarray


def known_ratings(stations: FeatureTable, has_lv: np.ndarray) -> tuple[np.ndarray, list[Problem]]:
    """The ratings the map gives [kVA] (s,), nan where it gives none or one that cannot be right, and problems.

    has_lv: bool (s,), stations with a transformer to LV; what feeds MV may be rated higher.
    """
    given = number_column(stations.frame, "rating_kva")
    wrong = (given <= 0) | (has_lv & (given > LARGEST_KVA))
    problems = [
        Problem(
            "STATIONS",
            stations.frame["feature_id"].iloc[row],
            "rating_implausible",
            "A rating of {given:g} kVA cannot be right; the transformer is sized by its load.",
            "Correct the rating, in kVA.",
            {"given": float(given[row])},
            stations.geometry[row],
        )
        for row in np.flatnonzero(wrong)
    ]
    return np.where(wrong, np.nan, given), problems


def size_transformers(
    peak_kw: np.ndarray,
    feed_in_kw: np.ndarray,
    known_kva: np.ndarray,
    has_lv: np.ndarray,
    growth_margin: float,
    min_kva: float,
) -> Ratings:
    """The next standard size above the coincident load times the margin, unless the map knows.

    peak_kw, feed_in_kw: float (s,), coincident load and largest feed-in of the LV side. known_kva: float (s,), nan
    where the map does not know. Loads beyond the largest size get units side by side.
    """
    sizes = np.sort(read_catalogue("transformers")["rating_kva"].to_numpy(float))
    measured = np.nan_to_num(known_kva) > 0
    wanted = np.maximum(np.maximum(peak_kw / COS_PHI * growth_margin, feed_in_kw), 1.0)
    least = sizes[min(np.searchsorted(sizes, min_kva), len(sizes) - 1)]
    parallel = np.where(wanted > sizes[-1], np.ceil(wanted / sizes[-1]), 1).astype(int)
    unit = sizes[np.minimum(np.searchsorted(sizes, wanted / parallel - 1e-9), len(sizes) - 1)]
    unit = np.maximum(unit, least)
    rating = np.where(measured, known_kva, unit * parallel)
    rating[~has_lv & ~measured] = np.nan
    parallel[measured] = 1
    rule = phrase_column(len(wanted))
    for row in np.flatnonzero(has_lv & ~measured):
        said = [Phrase("next standard size")]
        if parallel[row] > 1:
            said = [Phrase("{count} x {size:.0f} kVA side by side", count=int(parallel[row]), size=float(unit[row]))]
        if feed_in_kw[row] > peak_kw[row] / COS_PHI * growth_margin:
            said.insert(0, Phrase("feed-in of {kw:.0f} kW", kw=float(feed_in_kw[row])))
        if unit[row] == least and wanted[row] < min_kva:
            said.append(Phrase("at least {kva:g} kVA", kva=float(min_kva)))
        rule[row] = Phrase(
            "coincident {kw:.0f} kW x {margin:g} / cos phi {cos_phi:g}",
            kw=float(peak_kw[row]),
            margin=float(growth_margin),
            cos_phi=COS_PHI,
        ).then(*said)
    how = np.where(measured, "measured", np.where(has_lv, "inferred", "")).astype(object)
    return Ratings(rating, parallel, how, rule)


def transformer_parameters(unit_kva: np.ndarray, mv_kv: float, lv_kv: float = NOMINAL_LV_KV) -> pd.DataFrame:
    """pandapower's parameters of transformers (k,) of any rating: per cent values of the nearest catalogue size."""
    table = read_catalogue("transformers").sort_values("rating_kva", ignore_index=True)
    sizes = table["rating_kva"].to_numpy(float)
    nearest = np.abs(np.log(np.asarray(unit_kva, float)[:, None] / sizes)).argmin(axis=1)
    row = table.iloc[nearest].reset_index(drop=True)
    share = np.asarray(unit_kva, float) / row["rating_kva"].to_numpy(float)
    return pd.DataFrame(
        {
            "std_type": [f"{kva:g} kVA {mv_kv:g}/{lv_kv:g} kV" for kva in unit_kva],
            "sn_mva": np.asarray(unit_kva, float) / 1000,
            "vn_hv_kv": row["vn_hv_pu"] * mv_kv,
            "vn_lv_kv": row["vn_lv_kv"] * lv_kv / NOMINAL_LV_KV,
            "vk_percent": row["uk_percent"],
            "vkr_percent": 100 * row["pk_kw"] / row["rating_kva"],
            "pfe_kw": row["p0_kw"] * share,
            "i0_percent": row["i0_percent"],
            "shift_degree": row["shift_degree"].astype(float),
            "vector_group": row["vector_group"],
            "tap_side": row["tap_side"],
            "tap_neutral": row["tap_neutral"],
            "tap_min": row["tap_min"],
            "tap_max": row["tap_max"],
            "tap_step_percent": row["tap_step_percent"],
        }
    )
