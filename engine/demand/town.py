"""Everyone who needs power, in a fixed order, and what each of them has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..randomness import keys_of
from .adoption import adopters, own_driveways
from .membership import Membership
from .need import AddressNeed
from .options import DemandOptions
from .people import spread_yearly_kwh


@dataclass(frozen=True)
class Town:
    """Who lives and works there.

    homes: one row a connected address, ordered by connection and key; columns `key`, `connection` (position), `address`
    (row of the need's table), `dwelling` (bool), `category`, `dwelling_type` (the category where it is no dwelling),
    `floor_area_m2`, `build_year`, `yearly_gas_m3`, `building_id`, `footprint_m2` (its part of the roof, seen from
    above), `roof_share` (that part of its building's: one over the addresses there), and who has what (bool):
    `heat_pump`, `car`, `panels`, `battery`, `driveway`.
    parts: one row a use of a home, in the order of homes; columns `home` (row of homes), `key`, `category`,
    `dwelling_type`, `yearly_kwh`.
    """

    homes: pd.DataFrame
    parts: pd.DataFrame


def settle(need: AddressNeed, membership: Membership, footprint_m2: np.ndarray, options: DemandOptions) -> Town:
    """Who lives and works at the connections, and who has what. footprint_m2 (buildings,)."""
    table = need.table.frame
    connected = np.flatnonzero(membership.address >= 0)
    key = table["address_key"].to_numpy(object)
    order = connected[np.lexsort((key[connected].astype(str), membership.address[connected]))]
    row = table["building_row"].to_numpy(int)
    neighbours = np.bincount(row[row >= 0], minlength=max(len(footprint_m2), 1))
    share = np.where(row >= 0, 1 / np.maximum(neighbours[row], 1), np.nan)
    roof = np.where(row >= 0, np.append(footprint_m2, 0)[row] * share, np.nan)
    dwelling = table["dwellings"].to_numpy(bool)[order]
    kind = table["dwelling_type"].to_numpy(object)[order]
    homes = pd.DataFrame(
        {
            "key": key[order],
            "connection": membership.address[order],
            "address": order,
            "category": table["category"].to_numpy(object)[order],
            "dwelling": dwelling,
            "dwelling_type": np.where(dwelling, kind, table["category"].to_numpy(object)[order]),
            "floor_area_m2": table["floor_area_m2"].to_numpy(float)[order],
            "build_year": table["build_year"].to_numpy(float)[order],
            "yearly_gas_m3": table["yearly_gas_m3"].to_numpy(float)[order],
            "building_id": table["building_id"].to_numpy(object)[order],
            "footprint_m2": roof[order],
            "roof_share": share[order],
        }
    )
    return Town(_with_technologies(homes, options), _parts(need, order, options))


def _with_technologies(homes: pd.DataFrame, options: DemandOptions) -> pd.DataFrame:
    """Adds who has a heat pump, car, panels and battery; among dwellings and other uses each to the share asked."""
    keys = keys_of(homes["key"], options.seed)
    dwelling = homes["dwelling"].to_numpy()
    groups = [dwelling]
    if options.businesses_too:
        groups.append(~dwelling & (homes["category"] != "other").to_numpy())

    def chosen(technology, share, among, last=None):
        has = np.zeros(len(homes), bool)
        for group in among:
            has[group] = adopters(keys[group], technology, share, None if last is None else last[group])
        return has

    panels = chosen("panels", options.pv_share, groups)
    return homes.assign(
        heat_pump=chosen("heat pump", options.heat_pump_share, groups),
        car=chosen("car", options.ev_share, groups[:1]),
        panels=panels,
        battery=chosen("battery", options.battery_share, groups[:1], last=~panels),
        driveway=own_driveways(homes["key"], homes["dwelling_type"].to_numpy(object), options.seed),
    )


def _parts(need: AddressNeed, order: np.ndarray, options: DemandOptions) -> pd.DataFrame:
    table = need.table.frame
    home_of = np.full(len(table), -1)
    home_of[order] = np.arange(len(order))
    parts = need.parts.assign(home=home_of[need.parts["row"]])
    # Homes of one postcode differ around its mean, connected or not, so that no home changes with what is connected.
    if options.spread_postcode_means:
        mean = (table["yearly_kwh_rule"] != "given").to_numpy()[parts["row"]] & (
            parts["category"] == "dwelling"
        ).to_numpy()
        keys = keys_of(table["address_key"].to_numpy(object)[parts["row"][mean]], options.seed)
        kwh = parts["yearly_kwh"].to_numpy(float).copy()
        _, group = np.unique(kwh[mean], return_inverse=True)
        kwh[mean] = spread_yearly_kwh(kwh[mean], group.ravel(), keys)
        parts["yearly_kwh"] = kwh
    parts = parts[parts["home"] >= 0].sort_values(["home", "category"], kind="stable", ignore_index=True)
    address = parts["row"].to_numpy()
    key = table["address_key"].to_numpy(object)[address]
    dwelling = (parts["category"] == "dwelling").to_numpy()
    parts["key"] = np.where(dwelling, key, [f"{k}/{c}" for k, c in zip(key, parts["category"])])
    parts["dwelling_type"] = table["dwelling_type"].to_numpy(object)[address]
    return parts[["home", "key", "category", "dwelling_type", "yearly_kwh"]]
