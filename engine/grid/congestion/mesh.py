"""HOURLY: loading and voltage of every hour as a 1-D UGRID mesh.

Beside the mesh the file holds the ids of sections, nodes and stations, and the stations' hours.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...mesh import Beside, HourlyWriter, LineMesh, Places, Values, mesh_of_lines

QUANTITIES = (
    Values("loading_percent", "Loading", "%", "edge"),
    Values("voltage_pu", "Voltage", "pu", "node"),
    Values("station_loading_percent", "Loading of stations", "%", "station"),
)


def mesh_shape(net, places: Places, keep: np.ndarray) -> LineMesh:
    """The mesh of the lines `keep` (bool, rows of `net.line`) that have a place."""
    start = net.bus.index.get_indexer(net.line["from_bus"])
    stop = net.bus.index.get_indexer(net.line["to_bus"])
    return mesh_of_lines(places, start, stop, keep)


class MeshWriter(HourlyWriter):
    """Writes HOURLY: `with MeshWriter(...) as w: w.write(first, vm_pu, line_percent, trafo_percent)` for every row of
    hours.
    """

    def __init__(
        self,
        path: Path,
        shape: LineMesh,
        times: np.ndarray,
        crs: str,
        sections: list[str],
        nodes: list[str],
        stations: list[str],
    ):
        """times: (h,) datetime64, UTC. sections, nodes, stations: ids of all rows of `net.line`, `net.bus` and
        `net.trafo`.
        """
        with_node = np.flatnonzero(shape.point_node >= 0)
        beside = (
            Beside("section", [sections[row] for row in shape.lines], ("first_edge_of_section", shape.first_edge)),
            Beside(
                "net_node", [nodes[row] for row in with_node], ("mesh_node_of_net_node", shape.point_node[with_node])
            ),
            Beside("station", list(stations)),
        )
        super().__init__(path, shape, times, crs, "Loading and voltage by hour", QUANTITIES, beside)
        self.shape = shape

    def write(self, first: int, vm_pu: np.ndarray, line_percent: np.ndarray, trafo_percent: np.ndarray) -> None:
        """Hours from row `first` on: vm_pu (h, buses), line_percent (h, lines), trafo_percent (h, trafos)."""
        self.put("loading_percent", first, self.shape.on_edges(line_percent))
        self.put("voltage_pu", first, self.shape.on_nodes(vm_pu))
        self.put("station_loading_percent", first, trafo_percent.astype(">f4"))
