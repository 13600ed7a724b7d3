"""Light on every roof plane, and as a raster, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np

from ...demand.weather import Weather
from ...errors import EngineError
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..heights import GridPlace, HeightRaster, RasterWriter, Tile, tiles
from .cells import NO_PLANE, PlaneCells, normals_of_cells, plane_directions, read_around
from .compiling import compile_first
from .gathering import CellLight
from .horizon import Surroundings, azimuths, numba_installed
from .lit import LitShares, TileCounts
from .options import LightOptions
from .result import RoofLight, planes_by_year
from .sky import SkyTable, sky_table
from .year import light_year

DIRECTIONS_AT_ONCE = 16
MOST_TILE_CELLS = 60_000_000  # of a tile with what is looked at around it: some 0.7 GB at work
LEAST_TILE = 256
SMOOTH_BEYOND_M = (
    30.0  # roofs this far beyond a tile are smoothed too, so that its cells see them as their own tile does
)
ROWS_AT_ONCE = 256
RASTER_SHARE = 0.9  # of the work
NO_HEIGHTS = (
    "Plane {plane} lies where no heights are known; it was given the light of a free view.",
    "Give a height raster that covers it, or read its light as an upper bound.",
)


def light_on_roofs(
    dsm: HeightRaster | None,
    planes: FeatureTable | None,
    weather: Weather,
    options: LightOptions | None = None,
    writer: RasterWriter | None = None,
) -> Generator[Progress, None, RoofLight]:
    """Sun, sky and shadow of a year on roof planes.

    dsm: heights of the surface, trees included; without it every plane has a free view and says so. planes: the table
    of `planes.find_roof_planes`, in the raster's CRS; None for a raster only. writer: takes 13 bands, the year and the
    months (the year alone without options.months), in kWh per m² of the cell's true (tilted) area; on the cells of
    planes, or wherever there are heights with options.every_cell (cells of planes then still tilt as their plane).
    Memory depends on tile and planes, not on the raster. Raises EngineError where raster and planes are in different
    CRSs, or more cells lie within the search distance than memory should hold.
    """
    options = options or LightOptions()
    planes = _empty() if planes is None else FeatureTable(planes.frame.copy(), planes.geometry, planes.crs, planes.name)
    if dsm is not None and len(planes) and dsm.crs and planes.crs != dsm.crs:
        raise EngineError(
            "The roof planes are in {planes} and the heights in {heights}; bring both in one CRS in metres.",
            planes=planes.crs,
            heights=dsm.crs,
        )
    year = light_year(weather, options.albedo)
    work = _Sums(planes, LitShares(len(planes), year, options.directions))
    if dsm is not None:
        side = _tile_side(dsm.place, options)
        if _compiled(options):
            yield from compile_first()
        table = sky_table(year, options.directions, options.months)
        yield from within(_over_tiles(dsm, planes, table, options, side, writer, work), 0.0, RASTER_SHARE)
    light, has_cells = work.result(planes, year, _about(options, weather, dsm))
    yield from within(planes_by_year(light, has_cells), RASTER_SHARE, 1.0)
    return light


class _Sums:
    """What is known of each plane so far: cells, sums over them of the sky's and the horizon line's share, horizons."""

    def __init__(self, planes: FeatureTable, lit: LitShares):
        self.lit = lit
        self.cells, self.sky, self.line = (np.zeros(len(planes)) for _ in range(3))

    def add(self, plane: np.ndarray, cells: CellLight) -> None:
        for total, part in ((self.cells, None), (self.sky, cells.sky), (self.line, cells.line)):
            total += np.bincount(plane, part, len(total))

    def result(self, planes, year, about) -> tuple[RoofLight, np.ndarray]:
        known = self.cells > 0
        tilt = np.radians(plane_directions(planes)[0])
        sky = np.where(known, self.sky / np.maximum(self.cells, 1), (1 + np.cos(tilt)) / 2)
        line = np.where(known, self.line / np.maximum(self.cells, 1), np.sin(tilt))
        names = (
            planes.frame["plane_id"].astype(str).to_numpy() if "plane_id" in planes.frame else np.arange(len(planes))
        )
        problems = [
            Problem("PLANES", names[i], "no_heights_on_plane", *NO_HEIGHTS, {"plane": names[i]}, planes.geometry[i])
            for i in np.flatnonzero(~known)
            if about["heights"]
        ]
        return RoofLight(planes, year, self.lit, sky, line, problems, about), known


def _tile_side(place: GridPlace, options: LightOptions) -> int:
    """Side of the tiles in cells, so that a tile fits in memory with what stands within the search distance.

    Raises EngineError where not even a small one does.
    """
    halo, side = math.ceil(options.search_m / place.cell_m), options.tile_cells
    while math.prod(min(length, side + 2 * halo) for length in place.shape) > MOST_TILE_CELLS:
        if side <= LEAST_TILE:
            raise EngineError(
                "Heights in cells of {cell_m} m take too much memory within a search distance of {search_m} m: choose "
                "at most {nearer_m} m, or heights in larger cells.",
                cell_m=round(place.cell_m, 3),
                search_m=round(options.search_m),
                nearer_m=math.floor((math.isqrt(MOST_TILE_CELLS) - LEAST_TILE) / 2 * place.cell_m),
            )
        side = max(side // 2, LEAST_TILE)
    return side


def _over_tiles(dsm, planes, table, options, side: int, writer, work) -> Generator[Progress, None, None]:
    place = dsm.place
    halo = math.ceil(options.search_m / place.cell_m)
    every = list(tiles(place, side, halo))
    finder = PlaneCells(planes, place)
    for number, tile in enumerate(every):
        start, stop = number / len(every), (number + 1) / len(every)
        said = Progress(start, "Light of tile {tile} of {tiles}", {"tile": number + 1, "tiles": len(every)})
        yield said
        yield from within(_one_tile(dsm, finder, tile, table, options, writer, work), start, stop)


def _one_tile(dsm, finder: PlaneCells, tile: Tile, table: SkyTable, options, writer, work):
    cell_m = dsm.place.cell_m
    heights = dsm.read(tile.padded_rows, tile.padded_cols)
    inner_rows, inner_cols = tile.inner
    labels = _smoothed(finder, tile, heights, cell_m)
    wanted = np.isfinite(heights[inner_rows, inner_cols])
    if not options.every_cell:
        wanted &= labels != NO_PLANE
    yield Progress(0.02)
    if not wanted.any():
        yield from _write(writer, tile, wanted, None, table)
        return
    row, col = np.nonzero(wanted)
    row0, row1, col0, col1 = (int(v) for v in (row.min(), row.max() + 1, col.min(), col.max() + 1))
    plane = labels[row, col]
    del labels
    normal = yield from _normals(finder, heights, tile, row, col, plane, cell_m, options)
    place_in_core = ((row - row0) * (col1 - col0) + col - col0).astype(np.int32)
    del row, col
    on_plane = np.flatnonzero(plane != NO_PLANE)
    plane_of = plane[on_plane]
    counts = TileCounts(work.lit, place_in_core[on_plane], plane_of)
    cells = CellLight(normal, place_in_core, on_plane, table, writer is not None)
    core = (row0 + inner_rows.start, row1 + inner_rows.start, col0 + inner_cols.start, col1 + inner_cols.start)
    first_cell = (tile.padded_rows.start, tile.padded_cols.start)
    around = Surroundings(heights, cell_m, core, options.search_m, first_cell, _compiled(options))
    del heights
    every = azimuths(options.directions)
    least = _far_horizon(options, every)
    levels = np.empty((DIRECTIONS_AT_ONCE, row1 - row0, col1 - col0), np.uint8)
    flat = levels.reshape(len(levels), -1)
    done, together = 0, 2 if options.directions % 2 == 0 else 1
    for group in _groups(options.directions):
        for k in range(0, len(group), together):
            ends = group[k], group[k + together - 1]
            for _ in around.horizons(every[ends[0]], *levels[k : k + together], least_sine=least[[*ends]]):
                yield Progress(0.02 + 0.93 * done / options.directions)
            done += together
        for _ in cells.add(group, flat[: len(group)], _compiled(options)):
            yield Progress(0.02 + 0.93 * done / options.directions)
        counts.count(group, flat[: len(group)], _compiled(options))
    del levels, flat, around
    for _ in work.lit.add(counts):
        yield Progress(0.95)
    del counts
    work.add(plane_of, cells)
    yield Progress(0.95)
    yield from _write(writer, tile, wanted, cells, table)


def _groups(directions: int) -> list[list[int]]:
    """Directions that are gathered together, each followed by the one opposite to it where there is one."""
    half = directions // 2
    order = [d for k in range(half) for d in (k, k + half)] if directions % 2 == 0 else list(range(directions))
    return [order[k : k + DIRECTIONS_AT_ONCE] for k in range(0, directions, DIRECTIONS_AT_ONCE)]


def _smoothed(finder: PlaneCells, tile: Tile, heights: np.ndarray, cell_m: float) -> np.ndarray:
    """Labels of the tile's own cells; heights are put on their planes there and a little beyond."""
    margin = math.ceil(SMOOTH_BEYOND_M / cell_m)
    rows = slice(
        max(tile.rows.start - margin, tile.padded_rows.start), min(tile.rows.stop + margin, tile.padded_rows.stop)
    )
    cols = slice(
        max(tile.cols.start - margin, tile.padded_cols.start), min(tile.cols.stop + margin, tile.padded_cols.stop)
    )
    labels = finder.labels(rows, cols)
    row0, col0 = rows.start - tile.padded_rows.start, cols.start - tile.padded_cols.start
    view = heights[row0 : row0 + labels.shape[0], col0 : col0 + labels.shape[1]]
    finder.smooth(view, labels, rows, cols)
    own_row, own_col = tile.rows.start - rows.start, tile.cols.start - cols.start
    height, width = tile.rows.stop - tile.rows.start, tile.cols.stop - tile.cols.start
    return labels[own_row : own_row + height, own_col : own_col + width]


def _normals(finder, heights, tile: Tile, row, col, plane, cell_m, options) -> Generator[Progress, None, np.ndarray]:
    """Normals (3, n) of cells, rows in order: of their plane, else by their own slope."""
    normal = np.empty((3, len(row)), np.float32)
    if options.every_cell:
        inner_rows, inner_cols = tile.inner
        height = inner_rows.stop - inner_rows.start
        for start in range(0, height, ROWS_AT_ONCE):
            stop = min(start + ROWS_AT_ONCE, height)
            beside = read_around(heights, slice(start + inner_rows.start, stop + inner_rows.start), inner_cols)
            some = slice(*np.searchsorted(row, (start, stop)))
            normal[:, some] = normals_of_cells(beside, cell_m)[:, row[some] - start, col[some]]
            yield Progress(0.02)
    on = plane != NO_PLANE
    normal[:, on] = finder.normals[:, plane[on]]
    return normal


def _write(writer, tile: Tile, wanted: np.ndarray, cells, table: SkyTable) -> Generator[Progress, None, None]:
    if writer is None:
        return
    before = np.concatenate([[0], np.cumsum(wanted.sum(axis=1))])
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        strip = wanted[start : start + ROWS_AT_ONCE]
        months = len(table.ground) > 1
        block = np.full((1 + len(table.ground) * months, *strip.shape), np.nan, np.float32)
        if cells is not None:
            columns = cells.columns(slice(before[start], before[start + len(strip)]))
            block[0, strip] = columns.sum(axis=1)
            if months:
                block[1:, strip] = columns.T
        writer.write(tile.rows.start + start, tile.cols.start, block)
        yield Progress(0.95 + 0.05 * start / len(wanted))


def _compiled(options: LightOptions) -> bool:
    return numba_installed() if options.use_numba is None else options.use_numba


def _far_horizon(options: LightOptions, azimuth_deg: np.ndarray) -> np.ndarray:
    """Sine of the far horizon in each direction (0 where none is given)."""
    if not options.far_horizon_deg:
        return np.zeros(len(azimuth_deg))
    given = np.asarray(options.far_horizon_deg, float)
    angles = np.interp(azimuth_deg, azimuths(len(given)), given, period=360)
    return np.sin(np.radians(np.clip(angles, 0, 89)))


def _about(options: LightOptions, weather: Weather, dsm) -> dict:
    return {
        "heights": dsm is not None,
        "weather": weather.about,
        "directions": options.directions,
        "search_m": options.search_m,
        "albedo": options.albedo,
        "sky": "Perez 1990",
        "compiled": _compiled(options),
    }


def _empty() -> FeatureTable:
    import pandas as pd

    return FeatureTable(pd.DataFrame({"tilt_deg": [], "azimuth_deg": []}, dtype=float), np.empty(0, object))
