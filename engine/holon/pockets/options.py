"""What the user chooses: limits, prices, what may be steered, and how close the answer must be."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...choices import require_within
from ...grid.congestion import CongestionOptions
from ..steering import Prices


@dataclass(frozen=True)
class PocketOptions:
    """limits: of `congestion`, whose verdicts decide what is overloaded. steer_*: what may be steered. band_k: how far
    a room may be from what it would be [K]. open_points: whether moving open points is tried.

    margin: share below the limit at which an element is clean (currents are single precision). rounds: of flow and
    steering in turn, at most. chain_share: sections one behind another are one pocket while the last still has this
    share of the connections. telling_hours: in which open points are tried.
    """

    limits: CongestionOptions = field(default_factory=CongestionOptions)
    prices: Prices = field(default_factory=Prices)
    steer_batteries: bool = True
    steer_cars: bool = True
    steer_heat_pumps: bool = True
    steer_panels: bool = True
    band_k: float = 1.0
    open_points: bool = True
    margin: float = 1e-4
    rounds: int = 8
    chain_share: float = 0.5
    telling_hours: int = 12

    def __post_init__(self):
        require_within(
            self, ("band_k", 0, 10), ("margin", 0, 0.1), ("rounds", 1, 100), ("chain_share", 0.01, 1),
            ("telling_hours", 1, 1000),
        )  # fmt: skip
