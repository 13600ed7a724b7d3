"""From buildings, streets and sources to a heat network."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import shapely

from ...errors import EngineError
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..pipes import generation, pipe_sizes, water_at
from ..streets import attach
from .at_home import HomeSide, home_side
from .groups import group_sources, help_where_laid
from .hour_loads import highest_hour_kw
from .layout import Reach, lay_out
from .network import HeatDesign, HeatNetwork, forced_problems, network_tables
from .options import HeatDesignOptions
from .reasons import BUILDINGS, left_out_problems
from .routing import choose_streets
from .sources import SOURCES, read_sources
from .users import Users, users_of

NO_BUILDINGS = "There are no buildings with a place on the map: nothing can be connected."
NO_DEMAND = "None of the buildings needs heat: calculate the heat demand first, or choose the column that holds it."
NO_SOURCE = "The layer of sources holds none: draw at least one point where heat comes from."
NEED_WARMER = (
    "{count} of {all} buildings stay out: their radiators need a warmer supply than the {supply:g} °C of this network.",
    "Insulate them first (the heat demand algorithm has steps), choose a warmer network, or give them a heat pump on "
    "the network.",
)
OUT_OF_REACH = (
    "Source {source} is further than {longest:g} m from every street on which pipes may lie.",
    "Move it, draw a street to it or raise the longest way to a source.",
)


def design_network(
    buildings: FeatureTable, graph, sources: FeatureTable, options: HeatDesignOptions | None = None, profiles=None
) -> Generator[Progress, None, HeatDesign]:
    """A heat network for these buildings (columns of `HEAT_BUILDINGS`) from these sources along a `StreetGraph`.

    profiles: HEAT_PROFILES as opened, or None: the hours of the buildings. Pipes, pumps and stations are sized for what
    they ask where that is more than the rule of coincidence says, and stations follow their load duration.
    Raises EngineError where there is nothing to serve or nothing to serve it with.
    """
    options = options or HeatDesignOptions()
    of_generation = generation(options.generation)
    options = replace(
        options,
        pipes=replace(
            options.pipes,
            price_factor=options.pipes.price_factor * of_generation.pipe_price_factor,
            price_index=options.pipes.price_index * options.price_index,
        ),
    )
    water = water_at((options.supply_c + options.return_c) / 2)
    pipes = pipe_sizes(options.pipes, water, options.delta_k)
    yield Progress(0.0, "Checking buildings and sources")
    users = users_of(buildings, options.needed_c)
    home = home_side(users, options)
    found, problems = read_sources(sources, options)
    problems = [*graph.problems, *problems]
    rows, why = _who_asks(users, home)
    cold = np.flatnonzero(why == "needs_warmer_supply")
    if len(cold):
        values = {"count": len(cold), "all": len(users), "supply": float(options.supply_c)}
        place = shapely.centroid(users.geometry[cold[0]])
        problems.append(
            Problem(BUILDINGS, users.building_id[cold[0]], "buildings_need_warmer", *NEED_WARMER, values, place)
        )
    if not len(found):
        raise _no_source(problems)

    yield Progress(0.02, "Connecting buildings and sources to the streets")
    tied = attach(graph, users.geometry, options.longest_connection_m, options.detour)
    yield Progress(0.08)
    led = attach(tied.graph, found.point, options.longest_source_m, options.detour)
    graph = led.graph
    house_reach = Reach(tied.node, tied.lines, tied.length_m)
    source_reach = Reach(led.node, led.lines, led.length_m)
    for at in np.flatnonzero(led.node < 0):
        values = {"source": found.source_id[at], "longest": options.longest_source_m}
        problems.append(
            Problem(SOURCES, found.source_id[at], "source_out_of_reach", *OUT_OF_REACH, values, found.point[at])
        )
    groups = group_sources(found, led.node, graph.xy, graph.piece)
    if not len(groups.roots):
        raise _no_source(problems)

    yield Progress(0.1, "Choosing the streets")
    steps = choose_streets(users, home, rows, graph, house_reach, found, source_reach, groups, pipes, options)
    chosen = yield from within(steps, 0.1, 0.75)
    why[chosen.left] = chosen.why
    problems += left_out_problems(why, users, options)
    yield Progress(0.75, "Sizing the pipes")
    ways = groups.helpers[~groups.beside]
    layout = lay_out(graph, chosen.edges, chosen.houses, house_reach, groups.roots, ways, source_reach, chosen.opened)
    groups = help_where_laid(groups, layout.source, layout.tree.root)
    hours_kw = None
    if profiles is not None and len(layout.tree):
        hours_kw = yield from within(highest_hour_kw(layout, users, home, profiles), 0.75, 0.8)
    network = HeatNetwork(layout, users, home, found, groups, graph, pipes, water, options, hours_kw)
    problems += forced_problems(graph, chosen.forced_unused)
    return (yield from within(network_tables(network, why, problems, profiles), 0.8, 1.0))


def _who_asks(users: Users, home: HomeSide) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the buildings that a network can serve, and a word for why the others stay out (n,)."""
    placed = ~(shapely.is_missing(users.geometry) | shapely.is_empty(users.geometry))
    asks = (home.kw > 0) & (home.mwh > 0)
    if not placed.any():
        raise EngineError(NO_BUILDINGS)
    if not (placed & asks).any():
        raise EngineError(NO_DEMAND)
    why = np.full(len(users), "", object)
    why[home.too_cold] = "needs_warmer_supply"
    why[~asks] = "no_demand"
    why[~placed] = "no_place"
    return np.flatnonzero(why == ""), why


def _no_source(problems: list[Problem]) -> EngineError:
    """What is wrong with the first of the sources that cannot serve."""
    for problem in problems:
        if problem.layer == SOURCES:
            return EngineError(problem.reason, **problem.values)
    return EngineError(NO_SOURCE)
