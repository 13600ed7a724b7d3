"""Puts together what was found of each pocket, and which remedy is cheapest."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from ...progress import Progress
from ..steering import Prices, annuity, battery_for_limit
from .alone import alone_hours
from .alternate import Course
from .copper import copper_figure
from .open_points import Move
from .options import PocketOptions
from .segments import Pocket, Segments
from .steer import trees
from .switches import bounding_switches, switch_ends
from .tables import Outcome
from .words import remedy_words, split_words


def outcomes_of(
    course: Course, moves: dict, model, segments: Segments, places, profiles, steered, options: PocketOptions
) -> Generator[Progress, None, list[Outcome]]:
    """One Outcome a pocket that was overloaded before steering."""
    batteries = profiles.facts("batteries")
    over = set(course.after.over())
    pockets = [pocket for pocket in course.pockets if not pocket.guard]
    ends = switch_ends(model.net)
    dear = _dear(pockets, course, model, options.prices)
    found = []
    for number, pocket in enumerate(pockets):
        found.append(
            _outcome(pocket, f"P{number + 1}", course, moves.get(pocket.key), model, segments, places, batteries,
                     steered, options, over, ends, pocket.key in dear)
        )  # fmt: skip
        yield Progress((number + 1) / len(pockets))
    return found


def _outcome(
    pocket, pocket_id, course, move, model, segments, places, batteries, steered, options, over, ends, dear
) -> Outcome:
    own, prices = course.steerer.own(pocket), options.prices
    only_battery = _only_battery(pocket, course)
    if only_battery:  # as the flow has it: better than what was extrapolated from the overload
        own.alone = replace(own.alone, kw=own.battery_kw, kwh=own.battery_kwh)
    table, row = pocket.key
    statistics = course.before.of(table)
    rows = [r for _, r in pocket.elements]
    worst = rows[int(np.argmax(statistics.ratio[rows]))]
    copper = _copper(pocket, course, model, prices)
    switches = bounding_switches(pocket, segments, model, places, ends)
    position = course.pockets.index(pocket)
    unsteered = course.unsteered
    kw, most, least = (values[:, position] for values in (unsteered.total_kw, unsteered.most_kw, unsteered.least_kw))
    excess = np.maximum(kw - most, least - kw)
    through_kwh = np.maximum(kw - most, 0.0).sum() + prices.battery_round_trip * np.maximum(least - kw, 0.0).sum()
    costs = _costs(own, move, copper, options, own.through_kwh if only_battery else float(through_kwh))
    if move is not None and not move.clears and options.steer_batteries:
        costs |= _with_battery(pocket, move, segments, steered, kw, most, prices)
    homes = float(course.homes[position])
    stations = {s.station_id for s in switches[1:] if s.station_id} - {switches[0].station_id}
    better, why = split_words(
        model.kind == "meshed", homes, prices.homes_per_station, len(stations), own.alone.lasts_days,
        prices.battery_longest_days,
    )  # fmt: skip
    weighed = {k: v for k, v in costs.items() if not (dear and k == "steering")}
    kind = _cheapest(weighed)
    storage_kw, storage_kwh = _storage(pocket, course, batteries)
    ids = model.line_names if table == "line" else model.trafo_names
    return Outcome(
        pocket=pocket,
        pocket_id=pocket_id,
        element_id=ids[row],
        station_id=_station(model.net, table, row),
        own=own,
        move=move,
        copper=copper,
        switches=switches,
        hours_above=int(statistics.hours_above[rows].max()),
        kwh_above=float(statistics.kwh_above[rows].max()),
        max_over_kw=float(excess.max(initial=0.0)),
        direction="offtake" if statistics.max_kw[worst] >= 0 else "feed_in",
        homes=homes,
        better_split=better,
        split_why=why,
        alone_hours=alone_hours(kw, storage_kw, storage_kwh, prices.battery_round_trip),
        clean=not any(key in over for key in pocket.elements),
        cheapest=WORDS[kind],
        kind=kind,
        remedy=remedy_words(kind, own, move, copper, costs),
        costs=costs,
    )


def _only_battery(pocket: Pocket, course: Course) -> bool:
    """Whether a pocket with none around or within it is cleared by nothing but a battery."""
    own = course.steerer.own(pocket)
    related = [p for p in course.pockets if p is not pocket and (p.holds(pocket) or pocket.holds(p))]
    moved = own.shifted_kwh + own.buffered_kwh + own.curtailed_kwh
    return own.possible and own.battery_kwh > 0 and own.alone.suitable and moved == 0 and not related


def _dear(pockets: list[Pocket], course: Course, model, prices: Prices) -> set:
    """Pockets steered together with those around and within them, where that costs more than copper for all of them:
    what one carries of another's burden shows only in the sum.
    """
    steerer, found = course.steerer, set()
    for tree in trees(steerer.live(pockets)):
        steering = sum(steerer.own(pocket).eur_per_year(prices) for pocket in tree)
        copper = sum(_copper(pocket, course, model, prices).eur for pocket in tree)
        if steering > prices.copper_eur_per_year(copper):
            found |= {pocket.key for pocket in tree}
    return found


def _copper(pocket: Pocket, course: Course, model, prices: Prices):
    table, _ = pocket.key
    ratio = course.before.of(table).ratio[[row for _, row in pocket.elements]]
    return copper_figure(pocket, model.net, float(ratio.max()), prices)


def _costs(own, move: Move | None, copper, options: PocketOptions, through_kwh: float) -> dict:
    """Euro a year of each kind of remedy, nan where it does not clear. through_kwh: of a battery alone."""
    alone, prices = own.alone, options.prices
    battery = prices.battery_eur_per_year(alone.kw, alone.kwh) + prices.battery_eur_per_kwh_through * through_kwh
    costs = {
        "steering": own.eur_per_year(prices) if own.possible else np.nan,
        "battery": float(battery) if alone.suitable and options.steer_batteries else np.nan,
        "copper": float(prices.copper_eur_per_year(copper.eur)),
    }
    if move is not None and move.clears:
        costs["open_point"] = _move_eur(prices)
    return costs


def _move_eur(prices: Prices) -> float:
    return float(prices.move_open_point_eur * annuity(prices.interest, prices.copper_years))


def _with_battery(pocket: Pocket, move: Move, segments: Segments, steered, kw, most, prices: Prices) -> dict:
    """A moved open point and a battery for what remains (one limit, one way: closed form)."""
    moved = np.intersect1d(segments.behind(move.moved_bus), pocket.connections)
    rest = kw - steered.source_sum(moved)
    need = battery_for_limit(rest, most, prices.battery_round_trip, prices.battery_longest_days)
    euro = _move_eur(prices) + float(prices.battery_eur_per_year(need.kw, need.kwh))
    return {"mix": euro if need.suitable else np.nan, "mix_battery": (need.kw, need.kwh)}


# Kind of the remedies table: word of the pockets table.
WORDS = {"steering": "steering", "battery": "steering", "open_point": "steering", "mix": "mix", "copper": "copper"}


def _cheapest(costs: dict) -> str:
    """Kind of the remedies table."""
    kinds = [kind for kind in WORDS if kind in costs and np.isfinite(costs[kind])]
    return min(kinds, key=lambda name: costs[name])


def _storage(pocket: Pocket, course: Course, batteries: dict) -> tuple[float, float]:
    """kW and kWh of batteries behind a pocket: those that are there and those that steering adds."""
    kw = kwh = 0.0
    if batteries:
        there = np.isin(batteries["connection"], pocket.connections)
        kw, kwh = float(batteries["kw"][there].sum()), float(batteries["kwh"][there].sum())
    for other in course.pockets:
        if pocket.holds(other):
            own = course.steerer.own(other)
            kw, kwh = kw + own.battery_kw, kwh + own.battery_kwh
    return kw, kwh


def _station(net, table: str, row: int) -> str:
    frame = net.line if table == "line" else net.trafo
    if "station_id" in frame:
        return str(frame["station_id"].iloc[row])
    return str(frame["name"].iloc[row]) if table == "trafo" else ""
