"""Does it fit? Many placements, each in the hours that tell, as columns of one power flow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...grid.flow import FlowModel
from .connections import Connections
from .limits import Limits

COLUMNS = 384
SLIGHT = 2e-6  # use of a limit below which a change is rounding, not what was added


@dataclass(frozen=True)
class Verdicts:
    """Of each column: the highest use of a limit that what is added makes worse, its element and the use before."""

    use: np.ndarray
    element: np.ndarray
    before: np.ndarray


class Judge:
    """Solves columns: in an hour, each connection draws what it does and what is added.

    An element over its limit before counts only where what is added comes by (`reach`) and makes it worse; one within
    its limit counts wherever it is pushed over.
    """

    def __init__(self, model: FlowModel, connections: Connections, limits: Limits, shape, tan_phi: float):
        self.model, self.connections, self.limits = model, connections, limits
        self.shape, self.tan_phi = shape, tan_phi
        self.at: dict[int, int] = {}
        self.p_kw = self.q_kvar = np.zeros((0, len(connections)))
        self.base = np.zeros((0, len(limits.kind)), np.float32)
        self.columns_solved = 0

    def know(self, hours) -> None:
        """Solve these hours as they are, once."""
        new = np.array([h for h in np.unique(hours).tolist() if h not in self.at], np.int64)
        for first in range(0, len(new), COLUMNS):
            part = new[first : first + COLUMNS]
            p_kw, q_kvar = self.connections.rows(part)
            block = next(self.model.solve(p_kw, q_kvar, self.connections.names, hours_per_block=len(part)))
            self.at.update(zip(part.tolist(), range(len(self.at), len(self.at) + len(part))))
            self.p_kw, self.q_kvar = np.vstack([self.p_kw, p_kw]), np.vstack([self.q_kvar, q_kvar])
            self.base = np.vstack([self.base, self.limits.use(block)])

    def columns(self, hours: np.ndarray, added, reach) -> Verdicts:
        """hours: (c,) positions in the profiles. added(slice) -> (columns, n) kW that run at full share; reach(slice)
        -> (columns, e) bool, which elements what is added comes by.
        """
        self.know(hours)
        rows = np.array([self.at[h] for h in hours.tolist()], np.int64)
        use, element, before = np.empty(len(hours)), np.empty(len(hours), np.int64), np.empty(len(hours))
        for first in range(0, len(hours), COLUMNS):
            part = slice(first, min(first + COLUMNS, len(hours)))
            more = added(part) * (self.limits.direction * self.shape[hours[part]])[:, None]
            p_kw, q_kvar = self.p_kw[rows[part]] + more, self.q_kvar[rows[part]] + more * self.tan_phi
            block = next(self.model.solve(p_kw, q_kvar, self.connections.names, hours_per_block=len(more)))
            base = self.base[rows[part]]
            use[part], element[part], before[part] = worst(self.limits.use(block), base, lambda p=part: reach(p))
        self.columns_solved += len(hours)
        return Verdicts(use, element, before)


def worst(use: np.ndarray, base: np.ndarray, reach) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each column the highest use that counts, its element and the use before; use, base: (c, e)."""
    counts = use > base + SLIGHT
    over = base > 1.0
    if over.any():
        counts &= ~over | reach()
    use = np.where(counts, use, -np.inf)
    element = use.argmax(axis=1)
    column = np.arange(len(use))
    return np.maximum(use[column, element], 0.0), element, base[column, element]
