"""The borders between the planes of one roof as straight lines: ridges, hips and valleys where two planes cross, steps.

Borders are chains of cell edges between the nodes where three planes meet. Each chain becomes the line on which its two
planes cross, or, at a step in height, the straight lines that fit it; nodes go to where the lines of their chains meet.
Chains keep their nodes, so planes go on sharing their borders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

PULL = 0.003  # weight of a node's own cell corner against the lines that meet in it
FREE_PULL = 1e-6  # the same where a border ends at a wall
OVERSHOOT_CELLS = 40  # a wall may run beside the border; what is cut too far falls to one plane on both sides
SURE_CELLS = 8  # edges that a fitted line rests on to count in full
FARTHEST_CELLS = 3.0  # that a node may move
SNAP_DEG = 10.0


@dataclass
class Chain:
    """Corners (n, 2) [m] from node to node, the two planes, and the lines (point, unit direction, weight) along it."""

    corners: np.ndarray
    first: int
    last: int
    pair: tuple[int, int]
    lines: list[tuple[np.ndarray, np.ndarray, float]]


def borders(labels, planes, inside, x0, y0, cell_m, axis_rad) -> list[shapely.LineString]:
    """Lines between the labels of a grid, a little beyond the walls.

    labels: (h, w) int >= 0. planes: (k, 3). inside: (h, w) bool, cells of the footprint.
    x0, y0: north-west corner of the grid [m]. axis_rad: direction of the footprint's walls, modulo a right angle.
    """
    chains, loose = _chains(labels, inside, x0, y0, cell_m)
    for chain, fit_on in chains:
        chain.lines = _lines(chain, fit_on, planes, cell_m, axis_rad)
    meeting: dict[int, list] = {}
    place: dict[int, np.ndarray] = {}
    for chain, _ in chains:
        place[chain.first], place[chain.last] = chain.corners[0], chain.corners[-1]
        meeting.setdefault(chain.first, []).append(chain.lines[0])
        meeting.setdefault(chain.last, []).append(chain.lines[-1])
    node = {k: _meet(meeting[k], place[k], cell_m, k in loose) for k in place}
    out = []
    for chain, _ in chains:
        bends = [_cross(a, b, cell_m, chain.corners) for a, b in zip(chain.lines, chain.lines[1:])]
        path = [node[chain.first], *[b for b in bends if b is not None], node[chain.last]]
        if chain.first in loose:
            path.insert(0, _beyond(path[1], path[0], cell_m))
        if chain.last in loose:
            path.append(_beyond(path[-2], path[-1], cell_m))
        if chain.first == chain.last and len(path) < 4:
            path = list(chain.corners)
        out.append(shapely.LineString(path))
    return out


def _chains(labels, inside, x0, y0, cell_m) -> tuple[list[tuple[Chain, np.ndarray]], set[int]]:
    """Chains, each with the midpoints (m, 2) of its edges that count; and the nodes where a border just ends."""
    line = labels.shape[1] + 1
    r, c = np.nonzero(labels[:, :-1] != labels[:, 1:])
    seen = inside[r, c] | inside[r, c + 1]  # what lies further out is no roof
    r, c = r[seen], c[seen]
    upright = np.stack((r * line + c + 1, (r + 1) * line + c + 1, labels[r, c], labels[r, c + 1]), axis=1)
    counts = inside[r, c] & inside[r, c + 1]
    r, c = np.nonzero(labels[:-1] != labels[1:])
    seen = inside[r, c] | inside[r + 1, c]
    r, c = r[seen], c[seen]
    level = np.stack(((r + 1) * line + c, (r + 1) * line + c + 1, labels[r, c], labels[r + 1, c]), axis=1)
    edges = np.concatenate((upright, level))
    counts = np.concatenate((counts, inside[r, c] & inside[r + 1, c]))
    pairs = np.sort(edges[:, 2:], axis=1)
    at: dict[int, list[int]] = {}
    for e, (a, b) in enumerate(edges[:, :2].tolist()):
        at.setdefault(a, []).append(e)
        at.setdefault(b, []).append(e)
    pair_of = [tuple(p) for p in pairs.tolist()]
    ends = edges[:, :2].tolist()
    is_node = {k: len(es) != 2 or pair_of[es[0]] != pair_of[es[1]] for k, es in at.items()}
    used = np.zeros(len(edges), bool)
    chains = []

    def follow(start: int, edge: int):
        corners, along, here = [start], [], start
        while True:
            used[edge] = True
            along.append(edge)
            here = ends[edge][1] if ends[edge][0] == here else ends[edge][0]
            corners.append(here)
            if is_node[here] or here == start:
                break
            edge = next(e for e in at[here] if e != edge)
        points = np.array([(x0 + (k % line) * cell_m, y0 - (k // line) * cell_m) for k in corners])
        middle = (points[:-1] + points[1:]) / 2
        counted = counts[along]
        fit_on = middle[counted] if counted.sum() >= 2 else middle
        chains.append((Chain(points, corners[0], corners[-1], pair_of[along[0]], []), fit_on))

    for k in sorted(k for k, is_one in is_node.items() if is_one):
        for e in at[k]:
            if not used[e]:
                follow(k, e)
    for e in range(len(edges)):  # what is left are closed rings
        if not used[e]:
            follow(ends[e][0], e)
    return chains, {k for k, es in at.items() if len(es) == 1}


def _lines(chain, fit_on, planes, cell_m, axis_rad):
    a, b = planes[chain.pair[0]], planes[chain.pair[1]]
    crossing = _crossing(a, b)
    if crossing is not None and chain.first != chain.last:
        point, along, _ = crossing
        off = np.abs((fit_on - point) @ np.array([-along[1], along[0]]))
        if np.median(off) < 0.8 * cell_m and off.max() < 2.5 * cell_m:
            return [crossing]
    one = _one_line(fit_on, axis_rad)
    if chain.first != chain.last and np.abs((fit_on - one[0]) @ np.array([-one[1][1], one[1][0]])).max() < 1.3 * cell_m:
        return [one]
    pieces = shapely.get_coordinates(shapely.simplify(shapely.LineString(chain.corners), 1.2 * cell_m))
    lines = []
    for start, stop in zip(pieces[:-1], pieces[1:]):
        along = (stop - start) / np.hypot(*(stop - start))
        t = (fit_on - start) @ along
        mine = fit_on[(t > 0) & (t < np.hypot(*(stop - start)))]
        off = np.abs((mine - start) @ np.array([-along[1], along[0]])) if len(mine) else np.empty(0)
        mine = mine[off < 2 * cell_m]
        point = mine.mean(axis=0) if len(mine) else (start + stop) / 2
        lines.append((point, _snapped(along, axis_rad), min(1.0, (len(mine) / SURE_CELLS) ** 2) + 0.01))
    return lines


def _one_line(points, axis_rad):
    """The line nearest to points by least squares, turned to the walls' direction where it nearly has it."""
    middle = points.mean(axis=0)
    _, vectors = np.linalg.eigh((points - middle).T @ (points - middle))
    return middle, _snapped(vectors[:, 1], axis_rad), min(1.0, (len(points) / SURE_CELLS) ** 2)


def _crossing(a, b):
    """The line in plan on which two planes cross: a point on it and its direction; None where they hardly do."""
    across = a[1:] - b[1:]
    steep = float(across @ across)
    if steep < np.tan(np.radians(5)) ** 2:
        return None
    point = -(a[0] - b[0]) * across / steep
    return point, np.array([-across[1], across[0]]) / np.sqrt(steep), 1.0


def _snapped(along, axis_rad):
    """The direction turned to the walls' where it nearly has it."""
    angle = np.arctan2(along[1], along[0])
    off = (angle - axis_rad + np.pi / 4) % (np.pi / 2) - np.pi / 4
    if abs(off) > np.radians(SNAP_DEG):
        return along
    return np.array([np.cos(angle - off), np.sin(angle - off)])


def _beyond(inner: np.ndarray, outer: np.ndarray, cell_m: float) -> np.ndarray:
    """A point past the outer end of a border, so that it surely crosses the wall."""
    away = outer - inner
    return outer + away / max(np.hypot(*away), 1e-9) * OVERSHOOT_CELLS * cell_m


def _meet(lines, corner, cell_m, free) -> np.ndarray:
    """The point nearest to all lines, held a little by the cell corner; the corner itself if that lies far off.

    free: a border ends there, and nothing but its line tells the place.
    """
    pull = FREE_PULL if free else PULL
    left, right = pull * np.eye(2), pull * corner
    for point, along, weight in lines:
        across = np.array([-along[1], along[0]])
        left = left + weight * np.outer(across, across)
        right = right + weight * across * (across @ point)
    found = np.linalg.solve(left, right)
    return found if free or np.hypot(*(found - corner)) <= FARTHEST_CELLS * cell_m else corner


def _cross(one, other, cell_m, corners):
    """Where two successive lines of a chain meet, None if that is far from the chain."""
    (p, u, _), (q, v, _) = one, other
    determinant = u[0] * v[1] - u[1] * v[0]
    if abs(determinant) < 0.05:
        return (p + q) / 2
    t = ((q - p)[0] * v[1] - (q - p)[1] * v[0]) / determinant
    found = p + t * u
    near = np.hypot(*(corners - found).T).min()
    return found if near < FARTHEST_CELLS * cell_m else None
