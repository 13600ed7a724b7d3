"""Street layers, tidy or not, as a graph."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import shapely

from ...columns import number_column
from ...errors import EngineError
from ...progress import Progress
from ...tables import FeatureTable
from .graph import StreetGraph, pieces
from .joining import island_problems, join_pieces
from .noding import Edges, node_lines
from .options import StreetOptions
from .parts import single_lines, tidy_table
from .words import FORBIDDEN, FORCED, NONE, PREFERRED, surface_factors

# Of streets that lie on each other the one that says most stays.
PRIORITY = {NONE: 0, PREFERRED: 1, FORCED: 2, FORBIDDEN: 3}


def street_graph(streets: FeatureTable, options: StreetOptions | None = None) -> Generator[Progress, None, StreetGraph]:
    """The graph of a layer of streets (lines): `street_id`, `preference`, `surface`, `how` and `level` (a number; lines
    of different levels do not meet where they cross), each optional.

    Ends are snapped to each other and onto streets, streets cut where they cross, pieces joined by links. The order of
    the rows changes nothing. Raises EngineError where no street is left.
    """
    options = options or StreetOptions()
    yield Progress(0.0, "Reading the streets")
    table, code, problems = tidy_table(streets)
    priority = np.array([PRIORITY[value] for value in range(4)])[code]
    parts, row, found = single_lines(table, priority)
    problems += found
    if not len(parts):
        raise EngineError("The layer of streets holds no line: choose a layer with the middle lines of streets.")
    yield Progress(0.15, "Connecting the streets")
    level = np.nan_to_num(number_column(table.frame, "level"))[row]
    noded = node_lines(parts, level, options.snap_m, options.split_crossings)
    yield Progress(0.7)
    street = row[noded.part]
    if options.merge:
        noded, street = merge_chains(noded, street)
    factor = surface_factors(table.frame["surface"].to_numpy(object), options.surface_exponent)
    factor = factor * np.where(code == PREFERRED, options.preferred_factor, 1.0)
    graph = StreetGraph(
        noded.xy,
        noded.edges,
        noded.lines,
        shapely.length(noded.lines),
        street,
        code[street],
        factor[street],
        np.zeros(len(noded.xy), int),
        table,
    )
    yield Progress(0.8, "Joining pieces of the network")
    graph = join_pieces(graph, options)
    graph = replace(graph, piece=pieces(graph.edges, graph.permitted, graph.length_m, len(graph.xy)))
    yield Progress(0.95)
    return replace(graph, problems=[*problems, *island_problems(graph)])


def merge_chains(noded: Edges, street: np.ndarray) -> tuple[Edges, np.ndarray]:
    """Edges of one street that follow each other without a junction become one; rings keep their nodes."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    m, n = len(noded.edges), len(noded.xy)
    flat, edge = noded.edges.reshape(-1), np.repeat(np.arange(m), 2)
    order = np.argsort(flat, kind="stable")
    count = np.bincount(flat, minlength=n)
    first = np.searchsorted(flat[order], np.arange(n))
    two = np.flatnonzero(count == 2)
    a, b = edge[order[first[two]]], edge[order[first[two] + 1]]
    same = (street[a] == street[b]) & (a != b)
    if not same.any():
        return noded, street
    a, b, through = a[same], b[same], two[same]
    chains, chain = connected_components(coo_matrix((np.ones(len(a)), (a, b)), (m, m)), False)
    links = np.bincount(chain[a], minlength=chains)
    size = np.bincount(chain)
    inner = np.zeros(n, bool)
    inner[through] = True
    outer = np.bincount(chain, (~inner[noded.edges]).sum(axis=1), chains)
    whole = (size > 1) & (links == size - 1) & (outer == 2)  # a path, no ring
    order = np.lexsort((np.arange(m), chain))
    order = order[whole[chain[order]]]
    groups = chain[order]
    _, index = np.unique(groups, return_inverse=True)
    merged = shapely.line_merge(shapely.multilinestrings(noded.lines[order], indices=index.reshape(-1)))
    good = (shapely.get_type_id(merged) == 1) & ~shapely.is_closed(merged)
    groups, merged = np.unique(groups)[good], shapely.normalize(merged[good])
    gone = np.isin(chain, groups)
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(merged, i)) for i in (0, -1)]).reshape(-1, 2)
    outside = noded.edges[gone][~inner[noded.edges[gone]]]
    _, near = cKDTree(noded.xy[outside]).query(ends)
    edges = outside[near].reshape(2, -1).T
    some = np.full(chains, m)
    np.minimum.at(some, chain, np.arange(m))
    some = some[groups]
    edges = np.concatenate([noded.edges[~gone], edges])
    used, edges = np.unique(edges, return_inverse=True)
    made = Edges(
        noded.xy[used],
        edges.reshape(-1, 2),
        np.concatenate([noded.lines[~gone], merged]),
        np.concatenate([noded.part[~gone], noded.part[some]]),
    )
    return made, np.concatenate([street[~gone], street[some]])
