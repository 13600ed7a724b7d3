"""What hourly, balanced power hides: peaks within the hour, and homes that load one phase.

An hourly mean of few homes lies well under their highest ten minutes, and homes on one phase do not spread over three.
Both fade as homes add up. The figures, their source and how they were derived: `resources/catalogue/allowances.csv`.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from .catalogue import read_catalogue


@cache
def _figure(name: str) -> float:
    table = read_catalogue("allowances")
    return float(table.loc[table["name"] == name, "value"].iloc[0])


def default_single_phase_share() -> float:
    """Share of homes [0 to 1] taken to load one phase where nothing better is known."""
    return _figure("single_phase_share")


def within_hour_factor(homes) -> np.ndarray:
    """Highest ten-minute mean over highest hourly mean of the use of `homes` homes together, for any shape.

    1 + a / sqrt(n + c): 2.05 for one home, 1.46 for 10, 1.15 for 100. Fewer than one home counts as one.
    """
    homes = np.maximum(np.asarray(homes, float), 1.0)
    return 1.0 + _figure("within_hour_a") / np.sqrt(homes + _figure("within_hour_c"))


def unbalance_factor(homes, single_phase_share=None) -> np.ndarray:
    """Three times the most loaded phase over the sum of the phases in the highest ten minutes of `homes` homes.

    1 + 2 sqrt(s) / sqrt(1 + k (n - 1)): 3 for one home on one phase, 1.99 for 10, 1.34 for 100 (all on one phase).
    single_phase_share: share s of the homes on one phase [0 to 1]; None takes the catalogue's.
    """
    return _phase_factor(homes, single_phase_share, _figure("unbalance_k"))


def feed_in_within_hour_factor() -> float:
    """Highest ten-minute mean over highest hourly mean of panels: the same for any number, as clouds pass all alike."""
    return _figure("feed_in_within_hour")


def feed_in_unbalance_factor(systems, single_phase_share=None) -> np.ndarray:
    """As `unbalance_factor`, for `systems` panel systems that all feed in at once on a random phase."""
    return _phase_factor(systems, single_phase_share, _figure("feed_in_unbalance_k"))


def _phase_factor(count, share, k: float) -> np.ndarray:
    share = default_single_phase_share() if share is None else np.clip(np.asarray(share, float), 0.0, 1.0)
    count = np.maximum(np.asarray(count, float), 1.0)
    return 1.0 + 2.0 * np.sqrt(share) / np.sqrt(1.0 + k * (count - 1.0))
