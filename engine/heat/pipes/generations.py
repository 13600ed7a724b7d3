"""Generations of heat networks by their temperatures, and what stays electric in a building on each."""

from __future__ import annotations

from dataclasses import dataclass

from ...catalogue import read_catalogue
from ...errors import EngineError

GENERATIONS = ("3gdh", "mt", "4gdh", "lt", "5gdh")
REMAINS = ("none", "booster", "heat_pump")


@dataclass(frozen=True)
class Generation:
    """Temperatures [°C] at the design day and in summer. remains: what stays electric in a building: "none", "booster"
    (hot water) or "heat_pump" (all of it). In the summer of an ambient loop the return is warmer: buildings give heat.
    """

    generation: str
    name: str
    supply_c: float
    return_c: float
    supply_summer_c: float
    return_summer_c: float
    remains: str
    pipe_price_factor: float

    @property
    def delta_t_k(self) -> float:
        """Supply less return at the design day [K]."""
        return self.supply_c - self.return_c


def generation(name: str) -> Generation:
    """The row of heat_generations.csv; EngineError where there is none."""
    table = read_catalogue("heat_generations").set_index("generation", drop=False)
    if name not in table.index:
        raise EngineError(
            "{name} must be one of {choices}, not {value}.",
            name="generation",
            choices=", ".join(table.index),
            value=name,
        )
    row = {field: table.at[name, field] for field in Generation.__dataclass_fields__}
    return Generation(**{field: str(v) if isinstance(v, str) else float(v) for field, v in row.items()})
