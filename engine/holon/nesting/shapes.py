"""What holons look like: each connection's own ground, and what its holons are made of."""

from __future__ import annotations

import numpy as np
import shapely

from ...columns import text_column
from ...problems import Problem
from ...tables import FeatureTable

REACH_M = 40.0  # how far from its building a connection's ground reaches, where no other is nearer
CIRCLE_M = 3.0  # radius in which connections without a building are drawn
RIM_M = 3.0  # by how much a holon stands within the holon around it
RIM_SHARE = 0.12  # and at most this share of its breadth


def points_of(geometry: np.ndarray) -> np.ndarray:
    """A point on each geometry (n,), None where there is none."""
    points = np.full(len(geometry), None, object)
    known = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    points[known] = shapely.point_on_surface(geometry[known])
    return points


def footprints_of(connections: FeatureTable, buildings: FeatureTable | None, connection_ids) -> np.ndarray:
    """The building (polygon) or else the point of each connection id (n,), None where neither is known.

    connections: columns `connection_id`, `building_id`. buildings: column `building_id`.
    """
    shapes = np.full(len(connection_ids), None, object)
    row_of = {name: row for row, name in enumerate(text_column(connections.frame, "connection_id"))}
    rows = np.array([row_of.get(str(name), -1) for name in connection_ids], np.int64)
    here = rows >= 0
    shapes[here] = connections.geometry[rows[here]]
    if buildings is None:
        return shapes
    footprint = dict(zip(text_column(buildings.frame, "building_id"), buildings.geometry))
    own = text_column(connections.frame, "building_id")
    for position in np.flatnonzero(here):
        shape = footprint.get(own[rows[position]]) if own[rows[position]] else None
        if shape is not None and not shape.is_empty:
            shapes[position] = mended(shape)
    return shapes


def mended(polygon):
    """The polygon, or of one that crosses itself the parts as one valid shape; a point where nothing is left."""
    if polygon.is_valid:
        return polygon
    parts = shapely.get_parts(shapely.make_valid(polygon))
    parts = parts[shapely.get_dimensions(parts) == 2]
    return shapely.union_all(parts) if len(parts) else polygon.centroid


def without_place(ids, points: np.ndarray) -> list[Problem]:
    """A problem for each of the connections (n,) of which no point is known."""
    return [
        Problem(
            "CONNECTIONS", str(ids[row]), "no_place",
            "It is not known where the connection is: it is not drawn, and lies in no area and beside no other.",
            "Give the layer of connections that the profiles were made with.",
        )
        for row in np.flatnonzero(shapely.is_missing(points))
    ]  # fmt: skip


def drawn_connections(footprints: np.ndarray) -> np.ndarray:
    """Polygons (n,): footprints, and circles for connections that are points."""
    shapes = footprints.copy()
    flat = ~shapely.is_missing(shapes) & (shapely.get_dimensions(shapes) < 2)
    shapes[flat] = shapely.buffer(shapes[flat], CIRCLE_M)
    return shapes


def grounds(footprints: np.ndarray) -> np.ndarray:
    """Each connection's own ground (n,): what is nearer to it than to any other, out to `REACH_M`; None without place.

    The grounds do not overlap, so that holons made of them do not either. Connections on the very same spot share the
    ground of the first.
    """
    ground = np.full(len(footprints), None, object)
    points = points_of(footprints)
    known = np.flatnonzero(~shapely.is_missing(points))
    if not len(known):
        return ground
    xy = shapely.get_coordinates(points[known])
    _, first = np.unique(np.round(xy, 2), axis=0, return_index=True)
    known = known[np.sort(first)]
    reach = shapely.buffer(footprints[known], REACH_M, quad_segs=4)
    if len(known) == 1:
        ground[known] = reach
        return ground
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(points[known]), extend_to=shapely.box(*shapely.total_bounds(reach))
        )
    )
    tree = shapely.STRtree(cells)
    point, cell = tree.query(points[known], predicate="intersects")
    of_point = np.full(len(known), -1)
    of_point[point[::-1]] = cell[::-1]
    sure = of_point >= 0
    ground[known[sure]] = shapely.intersection(cells[of_point[sure]], reach[sure])
    return ground


def joined(ground: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    """The grounds of each group in one shape, (count,), None where a group has no place. group: (n,)."""
    shapes = np.full(count, None, object)
    known = np.flatnonzero(~shapely.is_missing(ground))
    order = known[np.argsort(group[known], kind="stable")]
    ends = np.searchsorted(group[order], np.arange(count + 1))
    for k in np.flatnonzero(np.diff(ends)):
        # a hair wider, so that no slit of rounding stays between neighbours
        shapes[k] = shapely.union_all(shapely.buffer(ground[order[ends[k] : ends[k + 1]]], 0.05, quad_segs=1))
    return shapes


def with_rims(shapes: np.ndarray, above: int) -> np.ndarray:
    """The shapes a rim smaller for each of the `above` levels around them, so that these stay to be seen."""
    if not above:
        return shapes
    known = ~shapely.is_missing(shapes)
    breadth = np.sqrt(shapely.area(shapes[known]))
    smaller = shapely.buffer(shapes[known], -np.minimum(above * RIM_M, RIM_SHARE * breadth), quad_segs=2)
    out = shapes.copy()
    out[known] = np.where(shapely.is_empty(smaller), shapes[known], smaller)
    return out
