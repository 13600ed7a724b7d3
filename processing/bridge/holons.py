"""Reads what holons are made of, and lets the engine nest connections in them."""

from __future__ import annotations

import numpy as np
import shapely

from ...engine.errors import EngineError
from ...engine.holon.found import FoundOptions, find_holons
from ...engine.holon.nesting import (
    Nesting,
    area_nesting,
    footprints_of,
    grid_nesting,
    grid_places,
    group_nesting,
    neighbours,
    points_of,
    without_place,
)
from ...engine.tables import FeatureTable
from .holon_roles import HOLON_ROLES
from .inputs import Inputs
from .nets import read_net
from .runner import run

AREAS = ("AREAS_1", "AREAS_2", "AREAS_3")
NO_PLACES = (
    "It is not known where the connections are: give the layer of connections, or the grid model that Build grid wrote."
)
OTHER_LAYER = "No connection of the profiles is in layer {layer}: choose the connections of the same run."
NO_NET = "Holons by the grid need the grid model: choose the file that Build grid wrote."
NO_AREAS_BESIDE = "Found holons as many and as large as areas need a layer of smallest areas: choose one."
NO_AREAS = "Holons by areas need a layer of areas: choose one."
OTHER_CRS = (
    "The grid model is in {crs} and the layers are in {other}: give the layer of connections, or layers in {crs}."
)


class HolonInputs:
    """The layers and the grid model of a run. problems: list[Problem] met while reading.

    beside: figures of found holons and of the areas beside them, where there are any.
    """

    def __init__(self, algorithm, parameters, context, feedback, profiles):
        self.profiles, self.feedback = profiles, feedback
        given = [name for name in HOLON_ROLES if parameters.get(name) not in (None, "")]
        layers = Inputs(algorithm, parameters, context, feedback, tuple(given), HOLON_ROLES) if given else None
        tables = {name: layers.table(name) for name in given}
        self.problems = layers.problems if layers else []
        self.beside: dict = {}
        self.areas = [tables[name] for name in AREAS if name in tables]
        file = algorithm.parameterAsFile(parameters, "NET", context)
        self.net = read_net(file) if file else None
        self.crs, self.footprints = self._places(tables, layers.crs if layers else "")

    def _places(self, tables: dict, crs: str):
        """The layer says where connections are; the grid model where there is no layer, or one without them all."""
        ids, layer = self.profiles.connection_ids, tables.get("CONNECTIONS")
        if layer is None and self.net is None:
            raise EngineError(NO_PLACES)
        own = crs if self.net is None else str(self.net.get("stadsstroom", {}).get("crs") or crs)
        if layer is None:
            if crs and own != crs:
                raise EngineError(OTHER_CRS, crs=own, other=crs)
            return own, grid_places(self.net, ids)
        footprints = footprints_of(layer, tables.get("BUILDINGS"), ids)
        missing = shapely.is_missing(footprints)
        if len(ids) and missing.all():
            raise EngineError(OTHER_LAYER, layer=layer.name)
        if self.net is not None and own == crs:
            footprints[missing] = grid_places(self.net, np.array(ids, object)[missing])
        return crs, footprints

    def by_grid(self) -> Nesting:
        if self.net is None:
            raise EngineError(NO_NET)
        return grid_nesting(self.net, self.profiles.connection_ids, self.footprints, self.crs)

    def by_areas(self) -> Nesting:
        if not self.areas:
            raise EngineError(NO_AREAS)
        return area_nesting(self.footprints, self.profiles.connection_ids, self.areas, self.crs)

    def found(self, unit: str, limits: dict) -> Nesting:
        """unit: connection, feeder or station: what stays together. limits: of `FoundOptions`."""
        if self.net is None and unit != "connection":
            raise EngineError(NO_NET)
        if limits["like_areas"] and not self.areas:
            raise EngineError(NO_AREAS_BESIDE)
        units = within = None
        points = points_of(self.footprints)
        if self.net is None:
            self.problems += without_place(self.profiles.connection_ids, points)
        else:
            grid = self.by_grid()
            self.problems += grid.problems
            level_of = {level.kind: level for level in grid.levels}
            within = level_of["ring"].of_connection
            units = None if unit == "connection" else level_of[unit].of_connection
        places = np.full((len(points), 2), np.nan)
        places[~shapely.is_missing(points)] = shapely.get_coordinates(points)
        most = limits.get("most_connections")
        options = FoundOptions(**{**limits, "most_connections": None if most is None else int(most)})
        beside = None
        if self.areas:
            areas = area_nesting(self.footprints, self.profiles.connection_ids, self.areas[:1])
            self.problems += [problem for problem in areas.problems if problem.code != "no_place"]  # told above
            beside = areas.levels[1].of_connection
        steps = find_holons(self.profiles, places, neighbours(self.footprints, within), options, beside, units)
        found = run(steps, self.feedback, 2, 30)
        self.problems += found.problems
        if found.beside is not None:
            told = ("met_inside_mwh", "areas_met_inside_mwh")
            equal = ("margin_percent",) if found.beside.equal_terms and np.isfinite(found.beside.margin_percent) else ()
            self.beside = {name: found.summary[name] for name in (*told, *equal)}
        return group_nesting(self.profiles.connection_ids, self.footprints, [found.group], self.crs)

    def table(self, frame) -> FeatureTable:
        return FeatureTable(frame, np.full(len(frame), None, object), self.crs, "levels")
