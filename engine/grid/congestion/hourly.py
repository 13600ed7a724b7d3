"""Reads HOURLY: the hours of one section, station or node through a memory map."""

from __future__ import annotations

import numpy as np

from ...mesh import HourlyFile


class HourlyResults:
    """Hourly loadings and voltages of a run; see `open`.

    times: (hours,) datetime64[s], UTC, the beginning of each hour. sections, stations, nodes: lists of the ids that
    have hours. Service cables are in it where the run was asked for them (`mesh_services`); buses without a place and
    what no section in the mesh touches are not.
    """

    def __init__(self, file: HourlyFile):
        self.path, self.times, self._file = file.path, file.times, file
        self.sections, self.stations, self.nodes = (file.ids(kind) for kind in ("section", "station", "net_node"))
        self._edge = dict(zip(self.sections, file.array("first_edge_of_section").tolist()))
        self._node = dict(zip(self.nodes, file.array("mesh_node_of_net_node").tolist()))
        self._station = {name: k for k, name in enumerate(self.stations)}

    @classmethod
    def open(cls, path) -> HourlyResults:
        """Open a file that `run_congestion` wrote. Raises EngineError where it is not one, or not whole."""
        file = HourlyFile.open(path)
        try:
            return cls(file)
        except KeyError as error:
            raise file.unlike() from error

    def section(self, section_id: str) -> np.ndarray:
        """Loading [%] of a section, float32 (hours,), nan in hours without a solution. Raises KeyError for an unknown
        id.
        """
        return self._file.column("loading_percent", self._edge[section_id])

    def station(self, station_id: str) -> np.ndarray:
        """Loading [%] of a station's transformer, float32 (hours,). Raises KeyError for an unknown id."""
        return self._file.column("station_loading_percent", self._station[station_id])

    def node(self, node_id: str) -> np.ndarray:
        """Voltage [pu] of a node, float32 (hours,). Raises KeyError for an unknown id."""
        return self._file.column("voltage_pu", self._node[node_id])
