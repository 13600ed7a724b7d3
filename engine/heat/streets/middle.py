"""Lines along the middle of areas, cleaned: no branches into corners, junctions drawn together, smooth enough."""

from __future__ import annotations

import numpy as np
import shapely

from .skeleton import chains, ends_of, join_junctions, outline_points, prune, skeleton, with_ends


def middle_lines(
    areas: np.ndarray, spacing_m: float, least_branch_m: float, simplify_m: float, to_the_edge: bool
) -> np.ndarray:
    """Lines along the middle of disjoint polygons (k,): object (c,) of LineStrings between junctions and ends.

    least_branch_m: shorter dead ends are left out. simplify_m: how far a line may leave the middle.
    to_the_edge: let dead ends run on to the edge of the area.
    """
    from scipy.spatial import cKDTree

    areas = np.asarray(areas, object)
    if not len(areas):
        return np.empty(0, object)
    points = outline_points(areas, spacing_m)
    lines = without_crumbs(chains(skeleton(areas, points)), areas, least_branch_m)
    if not len(lines):
        return lines
    tree = cKDTree(points)

    def half_width(places):
        return tree.query(places)[0]

    lines = prune(lines, half_width, least_branch_m)
    lines = join_junctions(lines, half_width)
    lines = prune(lines, half_width, least_branch_m)
    if to_the_edge:
        lines = _to_the_edge(lines, areas, half_width)
    return shapely.simplify(lines, simplify_m)


def _to_the_edge(lines: np.ndarray, areas: np.ndarray, half_width) -> np.ndarray:
    """Dead ends run on, the way they went, to the edge of their area, if that is within twice the half width."""
    if not len(lines):
        return lines
    node, places, count = ends_of(lines)
    first, last = places[node[:, 0]], places[node[:, 1]]
    tree = shapely.STRtree(areas)
    for at, place, back in ((0, first, False), (1, last, True)):
        lone = np.flatnonzero((count[node[:, at]] == 1) & ~shapely.is_closed(lines))
        if not len(lone):
            continue
        reach = half_width(places[node[lone, at]])
        length = shapely.length(lines[lone])
        inward = np.minimum(np.maximum(2 * reach, 1.0), length)
        from_ = shapely.get_coordinates(shapely.line_interpolate_point(lines[lone], -inward if back else inward))
        direction = place[lone] - from_
        size = np.hypot(*direction.T)
        good = size > 0.01
        lone, direction, size, reach = lone[good], direction[good], size[good], reach[good]
        far = place[lone] + direction / size[:, None] * (2.5 * reach + 0.5)[:, None]
        rays = shapely.linestrings(np.stack([place[lone], far], axis=1))
        points = shapely.points(place[lone])
        ray, area = tree.query(points, predicate="intersects")
        inside = shapely.intersection(rays[ray], areas[area])
        inside = _piece_at(inside, points[ray])
        end = shapely.get_coordinates(shapely.get_point(inside, -1))
        whole = shapely.get_type_id(inside) == 1
        place[lone[ray[whole]]] = np.round(end, 3)
    return with_ends(lines, first, last)


def _piece_at(lines: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Of what a ray has inside its area, the piece that begins at the ray's start; None where there is none."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    found = np.full(len(lines), None, object)
    near = (shapely.get_type_id(parts) == 1) & (shapely.distance(parts, points[owner]) < 0.01)
    found[owner[near]] = parts[near]
    return found


def without_crumbs(lines: np.ndarray, areas: np.ndarray, least_m: float) -> np.ndarray:
    """The longest connected piece of each area, and others longer than least_m: crumbs lie in nooks of the outline."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not len(lines):
        return lines
    node, places, _ = ends_of(lines)
    links = coo_matrix((np.ones(len(node)), (node[:, 0], node[:, 1])), (len(places), len(places)))
    count, piece = connected_components(links, directed=False)
    piece = piece[node[:, 0]]
    total = np.bincount(piece, shapely.length(lines), count)
    area = np.full(len(lines), -1)
    found, line = shapely.STRtree(shapely.get_point(lines, 0)).query(areas, predicate="intersects")
    area[line] = found
    best = np.zeros(len(areas) + 1)
    np.maximum.at(best, area, total[piece])
    return lines[total[piece] >= np.minimum(best[area], max(least_m, 0.01))]
