"""Where a grid that hangs together is opened, so that every piece has one source."""

from __future__ import annotations

import numpy as np

from .network import CableNetwork, OpenPoints


def choose_open_points(
    network: CableNetwork,
    node_kw: np.ndarray,
    edge_ohm: np.ndarray,
    source_nodes: np.ndarray,
    level: str,
    forced_points: np.ndarray | None = None,
    meshed: bool = False,
) -> OpenPoints:
    """Open points at one level, at joints, cabinets and stations, minimising the sum of kW x ohm to the source.

    node_kw: float (n,), load at each node. edge_ohm: float (m,), resistance of each edge. source_nodes: int (s,).
    forced_points: float (k, 2), the user's open points, already on their place in the network; they win.
    meshed: open nothing but the user's points.
    """
    raise NotImplementedError
