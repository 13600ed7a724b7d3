"""Which share of a plane the sun reaches, in any hour: from how its cells' horizons are spread."""

from __future__ import annotations

import numpy as np

from .horizon import LEVELS, cores
from .sky import between_directions
from .year import LightYear

LEVELS_A_BIN = 2  # of the horizons' sine: 0.45° at the horizon
BINS_TO_ZENITH = LEVELS // LEVELS_A_BIN
ROUNDED = 0.5 / LEVELS_A_BIN  # horizons are rounded to the nearest level: a bin begins half a level lower


class LitShares:
    """Counts, by plane and direction, how many of its cells have their horizon in which bin of elevation.

    Only directions and elevations that the sun reaches are kept: some 5,500 counts a plane at 52° north.
    """

    def __init__(self, planes: int, year: LightYear, directions: int, most_cells: int):
        self._unit = np.sin(np.radians(year.elevation_deg)) * BINS_TO_ZENITH + ROUNDED
        self._beside, weight = between_directions(year.azimuth_deg, directions)
        self._weight = (weight * year.weight[..., None]).astype(np.float32)
        highest = np.zeros(directions)
        np.maximum.at(highest, self._beside.ravel(), np.repeat(self._unit.ravel(), 2))
        self.bins = np.where(highest > 0, np.floor(highest).astype(np.int64) + 2, 0)
        self.offset = np.cumsum(self.bins) - self.bins
        self.counts = np.zeros((planes, self.bins.sum()), np.uint16 if most_cells < 60_000 else np.uint32)

    def count(self, directions: list[int], levels: np.ndarray, place, plane, use_numba: bool) -> None:
        """Count cells by their horizons. levels: (g, cells of a core) uint8 in these directions; place: (n,) where
        each cell lies in these, plane: (n,) its plane."""
        some = [(g, d) for g, d in enumerate(directions) if self.bins[d]]
        if not len(place) or not some:
            return
        if use_numba:
            from concurrent.futures import ThreadPoolExecutor

            from .kernels import count_horizons

            def one(g, d):
                count_horizons(levels[g], place, plane, self.offset[d], self.bins[d], self.counts)

            with ThreadPoolExecutor(cores()) as pool:
                list(pool.map(one, *zip(*some)))
            return
        for g, d in some:
            at = np.minimum(levels[g, place] // LEVELS_A_BIN, self.bins[d] - 1)
            held, where = np.unique(plane, return_inverse=True)
            found = np.bincount(where * self.bins[d] + at, minlength=len(held) * self.bins[d])
            columns = slice(self.offset[d], self.offset[d] + self.bins[d])
            self.counts[held, columns] += found.reshape(len(held), -1).astype(self.counts.dtype)

    def share(self, rows: np.ndarray) -> np.ndarray:
        """Share of planes (rows) that the sun reaches: (k, len(rows)) float32, means of the year's hours with sun.

        The sun's places in the hour are weighed, and at each of them the shares of the two directions beside it. Planes
        without cells see the sun always.
        """
        counts = self.counts[rows].T.astype(np.float32)
        below = np.zeros((counts.shape[0] + 1, counts.shape[1]), np.float32)
        np.cumsum(counts, axis=0, out=below[1:])
        first = np.flatnonzero(self.bins)[0]
        total = counts[self.offset[first] : self.offset[first] + self.bins[first]].sum(axis=0)
        for start, bins in zip(self.offset, self.bins):  # from the sum of all to that of the direction
            below[start : start + bins] -= below[start].copy()
        lit = np.zeros((len(self._unit), counts.shape[1]), np.float32)
        whole = np.floor(self._unit).astype(int)
        part = (self._unit - whole).astype(np.float32)
        for moment in range(self._unit.shape[1]):
            for side in range(2):
                at = self.offset[self._beside[:, moment, side]] + whole[:, moment]
                weight = self._weight[:, moment, side]
                lit += weight[:, None] * below[at]
                lit += (weight * part[:, moment])[:, None] * counts[at]
        return np.where(total > 0, lit / np.maximum(total, 1), 1).astype(np.float32)
