"""The comparison as tables: one row a building, one row a neighbourhood."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from ...columns import text_column
from ...tables import FeatureTable
from .bill import Bill
from .buildings import Heated, centres
from .prices import PARTIES
from .ranking import cheapest

NETWORKS = ("high_network", "mid_network", "low_network", "loop")
FIGURES = ("society_eur", "resident_eur", "co2_t", "grid_kw")


def values_of(bill: Bill, at: int, eur: Mapping[str, np.ndarray], tonnes: np.ndarray) -> dict[str, np.ndarray]:
    """FIGURES of an option, (n,) each."""
    values = (eur["society"][at], eur["resident"][at], tonnes[at], bill.grid_kw)
    return dict(zip(FIGURES, values))


def building_table(
    buildings: Heated, bills: list[Bill], eur: Mapping[str, np.ndarray], tonnes: np.ndarray, ranked: list[int],
    sure: Mapping[str, np.ndarray], crs: str,
) -> FeatureTable:  # fmt: skip
    """Columns of `HEAT_OPTIONS` (docs/architecture.md): each option's yearly figures, and the cheapest."""
    columns = {
        "building_id": buildings.building_id,
        "dwellings": np.where(buildings.is_home, buildings.users, 0).astype(int),
        "heat_mwh_per_year": buildings.mwh,
        "insulation": buildings.step,
    }
    keys = np.array([bills[at].option for at in ranked] + [""], object)
    for party in PARTIES:
        first, margin = cheapest(eur[party][ranked])
        columns[f"cheapest_{party}"] = keys[first]
        columns[f"margin_{party}_eur"] = margin
        columns["sure" if party == "society" else "sure_resident"] = sure[party]
    for at, bill in enumerate(bills):
        for name, values in values_of(bill, at, eur, tonnes).items():
            columns[f"{bill.option}_{name}"] = values
        columns[f"{bill.option}_insulation"] = np.where(bill.served, bill.step, "").astype(object)
        if bill.option in NETWORKS:
            columns[f"{bill.option}_how"] = bill.how
    return FeatureTable(pd.DataFrame(columns), buildings.geometry, crs, "heat options")


def area_of(buildings: Heated, areas: FeatureTable | None) -> np.ndarray:
    """The first neighbourhood that holds each building (n,), -1 in none; all of them 0 where there are none."""
    if areas is None or not len(areas):
        return np.zeros(len(buildings), int)
    point, area = shapely.STRtree(areas.geometry).query(centres(buildings), predicate="intersects")
    first = pd.Series(area, dtype=int).groupby(point).min()
    return first.reindex(range(len(buildings))).fillna(-1).to_numpy(int)


def area_table(
    buildings: Heated, bills: list[Bill], eur: Mapping[str, np.ndarray], tonnes: np.ndarray, ranked: list[int],
    area: np.ndarray, areas: FeatureTable | None, crs: str,
) -> FeatureTable:  # fmt: skip
    """One row a neighbourhood: `area_id`, `name`, `buildings`, `dwellings`, `heat_mwh_per_year`; of each option its
    `<option>_buildings` that can have it and sums of its figures, where buildings that cannot have it take the one of
    the others that is cheapest for society; `cheapest_society`, `cheapest_resident` by these sums and the margins.

    An option that nobody can have, or that serves less than half of the heat, has no sums (nan).
    """
    if areas is None or not len(areas):
        drawn = [g for g in buildings.geometry if g is not None]
        shape = np.array([shapely.convex_hull(shapely.GeometryCollection(drawn))], object)
        ids, names, system = np.array(["all"], object), np.array([""], object), crs
    else:
        own, feature = text_column(areas.frame, "area_id"), text_column(areas.frame, "feature_id")
        ids, names = np.where(own == "", feature, own), text_column(areas.frame, "name")
        shape, system = areas.geometry, areas.crs
    k, inside = len(ids), area >= 0

    def summed(values):
        return np.bincount(area[inside], np.asarray(values, float)[inside], k)

    homes = np.where(buildings.is_home, buildings.users, 0)
    columns = {
        "area_id": ids,
        "name": names,
        "buildings": np.bincount(area[inside], minlength=k),
        "dwellings": summed(homes).astype(int),
        "heat_mwh_per_year": summed(buildings.mwh),
    }
    sums = {}
    for at, bill in enumerate(bills):
        chosen = np.where(bill.served, at, _other_than(at, eur["society"], ranked))
        covered = summed(buildings.mwh * bill.served) >= 0.5 * columns["heat_mwh_per_year"]
        covered &= summed(bill.served) > 0
        columns[f"{bill.option}_buildings"] = summed(bill.served).astype(int)
        every = {
            name: np.choose(chosen, [values_of(b, row, eur, tonnes)[name] for row, b in enumerate(bills)])
            for name in FIGURES
        }
        for name, values in every.items():
            columns[f"{bill.option}_{name}"] = np.where(covered, summed(values), np.nan)
        for party in PARTIES:
            sums.setdefault(party, []).append(columns[f"{bill.option}_{party}_eur"])
    keys = np.array([bills[at].option for at in ranked] + [""], object)
    for party in PARTIES:
        first, margin = cheapest(np.array(sums[party])[ranked])
        columns[f"cheapest_{party}"] = keys[first]
        columns[f"margin_{party}_eur"] = margin
    return FeatureTable(pd.DataFrame(columns), shape, system, "areas")


def _other_than(at: int, eur: np.ndarray, ranked: list[int]) -> np.ndarray:
    """Row of what is cheapest for society beside `at` (n,): for who cannot have that; `at` where there is none."""
    others = [row for row in ranked if row != at]
    first, _ = cheapest(eur[others])
    return np.array([*others, at])[first]
