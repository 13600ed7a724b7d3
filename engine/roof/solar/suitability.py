"""How good is each plane, against the best unshaded plane of the region?"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pandas as pd

from ...columns import number_column, text_column
from ...errors import EngineError
from ...progress import Progress
from ..light.result import LIGHT_COLUMNS
from ..panels.lay import Panels
from ..panels.output import BestPlane
from .options import SolarOptions

CLASSES = ("very_suitable", "suitable", "less_suitable")
FACES_AT_ONCE = 256  # a year of light on so many is 9 MB
SAME_DEG = 1e-6


def lit_planes(panels: Panels, light) -> tuple[pd.DataFrame, np.ndarray]:
    """The planes' frame with the light's columns, and the row of each in the light.

    Raises EngineError where the light was not calculated for every plane.
    """
    planes, lit = panels.planes.frame, light.planes.frame
    row_of = pd.Series(np.arange(len(lit)), text_column(lit, "plane_id"))
    row = row_of[~row_of.index.duplicated()].reindex(text_column(planes, "plane_id"))
    if row.isna().any():
        raise EngineError(
            "{count} roof planes have no light: calculate the light for the planes of these panels.",
            count=int(row.isna().sum()),
        )
    row = row.to_numpy(int)
    return planes.assign(**{c: lit[c].to_numpy()[row] for c in LIGHT_COLUMNS if c in lit}), row


def light_on_faces(faces: pd.DataFrame, planes: pd.DataFrame, light) -> Generator[Progress, None, np.ndarray]:
    """kWh/m² a year on the faces of panels (n,): their plane's, or, where they stand otherwise, from the hours.

    faces: `plane` (row of planes), `light_row`, `tilt_deg`, `azimuth_deg`.
    """
    plane = faces["plane"].to_numpy(int)
    kwh = number_column(planes, "kwh_per_m2")[plane]
    turned = [
        np.abs(faces[name].to_numpy(float) - number_column(planes, name)[plane]) for name in ("tilt_deg", "azimuth_deg")
    ]
    otherwise = np.flatnonzero(~((turned[0] < SAME_DEG) & (turned[1] < SAME_DEG)))
    for first in range(0, len(otherwise), FACES_AT_ONCE):
        some = otherwise[first : first + FACES_AT_ONCE]
        kwh[some] = hours_on(faces.iloc[some], light).sum(axis=0, dtype=float) / 1000
        yield Progress((first + len(some)) / len(otherwise))
    return kwh


def hours_on(faces: pd.DataFrame, light) -> np.ndarray:
    """Light on faces, (hours, n) float32 W/m²."""
    tilt, azimuth = faces["tilt_deg"].to_numpy(float), faces["azimuth_deg"].to_numpy(float)
    return light.hourly(faces["light_row"].to_numpy(int), tilt_deg=tilt, azimuth_deg=azimuth)


def judged_planes(planes: pd.DataFrame, faces: pd.DataFrame, best: BestPlane, options: SolarOptions) -> pd.DataFrame:
    """The planes + `panel_kwh_per_m2` (mean of the plane's faces), `share_of_best_percent` and `suitability`.

    Zonatlas' rule: a plane of at least `least_area_m2` whose panels get at least so many percent of the region's best.
    """
    plane = faces["plane"].to_numpy(int)
    faces_of = np.bincount(plane, minlength=len(planes))
    kwh = np.bincount(plane, faces["kwh_per_m2"], len(planes)) / np.maximum(faces_of, 1)
    share = 100 * kwh / max(best.kwh_per_m2, 1e-9)
    large = number_column(planes, "area_m2") >= options.least_area_m2
    suitability = np.select(
        [large & (share >= options.very_suitable_percent), large & (share >= options.suitable_percent)],
        CLASSES[:2],
        CLASSES[2],
    )
    return planes.assign(panel_kwh_per_m2=kwh, share_of_best_percent=share, suitability=suitability.astype(object))
