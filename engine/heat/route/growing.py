"""Sets of nodes whose entering pipes a solution pays too little for, grown node by node from every consumer."""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from .kernels import compiled, factor

# into, out_of (n + 1,) with into_arc, out_arc (arcs,): arcs by their node (CSR); from_, to (arcs,); source (n,) bool
Arcs = namedtuple("Arcs", "into into_arc out_of out_arc from_ to source")
# own (n, 8): the six sums of coincidence, homes, and kW without hot water. table (3, 6): of the coincidence rule.
# step, plain_step: kW of one step of the least prices, of kW as one and without coincidence
Asked = namedtuple("Asked", "own table step plain_step")


def by_node(from_: np.ndarray, to: np.ndarray, source: np.ndarray) -> Arcs:
    """Arcs in the order the growing needs."""
    n = len(source)
    parts = []
    for end in (to, from_):
        order = np.argsort(end, kind="stable")
        parts += [np.searchsorted(end[order], np.arange(n + 1)), order]
    return Arcs(*parts, from_, to, source)


@compiled
def kw_of(own, table):
    """kW that pipes into a set with these sums (7,) must bring together at least."""
    kw = 0.0
    for part in range(3):
        asked, squares = own[2 * part], own[2 * part + 1]
        if asked > 1e-12 and squares > 1e-12:
            equal = asked * asked / squares
            if table[part, 0] > 0.5:
                equal = max(equal, own[6])
            kw += asked * factor(equal, table[part])
    return kw


@compiled
def least_eur(own, asked, least, least_plain):
    """€ per metre and year that pipes into a set with these sums cost at least. least, least_plain: by steps of kW."""
    last = len(least) - 1
    one = int(kw_of(own, asked.table) / asked.step * (1 - 1e-9))
    plain = int(own[7] / asked.plain_step * (1 - 1e-9))
    return max(least[min(one, last)], least_plain[min(plain, last)])


@compiled
def most_pipes(inside, members, arcs, most):
    """At how many nodes of a set pipes can enter; counted up to `most`."""
    count = 0
    for v in members:
        for j in range(arcs.into[v], arcs.into[v + 1]):
            if not inside[arcs.from_[arcs.into_arc[j]]]:
                count += 1
                break
        if count >= most:
            break
    return max(count, 1)


@compiled
def grow_sets(starts, most, price, arcs, asked, least, least_plain, noise, bands, sets, ratios):
    """Grow a set from each start, always by the node that leaves the least share of the least price paid.

    price (arcs,): what the solution pays. least, least_plain (h, -): least prices of 1, 2 … and any number of pipes.
    noise (n,): factors that turn the choice. Keeps the worst paid set of each band of sizes (1, 2 to 3, 4 to 7 …) in
    sets (starts x bands, n) bool, and its share paid in ratios (starts x bands,).
    """
    n = len(noise)
    inside = np.zeros(n, np.bool_)
    waits = np.zeros(n, np.bool_)
    border = np.empty(n, np.int64)
    members = np.empty(n, np.int64)
    free = len(least) - 1
    own = np.empty(8)
    new = np.empty(8)
    for i in range(len(starts)):
        inside[:] = False
        waits[:] = False
        own[:] = 0.0
        count, size, entering = 0, 0, 0.0
        v = starts[i]
        while v >= 0 and size < most:
            for j in range(arcs.into[v], arcs.into[v + 1]):
                if not inside[arcs.from_[arcs.into_arc[j]]]:
                    entering += price[arcs.into_arc[j]]
            for j in range(arcs.out_of[v], arcs.out_of[v + 1]):
                if inside[arcs.to[arcs.out_arc[j]]]:
                    entering -= price[arcs.out_arc[j]]
            inside[v] = True
            members[size] = v
            size += 1
            for c in range(8):
                own[c] += asked.own[v, c]
            for j in range(arcs.into[v], arcs.into[v + 1]):
                u = arcs.from_[arcs.into_arc[j]]
                if not inside[u] and not waits[u] and not arcs.source[u]:
                    waits[u] = True
                    border[count] = u
                    count += 1
            pipes = most_pipes(inside, members[:size], arcs, len(least))
            ratio = entering / least_eur(own, asked, least[pipes - 1], least_plain[pipes - 1])
            band, top = 0, 2
            while size >= top and band < bands - 1:
                band += 1
                top *= 2
            if ratio < ratios[i * bands + band]:
                ratios[i * bands + band] = ratio
                sets[i * bands + band] = inside
            v, place, low = -1, -1, np.inf
            for b in range(count):
                u = border[b]
                change = 0.0
                for j in range(arcs.into[u], arcs.into[u + 1]):
                    if not inside[arcs.from_[arcs.into_arc[j]]]:
                        change += price[arcs.into_arc[j]]
                for j in range(arcs.out_of[u], arcs.out_of[u + 1]):
                    if inside[arcs.to[arcs.out_arc[j]]]:
                        change -= price[arcs.out_arc[j]]
                for c in range(8):
                    new[c] = own[c] + asked.own[u, c]
                score = (entering + change) / least_eur(new, asked, least[free], least_plain[free]) * noise[u]
                if score < low:
                    low, v, place = score, u, b
            if place >= 0:
                count -= 1
                border[place] = border[count]
                waits[v] = False
