"""Which pockets of a tree decide in which hours: where only an outer limit is near, all behind it act as one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from ...progress import Progress
from ..steering import Devices, Flexibility, Followed, Prices, Window, cheapest_flexibility, follow
from .segments import Pocket

NEAR = 0.9  # share of its limit from which an element has its own say
LEAST_KW = 1e-3
TIGHTENINGS = 3
SOMEWHERE = Progress(0.0)  # between programs: it can be stopped there; how far it is only the caller knows
CARE = 0.1  # of an overload: how far within the limit cars, rooms and panels are planned


@dataclass(frozen=True)
class Part:
    """Hours of a window in which the same pockets decide. live: those, each with all behind it that lies in none of
    the others. done: what everyone really does, None before that is known.
    """

    live: list[Pocket]
    window: Window
    devices: Devices
    plan: Flexibility
    done: Followed | None = None


def parts_of(tree: list[Pocket], window: Window) -> list[tuple[list[Pocket], np.ndarray]]:
    """(pockets that decide, hours): stretches of a window with the same pockets near their limits together, those
    with the most energy over first. window: of all pockets of the tree.
    """
    sums = window.kw @ window.behind.T.astype(float)
    near = (sums > NEAR * window.most_kw) | (sums < NEAR * window.least_kw)
    over = np.maximum(np.maximum(sums - window.most_kw, window.least_kw - sums), 0.0).sum(axis=1)
    rows: dict[tuple, list[np.ndarray]] = {}
    for number in np.unique(window.stretch):
        here = np.flatnonzero(window.stretch == number)
        rows.setdefault(tuple(np.flatnonzero(near[here].any(axis=0)).tolist()), []).append(here)
    found = [([tree[k] for k in who], np.concatenate(parts)) for who, parts in rows.items() if who]
    found.sort(key=lambda part: -over[part[1]].sum())
    return [(live, window.hours[at]) for live, at in found]


def top_of(pocket: Pocket, live: list[Pocket]) -> Pocket | None:
    """The nearest of `live` that holds a pocket, None where none does."""
    return max((p for p in live if p.holds(pocket)), key=lambda p: len(p.around), default=None)


def with_care(window: Window) -> Window:
    """Limits a little inside, by a share of what is over them: what may be drawn is extrapolated from an overload, and
    a small error there should cost some more charging later, not a battery.
    """
    sums = window.kw @ window.behind.T.astype(float)
    over = np.maximum(sums - window.most_kw, 0.0), np.maximum(window.least_kw - sums, 0.0)
    return replace(window, most_kw=window.most_kw - CARE * over[0], least_kw=window.least_kw + CARE * over[1])


def closest(part: Part, prices: Prices) -> Generator[Progress, None, Part]:
    """The plan with what everyone really does; where that exceeds a limit, a plan within a tighter one."""
    window, devices, plan = part.window, part.devices, part.plan
    done = follow(window, devices, plan)
    for _ in range(TIGHTENINGS):
        if np.abs(done.over_kw).max(initial=0.0) <= LEAST_KW:
            break
        tighter = replace(
            window, most_kw=window.most_kw - np.maximum(done.over_kw, 0.0),
            least_kw=window.least_kw - np.minimum(done.over_kw, 0.0),
        )  # fmt: skip
        again = cheapest_flexibility(tighter, devices, prices)
        yield SOMEWHERE
        if not again.feasible:
            break
        followed = follow(window, devices, again)
        if np.abs(followed.over_kw).sum() >= np.abs(done.over_kw).sum():
            break
        plan, done = again, followed
    return replace(part, plan=plan, done=done)
