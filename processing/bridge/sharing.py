"""Who shares: reads the members, the holon they are of, and what is known of their households."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from ...engine.columns import at_rows, number_column, text_column
from ...engine.errors import EngineError
from ...engine.problems import Problem
from ...engine.tables import FeatureTable
from .inputs import Inputs
from .roles import NEIGHBOURHOODS, POINT, POLYGON, Column, Role

MEMBERS = Role(
    "members",
    (POINT, POLYGON),
    "connection_id",
    {
        "connection_id": Column("text", "connection id", ("connection_id",), "MEMBER_ID"),
        "dwellings": Column("number", "number of dwellings", ("dwellings", "woningen"), "DWELLINGS"),
        "weight": Column("number", "share of a member", ("weight", "share_percent", "aandeel"), "WEIGHT"),
        "income_eur": Column("number", "income", ("income_eur", "inkomen"), "INCOME"),
        "other_energy_eur": Column("number", "other energy costs", ("other_energy_eur",), "OTHER_ENERGY"),
        "vulnerable": Column("number", "energy poverty", ("vulnerable", "energy_poor", "energiearm"), "VULNERABLE"),
    },
)
HOLONS = Role(
    "holons",
    (POLYGON,),
    "holon_id",
    {
        "holon_id": Column("text", "id", ("holon_id", "area_id", "buurtcode", "code", "id")),
        "name": Column("text", "name", ("name", "buurtnaam", "naam")),
    },
)
AREAS = replace(
    NEIGHBOURHOODS,
    columns={
        **NEIGHBOURHOODS.columns,
        "vulnerable": Column(
            "number", "energy poverty", ("vulnerable", "energy_poor", "energiearm"), "AREA_VULNERABLE"
        ),
    },
)
SHARING_ROLES = {"MEMBERS": MEMBERS, "HOLONS": HOLONS, "NEIGHBOURHOODS": AREAS}
NO_HOLON = "The holons have none with the id or name {id}: choose one of {known}."
NAME_ONE = "There is more than one holon: say which by its id or name. There are {known}."
NO_IDS = "No member has a connection id: choose the field that holds it, or a layer that Build grid wrote."
NOBODY = "No member lies in holon {id}: choose another."
SHOWN = 8
PER_UNIT = {"share": 1, "percent": 100}  # all households, in each unit


class SharingInputs:
    """households: FeatureTable of the members by `connection_id`. problems: list[Problem] met while reading.

    units: {MEMBERS and NEIGHBOURHOODS: share or percent}, of what tells energy poverty there.
    """

    def __init__(self, algorithm, parameters, context, feedback, profiles, units: dict[str, str]):
        given = [name for name in SHARING_ROLES if parameters.get(name) not in (None, "")]
        layers = Inputs(algorithm, parameters, context, feedback, tuple(given), SHARING_ROLES)
        self.crs, self.problems = layers.crs, layers.problems
        members = layers.table("MEMBERS", keep="MEMBER_FILTER")
        holons, areas = (layers.table(name) if name in given else None for name in ("HOLONS", "NEIGHBOURHOODS"))
        members = self._with_an_id(members)
        chosen = algorithm.parameterAsString(parameters, "HOLON_ID", context).strip()
        if holons is not None:
            members = self._of_holon(members, holons, chosen, profiles)
        elif chosen:
            self.problems.append(
                Problem(
                    "HOLONS", "", "holon_without_layer",
                    "Holon {id} was named but no layer of holons was given, so all members share.",
                    "Choose the layer that holds the holon, or leave its name empty.", {"id": chosen},
                )
            )  # fmt: skip
        told = {
            name: None if table is None else self._as_shares(name, table, units[name])
            for name, table in (("MEMBERS", members), ("NEIGHBOURHOODS", areas))
        }
        self.households = _points(members, _vulnerable(members, told["MEMBERS"], areas, told["NEIGHBOURHOODS"]))
        self.ids = text_column(members.frame, "connection_id").tolist()

    def _with_an_id(self, members: FeatureTable) -> FeatureTable:
        known = text_column(members.frame, "connection_id") != ""
        if len(known) and not known.any():
            raise EngineError(NO_IDS)
        if not known.all():
            self.problems.append(
                Problem(
                    "MEMBERS", "", "member_without_id", "{count} members have no connection id, and are left out.",
                    "Give every member the id of its connection.", {"count": int((~known).sum())},
                )
            )  # fmt: skip
        return members.take(known)

    def _as_shares(self, layer: str, table: FeatureTable, unit: str) -> np.ndarray:
        """(n,) shares from 0 to 1 of what tells energy poverty; below zero (-99997 of CBS), or above all, is none."""
        values = number_column(table.frame, "vulnerable")
        shares = np.where(values < 0, np.nan, values / PER_UNIT[unit])
        over = int((shares > 1).sum())
        if over:
            self.problems.append(
                Problem(
                    layer, "", "poverty_above_all",
                    "Energy poverty of {count} features lies above {most}, which is all households; it is left out.",
                    "Choose whether the field holds shares or percents.", {"count": over, "most": PER_UNIT[unit]},
                )
            )  # fmt: skip
        highest = np.nanmax(values, initial=0.0)
        if unit == "percent" and 0 < highest <= 1:
            self.problems.append(
                Problem(
                    layer, "", "poverty_in_percent",
                    "Energy poverty is {highest:g} at most, and was read as percent.",
                    "Choose shares, if 1 is all households.", {"highest": float(highest)},
                )
            )  # fmt: skip
        return np.where(shares > 1, np.nan, shares)

    def _of_holon(self, members: FeatureTable, holons: FeatureTable, chosen: str, profiles) -> FeatureTable:
        """The members whose place lies in the chosen holon; those in no profile are not missed, but counted."""
        ids, names = text_column(holons.frame, "holon_id"), text_column(holons.frame, "name")
        named = (ids == chosen) if (ids == chosen).any() else (names == chosen)
        rows = np.flatnonzero(named) if chosen else np.arange(len(holons))
        known = ", ".join(ids[:SHOWN].tolist() + (["…"] if len(ids) > SHOWN else []))
        if not len(rows):
            raise EngineError(NO_HOLON, id=chosen, known=known)
        if len(rows) > 1 and not chosen:
            raise EngineError(NAME_ONE, known=known)
        place = np.array([None if g is None else g.representative_point() for g in members.geometry], object)
        nowhere = shapely.is_missing(place)
        if nowhere.any():
            self.problems.append(
                Problem(
                    "MEMBERS", "", "member_without_place",
                    "{count} members are not drawn, so it is not known whether they are in the holon; they are left "
                    "out.",
                    "Draw them, or choose members by an expression in place of a holon.", {"count": int(nowhere.sum())},
                )
            )  # fmt: skip
        inside = shapely.intersects(place, shapely.union_all(holons.geometry[rows])) & ~nowhere
        ids = text_column(members.frame, "connection_id")
        known_here = np.isin(ids, np.array(profiles.connection_ids, object))
        without = int((inside & ~known_here).sum())
        if without:
            self.problems.append(
                Problem(
                    "MEMBERS", "", "members_without_profile",
                    "{count} connections in the holon have no profile, and are left out.",
                    "Use profiles made for these connections.", {"count": without},
                )
            )  # fmt: skip
        if not (inside & known_here).any():
            raise EngineError(NOBODY, id=chosen or ids[rows[0]])
        return members.take(inside & known_here)


def _vulnerable(members: FeatureTable, own: np.ndarray, areas: FeatureTable | None, of_areas) -> np.ndarray:
    """(n,) share of a member's households that is energy-poor: its own, else that of the area it lies in."""
    if areas is None or not len(areas):
        return own
    place = np.array([None if g is None else g.representative_point() for g in members.geometry], object)
    member, area = shapely.STRtree(areas.geometry).query(place, predicate="intersects")
    first = pd.Series(area, dtype=int).groupby(member).min()
    row = first.reindex(range(len(members))).fillna(-1).to_numpy(int)
    return np.where(np.isnan(own), at_rows(of_areas, row, np.nan), own)


def _points(members: FeatureTable, vulnerable: np.ndarray) -> FeatureTable:
    geometry = np.array([None if g is None else g.representative_point() for g in members.geometry], object)
    return FeatureTable(members.frame.assign(vulnerable=vulnerable), geometry, members.crs, members.name)
