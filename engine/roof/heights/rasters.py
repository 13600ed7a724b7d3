"""Where a raster lies, how it is read and written by window, and how it is cut in tiles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

FAR_FROM_ANY_HEIGHT = 1e30  # files of AHN write 3.4e38 for unknown, declared or not
USUAL_UNKNOWN = (-9999, -99999, -32767, -32768)


@dataclass(frozen=True)
class GridPlace:
    """A grid of square cells: north-west corner (x0, y0) [m], cell size [m] and number of rows and columns."""

    x0: float
    y0: float
    cell_m: float
    rows: int
    cols: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.cols

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north [m]."""
        return self.x0, self.y0 - self.rows * self.cell_m, self.x0 + self.cols * self.cell_m, self.y0

    def x_of(self, cols) -> np.ndarray:
        """x [m] of the centres of columns (positions, a slice or any numbers)."""
        return self.x0 + (_positions(cols) + 0.5) * self.cell_m

    def y_of(self, rows) -> np.ndarray:
        """y [m] of the centres of rows (positions, a slice or any numbers)."""
        return self.y0 - (_positions(rows) + 0.5) * self.cell_m

    def col_of(self, x) -> np.ndarray:
        """Column whose cell holds x [m], also outside the grid: int64, same shape."""
        return np.floor((np.asarray(x, float) - self.x0) / self.cell_m).astype(np.int64)

    def row_of(self, y) -> np.ndarray:
        """Row whose cell holds y [m], also outside the grid: int64, same shape."""
        return np.floor((self.y0 - np.asarray(y, float)) / self.cell_m).astype(np.int64)

    def window(self, west: float, south: float, east: float, north: float) -> tuple[slice, slice]:
        """Rows and columns of the cells that a box [m] touches, within the grid (empty slices where it misses it)."""
        rows = _within(
            math.floor((self.y0 - north) / self.cell_m), math.ceil((self.y0 - south) / self.cell_m), self.rows
        )
        cols = _within(math.floor((west - self.x0) / self.cell_m), math.ceil((east - self.x0) / self.cell_m), self.cols)
        return rows, cols

    def part(self, rows: slice, cols: slice) -> GridPlace:
        """The place of a window of this grid; rows and cols may reach beyond it."""
        x, y = self.x0 + cols.start * self.cell_m, self.y0 - rows.start * self.cell_m
        return GridPlace(x, y, self.cell_m, rows.stop - rows.start, cols.stop - cols.start)

    def same_grid(self, other: GridPlace) -> bool:
        """Whether cells of the other grid lie on cells of this one (the extents may differ)."""
        near = 1e-3 * self.cell_m
        off_x, off_y = (other.x0 - self.x0) / self.cell_m, (other.y0 - self.y0) / self.cell_m
        apart = max(abs(off_x - round(off_x)), abs(off_y - round(off_y))) * self.cell_m
        spread = abs(other.cell_m - self.cell_m) * max(self.rows, self.cols, other.rows, other.cols)
        return apart < near and spread < near


class HeightRaster(Protocol):
    """Heights [m] of a grid. Who reads files implements it; `ArrayRaster` holds them in memory."""

    place: GridPlace
    crs: str

    def read(self, rows: slice, cols: slice) -> np.ndarray:
        """Heights (h, w) float32 [m] of a window inside the grid, nan where unknown; the caller may change it."""
        ...


class RasterWriter(Protocol):
    """Takes the blocks of a result raster with one or more bands."""

    def write(self, row0: int, col0: int, block: np.ndarray) -> None:
        """Write block (bands, h, w) float32 with its north-west cell at (row0, col0)."""
        ...


class ArrayRaster:
    """Heights in memory.

    heights: (rows, cols) of any number type; nodata: the value that stands for unknown, if one is declared;
    unit_m: metres in one unit of height (see `HEIGHT_UNITS`).
    """

    def __init__(
        self, heights, place: GridPlace, crs: str = "EPSG:28992", nodata: float | None = None, unit_m: float = 1.0
    ):
        heights = np.asarray(heights)
        if heights.shape != place.shape:
            raise ValueError(f"heights of {heights.shape} on a grid of {place.shape}")
        self.place, self.crs = place, crs
        self._heights, self._nodata, self._unit_m = heights, nodata, unit_m

    def read(self, rows: slice, cols: slice) -> np.ndarray:
        return known_heights(self._heights[rows, cols], self._nodata, self._unit_m)


class ArrayWriter:
    """Keeps a result raster in memory: `.values` (bands, rows, cols) float32, nan where nothing was written."""

    def __init__(self, place: GridPlace, bands: int = 1):
        self.place = place
        self.values = np.full((bands, *place.shape), np.nan, np.float32)

    def write(self, row0: int, col0: int, block: np.ndarray) -> None:
        _, height, width = block.shape
        self.values[:, row0 : row0 + height, col0 : col0 + width] = block


@dataclass(frozen=True)
class Tile:
    """A part of a grid: its own cells, and these with the halo around them that lies within the grid."""

    rows: slice
    cols: slice
    padded_rows: slice
    padded_cols: slice

    @property
    def inner(self) -> tuple[slice, slice]:
        """Where the tile's own cells lie in an array of its padded window."""
        row0, col0 = self.padded_rows.start, self.padded_cols.start
        return (
            slice(self.rows.start - row0, self.rows.stop - row0),
            slice(self.cols.start - col0, self.cols.stop - col0),
        )


def tiles(place: GridPlace, tile: int, halo: int) -> Iterator[Tile]:
    """Tiles of at most tile × tile cells that cover the grid once, row by row, each with `halo` cells around it."""
    for row in range(0, place.rows, tile):
        rows = slice(row, min(row + tile, place.rows))
        for col in range(0, place.cols, tile):
            cols = slice(col, min(col + tile, place.cols))
            yield Tile(rows, cols, _padded(rows, halo, place.rows), _padded(cols, halo, place.cols))


def known_heights(values: np.ndarray, nodata: float | None = None, unit_m: float = 1.0) -> np.ndarray:
    """Heights as float32 [m] with nan for the declared no-data value, for |z| > 1e30 and for what is not finite.

    Values that files usually write for unknown (`USUAL_UNKNOWN`) are nan too: in no unit are they the height of land.

    values: any number type, as a file holds them; unit_m: metres in one unit. Always a new array.
    """
    values = np.asarray(values)
    with np.errstate(invalid="ignore", over="ignore"):
        unknown = ~(
            np.abs(values.astype(np.float64 if values.dtype.kind in "iu" else values.dtype)) <= FAR_FROM_ANY_HEIGHT
        )
        if nodata is not None and not math.isnan(nodata):
            # a float32 file holds the float32 neighbour of a declared value such as -3.4028234663852886e+38
            declared = np.float32(nodata) if values.dtype == np.float32 else nodata
            unknown |= values == declared
        for usual in USUAL_UNKNOWN:
            unknown |= values == usual
        heights = values.astype(np.float32)
        if unit_m != 1.0:
            heights *= np.float32(unit_m)
    heights[unknown] = np.nan
    return heights


def read_padded(raster: HeightRaster, rows: slice, cols: slice) -> np.ndarray:
    """Heights (h, w) float32 of a window that may reach beyond the raster: nan there."""
    out = np.full((rows.stop - rows.start, cols.stop - cols.start), np.nan, np.float32)
    inside_rows, inside_cols = _clipped(rows, raster.place.rows), _clipped(cols, raster.place.cols)
    if inside_rows.stop > inside_rows.start and inside_cols.stop > inside_cols.start:
        to_rows = slice(inside_rows.start - rows.start, inside_rows.stop - rows.start)
        to_cols = slice(inside_cols.start - cols.start, inside_cols.stop - cols.start)
        out[to_rows, to_cols] = raster.read(inside_rows, inside_cols)
    return out


def _positions(index) -> np.ndarray:
    return np.arange(index.start, index.stop, dtype=float) if isinstance(index, slice) else np.asarray(index, float)


def _within(start: int, stop: int, size: int) -> slice:
    start = min(max(start, 0), size)
    return slice(start, min(max(stop, start), size))


def _clipped(part: slice, size: int) -> slice:
    return _within(part.start, part.stop, size)


def _padded(part: slice, halo: int, size: int) -> slice:
    return slice(max(part.start - halo, 0), min(part.stop + halo, size))
