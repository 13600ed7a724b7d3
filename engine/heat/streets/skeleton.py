"""The middle of areas: the skeleton of polygons, by the Voronoi diagram of points along their outline.

The ridges of the diagram that lie inside run along the medial axis (Brandt and Algazi 1992). Ridges between points that
lie close together on the outline, seen from the ridge, say nothing but that the outline is not smooth; of what is left,
branches into corners are cut off and junctions that lie in each other's width become one.
"""

from __future__ import annotations

import numpy as np
import shapely

LEAST_ANGLE_DEG = 15.0  # between the two points of the outline, seen from the ridge
CORNER = 1.6  # a branch into a right corner is as long as 1.41 times the half width
ROUNDS = 20
RING = 6.0  # a ring shorter than so many half widths is no street round a block
MM = 0.001


def outline_points(areas: np.ndarray, spacing_m: float) -> np.ndarray:
    """Points along the outlines of polygons (k,), holes too, no further than spacing_m apart: float (n, 2)."""
    outline = shapely.segmentize(shapely.boundary(areas), spacing_m)
    return np.unique(np.round(shapely.get_coordinates(outline), 3), axis=0)


def skeleton(areas: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Segments of the medial axis of disjoint polygons (k,): ends float (s, 2, 2).

    points: (n, 2) along their outlines, no further apart than a third of the least width.
    """
    from scipy.spatial import QhullError, Voronoi

    if len(points) < 4:
        return np.empty((0, 2, 2))
    centre = points.mean(axis=0)
    try:
        diagram = Voronoi(points - centre)
    except QhullError:  # all points on one line
        return np.empty((0, 2, 2))
    ends, sites = np.asarray(diagram.ridge_vertices), diagram.ridge_points
    finite = (ends >= 0).all(axis=1)
    ends, sites = ends[finite], sites[finite]
    across = np.hypot(*(points[sites[:, 0]] - points[sites[:, 1]]).T)
    half = np.hypot(*(diagram.vertices[ends].mean(axis=1) + centre - points[sites[:, 0]]).T)
    ends = ends[across >= 2 * half * np.sin(np.radians(LEAST_ANGLE_DEG / 2))]
    used, position = np.unique(ends, return_inverse=True)
    at = diagram.vertices[used] + centre
    position = position.reshape(-1, 2)
    inside = _inside(areas, at)[position].all(axis=1)
    return np.round(at[position[inside]], 3)


def _inside(areas: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Whether each place (n, 2) lies in one of the areas."""
    areas = np.asarray(areas, object)
    shapely.prepare(areas)
    _, hit = shapely.STRtree(shapely.points(at)).query(areas, predicate="contains")
    inside = np.zeros(len(at), bool)
    inside[hit] = True
    return inside


def chains(segments: np.ndarray) -> np.ndarray:
    """Segments (s, 2, 2) joined into lines between their junctions and ends: object (c,) of LineStrings."""
    segments = segments[(np.abs(segments[:, 0] - segments[:, 1]) > MM / 2).any(axis=1)]
    if not len(segments):
        return np.empty(0, object)
    return merged(shapely.linestrings(segments))


def merged(lines: np.ndarray) -> np.ndarray:
    """Lines joined where two and no more of them meet, in order of place."""
    if not len(lines):
        return np.empty(0, object)
    parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    parts = shapely.normalize(parts)
    return parts[np.argsort(shapely.to_wkb(parts))]


def ends_of(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nodes (l, 2) of the lines' first and last points, their places (n, 2), and how many lines end there (n,)."""
    at = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, i)) for i in (0, -1)]).reshape(-1, 2)
    places, node = np.unique(np.round(at, 3), axis=0, return_inverse=True)
    node = node.reshape(2, -1).T
    return node, places, np.bincount(node.reshape(-1), minlength=len(places))


def prune(lines: np.ndarray, half_width, least_m: float) -> np.ndarray:
    """Cut off branches no longer than CORNER times the half width where they begin, or than least_m.

    half_width: function of places (n, 2) -> metres (n,). A line that hangs on nothing stays.
    """
    for _ in range(ROUNDS):
        if not len(lines):
            return lines
        node, places, count = ends_of(lines)
        lone = count[node] == 1
        foot = np.where(lone[:, 0], node[:, 1], node[:, 0])
        branch = lone.any(axis=1) & ~lone.all(axis=1)
        limit = np.full(len(lines), np.inf)
        limit[branch] = np.maximum(CORNER * half_width(places[foot[branch]]), least_m)
        short = branch & (shapely.length(lines) <= limit)
        if not short.any():
            return lines
        # A star of nothing but short branches (a round place) keeps its longest.
        kept = np.bincount(node[~short].reshape(-1), minlength=len(places))
        star = short & (kept[foot] == 0)
        order = np.lexsort((-shapely.length(lines), foot))
        order = order[star[order]]
        short[order[np.flatnonzero(np.diff(foot[order], prepend=-1))]] = False
        lines = merged(lines[~short])
    return lines


def join_junctions(lines: np.ndarray, half_width, share: float = 1.0) -> np.ndarray:
    """Junctions whose connection is shorter than `share` of the half width there become one, halfway."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not len(lines):
        return lines
    node, places, count = ends_of(lines)
    inner = (count[node] >= 3).all(axis=1) & (node[:, 0] != node[:, 1])
    limit = np.zeros(len(lines))
    limit[inner] = share * half_width(places[node[inner]].reshape(-1, 2)).reshape(-1, 2).max(axis=1)
    short = inner & (shapely.length(lines) < limit)
    if not short.any():
        return lines
    links = coo_matrix((np.ones(short.sum()), (node[short, 0], node[short, 1])), (len(places), len(places)))
    _, group = connected_components(links, directed=False)
    size = np.bincount(group)
    middle = np.stack([np.bincount(group, places[:, k]) / size for k in (0, 1)], axis=1)
    to = np.where((size[group] > 1)[:, None], np.round(middle[group], 3), places)
    lines, node = lines[~short], node[~short]
    first, last = to[node[:, 0]], to[node[:, 1]]
    node = np.sort(group[node], axis=1)
    width = np.zeros(len(size))
    np.maximum.at(width, group, half_width(places))
    # What ran round such a junction is part of it: small rings, and the longer of two short ways to another junction.
    length = shapely.length(lines)
    small = length < RING * width[node].max(axis=1)
    order = np.lexsort((length, node[:, 1], node[:, 0]))
    again = np.zeros(len(lines), bool)
    again[order[1:]] = (node[order[1:]] == node[order[:-1]]).all(axis=1)
    gone = small & (again | (node[:, 0] == node[:, 1]))
    return merged(with_ends(lines[~gone], first[~gone], last[~gone]))


def with_ends(lines: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The lines (l,) with other end points (l, 2); lines without length are left out."""
    coords, line = shapely.get_coordinates(lines, return_index=True)
    coords = coords.copy()
    start = np.searchsorted(line, np.arange(len(lines)))
    stop = np.searchsorted(line, np.arange(len(lines)), "right") - 1
    coords[start], coords[stop] = first, last
    made = shapely.linestrings(coords, indices=line)
    return made[shapely.length(made) > MM]
