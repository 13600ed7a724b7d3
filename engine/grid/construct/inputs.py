"""What a build starts from and ends with, and the order in which features are taken."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from ...columns import text_column
from ...problems import Problem
from ...tables import FeatureTable


@dataclass(frozen=True)
class GridInputs:
    """The map as `docs/architecture.md` describes its tables; None where a layer was not given."""

    lv_cables: FeatureTable
    mv_cables: FeatureTable | None
    stations: FeatureTable
    buildings: FeatureTable
    addresses: FeatureTable | None = None
    extra_connections: FeatureTable | None = None
    open_points: FeatureTable | None = None


@dataclass(frozen=True)
class BuiltGrid:
    """The grid as tables (columns in `docs/architecture.md`), what could not enter, a pandapower net and figures."""

    nodes: FeatureTable
    sections: FeatureTable
    stations: FeatureTable
    connections: FeatureTable
    open_points: FeatureTable
    problems: list[Problem]
    net: object
    summary: dict = field(default_factory=dict)


def nothing(name: str, crs: str) -> FeatureTable:
    """A layer without features."""
    return FeatureTable(pd.DataFrame({"feature_id": np.empty(0, object)}), np.empty(0, object), crs, name)


def in_order(table: FeatureTable | None, name: str, crs: str) -> FeatureTable:
    """The table with its rows in order of place, then id, so that the order they came in changes nothing; ids unique.

    Empty geometries become None.
    """
    if table is None:
        return nothing(name, crs)
    geometry = np.array(table.geometry, object)
    geometry[shapely.is_missing(geometry) | shapely.is_empty(geometry)] = None
    bounds = shapely.bounds(geometry)
    bounds = np.where(np.isfinite(bounds), bounds, np.inf).reshape(-1, 4)
    ids = text_column(table.frame, "feature_id")
    measure = np.nan_to_num(shapely.length(geometry))
    order = np.lexsort((ids.astype(str), measure, bounds[:, 3], bounds[:, 2], bounds[:, 1], bounds[:, 0]))
    frame = table.frame.iloc[order].reset_index(drop=True)
    frame["feature_id"] = unique(ids[order])
    return FeatureTable(frame, geometry[order], table.crs, table.name or name)


def unique(ids: np.ndarray) -> np.ndarray:
    """The ids (n,), those that come again followed by #2, #3 …; empty ones become "row"."""
    seen: dict[str, int] = {}
    taken = set(ids.tolist())
    result = np.array([i or "row" for i in ids], object)
    for row, name in enumerate(result):
        seen[name] = seen.get(name, 0) + 1
        while seen[name] > 1 and f"{name}#{seen[name]}" in taken:
            seen[name] += 1
        if seen[name] > 1:
            result[row] = f"{name}#{seen[name]}"
    return result
