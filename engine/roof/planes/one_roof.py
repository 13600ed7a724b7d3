"""The planes of one roof, from its cells to its polygons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .growing import Roof, find_planes
from .leftovers import dormers, fill
from .options import PlaneOptions
from .outlines import outlines

FEWEST_CELLS = 6  # known cells away from the walls, below which a roof's tilt cannot be told
LEAST_EXPLAINED = 0.35  # of a roof's cells that lie on its planes, below which these are chance


@dataclass(frozen=True)
class Pieces:
    """planes (k, 3): z0, slope_x, slope_y about the footprint's centroid; outline: (k,) polygons in the same metres.

    fit_error_m (k,): root mean square distance of a plane's cells to it. obstacles: geometry or None.
    """

    planes: np.ndarray
    outline: list[shapely.Geometry]
    fit_error_m: np.ndarray
    obstacles: shapely.Geometry | None


def pieces_of(roof: Roof, footprint: shapely.Geometry, outside_z: np.ndarray, options: PlaneOptions) -> Pieces | None:
    """The planes of a roof and what each covers; None where no plane can be found.

    footprint: in the roof's metres. outside_z: (h, w) heights around it, nan within any footprint.
    """
    # a plane's cells at its borders do not count as its core: half of its least area is asked for there
    least = max(FEWEST_CELLS, int(0.5 * options.least_plane_m2 / roof.cell_m**2))
    least = min(least, max(FEWEST_CELLS, int(0.5 * roof.core.sum())))
    labels, planes = find_planes(roof, least, options.plane_band_m)
    if not len(planes) or (labels >= 0).sum() < LEAST_EXPLAINED * roof.core.sum():
        return None
    out = dormers(roof, labels, planes, options.most_dormer_m2)
    if out.any() and not out.all():
        number = np.append(np.cumsum(~out) - 1, -1)
        number[:-1][out] = -1
        labels, planes = number[labels], planes[~out]
    whole, obstacles = fill(roof, labels, planes, outside_z, options.plane_band_m)
    parts, cut_out = outlines(footprint, roof, whole, planes, obstacles)
    error = np.array([_misfit(roof, labels == k, plane) for k, plane in enumerate(planes)])
    return Pieces(planes, parts, error, cut_out)


def level_roof(roof: Roof, footprint: shapely.Geometry) -> Pieces | None:
    """The whole roof as one level plane at the median of its known cells; None where none is known."""
    cells = roof.core if roof.core.any() else roof.inside & np.isfinite(roof.z)
    z = roof.z[cells]
    if not len(z):
        return None
    middle = float(np.median(z))
    return Pieces(np.array([[middle, 0.0, 0.0]]), [footprint], np.array([np.sqrt(np.mean((z - middle) ** 2))]), None)


def _misfit(roof: Roof, cells: np.ndarray, plane: np.ndarray) -> float:
    row, col = np.nonzero(cells)
    off = roof.z[row, col] - plane[0] - plane[1] * roof.x[col] - plane[2] * roof.y[row]
    return float(np.sqrt(np.mean(off**2))) if len(row) else np.nan
