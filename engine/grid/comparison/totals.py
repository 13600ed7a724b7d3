"""What the changes come to: counts, kilometres, energy, peaks and homes of the whole and of neighbourhoods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ...columns import number_column, text_column
from ...tables import FeatureTable
from .elements import CHANGES

COMPARED = CHANGES[:5]


def totals(sections: FeatureTable, stations: FeatureTable) -> dict:
    """Plain numbers by name; energies in kWh above the limit, lengths in km.

    The same kilowatt-hour passes every section of a feeder, so that energies of sections add up to more than anyone
    used; those of stations do not (medium to low voltage).
    """
    km = sections.frame["length_m"].to_numpy(float) / 1e3
    found = {"sections": len(sections), "stations": len(stations)}
    for change in COMPARED:
        of_sections = (sections.frame["change"] == change).to_numpy()
        found[f"sections_{change}"] = int(of_sections.sum())
        found[f"km_{change}"] = float(km[of_sections].sum())
        found[f"stations_{change}"] = int((stations.frame["change"] == change).sum())
        for level in ("LV", "MV"):
            here = of_sections & (sections.frame["level"] == level).to_numpy()
            found[f"{level.lower()}_km_{change}"] = float(km[here].sum())
    found["km_still_over"] = float(km[sections.frame["still_over"].to_numpy(bool)].sum())
    found["stations_still_over"] = int(stations.frame["still_over"].sum())
    for side in ("before", "after"):
        over = (sections.frame[f"verdict_{side}"] == "congested").to_numpy() & _in_both(sections)
        found[f"km_over_{side}"] = float(km[over].sum())
        over = (stations.frame[f"verdict_{side}"] == "congested").to_numpy() & _in_both(stations)
        found[f"stations_over_{side}"] = int(over.sum())
        found[f"dwellings_of_stations_over_{side}"] = int(np.nansum(stations.frame["dwellings"].to_numpy(float)[over]))
        for name, table in (("stations", stations), ("sections", sections)):
            found[f"{name}_kwh_above_{side}"] = _sum(table, f"kwh_above_{side}")
        found[f"stations_peak_kw_{side}"] = float(
            np.nansum(np.abs(stations.frame[f"max_kw_{side}"].to_numpy(float)[_in_both(stations)]))
        )
    for name in ("stations_kwh_above", "sections_kwh_above"):
        found[f"{name}_spared"] = found[f"{name}_before"] - found[f"{name}_after"]
    return found


def connection_totals(before: FeatureTable, after: FeatureTable, match) -> dict:
    """Connections and homes behind a limit: that of a section or station upstream, or of their voltage."""
    both = (match.before >= 0) & (match.after >= 0)
    over, outside = {}, {}
    found = {"connections_compared": int(both.sum())}
    for side, table, rows in (("before", before, match.before[both]), ("after", after, match.after[both])):
        over[side] = text_column(table.frame, "verdict")[rows] == "congested"
        held = text_column(table.frame, "voltage_ok")[rows]
        outside[side] = np.isin(np.char.lower(held.astype(str)), ("false", "0", "0.0"))
        homes = np.nan_to_num(number_column(table.frame, "dwellings")[rows])
        found[f"connections_over_{side}"] = int(over[side].sum())
        found[f"dwellings_over_{side}"] = int(homes[over[side]].sum())
        found[f"connections_outside_voltage_{side}"] = int(outside[side].sum())
        found[f"dwellings_outside_voltage_{side}"] = int(homes[outside[side]].sum())
    found["dwellings_relieved"] = int(homes[over["before"] & ~over["after"]].sum())
    found["dwellings_newly_congested"] = int(homes[over["after"] & ~over["before"]].sum())
    return found


def area_totals(sections: FeatureTable, stations: FeatureTable, areas: FeatureTable) -> FeatureTable:
    """One row a neighbourhood: what is relieved there and what not. A section belongs where its middle lies, and
    anything to the first area that holds it.

    Columns: `area_id`, `name`, `km`, `km_relieved`, `km_newly_congested`, `km_over_before`, `km_over_after`,
    `stations`, `stations_relieved`, `stations_newly_congested`, `stations_over_before`, `stations_over_after`,
    `kwh_above_before`, `kwh_above_after`, `kwh_above_spared` (of the stations there), and `change`: relieved or
    newly_congested where a section or station is, both where there are some of either, unchanged where things stay
    over their limit, "" where nothing is over its limit in either run.
    """
    place = {"sections": _area_of(sections, areas), "stations": _area_of(stations, areas)}
    km = sections.frame["length_m"].to_numpy(float) / 1e3
    columns = {"km": _by(place["sections"], km, areas)}
    kwh = {}
    for label, table, weight in (("km", sections, km), ("stations", stations, np.ones(len(stations)))):
        there, frame, compared = place["sections" if label == "km" else "stations"], table.frame, _in_both(table)
        for change in ("relieved", "newly_congested"):
            columns[f"{label}_{change}"] = _by(there, weight * (frame["change"] == change), areas)
        for side in ("before", "after"):
            over = (frame[f"verdict_{side}"] == "congested").to_numpy() & compared
            columns[f"{label}_over_{side}"] = _by(there, weight * over, areas)
    columns["stations"] = _by(place["stations"], np.ones(len(stations)), areas)
    for side in ("before", "after"):
        values = np.nan_to_num(stations.frame[f"kwh_above_{side}"].to_numpy(float)) * _in_both(stations)
        kwh[side] = columns[f"kwh_above_{side}"] = _by(place["stations"], values, areas)
    columns["kwh_above_spared"] = kwh["before"] - kwh["after"]
    for name in ("stations", *(n for n in columns if n.startswith("stations_"))):
        columns[name] = columns[name].astype(int)
    ids, feature = text_column(areas.frame, "area_id"), text_column(areas.frame, "feature_id")
    frame = pd.DataFrame(
        {"area_id": np.where(ids == "", feature, ids), "name": text_column(areas.frame, "name"), **columns}
    )
    frame["change"] = _area_change(frame)
    return FeatureTable(frame, areas.geometry, areas.crs, areas.name)


def _area_change(frame: pd.DataFrame) -> np.ndarray:
    better = (frame["km_relieved"] > 0) | (frame["stations_relieved"] > 0)
    worse = (frame["km_newly_congested"] > 0) | (frame["stations_newly_congested"] > 0)
    over = (frame[["km_over_before", "km_over_after", "stations_over_before", "stations_over_after"]] > 0).any(axis=1)
    words = ["both", "relieved", "newly_congested", "unchanged"]
    return np.select([better & worse, better, worse, over], words, "").astype(object)


def _in_both(table: FeatureTable) -> np.ndarray:
    return ~table.frame["change"].isin(("only_before", "only_after")).to_numpy()


def _sum(table: FeatureTable, name: str) -> float:
    return float(np.nansum(table.frame[name].to_numpy(float)[_in_both(table)]))


def _by(area: np.ndarray, values, areas: FeatureTable) -> np.ndarray:
    inside = area >= 0
    return np.bincount(area[inside], np.asarray(values, float)[inside], len(areas))


def _area_of(table: FeatureTable, areas: FeatureTable) -> np.ndarray:
    """The first area that holds each feature's middle: row (n,), -1 where none does."""
    middle = table.geometry.copy()
    lines = shapely.get_dimensions(middle) == 1
    middle[lines] = shapely.line_interpolate_point(middle[lines], 0.5, normalized=True)
    point, area = shapely.STRtree(areas.geometry).query(middle, predicate="intersects")
    first = pd.Series(area, dtype=int).groupby(point).min()
    return first.reindex(range(len(table))).fillna(-1).to_numpy(int)
