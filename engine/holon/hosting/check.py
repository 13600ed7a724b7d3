"""Proof that the hours that tell hold the hour that binds: chosen values again in every hour of the year."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from ...grid.flow import FlowModel
from ...progress import Progress
from .connections import Connections
from .judge import worst
from .limits import Limits

BLOCK = 384  # columns solved at once


def check_year(
    model: FlowModel, connections: Connections, limits: Limits, hours, shape, tan_phi: float, added, reach
) -> Generator[Progress, None, tuple[np.ndarray, np.ndarray]]:
    """Highest use of a limit over the year and its hour, (k,) each, of k placements; added: (k, n) kW that run at full
    share, reach: (k, e) bool.
    """
    k, each = len(added), len(added) + 1
    highest, when = np.zeros(k), np.full(k, -1)
    placed = limits.direction * np.vstack([np.zeros((1, added.shape[1])), added])  # as it is, then each placement

    def power(part):
        at = hours[part.start // each : part.stop // each]
        more = shape[at][:, None, None] * placed[None]
        p_kw, q_kvar = (values[:, None] for values in connections.rows(at))
        return (p_kw + more).reshape(-1, added.shape[1]), (q_kvar + more * tan_phi).reshape(-1, added.shape[1])

    size = max(8, BLOCK // each) * each
    for block in model.solve(power, load_names=connections.names, hours_per_block=size, hours=each * len(hours)):
        use = limits.use(block).reshape(-1, each, len(limits.kind))
        known = np.flatnonzero(np.isfinite(use[:, 0]).all(axis=1))
        at = hours[block.hours[0] // each + known]
        for row in range(k):
            found, _, _ = worst(use[known, row + 1], use[:, 0], known, lambda few, r=row: reach[r][None, :])
            if len(found) and found.max() > highest[row]:
                highest[row], when[row] = found.max(), at[found.argmax()]
        yield Progress((block.hours[-1] + 1) / (each * len(hours)))
    return highest, when
