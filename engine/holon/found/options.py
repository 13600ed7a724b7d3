"""How large groups may become, how many are wanted, and how far apart their members may lie."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...choices import require_within
from ...errors import EngineError


@dataclass(frozen=True)
class FoundOptions:
    """number: groups wanted; None leaves it to modularity (see `find_holons`).

    most_connections, most_kwh (drawn from the grid in the hours of the profiles), most_across_m (diagonal of the box
    around a group): no group grows beyond; None where there is no such limit. near_m: mergers closer than this count
    as this far, so that the nearest neighbour does not always come first. like_areas: take number and most_connections
    from the areas that are laid beside. least_modularity: where even the best grouping has less, hours tell no groups
    apart, and groups grow to their limits. sweeps: rounds of moves along borders, at most. seed: order of these moves.
    merge_hours: mergers look at about so many hours, the same hour of a run of days added up; moves look at all.
    memory_mb: room for the hours; where more connections than fit, moves look at hours added up as well.
    """

    number: int | None = None
    most_connections: int | None = None
    most_kwh: float | None = None
    most_across_m: float | None = None
    near_m: float = 50.0
    like_areas: bool = False
    least_modularity: float = 0.01
    sweeps: int = 20
    seed: int = 1
    merge_hours: int = 1000
    memory_mb: float = 1500.0

    def __post_init__(self):
        for name, least in (("number", 1), ("most_connections", 1), ("most_kwh", 0.0), ("most_across_m", 0.0)):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value >= least):
                raise EngineError("{name} must be {least} or more, not {value}.", name=name, least=least, value=value)
        require_within(
            self,
            ("near_m", 0.1, 1e5),
            ("least_modularity", 0.0, 1.0),
            ("sweeps", 0, 1000),
            ("merge_hours", 24, 100_000),
            ("memory_mb", 1.0, 1e6),
        )
