"""How much heat consumers ask for at once.

A factor g(n) of n equal consumers is published; consumers of a group differ. n is taken as the number of equal ones
that vary as much: (Σ p)² / Σ p² over single homes of p kW (Kish's effective size), which is n where all are equal. So
the kW of a group follow from two sums that add up along a network, never fall when a consumer joins, and are never
below the largest single consumer: n^0.5 g(n) does not fall in any rule of the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ...catalogue import read_catalogue
from ...errors import EngineError

RULES = ("winter", "thermos", "hestia_mt", "hestia_lt", "none")
PARTS = ("space", "water", "other")


@dataclass(frozen=True)
class Coincidence:
    """A rule: rows space, water, other; table (3, 6): logistic (1) or power (0), a, b, c, d, floor."""

    name: str
    table: np.ndarray

    @staticmethod
    @cache
    def named(name: str) -> Coincidence:
        """The rule of heat_coincidence.csv; EngineError where there is none."""
        if name not in RULES:
            raise EngineError(
                "{name} must be one of {choices}, not {value}.",
                name="coincidence",
                choices=", ".join(RULES),
                value=name,
            )
        rows = read_catalogue("heat_coincidence").query("rule == @name").set_index("part").loc[list(PARTS)]
        table = np.column_stack(
            [rows["form"] == "logistic", *(rows[c].astype(float) for c in ("a", "b", "c", "d", "floor"))]
        ).astype(float)
        return Coincidence(name, table)

    def factor(self, part: str, consumers) -> np.ndarray:
        """g(n) of n equal consumers (any shape; below 1 counts as 1); 1 at n = 1, never above."""
        logistic, a, b, c, d, floor = self.table[PARTS.index(part)]
        n = np.maximum(np.asarray(consumers, float), 1.0)
        value = a + b / (1 + (n / c) ** d) if logistic else a + b / n**d
        return np.where(n == 1, 1.0, np.clip(value, floor, 1.0))


def equal_homes(kw, homes) -> np.ndarray:
    """Number of equal homes () that vary as much as these groups (n,) of `homes` equal homes that ask `kw` in sum."""
    kw, homes = np.asarray(kw, float), np.asarray(homes, float)
    squares = np.sum(kw**2 / np.maximum(homes, 1))
    return np.sum(kw) ** 2 / squares if squares > 0 else np.float64(0)


def own_kw(part: str, kw, homes, rule: str) -> np.ndarray:
    """Sum of what single homes ask (n,) [kW], from what buildings of `homes` ask coincidentally."""
    return np.asarray(kw, float) / Coincidence.named(rule).factor(part, homes)


def coincident_kw(space_kw, water_kw, homes, rule: str, other_kw=0.0, others=1.0) -> np.ndarray:
    """Coincident heat of groups [kW]; arrays broadcast.

    space_kw, water_kw: sums of what single homes ask (see `own_kw`). homes: how many, or `equal_homes` where they
    differ much (`homes` may then be a pair: for space and for water). other_kw: sum of buildings without homes, others:
    how many. rule: one of RULES.
    """
    rule = Coincidence.named(rule)
    space_homes, water_homes = homes if isinstance(homes, tuple) else (homes, homes)
    space = np.asarray(space_kw, float) * rule.factor("space", space_homes)
    water = np.asarray(water_kw, float) * rule.factor("water", water_homes)
    return space + water + np.asarray(other_kw, float) * rule.factor("other", others)
