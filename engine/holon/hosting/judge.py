"""Does it fit? Many placements, each in the hours that tell, as columns of one power flow."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...grid.flow import FlowModel
from ...progress import Progress
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
    its limit counts wherever it is pushed over. Without a solution of the flow, beyond what any voltage carries, the
    voltage binds where most is added. own_voltage: (n,) the element that is the voltage of each connection.
    """

    def __init__(self, model: FlowModel, connections: Connections, limits: Limits, own_voltage, shape, tan_phi: float):
        self.model, self.connections, self.limits, self.own_voltage = model, connections, limits, own_voltage
        self.shape, self.tan_phi = shape, tan_phi
        self.at: dict[int, int] = {}
        self.p_kw = self.q_kvar = np.zeros((0, len(connections)))
        self.base = np.zeros((0, len(limits.kind)), np.float32)
        self.columns_solved = 0

    def know(self, hours) -> None:
        """Solve these hours as they are, once."""
        new = np.array([h for h in np.unique(hours).tolist() if h not in self.at], np.int64)
        if not len(new):
            return
        p_kw, q_kvar = self.connections.rows(new)
        self.at.update(zip(new.tolist(), range(len(self.at), len(self.at) + len(new))))
        self.p_kw, self.q_kvar = np.vstack([self.p_kw, p_kw]), np.vstack([self.q_kvar, q_kvar])
        solved = self.model.solve(p_kw, q_kvar, self.connections.names, hours_per_block=COLUMNS)
        self.base = np.vstack([self.base, *(self.limits.use(block) for block in solved)])

    def columns(self, hours: np.ndarray, added, reach) -> Generator[Progress, None, Verdicts]:
        """hours: (c,) positions in the profiles. added(rows) -> (columns, n) kW that run at full share; reach(rows)
        -> (rows, e) bool, which elements what is added in these columns comes by.
        """
        self.know(hours)
        rows = np.array([self.at[h] for h in hours.tolist()], np.int64)
        use, element, before = np.empty(len(hours)), np.empty(len(hours), np.int64), np.empty(len(hours))

        def power(part):
            more = added(part) * (self.limits.direction * self.shape[hours[part]])[:, None]
            return self.p_kw[rows[part]] + more, self.q_kvar[rows[part]] + more * self.tan_phi

        solved = self.model.solve(power, load_names=self.connections.names, hours_per_block=COLUMNS, hours=len(hours))
        for block in solved:
            at = block.hours
            told = worst(self.limits.use(block), self.base, rows[at], lambda few, at=at: reach(at[few]))
            use[at], element[at], before[at] = told
            lost = at[~block.converged]
            if len(lost):
                element[lost] = self.own_voltage[added(lost).argmax(axis=1)]
            yield Progress((at[-1] + 1) / len(hours))
        self.columns_solved += len(hours)
        return Verdicts(use, element, before)


def worst(use: np.ndarray, base: np.ndarray, row: np.ndarray, reach) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each column the highest use that counts, its element and the use before.

    use: (c, e); base: (known hours, e), row: (c,) the hour of each. reach: as for `Judge.columns`, of chosen columns.
    """
    element = use.argmax(axis=1)
    column = np.arange(len(use))
    found, before = use[column, element], base[row, element]
    # Mostly the highest of all counts; elsewhere those are left out that do not.
    few = np.flatnonzero((before > 1.0) | (found <= before + SLIGHT))
    if len(few):
        own, was = use[few], base[row[few]]
        counts = (own > was + SLIGHT) & ((was <= 1.0) | reach(few))
        own = np.where(counts, own, -np.inf)
        element[few] = own.argmax(axis=1)
        found[few], before[few] = own[np.arange(len(few)), element[few]], was[np.arange(len(few)), element[few]]
    return np.maximum(found, 0.0), element, before
