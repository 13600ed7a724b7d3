"""Flow and steering in turn, until the flow is clean."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from ...grid.congestion.elements import NetFacts
from ...grid.flow import FlowModel
from ...progress import Progress, within
from .ledger import Ledger
from .options import PocketOptions
from .rooms import Rooms, Survey, solve_hours
from .segments import Pocket, Segments, groups_of, with_guards
from .steer import Steerer
from .steered import HOURS_AT_ONCE, SteeredProfiles

WHOLE_ROUNDS = 1  # in which cars and heat pumps are planned anew; later ones correct batteries
FREE_ROUNDS = 3  # in which limits may still be found wider and batteries smaller than before


@dataclass(frozen=True)
class Unsteered:
    """Of each pocket (hours, pockets): what is drawn behind it and what may be, before steering."""

    total_kw: np.ndarray
    most_kw: np.ndarray
    least_kw: np.ndarray


@dataclass
class Course:
    """How it went. pockets: all, guards among them. rooms: of their elements, after the last flow. before, after: the
    year's survey without and with steering. rounds: flows of the hours that matter. first_loading: before
    steering. created: elements over their limit at the end though they should not be. homes: behind each pocket.
    beyond: elements that are over whatever is steered here.
    """

    pockets: list[Pocket]
    rooms: Rooms
    steerer: Steerer
    before: Survey
    after: Survey | None = None
    rounds: int = 0
    first_loading: Rooms | None = None
    created: list = field(default_factory=list)
    unsteered: Unsteered | None = None
    homes: np.ndarray = field(default_factory=lambda: np.zeros(0))
    beyond: frozenset = frozenset()


def alternate(
    model: FlowModel, facts: NetFacts, segments: Segments, steered: SteeredProfiles, options: PocketOptions
) -> Generator[Progress, None, Course]:
    """Solve the year, steer what is over its limit, solve again and correct, and solve the year once more."""
    year = np.arange(steered.hours)
    yield Progress(0.0, "Solving {hours} hours", {"hours": steered.hours})
    before = yield from within(solve_hours(model, facts, steered, year, None, options.margin), 0.0, 0.15)
    keys = before.over()
    pockets = segments.pockets(keys, options.chain_share)
    steerer = Steerer(steered, options)
    course = Course(pockets, Rooms.empty([key for p in pockets for key in p.elements], steered.hours), steerer, before)
    if not pockets:
        course.after = before
        return course
    ledger = Ledger(pockets, len(steered.connection_ids), steered.hours)
    yield from within(_flow(model, facts, steered, year, course.rooms, ledger, options), 0.15, 0.30)
    course.first_loading = Rooms(
        course.rooms.keys, *(v.copy() for v in (course.rooms.up_kw, course.rooms.down_kw)),
        course.rooms.loading.copy(), course.rooms.away_kw.copy(),
    )  # fmt: skip
    course.unsteered = Unsteered(
        np.column_stack([ledger.total_kw(pocket) for pocket in pockets]), ledger.most_kw.copy(), ledger.least_kw.copy()
    )
    course.homes = np.array([course.before.of(table).elements.homes[row] for table, row in (p.key for p in pockets)])
    yield Progress(0.30, "Steering {pockets} pockets", {"pockets": len(pockets)})
    ledger = yield from within(settle(model, facts, segments, steered, options, course, ledger), 0.30, 0.85)
    yield Progress(0.85, "Solving {hours} hours again, steered", {"hours": steered.hours})
    for attempt in range(2):
        whole = yield from within(
            solve_hours(model, facts, _Noted(steered, ledger), year, course.rooms, options.margin),
            0.85 + 0.07 * attempt, 0.92 + 0.07 * attempt,
        )  # fmt: skip
        course.after = whole
        course.created = [key for key in whole.over() if not given_up(key, course)]
        if not course.created or attempt:
            break
        ledger.judge(year, course.rooms)
        known = {key for pocket in course.pockets for key in pocket.elements}
        new = [key for key in course.created if key not in known]
        ledger = yield from _correct(model, facts, segments, steered, options, course, ledger, new)
    return course


def settle(
    model, facts, segments, steered, options, course: Course, ledger: Ledger, worth=lambda: True
) -> Generator[Progress, None, Ledger]:
    """Steer the pockets of a course whose hours have been solved, then flow and steering in turn until it is clean.
    worth: asked after the first plans, whether to go on.
    """
    groups = groups_of(course.pockets)
    for number, group in enumerate(groups):
        so_far = 0.6 * number / len(groups)
        yield from within(course.steerer.first([course.pockets[p] for p in group], ledger), so_far, so_far)
    if not worth():
        return ledger
    return (yield from within(_correct(model, facts, segments, steered, options, course, ledger), 0.6, 1.0))


def _flow(
    model, facts, steered, hours, rooms, ledger, options, only_tighter=False
) -> Generator[Progress, None, Survey]:
    survey = yield from solve_hours(model, facts, _Noted(steered, ledger), hours, rooms, options.margin)
    ledger.judge(hours, rooms, only_tighter)
    return survey


class _Noted:
    """Profiles that tell the ledger what they are asked for."""

    def __init__(self, steered: SteeredProfiles, ledger: Ledger):
        self.steered, self.ledger = steered, ledger
        self.connection_ids = steered.connection_ids

    def net_kw(self, rows):
        p_kw = self.steered.net_kw(rows)
        self.ledger.note(np.arange(self.steered.hours)[rows], p_kw)
        return p_kw

    def net_kvar(self, rows):
        return self.steered.net_kvar(rows)


def _correct(
    model, facts, segments, steered, options, course: Course, ledger: Ledger, created=()
) -> Generator[Progress, None, Ledger]:
    """Rounds of flow over the steered hours and batteries sized anew; new overloads become pockets to guard."""
    steerer = course.steerer
    for number in range(options.rounds):
        if created:
            course.pockets = with_guards(course.pockets, created, segments)
            course.rooms = course.rooms.widened([key for pocket in course.pockets for key in pocket.elements])
            ledger = noted_ledger(course.pockets, steered, np.arange(steered.hours))
            steerer.spread_anew(course.pockets, ledger)
        hours = steered_hours(course)
        if not len(hours):
            return ledger
        late = number >= FREE_ROUNDS
        survey = yield from _flow(model, facts, steered, hours, course.rooms, ledger, options, late)
        course.rounds += 1
        yield Progress((number + 1) / options.rounds)
        over = [key for key in survey.over() if not given_up(key, course)]
        known = {key for pocket in course.pockets for key in pocket.elements}
        created = [key for key in over if key not in known]
        changed = False
        for group in groups_of(course.pockets):
            members = [course.pockets[p] for p in group]
            steps = steerer.again(members, ledger, set(over), course.rounds <= WHOLE_ROUNDS, late)
            changed |= yield from within(steps, (number + 1) / options.rounds, (number + 1) / options.rounds)
        if not changed and not over:
            return ledger
    # The last sizes have not been through the flow: the year that follows tells.
    return ledger


def noted_ledger(pockets: list[Pocket], steered, hours: np.ndarray) -> Ledger:
    """With what everyone draws in these hours of these profiles."""
    ledger = Ledger(pockets, len(steered.connection_ids), steered.hours)
    for start in range(0, len(hours), HOURS_AT_ONCE):
        part = hours[start : start + HOURS_AT_ONCE]
        ledger.note(part, steered.net_kw(part))
    return ledger


def steered_hours(course: Course) -> np.ndarray:
    hours = [course.steerer.own(p).hours for p in course.pockets]
    return np.unique(np.concatenate([*hours, np.zeros(0, np.int64)]))


def given_up(key, course: Course) -> bool:
    hopeless = (pocket for pocket in course.pockets if not course.steerer.own(pocket).possible)
    return key in course.beyond or any(key in pocket.elements for pocket in hopeless)
