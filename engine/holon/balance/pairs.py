"""Which siblings exchange what: sums over the year, and the pairs that are told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .exchange import Exchange

# Of more siblings than this each one's exchange is told with all of them together.
MOST_SIBLINGS = 2500


class PairSums:
    """Energy that each sibling gives each other, of one level, gathered block by block.

    What one gives is spread over those who take in proportion to what they take:
    kWh[i, j] = Σ over the hours of given_i · taken_j / Σ taken.
    """

    def __init__(self, starts: np.ndarray, k: int):
        """starts: columns at which the groups of siblings begin. k: holons of the level."""
        ends = np.r_[starts[1:], k]
        self.groups = [(a, b) for a, b in zip(starts.tolist(), ends.tolist()) if 1 < b - a <= MOST_SIBLINGS]
        self.kwh = [np.zeros((b - a, b - a)) for a, b in self.groups]
        self.too_many = int((ends - starts > MOST_SIBLINGS).sum())

    def add(self, exchange: Exchange) -> None:
        for (a, b), kwh in zip(self.groups, self.kwh):
            given, share = given_and_share(exchange.siblings_kw[:, a:b])
            kwh += given.T @ share

    def largest(self, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Giver, taker (m,) columns of the level and kWh (m,), both ways between every two of which one is among the
        `most` with whom the other exchanges most; in order of the giver."""
        rows = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
        for (a, b), kwh in zip(self.groups, self.kwh):
            both = kwh + kwh.T
            keep = np.zeros(both.shape, bool)
            top = np.argsort(-both, axis=1, kind="stable")[:, : min(most, b - a - 1)]
            np.put_along_axis(keep, top, True, axis=1)
            giver, taker = np.nonzero((keep | keep.T) & (kwh > 0))
            rows.append((giver + a, taker + a, kwh[giver, taker]))
        return tuple(np.concatenate(column) for column in zip(*rows))


def given_and_share(siblings_kw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """kW given by each, and the share of all that each takes, (h, k), of one group of siblings."""
    given = np.maximum(-siblings_kw, 0)
    taken = np.maximum(siblings_kw, 0)
    total = taken.sum(axis=1, keepdims=True)
    return given, np.divide(taken, total, out=taken, where=total > 0)


@dataclass(frozen=True)
class LevelFlows:
    """Flows of one level that are told apart, (m,) each: kind (sibling, rest, level), giver and taker (columns of the
    level; -1: the other siblings of a rest, the holon around of a level), kwh.
    """

    kind: np.ndarray
    giver: np.ndarray
    taker: np.ndarray
    kwh: np.ndarray

    def kw(self, siblings_kw: np.ndarray, outward_kw: np.ndarray, starts, group) -> np.ndarray:
        """kW (h, m) of each flow, from those of the holons (h, k)."""
        given, taken = np.maximum(-siblings_kw, 0), np.maximum(siblings_kw, 0)
        total = np.add.reduceat(taken, starts, axis=1)
        share = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
        out = np.empty((len(given), len(self.kind)))
        pair = np.flatnonzero(self.kind == "sibling")
        giver, taker = self.giver[pair], self.taker[pair]
        out[:, pair] = given[:, giver] * taken[:, taker] * share[:, group[giver]]
        for own, other, whole, end in ((self.giver, self.taker, given, giver), (self.taker, self.giver, taken, taker)):
            rest = np.flatnonzero((self.kind == "rest") & (other < 0))
            told = _sums(out[:, pair], end, whole.shape[1])
            out[:, rest] = np.maximum(whole[:, own[rest]] - told[:, own[rest]], 0)
        up = np.flatnonzero((self.kind == "level") & (self.taker < 0))
        down = np.flatnonzero((self.kind == "level") & (self.giver < 0))
        out[:, up] = np.maximum(-outward_kw[:, self.giver[up]], 0)
        out[:, down] = np.maximum(outward_kw[:, self.taker[down]], 0)
        return out


def _sums(values: np.ndarray, column: np.ndarray, k: int) -> np.ndarray:
    """Sums (h, k) of values (h, m) by column (m,)."""
    from scipy.sparse import csr_matrix

    m = values.shape[1]
    return np.asarray(values @ csr_matrix((np.ones(m), (np.arange(m), column)), (m, k)))


def flows_of(sums: PairSums, kwh: dict[str, np.ndarray], starts: np.ndarray, most: int, is_top: bool) -> LevelFlows:
    """The flows of a level: the largest between siblings, the rest of each, and with the level above.

    kwh: of `LevelStatistics`. most: siblings told apart. What an only member exchanges with the holon around it is that
    holon's own exchange, and no flow.
    """
    k = len(kwh["import"])
    giver, taker, energy = sums.largest(most)
    members = np.diff(np.r_[starts, k])
    alone = np.repeat(members == 1, members)
    nobody = np.full(k, -1)
    everyone = np.arange(k)
    parts = [(np.full(len(giver), "sibling", object), giver, taker, energy)]
    for kind, gives, takes, whole, told in (
        ("rest", everyone, nobody, kwh["siblings_out"], np.bincount(giver, energy, k)),
        ("rest", nobody, everyone, kwh["siblings_in"], np.bincount(taker, energy, k)),
        ("level", everyone, nobody, kwh["outward_out"], np.zeros(k)),
        ("level", nobody, everyone, kwh["outward_in"], np.zeros(k)),
    ):
        left = whole - told
        here = left > 1e-9 * (whole + 1)
        if kind == "level" and not is_top:
            here &= ~alone
        parts.append((np.full(here.sum(), kind, object), gives[here], takes[here], left[here]))
    return LevelFlows(*(np.concatenate(column) for column in zip(*parts)))
