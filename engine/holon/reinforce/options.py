"""What the user chooses: prices, horizon, and how far the scenario is scaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ...choices import require_within
from ...errors import EngineError
from ..copper import CopperOptions
from ..steering import Prices

FACTORS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
ADDED = ("car", "heat_pump", "pv", "extra")


@dataclass(frozen=True)
class RemedyOptions:
    """copper: limits and prices of copper; steering: of flexibility. horizon_years: over which yearly costs are
    summed to a budget, at copper's interest. factors: k, ascending. added: technologies that k scales where no hours of
    today are given. chain_share: of `PocketOptions`. report_*: of the page.
    """

    copper: CopperOptions = field(default_factory=CopperOptions)
    steering: Prices = field(default_factory=Prices)
    horizon_years: float = 40.0
    factors: tuple = FACTORS
    added: tuple = ADDED
    band_k: float = 1.0
    chain_share: float = 0.6
    report_language: str = "en"
    report_title: str = ""
    time_zone: str = "Europe/Amsterdam"
    tr: Callable[[str], str] = field(default=str, repr=False)

    def __post_init__(self):
        require_within(self, ("horizon_years", 1, 200), ("chain_share", 0.01, 1), ("band_k", 0, 10))
        factors = tuple(float(k) for k in self.factors)
        if any(b <= a for a, b in zip(factors, factors[1:])) or (factors and factors[0] < 0):
            raise EngineError(
                "The factors must rise from 0 or more, not {factors}.", factors="; ".join(f"{k:g}" for k in factors)
            )
        object.__setattr__(self, "factors", factors)
