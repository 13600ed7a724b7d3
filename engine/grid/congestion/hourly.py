"""Reads HOURLY: the hours of one section, station or node through a memory map."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from ...errors import EngineError
from .classic_netcdf import Variable, read_layout


class HourlyResults:
    """Hourly loadings and voltages of a run; see `open`.

    times: (hours,) datetime64[s], UTC, the beginning of each hour. sections, stations, nodes: lists of the ids that
    have hours. Service cables are in it where the run was asked for them (`mesh_services`); buses without a place and
    what no section in the mesh touches are not.
    """

    def __init__(self, path: Path, variables: dict[str, Variable]):
        self.path = path
        self._variables = variables
        start = variables["time"].attributes["units"].split("since ")[1].replace(" ", "T")
        hours = np.round(self._array("time")).astype(np.int64)
        self.times = np.datetime64(start, "s") + hours * np.timedelta64(1, "h")
        self.sections, self.stations, self.nodes = (self._ids(name) for name in ("section", "station", "net_node"))
        self._edge = dict(zip(self.sections, self._array("first_edge_of_section").tolist()))
        self._node = dict(zip(self.nodes, self._array("mesh_node_of_net_node").tolist()))
        self._station = {name: k for k, name in enumerate(self.stations)}

    @classmethod
    def open(cls, path) -> HourlyResults:
        """Open a file that `run_congestion` wrote. Raises EngineError where it is not one, or not whole."""
        path = Path(path)
        try:
            return cls(path, read_layout(path)[1])
        except OSError as error:
            raise EngineError(
                "The hourly results {path} cannot be read ({reason}).",
                path=str(path), reason=error.strerror or str(error),
            ) from error  # fmt: skip
        except (KeyError, ValueError, IndexError) as error:
            raise EngineError(
                "{path} holds no hourly results: choose a file made by the congestion algorithm.", path=str(path)
            ) from error

    def section(self, section_id: str) -> np.ndarray:
        """Loading [%] of a section, float32 (hours,), nan in hours without a solution. Raises KeyError for an unknown
        id.
        """
        return self._column("loading_percent", self._edge[section_id])

    def station(self, station_id: str) -> np.ndarray:
        """Loading [%] of a station's transformer, float32 (hours,). Raises KeyError for an unknown id."""
        return self._column("station_loading_percent", self._station[station_id])

    def node(self, node_id: str) -> np.ndarray:
        """Voltage [pu] of a node, float32 (hours,). Raises KeyError for an unknown id."""
        return self._column("voltage_pu", self._node[node_id])

    def _array(self, name: str) -> np.ndarray:
        variable = self._variables[name]
        if not math.prod(variable.shape):
            return np.zeros(variable.shape, variable.dtype)
        return np.memmap(self.path, variable.dtype, "r", variable.begin, variable.shape)

    def _column(self, name: str, column: int) -> np.ndarray:
        return self._array(name)[:, column].astype(np.float32)

    def _ids(self, name: str) -> list[str]:
        letters = np.ascontiguousarray(self._array(f"{name}_id"))
        texts = letters.view(f"S{letters.shape[1]}").ravel()
        return [text.decode("utf-8") for text in texts.tolist() if text]
