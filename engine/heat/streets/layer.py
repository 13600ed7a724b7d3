"""A layer of streets that was derived, with ids that stay when other streets change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...phrases import phrase_column
from ...tables import FeatureTable


@dataclass(frozen=True)
class StreetLayer:
    """streets: FeatureTable of lines with street_id, preference, surface, how ("inferred"), rule (Phrase), length_m.
    problems: list[Problem]. summary: dict of numbers.
    """

    streets: FeatureTable
    problems: list
    summary: dict


def street_table(lines: np.ndarray, rules: np.ndarray, surface: np.ndarray | None, crs: str) -> FeatureTable:
    """Lines (l,) as streets, in order of place; ids are made of the place halfway, in metres."""
    order = np.argsort(shapely.to_wkb(shapely.normalize(lines))) if len(lines) else np.empty(0, int)
    lines, rules = lines[order], rules[order]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    names = pd.Series([f"{x:.0f}-{y:.0f}" for x, y in middle], dtype=object)
    again = names.groupby(names).cumcount().to_numpy(int)
    ids = np.array([f"{name}-{k + 1}" if k else name for name, k in zip(names, again)], object)
    frame = pd.DataFrame(
        {
            "feature_id": ids,
            "street_id": ids,
            "preference": phrase_column(len(lines)),
            "surface": phrase_column(len(lines)) if surface is None else surface[order],
            "how": phrase_column(len(lines), "inferred"),
            "rule": rules,
            "length_m": shapely.length(lines),
        }
    )
    return FeatureTable(frame, lines, crs, "streets")
