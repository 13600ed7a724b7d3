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
NOBODY = "No member lies in holon {id}: choose another."
SHOWN = 8


class SharingInputs:
    """households: FeatureTable of the members by `connection_id`. problems: list[Problem] met while reading."""

    def __init__(self, algorithm, parameters, context, feedback, profiles):
        given = [name for name in SHARING_ROLES if parameters.get(name) not in (None, "")]
        layers = Inputs(algorithm, parameters, context, feedback, tuple(given), SHARING_ROLES)
        self.crs, self.problems = layers.crs, layers.problems
        members = layers.table("MEMBERS", keep="MEMBER_FILTER")
        holons, areas = (layers.table(name) if name in given else None for name in ("HOLONS", "NEIGHBOURHOODS"))
        named = text_column(members.frame, "connection_id")
        members = members.take(named != "")
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
        self.households = _points(members, _vulnerable(members, areas))
        self.ids = text_column(members.frame, "connection_id").tolist()

    def _of_holon(self, members: FeatureTable, holons: FeatureTable, chosen: str, profiles) -> FeatureTable:
        """The members whose place lies in the chosen holon; those in no profile are not missed, but counted."""
        ids, names = text_column(holons.frame, "holon_id"), text_column(holons.frame, "name")
        rows = np.flatnonzero((ids == chosen) | (names == chosen)) if chosen else np.arange(len(holons))
        known = ", ".join(ids[:SHOWN].tolist() + (["…"] if len(ids) > SHOWN else []))
        if not len(rows):
            raise EngineError(NO_HOLON, id=chosen, known=known)
        if len(rows) > 1 and not chosen:
            raise EngineError(NAME_ONE, known=known)
        place = np.array([None if g is None else g.representative_point() for g in members.geometry], object)
        inside = shapely.intersects(place, shapely.union_all(holons.geometry[rows])) & ~shapely.is_missing(place)
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


def _vulnerable(members: FeatureTable, areas: FeatureTable | None) -> np.ndarray:
    """(n,) share of a member's households that is energy-poor: its own, else that of the area it lies in."""
    own = _as_shares(number_column(members.frame, "vulnerable"))
    if areas is None or not len(areas):
        return own
    place = np.array([None if g is None else g.representative_point() for g in members.geometry], object)
    member, area = shapely.STRtree(areas.geometry).query(place, predicate="intersects")
    first = pd.Series(area, dtype=int).groupby(member).min()
    row = first.reindex(range(len(members))).fillna(-1).to_numpy(int)
    return np.where(np.isnan(own), at_rows(_as_shares(number_column(areas.frame, "vulnerable")), row, np.nan), own)


def _as_shares(values: np.ndarray) -> np.ndarray:
    """Shares from 0 to 1 of percents; shares, and yes or no, as they are; below zero (-99997 of CBS) is none."""
    values = np.where(values < 0, np.nan, values)
    known = values[np.isfinite(values)]
    return values / 100 if len(known) and known.max() > 1 else values


def _points(members: FeatureTable, vulnerable: np.ndarray) -> FeatureTable:
    geometry = np.array([None if g is None else g.representative_point() for g in members.geometry], object)
    return FeatureTable(members.frame.assign(vulnerable=vulnerable), geometry, members.crs, members.name)
