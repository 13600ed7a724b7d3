"""Heights where they are asked: at points, and on the cells of another grid."""

from __future__ import annotations

import math

import numpy as np

from .rasters import GridPlace, HeightRaster, read_padded

MOST_SUBCELLS = 8  # of a fine raster along each side of a coarse cell
MOST_AT_ONCE = 8_000_000  # cells of a fine raster in memory


def heights_at(raster: HeightRaster, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Height [m] of the cell that holds each point: float32, shape of x; nan outside the raster and where unknown.

    Reads one window around all points: ask for points that lie near each other.
    """
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    if not x.size:
        return np.full(x.shape, np.nan, np.float32)
    row, col = raster.place.row_of(y), raster.place.col_of(x)
    rows = slice(max(int(row.min()), 0), min(int(row.max()) + 1, raster.place.rows))
    cols = slice(max(int(col.min()), 0), min(int(col.max()) + 1, raster.place.cols))
    out = np.full(x.shape, np.nan, np.float32)
    if rows.stop <= rows.start or cols.stop <= cols.start:
        return out
    inside = (row >= rows.start) & (row < rows.stop) & (col >= cols.start) & (col < cols.stop)
    out[inside] = raster.read(rows, cols)[row[inside] - rows.start, col[inside] - cols.start]
    return out


def read_on(raster: HeightRaster, place: GridPlace, rows: slice, cols: slice) -> np.ndarray:
    """Heights (h, w) float32 [m] of `raster` on a window of another grid of the same CRS; it may reach beyond both.

    The same grid is read as it is; a coarser raster is interpolated between its cell centres, from the known of the
    four around; of a finer one the mean of what is known inside each cell (at most 8 × 8 samples) is taken.
    """
    source = raster.place
    if source.same_grid(place):
        down, right = round((source.y0 - place.y0) / source.cell_m), round((place.x0 - source.x0) / source.cell_m)
        moved_rows, moved_cols = (
            slice(rows.start + down, rows.stop + down),
            slice(cols.start + right, cols.stop + right),
        )
        return read_padded(raster, moved_rows, moved_cols)
    west, south, east, north = place.part(rows, cols).bounds
    window = _touched(source, west, south, east, north)
    if math.prod(part.stop - part.start for part in window) > MOST_AT_ONCE and rows.stop - rows.start > 1:
        middle = (rows.start + rows.stop) // 2
        halves = slice(rows.start, middle), slice(middle, rows.stop)
        return np.concatenate([read_on(raster, place, half, cols) for half in halves])
    values = read_padded(raster, *window)
    if source.cell_m > 0.75 * place.cell_m:
        col = (place.x_of(cols) - source.x0) / source.cell_m - 0.5 - window[1].start
        row = (source.y0 - place.y_of(rows)) / source.cell_m - 0.5 - window[0].start
        return _between_centres(values, row, col)
    parts = min(MOST_SUBCELLS, math.ceil(place.cell_m / source.cell_m))
    offsets = (np.arange(parts) + 0.5) / parts - 0.5
    col = source.col_of(place.x_of(cols)[:, None] + offsets * place.cell_m).ravel() - window[1].start
    row = source.row_of(place.y_of(rows)[:, None] + offsets * place.cell_m).ravel() - window[0].start
    return _mean_of_known(values[np.ix_(row, col)], parts)


def _touched(source: GridPlace, west: float, south: float, east: float, north: float) -> tuple[slice, slice]:
    """Rows and columns that a box touches and one more on each side, also beyond the grid."""
    rows = slice(int(source.row_of(north)) - 1, int(source.row_of(south)) + 2)
    cols = slice(int(source.col_of(west)) - 1, int(source.col_of(east)) + 2)
    return rows, cols


def _between_centres(values: np.ndarray, row: np.ndarray, col: np.ndarray) -> np.ndarray:
    """Bilinear between centres, weights of unknown cells given to the known; nan where all four are unknown."""
    row = np.clip(row, 0, values.shape[0] - 1)
    col = np.clip(col, 0, values.shape[1] - 1)
    r, c = np.minimum(row.astype(int), values.shape[0] - 2), np.minimum(col.astype(int), values.shape[1] - 2)
    down, right = (row - r)[:, None], (col - c)[None, :]
    total = np.zeros((len(row), len(col)))
    weight = np.zeros((len(row), len(col)))
    for dr, wr in ((0, 1 - down), (1, down)):
        for dc, wc in ((0, 1 - right), (1, right)):
            corner = values[np.ix_(r + dr, c + dc)]
            known = np.isfinite(corner)
            w = wr * wc * known
            total += w * np.where(known, corner, 0)
            weight += w
    with np.errstate(invalid="ignore"):
        return np.where(weight > 1e-9, total / np.maximum(weight, 1e-9), np.nan).astype(np.float32)


def _mean_of_known(fine: np.ndarray, parts: int) -> np.ndarray:
    height, width = fine.shape[0] // parts, fine.shape[1] // parts
    blocks = fine.reshape(height, parts, width, parts)
    known = np.isfinite(blocks)
    count = known.sum(axis=(1, 3))
    total = np.where(known, blocks, 0).sum(axis=(1, 3), dtype=float)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)
