"""All of it in one go: pockets, copper beside steering, the curves and the page."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from ...problems import Problem
from ...progress import Progress, within
from ..pockets import PocketOptions, Pockets, find_pockets
from .curves import Curves, budget_curves
from .options import RemedyOptions
from .remedies import Remedies, compare_remedies
from .report import write_report


@dataclass
class Plan:
    """What `plan_reinforcement` found; curves: None where none were asked for."""

    pockets: Pockets
    remedies: Remedies
    curves: Curves | None
    problems: list[Problem]
    summary: dict


def plan_reinforcement(
    net, profiles, today=None, options: RemedyOptions | None = None, curves: bool = True, report: Path | None = None
) -> Generator[Progress, None, Plan]:
    """Find the pockets of `profiles`, compare copper with steering, and scale what is added to `today` by k.

    today: Profiles of now, or None: then cars, heat pumps, panels and extra points of `profiles` are what is added.
    report: where the page is written, None for nowhere. Raises EngineError where net and profiles do not meet.
    """
    options = options or RemedyOptions()
    share = 0.35 if curves else 0.75
    with tempfile.TemporaryDirectory() as folder:
        steer = PocketOptions(
            limits=options.copper.limits, prices=options.steering, band_k=options.band_k, open_points=False,
            chain_share=options.chain_share,
        )  # fmt: skip
        steps = find_pockets(net, profiles, steer, Path(folder) / "steered.profiles")
        pockets = yield from within(steps, 0.0, 0.6 * share)
        remedies = yield from within(compare_remedies(net, profiles, pockets, options), 0.6 * share, share)
    pockets.steered = None
    found = None
    if curves:
        found = yield from within(budget_curves(net, profiles, today, options), share, 0.98)
    if report is not None:
        write_report(remedies, found, options, report)
    seen = {(p.code, p.feature_id) for p in remedies.problems}
    problems = remedies.problems + [p for p in pockets.problems if (p.code, p.feature_id) not in seen]
    yield Progress(1.0)
    return Plan(pockets, remedies, found, problems, {**remedies.summary, **(found.summary if found else {})})
