"""A year of hours through a net: who is over a limit, when, by how much and how sure."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import numpy as np
import pandas as pd

from ...mesh import LARGEST_VARIABLE_BYTES, LineMesh
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..flow import FlowModel, check_against_pandapower
from .collapse import count_collapsed
from .elements import NetFacts, net_facts
from .geography import Places, read_places
from .mesh import MeshWriter, mesh_shape
from .options import CongestionFiles, CongestionOptions
from .power import HourlyPower, match_problems, require_a_solution, unsolved_problems
from .ring_check import check_rings, ring_heads
from .statistics import YearStatistics
from .summary import summarise
from .tables import connection_table, section_table, station_table
from .taps import model_with_taps
from .upper_net import open_points
from .worst_hour import worst_hour_net, worst_hour_table, write_net

HOUR_BUSES_PER_BLOCK = 500_000


@dataclass
class CongestionResult:
    """What a run gives; tables as in `docs/architecture.md`.

    summary: plain numbers and texts by name. worst_hour: columns element, id, value, unit, as `NET_WORST` solves to.
    """

    sections: FeatureTable
    stations: FeatureTable
    connections: FeatureTable
    ring_check: FeatureTable
    worst_hour: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def run_congestion(
    net, profiles, options: CongestionOptions | None = None, files: CongestionFiles | None = None
) -> Generator[Progress, None, CongestionResult]:
    """Solve every hour of `profiles` (an `engine.demand.Profiles`) on a pandapower net, and judge sections, stations,
    connections.

    Any pandapower net serves, radial or meshed; loads are matched with the profiles by name. Hours are streamed:
    memory does not grow with their number. Loads without hours keep the net's own power and are reported. Hours
    without a solution are named; where the voltage collapses they count as at least so loaded (see `collapse`). Raises
    EngineError where nothing matches, nothing is fed, no hour has a solution or a file cannot be written.
    """
    options, files = options or CongestionOptions(), files or CongestionFiles()
    with contextlib.ExitStack() as at_end:
        # A run that is cancelled or fails leaves none of its files, not even whole ones.
        at_end.push(_remove_on_failure([files.net_worst, files.report]))
        return (yield from _run(net, profiles, options, files, at_end))


def _remove_on_failure(paths):
    def leave(kind, error, trace) -> bool:
        if kind is not None:
            for path in paths:
                if path is not None:
                    Path(path).unlink(missing_ok=True)
        return False

    return leave


def _run(net, profiles, options, files, at_end: contextlib.ExitStack) -> Generator[Progress, None, CongestionResult]:
    yield Progress(0.0, "Reading the net")
    power = HourlyPower(profiles, options.hours)
    model, taps = yield from within(model_with_taps(net, options, power), 0.0, 0.04)
    problems = match_problems(net, model.match(profiles.connection_ids), profiles)
    facts = net_facts(model.net, model, options, profiles.facts("pv"), profiles.connection_ids)
    places = read_places(model.net)
    heads, _ = ring_heads(facts, open_points(model.net, facts))
    year = YearStatistics.empty(facts, len(power.hours), heads)

    mesh, found = _mesh(model, places, power, options, files)
    problems += found
    write_all = mesh is not None and options.mesh_hours == "all" and mesh.fits
    writer = at_end.enter_context(mesh.writer(power.times)) if write_all else None
    if writer is not None:
        yield mesh.announced(len(power.hours))
    yield from within(_solve_year(model, power, year, profiles.connection_ids, writer), 0.05, 0.70)
    require_a_solution(power, year.unsolved)
    worst = worst_positions(facts, year, power)
    if year.unsolved:
        yield Progress(0.70, "Judging the hours in which the voltage collapses")
        count_collapsed(model, power, year)
    problems += power.problems() + unsolved_problems(power, year.unsolved, year.collapsed)
    if mesh is not None and not write_all:
        yield from within(_write_weeks(mesh, model, power, year, at_end), 0.70, 0.76)
    ring_check = yield from within(check_rings(model.net, model, facts, year, places, power, options), 0.76, 0.88)

    yield Progress(0.88, "Checking the worst hours against pandapower")
    p_kw, q_kvar = power.at(worst)
    checked = check_against_pandapower(model, p_kw, q_kvar, profiles.connection_ids)
    table = worst_hour_table(model, model.at_hours([0], p_kw, q_kvar, profiles.connection_ids))
    if files.net_worst is not None:
        time = power.time_text(power.hours[worst[0]])
        write_net(worst_hour_net(model, p_kw[0], q_kvar[0], profiles.connection_ids, time), files.net_worst)
    yield Progress(0.93, "Writing the results")
    sections = section_table(model.net, facts, year, places, power)
    if mesh is not None:
        sections.frame["mesh_edge"] = mesh.first_edges(len(sections))
    stations = station_table(model.net, facts, year, places, power)
    connections = connection_table(model.net, facts, year, places, power, options, model.load_names)
    result = CongestionResult(sections, stations, connections, ring_check, table, problems)
    result.summary = summarise(result, year, power, model, taps, worst, checked)
    if files.report is not None:
        from .report import write_report

        yield from within(
            write_report(result, model, facts, year, power, options, files.report, _hours_per_block(model)), 0.93, 1.0
        )
    yield Progress(1.0)
    return result


@dataclass
class _Mesh:
    """What HOURLY needs to be written."""

    shape: LineMesh
    path: object
    places: Places
    model: FlowModel
    fits: bool

    def writer(self, times) -> MeshWriter:
        model = self.model
        return MeshWriter(
            self.path, self.shape, times, self.places.crs, model.line_names, model.bus_names, model.trafo_names
        )

    def announced(self, hours: int) -> Progress:
        size = self.shape.bytes_for(hours, beside=len(self.model.trafo_names))
        values = {"hours": hours, "edges": len(self.shape.edges), "mb": round(size / 1e6)}
        return Progress(0.05, "Hourly results: {hours} hours of {edges} edges, {mb} MB", values)

    def first_edges(self, lines: int) -> np.ndarray:
        edges = np.full(lines, -1)
        edges[self.shape.lines] = self.shape.first_edge
        return edges


def expected_hourly_bytes(net, options: CongestionOptions | None = None, hours: int = 8760) -> int:
    """Size of HOURLY before it is written, for `hours` hours."""
    options = options or CongestionOptions()
    shape = mesh_shape(net, read_places(net), _in_mesh(net, options))
    return shape.bytes_for(hours, beside=len(net.trafo))


def _in_mesh(net, options: CongestionOptions) -> np.ndarray:
    if options.mesh_services or "kind" not in net.line:
        return np.ones(len(net.line), bool)
    return (net.line["kind"] != "service").to_numpy(bool)


def _mesh(model, places, power, options, files) -> tuple[_Mesh | None, list[Problem]]:
    if files.hourly is None:
        return None, []
    shape = mesh_shape(model.net, places, _in_mesh(model.net, options))
    if not len(shape.edges):
        problem = Problem(
            "NET", "", "no_places",
            "The net has no coordinates, so there is no map of its hours.",
            "Give its buses or lines coordinates in their geo column.",
        )  # fmt: skip
        return None, [problem]
    fits = 4 * len(power.hours) * max(len(shape.edges), len(shape.xy)) <= LARGEST_VARIABLE_BYTES
    problems = []
    if not fits and options.mesh_hours == "all":
        problems.append(
            Problem(
                "HOURLY", "", "hourly_too_large",
                "All hours of {edges} edges do not fit in one file; the worst weeks are kept.",
                "Calculate a part of the net, or fewer hours, to keep them all.",
                {"edges": len(shape.edges)},
            )
        )  # fmt: skip
    return _Mesh(shape, files.hourly, places, model, fits), problems


def _solve_year(model, power: HourlyPower, year: YearStatistics, names, writer) -> Generator[Progress, None, None]:
    total = len(power.hours)
    told = monotonic()
    yield Progress(0.0, "Solving {hours} hours", {"hours": total})
    for block in model.solve(
        power.counted_rows, load_names=names, hours_per_block=_hours_per_block(model), hours=total
    ):
        year.add(block, power.hours[block.hours])
        if writer is not None:
            writer.write(block.first_hour, block.vm_pu, block.line_loading_percent, block.trafo_loading_percent)
        if monotonic() - told > 0.1:
            told = monotonic()
            yield Progress((block.hours[-1] + 1) / total)


def _hours_per_block(model: FlowModel) -> int:
    """Small enough to stop within a moment, large enough to be worth an array."""
    return int(np.clip(HOUR_BUSES_PER_BLOCK // max(len(model.bus_names), 1), 24, 8784))


def _write_weeks(mesh: _Mesh, model, power, year, at_end) -> Generator[Progress, None, None]:
    """Solve and write the weeks that hold the worst hours."""
    chosen = worst_week_positions(mesh, year, power)
    names = power.profiles.connection_ids
    writer = at_end.enter_context(mesh.writer(power.times[chosen]))
    yield mesh.announced(len(chosen))
    for block in model.solve(
        lambda part: power.at(chosen[part]),
        load_names=names,
        hours_per_block=_hours_per_block(model),
        hours=len(chosen),
    ):
        writer.write(block.first_hour, block.vm_pu, block.line_loading_percent, block.trafo_loading_percent)
        yield Progress((block.hours[-1] + 1) / len(chosen))


def worst_week_positions(mesh: _Mesh, year: YearStatistics, power: HourlyPower, weeks: int = 6) -> np.ndarray:
    """Positions of the hours in the weeks (Monday to Sunday, UTC) that hold the worst hours, by how far over they
    are.
    """
    week = (power.times.astype("datetime64[D]").astype(np.int64) + 3) // 7
    position = {hour: k for k, hour in enumerate(power.hours.tolist())}
    weight: dict[int, float] = {}
    events = [
        (year.trafos.max_hour, year.trafos.ratio),
        (year.lines.max_hour, year.lines.ratio),
        (year.voltage.min_hour, 10 * (1 - np.nan_to_num(year.voltage.min_pu, nan=1.0))),
        (year.voltage.max_hour, 10 * (np.nan_to_num(year.voltage.max_pu, nan=1.0) - 1)),
    ]
    for hours, weights in events:
        for hour, value in zip(hours.tolist(), weights.tolist()):
            if hour >= 0:
                of = int(week[position[hour]])
                weight[of] = max(weight.get(of, 0.0), value)
    kept = sorted(weight, key=lambda w: -weight[w])[:weeks]
    while len(kept) > 1 and 4 * np.isin(week, kept).sum() * len(mesh.shape.xy) > LARGEST_VARIABLE_BYTES:
        kept.pop()
    return np.flatnonzero(np.isin(week, kept))


def worst_positions(facts: NetFacts, year: YearStatistics, power: HourlyPower) -> np.ndarray:
    """Positions of the worst hour (highest loading over limit of all), then of the lowest voltage and the highest
    feed-in.
    """
    hours = [-1]
    best = -1.0
    for statistics in (year.trafos, year.lines):
        if len(statistics.ratio) and statistics.ratio.max() > best and statistics.max_hour.max() >= 0:
            row = int(np.argmax(np.where(statistics.max_hour >= 0, statistics.ratio, -1.0)))
            best, hours[0] = float(statistics.ratio[row]), int(statistics.max_hour[row])
    if np.isfinite(year.voltage.min_pu).any():
        hours.append(int(year.voltage.min_hour[np.nanargmin(year.voltage.min_pu)]))
    position = {hour: k for k, hour in enumerate(power.hours.tolist())}
    found = [position[hour] for hour in hours if hour >= 0]
    found.append(int(np.nanargmin(year.source_kw)))
    return np.array(list(dict.fromkeys(found)), np.int64)
