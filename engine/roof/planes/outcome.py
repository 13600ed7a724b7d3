"""The planes and buildings as tables."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...progress import Progress
from ...tables import FeatureTable
from .footprints import Footprints
from .one_roof import Pieces
from .options import BUILDING_COLUMNS, PLANE_COLUMNS, PlaneOptions

BUILDINGS_AT_ONCE = 200  # between two chances to stop
KEPT_SHARE = 0.3  # of a small building's footprint, from which a part below the least area still is a roof


@dataclass
class Roofs:
    """What is known of each building (n,), filled step by step; heights above the datum of the raster [m]."""

    pieces: list[Pieces | None]
    ground_z: np.ndarray
    p90_z: np.ndarray
    middle_z: np.ndarray
    how: np.ndarray
    rule: np.ndarray
    changed: np.ndarray
    centre: np.ndarray

    @classmethod
    def none(cls, shapes: np.ndarray) -> Roofs:
        n = len(shapes)
        nothing = [np.full(n, np.nan) for _ in range(3)]
        words = [np.full(n, "", object) for _ in range(2)]
        centre = shapely.get_coordinates(shapely.centroid(shapes))
        return cls([None] * n, *nothing, *words, np.zeros(n, bool), centre)


def plane_table(
    foot: Footprints, roofs: Roofs, options: PlaneOptions, crs: str
) -> Generator[Progress, None, FeatureTable]:
    """One row a plane (`PLANE_COLUMNS`); pieces too small to be a roof are left out."""
    rows, shapes = [], []
    for k, pieces in enumerate(roofs.pieces):
        if k % BUILDINGS_AT_ONCE == 0:
            yield Progress(k / len(roofs.pieces))
        if pieces is None:
            continue
        cx, cy = roofs.centre[k]
        footprint_m2 = shapely.area(foot.shapes[k])
        found = []
        for plane, outline, error in zip(pieces.planes, _placed(pieces.outline, cx, cy), pieces.fit_error_m):
            for part in shapely.get_parts(shapely.get_parts(outline)):
                if part.geom_type == "Polygon" and part.area >= min(options.least_plane_m2, KEPT_SHARE * footprint_m2):
                    found.append((part, plane, error))
        found.sort(key=lambda f: (-round(f[0].area, 3), f[0].centroid.x, f[0].centroid.y))
        for number, (part, plane, error) in enumerate(found, 1):
            rows.append((f"{foot.ids[k]}-{number}", foot.ids[k], *plane, part.area, error, cx, cy, k))
            shapes.append(part)
    names = ["plane_id", "building_id", "z0", "slope_x", "slope_y", "plan_area_m2", "fit_error_m", "cx", "cy", "k"]
    frame = pd.DataFrame(rows, columns=names)
    geometry = np.empty(len(shapes), object)
    geometry[:] = shapes
    k = frame.pop("k").to_numpy(int)
    slope = np.hypot(frame["slope_x"].to_numpy(float), frame["slope_y"].to_numpy(float))
    tilt = np.degrees(np.arctan(slope))
    flat = tilt < options.flat_below_deg
    facing = np.degrees(np.arctan2(-frame["slope_x"].to_numpy(float), -frame["slope_y"].to_numpy(float))) % 360
    middle = shapely.get_coordinates(shapely.centroid(geometry)).reshape(-1, 2)
    level = (
        frame["z0"].to_numpy(float)
        + frame["slope_x"].to_numpy(float) * (middle[:, 0] - frame["cx"].to_numpy(float))
        + frame["slope_y"].to_numpy(float) * (middle[:, 1] - frame["cy"].to_numpy(float))
    )
    frame["roof_kind"] = np.where(flat, "flat", "pitched").astype(object)
    frame["tilt_deg"] = tilt
    frame["azimuth_deg"] = np.where(flat, np.nan, facing)
    frame["area_m2"] = frame["plan_area_m2"].to_numpy(float) * np.sqrt(1 + slope**2)
    frame["height_m"] = level - roofs.ground_z[k]
    frame["how"], frame["rule"] = roofs.how[k], roofs.rule[k]
    frame = frame[list(PLANE_COLUMNS)]
    frame.insert(0, "feature_id", frame["plane_id"])
    return FeatureTable(frame, geometry, crs, "roof planes")


def _placed(outlines: list, cx: float, cy: float) -> np.ndarray:
    """Outlines in the map's metres; valid there too, as rounding may let an obstacle touch an edge."""
    placed = shapely.transform(np.array([*outlines, None], object)[:-1], lambda xy: xy + np.array((cx, cy)))
    broken = ~shapely.is_valid(placed)
    if broken.any():
        placed[broken] = shapely.make_valid(placed[broken])
    return placed


def building_table(foot: Footprints, roofs: Roofs, planes: FeatureTable, crs: str) -> FeatureTable:
    """One row a building (`BUILDING_COLUMNS`); the planes' plan area and the obstacles' make up the footprint."""
    n = len(foot.ids)
    place = pd.Series(np.arange(n), index=foot.ids)
    of = place.loc[planes.frame["building_id"]].to_numpy(int)
    plan, area = planes.frame["plan_area_m2"].to_numpy(float), planes.frame["area_m2"].to_numpy(float)
    flat = (planes.frame["roof_kind"] == "flat").to_numpy(bool)
    count, covered = np.bincount(of, minlength=n), np.bincount(of, plan, n)
    flat_m2 = np.bincount(of, plan * flat, n)
    top, low = np.full(n, np.nan), np.full(n, np.nan)
    if len(planes):
        xy, plane = shapely.get_coordinates(planes.geometry, return_index=True)
        z0, sx, sy, cx, cy = (planes.frame[c].to_numpy(float)[plane] for c in ("z0", "slope_x", "slope_y", "cx", "cy"))
        z = z0 + sx * (xy[:, 0] - cx) + sy * (xy[:, 1] - cy)
        np.fmax.at(top, of[plane], z)
        np.fmin.at(low, of[plane], z)
    kind = np.where(count == 0, "", np.where(flat_m2 >= covered / 2, "flat", "pitched")).astype(object)
    frame = pd.DataFrame(
        {
            "feature_id": foot.ids,
            "building_id": foot.ids,
            "ground_m": roofs.ground_z,
            "height_m": np.where(np.isfinite(roofs.p90_z), roofs.p90_z, low + 0.9 * (top - low)) - roofs.ground_z,
            "top_m": top,
            "roof_kind": kind,
            "roof_area_m2": np.bincount(of, area, n),
            "planes": count,
            "obstacle_area_m2": np.where(count > 0, np.maximum(shapely.area(foot.shapes) - covered, 0), np.nan),
            "changed_since_flight": roofs.changed,
            "how": roofs.how,
            "rule": roofs.rule,
        }
    )
    return FeatureTable(frame[["feature_id", *BUILDING_COLUMNS]], foot.shapes, crs, "roof buildings")
