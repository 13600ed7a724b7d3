"""Reduces one level of a network to what matters for choosing open points.

Branches that end somewhere hang on the node they leave; runs of cable between two nodes become one chain. A chain with
loads w_i at resistances r_i from its end u is, for the sum of kW x ohm, the same as one load w = sum(w_i) at
r = sum(w_i r_i) / w: fed from u it costs w d_u + sum(w_i r_i), fed from v it costs w d_v + sum(w_i (R - r_i)).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .network import CableNetwork

# Where a switch is likelier to be, for chains that serve nobody.
PREFERENCE = {"station_lv": 3, "station_mv": 3, "cabinet": 2, "joint": 1}


@dataclass(frozen=True)
class Chains:
    """k key nodes and c chains; halves 2 i and 2 i + 1 are the two ends of chain i.

    key: int (k,), nodes of the network. weight: float64 (k + c,), kW at key nodes, then at the middles of chains.
    half_key: int (2c,), position in `key` at which each half ends. half_ohm: float64 (2c,), from there to the middle.
    half_edge: int (2c,), edge of the network with which each half begins; half_end: str (2c,), "from" or "to".
    may_open: bool (2c,), whether there is a joint, cabinet or station at that end.
    runs_on: bool (2c,), whether the drawn cable runs on beyond that end, as it does through a tee.
    sources: int, positions in `key`.
    """

    key: np.ndarray
    weight: np.ndarray
    half_key: np.ndarray
    half_ohm: np.ndarray
    half_edge: np.ndarray
    half_end: np.ndarray
    may_open: np.ndarray
    runs_on: np.ndarray
    sources: np.ndarray


def find_chains(
    network: CableNetwork, edges: np.ndarray, node_kw: np.ndarray, edge_ohm: np.ndarray, sources: np.ndarray
) -> Chains:
    """Chains of the closed `edges` (int) of one level; node_kw (n,), edge_ohm (m,), sources: int nodes."""
    tail, head = network.edge_from, network.edge_to
    at: dict[int, list[int]] = defaultdict(list)
    for edge, a, b in zip(edges.tolist(), tail[edges].tolist(), head[edges].tolist()):
        at[a].append(edge)
        at[b].append(edge)  # twice at one node for a loop on itself
    kw = node_kw.astype(float).copy()
    is_source = np.zeros(network.n_nodes, bool)
    is_source[sources] = True
    gone = _prune(at, kw, tail, head, is_source)

    degree = np.zeros(network.n_nodes, int)
    kept = np.array([e for e in edges.tolist() if not gone[e]], int)
    np.add.at(degree, tail[kept], 1)
    np.add.at(degree, head[kept], 1)
    preference = np.array([PREFERENCE.get(kind, 0) for kind in network.node_kind.tolist()], int)
    preference[is_source] = 3
    key = np.flatnonzero((degree > 0) & ((preference > 0) | (degree != 2)))
    position = np.full(network.n_nodes, -1)
    position[key] = np.arange(len(key))

    weight, half_key, half_ohm, half_edge, half_end = kw[key].tolist(), [], [], [], []
    for run in _runs(key.tolist(), kept, at, gone, tail, head, position):
        ohm, load, moment = 0.0, 0.0, 0.0
        for edge, _, node in run[:-1]:
            ohm += edge_ohm[edge]
            load += kw[node]
            moment += kw[node] * ohm
        ohm += edge_ohm[run[-1][0]]
        start = tail[run[0][0]] if run[0][1] else head[run[0][0]]
        stop = run[-1][2]
        # A chain that serves nobody is opened at the end where a switch is likelier.
        idle = ohm * (1 + np.sign(preference[start] - preference[stop])) / 2
        near = moment / load if load > 0 else idle
        weight.append(load)
        half_key += [position[start], position[stop]]
        half_ohm += [near, ohm - near]
        half_edge += [run[0][0], run[-1][0]]
        half_end += ["from" if run[0][1] else "to", "to" if run[-1][1] else "from"]
    half_key, half_edge = np.array(half_key, int), np.array(half_edge, int)
    cable = network.edge_cable
    runs_on = [
        cable[edge] >= 0 and any(cable[e] == cable[edge] for e in at[node] if e != edge)
        for edge, node in zip(half_edge.tolist(), key[half_key].tolist())
    ]
    return Chains(
        key,
        np.array(weight, float),
        half_key,
        np.array(half_ohm, float),
        half_edge,
        np.array(half_end, "U4"),
        preference[key[half_key]] > 0,
        np.array(runs_on, bool),
        np.flatnonzero(is_source[key]),
    )


def _prune(at, kw, tail, head, is_source) -> np.ndarray:
    """Move the load of every branch that ends somewhere to where it leaves; bool per edge, whether it is gone."""
    gone = np.zeros(len(tail), bool)
    degree = {node: len(edges) for node, edges in at.items()}
    leaves = sorted(node for node, d in degree.items() if d == 1 and not is_source[node])
    while leaves:
        node = leaves.pop()
        edge = next((e for e in at[node] if not gone[e]), None)
        if edge is None:
            continue
        gone[edge] = True
        other = int(tail[edge] + head[edge] - node)
        kw[other] += kw[node]
        degree[other] -= 1
        degree[node] -= 1
        if degree[other] == 1 and not is_source[other]:
            leaves.append(other)
    return gone


def _runs(key, kept, at, gone, tail, head, position):
    """Runs of edges between key nodes, each a list of (edge, whether walked from -> to, node arrived at)."""
    walked = np.zeros(len(tail), bool)
    for start in key:
        for first in sorted(e for e in at[start] if not gone[e]):
            if walked[first]:
                continue
            run, edge, node = [], first, start
            while True:
                walked[edge] = True
                forward = tail[edge] == node
                node = int(head[edge] if forward else tail[edge])
                run.append((edge, bool(forward), node))
                if position[node] >= 0:
                    break
                edge = next(e for e in at[node] if not gone[e] and not walked[e])
            yield run
