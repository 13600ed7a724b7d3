"""How far shadow comes from: by the highest points around and the height of the sun."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress
from ..heights import GridPlace, HeightRaster, Tile, tiles

BLOCK_CELLS = 64
TILE_BLOCKS = 32
MARGIN_CELLS = 2  # lines of sight pass cells by half a cell


@dataclass(frozen=True)
class Skyline:
    """The highest height [m] in each block of cells of a raster, -inf where unknown; row0, col0: its first cell."""

    tops: np.ndarray
    row0: int
    col0: int
    cell_m: float

    def reach_m(self, tile: Tile, lowest_m: float, elevation_deg: float, most_m: float) -> float:
        """How far from a point at lowest_m in the tile things stand that shade it, the sun at elevation_deg > 0."""
        rise = math.tan(math.radians(elevation_deg))
        throw = (self.tops - lowest_m) / rise
        down = _gaps(tile.rows, self.row0, self.tops.shape[0])[:, None]
        right = _gaps(tile.cols, self.col0, self.tops.shape[1])[None, :]
        gap = np.hypot(down, right) * self.cell_m
        sides = (part.stop - part.start + BLOCK_CELLS for part in (tile.rows, tile.cols))
        needed = np.where(throw > gap, np.minimum(throw, gap + math.hypot(*sides) * self.cell_m), 0.0)
        return min(float(needed.max(initial=0.0)), most_m)


def skyline_around(
    raster: HeightRaster, x: np.ndarray, y: np.ndarray, most_m: float
) -> Generator[Progress, None, Skyline]:
    """The skyline of the part of the raster that lies within most_m of the box around points [m]."""
    place = raster.place
    rows, cols = place.window(x.min() - most_m, y.min() - most_m, x.max() + most_m, y.max() + most_m)
    part = place.part(rows, cols)
    tops = np.full((-(-part.rows // BLOCK_CELLS), -(-part.cols // BLOCK_CELLS)), -np.inf)
    every = list(tiles(part, TILE_BLOCKS * BLOCK_CELLS, 0))
    for number, tile in enumerate(every):
        yield Progress(number / len(every))
        z = raster.read(_moved(tile.rows, rows.start), _moved(tile.cols, cols.start))
        z = np.where(np.isfinite(z), z, -np.inf)
        z = np.maximum.reduceat(z, np.arange(0, z.shape[0], BLOCK_CELLS), axis=0)
        z = np.maximum.reduceat(z, np.arange(0, z.shape[1], BLOCK_CELLS), axis=1)
        row, col = tile.rows.start // BLOCK_CELLS, tile.cols.start // BLOCK_CELLS
        tops[row : row + z.shape[0], col : col + z.shape[1]] = z
    return Skyline(tops, rows.start, cols.start, place.cell_m)


def towards_sun(tile: Tile, reach_cells: float, azimuth_deg: float, place: GridPlace) -> tuple[slice, slice]:
    """Rows and columns of a tile and of all that stands between it and the sun, within reach and the raster."""
    towards = math.radians(azimuth_deg)
    north, east = reach_cells * math.cos(towards), reach_cells * math.sin(towards)
    rows = _stretched(tile.rows, max(north, 0.0), max(-north, 0.0), place.rows)
    cols = _stretched(tile.cols, max(-east, 0.0), max(east, 0.0), place.cols)
    return rows, cols


def _stretched(part: slice, before: float, after: float, size: int) -> slice:
    start, stop = part.start - math.ceil(before) - MARGIN_CELLS, part.stop + math.ceil(after) + MARGIN_CELLS
    return slice(max(start, 0), min(stop, size))


def _gaps(part: slice, first: int, blocks: int) -> np.ndarray:
    """Cells between a run of cells and each of the blocks from `first` on: (blocks,)."""
    start = first + np.arange(blocks) * BLOCK_CELLS
    return np.maximum(np.maximum(start - part.stop, part.start - (start + BLOCK_CELLS)), 0)


def _moved(part: slice, by: int) -> slice:
    return slice(part.start + by, part.stop + by)
