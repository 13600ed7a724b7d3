"""What is on no plane: cells at walls, chimneys, dormers, trees that hang over, holes in the heights.

Cells at walls, holes and cells under trees belong to the roof around them; what stands on the roof is an obstacle.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .growing import EIGHT, Roof

FOUR = ndimage.generate_binary_structure(2, 1)
TREE_EDGE_SHARE = 0.5
DORMER_EDGE_SHARE = 0.4


def dormers(roof: Roof, labels: np.ndarray, planes: np.ndarray, most_dormer_m2: float) -> np.ndarray:
    """Which planes (k,) bool are the tops of dormers: small, and standing out of a larger sloping plane around them."""
    is_dormer = np.zeros(len(planes), bool)
    size = np.bincount(labels[labels >= 0], minlength=len(planes)) * roof.cell_m**2
    for k in np.flatnonzero(size < most_dormer_m2):
        mine = labels == k
        ring = ndimage.binary_dilation(mine, EIGHT, iterations=3) & ~mine & roof.inside
        around = labels[ring]
        around = around[(around >= 0) & (around != k)]
        if not len(around):
            continue
        host = int(np.bincount(around).argmax())
        row, col = np.nonzero(mine)
        level = planes[host] @ np.stack((np.ones(len(row)), roof.x[col], roof.y[row]))
        sloping = np.hypot(*planes[host][1:]) > np.tan(np.radians(15))
        above = np.median(roof.z[row, col] - level) > 0.3 and np.mean(roof.z[row, col] > level) > 0.9
        surrounded = (around == host).sum() >= DORMER_EDGE_SHARE * max(ring.sum(), 1)
        is_dormer[k] = sloping and above and surrounded and size[host] > 1.5 * size[k]
    return is_dormer


def fill(
    roof: Roof, labels: np.ndarray, planes: np.ndarray, outside_z: np.ndarray, band_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """labels (h, w) with every cell of the grid given to a plane, and obstacles (h, w) bool.

    labels, planes: of `find_planes`, at least one plane. outside_z: (h, w) heights around the footprint, nan within
    it and within other buildings.
    """
    distance_index = ndimage.distance_transform_edt(labels < 0, return_distances=False, return_indices=True)
    whole = labels[tuple(distance_index)]
    level = _levels(roof, planes, whole)
    low, high = _levels_around(roof, labels, planes, level)
    unsure = 2 * band_m
    z = np.where(np.isfinite(roof.z), roof.z, level)
    stands_out = roof.core & (labels < 0) & ((z > high + unsure) | (z < low - unsure))
    if not stands_out.any():
        return whole, stands_out
    stands_out &= ~_trees(stands_out, roof, z, level, outside_z)
    # edge cells go with the obstacle beside them when they stand out as it does
    edge = roof.inside & ~roof.core & ndimage.binary_dilation(stands_out, FOUR)
    return whole, stands_out | (edge & (z > high + unsure))


def _levels(roof: Roof, planes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    of = planes[labels]
    return of[..., 0] + of[..., 1] * roof.x[None, :] + of[..., 2] * roof.y[:, None]


def _levels_around(roof, labels, planes, level) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest level of the planes within a cell: between two planes a cell may hold a bit of both."""
    low, high = level.copy(), level.copy()
    for k, plane in enumerate(planes):
        near = ndimage.binary_dilation(labels == k, EIGHT)
        here = plane[0] + plane[1] * roof.x[None, :] + plane[2] * roof.y[:, None]
        low = np.where(near, np.minimum(low, here), low)
        high = np.where(near, np.maximum(high, here), high)
    return low, high


def _trees(stands_out, roof, z, level, outside_z) -> np.ndarray:
    """Cells of what stands out that a tree explains: it reaches the wall and goes on beyond it, as high as the roof."""
    # the edge cells between the core and the street are part of what reaches the wall
    reach = stands_out | (roof.inside & ~roof.core & (z > level))
    pieces, count = ndimage.label(reach, EIGHT)
    street = ~roof.inside & np.isfinite(outside_z)
    tree = np.zeros(count + 1, bool)
    for piece in np.unique(pieces[stands_out]):
        mine = pieces == piece
        beside = ndimage.binary_dilation(mine, EIGHT, iterations=2) & street
        if beside.sum() >= 3 and np.mean(outside_z[beside] > level[beside] - 0.5) > TREE_EDGE_SHARE:
            tree[piece] = True
    tree[0] = False
    return tree[pieces] & stands_out
