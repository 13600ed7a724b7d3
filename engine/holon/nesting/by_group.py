"""Nesting by groups of connections that something else found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...phrases import Phrase
from ...problems import Problem
from .level import Nesting, make_level, stack
from .shapes import drawn_connections, grounds, joined, points_of, with_rims


def group_nesting(
    connection_ids, footprints: np.ndarray, groups: Sequence[np.ndarray], crs: str, problems: Sequence[Problem] = ()
) -> Nesting:
    """Connections in groups, and these in larger groups if more are given.

    connection_ids: (n,). footprints: (n,) polygons or points, None where unknown. groups: for each level from small to
    large (n,) numbers of a group, -1 for a group of those in none; groups are ordered by number.
    """
    ids = np.array([str(name) for name in connection_ids], object)
    shapes = drawn_connections(footprints)
    ground = grounds(footprints)
    levels = [make_level(1, "connection", ids, ids, np.arange(len(ids)), shapes)]
    for position, group in enumerate(groups):
        numbers, of_connection = np.unique(np.asarray(group), return_inverse=True)
        of_connection = of_connection.ravel()
        polygons = with_rims(joined(ground, of_connection, len(numbers)), len(groups) - 1 - position)
        mark = "" if len(groups) == 1 else f"{position + 2}:"
        names = [Phrase("Group {number}", number=int(k) + 1) if k >= 0 else Phrase("In no group") for k in numbers]
        levels.append(
            make_level(
                position + 2, "found", [f"found:{mark}{k + 1 if k >= 0 else 'rest'}" for k in numbers], names,
                of_connection, polygons,
            )
        )  # fmt: skip
    return Nesting(stack(levels), crs, list(problems), points_of(footprints))
