"""Which share of a plane the sun reaches, in any hour: from how its cells' horizons are spread."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .horizon import LEVELS, cores
from .sky import between_directions
from .year import LightYear

LEVELS_A_BIN = 2  # of the horizons' sine: 0.45° at the horizon
BINS_TO_ZENITH = LEVELS // LEVELS_A_BIN
ROUNDED = 0.5 / LEVELS_A_BIN  # horizons are rounded to the nearest level: a bin begins half a level lower
MOST_IN_16_BITS = 2**16 - 1
PACKED_AT_ONCE = 1000  # planes, between two chances to stop


class LitShares:
    """How many cells of each plane have their horizon in which bin of elevation, by direction.

    Only directions and elevations that the sun reaches are counted: some 4,000 counts a plane at 52° north, of which
    most are 0. A city has a hundred thousand planes: they are kept packed, in some 1 kB each.
    """

    def __init__(self, planes: int, year: LightYear, directions: int):
        self._unit = np.sin(np.radians(year.elevation_deg)) * BINS_TO_ZENITH + ROUNDED
        self._beside, weight = between_directions(year.azimuth_deg, directions)
        self._weight = (weight * year.weight[..., None]).astype(np.float32)
        highest = np.zeros(directions)
        np.maximum.at(highest, self._beside.ravel(), np.repeat(self._unit.ravel(), 2))
        self.bins = np.where(highest > 0, np.floor(highest).astype(np.int64) + 2, 0)
        self.offset = np.cumsum(self.bins) - self.bins
        self._packed = [b""] * planes

    def add(self, tile: TileCounts) -> Iterator[None]:
        """Add the counts of a tile. Yields to be stopped."""
        for at, plane in enumerate(tile.planes):
            counts = tile.counts[at] + self._counts(plane)
            self._packed[plane] = zlib.compress(counts.astype(np.min_scalar_type(counts.max())).tobytes(), 1)
            if at % PACKED_AT_ONCE == 0:
                yield

    def _counts(self, plane: int) -> np.ndarray:
        """The counts of one plane (all bins,), uint32."""
        if not self._packed[plane]:
            return np.zeros(self.bins.sum(), np.uint32)
        held = zlib.decompress(self._packed[plane])
        return np.frombuffer(held, f"u{len(held) // self.bins.sum()}").astype(np.uint32)

    def share(self, rows: np.ndarray) -> np.ndarray:
        """Share of planes (rows) that the sun reaches: (k, len(rows)) float32, means of the year's hours with sun.

        The sun's places in the hour are weighed, and at each of them the shares of the two directions beside it. Planes
        without cells see the sun always.
        """
        counts = np.array([self._counts(row) for row in rows], np.float32).reshape(len(rows), -1).T
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


class TileCounts:
    """The counts of planes by the cells that one tile holds of them.

    place: (n,) where each cell lies in a core of cells; plane: (n,) its plane. planes: (k,) those met; counts: (k, all
    bins).
    """

    def __init__(self, lit: LitShares, place: np.ndarray, plane: np.ndarray):
        self._lit, self._place = lit, place
        cells = np.bincount(plane, minlength=1)
        self.planes = np.flatnonzero(cells)
        self._row = (np.cumsum(cells > 0) - 1).astype(np.int32)[plane]
        kind = np.uint16 if cells.max() <= MOST_IN_16_BITS else np.uint32
        self.counts = np.zeros((len(self.planes), lit.bins.sum()), kind)

    def count(self, directions: list[int], levels: np.ndarray, use_numba: bool) -> None:
        """Count the cells by their horizons in some directions. levels: (g, cells of the core) uint8."""
        bins, offset = self._lit.bins, self._lit.offset
        some = [(g, d) for g, d in enumerate(directions) if bins[d]]
        if not len(self._place) or not some:
            return
        if use_numba:
            from .kernels import count_horizons

            def one(g, d):
                count_horizons(levels[g], self._place, self._row, offset[d], bins[d], self.counts)

            with ThreadPoolExecutor(cores()) as pool:
                list(pool.map(one, *zip(*some)))
            return
        for g, d in some:
            at = np.minimum(levels[g, self._place] // LEVELS_A_BIN, bins[d] - 1)
            found = np.bincount(self._row * bins[d] + at, minlength=len(self.planes) * bins[d])
            self.counts[:, offset[d] : offset[d] + bins[d]] += found.reshape(len(self.planes), -1).astype(
                self.counts.dtype
            )
