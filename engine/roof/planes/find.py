"""Roof planes of a town: window by window through the rasters, then what no raster shows."""

from __future__ import annotations

import time
from collections.abc import Generator

import numpy as np
import shapely

from ...errors import EngineError
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..heights import HeightRaster, check_ground, check_heights
from ..heights.checks import COARSE_CELL_M
from .bag3d import RoofFacts, read_3dbag
from .footprints import Footprints, read_footprints
from .from_raster import NOTHING_THERE, Trouble, read_roof
from .growing import GRID_MARGIN_CELLS
from .options import PlaneOptions, RoofPlanes
from .outcome import Roofs, building_table, plane_table
from .scene import MOST_CELLS, batches, read_scene
from .without import roofs_assumed, roofs_by_parts

REPORT_S = 0.3
FEW_HOUSES = 5  # of which the heights prove nothing
ENOUGH_TO_JUDGE = 50  # houses, after which their heights tell whether the unit can be right
HOUSE_M2 = (30.0, 200.0)
TALL_HOUSE_M, STEEP_DEG = 20.0, 62.0
NEIGHBOUR_GROUND_M = 100.0


def find_roof_planes(
    buildings: FeatureTable, dsm: HeightRaster | None, dtm: HeightRaster | None, options: PlaneOptions | None = None
) -> Generator[Progress, None, RoofPlanes]:
    """Height, kind and planes of each building's roof.

    buildings: polygons with `building_id`, `build_year` and, where they bring them, the columns of 3DBAG. dsm: heights
    of the surface, or None. dtm: heights of the ground, or None: then the ground is what lies lowest around a building.
    Both in the buildings' CRS; the ground may have other cells than the surface.
    Raises EngineError where nothing can go on: no footprints, another CRS, heights that cannot be metres.
    """
    options = options or PlaneOptions()
    problems: list[Problem] = []
    yield Progress(0.0, "Reading footprints")
    foot = yield from within(read_footprints(buildings, problems), 0.0, 0.02)
    if not len(foot.ids):
        raise EngineError(
            "{layer} has no polygon that can be a building: choose a layer of footprints.",
            layer=buildings.name or "buildings",
        )
    facts = read_3dbag(buildings.frame) if options.use_3dbag else None
    roofs = Roofs.none(foot.shapes)
    if facts is not None and facts.any_part:
        yield from within(roofs_by_parts(foot, roofs, facts, buildings, heights_needed=dsm is not None), 0.02, 0.03)
    if dsm is not None:
        yield Progress(0.03, "Checking heights")
        problems += _check_rasters(buildings, dsm, dtm)
        yield from _read_raster(foot, roofs, facts, dsm, dtm, options, problems, buildings)
    done = 0.05 if dsm is None else 0.92
    yield Progress(done, "Assuming the roofs that no heights show")
    yield from within(roofs_assumed(foot, roofs, facts), done, 0.96)
    planes = yield from within(plane_table(foot, roofs, options, buildings.crs), 0.96, 0.99)
    return RoofPlanes(planes, building_table(foot, roofs, planes, buildings.crs), problems)


def _check_rasters(buildings: FeatureTable, dsm: HeightRaster, dtm: HeightRaster | None) -> list[Problem]:
    for raster, layer in ((dsm, "DSM"), (dtm, "DTM")):
        if raster is not None and raster.crs != buildings.crs:
            raise EngineError(
                "{layer} is in {crs} and the buildings are in {wanted}: reproject one of them.",
                layer=layer,
                crs=raster.crs,
                wanted=buildings.crs,
            )
    problems = check_heights(dsm, "DSM")
    if dtm is not None:
        # coarse ground is as good as fine
        problems += [p for p in check_heights(dtm, "DTM") if p.code not in ("coarse_cells", "whole_metres")]
        problems += check_ground(dsm, dtm, "DSM", "DTM")
    return problems


def _read_raster(
    foot: Footprints,
    roofs: Roofs,
    facts: RoofFacts | None,
    dsm: HeightRaster,
    dtm: HeightRaster | None,
    options: PlaneOptions,
    problems: list[Problem],
    buildings: FeatureTable,
) -> Generator[Progress, None, None]:
    layer, feature = buildings.name or "buildings", buildings.frame["feature_id"].astype(str).to_numpy(object)
    tree = shapely.STRtree(foot.shapes)
    area = shapely.area(foot.shapes)
    coarse = dsm.place.cell_m >= COARSE_CELL_M
    done, judged, heard = 0, False, time.monotonic()
    yield Progress(0.05, "Reading roofs")
    for group, window in batches(foot.shapes, dsm.place, options.ring_m + (GRID_MARGIN_CELLS + 1) * dsm.place.cell_m):
        rows, cols = window
        scene = None
        if (rows.stop - rows.start) * (cols.stop - cols.start) <= MOST_CELLS:
            near = tree.query(shapely.box(*dsm.place.part(rows, cols).bounds))
            scene = read_scene(dsm, dtm, foot.shapes, np.sort(near), window)
        for k in group:
            trouble = Trouble.TOO_LARGE if scene is None else read_roof(scene, k, foot, roofs, facts, options, coarse)
            if trouble is not None:
                problems.append(trouble.problem(layer, feature[foot.rows[k][0]], foot.shapes[k]))
            done += 1
            if time.monotonic() - heard > REPORT_S:
                heard = time.monotonic()
                yield Progress(0.05 + 0.87 * done / len(foot.ids))
        if not judged and not options.trust_heights and done >= ENOUGH_TO_JUDGE:
            judged = _judge_unit(roofs, area)
        yield Progress(0.05 + 0.87 * done / len(foot.ids))
    if not judged and not options.trust_heights:
        _judge_unit(roofs, area)
        problems += _doubted_unit(roofs, area)
    if not np.isfinite(roofs.p90_z).any() and all(p is None for p in roofs.pieces):
        raise EngineError(
            "{layer} knows no height at any of the {count} buildings: choose a raster of their area, or none.",
            layer="DSM",
            count=len(foot.ids),
        )
    gone = np.array([rule == NOTHING_THERE for rule in roofs.rule], bool)
    if not options.trust_heights and gone.sum() >= FEW_HOUSES and gone.sum() == np.isfinite(roofs.p90_z).sum():
        raise EngineError(
            "{layer} shows none of the {count} buildings that lie in it: is it the ground, or another band of the "
            "file?",
            layer="DSM",
            count=int(gone.sum()),
        )
    _ground_from_neighbours(roofs)


def _judge_unit(roofs: Roofs, area: np.ndarray) -> bool:
    """Whether enough houses were seen to tell; raises EngineError where they are as tall or steep as feet make them."""
    tall_m, steep_deg, houses, slopes = _tall_and_steep(roofs, area)
    if houses < FEW_HOUSES:
        return False
    if tall_m > TALL_HOUSE_M or (slopes >= 10 and steep_deg > STEEP_DEG):
        raise EngineError(
            "Half of the houses come out taller than {height_m} m or steeper than {tilt_deg} degrees: the heights of "
            "{layer} seem to be in feet or another unit. Give their unit, or say that they are to be trusted.",
            layer="DSM",
            height_m=round(tall_m, 1),
            tilt_deg=round(steep_deg),
        )
    return houses >= ENOUGH_TO_JUDGE


def _doubted_unit(roofs: Roofs, area: np.ndarray) -> list[Problem]:
    """What is said where a few houses, too few to stop at, are as tall or steep as feet make them."""
    fitted = np.array([p is not None for p in roofs.pieces], bool)  # a tree over a roof is as tall
    tall_m, steep_deg, houses, slopes = _tall_and_steep(roofs, np.where(fitted, area, 0.0))
    if not 0 < houses < FEW_HOUSES or not (tall_m > TALL_HOUSE_M or (slopes >= 2 and steep_deg > STEEP_DEG)):
        return []
    told = {"layer": "DSM", "count": houses, "height_m": round(tall_m, 1), "tilt_deg": round(steep_deg)}
    return [
        Problem(
            "DSM",
            "",
            "doubtful_unit",
            "The {count} houses come out {height_m} m tall and their roofs {tilt_deg} degrees steep: are the heights "
            "of {layer} in feet or another unit?",
            "Give their unit, if they are not metres.",
            told,
        )
    ]


def _tall_and_steep(roofs: Roofs, area: np.ndarray) -> tuple[float, float, int, int]:
    """Median height [m] of buildings of a house's size and median tilt [degrees] of sloped planes (0 where there are
    none), and how many of each."""
    height = roofs.p90_z - roofs.ground_z
    height = height[np.isfinite(height) & (area > HOUSE_M2[0]) & (area < HOUSE_M2[1])]
    slopes = [np.degrees(np.arctan(np.hypot(*p.planes[0, 1:]))) for p in roofs.pieces if p is not None]
    slopes = [s for s in slopes if s > 10]
    tall_m, steep_deg = (float(np.median(v)) if len(v) else 0.0 for v in (height, slopes))
    return tall_m, steep_deg, len(height), len(slopes)


def _ground_from_neighbours(roofs: Roofs) -> None:
    """Buildings without ground (a closed block) take that of the nearest one that has it, within 100 m."""
    known = np.isfinite(roofs.ground_z)
    lack = np.flatnonzero(~known & np.isfinite(roofs.p90_z))
    if not len(lack) or not known.any():
        return
    points = shapely.points(roofs.centre)
    at = np.flatnonzero(known)
    one, other = shapely.STRtree(points[at]).query_nearest(
        points[lack], max_distance=NEIGHBOUR_GROUND_M, all_matches=False
    )
    roofs.ground_z[lack[one]] = roofs.ground_z[at[other]]
