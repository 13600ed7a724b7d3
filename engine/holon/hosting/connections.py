"""The connections of a run: who they are, their power in any hour, and what a kW more at each does to the elements."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...errors import EngineError
from ...grid.flow import FlowModel
from ...progress import Progress
from .limits import LEAST_PART, Limits

HOURS_TRIED = 24  # at once
STEP_KW = 2.0  # small enough to be linear, large enough for float32 results


class Connections:
    """Loads of the net that are fed, with hours or with the constant power of the net.

    names: (n,); row: (n,) rows in `net.load`. rows(hours) gives kW and kvar (h, n) of them all.
    """

    def __init__(self, model: FlowModel, profiles):
        match = model.match(profiles.connection_ids)
        outside = set(match.not_supplied)
        names, columns = [], []
        for column, (name, at) in enumerate(zip(profiles.connection_ids, match.position.tolist())):
            if at >= 0 and name not in outside:
                names.append(name)
                columns.append(column)
        row_of = {name: row for row, name in enumerate(model.load_names)}
        everyone = model.match(names)
        constant = [name for name in everyone.only_in_net if name not in outside]
        gone = set(model.match(constant).not_supplied) if constant else set()
        constant = [name for name in constant if name not in gone]
        self.profiles, self.columns = profiles, np.array(columns, np.int64)
        self.names = [*names, *constant]
        self.row = np.array([row_of[name] for name in self.names], np.int64)
        load = model.net.load.iloc[self.row[len(names) :]]
        scaling = load["scaling"].to_numpy(float) * 1e3
        self.constant = load["p_mw"].to_numpy(float) * scaling, load["q_mvar"].to_numpy(float) * scaling

    def __len__(self) -> int:
        return len(self.names)

    def rows(self, hours) -> tuple[np.ndarray, np.ndarray]:
        """kW and kvar (h, n) of positions `hours` in the profiles."""
        if (np.diff(hours) == 1).all():
            hours = slice(int(hours[0]), int(hours[-1]) + 1)  # one after another: read as they lie
        parts = []
        for given, constant in zip((self.profiles.net_kw, self.profiles.net_kvar), self.constant):
            values = given(hours)[:, self.columns]
            parts.append(np.hstack([values, np.broadcast_to(constant, (len(values), len(constant)))]))
        return parts[0], parts[1]


@dataclass(frozen=True)
class Sensitivity:
    """What one kW (with its kvar) at each connection does, in the direction of what is added.

    flow: csr (senses, n) kW more through a branch in one direction; sense_branch, sense_sign: (senses,) the branch and
    whether more means more (+1) or less (-1) into its from side. volt: csr (b, n) use of the voltage band per kW.
    """

    flow: object
    sense_branch: np.ndarray
    sense_sign: np.ndarray
    volt: object


def sensitivity(
    model: FlowModel, connections: Connections, limits: Limits, area_of: tuple, hours: np.ndarray, tan_phi: float
) -> Generator[Progress, None, Sensitivity]:
    """Measured by the flow itself, a column a connection, around the power of the first of `hours` (in order of
    preference) that has a solution; so meshes are no exception. Raises EngineError where none of them has one.
    """
    from scipy.sparse import csr_matrix, vstack

    n, d = len(connections), limits.direction
    hour = yield from _first_solved(model, connections, hours)
    p0, q0 = connections.rows(np.array([hour]))
    base = next(model.solve(p0, q0, connections.names))
    from_p, from_use = limits.p_kw(base)[0].astype(float), limits.use(base)[0].astype(float)
    bus_area, own_area = area_of
    block = 192
    flows, volts = [], []
    for first in range(0, n, block):
        yield Progress(first / n)
        who = np.arange(first, min(first + block, n))
        p, q = np.repeat(p0, len(who), axis=0), np.repeat(q0, len(who), axis=0)
        p[np.arange(len(who)), who] += d * STEP_KW
        q[np.arange(len(who)), who] += d * STEP_KW * tan_phi
        found = next(model.solve(p, q, connections.names, hours_per_block=len(who)))
        change = (limits.p_kw(found) - from_p) / STEP_KW
        change[(np.abs(change) < LEAST_PART) | ~np.isfinite(change)] = 0.0
        flows.append(csr_matrix(change))
        change = np.maximum((limits.use(found)[:, limits.branches :] - from_use[limits.branches :]) / STEP_KW, 0.0)
        # Beyond its own area what is added is felt little, and what lies above is what its branches tell.
        change[(bus_area[None, :] != own_area[who][:, None]) | ~np.isfinite(change)] = 0.0
        volts.append(csr_matrix(change))
    flow, volt = vstack(flows).tocsc(), vstack(volts).tocsc()
    rows, branch, sign = [], [], []
    for way in (1.0, -1.0):
        used = np.flatnonzero((flow.maximum(0) if way > 0 else (-flow).maximum(0)).sum(axis=0).A1 > 0)
        rows.append((flow[:, used] * way).T)
        branch.append(used)
        sign.append(np.full(len(used), way))
    return Sensitivity(vstack(rows).tocsr(), np.concatenate(branch), np.concatenate(sign), volt.T.tocsr())


def _first_solved(model: FlowModel, connections: Connections, hours: np.ndarray) -> Generator[Progress, None, int]:
    for first in range(0, len(hours), HOURS_TRIED):
        yield Progress(0.0)
        some = hours[first : first + HOURS_TRIED]
        block = next(model.solve(*connections.rows(some), connections.names, hours_per_block=len(some)))
        if block.converged.any():
            return int(some[block.converged.argmax()])
    raise EngineError(
        "The power flow has no solution in any of the {hours} hours: the loads are far beyond what the cables can "
        "carry, or the profiles hold no numbers.",
        hours=len(hours),
    )
