"""Which sources lead a network and which help one: the lowest priority in each piece of streets leads."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .sources import Sources

BESIDE_M = 5.0


@dataclass(frozen=True)
class Groups:
    """roots: sources (r,) that lead. helpers: sources (h,) that join a root's network. helps (h,): position in `roots`.
    beside (h,): whether a helper stands at its root, so that it needs no pipe of its own.
    """

    roots: np.ndarray
    helpers: np.ndarray
    helps: np.ndarray
    beside: np.ndarray


def help_where_laid(groups: Groups, source: np.ndarray, root: np.ndarray) -> Groups:
    """The same, each helper with the root whose pipes reach it. source, root (p,): of the pipes, -1 for no source."""
    root_of = {int(row): int(at) for row, at in zip(source, root) if row >= 0}
    helps = [root_of.get(int(row), int(at)) for row, at in zip(groups.helpers, groups.helps)]
    return replace(groups, helps=np.array(helps, int))


def group_sources(sources: Sources, node: np.ndarray, xy: np.ndarray, piece: np.ndarray) -> Groups:
    """Groups of the sources that reach the streets (node >= 0).

    node (s,): on the street graph; xy (n, 2), piece (n,) of its nodes. A helper joins the leading source of its piece
    that is nearest to it; of sources at one place one leads.
    """
    reached = np.flatnonzero(node >= 0)
    roots, helpers, helps, beside = [], [], [], []
    for own in np.unique(piece[node[reached]]):
        here = reached[piece[node[reached]] == own]
        first = here[sources.priority[here] == sources.priority[here].min()]
        leading = []
        for source in first:
            if all(node[source] != node[other] for other in leading):
                leading.append(int(source))
        at = len(roots) + np.arange(len(leading))
        roots += leading
        for source in here:
            if source in leading:
                continue
            away = np.hypot(*(xy[node[leading]] - xy[node[source]]).T)
            nearest = int(np.argmin(away))
            near = sources.point[source].distance(sources.point[leading[nearest]])
            helpers.append(int(source))
            helps.append(int(at[nearest]))
            beside.append(bool(node[source] == node[leading[nearest]] and near <= BESIDE_M))
    return Groups(*(np.array(part, kind) for part, kind in zip((roots, helpers, helps, beside), (int, int, int, bool))))
