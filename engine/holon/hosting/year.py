"""The year as it is, and which of its hours leave least room for what is added: the hours that tell.

An element is full when its own power and what is added reach its limit, so the hour that binds is the one with the
least room over the share of what is added that runs in it, whichever connection adds it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...grid.flow import FlowModel
from ...progress import Progress
from .connections import Connections, Sensitivity
from .limits import Limits

HOURS_KEPT = 3
BLOCK = 192


@dataclass
class Room:
    """For each sense (see `Sensitivity`), then each bus: the least room of the year and its hours.

    least: (senses + b, HOURS_KEPT) ascending; kW of what is added for senses, use of the band for buses; 0 where the
    limit is passed already. hour: (senses + b, HOURS_KEPT) positions in the profiles. unsolved: hours without a
    solution.
    """

    least: np.ndarray
    hour: np.ndarray
    unsolved: list[int]


def least_room(
    model: FlowModel, connections: Connections, limits: Limits, sense: Sensitivity, hours, shape, tan_phi: float
) -> Generator[Progress, None, Room]:
    """Solve every hour in which something is added. hours: (h,) positions; shape: (all hours,) share that runs then."""
    rows = len(sense.sense_branch) + len(limits.buses)
    room = Room(np.full((rows, HOURS_KEPT), np.inf), np.full((rows, HOURS_KEPT), int(hours[0])), [])

    def power(part):
        return connections.rows(hours[part])

    for block in model.solve(power, load_names=connections.names, hours_per_block=BLOCK, hours=len(hours)):
        part, good = hours[block.hours], block.converged
        room.unsolved += part[~good].tolist()
        here = _room(limits, sense, block, tan_phi)[good] / shape[part[good]][:, None]
        keep(room, here, part[good])
        yield Progress((block.hours[-1] + 1) / len(hours))
    return room


def _room(limits: Limits, sense: Sensitivity, block, tan_phi: float) -> np.ndarray:
    """(h, senses + b) kW that still fit in each direction of a branch, then what is left of the voltage band."""
    use = limits.use(block)
    at, d = sense.sense_branch, limits.direction
    # Away from the source is where a load's power goes; what feeds in comes back against it.
    away = limits.p_kw(block)[:, at] * (sense.sense_sign * d)
    full = limits.room_kva[at] * np.nan_to_num(block.vm_pu[:, limits.voltage_bus[at]], nan=1.0)
    seen = use[:, at]
    with np.errstate(invalid="ignore", over="ignore"):  # without a known ampacity there is room without end
        across = np.sqrt(np.maximum((seen * full) ** 2 - away**2, 0.0))
        a, b, c = 1.0 + tan_phi**2, d * (away + across * tan_phi), (seen**2 - 1.0) * full**2
        root = np.sqrt(b * b - a * c)
        kw = np.where(np.isfinite(full), (root - b) / a, np.inf)
    # Over its limit already: no room, unless what is added first relieves it.
    kw = np.where((seen > 1.0) & (b >= 0), 0.0, np.maximum(np.nan_to_num(kw, nan=0.0, posinf=np.inf), 0.0))
    return np.hstack([kw, np.maximum(1.0 - use[:, limits.branches :], 0.0)])


def keep(room: Room, here: np.ndarray, hours: np.ndarray) -> None:
    """Merge the room of more hours (h, rows) into what is kept."""
    together = np.vstack([room.least.T, here])
    which = np.vstack([room.hour.T, np.broadcast_to(hours[:, None], here.shape)])
    count = min(HOURS_KEPT, len(together) - 1)
    order = np.argpartition(together, count, axis=0)[:HOURS_KEPT]
    least, hour = np.take_along_axis(together, order, 0), np.take_along_axis(which, order, 0)
    order = np.argsort(least, axis=0, kind="stable")
    room.least, room.hour = np.take_along_axis(least, order, 0).T, np.take_along_axis(hour, order, 0).T
