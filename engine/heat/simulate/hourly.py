"""HOURLY of a heat network: temperature, pressure, velocity, pressure gradient and heat of every hour as a mesh.

Beside the mesh: the ids of pipes, nodes, houses and stations, and the hours of houses and stations.
"""

from __future__ import annotations

import numpy as np

from ...mesh import Beside, HourlyFile, HourlyWriter, LineMesh, Places, Values

ON_NODES = (
    Values("supply_c", "Supply temperature", "°C", "node"),
    Values("supply_bar", "Supply pressure", "bar", "node"),
)
ON_PIPES = (
    Values("velocity_m_per_s", "Velocity", "m/s", "edge"),
    Values("pressure_pa_per_m", "Pressure gradient", "Pa/m", "edge"),
    Values("heat_kw", "Heat", "kW", "edge"),
)
OF_HOUSES = (
    Values("house_supply_c", "Supply temperature at houses", "°C", "house"),
    Values("house_kw", "Heat of houses", "kW", "house"),
    Values("house_bar", "Pressure difference at houses", "bar", "house"),
)
OF_STATIONS = (Values("station_kw", "Heat of stations", "kW", "heat_station"),)
QUANTITIES = (*ON_NODES, *ON_PIPES, *OF_HOUSES, *OF_STATIONS)


class HeatHoursWriter(HourlyWriter):
    """`with HeatHoursWriter(path, shape, times, places, model) as w: w.write(first, block)` for every block."""

    def __init__(self, path, shape: LineMesh, times: np.ndarray, places: Places, model):
        with_node = np.flatnonzero(shape.point_node >= 0)
        pipes = [model.pipe_names[row] for row in shape.lines]
        nodes = [model.node_names[row] for row in with_node]
        beside = (
            Beside("pipe", pipes, ("first_edge_of_pipe", shape.first_edge)),
            Beside("net_node", nodes, ("mesh_node_of_net_node", shape.point_node[with_node])),
            Beside("house", model.house_names),
            Beside("heat_station", model.source_names),
        )
        super().__init__(path, shape, times, places.crs, "Heat network by hour", QUANTITIES, beside)
        self.shape, self.model = shape, model
        inner = model.parts.supply.inner_m[model.pipe_rows]
        self.m_per_s = (1.0 / (np.pi / 4 * inner**2 * model.parts.density)).astype(np.float32)

    def write(self, first: int, block) -> None:
        """A block whose first hour is row `first` of the file."""
        shape, node = self.shape, self.model.houses.node
        self.put("supply_c", first, shape.on_nodes(block.supply_c))
        self.put("supply_bar", first, shape.on_nodes(block.supply_bar))
        self.put("velocity_m_per_s", first, shape.on_edges(np.abs(block.kg_per_s) * self.m_per_s))
        self.put("pressure_pa_per_m", first, shape.on_edges(block.pa_per_m))
        self.put("heat_kw", first, shape.on_edges(block.heat_kw))
        self.put("house_supply_c", first, block.supply_c[:, node])
        self.put("house_kw", first, block.house_kw)
        self.put("house_bar", first, block.supply_bar[:, node] - block.return_bar[:, node])
        self.put("station_kw", first, block.source_kw.astype(">f4"))


class HeatHourly:
    """Reads HOURLY of a heat network. times: (hours,) datetime64[s], UTC. pipes, houses, stations: ids with hours."""

    def __init__(self, file: HourlyFile):
        self.path, self.times, self._file = file.path, file.times, file
        self.pipes, self.houses, self.stations = (file.ids(kind) for kind in ("pipe", "house", "heat_station"))
        self._edge = dict(zip(self.pipes, file.array("first_edge_of_pipe").tolist()))
        self._node = dict(zip(file.ids("net_node"), file.array("mesh_node_of_net_node").tolist()))
        self._house = {name: k for k, name in enumerate(self.houses)}
        self._station = {name: k for k, name in enumerate(self.stations)}

    @classmethod
    def open(cls, path) -> HeatHourly:
        """Open a file that `simulate_heat` wrote. Raises EngineError where it is not one, or not whole."""
        file = HourlyFile.open(path)
        try:
            return cls(file)
        except KeyError as error:
            raise file.unlike() from error

    def pipe(self, pipe_id: str, quantity: str = "velocity_m_per_s") -> np.ndarray:
        """Hours of a pipe, a name of `ON_PIPES`, float32 (hours,). Raises KeyError for an unknown id."""
        return self._file.column(quantity, self._edge[pipe_id])

    def node(self, node_id: str, quantity: str = "supply_c") -> np.ndarray:
        """Hours of a node, a name of `ON_NODES`. Raises KeyError for an unknown id."""
        return self._file.column(quantity, self._node[node_id])

    def house(self, building_id: str, quantity: str = "house_supply_c") -> np.ndarray:
        """Hours of a house, a name of `OF_HOUSES`. Raises KeyError for an unknown id."""
        return self._file.column(quantity, self._house[building_id])

    def station(self, station_id: str, quantity: str = "station_kw") -> np.ndarray:
        """Heat of a station [kW]. Raises KeyError for an unknown id."""
        return self._file.column(quantity, self._station[station_id])
