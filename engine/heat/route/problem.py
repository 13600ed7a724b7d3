"""What is asked of the route, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...choices import require_within
from ...errors import EngineError
from ..pipes import Pipes, heat_loss_w_per_m

COVERAGES = ("all", "density", "budget", "best")
# why a consumer is left out; "" where it is served
REASONS = (
    "",
    "no_street_in_reach",
    "no_source_in_reach",
    "cut_by_forbidden",
    "source_too_small",
    "not_worth",
    "below_density",
    "beyond_budget",
)
HOURS = 8760


@dataclass(frozen=True)
class RouteProblem:
    """A graph of streets with consumers (terminals) and sources (roots) at its nodes. Arrays only.

    edges (m, 2): nodes. length_m (m,). cost_factor (m,): how heavy a metre weighs in the choice against one elsewhere;
    it changes no bill. forced (m,) bool: must carry a pipe. terminal_node (t,): -1 out of reach. space_kw (t,): at the
    design temperature, homes together. water_kw (t,): coincident over its own homes. homes (t,): 0 for a building
    without homes. mwh (t,): a year. terminal_eur (t,): its connection, paid once. worth_eur_per_year (t,): what serving
    it is worth; nan: it must be served where that can be. root_node (r,), root_kw (r,): inf is no limit.
    root_eur_per_kw (r,): paid once; root_eur_per_mwh (r,). terminal_annuity (t,), root_annuity (r,), or one for all:
    share of what is paid once that counts for a year. coincidence: a rule of `heat.pipes`. forbidden (m,) bool: never
    used. root_eur_fixed (r,): paid once where a source serves anybody. reach_node: nodes to which a pipe is led,
    whoever is served.
    """

    edges: np.ndarray
    length_m: np.ndarray
    cost_factor: np.ndarray
    forced: np.ndarray
    node_count: int
    terminal_node: np.ndarray
    space_kw: np.ndarray
    water_kw: np.ndarray
    homes: np.ndarray
    mwh: np.ndarray
    terminal_eur: np.ndarray
    worth_eur_per_year: np.ndarray
    root_node: np.ndarray
    root_kw: np.ndarray
    root_eur_per_kw: np.ndarray
    root_eur_per_mwh: np.ndarray
    terminal_annuity: np.ndarray | float = 1.0
    root_annuity: np.ndarray | float = 1.0
    coincidence: str = "winter"
    forbidden: np.ndarray | None = None
    root_eur_fixed: np.ndarray | float = 0.0
    reach_node: np.ndarray = ()

    def __post_init__(self):
        edges = np.asarray(self.edges, np.int64).reshape(-1, 2)
        for name, value in {
            "edges": edges,
            "forbidden": np.zeros(len(edges), bool) if self.forbidden is None else self.forbidden,
            "terminal_annuity": np.broadcast_to(np.asarray(self.terminal_annuity, float), self.terminals),
            "root_annuity": np.broadcast_to(np.asarray(self.root_annuity, float), self.roots),
            "root_eur_fixed": np.broadcast_to(np.asarray(self.root_eur_fixed, float), self.roots),
            "reach_node": np.asarray(self.reach_node, np.int64),
        }.items():
            object.__setattr__(self, name, value)
        sizes = {
            "length_m": len(edges), "cost_factor": len(edges), "forced": len(edges), "forbidden": len(edges),
            "space_kw": self.terminals, "water_kw": self.terminals, "homes": self.terminals, "mwh": self.terminals,
            "terminal_eur": self.terminals, "worth_eur_per_year": self.terminals, "root_kw": self.roots,
            "root_eur_per_kw": self.roots, "root_eur_per_mwh": self.roots,
        }  # fmt: skip
        for name, size in sizes.items():
            if np.shape(getattr(self, name)) != (size,):
                raise ValueError(f"{name} has shape {np.shape(getattr(self, name))}, not ({size},)")
        known = ("length_m", "cost_factor", "space_kw", "water_kw", "homes", "mwh", "terminal_eur", "root_eur_fixed")
        for name in known:
            values = np.asarray(getattr(self, name), float)
            if not np.all(np.isfinite(values) & (values >= 0)):
                raise ValueError(f"{name} must be known and not negative")

    @property
    def terminals(self) -> int:
        """How many consumers."""
        return len(self.terminal_node)

    @property
    def roots(self) -> int:
        """How many sources."""
        return len(self.root_node)


@dataclass(frozen=True)
class PipePrice:
    """What a metre of trench costs by the kW it carries. Arrays (k,) by size, smallest first.

    capacity_kw: of each size. year_eur_per_m: capital, upkeep, heat lost and pumping, a year. once_eur_per_m: to lay.
    """

    capacity_kw: np.ndarray
    year_eur_per_m: np.ndarray
    once_eur_per_m: np.ndarray

    @classmethod
    def of_pipes(
        cls, pipes: Pipes, annuity, upkeep, heat_eur_per_mwh, supply_c, return_c, ground_c, pump_eur_per_m_year=0.0
    ) -> PipePrice:
        """annuity, upkeep: shares of the price, a year. heat_eur_per_mwh: worth of heat that is lost; the temperatures
        [°C] are means of the year. pump_eur_per_m_year: of each size (k,), or one figure.
        """
        lost_mwh = heat_loss_w_per_m(pipes.u_w_per_m_k, supply_c, return_c, ground_c) * HOURS / 1e6
        year = pipes.eur_per_m * (annuity + upkeep) + np.maximum(lost_mwh, 0) * heat_eur_per_mwh + pump_eur_per_m_year
        return cls(np.asarray(pipes.capacity_kw, float), np.asarray(year, float), np.asarray(pipes.eur_per_m, float))

    def eur_per_m_year(self, kw) -> np.ndarray:
        """€ per metre and year of the smallest size that carries kW (any shape); above the largest, of several."""
        return self._of(self.year_eur_per_m, kw)

    def eur_per_m(self, kw) -> np.ndarray:
        """€ per metre, paid once."""
        return self._of(self.once_eur_per_m, kw)

    def _of(self, by_size, kw):
        kw = np.asarray(kw, float) * (1 - 1e-9)
        row = np.searchsorted(self.capacity_kw, kw)
        several = np.maximum(np.ceil(kw / self.capacity_kw[-1]), 1)
        return np.where(row < len(by_size), by_size[np.minimum(row, len(by_size) - 1)], by_size[-1] * several)


@dataclass(frozen=True)
class Coverage:
    """Whom to serve.

    kind: "all"; "density": branches of at least density_mwh_per_m (a year, per metre of street pipe); "budget": the
    most MWh that budget_eur buys (pipes, connections and sources, paid once); "best": the set with the least cost less
    worth. effort: how long to look for better, 1 is usual, 0 takes the first good one. seed: of what is drawn.
    """

    kind: str = "all"
    density_mwh_per_m: float = 0.0
    budget_eur: float = float("inf")
    effort: float = 1.0
    seed: int = 0

    def __post_init__(self):
        if self.kind not in COVERAGES:
            raise EngineError(
                "{name} must be one of {choices}, not {value}.",
                name="coverage",
                choices=", ".join(COVERAGES),
                value=self.kind,
            )
        require_within(
            self,
            ("density_mwh_per_m", 0.0, float("inf")),
            ("budget_eur", 0.0, float("inf")),
            ("effort", 0.0, 100.0),
        )


@dataclass(frozen=True)
class Forest:
    """The pipes to lay. t consumers, r sources, e edges of the problem that carry a pipe, parents before children.

    served (t,) bool. root (t,): row of the source, -1 where not served. reason (t,): one of REASONS.
    edge (e,): rows of the problem's edges. from_node, to_node (e,): away from the source. edge_root (e,). kw (e,):
    coincident, mwh, homes, terminals (e,): of all beyond. root_kw_used, root_mwh (r,). forced_unused: rows of forced
    edges that lie in no source's reach or close a ring. eur_per_year: pipes (by their cost factors), connections and
    sources; eur: paid once, without factors. worth_eur_per_year: of the served, without those that must be served.
    """

    served: np.ndarray
    root: np.ndarray
    reason: np.ndarray
    edge: np.ndarray
    from_node: np.ndarray
    to_node: np.ndarray
    edge_root: np.ndarray
    kw: np.ndarray
    mwh: np.ndarray
    homes: np.ndarray
    terminals: np.ndarray
    root_kw_used: np.ndarray
    root_mwh: np.ndarray
    forced_unused: np.ndarray
    eur_per_year: float
    eur: float
    worth_eur_per_year: float
