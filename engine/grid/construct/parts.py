"""Drawn cables -> single lines worth joining; what is not a cable, has no length or is drawn twice is reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ...problems import Problem
from ...tables import FeatureTable

ZERO_LENGTH_M = 0.01
# Cables in one trench lie at least a cable's thickness apart; what is closer all along is the same cable drawn again.
DUPLICATE_M = 0.05
LINE_TYPES = (1, 2, 5, 7)  # LineString, LinearRing, MultiLineString, GeometryCollection


@dataclass(frozen=True)
class CableParts:
    """Single lines of one level, in an order that depends on where they lie and not on the table's rows.

    geometry: object (p,) of LineStrings as drawn. cable: int (p,), row in the cable table. length_m: float64 (p,).
    """

    geometry: np.ndarray
    cable: np.ndarray
    length_m: np.ndarray

    def __len__(self) -> int:
        return len(self.cable)


def single_lines(cables: FeatureTable, layer: str) -> tuple[CableParts, list[Problem]]:
    """Explode multiparts, leave out what cannot be a cable, and report it. layer: the input's role, for problems."""
    geometry = np.asarray(cables.geometry, object)
    ids = cables.frame["feature_id"].to_numpy(object)
    problems = []
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    for row in np.flatnonzero(missing):
        problems.append(
            Problem(
                layer, ids[row], "no_geometry", "The cable has no line.", "Draw its line, or remove it from the layer."
            )
        )
    not_lines = ~missing & ~np.isin(shapely.get_type_id(geometry), LINE_TYPES)
    for row in np.flatnonzero(not_lines):
        problems.append(
            Problem(
                layer,
                ids[row],
                "not_a_line",
                "The cable is drawn as {geometry}, not as a line.",
                "Choose a layer of lines, or draw the cable as a line.",
                {"geometry": geometry[row].geom_type},
                geometry[row],
            )
        )

    rows = np.flatnonzero(~missing & ~not_lines)
    lines, cable = shapely.get_parts(geometry[rows], return_index=True)
    lines, nested = shapely.get_parts(lines, return_index=True)  # a collection may hold multipart lines
    cable = rows[cable][nested]
    length_m = shapely.length(lines)
    bounds = shapely.bounds(lines)
    short = ~(length_m > ZERO_LENGTH_M) | ~np.isfinite(bounds).all(axis=1)
    for part in np.flatnonzero(short):
        finite = np.isfinite(bounds[part]).all()
        problems.append(
            Problem(
                layer,
                ids[cable[part]],
                "zero_length",
                "The cable, or a part of it, has no length; it is left out.",
                "Remove it, or draw it to where it goes.",
                {},
                lines[part] if finite else None,
            )
        )
    kept = np.flatnonzero(~short)
    kept = kept[_order_by_place(lines[kept], bounds[kept], ids[cable[kept]])]
    lines, cable, length_m = lines[kept], cable[kept], length_m[kept]

    twin_of = _twins(lines, length_m)
    for part in np.flatnonzero(twin_of >= 0):
        problems.append(
            Problem(
                layer,
                ids[cable[part]],
                "duplicate",
                "The cable lies on feature {other} from end to end; it is left out.",
                "Remove one of the two, or draw them apart if there really are two cables.",
                {"other": ids[cable[twin_of[part]]]},
                lines[part],
            )
        )
    single = twin_of < 0
    parts = CableParts(lines[single], cable[single], length_m[single])
    for part in np.flatnonzero(~shapely.is_simple(parts.geometry)):
        problems.append(
            Problem(
                layer,
                ids[parts.cable[part]],
                "self_crossing",
                "The cable crosses itself; it is kept as one cable, without a joint at the crossing.",
                "Split the line at the crossing if there is a joint, or straighten it.",
                {},
                parts.geometry[part],
            )
        )
    return parts, problems


def _order_by_place(lines: np.ndarray, bounds: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """An order of the lines that is the same whatever order they come in."""
    by_shape = np.array(sorted(range(len(lines)), key=lambda i: (shapely.to_wkb(lines[i]), str(ids[i]))), int)
    if len(by_shape) == 0:
        return by_shape
    return by_shape[np.lexsort(bounds[by_shape].T[::-1])]


def _twins(lines: np.ndarray, length_m: np.ndarray) -> np.ndarray:
    """The earlier line each line repeats, forwards or backwards, or -1: int (p,)."""
    twin_of = np.full(len(lines), -1)
    if len(lines) == 0:
        return twin_of
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)  # the same from either end
    a, b = shapely.STRtree(middle).query(middle, "dwithin", DUPLICATE_M)
    alike = (a < b) & (np.abs(length_m[a] - length_m[b]) <= 2 * DUPLICATE_M + 0.001 * length_m[a])
    a, b = a[alike], b[alike]
    same = shapely.hausdorff_distance(lines[a], lines[b]) <= DUPLICATE_M
    for first, second in sorted(zip(a[same].tolist(), b[same].tolist())):
        if twin_of[first] < 0 and twin_of[second] < 0:
            twin_of[second] = first
    return twin_of
