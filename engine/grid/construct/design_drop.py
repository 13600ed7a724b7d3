"""Makes cables that a rule chose heavy enough for the voltage at today's load: the grid that lies there works."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...phrases import Phrase
from .coincidence import COS_PHI
from .network import CableNetwork
from .supply import Behind, Supply

LARGEST_DROP = 0.05  # of the LV voltage from station to service cable; planning rule of thumb, unconfirmed
RULE = Phrase("heavier to keep the voltage drop at the coincident peak within 5 %")
ROUNDS = 40


def next_heavier() -> dict[str, str]:
    """The type one size heavier of the same level, family and conductor, for each main type that has one."""
    table = read_catalogue("cables")
    main = table[table["use"] == "main"]
    main = main.assign(voltage=main["name"].str[-5:].where(main["level"] == "MV", ""))
    answer = {}
    for _, rows in main.groupby(["level", "family", "conductor", "voltage"]):
        names = rows.sort_values("max_i_a", kind="stable")["name"].tolist()
        answer |= dict(zip(names[:-1], names[1:]))
    return answer


def heavier_for_voltage(
    network: CableNetwork,
    supply: Supply,
    below: Behind,
    drawn: np.ndarray,
    types: np.ndarray,
    may_change: np.ndarray,
    lv_kv: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Raise types of drawn LV cables, size by size, until no main drops more than LARGEST_DROP from its station.

    below: figures behind each edge. drawn: int, the drawn LV edges. types, may_change: per cable (c,). In every feeder
    that drops too much, the cable on the way to its worst node whose next size saves most is raised. Returns the types
    and whether each was raised.
    """
    heavier = next_heavier()
    table = read_catalogue("cables").set_index("name")
    ohm_per_m = ((table["r_ohm_per_km"] + table["x_ohm_per_km"] * np.tan(np.arccos(COS_PHI))) / 1000).to_dict()
    types = types.copy()
    raised = np.zeros(len(types), bool)
    trace, cable = supply.trace, network.edge_cable
    # Drop per ohm along each edge, as a share of the nominal voltage: P / U^2.
    per_ohm = below.peak_kw[drawn] * 1000 / (lv_kv * 1000) ** 2 * network.edge_length_m[drawn]
    is_main = np.zeros(network.n_nodes, bool)
    is_main[network.edge_from[drawn]] = is_main[network.edge_to[drawn]] = True
    is_main &= (trace.source >= 0) & (trace.feeder >= 0)
    stuck: set[int] = set()
    for _ in range(ROUNDS):
        edge_drop = np.zeros(network.n_edges)
        edge_drop[drawn] = per_ohm * pd.Series(types[cable[drawn]]).map(ohm_per_m).to_numpy(float)
        drop = np.zeros(network.n_nodes)
        for depth in range(1, trace.depth.max(initial=0) + 1):
            here = trace.nodes_at_depth(depth)
            drop[here] = drop[trace.parent[here]] + edge_drop[trace.parent_edge[here]]
        nodes = np.flatnonzero(is_main & (drop > LARGEST_DROP))
        nodes = nodes[np.lexsort((nodes, -drop[nodes], trace.feeder[nodes]))]
        worst = nodes[np.diff(trace.feeder[nodes], prepend=-1) != 0]
        changed = False
        for node in worst:
            if int(trace.feeder[node]) in stuck:
                continue
            best = _best_on_the_way(node, trace, network, edge_drop, types, may_change, heavier, ohm_per_m)
            if best < 0:
                stuck.add(int(trace.feeder[node]))
                continue
            types[best], raised[best], changed = heavier[types[best]], True, True
        if not changed:
            break
    return types, raised


def _best_on_the_way(node, trace, network, edge_drop, types, may_change, heavier, ohm_per_m) -> int:
    """The cable between a node and its source whose next size takes most drop away, -1 where none can be raised."""
    share: dict[int, float] = {}
    while trace.parent_edge[node] >= 0:
        edge = trace.parent_edge[node]
        cable = int(network.edge_cable[edge])
        if cable >= 0 and may_change[cable] and types[cable] in heavier:
            share[cable] = share.get(cable, 0.0) + float(edge_drop[edge])
        node = trace.parent[node]
    saved = {c: d * (1 - ohm_per_m[heavier[types[c]]] / ohm_per_m[types[c]]) for c, d in share.items()}
    return max(sorted(saved), key=saved.get, default=-1)
