"""Follows the radial grid from its sources."""

from __future__ import annotations

import numpy as np

from .network import CableNetwork, OpenPoints, Trace


def trace(
    network: CableNetwork, open_points: OpenPoints, source_nodes: np.ndarray, edge_ohm: np.ndarray | None = None
) -> Trace:
    """Who feeds whom. source_nodes: int (s,). edge_ohm: float (m,); without it lengths in metres take its place."""
    raise NotImplementedError
