"""Where the pipes lie: the chosen streets, the house connections and the ways to the sources as one tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .tree import Tree, make_tree

MAIN, CONNECTION = "main", "connection"


@dataclass(frozen=True)
class Layout:
    """Pipes in the tree's order, all (p,). edge: row of the street graph, -1 for connections and ways to sources.
    house: row of the buildings, -1 for others. source: row of the sources that it reaches, -1. line: from parent to
    child. node_xy: (n, 2) of the nodes that the tree numbers; node_id: (n,).
    """

    tree: Tree
    edge: np.ndarray
    house: np.ndarray
    source: np.ndarray
    length_m: np.ndarray
    line: np.ndarray
    node_xy: np.ndarray
    node_id: np.ndarray

    @property
    def kind(self) -> np.ndarray:
        return np.where(self.house >= 0, CONNECTION, MAIN).astype(object)


@dataclass(frozen=True)
class Reach:
    """How buildings or sources reach the street graph, all (n,): node (-1: none), line to it and length."""

    node: np.ndarray
    line: np.ndarray
    length_m: np.ndarray


def lay_out(
    graph,
    edges: np.ndarray,
    houses: np.ndarray,
    house_reach: Reach,
    roots: np.ndarray,
    helpers: np.ndarray,
    source_reach,
    opened: np.ndarray,
) -> Layout:
    """The network of these street edges, houses (rows), root sources and helping sources (rows).

    opened (r,) bool: roots that feed it; pipes pass by the others.

    Nodes are those of the graph that are used, then the ends at houses and at sources; they are numbered by place, so
    that the order of the inputs does not matter. A pipe's direction is away from its root.
    """
    n = len(graph.xy)
    ends, at_sources = n + np.arange(len(houses)), n + len(houses) + np.arange(len(roots) + len(helpers))
    sources = np.concatenate([roots, helpers]).astype(np.int64)
    one = np.concatenate([graph.edges[edges, 0], house_reach.node[houses], source_reach.node[sources]])
    other = np.concatenate([graph.edges[edges, 1], ends, at_sources])
    line = np.concatenate([graph.lines[edges], house_reach.line[houses], source_reach.line[sources]])
    length = np.concatenate([graph.length_m[edges], house_reach.length_m[houses], source_reach.length_m[sources]])
    edge = np.concatenate([edges, np.full(len(houses) + len(sources), -1)])
    house = np.concatenate([np.full(len(edges), -1), houses, np.full(len(sources), -1)])
    source = np.concatenate([np.full(len(edges) + len(houses), -1), sources])
    xy = np.vstack([graph.xy, *_far_ends(line[len(edges) :], graph.xy[one[len(edges) :]])])

    shut = len(edges) + len(houses) + np.flatnonzero(~opened)
    one[shut] = other[shut]
    parent, child, used = _outward(one, other, at_sources[: len(roots)])
    tree, order = make_tree(parent, child, at_sources[: len(roots)])
    # a source that serves nobody needs no pipe
    busy = np.bincount(tree.root, house[used[order]] >= 0, len(roots)) > 0
    kept = order[busy[tree.root]]
    if len(kept) < len(order):
        parent, child, used = parent[kept], child[kept], used[kept]
        tree, order = make_tree(parent, child, at_sources[: len(roots)])
    rows = used[order]
    number, node_xy, node_id = _numbered(xy, np.concatenate([tree.parent, tree.child]))
    tree = Tree(number[tree.parent], number[tree.child], tree.above, tree.root, tree.levels)
    lines = _turned(line[rows], node_xy[tree.parent], node_xy[tree.child])
    return Layout(tree, edge[rows], house[rows], source[rows], length[rows], lines, node_xy, node_id)


def _far_ends(lines: np.ndarray, near: np.ndarray):
    """The end (1, 2) of each line that lies away from the street."""
    if not len(lines):
        return []
    first = shapely.get_coordinates(shapely.get_point(lines, 0))
    last = shapely.get_coordinates(shapely.get_point(lines, -1))
    nearer = np.hypot(*(first - near).T) <= np.hypot(*(last - near).T)
    return [np.where(nearer[:, None], last, first)]


def _outward(one: np.ndarray, other: np.ndarray, roots: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parent, child and row of every link that hangs on a root, in order of depth; a link that closes a ring is left
    out.
    """
    beside = {}
    for row, (a, b) in enumerate(zip(one.tolist(), other.tolist())):
        beside.setdefault(a, []).append((b, row))
        beside.setdefault(b, []).append((a, row))
    seen = set(roots.tolist())
    front, parent, child, used = list(roots.tolist()), [], [], []
    while front:
        following = []
        for node in front:
            for neighbour, row in beside.get(node, ()):
                if neighbour not in seen:
                    seen.add(neighbour)
                    parent.append(node)
                    child.append(neighbour)
                    used.append(row)
                    following.append(neighbour)
        front = following
    return np.array(parent, np.int64), np.array(child, np.int64), np.array(used, np.int64)


def _numbered(xy: np.ndarray, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """New number of every node that is used (by place), their places and ids."""
    used = np.unique(nodes)
    order = used[np.lexsort(np.round(xy[used], 3).T[::-1])]
    number = np.full(len(xy), -1, np.int64)
    number[order] = np.arange(len(order))
    return number, xy[order], np.array([f"n{k}" for k in range(1, len(order) + 1)], object)


def _turned(lines: np.ndarray, start: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Lines that begin at `start`; a straight one where a line is missing or has no length."""
    if not len(lines):
        return lines
    lines = lines.copy()
    empty = shapely.is_missing(lines) | shapely.is_empty(lines)
    lines[empty] = shapely.linestrings(np.stack([start[empty], stop[empty]], axis=1))
    first = shapely.get_coordinates(shapely.get_point(lines, 0))
    last = shapely.get_coordinates(shapely.get_point(lines, -1))
    wrong = np.hypot(*(last - start).T) < np.hypot(*(first - start).T)
    lines[wrong] = shapely.reverse(lines[wrong])
    return lines
