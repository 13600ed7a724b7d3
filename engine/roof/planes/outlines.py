"""From cells to polygons: what each plane covers of the footprint, with straight shared borders, obstacles cut out."""

from __future__ import annotations

import numpy as np
import shapely
from scipy import ndimage

from .borders import borders
from .growing import EIGHT, Roof

RECTANGLE_SHARE = 0.6
SMALLEST_ISLAND = 6  # cells; a smaller piece of a plane within another is noise


def outlines(
    footprint: shapely.Geometry, roof: Roof, labels: np.ndarray, planes: np.ndarray, obstacles: np.ndarray
) -> tuple[list[shapely.Geometry], shapely.Geometry | None]:
    """Polygons of the planes (k; may be empty or in parts) and the obstacles as one geometry, or None.

    footprint: in the roof's own metres. labels: (h, w), every cell given to a plane. obstacles: (h, w) share
    of each cell that they take. The polygons and the obstacles cover the footprint once.
    """
    if len(planes) == 1:
        parts = [footprint]
    else:
        labels = _smooth(labels, len(planes))
        parts = _cut(footprint, roof, labels, planes)
    cut_out = _obstacle_shapes(roof, obstacles, footprint)
    if cut_out is not None:
        parts = [shapely.difference(p, cut_out) for p in parts]
    return parts, cut_out


def _cut(footprint, roof, labels, planes):
    height, width = labels.shape
    x0, y0 = roof.x[0] - roof.cell_m / 2, roof.y[0] + roof.cell_m / 2
    lines = borders(labels, planes, roof.inside, x0, y0, roof.cell_m, wall_direction(footprint))
    parts: list[list] = [[] for _ in planes]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([shapely.boundary(footprint), *lines])]))
    faces = faces[shapely.contains_properly(footprint, shapely.point_on_surface(faces))]
    centre = shapely.get_coordinates(shapely.point_on_surface(faces))
    col = np.clip(((centre[:, 0] - x0) / roof.cell_m).astype(int), 0, width - 1)
    row = np.clip(((y0 - centre[:, 1]) / roof.cell_m).astype(int), 0, height - 1)
    for label, face in zip(labels[row, col], faces):
        parts[label].append(face)
    return [shapely.union_all(p) if len(p) != 1 else p[0] for p in parts]


def wall_direction(footprint: shapely.Geometry) -> float:
    """The direction of the walls modulo a right angle [rad], longer walls counting more."""
    xy = shapely.get_coordinates(shapely.boundary(footprint))
    step = np.diff(xy, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    angle = 4 * np.arctan2(step[:, 1], step[:, 0])
    return float(np.arctan2((length * np.sin(angle)).sum(), (length * np.cos(angle)).sum()) / 4)


def _smooth(labels: np.ndarray, count: int) -> np.ndarray:
    """Each cell goes to the plane that most of its 3 × 3 neighbours have; islands go to what lies around them."""
    votes = np.stack(
        [ndimage.uniform_filter((labels == k).astype(np.float32), 3, mode="nearest") for k in range(count)]
    )
    held = np.take_along_axis(votes, labels[None].astype(np.int64), axis=0)[0]
    smooth = np.where(votes.max(axis=0) > held + 1e-3, votes.argmax(axis=0), labels)
    keep = np.ones(labels.shape, bool)
    for k in range(count):
        pieces, found = ndimage.label(smooth == k, EIGHT)
        if found > 1:
            size = np.bincount(pieces.ravel())
            size[0] = SMALLEST_ISLAND
            keep &= size[pieces] >= SMALLEST_ISLAND
    if keep.all():
        return smooth
    nearest = ndimage.distance_transform_edt(~keep, return_distances=False, return_indices=True)
    return smooth[tuple(nearest)]


def _obstacle_shapes(roof, obstacles, footprint):
    """Obstacles as rectangles along the walls where their cells nearly fill one, else as their cells."""
    if not obstacles.any():
        return None
    pieces, count = ndimage.label(obstacles > 0, EIGHT)
    half = roof.cell_m / 2
    turn = wall_direction(footprint)
    cosine, sine = np.cos(turn), np.sin(turn)
    shapes = []
    for piece in range(1, count + 1):
        row, col = np.nonzero(pieces == piece)
        x, y = roof.x[col], roof.y[row]
        u, v = x * cosine + y * sine, y * cosine - x * sine
        # half a cell around the centres, along the walls
        (u0, u1), (v0, v1) = (u.min() - half, u.max() + half), (v.min() - half, v.max() + half)
        taken = obstacles[row, col].sum() * roof.cell_m**2
        if taken > RECTANGLE_SHARE * (u1 - u0) * (v1 - v0):
            # cells at a slant reach beyond what they stand for
            shrink = np.sqrt(taken / ((u1 - u0) * (v1 - v0)))
            (u0, u1), (v0, v1) = _shrunk(u0, u1, shrink), _shrunk(v0, v1, shrink)
            corners = [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
            shapes.append(shapely.Polygon([(a * cosine - b * sine, a * sine + b * cosine) for a, b in corners]))
        else:
            most = obstacles[row, col] > 0.5
            x, y = x[most], y[most]
            shapes.append(shapely.union_all(shapely.box(x - half, y - half, x + half, y + half)))
    return shapely.intersection(shapely.union_all(shapes), footprint)


def _shrunk(low: float, high: float, by: float) -> tuple[float, float]:
    middle, half = (low + high) / 2, (high - low) / 2 * by
    return middle - half, middle + half
