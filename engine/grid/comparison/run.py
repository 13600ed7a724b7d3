"""Two runs beside each other: elements, totals, neighbourhoods and a report."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ...columns import number_column
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .elements import compare_elements
from .hours import AreaHours, area_hours
from .match import match_elements
from .options import ComparisonOptions, GridRun
from .totals import area_totals, connection_totals, totals

SECTION_TEXTS = ("feature_id", "kind", "level", "cable_type", "station_id", "feeder_id")
STATION_TEXTS = ("feature_id",)
COUNTS = ("connections", "dwellings")


@dataclass
class GridComparison:
    """sections, stations: see `elements.compare_elements`; areas: see `totals.area_totals`, None without them.

    hours: of the whole area, None without profiles of the same hours. summary: plain numbers and texts by name.
    """

    sections: FeatureTable
    stations: FeatureTable
    areas: FeatureTable | None
    hours: AreaHours | None
    names: tuple[str, str]
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def compare_runs(
    before: GridRun,
    after: GridRun,
    options: ComparisonOptions | None = None,
    areas: FeatureTable | None = None,
    report: Path | None = None,
) -> Generator[Progress, None, GridComparison]:
    """Compare two runs of congestion over one grid, any two: with and without a heat network, today and tomorrow,
    before and after a heavier cable.

    areas: polygons with `area_id` and `name`, for totals by neighbourhood. report: where to write the page.
    Raises EngineError where these are runs over different grids or the report cannot be written.
    """
    options = options or ComparisonOptions()
    names = (before.name, after.name)
    yield Progress(0.0, "Finding the same cables and stations in both runs")
    sections, problems = match_elements(before.sections, after.sections, "section_id", "sections", names)
    stations, more = match_elements(before.stations, after.stations, "station_id", "stations", names)
    problems += more
    yield Progress(0.2, "Comparing loadings")
    judged = (options.least_points, options.allowances)
    section_table = compare_elements(
        before.sections, after.sections, sections, SECTION_TEXTS, ("length_m", *COUNTS), ("max_i_a",), *judged
    )
    station_table = compare_elements(
        before.stations, after.stations, stations, STATION_TEXTS, COUNTS, ("rating_kva",), *judged
    )
    problems += _other_hours(before, after)
    problems += _other_limits(before, after, sections, "sections")
    problems += _other_limits(before, after, stations, "stations")
    summary = totals(section_table, station_table)
    for side, run in (("before", before), ("after", after)):
        summary[f"hours_collapsed_{side}"] = max(_counted(run)[1], 0)
    if before.connections is not None and after.connections is not None:
        connections, more = match_elements(before.connections, after.connections, "connection_id", "connections", names)
        problems += more
        summary |= connection_totals(before.connections, after.connections, connections)
    hours = None
    if before.profiles is not None and after.profiles is not None:
        yield Progress(0.4, "Adding up the hours of both scenarios")
        hours, found, more = yield from within(area_hours(before.profiles, after.profiles, names), 0.4, 0.8)
        problems += more
        summary |= found
    area_table = None
    if areas is not None and len(areas):
        yield Progress(0.8, "Adding up neighbourhoods")
        area_table = area_totals(section_table, station_table, areas)
    found = GridComparison(section_table, station_table, area_table, hours, names, problems, summary)
    if report is not None:
        from .report import write_comparison_report

        yield Progress(0.85, "Writing the report")
        write_comparison_report(found, options, report)
    yield Progress(1.0)
    return found


def _counted(run: GridRun) -> tuple[int, int]:
    """Hours that count in a run, collapsed ones among them, and hours in which the voltage collapses; -1: not told."""
    firsts = [number_column(run.stations.frame, name)[:1] for name in ("hours_solved", "hours_collapsed")]
    solved, collapsed = (int(f[0]) if len(f) and np.isfinite(f[0]) else -1 for f in firsts)
    return (-1 if solved < 0 else solved + max(collapsed, 0)), collapsed


def _other_hours(before: GridRun, after: GridRun) -> list[Problem]:
    """Runs that count other hours: what is not solved is not counted, and may be the worst of all."""
    hours = [_counted(run)[0] for run in (before, after)]
    if -1 in hours or hours[0] == hours[1]:
        return []
    fewer = before if hours[0] < hours[1] else after
    return [
        Problem(
            "stations", "", "other_hours_solved",
            "{before} has a solution in {hours_before} hours and {after} in {hours_after}: hours of {fewer} without "
            "one ask more than the grid can carry and count nowhere, so that {fewer} looks better than it is.",
            "See the problems of that congestion run, and mend the connection or cable where the voltage collapses.",
            {
                "before": before.name, "hours_before": hours[0], "after": after.name, "hours_after": hours[1],
                "fewer": fewer.name,
            },
        )
    ]  # fmt: skip


def _other_limits(before: GridRun, after: GridRun, match, kind: str) -> list[Problem]:
    """Elements that the two runs hold to other limits: their verdicts are not of one measure."""
    both = np.flatnonzero((match.before >= 0) & (match.after >= 0))
    tables = getattr(before, kind), getattr(after, kind)
    limits = [
        number_column(table.frame, "limit_percent")[rows[both]]
        for table, rows in zip(tables, (match.before, match.after))
    ]
    differ = np.flatnonzero(np.abs(limits[0] - limits[1]) > 1e-6)
    if not len(differ):
        return []
    at = both[differ[0]]
    return [
        Problem(
            kind, match.ids[at], "other_limits",
            "{count} {kind}, {id} among them, are held to another limit in {after} than in {before}.",
            "Calculate congestion for both scenarios with the same limits.",
            {"count": len(differ), "kind": kind, "id": match.ids[at], "before": before.name, "after": after.name},
            tables[1].geometry[match.after[at]],
        )
    ]  # fmt: skip
