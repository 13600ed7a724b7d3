"""Which element of one run is which of the other: by id, and only where it is the same thing on the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...columns import at_rows, text_column
from ...errors import EngineError
from ...problems import Problem
from ...tables import FeatureTable

MOVED_M = 5.0  # grids built anew from edited cables shift less than this
OTHER_GRID_SHARE = 0.5


@dataclass(frozen=True)
class Match:
    """key: name of the id column. ids (n,): those of the first run in its order, then those only in the second.

    before, after (n,): row of each id in the run's table, -1 where it is not in it.
    """

    key: str
    ids: np.ndarray
    before: np.ndarray
    after: np.ndarray


def match_elements(
    before: FeatureTable, after: FeatureTable, key: str, kind: str, names: tuple[str, str]
) -> tuple[Match, list[Problem]]:
    """Rows of the same id in two tables, and what that leaves out. kind: sections, stations or connections.

    Raises EngineError where ids are missing, none is in both tables, or most that are lie elsewhere: then these are
    two grids and not two runs over one.
    """
    first, problems = _rows_of(before, key, kind, names[0])
    second, more = _rows_of(after, key, kind, names[1])
    problems += more
    ids = np.array([*first.index, *second.index.difference(first.index, sort=False)], object)
    rows = [side.reindex(ids).fillna(-1).to_numpy(int) for side in (first, second)]
    both = (rows[0] >= 0) & (rows[1] >= 0)
    if len(first) and len(second) and not both.any():
        raise EngineError(
            "None of the {kind} of {before} is in {after}: these are two grids. Calculate congestion for both "
            "scenarios with one and the same grid model.",
            kind=kind, before=names[0], after=names[1],
        )  # fmt: skip
    moved = _moved(at_rows(before.geometry, rows[0], None), at_rows(after.geometry, rows[1], None)) & both
    if moved.sum() > OTHER_GRID_SHARE * both.sum():
        raise EngineError(
            "{moved} of {both} {kind} of {before} lie elsewhere in {after} under the same id: these are two grids. "
            "Calculate congestion for both scenarios with one and the same grid model.",
            moved=int(moved.sum()), both=int(both.sum()), kind=kind, before=names[0], after=names[1],
        )  # fmt: skip
    for name, other, table, here, there in (
        (names[0], names[1], before, rows[0], rows[1]),
        (names[1], names[0], after, rows[1], rows[0]),
    ):
        problems += _only_in(name, other, table, kind, here[(here >= 0) & (there < 0)])
    if moved.any():
        at = rows[1][moved]
        problems.append(
            Problem(
                kind, ids[moved][0], "element_moved",
                "{moved} {kind}, {id} among them, lie elsewhere in {after} than in {before}; they are compared by id.",
                "Calculate congestion for both scenarios with one and the same grid model.",
                {"moved": len(at), "kind": kind, "id": ids[moved][0], "before": names[0], "after": names[1]},
                after.geometry[at[0]],
            )
        )  # fmt: skip
    return Match(key, ids, *rows), problems


def _rows_of(table: FeatureTable, key: str, kind: str, name: str) -> tuple[pd.Series, list[Problem]]:
    """Row by id; of ids that come more than once the first, and of rows without one none."""
    ids = text_column(table.frame, key)
    if len(ids) and not (ids != "").any():
        raise EngineError(
            "The {kind} of {name} have no {key}: give the layers that the congestion algorithm wrote.",
            kind=kind, name=name, key=key,
        )  # fmt: skip
    rows = pd.Series(np.arange(len(ids)), pd.Index(ids, dtype=object))
    own = ~rows.index.duplicated() & (rows.index != "")
    problems = []
    if not own.all():
        at = int(np.flatnonzero(~own)[0])
        problems.append(
            Problem(
                kind, ids[at], "element_without_own_id",
                "{count} {kind} of {name} have no id of their own; they are left out.",
                "Give the layers as the congestion algorithm wrote them.",
                {"count": int((~own).sum()), "kind": kind, "name": name},
                table.geometry[at],
            )
        )  # fmt: skip
    return rows[own], problems


def _only_in(name: str, other: str, table: FeatureTable, kind: str, rows: np.ndarray) -> list[Problem]:
    if not len(rows):
        return []
    percent = 100 * len(rows) / len(table)
    values = {"count": len(rows), "all": len(table), "percent": f"{percent:.1f}", "kind": kind}
    return [
        Problem(
            kind, "", "element_in_one_run",
            "{count} of {all} {kind} ({percent} %) of {name} are not in {other}; they are drawn and count in no total.",
            "Calculate congestion for both scenarios with one and the same grid model.",
            {**values, "name": name, "other": other},
            table.geometry[rows[0]],
        )
    ]  # fmt: skip


def _moved(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Whether two geometries (n,) are further apart than MOVED_M, by what of one lies farthest from the other."""
    with np.errstate(invalid="ignore"):
        return shapely.hausdorff_distance(before, after) > MOVED_M
