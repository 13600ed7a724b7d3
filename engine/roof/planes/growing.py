"""Takes the planes out of one roof, the largest first.

Each cell with a quiet slope proposes a plane. The proposal that most cells agree with, by height and by slope, is
fitted to them by least squares until they stay the same, and its connected pieces leave the roof (sequential consensus
as in Schnabel, Wahl & Klein 2007, "Efficient RANSAC for point-cloud shape detection", with the proposals taken evenly
over the roof in place of a lottery, so that the same roof gives the same planes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

PROPOSALS = 32
MOST_JUDGES = 3000  # cells that judge the proposals of a large roof
ALIKE_COS = np.cos(np.radians(20))  # slopes of single cells are this uncertain
ROUNDS = 60
FAILURES = 3
EIGHT = np.ones((3, 3), int)
SHARING_ROUNDS = 3
MERGE_DEG = 6.0
GRID_MARGIN_CELLS = 4  # of a roof's grid around its footprint


@dataclass(frozen=True)
class Roof:
    """One roof on its own small grid.

    x, y: (w,), (h,) of cell centres relative to the footprint's centroid [m]; z: (h, w) [m], nan where unknown.
    inside: cells of the footprint; core: those whose four neighbours also are, with a known height (cells at walls mix
    roof and street). slope_x, slope_y, rms_m: (h, w) of `slopes.Slopes`. cell_m: cell size.
    """

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    inside: np.ndarray
    core: np.ndarray
    slope_x: np.ndarray
    slope_y: np.ndarray
    rms_m: np.ndarray
    cell_m: float


def fit_plane(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(z0, slope_x, slope_y) of the least-squares plane through points (n,); flat where they lie on one line."""
    n = len(x)
    mx, my, mz = x.sum() / n, y.sum() / n, z.sum() / n
    dx, dy, dz = x - mx, y - my, z - mz
    xx, yy, xy, xz, yz = dx @ dx, dy @ dy, dx @ dy, dx @ dz, dy @ dz
    determinant = xx * yy - xy * xy
    if determinant <= 1e-6 * max(xx, yy, 1e-12) ** 2:
        return np.array([mz, 0.0, 0.0])
    sx, sy = (yy * xz - xy * yz) / determinant, (xx * yz - xy * xz) / determinant
    return np.array([mz - sx * mx - sy * my, sx, sy])


def find_planes(roof: Roof, least_cells: int, band_m: float) -> tuple[np.ndarray, np.ndarray]:
    """labels (h, w) int, -1 where a cell is on no plane, and planes (k, 3): z0, slope_x, slope_y.

    least_cells: core cells that make a plane. band_m: how far from a plane its cells may lie.
    """
    row, col = np.nonzero(roof.core & np.isfinite(roof.rms_m))
    labels = np.full(roof.z.shape, -1, np.int32)
    planes: list[np.ndarray] = []
    if len(row) < least_cells:
        return labels, np.empty((0, 3))
    x, y, z = roof.x[col], roof.y[row], roof.z[row, col].astype(float)
    sx, sy, rms = roof.slope_x[row, col], roof.slope_y[row, col], roof.rms_m[row, col]
    normals = np.stack((-sx, -sy, np.ones(len(sx)))) / np.sqrt(1 + sx**2 + sy**2)
    band = float(np.clip(3 * np.percentile(rms, 25), band_m, 3 * band_m))
    free, proposing, failures = np.ones(len(x), bool), rms < band, 0
    for _ in range(ROUNDS):
        cells = np.flatnonzero(free)
        if len(cells) < least_cells or failures >= FAILURES:
            break
        best = _best_proposal(x, y, z, sx, sy, normals, cells, free & proposing, band)
        if best is None:
            break
        plane, on = _settled(best, x, y, z, normals, cells, band)
        if band > band_m and len(on) >= least_cells:
            # cells at folds pull at a plane of a rough roof: settle again, as narrow as its own cells allow
            off = np.abs(z[on] - plane[0] - plane[1] * x[on] - plane[2] * y[on])
            narrow = float(np.clip(3 * 1.48 * np.median(off), band_m, band))
            plane, on = _settled(plane, x, y, z, normals, cells, narrow)
        grid = np.zeros(labels.shape, bool)
        grid[row[on], col[on]] = True
        pieces, count = ndimage.label(grid, EIGHT)
        size = np.bincount(pieces[row[on], col[on]], minlength=count + 1)
        taken = np.flatnonzero(size >= least_cells)
        taken = taken[taken > 0]
        if not len(taken):
            failures += 1
            proposing[on] = False
            continue
        for piece in taken:
            mine = on[pieces[row[on], col[on]] == piece]
            planes.append(fit_plane(x[mine], y[mine], z[mine]) if len(taken) > 1 else plane)
            labels[row[mine], col[mine]] = len(planes) - 1
            free[mine] = False
    labels, planes = _shared_out(roof, labels, np.array(planes).reshape(-1, 3))
    labels, planes = _merged(roof, labels, planes, band)
    return labels, _fitted(roof, labels, planes)


def _best_proposal(x, y, z, sx, sy, normals, cells, proposing, band):
    able = np.flatnonzero(proposing)
    if not len(able):
        return None
    chosen = able[np.unique(np.linspace(0, len(able) - 1, PROPOSALS).astype(int))]
    judges = cells if len(cells) <= MOST_JUDGES else cells[:: -(-len(cells) // MOST_JUDGES)]
    # each cell proposes the slope around it, and level ground: most roofs that are large are flat
    slope_x, slope_y = np.concatenate((sx[chosen], 0 * sx[chosen])), np.concatenate((sy[chosen], 0 * sy[chosen]))
    z0 = np.tile(z[chosen], 2) - slope_x * np.tile(x[chosen], 2) - slope_y * np.tile(y[chosen], 2)
    length = np.sqrt(1 + slope_x**2 + slope_y**2)
    level = np.stack((z0, slope_x, slope_y), axis=1) @ np.stack((np.ones(len(judges)), x[judges], y[judges]))
    across = np.stack((-slope_x, -slope_y, np.ones(len(z0))), axis=1) / length[:, None]
    agree = (np.abs(z[judges] - level) < band) & (across @ normals[:, judges] > ALIKE_COS)
    votes = agree.sum(axis=1)
    best = int(votes.argmax())
    return None if votes[best] < 3 else np.array([z0[best], slope_x[best], slope_y[best]])


def _settled(plane, x, y, z, normals, cells, band):
    """The plane fitted to the cells that agree with it until these stay the same; and these cells."""
    cx, cy, cz, n = x[cells], y[cells], z[cells], normals[:, cells]
    before = None
    for _ in range(12):
        off = np.abs(cz - plane[0] - plane[1] * cx - plane[2] * cy)
        across = np.array([-plane[1], -plane[2], 1.0]) / np.sqrt(1 + plane[1] ** 2 + plane[2] ** 2)
        agree = (off < band) & (across @ n > ALIKE_COS)
        if agree.sum() < 3 or (before is not None and np.array_equal(agree, before)):
            break
        before = agree
        plane = fit_plane(cx[agree], cy[agree], cz[agree])
    return plane, cells[agree]


def _shared_out(roof: Roof, labels: np.ndarray, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gives cells near a fold to the plane they lie nearest to (the larger one took them first) and fits again."""
    if len(planes) < 2:
        return labels, planes
    z = np.where(roof.core, roof.z, 0.0)
    for _ in range(SHARING_ROUNDS):
        off = np.full((len(planes), *labels.shape), np.inf)
        for k, (z0, sx, sy) in enumerate(planes):
            near = ndimage.binary_dilation(labels == k, EIGHT, iterations=2) & (labels >= 0)
            distance = np.abs(z - z0 - sx * roof.x[None, :] - sy * roof.y[:, None])
            off[k] = np.where(near, distance + 0.02 * (labels != k), np.inf)
        moved = np.where(labels >= 0, off.argmin(axis=0), -1).astype(np.int32)
        if np.array_equal(moved, labels):
            break
        labels, planes = moved, planes.copy()
        for k in range(len(planes)):
            row, col = np.nonzero(labels == k)
            if len(row) >= 6:
                planes[k] = fit_plane(roof.x[col], roof.y[row], z[row, col])
    return labels, planes


def _clear_cells(roof: Roof, labels: np.ndarray, planes: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows and columns of each plane's cells without those that a fold with a neighbour crosses: their mean lies on
    neither plane. Where that leaves too few, all of them."""
    near = [ndimage.maximum_filter(labels == k, 5) for k in range(len(planes))]
    cells = []
    for k, plane in enumerate(planes):
        row, col = np.nonzero(labels == k)
        clear = np.ones(len(row), bool)
        for j, other in enumerate(planes):
            across = np.hypot(*(plane[1:] - other[1:]))
            if j != k and across > 0.05:
                apart = plane - other
                gap = np.abs(apart[0] + apart[1] * roof.x[col] + apart[2] * roof.y[row]) / across
                reach = 0.45 * roof.cell_m * np.abs(apart[1:]).sum() / across  # of a cell towards the fold
                clear &= ~near[j][row, col] | (gap > reach)
        cells.append((row[clear], col[clear]) if clear.sum() >= max(8, 0.5 * len(row)) else (row, col))
    return cells


def _merged(roof: Roof, labels: np.ndarray, planes: np.ndarray, band: float) -> tuple[np.ndarray, np.ndarray]:
    """Joins touching pieces of one bent or noisy plane: nearly the same slope, and one plane fits both."""
    while len(planes) > 1:
        best = None
        for i, j in _touching(labels):
            if _angle_deg(planes[i], planes[j]) > MERGE_DEG:
                continue
            row, col = np.nonzero((labels == i) | (labels == j))
            x, y, z = roof.x[col], roof.y[row], roof.z[row, col].astype(float)
            plane = fit_plane(x, y, z)
            off = np.abs(z - plane[0] - plane[1] * x - plane[2] * y)
            if np.percentile(off, 90) < band and (best is None or off.mean() < best[0]):
                best = (off.mean(), i, j, plane)
        if best is None:
            break
        _, i, j, plane = best
        labels = np.where(labels == j, i, labels)
        labels = np.where(labels > j, labels - 1, labels)
        planes = np.delete(planes, j, axis=0)
        planes[i] = plane
    return labels, planes


def _fitted(roof: Roof, labels: np.ndarray, planes: np.ndarray) -> np.ndarray:
    """The last fit. Pieces of one plane that another wing cuts apart get one, as small ones cannot tell it alone."""
    cells = _clear_cells(roof, labels, planes)
    fits = [fit_plane(roof.x[c], roof.y[r], roof.z[r, c]) for r, c in cells]
    planes = np.array(fits).reshape(-1, 3)
    order = np.argsort([-len(c[0]) for c in cells], kind="stable")
    for a, i in enumerate(order):
        for j in order[a + 1 :]:
            if _angle_deg(planes[i], planes[j]) > MERGE_DEG:
                continue
            row, col = (np.concatenate((cells[i][d], cells[j][d])) for d in (0, 1))
            x, y, z = roof.x[col], roof.y[row], roof.z[row, col]
            joint = fit_plane(x, y, z)
            first = np.arange(len(row)) < len(cells[i][0])
            off = np.abs(z - joint[0] - joint[1] * x - joint[2] * y)
            own = np.where(first[:, None], planes[i], planes[j])
            off_own = np.abs(z - own[:, 0] - own[:, 1] * x - own[:, 2] * y)
            alike = [off[m].mean() <= 1.25 * off_own[m].mean() + 0.005 for m in (first, ~first)]
            if all(alike):
                planes[i] = planes[j] = joint
    return planes


def _touching(labels: np.ndarray) -> list[tuple[int, int]]:
    """Pairs i < j of labels that lie within two cells of each other along a row or a column."""
    found = set()
    for a, b in (
        (labels[:, :-1], labels[:, 1:]),
        (labels[:-1], labels[1:]),
        (labels[:, :-2], labels[:, 2:]),
        (labels[:-2], labels[2:]),
    ):
        edge = (a != b) & (a >= 0) & (b >= 0)
        low, high = np.minimum(a[edge], b[edge]), np.maximum(a[edge], b[edge])
        found.update(zip(low.tolist(), high.tolist()))
    return sorted(found)


def _angle_deg(a: np.ndarray, b: np.ndarray) -> float:
    cosine = (a[1] * b[1] + a[2] * b[2] + 1) / np.sqrt((1 + a[1] ** 2 + a[2] ** 2) * (1 + b[1] ** 2 + b[2] ** 2))
    return float(np.degrees(np.arccos(min(1.0, cosine))))
