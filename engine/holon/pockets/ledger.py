"""What the connections behind each pocket draw, and what they may: kept up while flow and steering alternate."""

from __future__ import annotations

import numpy as np

from .rooms import Rooms
from .segments import Pocket

UNKNOWN_KW = 1e9
# Room is extrapolated from the present flow; what is taken of it at once stays this far from the limit. Flow after
# flow the rest is taken too, and an hour at its limit has no room to extrapolate.
SHARE_OF_ROOM = 0.97
MOST_LOSS_SHARE = 0.2


class Ledger:
    """Of p pockets in all hours. total_kw: behind the pocket's first element; inner_kw: behind its last one. most_kw,
    least_kw: of the total, in hours that have been solved, wide elsewhere.
    """

    def __init__(self, pockets: list[Pocket], connections: int, hours: int):
        from scipy.sparse import csc_matrix

        self.pockets = pockets
        self.place = {pocket.key: position for position, pocket in enumerate(pockets)}
        parts = [part for pocket in pockets for part in (pocket.connections, pocket.inner)]
        column = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        row = np.concatenate([*parts, np.zeros(0, np.int64)])
        self.members = csc_matrix((np.ones(len(row)), (row, column)), (connections, len(parts)))
        self._sums = np.zeros((hours, len(parts)))
        self.most_kw = np.full((hours, len(pockets)), UNKNOWN_KW)
        self.least_kw = np.full((hours, len(pockets)), -UNKNOWN_KW)

    def note(self, hours: np.ndarray, p_kw: np.ndarray) -> None:
        """Take in what all connections draw (w, n) in some hours."""
        self._sums[hours] = np.nan_to_num(p_kw) @ self.members

    def judge(self, hours: np.ndarray, rooms: Rooms, only_tighter: bool = False) -> None:
        """What may be drawn in these hours, from the room that the flow of what is noted left. only_tighter: never more
        than was found before, because who within a pocket is relieved shifts from flow to flow.
        """
        for position, pocket in enumerate(self.pockets):
            columns = [rooms.column(key) for key in pocket.elements]
            total = self._sums[hours, 2 * position]
            up = np.nan_to_num(rooms.up_kw[np.ix_(hours, columns)], nan=UNKNOWN_KW).min(axis=1)
            down = np.nan_to_num(rooms.down_kw[np.ix_(hours, columns)], nan=UNKNOWN_KW).min(axis=1)
            away = np.nan_to_num(rooms.away_kw[hours, columns[0]])
            for kw, sign, limit in ((up, 1.0, self.most_kw), (down, -1.0, self.least_kw)):
                step = _room_behind(sign * total, sign * away, kw)
                step = np.where(kw > 0, SHARE_OF_ROOM * step, step)
                found = total + sign * np.where(kw >= UNKNOWN_KW, UNKNOWN_KW, step)
                if only_tighter:
                    found = sign * np.minimum(sign * found, sign * limit[hours, position])
                limit[hours, position] = found

    def total_kw(self, pocket: Pocket) -> np.ndarray:
        return self._sums[:, 2 * self.place[pocket.key]]

    def most_over_kw(self, pocket: Pocket, kw: np.ndarray) -> float:
        """Highest excess of kw (hours,) over what may be drawn or fed in behind a pocket."""
        place = self.place[pocket.key]
        return float(np.maximum(kw - self.most_kw[:, place], self.least_kw[:, place] - kw).max(initial=0.0))

    def cells_kw(self, live: list[Pocket]) -> np.ndarray:
        """(hours, live) of what each steers itself: behind its last element and in none of the others within it."""
        kw = np.column_stack([self._sums[:, 2 * self.place[pocket.key] + 1] for pocket in live])
        for column, pocket in enumerate(live):
            for inner in nearest_within(pocket, live):
                kw[:, column] -= self.total_kw(inner)
        return kw

    def limits_kw(self, live: list[Pocket], cells_kw: np.ndarray, behind: np.ndarray):
        """(hours, live) most and least of the sum over the cells behind each: what is not in a cell is taken off."""
        places = [self.place[pocket.key] for pocket in live]
        beside = self._sums[:, [2 * p for p in places]] - cells_kw @ behind.T.astype(float)
        return self.most_kw[:, places] - beside, self.least_kw[:, places] - beside

    def changed(self, pocket: Pocket, hours: np.ndarray, kw: np.ndarray) -> None:
        """The cell of a pocket draws `kw` (w,) more in these hours."""
        for key in (pocket.key, *pocket.around):
            place = self.place.get(key)
            if place is not None:
                self._sums[hours, 2 * place] += kw
                self._sums[hours, 2 * place + 1] += kw


def nearest_within(pocket: Pocket, live: list[Pocket]) -> list[Pocket]:
    """Those of `live` within a pocket and in no other of them that lies within it."""
    within = [p for p in live if pocket.holds(p) and p is not pocket]
    return [p for p in within if not any(q.holds(p) and q is not p for q in within)]


def cell_of(pocket: Pocket, live: list[Pocket]) -> np.ndarray:
    """Positions of the connections that a pocket steers itself."""
    inner = [p.connections for p in nearest_within(pocket, live)]
    return np.setdiff1d(pocket.inner, np.concatenate([*inner, np.zeros(0, np.int64)]))


def _room_behind(kw: np.ndarray, away_kw: np.ndarray, room_kw: np.ndarray) -> np.ndarray:
    """kW that may be added behind an element (below zero: must go) until what passes it has grown by `room_kw`: losses
    grow with the square of what is drawn, away(x) = x·kw + x²·lost, and x is where that is away + room.
    """
    lost = np.clip(away_kw - kw, 0.0, MOST_LOSS_SHARE * np.abs(kw))
    known = (kw > 1.0) & (lost > 1e-3) & (away_kw + room_kw > 0)
    share = np.divide(lost, kw, out=np.full(len(kw), 1e-6), where=known)
    reach = np.divide(kw + lost + room_kw, kw, out=np.zeros(len(kw)), where=known)
    there = (np.sqrt(1.0 + 4.0 * share * reach) - 1.0) / (2.0 * share)
    return np.where(known, (there - 1.0) * kw, room_kw)
