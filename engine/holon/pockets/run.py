"""From a net and a year of hours to its pockets, what would clear each, and profiles in which steering has."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ...errors import EngineError
from ...grid.congestion import HourlyPower, match_problems, model_with_taps, net_facts, read_places
from ...grid.flow import check_against_pandapower
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .alternate import Course, alternate
from .open_points import find_moves
from .options import PocketOptions
from .outcomes import outcomes_of
from .segments import Pocket, Segments
from .steered import SteeredProfiles
from .tables import pocket_table, remedy_table, switch_table

CHECKED_HOURS = 3


@dataclass
class Pockets:
    """Tables as in `docs/architecture.md`. steered: path of the PROFILES file in which steering is at work, None where
    none was asked for. summary: plain numbers and texts by name.
    """

    pockets: FeatureTable
    remedies: FeatureTable
    switches: FeatureTable
    steered: Path | None
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def find_pockets(net, profiles, options: PocketOptions | None = None, path=None) -> Generator[Progress, None, Pockets]:
    """The segments behind every overloaded section and transformer, and the smallest and cheapest that clears each.

    net: a pandapower net; profiles: an `engine.demand.Profiles` with its loads' names; path: where the steered profiles
    are written, None for nowhere. Flow and steering take turns until the flow is clean; pockets that no steering clears
    keep their overload and say by how much. Raises EngineError where nothing matches, nothing is fed or no hour has a
    solution, or the file cannot be written.
    """
    options = options or PocketOptions()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "steered.profiles" if path is None else Path(path)
        about = {"steer": {n: getattr(options, f"steer_{n}") for n in ("batteries", "cars", "heat_pumps", "panels")}}
        with SteeredProfiles(profiles, file, about) as steered:
            found = yield from _run(net, profiles, steered, options)
        found.steered = None if path is None else file
        return found


def _run(net, profiles, steered: SteeredProfiles, options: PocketOptions) -> Generator[Progress, None, Pockets]:
    yield Progress(0.0, "Reading the net")
    power = HourlyPower(profiles, None)
    model, _ = yield from within(model_with_taps(net, options.limits, power), 0.0, 0.02)
    match = model.match(profiles.connection_ids)
    problems = match_problems(net, match, profiles)
    facts = net_facts(model.net, model, options.limits, profiles.facts("pv"), profiles.connection_ids)
    bus = np.where(match.position >= 0, facts.load_bus[match.position], -1)
    segments, places = Segments(facts, bus), read_places(model.net)
    yield from within(steered.copy(), 0.02, 0.05)
    course = yield from within(alternate(model, facts, segments, steered, options), 0.05, 0.80)
    problems += _unsolved_problems(course, power)
    moves: dict = {}
    if options.open_points and course.pockets:
        yield Progress(0.80, "Trying open points elsewhere")
        hours = _telling_hours(course, options.telling_hours)
        moves = yield from within(find_moves(course.pockets, model, segments, places, profiles, hours), 0.80, 0.85)
    yield Progress(0.85, "Weighing remedies")
    outcomes = yield from within(
        outcomes_of(course, moves, model, segments, places, profiles, steered, options), 0.85, 0.98
    )
    pockets = pocket_table(outcomes, parent_ids(outcomes, course.pockets), segments, places)
    points = [o.switches[0].place for o in outcomes]
    result = Pockets(
        pockets, remedy_table(outcomes, places, points), switch_table(outcomes, places), None,
        problems + _voltage_problems(course, model, places, profiles, options) + _open_problems(course, model),
    )  # fmt: skip
    result.summary = _summary(result, course, outcomes, options)
    yield Progress(0.98, "Checking the worst hours against pandapower")
    hours = _worst_hours(course)
    p_kw, q_kvar = steered.net_kw(hours), steered.net_kvar(hours)
    result.summary["check"] = check_against_pandapower(model, p_kw, q_kvar, profiles.connection_ids)
    yield Progress(1.0)
    return result


def parent_ids(outcomes, pockets: list[Pocket]) -> list[str]:
    """Of each outcome the nearest pocket around it that is told ("" for none); guards are not."""
    ids = {o.pocket.key: o.pocket_id for o in outcomes}
    depth = {pocket.key: len(pocket.around) for pocket in pockets}
    nearest = (max(o.pocket.around & ids.keys(), key=depth.get, default=None) for o in outcomes)
    return [ids.get(key, "") for key in nearest]


def _unsolved_problems(course: Course, power: HourlyPower) -> list[Problem]:
    hours = course.before.unsolved
    if len(hours) == len(power.hours):
        raise EngineError(
            "The power flow has no solution in any of the {hours} hours: the loads are far beyond what the cables can "
            "carry, or the profiles hold no numbers.",
            hours=len(hours),
        )
    return [
        Problem(
            "PROFILES", str(hour), "hour_not_steered",
            "The hour {time} has no solution of the power flow; nothing is steered for it.",
            "Look for connections with missing or impossible power in that hour.",
            {"time": power.time_text(hour)},
        )
        for hour in hours
    ]  # fmt: skip


def _telling_hours(course: Course, count: int) -> np.ndarray:
    """Of each pocket the hours of its highest loading, so many of all as are asked for, and the worst of each."""
    worst = [int(np.nanargmax(np.nan_to_num(column))) for column in course.first_loading.loading.T]
    mean = np.nan_to_num(course.first_loading.loading).max(axis=1)
    return np.unique([*worst, *np.argsort(-mean, kind="stable")[:count].tolist()])


def _worst_hours(course: Course) -> np.ndarray:
    hours: list[int] = []
    for statistics in (course.after.trafos, course.after.lines):
        order = np.argsort(-statistics.ratio, kind="stable")[:CHECKED_HOURS]
        hours += [int(h) for h in statistics.max_hour[order] if h >= 0]
    return np.unique(hours)[: 2 * CHECKED_HOURS] if hours else np.zeros(1, np.int64)


def _voltage_problems(course: Course, model, places, profiles, options: PocketOptions) -> list[Problem]:
    """What steering of currents leaves of the voltage."""
    voltage = course.after.voltage
    low = voltage.min_pu < options.limits.v_min_pu
    high = voltage.max_pu > options.limits.v_max_pu
    load_bus = model.net.bus.index.get_indexer(model.net.load["bus"])
    problems = []
    for name, bus in zip(model.load_names, load_bus):
        if not (low[bus] or high[bus]):
            continue
        value = voltage.min_pu[bus] if low[bus] else voltage.max_pu[bus]
        problems.append(
            Problem(
                "NET", name, "voltage_remains",
                "The voltage of connection {name} still reaches {voltage} pu with everything steered.",
                "Flexibility here is sized for currents: a heavier cable, another tap or a nearer station helps.",
                {"name": name, "voltage": round(float(value), 3)},
                places.bus_points(np.array([bus]))[0],
            )
        )  # fmt: skip
    return problems


def _open_problems(course: Course, model) -> list[Problem]:
    """Overloads that the rounds of flow and steering did not end."""
    return [
        Problem(
            "NET", (model.line_names if table == "line" else model.trafo_names)[row], "not_clean",
            "{name} is still {percent} % of its limit after {rounds} rounds of flow and steering.",
            "Allow more rounds, or strengthen it.",
            {"name": (model.line_names if table == "line" else model.trafo_names)[row],
             "percent": round(100 * float(course.after.of(table).ratio[row]), 2), "rounds": course.rounds},
        )
        for table, row in course.created
    ]  # fmt: skip


def _summary(result: Pockets, course: Course, outcomes, options: PocketOptions) -> dict:
    frame = result.pockets.frame
    ways = {way: int((frame["cheapest"] == way).sum()) for way in ("steering", "mix", "copper")}
    possible = frame["shortfall_kw"].to_numpy(float) <= 0
    over = course.after.over()
    text = "" if len(frame) else "No section or transformer is above its limit in any hour: there are no pockets."
    return {
        "pockets": len(frame),
        "station_pockets": int((frame["kind"] == "station").sum()),
        "section_pockets": int((frame["kind"] == "section").sum()),
        "overloaded_before": len(course.before.over()),
        "overloaded_after": len(over),
        "cleared_by_steering": int((possible & frame["clean"].to_numpy(bool)).sum()),
        "cheapest_steering": ways["steering"],
        "cheapest_mix": ways["mix"],
        "cheapest_copper": ways["copper"],
        "battery_unsuitable": int((~frame["battery_suitable"].astype(bool)).sum()),
        "steering_eur_per_year": float(frame["mix_eur_per_year"].sum(skipna=True)),
        "copper_eur_per_year": float(frame["copper_eur_per_year"].sum()),
        "cheapest_eur_per_year": float(sum(o.costs[o.kind] for o in outcomes)),
        "battery_kwh": float(frame["battery_kwh"].sum()),
        "moved_open_points": int((frame["moved_open_point"] != "").sum()),
        "rounds": course.rounds,
        "sentence": text,
    }
