"""A heat net read as trees: every node a pair of supply and return, every pipe a pair beneath its parent node.

Nodes stand in preorder, so that a parent comes before its children. Because every house and source takes from one pipe
what it gives to the other, one signed flow serves both pipes of a pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import EngineError
from ...trees import preorder
from .elements import Houses, Sources
from .friction import LAWS, pipe_constants
from .reading import NetParts


@dataclass(frozen=True)
class HeatCircuit:
    """n nodes in preorder; p pipes, each above a node that is no root, in the order of those nodes.

    node: (n,) position in `NetParts.nodes`. pipe: (n,) position in `NetParts.pipes` of the pipe above, -1 at roots;
    away: (n,) True where it is drawn away from the root. parent: (n,) of a root itself. tree: (n,). root: (trees,).
    conductance_w_per_k, ground_c: (2, n) of supply and return; friction: (2, n, 4) as `pipe_constants`; 0 at roots.
    houses, sources: those on the trees, their `node` in preorder. cut_off: names of houses that no source reaches.
    """

    node: np.ndarray
    pipe: np.ndarray
    away: np.ndarray
    parent: np.ndarray
    tree: np.ndarray
    root: np.ndarray
    conductance_w_per_k: np.ndarray
    ground_c: np.ndarray
    friction: np.ndarray
    height_m: np.ndarray
    houses: Houses
    sources: Sources
    density: float
    heat_capacity: float
    law: int
    cut_off: list[str]

    @property
    def inner(self) -> np.ndarray:
        """(p,) the nodes that have a pipe above them."""
        return np.flatnonzero(self.pipe >= 0)


def friction_law(net, friction: str | None = None) -> str:
    """The law to use: the one given, else the net's own option, else Colebrook-White."""
    law = friction or (net.get("user_pf_options") or {}).get("friction_model") or "colebrook"
    if law not in LAWS:
        raise EngineError("The friction law {law} is not one of {laws}.", law=law, laws=", ".join(LAWS))
    return law


def as_trees(parts: NetParts, law: str) -> HeatCircuit | None:
    """The net as trees below the sources that hold the pressure; None where it has a mesh."""
    walk = preorder(len(parts.nodes), parts.pipe_from, parts.pipe_to, parts.sources.node[parts.sources.holds])
    if walk is None:
        return None
    node, pipe, parent, tree = walk
    parent = np.where(parent < 0, np.arange(len(node)), parent)
    place = np.full(len(parts.nodes), -1)
    place[node] = np.arange(len(node))
    inner = pipe >= 0
    conductance, ground = np.zeros((2, len(node))), np.zeros((2, len(node)))
    constants = np.zeros((2, len(node), 4))
    for side, pipes in enumerate((parts.supply, parts.back)):
        rows = pipe[inner]
        conductance[side, inner] = (pipes.u_w_per_m2_k * np.pi * pipes.inner_m * pipes.length_m)[rows]
        constants[side, inner] = pipe_constants(
            pipes.length_m, pipes.inner_m, pipes.roughness_m, pipes.loss_coefficient, parts.density, parts.viscosity
        )[rows]
        ground[side, inner] = pipes.ground_c[rows]
        ground[side, ~inner] = pipes.ground_c.mean() if len(rows) else parts.sources.cold_c.min()
    away = np.zeros(len(node), bool)
    away[inner] = parts.pipe_to[pipe[inner]] == node[inner]
    at_house, at_source = place[parts.houses.node], place[parts.sources.node]
    fed, held = np.flatnonzero(at_house >= 0), np.flatnonzero(at_source >= 0)
    return HeatCircuit(
        node, pipe, away, parent, tree, np.flatnonzero(~inner), conductance, ground, constants, parts.height_m[node],
        parts.houses.take(fed, node=at_house[fed]), parts.sources.take(held, node=at_source[held]), parts.density,
        parts.heat_capacity, LAWS[law], [parts.houses.names[k] for k in np.flatnonzero(at_house < 0)],
    )  # fmt: skip
