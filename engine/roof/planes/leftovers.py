"""What is on no plane: cells at walls, chimneys, dormers, trees that hang over, holes in the heights.

Cells at walls, holes and cells under trees belong to the roof around them; what stands on the roof is an obstacle.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .growing import EIGHT, Roof, fit_plane

FOUR = ndimage.generate_binary_structure(2, 1)
TREE_EDGE_SHARE = 0.5
DORMER_EDGE_SHARE = 0.4
LONGEST_SINGLE_ROW = 3  # cells of a chimney one cell wide; a longer row is a step in the roof


def dormers(roof: Roof, labels: np.ndarray, planes: np.ndarray, most_dormer_m2: float) -> np.ndarray:
    """Which planes (k,) bool are the tops of dormers: small, and standing out of a larger sloping plane around them."""
    is_dormer = np.zeros(len(planes), bool)
    size = np.bincount(labels[labels >= 0], minlength=len(planes)) * roof.cell_m**2
    for k in [*np.flatnonzero(size < most_dormer_m2)] * 2:  # the second time the cheeks of what was found at first
        mine = labels == k
        ring = ndimage.binary_dilation(mine, EIGHT, iterations=3) & ~mine & roof.inside
        around = labels[ring]
        around = around[(around >= 0) & (around != k)]
        on_roof = around[~is_dormer[around]]
        if is_dormer[k] or not len(on_roof):
            continue
        host = int(np.bincount(on_roof).argmax())
        row, col = np.nonzero(mine)
        off = roof.z[row, col] - planes[host] @ np.stack((np.ones(len(row)), roof.x[col], roof.y[row]))
        sloping = np.hypot(*planes[host][1:]) > np.tan(np.radians(15))
        above = np.median(off) > 0.3 and np.mean(off > 0) > 0.8
        beside = (around == host) | is_dormer[around]
        surrounded = beside.sum() >= DORMER_EDGE_SHARE * max(ring.sum(), 1)
        # a corner of a larger plane that shows beside another wing is no dormer
        continued = any(_continues(planes[k], planes[j], row, col, roof) for j in np.flatnonzero(size > 2 * size[k]))
        is_dormer[k] = sloping and above and surrounded and size[host] > 1.5 * size[k] and not continued
    return is_dormer


def _continues(plane, other, row, col, roof) -> bool:
    ground = np.stack((np.ones(len(row)), roof.x[col], roof.y[row]))
    return bool(np.hypot(*(plane[1:] - other[1:])) < 0.1 and abs(np.mean((plane - other) @ ground)) < 0.3)


def fill(
    roof: Roof, labels: np.ndarray, planes: np.ndarray, outside_z: np.ndarray, band_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """labels (h, w) with every cell of the grid given to a plane, and the share (h, w) of each that obstacles take.

    labels, planes: of `find_planes`, at least one plane and one cell. outside_z: (h, w) heights around the footprint,
    nan within it and within other buildings.
    """
    nearest = ndimage.distance_transform_edt(labels < 0, return_distances=False, return_indices=True)
    whole = labels[tuple(nearest)]
    level = _levels(roof, planes, whole)
    low, high, closest = _planes_around(roof, labels, planes, level)
    # between two planes a cell goes to the one it lies nearest to
    open_core = roof.core & (labels < 0) & (closest >= 0)
    if open_core.any():
        labels = np.where(open_core, closest, labels)
        nearest = ndimage.distance_transform_edt(labels < 0, return_distances=False, return_indices=True)
        whole = labels[tuple(nearest)]
    unsure = 2 * band_m
    z = np.where(np.isfinite(roof.z), roof.z, level)
    free = roof.core & (open_core | (labels < 0))
    stands_out = _solid(free & ((z > high + unsure) | (z < low - unsure)))
    if not stands_out.any():
        return whole, np.zeros(labels.shape)
    stands_out &= ~_trees(stands_out, roof, z, level, outside_z)
    # the foot of an obstacle rises little above the roof
    stands_out = ndimage.binary_propagation(stands_out, EIGHT, mask=stands_out | (free & (z > high + band_m)))
    # edge cells go with the obstacle beside them when they stand out as it does
    edge = roof.inside & ~roof.core & ndimage.binary_dilation(stands_out, FOUR)
    return whole, _shares(roof, stands_out | (edge & (z > high + unsure)), z, level)


def _levels(roof: Roof, planes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    of = planes[labels]
    return of[..., 0] + of[..., 1] * roof.x[None, :] + of[..., 2] * roof.y[:, None]


def _planes_around(roof, labels, planes, level) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lowest and highest level of the planes within two cells, between which a cell may hold a bit of both; and
    which of these planes lies nearest to the cell's height, -1 where there is none."""
    low, high = level.copy(), level.copy()
    least, closest = np.full(level.shape, np.inf), np.full(level.shape, -1, np.int32)
    for k, (z0, sx, sy) in enumerate(planes):
        near = ndimage.maximum_filter(labels == k, 5)
        here = z0 + sx * roof.x[None, :] + sy * roof.y[:, None]
        low = np.where(near, np.minimum(low, here), low)
        high = np.where(near, np.maximum(high, here), high)
        off = np.where(near, np.abs(roof.z - here), np.inf)
        closer = off < least
        least, closest = np.where(closer, off, least), np.where(closer, k, closest)
    return low, high, closest


def _shares(roof: Roof, obstacles: np.ndarray, z: np.ndarray, level: np.ndarray) -> np.ndarray:
    """How much of each cell an obstacle takes: at its rim as far as the cell rises from the roof to its top."""
    within = ndimage.binary_erosion(obstacles, FOUR)
    shares = obstacles.astype(float)
    pieces, count = ndimage.label(obstacles, EIGHT)
    for piece in range(1, count + 1):
        top = within & (pieces == piece)
        if not top.any():
            continue
        row, col = np.nonzero(top)
        z0, sx, sy = fit_plane(roof.x[col], roof.y[row], z[row, col])
        rise = z0 + sx * roof.x[None, :] + sy * roof.y[:, None] - level
        above = z - level
        # where a dormer's top runs into the roof, cells nearer to it than to the roof are its own
        beside = ndimage.binary_dilation(pieces == piece, EIGHT, iterations=2) & roof.core & ~obstacles
        shares[beside & (rise > 0.05) & (above > rise / 2) & (above < 1.5 * rise)] = 1.0
        rim = (pieces == piece) & ~top
        with np.errstate(divide="ignore", invalid="ignore"):
            shares[rim] = np.nan_to_num(np.clip(above / rise, 0, 1), nan=1.0)[rim]
    return shares


def _solid(cells: np.ndarray) -> np.ndarray:
    """Cells without the rows of single cells along steps and walls, which hold a bit of two heights."""
    pieces, count = ndimage.label(cells, EIGHT)
    if not count:
        return cells
    block = ndimage.binary_opening(cells, np.ones((2, 2), bool))
    size = np.bincount(pieces.ravel(), minlength=count + 1)
    has_block = np.bincount(pieces.ravel(), block.ravel(), count + 1) > 0
    return cells & (has_block | (size <= LONGEST_SINGLE_ROW))[pieces]


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
