"""What a user brings: planes from a file, the buildings they make up, and heights of buildings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ...columns import number_column, text_column
from ...errors import EngineError
from ...tables import FeatureTable
from .options import BUILDING_COLUMNS, RoofPlanes

GIVEN = "height given"
NEEDED = ("tilt_deg", "z0", "slope_x", "slope_y", "cx", "cy")


def planes_given(planes: FeatureTable) -> FeatureTable:
    """The planes that have a polygon, with ids of their own and the columns that follow from their slope.

    Raises EngineError where a column that nothing else tells is missing, or nothing is left.
    """
    lacking = [name for name in NEEDED if name not in planes.frame or not np.isfinite(planes.frame[name]).any()]
    if lacking:
        raise EngineError(
            "{layer} lacks {fields}: choose roof planes as the algorithm for roof planes writes them.",
            layer=planes.name or "PLANES",
            fields=", ".join(lacking),
        )
    frame = planes.frame
    whole = np.isfinite(frame[list(NEEDED)].to_numpy(float)).all(axis=1)
    planes = planes.take(whole & (shapely.area(planes.geometry) > 0))
    if not len(planes):
        raise EngineError("{layer} holds no roof plane with a polygon.", layer=planes.name or "PLANES")
    frame = planes.frame
    tilt, plan = number_column(frame, "tilt_deg"), shapely.area(planes.geometry)
    ids = pd.Series(text_column(frame, "plane_id"))
    ids = ids.where((ids != "") & ~ids.duplicated(), frame["feature_id"].astype(str) + "#" + ids.index.astype(str))
    kind = text_column(frame, "roof_kind")
    azimuth = number_column(frame, "azimuth_deg")
    building = text_column(frame, "building_id")
    words = {name: text_column(frame, name) for name in ("how", "rule")}
    return FeatureTable(
        frame.assign(
            plane_id=ids.to_numpy(object),
            building_id=np.where(building == "", ids, building),
            roof_kind=np.where(kind == "", np.where(np.isfinite(azimuth), "pitched", "flat"), kind),
            azimuth_deg=azimuth,
            plan_area_m2=plan,
            area_m2=plan / np.cos(np.radians(np.clip(tilt, 0, 89))),
            height_m=number_column(frame, "height_m"),
            fit_error_m=number_column(frame, "fit_error_m"),
            **words,
        ),
        planes.geometry,
        planes.crs,
        planes.name,
    )


def buildings_of(planes: FeatureTable, footprints: FeatureTable | None = None) -> FeatureTable:
    """One row a building of the planes, with what of `BUILDING_COLUMNS` follows from them.

    Its shape is its footprint, or the union of its planes where no footprint has its id; footprints without planes
    come last, with an empty roof.
    """
    found = _by_planes(planes)
    if footprints is None:
        return found
    ids = text_column(footprints.frame, "building_id")
    ids = np.where(ids == "", footprints.frame["feature_id"].astype(str), ids)
    usable = ~pd.Series(ids).duplicated().to_numpy() & ~shapely.is_missing(footprints.geometry)
    row_of = pd.Series(np.flatnonzero(usable), ids[usable])
    row = row_of.reindex(found.frame["building_id"]).fillna(-1).to_numpy(int)
    shapes = np.where(row >= 0, footprints.geometry[row], found.geometry)
    bare = row_of.drop(found.frame["building_id"], errors="ignore")
    rest = pd.DataFrame({"building_id": bare.index.to_numpy(object)}).assign(
        feature_id=bare.index.to_numpy(object), roof_kind="", roof_area_m2=0.0, planes=0, changed_since_flight=False,
        how="", rule="",
    )  # fmt: skip
    frame = pd.concat([found.frame, rest], ignore_index=True) if len(rest) else found.frame
    frame["height_m"] = np.where(
        np.isfinite(number_column(frame, "height_m")),
        number_column(frame, "height_m"),
        number_column(footprints.frame, "height_m")[np.concatenate([row, bare.to_numpy(int)])],
    )
    return FeatureTable(
        frame[found.frame.columns], np.concatenate([shapes, footprints.geometry[bare.to_numpy(int)]]), planes.crs,
        footprints.name,
    )  # fmt: skip


def _by_planes(planes: FeatureTable) -> FeatureTable:
    frame = planes.frame
    ids, of = np.unique(text_column(frame, "building_id").astype(str), return_inverse=True)
    order = np.argsort(of, kind="stable")
    parts = np.split(planes.geometry[order], np.cumsum(np.bincount(of))[:-1])
    shapes = np.empty(len(ids), object)
    shapes[:] = [shapely.union_all(part) for part in parts]
    first = order[np.searchsorted(of[order], np.arange(len(ids)))]
    plan, area = number_column(frame, "plan_area_m2"), number_column(frame, "area_m2")
    flat = np.bincount(of, plan * (text_column(frame, "roof_kind") == "flat"), len(ids))
    height = np.full(len(ids), -np.inf)
    np.maximum.at(height, of, np.nan_to_num(number_column(frame, "height_m"), nan=-np.inf))
    table = pd.DataFrame(
        {
            "feature_id": ids.astype(object),
            "building_id": ids.astype(object),
            "ground_m": np.nan,
            "height_m": np.where(np.isfinite(height), height, np.nan),
            "top_m": np.nan,
            "roof_kind": np.where(flat >= np.bincount(of, plan) / 2, "flat", "pitched").astype(object),
            "roof_area_m2": np.bincount(of, area),
            "planes": np.bincount(of),
            "obstacle_area_m2": np.nan,
            "changed_since_flight": False,
            "how": text_column(frame, "how")[first],
            "rule": text_column(frame, "rule")[first],
        }
    )
    return FeatureTable(table[["feature_id", *BUILDING_COLUMNS]], shapes, planes.crs, planes.name)


def tell_heights(buildings: FeatureTable) -> bool:
    """Whether every building brings its own `height_m`."""
    return bool(len(buildings)) and bool(np.isfinite(number_column(buildings.frame, "height_m")).all())


def with_given_heights(found: RoofPlanes, buildings: FeatureTable) -> FeatureTable:
    """The roof buildings found, with the `height_m` that the user's buildings bring in place of what was found."""
    frame = found.buildings.frame
    ids = text_column(buildings.frame, "building_id")
    ids = np.where(ids == "", buildings.frame["feature_id"].astype(str), ids)
    own = pd.Series(number_column(buildings.frame, "height_m"), ids).dropna()
    own = own[~own.index.duplicated()].reindex(text_column(frame, "building_id")).to_numpy(float)
    known = np.isfinite(own)
    told = frame.assign(
        height_m=np.where(known, own, frame["height_m"]),
        top_m=np.where(known, frame["ground_m"] + own, frame["top_m"]),
        how=np.where(known, "measured", frame["how"]),
        rule=np.where(known, GIVEN, frame["rule"]),
    )
    return FeatureTable(told, found.buildings.geometry, found.buildings.crs, found.buildings.name)
