"""A plausible roof where no heights are known: its kind by year and size, its ridge by footprint and neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ...catalogue import read_catalogue
from .one_roof import Pieces
from .outlines import wall_direction

WALL_APART_M = 0.4  # footprints this near share a wall
ROW_SHARE = 0.25  # of the outline that is party wall, above which the ridge runs across these walls


@dataclass(frozen=True)
class RoofGuess:
    """Shape (gable or flat), tilt_deg and eaves_m above ground of each building (n,), and the rule's name."""

    gable: np.ndarray
    tilt_deg: np.ndarray
    eaves_m: np.ndarray
    name: np.ndarray


def guess_roofs(area_m2: np.ndarray, build_year: np.ndarray) -> RoofGuess:
    """The first fitting row of resources/catalogue/roof_assumptions.csv for each building (n,); years may be nan."""
    table = read_catalogue("roof_assumptions")
    chosen = np.full(len(area_m2), len(table) - 1)
    found = np.zeros(len(area_m2), bool)
    for i, row in enumerate(table.itertuples()):
        fits = ~found & ~(area_m2 < row.area_from_m2) & ~(area_m2 >= _or(row.area_to_m2, np.inf))
        if np.isfinite(row.built_from) or np.isfinite(row.built_to):
            fits &= (build_year >= _or(row.built_from, -np.inf)) & (build_year <= _or(row.built_to, np.inf))
        chosen[fits] = i
        found |= fits
    return RoofGuess(
        (table["shape"] == "gable").to_numpy()[chosen],
        table["tilt_deg"].to_numpy(float)[chosen],
        table["eaves_m"].to_numpy(float)[chosen],
        table["name"].to_numpy(object)[chosen],
    )


def party_walls(footprints: shapely.STRtree, ask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For the footprints at positions `ask` of the tree: direction of the walls they share with others [rad, modulo a
    half turn; nan without] and the share of their outline that these are."""
    direction, share = np.full(len(ask), np.nan), np.zeros(len(ask))
    if not len(ask):
        return direction, share
    shapes = footprints.geometries
    one, other = footprints.query(shapes[ask], predicate="dwithin", distance=WALL_APART_M)
    apart = ask[one] != other
    one, other = one[apart], other[apart]
    outline = shapely.boundary(shapes[ask])
    common = shapely.intersection(outline[one], shapely.buffer(shapes[other], WALL_APART_M, quad_segs=2))
    lines, of = shapely.get_parts(common, return_index=True)
    is_line = shapely.get_type_id(lines) == 1
    lines, of = lines[is_line], one[of[is_line]]
    xy, line = shapely.get_coordinates(lines, return_index=True)
    step = np.diff(xy, axis=0)[np.diff(line) == 0] if len(xy) else np.empty((0, 2))
    of = of[line[1:][np.diff(line) == 0]] if len(xy) else np.empty(0, int)
    length = np.hypot(step[:, 0], step[:, 1])
    # the ends of a neighbour's buffer cut short pieces of the walls that only end at it
    turned = 2 * np.arctan2(step[:, 1], step[:, 0])
    weight = np.where(length > 1.0, length, 0)
    cosine = np.bincount(of, weight * np.cos(turned), len(ask))
    sine = np.bincount(of, weight * np.sin(turned), len(ask))
    total = np.bincount(of, weight, len(ask))
    some = total > 0
    direction[some] = np.arctan2(sine[some], cosine[some]) / 2
    share[some] = total[some] / shapely.length(outline)[some]
    return direction, share


def assumed_roof(
    footprint: shapely.Geometry, gable: bool, tilt_deg: float, eaves_z: float, wall_rad: float, wall_share: float
) -> Pieces:
    """A level roof at eaves_z, or two planes that rise from there to a ridge halfway.

    footprint: about its own centroid [m]. wall_rad, wall_share: of `party_walls`.
    """
    if not gable:
        return Pieces(np.array([[eaves_z, 0.0, 0.0]]), [footprint], np.array([np.nan]), None)
    along = ridge_direction(footprint, wall_rad, wall_share)
    across = np.array([-np.sin(along), np.cos(along)])
    xy = shapely.get_coordinates(footprint)
    off = xy @ across
    middle, half = (off.min() + off.max()) / 2, (off.max() - off.min()) / 2
    slope = np.tan(np.radians(tilt_deg))
    ridge_z = eaves_z + slope * half
    reach = 2 * np.abs(xy).max() + 10
    unit = np.array([np.cos(along), np.sin(along)])
    planes, parts = [], []
    for side in (-1, 1):
        # z falls by `slope` for every metre away from the ridge
        planes.append((ridge_z + side * slope * middle, *(-side * slope * across)))
        a, b = middle * across - reach * unit, middle * across + reach * unit
        far = side * reach * across
        parts.append(shapely.intersection(footprint, shapely.Polygon([a, b, b + far, a + far])))
    return Pieces(np.array(planes), parts, np.full(2, np.nan), None)


def ridge_direction(footprint: shapely.Geometry, wall_rad: float, wall_share: float) -> float:
    """Across the party walls of a row, else along the longer side [rad]."""
    axis = wall_direction(footprint)
    if wall_share >= ROW_SHARE:
        turn = wall_rad + np.pi / 2 - axis
        return axis + np.round(turn / (np.pi / 2)) * np.pi / 2
    xy = shapely.get_coordinates(footprint)
    extent = [np.ptp(xy @ np.array([np.cos(a), np.sin(a)])) for a in (axis, axis + np.pi / 2)]
    return axis if extent[0] >= extent[1] else axis + np.pi / 2


def _or(value: float, instead: float) -> float:
    return value if np.isfinite(value) else instead
