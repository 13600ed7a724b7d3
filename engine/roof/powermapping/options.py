"""Every assumption of the quick rule, as an input."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...choices import fill_open, require_within
from ...demand.figures import figures
from ..wind import WindOptions


@dataclass(frozen=True)
class PowermappingOptions:
    """What is None comes from the catalogue `powermapping`.

    roof_share: part of an unshaded roof (its footprint) that carries panels. kwh_per_m2: yearly yield of a square metre
    of panel. kwh_per_household: yearly use. turbine_households: what a turbine gives, in households. moments: at how
    many of the clock_hours (standard time, utc_offset_h ahead of UTC, on 21 December of year) the roof's centre must be
    in the sun. latitude_deg, longitude_deg: of the area. reach_m: what stands farther throws no shadow; None: as
    far as the highest things around throw it, at most 2 km. wind: the wind rule's inputs.
    """

    roof_share: float | None = None
    kwh_per_m2: float | None = None
    kwh_per_household: float | None = None
    turbine_households: float | None = None
    moments: int | None = None
    clock_hours: tuple[float, ...] = (10.0, 12 + 40 / 60, 15.0)
    utc_offset_h: float = 1.0
    year: int = 2023
    latitude_deg: float = 52.1
    longitude_deg: float = 5.18
    reach_m: float | None = None
    tile_cells: int = 2048
    wind: WindOptions = field(default_factory=WindOptions)

    def __post_init__(self):
        fill_open(self, figures("powermapping"))
        object.__setattr__(self, "moments", int(self.moments))
        require_within(
            self,
            ("roof_share", 0.0, 1.0),
            ("kwh_per_m2", 0.0, 1000.0),
            ("kwh_per_household", 1.0, 100_000.0),
            ("turbine_households", 0.0, 100.0),
            ("moments", 0, len(self.clock_hours)),
        )
        if self.reach_m is not None:
            require_within(self, ("reach_m", 1.0, 5000.0))
