"""Which pockets to steer and which to strengthen, where one lies within another."""

from __future__ import annotations

import numpy as np


def cheapest_choice(parent: np.ndarray, steering: np.ndarray, copper: np.ndarray) -> np.ndarray:
    """(p,) bool, pockets that are steered, at the least cost.

    parent: (p,) position of the pocket around each, -1; steering, copper: (p,) cost of each by itself (inf: cannot).
    Steering of a pocket counts on steering in all pockets within it, whereas copper counts on nothing: a pocket may be
    steered where all within it are. best(p) = min(steering of p and all within, copper of p + the best of each within).
    """
    n = len(parent)
    children: list[list[int]] = [[] for _ in range(n)]
    for child, above in enumerate(parent):
        if above >= 0:
            children[above].append(child)
    order, stack = [], [p for p in range(n) if parent[p] < 0]
    while stack:
        here = stack.pop()
        order.append(here)
        stack += children[here]
    whole, best = np.zeros(n), np.zeros(n)
    steered = np.zeros(n, bool)
    for p in reversed(order):
        whole[p] = steering[p] + sum(whole[c] for c in children[p])
        apart = copper[p] + sum(best[c] for c in children[p])
        steered[p] = whole[p] <= apart
        best[p] = min(whole[p], apart)
    chosen = np.zeros(n, bool)
    for p in order:
        chosen[p] = steered[p] or (parent[p] >= 0 and chosen[parent[p]])
    return chosen
