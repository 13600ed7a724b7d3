"""What can be chosen about panels."""

from __future__ import annotations

from dataclasses import dataclass

from ...choices import fill_open, require_within
from ...demand.figures import figures
from ...errors import EngineError

LAYOUTS = ("east_west", "south")
ALIGNMENTS = ("building", "sun")


@dataclass(frozen=True)
class PanelOptions:
    """How panels are laid; what is None comes from the catalogue `roof_panels`.

    panel_width_m, panel_length_m: short and long side. panel_wp: power under standard conditions [W]. gap_m: between
    neighbours. setback_pitched_m, setback_flat_m: free strip along edges and obstacles, measured on the roof.
    flat_layout: "east_west" (racks back to back) or "south" (rows behind each other). flat_alignment: "building" (along
    its walls) or "sun" (due south, or due east and west). east_west_tilt_deg, south_tilt_deg: of the racks.
    east_west_aisle_m: between two pairs. row_pitch_m: from row to row of the south layout, instead of the pitch at
    which a row leaves the next in the sun at south_shadow_hour (solar time, 21 December) and latitude_deg.
    """

    panel_width_m: float | None = None
    panel_length_m: float | None = None
    panel_wp: float | None = None
    gap_m: float | None = None
    setback_pitched_m: float | None = None
    setback_flat_m: float | None = None
    flat_layout: str = "east_west"
    flat_alignment: str = "building"
    east_west_tilt_deg: float | None = None
    east_west_aisle_m: float | None = None
    south_tilt_deg: float | None = None
    south_shadow_hour: float | None = None
    row_pitch_m: float | None = None
    latitude_deg: float = 52.1

    def __post_init__(self):
        fill_open(self, figures("roof_panels"))
        for name, choices in (("flat_layout", LAYOUTS), ("flat_alignment", ALIGNMENTS)):
            if getattr(self, name) not in choices:
                raise EngineError(
                    "{name} must be one of {choices}, not {value}.",
                    name=name,
                    choices=", ".join(choices),
                    value=getattr(self, name),
                )
        require_within(
            self,
            ("panel_width_m", 0.2, 5.0),
            ("panel_length_m", 0.2, 5.0),
            ("panel_wp", 10.0, 2000.0),
            ("gap_m", 0.0, 5.0),
            ("setback_pitched_m", 0.0, 10.0),
            ("setback_flat_m", 0.0, 10.0),
            ("east_west_tilt_deg", 0.0, 60.0),
            ("south_tilt_deg", 0.0, 60.0),
            ("east_west_aisle_m", 0.0, 10.0),
        )
        width, length = sorted((self.panel_width_m, self.panel_length_m))
        object.__setattr__(self, "panel_width_m", width)
        object.__setattr__(self, "panel_length_m", length)
