"""What the user chooses: limits, prices, and how hard to try."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...choices import require_within
from ...grid.congestion import CongestionOptions
from .prices import CopperPrices


@dataclass(frozen=True)
class CopperOptions:
    """limits: of `congestion`. voltage: whether voltages outside the limits are mended as well. margin: share below a
    limit that what is laid must stay (currents grow a little when voltage changes). rounds: of flow and measures in
    turn, at most, for each look at the year. telling_hours: most hours in which the rounds look. whole_year: whether
    the year proves the result, and adds the hours it was found wanting in.
    """

    limits: CongestionOptions = field(default_factory=CongestionOptions)
    prices: CopperPrices = field(default_factory=CopperPrices)
    voltage: bool = True
    margin: float = 0.01
    rounds: int = 30
    telling_hours: int = 240
    whole_year: bool = True

    def __post_init__(self):
        require_within(self, ("margin", 0, 0.5), ("rounds", 1, 1000), ("telling_hours", 1, 100_000))
