"""Where streets cross, touch or run over themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .graph import distance_along

SAME_M = 0.01


@dataclass(frozen=True)
class Crossings:
    """Places where two runs meet (k, 2): the lines int (k, 2), the same twice where one crosses itself, and how far
    along each, along_m (k, 2)."""

    line: np.ndarray
    along_m: np.ndarray
    place: np.ndarray


def crossings(parts: np.ndarray, level: np.ndarray) -> Crossings:
    """Where lines (p,) of the same level (p,) meet; where they run on each other, the ends of the shared stretch."""
    coords, line = shapely.get_coordinates(parts, return_index=True)
    along = distance_along(coords, line)
    at = np.flatnonzero(line[:-1] == line[1:])
    ends = np.stack([coords[at], coords[at + 1]], axis=1)
    segments = shapely.linestrings(ends)
    one, other = shapely.STRtree(segments).query(segments, predicate="intersects")
    near = (one < other) & ~((line[at[one]] == line[at[other]]) & (other == one + 1))
    near &= level[line[at[one]]] == level[line[at[other]]]
    one, other = one[near], other[near]
    lines, alongs, places = [], [], []
    for first, second, place in _meetings(ends, one, other):
        pair = np.stack([first, second], axis=1)
        lines.append(line[at[pair]])
        alongs.append(along[at[pair]] + np.hypot(*np.moveaxis(place[:, None] - ends[pair, 0], -1, 0)))
        places.append(place)
    return Crossings(np.concatenate(lines), np.concatenate(alongs), np.concatenate(places))


def _meetings(ends: np.ndarray, one: np.ndarray, other: np.ndarray):
    """(segments, segments, places) where pairs of segments meet: at a point, or at the ends of what they share."""
    p, q = ends[one, 0], ends[other, 0]
    r, s = ends[one, 1] - p, ends[other, 1] - q
    size = np.hypot(*r.T) * np.hypot(*s.T)
    turn = r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0]
    level = np.abs(turn) <= 1e-6 * size
    gap = q - p
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.clip((gap[:, 0] * s[:, 1] - gap[:, 1] * s[:, 0]) / turn, 0, 1)
    place = p + np.where(level, 0, t)[:, None] * r
    # Exactly at a vertex where that is what it is.
    for vertex in (p, p + r, q, q + s):
        close = np.hypot(*(place - vertex).T) < SAME_M / 10
        place[close] = vertex[close]
    yield one[~level], other[~level], place[~level]
    a, b = one[level], other[level]
    for ending, base in ((a, b), (b, a)):
        for side in (0, 1):
            vertex = ends[ending, side]
            span = ends[base, 1] - ends[base, 0]
            where = ((vertex - ends[base, 0]) * span).sum(axis=1) / np.maximum((span**2).sum(axis=1), 1e-12)
            foot = ends[base, 0] + np.clip(where, 0, 1)[:, None] * span
            on = np.hypot(*(foot - vertex).T) < SAME_M
            yield ending[on], base[on], vertex[on]
