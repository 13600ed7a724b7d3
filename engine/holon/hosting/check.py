"""Proof that the hours that tell hold the hour that binds: chosen values again in every hour of the year."""

from __future__ import annotations

from collections.abc import Generator
from time import monotonic

import numpy as np

from ...grid.flow import FlowModel
from ...progress import Progress
from .connections import Connections
from .judge import worst
from .limits import Limits


def check_year(
    model: FlowModel, connections: Connections, limits: Limits, hours, shape, tan_phi: float, added, reach
) -> Generator[Progress, None, tuple[np.ndarray, np.ndarray]]:
    """Highest use of a limit over the year and its hour, (k,) each, of k placements; added: (k, n) kW that run at full
    share, reach: (k, e) bool.
    """
    k = len(added)
    highest, when = np.zeros(k), np.full(k, -1)
    size = max(8, 192 // (k + 1))
    told = monotonic()
    for first in range(0, len(hours), size):
        part = hours[first : first + size]
        where = slice(int(part[0]), int(part[-1]) + 1) if part[-1] - part[0] + 1 == len(part) else part
        p_kw, q_kvar = connections.rows(where)
        more = (
            limits.direction * shape[part][None, :, None] * np.vstack([np.zeros((1, added.shape[1])), added])[:, None]
        )
        p = (p_kw[None] + more).reshape(-1, added.shape[1])
        q = (q_kvar[None] + more * tan_phi).reshape(-1, added.shape[1])
        block = next(model.solve(p, q, connections.names, hours_per_block=len(p)))
        use = limits.use(block).reshape(k + 1, len(part), -1)
        known = np.isfinite(use[0]).all(axis=1)
        for row in range(k):
            found, _, _ = worst(use[row + 1][known], use[0][known], lambda r=row: reach[r][None, :])
            if len(found) and found.max() > highest[row]:
                highest[row], when[row] = found.max(), part[known][found.argmax()]
        if monotonic() - told > 0.2:
            told = monotonic()
            yield Progress(first / len(hours))
    return highest, when
