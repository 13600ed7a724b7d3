"""Moves on one tree: consumers come and go, alone and by branches. Arrays as in `kernels`."""

from __future__ import annotations

import numpy as np

from .kernels import COLUMNS, FORCED, SERVED, compiled, cost_of_coming, edge_eur, path_change, put


@compiled
def reconsider(some, terminal_node, sums, net_worth, on, may, parent, branch, state, net, changed, now, least):
    """Let each of the consumers `some` come or go by itself where that spares; returns the € spared."""
    spared = 0.0
    for t in some:
        v, sign = terminal_node[t], 1.0
        if on[t]:
            sign = -1.0
            saving = -path_change(v, sums[t], -1.0, parent, branch, state, net) - net_worth[t]
        elif may[t]:
            saving = net_worth[t] - cost_of_coming(v, sums[t], parent, branch, state, net, net_worth[t] - least)
        else:
            continue
        if saving > least:
            on[t] = not on[t]
            put(v, sums[t], sign, parent, state, changed, now)
            spared += saving
    return spared


@compiled
def children(order, parent):
    """First child of each node (n,), and the next child of the same parent; -1 where there is none."""
    first = np.full(len(parent), -1, np.int64)
    following = np.full(len(parent), -1, np.int64)
    for i in range(len(order) - 1, -1, -1):
        v = order[i]
        if parent[v] >= 0:
            following[v] = first[parent[v]]
            first[parent[v]] = v
    return first, following


@compiled
def drop_branches(order, free, at_node, sums, net_worth, on, parent, branch, state, net, changed, now, least):
    """Leave out branches, from the leaves up, that cost more than they are worth; returns the € spared.

    free, at_node: consumers by node (CSR: at_node[free[v]:free[v + 1]]). sums (t, 9): of each. net_worth (t,): worth
    less the yearly cost of its connection. on (t,): who is served, changed in place. A branch with a forced street
    stays; its consumers can still go one by one.
    """
    n = len(parent)
    zero = np.zeros(COLUMNS)
    inside = np.zeros(n)  # cost of the edges below a node less what those below are worth
    spared = 0.0
    below = np.empty(n, np.int64)
    first, following = children(order, parent)
    for i in range(len(order) - 1, 0, -1):
        v = order[i]
        for j in range(free[v], free[v + 1]):
            t = at_node[j]
            if on[t]:
                saving = -path_change(v, sums[t], -1.0, parent, branch, state, net) - net_worth[t]
                if saving > least:
                    on[t] = False
                    put(v, sums[t], -1.0, parent, state, changed, now)
                    spared += saving
                else:
                    inside[v] -= net_worth[t]
        if state[v, SERVED] > 0.5 and state[v, FORCED] < 0.5:
            saving = inside[v] - path_change(v, state[v], -1.0, parent, branch, state, net)
            if saving > least:
                gone = state[v].copy()
                put(v, gone, -1.0, parent, state, changed, now)
                below[0] = v
                height = 1
                while height > 0:
                    height -= 1
                    w = below[height]
                    for c in range(COLUMNS):
                        state[w, c] = 0.0
                    changed[w] = now
                    for j in range(free[w], free[w + 1]):
                        on[at_node[j]] = False
                    w = first[w]
                    while w >= 0:
                        below[height] = w
                        height += 1
                        w = following[w]
                spared += saving
                inside[v] = 0.0
        inside[parent[v]] += inside[v] + edge_eur(branch[v], state[v], zero, net)
    return spared


@compiled
def add_branches(order, free, at_node, sums, net_worth, on, may, parent, branch, state, net, changed, now, least):
    """Let in consumers that may be served, alone and by whole branches, where that spares; returns the € spared."""
    n = len(parent)
    zero = np.zeros(COLUMNS)
    rest = np.zeros((n, COLUMNS))  # who could come at and below each node
    worth = np.zeros(n)
    inside = np.zeros(n)  # what the edges below each node would cost more
    first, following = children(order, parent)
    below = np.empty(n, np.int64)
    new = np.empty(COLUMNS)
    spared = 0.0
    for i in range(len(order) - 1, 0, -1):
        v = order[i]
        for j in range(free[v], free[v + 1]):
            t = at_node[j]
            if not on[t] and may[t]:
                gain = net_worth[t] - cost_of_coming(v, sums[t], parent, branch, state, net, net_worth[t] - least)
                if gain > least:
                    on[t] = True
                    put(v, sums[t], 1.0, parent, state, changed, now)
                    spared += gain
                else:
                    rest[v] += sums[t]
                    worth[v] += net_worth[t]
        if rest[v, SERVED] > 1.5 and worth[v] - inside[v] > least:
            gain = worth[v] - inside[v]
            gain -= cost_of_coming(v, rest[v], parent, branch, state, net, gain - least)
            if gain > least:
                inside[v] = 0.0
                put(parent[v], rest[v], 1.0, parent, state, changed, now)
                below[0] = v
                height = 1
                while height > 0:
                    height -= 1
                    w = below[height]
                    for c in range(COLUMNS):
                        state[w, c] += rest[w, c]
                        rest[w, c] = 0.0
                    changed[w] = now
                    worth[w] = 0.0
                    for j in range(free[w], free[w + 1]):
                        if may[at_node[j]]:
                            on[at_node[j]] = True
                    w = first[w]
                    while w >= 0:
                        if rest[w, SERVED] > 0.5:
                            below[height] = w
                            height += 1
                        w = following[w]
                spared += gain
        if rest[v, SERVED] > 0.5:
            for c in range(COLUMNS):
                new[c] = state[v, c] + rest[v, c]
            inside[parent[v]] += edge_eur(branch[v], new, zero, net) - edge_eur(branch[v], state[v], zero, net)
        inside[parent[v]] += inside[v]
        rest[parent[v]] += rest[v]
        worth[parent[v]] += worth[v]
    return spared
