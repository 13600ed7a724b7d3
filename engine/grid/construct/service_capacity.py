"""What must the cable to one connection carry? More than its coincident share of today: it was laid for its fuses."""

from __future__ import annotations

import numpy as np

from ...catalogue import read_catalogue
from .coincidence import COS_PHI


def dwellings_kw(dwellings: np.ndarray) -> np.ndarray:
    """kW for which the cable to a building of several dwellings is laid (n,); 0 below two, whose fuses tell enough.

    By the logarithm of their number between the rows of the catalogue `dwellings_capacity`.
    """
    table = read_catalogue("dwellings_capacity")
    number, kva = np.log(table["dwellings"].to_numpy(float)), table["kva"].to_numpy(float)
    count = np.asarray(dwellings, float)
    rise = (kva[-1] - kva[-2]) / (number[-1] - number[-2])
    logarithm = np.log(np.maximum(count, 1))
    wanted = np.interp(logarithm, number, kva) + rise * np.maximum(logarithm - number[-1], 0)
    return np.where(count >= 2, wanted * COS_PHI, 0.0)
