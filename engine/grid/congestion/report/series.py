"""The hours of the few elements the report shows, solved once more: they are known only when the year has been seen."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from time import monotonic

import numpy as np

from ....progress import Progress
from ..power import HourlyPower

SHOWN = 6


@dataclass(frozen=True)
class ShownHours:
    """trafos, lines: rows shown, worst first. trafo_percent (hours, trafos), line_percent (hours, lines): float32
    loadings.
    """

    trafos: np.ndarray
    lines: np.ndarray
    trafo_percent: np.ndarray
    line_percent: np.ndarray


def worst_rows(ratio: np.ndarray, groups, count: int) -> np.ndarray:
    """Rows with the highest ratio, at most one of each group (such as a feeder) and none without load."""
    seen, rows = set(), []
    for row in np.argsort(-ratio, kind="stable").tolist():
        if ratio[row] <= 0 or len(rows) == count:
            break
        if groups[row] not in seen:
            seen.add(groups[row])
            rows.append(row)
    return np.array(rows, np.int64)


def shown_hours(
    model, power: HourlyPower, trafos, lines, hours_per_block: int
) -> Generator[Progress, None, ShownHours]:
    """Solve all hours and keep those of the rows `trafos` and `lines`."""
    total = len(power.hours)
    found = ShownHours(
        trafos,
        lines,
        np.full((total, len(trafos)), np.nan, np.float32),
        np.full((total, len(lines)), np.nan, np.float32),
    )
    told = monotonic()
    blocks = model.solve(
        power.rows, load_names=power.profiles.connection_ids, hours_per_block=hours_per_block, hours=total
    )
    for block in blocks:
        found.trafo_percent[block.hours] = block.trafo_loading_percent[:, trafos]
        found.line_percent[block.hours] = block.line_loading_percent[:, lines]
        if monotonic() - told > 0.1:
            told = monotonic()
            yield Progress((block.hours[-1] + 1) / total)
    return found
