"""What the year comes to: kWh and highest hour of each technology for every connection, and for the town."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pandas as pd
import shapely

from ..progress import Progress
from ..tables import FeatureTable
from .profiles import ProfilesWriter
from .town import Town

TECHNOLOGIES = ("base", "heat_pump", "car", "pv", "battery", "extra")
BLOCK_HOURS = 730
KW_AT_ONCE = 8_000_000  # of a technology in memory: fewer hours of a large town
CIRCLE_M = 3.0  # radius in which connections without a building are drawn


def connection_outcome(
    writer: ProfilesWriter, connections: FeatureTable, buildings: FeatureTable, town: Town, facts: dict
) -> Generator[Progress, None, tuple[FeatureTable, dict]]:
    """The table of connections and the town's totals.

    Columns: `connection_id`, `building_id`, `kind`, `addresses`, `dwellings`, `use`; for each technology
    `<technology>_kwh` and `<technology>_peak_kw` (highest hour by size, with its sign); `net_kwh`, `peak_kw` (highest
    net hour) with `peak_hour` (UTC text), `feed_in_kw` (highest net hour of feeding in, as a positive number);
    `heat_pumps`, `cars`, `pv_kwp`, `battery_capacity_kwh`. On the building's footprint, else on a
    circle around the connection's point. `cars` counts the cars that live there, wherever they charge.
    """
    frame = connections.frame
    n = len(frame)
    columns = {name: frame[name].to_numpy() for name in ("connection_id", "building_id", "kind")}
    homes = town.homes
    row = homes["connection"].to_numpy()
    columns["addresses"] = np.bincount(row, minlength=n)
    columns["dwellings"] = np.bincount(row, homes["dwelling"], n).astype(int)
    use = homes[["connection", "category"]].drop_duplicates().sort_values(["connection", "category"])
    columns["use"] = use.groupby("connection")["category"].agg(",".join).reindex(range(n)).fillna("").to_numpy(object)
    hours = yield from _sums_and_peaks(writer, n)
    columns |= hours["columns"]
    columns["heat_pumps"] = _total(facts, "heat_pumps", None, n).astype(int)
    columns["cars"] = np.bincount(row, homes["car"], n).astype(int)
    columns["pv_kwp"] = _total(facts, "pv", "kwp", n)
    columns["battery_capacity_kwh"] = _total(facts, "batteries", "kwh", n)
    geometry = connections.geometry.copy()
    on_building = frame["building_row"].to_numpy(int) >= 0
    geometry[on_building] = buildings.geometry[frame["building_row"].to_numpy(int)[on_building]]
    geometry[~on_building] = shapely.buffer(geometry[~on_building], CIRCLE_M)
    table = FeatureTable(pd.DataFrame(columns), geometry, connections.crs, "demand")
    return table, _summary(table, hours)


def _total(facts: dict, name: str, column: str | None, n: int) -> np.ndarray:
    if name not in facts:
        return np.zeros(n)
    return np.bincount(facts[name]["connection"], None if column is None else facts[name][column], n)


def _sums_and_peaks(writer: ProfilesWriter, n: int) -> Generator[Progress, None, dict]:
    """Read the hours once, in blocks, and add them up."""
    kwh = {t: np.zeros(n) for t in TECHNOLOGIES}
    peak = {t: np.zeros(n) for t in TECHNOLOGIES}
    town = {t: np.zeros(writer.hours) for t in writer.cos_phi}
    highest, lowest, when = np.full(n, -np.inf), np.full(n, np.inf), np.zeros(n, int)
    block = int(np.clip(KW_AT_ONCE // max(n, 1), 1, BLOCK_HOURS))
    for first in range(0, writer.hours, block):
        yield Progress(first / writer.hours)
        rows = slice(first, min(first + block, writer.hours))
        net = 0.0
        for technology in writer.cos_phi:
            kw = writer.kw(technology)[rows]
            kwh[technology] += kw.sum(axis=0, dtype=float)
            for extreme in (kw.max(axis=0), kw.min(axis=0)):
                peak[technology] = np.where(np.abs(extreme) > np.abs(peak[technology]), extreme, peak[technology])
            town[technology][rows] = kw.sum(axis=1, dtype=float)
            net = net + kw
        top = net.argmax(axis=0)
        higher = net[top, np.arange(n)] > highest
        when[higher] = first + top[higher]
        highest = np.where(higher, net[top, np.arange(n)], highest)
        lowest = np.minimum(lowest, net.min(axis=0))
    columns = {}
    for technology in TECHNOLOGIES:
        columns[f"{technology}_kwh"] = kwh[technology]
        columns[f"{technology}_peak_kw"] = peak[technology]
    columns["net_kwh"] = sum(kwh.values())
    columns["peak_kw"] = highest.astype(float)
    times = writer.start_utc + when * np.timedelta64(1, "h")
    columns["peak_hour"] = np.array([f"{t}Z" for t in times.astype("datetime64[m]").astype(str)], object)
    columns["feed_in_kw"] = np.maximum(-lowest, 0.0).astype(float)
    return {"columns": columns, "town": town, "start_utc": writer.start_utc}


def _summary(table: FeatureTable, hours: dict) -> dict:
    frame, town = table.frame, hours["town"]
    net = sum(town.values())
    summary = {
        "connections": len(frame),
        "addresses": int(frame["addresses"].sum()),
        "dwellings": int(frame["dwellings"].sum()),
        "heat_pumps": int(frame["heat_pumps"].sum()),
        "cars": int(frame["cars"].sum()),
        "pv_kwp": float(frame["pv_kwp"].sum()),
        "battery_capacity_kwh": float(frame["battery_capacity_kwh"].sum()),
        "net_kwh": float(net.sum()),
        "peak_kw": float(net.max()),
        "peak_hour": f"{(hours['start_utc'] + int(net.argmax()) * np.timedelta64(1, 'h')).astype('datetime64[m]')}Z",
        "feed_in_kw": float(max(-net.min(), 0.0)),
    }
    for technology, kw in town.items():
        summary[f"{technology}_kwh"] = float(kw.sum())
        summary[f"{technology}_peak_kw"] = float(kw[np.abs(kw).argmax()])
    return summary
