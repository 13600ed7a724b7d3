"""The results as features: sections, stations and connections with their verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...tables import FeatureTable
from .elements import NetFacts
from .geography import Places
from .options import CongestionOptions
from .power import HourlyPower
from .statistics import LoadingStatistics, YearStatistics
from .verdicts import neighbour_sizes, sureness, verdict


def section_table(net, facts: NetFacts, year: YearStatistics, places: Places, power: HourlyPower) -> FeatureTable:
    """One row a line of the net. Columns: see `docs/architecture.md`."""
    line = net.line
    buses = np.array(_names(net.bus), object)
    frame = pd.DataFrame(
        {
            "feature_id": _column(line, "feature_id", ""),
            "section_id": facts.lines.ids,
            "kind": _column(line, "kind", "main"),
            "level": np.where(facts.line_is_mv, "MV", "LV"),
            "cable_type": _column(line, "std_type", None),
            "cable_type_how": _column(line, "cable_type_how", None),
            "length_m": line["length_km"].to_numpy(float) * 1e3,
            "max_i_a": (line["max_i_ka"] * line["df"] * line["parallel"]).to_numpy(float) * 1e3,
            "from_node": buses[net.bus.index.get_indexer(line["from_bus"])],
            "to_node": buses[net.bus.index.get_indexer(line["to_bus"])],
            "station_id": _column(line, "station_id", ""),
            "feeder_id": _column(line, "feeder_id", ""),
            "energised": facts.lines.fed,
            "on_ring": facts.line_on_ring,
            "connections": facts.lines.connections.astype(np.int64),
            "dwellings": facts.lines.homes.astype(np.int64),
            **_verdict_columns(year.lines, power),
            "hours_solved": len(power.hours) - len(year.unsolved),
            "hours_collapsed": len(year.collapsed),
        }
    )
    return FeatureTable(frame, places.lines, places.crs, "sections")


def station_table(net, facts: NetFacts, year: YearStatistics, places: Places, power: HourlyPower) -> FeatureTable:
    """One row a transformer of the net, with the verdict one standard size smaller and larger."""
    trafo = net.trafo
    rating = (trafo["sn_mva"] * trafo["parallel"] * trafo["df"]).to_numpy(float) * 1e3
    columns = _verdict_columns(year.trafos, power)
    limit = facts.trafos.limit_percent
    smaller, larger = neighbour_sizes(rating, read_catalogue("transformers")["rating_kva"])
    # Current is the same to within the transformer's own losses, so loading goes with the inverse of the rating.
    if_smaller, if_larger = (verdict(year.trafos.max_percent * rating / size, limit) for size in (smaller, larger))
    over = [np.equal(words, "congested") for words in (columns["verdict"], if_smaller, if_larger)]
    known = [np.not_equal(words, "") for words in (columns["verdict"], if_smaller, if_larger)]
    flips = ((over[0] != over[1]) & known[0] & known[1]) | ((over[0] != over[2]) & known[0] & known[2])
    station = _column(trafo, "station_id", "")
    frame = pd.DataFrame(
        {
            "feature_id": _column(trafo, "feature_id", ""),
            "station_id": [own or name for own, name in zip(station, facts.trafos.ids)],
            "rating_kva": rating,
            "rating_how": _column(trafo, "rating_how", None),
            "tap_pos": trafo["tap_pos"].to_numpy(float),
            "energised": facts.trafos.fed,
            "connections": facts.trafos.connections.astype(np.int64),
            "dwellings": facts.trafos.homes.astype(np.int64),
            **columns,
            "rating_smaller_kva": smaller,
            "verdict_smaller": if_smaller,
            "rating_larger_kva": larger,
            "verdict_larger": if_larger,
            "flips": flips,
            "hours_solved": len(power.hours) - len(year.unsolved),
            "hours_collapsed": len(year.collapsed),
        }
    )
    points = places.bus_points(net.bus.index.get_indexer(trafo["lv_bus"]))
    return FeatureTable(frame, points, places.crs, "stations")


def _verdict_columns(statistics: LoadingStatistics, power: HourlyPower) -> dict:
    elements = statistics.elements
    carried = statistics.max_hour >= 0
    return {
        "limit_percent": elements.limit_percent,
        "max_loading_percent": statistics.max_percent,
        "max_loading_hour": [power.time_text(hour) for hour in statistics.max_hour],
        "direction": np.where(~carried, "", np.where(statistics.max_kw >= 0, "offtake", "feed_in")),
        "max_loading_kw": statistics.max_kw,
        "hours_above": statistics.hours_above,
        "kwh_above": statistics.kwh_above,
        "max_loading_allowed_percent": statistics.max_allowed_percent,
        "hours_above_allowed": statistics.hours_above_allowed,
        "verdict": verdict(statistics.max_percent, elements.limit_percent),
        "verdict_allowed": verdict(statistics.max_allowed_percent, elements.limit_percent),
        "sure": sureness(statistics.max_percent, elements.limit_percent, elements.doubt),
    }


def connection_table(
    net, facts: NetFacts, year: YearStatistics, places: Places, power: HourlyPower, options: CongestionOptions, names
) -> FeatureTable:
    """One row a load of the net: extreme voltages, and what on its way to the source is nearest to its limit.

    limiting_kind is "section" or "station" (limiting_element its id), or "voltage" where the voltage of the connection
    takes more of its band than any element on the way of its limit.
    """
    load, bus = net.load, facts.load_bus
    voltage = year.voltage
    ratio, edge = worst_on_the_way(facts, year)
    ratio, edge = ratio[bus], edge[bus]
    band = np.fmax(
        (1 - voltage.min_pu[bus]) / (1 - options.v_min_pu), (voltage.max_pu[bus] - 1) / (options.v_max_pu - 1)
    )
    loading, kind, element = np.full(len(load), np.nan), np.full(len(load), "", object), np.full(len(load), "", object)
    for table, statistics, word in (("line", year.lines, "section"), ("trafo", year.trafos, "station")):
        rows = np.flatnonzero((edge >= 0) & (facts.edges.table[edge] == table))
        there = facts.edges.row[edge[rows]]
        loading[rows] = statistics.max_percent[there]
        kind[rows] = word
        element[rows] = np.array(statistics.elements.ids, object)[there]
    by_voltage = band > np.nan_to_num(ratio)
    kind[by_voltage], element[by_voltage] = "voltage", "voltage"
    fed = voltage.min_hour[bus] >= 0
    frame = pd.DataFrame(
        {
            "feature_id": _column(load, "feature_id", ""),
            "connection_id": names,
            "kind": _column(load, "kind", ""),
            "level": np.where(facts.bus_is_mv[bus], "MV", "LV"),
            "dwellings": _column(load, "dwellings", np.nan),
            "node_id": np.array(_names(net.bus), object)[bus],
            "station_id": _column(net.bus, "station_id", "")[bus],
            "feeder_id": _column(net.bus, "feeder_id", "")[bus],
            "energised": fed,
            "vm_min_pu": voltage.min_pu[bus],
            "vm_min_hour": [power.time_text(hour) for hour in voltage.min_hour[bus]],
            "vm_max_pu": voltage.max_pu[bus],
            "vm_max_hour": [power.time_text(hour) for hour in voltage.max_hour[bus]],
            "voltage_ok": (voltage.min_pu[bus] >= options.v_min_pu) & (voltage.max_pu[bus] <= options.v_max_pu),
            "limiting_kind": np.where(fed, kind, ""),
            "limiting_element": np.where(fed, element, ""),
            "max_upstream_loading_percent": loading,
            "verdict": np.where(fed, verdict(100.0 * np.fmax(np.nan_to_num(ratio), band), 100.0), ""),
        }
    )
    return FeatureTable(frame, places.bus_points(bus), places.crs, "connections")


def worst_on_the_way(facts: NetFacts, year: YearStatistics) -> tuple[np.ndarray, np.ndarray]:
    """For each bus the highest loading/limit on its way to the source and the edge that has it (nan, -1 where none)."""
    edges, tree = facts.edges, facts.tree
    own = np.full(len(edges.a), np.nan)
    for table, statistics in (("line", year.lines), ("trafo", year.trafos)):
        rows = edges.table == table
        own[rows] = statistics.ratio[edges.row[rows]]
    ratio, edge = np.full(len(tree.depth), np.nan), np.full(len(tree.depth), -1)
    for bus in tree.order.tolist():
        up = tree.parent_edge[bus]
        if up < 0:
            continue
        above = tree.parent[bus]
        ratio[bus], edge[bus] = ratio[above], edge[above]
        if own[up] > ratio[bus] or (np.isnan(ratio[bus]) and not np.isnan(own[up])):
            ratio[bus], edge[bus] = own[up], up
    return ratio, edge


def _names(table) -> list[str]:
    from ..flow.circuit import element_keys

    return element_keys(table)


def _column(table, name: str, default) -> np.ndarray:
    """A column as objects, with `default` where the net has none or nothing."""
    if name not in table:
        return np.full(len(table), default, object)
    values = table[name].to_numpy(object)
    return np.array([default if pd.isna(v) else v for v in values], object)
