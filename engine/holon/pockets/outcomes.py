"""Puts together what was found of each pocket, and which remedy is cheapest."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from ...progress import Progress, within
from ..steering import Prices, annuity
from .after_moves import MoveMix, mixes_after_moves
from .alone import alone_hours
from .alternate import Course
from .copper import CopperFigure, copper_figure
from .open_points import Move
from .options import PocketOptions
from .segments import Pocket, Segments, trees
from .switches import bounding_switches, switch_ends
from .tables import Outcome
from .words import remedy_words, split_words


def outcomes_of(
    course: Course, moves: dict, model, segments: Segments, places, profiles, steered, options: PocketOptions
) -> Generator[Progress, None, list[Outcome]]:
    """One Outcome a pocket that was overloaded before steering. moves: of `find_moves`."""
    pockets = [pocket for pocket in course.pockets if not pocket.guard]
    weighed = [_weigh(pocket, course, moves.get(pocket.key, []), model, options) for pocket in pockets]
    _mark_dear(weighed, course, options.prices)
    move_eur = _move_eur(options.prices)
    wanted = {
        one.pocket.key: (moves[one.pocket.key], least)
        for one in weighed
        if one.pocket.key in moves and (least := min(one.possible().values())) > move_eur
    }
    mixes = yield from within(
        mixes_after_moves(wanted, course, model, segments, profiles, steered, options, move_eur), 0.0, 0.8
    )
    found = []
    batteries, ends, over = profiles.facts("batteries"), switch_ends(model.net), set(course.after.over())
    for number, one in enumerate(weighed):
        mix = mixes.get(one.pocket.key)
        if mix is not None:
            one.mix, one.costs["mix"] = mix, mix.eur_per_year
        found.append(
            _outcome(one, f"P{number + 1}", course, model, segments, places, batteries, options, over, ends)
        )  # fmt: skip
        yield Progress(0.8 + 0.2 * (number + 1) / len(weighed))
    return found


@dataclass
class _Weighed:
    """A pocket and what each kind of remedy costs a year, nan where it does not clear. move: that clears it alone.
    dear: whether steering it with those around and within it costs more than copper for all of them.
    """

    pocket: Pocket
    copper: CopperFigure
    costs: dict
    move: Move | None = None
    mix: MoveMix | None = None
    dear: bool = False

    def possible(self) -> dict:
        return {k: v for k, v in self.costs.items() if np.isfinite(v) and not (self.dear and k == "steering")}


def _weigh(pocket: Pocket, course: Course, moves: list[Move], model, options: PocketOptions) -> _Weighed:
    own, prices = course.steerer.own(pocket), options.prices
    kw, most, least = _unsteered(pocket, course)
    through_kwh = np.maximum(kw - most, 0.0).sum() + prices.battery_round_trip * np.maximum(least - kw, 0.0).sum()
    if _only_battery(pocket, course):  # as the flow has it: better than what was extrapolated from the overload
        own.alone, through_kwh = replace(own.alone, kw=own.battery_kw, kwh=own.battery_kwh), own.through_kwh
    table, _ = pocket.key
    ratio = course.before.of(table).ratio[[row for _, row in pocket.elements]]
    copper = copper_figure(pocket, model.net, float(ratio.max()), prices)
    move = next((move for move in moves if move.clears), None)
    return _Weighed(pocket, copper, _costs(own, move, copper, options, float(through_kwh)), move)


def _unsteered(pocket: Pocket, course: Course) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    position, unsteered = course.pockets.index(pocket), course.unsteered
    return tuple(values[:, position] for values in (unsteered.total_kw, unsteered.most_kw, unsteered.least_kw))


def _outcome(one, pocket_id, course, model, segments, places, batteries, options, over, ends) -> Outcome:
    pocket, own, prices = one.pocket, course.steerer.own(one.pocket), options.prices
    table, row = pocket.key
    statistics = course.before.of(table)
    rows = [r for _, r in pocket.elements]
    worst = rows[int(np.argmax(statistics.ratio[rows]))]
    switches = bounding_switches(pocket, segments, model, places, ends)
    kw, most, least = _unsteered(pocket, course)
    homes = float(course.homes[course.pockets.index(pocket)])
    stations = {s.station_id for s in switches[1:] if s.station_id} - {switches[0].station_id}
    better, why = split_words(
        model.kind == "meshed", homes, prices.homes_per_station, len(stations), own.alone.lasts_days,
        prices.battery_longest_days,
    )  # fmt: skip
    kind = min(one.possible(), key=lambda name: one.possible()[name])
    storage_kw, storage_kwh = _storage(pocket, course, batteries)
    ids = model.line_names if table == "line" else model.trafo_names
    return Outcome(
        pocket=pocket,
        pocket_id=pocket_id,
        element_id=ids[row],
        station_id=_station(model.net, table, row),
        own=own,
        move=one.move,
        mix=one.mix,
        copper=one.copper,
        switches=switches,
        hours_above=int(statistics.hours_above[rows].max()),
        kwh_above=float(statistics.kwh_above[rows].max()),
        max_over_kw=float(np.maximum(kw - most, least - kw).max(initial=0.0)),
        direction="offtake" if statistics.max_kw[worst] >= 0 else "feed_in",
        homes=homes,
        better_split=better,
        split_why=why,
        alone_hours=alone_hours(kw, storage_kw, storage_kwh, prices.battery_round_trip),
        clean=not any(key in over for key in pocket.elements),
        cheapest=WORDS[kind],
        kind=kind,
        remedy=remedy_words(kind, own, one.move, one.mix, one.copper, one.costs),
        costs=one.costs,
    )


def _only_battery(pocket: Pocket, course: Course) -> bool:
    """Whether a pocket with none around or within it is cleared by nothing but a battery."""
    own = course.steerer.own(pocket)
    related = [p for p in course.pockets if p is not pocket and (p.holds(pocket) or pocket.holds(p))]
    moved = own.shifted_kwh + own.buffered_kwh + own.curtailed_kwh
    return own.possible and own.battery_kwh > 0 and own.alone.suitable and moved == 0 and not related


def _mark_dear(weighed: list[_Weighed], course: Course, prices: Prices) -> None:
    """Pockets steered together with those around and within them, where that costs more than copper for all of them:
    what one carries of another's burden shows only in the sum.
    """
    of, steerer = {one.pocket.key: one for one in weighed}, course.steerer
    for tree in trees(steerer.live([one.pocket for one in weighed])):
        steering = sum(steerer.own(pocket).eur_per_year(prices) for pocket in tree)
        if steering > prices.copper_eur_per_year(sum(of[pocket.key].copper.eur for pocket in tree)):
            for pocket in tree:
                of[pocket.key].dear = True


def _costs(own, move: Move | None, copper, options: PocketOptions, through_kwh: float) -> dict:
    """Euro a year of each kind of remedy, nan where it does not clear. move: one that clears. through_kwh: of a battery
    alone.
    """
    alone, prices = own.alone, options.prices
    battery = prices.battery_eur_per_year(alone.kw, alone.kwh) + prices.battery_eur_per_kwh_through * through_kwh
    costs = {
        "steering": own.eur_per_year(prices) if own.possible else np.nan,
        "battery": float(battery) if own.possible and alone.suitable and options.steer_batteries else np.nan,
        "copper": float(prices.copper_eur_per_year(copper.eur)),
    }
    if move is not None:
        costs["open_point"] = _move_eur(prices)
    return costs


def _move_eur(prices: Prices) -> float:
    return float(prices.move_open_point_eur * annuity(prices.interest, prices.copper_years))


# Kind of the remedies table: word of the pockets table.
WORDS = {"steering": "steering", "battery": "steering", "open_point": "steering", "mix": "mix", "copper": "copper"}


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
