"""From single units to the best grouping: greedy starts, moves along borders, and the choice between them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress, within
from .exchange import Exchange, added_up, modularity
from .graph import Touching
from .merging import merge_greedily
from .options import FoundOptions
from .refining import refine

NEARLY = 0.005


@dataclass(frozen=True)
class Units:
    """What is grouped: their exchange, which touch, places (k, 2) m and connections (k,) in each."""

    exchange: Exchange
    touching: Touching
    places: np.ndarray
    connections: np.ndarray


def search(
    units: Units, options: FoundOptions, areas: np.ndarray | None
) -> Generator[Progress, None, tuple[np.ndarray, str]]:
    """The grouping (k,) and where it started: timing, gain or areas.

    Where hours tell groups apart (modularity), mergers follow timing. Without a number asked for they go on nearly to
    the highest modularity, which moves along borders then raise; of groupings within NEARLY of it the one with most
    groups counts, as modularity hardly tells small ones apart (Fortunato and Barthélemy, PNAS 104, 36, 2007). Where
    hours tell none apart, mergers follow the gain for each kilometre up to the number or the limits. With a number
    asked for, moves follow what is met inside in the end, and of several starts the one counts that meets most inside.
    areas: (k,) a start of the user's, None without.
    """
    number = options.number or 1
    yield Progress(0.0, "Merging neighbours that meet each other's need")
    merge = (
        added_up(units.exchange, options.merge_hours),
        units.touching,
        units.places,
        units.connections,
        options,
        number,
    )
    timed = yield from within(merge_greedily(*merge, True), 0.0, 0.2)
    best = float(np.nanmax(timed.q)) if np.isfinite(timed.q).any() else 0.0
    apart, free = best >= options.least_modularity, options.number is None
    steps = len(timed.pairs)
    if free and apart:
        steps = int(np.flatnonzero(timed.q >= best * (1 - NEARLY))[0])
    count = len(units.exchange)
    if apart:
        starts = {"timing": timed.groups_after(steps, count)}
    else:
        gained = yield from within(merge_greedily(*merge, False), 0.2, 0.4)
        starts = {"gain": gained.groups_after(len(gained.pairs), count)}
    if areas is not None:
        starts["areas"] = areas
    yield Progress(0.4, "Moving borders")
    grouped, span = {}, 0.6 / len(starts)
    for k, (name, start) in enumerate(starts.items()):
        moves = _moves(units, start, options, apart and name != "areas", free and apart)
        grouped[name] = yield from within(moves, 0.4 + k * span, 0.4 + (k + 1) * span)
    name = _choose(units, grouped, options, free and apart)
    return grouped[name], name


def _moves(units: Units, start, options, by_timing: bool, only_timing: bool) -> Generator[Progress, None, np.ndarray]:
    given = (units.places, units.connections, options)
    group = start
    if by_timing or only_timing:
        group = yield from within(refine(units.exchange, units.touching, group, *given, True), 0.0, 0.5)
    if not only_timing:
        group = yield from within(refine(units.exchange, units.touching, group, *given, False), 0.5, 1.0)
    return group


def _choose(units: Units, grouped: dict, options: FoundOptions, by_modularity: bool) -> str:
    """The start that led furthest: those that keep to number and limits before those that do not, then by worth."""

    def rank(name: str):
        group = grouped[name]
        over = max(0, int(group.max(initial=-1)) + 1 - (options.number or len(group)))
        if by_modularity:
            return not _within(units, group, options), over, -modularity(units.exchange, group)
        return not _within(units, group, options), over, _outside(units.exchange, group)

    return min(grouped, key=rank)


def _within(units: Units, group: np.ndarray, options: FoundOptions) -> bool:
    sizes = ((units.connections, options.most_connections), (units.exchange.kwh, options.most_kwh))
    for size, most in sizes:
        if most is not None and np.bincount(group, size).max(initial=0) > most * (1 + 1e-9):
            return False
    if options.most_across_m is None:
        return True
    known = np.isfinite(units.places).all(axis=1)
    low, high = np.full((len(group), 2), np.inf), np.full((len(group), 2), -np.inf)
    np.minimum.at(low, group[known], units.places[known])
    np.maximum.at(high, group[known], units.places[known])
    return bool(
        (np.hypot(*np.maximum(np.nan_to_num(high - low, nan=0.0, neginf=0.0), 0.0).T) <= options.most_across_m).all()
    )


def _outside(exchange: Exchange, group: np.ndarray) -> float:
    """kWh that all groups together draw and give; what is met inside is half of how much it falls."""
    return sum(
        float(np.abs(exchange.net[group == each].sum(axis=0)).sum(dtype=float))
        for each in range(int(group.max(initial=-1)) + 1)
    )
