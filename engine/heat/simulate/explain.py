"""Why an hour has no solution: the first pipe, house or station at fault."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...problems import Problem
from .circuit import as_trees
from .friction import pressure_drop

REMEDY = "Correct it in the net and run again."


def explain(model, kw: np.ndarray, time: str) -> Problem:
    """The likeliest fault in an hour in which houses ask kW (houses,), found on the tree of shortest ways."""
    houses, parts = model.houses, model.parts
    wrong = np.flatnonzero(~np.isfinite(kw))
    if len(wrong):
        name = houses.names[wrong[0]]
        return _problem("no_number", name, "At {time} house {id} asks for no number of kW.", {"id": name, "time": time})
    tree = as_trees(_spanning(parts), model.law)
    if tree.cut_off:
        name = tree.cut_off[0]
        return _problem(
            "cut_off", name, "At {time} no pipe leads from a source to house {id}.", {"id": name, "time": time}
        )
    asks = dict(zip(houses.names, kw))
    flow = np.zeros(len(tree.parent))
    for name, node, design, most in zip(
        tree.houses.names, tree.houses.node, tree.houses.design_w, tree.houses.design_kg_per_s
    ):
        flow[node] += most * asks[name] * 1e3 / design if design else 0.0
    for k in range(len(flow) - 1, -1, -1):
        if tree.parent[k] != k:
            flow[tree.parent[k]] += flow[k]
    root = tree.sources.holds
    left = np.zeros(len(flow))
    for node, lift in zip(tree.sources.node[root], tree.sources.lift_bar[root]):
        left[node] = lift
    steepest, at = -1.0, -1
    for k, p in enumerate(tree.parent):
        if p == k:
            continue
        drop = [float(pressure_drop(flow[k], tree.friction[side, k], tree.law)) * 1e-5 for side in (0, 1)]
        left[k] = left[p] - sum(drop)
        if left[k] < 0 <= left[p]:
            name = parts.pipes[tree.pipe[k]]
            return _problem(
                "pump_too_small", name,
                "At {time} the pump's {lift} bar are used up in pipe {id}, which should carry {kg} kg/s.",
                {"id": name, "time": time, "lift": round(float(tree.sources.lift_bar[root][0]), 2),
                 "kg": round(float(flow[k]), 2)},
            )  # fmt: skip
        steep = sum(drop) / parts.supply.length_m[tree.pipe[k]]
        if steep > steepest:
            steepest, at = steep, k
    name = parts.pipes[tree.pipe[at]] if at >= 0 else tree.sources.names[0]
    return _problem(
        "not_solved", name,
        "At {time} there is no solution; pipe {id} loses most pressure, {pa} Pa/m.",
        {"id": name, "time": time, "pa": round(max(steepest, 0.0) * 1e5)},
    )  # fmt: skip


def _problem(code: str, element: str, reason: str, values: dict) -> Problem:
    return Problem("NET", element, code, reason, REMEDY, values)


def _spanning(parts):
    """The net without the pipes that close a mesh: those that a shortest way from the sources does not use."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    n, start, stop = len(parts.nodes), parts.pipe_from, parts.pipe_to
    holders = parts.sources.node[parts.sources.holds]
    graph = coo_matrix((parts.supply.length_m, (start, stop)), (n, n)).tocsr()
    _, before, _ = dijkstra(graph, directed=False, indices=holders, min_only=True, return_predecessors=True)
    first = {}
    for row, (a, b) in enumerate(zip(start.tolist(), stop.tolist())):
        for here, other in ((a, b), (b, a)):
            if before[here] == other:
                first.setdefault(here, row)
    keep = np.array(sorted(set(first.values())), int)

    def side(pipes):
        return replace(pipes, **{name: values[keep] for name, values in vars(pipes).items()})

    return replace(
        parts, pipes=[parts.pipes[k] for k in keep], pipe_from=start[keep], pipe_to=stop[keep],
        supply=side(parts.supply), back=side(parts.back),
    )  # fmt: skip
