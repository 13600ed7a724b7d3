"""Buildings as a comparison needs them: their heat, what they are, and what insulation would make of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from ...columns import number_column, text_column
from ...demand.figures import figures
from ...errors import EngineError
from ...problems import Problem
from ...tables import FeatureTable
from ..design.users import users_of
from ..need import STEPS, insulated_kwh, insulation_eur, supply_needed

YEAR, FLOOR_M2 = 1975.0, 110.0
NO_HEAT = "No building of layer {layer} needs heat, so there is nothing to compare."
COLD = (
    "{buildings} buildings need no heat and are not compared.",
    "Nothing, where they are unheated; else give their heat, as the heat demand algorithm does.",
)
NO_FLOOR = (
    "{buildings} buildings have no floor area; {area} m² for each dwelling is taken for what insulation costs.",
    "Use the buildings that the heat demand algorithm writes, or give their floor area.",
)


@dataclass(frozen=True)
class Heated:
    """Buildings that need heat, arrays (n,): heat of a normal year, peaks in kW, what is known of the shell.

    users: dwellings, 1 in a building without. only_homes: dwellings, and no other main use. step: insulation it has in
    these figures. supply_c: what its radiators need. insulation_eur: what was spent to come here, nothing yet. row: in
    the layer.
    """

    building_id: np.ndarray
    geometry: np.ndarray
    users: np.ndarray
    is_home: np.ndarray
    only_homes: np.ndarray
    is_flat: np.ndarray
    kind: np.ndarray
    build_year: np.ndarray
    floor_m2: np.ndarray
    step: np.ndarray
    space_mwh: np.ndarray
    water_mwh: np.ndarray
    space_kw: np.ndarray
    water_kw: np.ndarray
    supply_c: np.ndarray
    insulation_eur: np.ndarray
    row: np.ndarray

    def __len__(self) -> int:
        return len(self.building_id)

    def where(self, here: np.ndarray, other: Heated) -> Heated:
        """These buildings where `here` (bool (n,)), the other's figures elsewhere."""
        return Heated(
            **{name: np.where(here, getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__}
        )

    @property
    def mwh(self) -> np.ndarray:
        return self.space_mwh + self.water_mwh


def heated_buildings(buildings: FeatureTable) -> tuple[Heated, list[Problem]]:
    """Those that need heat, ordered by id. Raises EngineError where none does or no column tells heat."""
    users = users_of(buildings, figures("heat_costs")["needed_c"])
    frame, mwh = buildings.frame, users.space_mwh + users.water_mwh
    rows = np.flatnonzero(mwh > 0)
    if not len(rows):
        raise EngineError(NO_HEAT, layer=buildings.name or "buildings")
    rows = rows[np.argsort(users.building_id[rows].astype(str), kind="stable")]
    problems = []
    if len(rows) < len(buildings):
        problems.append(Problem("BUILDINGS", "", "no_heat", *COLD, {"buildings": len(buildings) - len(rows)}))
    homes = users.homes[rows]
    floor, year = number_column(frame, "floor_area_m2")[rows], number_column(frame, "build_year")[rows]
    bare = ~(floor > 0)
    if bare.any():
        problems.append(
            Problem("BUILDINGS", "", "no_floor_area", *NO_FLOOR, {"buildings": int(bare.sum()), "area": FLOOR_M2})
        )
    dwelling, category = text_column(frame, "dwelling_type")[rows], text_column(frame, "category")[rows]
    is_home = homes > 0
    step = text_column(frame, "insulation")[rows]
    return Heated(
        users.building_id[rows],
        buildings.geometry[rows],
        np.maximum(homes, 1),
        is_home,
        is_home & np.isin(category, ("", "dwelling")),
        homes > 1,
        np.where(is_home, np.where(dwelling == "", "terraced", dwelling), np.where(category == "", "other", category)),
        np.where(np.isfinite(year), year, YEAR),
        np.where(bare, FLOOR_M2 * np.maximum(homes, 1), floor),
        np.where(np.isin(step, STEPS), step, "as_is").astype(object),
        users.space_mwh[rows],
        users.water_mwh[rows],
        users.space_kw[rows],
        users.water_kw[rows],
        users.supply_c_needed[rows],
        np.zeros(len(rows)),
        rows,
    ), problems


def insulated(buildings: Heated, supply_c: float, least_step: str, radiators_k: float) -> Heated:
    """The buildings as far as a supply of supply_c asks: nothing where their radiators do with it, else the smallest
    step from least_step on that lowers what they need to at most radiators_k above it; larger radiators do the rest.

    A step that does not lower the temperature is not taken, one that a building has already is not paid again. Peaks
    follow the yearly space heating, without what warms rooms up again.
    """
    n, own = len(buildings), np.array([STEPS.index(step) for step in buildings.step])
    reached, needs = own.copy(), buildings.supply_c.copy()
    settled = needs <= supply_c
    for number, step in enumerate(STEPS):
        if number < STEPS.index(least_step):
            continue
        with_it = supply_needed(buildings.build_year, np.full(n, ""), np.full(n, step, object))
        takes = ~settled & (number > own) & (with_it < needs)
        reached, needs = np.where(takes, number, reached), np.where(takes, with_it, needs)
        settled |= (number >= own) & (needs <= supply_c + radiators_k)
    step = np.array(STEPS, object)[reached]
    nothing = np.full(len(buildings), "", object)
    kwh = insulated_kwh(
        buildings.space_mwh * 1000, buildings.kind, buildings.build_year, buildings.floor_m2, nothing, step
    )
    kwh = np.where(reached > own, kwh, buildings.space_mwh * 1000)
    about = buildings.kind, buildings.build_year, buildings.floor_m2, buildings.users
    eur = insulation_eur(*about, step) - insulation_eur(*about, buildings.step)
    ratio = np.divide(kwh / 1000, buildings.space_mwh, out=np.ones(len(buildings)), where=buildings.space_mwh > 0)
    reheat = np.minimum(figures("heat_need")["reheat_w_per_m2"] * buildings.floor_m2 / 1000, buildings.space_kw)
    return replace(
        buildings,
        step=step,
        space_mwh=kwh / 1000,
        space_kw=reheat + (buildings.space_kw - reheat) * ratio,
        supply_c=needs,
        insulation_eur=np.where(reached > own, np.maximum(eur, 0), 0.0),
    )


def centres(buildings: Heated) -> np.ndarray:
    """A point in each building (n,), None where it has no shape."""
    there = ~(shapely.is_missing(buildings.geometry) | shapely.is_empty(buildings.geometry))
    points = np.empty(len(buildings), object)
    points[there] = shapely.point_on_surface(buildings.geometry[there])
    return points
