"""What the inner loops of light are first run on, so that they are compiled where one can still stop."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ... import compiling
from ...progress import Progress


def compile_first() -> Iterator[Progress]:
    """Return when the inner loops are compiled (some 10 s the first time, then kept on disk); at once after that."""
    return compiling.compile_first(
        "light", _touch_all, "Preparing the calculation of light (the first time this takes some seconds)"
    )


def _touch_all() -> None:
    """Run every loop on a speck with the types of the real work."""
    from ...demand.weather import Weather
    from .gathering import CellLight
    from .horizon import Surroundings
    from .lit import LitShares, TileCounts
    from .sky import sky_table
    from .year import light_year

    around = Surroundings(np.zeros((4, 4), np.float32), 1.0, search_m=4.0, use_numba=True)
    levels = np.zeros((2, 4, 4), np.uint8)
    for azimuth in (0.0, 90.0):
        list(around.horizons(azimuth, *levels))
        list(around.horizons(azimuth, *levels[:1]))
    days = np.zeros(8760)
    year = light_year(Weather(np.datetime64("2023-01-01T00", "h"), days, days), 0.2)
    place, plane, normal = np.zeros(1, np.int32), np.zeros(1, np.int32), np.array([[0], [0], [1]], np.float32)
    for months in (False, True):
        cells = CellLight(normal, place, np.zeros(1, int), sky_table(year, 8, months), True)
        list(cells.add([0, 4], levels.reshape(2, -1), True))
    counts = TileCounts(LitShares(1, year, 8), place, plane)
    for kind in (np.uint16, np.uint32):
        counts.counts = counts.counts.astype(kind)
        counts.count([0, 4], levels.reshape(2, -1), True)
