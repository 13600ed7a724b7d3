"""Who has what: nested shares, so that whoever has a car at 30 % still has it at 60 %."""

from __future__ import annotations

import numpy as np

from ..catalogue import read_catalogue
from ..randomness import keys_of, uniform


def adopters(keys: np.ndarray, technology: str, share_percent: float, last: np.ndarray | None = None) -> np.ndarray:
    """Which of n homes have a technology: bool (n,), exactly round(share × n) of them.

    Those with the lowest number of their own come first, whatever the order of the homes; raising the share keeps
    them. last: bool (n,), homes that only come when all others have it.
    """
    count = int(np.floor(share_percent / 100 * len(keys) + 0.5))
    draw = uniform(keys, f"adoption/{technology}")
    if last is not None:
        draw = draw + last
    chosen = np.zeros(len(keys), bool)
    chosen[np.lexsort((keys, draw))[:count]] = True
    return chosen


def own_driveways(address_keys, dwelling_type: np.ndarray, seed: int) -> np.ndarray:
    """Which homes can charge a car on their own ground: bool (n,), by the share for their type (household_types)."""
    share = read_catalogue("household_types").set_index("dwelling_type")["driveway_share"]
    likely = share.reindex(dwelling_type).fillna(0.0).to_numpy(float)
    return uniform(keys_of(address_keys, seed), "adoption/driveway") < likely
