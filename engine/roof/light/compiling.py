"""Compiles the inner loops the first time they are used on a machine, in the background, so that one can still stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np

from ...progress import Progress

LOOK_EVERY_S = 0.2
_done = threading.Event()


def compile_first() -> Iterator[Progress]:
    """Return when the inner loops are compiled (some 10 s the first time, then kept on disk); at once after that."""
    if _done.is_set():
        return
    failed: list[BaseException] = []

    def work():
        try:
            _touch_all()
            _done.set()
        except Exception as error:  # handed to the caller below
            failed.append(error)

    thread = threading.Thread(target=work, name="compile light", daemon=True)
    thread.start()
    yield Progress(0.0, "Preparing the calculation of light (the first time this takes some seconds)")
    while thread.is_alive():
        thread.join(LOOK_EVERY_S)
        yield Progress(0.0)
    if failed:
        raise failed[0]


def _touch_all() -> None:
    """Run every loop on a speck with the types of the real work."""
    from ...demand.weather import Weather
    from .gathering import CellLight
    from .horizon import Surroundings
    from .lit import LitShares
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
    for most_cells in (1, 1_000_000):
        LitShares(1, year, 8, most_cells).count([0, 4], levels.reshape(2, -1), place, plane, True)
