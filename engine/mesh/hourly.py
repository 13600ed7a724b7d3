"""Writes and reads hours on a 1-D UGRID mesh that QGIS' temporal controller plays.

A NetCDF file in classic 64-bit-offset format (CDF-2). Its header is written here, and its hours through memory maps,
because the libraries at hand either hold a variable in memory or need an unlimited time dimension that QGIS does not
read. Layout of the format: NetCDF Classic and 64-bit Offset File Formats (Unidata); of the mesh: UGRID conventions 1.0.
Beside the mesh the file holds ids, where on the mesh each of them is, and hours of places that are not on it.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import EngineError
from .classic_netcdf import Variable, layout, read_layout
from .lines import LineMesh

# A disk filled to the last byte stops the whole desktop.
SPARE_DISK_BYTES = 16 * 2**20
LARGEST_VARIABLE_BYTES = 2**32 - 4
ON_MESH = {"edge": "mesh_edge", "node": "mesh_node"}


@dataclass(frozen=True)
class Values:
    """One hourly quantity. name: of the variable. label, unit: as QGIS shows them. on: "edge", "node", or a kind of
    `Beside`."""

    name: str
    label: str
    unit: str
    on: str


@dataclass(frozen=True)
class Beside:
    """Ids of one kind. kind: one word. ids: (k,). position: None for places of their own, else (name of the variable,
    (k,) the edge or node of each id)."""

    kind: str
    ids: Sequence[str]
    position: tuple[str, np.ndarray] | None = None


class HourlyWriter:
    """`with HourlyWriter(...) as w: w.put(name, first, values)` for every quantity and every block of hours.

    The file appears when the block ends without an exception, and not before. Raises EngineError where it cannot be
    written.
    """

    def __init__(
        self,
        path: Path,
        shape: LineMesh,
        times: np.ndarray,
        crs: str,
        title: str,
        quantities: Sequence[Values],
        beside: Sequence[Beside],
    ):
        """times: (h,) datetime64, UTC. crs: authority code, "" where unknown. title: of the file."""
        self.path = Path(path)
        self.part = self.path.with_name(self.path.name + ".part")
        self.header, self.variables, self.size = layout(_contents(shape, times, crs, title, quantities, beside))

    def __enter__(self) -> HourlyWriter:
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

    def put(self, name: str, first: int, values: np.ndarray) -> None:
        """Hours from row `first` on of one quantity: (h, edges), (h, nodes) or (h, places)."""
        if not values.size:
            return
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


def _contents(shape: LineMesh, times, crs: str, title: str, quantities, beside) -> dict:
    """Dimensions, global attributes and variables of the file."""
    ids = {part.kind: list(part.ids) for part in beside}
    texts = {kind: np.array([text.encode("utf-8") for text in values] or [b""], bytes) for kind, values in ids.items()}
    dimensions = {
        "time": len(times), "mesh_node": len(shape.xy), "mesh_edge": len(shape.edges), "two": 2,
        **{kind: max(len(values), 1) for kind, values in ids.items()},
        **{f"{kind}_letters": max(values.itemsize, 1) for kind, values in texts.items()},
    }  # fmt: skip
    variables = _mesh_variables(shape, times, crs)
    for quantity in quantities:
        about = {"long_name": quantity.label, "units": quantity.unit}
        if quantity.on in ON_MESH:
            about.update(location=quantity.on, mesh="mesh")
        empty = quantity.on in ids and not ids[quantity.on]
        values = np.full((len(times), 1), np.nan) if empty else None
        variables[quantity.name] = Variable(("time", ON_MESH.get(quantity.on, quantity.on)), "f4", about, values)
    for part in beside:
        if part.position is not None:
            name, position = part.position
            variables[name] = Variable((part.kind,), "i4", {}, position if len(part.ids) else [0])
    for kind, text in texts.items():
        width = dimensions[f"{kind}_letters"]
        letters = text.astype(f"S{width}").view("S1").reshape(-1, width)
        variables[f"{kind}_id"] = Variable((kind, f"{kind}_letters"), "S1", {}, letters)
    attributes = {"Conventions": "CF-1.8 UGRID-1.0", "title": title, "time_zone": "UTC"}
    return {"dimensions": dimensions, "attributes": attributes, "variables": variables}


def _mesh_variables(shape: LineMesh, times, crs: str) -> dict[str, Variable]:
    code = int(crs.split(":")[1]) if crs.startswith("EPSG:") else 0
    start = np.datetime_as_string(times[0], "s").replace("T", " ")
    hours = (times - times[0]) / np.timedelta64(1, "h")
    on_mesh = {"mesh": "mesh"}
    names = {"EPSG:4326": ("longitude", "latitude", "degrees_east", "degrees_north")}
    x_name, y_name, x_unit, y_unit = names.get(crs, ("projection_x_coordinate", "projection_y_coordinate", "m", "m"))
    v = Variable
    return {
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
    }  # fmt: skip


class HourlyFile:
    """Reads such a file through memory maps. times: (hours,) datetime64[s], UTC, the beginning of each hour."""

    def __init__(self, path: Path, attributes: dict, variables: dict[str, Variable]):
        self.path, self.attributes, self._variables = path, attributes, variables
        start = variables["time"].attributes["units"].split("since ")[1].replace(" ", "T")
        hours = np.round(self.array("time")).astype(np.int64)
        self.times = np.datetime64(start, "s") + hours * np.timedelta64(1, "h")

    @classmethod
    def open(cls, path) -> HourlyFile:
        """Open a file that `HourlyWriter` wrote. Raises EngineError where it is not one, or not whole."""
        path = Path(path)
        try:
            return cls(path, *read_layout(path))
        except OSError as error:
            raise EngineError(
                "The hourly results {path} cannot be read ({reason}).",
                path=str(path), reason=error.strerror or str(error),
            ) from error  # fmt: skip
        except (KeyError, ValueError, IndexError) as error:
            raise _not_hours(path) from error

    def has(self, name: str) -> bool:
        return name in self._variables

    def unlike(self) -> EngineError:
        """The error for a file that holds hours of something else."""
        return _not_hours(self.path)

    def array(self, name: str) -> np.ndarray:
        """A whole variable, read-only. Raises KeyError for an unknown name."""
        variable = self._variables[name]
        if not math.prod(variable.shape):
            return np.zeros(variable.shape, variable.dtype)
        return np.memmap(self.path, variable.dtype, "r", variable.begin, variable.shape)

    def column(self, name: str, column: int) -> np.ndarray:
        """The hours of one column of a quantity, float32 (hours,)."""
        return self.array(name)[:, column].astype(np.float32)

    def ids(self, kind: str) -> list[str]:
        """The ids of one kind. Raises KeyError for an unknown kind."""
        letters = np.ascontiguousarray(self.array(f"{kind}_id"))
        texts = letters.view(f"S{letters.shape[1]}").ravel()
        return [text.decode("utf-8") for text in texts.tolist() if text]


def _not_hours(path) -> EngineError:
    return EngineError(
        "{path} holds no hourly results: choose a file made by the congestion algorithm.", path=str(path)
    )
