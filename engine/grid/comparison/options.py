"""What is compared, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ...choices import require_within
from ...tables import FeatureTable


@dataclass(frozen=True)
class GridRun:
    """One run of congestion: its tables as `congestion.CongestionResult` has them (`docs/architecture.md`).

    name: what people call the scenario. connections: None leaves homes and voltages out. profiles: the
    `demand.Profiles` the run was made with; None leaves the hours of the whole area out.
    """

    name: str
    sections: FeatureTable
    stations: FeatureTable
    connections: FeatureTable | None = None
    profiles: object | None = None


@dataclass(frozen=True)
class ComparisonOptions:
    """least_points: percentage points by which a highest loading must differ to count as less or more loaded.

    allowances: compare with the allowances for peaks within the hour and homes on one phase.
    report_language: "en" or "nl", for the numbers of the report; `tr` translates its English lines; time_zone: of its
    hours.
    """

    least_points: float = 5.0
    allowances: bool = False
    report_language: str = "en"
    time_zone: str = "Europe/Amsterdam"
    tr: Callable[[str], str] = field(default=str, repr=False)

    def __post_init__(self):
        require_within(self, ("least_points", 0.0, 1000.0))
