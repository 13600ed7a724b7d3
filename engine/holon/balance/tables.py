"""The year of every holon and of every level as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...phrases import Phrase
from ...tables import FeatureTable
from ..nesting import Nesting
from .outside import OutsideStatistics
from .statistics import LevelStatistics
from .tree import Tree

ENERGIES = {
    "made": "made_mwh",
    "used": "used_mwh",
    "charged": "stored_mwh",
    "import": "import_mwh",
    "export": "export_mwh",
    "inside": "inside_mwh",
    "siblings_in": "siblings_in_mwh",
    "siblings_out": "siblings_out_mwh",
    "outward_in": "outward_in_mwh",
    "outward_out": "outward_out_mwh",
}


OUTER = ("helps_mwh", "hurts_mwh", "value_eur")


def share_of(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """1 - part / whole within 0 and 1, nan where there is no whole."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, np.clip(1 - part / whole, 0, 1), np.nan)


def hour_text(start_utc: np.datetime64, hour: np.ndarray) -> np.ndarray:
    """UTC texts of positions of hours, None where -1."""
    times = (start_utc + np.maximum(hour, 0) * np.timedelta64(1, "h")).astype("datetime64[m]").astype(str)
    return np.where(hour >= 0, np.char.add(times, "Z").astype(object), None)


def holon_table(
    nesting: Nesting, tree: Tree, statistics: list[LevelStatistics], outside: OutsideStatistics, start_utc
) -> FeatureTable:
    """A row a holon, larger levels first, so that smaller ones are drawn over them."""
    frames, shapes = [], []
    for position in range(len(nesting.levels))[::-1]:
        frames.append(_level_rows(nesting, tree, statistics, position, start_utc))
        shapes.append(nesting.levels[position].geometry[tree.holon[position]])
        outer = outside.of_holons() if position == len(nesting.levels) - 1 else {}
        for name in OUTER:
            frames[-1][name] = outer.get(name, np.nan)
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "feature_id", frame["holon_id"])
    return FeatureTable(frame, np.concatenate(shapes), nesting.crs, "holons")


def _level_rows(nesting: Nesting, tree: Tree, statistics: list[LevelStatistics], position: int, start_utc):
    level, found = nesting.levels[position], statistics[position]
    order, k = tree.holon[position], len(level)
    parent_ids = nesting.levels[position + 1].holon_id if position + 1 < len(nesting.levels) else None
    connections = np.bincount(level.of_connection, minlength=k)[order]
    energy = {column: np.maximum(found.kwh[name], 0) / 1000 for name, column in ENERGIES.items()}
    if position:
        members = np.diff(np.r_[tree.first[position], len(tree.holon[position - 1])])
        apart = np.add.reduceat(statistics[position - 1].peak_kw["import"], tree.first[position])
        gain = np.where(members > 1, share_of(found.peak_kw["import"], apart), np.nan)
    else:
        members, gain = np.zeros(k, np.int64), np.full(k, np.nan)
    return pd.DataFrame(
        {
            "holon_id": level.holon_id[order],
            "level": level.number,
            "kind": level.kind,
            "name": pd.Series(level.name[order], dtype=object),
            "parent_id": "" if parent_ids is None else parent_ids[level.parent[order]],
            "members": members,
            "connections": connections,
            **energy,
            "self_sufficiency": share_of(energy["import_mwh"], energy["used_mwh"]),
            "self_consumption": share_of(energy["export_mwh"], energy["made_mwh"]),
            "autonomy_hours": found.autonomy_hours,
            "self_supplied_hours": found.self_supplied_hours,
            "import_peak_kw": found.peak_kw["import"],
            "import_peak_hour": hour_text(start_utc, found.peak_hour["import"]),
            "export_peak_kw": found.peak_kw["export"],
            "export_peak_hour": hour_text(start_utc, found.peak_hour["export"]),
            "coincidence_gain": gain,
        }
    )


def level_frame(
    nesting: Nesting, statistics: list[LevelStatistics], tree: Tree, outside: OutsideStatistics
) -> pd.DataFrame:
    """A row a level: what its holons come to when each balances itself, a row for all of them together, and one for
    each level outside that is given.

    `pooled_mwh` is what is met inside beyond what the smaller holons meet for themselves.
    """
    rows = []
    for level, found in zip(nesting.levels, statistics):
        sums = {column: float(found.kwh[name].sum()) / 1000 for name, column in ENERGIES.items()}
        peaks = {f"{way}_peaks_kw": float(found.peak_kw[way].sum()) for way in ("import", "export")}
        rows.append({"level": level.number, "kind": level.kind, "holons": len(level), **sums, **peaks})
    drawn, given = np.maximum(outside.net_kw, 0), np.maximum(-outside.net_kw, 0)
    whole = {
        **rows[-1], "level": len(rows) + 1, "kind": "all", "holons": 1, "import_mwh": drawn.sum() / 1000,
        "export_mwh": given.sum() / 1000, "siblings_in_mwh": 0.0, "siblings_out_mwh": 0.0,
        "outward_in_mwh": drawn.sum() / 1000, "outward_out_mwh": given.sum() / 1000,
        "import_peaks_kw": drawn.max(initial=0.0), "export_peaks_kw": given.max(initial=0.0),
    }  # fmt: skip
    whole["inside_mwh"] = rows[-1]["inside_mwh"] + rows[-1]["siblings_in_mwh"]
    frame = pd.DataFrame([*rows, whole])
    frame["self_sufficiency"] = share_of(frame["import_mwh"].to_numpy(), frame["used_mwh"].to_numpy())
    frame["self_consumption"] = share_of(frame["export_mwh"].to_numpy(), frame["made_mwh"].to_numpy())
    frame["pooled_mwh"] = np.diff(frame["inside_mwh"], prepend=0.0)
    frame.loc[0, "pooled_mwh"] = np.nan
    frame["name"] = [Phrase(LEVEL_NAMES[kind]) for kind in frame["kind"]]
    beyond = [
        {"level": len(frame) + number, "kind": "outside", "name": Phrase(SCALE_NAMES[level.upper.scale]), "holons": 1,
         **{name: float(values.sum()) for name, values in level.of_holons().items()}}
        for number, level in enumerate(outside.levels, 1)
    ]  # fmt: skip
    frame = frame.reindex(columns=[*frame.columns, *OUTER])
    return pd.concat([frame, pd.DataFrame(beyond)], ignore_index=True) if beyond else frame


SCALE_NAMES = {"": "Outside", "city": "The city", "region": "The region", "country": "The country"}
LEVEL_NAMES = {
    "connection": "Each connection by itself",
    "feeder": "Low-voltage feeders",
    "station": "Stations",
    "ring": "Medium-voltage feeders",
    "source": "Sources",
    "area": "Areas",
    "found": "Found groups",
    "all": "All together",
}


def summary_of(levels: pd.DataFrame, nesting: Nesting, outside: OutsideStatistics, profiles) -> dict:
    """Figures of the whole; keys as the algorithm's outcomes want them."""
    first, last = levels.iloc[0], levels[levels["kind"] == "all"].iloc[0]
    found = {
        "connections": len(profiles.connection_ids),
        "levels": len(nesting.levels),
        "holons": sum(len(level) for level in nesting.levels),
        "made_mwh": last["made_mwh"],
        "used_mwh": last["used_mwh"],
        "pooled_mwh": last["inside_mwh"] - first["inside_mwh"],
        "import_peak_kw": last["import_peaks_kw"],
        "export_peak_kw": last["export_peaks_kw"],
        **outside.summary(),
    }
    for name, row in (("alone", first), ("together", last)):
        for figure in ("self_sufficiency", "self_consumption"):
            if np.isfinite(row[figure]):
                found[f"{figure}_{name}_percent"] = 100 * row[figure]
    return {key: value if isinstance(value, (int, str)) else float(value) for key, value in found.items()}
