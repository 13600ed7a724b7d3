"""Routes of heat networks: how far from the best at most, beside networkx' Steiner tree, and how long they take.

    python benchmarks/heat_routes.py [--seconds 60] [--large 2700 10000]

Towns of noisy grids with houses along the streets, one source, pipes of the catalogue. The gap is that of the pipes'
yearly cost to a proven lower bound (a linear program on HiGHS). networkx' trees are shortest in metres; both are priced
by the sizes they need.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


def room(name: str):
    """A room of the checkout as part of the package `stadsstroom`, as QGIS loads it."""
    if "stadsstroom" not in sys.modules:
        sys.path[:] = [p for p in sys.path if Path(p or os.curdir).resolve() != ROOT]
        spec = importlib.util.spec_from_file_location(
            "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
        )
        package = importlib.util.module_from_spec(spec)
        sys.modules["stadsstroom"] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"stadsstroom.engine{name}")


def town(side: int, houses: int, mixed: bool, seed: int = 0):
    """side x side crossings, some streets missing; mixed: a tenth are flats of 20 homes, a tenth no homes."""
    random = np.random.default_rng(seed)
    n = side * side
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2) * 100 + random.normal(0, 18, (n, 2))
    at = np.arange(n).reshape(side, side)
    streets = np.vstack(
        [np.column_stack([at[:, :-1].ravel(), at[:, 1:].ravel()]), np.column_stack([at[:-1].ravel(), at[1:].ravel()])]
    )
    streets = streets[random.random(len(streets)) < 0.9]
    spots = np.sort(random.integers(0, len(streets), houses) + random.uniform(0.02, 0.98, houses))
    first = np.searchsorted(spots, np.arange(len(streets) + 1))
    edges, metres, node = [], [], n
    for s, (a, b) in enumerate(streets):
        long, before, done = np.hypot(*(xy[a] - xy[b])), a, 0.0
        for part in spots[first[s] : first[s + 1]] - s:
            edges.append((before, node))
            metres.append(long * (part - done))
            before, done, node = node, part, node + 1
        edges.append((before, b))
        metres.append(long * (1 - done))
    kind = random.random(houses) if mixed else np.full(houses, 0.5)
    homes = np.where(kind < 0.1, 0, np.where(kind > 0.9, 20, 1)).astype(float)
    space = np.where(homes == 0, 60, homes) * np.where(homes == 0, 1, random.uniform(5, 10, houses))
    m, zero = len(edges), np.zeros(1)
    return room(".heat.route").RouteProblem(
        np.array(edges), np.array(metres), random.choice([1, 1, 1, 1.4], m), np.zeros(m, bool), node,
        np.arange(n, n + houses), space, np.where(homes == 0, 5.0, np.where(homes == 1, 25.0, 60.0)), homes,
        1.6 * space, np.zeros(houses), np.full(houses, np.nan), np.array([n // 2]), np.array([np.inf]), zero, zero,
    )  # fmt: skip


def pipe_price():
    """Steel pipes at 70/50 °C, 40 years at 3 %, heat lost at 40 €/MWh."""
    pipes = room(".heat.pipes")
    sizes = pipes.pipe_sizes(pipes.PipeOptions(), pipes.water_at(60), 20.0)
    return room(".heat.route").PipePrice.of_pipes(sizes, 0.0433, 0.018, 40.0, 70.0, 50.0, 8.0)


def steiner_eur(problem, price, method: str) -> float:
    """€ a year of networkx' Steiner tree, with the sizes it needs."""
    from dataclasses import replace

    import networkx as nx

    graph = nx.Graph()
    for row, (a, b) in enumerate(problem.edges):
        weight = problem.length_m[row] * problem.cost_factor[row]
        graph.add_edge(int(a), int(b), weight=weight, row=row)
    goals = [int(problem.root_node[0]), *map(int, problem.terminal_node)]
    tree = nx.algorithms.approximation.steiner_tree(graph, goals, method=method)
    forbidden = np.ones(len(problem.edges), bool)
    forbidden[[data["row"] for *_, data in tree.edges(data=True)]] = False
    route = room(".heat.route")
    only = replace(problem, forbidden=forbidden)  # a tree leaves nothing to choose
    return room("").finish(route.cheapest_forest(only, price, route.Coverage(effort=0))).eur_per_year


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="for each lower bound")
    parser.add_argument("--large", type=int, nargs="*", default=[2700, 10000])
    options = parser.parse_args()
    route, finish, price = room(".heat.route"), room("").finish, pipe_price()
    finish(route.cheapest_forest(town(3, 5, False), price))  # compile
    print("town                   terminals  edges  €/year      gap %  kou +%  mehlhorn +%   s")
    for side, houses, mixed in ((6, 100, False), (7, 300, False), (12, 300, False), (7, 300, True)):
        problem = town(side, houses, mixed)
        began = time.perf_counter()
        eur = finish(route.cheapest_forest(problem, price)).eur_per_year
        took = time.perf_counter() - began
        gap = 100 * (eur / route.lower_bound(problem, price, options.seconds) - 1)
        dearer = [100 * (steiner_eur(problem, price, method) / eur - 1) for method in ("kou", "mehlhorn")]
        name = f"{side} x {side}, {'mixed' if mixed else 'homes'}"
        print(
            f"{name:<22} {houses:9} {len(problem.edges):6} {eur:9.0f} {gap:9.1f} {dearer[0]:7.1f} {dearer[1]:11.1f} "
            f"{took:6.1f}",
            flush=True,
        )
    for houses in options.large:
        problem = town(round(houses**0.5), houses, True)
        began = time.perf_counter()
        forest = finish(route.cheapest_forest(problem, price))
        took = time.perf_counter() - began
        mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{houses} terminals, {len(problem.edges)} edges: {took:.1f} s, {forest.served.sum()} served, {mb:.0f} MB"
        )


if __name__ == "__main__":
    main()
