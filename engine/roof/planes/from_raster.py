"""One building's roof as the raster shows it, or why the raster cannot show it."""

from __future__ import annotations

from enum import Enum

import numpy as np
import shapely

from ...problems import Problem
from .bag3d import RoofFacts
from .footprints import Footprints
from .growing import Roof
from .one_roof import FEWEST_CELLS, level_roof, pieces_of
from .options import PlaneOptions
from .outcome import Roofs
from .scene import HIGHEST_BUILDING_M, Scene, ground_around, roof_of
from .without import HIDDEN

FITTED = "planes fitted to the heights"
COARSE = "level: the cells are too coarse for planes"
FEW_CELLS = "level: too few cells to tell a tilt"
NOTHING_THERE = "the heights show no building"
TOO_LARGE = "too large to read at once"
LOWEST_BUILDING_M = 1.5
LEAST_KNOWN_SHARE = 0.5
MOST_ROOF_CELLS = 40_000  # a larger roof is read in coarser cells


class Trouble(Enum):
    """What keeps a raster from showing a roof: code, reason, remedy."""

    NO_HEIGHTS = (
        "no_heights",
        "The raster knows no height at this building.",
        "Use heights that cover it; its roof is assumed.",
    )
    HOLES = (
        "holes_in_heights",
        "The raster knows less than half of this roof (water or glass, or the edge of the raster).",
        "Check the roof; what is unknown is taken to go on as its planes do.",
    )
    IMPOSSIBLE = (
        "impossible_height",
        "The roof would lie more than 900 m above the ground.",
        "Check the unit and the no-data value of the raster; its roof is assumed.",
    )
    NOTHING = (
        "nothing_there",
        "The heights show no building here: it was built after the flight, is gone, or lies underground.",
        "Use newer heights, or leave the building out.",
    )
    AFTER_FLIGHT = (
        "built_after_flight",
        "The building is younger than the heights.",
        "Use newer heights; its roof is assumed.",
    )
    NO_PLANE = (
        "no_plane",
        "The heights of this roof fit no plane (trees over it, a curved or a very rough roof).",
        "Check the roof by hand; it is assumed.",
    )
    TOO_LARGE = (
        "too_large",
        "The footprint is larger than 16 million cells.",
        "Split the footprint or use coarser heights; its roof is assumed.",
    )

    def problem(self, layer: str, feature_id: str, place) -> Problem:
        code, reason, remedy = self.value
        return Problem(layer, feature_id, code, reason, remedy, place=place)


def read_roof(
    scene: Scene, k: int, foot: Footprints, roofs: Roofs, facts: RoofFacts | None, options: PlaneOptions, coarse: bool
) -> Trouble | None:
    """Fills in building k from the raster; what keeps it from that is returned (a roof may then be assumed)."""
    shape = foot.shapes[k]
    if scene.place.rows * scene.place.cols == 0:
        return Trouble.NO_HEIGHTS
    ground = roofs.ground_z[k]
    if not np.isfinite(ground):
        ground = _ground(scene, shape, foot.rows[k], facts, options)
        roofs.ground_z[k] = ground
    roof, outside_z = roof_of(scene, k, shape, tuple(roofs.centre[k]))
    high = np.isfinite(roof.z) & (roof.z - (ground if np.isfinite(ground) else 0.0) > HIGHEST_BUILDING_M)
    if high.any():
        roof.z[high] = np.nan
        roof.core[high] = False
        if not np.isfinite(roof.z[roof.inside]).any():
            return Trouble.IMPOSSIBLE
    known = roof.inside & np.isfinite(roof.z)
    if not known.any():
        return Trouble.NO_HEIGHTS
    z = roof.z[roof.core if roof.core.sum() >= FEWEST_CELLS else known]
    p90, middle = float(np.percentile(z, 90)), float(np.median(z))
    if roofs.pieces[k] is not None:  # 3DBAG went before
        roofs.p90_z[k] = p90
        return None
    if options.raster_year is not None and foot.build_year[k] > options.raster_year:
        roofs.changed[k] = True
        return Trouble.AFTER_FLIGHT
    roofs.p90_z[k] = p90
    if np.isfinite(ground) and p90 - ground < LOWEST_BUILDING_M:
        roofs.changed[k] = True
        roofs.rule[k] = NOTHING_THERE
        return Trouble.NOTHING
    holes = Trouble.HOLES if known.sum() < LEAST_KNOWN_SHARE * roof.inside.sum() else None
    cx, cy = roofs.centre[k]
    own = shapely.transform(shape, lambda xy: xy - (cx, cy))
    if coarse or roof.core.sum() < FEWEST_CELLS:
        roofs.pieces[k] = level_roof(roof, own)
        roofs.how[k], roofs.rule[k] = "inferred", COARSE if coarse else FEW_CELLS
        return holes
    pieces = pieces_of(_thinned(roof), own, _thin(outside_z, _step(roof)), options)
    if pieces is None:
        roofs.middle_z[k] = middle
        roofs.rule[k] = HIDDEN
        return Trouble.NO_PLANE
    roofs.pieces[k] = pieces
    roofs.how[k], roofs.rule[k] = "measured", FITTED
    return holes


def _ground(scene, shape, rows, facts, options) -> float:
    if scene.ground is None and facts is not None:
        told = facts.ground_z[rows]
        if np.isfinite(told).any():
            return float(np.nanmedian(told))
    return ground_around(scene, shape, options.ring_m)


def _step(roof: Roof) -> int:
    return max(1, int(np.ceil(np.sqrt(roof.core.sum() / MOST_ROOF_CELLS))))


def _thin(values: np.ndarray, step: int) -> np.ndarray:
    return values[step // 2 :: step, step // 2 :: step] if step > 1 else values


def _thinned(roof: Roof) -> Roof:
    step = _step(roof)
    if step == 1:
        return roof
    grids = (_thin(g, step) for g in (roof.z, roof.inside, roof.core, roof.slope_x, roof.slope_y, roof.rms_m))
    return Roof(roof.x[step // 2 :: step], roof.y[step // 2 :: step], *grids, roof.cell_m * step)
