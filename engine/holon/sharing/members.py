"""Who the members are, what each has a share of, and what is known of their households."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...columns import number_column
from ...errors import EngineError
from ...problems import Problem
from ...tables import FeatureTable

ROUNDING = 0.005  # shares that sum to 100 % within this are taken as they are


@dataclass
class Members:
    """ids: (m,) each once. column: (m,) position in the profiles. row: (m,) row in the households, -1 where in none.

    weights: (m,) that sum to 1, None for equal shares. homes: (m,) contracts with a supplier, one at least.
    income_eur, other_energy_eur: (m,) € a year of one household, nan and 0 where not known. poor: (m,) share of the
    households told to be vulnerable, nan where not told. Where nobody lives (0 dwellings) nobody is poor.
    """

    ids: list
    column: np.ndarray
    row: np.ndarray
    weights: np.ndarray | None
    homes: np.ndarray
    income_eur: np.ndarray
    other_energy_eur: np.ndarray
    poor: np.ndarray
    problems: list[Problem]


def match_members(profiles, member_ids, households: FeatureTable | None) -> Members:
    """Members with a profile, each once. Raises EngineError where none has one."""
    problems: list[Problem] = []
    place = {str(name): k for k, name in enumerate(profiles.connection_ids)}
    given = [str(name) for name in member_ids]
    twice = len(given) - len(set(given))
    if twice:
        problems.append(
            Problem(
                "members", "", "member_twice", "{count} members were given more than once; each counts once.",
                "Give every connection once.", {"count": twice},
            )
        )  # fmt: skip
    given = list(dict.fromkeys(given))
    ids = [name for name in given if name in place]
    problems += [
        Problem(
            "members", name, "member_without_profile", "Member {id} has no profile, and is left out.",
            "Use profiles made for these connections.", {"id": name},
        )
        for name in given if name not in place
    ]  # fmt: skip
    if not ids:
        raise EngineError(
            "None of the {count} members has a profile: choose members among the connections of the profiles.",
            count=len(given),
        )
    column = np.array([place[name] for name in ids], np.int64)
    if households is None:
        blank = np.full(len(ids), np.nan)
        none = np.full(len(ids), -1)
        return Members(ids, column, none, None, np.ones(len(ids)), blank, np.zeros(len(ids)), blank, problems)
    frame = households.frame
    of = {str(name): k for k, name in reversed(list(enumerate(frame["connection_id"])))}
    row = np.array([of.get(name, -1) for name in ids], np.int64)

    def known(name: str) -> np.ndarray:
        values = number_column(frame, name)
        return np.where(row >= 0, values[row], np.nan) if len(values) else np.full(len(ids), np.nan)

    homes = known("dwellings")
    nobody = homes <= 0
    poor = np.where(nobody, 0.0, np.clip(known("vulnerable"), 0, 1))
    income = np.where(nobody, np.nan, known("income_eur"))
    return Members(
        ids, column, row, _weights(known("weight"), problems), np.maximum(np.nan_to_num(homes, nan=1.0), 1.0),
        np.where(income > 0, income, np.nan), np.nan_to_num(known("other_energy_eur")), poor, problems,
    )  # fmt: skip


def _weights(given: np.ndarray, problems: list[Problem]) -> np.ndarray | None:
    """Shares that sum to 1; None, for equal shares, where none is given."""
    if np.isnan(given).all():
        return None
    weights = np.where(given > 0, given, 0.0)
    without = int((~(given > 0)).sum())
    if weights.sum() <= 0:
        problems.append(
            Problem(
                "members", "", "no_shares", "No member has a share above zero, so all shares are equal.",
                "Give shares in percent that sum to 100.",
            )
        )  # fmt: skip
        return None
    if without:
        problems.append(
            Problem(
                "members", "", "member_without_share",
                "{count} members have no share, or one below zero, and count for none in static rounds.",
                "Give every member a share.", {"count": without},
            )
        )  # fmt: skip
    total = float(weights.sum())
    if min(abs(total - 100), abs(100 * (total - 1))) > 100 * ROUNDING:
        problems.append(
            Problem(
                "members", "", "shares_do_not_sum", "Shares sum to {total:g}, not to 100 %; they were scaled to it.",
                "Give shares in percent that sum to 100.", {"total": round(total, 6)},
            )
        )  # fmt: skip
    return weights / total
