"""Who wants a connection: buildings with their addresses, and the extra points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...catalogue import read_catalogue
from ...columns import text_column
from ...demand import AddressNeed
from ...demand.buildings import addresses_of_missing_buildings, build_years, not_standing, place_name, stands
from ...demand.extras import extra_figures
from ...problems import Problem
from ...tables import FeatureTable
from .coincidence import SMALLEST_KW, peak_kw, steady_and_spread
from .service_capacity import dwellings_kw

SMALLEST_WITHOUT_ADDRESS_M2 = (
    40.0  # smaller buildings without an address are sheds, fed through the house they belong to
)
LARGEST_LV_KW = 173.0  # 3 x 250 A: unconfirmed
WANTED = [
    "connection_id",
    "building_id",
    "kind",
    "building_row",
    "address_ids",
    "addresses",
    "dwellings",
    "use",
    "floor_area_m2",
    "yearly_kwh",
    "need_how",
    "level",
    "build_year",
    "steady_kw",
    "spread_kw2",
    "feed_in_kw",
    "own_kw",
    "station_row",
    "feature_id",
]


@dataclass(frozen=True)
class Wanted:
    """Connections to make.

    frame: columns WANTED, a row each; `own_kw` is what its own cable is laid for. shape: object (n,), the building's
    footprint or point.
    """

    frame: pd.DataFrame
    shape: np.ndarray


def footprints(buildings: FeatureTable) -> tuple[np.ndarray, np.ndarray, list[Problem]]:
    """Valid footprints (n,), None where a building has none or does not stand, and ids, made up where there is none."""
    ids, problems = text_column(buildings.frame, "building_id"), []
    shape = shapely.make_valid(np.array(buildings.geometry, object))
    empty = shapely.is_missing(shape)
    gone = ~stands(buildings)
    wrong = ~empty & (shapely.get_dimensions(shape) < 2)
    double = _drawn_twice(ids, shape)
    feature = text_column(buildings.frame, "feature_id")

    def report(rows, code, reason, remedy, **values):
        for row in np.flatnonzero(rows):
            found = {key: value[row] for key, value in values.items()}
            problems.append(Problem("BUILDINGS", feature[row], code, reason, remedy, found, shape[row]))

    report(empty, "no_geometry", "The building has no outline.", "Draw it, or remove it.")
    report(
        wrong, "no_area", "The building's outline is no polygon with an area.", "Draw the building as a closed outline."
    )
    problems += not_standing(buildings, np.flatnonzero(gone & ~empty))
    report(
        double,
        "drawn_twice",
        "Building {building} is drawn twice with the same outline; it is connected once.",
        "Remove the double.",
        building=ids,
    )
    usable = ~(empty | wrong | gone | double)
    lost = usable & (ids == "")
    ids = ids.copy()
    for row in np.flatnonzero(lost):
        ids[row] = place_name(shape[row])
    report(
        lost,
        "building_without_id",
        "The building has no id; it is called {building}.",
        "Give the building an id.",
        building=ids,
    )
    again = pd.Series(ids).duplicated(keep=False).to_numpy() & usable
    report(
        again,
        "duplicate_building",
        "The id {building} stands at more than one building; each gets a connection, numbered by place.",
        "Give every building its own id.",
        building=ids,
    )
    shape[~usable] = None
    return shape, ids, problems


def _drawn_twice(ids: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Buildings that repeat an earlier one, id and outline (rows are in order of place)."""
    outline = shapely.to_wkb(shapely.normalize(shape))
    key = pd.DataFrame({"id": ids, "outline": outline})
    return key.duplicated().to_numpy() & ~shapely.is_missing(shape)


def building_connections(
    buildings: FeatureTable,
    shape: np.ndarray,
    building_ids: np.ndarray,
    need: AddressNeed,
    customer_station: np.ndarray,
    addresses_given: bool,
) -> tuple[Wanted, list[Problem]]:
    """One connection for each building, and a second one where a customer's station feeds a building with dwellings.

    customer_station: int (buildings,), row of the station that feeds the building's business at MV, or -1.
    """
    members = _member_frame(need)
    keep = (members["building_row"] >= 0).to_numpy()
    keep[keep] = ~shapely.is_missing(shape[members["building_row"][keep]])
    # Those without any building are named where the need is found.
    problems = addresses_of_missing_buildings(
        need.table, members.index[~keep & (members["building_row"] >= 0)].to_numpy(int)
    )
    members = members[keep]
    at_mv = (customer_station[members["building_row"]] >= 0) & (members["dwellings"] == 0).to_numpy()
    members = members.assign(side=at_mv.astype(int)).sort_values(["building_row", "side", "address_key"])
    groups = members.groupby(["building_row", "side"], sort=True)
    frame = groups.agg(
        address_ids=("address_key", ";".join),
        addresses=("address_key", "size"),
        dwellings=("dwellings", "sum"),
        floor_area_m2=("floor_area_m2", "sum"),
        yearly_kwh=("yearly_kwh", "sum"),
        steady_kw=("steady_kw", "sum"),
        spread_kw2=("spread_kw2", "sum"),
    ).reset_index()
    uses = members.groupby(["building_row", "side", "category"])["yearly_kwh"].sum().reset_index()
    uses = uses.sort_values(["building_row", "side", "yearly_kwh"], ascending=[True, True, False], kind="stable")
    frame["use"] = uses.groupby(["building_row", "side"])["category"].agg(", ".join).to_numpy()
    frame["need_how"] = "inferred"

    empty, found = _without_address(buildings, shape, frame["building_row"].to_numpy(), addresses_given)
    problems += found
    frame = pd.concat([frame, empty], ignore_index=True).sort_values(["building_row", "side"], ignore_index=True)
    row = frame["building_row"].to_numpy(int)
    alone = peak_kw(frame["steady_kw"].to_numpy(float), frame["spread_kw2"].to_numpy(float))
    large = (alone > LARGEST_LV_KW) & (frame["dwellings"] == 0).to_numpy()
    at_station = frame["side"].to_numpy() == 1
    customer = at_station | large
    frame["building_id"] = building_ids[row]
    frame["connection_id"] = frame["building_id"] + "-" + (frame.groupby("building_id").cumcount() + 1).astype(str)
    frame["kind"] = np.where(customer, "customer", "building")
    frame["level"] = np.where(customer, "MV", "LV")
    frame["station_row"] = np.where(at_station, customer_station[row], -1)
    frame["build_year"] = build_years(buildings)[row]
    frame["feature_id"] = text_column(buildings.frame, "feature_id")[row]
    frame["feed_in_kw"] = 0.0
    frame["own_kw"] = np.maximum(alone, dwellings_kw(frame["dwellings"]))
    return Wanted(frame[WANTED], shape[row]), problems


def _member_frame(need: AddressNeed) -> pd.DataFrame:
    """Addresses with the steady and spread parts of their peak, summed over their uses."""
    table = need.table.frame
    row = need.parts["row"].to_numpy(int)
    kind = table["dwelling_type"].to_numpy(object)[row]
    steady, spread = steady_and_spread(need.parts["category"].to_numpy(object), kind, need.parts["yearly_kwh"])
    columns = ["address_key", "building_row", "category", "dwellings", "floor_area_m2", "yearly_kwh"]
    return table[columns].assign(
        steady_kw=np.maximum(np.bincount(row, steady, len(table)), SMALLEST_KW),
        spread_kw2=np.bincount(row, spread, len(table)),
        yearly_kwh=table["yearly_kwh"].fillna(0).clip(lower=0),
    )


def _without_address(buildings, shape, taken: np.ndarray, addresses_given: bool) -> tuple[pd.DataFrame, list[Problem]]:
    """Buildings no address belongs to: a small assumed need; sheds are left to the house they stand by."""
    other = read_catalogue("coincidence").set_index("category").loc["other_building"]
    free = ~shapely.is_missing(shape)
    free[taken] = False
    area = np.nan_to_num(shapely.area(shape))
    sheds = free & (area < SMALLEST_WITHOUT_ADDRESS_M2)
    rows = np.flatnonzero(free & ~sheds)
    kwh = np.full(len(rows), float(other["yearly_kwh"]))
    steady, spread = steady_and_spread(np.full(len(rows), "other_building"), np.full(len(rows), ""), kwh)
    feature = text_column(buildings.frame, "feature_id")
    problems = [
        Problem(
            "BUILDINGS",
            feature[row],
            "shed",
            "The building of {area:.0f} m² has no address; it is taken for a shed, fed through the house it stands by.",
            "Add its address if it has a connection of its own.",
            {"area": float(area[row])},
            shape[row],
        )
        for row in (np.flatnonzero(sheds) if addresses_given else [])
    ]
    frame = pd.DataFrame(
        {
            "building_row": rows,
            "side": 0,
            "address_ids": "",
            "addresses": 0,
            "dwellings": 0,
            "floor_area_m2": area[rows],
            "yearly_kwh": kwh,
            "steady_kw": np.maximum(steady, SMALLEST_KW),
            "spread_kw2": spread,
            "use": "other",
            "need_how": "assumed",
        }
    )
    return frame, problems


def extra_connections(extra: FeatureTable) -> tuple[Wanted, list[Problem]]:
    """The user's own points: chargers, batteries, solar fields, heat pumps. kW or yearly kWh must be known."""
    ids, feature = text_column(extra.frame, "extra_id"), text_column(extra.frame, "feature_id")
    kind, kw, kwh, problems = extra_figures(extra)
    table = read_catalogue("coincidence").set_index("category")
    category = np.where(kind == "other", "other_extra", kind)
    place = np.array(extra.geometry, object)
    known = ~shapely.is_missing(place) & (np.nan_to_num(np.fmax(kw, kwh)) > 0)
    for row in np.flatnonzero(~known):
        missing = shapely.is_missing(place[row])
        problems.append(
            Problem(
                "EXTRA_CONNECTIONS",
                feature[row],
                "no_geometry" if missing else "extra_without_power",
                "The extra connection has no place."
                if missing
                else "The extra connection has neither kW nor yearly kWh.",
                "Draw it, or remove it." if missing else "Fill in its power in kW.",
                {},
                place[row],
            )
        )
    steady, spread = steady_and_spread(category, np.full(len(ids), ""), kwh)
    has_kw = np.isfinite(kw)
    steady = np.where(has_kw, kw * table["kw_share"].reindex(category).to_numpy(float), steady)
    spread = np.where(has_kw, 0.0, spread)
    voltage = np.array([v.upper() for v in text_column(extra.frame, "voltage")], object)
    level = np.where(np.isin(voltage, ["LV", "MV"]), voltage, np.where(np.nan_to_num(kw) > LARGEST_LV_KW, "MV", "LV"))
    ids = np.array([i or (place_name(p) if k else "") for i, p, k in zip(ids, place, known)], object)
    count = pd.Series(ids).groupby(ids).cumcount().to_numpy() + 1 if len(ids) else np.empty(0, int)
    frame = pd.DataFrame(
        {
            "connection_id": [f"{i}-{c}" for i, c in zip(ids, count)],
            "building_id": "",
            "kind": "extra",
            "building_row": -1,
            "address_ids": "",
            "addresses": 0,
            "dwellings": 0,
            "use": category,
            "floor_area_m2": np.nan,
            "yearly_kwh": kwh,
            "need_how": "measured",
            "level": level,
            "build_year": np.nan,
            "steady_kw": np.maximum(np.nan_to_num(steady), SMALLEST_KW),
            "spread_kw2": np.nan_to_num(spread),
            "feed_in_kw": np.where(np.isin(category, ["solar", "battery"]), np.nan_to_num(kw), 0.0),
            # Alone on its cable it may ask for all its power, whatever part of it coincides with others.
            "own_kw": np.fmax(np.nan_to_num(kw), peak_kw(np.nan_to_num(steady), np.nan_to_num(spread))),
            "station_row": -1,
            "feature_id": feature,
        }
    )
    return Wanted(frame[WANTED][known].reset_index(drop=True), place[known]), problems
