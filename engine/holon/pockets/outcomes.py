"""Puts together what was found of each pocket, and which remedy is cheapest."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from ...progress import Progress
from ..steering import Prices, annuity, battery_for_limit
from .alone import alone_hours
from .alternate import Course
from .copper import copper_figure
from .open_points import Move
from .options import PocketOptions
from .segments import Pocket, Segments
from .switches import bounding_switches
from .tables import Outcome
from .words import remedy_words, split_words


def outcomes_of(
    course: Course, moves: dict, model, segments: Segments, places, profiles, steered, options: PocketOptions
) -> Generator[Progress, None, list[Outcome]]:
    """One Outcome a pocket that was overloaded before steering."""
    batteries = profiles.facts("batteries")
    over = set(course.after.over())
    pockets = [pocket for pocket in course.pockets if not pocket.guard]
    found = []
    for number, pocket in enumerate(pockets):
        found.append(
            _outcome(pocket, f"P{number + 1}", course, moves.get(pocket.key), model, segments, places, batteries,
                     steered, options, over)
        )  # fmt: skip
        yield Progress((number + 1) / len(pockets))
    return found


def _outcome(pocket, pocket_id, course, move, model, segments, places, batteries, steered, options, over) -> Outcome:
    own, prices = course.steerer.own(pocket), options.prices
    table, row = pocket.key
    statistics = course.before.of(table)
    rows = [r for _, r in pocket.elements]
    worst = rows[int(np.argmax(statistics.ratio[rows]))]
    copper = copper_figure(pocket, model.net, float(statistics.ratio[worst]), prices)
    switches = bounding_switches(pocket, segments, model, places)
    position = course.pockets.index(pocket)
    unsteered = course.unsteered
    kw, most, least = (values[:, position] for values in (unsteered.total_kw, unsteered.most_kw, unsteered.least_kw))
    excess = np.maximum(kw - most, least - kw)
    costs = _costs(own, move, copper, prices)
    if move is not None and not move.clears:
        costs |= _with_battery(pocket, move, segments, steered, kw, most, prices)
    homes = float(course.homes[position])
    stations = {s.station_id for s in switches[1:] if s.station_id} - {switches[0].station_id}
    better, why = split_words(
        model.kind == "meshed", homes, prices.homes_per_station, len(stations), own.alone.lasts_days,
        prices.battery_longest_days,
    )  # fmt: skip
    cheapest, kind = _cheapest(costs)
    told = move if kind in ("open_point", "mix") or (move is not None and move.clears and kind == "copper") else None
    storage_kw, storage_kwh = _storage(pocket, course, batteries)
    clean = not any(key in over for key in pocket.elements)
    ids = model.line_names if table == "line" else model.trafo_names
    return Outcome(
        pocket, pocket_id, ids[row], _station(model.net, table, row), own, move, copper, switches, int(statistics.hours_above[rows].max()), float(statistics.kwh_above[rows].max()),
        float(excess.max(initial=0.0)), "offtake" if statistics.max_kw[worst] >= 0 else "feed_in", homes, better, why,
        alone_hours(kw, storage_kw, storage_kwh, prices.battery_round_trip), clean, cheapest,
        remedy_words(own, told, copper, cheapest),
        costs,
    )  # fmt: skip


def _costs(own, move: Move | None, copper, prices: Prices) -> dict:
    alone = own.alone
    battery = prices.battery_eur_per_year(alone.kw, alone.kwh)
    costs = {
        "steering": own.eur_per_year(prices) if own.possible else np.nan,
        "battery": float(battery) if alone.suitable else np.nan,
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


WORDS = {"steering": "steering", "battery": "steering", "open_point": "steering", "mix": "mix", "copper": "copper"}


def _cheapest(costs: dict) -> tuple[str, str]:
    """(word of the pockets table, kind of the remedies table)."""
    kinds = [kind for kind in WORDS if kind in costs and np.isfinite(costs[kind])]
    kind = min(kinds, key=lambda name: costs[name])
    return WORDS[kind], kind


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
