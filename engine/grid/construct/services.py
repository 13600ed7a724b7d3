"""The service cable from the nearest supply cable to each building, crossing no other building where possible."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import shapely

from ...phrases import Phrase, phrase_column
from ...progress import Progress

TOUCH_M = 0.05  # a line along a shared wall crosses nothing
FACADE_STEP_M = 2.0
FACADE_POINTS = 60
OWN_HOUSE_M = 0.3  # a line from the back of the house would run through it
SHORTEST_M = 0.5
BATCH = 500

NEAREST = Phrase("nearest supply cable")
OTHER_CABLE = Phrase("the nearest cable lies behind another building: next cable that is free")
OTHER_FACADE = Phrase(
    "straight lines from the nearest wall cross another building: shortest free line from another point of the wall"
)
CROSSING = Phrase("every line to a cable within reach crosses another building: the one that crosses least")


@dataclass(frozen=True)
class Services:
    """One row a thing to connect (n,).

    edge: int, the cable it taps, -1 where none is within reach. along_m: float, where along that edge.
    line: object, LineString from the cable to the building. rule: str, how it was chosen. crossing_m: float, metres
    under other buildings. nearest_m: float, distance to the nearest usable cable however far (inf: there is none).
    """

    edge: np.ndarray
    along_m: np.ndarray
    line: np.ndarray
    rule: np.ndarray
    crossing_m: np.ndarray
    nearest_m: np.ndarray

    def replaced(self, rows: np.ndarray, others: Services) -> Services:
        """These with other services (k,) at rows (k,)."""
        parts = {name: getattr(self, name).copy() for name in self.__dataclass_fields__}
        for name, values in parts.items():
            values[rows] = getattr(others, name)
        return Services(**parts)


@dataclass(frozen=True)
class _Lines:
    """Candidate service lines: what they connect (row), the cable they tap, the line from cable to building."""

    row: np.ndarray
    edge: np.ndarray
    line: np.ndarray

    def take(self, chosen) -> _Lines:
        return _Lines(self.row[chosen], self.edge[chosen], self.line[chosen])


def find_services(
    shapes: np.ndarray, own: np.ndarray, obstacles: np.ndarray, cables: np.ndarray, max_length_m: float
) -> Generator[Progress, None, Services]:
    """Choose a service line for each shape.

    shapes: object (n,), polygons or points. own: int (n,), the obstacle that is the shape's own building, or -1.
    obstacles: object (b,), footprints, None allowed. cables: object (m,), the lines that may be tapped.
    """
    n = len(shapes)
    edge, rule, crossing = np.full(n, -1), phrase_column(n), np.zeros(n)
    line, nearest = np.empty(n, object), np.full(n, np.inf)
    if n and len(cables):
        cables = np.asarray(cables, object)
        tree, walls = shapely.STRtree(cables), _Obstacles(obstacles)
        at, found = tree.query_nearest(shapes, return_distance=True, all_matches=False)
        nearest[at[0]] = found
        for start in range(0, n, BATCH):
            rows = np.arange(start, min(start + BATCH, n))
            chosen, text, metres = _choose(rows, shapes, own, walls, cables, tree, max_length_m)
            edge[chosen.row], line[chosen.row] = chosen.edge, chosen.line
            rule[chosen.row], crossing[chosen.row] = text, metres
            yield Progress((start + len(rows)) / n)
    made = edge >= 0
    line[made] = _long_enough(line[made], shapes[made])
    along = np.full(n, np.nan)
    with np.errstate(invalid="ignore"):
        along[made] = shapely.line_locate_point(cables[edge[made]], shapely.get_point(line[made], 0))
    return Services(edge, along, line, rule, crossing, nearest)


class _Obstacles:
    """Footprints that a service cable should not cross."""

    def __init__(self, footprints: np.ndarray):
        self.footprints = footprints
        self.tree = shapely.STRtree(footprints)

    def crossed_m(self, lines: np.ndarray, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Metres of each line (k,) inside other buildings, and inside its own: two float (k,)."""
        which, building = self.tree.query(lines, "intersects")
        inside = shapely.length(shapely.intersection(lines[which], self.footprints[building]))
        mine = building == own[which]
        other = np.bincount(which[~mine], inside[~mine], len(lines))
        return np.where(other > TOUCH_M, other, 0.0), np.bincount(which[mine], inside[mine], len(lines))


def _choose(rows, shapes, own, walls, cables, tree, max_length_m):
    """The best line for each row that has one: (_Lines, rules, metres crossed)."""
    which, edge = tree.query(shapes[rows], "dwithin", max_length_m)
    direct = _by_length(_Lines(rows[which], edge, _shortest_line(cables[edge], shapes[rows[which]])))
    first = direct.take(_first(direct.row))
    metres, _ = walls.crossed_m(first.line, own[first.row])
    done, found = first.row[metres == 0], [(first.take(metres == 0), NEAREST, metres[metres == 0])]

    def settle(lines: _Lines, rule: str) -> tuple[_Lines, np.ndarray]:
        nonlocal done
        lines = lines.take(~np.isin(lines.row, done))
        crossed, _ = walls.crossed_m(lines.line, own[lines.row])
        free = np.flatnonzero(crossed == 0)
        best = free[_first(lines.row[free])]
        done = np.append(done, lines.row[best])
        found.append((lines.take(best), rule, crossed[best]))
        return lines, crossed

    others, others_crossed = settle(direct, OTHER_CABLE)
    pending = np.setdiff1d(direct.row, done)
    facade = _by_length(_facade_lines(pending, shapes, cables, direct, max_length_m))
    _, through = walls.crossed_m(facade.line, own[facade.row])
    facade, facade_crossed = settle(facade.take(through <= OWN_HOUSE_M), OTHER_FACADE)

    left = _Lines(*(np.append(getattr(others, f), getattr(facade, f)) for f in ("row", "edge", "line")))
    crossed = np.append(others_crossed, facade_crossed)
    keep = ~np.isin(left.row, done)
    left, crossed = left.take(keep), crossed[keep]
    order = np.lexsort((_lengths(left.line), np.round(crossed, 6), left.row))
    left, crossed = left.take(order), crossed[order]
    best = _first(left.row)
    found.append((left.take(best), CROSSING, crossed[best]))
    lines = _Lines(*(np.concatenate([getattr(part, f) for part, _, _ in found]) for f in ("row", "edge", "line")))
    rules = np.concatenate([phrase_column(len(part.row), rule) for part, rule, _ in found])
    return lines, rules, np.concatenate([metres for _, _, metres in found])


def _facade_lines(pending, shapes, cables, direct: _Lines, max_length_m: float) -> _Lines:
    """Lines from points around each pending building's outline to every cable within reach."""
    here = np.isin(direct.row, pending) & (shapely.get_dimensions(shapes[direct.row]) == 2)
    row, edge = direct.row[here], direct.edge[here]
    if not len(row):
        return direct.take(np.empty(0, int))
    building, position = np.unique(row, return_inverse=True)
    points, owner = [], []
    for number, shape in enumerate(shapes[building]):
        outline = shapely.boundary(shape)
        count = int(np.clip(outline.length / FACADE_STEP_M, 4, FACADE_POINTS))
        points.append(shapely.line_interpolate_point(_as_line(outline), np.arange(count) / count, normalized=True))
        owner.append(np.full(count, number))
    points, owner = np.concatenate(points), np.concatenate(owner)
    first, last = np.searchsorted(owner, position, "left"), np.searchsorted(owner, position, "right")
    pair = np.repeat(np.arange(len(row)), last - first)
    point = points[np.concatenate([np.arange(a, b) for a, b in zip(first, last)])]
    lines = _shortest_line(cables[edge[pair]], point)
    near = shapely.length(lines) <= max_length_m
    return _Lines(row[pair][near], edge[pair][near], lines[near])


def _as_line(outline):
    """The longest ring of an outline: the wall that faces the street."""
    parts = shapely.get_parts(outline)
    return parts[np.argmax(shapely.length(parts))]


def _shortest_line(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):  # GEOS sets the flag where the two touch; the line is right
        return shapely.shortest_line(a, b)


def _lengths(lines: np.ndarray) -> np.ndarray:
    return np.round(shapely.length(lines), 6)


def _by_length(lines: _Lines) -> _Lines:
    """Sorted by row, then length, then place, so that ties do not hang on the order of cables."""
    bounds = np.round(shapely.bounds(lines.line).reshape(-1, 4), 6)
    return lines.take(np.lexsort((lines.edge, bounds[:, 1], bounds[:, 0], _lengths(lines.line), lines.row)))


def _first(rows: np.ndarray) -> np.ndarray:
    """Positions at which a new row begins, in sorted rows."""
    return np.flatnonzero(np.diff(rows, prepend=-1))


def _long_enough(lines: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Where a cable touches or runs under what it serves, a line of SHORTEST_M towards the inside."""
    lines = lines.copy()
    short = np.flatnonzero(shapely.length(lines) < SHORTEST_M)
    if not len(short):
        return lines
    start = shapely.get_coordinates(shapely.get_point(lines[short], 0))
    way = shapely.get_coordinates(shapely.point_on_surface(shapes[short])) - start
    far = np.hypot(*way.T)[:, None]
    way = np.where(far > TOUCH_M, way / np.maximum(far, TOUCH_M), [1.0, 0.0])
    lines[short] = shapely.linestrings(np.stack([start, start + SHORTEST_M * way], axis=1))
    return lines
