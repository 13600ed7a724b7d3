"""What a power flow gives back for a block of hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class FlowBlock:
    """Voltages and currents of some hours; rows are hours, columns follow the net's own tables.

    hours: (h,) positions of the hours in the input. line_capacity_ka: (lines,) `max_i_ka * df * parallel`.
    vm_pu: (h, buses) voltage magnitude per unit of `bus.vn_kv`; nan at buses that are not energised.
    line_loading_percent: (h, lines) the larger current of both ends, of `max_i_ka * df * parallel`; 0 where a line is
    out of service or cut off.
    trafo_loading_percent: (h, trafos) of rated current (or of rated power, as the net's options say).
    line_p_kw: (h, lines) into the line at its from side. trafo_p_kw: (h, trafos) into the transformer at hv.
    source_p_kw: (h,) out of all sources together.
    demand_kw: (h,) loads minus generation at energised buses, shunt elements included.
    loss_kw: (h,) in lines, transformers and other branches: source_p_kw = demand_kw + loss_kw.
    converged: (h,) where False, every result of that hour is nan.
    error_pu: (h,) estimate of what is left of the iteration in the voltages; nan for hours solved by pandapower itself.
    """

    hours: np.ndarray
    line_capacity_ka: np.ndarray
    vm_pu: np.ndarray
    line_loading_percent: np.ndarray
    trafo_loading_percent: np.ndarray
    line_p_kw: np.ndarray
    trafo_p_kw: np.ndarray
    source_p_kw: np.ndarray
    demand_kw: np.ndarray
    loss_kw: np.ndarray
    converged: np.ndarray
    error_pu: np.ndarray

    @property
    def first_hour(self) -> int:
        return int(self.hours[0])

    @property
    def line_i_ka(self) -> np.ndarray:
        """(h, lines) the larger of the currents at both ends [kA]; nan where the line's capacity is nan or 0."""
        return self.line_loading_percent * (self.line_capacity_ka / 100.0)


@dataclass(frozen=True)
class LoadMatch:
    """How given profile names meet the net's loads.

    position: (given,) row in `net.load` of each given name, -1 where the net has no load of that name.
    only_in_net: names of loads in service that keep the net's own constant value.
    only_given: given names the net does not know; their power is left out.
    not_supplied: given names whose load is out of service or on a bus that is not energised; left out too.
    """

    position: np.ndarray
    only_in_net: list[str]
    only_given: list[str]
    not_supplied: list[str]
