"""The balance of every holon of a nesting through the year."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...demand import ProfilesWriter
from ...errors import EngineError
from ...problems import Problem
from ...progress import Progress
from ...tables import FeatureTable
from ..nesting import Nesting
from .exchange import Exchange, exchanges, share
from .flows import FlowGatherer, flow_table
from .options import BalanceOptions
from .outside import OutsideStatistics
from .pairs import LevelFlows, PairSums, flows_of
from .power import power_of
from .statistics import LevelStatistics
from .tables import holon_table, level_frame, summary_of
from .tree import Tree
from .upper import Upper

TECHNOLOGIES = ("made", "used", "stored", "siblings", "outward")
BLOCK_NUMBERS = 1_500_000  # of hours times connections worked on at a time


@dataclass(frozen=True)
class HolonBalance:
    """holons (polygons), flows (lines): as in `docs/architecture.md`. levels: a row a level, and one of all together.
    problems: of the nesting and of the hours. summary: figures of the whole."""

    holons: FeatureTable
    flows: FeatureTable
    levels: pd.DataFrame
    problems: list[Problem]
    summary: dict


def balance(
    profiles,
    nesting: Nesting,
    uppers: tuple[Upper, ...] = (),
    path=None,
    flow_path=None,
    options: BalanceOptions | None = None,
) -> Generator[Progress, None, HolonBalance]:
    """Balance every holon, every hour.

    profiles: a Profiles whose connections the nesting is of, in that order. uppers: what goes on outside, the nearest
    level first. path, flow_path: files to write, or None: HOLON_PROFILES (by holon_id), and the hours of the flows (by
    flow_id, technology `flow`).
    Raises EngineError where there is nothing to balance, or a file cannot be written.
    """
    options = options or BalanceOptions()
    n = len(profiles.connection_ids)
    if not n or not profiles.hours:
        raise EngineError("The profiles hold no hours of any connection: choose others.")
    if any(len(level.of_connection) != n for level in nesting.levels):
        raise ValueError("the nesting is of other connections than the profiles")
    tree = Tree(nesting)
    blocks = _blocks(profiles.hours, n, options)
    year = _Year(nesting, tree, uppers, options, profiles.hours)
    unknown = np.zeros(n, bool)
    with ExitStack() as files:
        hours = None if path is None else files.enter_context(_hours_file(path, profiles, nesting, tree, options))
        yield Progress(0.0, "Balancing holons of {levels} levels through the year", {"levels": len(nesting.levels)})
        for done, rows in enumerate(blocks, 1):
            for exchange in exchanges(power_of(profiles, rows, unknown), tree):
                year.add(exchange, rows)
                if hours is not None:
                    hours.put(exchange, rows)
            yield Progress(0.75 * done / len(blocks))
        flows = year.flows()
        # one context for both files: a run that is cancelled leaves neither
        gathered = files.enter_context(FlowGatherer(nesting, tree, flows, profiles, flow_path))
        yield Progress(0.75, "Gathering what holons give each other")
        for done, rows in enumerate(blocks, 1):
            for level in flows:
                gathered.add(level, *year.shared(level, rows, profiles), rows)
            yield Progress(0.75 + 0.23 * done / len(blocks))
    start = profiles.start_utc
    problems = [*nesting.problems, *_unknown(profiles, unknown, nesting), *_bundled(year)]
    levels = level_frame(nesting, year.statistics, tree, year.outside)
    return HolonBalance(
        holon_table(nesting, tree, year.statistics, year.outside, start),
        flow_table(nesting, tree, flows, gathered, start),
        levels,
        problems,
        summary_of(levels, nesting, year.outside, profiles),
    )


class _Year:
    """Everything that is gathered while the hours go by."""

    def __init__(self, nesting: Nesting, tree: Tree, uppers, options: BalanceOptions, hours: int):
        self.tree, self.options = tree, options
        self.statistics, self.pairs, self.nets = [], {}, {}
        for position, level in enumerate(nesting.levels):
            count = np.bincount(level.of_connection, minlength=len(level))[tree.holon[position]]
            self.statistics.append(LevelStatistics(count))
            if level.number >= options.flows_from_level:
                self.pairs[position] = PairSums(tree.starts(position), len(level))
                if position:  # of single connections they are read again
                    self.nets[position] = np.empty((hours, len(level)))
        self.outside = OutsideStatistics(len(nesting.levels[-1]), hours, uppers, options.tight_percent)

    def add(self, exchange: Exchange, rows: slice) -> None:
        self.statistics[exchange.level].add(exchange, rows.start)
        if exchange.level in self.pairs:
            self.pairs[exchange.level].add(exchange)
        if exchange.level in self.nets:
            self.nets[exchange.level][rows] = exchange.net_kw
        if exchange.level == len(self.statistics) - 1:
            self.outside.add(exchange, rows)

    def flows(self) -> dict[int, LevelFlows]:
        last = len(self.statistics) - 1
        return {
            level: flows_of(
                sums, self.statistics[level].kwh, self.tree.starts(level), self.options.flows_per_holon, level == last
            )
            for level, sums in self.pairs.items()
        }

    def shared(self, level: int, rows: slice, profiles) -> tuple[np.ndarray, np.ndarray]:
        """What the holons of a level draw from siblings and outward, (h, k), once more."""
        net = self.nets[level][rows] if level in self.nets else self.tree.lowest(power_of(profiles, rows).net_kw)
        return share(net, self.tree.starts(level), self.tree.group[level])[:2]


class _Hours:
    """Puts the exchange of each level at its columns of HOLON_PROFILES."""

    def __init__(self, writer: ProfilesWriter, columns: dict[int, np.ndarray]):
        self.writer, self.columns = writer, columns

    def put(self, exchange: Exchange, rows: slice) -> None:
        columns = self.columns.get(exchange.level)
        if columns is None:
            return
        stored = exchange.charged - exchange.discharged
        values = (-exchange.made, exchange.used, stored, -exchange.siblings_kw, -exchange.outward_kw)
        for technology, kw in zip(TECHNOLOGIES, values):
            self.writer.kw(technology)[rows, columns] = kw


class _hours_file:  # noqa: N801 (used as a context)
    """HOLON_PROFILES: columns in the order of the nesting, all levels that are kept."""

    def __init__(self, path, profiles, nesting: Nesting, tree: Tree, options: BalanceOptions):
        kept = [k for k in range(len(nesting.levels)) if k or options.connection_hours]
        ids = np.concatenate([nesting.levels[k].holon_id[tree.holon[k]] for k in kept] or [np.zeros(0, object)])
        self.columns, begin = {}, 0
        for k in kept:
            # the holons of a level stand side by side, in the order in which they are added up
            self.columns[k] = slice(begin, begin + len(nesting.levels[k]))
            begin += len(nesting.levels[k])
        about = {"kind": "holons", "levels": [[level.number, level.kind] for level in nesting.levels]}
        self.writer = ProfilesWriter(
            path, ids, profiles.start_utc, profiles.hours, dict.fromkeys(TECHNOLOGIES, 1.0), about=about
        )

    def __enter__(self) -> _Hours:
        return _Hours(self.writer.__enter__(), self.columns)

    def __exit__(self, *error) -> None:
        self.writer.__exit__(*error)


def _blocks(hours: int, n: int, options: BalanceOptions) -> list[slice]:
    step = options.block_hours or int(np.clip(BLOCK_NUMBERS // n, 24, 1000))
    return [slice(first, min(first + step, hours)) for first in range(0, hours, step)]


def _unknown(profiles, unknown: np.ndarray, nesting: Nesting) -> Iterator[Problem]:
    points = nesting.points if nesting.points is not None else np.full(len(unknown), None)
    for position in np.flatnonzero(unknown):
        yield Problem(
            "PROFILES", profiles.connection_ids[position], "hours_unknown",
            "Some hours of the connection are not numbers; they count as nothing.",
            "Make the profiles again.", place=points[position],
        )  # fmt: skip


def _bundled(year: _Year) -> Iterator[Problem]:
    for sums in year.pairs.values():
        if sums.too_many:
            yield Problem(
                "HOLONS", "", "too_many_siblings",
                "{count} holons have too many members to tell the exchange between each two of them; it is one flow "
                "for each member.",
                "Choose larger holons for the flows.", {"count": sums.too_many},
            )  # fmt: skip
