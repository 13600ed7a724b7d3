"""Cables that no station feeds."""

from __future__ import annotations

import numpy as np
import shapely

from ...problems import Problem
from ...tables import FeatureTable
from .joints import components
from .network import CableNetwork, Trace


def unfed_cables(network: CableNetwork, traced: Trace, cables: FeatureTable, level: str) -> list[Problem]:
    """One problem per drawn cable of `level` with a stretch that no source feeds, with the distance to what is fed."""
    ids = cables.frame["feature_id"].to_numpy(object)
    main = (network.edge_level == level) & (network.edge_kind == "main")
    fed = traced.edge_source >= 0
    dead = np.flatnonzero(main & ~fed)
    if len(dead) == 0:
        return []
    # How far the ends of the whole dead piece are from what is fed: a cable that only crosses it is no way out.
    a, b = network.edge_from[dead], network.edge_to[dead]
    label = components(network.n_nodes, a, b)
    piece = label[a]
    nearest = np.full(network.n_nodes, np.inf)
    alive = np.flatnonzero(main & fed)
    if len(alive):
        nodes = np.union1d(a, b)
        points = shapely.points(network.node_x[nodes], network.node_y[nodes])
        which, found = shapely.STRtree(network.edge_geometry[alive]).query_nearest(
            points, return_distance=True, all_matches=False
        )
        np.minimum.at(nearest, label[nodes[which[0]]], found)
    problems = []
    for cable in np.unique(network.edge_cable[dead]):
        mine = network.edge_cable[dead] == cable
        far = float(nearest[piece[mine]].min())
        values = {"length": float(network.edge_length_m[dead[mine]].sum())}
        if np.isfinite(far):
            values["distance"] = far
            reason = "No station feeds {length:.0f} m of this cable; from its ends to a fed cable is {distance:.1f} m."
        else:
            reason = "No station feeds {length:.0f} m of this cable, nor any other at its voltage."
        problems.append(
            Problem(
                f"{level}_CABLES",
                ids[cable],
                "cable_not_fed",
                reason,
                "Join it to a fed cable or to a station, or raise the snap tolerance.",
                values,
                network.edge_geometry[dead[mine][0]],
                far if np.isfinite(far) else np.nan,
            )
        )
    return problems
