"""What buildings ask of a network: heat in the design hour and in the year, at which temperature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...columns import number_column, text_column
from ...errors import EngineError
from ...tables import FeatureTable

NO_HEAT = (
    "The buildings have no column with heat: give heat_mwh_per_year or space_mwh_per_year, as the heat demand "
    "algorithm writes them."
)
FULL_LOAD_HOURS = 1_700.0  # of a building whose peak is not given; unconfirmed (1,500-2,000 for dwellings)


@dataclass(frozen=True)
class Users:
    """One entry a building, all (n,); kW in the design hour, MWh in a year, of heat at home.

    homes: dwellings, 0 in a building without. water_kw: coincident of all homes in it. cooling: heat to be taken away.
    """

    building_id: np.ndarray
    geometry: np.ndarray
    homes: np.ndarray
    space_kw: np.ndarray
    water_kw: np.ndarray
    space_mwh: np.ndarray
    water_mwh: np.ndarray
    cooling_kw: np.ndarray
    cooling_mwh: np.ndarray
    supply_c_needed: np.ndarray

    def __len__(self) -> int:
        return len(self.building_id)


def users_of(buildings: FeatureTable, needed_c: float) -> Users:
    """Buildings (columns of `HEAT_BUILDINGS`) as users. Heat without its parts counts as space heat, a year without a
    peak gets one of `FULL_LOAD_HOURS`. Optional beside: cooling_kw, cooling_mwh_per_year.

    Raises EngineError where no column tells heat.
    """
    frame = buildings.frame
    if not {"heat_mwh_per_year", "space_mwh_per_year"} & set(frame.columns):
        raise EngineError(NO_HEAT)
    read = {name: number_column(frame, name) for name in _NUMBERS}
    water = np.nan_to_num(read["water_mwh_per_year"])
    space = read["space_mwh_per_year"]
    space = np.where(np.isnan(space), np.nan_to_num(read["heat_mwh_per_year"]) - water, space)
    space, water = np.maximum(space, 0), np.maximum(water, 0)
    space_kw, water_kw = read["space_kw"], np.maximum(np.nan_to_num(read["water_kw"]), 0)
    given = np.where(np.isnan(read["peak_kw"]), space * 1000 / FULL_LOAD_HOURS, read["peak_kw"] - water_kw)
    space_kw = np.maximum(np.where(np.isnan(space_kw), given, space_kw), 0)
    cooling = np.abs(np.nan_to_num(read["cooling_mwh_per_year"]))
    needed = read["supply_c_needed"]
    own = text_column(frame, "building_id")
    own = np.where(own == "", text_column(frame, "feature_id"), own)
    return Users(
        own,
        buildings.geometry,
        np.where(np.isnan(read["dwellings"]), 1, np.maximum(np.nan_to_num(read["dwellings"]), 0))
        .round()
        .astype(np.int64),
        space_kw,
        water_kw,
        space,
        water,
        np.abs(np.nan_to_num(read["cooling_kw"])),
        cooling,
        np.where(np.isnan(needed), needed_c, needed),
    )


_NUMBERS = (
    "heat_mwh_per_year", "space_mwh_per_year", "water_mwh_per_year", "space_kw", "water_kw", "peak_kw", "dwellings",
    "cooling_kw", "cooling_mwh_per_year", "supply_c_needed",
)  # fmt: skip
