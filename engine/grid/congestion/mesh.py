"""HOURLY: loading and voltage of every hour as a 1-D UGRID mesh that QGIS' temporal controller plays.

A NetCDF file in classic 64-bit-offset format (CDF-2). Its header is written here, and its hours through memory maps,
because the libraries at hand either hold a variable in memory or need an unlimited time dimension that QGIS does not
read. Layout of the format: NetCDF Classic and 64-bit Offset File Formats (Unidata); of the mesh: UGRID conventions 1.0.
Beside the mesh the file holds the ids of sections, nodes and stations, and the stations' hours.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from ...errors import EngineError
from .classic_netcdf import Variable, layout
from .geography import Places

SIMPLIFY_M = 1.0
SIMPLIFY_DEGREES = 1e-5
# A disk filled to the last byte stops the whole desktop.
SPARE_DISK_BYTES = 16 * 2**20
LARGEST_VARIABLE_BYTES = 2**32 - 4


@dataclass(frozen=True)
class MeshShape:
    """Sections as chains of edges.

    xy: (nodes, 2). edges: (edges, 2) node positions. edge_section: (edges,) row in `net.line`. sections: (s,) those
    rows, in the order of their edges; first_edge: (s,). Node voltages are (1 - share) * bus a + share * bus b with
    rows in `net.bus`: node_a, node_b, share: (nodes,). bus_node: (buses,) the node of a bus, -1 where it has none.
    """

    xy: np.ndarray
    edges: np.ndarray
    edge_section: np.ndarray
    sections: np.ndarray
    first_edge: np.ndarray
    node_a: np.ndarray
    node_b: np.ndarray
    share: np.ndarray
    bus_node: np.ndarray

    def bytes_for(self, hours: int, stations: int) -> int:
        """Size of the file's hourly part; the rest is small."""
        return 4 * hours * (len(self.edges) + len(self.xy) + stations)


def mesh_shape(net, places: Places, keep: np.ndarray) -> MeshShape:
    """The mesh of the lines `keep` (bool, rows of `net.line`) that have a place; drawn lines simplified to 1 m."""
    rows = np.flatnonzero(keep & np.array([line is not None for line in places.lines], bool))
    start = net.bus.index.get_indexer(net.line["from_bus"])[rows]
    stop = net.bus.index.get_indexer(net.line["to_bus"])[rows]
    lines = shapely.simplify(places.lines[rows], SIMPLIFY_DEGREES if places.in_degrees else SIMPLIFY_M)
    xy, line_of = shapely.get_coordinates(lines, return_index=True)
    count = np.bincount(line_of, minlength=len(rows)) if len(rows) else np.zeros(0, np.int64)
    first = np.cumsum(count) - count
    last = first + count - 1

    ends = np.zeros(len(xy), bool)
    ends[first], ends[last] = True, True
    used = np.unique(np.r_[start, stop])
    bus_node = np.full(len(net.bus), -1)
    bus_node[used] = np.arange(len(used))
    inner = np.flatnonzero(~ends)
    node_of = np.empty(len(xy), np.int64)
    node_of[first], node_of[last] = bus_node[start], bus_node[stop]
    node_of[inner] = len(used) + np.arange(len(inner))

    here = places.buses[used]
    # A bus without a place of its own stands where a line ends.
    at_line = np.full((len(net.bus), 2), np.nan)
    at_line[start], at_line[stop] = xy[first], xy[last]
    here = np.where(np.isfinite(here), here, at_line[used])
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[first] = 0.0
    along = np.cumsum(step)
    along -= along[first][line_of] if len(xy) else 0.0
    total = along[last][line_of] if len(xy) else along
    share = np.divide(along, total, out=np.zeros(len(xy)), where=total > 0)

    begins = np.flatnonzero(np.isin(np.arange(len(xy)), last, invert=True))
    return MeshShape(
        xy=np.vstack([here, xy[inner]]),
        edges=np.c_[node_of[begins], node_of[begins + 1]],
        edge_section=rows[line_of[begins]],
        sections=rows,
        first_edge=first - np.arange(len(rows)),
        node_a=np.r_[used, start[line_of[inner]]],
        node_b=np.r_[used, stop[line_of[inner]]],
        share=np.r_[np.zeros(len(used)), share[inner]],
        bus_node=bus_node,
    )


class MeshWriter:
    """Writes HOURLY: `with MeshWriter(...) as w: w.write(first, vm_pu, line_percent, trafo_percent)` for every row of
    hours.

    The file appears when the block ends without an exception, and not before. Raises EngineError where it cannot be
    written.
    """

    def __init__(
        self,
        path: Path,
        shape: MeshShape,
        times: np.ndarray,
        crs: str,
        sections: list[str],
        nodes: list[str],
        stations: list[str],
    ):
        """times: (h,) datetime64, UTC. sections, nodes, stations: ids of all rows of `net.line`, `net.bus` and
        `net.trafo`.
        """
        self.path, self.shape, self.times = Path(path), shape, times
        self.part = self.path.with_name(self.path.name + ".part")
        with_node = np.flatnonzero(shape.bus_node >= 0)
        ids = {
            "section": [sections[row] for row in shape.sections],
            "net_node": [nodes[row] for row in with_node],
            "station": list(stations),
        }
        self.header, self.variables, self.size = layout(_contents(shape, times, crs, ids, shape.bus_node[with_node]))

    def __enter__(self) -> MeshWriter:
        try:
            self._reserve()
            with open(self.part, "r+b") as file:
                file.write(self.header)
                for variable in self.variables.values():
                    if variable.values is not None:
                        file.seek(variable.begin)
                        file.write(np.ascontiguousarray(variable.values, variable.dtype).tobytes())
        except BaseException as error:
            self._remove()
            if isinstance(error, OSError):
                raise self._cannot_write(error) from error
            raise
        return self

    def write(self, first: int, vm_pu: np.ndarray, line_percent: np.ndarray, trafo_percent: np.ndarray) -> None:
        """Hours from row `first` on: vm_pu (h, buses), line_percent (h, lines), trafo_percent (h, trafos)."""
        shape = self.shape
        self._put("loading_percent", first, line_percent.astype(">f4")[:, shape.edge_section])
        vm = vm_pu.astype(np.float32)
        inner = slice(int((shape.bus_node >= 0).sum()), None)
        nodes = np.empty((len(vm), len(shape.xy)), ">f4")
        nodes[:, : inner.start] = vm[:, shape.node_a[: inner.start]]
        share = shape.share[inner].astype(np.float32)
        nodes[:, inner] = (1 - share) * vm[:, shape.node_a[inner]] + share * vm[:, shape.node_b[inner]]
        self._put("voltage_pu", first, nodes)
        if trafo_percent.shape[1]:
            self._put("station_loading_percent", first, trafo_percent.astype(">f4"))

    def _put(self, name: str, first: int, values: np.ndarray) -> None:
        # A fresh map for each block keeps only that block in memory.
        variable = self.variables[name]
        offset = variable.begin + 4 * first * variable.shape[1]
        block = np.memmap(self.part, ">f4", "r+", offset, values.shape)
        block[:] = values
        block.flush()

    def _reserve(self) -> None:
        """Take the room on the disk at once: writing to a map of a full disk ends the whole process."""
        free = shutil.disk_usage(self.path.parent).free
        if free < self.size + SPARE_DISK_BYTES:
            raise EngineError(
                "The hourly results need {needed_mb} MB and the disk of {path} has {free_mb} MB free: make room, "
                "choose another folder, or keep the worst weeks only.",
                needed_mb=-(-(self.size + SPARE_DISK_BYTES) // 2**20), free_mb=free // 2**20, path=str(self.path),
            )  # fmt: skip
        with open(self.part, "wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, self.size)
            file.truncate(self.size)

    def _cannot_write(self, error: OSError) -> EngineError:
        return EngineError(
            "The hourly results cannot be written to {path} ({reason}): make room or choose another folder.",
            path=str(self.path), reason=error.strerror or str(error),
        )  # fmt: skip

    def __exit__(self, kind, error, trace) -> None:
        if kind is not None:
            self._remove()
            return
        try:
            os.replace(self.part, self.path)
        except OSError as failure:
            self._remove()
            raise self._cannot_write(failure) from failure

    def _remove(self) -> None:
        self.part.unlink(missing_ok=True)


def _contents(shape: MeshShape, times, crs: str, ids: dict[str, list[str]], node_of_net_node) -> dict:
    """Dimensions, global attributes and variables of the file."""
    texts = {name: np.array([text.encode("utf-8") for text in values] or [b""], bytes) for name, values in ids.items()}
    dimensions = {
        "time": len(times), "mesh_node": len(shape.xy), "mesh_edge": len(shape.edges), "two": 2,
        **{name: max(len(values), 1) for name, values in ids.items()},
        **{f"{name}_letters": max(values.itemsize, 1) for name, values in texts.items()},
    }  # fmt: skip
    code = int(crs.split(":")[1]) if crs.startswith("EPSG:") else 0
    start = np.datetime_as_string(times[0], "s").replace("T", " ")
    hours = (times - times[0]) / np.timedelta64(1, "h")
    on_mesh = {"mesh": "mesh"}
    names = {"EPSG:4326": ("longitude", "latitude", "degrees_east", "degrees_north")}
    x_name, y_name, x_unit, y_unit = names.get(crs, ("projection_x_coordinate", "projection_y_coordinate", "m", "m"))
    v = Variable
    variables = {
        "mesh": v((), "i4", {
            "cf_role": "mesh_topology", "topology_dimension": 1, "node_coordinates": "mesh_node_x mesh_node_y",
            "edge_node_connectivity": "mesh_edge_nodes", "node_dimension": "mesh_node", "edge_dimension": "mesh_edge",
        }, 0),
        "projected_coordinate_system": v((), "i4", {"epsg": code, "EPSG_code": crs}, code),
        "mesh_node_x": v(("mesh_node",), "f8", {"standard_name": x_name, "units": x_unit, **on_mesh}, shape.xy[:, 0]),
        "mesh_node_y": v(("mesh_node",), "f8", {"standard_name": y_name, "units": y_unit, **on_mesh}, shape.xy[:, 1]),
        "mesh_edge_nodes": v(
            ("mesh_edge", "two"), "i4", {"cf_role": "edge_node_connectivity", "start_index": 0}, shape.edges),
        "time": v(("time",), "f8", {"standard_name": "time", "units": f"hours since {start}"}, hours),
        "loading_percent": v(
            ("time", "mesh_edge"), "f4",
            {"long_name": "Loading", "units": "%", "location": "edge", **on_mesh}, None),
        "voltage_pu": v(
            ("time", "mesh_node"), "f4",
            {"long_name": "Voltage", "units": "pu", "location": "node", **on_mesh}, None),
        "station_loading_percent": v(
            ("time", "station"), "f4", {"long_name": "Loading of stations", "units": "%"},
            None if ids["station"] else np.full((len(times), 1), np.nan)),
        "first_edge_of_section": v(("section",), "i4", {}, shape.first_edge if ids["section"] else [0]),
        "mesh_node_of_net_node": v(("net_node",), "i4", {}, node_of_net_node if ids["net_node"] else [0]),
    }  # fmt: skip
    for name, text in texts.items():
        width = dimensions[f"{name}_letters"]
        letters = text.astype(f"S{width}").view("S1").reshape(-1, width)
        variables[f"{name}_id"] = v((name, f"{name}_letters"), "S1", {}, letters)
    attributes = {"Conventions": "CF-1.8 UGRID-1.0", "title": "Loading and voltage by hour", "time_zone": "UTC"}
    return {"dimensions": dimensions, "attributes": attributes, "variables": variables}
