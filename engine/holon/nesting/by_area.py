"""Nesting by areas of one or more layers: neighbourhoods, districts, any layer of polygons."""

from __future__ import annotations

import numpy as np
import shapely

from ...columns import text_column
from ...errors import EngineError
from ...phrases import Phrase
from ...problems import Problem
from ...tables import FeatureTable
from .level import Nesting, make_level, stack
from .shapes import drawn_connections, grounds, joined, mended, points_of, without_place

SHARE_OF_OVERLAP = 1e-3  # of the smaller area: less is a border drawn twice


def area_nesting(footprints: np.ndarray, connection_ids, areas: list[FeatureTable], crs: str = "") -> Nesting:
    """Connections in the areas of each layer, smallest areas first.

    footprints: (n,) polygons or points of the connections, None where unknown. areas: polygons with columns `area_id`
    and, where known, `name`. Of areas that overlap the first by id has the connection. Connections in no area are a
    holon of their own within each area of the next layer. An area that lies in several of the next layer counts where
    most of its connections lie. Areas without connections are left out, and so are those without a shape, which are
    problems. Raises EngineError where no connection lies in any area of a layer.
    """
    ids = np.array([str(name) for name in connection_ids], object)
    points = points_of(footprints)
    problems = without_place(ids, points)
    tables = [_in_order(table, problems) for table in areas]
    lies_in = [_areas_of(points, table, problems) for table in tables]
    for table, inside in zip(tables, lies_in):
        if not (inside >= 0).any():
            raise EngineError(
                "No connection lies in any area of layer {layer}: choose another layer.", layer=table.name
            )

    ground = grounds(footprints)
    levels = [make_level(1, "connection", ids, ids, np.arange(len(ids)), drawn_connections(footprints))]
    taken = set(ids.tolist())
    group = np.arange(len(ids))
    for position, table in enumerate(tables):
        area, mixed = _of_groups(group, lies_in[position], len(table))
        if position:
            problems += [_mixed(table, tables[position - 1], levels[-1], k) for k in np.flatnonzero(mixed)]
        # those in no area keep apart by where they lie in the next layer
        upper = (
            _of_groups(group, lies_in[position + 1], len(tables[position + 1]))[0] if position + 1 < len(tables) else 0
        )
        key = np.where(area >= 0, area, len(table) + np.asarray(upper) + 1)[group]
        found, group = np.unique(key, return_inverse=True)
        group = group.ravel()
        level, rest = _level(position + 2, table, found, group, ground, taken)
        if rest:
            problems.append(_gap(table, rest))
        levels.append(level)
    return Nesting(stack(levels), crs or (tables[0].crs if tables else ""), problems, points)


def _in_order(table: FeatureTable, problems: list[Problem]) -> FeatureTable:
    """The areas that have a shape, by id, with shapes that can be cut with each other; the others become problems."""
    frame, shapes = table.frame.copy(), table.geometry.copy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes[there] = [mended(shape) for shape in shapes[there]]
    known = shapely.get_dimensions(shapes) == 2
    own, row = text_column(frame, "area_id"), text_column(frame, "feature_id")
    frame["area_id"] = np.where(own == "", row, own)
    table = FeatureTable(frame, shapes, table.crs, table.name)
    order = np.argsort(frame["area_id"].to_numpy(str), kind="stable")
    problems += [
        Problem(
            table.name, frame["area_id"][row], "no_shape", "The area has no shape on the map; it is left out.",
            "Draw it, or take it out of the layer.",
        )
        for row in order[~known[order]]
    ]  # fmt: skip
    return table.take(order[known[order]])


def _areas_of(points: np.ndarray, table: FeatureTable, problems: list[Problem]) -> np.ndarray:
    """The first area (n,) that each point lies in, -1 where in none; overlaps become problems."""
    inside = np.full(len(points), -1)
    if not len(table):
        return inside
    shapely.prepare(table.geometry)
    area, point = shapely.STRtree(points).query(table.geometry, predicate="intersects")
    order = np.lexsort((area, point))
    point, area = point[order], area[order]
    first = np.r_[True, point[1:] != point[:-1]] if len(point) else np.zeros(0, bool)
    inside[point[first]] = area[first]
    a, b = shapely.STRtree(table.geometry).query(table.geometry, predicate="intersects")
    a, b = a[a < b], b[a < b]
    both = shapely.area(shapely.intersection(table.geometry[a], table.geometry[b]))
    smaller = np.minimum(shapely.area(table.geometry[a]), shapely.area(table.geometry[b]))
    names = table.frame["area_id"].to_numpy(object)
    for k in np.flatnonzero(both > SHARE_OF_OVERLAP * smaller):
        problems.append(
            Problem(
                table.name, names[b[k]], "areas_overlap",
                "The area overlaps area {other}, which has the connections that lie in both.",
                "Cut one of the two.", {"other": names[a[k]]},
                shapely.intersection(table.geometry[a[k]], table.geometry[b[k]]),
            )
        )  # fmt: skip
    return inside


def _of_groups(group: np.ndarray, inside: np.ndarray, areas: int) -> tuple[np.ndarray, np.ndarray]:
    """For each group (k,) the area in which most of its connections lie, -1 for none; and whether it lies in several.

    group: (n,). inside: (n,) area of each connection, -1 for none. The first of equals.
    """
    k = int(group.max(initial=-1)) + 1
    pairs, count = np.unique(group * (areas + 1) + inside + 1, return_counts=True)
    of, which = pairs // (areas + 1), pairs % (areas + 1) - 1
    order = np.lexsort((which, -count, of))
    first = order[np.r_[True, of[order][1:] != of[order][:-1]]] if len(order) else order
    most = np.full(k, -1)
    most[of[first]] = which[first]
    return most, np.bincount(of, minlength=k) > 1


def _level(number: int, table: FeatureTable, found, group, ground, taken: set):
    """The level of one layer of areas, and how many connections lie in none."""
    own = found < len(table)
    rest = int((~own[group]).sum())
    area_ids = table.frame["area_id"].to_numpy(object)
    names = text_column(table.frame, "name")
    # no two rows of a layer, and no two layers, have to know of each other's ids
    ids, words, shapes = [], [], np.full(len(found), None, object)
    shapes[own] = table.geometry[found[own]]
    if rest:
        loose = np.where(own[group], -1, group)
        shapes[~own] = joined(np.where(loose >= 0, ground, None), np.maximum(loose, 0), len(found))[~own]
    for key, is_area in zip(found, own):
        text = area_ids[key] if is_area else f"rest:{number}:{key - len(table)}"
        while text in taken:
            text += f"@{number}"
        taken.add(text)
        ids.append(text)
        words.append((names[key] or area_ids[key]) if is_area else Phrase("In no area of {layer}", layer=table.name))
    return make_level(number, "area", ids, words, group, shapes), rest


def _gap(table: FeatureTable, rest: int) -> Problem:
    return Problem(
        table.name, "", "in_no_area",
        "Connections in no area of the layer: {count}; they are a holon of their own within each larger area.",
        "Choose a layer of areas that covers them, if they should belong somewhere.", {"count": rest},
    )  # fmt: skip


def _mixed(upper: FeatureTable, lower: FeatureTable, level, k: int) -> Problem:
    return Problem(
        lower.name, str(level.holon_id[k]), "area_in_several",
        "The area lies in several areas of {upper}; it counts whole where most of its connections lie.",
        "Give layers of which the smaller areas lie whole in the larger.", {"upper": upper.name}, level.geometry[k],
    )  # fmt: skip
