"""Boilers for the highest loads: few hours of the year, most of the power of a machine that would be dear."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .groups import Groups
from .options import HeatDesignOptions
from .sources import Sources

SHORT_SHARE = 0.005


def run_order(sources: Sources, groups: Groups) -> dict[int, np.ndarray]:
    """{root: rows of its sources}: the leading one first, then those that help it by priority."""
    order = {}
    for root, leading in enumerate(groups.roots):
        rest = groups.helpers[groups.helps == root].astype(int)
        order[root] = np.append([int(leading)], rest[np.lexsort((rest, sources.priority[rest]))]).astype(int)
    return order


def pumped_roots(sources: Sources, groups: Groups, options: HeatDesignOptions) -> np.ndarray:
    """Whether a boiler stands beside the central heat pump that leads each root (r,). Not on an ambient loop: there the
    heat pumps are at home, and what lifts the source by a few degrees is small.
    """
    wanted = options.peak_boiler != "never" and not options.is_loop
    return sources.is_lifted[groups.roots] & wanted


def reach_kw(sources: Sources, groups: Groups, options: HeatDesignOptions) -> np.ndarray:
    """What each leading source, its helpers and the boiler it may have can bring (r,) [kW]."""
    if options.peak_boiler == "always":
        return np.full(len(groups.roots), np.inf)
    kw = sources.kw[groups.roots].copy()
    np.add.at(kw, groups.helps, sources.kw[groups.helpers])
    return np.where(pumped_roots(sources, groups, options), kw / options.base_kw_share, kw)


def with_boilers(
    sources: Sources, order: dict[int, np.ndarray], peak_kw: np.ndarray, options: HeatDesignOptions
) -> tuple[Sources, dict[int, np.ndarray]]:
    """The sources with the kW of central heat pumps that are used and boilers for what is lacking, and the order with
    them. peak_kw (r,): what enters each root's network in the design hour.
    """
    used = sources.kw.copy()
    boilers = []
    for root, rows in order.items():
        if options.peak_boiler == "heat_pumps" and not (sources.is_lifted[rows[0]] and not options.is_loop):
            continue
        base, before = options.base_kw_share * peak_kw[root], 0.0
        for row in rows:
            if sources.is_lifted[row] and not options.is_loop:
                used[row] = min(used[row], max(base - before, 0.0))
            before += used[row]
        if peak_kw[root] - before > SHORT_SHARE * peak_kw[root]:
            boilers.append((root, float(peak_kw[root] - before) * (1 + SHORT_SHARE)))
    sources, order = replace(sources, kw=used), dict(order)
    for root, kw in boilers:
        sources = sources.with_boiler(int(order[root][0]), kw, options)
        order[root] = np.append(order[root], len(sources) - 1)
    return sources, order
