"""What lies behind overloaded elements, and which of them are one pocket."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...grid.congestion.elements import NetFacts
from ...grid.congestion.topology import fed_end

Key = tuple  # (table, row in it)


@dataclass
class Pocket:
    """elements: overloaded sections one behind another (or a transformer), the uppermost first. parent: position of the
    pocket around it, -1. around: keys of all pockets around it. level: MV or LV (a transformer to LV: LV).
    connections: positions of all behind it; inner: of those behind its last element, which can relieve all of them.
    guard: it was not overloaded before, but would be by steering elsewhere.
    """

    elements: list[Key]
    parent: int
    level: str
    head_bus: int
    inner_bus: int
    connections: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    inner: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    around: frozenset = frozenset()
    guard: bool = False

    @property
    def key(self) -> Key:
        return self.elements[0]

    @property
    def kind(self) -> str:
        return "station" if self.elements[0][0] == "trafo" else "section"

    def holds(self, other: Pocket) -> bool:
        """Whether `other` is this pocket or lies within it."""
        return other.key == self.key or self.key in other.around


class Segments:
    """The net as a tree, asked what lies behind its buses. connection_bus: (n,) bus row of each connection, -1."""

    def __init__(self, facts: NetFacts, connection_bus: np.ndarray):
        self.facts, self.tree = facts, facts.tree
        self.far, _ = fed_end(facts.edges, facts.tree)
        self.edge_of = {
            (table, int(row)): k for k, (table, row) in enumerate(zip(facts.edges.table, facts.edges.row.tolist()))
        }
        enter, leave = _intervals(facts.tree)
        self.enter, self.leave = enter, leave
        self.connection_enter = np.where(connection_bus >= 0, enter[connection_bus], -1)

    def behind(self, bus: int) -> np.ndarray:
        """Positions of the connections at a bus and all that it feeds."""
        place = self.connection_enter
        return np.flatnonzero((place >= self.enter[bus]) & (place < self.leave[bus]) & (place >= 0))

    def feeds(self, above: int, below: int) -> bool:
        """Whether bus `below` is `above` or fed through it."""
        return self.enter[above] <= self.enter[below] < self.leave[above]

    def buses_behind(self, bus: int) -> np.ndarray:
        return np.flatnonzero((self.enter >= self.enter[bus]) & (self.enter < self.leave[bus]))

    def pockets(self, keys: list[Key], chain_share: float) -> list[Pocket]:
        """Pockets of the overloaded elements `keys`, those around before those within."""
        edges = {self.edge_of[key]: key for key in keys if self.tree.depth[self.far[self.edge_of[key]]] > 0}
        order = sorted(edges, key=lambda k: (self.tree.depth[self.far[k]], k))
        order = [k for k in order if self.tree.parent_edge[self.far[k]] == k]  # not the closing edge of a mesh
        above = {k: self._next_above(k, edges) for k in order}
        children: dict[int, list[int]] = {}
        for k in order:
            children.setdefault(above[k], []).append(k)
        found: list[Pocket] = []
        place: dict[int, int] = {}
        for k in order:
            if k in place:
                continue
            chain, here = [k], k
            count = len(self.behind(self.far[k]))
            while self._one_chain(here, children.get(here, []), edges, count, chain_share):
                here = children[here][0]
                chain.append(here)
            parent = place.get(above[k], -1)
            pocket = Pocket(
                [edges[c] for c in chain], parent, self._level(k), int(self.far[k]), int(self.far[here])
            )  # fmt: skip
            pocket.connections, pocket.inner = self.behind(pocket.head_bus), self.behind(pocket.inner_bus)
            if parent >= 0:
                pocket.around = found[parent].around | {found[parent].key}
            for c in chain:
                place[c] = len(found)
            found.append(pocket)
        return found

    def _level(self, edge: int) -> str:
        return "MV" if self.facts.bus_is_mv[self.far[edge]] else "LV"

    def _next_above(self, edge: int, edges: dict) -> int:
        bus = self.facts.edges.a[edge] + self.facts.edges.b[edge] - self.far[edge]
        while bus >= 0:
            up = int(self.tree.parent_edge[bus])
            if up in edges:
                return up
            bus = int(self.tree.parent[bus])
        return -1

    def _one_chain(self, edge, children, edges, count, share) -> bool:
        if len(children) != 1 or edges[edge][0] != "line":
            return False
        child = children[0]
        alike = edges[child][0] == "line" and self._level(child) == self._level(edge)
        return alike and len(self.behind(self.far[child])) >= share * count


def _intervals(tree) -> tuple[np.ndarray, np.ndarray]:
    """Of each bus where it stands in a walk that visits all behind it next, and where that ends; -1 where not fed."""
    n = len(tree.parent)
    size = np.zeros(n, np.int64)
    order = tree.order.tolist()
    size[order] = 1
    for bus in reversed(order):
        if tree.parent[bus] >= 0:
            size[tree.parent[bus]] += size[bus]
    enter, nxt, free = np.full(n, -1), np.zeros(n, np.int64), 0
    for bus in order:
        above = tree.parent[bus]
        if above < 0:
            enter[bus], free = free, free + size[bus]
        else:
            enter[bus] = nxt[above]
            nxt[above] += size[bus]
        nxt[bus] = enter[bus] + 1
    return enter, enter + size


def groups_of(pockets: list[Pocket]) -> list[list[int]]:
    """Positions of pockets that are solved at once: each that lies in no other with all within it, of any voltage."""
    found: dict[int, list[int]] = {}
    for position in range(len(pockets)):
        top = position
        while pockets[top].parent >= 0:
            top = pockets[top].parent
        found.setdefault(top, []).append(position)
    return list(found.values())


def trees(live: list[Pocket]) -> list[list[Pocket]]:
    """Pockets that lie within one another together, each of the others by itself."""
    found: dict = {}
    for pocket in live:
        top = min((other for other in live if other.holds(pocket)), key=lambda other: len(other.around))
        found.setdefault(top.key, []).append(pocket)
    return list(found.values())


def with_guards(pockets: list[Pocket], keys: list[Key], segments: Segments) -> list[Pocket]:
    """Pockets with elements added that steering has overloaded: as links of the chain they lie in, or as their own."""
    found = list(pockets)
    for key in keys:
        bus = int(segments.far[segments.edge_of[key]])
        chain = [p for p in found if segments.feeds(p.head_bus, bus) and segments.feeds(bus, p.inner_bus)]
        if chain:
            chain[-1].elements.append(key)
            continue
        around = [p for p in found if segments.feeds(p.inner_bus, bus)]
        members = segments.behind(bus)
        level = "MV" if segments.facts.bus_is_mv[bus] else "LV"
        guard = Pocket([key], -1, level, bus, bus, members, members, frozenset(p.key for p in around), guard=True)
        for pocket in found:
            if segments.feeds(bus, pocket.head_bus):
                pocket.around = pocket.around | {key}
        found.append(guard)
    place = {pocket.key: position for position, pocket in enumerate(found)}
    for pocket in found:
        nearest = max(pocket.around, key=lambda k: len(found[place[k]].around), default=None)
        pocket.parent = -1 if nearest is None else place[nearest]
    return found
