"""From a net and its hours to what still fits, everywhere."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ...errors import EngineError
from ...grid.congestion import HourlyPower, match_problems, model_with_taps, net_facts, read_places
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .check import check_year
from .connections import Connections, sensitivity
from .judge import Judge
from .limits import Limits, read_limits, voltage_areas
from .options import HostingOptions
from .outcome import Outcome
from .placements import draw_all, make_groups
from .questions import area_reach, asked_with, group_names, numbered
from .search import most_that_fits, spread_evenly
from .shape import shape_of
from .year import least_room

CHECKS = 3


@dataclass
class Hosting:
    """connections, feeders, stations: FeatureTables as in `docs/hosting.md`. placements: one row a draw and group.

    often: how often each element binds in them. problems: what could not be matched. summary: plain numbers and texts.
    """

    connections: FeatureTable
    feeders: FeatureTable
    stations: FeatureTable
    placements: pd.DataFrame
    often: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def hosting_capacity(net, profiles, options: HostingOptions | None = None) -> Generator[Progress, None, Hosting]:
    """How many kW more each connection alone, each feeder and each station (spread evenly) take, and random placements.

    Any pandapower net, radial or meshed; loads are matched with the profiles by name, and those without hours keep the
    net's power. A value passes the flow in the hours that tell and `options.tolerance` more fails; some, the smallest
    among them, are solved again in every hour. Where a limit is passed already and more makes it worse, nothing fits.
    An overload that what is added relieves does not bind. Raises EngineError where nothing matches, nothing is fed,
    or there are no hours in which anything would be added.
    """
    options = options or HostingOptions()
    yield Progress(0.0, "Reading the net")
    power = HourlyPower(profiles, options.limits.hours)
    shape, shape_words = shape_of(profiles, options)
    model, _ = yield from within(model_with_taps(net, options.limits, power), 0.0, 0.03)
    problems = match_problems(net, model.match(profiles.connection_ids), profiles)
    connections = Connections(model, profiles)
    hours = power.hours[shape[power.hours] > 0]
    if not len(connections) or not len(hours):
        raise EngineError(
            "There is nothing to ask: {connections} connections are fed, and something would be added in {hours} of "
            "the hours.",
            connections=len(connections), hours=len(hours),
        )  # fmt: skip
    facts = net_facts(model.net, model, options.limits, profiles.facts("pv"), profiles.connection_ids)
    limits = read_limits(model, facts, options.limits, connections.row, options.direction)
    problems += without_limit(limits)
    of_bus, above = voltage_areas(facts, len(model.net.bus))
    own_area, bus_area = of_bus[facts.load_bus[connections.row]], of_bus[limits.buses]
    own_voltage = limits.branches + np.searchsorted(limits.buses, facts.load_bus[connections.row])
    fullest = hours[np.argsort(-shape[hours], kind="stable")]
    tan = options.tan_phi
    yield Progress(0.03, "What a kW more does, by connection")
    sense = yield from within(sensitivity(model, connections, limits, (bus_area, own_area), fullest, tan), 0.03, 0.08)
    yield Progress(0.08, "Looking for the hours that tell")
    room = yield from within(least_room(model, connections, limits, sense, hours, shape, tan), 0.08, 0.2)
    problems += left_out(power, room.unsolved)
    elements = np.r_[sense.sense_branch, limits.branches + np.arange(len(limits.buses))]
    judge = Judge(model, connections, limits, own_voltage, shape, tan)
    places = read_places(model.net)
    reach = area_reach(limits, bus_area, above, own_area)

    groups = {}
    for level, column in (("feeder", "feeder_id"), ("station", "station_id")):
        names = group_names(model.net, facts, connections, column)
        behind = ~facts.bus_is_mv[facts.load_bus[connections.row]]
        groups[level] = numbered(names, behind)
    weights = {
        "connection": spread_evenly(np.arange(len(connections)), len(connections)),
        **{level: spread_evenly(of, len(names)) for level, (names, of) in groups.items()},
    }
    asked, found = {}, {}
    told = {
        "connection": (0.2, 0.45, "What fits at each connection alone"),
        "feeder": (0.45, 0.48, "What fits on each feeder"),
        "station": (0.48, 0.5, "What fits at each station"),
    }
    for level, weight in weights.items():
        asked[level] = asked_with(weight, sense, limits, reach)
    highest, extra = np.zeros(0), np.zeros(0, np.int64)
    for again in range(CHECKS):
        for level, (first, last, words) in told.items():
            yield Progress(first, words)
            found[level] = yield from within(
                most_that_fits(judge, asked[level], room, elements, options, extra), first, last
            )
        outcome = Outcome(model, facts, connections, limits, power, options, groups, found, places)
        outcome.hold_to_parts()
        sample = outcome.sample(options.year_checks)
        if not sample:
            break
        yield Progress(0.5, "Checking values in every hour of the year")
        added = np.vstack([outcome.added(asked[level], level, row) for level, row in sample])
        reached = np.vstack([asked[level].reach[row].toarray() for level, row in sample])
        highest, when = yield from within(
            check_year(model, connections, limits, hours, shape, tan, added, reached), 0.5, 0.6
        )
        if again == CHECKS - 1 or not (highest > 1.0).any():
            break
        extra = np.unique(np.r_[extra, when[highest > 1.0]])  # an hour that told after all: look at it everywhere

    placed = []
    if options.placements:
        from scipy.sparse import vstack

        everyone = np.zeros(len(connections), np.int64)
        shared = outcome.shared_rows(vstack([sense.flow, sense.volt]).tocsr())
        parts = make_groups(
            {**groups, "town": (np.array(["town"], object), everyone)}, room,
            vstack([sense.flow, sense.volt]).tocsr(), asked["connection"].reach, shared,
        )  # fmt: skip
        cases = yield from within(
            draw_all(judge, parts, room, connections.names, options, found["connection"]), 0.6, 0.98
        )
        placed = [(parts[case.group], case) for case in cases]
    yield Progress(0.98, "Writing the results")
    frame, often = outcome.placements(placed)
    result = Hosting(
        outcome.connection_table(), outcome.group_table("feeder", frame), outcome.group_table("station", frame),
        frame, often, problems,
    )  # fmt: skip
    result.summary = outcome.summary(result, shape_words, judge, room, highest, len(hours))
    yield Progress(1.0)
    return result


def left_out(power: HourlyPower, unsolved: list[int]) -> list[Problem]:
    """Each hour without a solution by name."""
    return [
        Problem(
            "PROFILES", str(hour), "hour_not_solved",
            "The hour {time} has no solution of the power flow; it is left out of every result.",
            "Look for connections with missing or impossible power in that hour.",
            {"time": power.time_text(hour)},
        )
        for hour in unsolved
    ]  # fmt: skip


def without_limit(limits: Limits) -> list[Problem]:
    """One problem for all lines and transformers of which it is not known how much they carry."""
    unknown = limits.ids[: limits.branches][np.isinf(limits.room_kva)]
    if not len(unknown):
        return []
    return [
        Problem(
            "NET", "", "no_limit_known",
            "How much {count} cables or transformers carry is not known, {id} among them; they bind nothing.",
            "Give them an ampacity or a rating above zero.", {"count": len(unknown), "id": str(unknown[0])},
        )
    ]  # fmt: skip
