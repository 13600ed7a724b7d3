"""What the hours of the buildings ask of every pipe at most: the highest hour of all behind it together."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from ...progress import Progress
from .at_home import HomeSide
from .layout import Layout
from .users import Users

VALUES_AT_ONCE = 1_000_000  # hours times houses: 8 MB for each array of them
TAKEN = ("space_heat", "hot_water")


def network_shares(users: Users, home: HomeSide, rows) -> dict[str, np.ndarray]:
    """By technology of HEAT_PROFILES the part of the heat at home (len(rows),) that the network brings, or takes."""
    parts = (
        ("space_heat", home.space_mwh, users.space_mwh),
        ("hot_water", home.water_mwh, users.water_mwh),
        ("cooling", home.cold_mwh, users.cooling_mwh),
    )
    return {name: _share(part[rows], whole[rows]) for name, part, whole in parts}


def highest_hour_kw(
    layout: Layout, users: Users, home: HomeSide, profiles
) -> Generator[Progress, None, np.ndarray | None]:
    """kW (p,) that the houses behind each pipe take from the network in the hour in which they take most together.

    profiles: HEAT_PROFILES as opened. A house that it does not hold follows the others at its design kW. None where it
    holds no house. Heat that cooling gives back is left out: it need not be there in that hour.
    """
    pipe = np.flatnonzero(layout.house >= 0)
    first, last = _houses_behind(layout, pipe)
    pipe = pipe[np.argsort(first[pipe])]
    rows = layout.house[pipe]
    where = {name: column for column, name in enumerate(profiles.connection_ids)}
    column = np.array([where.get(str(name), -1) for name in users.building_id[rows]], np.int64)
    known = column >= 0
    technologies = [name for name in TAKEN if name in profiles.technologies]
    if not known.any() or not technologies:
        return None
    share = network_shares(users, home, rows)
    usual = home.kw[rows] / home.kw[rows][known].sum()
    # pipes that follow each other without a house between them carry the same
    spans, same = np.unique(np.column_stack([first, last]), axis=0, return_inverse=True)
    most = np.zeros(len(spans))
    step = max(1, VALUES_AT_ONCE // len(rows))
    for start in range(0, profiles.hours, step):
        hours = slice(start, min(start + step, profiles.hours))
        behind = np.zeros((hours.stop - hours.start, len(rows) + 1))
        for name in technologies:
            block = np.nan_to_num(np.asarray(profiles.kw(name)[hours])[:, column[known]])
            behind[:, 1:][:, known] += np.maximum(block, 0) * share[name][known]
        if not known.all():
            behind[:, 1:][:, ~known] = behind.sum(axis=1)[:, None] * usual[~known]
        np.cumsum(behind, axis=1, out=behind)
        most = np.maximum(most, (behind[:, spans[:, 1]] - behind[:, spans[:, 0]]).max(axis=0))
        yield Progress(hours.stop / profiles.hours)
    return most[same.ravel()]


def _houses_behind(layout: Layout, pipe: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each pipe (p,): houses behind it stand at first:last of an order in which all behind a pipe stand together."""
    tree = layout.tree
    ends = np.zeros(len(tree))
    ends[pipe] = 1
    count = tree.downstream(ends).round().astype(np.int64)
    first = np.zeros(len(tree), np.int64)
    for at, pipes in enumerate(tree.levels):
        above = tree.above[pipes] if at else np.zeros(len(pipes), np.int64)
        order = np.argsort(above, kind="stable")
        pipes, above = pipes[order], above[order]
        before = np.cumsum(count[pipes]) - count[pipes]
        begins = np.flatnonzero(np.r_[True, above[1:] != above[:-1]])
        before -= np.repeat(before[begins], np.diff(np.r_[begins, len(pipes)]))
        first[pipes] = before + (first[above] if at else 0)
    return first, first + count


def _share(part, whole) -> np.ndarray:
    return np.divide(part, whole, out=np.ones_like(part), where=whole > 0)
