"""Hours drawn by hand, and towns with communities planted in them."""

from __future__ import annotations

import numpy as np

ALL = slice(None)


class Hours:
    """Stands for Profiles: hours(pv=(h, n), base=(h, n)), kW, drawn is positive."""

    def __init__(self, ids=None, **technologies):
        self._kw = {name: np.asarray(kw, np.float32) for name, kw in technologies.items()}
        self.technologies = list(self._kw)
        self.hours, n = next(iter(self._kw.values())).shape
        self.connection_ids = [f"c{k:04d}" for k in range(n)] if ids is None else list(ids)
        self.start_utc = np.datetime64("2023-01-01T00:00:00", "s")

    def kw(self, technology):
        return self._kw[technology]

    def net_kw(self, rows=ALL):
        return sum(kw[rows].astype(float) for kw in self._kw.values())


def adjusted_rand(a, b) -> float:
    """Hubert and Arabie, Journal of Classification 2, 193, 1985: 1 for equal groupings, about 0 for unrelated ones."""
    a, b = (np.unique(side, return_inverse=True)[1] for side in (a, b))
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)

    def pairs(count):
        return (count * (count - 1) / 2).sum()

    same, of_a, of_b = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = of_a * of_b / pairs(np.array(len(a)))
    return (same - chance) / ((of_a + of_b) / 2 - chance)


def lattice(side: int, step_m: float = 30.0):
    """Places (side², 2) and edges of a square lattice."""
    places = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * step_m
    at = np.arange(side * side).reshape(side, side)
    edges = [np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], 1), np.stack([at[:-1].ravel(), at[1:].ravel()], 1)]
    return places, np.concatenate(edges)


def planted_town(seed: int, noise: float, groups: int = 8, side: int = 20, hours: int = 24 * 28):
    """Hours, places, edges and the planted group of each connection.

    Groups are compact patches of a lattice whose edges run across them. A third make, the others use; both follow the
    hours of their group, drawn at random, but for a share `noise` of their energy that follows hours of their own.
    """
    rng = np.random.default_rng(seed)
    places, edges = lattice(side)
    n = len(places)
    middle = places[rng.choice(n, groups, replace=False)]
    for _ in range(5):
        group = np.argmin(((places[:, None] - middle) ** 2).sum(axis=-1), axis=1)
        middle = np.stack([places[group == k].mean(axis=0) for k in range(groups)])
    shape = rng.gamma(0.35, 1.0, (hours, groups))
    shape /= shape.mean(axis=0)
    makes, size = rng.random(n) < 0.35, rng.lognormal(0.0, 0.4, n)
    made, used = np.where(makes, size, 0.0), np.where(makes, 0.0, size)
    for k in range(groups):  # each group makes what it uses
        used[group == k] *= made[group == k].sum() / used[group == k].sum()

    def hourly(yearly):
        return yearly * ((1 - noise) * shape[:, group] + noise * rng.gamma(0.5, 2.0, (hours, n)))

    mixed = rng.permutation(n)  # the order of rows says nothing
    where = np.empty(n, int)
    where[mixed] = np.arange(n)
    town = Hours(pv=-hourly(made)[:, mixed], base=hourly(used)[:, mixed])
    return town, (places + rng.normal(0, 3, places.shape))[mixed], where[edges], group[mixed]
