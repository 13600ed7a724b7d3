"""What can be chosen about the yield of roofs."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...choices import fill_open, require_within
from ...demand.figures import figures
from ...demand.sun import ground_albedo


@dataclass(frozen=True)
class SolarOptions:
    """What is None comes from the catalogue `roof_panels`.

    performance_ratio: yearly part of a panel's rated power that reaches the meter on the best unshaded plane, heat,
    wires, dirt and inverter in it, shadow not. inverter_kw_per_kwp: largest power of a building's panels together.
    power_per_k, heating_k_m2_per_w: how heat spreads over the hours. very_suitable_percent, suitable_percent,
    least_area_m2: Zonatlas' rule: a plane of at least this area that gets at least this share of the region's best
    light. every_plane: count the panels on less suitable planes too. albedo: as the light was calculated with.
    """

    performance_ratio: float | None = None
    inverter_kw_per_kwp: float | None = None
    power_per_k: float | None = None
    heating_k_m2_per_w: float | None = None
    very_suitable_percent: float | None = None
    suitable_percent: float | None = None
    least_area_m2: float | None = None
    every_plane: bool = False
    albedo: float = field(default_factory=ground_albedo)

    def __post_init__(self):
        fill_open(self, figures("roof_panels"))
        require_within(
            self,
            ("performance_ratio", 0.1, 1.0),
            ("inverter_kw_per_kwp", 0.1, 2.0),
            ("suitable_percent", 0.0, 100.0),
            ("very_suitable_percent", self.suitable_percent, 100.0),
            ("least_area_m2", 0.0, 1e6),
        )
