"""Who meets whose need: first inside a holon, then among its siblings, then outward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .power import Power
from .tree import Tree


@dataclass(frozen=True)
class Exchange:
    """One level in some hours, in the order of the `Tree`; kW, float64.

    made, used, charged, discharged, net_kw: (h, k), sums over the members. siblings_kw, outward_kw: (h, k), drawn from
    siblings and from beyond them, negative where given: net = siblings + outward. surplus_shared, need_met: (h, groups)
    the share of the surplus that siblings take, and of their need that siblings meet; one of the two is 1 wherever
    both a surplus and a need are there.
    """

    level: int
    made: np.ndarray
    used: np.ndarray
    charged: np.ndarray
    discharged: np.ndarray
    net_kw: np.ndarray
    siblings_kw: np.ndarray
    outward_kw: np.ndarray
    surplus_shared: np.ndarray
    need_met: np.ndarray

    @property
    def inside_kw(self) -> np.ndarray:
        """What is made or discharged and used or stored inside, (h, k)."""
        return np.minimum(self.made + self.discharged, self.used + self.charged)


def exchanges(power: Power, tree: Tree) -> Iterator[Exchange]:
    """The levels from small to large. Within a group of siblings the surplus that others need is given in proportion to
    the surplus and taken in proportion to the need; what is left goes outward, and is their holon's own net."""
    parts = [tree.lowest(part) for part in (power.made, power.used, power.charged, power.discharged)]
    for level in range(len(tree.first)):
        if level:
            parts = [tree.above(level, part) for part in parts]
        made, used, charged, discharged = parts
        net = (used - made) + (charged - discharged)
        yield Exchange(level, *parts, net, *share(net, tree.starts(level), tree.group[level]))


def share(net: np.ndarray, starts: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, ...]:
    """siblings_kw, outward_kw (h, k), surplus_shared, need_met (h, groups) of `Exchange`, for net (h, k).

    starts: (groups,) columns at which the siblings begin. group: (k,).
    """
    need = np.maximum(net, 0)
    needs = np.add.reduceat(need, starts, axis=1)
    surpluses = np.add.reduceat(need - net, starts, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        met = np.where(needs > 0, np.minimum(surpluses / needs, 1), 0)
        shared = np.where(surpluses > 0, np.minimum(needs / surpluses, 1), 0)
    siblings = np.where(net > 0, met[:, group], shared[:, group]) * net
    return siblings, net - siblings, shared, met
