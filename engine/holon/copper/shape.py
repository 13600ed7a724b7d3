"""The net as it is now: who feeds whom, and which way a bus lies on."""

from __future__ import annotations

import numpy as np

from ...grid.congestion.topology import read_edges, source_rows, spine


class Shape:
    """Rows of `net.bus` and of `net.line`. meshed: some fed buses can be reached along two ways, so that nothing can be
    split. line_below, trafo_below: (buses,) row of the line or transformer that feeds the bus, -1.
    """

    def __init__(self, net):
        edges = read_edges(net)
        sources = source_rows(net)
        tree = spine(edges, len(net.bus), sources)
        self.parent, self.depth, self.order = tree.parent, tree.depth, tree.order
        fed = edges.closed & (tree.depth[edges.a] >= 0)
        self.meshed = int(fed.sum()) > int((tree.depth >= 0).sum()) - len(sources)
        self.line_above, self.trafo_above = (np.full(len(net.bus), -1) for _ in range(2))
        has = np.flatnonzero(tree.parent_edge >= 0)
        edge = tree.parent_edge[has]
        for table, above in (("line", self.line_above), ("trafo", self.trafo_above)):
            here = edges.table[edge] == table
            above[has[here]] = edges.row[edge[here]]
        size = np.zeros(len(net.bus), np.int64)
        walk = tree.order.tolist()
        size[walk] = 1
        for bus in reversed(walk):
            if tree.parent[bus] >= 0:
                size[tree.parent[bus]] += size[bus]
        self.enter, free = np.full(len(net.bus), -1), 0
        nxt = np.zeros(len(net.bus), np.int64)
        for bus in walk:
            above = tree.parent[bus]
            if above < 0:
                self.enter[bus], free = free, free + size[bus]
            else:
                self.enter[bus] = nxt[above]
                nxt[above] += size[bus]
            nxt[bus] = self.enter[bus] + 1
        self.leave = self.enter + size

    def behind(self, bus: int) -> np.ndarray:
        """Rows of a bus and all that it feeds."""
        return np.flatnonzero((self.enter >= self.enter[bus]) & (self.enter < self.leave[bus]) & (self.enter >= 0))

    def up(self, bus: int) -> list[int]:
        """Buses from this one (first) to the source or the LV busbar (last), which stands behind a transformer."""
        found = [bus]
        while self.trafo_above[found[-1]] < 0 and self.parent[found[-1]] >= 0:
            found.append(int(self.parent[found[-1]]))
        return found

    def heaviest_way(self, line: int, at_bus: np.ndarray) -> tuple[int, list[int]]:
        """First bus of the way that a line lies on (-1: of none), and its buses as by `up`, from the end that is
        reached by following the line and then always the heavier branch.
        """
        below = np.flatnonzero(self.line_above == line)
        if not len(below):
            return -1, []
        sums, end = self.sums(at_bus), int(below[0])
        while len(nxt := np.flatnonzero((self.parent == end) & (self.line_above >= 0))):
            end = int(nxt[sums[nxt].argmax()])
        path = self.up(end)
        return path[-2], path

    def sums(self, at_bus: np.ndarray) -> np.ndarray:
        """(buses,) sums over each bus and all that it feeds."""
        total = np.array(at_bus, float)
        for bus in self.order[::-1].tolist():
            if self.parent[bus] >= 0:
                total[self.parent[bus]] += total[bus]
        return total
