"""The tables: what planes, panels and buildings give, adding up to the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...columns import number_column
from ...tables import FeatureTable
from ..panels.lay import Panels
from ..panels.output import BestPlane
from .hours import OwnUse
from .suitability import CLASSES

MONTHS = [f"kwh_{m:02d}" for m in range(1, 13)]


def plane_table(planes: FeatureTable, judged: pd.DataFrame, faces: pd.DataFrame) -> FeatureTable:
    """The judged planes with what their counted panels give; columns: see `RoofSolar`."""
    plane, n = faces["plane"].to_numpy(int), len(judged)
    kwp = np.bincount(plane, faces["kwp"], n)
    kwh = np.bincount(plane, faces["kwh"], n)
    frame = judged.assign(
        panels_fit=judged["panels"],
        panels=np.bincount(plane, np.where(faces["kwp"] > 0, faces["face_panels"], 0), n).astype(int),
        kwp=kwp,
        kwh=kwh,
        kwh_per_kwp=_per(kwh, kwp),
    )
    return FeatureTable(frame, planes.geometry, planes.crs, planes.name)


def counted_panels(panels: Panels, faces: pd.DataFrame) -> np.ndarray:
    """Positions of the panels that count."""
    return np.flatnonzero(faces["kwp"].to_numpy(float)[panels.face] > 0)


def panel_table(panels: Panels, planes: pd.DataFrame, faces: pd.DataFrame, rows: np.ndarray) -> FeatureTable:
    """The panels `rows`, drawn, each with its share of its face's yield."""
    drawn = panels.drawn(rows)
    face = panels.face[rows]
    frame = drawn.frame.assign(
        kwh_per_m2=faces["kwh_per_m2"].to_numpy(float)[face],
        kwh=panels.kwp * faces["kwh_per_kwp"].to_numpy(float)[face],
        suitability=planes["suitability"].to_numpy(object)[faces["plane"].to_numpy(int)[face]],
    )
    return FeatureTable(frame, drawn.geometry, drawn.crs, drawn.name)


def building_table(
    buildings: FeatureTable, row: np.ndarray, planes: pd.DataFrame, faces: pd.DataFrame, own: OwnUse | None
) -> FeatureTable:
    """Buildings with what their roofs give. row: the building of each place in `own` and of `faces.building`."""
    n = len(buildings)

    def sums(values, of):
        total = np.zeros(n)
        np.add.at(total, row[of], values)
        return total

    of_face = faces["building"].to_numpy(int)
    of_plane = np.zeros(len(planes), int)
    of_plane[faces["plane"].to_numpy(int)] = of_face
    suitable = np.isin(planes["suitability"], CLASSES[:2])
    kwp, kwh = sums(faces["kwp"], of_face), sums(faces["kwh"], of_face)
    unknown = np.full(n, np.nan)
    demand, used = unknown.copy(), unknown.copy()
    if own is not None:
        demand[row], used[row] = own.demand_kwh, own.self_consumed_kwh
    frame = buildings.frame.assign(
        panels=sums(planes["panels"], of_plane).astype(int),
        panel_area_m2=sums(np.where(faces["kwp"] > 0, faces["face_panel_area_m2"], 0.0), of_face),
        kwp=kwp,
        kwh=kwh,
        **{name: sums(faces[name], of_face) for name in MONTHS},
        kwh_per_kwp=_per(kwh, kwp),
        suitable_area_m2=sums(np.where(suitable, np.nan_to_num(number_column(planes, "area_m2")), 0.0), of_plane),
        demand_kwh=demand,
        self_consumed_kwh=used,
        self_consumption_percent=100 * _per(used, kwh),
        self_sufficiency_percent=100 * _per(used, demand),
    )
    return FeatureTable(frame, buildings.geometry, buildings.crs, buildings.name)


def totals(planes: pd.DataFrame, buildings: pd.DataFrame, best: BestPlane) -> dict:
    """What the town's roofs come to, for people to read."""
    area = number_column(planes, "area_m2")
    summary = {
        "buildings": len(buildings),
        "planes": len(planes),
        "panels": int(planes["panels"].sum()),
        "kwp": float(planes["kwp"].sum()),
        "kwh": float(planes["kwh"].sum()),
        "best_tilt_deg": best.tilt_deg,
        "best_azimuth_deg": best.azimuth_deg,
        "best_kwh_per_m2": best.kwh_per_m2,
    }
    for name in CLASSES:
        here = (planes["suitability"] == name).to_numpy()
        summary[f"{name}_planes"] = int(here.sum())
        summary[f"{name}_area_m2"] = float(np.nansum(area[here]))
    known = np.isfinite(buildings["demand_kwh"].to_numpy(float))
    if known.any():
        summary["demand_kwh"] = float(buildings["demand_kwh"][known].sum())
        summary["self_consumed_kwh"] = float(buildings["self_consumed_kwh"][known].sum())
        summary["kwh_of_buildings_with_demand"] = float(buildings["kwh"][known].sum())
    return summary


def _per(values: np.ndarray, of: np.ndarray) -> np.ndarray:
    """values / of, nan where there is nothing to divide by."""
    return np.divide(values, of, out=np.full(len(values), np.nan), where=np.asarray(of) > 0)
