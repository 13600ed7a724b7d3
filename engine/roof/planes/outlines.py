"""From cells to polygons: what each plane covers of the footprint, with straight shared borders, obstacles cut out."""

from __future__ import annotations

import numpy as np
import shapely
from scipy import ndimage

from .borders import borders
from .growing import EIGHT, GRID_MARGIN_CELLS, Roof

SMALLEST_ISLAND = 6  # cells; a smaller piece of a plane within another is noise


def outlines(
    footprint: shapely.Geometry, roof: Roof, labels: np.ndarray, planes: np.ndarray, obstacles: np.ndarray
) -> tuple[list[shapely.Geometry], shapely.Geometry | None]:
    """Polygons of the planes (k; may be empty or in parts) and the obstacles as one geometry, or None.

    footprint: in the roof's own metres. labels: (h, w), every cell given to a plane. The polygons and the obstacles
    cover the footprint once.
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
    # a little within the grid, as the ends of borders move a little when these are straightened
    inner = roof.cell_m * GRID_MARGIN_CELLS / 2
    x1, y1 = x0 + width * roof.cell_m - inner, y0 - height * roof.cell_m + inner
    frame = shapely.LinearRing([(x0 + inner, y0 - inner), (x1, y0 - inner), (x1, y1), (x0 + inner, y1)])
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([frame, *lines])]))
    centre = shapely.get_coordinates(shapely.point_on_surface(faces))
    col = np.clip(((centre[:, 0] - x0) / roof.cell_m).astype(int), 0, width - 1)
    row = np.clip(((y0 - centre[:, 1]) / roof.cell_m).astype(int), 0, height - 1)
    pieces = shapely.intersection(faces, footprint)
    for label, piece in zip(labels[row, col], pieces):
        if piece.area > 0:
            parts[label].append(piece)
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
    pieces, count = ndimage.label(obstacles, EIGHT)
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
        if len(row) * roof.cell_m**2 > 0.7 * (u1 - u0) * (v1 - v0):
            corners = [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
            shapes.append(shapely.Polygon([(a * cosine - b * sine, a * sine + b * cosine) for a, b in corners]))
        else:
            shapes.append(shapely.union_all(shapely.box(x - half, y - half, x + half, y + half)))
    return shapely.intersection(shapely.union_all(shapes), footprint)
