"""The linear program of one window: variables and rows as arrays, solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Program:
    """Collects columns (variables) and rows; every call adds a whole block."""

    cost: list = field(default_factory=list)
    low: list = field(default_factory=list)
    high: list = field(default_factory=list)
    entries: list = field(default_factory=list)  # (row, column, value)
    row_low: list = field(default_factory=list)
    row_high: list = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def variables(self, count: int, cost=0.0, low=0.0, high=np.inf) -> np.ndarray:
        """Positions of `count` new variables."""
        for kept, value in ((self.cost, cost), (self.low, low), (self.high, high)):
            kept.append(np.broadcast_to(np.asarray(value, float), (count,)))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def constrain(self, low, high, *terms) -> None:
        """low <= sum of value·variable <= high for n rows at once.

        terms: (rows, variables, values): positions among the n rows (None: each row one), variables, factors.
        """
        low, high = np.asarray(low, float), np.asarray(high, float)
        count = max(len(low), len(high))
        for rows, variables, values in terms:
            rows = np.arange(count) if rows is None else rows
            values = np.broadcast_to(np.asarray(values, float), np.shape(variables))
            self.entries.append((self.rows + np.asarray(rows), np.asarray(variables), values))
        self.row_low.append(np.broadcast_to(low, (count,)))
        self.row_high.append(np.broadcast_to(high, (count,)))
        self.rows += count

    def solve(self) -> tuple[np.ndarray | None, str]:
        """Values of the variables, and "optimal", "infeasible" or HiGHS' own words."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_matrix

        row, column, value = (np.concatenate(parts) for parts in zip(*self.entries))
        matrix = csr_matrix((value, (row, column)), (self.rows, self.columns))
        low, high = np.concatenate(self.row_low), np.concatenate(self.row_high)
        equal = low == high
        most, least = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
        from scipy.sparse import vstack

        above = vstack([matrix[most], -matrix[least]], format="csr")
        found = linprog(
            np.concatenate(self.cost),
            A_ub=above if above.shape[0] else None,
            b_ub=np.r_[high[most], -low[least]] if above.shape[0] else None,
            A_eq=matrix[equal] if equal.any() else None,
            b_eq=low[equal] if equal.any() else None,
            bounds=np.column_stack([np.concatenate(self.low), np.concatenate(self.high)]),
            method="highs-ds" if self.columns < DUAL_SIMPLEX_UP_TO else "highs-ipm",
        )
        if found.status == 0:
            return found.x, "optimal"
        return None, "infeasible" if found.status == 2 else str(found.message)


DUAL_SIMPLEX_UP_TO = 9000  # variables; above, the interior point with crossover is faster
