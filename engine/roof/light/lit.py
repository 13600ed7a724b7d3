"""Which share of a plane the sun reaches, in any hour: from how its cells' horizons are spread."""

from __future__ import annotations

import numpy as np

from .horizon import cores
from .sky import between_directions
from .year import LightYear

BINS_TO_ZENITH = 96  # of the sine of elevation: 0.6° at the horizon


class LitShares:
    """Counts, by plane and direction, how many of its cells have their horizon in which bin of elevation.

    Only directions and elevations that the sun reaches are kept: some 4,000 counts a plane at 52° north.
    """

    def __init__(self, planes: int, year: LightYear, directions: int, most_cells: int):
        sine = np.sin(np.radians(year.elevation_deg))
        self._beside, self._weight = between_directions(year.azimuth_deg, directions)
        highest = np.zeros(directions)
        np.maximum.at(highest, self._beside.ravel(), np.repeat(sine, 2))
        self.bins = np.where(highest > 0, np.floor(highest * BINS_TO_ZENITH).astype(np.int64) + 2, 0)
        self.offset = np.cumsum(self.bins) - self.bins
        self.counts = np.zeros((planes, self.bins.sum()), np.uint16 if most_cells < 60_000 else np.uint32)
        self._unit = sine * BINS_TO_ZENITH

    def count(self, first_direction: int, sines, place, plane, use_numba: bool) -> None:
        """Count cells by their horizons. sines: (g, cells of a core) of directions from the first one; place: (n,)
        where each cell lies in these, plane: (n,) its plane."""
        if not len(place):
            return
        some = np.flatnonzero(self.bins[first_direction : first_direction + len(sines)])
        if use_numba:
            from concurrent.futures import ThreadPoolExecutor

            from .kernels import count_horizons

            def one(g):
                d = first_direction + g
                count_horizons(sines[g], place, plane, self.offset[d], self.bins[d], BINS_TO_ZENITH, self.counts)

            with ThreadPoolExecutor(cores()) as pool:
                list(pool.map(one, some))
            return
        for g in some:
            d = first_direction + g
            at = np.minimum((sines[g, place] * BINS_TO_ZENITH).astype(int), self.bins[d] - 1)
            held, where = np.unique(plane, return_inverse=True)
            found = np.bincount(where * self.bins[d] + at, minlength=len(held) * self.bins[d])
            columns = slice(self.offset[d], self.offset[d] + self.bins[d])
            self.counts[held, columns] += found.reshape(len(held), -1).astype(self.counts.dtype)

    def share(self, rows: np.ndarray) -> np.ndarray:
        """Share of planes (rows) that the sun reaches: (k, len(rows)) float32 for the year's hours with sun.

        The shares of the two directions beside the sun are weighed. Planes without cells see the sun always.
        """
        counts = self.counts[rows]
        below = np.zeros((len(counts), counts.shape[1] + 1), np.float32)
        np.cumsum(counts, axis=1, out=below[:, 1:])
        total = np.zeros(len(counts), np.float32)
        first = np.flatnonzero(self.bins)[0]
        total[:] = counts[:, self.offset[first] : self.offset[first] + self.bins[first]].sum(axis=1)
        lit = np.zeros((len(self._unit), len(counts)), np.float32)
        whole = np.floor(self._unit).astype(int)
        part = (self._unit - whole).astype(np.float32)[:, None]
        for side in range(2):
            direction = self._beside[:, side]
            start = self.offset[direction]
            at = start + whole
            seen = below[:, at].T + part * counts[:, at].T - below[:, start].T
            lit += self._weight[:, side, None].astype(np.float32) * seen
        return np.where(total > 0, lit / np.maximum(total, 1), 1).astype(np.float32)
