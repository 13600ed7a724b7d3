"""Where a net's points and lines lie, from the GeoJSON columns that pandapower and pandapipes share."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import shapely


@dataclass(frozen=True)
class Places:
    """buses: (points, 2) x and y, nan where unknown. lines: object (lines,) LineStrings, None where unknown.

    crs: authority code, "" where it cannot be told. in_degrees: coordinates are longitude and latitude.
    """

    buses: np.ndarray
    lines: np.ndarray
    crs: str

    @property
    def in_degrees(self) -> bool:
        return self.crs == "EPSG:4326"

    def bus_points(self, rows) -> np.ndarray:
        """Points (object) of rows of `buses`, None where one has no place."""
        here = self.buses[rows]
        points = np.full(len(here), None, object)
        known = np.isfinite(here).all(axis=1)
        points[known] = shapely.points(here[known])
        return points


def places_of(point_geo, line_geo, start: np.ndarray, stop: np.ndarray, crs: str = "") -> Places:
    """Places of points and of the lines between them; a line that is not drawn runs straight.

    point_geo: (points,) GeoJSON texts. line_geo: (lines,) GeoJSON texts. start, stop: (lines,) positions of points.
    Without a `crs`, coordinates that could be degrees of a small area are taken as longitude and latitude.
    """
    points = np.full((len(point_geo), 2), np.nan)
    for row, text in enumerate(point_geo):
        point = _coordinates(text)
        if point is not None and point.ndim == 1 and len(point) >= 2:
            points[row] = point[:2]
    lines = np.full(len(line_geo), None, object)
    for row, text in enumerate(line_geo):
        ends = points[[start[row], stop[row]]]
        path = _coordinates(text)
        if path is None or path.ndim != 2 or len(path) < 2:
            path = ends
        elif _from_the_far_end(path, *ends):
            path = path[::-1]
        if np.isfinite(path).all():
            lines[row] = shapely.linestrings(path[:, :2])
    return Places(points, lines, crs or _degrees(points))


def _from_the_far_end(path, start, stop) -> bool:
    """Whether a line is drawn from its last point to its first."""
    if not (np.isfinite(start).all() and np.isfinite(stop).all()):
        return False
    along = np.hypot(*(path[0, :2] - start)) + np.hypot(*(path[-1, :2] - stop))
    against = np.hypot(*(path[-1, :2] - start)) + np.hypot(*(path[0, :2] - stop))
    return against < along


def _coordinates(text) -> np.ndarray | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        return np.array(json.loads(text)["coordinates"], float)
    except (ValueError, KeyError, TypeError):
        return None


def _degrees(points: np.ndarray) -> str:
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        return ""
    size = np.ptp(known, axis=0)
    looks_like_degrees = (np.abs(known) <= [180, 90]).all() and (size < 3).all() and (np.abs(known) > 1).any()
    return "EPSG:4326" if looks_like_degrees else ""
