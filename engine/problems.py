"""What could not enter a calculation, as features a user can open, with a reason and a remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .tables import FeatureTable


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one feature (or one result) and what would mend it.

    layer: the input's role or name; feature_id: id of the feature in that layer ("" where it is not about one).
    code: one lower-case word group, stable, such as "no_cable_within_reach".
    reason, remedy: English templates in `str.format` style for `values` (translated where they are shown).
    place: shapely geometry, or None. distance_m: a distance that tells how far off it was, or nan.
    """

    layer: str
    feature_id: str
    code: str
    reason: str
    remedy: str
    values: dict = field(default_factory=dict)
    place: object = None
    distance_m: float = np.nan


def problem_table(problems: Iterable[Problem], crs: str) -> FeatureTable:
    """Problems as features: points (a point on the offending geometry), templates and values still apart.

    Columns: problem_id, layer, feature_id, code, reason_template, remedy_template, values (dict), distance_m.
    """
    problems = list(problems)
    frame = pd.DataFrame(
        {
            "problem_id": np.arange(1, len(problems) + 1),
            "layer": [p.layer for p in problems],
            "feature_id": [p.feature_id for p in problems],
            "code": [p.code for p in problems],
            "reason_template": [p.reason for p in problems],
            "remedy_template": [p.remedy for p in problems],
            "values": [p.values for p in problems],
            "distance_m": np.array([p.distance_m for p in problems], float),
        }
    )
    geometry = np.empty(len(problems), object)
    for i, p in enumerate(problems):
        geometry[i] = None if p.place is None or p.place.is_empty else p.place.representative_point()
    return FeatureTable(frame, geometry, crs, "problems")
