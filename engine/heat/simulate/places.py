"""Where a heat net's nodes and pipes lie."""

from __future__ import annotations

import numpy as np

from ...mesh import LineMesh, Places, mesh_of_lines, places_of


def read_places(model) -> Places:
    """Places of the model's nodes and pipes (in its order), from the supply's GeoJSON columns."""
    net, parts = model.net, model.parts
    points, lines = _geo(net.junction), _geo(net.pipe)
    own = net.get("stadsstroom")
    crs = str(own.get("crs") or "") if isinstance(own, dict) else ""
    return places_of(
        points[parts.supply_row[model.node_rows]], lines[parts.supply.row[model.pipe_rows]], model.pipe_from,
        model.pipe_to, crs,
    )  # fmt: skip


def _geo(table) -> np.ndarray:
    return table["geo"].to_numpy(object) if "geo" in table else np.full(len(table), None, object)


def mesh_of_net(model, places: Places, connections: bool) -> LineMesh:
    """The mesh of the pipes that have a place; house connections (`kind` connection) where asked for."""
    keep = np.ones(len(model.pipe_names), bool)
    if "kind" in model.net.pipe and not connections:
        kind = model.net.pipe["kind"].to_numpy(object)[model.parts.supply.row[model.pipe_rows]]
        keep = kind != "connection"
    return mesh_of_lines(places, model.pipe_from, model.pipe_to, keep)
