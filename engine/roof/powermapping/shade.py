"""At how many moments of the shortest day is the middle of each roof in the sun?"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import shapely

from ...demand.sun import sun_position
from ...progress import Progress, within
from ...tables import FeatureTable
from ..heights import HeightRaster, tiles
from ..light.shadow import cast_shadow
from ..wind import tops_m
from .options import PowermappingOptions
from .skyline import skyline_around, towards_sun

SHORTEST_DAY = "12-21"
RAYS_AT_ONCE = 2000
MOST_REACH_M = 2000.0  # of the shadow of a tower of 240 m at ten o'clock, where no reach is given


def moments_utc(options: PowermappingOptions) -> np.ndarray:
    """The moments of the shortest day, datetime64[s] (n,) UTC."""
    seconds = np.round((np.array(options.clock_hours, float) - options.utc_offset_h) * 3600).astype("timedelta64[s]")
    return np.datetime64(f"{options.year}-{SHORTEST_DAY}T00:00:00") + seconds


def sunlit_moments(
    buildings: FeatureTable, dsm: HeightRaster | None, options: PowermappingOptions
) -> Generator[Progress, None, tuple[np.ndarray, np.ndarray]]:
    """Number of moments at which each roof's centre is in the sun, int (n,), and how it was found, text (n,).

    "surface": on the raster, trees and all. "blocks": where the raster knows nothing (or there is none) buildings are
    upright blocks as high as their top, as in Powermapping, which left out trees. "" where a building has no shape.
    """
    elevation, azimuth = sun_position(moments_utc(options), options.latitude_deg, options.longitude_deg)
    centre = roof_centres(buildings.geometry)
    has_shape = ~shapely.is_missing(centre)
    sunlit, how = np.zeros(len(buildings), int), np.where(has_shape, "blocks", "").astype(object)
    x, y = shapely.get_x(centre), shapely.get_y(centre)
    if dsm is not None:
        seen = yield from _on_surface(dsm, x, y, elevation, azimuth, options)
        known = seen >= 0
        sunlit[known], how[known] = seen[known], "surface"
    rest = np.flatnonzero(how == "blocks")
    blocks, top = shapely.STRtree(buildings.geometry), tops_m(buildings.frame)
    for number, (up, towards) in enumerate(zip(elevation, azimuth)):
        yield Progress(0.8 + 0.2 * number / len(elevation))
        for first in range(0, len(rest), RAYS_AT_ONCE):
            some = rest[first : first + RAYS_AT_ONCE]
            sunlit[some] += ~_behind_blocks(blocks, top, some, x, y, up, towards, options.reach_m or MOST_REACH_M)
            yield Progress(0.8 + 0.2 * (number + (first + len(some)) / len(rest)) / len(elevation))
    return sunlit, how


def roof_centres(geometry: np.ndarray) -> np.ndarray:
    """Points (n,) in the middle of footprints: the centroid, or, where that lies outside (a courtyard), one inside.

    None where there is no footprint.
    """
    centre = shapely.centroid(geometry)
    centre = np.where(shapely.intersects(geometry, centre), centre, shapely.point_on_surface(geometry))
    return np.where(shapely.is_empty(centre), None, centre)


def _on_surface(
    dsm: HeightRaster, x: np.ndarray, y: np.ndarray, elevation: np.ndarray, azimuth: np.ndarray, options
) -> Generator[Progress, None, np.ndarray]:
    """Number of moments (n,) at which the cell of each point is lit, -1 where the raster does not know its height."""
    place = dsm.place
    sunlit = np.full(len(x), -1)
    row, col = np.full(len(x), -1), np.full(len(x), -1)
    inside = np.isfinite(x) & np.isfinite(y)
    row[inside], col[inside] = place.row_of(y[inside]), place.col_of(x[inside])
    inside = (row >= 0) & (row < place.rows) & (col >= 0) & (col < place.cols)
    if not inside.any():
        return sunlit
    most_m = options.reach_m or MOST_REACH_M
    skyline = yield from within(skyline_around(dsm, x[inside], y[inside], most_m), 0.0, 0.1)
    every = list(tiles(place, options.tile_cells, 0))
    for number, tile in enumerate(every):
        here = inside & (row >= tile.rows.start) & (row < tile.rows.stop)
        here = np.flatnonzero(here & (col >= tile.cols.start) & (col < tile.cols.stop))
        told = {"part": number + 1, "parts": len(every)}
        yield Progress(0.1 + 0.7 * number / len(every), "Shadow of part {part} of {parts}", told)
        if not len(here):
            continue
        z = dsm.read(tile.rows, tile.cols)[row[here] - tile.rows.start, col[here] - tile.cols.start]
        here, z = here[np.isfinite(z)], z[np.isfinite(z)]
        sunlit[here] = 0
        for up, towards in zip(elevation, azimuth):
            if len(here) and up > 0:
                reach_m = skyline.reach_m(tile, float(z.min()), float(up), most_m)
                rows, cols = towards_sun(tile, reach_m / place.cell_m, float(towards), place)
                heights = dsm.read(rows, cols)
                shaded = cast_shadow(heights, place.cell_m, float(up), float(towards), (rows.start, cols.start))
                sunlit[here] += ~shaded[row[here] - rows.start, col[here] - cols.start]
            yield Progress(0.1 + 0.7 * (number + 0.5) / len(every))
    return sunlit


def _behind_blocks(
    blocks: shapely.STRtree, top: np.ndarray, rows: np.ndarray, x, y, elevation_deg: float, azimuth_deg: float, reach_m
) -> np.ndarray:
    """Whether another block stands between the roof centres of `rows` and the sun: bool (k,). top: of every block."""
    if elevation_deg <= 0:
        return np.ones(len(rows), bool)
    own = np.nan_to_num(top[rows])
    start = np.column_stack([x[rows], y[rows]])
    towards = np.radians(azimuth_deg)
    rise = np.tan(np.radians(elevation_deg))
    length = np.clip((np.nanmax(top, initial=0.0) - own) / rise, 0.0, reach_m)
    end = start + length[:, None] * np.array([np.sin(towards), np.cos(towards)])
    rays = shapely.linestrings(np.stack([start, end], axis=1))
    ray, other = blocks.query(rays, predicate="intersects")
    keep = (other != rows[ray]) & (np.nan_to_num(top, nan=-np.inf)[other] > own[ray])
    ray, other = ray[keep], other[keep]
    met = shapely.intersection(rays[ray], blocks.geometries[other])
    away = shapely.distance(shapely.points(start[ray]), met)
    dark = np.zeros(len(rows), bool)
    dark[ray[top[other] > own[ray] + away * rise]] = True
    return dark
