"""From buildings and addresses to the heat of each building."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from ...columns import text_column
from ...demand import address_need
from ...demand.adoption import adopters
from ...demand.buildings import addresses_of_missing_buildings, building_names, not_standing, stands
from ...demand.figures import figures
from ...demand.heat_need import plausible_gas
from ...errors import EngineError
from ...phrases import phrase_column
from ...problems import Problem
from ...progress import Progress, within
from ...randomness import keys_of
from ...tables import FeatureTable
from ..pipes.coincidence import Coincidence
from .cooling import cooling_of_year
from .insulation import read_steps
from .labels import read_labels
from .options import HeatNeedOptions
from .units import UNHEATED, design_kw, heated_units, year_of_units

MOST_RULES = 3


@dataclass(frozen=True)
class HeatNeed:
    """buildings: one row a heated building, columns of `HEAT_BUILDINGS` (docs/architecture.md).

    units: what they are summed of, one row a use of an address (see `units`), with `heated` (row of buildings).
    summary: counts, MWh and kW for people to read.
    """

    buildings: FeatureTable
    problems: list[Problem]
    summary: dict
    units: pd.DataFrame
    options: HeatNeedOptions = field(default_factory=HeatNeedOptions)


def heat_need(
    buildings: FeatureTable, addresses: FeatureTable | None, options: HeatNeedOptions
) -> Generator[Progress, None, HeatNeed]:
    """Heat that every building needs in a normal year and at the design temperature.

    Tables as in docs/architecture.md; optional beside: `energy_label` of buildings or addresses, `insulation` of
    buildings. Dwellings: gas where it is given and plausible, else type, period and floor area (Hestia, PBL) with what
    the label says; other uses by floor area and period. Raises EngineError where no building needs heat.
    """
    yield Progress(0.0, "Finding what each address needs in a year")
    layer = buildings.name or "buildings"
    if not len(buildings):
        raise EngineError("Layer {layer} holds no buildings: choose the layer with building footprints.", layer=layer)
    need = address_need(buildings, addresses, options.given_use_holds_for)
    problems = list(need.problems)
    names = _own_names(buildings)
    label = _labels(buildings, addresses, need, problems)
    step = _steps(buildings, names, options, problems)

    there = stands(buildings) & ~shapely.is_missing(buildings.geometry) & ~shapely.is_empty(buildings.geometry)
    row = need.table.frame["building_row"].to_numpy(int)
    housed = row >= 0
    lost = housed & ~np.append(there, False)[row]
    problems += not_standing(buildings, np.unique(row[lost & ~np.append(stands(buildings), True)[row]]))
    problems += addresses_of_missing_buildings(need.table, np.flatnonzero(lost))

    units = heated_units(need, names, label, step)
    units = units[there[units["building"].to_numpy(int)]].reset_index(drop=True)
    if not len(units):
        raise EngineError(
            "No building of layer {layer} needs heat: none holds an address whose use is heated.", layer=layer
        )
    yield Progress(0.2, "Heat of each building")
    problems += _unused_gas(units)
    units = year_of_units(units, options)
    units["space_kw"] = yield from within(design_kw(units, options), 0.2, 0.5)
    units["cooling_kwh"], units["cooling_kw"] = yield from within(cooling_of_year(units, options), 0.5, 0.9)
    heated = np.unique(units["building"].to_numpy(int))
    units["heated"] = np.searchsorted(heated, units["building"].to_numpy(int))
    table = FeatureTable(
        _by_building(units, heated, names, step, options), buildings.geometry[heated], buildings.crs, "heat"
    )
    yield Progress(1.0)
    return HeatNeed(table, problems, _summary(table.frame, need, units, len(buildings)), units, options)


def _own_names(buildings: FeatureTable) -> np.ndarray:
    """A name for each building (n,), a number behind those that come again."""
    names, feature = building_names(buildings), text_column(buildings.frame, "feature_id")
    order = np.lexsort((feature, names))
    again = pd.Series(names[order]).groupby(names[order]).cumcount().to_numpy()
    names[order] = [f"{name}/{time + 1}" if time else name for name, time in zip(names[order], again)]
    return names


def _labels(buildings, addresses, need, problems) -> np.ndarray:
    """Label of each address of the need (n,): its own, else its building's."""
    frame = need.table.frame
    own, wrong = read_labels(text_column(buildings.frame, "energy_label"))
    problems += _not_understood("BUILDINGS", buildings, wrong, "energy_label", LABEL_WORDS)
    label = np.append(own, "")[frame["building_row"].to_numpy(int)]
    if addresses is None or "energy_label" not in addresses.frame:
        return label
    found, wrong = read_labels(text_column(addresses.frame, "energy_label"))
    problems += _not_understood("ADDRESSES", addresses, wrong, "energy_label", LABEL_WORDS)
    # an address that stands twice lives once: either of its rows may tell the label, the first by the alphabet does
    told = pd.DataFrame({"feature": text_column(addresses.frame, "feature_id"), "label": found})
    told = told[told["label"] != ""].sort_values("label").groupby("feature")["label"].first()
    theirs = frame["feature_id"].map(told).fillna("").to_numpy(object)
    return np.where(theirs != "", theirs, label)


def _steps(buildings, names, options: HeatNeedOptions, problems) -> np.ndarray:
    """Insulation step of each building (n,): the one it tells, else the option's for the share asked."""
    own, wrong = read_steps(text_column(buildings.frame, "insulation"))
    problems += _not_understood("BUILDINGS", buildings, wrong, "insulation", STEP_WORDS)
    silent = own == ""
    chosen = np.zeros(len(buildings), bool)
    chosen[silent] = adopters(keys_of(names[silent], options.seed), "insulation", options.insulation_share)
    return np.where(silent, np.where(chosen, options.insulation, "as_is"), own)


LABEL_WORDS = (
    "{text} is no energy label; the type and period of the dwelling are used instead.",
    "Give a label from A++++ to G, or leave it empty.",
)
STEP_WORDS = (
    "{text} is no insulation step; the step chosen for all buildings holds.",
    "Give as_is, label_c, label_b or standard, or leave it empty.",
)


def _not_understood(layer: str, table: FeatureTable, wrong: np.ndarray, column: str, words) -> list[Problem]:
    texts, feature = text_column(table.frame, column), text_column(table.frame, "feature_id")
    return [
        Problem(layer, feature[row], f"{column}_unknown", *words, {"text": texts[row]}, table.geometry[row])
        for row in np.flatnonzero(wrong)
    ]


def _unused_gas(units: pd.DataFrame) -> list[Problem]:
    f = figures("heat_pumps")
    gas, floor = units["gas_m3"].to_numpy(float), units["floor_area_m2"].to_numpy(float)
    odd = units["dwelling"].to_numpy(bool) & (gas > 0) & ~((gas >= f["least_gas_m3"]) & plausible_gas(gas, floor))
    if not odd.any():
        return []
    return [
        Problem(
            "ADDRESSES",
            "",
            "gas_implausible",
            "The gas use of {homes} dwellings does not fit their floor area (less than {least} m³, or not between "
            "{low} and {high} m³ for each m²); their heat follows type, period and label.",
            "Correct the gas use or the floor area where they are wrong; all-electric homes may be left as they are.",
            {
                "homes": int(odd.sum()),
                "least": f["least_gas_m3"],
                "low": f["least_gas_m3_per_m2"],
                "high": f["most_gas_m3_per_m2"],
            },
        )
    ]


def _by_building(units: pd.DataFrame, heated, names, step, options: HeatNeedOptions) -> pd.DataFrame:
    """Sums over the units of each heated building; the words are those of the unit with the most heat."""
    n, at = len(heated), units["heated"].to_numpy(int)
    total = {name: np.bincount(at, units[name], n) for name in ("space_kwh", "water_kwh", "floor_area_m2", "space_kw")}
    homes = np.bincount(at, units["dwelling"], n).astype(int)
    heat = units["space_kwh"] + units["water_kwh"]
    ranked = units.assign(heat=heat).sort_values(["heated", "heat", "key"], ascending=[True, False, True])
    largest = ranked.groupby("heated").first()
    dwellings = ranked[ranked["dwelling"]].groupby("heated")["kind"].first().reindex(range(n)).fillna("")
    used = units[["heated", "category"]].drop_duplicates().sort_values(["heated", "category"])
    water_kw = _water_kw(units, homes, dwellings.to_numpy(object), options)
    heat_kwh = total["space_kwh"] + total["water_kwh"]
    return pd.DataFrame(
        {
            "building_id": names[heated],
            "use": used.groupby("heated")["category"].agg(",".join).to_numpy(object),
            "category": largest["category"].to_numpy(object),
            "dwelling_type": dwellings.to_numpy(object),
            "dwellings": homes,
            "floor_area_m2": total["floor_area_m2"],
            "build_year": largest["build_year"].to_numpy(float),
            "insulation": step[heated],
            "space_mwh_per_year": total["space_kwh"] / 1000,
            "water_mwh_per_year": total["water_kwh"] / 1000,
            "heat_mwh_per_year": heat_kwh / 1000,
            "heat_how": largest["how"].to_numpy(object),
            "heat_rule": _joined_rules(ranked, n),
            "space_kw": total["space_kw"],
            "water_kw": water_kw,
            "peak_kw": total["space_kw"] + water_kw,
            "heat_kwh_per_m2": heat_kwh / total["floor_area_m2"],
            "supply_c_needed": units.groupby("heated")["supply_c"].max().to_numpy(float),
            "cooling_mwh_per_year": np.bincount(at, units["cooling_kwh"], n) / 1000,
            "cooling_kw": np.bincount(at, units["cooling_kw"], n),
        }
    )


def _water_kw(units, homes, dwelling_type, options: HeatNeedOptions) -> np.ndarray:
    """kW of hot water of each building, coincident among its homes; other uses by their yearly hot water."""
    tank = np.where(dwelling_type == "flat", options.tank_kw_flat, options.tank_kw_house)
    one = options.tap_kw if options.hot_water == "tap" else tank
    together = homes * one * Coincidence.named(options.coincidence).factor("water", homes)
    other = ~units["dwelling"].to_numpy(bool)
    kwh = np.bincount(units["heated"].to_numpy(int)[other], units["water_kwh"].to_numpy(float)[other], len(homes))
    return together + kwh / figures("heat_need")["other_water_full_load_h"]


def _joined_rules(ranked: pd.DataFrame, n: int) -> np.ndarray:
    rules = phrase_column(n)
    for row, group in ranked.groupby("heated", sort=True)["rule"]:
        first, *others = dict.fromkeys(group)
        rules[row] = first.then(*others[: MOST_RULES - 1])
    return rules


def _summary(frame: pd.DataFrame, need, units: pd.DataFrame, all_buildings: int) -> dict:
    table = need.table.frame
    home = units[units["dwelling"]]
    home_mwh = float((home["space_kwh"] + home["water_kwh"]).sum() / 1000)
    row = table["building_row"].to_numpy(int)
    addressed = len(np.unique(row[row >= 0]))
    return {
        "buildings": len(frame),
        "dwellings": int(frame["dwellings"].sum()),
        "heat_mwh": float(frame["heat_mwh_per_year"].sum()),
        "space_mwh": float(frame["space_mwh_per_year"].sum()),
        "water_mwh": float(frame["water_mwh_per_year"].sum()),
        "dwellings_mwh": home_mwh,
        "mwh_per_dwelling": home_mwh / len(home) if len(home) else 0.0,
        "cooling_mwh": float(frame["cooling_mwh_per_year"].sum()),
        "space_kw": float(frame["space_kw"].sum()),
        "peak_kw": float(frame["peak_kw"].sum()),
        "by_gas_percent": float(100 * home["by_gas"].mean()) if len(home) else 0.0,
        "buildings_without_addresses": all_buildings - addressed,
        "unheated_addresses": int((table["category"] == UNHEATED).sum()),
    }
