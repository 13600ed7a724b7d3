"""Where is heat dense? Along streets (MWh a metre) and in cells of a grid (MWh a hectare)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ...columns import number_column, text_column
from ...errors import EngineError
from ...tables import FeatureTable
from .options import DensityOptions

LEAST_CELL_M, MOST_CELL_M = 10.0, 10_000.0
CLASSES = ("poor", "average", "good")


def density_class(density: np.ndarray, poor_below: float, good_from: float) -> np.ndarray:
    """poor, average or good (n,); "" where there is no heat or no density."""
    words = np.select([density >= good_from, density >= poor_below, density > 0], CLASSES[::-1], "")
    return words.astype(object)


def street_of_buildings(buildings: FeatureTable, streets: FeatureTable, reach_m: float) -> np.ndarray:
    """Row of the nearest street of each building (n,), -1 where none is within reach; the nearest wall counts.

    Of streets equally near, the one whose id comes first.
    """
    street = np.full(len(buildings), -1)
    drawn = np.flatnonzero(~shapely.is_missing(streets.geometry) & ~shapely.is_empty(streets.geometry))
    there = np.flatnonzero(~shapely.is_missing(buildings.geometry) & ~shapely.is_empty(buildings.geometry))
    if not len(drawn) or not len(there):
        return street
    rank = np.empty(len(streets), int)
    rank[np.lexsort((text_column(streets.frame, "feature_id"), _street_ids(streets)))] = np.arange(len(streets))
    tree = shapely.STRtree(streets.geometry[drawn])
    pairs = tree.query_nearest(buildings.geometry[there], max_distance=reach_m, all_matches=True)
    pairs = pd.DataFrame({"building": there[pairs[0]], "street": drawn[pairs[1]]})
    pairs["rank"] = rank[pairs["street"]]
    first = pairs.sort_values(["building", "rank"]).groupby("building")["street"].first()
    street[first.index] = first.to_numpy()
    return street


def street_density(
    buildings: FeatureTable, streets: FeatureTable, options: DensityOptions | None = None
) -> FeatureTable:
    """The streets with `street_id`, `preference`, `surface`, `how`, `length_m`, `heat_mwh_per_year`, `heat_mwh_per_m`,
    `density_class` (poor, average, good; "" without heat), `buildings`, `dwellings`.

    buildings: heat buildings. Each belongs to its nearest street within reach, so that the streets' sum is that of all
    buildings in reach.
    """
    options = options or DensityOptions()
    street = street_of_buildings(buildings, streets, options.street_reach_m)
    near, n = street >= 0, len(streets)
    mwh = np.bincount(street[near], number_column(buildings.frame, "heat_mwh_per_year")[near], n)
    homes = np.nan_to_num(number_column(buildings.frame, "dwellings"))
    length = np.nan_to_num(shapely.length(streets.geometry))
    per_m = np.divide(mwh, length, out=np.zeros(n), where=length > 0)
    how = text_column(streets.frame, "how")
    frame = pd.DataFrame(
        {
            "feature_id": text_column(streets.frame, "feature_id"),
            "street_id": _street_ids(streets),
            "preference": text_column(streets.frame, "preference"),
            "surface": text_column(streets.frame, "surface"),
            "how": np.where(how == "", "measured", how).astype(object),
            "length_m": length,
            "heat_mwh_per_year": mwh,
            "heat_mwh_per_m": per_m,
            "density_class": density_class(per_m, options.street_poor_below, options.street_good_from),
            "buildings": np.bincount(street[near], minlength=n),
            "dwellings": np.bincount(street[near], homes[near], n).astype(int),
        }
    )
    return FeatureTable(frame, streets.geometry, streets.crs, streets.name)


def out_of_reach(buildings: FeatureTable, streets: FeatureTable) -> dict:
    """What no street of `street_density` counts: `out_of_reach` (buildings) and `out_of_reach_mwh` (a year)."""
    beyond = len(buildings) - int(streets.frame["buildings"].sum())
    mwh = buildings.frame["heat_mwh_per_year"].sum() - streets.frame["heat_mwh_per_year"].sum()
    return {"out_of_reach": beyond, "out_of_reach_mwh": float(mwh) if beyond else 0.0}


def _street_ids(streets: FeatureTable) -> np.ndarray:
    ids = text_column(streets.frame, "street_id")
    return np.where(ids == "", text_column(streets.frame, "feature_id"), ids)


def cell_density(buildings: FeatureTable, cell_m: float, options: DensityOptions | None = None) -> FeatureTable:
    """Square cells that hold a heated building: `cell_id`, `heat_mwh_per_year`, `heat_mwh_per_ha`, `density_class`,
    `buildings`, `dwellings`, `peak_kw`.

    Corners lie at multiples of cell_m in the buildings' CRS; a building counts where its centre lies. Cells run from
    south-west to north-east.
    """
    options = options or DensityOptions()
    if not LEAST_CELL_M <= cell_m <= MOST_CELL_M:
        raise EngineError(
            "{name} must lie between {least} and {most}, not {value}.",
            name="cell_m",
            least=LEAST_CELL_M,
            most=MOST_CELL_M,
            value=cell_m,
        )
    centre = shapely.centroid(buildings.geometry)
    place = np.column_stack([shapely.get_y(centre), shapely.get_x(centre)])
    there = np.flatnonzero(np.isfinite(place).all(axis=1))
    corner, cell = np.unique(np.floor(place[there] / cell_m).astype(np.int64), axis=0, return_inverse=True)
    cell, n = cell.ravel(), len(corner)
    sums = {
        name: np.bincount(cell, np.nan_to_num(number_column(buildings.frame, name))[there], n)
        for name in ("heat_mwh_per_year", "dwellings", "peak_kw")
    }
    south, west = (corner * cell_m).T if n else (np.zeros(0), np.zeros(0))
    per_ha = sums["heat_mwh_per_year"] / (cell_m**2 / 10_000)
    frame = pd.DataFrame(
        {
            "feature_id": [f"{x:.0f}_{y:.0f}" for x, y in zip(west, south)],
            "cell_id": [f"{x:.0f}_{y:.0f}" for x, y in zip(west, south)],
            "heat_mwh_per_year": sums["heat_mwh_per_year"],
            "heat_mwh_per_ha": per_ha,
            "density_class": density_class(per_ha, options.cell_poor_below, options.cell_good_from),
            "buildings": np.bincount(cell, minlength=n),
            "dwellings": sums["dwellings"].astype(int),
            "peak_kw": sums["peak_kw"],
        }
    )
    boxes = shapely.box(west, south, west + cell_m, south + cell_m) if n else np.empty(0, object)
    return FeatureTable(frame, boxes, buildings.crs, "cells")
