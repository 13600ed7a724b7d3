"""A moved open point that does not clear a pocket by itself, followed by the cheapest mix in the net as it then is."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...grid.congestion import net_facts
from ...progress import Progress, within
from ..steering import Prices, binding_hours
from .alternate import Course, given_up, noted_ledger, settle, steered_hours
from .ledger import nearest_within
from .open_points import Move, apart, moved_model
from .options import PocketOptions
from .rooms import Rooms, solve_hours
from .segments import Pocket, Segments
from .steer import Steerer

BATCHES = 4  # nets that are solved
ENOUGH = 2.0  # times the cost of a move: no other move is tried where one with its steering costs less
PROMISING = 1.2  # share of what else clears a pocket, below which a first plan is corrected by the flow
SUMS = ("battery_kw", "battery_kwh", "shifted_kwh", "buffered_kwh", "curtailed_kwh")


@dataclass(frozen=True)
class MoveMix:
    """A move and what is steered after it; the flow found it clean. eur_per_year: of both."""

    move: Move
    battery_kw: float
    battery_kwh: float
    shifted_kwh: float
    buffered_kwh: float
    curtailed_kwh: float
    eur_per_year: float


@dataclass(frozen=True)
class _Try:
    """edges: of the pocket, of both ways that the move touches, and of the steered pockets around and within it."""

    pocket: Pocket
    move: Move
    edges: frozenset


class _AsBefore:
    """Steered profiles in which some connections are as they were, and changes that are kept in memory."""

    def __init__(self, steered, members: np.ndarray):
        self.steered, self.members = steered, members
        self.connection_ids, self.hours = steered.connection_ids, steered.hours
        self.has, self.facts = steered.has, steered.facts
        self._place = np.full(len(self.connection_ids), -1)
        self._place[members] = np.arange(len(members))
        self._added: list[tuple] = []

    def add(self, technology: str, hours: np.ndarray, connections: np.ndarray, kw: np.ndarray) -> None:
        self._added.append((technology, hours, connections, kw))

    def columns(self, technology: str, hours: np.ndarray, connections: np.ndarray) -> np.ndarray:
        kw = self.steered.columns(technology, hours, connections)
        before = self._place[connections] >= 0
        if before.any():
            kw[:, before] = self.steered.source_columns(technology, hours, connections[before])
        return kw

    def net_kw(self, rows) -> np.ndarray:
        return self._sum(self.steered.net_kw(rows), rows, dict.fromkeys(self.steered.technologies, 1.0))

    def net_kvar(self, rows) -> np.ndarray:
        return self._sum(self.steered.net_kvar(rows), rows, self.steered.kvar_per_kw)

    def _sum(self, total: np.ndarray, rows, factors: dict) -> np.ndarray:
        hours = np.arange(self.hours)[rows]
        total[:, self.members] = sum(
            factor * self.steered.source_columns(technology, hours, self.members)
            for technology, factor in factors.items()
        )
        place = np.full(self.hours, -1)
        place[hours] = np.arange(len(hours))
        for technology, when, who, kw in self._added:
            here = place[when] >= 0
            if here.any():
                total[place[when[here]][:, None], who[None, :]] += factors[technology] * kw[here]
        return total


def mixes_after_moves(
    wanted: dict, course: Course, model, segments: Segments, profiles, steered, options: PocketOptions, move_eur: float
) -> Generator[Progress, None, dict]:
    """{pocket key: cheapest MoveMix that costs less than what else clears it}. wanted: {pocket key: (moves that may
    win, the best first; euro a year that they must stay below)}; move_eur: of a move.

    Moves that touch nothing in common are solved together. In the moved net what is over its limit on both ways, in
    the pocket and in steered pockets around and within it is steered as pockets are, with the cars, heat pumps and
    panels of the pocket itself; all others stay as they are steered. Hours in which nothing was near a limit before
    are solved only for those that win. A first plan far dearer than what else clears is not corrected by the flow, and
    no other move is tried where one costs little with its steering: see PROMISING and ENOUGH.
    """
    live = course.steerer.live(course.pockets)
    ranked = []
    for pocket in course.pockets:
        related = [p for p in live if p.holds(pocket) or pocket.holds(p)]
        own = {segments.edge_of[key] for p in (pocket, *related) for key in p.elements}
        for rank, move in enumerate(wanted[pocket.key][0] if pocket.key in wanted else ()):
            ranked.append(((rank, move.loading, pocket.key), _Try(pocket, move, frozenset(own | move.touched))))
    waiting = [one for _, one in sorted(ranked, key=lambda r: r[0])]
    found: dict = {}
    most_eur = {key: eur for key, (_, eur) in wanted.items()}
    for batch in range(BATCHES):
        took = apart(waiting, lambda t: (t.move.switch, t.edges))
        if not took:
            break
        steps = _solved(took, live, course, model, segments, profiles, steered, options, move_eur, most_eur)
        for key, mix in (yield from within(steps, batch / BATCHES, (batch + 1) / BATCHES)).items():
            found[key], most_eur[key] = mix, mix.eur_per_year
        done = {key for key in found if most_eur[key] < ENOUGH * move_eur}
        waiting = [t for t in waiting if t.pocket.key not in done and not any(t is other for other in took)]
    return found


def _solved(
    took: list[_Try], live, course: Course, model, segments: Segments, profiles, steered, options, move_eur, most_eur
) -> Generator[Progress, None, dict]:
    changed = moved_model(model, [t.move for t in took])
    facts = net_facts(changed.net, changed, options.limits, profiles.facts("pv"), profiles.connection_ids)
    match = changed.match(profiles.connection_ids)
    after = Segments(facts, np.where(match.position >= 0, facts.load_bus[match.position], -1))
    free = _free(took, live, len(steered.connection_ids))
    now, hours = _AsBefore(steered, np.flatnonzero(free)), _hours_near(took, course, options)
    mine = _keys(took, segments)
    rooms = Rooms.empty(sorted(mine), steered.hours)
    survey = yield from within(solve_hours(changed, facts, now, hours, rooms, options.margin), 0.0, 0.4)
    beyond = set(course.after.over()) - mine
    took = harmless(took, set(survey.over()) - mine - beyond, after)
    mine = _keys(took, segments)
    beyond |= set(survey.over()) - mine
    pockets = after.pockets([key for key in survey.over() if key in mine], options.chain_share)
    moved = Course(pockets, rooms, Steerer(now, options, free), survey, beyond=frozenset(beyond))

    def winners(most: float = 1.0) -> list[tuple[_Try, MoveMix]]:
        """Those whose mix costs less than this share of what else clears the pocket."""
        mixes = [_mix(one.move, _keys([one], segments), moved, options.prices, move_eur) for one in took]
        return [(t, m) for t, m in zip(took, mixes) if m and m.eur_per_year < most * most_eur[t.pocket.key]]

    if pockets and took:
        ledger = noted_ledger(pockets, now, hours)
        ledger.judge(hours, rooms)
        steps = settle(changed, facts, after, now, options, moved, ledger, lambda: bool(winners(PROMISING)))
        yield from within(steps, 0.4, 0.6)
    won = winners()
    if not won:
        return {}
    year = np.arange(steered.hours)
    last = yield from within(solve_hours(changed, facts, now, year, None, options.margin), 0.6, 1.0)
    still = {key for key in last.over() if not given_up(key, moved)}
    kept = {id(one) for one in harmless(took, still - mine, after) if not still & _keys([one], segments)}
    return {one.pocket.key: mix for one, mix in won if id(one) in kept}


def _free(took: list[_Try], live: list[Pocket], connections: int) -> np.ndarray:
    """(connections,) bool: those whose cars, heat pumps and panels may be steered anew."""
    free = np.zeros(connections, bool)
    for one in took:
        free[one.pocket.connections] = True
        for within_it in nearest_within(one.pocket, live):
            free[within_it.connections] = False
    return free


def _hours_near(took: list[_Try], course: Course, options: PocketOptions) -> np.ndarray:
    """Hours in which something is steered, or one of these pockets would be."""
    near = np.zeros(len(course.unsteered.total_kw), bool)
    near[steered_hours(course)] = True
    place = [k for k, pocket in enumerate(course.pockets) if any(pocket is one.pocket for one in took)]
    values = (course.unsteered.total_kw, course.unsteered.most_kw, course.unsteered.least_kw)
    near |= binding_hours(*(kw[:, place] for kw in values), options.prices.battery_round_trip)
    return np.flatnonzero(near)


def harmless(took: list[_Try], overloaded: set, after: Segments) -> list[_Try]:
    """Those that touch nothing which feeds, or is fed by, what is overloaded now and was not. after: the moved net."""
    feeds = after.feeds
    for key in overloaded:
        bus = int(after.far[after.edge_of[key]])
        took = [
            one
            for one in took
            if not any(feeds(far, bus) or feeds(bus, far) for far in after.far[list(one.edges)].tolist())
        ]
    return took


def _keys(took: list[_Try], segments: Segments) -> set:
    """Sections and transformers among their edges."""
    edges = segments.facts.edges
    found = ((str(edges.table[e]), int(edges.row[e])) for one in took for e in one.edges)
    return {key for key in found if key[0] in ("line", "trafo")}


def _mix(move: Move, keys: set, moved: Course, prices: Prices, move_eur: float) -> MoveMix | None:
    """What was steered for these elements, and for those that had to be guarded for them; None where one of them
    cannot be cleared.
    """
    own = [p for p in moved.pockets if keys & set(p.elements)]
    guards = [p for p in moved.pockets if p.guard and any(p.holds(q) or q.holds(p) for q in own)]
    found = [moved.steerer.own(p) for p in {p.key: p for p in (*own, *guards)}.values()]
    if not all(steering.possible for steering in found):
        return None
    sums = [float(sum(getattr(steering, name) for steering in found)) for name in SUMS]
    return MoveMix(move, *sums, move_eur + sum(steering.eur_per_year(prices) for steering in found))
