"""The loops of the search over trees, compiled with numba where it is there. Import this only where it is used.

A tree spans every node of the graph, below one node above all sources. `parent`, `branch` (n,): the node above and the
edge to it, -1 at the top. `state` (n, 9): sums over the nodes at and below: the six sums of coincidence (for space,
water and other: kW that single consumers ask, and its squares), MWh, served consumers, and ends of forced streets. An
edge below which nobody is served costs nothing: it is not there. Edges after the streets are sources.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np

COLUMNS = 9
MWH, SERVED, FORCED = 6, 7, 8
# weight (m,): metres x cost factor; caps, prices (k,): kW and €/m·year of sizes; sources (r, 3): €/(kW year), €/MWh,
# kW; table (3, 6): of the coincidence rule; excess: €/(kW year) beyond what a source has
Net = namedtuple("Net", "weight caps prices sources table excess")


def _compiled(function):
    """Compile without the interpreter lock and keep the machine code on disk; as it is where numba is not there."""
    try:
        import numba
    except ImportError:
        return function
    options = {"nogil": True, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder it can write
        return numba.njit(**options)(function)


@_compiled
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


@_compiled
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


@_compiled
def price_of(kw, caps, prices):
    """€ per metre and year of the smallest size that carries kW; beyond the largest, as many of it as needed."""
    kw *= 1.0 - 1e-9
    for k in range(len(caps)):
        if kw <= caps[k]:
            return prices[k]
    return prices[-1] * np.ceil(kw / caps[-1])


@_compiled
def edge_eur(e, x, y, net):
    """€ a year of edge e when what hangs below it is x less y."""
    if x[SERVED] - y[SERVED] + x[FORCED] - y[FORCED] < 0.5:
        return 0.0
    kw = coincident(x, y, net.table)
    if e < len(net.weight):
        return net.weight[e] * price_of(kw, net.caps, net.prices)
    source = net.sources[e - len(net.weight)]
    over = max(0.0, kw * (1.0 - 1e-9) - source[2])
    return source[0] * kw + source[1] * max(0.0, x[MWH] - y[MWH]) + net.excess * over


@_compiled
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


@_compiled
def sum_up(order, parent, state):
    """Turn what stands at each node into sums over all at and below it."""
    for i in range(len(order) - 1, 0, -1):
        v = order[i]
        for c in range(COLUMNS):
            state[parent[v], c] += state[v, c]


@_compiled
def tree_eur(parent, branch, state, net):
    """€ a year of all edges."""
    zero = np.zeros(COLUMNS)
    total = 0.0
    for v in range(len(parent)):
        if branch[v] >= 0:
            total += edge_eur(branch[v], state[v], zero, net)
    return total


@_compiled
def slopes(branch, state, net, slope):
    """Put into slope (e,) what each edge costs per kW that single consumers below ask, where it carries any."""
    zero = np.zeros(COLUMNS)
    for v in range(len(branch)):
        if branch[v] >= 0 and state[v, SERVED] > 0.5:
            asked = state[v, 0] + state[v, 2] + state[v, 4]
            slope[branch[v]] = edge_eur(branch[v], state[v], zero, net) / max(asked, 1e-6)


@_compiled
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


@_compiled
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


@_compiled
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


@_compiled
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


@_compiled
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


@_compiled
def swap_edges(
    order, start, budget, ends, fixed, reach, parent, branch, state, net, looked, changed, clock, mark, least
):
    """Insert the edges of `order` from `start` on, one by one, and break each cycle where that spares most.

    budget: price evaluations after which to return. reach: positions on the cycle around the inserted edge at which it
    may break (long cycles are costly to look at). looked (m,), changed (n,), clock (2,): when an edge was last looked
    at and a node last changed, so that nothing is looked at twice. Returns the next position and the € spared.
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
        for k in range(max(0, here - reach), min(length, here + reach) + 1):
            if k != here and not fixed[edges[k]]:
                spent += length
                eur = broken_eur(k, length, edges, sums, net, best)
                if eur < best:
                    best, place = eur, k
        if place >= 0:
            break_at(place, length, top, nodes, edges, sums, parent, branch, state, changed, clock[0])
            clock[0] += 1
            spared += now - best
    return at, spared


@_compiled
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


@_compiled
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


@_compiled
def put(node, x, sign, parent, state, changed, now):
    """Let x come or go at a node."""
    v = node
    while v >= 0:
        for c in range(COLUMNS):
            state[v, c] += sign * x[c]
        changed[v] = now
        v = parent[v]


@_compiled
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
    first = np.full(n, -1, np.int64)
    following = np.full(n, -1, np.int64)
    for i in range(len(order) - 1, -1, -1):
        v = order[i]
        if parent[v] >= 0:
            following[v] = first[parent[v]]
            first[parent[v]] = v
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


@_compiled
def add_branches(order, free, at_node, sums, net_worth, on, may, parent, branch, state, net, changed, now, least):
    """Let in consumers that may be served, alone and by whole branches, where that spares; returns the € spared."""
    n = len(parent)
    zero = np.zeros(COLUMNS)
    rest = np.zeros((n, COLUMNS))  # who could come at and below each node
    worth = np.zeros(n)
    first = np.full(n, -1, np.int64)
    following = np.full(n, -1, np.int64)
    below = np.empty(n, np.int64)
    new = np.empty(COLUMNS)
    spared = 0.0
    for i in range(len(order) - 1, -1, -1):
        v = order[i]
        if parent[v] >= 0:
            following[v] = first[parent[v]]
            first[parent[v]] = v
    for i in range(len(order) - 1, 0, -1):
        v = order[i]
        for j in range(free[v], free[v + 1]):
            t = at_node[j]
            if not on[t] and may[t]:
                gain = net_worth[t] - path_change(v, sums[t], 1.0, parent, branch, state, net)
                if gain > least:
                    on[t] = True
                    put(v, sums[t], 1.0, parent, state, changed, now)
                    spared += gain
                else:
                    rest[v] += sums[t]
                    worth[v] += net_worth[t]
        if rest[v, SERVED] > 1.5:
            gain = worth[v] - path_change(v, rest[v], 1.0, parent, branch, state, net)
            below[0] = v
            height = 1
            while height > 0 and gain > least:
                height -= 1
                w = below[height]
                if w != v:
                    for c in range(COLUMNS):
                        new[c] = state[w, c] + rest[w, c]
                    gain -= edge_eur(branch[w], new, zero, net) - edge_eur(branch[w], state[w], zero, net)
                w = first[w]
                while w >= 0:
                    if rest[w, SERVED] > 0.5:
                        below[height] = w
                        height += 1
                    w = following[w]
            if gain > least:
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
        rest[parent[v]] += rest[v]
        worth[parent[v]] += worth[v]
    return spared
