"""Pockets at one k, what their connections draw through the year, and the power that is left when they are steered."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from ...progress import Progress
from ..copper import HourPower
from ..copper.look import Look
from ..pockets.ledger import cell_of
from ..pockets.segments import Pocket
from .behind import Behind
from .sized import Fleet, Sized, size_pocket

BLOCK = 730
SAFETY = 0.99  # of the kW limit, which the flow of one hour gave


@dataclass
class StateAt:
    """k, the power of the hours that tell, and the pockets there with what each may draw [kW], either way."""

    k: float
    power: HourPower
    pockets: list[Pocket]
    limit_kw: np.ndarray
    cells: list[np.ndarray] = field(default_factory=list)

    def size(self, totals: Totals, fleet: Fleet, hopeless: dict) -> list[Sized]:
        """Steering of each pocket, those within first: what they then draw is what the ones around are left with.

        hopeless: {head bus: k from which on steering has failed}; kept up, because more load is never easier.
        """
        found: list[Sized] = [Sized()] * len(self.pockets)
        change = {}
        for p in range(len(self.pockets) - 1, -1, -1):
            pocket = self.pockets[p]
            if hopeless.get(pocket.head_bus, np.inf) <= self.k:
                found[p] = Sized(possible=False)
                change[p] = 0.0
                continue
            total = totals.at(pocket.head_bus, self.k)
            within = [q for q in range(p + 1, len(self.pockets)) if pocket.holds(self.pockets[q])]
            for q in within:
                total = total + change[q]
            if not all(found[q].possible for q in within):
                found[p], change[p] = Sized(possible=False), 0.0
                continue
            found[p], after = size_pocket(total, float(self.limit_kw[p]), self.cells[p], fleet, self.k)
            change[p] = after - total
            if not found[p].possible:
                hopeless[pocket.head_bus] = self.k
        return found


def pockets_at(k: float, power: HourPower, seen: Look, behind: Behind, chain_share: float) -> StateAt:
    """Pockets of all that is over its limit, and the kW at which each would be at it: what is drawn in its worst hour
    less the part that is too much.
    """
    keys = [("line", int(r)) for r in np.flatnonzero(seen.line_ratio > 1.0)]
    keys += [("trafo", int(r)) for r in np.flatnonzero(seen.trafo_ratio > 1.0)]
    segments = behind.segments
    pockets = segments.pockets(keys, chain_share)
    limits = np.zeros(len(pockets))
    for p, pocket in enumerate(pockets):
        least = np.inf
        for table, row in pocket.elements:
            ratio, hour = (
                (seen.line_ratio[row], seen.line_hour[row]) if table == "line"
                else (seen.trafo_ratio[row], seen.trafo_hour[row])
            )  # fmt: skip
            far = int(segments.far[segments.edge_of[table, row]])
            head, own = np.abs(behind.sums(power.p_kw[[int(hour)]], np.array([pocket.head_bus, far]))[0])
            least = min(least, head - own * (1.0 - 1.0 / ratio))
        limits[p] = max(least, 0.0) * SAFETY
    state = StateAt(k, power, pockets, limits)
    state.cells = [cell_of(pocket, pockets) for pocket in pockets]
    return state


@dataclass
class Totals:
    """Sums over the year: of buses, today and what is added (hours, buses); of the area's net power, and of energy."""

    place: dict[int, int]
    today: np.ndarray
    added: np.ndarray
    area_today: np.ndarray
    area_added: np.ndarray
    mwh_today: float
    mwh_added: float

    def at(self, bus: int, k: float) -> np.ndarray:
        column = self.place[bus]
        return self.today[:, column].astype(float) + k * self.added[:, column]

    def energy_mwh(self, factors: np.ndarray) -> np.ndarray:
        """Used and generated, of all technologies of all connections."""
        return self.mwh_today + factors * self.mwh_added

    def peak_kw(self, factors: np.ndarray) -> np.ndarray:
        """Highest hour of the area, either way."""
        return np.array([np.abs(self.area_today + k * self.area_added).max(initial=0.0) for k in factors])


def totals_of(scaled, behind: Behind, states: list[StateAt]) -> Generator[Progress, None, Totals]:
    """One pass over the year for the pockets of all k."""
    buses = np.array(sorted({p.head_bus for state in states for p in state.pockets}), np.int64)
    shape = (scaled.hours, len(buses))
    today, added = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    area = np.zeros((2, scaled.hours))
    none, whole = scaled.at(0.0), scaled.at(1.0)
    mwh = np.zeros(2)
    for start in range(0, scaled.hours, BLOCK):
        part = slice(start, min(start + BLOCK, scaled.hours))
        first, second = none.net_kw(part), whole.net_kw(part)
        today[part] = behind.sums(first, buses)
        added[part] = behind.sums(second, buses) - today[part]
        area[0, part], area[1, part] = np.nansum(first, axis=1), np.nansum(second, axis=1)
        mwh += [_handled(none, part), _handled(whole, part)]
        yield Progress(part.stop / scaled.hours)
    return Totals(
        {int(bus): k for k, bus in enumerate(buses)}, today, added, area[0], area[1] - area[0], mwh[0], mwh[1] - mwh[0]
    )  # fmt: skip


def _handled(scaled, part: slice) -> float:
    """MWh of every technology, used or generated."""
    of_scenario = sum(
        scaled.share(t) * float(np.abs(np.asarray(scaled.scenario.kw(t)[part])).sum(dtype=float))
        for t in scaled.scenario.technologies
    )
    of_today = 0.0
    if scaled.today is not None:
        of_today = sum(
            (1.0 - scaled.factor) * float(np.abs(np.asarray(scaled.today.kw(t)[part])).sum(dtype=float))
            for t in scaled.today.technologies
        )
    return (of_scenario + of_today) / 1e3


def steered_power(state: StateAt, chosen: np.ndarray) -> HourPower:
    """The power of the hours that tell with the `chosen` pockets (p,) held at their limits by those of their cells."""
    p_kw, q_kvar = state.power.p_kw.copy(), state.power.q_kvar.copy()
    for p in range(len(state.pockets) - 1, -1, -1):
        cell = state.cells[p]
        if not chosen[p] or not len(cell):
            continue
        total = p_kw[:, state.pockets[p].connections].sum(axis=1)
        over = np.maximum(np.abs(total) - state.limit_kw[p], 0.0) * np.sign(total)
        own = p_kw[:, cell].sum(axis=1)
        factor = np.where(over != 0, 1.0 - np.divide(over, own, out=np.zeros(len(own)), where=np.abs(own) > 1e-9), 1.0)
        factor = np.clip(factor, -1.0, 1.0)[:, None]
        p_kw[:, cell] *= factor
        q_kvar[:, cell] *= np.clip(factor, 0.0, 1.0)
    return HourPower(state.power.names, p_kw, q_kvar)
