"""Finds holons: reads the hours, merges, refines, and tells what the groups come to."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ...errors import EngineError
from ...problems import Problem
from ...progress import Progress, within
from .beside import Beside, Grouping, groupings, numbered
from .exchange import Exchange, modularity, read_exchange
from .graph import Touching
from .options import FoundOptions
from .search import Units, search


@dataclass
class Found:
    """group: (n,) int group of each connection, 0 and up, numbered in order of the connections' ids.

    groups: frame, one row a group: `group, connections, made_mwh, used_mwh, met_inside_mwh, self_sufficiency,
    self_consumption` (shares, nan where nothing is used or made), `across_m` (diagonal of the box around it).
    modularity: of the exchange, 0 to 1, nan where nothing is shared. met_inside_kwh: Σ_t min(Σ made, Σ used) of all
    groups, over all hours. beside: the areas beside the groups, None without areas. bound: whether the search worked
    on hours added up (the figures never do). started_from: timing, gain or areas, see `search`.
    """

    group: np.ndarray
    groups: pd.DataFrame
    modularity: float
    met_inside_kwh: float
    beside: Beside | None
    bound: bool
    started_from: str
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def find_holons(
    profiles, places: np.ndarray, edges: np.ndarray, options: FoundOptions | None = None, areas=None, units=None
) -> Generator[Progress, None, Found]:
    """Contiguous groups of connections whose surplus meets their own need best.

    profiles: `demand.Profiles` with n connections. places: (n, 2) m, nan where unknown. edges: (m, 2) positions of
    connections that touch: on one feeder, of adjacent stations or near neighbours; groups never leave them.
    areas: (n,) labels of administrative groups to lay beside ("" or -1 for none); they are a second start, so that
    at their number and size the outcome is never worse. units: (n,) labels of what stays together, such as stations.

    Groups that touch merge greedily (contiguous agglomeration as in Guo, Int. J. Geographical Information Science 22,
    801, 2008), then units move and swap along borders; what is followed, `search` tells. Row order changes nothing but
    row order. Raises EngineError for shapes that do not fit.
    """
    options = options or FoundOptions()
    ids = [str(each) for each in profiles.connection_ids]
    n = len(ids)
    places = np.asarray(places, float).reshape(-1, 2)
    edges = np.asarray(edges, np.int64).reshape(-1, 2)
    if len(places) != n or (len(edges) and (edges.max() >= n or edges.min() < 0)):
        raise EngineError("Groups need a place for each of the {n} connections, and edges between them.", n=n)
    order = np.argsort(np.array(ids, dtype=str), kind="stable")
    rank = np.empty(n, np.int64)
    rank[order] = np.arange(n)
    area = numbered(np.asarray(areas, object)[order])[rank] if areas is not None else None
    if area is not None and options.like_areas:
        options = _like(area, options)
    unit = _units(units, order, rank, n)
    count = int(unit.max(initial=-1)) + 1

    yield Progress(0.0, "Reading what connections have too much and too little")
    exchange = yield from within(read_exchange(profiles, unit, count, options.memory_mb), 0.0, 0.3)
    connections = np.bincount(unit, minlength=count).astype(float)
    what = Units(exchange, Touching(count, unit[edges]), _middles(places, unit, count), connections)
    grouped, name = yield from within(
        search(what, options, None if area is None else _area_units(area, unit, count)), 0.3, 0.9
    )
    group = _by_first(grouped[unit], order)
    yield Progress(0.9, "Adding up what groups meet inside")
    labels = [group, np.arange(n)] + ([area] if area is not None else [])
    sums = yield from within(groupings(profiles, labels), 0.9, 1.0)
    laid = Beside(sums[0], sums[2], sums[1].met_inside_kwh) if area is not None else None
    found = Found(
        group, _table(sums[0], places), modularity(exchange, grouped), sums[0].met_inside_kwh, laid,
        exchange.bound, name, _problems(exchange, group, options, connections),
    )  # fmt: skip
    found.summary = _summary(found, sums)
    return found


def _like(area: np.ndarray, options: FoundOptions) -> FoundOptions:
    """The options with the number of the areas (those in none stand alone beside them) and the size of the largest."""
    size = np.bincount(area[area >= 0], minlength=1)
    return replace(options, number=max(len(size) + int((area < 0).sum()), 1), most_connections=int(size.max(initial=1)))


def _units(units, order, rank, n: int) -> np.ndarray:
    """(n,) unit of each connection, 0 and up in order of the ids; each its own where it has no label."""
    if units is None:
        return rank.copy()
    label = numbered(np.asarray(units, object)[order])
    alone = label < 0
    label[alone] = label.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    return _by_first(label, np.arange(n))[rank]


def _by_first(group: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Groups numbered anew, in `order` of their first members."""
    _, first, where = np.unique(group[order], return_index=True, return_inverse=True)
    anew = np.empty(len(first), np.int64)
    anew[np.argsort(first, kind="stable")] = np.arange(len(first))
    numbers = np.empty(len(group), np.int64)
    numbers[order] = anew[where.ravel()]
    return numbers


def _middles(places: np.ndarray, unit: np.ndarray, count: int) -> np.ndarray:
    known = np.isfinite(places).all(axis=1)
    size = np.bincount(unit[known], minlength=count)
    sums = np.column_stack([np.bincount(unit[known], places[known, k], count) for k in (0, 1)])
    return np.divide(sums, size[:, None], out=np.full((count, 2), np.nan), where=size[:, None] > 0)


def _area_units(area: np.ndarray, unit: np.ndarray, count: int) -> np.ndarray:
    """(count,) area of each unit: that of its first connection; units in none stand alone."""
    first = np.full(count, len(area))
    np.minimum.at(first, unit, np.arange(len(area)))
    label = area[first]
    alone = label < 0
    label[alone] = label.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    return np.unique(label, return_inverse=True)[1].ravel()


def _table(sums: Grouping, places: np.ndarray) -> pd.DataFrame:
    group, k = sums.group, sums.number
    known = np.isfinite(places).all(axis=1)
    low, high = np.full((k, 2), np.inf), np.full((k, 2), -np.inf)
    np.minimum.at(low, group[known], places[known])
    np.maximum.at(high, group[known], places[known])
    across = np.hypot(*np.where(np.isfinite(high), high - low, 0.0).T) if k else np.zeros(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        sufficiency, consumption = sums.met_kwh / sums.used_kwh, sums.met_kwh / sums.made_kwh
    return pd.DataFrame(
        {
            "group": np.arange(k),
            "connections": np.bincount(group, minlength=k),
            "made_mwh": sums.made_kwh / 1000,
            "used_mwh": sums.used_kwh / 1000,
            "met_inside_mwh": sums.met_kwh / 1000,
            "self_sufficiency": np.where(sums.used_kwh > 0, sufficiency, np.nan),
            "self_consumption": np.where(sums.made_kwh > 0, consumption, np.nan),
            "across_m": across,
        }
    )


def _problems(exchange: Exchange, group: np.ndarray, options: FoundOptions, connections) -> list[Problem]:
    problems = []
    number = int(group.max(initial=-1)) + 1
    if len(group) and exchange.met <= 0:
        problems.append(
            Problem(
                "holons", "", "nothing_to_share",
                "No connection has too much in an hour in which another has too little: groups follow distance alone.",
                "Use profiles with panels or other sources, or groups by grid or area.",
            )
        )  # fmt: skip
    if options.number is not None and number > options.number:
        problems.append(
            Problem(
                "holons", "", "more_groups_than_asked",
                "{found} groups were found where {asked} were asked: others would grow too large, or do not touch.",
                "Allow larger groups, or more of them.",
                {"found": number, "asked": options.number},
            )
        )  # fmt: skip
    if options.most_connections is not None and (connections > options.most_connections).any():
        problems.append(
            Problem(
                "holons", "", "unit_too_large",
                "{count} parts that stay together are larger than the most a group may hold, {most} connections.",
                "Allow larger groups, or let connections be grouped one by one.",
                {"count": int((connections > options.most_connections).sum()), "most": options.most_connections},
            )
        )  # fmt: skip
    return problems


def _summary(found: Found, sums: list[Grouping]) -> dict:
    """Plain numbers by name; MWh in the hours of the profiles."""
    told = {
        "groups": sums[0].number,
        "largest": sums[0].largest,
        "modularity": found.modularity,
        "met_inside_mwh": sums[0].met_inside_kwh / 1000,
        "met_by_neighbours_mwh": (sums[0].met_inside_kwh - sums[1].met_inside_kwh) / 1000,
        "self_sufficiency": sums[0].self_sufficiency,
        "self_consumption": sums[0].self_consumption,
    }
    if found.beside is not None:
        laid = found.beside
        told |= {
            "areas": laid.other.number,
            "areas_largest": laid.other.largest,
            "areas_met_inside_mwh": laid.other.met_inside_kwh / 1000,
            "areas_self_sufficiency": laid.other.self_sufficiency,
            "margin_mwh": laid.margin_kwh / 1000,
            "margin_percent": laid.margin_percent,
            "equal_terms": laid.equal_terms,
        }
    return told
