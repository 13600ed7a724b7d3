"""Random placements: who gets how much, in random order, until the first limit binds; then round after round.

Sensitivities of the whole year tell after how many the first limit should bind; the flow then decides between that
many and one more, or moves on until they meet.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress
from ...randomness import keys_of, uniform
from .judge import Judge
from .options import HostingOptions
from .year import Room

MOST_ROUNDS = 64
STEPS = 12
HOURS_EACH = 2
FULL = 1e12  # use of a kW where there is no room at all


@dataclass
class Group:
    """A feeder, a station or the town. member: (m,) connections. demand: (rows, m) use of the limits in `row` a kW."""

    level: str
    name: str
    member: np.ndarray
    row: np.ndarray
    demand: np.ndarray
    reach: np.ndarray


@dataclass
class Case:
    """One draw of one group. kw: (rounds, m) of the members, order: (rounds, m) who comes when.

    total: (count + 1,) kW after each placement. passes, fails: number of placements that do, as far as known.
    """

    draw: int
    group: int
    kw: np.ndarray
    order: np.ndarray
    total: np.ndarray
    passes: int
    fails: int
    guess: int = 0
    element: int = -1
    hour: int = -1

    def placed(self, count: int) -> np.ndarray:
        """kW of each member after `count` placements."""
        rounds, rest = divmod(int(count), self.kw.shape[1])
        out = self.kw[:rounds].sum(axis=0, dtype=float)
        if rest:
            who = self.order[rounds, :rest]
            out[who] += self.kw[rounds, who]
        return out


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
    judge: Judge, groups: list[Group], room: Room, ids: list[str], options: HostingOptions, own_kw: np.ndarray
) -> Generator[Progress, None, list[Case]]:
    """Every draw of every group, feeders first. own_kw: (n,) what each connection takes alone."""
    cases: list[Case] = []
    for draw in range(options.placements):
        yield Progress(0.3 * draw / options.placements, "Random placement {number}", {"number": draw + 1})
        keys = keys_of((f"{name}/{draw}" for name in ids), options.seed)
        span = options.most_kw - options.least_kw
        kw = options.least_kw + span * uniform(keys, "hosting/kw", MOST_ROUNDS).T
        turn = uniform(keys, "hosting/turn", MOST_ROUNDS).T
        made = [_case(draw, at, group, kw, turn, options) for at, group in enumerate(groups) if group.level != "town"]
        for at, group in enumerate(groups):
            if group.level == "town":
                made.append(_town(draw, at, group, kw, turn, made, groups, options))
        cases += made
    yield from _decide(judge, groups, cases, room, options)
    if options.coincidence_many < 1.0:
        _hold_to_parts(groups, cases, own_kw, options)
    return cases


def _case(draw: int, at: int, group: Group, kw, turn, options) -> Case:
    """A draw with the number of placements that sensitivities let pass."""
    own, order = kw[:, group.member], np.argsort(turn[:, group.member], axis=1)
    after = np.cumsum(own.sum(axis=1))
    use = np.cumsum(group.demand @ own.T.astype(np.float32), axis=1) * options.at_once(after)[None, :]
    over = np.flatnonzero(use.max(axis=0, initial=0.0) > 1.0)
    rounds = int(over[0]) if len(over) else MOST_ROUNDS
    kept = min(rounds + rounds // 2 + 3, MOST_ROUNDS)  # with room for what sensitivities misjudge
    own, order = own[:kept].astype(np.float32), order[:kept].astype(np.int32)
    total = np.r_[0.0, np.cumsum(np.take_along_axis(own, order, axis=1).ravel(), dtype=float)]
    case = Case(draw, at, own, order, total, 0, len(total))
    count = rounds * len(group.member)
    if rounds < MOST_ROUNDS:
        before = use[:, rounds - 1] / options.at_once(after[rounds - 1]) if rounds else 0.0
        who = order[rounds]
        more = np.cumsum(group.demand[:, who] * own[rounds, who], axis=1)
        more += np.reshape(before, (-1, 1))
        more *= options.at_once(total[count + 1 : count + 1 + len(who)])[None, :]
        count += int((more.max(axis=0, initial=0.0) > 1.0).argmax())
    case.guess = count
    return case


def _town(draw, at, group, kw, turn, made, groups, options) -> Case:
    """The town stops where the first of its stations does, or what they share."""
    case = _case(draw, at, group, kw, turn, options)
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
    for case in cases:
        if case.guess == 0 and groups[case.group].demand.size == 0:
            case.guess = len(case.total) - 1
    for step in range(STEPS):
        live = [at for at in live if tries[at]]
        if not live:
            return
        size = 4000
        for first in range(0, len(live), size):
            yield Progress(min(0.3 + 0.7 * (1 - 0.5**step) + 0.3 * 0.5**step * first / len(live), 0.99))
            _try(judge, groups, cases, live[first : first + size], tries, room, options)


def _try(judge: Judge, groups, cases, which, tries, room: Room, options) -> None:
    """Evaluate the numbers of placements to try, and set the next ones."""
    columns, hours = [], []
    for at in which:
        case, group = cases[at], groups[cases[at].group]
        for count in sorted(tries[at]):
            kw = case.placed(count)
            use = group.demand @ kw.astype(np.float32)
            top = np.argsort(-use)[: 2 * HOURS_EACH]
            top = top[use[top] > 0.85 * use[top[0]]] if len(top) else top
            told = list(dict.fromkeys(room.hour[group.row[top], 0].tolist()))[:HOURS_EACH] or [int(room.hour[0, 0])]
            columns.append((at, count, len(told), kw * float(options.at_once(case.total[count]))))
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
    told = judge.columns(hours, added, reach)
    order = np.lexsort((-told.use, many))
    first = order[np.r_[0, np.flatnonzero(np.diff(many[order])) + 1]]
    seen: dict[int, tuple] = {}
    for (at, count, _, _), row in zip(columns, first.tolist()):
        case = cases[at]
        if told.use[row] > 1.0:
            if count < case.fails:
                case.fails, case.element, case.hour = count, int(told.element[row]), int(hours[row])
        else:
            case.passes = max(case.passes, count)
        if count == min(tries[at]) or at not in seen:
            seen[at] = count, float(told.use[row]), float(told.before[row])
    for at in which:
        tries[at] = _next(cases[at], *seen[at])


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


def _hold_to_parts(groups, cases, own_kw, options) -> None:
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
    for case in cases:
        group = groups[case.group]
        place = _places(case)
        if group.level == "feeder":
            over = np.cumsum(case.kw, axis=0) > own_kw[group.member][None, :]
            stops = [int(place[over].min())] if over.any() else []
            best = (min(stops), -1, -1) if stops else None
        else:
            parts = [by[case.draw, k] for k in inside[case.group]]
            stops = [
                (_placement_of(part, part.passes, groups[part.group], group, place), part.element, part.hour)
                for part in parts
                if part.passes < len(part.total) - 1
            ]
            best = min(stops, default=None)
        if best is not None and best[0] < case.passes:
            case.passes = best[0]
            case.element, case.hour = (best[1], best[2]) if best[1] >= 0 else (case.element, case.hour)
