"""What copper would cost, by the simplest rule: new cable along the overloaded sections, or the next transformer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...catalogue import read_catalogue
from ..steering import Prices
from .segments import Pocket


@dataclass(frozen=True)
class CopperFigure:
    """metres: of new cable. rating_kva: of the next transformer that is large enough, nan for a section. stations: new
    ones, where no transformer sold is large enough. eur: at once.
    """

    metres: float
    rating_kva: float
    stations: int
    eur: float


def copper_figure(pocket: Pocket, net, loading: float, prices: Prices) -> CopperFigure:
    """loading: highest of the pocket, of its limit."""
    if pocket.kind == "section":
        rows = [row for _, row in pocket.elements]
        metres = float(net.line["length_km"].to_numpy(float)[rows].sum() * 1e3)
        per_metre = prices.mv_cable_eur_per_m if pocket.level == "MV" else prices.lv_cable_eur_per_m
        return CopperFigure(metres, np.nan, 0, metres * per_metre)
    trafo = net.trafo.iloc[pocket.elements[0][1]]
    rating = float(trafo["sn_mva"] * trafo["parallel"] * trafo["df"]) * 1e3
    table = read_catalogue("transformers").sort_values("rating_kva")
    large = table[table["rating_kva"] >= rating * loading * (1 - 1e-9)]
    if len(large) and rating <= table["rating_kva"].max():
        return CopperFigure(
            0.0, float(large["rating_kva"].iloc[0]), 0, float(large["eur"].iloc[0]) + prices.transformer_change_eur
        )
    stations = max(int(np.ceil(rating * (loading - 1.0) / table["rating_kva"].max())), 1)
    return CopperFigure(0.0, np.nan, stations, stations * prices.new_station_eur)
