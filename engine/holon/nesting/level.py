"""What a nesting is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...problems import Problem

NOWHERE = -1


@dataclass(frozen=True)
class Level:
    """Holons of one size.

    number: 1 for the smallest. kind: connection, feeder, station, ring, source, area or found. holon_id, name: (k,)
    text; ids are unique in the whole nesting. parent: (k,) position in the next level, -1 in the last. of_connection:
    (n,) position in this level of every connection. geometry: (k,) polygons, None where a holon has no place.
    """

    number: int
    kind: str
    holon_id: np.ndarray
    name: np.ndarray
    parent: np.ndarray
    of_connection: np.ndarray
    geometry: np.ndarray

    def __len__(self) -> int:
        return len(self.holon_id)


@dataclass(frozen=True)
class Nesting:
    """levels: smallest first. problems: what did not fit. points: (n,) of the connections, None where unknown."""

    levels: tuple[Level, ...]
    crs: str
    problems: list[Problem] = field(default_factory=list)
    points: np.ndarray | None = None

    def __post_init__(self):
        for lower, upper in zip(self.levels, self.levels[1:]):
            if not (lower.parent[lower.of_connection] == upper.of_connection).all():
                raise ValueError(f"holons of level {lower.number} do not lie whole in those of level {upper.number}")
        ids = np.concatenate([level.holon_id for level in self.levels]) if self.levels else np.zeros(0, object)
        if len(set(ids.tolist())) != len(ids):
            raise ValueError("the ids of holons must each occur once in a nesting")


def make_level(number: int, kind: str, ids, names, of_connection: np.ndarray, geometry) -> Level:
    """A level whose parents are not known yet. ids, names, geometry: (k,)."""
    k = len(ids)
    return Level(
        number, kind, _objects(ids), _objects(names), np.full(k, NOWHERE), np.asarray(of_connection), _objects(geometry)
    )


def stack(levels: list[Level]) -> tuple[Level, ...]:
    """The levels with their parents, told from where the connections lie."""
    stacked = []
    for lower, upper in zip(levels, levels[1:]):
        parent = np.full(len(lower), NOWHERE)
        parent[lower.of_connection] = upper.of_connection
        stacked.append(
            Level(lower.number, lower.kind, lower.holon_id, lower.name, parent, lower.of_connection, lower.geometry)
        )
    return (*stacked, levels[-1])


def _objects(values) -> np.ndarray:
    values = list(values)
    array = np.empty(len(values), object)
    array[:] = values
    return array
