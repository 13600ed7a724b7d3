"""Who gets how much of what all together feed in, in one hour: the keys in use, on arrays of hours and members.

Static: fixed shares, what a member cannot use is lost to the community. Dynamic: in proportion to need. Hybrid: static,
then the rest dynamic. Cascade: static repeated on those who still need, until nothing is left. Social: dynamic over
what the poor need first, then over the rest. (Keys as in the Czech and Austrian rules; all but static share the most
that can be shared, Σ used = min(Σ given, Σ need).)
"""

from __future__ import annotations

import numpy as np

KEYS = ("dynamic", "static", "cascade", "hybrid", "social")


def share_hours(
    given: np.ndarray, need: np.ndarray, key: str, weights: np.ndarray | None = None, first: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """kWh that each member receives and gives, (h, m) each; their sums are equal in every hour.

    given, need: (h, m) kWh fed in and drawn, not below zero. weights: (m,) shares that sum to 1, equal if None; first:
    (m,) part of each member's need that comes first with the social key, 0 to 1. Givers give in
    proportion to what they feed in.
    """
    pool = given.sum(axis=1)
    members = given.shape[1]
    weights = np.full(members, 1 / max(members, 1)) if weights is None else np.asarray(weights, float)
    if key == "dynamic":
        used = _in_proportion(pool, need)
    elif key == "static":
        used = np.minimum(pool[:, None] * weights, need)
    elif key == "hybrid":
        used = np.minimum(pool[:, None] * weights, need)
        used += _in_proportion(pool - used.sum(axis=1), need - used)
    elif key == "cascade":
        used = _filled(pool, need, weights)
        used += _in_proportion(pool - used.sum(axis=1), need - used)  # where only members without a share still need
    else:
        before = np.zeros(members) if first is None else np.asarray(first, float)
        used = _in_proportion(pool, need * before)
        used += _in_proportion(pool - used.sum(axis=1), need * (1.0 - before))
    shared = used.sum(axis=1)
    part = np.divide(shared, pool, out=np.zeros(len(pool)), where=pool > 0)
    return used, given * part[:, None]


def _in_proportion(pool: np.ndarray, need: np.ndarray) -> np.ndarray:
    """The pool (h,) over the need (h, m), to each the same part of it."""
    wanted = need.sum(axis=1)
    part = np.divide(np.clip(pool, 0, wanted), wanted, out=np.zeros(len(pool)), where=wanted > 0)
    return need * part[:, None]


def _filled(pool: np.ndarray, need: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """min(need, level · weight), the level such that the pool runs out or every weighed need is met.

    That is where static shares, repeated on those who still need, end: who is full drops out, the rest goes on.
    """
    some = weights > 0
    used = np.zeros_like(need)
    if not some.any():
        return used
    wanted, share = need[:, some], weights[some]
    full = wanted / share  # the level at which each is full
    order = np.argsort(full, axis=1)
    full = np.take_along_axis(full, order, axis=1)
    wanted = np.take_along_axis(wanted, order, axis=1)
    share = share[order]
    met = np.cumsum(wanted, axis=1) - wanted  # by those that are full before
    left = share.sum(axis=1)[:, None] - (np.cumsum(share, axis=1) - share)  # shares of those that are not
    spent = met + full * left  # what it takes to fill the k-th
    k = np.minimum((spent < pool[:, None]).sum(axis=1), full.shape[1] - 1)[:, None]
    level = (pool[:, None] - np.take_along_axis(met, k, 1)) / np.take_along_axis(left, k, 1)
    used[:, some] = np.minimum(need[:, some], level * weights[some])
    return used
