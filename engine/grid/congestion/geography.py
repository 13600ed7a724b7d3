"""Where a net's elements lie, from pandapower's GeoJSON columns."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import shapely


@dataclass(frozen=True)
class Places:
    """buses: (buses, 2) x and y, nan where unknown. lines: object (lines,) LineStrings, None where unknown.

    crs: authority code, "" where it cannot be told. in_degrees: coordinates are longitude and latitude.
    """

    buses: np.ndarray
    lines: np.ndarray
    crs: str

    @property
    def in_degrees(self) -> bool:
        return self.crs == "EPSG:4326"

    def bus_points(self, rows) -> np.ndarray:
        """Points (object) of bus rows, None where a bus has no place."""
        here = self.buses[rows]
        points = np.full(len(here), None, object)
        known = np.isfinite(here).all(axis=1)
        points[known] = shapely.points(here[known])
        return points


def read_places(net) -> Places:
    """Places of a net's buses and lines; a line that is not drawn runs straight between its buses.

    Without a CRS in the net, coordinates that could be degrees of a small area are taken as longitude and latitude.
    """
    buses = np.full((len(net.bus), 2), np.nan)
    for row, text in enumerate(net.bus.get("geo", [])):
        point = _coordinates(text)
        if point is not None and point.ndim == 1 and len(point) >= 2:
            buses[row] = point[:2]
    start = buses[net.bus.index.get_indexer(net.line["from_bus"])]
    stop = buses[net.bus.index.get_indexer(net.line["to_bus"])]
    lines = np.full(len(net.line), None, object)
    for row, text in enumerate(net.line["geo"] if "geo" in net.line else [None] * len(net.line)):
        path = _coordinates(text)
        if path is None or path.ndim != 2 or len(path) < 2:
            path = np.array([start[row], stop[row]])
        elif _from_the_far_end(path, start[row], stop[row]):
            path = path[::-1]
        if np.isfinite(path).all():
            lines[row] = shapely.linestrings(path[:, :2])
    return Places(buses, lines, _crs(net, buses))


def _from_the_far_end(path, start, stop) -> bool:
    """Whether a line is drawn from its `to` bus to its `from` bus."""
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


def _crs(net, buses: np.ndarray) -> str:
    own = net.get("stadsstroom", {})
    if isinstance(own, dict) and own.get("crs"):
        return str(own["crs"])
    known = buses[np.isfinite(buses).all(axis=1)]
    if not len(known):
        return ""
    size = np.ptp(known, axis=0)
    looks_like_degrees = (np.abs(known) <= [180, 90]).all() and (size < 3).all() and (np.abs(known) > 1).any()
    return "EPSG:4326" if looks_like_degrees else ""
