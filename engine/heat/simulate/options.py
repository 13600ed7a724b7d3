"""What the user chooses: hours, limits and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...choices import require_within
from ...errors import EngineError
from .model import ModelOptions

SCOPES = ("design_day", "hours", "year")


@dataclass(frozen=True)
class HeatFiles:
    """Where to write; None leaves it out. hourly: the mesh with hours."""

    hourly: Path | None = None


@dataclass(frozen=True)
class SimulateOptions:
    """scope: "design_day": the day that asks most of the network, "hours": those of `hours`, or "year".

    hours: (first, last) positions, both counted, for "hours". model: how houses and pumps are controlled.
    max_velocity_m_per_s, max_pa_per_m: limits of a pipe. needed_c: supply temperature that a house needs [°C], nan:
    what the net tells of it, else none. pump_efficiency: of pump and motor. near: share of a limit from which a pipe is
    busy. mesh_connections: whether house connections are edges of the mesh too. map_all_hours:
    of a year put every hour on the map; else only the week around the coldest day.
    """

    scope: str = "design_day"
    hours: Sequence[int] | None = None
    model: ModelOptions = field(default_factory=ModelOptions)
    max_velocity_m_per_s: float = 2.5
    max_pa_per_m: float = 250.0
    needed_c: float = float("nan")
    pump_efficiency: float = 0.65
    near: float = 0.9
    mesh_connections: bool = False
    map_all_hours: bool = False

    def __post_init__(self):
        if self.scope not in SCOPES:
            raise EngineError("The scope {scope} is not one of {scopes}.", scope=self.scope, scopes=", ".join(SCOPES))
        require_within(
            self, ("max_velocity_m_per_s", 0.01, 20), ("max_pa_per_m", 1, 1e5), ("pump_efficiency", 0.05, 1),
            ("near", 0.1, 1),
        )  # fmt: skip
