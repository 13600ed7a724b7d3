"""Adds up what each cell receives, direction after direction."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .horizon import cores
from .sky import BINS, COLUMNS, MONTHS, SkyTable

CELLS_AT_ONCE = 32_768
PARTS_AT_ONCE = 16  # between two chances to stop


class CellLight:
    """Sums for cells of one tile: normal (n, 3) float32, place (n,) of each in the tile's core.

    light: (n, COLUMNS) kWh/m² by month from the sun and what is around it, sky: (n,) share of the even sky, line: (n,)
    of the line along the horizon.
    """

    def __init__(self, normal: np.ndarray, place: np.ndarray):
        self.normal, self.place = normal, place
        self.light = np.zeros((len(place), COLUMNS), np.float32)
        self.sky, self.line = np.zeros(len(place), np.float32), np.zeros(len(place), np.float32)

    def add(self, first_direction: int, sines: np.ndarray, table: SkyTable, use_numba: bool) -> Iterator[None]:
        """Add directions from the first one; sines: (g, cells of the core) of their horizons. Yields to be stopped."""
        group = slice(first_direction, first_direction + len(sines))
        towards, beam = table.towards[group], table.beam[group]
        sunny = beam.any(axis=(1, 2, 3))
        if not use_numba:
            for start in range(0, len(self.place), CELLS_AT_ONCE):
                self._add_some(slice(start, start + CELLS_AT_ONCE), sines, towards, beam, sunny, table)
                yield
            return
        from .kernels import gather

        def part(start):
            stop = min(start + CELLS_AT_ONCE, len(self.place))
            given = (sines, self.place, self.normal, towards, beam, sunny, table.even, table.band)
            gather(*given, start, stop, self.light, self.sky, self.line)

        starts = range(0, len(self.place), CELLS_AT_ONCE)
        with ThreadPoolExecutor(cores()) as pool:
            for first in range(0, len(starts), PARTS_AT_ONCE):
                list(pool.map(part, starts[first : first + PARTS_AT_ONCE]))
                yield

    def _add_some(self, cells, sines, towards, beam, sunny, table) -> None:
        normal, place = self.normal[cells], self.place[cells]
        for g in range(len(sines)):
            facing = normal[:, :2] @ towards[g]
            own = -facing / np.hypot(normal[:, 2], facing)
            sine = np.maximum(sines[g, place], own)
            above = (sine * BINS + 0.5).astype(int)
            aside, upwards = table.even[above].T
            self.sky[cells] += facing * aside + normal[:, 2] * upwards
            self.line[cells] += np.maximum(facing, 0) * table.band[above]
            if sunny[g]:
                self.light[cells] += np.einsum("nc,ncm->nm", normal, beam[g][above])

    def by_month(self, cells: slice, table: SkyTable) -> np.ndarray:
        """kWh/m² of a run of cells: (n, 12) float32."""
        months = self.sky[cells, None] * table.even_sky
        months += self.line[cells, None] * table.horizon
        np.maximum(months, 0, out=months)
        months += self.light[cells, :MONTHS]
        months += ((1 - self.normal[cells, 2]) / 2)[:, None] * table.ground
        return months
