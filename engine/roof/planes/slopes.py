"""The slope of the surface at every cell, from the cells of the same roof around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WIDE, NARROW = 2, 1  # reach of the windows in cells: 5 × 5 for quiet slopes, 3 × 3 near edges and folds
FEWEST = 5  # cells in a window that tell a slope and how well it fits


@dataclass(frozen=True)
class Slopes:
    """slope_x, slope_y: rise per metre to the east and to the north, and rms_m: the misfit; (n,), nan where unknown."""

    slope_x: np.ndarray
    slope_y: np.ndarray
    rms_m: np.ndarray


def slopes_at(z: np.ndarray, owner: np.ndarray, cell_m: float) -> Slopes:
    """Slopes on a grid, flattened to (h·w,): of the plane through the cells around each that have the same owner.

    z: (h, w) heights [m], finite where owner >= 0. owner: (h, w) int, -1 where a cell takes no part. Near a fold a
    window over it fits badly; there the best of the narrow windows that hold the cell counts, so that folds stay sharp.
    """
    height, width = z.shape
    pad = WIDE + NARROW
    padded_owner = np.full((height + 2 * pad, width + 2 * pad), -1, np.int32)
    padded_owner[pad:-pad, pad:-pad] = owner
    padded_z = np.zeros(padded_owner.shape)
    padded_z[pad:-pad, pad:-pad] = np.where(owner >= 0, z, 0)
    line = padded_owner.shape[1]
    flat_owner, flat_z = padded_owner.ravel(), padded_z.ravel()
    at = np.flatnonzero(flat_owner >= 0)

    wide = _planes_through(flat_z, flat_owner, at, line, WIDE)
    narrow = _planes_through(flat_z, flat_owner, at, line, NARROW)
    sharp = _best_around(narrow, flat_owner, at, line)
    with np.errstate(invalid="ignore"):
        quiet = wide[2] <= np.maximum(
            2 * sharp[2], 0.02
        )  # the best of nine small windows is 1.5 times better by chance
    best = np.where(quiet | ~np.isfinite(sharp[2]), wide, sharp)

    row, col = at // line - pad, at % line - pad
    out = np.full((3, height * width), np.nan)
    out[:, row * width + col] = best
    return Slopes(out[0] / cell_m, out[1] / cell_m, out[2])


def _planes_through(z: np.ndarray, owner: np.ndarray, at: np.ndarray, line: int, reach: int) -> np.ndarray:
    """Least squares per window: (3, n) rise per column, rise per row to the north, root mean square misfit."""
    count, sx, sy, sz, sxx, sxy, syy, sxz, syz, szz = np.zeros((10, len(at)))
    here, level = owner[at], z[at]
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            there = at - dy * line + dx
            same = (owner[there] == here).astype(float)
            rise = (z[there] - level) * same
            count += same
            sz += rise
            szz += rise * rise
            if dx:
                sx += dx * same
                sxx += dx * dx * same
                sxz += dx * rise
            if dy:
                sy += dy * same
                syy += dy * dy * same
                syz += dy * rise
            if dx and dy:
                sxy += dx * dy * same
    cxx, cyy, cxy = sxx - sx * sx / count, syy - sy * sy / count, sxy - sx * sy / count
    cxz, cyz, czz = sxz - sx * sz / count, syz - sy * sz / count, szz - sz * sz / count
    determinant = cxx * cyy - cxy * cxy
    known = (count >= FEWEST) & (determinant > 1.0)
    determinant = np.where(known, determinant, 1)
    slope_x = (cyy * cxz - cxy * cyz) / determinant
    slope_y = (cxx * cyz - cxy * cxz) / determinant
    left = np.maximum(czz - slope_x * cxz - slope_y * cyz, 0)
    rms = np.sqrt(left / np.maximum(count - 3, 1))
    return np.where(known, np.stack((slope_x, slope_y, rms)), np.nan)


def _best_around(planes: np.ndarray, owner: np.ndarray, at: np.ndarray, line: int) -> np.ndarray:
    """For each cell the plane that fits best among those of its own and its eight neighbours' windows."""
    everywhere = np.full((3, len(owner)), np.nan)
    everywhere[:, at] = planes
    rms = np.where(np.isfinite(everywhere[2]), everywhere[2], np.inf)
    best, least = at.copy(), rms[at]
    for dy in (-line, 0, line):
        for dx in (-1, 0, 1):
            there = at + dy + dx
            better = (owner[there] == owner[at]) & (rms[there] < least)
            best = np.where(better, there, best)
            least = np.where(better, rms[there], least)
    return everywhere[:, best]
