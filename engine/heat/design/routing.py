"""Along which streets, and whom: the network as a question of least cost."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress
from ..pipes import Pipes, generation
from ..route import Coverage, PipePrice, RouteProblem, cheapest_forest
from .at_home import HomeSide
from .boilers import pumped_roots, reach_kw
from .costs import indoor_eur, yearly_factors
from .duration import RuleDuration
from .groups import Groups
from .options import HeatDesignOptions
from .reasons import OTHER, WHY
from .sources import Sources, yearly_eur_per_kw
from .users import Users

HELPER_KW = 1.0  # a helping source is led to the tree by the shortest way; its pipe is sized later
LOSS_KW_SHARE = 0.03  # of a source's power, kept for what pipes lose in the design hour; unconfirmed
FORCED, FORBIDDEN = 2, 3
# whom to serve is searched besides the streets: a town took minutes and gained a thousandth
SEARCH = {"all": 1.0, "density": 1.0, "budget": 0.05, "best": 0.1}


@dataclass(frozen=True)
class Chosen:
    """edges (e,): of the street graph. houses: rows served. left: rows not served, why: of each a word of `WHY`.
    forced_unused: edges that were to carry a pipe and do not.
    """

    edges: np.ndarray
    houses: np.ndarray
    left: np.ndarray
    why: np.ndarray
    forced_unused: np.ndarray


def choose_streets(
    users: Users,
    home: HomeSide,
    rows: np.ndarray,
    graph,
    house_reach,
    sources: Sources,
    source_reach,
    groups: Groups,
    pipes: Pipes,
    options: HeatDesignOptions,
) -> Generator[Progress, None, Chosen]:
    """The cheapest forest that serves the buildings `rows` (all, or those the coverage asks for)."""
    apart = groups.helpers[~groups.beside]
    problem = _problem(users, home, rows, graph, house_reach, sources, source_reach, groups, apart, pipes, options)
    coverage = Coverage(
        options.coverage, options.density_mwh_per_m, options.budget_eur, options.effort * SEARCH[options.coverage]
    )
    forest = yield from cheapest_forest(problem, pipe_price(pipes, options), coverage)
    served = forest.served[: len(rows)]
    left = np.flatnonzero(~served)
    why = [str(word) if word in WHY else OTHER for word in forest.reason[left]]
    return Chosen(forest.edge, rows[served], rows[left], np.array(why, object), forest.forced_unused)


def pipe_price(pipes: Pipes, options: HeatDesignOptions) -> PipePrice:
    """What a metre of pipe costs in a year: capital, upkeep, heat it loses and pumping at full use of the gradient."""
    factor = yearly_factors(options)
    # twice the gradient (flow and return) times the flow, for as many full hours as the cube of the load has
    full_hours = RuleDuration.through(options.base_kw_share, options.base_mwh_share).pump_hours[1]
    watts = 2 * options.pipes.pressure_gradient_pa_per_m * pipes.capacity_kg_per_s / 1000 / options.pump_efficiency
    pumping = watts * full_hours / 1e6 * options.electricity_eur_per_mwh * options.price_index
    supply, back = year_temperatures(options)
    heat = options.heat_eur_per_mwh * options.price_index
    return PipePrice.of_pipes(
        pipes, factor.pipes, 0.0, heat, supply, back, options.pipes.ground_c, pump_eur_per_m_year=pumping
    )


def year_temperatures(options: HeatDesignOptions) -> tuple[float, float]:
    """Supply and return as means of the year: half way between the design day and summer."""
    known = generation(options.generation)
    summer = [known.supply_summer_c, known.return_summer_c]
    if not options.is_loop:  # a network that heats never runs warmer in summer
        summer = [min(summer[0], options.supply_c), min(summer[1], options.return_c)]
    return (options.supply_c + summer[0]) / 2, (options.return_c + summer[1]) / 2


def _problem(
    users, home, rows, graph, house_reach, sources, source_reach, groups, apart, pipes, options
) -> RouteProblem:
    """Terminals are the buildings `rows`, then the helping sources `apart`, which must be reached and ask next to
    nothing.
    """
    factor = yearly_factors(options)
    roots, none = groups.roots, np.zeros(len(apart))
    thin = float(pipes.eur_per_m[0])
    once = np.nan_to_num(house_reach.length_m[rows]) * thin + indoor_eur(users.homes, options)[rows]
    must = np.full(len(apart), np.nan)
    eur_per_kw, eur_per_mwh = _root_prices(sources, groups, options)
    worth = _worth(users, home, rows, options) if options.coverage == "best" else np.full(len(rows), np.nan)

    def terminals(of_buildings, of_helpers):
        return np.concatenate([of_buildings, of_helpers])

    return RouteProblem(
        edges=graph.edges,
        length_m=graph.length_m,
        cost_factor=graph.cost_factor,
        forced=graph.preference == FORCED,
        forbidden=graph.preference == FORBIDDEN,
        node_count=len(graph.xy),
        terminal_node=terminals(house_reach.node[rows], source_reach.node[apart]),
        space_kw=terminals(home.space_kw[rows], none + HELPER_KW),
        water_kw=terminals(home.water_kw[rows], none),
        homes=terminals(users.homes[rows], none),
        mwh=terminals(home.mwh[rows], none),
        terminal_eur=terminals(once + home.machine_eur[rows], none),
        worth_eur_per_year=terminals(worth, must),
        root_node=source_reach.node[roots],
        root_kw=_capacity(sources, groups, options) + HELPER_KW * len(apart),
        root_eur_per_kw=eur_per_kw,
        root_eur_per_mwh=eur_per_mwh,
        terminal_annuity=factor.indoor,
        root_annuity=_root_annuity(sources, roots, options),
        coincidence=options.simultaneity,
    )


def _capacity(sources: Sources, groups: Groups, options: HeatDesignOptions) -> np.ndarray:
    """What each root can bring to houses (r,) [kW]."""
    return reach_kw(sources, groups, options) * (1 - LOSS_KW_SHARE)


def _root_prices(sources: Sources, groups: Groups, options: HeatDesignOptions) -> tuple[np.ndarray, np.ndarray]:
    """€/kW and €/MWh of each root (r,); of a heat pump with its boiler, of both by their parts."""
    rows = groups.roots
    boiler = sources.with_boiler(0, np.inf, options).take([-1])
    pumped = pumped_roots(sources, groups, options)
    kw, mwh = (np.where(pumped, share, 1.0) for share in (options.base_kw_share, options.base_mwh_share))
    return (
        kw * sources.eur_per_kw[rows] + (1 - kw) * boiler.eur_per_kw,
        mwh * sources.eur_per_mwh[rows] + (1 - mwh) * boiler.eur_per_mwh,
    )


def _worth(users: Users, home: HomeSide, rows, options: HeatDesignOptions) -> np.ndarray:
    """What a building may cost in a year: its heat at the reference price, less the electricity it still needs."""
    heat = (users.space_mwh + users.water_mwh)[rows] * options.reference_eur_per_mwh
    return (heat - home.electric_mwh[rows] * options.home_electricity_eur_per_mwh) * options.price_index


def _root_annuity(sources: Sources, roots, options: HeatDesignOptions) -> float:
    once = sources.eur_per_kw[roots]
    return float(yearly_eur_per_kw(sources, options)[roots].sum() / once.sum()) if once.sum() > 0 else 1.0
