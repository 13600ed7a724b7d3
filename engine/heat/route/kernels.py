"""The loops of the search over trees, compiled with numba where it is there. Import this only where it is used.

A tree spans every node of the graph, below one node above all sources. `parent`, `branch` (n,): the node above and the
edge to it, -1 at the top. `state` (n, 9): sums over the nodes at and below: the six sums of coincidence (for space,
water and other: kW that single consumers ask, and its squares), MWh, served consumers, and ends of forced streets. An
edge below which nobody is served costs nothing: it is not there. Edges after the streets are sources.
"""

from __future__ import annotations

import importlib.util
from collections import namedtuple

import numpy as np

from ... import compiling

COLUMNS = 9
MWH, SERVED, FORCED = 6, 7, 8
# weight (m,): metres x cost factor; caps, prices (k,): kW and €/m·year of sizes; sources (r, 4): €/(kW year), €/MWh,
# kW, €/year where it serves anybody; table (3, 6): of the coincidence rule; excess: €/(kW year) beyond a source's kW
Net = namedtuple("Net", "weight caps prices sources table excess")


def compiled(function):
    """As `engine.compiling`; the function as it is where numba is not there."""
    if importlib.util.find_spec("numba") is None:
        return function
    return compiling.compiled(function)


@compiled
def factor(n, row):
    """Coincidence of n equal consumers by one row of the rule's table."""
    if n <= 1.0:
        return 1.0
    if row[0] > 0.5:
        value = row[1] + row[2] / (1.0 + (n / row[3]) ** row[4])
    elif row[2] == 0.0:
        value = row[1]
    elif row[4] == 0.5:
        value = row[1] + row[2] / np.sqrt(n)
    else:
        value = row[1] + row[2] / n ** row[4]
    return min(1.0, max(row[5], value))


@compiled
def coincident(x, y, table):
    """Coincident kW of the sums x less y."""
    kw = 0.0
    for part in range(3):
        total = x[2 * part] - y[2 * part]
        if total > 1e-9:
            squares = x[2 * part + 1] - y[2 * part + 1]
            n = total * total / squares if squares > 1e-12 else 1.0
            kw += total * factor(n, table[part])
    return kw


@compiled
def price_of(kw, caps, prices):
    """€ per metre and year of the smallest size that carries kW; beyond the largest, as many of it as needed."""
    kw *= 1.0 - 1e-9
    for k in range(len(caps)):
        if kw <= caps[k]:
            return prices[k]
    return prices[-1] * np.ceil(kw / caps[-1])


@compiled
def edge_eur(e, x, y, net):
    """€ a year of edge e when what hangs below it is x less y."""
    if x[SERVED] - y[SERVED] + x[FORCED] - y[FORCED] < 0.5:
        return 0.0
    kw = coincident(x, y, net.table)
    if e < len(net.weight):
        return net.weight[e] * price_of(kw, net.caps, net.prices)
    source = net.sources[e - len(net.weight)]
    over = max(0.0, kw * (1.0 - 1e-9) - source[2])
    fixed = source[3] if x[SERVED] - y[SERVED] > 0.5 else 0.0
    return fixed + source[0] * kw + source[1] * max(0.0, x[MWH] - y[MWH]) + net.excess * over


@compiled
def downwards(parent):
    """Nodes in an order in which every node comes after its parent; the top is the last node."""
    n = len(parent)
    start = np.zeros(n + 2, np.int64)
    for v in range(n):
        if parent[v] >= 0:
            start[parent[v] + 2] += 1
    for v in range(n + 1):
        start[v + 1] += start[v]
    child = np.empty(n, np.int64)
    for v in range(n):
        p = parent[v]
        if p >= 0:
            child[start[p + 1]] = v
            start[p + 1] += 1
    order = np.empty(n, np.int64)
    order[0] = n - 1
    seen = 1
    for i in range(n):
        if i >= seen:
            break
        v = order[i]
        for c in range(start[v], start[v + 1]):
            order[seen] = child[c]
            seen += 1
    return order[:seen]


@compiled
def sum_up(order, parent, state):
    """Turn what stands at each node into sums over all at and below it."""
    for i in range(len(order) - 1, 0, -1):
        v = order[i]
        for c in range(COLUMNS):
            state[parent[v], c] += state[v, c]


@compiled
def tree_eur(parent, branch, state, net):
    """€ a year of all edges."""
    zero = np.zeros(COLUMNS)
    total = 0.0
    for v in range(len(parent)):
        if branch[v] >= 0:
            total += edge_eur(branch[v], state[v], zero, net)
    return total


@compiled
def slopes(branch, state, net, slope):
    """Put into slope (e,) what each edge costs per kW that single consumers below ask, where it carries any."""
    zero = np.zeros(COLUMNS)
    for v in range(len(branch)):
        if branch[v] >= 0 and state[v, SERVED] > 0.5:
            asked = state[v, 0] + state[v, 2] + state[v, 4]
            slope[branch[v]] = edge_eur(branch[v], state[v], zero, net) / max(asked, 1e-6)


@compiled
def root_tree(ends, chosen, top, parent, branch):
    """Hang the tree of the `chosen` edges below `top`; -1 where it does not reach."""
    n = len(parent)
    start = np.zeros(n + 2, np.int64)
    for e in chosen:
        start[ends[e, 0] + 2] += 1
        start[ends[e, 1] + 2] += 1
    for v in range(n + 1):
        start[v + 1] += start[v]
    other = np.empty(2 * len(chosen), np.int64)
    row = np.empty(2 * len(chosen), np.int64)
    for e in chosen:
        for side in range(2):
            v = ends[e, side]
            other[start[v + 1]] = ends[e, 1 - side]
            row[start[v + 1]] = e
            start[v + 1] += 1
    parent[:] = -1
    branch[:] = -1
    stack = np.empty(n, np.int64)
    stack[0] = top
    height = 1
    while height > 0:
        height -= 1
        v = stack[height]
        for i in range(start[v], start[v + 1]):
            w = other[i]
            if row[i] != branch[v]:
                parent[w] = v
                branch[w] = row[i]
                stack[height] = w
                height += 1


@compiled
def spanning(ends, order, n):
    """The edges, taken in `order`, that close no cycle (Kruskal)."""
    boss = np.arange(n)
    taken = np.empty(n, np.int64)
    count = 0
    for e in order:
        a = ends[e, 0]
        while boss[a] != a:
            boss[a] = boss[boss[a]]
            a = boss[a]
        b = ends[e, 1]
        while boss[b] != b:
            boss[b] = boss[boss[b]]
            b = boss[b]
        if a != b:
            boss[a] = b
            taken[count] = e
            count += 1
    return taken[:count]


@compiled
def path_change(node, x, sign, parent, branch, state, net):
    """€ a year more when x comes (sign 1) or goes (-1) at a node, on the edges above it."""
    zero = np.zeros(COLUMNS)
    new = np.empty(COLUMNS)
    change = 0.0
    v = node
    while branch[v] >= 0:
        for c in range(COLUMNS):
            new[c] = state[v, c] + sign * x[c]
        change += edge_eur(branch[v], new, zero, net) - edge_eur(branch[v], state[v], zero, net)
        v = parent[v]
    return change


@compiled
def cost_of_coming(node, x, parent, branch, state, net, most):
    """€ a year more when x comes at a node; stops on the way up once above `most`: a pipe is no cheaper for more kW."""
    zero = np.zeros(COLUMNS)
    new = np.empty(COLUMNS)
    change = 0.0
    v = node
    while branch[v] >= 0 and change <= most:
        for c in range(COLUMNS):
            new[c] = state[v, c] + x[c]
        change += edge_eur(branch[v], new, zero, net) - edge_eur(branch[v], state[v], zero, net)
        v = parent[v]
    return change


@compiled
def put(node, x, sign, parent, state, changed, now):
    """Let x come or go at a node."""
    v = node
    while v >= 0:
        for c in range(COLUMNS):
            state[v, c] += sign * x[c]
        changed[v] = now
        v = parent[v]
