"""What a planner may choose about the balance of holons."""

from __future__ import annotations

from dataclasses import dataclass

from ...choices import require_within


@dataclass(frozen=True)
class BalanceOptions:
    """flows_per_holon: with how many siblings a holon's exchange is told apart; the others are one flow.

    flows_from_level: the smallest level whose flows are told (1: between single connections).
    connection_hours: whether the hours of single connections are kept beside those of larger holons.
    tight_percent: the share of the year's hours that count as tight outside: those of the highest residual load.
    block_hours: hours worked on at a time; None: as many as fit in some 100 MB.
    """

    flows_per_holon: int = 5
    flows_from_level: int = 2
    connection_hours: bool = True
    tight_percent: float = 10.0
    block_hours: int | None = None

    def __post_init__(self):
        require_within(
            self, ("flows_per_holon", 0, 1000), ("flows_from_level", 1, 99), ("tight_percent", 0, 100)
        )  # fmt: skip
