"""How large each group is, and whether it may take in more."""

from __future__ import annotations

import numpy as np

from .options import FoundOptions


class Sizes:
    """Connections, kWh and bounding box of each group, kept while groups grow.

    connections, kwh: (k,); places: (k, 2), nan where unknown, which counts as lying anywhere.
    """

    def __init__(self, connections, kwh, places, options: FoundOptions):
        self.connections, self.kwh = np.array(connections, float), np.array(kwh, float)
        known = np.where(np.isfinite(places), places, np.nan)
        self.low = np.where(np.isnan(known), np.inf, known)
        self.high = np.where(np.isnan(known), -np.inf, known)
        self.most = [np.inf if value is None else value for value in (options.most_connections, options.most_kwh)]
        self.across = np.inf if options.most_across_m is None else options.most_across_m

    def fits(self, group: int, others: np.ndarray) -> np.ndarray:
        """(k,) whether the group may pool with each of the others."""
        good = (self.connections[group] + self.connections[others] <= self.most[0]) & (
            self.kwh[group] + self.kwh[others] <= self.most[1] * (1 + 1e-9)
        )
        if np.isfinite(self.across):
            span = np.maximum(self.high[group], self.high[others]) - np.minimum(self.low[group], self.low[others])
            good &= np.hypot(*np.maximum(span, 0.0).T) <= self.across
        return good

    def pool(self, into: int, gone: int) -> None:
        self.connections[into] += self.connections[gone]
        self.kwh[into] += self.kwh[gone]
        self.low[into] = np.minimum(self.low[into], self.low[gone])
        self.high[into] = np.maximum(self.high[into], self.high[gone])
