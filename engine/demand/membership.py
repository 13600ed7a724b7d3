"""Which addresses and extra points hang on which connection? What matches on neither side is said."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from ..columns import number_column, text_column
from ..errors import EngineError
from ..problems import Problem
from ..tables import FeatureTable
from .buildings import addresses_of_missing_buildings, building_names, not_standing, stands
from .need import AddressNeed

SAME_PLACE_M = 1.0


@dataclass(frozen=True)
class Membership:
    """Connections and their members.

    connections: one row a connection; columns `connection_id`, `building_id`, `building_row` (position in the buildings
      or -1), `kind`, `yearly_kwh` (only used where nothing hangs on it), `station_id`. address: int (addresses,), the
      position of each address's connection, -1 where it has none; extra: the same for the extra points.
    """

    connections: FeatureTable
    address: np.ndarray
    extra: np.ndarray
    problems: list[Problem] = field(default_factory=list)


def given_connections(
    connections: FeatureTable, need: AddressNeed, buildings: FeatureTable, extra: FeatureTable | None
) -> Membership:
    """Members of the connections that the grid made: by `address_ids`, extra points by id or place."""
    ids = text_column(connections.frame, "connection_id")
    if not len(ids) or not (ids != "").any():
        raise EngineError(
            "Layer {layer} holds no connection_id: give the connections that the grid was built with, or none.",
            layer=connections.name or "connections",
        )
    problems = []
    once = ~pd.Series(ids).duplicated().to_numpy() & (ids != "")
    for row in np.flatnonzero(~once):
        problems.append(
            Problem(
                "CONNECTIONS",
                text_column(connections.frame, "feature_id")[row],
                "connection_without_own_id",
                "The connection has no id, or that of another ({connection}); it gets no hours.",
                "Give the connections exactly as the grid was built with them.",
                {"connection": ids[row]},
                connections.geometry[row],
            )
        )
    connections = connections.take(once)
    table = _connection_table(connections, buildings)
    address = _by_address(connections, need, problems)
    problems += _without_need(connections, table)
    return Membership(table, address, _extra_by_place(table, extra, problems), problems)


def _connection_table(connections: FeatureTable, buildings: FeatureTable) -> FeatureTable:
    frame = connections.frame
    building_id = text_column(frame, "building_id")
    row_of = pd.Series(np.arange(len(buildings)), text_column(buildings.frame, "building_id"))
    row_of = row_of[~row_of.index.duplicated()]
    row = np.where(building_id == "", -1, row_of.reindex(building_id).fillna(-1).to_numpy(int))
    table = pd.DataFrame(
        {
            "connection_id": text_column(frame, "connection_id"),
            "building_id": building_id,
            "building_row": row,
            "kind": text_column(frame, "kind"),
            "yearly_kwh": number_column(frame, "yearly_kwh"),
            "station_id": text_column(frame, "station_id"),
        }
    )
    return FeatureTable(table, connections.geometry, connections.crs, connections.name)


def _by_address(connections: FeatureTable, need: AddressNeed, problems: list) -> np.ndarray:
    table = need.table
    keys = table.frame["address_key"].to_numpy(object)
    position = {key: i for i, key in enumerate(keys)}
    address = np.full(len(keys), -1)
    feature = text_column(connections.frame, "feature_id")
    ids = text_column(connections.frame, "connection_id")
    listed = text_column(connections.frame, "address_ids")
    for row in np.argsort(ids.astype(str), kind="stable"):
        for key in filter(None, listed[row].split(";")):
            at = position.get(key)
            if at is not None and address[at] < 0:
                address[at] = row
                continue
            problems.append(
                Problem(
                    "CONNECTIONS",
                    feature[row],
                    "address_not_known" if at is None else "address_on_two_connections",
                    "The connection's address {address} is not among the addresses."
                    if at is None
                    else "Address {address} hangs on two connections; the first by name keeps it.",
                    "Give the addresses that the grid was built with.",
                    {"address": key},
                    connections.geometry[row],
                )
            )
    for at in np.flatnonzero((address < 0) & (table.frame["building_row"].to_numpy() >= 0)):
        problems.append(
            Problem(
                "ADDRESSES",
                table.frame["feature_id"][at],
                "address_not_connected",
                "Address {address} hangs on no connection; it gets no hours.",
                "See the problems of the grid: it may lie too far from a cable.",
                {"address": keys[at]},
                table.geometry[at],
            )
        )
    return address


def _without_need(connections: FeatureTable, table: FeatureTable) -> list[Problem]:
    """Connections that list no address, know no yearly use and stand for no extra point."""
    frame = table.frame
    bare = (
        (text_column(connections.frame, "address_ids") == "") & ~(frame["yearly_kwh"] > 0) & (frame["kind"] != "extra")
    )
    ids = frame["connection_id"].to_numpy(object)
    return [
        Problem(
            "CONNECTIONS",
            text_column(connections.frame, "feature_id")[row],
            "connection_without_need",
            "Connection {connection} lists no address and no yearly use; it needs nothing.",
            "Fill in its yearly use, or give the connections as the grid was built with them.",
            {"connection": ids[row]},
            table.geometry[row],
        )
        for row in np.flatnonzero(bare)
    ]


def _extra_by_place(table: FeatureTable, extra: FeatureTable | None, problems: list) -> np.ndarray:
    """Position of the connection of each extra point: that of its id, or, ids being double or missing, of its place."""
    if extra is None:
        return np.empty(0, int)
    rows = np.flatnonzero(table.frame["kind"].to_numpy() == "extra")
    stem = pd.Series(table.frame["connection_id"].to_numpy(object)[rows]).str.rsplit("-", n=1).str[0].to_numpy(object)
    ids, feature = text_column(extra.frame, "extra_id"), text_column(extra.frame, "feature_id")
    found = np.full(len(extra), -1)
    taken = np.zeros(len(rows), bool)
    for at in np.lexsort((feature, ids)):
        likely = np.flatnonzero((stem == ids[at]) & ~taken) if ids[at] else np.empty(0, int)
        if len(likely) != 1:
            # What another point claims by its id is not this one's, even on the same spot.
            pool = likely if len(likely) else np.flatnonzero(~taken & ~np.isin(stem, ids[ids != ""]))
            likely = _at_place(table.geometry[rows[pool]], extra.geometry[at], pool)
        if len(likely):
            taken[likely[0]] = True
            found[at] = rows[likely[0]]
            continue
        problems.append(
            Problem(
                "EXTRA_CONNECTIONS",
                feature[at],
                "extra_not_connected",
                "The extra point {extra} has no connection of its own; it gets no hours.",
                "Build the grid with these extra connections.",
                {"extra": ids[at]},
                extra.geometry[at],
            )
        )
    for row in rows[~taken]:
        problems.append(
            Problem(
                "CONNECTIONS",
                table.frame["connection_id"][row],
                "extra_not_known",
                "Connection {connection} was made for an extra point that is not given; it needs nothing.",
                "Give the extra connections that the grid was built with.",
                {"connection": table.frame["connection_id"][row]},
                table.geometry[row],
            )
        )
    return found


def _at_place(points: np.ndarray, place, pool: np.ndarray) -> np.ndarray:
    if place is None or not len(pool):
        return np.empty(0, int)
    away = shapely.distance(points, place)
    near = np.flatnonzero(away <= SAME_PLACE_M)
    return pool[near[np.argsort(away[near], kind="stable")]]


def own_connections(need: AddressNeed, buildings: FeatureTable, extra: FeatureTable | None) -> Membership:
    """One connection a building with addresses and one an extra point, where no grid has been built."""
    building = need.table.frame["building_row"].to_numpy(int)
    gone = ~stands(buildings)
    lost = np.append(gone, False)[building]
    problems = not_standing(buildings, np.flatnonzero(gone))
    problems += addresses_of_missing_buildings(need.table, np.flatnonzero(lost))
    building = np.where(lost, -1, building)
    rows = np.unique(building[building >= 0])
    ids = building_names(buildings)[rows]
    feature = text_column(buildings.frame, "feature_id")[rows]
    stem = np.array([i or f"building_{f}" for i, f in zip(ids, feature)], object)
    place = buildings.geometry[rows]
    kind = np.full(len(rows), "building", object)
    count = 0 if extra is None else len(extra)
    if count:
        extra_ids, extra_feature = text_column(extra.frame, "extra_id"), text_column(extra.frame, "feature_id")
        stem = np.concatenate([stem, [i or f"extra_{f}" for i, f in zip(extra_ids, extra_feature)]])
        feature = np.concatenate([feature, extra_feature])
        ids = np.concatenate([ids, np.full(count, "", object)])
        place = np.concatenate([place, extra.geometry])
        kind = np.concatenate([kind, np.full(count, "extra", object)])
    frame = pd.DataFrame({"stem": stem, "feature": feature})
    number = frame.sort_values(["stem", "feature"]).groupby("stem").cumcount().sort_index() + 1
    table = pd.DataFrame(
        {
            "connection_id": frame["stem"] + "-" + number.astype(str),
            "building_id": ids,
            "building_row": np.concatenate([rows, np.full(count, -1)]).astype(int),
            "kind": kind,
            "yearly_kwh": np.nan,
            "station_id": "",
        }
    )
    position = np.full(len(buildings) + 1, -1)
    position[rows] = np.arange(len(rows))
    crs = buildings.crs
    table = FeatureTable(table, place, crs, "connections")
    return Membership(table, position[building], len(rows) + np.arange(count), problems)
