"""Streets drawn in a few coordinates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable, finish
from stadsstroom.engine.heat.streets import StreetOptions, street_graph


def table(shapes, **columns) -> FeatureTable:
    """Shapes, or lists of points of lines, as a layer; ids "1", "2" …"""
    geometry = np.empty(len(shapes), object)
    geometry[:] = [shapely.LineString(shape) if isinstance(shape, (list, tuple)) else shape for shape in shapes]
    ids = [str(i + 1) for i in range(len(shapes))]
    return FeatureTable(pd.DataFrame({"feature_id": ids, **columns}), geometry)


def graph_of(*shapes, options=None, **columns):
    return finish(street_graph(table(shapes, **columns), options or StreetOptions()))


def drawing(graph) -> set:
    """What a graph is, whatever the numbers of its nodes and rows: {(street, line)}."""
    ids = graph.streets.frame["street_id"].to_numpy(object)
    names = np.where(graph.street >= 0, ids[graph.street], "link")
    return set(zip(names.tolist(), shapely.to_wkt(shapely.normalize(graph.lines), rounding_precision=3).tolist()))


def fits(graph) -> None:
    """What holds of every graph: lines run from node to node, lengths are those of the lines, every node is used."""
    first = shapely.get_coordinates(shapely.get_point(graph.lines, 0))
    last = shapely.get_coordinates(shapely.get_point(graph.lines, -1))
    assert np.abs(first - graph.xy[graph.edges[:, 0]]).max() < 0.011
    assert np.abs(last - graph.xy[graph.edges[:, 1]]).max() < 0.011
    assert np.allclose(graph.length_m, shapely.length(graph.lines))
    assert np.array_equal(np.unique(graph.edges), np.arange(len(graph.xy)))
    assert len(graph.piece) == len(graph.xy)
    free = graph.edges[graph.permitted]
    assert (graph.piece[free[:, 0]] == graph.piece[free[:, 1]]).all()


def grid(columns: int, rows: int, step: float = 80.0) -> FeatureTable:
    """A chessboard of streets, a line for every side of a block."""
    x, y = np.meshgrid(np.arange(columns) * step, np.arange(rows) * step)
    across = np.stack([x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]], axis=-1).reshape(-1, 2, 2)
    along = np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=-1).reshape(-1, 2, 2)
    lines = shapely.linestrings(np.concatenate([across, along]))
    return FeatureTable(pd.DataFrame({"feature_id": np.arange(len(lines)).astype(str)}), lines)
