"""What can be chosen about roof planes, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problems import Problem
from ...tables import FeatureTable

PLANE_COLUMNS = (
    "plane_id", "building_id", "roof_kind", "tilt_deg", "azimuth_deg", "area_m2", "plan_area_m2", "height_m",
    "z0", "slope_x", "slope_y", "cx", "cy", "fit_error_m", "how", "rule",
)  # fmt: skip
BUILDING_COLUMNS = (
    "building_id", "ground_m", "height_m", "top_m", "roof_kind", "roof_area_m2", "planes", "obstacle_area_m2",
    "changed_since_flight", "how", "rule",
)  # fmt: skip


@dataclass(frozen=True)
class PlaneOptions:
    """How roof planes are found.

    flat_below_deg: a plane that tilts less is flat. least_plane_m2: a smaller piece of roof is an obstacle.
    plane_band_m: cells this far from a plane may belong to it; the raster's noise and roughness of tiles (AHN: 5 cm).
    most_dormer_m2: a smaller plane that stands out of a sloping one is the top of a dormer, an obstacle.
    ring_m: width of the ring around a building in which its ground is sought where the ground raster is unknown.
    raster_year: year of the flight; a building built later is flagged and its planes are not those of the raster.
    use_3dbag: let columns of 3DBAG, where the footprints bring them, go before the raster.
    trust_heights: go on although the buildings' heights look like another unit.
    """

    flat_below_deg: float = 7.0
    least_plane_m2: float = 4.0
    plane_band_m: float = 0.15
    most_dormer_m2: float = 10.0
    ring_m: float = 6.0
    raster_year: int | None = None
    use_3dbag: bool = True
    trust_heights: bool = False


@dataclass(frozen=True)
class RoofPlanes:
    """planes (polygons, `PLANE_COLUMNS`), buildings (the footprints, `BUILDING_COLUMNS`), and what could not enter.

    how: measured (from the raster or 3DBAG), inferred (from cells too coarse for planes) or assumed (no heights).
    """

    planes: FeatureTable
    buildings: FeatureTable
    problems: list[Problem]


def height_on_plane(frame, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """z [m] of the planes of `frame` (n rows) at x, y (…, n), by z0 + slope_x (x − cx) + slope_y (y − cy)."""
    z0, sx, sy, cx, cy = (frame[c].to_numpy(float) for c in ("z0", "slope_x", "slope_y", "cx", "cy"))
    return z0 + sx * (np.asarray(x) - cx) + sy * (np.asarray(y) - cy)
