"""How good is each plane, against the best unshaded plane of the region?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...columns import number_column, text_column
from ...errors import EngineError
from ...tables import FeatureTable
from ..panels.lay import Panels
from ..panels.output import BestPlane
from .options import SolarOptions

CLASSES = ("very_suitable", "suitable", "less_suitable")
LIGHT = ["kwh_per_m2", *[f"kwh_per_m2_{m:02d}" for m in range(1, 13)]]


def lit_faces(panels: Panels, light) -> pd.DataFrame:
    """The faces of the panels with the light's columns `LIGHT` and `light_row` (row of the light's planes).

    Raises EngineError where the light was not calculated for every face.
    """
    faces = panels.faces.frame
    lit = light.planes.frame
    row_of = pd.Series(np.arange(len(lit)), text_column(lit, "plane_id"))
    row_of = row_of[~row_of.index.duplicated()]
    row = row_of.reindex(text_column(faces, "plane_id"))
    if row.isna().any():
        raise EngineError(
            "{count} roof planes have no light: calculate the light for the faces of these panels.",
            count=int(row.isna().sum()),
        )
    row = row.to_numpy(int)
    return faces.assign(**{c: number_column(lit, c)[row] for c in LIGHT}, light_row=row)


def judged_planes(planes: FeatureTable, faces: pd.DataFrame, best: BestPlane, options: SolarOptions) -> pd.DataFrame:
    """The planes' frame + `LIGHT` (mean of the plane's faces), `share_of_best_percent` and `suitability`.

    Zonatlas' rule: a plane of at least `least_area_m2` with at least so many percent of the region's best.
    """
    mean = faces.groupby("roof_plane_id")[LIGHT].mean().reindex(text_column(planes.frame, "plane_id"))
    frame = planes.frame.assign(**{c: mean[c].to_numpy(float) for c in LIGHT})
    share = 100 * frame["kwh_per_m2"].to_numpy(float) / max(best.kwh_per_m2, 1e-9)
    large = number_column(frame, "area_m2") >= options.least_area_m2
    suitability = np.select(
        [large & (share >= options.very_suitable_percent), large & (share >= options.suitable_percent)],
        CLASSES[:2],
        CLASSES[2],
    )
    return frame.assign(share_of_best_percent=share, suitability=suitability.astype(object))
