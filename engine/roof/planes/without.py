"""Roofs of buildings that no raster shows: from 3DBAG where footprints bring it, else as such buildings usually are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from ...progress import Progress
from ...tables import FeatureTable
from .assumed import assumed_roof, guess_roofs, party_walls
from .bag3d import FLAT_TYPES, RoofFacts, tilt_by_area
from .footprints import Footprints
from .one_roof import Pieces
from .outcome import Roofs

ROOF_PARTS = "3DBAG: tilt and azimuth of each roof part"
KIND_AND_HEIGHTS = "3DBAG: kind of roof and its heights"
HIDDEN = "heights fit no plane; assumed: "
LEAST_TILT, MOST_TILT = 10.0, 65.0
BUILDINGS_AT_ONCE = 200  # between two chances to stop


def roofs_by_parts(
    foot: Footprints, roofs: Roofs, facts: RoofFacts, buildings: FeatureTable, heights_needed: bool
) -> Iterator[Progress]:
    """Fills in the buildings whose footprints are roof parts of 3DBAG with tilt and azimuth.

    heights_needed: leave out those without heights (a raster will show them).
    """
    for k, rows in enumerate(foot.rows):
        if k % BUILDINGS_AT_ONCE == 0:
            yield Progress(k / len(foot.rows))
        rows = [r for r in rows if np.isfinite(facts.tilt_deg[r]) and _polygon(buildings.geometry[r])]
        if not rows:
            continue
        if heights_needed and not np.isfinite(facts.level_z[rows]).all():
            continue
        cx, cy = roofs.centre[k]
        roofs.ground_z[k] = _middle(facts.ground_z[foot.rows[k]])
        base = roofs.ground_z[k] if np.isfinite(roofs.ground_z[k]) else 0.0
        planes, parts = [], []
        for r in rows:
            part = shapely.intersection(buildings.geometry[r], foot.shapes[k])
            azimuth = np.radians(facts.azimuth_deg[r] if np.isfinite(facts.azimuth_deg[r]) else 0.0)
            slope = np.tan(np.radians(facts.tilt_deg[r])) if np.isfinite(facts.azimuth_deg[r]) else 0.0
            sx, sy = -slope * np.sin(azimuth), -slope * np.cos(azimuth)
            level = facts.level_z[r]
            if not np.isfinite(level):
                level = base + guess_roofs(np.array([foot.shapes[k].area]), foot.build_year[[k]]).eaves_m[0]
            x, y = (
                part.centroid.x - cx if not part.is_empty else 0.0,
                part.centroid.y - cy if not part.is_empty else 0.0,
            )
            planes.append((level - sx * x - sy * y, sx, sy))
            parts.append(shapely.transform(part, lambda xy, at=(cx, cy): xy - at))
        if not heights_needed:
            roofs.ground_z[k] = base
        roofs.pieces[k] = Pieces(np.array(planes), parts, np.full(len(planes), np.nan), None)
        roofs.how[k], roofs.rule[k] = "measured", ROOF_PARTS


def roofs_assumed(foot: Footprints, roofs: Roofs, facts: RoofFacts | None) -> Iterator[Progress]:
    """Fills in the buildings that have no roof yet and whose `rule` is empty or `HIDDEN`."""
    ask = np.array([k for k, p in enumerate(roofs.pieces) if p is None and roofs.rule[k] in ("", HIDDEN)], int)
    if not len(ask):
        return
    area, tree = shapely.area(foot.shapes), shapely.STRtree(foot.shapes)
    guess = guess_roofs(area[ask], foot.build_year[ask])
    for i, k in enumerate(ask):
        at = i % BUILDINGS_AT_ONCE
        if at == 0:
            yield Progress(i / len(ask))
            wall, share = party_walls(tree, ask[i : i + BUILDINGS_AT_ONCE])
        cx, cy = roofs.centre[k]
        own = shapely.transform(foot.shapes[k], lambda xy, at=(cx, cy): xy - at)
        rows = foot.rows[k]
        known = facts is not None and facts.known[rows].any()
        ground = _middle(facts.ground_z[rows]) if facts is not None else np.nan
        if np.isfinite(ground) and not np.isfinite(roofs.ground_z[k]):
            roofs.ground_z[k] = ground
        if not np.isfinite(roofs.ground_z[k]):
            roofs.ground_z[k] = 0.0
        gable, tilt, eaves = bool(guess.gable[i]), guess.tilt_deg[i], roofs.ground_z[k] + guess.eaves_m[i]
        if known:
            gable, tilt = _by_3dbag(facts, rows, area[k], gable, tilt)
        pieces = assumed_roof(own, gable, tilt, eaves, wall[at], share[at])
        level = roofs.middle_z[k]
        if known and not np.isfinite(level):
            level = _middle(facts.level_z[rows])
        if np.isfinite(level):
            # half of a gable roof lies above its middle, so raise it to have its median there
            lift = level - np.median(_heights_over(pieces))
            pieces.planes[:, 0] += lift
        roofs.pieces[k] = pieces
        if known:
            roofs.how[k], roofs.rule[k] = "inferred", KIND_AND_HEIGHTS
        else:
            roofs.how[k], roofs.rule[k] = "assumed", roofs.rule[k] + guess.name[i]


def _by_3dbag(facts: RoofFacts, rows: list[int], area_m2: float, gable: bool, tilt: float) -> tuple[bool, float]:
    kind = next(w for w in facts.kind[rows] if w)
    if kind in FLAT_TYPES:
        return False, 0.0
    by_area = tilt_by_area(area_m2, facts.flat_m2[rows[0]], facts.sloping_m2[rows[0]])
    if LEAST_TILT <= by_area <= MOST_TILT:
        return True, by_area
    return True, tilt if gable else 40.0


def _heights_over(pieces: Pieces) -> np.ndarray:
    """z at the outlines' centres, and for planes that meet in a ridge the same by symmetry."""
    middle = shapely.get_coordinates(shapely.centroid(np.array(pieces.outline, object)))
    return (pieces.planes * np.column_stack((np.ones(len(middle)), middle))).sum(axis=1)


def _middle(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _polygon(geometry) -> bool:
    return geometry is not None and not geometry.is_empty and geometry.geom_type in ("Polygon", "MultiPolygon")
