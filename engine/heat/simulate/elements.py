"""What stands in a heat net beside its pipes: houses and sources."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

KELVIN = 273.15
RETURN, DROP, FLOW = range(3)  # how a house is controlled: return temperature, temperature drop, or flow


class _Rows:
    def take(self, rows: np.ndarray, **changed):
        """These rows only; `changed` replaces columns."""
        columns = {}
        for field in fields(self):
            values = getattr(self, field.name)
            columns[field.name] = [values[k] for k in rows] if isinstance(values, list) else values[rows]
        return type(self)(**{**columns, **changed})


@dataclass(frozen=True)
class Houses(_Rows):
    """names: (c,). row: (c,) in `net.heat_consumer`. node: (c,) position of its node. control: (c,) RETURN, DROP or
    FLOW; setting: (c,) °C, K or kg/s. warm_c: (c,) at what a house that gives heat to the net gives it. design_w,
    design_kg_per_s: (c,) as in the net. needed_c: (c,) supply temperature it needs, nan where not told. net_share: (c,)
    of its heat that the net gives (the rest comes of its own heat pump or booster).
    """

    names: list[str]
    row: np.ndarray
    node: np.ndarray
    control: np.ndarray
    setting: np.ndarray
    warm_c: np.ndarray
    design_w: np.ndarray
    design_kg_per_s: np.ndarray
    needed_c: np.ndarray
    net_share: np.ndarray


@dataclass(frozen=True)
class Sources(_Rows):
    """node: (s,) position of its node. supply_c, cold_c: (s,) what it gives to the supply, and to the return when it
    takes heat. kw: (s,) what it can deliver, inf where not told. priority: (s,), lowest first. holds: (s,) whether it
    holds the pressure; p_bar, lift_bar: (s,) of those that do, nan of others.
    """

    names: list[str]
    node: np.ndarray
    supply_c: np.ndarray
    cold_c: np.ndarray
    kw: np.ndarray
    priority: np.ndarray
    holds: np.ndarray
    p_bar: np.ndarray
    lift_bar: np.ndarray
