"""Hours in which more is asked than the cables can bring: the voltage collapses and the power flow has no solution."""

from __future__ import annotations

import numpy as np

from ..flow import FlowModel
from .power import HourlyPower
from .statistics import YearStatistics

PARTS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
HOURS_AT_ONCE = 128


def count_collapsed(model: FlowModel, power: HourlyPower, year: YearStatistics) -> None:
    """Counts the hours of `year.unsolved` by the largest part of their power that does have a solution.

    Currents grow faster than the power that is asked, since voltages fall: those of a part, divided by that part, are
    the least that the whole hour would need. Loadings and hours above a limit are then lower bounds and lowest voltages
    upper bounds; left out, the worst hours of all would count for nothing. An hour without numbers has no such part.
    """
    names = power.profiles.connection_ids
    position = {hour: k for k, hour in enumerate(power.hours.tolist())}
    left = np.array([position[hour] for hour in year.unsolved], np.int64)
    for part in PARTS:
        still = []
        for first in range(0, len(left), HOURS_AT_ONCE):
            rows = left[first : first + HOURS_AT_ONCE]
            p_kw, q_kvar = power.at(rows)
            block = model.at_hours(np.arange(len(rows)), p_kw * part, q_kvar * part, names)
            good = block.converged
            year.add_collapsed(block, power.hours[rows], part)
            still.append(rows[~good])
        left = np.concatenate(still) if still else left
