"""What a run of the demand is asked for."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ..errors import EngineError


@dataclass(frozen=True)
class DemandOptions:
    """Shares are percents (0 to 100) of the dwellings.

    ev_share: dwellings with an electric car; heat_pump_share: with a heat pump; pv_share: with panels;
    battery_share: with a battery (first those with panels). businesses_too: heat pumps and panels come to the same
    share of other uses. seed: another seed is another town of individuals, with the same means.
    given_use_holds_for: "dwellings" or "all", see `address_need`. spread_postcode_means: homes of which only the
    postcode's mean is known differ around it (the sum stays).
    """

    ev_share: float = 0.0
    heat_pump_share: float = 0.0
    pv_share: float = 0.0
    battery_share: float = 0.0
    businesses_too: bool = False
    seed: int = 1
    given_use_holds_for: str = "dwellings"
    spread_postcode_means: bool = True

    def __post_init__(self):
        for name in ("ev_share", "heat_pump_share", "pv_share", "battery_share"):
            share = getattr(self, name)
            if not 0 <= share <= 100:
                raise EngineError("{name} must lie between 0 and 100 %, not {share}.", name=name, share=share)

    def as_dict(self) -> dict:
        """The options as plain values, for the header of a profiles file."""
        return asdict(self)
