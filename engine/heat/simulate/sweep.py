"""Flows and temperatures of every hour of a tree of pipes, by going up and down the tree until they agree.

A house takes m = Q / (cp (Ts - Tr)) from the supply, so flows follow from temperatures; water cools exponentially on
its way, Ts = Tg + (T0 - Tg) exp(-U pi D L / (m cp)), so temperatures follow from flows. Where all water leaves the
roots, Newton's method on the whole tree (`kernels_newton`) leaves less than 1e-6 after 3 to 5 rounds, after some 20 at
loads of 1 % and below. Where water flows back (heat and cold, or several sources) it mixes, and may go round between
houses; the temperatures that belong to the flows are then solved exactly, supply and return together, and each house
steps towards the flow it wants (so everywhere in `plain`). At low load a
bypass keeps a least flow, and more where its thermostat asks for it: else the water in a long connection cools down.
Cool networks have none: on an ambient loop it would fill the return with warm water, of which houses that are cooled
could not make warmer.
Sources share the flow by priority, each up to what it can deliver, and the one that holds the pressure takes the rest.
Pressures follow from the flows at the end. Heat is booked from flow, heat capacity and temperature difference, so that
what sources give less what houses take and pipes lose shows what is left.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .circuit import HeatCircuit
from .elements import FLOW
from .limits import BYPASS_FROM_C, LEAST_BELOW_SOURCE_K, MOST_ROUNDS, MOST_ROUNDS_BOTH, NO_BYPASS_C, TOLERANCE

GRAVITY = 9.81


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Sweep:
    """A circuit made ready to solve blocks of hours, compiled or in numpy."""

    def __init__(
        self, circuit: HeatCircuit, bypass: float, bypass_c: float, most: float, coldest_c: float, compiled: bool
    ):
        """bypass, most: least and largest flow of a house, of its design flow. bypass_c: what its bypass keeps its
        supply at. Both where the source is warm enough for a bypass. coldest_c: no house cools below it."""
        self.circuit, self.compiled = circuit, compiled
        houses, sources = circuit.houses, circuit.sources
        free = houses.control != FLOW
        largest = np.where(free, most * houses.design_kg_per_s, houses.setting)
        start, cold = np.zeros(len(circuit.parent)), np.zeros(len(circuit.parent))
        is_root = np.zeros(len(sources.names), bool)
        for tree, root in enumerate(circuit.root):
            at = np.flatnonzero(sources.holds & (sources.node == root))[0]
            is_root[at] = True
            start[circuit.tree == tree], cold[circuit.tree == tree] = sources.supply_c[at], sources.cold_c[at]
        s_tree = circuit.tree[sources.node]
        warmest = start[houses.node]
        has_bypass = free & (warmest >= BYPASS_FROM_C)
        least = np.where(free, bypass * houses.design_kg_per_s * has_bypass, houses.setting)
        keep = np.where(has_bypass, np.minimum(bypass_c, warmest - LEAST_BELOW_SOURCE_K), NO_BYPASS_C)
        self.houses = (
            houses.node, houses.control, houses.setting.astype(float), houses.warm_c, least, largest,
            circuit.tree[houses.node], keep.astype(float),
        )  # fmt: skip
        self.sources = (
            sources.node, s_tree, is_root, np.lexsort([sources.priority, s_tree]), sources.supply_c, sources.cold_c,
            sources.kw, start, cold,
        )  # fmt: skip
        self.is_root = is_root
        self.several = len(sources.names) > len(circuit.root)
        same = (circuit.friction[0] == circuit.friction[1]).all(axis=1)
        self._same, self._start = same, start
        self.coldest_c = coldest_c

    def solve(self, kw: np.ndarray, out: tuple) -> None:
        """Solve hours kw (h, c) into `out`, arrays as `block.empty_arrays` makes them."""
        if self.compiled:
            from . import kernels as means
        else:
            from . import plain as means
        circuit = self.circuit
        two_way = bool(self.several or (kw < 0).any())
        tables = (
            circuit.parent, circuit.conductance_w_per_k, circuit.ground_c, circuit.friction, self._same,
            circuit.height_m, two_way,
        )  # fmt: skip
        numbers = (
            float(circuit.heat_capacity), float(self.coldest_c), float(self._start.max()),
            float(circuit.ground_c[0].mean()), int(circuit.law), circuit.density * GRAVITY * 1e-5, TOLERANCE,
            MOST_ROUNDS_BOTH if two_way else MOST_ROUNDS,
        )  # fmt: skip
        hours, tile = len(kw), means.TILE
        lost = np.zeros((-(-hours // tile), len(circuit.parent)))
        arrays = (*out[:-2], lost, out[-1])

        def part(first):
            means.solve_hours(first, min(first + size, hours), kw, tables, self.houses, self.sources, numbers, arrays)

        size = max(1, -(-hours // (tile * cores()))) * tile
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(part, range(0, hours, size)))
        out[-2][:] = lost.sum(axis=0)
