"""Why a building stays out of the network: a word that stays the same, and the sentence for it."""

from __future__ import annotations

import numpy as np

from ...phrases import Phrase, phrase_column
from .options import HeatDesignOptions
from .users import Users

WHY = {
    "no_place": "has no place on the map",
    "no_demand": "needs no heat",
    "needs_warmer_supply": "needs {needed:g} °C, the network has {supply:g} °C",
    "no_street_in_reach": "no street with room for pipes within {longest:g} m",
    "no_source_in_reach": "no source on the streets it lies on",
    "cut_by_forbidden": "a forbidden street cuts it off from every source",
    "source_too_cold": "the sources it can reach are too cold",
    "source_too_small": "the sources have no power left for it",
    "not_worth": "connecting it costs more than its heat is worth ({price:g} €/MWh)",
    "below_density": "too little heat along its street (under {density:g} MWh/m)",
    "beyond_budget": "beyond the budget of {budget:,.0f} €",
}
OTHER = "no_source_in_reach"


def sentences(codes: np.ndarray, users: Users, options: HeatDesignOptions) -> np.ndarray:
    """A Phrase (n,) for each code (n,) of `WHY`; "" stays empty."""
    out = phrase_column(len(codes))
    known = {
        "supply": float(options.supply_c),
        "longest": float(options.longest_connection_m),
        "price": float(options.reference_eur_per_mwh * options.price_index),
        "density": float(options.density_mwh_per_m),
        "budget": float(options.budget_eur),
    }
    for row in np.flatnonzero(codes != ""):
        template = WHY[codes[row]]
        values = {**known, "needed": float(users.supply_c_needed[row])}
        out[row] = Phrase(template, **{name: value for name, value in values.items() if "{" + name in template})
    return out
