"""The cheapest mix of copper and steering at one k."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...progress import Progress, within
from ..copper import Works, bill_of, mend_hours
from .nests import cheapest_choice
from .sized import Sized
from .steered_power import StateAt, steered_power

MARGINS = (1.0, 2.0, 5.0)  # how many times cheaper than a pocket's copper its steering must be


@dataclass(frozen=True)
class Mix:
    """steered: (p,) which pockets are; works: the copper that remains. clean: whether no limit is violated."""

    steered: np.ndarray
    works: Works
    clean: bool
    eur_per_year: float


def copper_alone(works: Works, clean: bool, pockets: int) -> Mix:
    yearly = bill_of(works).summary["eur_per_year"] if clean else np.inf
    return Mix(np.zeros(pockets, bool), works, clean, yearly)


def cheapest_mix(
    net, state: StateAt, sized: list[Sized], own: np.ndarray, copper: Mix, alone: bool, facts
) -> Generator[Progress, None, Mix]:
    """The cheapest of copper, steering (where it does `alone`) and mixes of both, at the prices of the options.

    own: (p,) yearly cost of the copper in each pocket. What copper steering spares is not known before the flow is
    looked at: cables may have to be laid for voltage, or for a pocket beside it, all the same. So pockets are also
    steered only where that is several times cheaper than their copper.
    """
    parent = np.array([p.parent for p in state.pockets], np.int64)
    yearly = np.array([s.eur_per_year() for s in sized])
    best, tried = copper, set()
    if alone and yearly.sum() < best.eur_per_year:
        best = Mix(np.ones(len(yearly), bool), Works(net, copper.works.options), True, float(yearly.sum()))
    for number, margin in enumerate(MARGINS if len(parent) else ()):
        chosen = cheapest_choice(parent, yearly * margin, own)
        if not chosen.any() or chosen.tobytes() in tried:
            continue
        tried.add(chosen.tobytes())
        works = Works(net, copper.works.options)
        part = 1.0 / len(MARGINS)
        steps = mend_hours(works, steered_power(state, chosen), facts)
        clean = yield from within(steps, number * part, (number + 1) * part)
        cost = float(yearly[chosen].sum()) + bill_of(works).summary["eur_per_year"]
        if clean and cost < best.eur_per_year:
            best = Mix(chosen, works, True, cost)
    return best
