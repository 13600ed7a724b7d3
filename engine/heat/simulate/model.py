"""From a heat net and the heat of every hour to flows, temperatures and pressures of every hour."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...choices import require_within
from ...errors import EngineError
from .block import HeatBlock
from .circuit import as_trees, friction_law
from .elements import FLOW
from .limits import TOLERANCE
from .reading import NetParts, read_parts
from .sweep import Sweep

PUMP_RULES = ("worst_house", "as_in_net")
# Hours times nodes of a block: few hours of a large net, that progress tells something.
BLOCK_VALUES = 400_000
LEAST_HOURS, MOST_BLOCKS = 64, 137  # a tile of compiled hours for each of two cores; so many make a year
HOURS_BY_PANDAPIPES = 1
HUNTING = 1e-3


@dataclass(frozen=True)
class ModelOptions:
    """How houses and pumps are controlled.

    pump: "worst_house": the lift follows the house that has least, up to the lift in the net; "as_in_net": that lift
    always. least_bar: pressure difference that a house needs. bypass_percent, most_percent: least and largest flow of a
    house, of its design flow. bypass_c: the bypass of a house opens further where its supply comes near this [°C], at
    most 10 K below the source. Networks supplied below 40 °C have no bypasses, but for meshed ones, whose least flow
    stays. coldest_c: no house cools its water below this [°C]. friction: a law of `friction.LAWS`, None: the net's
    own, else Colebrook-White.
    """

    pump: str = "worst_house"
    least_bar: float = 0.5
    bypass_percent: float = 2.0
    bypass_c: float = 60.0
    most_percent: float = 150.0
    coldest_c: float = 1.0
    friction: str | None = None

    def __post_init__(self):
        require_within(
            self,
            ("least_bar", 0, 10),
            ("bypass_percent", 0, 100),
            ("bypass_c", 0, 150),
            ("most_percent", 100, 1000),
            ("coldest_c", 0, 60),
        )
        if self.pump not in PUMP_RULES:
            raise EngineError(
                "The pump rule {rule} is not one of {rules}.", rule=self.pump, rules=", ".join(PUMP_RULES)
            )


@dataclass(frozen=True)
class HouseMatch:
    """How given names meet the net's houses. column: (houses,) of the given kW, -1 where a house has none: it then
    follows the mean of the others. only_in_net, only_given, cut_off: names."""

    column: np.ndarray
    only_in_net: list[str]
    only_given: list[str]
    cut_off: list[str]


class HeatModel:
    """A heat net made ready to solve many hours; see `from_net`.

    kind: "radial" (all hours at once) or "meshed" (pandapipes, hour by hour). node_names, pipe_names, house_names,
    source_names: columns of the results. pipe_rows, node_rows: positions of these in `parts`.
    """

    def __init__(self, net, options: ModelOptions, use_numba: bool | None = None, peak_kw: Mapping | None = None):
        self.net, self.options, self.peak_kw = net, options, dict(peak_kw or {})
        self.parts = _sized_for(read_parts(net), self.peak_kw)
        self.law = friction_law(net, options.friction)
        circuit = as_trees(self.parts, self.law)
        self.circuit, parts = circuit, self.parts
        self.kind = "meshed" if circuit is None else "radial"
        self.node_rows = np.arange(len(parts.nodes)) if circuit is None else circuit.node
        self.pipe_rows = np.arange(len(parts.pipes)) if circuit is None else circuit.pipe[circuit.inner]
        self.houses = parts.houses if circuit is None else circuit.houses
        self.sources = parts.sources if circuit is None else circuit.sources
        self.cut_off = [] if circuit is None else circuit.cut_off
        if not self.houses.names:
            raise EngineError(
                "No source reaches a house: {id} and all others are cut off. Connect the pipes to the source.",
                id=self.cut_off[0],
            )  # fmt: skip
        self.node_names = [parts.nodes[k] for k in self.node_rows]
        self.pipe_names = [parts.pipes[k] for k in self.pipe_rows]
        self.house_names, self.source_names = self.houses.names, self.sources.names
        place = np.full(len(parts.nodes), -1)
        place[self.node_rows] = np.arange(len(self.node_rows))
        self.pipe_from, self.pipe_to = place[parts.pipe_from[self.pipe_rows]], place[parts.pipe_to[self.pipe_rows]]
        self.uses_numba = use_numba if use_numba is not None else importlib.util.find_spec("numba") is not None
        self._sweep = None
        if circuit is not None:
            bypass, most = options.bypass_percent / 100, options.most_percent / 100
            self._sweep = Sweep(circuit, bypass, options.bypass_c, most, options.coldest_c, self.uses_numba)

    @classmethod
    def from_net(
        cls,
        net,
        options: ModelOptions | None = None,
        use_numba: bool | None = None,
        peak_kw: Mapping[str, float] | None = None,
    ) -> HeatModel:
        """Read a pandapipes net as `docs/architecture.md` describes it; it is not changed.

        use_numba: None uses numba where it is installed. peak_kw: highest hour of houses by name, for which their
        valves are sized where it is above the heat in the net (which may be their part of a coincident peak). Raises
        EngineError naming the pipe, house or source at fault.
        """
        return cls(net, options or ModelOptions(), use_numba, peak_kw)

    @property
    def design_kw(self) -> np.ndarray:
        """(houses,) the heat that the net's own houses ask for, what machines of their own add in it."""
        return self.houses.design_w * 1e-3 / self.houses.net_share

    def match(self, names=None) -> HouseMatch:
        """How these names (None: the net's own) meet the net's houses."""
        names = self.house_names if names is None else [str(name) for name in names]
        at = {name: k for k, name in enumerate(names)}
        column = np.array([at.get(name, -1) for name in self.house_names], int)
        known = {*self.house_names, *self.cut_off}
        return HouseMatch(
            column,
            [self.house_names[k] for k in np.flatnonzero(column < 0)],
            [name for name in names if name not in known],
            [name for name in self.cut_off if name in at],
        )

    def solve(
        self,
        kw: np.ndarray | Callable[[slice], np.ndarray],
        names=None,
        hours_per_block: int | None = None,
        hours: int | None = None,
    ) -> Iterator[HeatBlock]:
        """Solve all hours in blocks of bounded memory.

        kw: (hours, k), heat that the buildings `names` (k,) (None: the net's houses) take, negative where they give
        heat; or a callable that gives (h, k) of a slice of hours, with `hours` their number.
        """
        rows = kw if callable(kw) else lambda part: kw[part]
        count = hours if callable(kw) else len(kw)
        if count is None:
            raise ValueError("hours is needed with a callable")
        match = self.match(names)
        size = hours_per_block or self._hours_per_block()
        for first in range(0, count, size):
            part = slice(first, min(first + size, count))
            yield self._block(np.arange(part.start, part.stop), self.taken(rows(part), match))

    def at_hours(self, hours, kw, names=None) -> HeatBlock:
        """The results of chosen hours only, rows of kw (hours, k), in the given order."""
        hours = np.asarray(hours, np.int64)
        return replace(self._block(hours, self.taken(np.asarray(kw)[hours], self.match(names))), hours=hours)

    def _hours_per_block(self) -> int:
        if self._sweep is None:
            return HOURS_BY_PANDAPIPES
        return int(np.clip(BLOCK_VALUES // len(self.node_names) // LEAST_HOURS, 1, MOST_BLOCKS)) * LEAST_HOURS

    def taken(self, kw: np.ndarray, match: HouseMatch) -> np.ndarray:
        """(h, houses) kW from the net, those without hours at the same share of their design heat as the others."""
        kw = np.asarray(kw, float)
        column, design = match.column, self.design_kw
        known = column >= 0
        if not known.any():
            raise EngineError("None of the hours belongs to a house of the net: choose the profiles of its buildings.")
        taken = np.empty((len(kw), len(column)))
        taken[:, known] = kw[:, column[known]]
        if not known.all():
            usual = design[known].sum()
            share = taken[:, known].sum(axis=1) / usual if usual else np.zeros(len(kw))
            taken[:, ~known] = share[:, None] * design[~known]
        return np.where(taken > 0, taken * self.houses.net_share, taken)

    def _block(self, hours: np.ndarray, kw: np.ndarray) -> HeatBlock:
        if self._sweep is None:
            from .meshed import solve_meshed

            return solve_meshed(self, hours, kw)
        return self._finished(hours, kw, *self._solved(kw))

    def _solved(self, kw: np.ndarray) -> tuple:
        """What `_finished` makes a block of: of nodes, houses, sources, kWh lost above every node, sums of hours."""
        n, h, c, s = len(self.node_names), len(kw), len(self.house_names), len(self.source_names)
        big = [np.empty((h, n), np.float32) for _ in range(6)]
        per_house = [np.empty((h, c), np.float32) for _ in range(2)]
        source, lost, sums = np.empty((2, h, s)), np.zeros(n), np.empty((h, 5))
        self._sweep.solve(np.require(kw, float, ["C", "W"]), (*big, *per_house, source, lost, sums))
        return big, per_house, source, lost, sums

    def _finished(self, hours, kw, big, per_house, source, lost, sums) -> HeatBlock:
        circuit, houses, sources = self.circuit, self.houses, self.sources
        supply_c, return_c, flow, drop_s, drop_r, highest = big
        inner = circuit.inner
        lift = self._lift(kw, drop_s, drop_r)
        root = self._sweep.is_root
        held = np.zeros(len(circuit.root))
        held[circuit.tree[sources.node[root]]] = (sources.p_bar - sources.lift_bar)[root]
        return_bar = np.add(drop_r, held.astype(np.float32)[circuit.tree], out=drop_r)
        supply_bar = np.subtract((held + lift).astype(np.float32)[:, circuit.tree], drop_s, out=drop_s)
        # one tree: a view in place of a copy
        below = slice(1, None) if len(circuit.root) == 1 else inner
        turn = np.where(circuit.away[inner], 1.0, -1.0).astype(np.float32)
        lengths = [pipes.length_m[circuit.pipe[inner]] for pipes in (self.parts.supply, self.parts.back)]
        shorter = np.minimum(*lengths).astype(np.float32)
        at_house = np.where(kw >= 0, supply_c[:, houses.node], return_c[:, houses.node])
        house_kw = np.abs(per_house[0]) * (at_house - per_house[1]) * np.float32(circuit.heat_capacity * 1e-3)
        source_bar = supply_bar[:, sources.node] - return_bar[:, sources.node]
        loose = (houses.control != FLOW).any()
        # At the least loads valves may hunt for a flow without end; what they deliver is right all the same.
        served = np.abs(sums[:, 1] - kw.sum(axis=1)) <= HUNTING * np.abs(kw).sum(axis=1)
        agreed = served | (sums[:, 3] <= (10 * TOLERANCE if loose else np.inf))
        good = np.isfinite(sums).all(axis=1) & agreed
        block = HeatBlock(
            hours, supply_c, return_c, supply_bar, return_bar, flow[:, below] * turn, highest[:, below] / shorter,
            lost[inner], inner, circuit.heat_capacity, per_house[0], per_house[1], house_kw, source[0], source[1],
            source_bar, *sums[:, :3].T, sums[:, 3], sums[:, 4], good,
        )  # fmt: skip
        if not good.all():
            for name, values in vars(block).items():
                if name not in ("hours", "loss_kwh", "far", "heat_capacity", "converged"):
                    values[~good] = np.nan
            block.loss_kwh[:] = self._solved(np.ascontiguousarray(kw[good]))[3][inner]
        return block

    def _lift(self, kw, drop_s, drop_r) -> np.ndarray:
        """(h, trees) bar that the pump of every tree gives."""
        circuit, sources, houses = self.circuit, self.sources, self.houses
        root = np.flatnonzero(self._sweep.is_root)
        most = np.empty(len(circuit.root))
        most[circuit.tree[sources.node[root]]] = sources.lift_bar[root]
        if self.options.pump == "as_in_net":
            return np.broadcast_to(most, (len(kw), len(most)))
        needs = drop_s[:, houses.node] + drop_r[:, houses.node] + np.float32(self.options.least_bar)
        needs[kw <= 0] = 0.0
        lift = np.zeros((len(kw), len(most)))
        tree = circuit.tree[houses.node]
        for k in range(len(most)):
            lift[:, k] = needs[:, tree == k].max(axis=1, initial=self.options.least_bar)
        return np.minimum(lift, most)


def _sized_for(parts: NetParts, peak_kw: Mapping[str, float]) -> NetParts:
    houses = parts.houses
    own = np.abs(houses.design_w)
    peak = np.array([peak_kw.get(name, 0.0) * 1e3 for name in houses.names]) * houses.net_share
    larger = np.where(own > 0, np.maximum(peak / np.where(own > 0, own, 1.0), 1.0), 1.0)
    flow = houses.design_kg_per_s * np.where(houses.control == FLOW, 1.0, larger)
    return replace(parts, houses=replace(houses, design_kg_per_s=flow))
