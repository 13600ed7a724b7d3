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
from .options import HeatDesignOptions, annuity
from .reasons import OTHER, WHY
from .sources import Sources
from .users import Users

LOSS_KW_SHARE = 0.03  # of a source's power, kept for what pipes lose in the design hour; unconfirmed
FORCED, FORBIDDEN = 2, 3


@dataclass(frozen=True)
class Chosen:
    """edges (e,): of the street graph. houses: rows served. left: rows not served, why: of each a word of `WHY`.
    forced_unused: edges that were to carry a pipe and do not. opened (r,) bool: roots that serve anybody.
    """

    edges: np.ndarray
    houses: np.ndarray
    left: np.ndarray
    why: np.ndarray
    forced_unused: np.ndarray
    opened: np.ndarray


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
    price = pipe_price(pipes, options)
    problem = _problem(users, home, rows, graph, house_reach, sources, source_reach, groups, apart, price, options)
    coverage = Coverage(options.coverage, options.density_mwh_per_m, options.budget_eur, options.effort)
    forest = yield from cheapest_forest(problem, price, coverage)
    left = np.flatnonzero(~forest.served)
    opened = np.isin(np.arange(len(groups.roots)), forest.root)
    why = [str(word) if word in WHY else OTHER for word in forest.reason[left]]
    return Chosen(forest.edge, rows[forest.served], rows[left], np.array(why, object), forest.forced_unused, opened)


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
    users, home, rows, graph, house_reach, sources, source_reach, groups, apart, price, options
) -> RouteProblem:
    """Terminals are the buildings `rows`; a pipe is led to the helping sources `apart`, and sized later."""
    roots = groups.roots
    once, once_annuity = _connections(users, home, rows, house_reach, price, options)
    eur_per_kw, eur_per_mwh = _root_prices(sources, groups, options)
    worth = _worth(users, home, rows, options) if options.coverage == "best" else np.full(len(rows), np.nan)
    return RouteProblem(
        edges=graph.edges,
        length_m=graph.length_m,
        cost_factor=graph.cost_factor,
        forced=graph.preference == FORCED,
        forbidden=graph.preference == FORBIDDEN,
        node_count=len(graph.xy),
        terminal_node=house_reach.node[rows],
        space_kw=home.space_kw[rows],
        water_kw=home.water_kw[rows],
        homes=users.homes[rows],
        mwh=home.mwh[rows],
        terminal_eur=once,
        worth_eur_per_year=worth,
        root_node=source_reach.node[roots],
        root_kw=_capacity(sources, groups, options),
        root_eur_per_kw=eur_per_kw / (1 - LOSS_KW_SHARE),
        root_eur_per_mwh=eur_per_mwh,
        root_eur_fixed=sources.eur_fixed[roots],
        terminal_annuity=once_annuity,
        root_annuity=annuity(options.interest, options.station_years) + sources.om_share[roots],
        coincidence=options.simultaneity,
        reach_node=source_reach.node[apart],
    )


def _connections(
    users: Users, home: HomeSide, rows, house_reach, price: PipePrice, options: HeatDesignOptions
) -> tuple[np.ndarray, np.ndarray]:
    """What connecting each building costs (n,), paid once: its pipe, what is indoors and its machines; and the share of
    it that counts for a year, with the heat that its pipe loses.
    """
    factor = yearly_factors(options)
    metres, kw = np.nan_to_num(house_reach.length_m[rows]), home.kw[rows]
    indoor, machine = indoor_eur(users.homes, options)[rows], home.machine_eur[rows]
    once = metres * price.eur_per_m(kw) + indoor + machine
    yearly = metres * price.eur_per_m_year(kw) + indoor * factor.indoor + machine * factor.machines
    return once, np.divide(yearly, once, out=np.zeros(len(once)), where=once > 0)


def _capacity(sources: Sources, groups: Groups, options: HeatDesignOptions) -> np.ndarray:
    """What each root can bring to houses (r,) [kW]."""
    return reach_kw(sources, groups, options) * (1 - LOSS_KW_SHARE)


def _root_prices(sources: Sources, groups: Groups, options: HeatDesignOptions) -> tuple[np.ndarray, np.ndarray]:
    """€/kW and €/MWh of each root (r,); of a heat pump with its boiler, of both by their parts. A boiler counts here
    with the upkeep of its source (5 % in place of 3 % a year); what the result says it costs has its own.
    """
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
