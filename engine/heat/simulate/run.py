"""Hours of heat through a network: where it is too cold, too fast or short of pressure, and what it loses."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from ...aside import aside
from ...compiling import compile_first
from ...errors import EngineError
from ...mesh import LARGEST_VARIABLE_BYTES
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .bottlenecks import bottleneck_table, net_problems
from .explain import explain
from .heat_hours import HeatHours
from .hourly import HeatHoursWriter
from .model import HeatModel
from .options import HeatFiles, SimulateOptions
from .places import mesh_of_net, read_places
from .reference import check_against_pandapipes
from .statistics import HeatStatistics
from .tables import house_table, pipe_table, station_table, velocity

BALANCE_LIMIT = 1e-6
MOST_EXPLAINED = 5


@dataclass
class HeatSimulation:
    """Tables as in `docs/architecture.md`; summary: plain numbers and texts by name."""

    pipes: FeatureTable
    connections: FeatureTable
    stations: FeatureTable
    bottlenecks: FeatureTable
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def simulate_heat(
    net, profiles=None, options: SimulateOptions | None = None, files: HeatFiles | None = None
) -> Generator[Progress, None, HeatSimulation]:
    """Solve the hours of `profiles` (an `engine.demand.Profiles`, HEAT_PROFILES) on a pandapipes heat net and judge it.

    Without profiles one hour is solved, in which every house asks the heat that the net tells of it. Radial nets are
    solved all hours at once, meshed ones by pandapipes hour by hour. Hours are streamed. Raises EngineError where
    nothing can be solved, naming the pipe, house or source at fault, or where a file cannot be written.
    """
    options, files = options or SimulateOptions(), files or HeatFiles()
    with contextlib.ExitStack() as at_end:
        return (yield from _run(net, profiles, options, files, at_end))


def _run(net, profiles, options, files, at_end) -> Generator[Progress, None, HeatSimulation]:
    yield Progress(0.0, "Reading the heat network")
    hours = HeatHours(net, profiles, options)
    yield Progress(0.02)
    peak_kw = yield from aside(0.02, hours.largest)
    model = HeatModel.from_net(net, options.model, peak_kw=peak_kw)
    yield Progress(0.03)
    match = model.match(hours.names)
    if profiles is not None and (match.column < 0).all():
        raise EngineError("None of the hours belongs to a house of the net: choose the profiles of its buildings.")
    needed = model.houses.needed_c if options.needed_c != options.needed_c else np.full(
        len(model.house_names), options.needed_c
    )  # fmt: skip
    year = HeatStatistics(model, needed, options.pump_efficiency)
    places = read_places(model)
    problems: list[Problem] = []
    writer, shown = None, slice(0, 0)
    if files.hourly is not None:
        shape = mesh_of_net(model, places, options.mesh_connections)
        shown = hours.on_map(options)
        too_large = 4 * (shown.stop - shown.start) * max(len(shape.xy), len(model.house_names)) > LARGEST_VARIABLE_BYTES
        if len(shape.edges) and not too_large:
            writer = at_end.enter_context(HeatHoursWriter(files.hourly, shape, hours.times[shown], places, model))
        else:
            problems.append(_no_mesh(too_large))
    asked = model.design_kw[None, :] if profiles is None else hours.rows
    yield from within(_solve(model, asked, hours, year, writer, shown), 0.05, 0.75)
    if len(year.unsolved) == len(hours.hours):
        fault = explain(model, _asked(model, asked, hours, year.unsolved[0]), hours.text(year.unsolved[0]))
        raise EngineError(fault.reason, **fault.values)
    for row in year.unsolved[:MOST_EXPLAINED]:
        problems.append(explain(model, _asked(model, asked, hours, row), hours.text(row)))

    yield Progress(0.76, "Checking the worst hour against pandapipes")
    checked = {}
    if model.kind == "radial":
        worst = _asked(model, asked, hours, year.worst[1])[None, :]
        checked = yield from aside(0.76, check_against_pandapipes, model, worst)
    yield Progress(0.95, "Writing the results")
    pipes = pipe_table(model, year, hours, places, options)
    houses = house_table(model, year, hours, places)
    stations = station_table(model, year, hours, places)
    found = bottleneck_table(pipes, houses, stations, options)
    problems += hours.problems() + net_problems(model, match, year, hours, houses)
    if max(year.balance, year.mass) > BALANCE_LIMIT:
        problems.append(_unbalanced(year))
    result = HeatSimulation(pipes, houses, stations, found, problems)
    result.summary = _summary(result, model, hours, year, checked)
    yield Progress(1.0)
    return result


def _solve(model, asked, hours, year, writer, shown) -> Generator[Progress, None, None]:
    total, told = len(hours.hours), monotonic()
    if model.kind == "radial" and model.uses_numba:
        yield from compile_first(
            "heat hours", lambda: model.at_hours([0], model.design_kw[None, :]),
            "Preparing the calculation of the heat network (the first time this takes some seconds)",
        )  # fmt: skip
    if model.kind == "radial":
        yield Progress(0.0, "Solving {hours} hours at once", {"hours": total})
    else:
        yield Progress(0.0, "Solving {hours} hours one by one with pandapipes: the net has a mesh", {"hours": total})
    match, stop = model.match(hours.names), 0
    blocks = model.solve(asked, hours.names, hours=total)
    while stop < total:
        block = yield from aside(stop / total, next, blocks)
        rows = slice(int(block.hours[0]), int(block.hours[-1]) + 1)
        kw = asked[rows] if isinstance(asked, np.ndarray) else hours.kw(hours.hours[rows])
        year.add(block, model.taken(kw, match))
        first, last = max(rows.start, shown.start), min(rows.stop, shown.stop)
        if writer is not None and first < last:
            writer.write(first - shown.start, block.part(slice(first - rows.start, last - rows.start)))
        stop = rows.stop
        if monotonic() - told > 0.1:
            told = monotonic()
            yield Progress(stop / total)


def _asked(model, asked, hours, row: int) -> np.ndarray:
    """kW of every house of the model in one hour, as its own columns."""
    kw = asked if isinstance(asked, np.ndarray) else asked(slice(row, row + 1))
    return model.taken(kw, model.match(hours.names))[0] / model.houses.net_share


def _no_mesh(too_large: bool) -> Problem:
    if too_large:
        return Problem(
            "HOURLY", "", "hourly_too_large",
            "The hours of the network do not fit in one file.", "Calculate fewer hours to have them on the map.",
        )  # fmt: skip
    return Problem(
        "NET", "", "no_places",
        "The net has no coordinates, so there is no map of its hours.",
        "Give its junctions or pipes coordinates in their geo column.",
    )  # fmt: skip


def _unbalanced(year: HeatStatistics) -> Problem:
    return Problem(
        "NET", "", "unbalanced",
        "Heat in and heat out differ by {heat} of what the sources give, water by {mass}: the results are not exact.",
        "Look for houses with flows far above their design.",
        {"heat": f"{year.balance:.1e}", "mass": f"{year.mass:.1e}"},
    )  # fmt: skip


def _least(values) -> float:
    """The least of them, nan where no house took heat (all gave it)."""
    known = values.to_numpy(float)
    known = known[np.isfinite(known)]
    return float(known.min()) if len(known) else float("nan")


def _summary(result, model, hours, year, checked) -> dict:
    totals = year.totals
    speed = velocity(model, year.flow_kg_per_s.value)
    frame, pipes = result.connections.frame, result.pipes.frame
    worst = result.bottlenecks.frame
    return {
        "hours": len(hours.hours),
        "first_hour": hours.text(0),
        "last_hour": hours.text(len(hours.hours) - 1),
        "solver": model.kind,
        "friction": model.law,
        "source_mwh": totals["source"] / 1e3,
        "delivered_mwh": totals["delivered"] / 1e3,
        "loss_mwh": totals["lost"] / 1e3,
        "loss_percent": 100 * totals["lost"] / totals["source"] if totals["source"] else float("nan"),
        "pump_mwh": totals["pump"] / 1e3,
        "peak_kw": year.worst[0],
        "peak_hour": hours.text(year.worst[1]),
        "supply_min_c": _least(frame["supply_min_c"]),
        "pressure_min_bar": _least(frame["pressure_min_bar"]),
        "velocity_max_m_per_s": float(np.nanmax(speed, initial=0.0)),
        "pipes_over": int((pipes["verdict"] == "over").sum()),
        "houses_unmet": int((frame["unmet_hours"] > 0).sum()),
        "bottlenecks": len(worst),
        "worst_bottleneck": str(worst["reason"].iloc[0]) if len(worst) else "",
        "hours_not_solved": len(year.unsolved),
        "heat_balance": year.balance,
        "mass_balance": year.mass,
        "check_bar": checked.get("bar", float("nan")) if checked.get("hours") else float("nan"),
        "check_kelvin": checked.get("kelvin", float("nan")) if checked.get("hours") else float("nan"),
    }
