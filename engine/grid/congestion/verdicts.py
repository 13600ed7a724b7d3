"""Words for numbers: how full an element is, how sure that is, and whether another transformer size changes it.

Thresholds and doubts, with their source: `resources/catalogue/verdicts.csv`.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ...catalogue import read_catalogue
from .topology import Edges, Spine

CLASSES = ("free", "busy", "full", "congested")


@cache
def _figure(name: str) -> float:
    table = read_catalogue("verdicts")
    return float(table.loc[table["name"] == name, "value"].iloc[0])


def class_bounds() -> tuple[float, float, float]:
    """Shares of the limit where busy, full and congested begin."""
    return _figure("busy_from"), _figure("full_from"), 1.0


def verdict(loading_percent, limit_percent) -> np.ndarray:
    """free, busy, full or congested (object, any shape); "" where the loading is nan."""
    ratio = np.asarray(loading_percent, float) / np.asarray(limit_percent, float)
    busy, full, over = class_bounds()
    words = np.array([*CLASSES, ""], object)
    place = (ratio >= busy).astype(int) + (ratio >= full) + (ratio > over)
    return words[np.where(np.isnan(ratio), len(CLASSES), place)]


def sureness(loading_percent, limit_percent, doubt) -> np.ndarray:
    """sure, likely or unsure that the element is on its side of the limit; "" where the loading is nan.

    m = |ln(loading / limit)| against d = ln(1 + doubt): sure from m >= d, likely from m >= d / 2.
    """
    with np.errstate(divide="ignore"):
        margin = np.abs(np.log(np.asarray(loading_percent, float) / np.asarray(limit_percent, float)))
    needed = np.log1p(np.asarray(doubt, float))
    words = np.where(margin >= needed, "sure", np.where(margin >= needed / 2, "likely", "unsure")).astype(object)
    words[np.isnan(margin)] = ""
    return words


def doubts(net, edges: Edges, tree: Spine, bus_is_mv: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Relative uncertainty of loading/limit of the lines and of the transformers: demand, rating and open points
    together.
    """
    squares = {
        "line": _rating_doubt(net.line, "cable_type_how") ** 2 + _figure("doubt_demand") ** 2,
        "trafo": _rating_doubt(net.trafo, "rating_how") ** 2 + _figure("doubt_demand") ** 2,
    }
    moved = _beside_inferred_open_points(net, edges, tree, bus_is_mv)
    for table, square in squares.items():
        rows = edges.row[moved & (edges.table == table)]
        square[rows] += _figure("doubt_open_point_inferred") ** 2
    return np.sqrt(squares["line"]), np.sqrt(squares["trafo"])


def _rating_doubt(table, column: str) -> np.ndarray:
    if column not in table:
        return np.zeros(len(table))  # a net from elsewhere is taken at its word
    how = table[column].fillna("assumed").astype(str).to_numpy()
    by_how = {"measured": 0.0, "inferred": _figure("doubt_rating_inferred")}
    return np.array([by_how.get(word, _figure("doubt_rating_assumed")) for word in how])


def _beside_inferred_open_points(net, edges: Edges, tree: Spine, bus_is_mv: np.ndarray) -> np.ndarray:
    """(edges,) True where power would shift if an inferred open point stood elsewhere: from the open point up both
    ways to where the ways meet, or to the transformer of that level.
    """
    marked = np.zeros(len(edges.a), bool)
    switches = net.switch[net.switch["et"].isin(["l", "b"]) & ~net.switch["closed"].astype(bool)]
    if "stadsstroom" not in net and "how" not in switches:
        return marked
    how = switches["how"] if "how" in switches else ["inferred"] * len(switches)
    edge_of = {(table, row): k for k, (table, row) in enumerate(zip(edges.table.tolist(), edges.row.tolist()))}
    lines = net.line.index.get_indexer(switches["element"])
    own = net.switch.index.get_indexer(switches.index)
    for kind, line, switch, origin in zip(switches["et"], lines.tolist(), own.tolist(), how):
        edge = edge_of.get(("line", line) if kind == "l" else ("switch", switch), -1)
        if origin == "measured" or edge < 0:
            continue
        ways = [_way_up(int(end), tree, bus_is_mv) for end in (edges.a[edge], edges.b[edge])]
        marked[list(ways[0] ^ ways[1])] = True
    return marked


def _way_up(bus: int, tree: Spine, bus_is_mv: np.ndarray) -> set[int]:
    """The edges from a bus towards its source, up to and with the transformer that feeds its level."""
    level, way = bus_is_mv[bus], set()
    while tree.parent[bus] >= 0 and bus_is_mv[bus] == level:
        way.add(int(tree.parent_edge[bus]))
        bus = int(tree.parent[bus])
    return way


def neighbour_sizes(rating_kva, sizes_kva) -> tuple[np.ndarray, np.ndarray]:
    """The next standard size below and above each rating; nan where there is none, and for ratings outside the sizes:
    the standard size below a power transformer of 25 MVA is no distribution transformer.
    """
    sizes = np.unique(np.asarray(sizes_kva, float))
    rating = np.asarray(rating_kva, float)
    padded = np.r_[np.nan, sizes, np.nan]
    below = np.searchsorted(sizes, rating * (1 - 1e-9), side="left")
    above = np.searchsorted(sizes, rating * (1 + 1e-9), side="right")
    smaller, larger = padded[below], padded[above + 1]
    unknown = ~((rating > sizes[0] * (1 - 1e-9)) & (rating < sizes[-1] * (1 + 1e-9)))
    return np.where(unknown, np.nan, smaller), np.where(unknown, np.nan, larger)
