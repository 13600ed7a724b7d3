"""The cable network as arrays: nodes, and edges between them that follow the drawn line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problems import Problem

LEVELS = ("LV", "MV")
NODE_KINDS = ("end", "joint", "tee", "cabinet", "station_mv", "station_lv", "service_tee", "connection")
EDGE_KINDS = ("main", "service", "link")


@dataclass(frozen=True)
class CableNetwork:
    """n nodes and m edges; nodes and edges are named by their position.

    node_x, node_y: float64 (n,), metres in the working CRS.
    node_level: str (n,), "LV" or "MV". The levels share no node and no edge; a transformer joins them.
    node_kind: str (n,), one of NODE_KINDS. A "tee" is where a cable ends on another cable's run; a "cabinet" is where
        three or more LV cable ends meet; a "service_tee" is where a service cable leaves.
    node_station: int (n,), row in the stations table of a station_mv or station_lv node, else -1.
    edge_from, edge_to: int (m,), nodes.
    edge_level: str (m,). edge_kind: str (m,), one of EDGE_KINDS; a "link" is a busbar connection without resistance.
    edge_cable: int (m,), row in the LV or MV cable table, -1 for links and service cables.
    edge_geometry: object (m,), shapely LineString directed from -> to, along the drawn line.
    edge_length_m: float64 (m,), length of the drawn line (0 for a link between nodes at one place).
    """

    node_x: np.ndarray
    node_y: np.ndarray
    node_level: np.ndarray
    node_kind: np.ndarray
    node_station: np.ndarray
    edge_from: np.ndarray
    edge_to: np.ndarray
    edge_level: np.ndarray
    edge_kind: np.ndarray
    edge_cable: np.ndarray
    edge_geometry: np.ndarray
    edge_length_m: np.ndarray

    @property
    def n_nodes(self) -> int:
        return len(self.node_x)

    @property
    def n_edges(self) -> int:
        return len(self.edge_from)

    def station_nodes(self, level: str, n_stations: int) -> np.ndarray:
        """The busbar node of each station at `level`: int (n_stations,), -1 where a station has none."""
        nodes = np.full(n_stations, -1)
        at = np.flatnonzero((self.node_station >= 0) & (self.node_level == level))
        nodes[self.node_station[at]] = at
        return nodes


@dataclass(frozen=True)
class OpenPoints:
    """Open switches (k,), each at one end of an edge.

    edge: int (k,). end: str (k,), "from" or "to", the end of the edge at which it is open.
    station_a, station_b: int (k,), source node on the edge's from and to side once opened (-1: no source there;
        equal: a loop within one area was opened).
    how: str (k,), "measured" (the user's) or "inferred". rule: str (k,), English sentence, why it is here.
    problems: the user's points that could not be placed, or that cut something off.
    """

    edge: np.ndarray
    end: np.ndarray
    station_a: np.ndarray
    station_b: np.ndarray
    how: np.ndarray
    rule: np.ndarray
    problems: tuple[Problem, ...] = ()

    @property
    def n(self) -> int:
        return len(self.edge)


@dataclass(frozen=True)
class Trace:
    """The radial grid as seen from its sources, per node (n,).

    source: int, node of the source that feeds it, -1 where none does. energised: bool, source >= 0.
    parent_edge: int, edge towards the source, -1 at a source and where not energised. parent: int, the node there.
    depth: int, edges from the source, -1 where not energised. ohm: float, resistance to the source, nan where none.
    feeder: int, the first edge out of the source on the way here, links not counted (-1 at the busbar itself).
    order: int (energised nodes,), nodes with every parent before its children: sums downstream run over it backwards.
    edge_child: int (m,), node at the far end of each edge seen from the source, -1 for edges that carry nothing.
    edge_source, edge_feeder: int (m,), source and feeder of each edge, of an open one at its closed end; -1 where none.
    """

    source: np.ndarray
    parent_edge: np.ndarray
    parent: np.ndarray
    depth: np.ndarray
    ohm: np.ndarray
    feeder: np.ndarray
    order: np.ndarray
    edge_child: np.ndarray
    edge_source: np.ndarray
    edge_feeder: np.ndarray

    @property
    def energised(self) -> np.ndarray:
        return self.source >= 0

    def sum_downstream(self, node_value: np.ndarray) -> np.ndarray:
        """Per node the sum of `node_value` (n,) over itself and everything it feeds: float64 (n,)."""
        total = np.array(node_value, float)
        for depth in range(self.depth.max(initial=0), 0, -1):
            nodes = self.nodes_at_depth(depth)
            np.add.at(total, self.parent[nodes], total[nodes])
        return total

    def nodes_at_depth(self, depth: int) -> np.ndarray:
        """Energised nodes that many edges from their source: int array."""
        left, right = np.searchsorted(self.depth[self.order], [depth, depth + 1])
        return self.order[left:right]
