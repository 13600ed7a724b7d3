"""What the connections behind buses draw: sums over parts of the tree, for all hours at once."""

from __future__ import annotations

import numpy as np

from ...grid.congestion import NetFacts, net_facts
from ...grid.flow import FlowModel
from ..copper import CopperOptions
from ..pockets.segments import Segments


class Behind:
    """segments: of the net as it is. Sums are differences of running sums over connections in the tree's order."""

    def __init__(self, net, profiles, options: CopperOptions, facts: NetFacts | None = None):
        model = FlowModel.from_net(net)
        match = model.match(profiles.connection_ids)
        self.facts = facts or net_facts(net, model, options.limits, profiles.facts("pv"), profiles.connection_ids)
        self.bus = np.where(match.position >= 0, self.facts.load_bus[match.position], -1)
        self.segments = Segments(self.facts, self.bus)
        place = self.segments.connection_enter
        self._order = np.argsort(place, kind="stable")
        self._order = self._order[place[self._order] >= 0]
        self._place = place[self._order]

    def sums(self, kw: np.ndarray, buses: np.ndarray) -> np.ndarray:
        """(h, buses) of kw (h, n)."""
        total = np.zeros((len(kw), len(self._order) + 1))
        np.cumsum(np.nan_to_num(kw[:, self._order]), axis=1, out=total[:, 1:])
        first = np.searchsorted(self._place, self.segments.enter[buses])
        last = np.searchsorted(self._place, self.segments.leave[buses])
        return total[:, last] - total[:, first]
