"""What the user chooses: limits, source and taps, allowances, hours and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import EngineError

TAP_RULES = ("as_in_net", "neutral", "centre_voltage")


@dataclass(frozen=True)
class CongestionOptions:
    """Limits are percent of the rating, voltages per unit of the nominal voltage.

    mv_cable_limit_percent: MV sections on a ring in normal state, which must be able to carry the ring's other half.
    mv_stub_limit_percent: MV sections on no ring: a stub has no other half to carry. ring_limit_percent: in RING_CHECK.
    source_vm_pu: voltage of all sources; nan keeps the net's.
    tap_rule: "as_in_net"; "neutral"; "centre_voltage": of each station the off-load tap that puts the middle of the
    year's voltages of its LV area nearest to the middle of the band.
    within_hour: True: the catalogue's factor; False: none; or a table {homes: factor}, read between its points over
    log(homes). unbalance: whether homes on one phase count; single_phase_share: their share, nan: the catalogue's.
    hours: None for all, (first, last) positions (both counted) or a sequence of more than two positions.
    mesh_hours: "all", or "worst_weeks": only the weeks that hold the worst hours of stations, sections and voltages.
    mesh_services: whether service cables are edges of the mesh too (they about double it).
    report_language: "en" or "nl", for the numbers of the report; `tr` translates its English lines; time_zone: of its
    dates. report_title: "" for a general one.
    """

    lv_cable_limit_percent: float = 100.0
    mv_cable_limit_percent: float = 50.0
    mv_stub_limit_percent: float = 100.0
    ring_limit_percent: float = 100.0
    transformer_limit_percent: float = 100.0
    v_min_pu: float = 0.90
    v_max_pu: float = 1.10
    source_vm_pu: float = float("nan")
    tap_rule: str = "as_in_net"
    within_hour: bool | Mapping[float, float] = True
    unbalance: bool = True
    single_phase_share: float = float("nan")
    hours: Sequence[int] | None = None
    mesh_hours: str = "all"
    mesh_services: bool = False
    report_language: str = "en"
    report_title: str = ""
    time_zone: str = "Europe/Amsterdam"
    tr: Callable[[str], str] = field(default=str, repr=False)

    def __post_init__(self):
        limits = {
            "LV cable limit": self.lv_cable_limit_percent,
            "MV cable limit": self.mv_cable_limit_percent,
            "MV cable limit outside rings": self.mv_stub_limit_percent,
            "ring limit": self.ring_limit_percent,
            "transformer limit": self.transformer_limit_percent,
        }
        for name, value in limits.items():
            if not value > 0:
                raise EngineError("The {parameter} is {value} %: it must be above 0 %.", parameter=name, value=value)
        if not 0 < self.v_min_pu < 1 < self.v_max_pu:
            raise EngineError(
                "The voltage band runs from {low} to {high} pu: it must lie around 1 pu.",
                low=self.v_min_pu, high=self.v_max_pu,
            )  # fmt: skip
        if self.tap_rule not in TAP_RULES:
            raise EngineError(
                "The tap rule {rule} is not one of {rules}.", rule=self.tap_rule, rules=", ".join(TAP_RULES)
            )
        if self.mesh_hours not in ("all", "worst_weeks"):
            raise ValueError(f"mesh_hours is 'all' or 'worst_weeks', not {self.mesh_hours!r}")


@dataclass(frozen=True)
class CongestionFiles:
    """Where to write; None leaves a file out."""

    hourly: Path | None = None
    net_worst: Path | None = None
    report: Path | None = None
