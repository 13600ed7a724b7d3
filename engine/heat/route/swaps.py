"""Moves from one tree to another: insert an edge, break the cycle elsewhere. Arrays as in `kernels`."""

from __future__ import annotations

import numpy as np

from .kernels import COLUMNS, compiled, edge_eur


@compiled
def cycle_of(e, ends, parent, branch, state, mark, tag, nodes, edges, sums):
    """The cycle that edge e closes, from the child of its highest node on one side down to e and up the other side.

    Fills nodes (L,), edges (L + 1,) and sums (L + 1, 9): of what hangs at the nodes before. Returns L, the position of
    e and the highest node.
    """
    u, v = ends[e, 0], ends[e, 1]
    x = u
    while x >= 0:
        mark[x] = tag
        x = parent[x]
    x = v
    while mark[x] != tag:
        x = parent[x]
    top = x
    left = 0
    x = u
    while x != top:
        left += 1
        x = parent[x]
    i = left
    x = u
    while x != top:
        i -= 1
        nodes[i] = x
        edges[i] = branch[x]
        x = parent[x]
    edges[left] = e
    length = left
    x = v
    while x != top:
        nodes[length] = x
        length += 1
        edges[length] = branch[x]
        x = parent[x]
    for c in range(COLUMNS):
        sums[0, c] = 0.0
        for i in range(length):
            own = state[nodes[i], c]
            if i < left - 1:
                own -= state[nodes[i + 1], c]
            elif i > left:
                own -= state[nodes[i - 1], c]
            sums[i + 1, c] = sums[i, c] + own
    return length, left, top


@compiled
def broken_eur(k, length, edges, sums, net, most):
    """€ a year of the cycle without its k-th edge; stops once above `most`."""
    total = 0.0
    for i in range(k - 1, -1, -1):
        total += edge_eur(edges[i], sums[k], sums[i], net)
        if total >= most:
            return total
    for i in range(k + 1, length + 1):
        total += edge_eur(edges[i], sums[i], sums[k], net)
        if total >= most:
            return total
    return total


@compiled
def break_at(k, length, top, nodes, edges, sums, parent, branch, state, changed, now):
    """Make the cycle a tree again without its k-th edge."""
    for i in range(length):
        v = nodes[i]
        if i < k:
            parent[v] = nodes[i - 1] if i > 0 else top
            branch[v] = edges[i]
        else:
            parent[v] = nodes[i + 1] if i < length - 1 else top
            branch[v] = edges[i + 1]
        for c in range(COLUMNS):
            state[v, c] = sums[k, c] - sums[i, c] if i < k else sums[i + 1, c] - sums[k, c]
        changed[v] = now


@compiled
def swap_edges(
    order, start, budget, ends, fixed, reach, parent, branch, state, net, looked, changed, clock, mark, least
):
    """Insert the edges of `order` from `start` on, one by one, and break each cycle where that spares most.

    budget: price evaluations after which to return. reach: positions on the cycle around the inserted edge at which it
    may break (long cycles are costly to look at); at a source it always may. looked (m,), changed (n,), clock (2,):
    when an edge was last looked at and a node last changed, so that nothing is looked at twice. Returns the next
    position and the € spared.
    """
    n = len(parent)
    nodes = np.empty(n, np.int64)
    edges = np.empty(n + 1, np.int64)
    sums = np.empty((n + 1, COLUMNS))
    spared = 0.0
    spent = 0
    at = start
    while at < len(order) and spent < budget:
        e = order[at]
        at += 1
        u, v = ends[e, 0], ends[e, 1]
        if branch[u] == e or branch[v] == e:
            continue
        clock[1] += 1
        length, here, top = cycle_of(e, ends, parent, branch, state, mark, clock[1], nodes, edges, sums)
        spent += length
        same = True
        for i in range(length):
            if changed[nodes[i]] > looked[e]:
                same = False
                break
        if same:
            continue
        clock[0] += 1
        looked[e] = clock[0]
        now = broken_eur(here, length, edges, sums, net, np.inf)
        best, place = now - least, -1
        for k in range(length + 1):
            tried = abs(k - here) <= reach or edges[k] >= len(net.weight)
            if tried and k != here and not fixed[edges[k]]:
                spent += length
                eur = broken_eur(k, length, edges, sums, net, best)
                if eur < best:
                    best, place = eur, k
        if place >= 0:
            break_at(place, length, top, nodes, edges, sums, parent, branch, state, changed, clock[0])
            clock[0] += 1
            spared += now - best
    return at, spared


@compiled
def shake(picked, draws, ends, fixed, parent, branch, state, changed, clock, mark):
    """Insert each picked edge and break its cycle at a place drawn (0 to 1)."""
    n = len(parent)
    nodes = np.empty(n, np.int64)
    edges = np.empty(n + 1, np.int64)
    sums = np.empty((n + 1, COLUMNS))
    for i in range(len(picked)):
        e = picked[i]
        if branch[ends[e, 0]] == e or branch[ends[e, 1]] == e:
            continue
        clock[1] += 1
        length, here, top = cycle_of(e, ends, parent, branch, state, mark, clock[1], nodes, edges, sums)
        low, high = max(0, here - 6), min(length, here + 6)
        k = low + int(draws[i] * (high - low + 1))
        if not fixed[edges[k]] and k != here:
            clock[0] += 1
            break_at(k, length, top, nodes, edges, sums, parent, branch, state, changed, clock[0])
