"""What a network costs: paid once, and in a year by annuity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .options import HeatDesignOptions, annuity


@dataclass(frozen=True)
class YearlyFactors:
    """Yearly part of an investment, upkeep in it, by what is bought: pipes, stations, machines, and what is indoors."""

    pipes: float
    stations: float
    machines: float
    indoor: float


def yearly_factors(options: HeatDesignOptions) -> YearlyFactors:
    return YearlyFactors(
        annuity(options.interest, options.pipe_years) + options.pipe_om_share,
        annuity(options.interest, options.station_years) + options.station_om_share,
        annuity(options.interest, options.machine_years) + options.machine_om_share,
        annuity(options.interest, options.set_years) + options.indoor_om_share,
    )


def indoor_eur(homes: np.ndarray, options: HeatDesignOptions) -> np.ndarray:
    """Delivery sets and pipes indoors (n,), paid once: by dwelling, a building without dwellings as one."""
    users = np.maximum(homes, 1)
    each = np.where(users > 1, options.indoor_flat_eur, options.indoor_ground_eur) + options.delivery_set_eur
    return users * each * options.price_index
