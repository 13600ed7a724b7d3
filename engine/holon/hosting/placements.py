"""Random placements: who gets how much, in random order, until the first limit binds; then round after round.

Sensitivities of the whole year tell after how many the first limit should bind; the flow then decides between that
many and one more, or moves on until they meet. The first draws show how far sensitivities are off in each group; the
others begin from there.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress, within
from ...randomness import keys_of, uniform
from .judge import Judge
from .options import HostingOptions
from .search import Found
from .year import Room

FIRST_DRAWS = 4
FIRST_ROUNDS = 4  # mostly a limit binds within these
STEPS = 8  # along the slope of the use; then by halves, which always ends
HOURS_EACH = 4
MOST_FILLED = 12  # elements whose hours are looked at
ALMOST = 0.92  # of them those at least this much as full as the fullest
CASES = 400  # looked at together
FULL = 1e12  # use of a kW where there is no room at all


@dataclass
class Group:
    """A feeder, a station or the town. member: (m,) connections. demand: (rows, m) use of the limits in `row` a kW.

    full: use by these sensitivities at which the flow finds the first limit reached, as far as is known.
    """

    level: str
    name: str
    member: np.ndarray
    row: np.ndarray
    demand: np.ndarray
    reach: np.ndarray
    full: float = 1.0

    def use(self, kw: np.ndarray) -> np.ndarray:
        """(c, rows) use of the limits by kW (c, m) that run at full share."""
        return kw.astype(np.float32) @ self.demand.T


@dataclass
class Case:
    """One draw of one group. keys: (m,) of its random numbers. kw: (rounds, m) of the members, order: (rounds, m) who
    comes when.

    total: (count + 1,) kW after each placement. passes, fails: number of placements that do, as far as known.
    """

    draw: int
    group: int
    keys: np.ndarray
    kw: np.ndarray
    order: np.ndarray
    total: np.ndarray
    passes: int
    fails: int
    guess: int = 0
    element: int = -1
    hour: int = -1

    @property
    def all_passes(self) -> bool:
        """Whether nothing stops it within the rounds it has."""
        return self.passes == len(self.total) - 1

    def placed(self, count: int) -> np.ndarray:
        """kW of each member after `count` placements."""
        rounds, rest = divmod(int(count), self.kw.shape[1])
        out = self.kw[:rounds].sum(axis=0, dtype=float)
        if rest:
            who = self.order[rounds, :rest]
            out[who] += self.kw[rounds, who]
        return out


class Drawn:
    """One draw: how much each connection gets in each round and when its turn comes, made as far as asked for."""

    def __init__(self, keys: np.ndarray, options: HostingOptions):
        self.keys, self.least, self.span = keys, options.least_kw, options.most_kw - options.least_kw
        self._kw = self._turn = np.zeros((0, len(keys)))

    def kw(self, rounds: int) -> np.ndarray:
        """(rounds, n) kW."""
        self._kw = self._further(self._kw, "hosting/kw", rounds, self.least, self.span)
        return self._kw[:rounds]

    def turn(self, rounds: int) -> np.ndarray:
        """(rounds, n) numbers: the smallest of a round comes first."""
        self._turn = self._further(self._turn, "hosting/turn", rounds, 0.0, 1.0)
        return self._turn[:rounds]

    def rounds(self, count: int, member: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """kw and order (rounds, m) and total (rounds * m + 1,) of a `Case` of these members."""
        own = self.kw(count)[:, member].astype(np.float32)
        order = np.argsort(self.turn(count)[:, member], axis=1).astype(np.int32)
        return own, order, np.r_[0.0, np.cumsum(np.take_along_axis(own, order, axis=1).ravel(), dtype=float)]

    def _further(self, known: np.ndarray, stream: str, rounds: int, least: float, span: float) -> np.ndarray:
        if rounds <= len(known):
            return known
        more = uniform(self.keys, stream, rounds - len(known), len(known))
        return np.vstack([known, least + span * more.T])


def make_groups(of_level: dict, room: Room, demand, reach, area_elements) -> list[Group]:
    """of_level: {level: (names, of (n,))}. demand: csr (rows, n) room taken by a kW; reach: csr bool (n, e)."""
    with np.errstate(divide="ignore"):
        use = np.minimum(1.0 / np.maximum(room.least[:, 0], 1.0 / FULL), FULL)
    use[~np.isfinite(room.least[:, 0])] = 0.0
    columns = demand.tocsc()
    groups = []
    for level, (names, of) in of_level.items():
        for at, name in enumerate(names):
            member = np.flatnonzero(of == at)
            here = columns[:, member]
            row = np.unique(here.indices)
            if level == "town":
                row = row[area_elements[row]]
            taken = here.tocsr()[row].toarray() * use[row, None]
            touched = np.asarray(reach[member].sum(axis=0)).ravel() > 0
            groups.append(Group(level, str(name), member, row, taken.astype(np.float32), touched))
    return groups


def draw_all(
    judge: Judge, groups: list[Group], room: Room, ids: list[str], options: HostingOptions, alone: Found
) -> Generator[Progress, None, list[Case]]:
    """Every draw of every group, feeders first. alone: what each connection (n,) takes alone."""
    cases: list[Case] = []
    first = min(FIRST_DRAWS, options.placements)
    for draws, start, stop in ((range(first), 0.0, 0.1), (range(first, options.placements), 0.1, 1.0)):
        some = yield from within(_draw(draws, groups, ids, options), start, start + 0.3 * (stop - start))
        yield from within(_decide(judge, groups, some, room, options), start + 0.3 * (stop - start), stop)
        _learn(groups, some, options)
        cases += some
    if options.coincidence_many < 1.0:
        yield from _hold_to_parts(groups, cases, alone)
    return cases


def _draw(draws: range, groups, ids, options) -> Generator[Progress, None, list[Case]]:
    """What these draws bring every group, and how many placements sensitivities let pass."""
    cases: list[Case] = []
    for draw in draws:
        yield Progress((draw - draws.start) / len(draws), "Random placement {number}", {"number": draw + 1})
        drawn = Drawn(keys_of((f"{name}/{draw}" for name in ids), options.seed), options)
        made = [_case(draw, at, group, drawn, options) for at, group in enumerate(groups) if group.level != "town"]
        for at, group in enumerate(groups):
            if group.level == "town":
                made.append(_town(draw, at, group, drawn, made, groups, options))
        cases += made
    return cases


def _learn(groups, cases, options) -> None:
    """Set of each group the use by sensitivities at which the flow found the limit, the mean over its draws."""
    found: dict[int, list[float]] = {}
    for case in cases:
        if case.passes + 1 == case.fails < len(case.total) and len(groups[case.group].row):
            kw = np.array([case.placed(case.passes), case.placed(case.fails)])
            kw *= options.at_once(case.total[[case.passes, case.fails]])[:, None]
            found.setdefault(case.group, []).append(float(groups[case.group].use(kw).max(axis=1).mean()))
    for at, values in found.items():
        groups[at].full = float(np.mean(values))


def _case(draw: int, at: int, group: Group, drawn: Drawn, options) -> Case:
    """A draw with the number of placements that sensitivities let pass."""
    looked, most = FIRST_ROUNDS // 2, options.most_rounds
    over = np.zeros(0, np.int64)
    while not len(over) and looked < most:
        looked = min(2 * looked, most)
        own = drawn.kw(looked)[:, group.member]
        after = np.cumsum(own.sum(axis=1))
        use = np.cumsum(group.demand @ own.T.astype(np.float32), axis=1) * options.at_once(after)[None, :]
        over = np.flatnonzero(use.max(axis=0, initial=0.0) > group.full)
    rounds = int(over[0]) if len(over) else most
    kept = min(rounds + rounds // 2 + 3, most)  # with room for what sensitivities misjudge
    own, order, total = drawn.rounds(kept, group.member)
    case = Case(draw, at, drawn.keys[group.member], own, order, total, 0, len(total))
    count = rounds * len(group.member)
    if rounds < most:
        before = use[:, rounds - 1] / options.at_once(after[rounds - 1]) if rounds else 0.0
        who = order[rounds]
        more = np.cumsum(group.demand[:, who] * own[rounds, who], axis=1)
        more += np.reshape(before, (-1, 1))
        more *= options.at_once(total[count + 1 : count + 1 + len(who)])[None, :]
        count += int((more.max(axis=0, initial=0.0) > group.full).argmax())
    case.guess = count
    return case


def _town(draw, at, group, drawn, made, groups, options) -> Case:
    """The town stops where the first of its stations does, or what they share."""
    case = _case(draw, at, group, drawn, options)
    if options.coincidence_many < 1.0:  # its share of devices is its own; `_hold_to_parts` comes later
        return case
    place = _places(case)
    for part in made:
        if groups[part.group].level == "station" and part.guess < len(part.total) - 1:
            case.guess = min(case.guess, _placement_of(part, part.guess, groups[part.group], group, place))
    return case


def _places(case: Case) -> np.ndarray:
    """(rounds, m) the number of the placement in which each member gets its kW."""
    place = np.empty_like(case.order)
    rounds, members = case.order.shape
    np.put_along_axis(place, case.order, np.broadcast_to(np.arange(members), case.order.shape), axis=1)
    return place + (np.arange(rounds) * members)[:, None]


def _placement_of(part: Case, count: int, inner: Group, outer: Group, place: np.ndarray) -> int:
    """Placements of the outer group before the inner one's placement number `count`; all it has, if fewer."""
    rounds, rest = divmod(int(count), part.order.shape[1])
    if rounds >= len(place):
        return place.size
    who = inner.member[part.order[rounds, rest]]
    return int(place[rounds, np.searchsorted(outer.member, who)])


def _decide(judge: Judge, groups, cases, room: Room, options) -> Generator[Progress, None, None]:
    """Let the flow find, for each case, the number of placements that passes where one more fails."""
    live = list(range(len(cases)))
    tries = [{case.guess, min(case.guess + 1, len(case.total) - 1)} - {0} for case in cases]
    for step in itertools.count():
        live = [at for at in live if tries[at]]
        if not live:
            return
        for first in range(0, len(live), CASES):
            here = 0.3 + 0.7 * (1 - 0.5**step * (1 - 0.5 * first / len(live)))
            then = 0.3 + 0.7 * (1 - 0.5**step * (1 - 0.5 * min(first + CASES, len(live)) / len(live)))
            yield from within(
                _try(judge, groups, cases, live[first : first + CASES], tries, room, options, step), here, then
            )
        for at in live:
            if cases[at].all_passes and len(cases[at].kw) < options.most_rounds:
                tries[at] = _more_rounds(cases[at], options)


def _try(judge: Judge, groups, cases, which, tries, room: Room, options, step: int) -> Generator[Progress, None, None]:
    """Evaluate the numbers of placements to try, and set the next ones."""
    columns, hours = [], []
    placed = [(at, count, cases[at].placed(count)) for at in which for count in sorted(tries[at])]
    for (at, count, kw), told in zip(placed, _hours_that_tell(groups, cases, placed, room)):
        columns.append((at, count, len(told), kw * float(options.at_once(cases[at].total[count]))))
        hours += told
    many = np.repeat(np.arange(len(columns)), [column[2] for column in columns])

    def added(part):
        out = np.zeros((len(many[part]), len(judge.connections)))
        for row, column in enumerate(many[part].tolist()):
            at, _, _, kw = columns[column]
            out[row, groups[cases[at].group].member] = kw
        return out

    def reach(part):
        return np.array([groups[cases[columns[column][0]].group].reach for column in many[part].tolist()])

    hours = np.array(hours, np.int64)
    told = yield from judge.columns(hours, added, reach)
    order = np.lexsort((-told.use, many))
    first = order[np.r_[0, np.flatnonzero(np.diff(many[order])) + 1]]
    seen: dict[int, tuple] = {}
    for (at, count, _, _), row in zip(columns, first.tolist()):
        case = cases[at]
        if told.use[row] > 1.0:
            if count < case.fails:
                case.fails, case.element, case.hour = count, int(told.element[row]), int(hours[row])
        elif count < case.fails:  # more may pass in its own hours; what fails in any does not fit
            case.passes = max(case.passes, count)
        if count == min(tries[at]) or at not in seen:
            seen[at] = count, float(told.use[row]), float(told.before[row])
    for at in which:
        tries[at] = _next(cases[at], *seen[at]) if step < STEPS else _halve(cases[at])


def _more_rounds(case: Case, options) -> set:
    """Sensitivities let pass so little that nothing stops it: it gets twice the rounds, of which one more is tried."""
    case.kw, case.order, case.total = Drawn(case.keys, options).rounds(
        min(2 * len(case.kw), options.most_rounds), np.arange(len(case.keys))
    )
    case.fails = len(case.total)
    return {case.passes + 1}


def _hours_that_tell(groups, cases, placed, room: Room) -> list[list[int]]:
    """Of each (case, count, kW) the hours of the elements that sensitivities fill most, HOURS_EACH at most."""
    hours: list[list[int]] = [[]] * len(placed)
    of = np.array([cases[at].group for at, _, _ in placed])
    for at in np.unique(of).tolist():
        group, mine = groups[at], np.flatnonzero(of == at)
        use = group.use(np.array([placed[k][2] for k in mine.tolist()]))
        top = np.argsort(-use, axis=1)[:, :MOST_FILLED]
        filled = np.take_along_axis(use, top, axis=1)
        near, hour = filled > ALMOST * filled[:, :1], room.hour[group.row, 0][top]
        for k, told, kept in zip(mine.tolist(), hour, near):
            hours[k] = list(dict.fromkeys(told[kept].tolist()))[:HOURS_EACH] or [int(room.hour[0, 0])]
    return hours


def _next(case: Case, count: int, use: float, before: float) -> set:
    if case.fails - case.passes <= 1:
        return set()
    slope = max(use - before, 1e-6)
    kw = case.total[count] * max(1.0 - before, 0.0) / slope if np.isfinite(use) else case.total[count] / 2
    near = int(np.searchsorted(case.total, kw, side="right")) - 1
    near = min(max(near, case.passes), min(case.fails, len(case.total)) - 1)
    if near in (case.passes, count):  # no news: halve towards the other side, at most doubling
        far = min(case.fails, 2 * case.passes + 4, len(case.total) - 1)
        return {case.passes + 1, (case.passes + far) // 2} & set(
            range(case.passes + 1, min(case.fails, len(case.total)))
        )
    return {near, near + 1} & set(range(case.passes + 1, min(case.fails, len(case.total))))


def _halve(case: Case) -> set:
    """The number of placements half way between what passes and what fails."""
    fails = min(case.fails, len(case.total))
    return {(case.passes + fails) // 2} if fails - case.passes > 1 else set()


def _hold_to_parts(groups, cases, alone: Found) -> Generator[Progress, None, None]:
    """Fewer devices run less evenly: a group takes no more than its parts do by themselves."""
    by = {(case.draw, case.group): case for case in cases}
    inside: dict[int, list[int]] = {}
    for level, below in (("station", "feeder"), ("town", "station")):
        for at, group in enumerate(groups):
            if group.level == level:
                inside[at] = [
                    k for k, part in enumerate(groups)
                    if part.level == below and np.isin(part.member, group.member, assume_unique=True).all()
                ]  # fmt: skip
    most_alone = np.where(alone.element >= 0, alone.kw, np.inf)
    for done, case in enumerate(cases):
        if done % CASES == 0:
            yield Progress(1.0)
        group = groups[case.group]
        place = _places(case)
        if group.level == "feeder":
            over = np.cumsum(case.kw, axis=0) > most_alone[group.member]
            first = np.where(over, place, place.size).min(axis=0)  # placement that gives each too much
            stops = list(zip(first.tolist(), alone.element[group.member].tolist(), alone.hour[group.member].tolist()))
        else:
            parts = [by[case.draw, k] for k in inside[case.group]]
            stops = [
                (_placement_of(part, part.passes, groups[part.group], group, place), part.element, part.hour)
                for part in parts
                if not part.all_passes
            ]
        if stops and min(stops)[0] < case.passes:
            case.passes, case.element, case.hour = min(stops)
