"""How thick every pipe must be: flow of those who share it, water that cools on its way, pressure along the path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..pipes import Pipes, Water, choose_size, coincident_kw, heat_loss_w_per_m, own_kw, pressure_gradient
from .options import HeatDesignOptions
from .tree import Tree

ROUNDS = 4
LEAST_DROP = 0.2  # of the design temperature drop that is left to a house, however cold the water arrives
PA_PER_BAR = 1e5


@dataclass(frozen=True)
class Load:
    """What hangs on the end of each pipe, all (p,): kW from the network, homes, cold's heat given to it, and kW that
    another source brings in there. least_kw: what the pipe itself must carry whatever the rule says (`hour_loads`).
    """

    space_kw: np.ndarray
    water_kw: np.ndarray
    homes: np.ndarray
    cold_kw: np.ndarray
    injected_kw: np.ndarray
    least_kw: np.ndarray | None = None


@dataclass(frozen=True)
class Sized:
    """All (p,). kw: coincident of all behind it; rule_kw: by the rule alone. flow: that sizes the pipe. size: position
    in Pipes. too_small: none is large enough. drop_bar: of flow and return together. path_bar: the same from the source
    to its end. supply_c: where it ends. at_root_kw: what a house adds to the coincident peak of its root; these add up
    to it.
    """

    kw: np.ndarray
    rule_kw: np.ndarray
    flow_kg_per_s: np.ndarray
    size: np.ndarray
    too_small: np.ndarray
    velocity_m_per_s: np.ndarray
    pressure_pa_per_m: np.ndarray
    drop_bar: np.ndarray
    path_bar: np.ndarray
    supply_c: np.ndarray
    loss_w_per_m: np.ndarray
    at_root_kw: np.ndarray


def size_pipes(
    tree: Tree, length_m, load: Load, base_kw: np.ndarray, pipes: Pipes, water: Water, options: HeatDesignOptions
) -> Sized:
    """Sizes for the design hour. base_kw (r,): what each root gives without its helpers, inf where it has none.

    A pipe carries the coincident heat of all behind it, by the rule or in their hours (the larger), at the temperature
    drop that is left where the water arrives; one above a helping source is sized for the larger of its flow with and
    without that help. Pipes never grow away from the source.
    """
    kw, rule_kw, at_root_kw = _coincident(tree, load, options)
    ground = options.pipes.ground_c
    heat = load.space_kw + load.water_kw
    per_kelvin = np.full(len(tree), 1 / options.delta_k)
    supply = np.full(len(tree), options.supply_c)
    all_heat = tree.downstream(heat)
    cold_flow = tree.downstream(load.cold_kw) * 1000 / (water.heat_capacity_j_per_kg_k * options.delta_k)
    injected = tree.downstream(load.injected_kw) * 1000 / (water.heat_capacity_j_per_kg_k * options.delta_k)
    peak = tree.of_root(kw, len(base_kw))
    alone = np.minimum(1.0, np.divide(base_kw, peak, out=np.ones_like(peak), where=peak > 0))
    for _ in range(ROUNDS):
        left = np.maximum(supply - options.return_c, LEAST_DROP * options.delta_k)
        per_kelvin = np.where(heat > 0, heat / left, 0.0)
        # mean of 1/ΔT over the heat behind the pipe
        inverse = np.divide(
            tree.downstream(per_kelvin), all_heat, out=np.full(len(tree), 1 / options.delta_k), where=all_heat > 0
        )
        wanted = kw * 1000 * inverse / water.heat_capacity_j_per_kg_k
        helped = np.where(injected > 0, np.maximum(np.abs(wanted - injected), wanted * alone[tree.root]), wanted)
        flow = tree.largest_downstream(np.maximum(helped, cold_flow))
        size = choose_size(pipes, flow)
        too_small = size < 0
        size = np.where(too_small, len(pipes.dn) - 1, size)
        supply = _supply(tree, length_m, np.maximum(wanted, 1e-9), pipes.u_w_per_m_k[size], ground, water, options)
    inner = pipes.inner_m[size]
    gradient = pressure_gradient(flow, inner, options.pipes.roughness_mm / 1000, water)
    drop = 2 * gradient * length_m * (1 + options.minor_losses) / PA_PER_BAR
    return Sized(
        kw,
        rule_kw,
        flow,
        size,
        too_small,
        flow / (water.density_kg_per_m3 * np.pi * inner**2 / 4),
        gradient,
        drop,
        tree.along(drop),
        supply,
        heat_loss_w_per_m(pipes.u_w_per_m_k[size], options.supply_c, options.return_c, ground),
        at_root_kw,
    )


def _coincident(tree: Tree, load: Load, options: HeatDesignOptions) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coincident kW (p,) of all behind each pipe, the same by the rule alone, and what each house adds to the peak of
    its root.

    A parent never carries less than a child, a house its own whole, and no pipe less than its `least_kw`. Homes that
    differ count as as many equal ones as vary as much (see `equal_homes`), from sums along the tree.
    """
    rule = options.simultaneity
    lived_in = load.homes > 0
    homes = np.maximum(load.homes, 1)
    space = np.where(lived_in, load.space_kw, 0.0)
    taps = np.where(lived_in, own_kw("water", load.water_kw, homes, rule), 0.0)
    other = np.where(lived_in, 0.0, load.space_kw + load.water_kw)
    columns = [space, space**2 / homes, taps, taps**2 / homes, other, other**2]
    sums = tree.downstream(np.column_stack(columns))
    count = [_ratio(sums[:, at] ** 2, sums[:, at + 1]) for at in (0, 2, 4)]
    kw = coincident_kw(sums[:, 0], sums[:, 2], (count[0], count[1]), rule, sums[:, 4], count[2])
    kw = rule_kw = tree.largest_downstream(np.maximum(kw, load.space_kw + load.water_kw))
    if load.least_kw is not None:
        kw = tree.largest_downstream(np.maximum(kw, load.least_kw))
    if not len(tree):
        return kw, kw, kw
    top = np.zeros(tree.root.max() + 1, np.int64)
    top[tree.root[tree.levels[0]]] = tree.levels[0]
    first = top[tree.root]
    added = coincident_kw(space, taps, (count[0][first], count[1][first]), rule, other, count[2][first])
    total = np.bincount(tree.root, added)
    return kw, rule_kw, added * _ratio(kw[top], total)[tree.root]


def _ratio(over, under) -> np.ndarray:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def _supply(tree: Tree, length_m, flow, u_w_per_m_k, ground_c: float, water: Water, options) -> np.ndarray:
    """Supply temperature (p,) at the end of each pipe: T = Tg + (T0 − Tg)·exp(−U·L/(ṁ·c))."""
    kept = np.exp(-u_w_per_m_k * length_m / (flow * water.heat_capacity_j_per_kg_k))
    over = np.empty(len(tree))
    for at, pipes in enumerate(tree.levels):
        start = over[tree.above[pipes]] if at else options.supply_c - ground_c
        over[pipes] = start * kept[pipes]
    return ground_c + over


def design_pressure_bar(tree: Tree, sized: Sized, roots: int, options: HeatDesignOptions) -> np.ndarray:
    """What the pump of each root must raise in the net (r,): the worst path and what the last house needs."""
    worst = np.zeros(roots)
    np.maximum.at(worst, tree.root, sized.path_bar)
    return worst + options.house_bar
