"""What is heated: each use of each address, with what it needs in a normal year and on the coldest day."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...columns import at_rows
from ...demand.figures import figures
from ...demand.heat_need import YearlyHeat, character, plausible_gas, yearly_heat
from ...demand.need import AddressNeed
from ...phrases import Phrase
from ...progress import Progress
from ...randomness import keys_of
from .insulation import insulated_kwh, supply_needed
from .labels import label_factor
from .options import HeatNeedOptions

CHUNK_UNITS = 1024  # some 40 MB for each thing kept by hour
UNHEATED = "other"  # garages, sheds and the like: the catalogue need_by_use gives them no gas either
STEP_WORDS = {
    "label_c": Phrase("insulated as label C"),
    "label_b": Phrase("insulated as label B"),
    "standard": Phrase("insulated to the insulation standard"),
}


def heated_units(need: AddressNeed, names: np.ndarray, label: np.ndarray, step: np.ndarray) -> pd.DataFrame:
    """One row a heated use of an address, ordered by building and key, so that the order of the layers changes nothing.

    names, step: of buildings (n,); label: of addresses. Columns: `key` (as in demand: the same home has the same people
    there), `building` (row), `category`, `kind` (dwelling type, or the category), `dwelling` (bool), `floor_area_m2`,
    `floor_how`, `build_year`, `label`, `step`, `gas_m3` (nan where it says nothing of this use), `gas_how`.
    """
    table, parts = need.table.frame, need.parts
    row = parts["row"].to_numpy(int)
    category = parts["category"].to_numpy(object)
    dwelling = category == "dwelling"
    uses = np.bincount(row, minlength=len(table))
    key = table["address_key"].to_numpy(object)[row]
    building = table["building_row"].to_numpy(int)[row]
    gas_how = table["gas_how"].to_numpy(object)[row]
    units = pd.DataFrame(
        {
            "key": np.where(dwelling | (uses[row] == 1), key, key + "/" + category),
            "building": building,
            "name": at_rows(names, building, ""),
            "category": category,
            "kind": np.where(dwelling, table["dwelling_type"].to_numpy(object)[row], category),
            "dwelling": dwelling,
            "address": row,
            "floor_area_m2": parts["floor_area_m2"].to_numpy(float),
            "floor_how": table["floor_area_how"].to_numpy(object)[row],
            "build_year": table["build_year"].to_numpy(float)[row],
            "label": label[row],
            "step": at_rows(step, building, "as_is"),
            "gas_m3": np.where(gas_how == "assumed", np.nan, table["yearly_gas_m3"].to_numpy(float)[row]),
            "gas_how": gas_how,
        }
    )
    units = units[(units["building"] >= 0) & (units["category"] != UNHEATED)]
    return units.sort_values(["name", "building", "key"], kind="stable", ignore_index=True)


def year_of_units(units: pd.DataFrame, options: HeatNeedOptions) -> pd.DataFrame:
    """The units with `space_kwh`, `water_kwh`, `build_year` filled in, `how`, `rule`, `supply_c`."""
    own = options.given_use_holds_for == "all"
    heat = yearly_heat(
        units.rename(columns={"kind": "dwelling_type", "gas_m3": "yearly_gas_m3"})[
            ["dwelling_type", "floor_area_m2", "build_year", "yearly_gas_m3"]
        ]
    )
    year, kind, label = heat.build_year, units["kind"].to_numpy(object), units["label"].to_numpy(object)
    by_use = units["category"].map(read_catalogue("heat_water_by_use").set_index("category")["kwh_per_m2"])
    water = np.where(heat.dwelling, heat.water_kwh, by_use.fillna(0.0).to_numpy(float) * heat.floor_m2)
    factor = label_factor(kind, year, label)
    space = np.where(heat.by_gas, heat.space_kwh, heat.space_kwh * factor)
    by_gas = heat.by_gas
    if own:
        space, by_gas = _own_meters(units, space, water, by_gas, heat.floor_m2)
    labelled = (label != "") & heat.dwelling & ~by_gas
    year_known = np.isfinite(units["build_year"].to_numpy(float))
    known = year_known & (units["floor_how"] == "measured").to_numpy() & heat.dwelling
    before = space
    step = units["step"].to_numpy(object)
    space = insulated_kwh(space, kind, year, heat.floor_m2, label, step)
    how = np.where(by_gas, "measured" if own else "inferred", np.where(known, "inferred", "assumed"))
    return units.assign(
        space_kwh=space,
        water_kwh=water,
        floor_area_m2=heat.floor_m2,
        build_year=year,
        by_gas=by_gas,
        how=how.astype(object),
        rule=_rules(by_gas, own, labelled, label, heat.dwelling, year_known, step, space < before),
        supply_c=supply_needed(year, label, step),
    )


def _own_meters(units, space_kwh, water_kwh, by_gas, floor_m2) -> tuple[np.ndarray, np.ndarray]:
    """Space heating where the gas is each address's own: its uses share it as their key figures would have them."""
    f = figures("heat_pumps")
    gas, address = units["gas_m3"].to_numpy(float), units["address"].to_numpy(int)
    n = int(address.max()) + 1 if len(address) else 0
    total, floor = np.bincount(address, space_kwh, n)[address], np.bincount(address, floor_m2, n)[address]
    mixed = np.bincount(address, minlength=n)[address] > 1
    takes = (mixed | ~units["dwelling"].to_numpy()) & (gas >= f["least_gas_m3"]) & plausible_gas(gas, floor)
    share = np.divide(space_kwh, total, out=np.zeros(len(units)), where=total > 0)
    kwh = gas * f["kwh_per_m3_gas"] * f["boiler_efficiency"] * share
    heated = np.where(units["dwelling"].to_numpy(), kwh * f["gas_share_space"], np.maximum(kwh - water_kwh, 0.0))
    return np.where(takes, heated, space_kwh), by_gas | takes


def _rules(by_gas, own, labelled, label, dwelling, year_known, step, lowered) -> np.ndarray:
    """Why it is so much, a phrase for each unit (n,)."""
    rules = np.empty(len(by_gas), object)
    gas = Phrase("gas use of the address") if own else Phrase("gas use of the postcode")
    for row in range(len(rules)):
        if by_gas[row]:
            phrase = gas
        elif not dwelling[row]:
            phrase = Phrase("floor area and use")
        elif labelled[row]:
            phrase = Phrase("energy label {label}", label=label[row])
        else:
            phrase = Phrase("type of dwelling and build period")
        if not by_gas[row] and not year_known[row]:
            phrase = phrase.then(Phrase("build year assumed"))
        if step[row] in STEP_WORDS and lowered[row]:
            phrase = phrase.then(STEP_WORDS[step[row]])
        rules[row] = phrase
    return rules


def heat_of(units: pd.DataFrame) -> YearlyHeat:
    """The units as the thermal model takes them."""
    return YearlyHeat(
        units["space_kwh"].to_numpy(float),
        units["water_kwh"].to_numpy(float),
        units["by_gas"].to_numpy(bool),
        units["dwelling"].to_numpy(bool),
        units["floor_area_m2"].to_numpy(float),
        units["build_year"].to_numpy(float),
    )


def design_kw(units: pd.DataFrame, options: HeatNeedOptions) -> Generator[Progress, None, np.ndarray]:
    """kW of space heating at the design temperature outside (n,): loss without sun or people, and reheating."""
    kw = np.zeros(len(units))
    lift = options.design_inside_c - options.design_outside_c
    for first in range(0, len(units), CHUNK_UNITS):
        some = units.iloc[first : first + CHUNK_UNITS]
        loss = character(keys_of(some["key"], options.seed), heat_of(some)).conductance_w_per_k * lift
        reheat = options.reheat_w_per_m2 * some["floor_area_m2"].to_numpy(float)
        kw[first : first + len(some)] = np.where(some["space_kwh"] > 0, loss + reheat, 0.0) / 1000
        yield Progress((first + len(some)) / len(units))
    return kw
