"""A window of the rasters with the buildings in it: whose cell is whose, how high, on what ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from scipy import ndimage

from ..heights import GridPlace, HeightRaster, read_on
from .growing import GRID_MARGIN_CELLS, Roof
from .slopes import Slopes, slopes_at

TILE_CELLS = 512
MOST_CELLS = 16_000_000  # of one window: some 600 MB at work
HIGHEST_BUILDING_M = 900.0  # Burj Khalifa is 828 m
GROUND_PERCENTILE = 15  # of the surface around a building: below cars, hedges and trees, above ditches
FOUR = ndimage.generate_binary_structure(2, 1)


@dataclass(frozen=True)
class Scene:
    """place: the window's grid. z, ground: (h, w) float32 [m]; ground is None without a ground raster.

    owner: (h, w) int32, number of the footprint that holds a cell's centre, -1 outside; core: (h, w) bool, cells whose
    four neighbours are the same building's and whose height is known.
    """

    place: GridPlace
    z: np.ndarray
    ground: np.ndarray | None
    owner: np.ndarray
    core: np.ndarray
    slopes: Slopes


def batches(shapes: np.ndarray, place: GridPlace, margin_m: float) -> Iterator[tuple[np.ndarray, tuple[slice, slice]]]:
    """Buildings (positions) that lie together, with the window of cells around them; windows may reach off the raster.

    By tiles of 512 cells, in which the centres lie; a building larger than a tile comes alone.
    """
    bounds = shapely.bounds(shapes)
    tile_m = TILE_CELLS * place.cell_m
    centre = (bounds[:, :2] + bounds[:, 2:]) / 2
    tile = np.floor((centre - (place.x0, place.y0)) / tile_m).astype(np.int64)
    alone = (bounds[:, 2:] - bounds[:, :2]).max(axis=1) > tile_m
    key = np.column_stack((-tile[:, 1], tile[:, 0], np.where(alone, np.arange(1, len(shapes) + 1), 0)))
    order = np.lexsort(key.T[::-1])
    cuts = np.flatnonzero(np.any(np.diff(key[order], axis=0), axis=1)) + 1
    for group in np.split(order, cuts):
        west, south = bounds[group, :2].min(axis=0) - margin_m
        east, north = bounds[group, 2:].max(axis=0) + margin_m
        rows = slice(int(place.row_of(north)), int(place.row_of(south)) + 1)
        cols = slice(int(place.col_of(west)), int(place.col_of(east)) + 1)
        yield np.sort(group), (rows, cols)


def read_scene(
    dsm: HeightRaster, dtm: HeightRaster | None, shapes: np.ndarray, near: np.ndarray, window: tuple[slice, slice]
) -> Scene:
    """Reads a window and draws the footprints `near` (positions in shapes) on it."""
    place = dsm.place.part(*window)
    z = read_on(dsm, dsm.place, *window)
    ground = None if dtm is None else read_on(dtm, dsm.place, *window)
    owner = np.full(z.shape, -1, np.int32)
    for k in near:
        part, mask = cells_in(place, shapes[k])
        owner[part][mask] = k
    known = np.isfinite(z)
    core = (owner >= 0) & known
    held = np.pad(owner, 1, constant_values=-1)
    for moved in (held[:-2, 1:-1], held[2:, 1:-1], held[1:-1, :-2], held[1:-1, 2:]):
        core &= moved == owner
    slopes = slopes_at(np.nan_to_num(z).astype(float), np.where(core, owner, -1), place.cell_m)
    return Scene(place, z, ground, owner, core, slopes)


def cells_in(place: GridPlace, shape: shapely.Geometry) -> tuple[tuple[slice, slice], np.ndarray]:
    """The window of a shape on a grid and which of its cells (h, w) have their centre within the shape."""
    rows, cols = place.window(*shape.bounds)
    if rows.stop <= rows.start or cols.stop <= cols.start:
        return (rows, cols), np.zeros((rows.stop - rows.start, cols.stop - cols.start), bool)
    shapely.prepare(shape)
    mask = shapely.contains_xy(shape, place.x_of(cols)[None, :], place.y_of(rows)[:, None])
    return (rows, cols), mask


def roof_of(scene: Scene, k: int, shape: shapely.Geometry, centre: tuple[float, float]) -> tuple[Roof, np.ndarray]:
    """The cells of footprint k about `centre` with some cells around, and the heights (h, w) outside all footprints."""
    rows, cols = scene.place.window(*shape.bounds)
    margin = GRID_MARGIN_CELLS
    rows = slice(max(rows.start - margin, 0), min(rows.stop + margin, scene.z.shape[0]))
    cols = slice(max(cols.start - margin, 0), min(cols.stop + margin, scene.z.shape[1]))
    owner, z = scene.owner[rows, cols], scene.z[rows, cols]
    inside = owner == k
    slopes = [
        s.reshape(scene.z.shape)[rows, cols] for s in (scene.slopes.slope_x, scene.slopes.slope_y, scene.slopes.rms_m)
    ]
    roof = Roof(
        scene.place.x_of(cols) - centre[0],
        scene.place.y_of(rows) - centre[1],
        z.astype(float),
        inside,
        inside & scene.core[rows, cols],
        *slopes,
        scene.place.cell_m,
    )
    return roof, np.where(owner < 0, z, np.nan)


def ground_around(scene: Scene, shape: shapely.Geometry, ring_m: float) -> float:
    """Height of the ground [m] at a building: the median of the ground raster in the box around it, else a low
    percentile of the surface there outside all buildings; nan where neither knows."""
    west, south, east, north = shape.bounds
    rows, cols = scene.place.window(west - ring_m, south - ring_m, east + ring_m, north + ring_m)
    street = scene.owner[rows, cols] < 0
    if scene.ground is not None:
        known = scene.ground[rows, cols]
        # a filled ground raster is smooth under buildings, one with holes is known outside them only
        known = known[np.isfinite(known)]
        if len(known) >= 4:
            return float(np.median(known))
    # cells at walls mix street and roof
    free = street & ~ndimage.binary_dilation(~street, FOUR)
    for mask in (free, street):
        z = scene.z[rows, cols][mask]
        z = z[np.isfinite(z)]
        if len(z) >= 8:
            return float(np.percentile(z, GROUND_PERCENTILE))
    return np.nan
