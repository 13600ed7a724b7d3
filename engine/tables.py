"""Map features as the engine sees them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class FeatureTable:
    """Features of one layer: attributes, geometry and CRS.

    frame: one row a feature, index 0..n-1; column `feature_id` (str) is the feature's id in its layer.
    geometry: object array (n,) of 2-D shapely geometries, None where a feature has none.
    crs: authority code of a projected CRS in metres, such as "EPSG:28992".
    name: the layer's name, for messages.
    """

    frame: pd.DataFrame
    geometry: np.ndarray
    crs: str = "EPSG:28992"
    name: str = ""

    def __post_init__(self):
        if len(self.frame) != len(self.geometry):
            raise ValueError(f"{len(self.frame)} rows but {len(self.geometry)} geometries in {self.name!r}")

    def __len__(self) -> int:
        return len(self.frame)

    def take(self, rows: np.ndarray) -> "FeatureTable":
        """The features at `rows` (boolean mask or positions), renumbered from 0."""
        rows = np.asarray(rows)
        if rows.dtype == bool:
            rows = np.flatnonzero(rows)
        return FeatureTable(self.frame.iloc[rows].reset_index(drop=True), self.geometry[rows], self.crs, self.name)
