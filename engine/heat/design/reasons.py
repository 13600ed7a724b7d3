"""Why a building stays out of the network: a word that stays the same, and the sentence for it."""

from __future__ import annotations

import numpy as np
import shapely

from ...phrases import Phrase, phrase_column
from ...problems import Problem
from .options import HeatDesignOptions
from .users import Users

WHY = {
    "no_place": "has no place on the map",
    "no_demand": "needs no heat",
    "needs_warmer_supply": "needs {needed:g} °C, the network has {supply:g} °C",
    "no_street_in_reach": "no street with room for pipes within {longest:g} m",
    "no_source_in_reach": "no source on the streets it lies on",
    "cut_by_forbidden": "a forbidden street cuts it off from every source",
    "source_too_small": "the sources have no power left for it",
    "not_worth": "connecting it costs more than its heat is worth ({price:g} €/MWh)",
    "below_density": "too little heat along its street (under {density:g} MWh/m)",
    "beyond_budget": "beyond the budget of {budget:,.0f} €",
}
BUILDINGS = "BUILDINGS"
OTHER = "no_source_in_reach"
LEFT_OUT = {
    "source_too_small": (
        "{count} of {all} buildings ({mwh:,.0f} MWh a year) stay out: the sources have too little power for them.",
        "Add a source, give this one more power, or allow a peak boiler.",
    ),
    "cut_by_forbidden": (
        "{count} of {all} buildings ({mwh:,.0f} MWh a year) stay out: forbidden streets cut them off from every "
        "source.",
        "Allow one of the streets, draw another, or place a source there.",
    ),
    "no_source_in_reach": (
        "{count} of {all} buildings ({mwh:,.0f} MWh a year) stay out: no source is on the streets they lie on.",
        "Draw the missing street, let pieces that lie further apart be joined, or place a source there.",
    ),
    "no_street_in_reach": (
        "{count} of {all} buildings ({mwh:,.0f} MWh a year) stay out: no street with room for pipes within "
        "{longest:g} m.",
        "Draw a street to them, or raise the longest connection.",
    ),
}
NOBODY = {
    "not_worth": (
        "The network serves nobody: connecting a building costs more than its heat is worth ({price:g} €/MWh).",
        "Raise the price of heat without the network, place a cheaper source nearer, or serve all buildings.",
    ),
    "below_density": (
        "The network serves nobody: no branch has {density:g} MWh a year for each metre of street.",
        "Ask less heat along a street, or serve all buildings.",
    ),
    "beyond_budget": (
        "The network serves nobody: pipes, connection and source cost more than {budget:,.0f} € for any building.",
        "Raise the budget, or place the source nearer.",
    ),
}


def sentences(codes: np.ndarray, users: Users, options: HeatDesignOptions) -> np.ndarray:
    """A Phrase (n,) for each code (n,) of `WHY`; "" stays empty."""
    out = phrase_column(len(codes))
    known = _known(options)
    for row in np.flatnonzero(codes != ""):
        template = WHY[codes[row]]
        out[row] = Phrase(template, **_named_in(template, {**known, "needed": float(users.supply_c_needed[row])}))
    return out


def _known(options: HeatDesignOptions) -> dict:
    """The limits of a design that sentences name."""
    return {
        "supply": float(options.supply_c),
        "longest": float(options.longest_connection_m),
        "price": float(options.reference_eur_per_mwh * options.price_index),
        "density": float(options.density_mwh_per_m),
        "budget": float(options.budget_eur),
    }


def _named_in(template: str, values: dict) -> dict:
    return {name: value for name, value in values.items() if "{" + name in template}


def left_out_problems(codes: np.ndarray, users: Users, options: HeatDesignOptions) -> list[Problem]:
    """One problem for each reason of `LEFT_OUT` that keeps buildings out, at the one of them with the most heat; where
    nobody is served, also for what was chosen.
    """
    found, mwh = [], users.space_mwh + users.water_mwh
    told = {**LEFT_OUT, **({} if np.any(codes == "") else NOBODY)}
    for code, (reason, remedy) in told.items():
        rows = np.flatnonzero(codes == code)
        if not len(rows):
            continue
        values = {**_known(options), "count": len(rows), "all": len(users), "mwh": float(mwh[rows].sum())}
        values = _named_in(reason, values)
        most = rows[np.lexsort((users.building_id[rows].astype(str), -mwh[rows]))[0]]
        place = shapely.centroid(users.geometry[most])
        found.append(Problem(BUILDINGS, users.building_id[most], code, reason, remedy, values, place))
    return found
