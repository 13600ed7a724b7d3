"""What must stay within a limit: the use of lines, transformers and the voltage band, 1 where a limit is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...grid.congestion import CongestionOptions, NetFacts
from ...grid.flow import FlowBlock, FlowModel

KINDS = ("section", "station", "voltage")
LEAST_PART = 0.01  # an element that takes less than this part of what is added is not on its way to the source


@dataclass(frozen=True)
class Limits:
    """Elements: lines, then transformers, then buses with a connection (e).

    ids: (e,) names; kind: (e,) position in KINDS. room_kva: (lines + trafos,) apparent power at the limit at 1 pu.
    voltage_bus: (lines + trafos,) row in `net.bus` whose voltage goes with that power. buses: (b,) rows in `net.bus`.
    direction: +1 where what is added draws, -1 where it feeds in.
    """

    ids: np.ndarray
    kind: np.ndarray
    line_limit: np.ndarray
    trafo_limit: np.ndarray
    room_kva: np.ndarray
    voltage_bus: np.ndarray
    buses: np.ndarray
    v_limit: float
    v_band: float
    direction: int

    @property
    def branches(self) -> int:
        return len(self.line_limit) + len(self.trafo_limit)

    def use(self, block: FlowBlock) -> np.ndarray:
        """(h, e) float32: loading over its limit; of voltage, 1 plus how far it lies beyond its limit over the band.

        Only the side that what is added pushes to is looked at. Infinite in hours without a solution.
        """
        lines = len(self.line_limit)
        out = np.empty((len(block.hours), len(self.kind)), np.float32)
        line_share, trafo_share = (1.0 / limit.astype(np.float32) for limit in (self.line_limit, self.trafo_limit))
        np.multiply(block.line_loading_percent, line_share, out=out[:, :lines])
        np.multiply(block.trafo_loading_percent, trafo_share, out=out[:, lines : self.branches])
        voltage = np.take(block.vm_pu, self.buses, axis=1)
        voltage -= np.float32(self.v_limit)
        voltage *= np.float32(-self.direction / self.v_band)
        np.add(voltage, np.float32(1.0), out=out[:, self.branches :])
        if not np.isfinite(self.room_kva).all():  # an ampacity that is not known limits nothing
            out[:, : self.branches][:, ~np.isfinite(self.room_kva)] = 0.0
        out[~block.converged] = np.inf
        return out

    def p_kw(self, block: FlowBlock) -> np.ndarray:
        """(h, lines + trafos) kW into the from (hv) side."""
        return np.concatenate([block.line_p_kw, block.trafo_p_kw], axis=1)


def read_limits(
    model: FlowModel, facts: NetFacts, options: CongestionOptions, load_rows: np.ndarray, direction: int
) -> Limits:
    """load_rows: rows in `net.load` of the connections whose voltage counts."""
    net = model.net
    buses = np.unique(facts.load_bus[load_rows])
    vn = net.bus["vn_kv"].to_numpy(float)
    from_bus = net.bus.index.get_indexer(net.line["from_bus"])
    hv_bus = net.bus.index.get_indexer(net.trafo["hv_bus"])
    line_limit = facts.lines.limit_percent.astype(float)
    trafo_limit = facts.trafos.limit_percent.astype(float)
    capacity = (net.line["max_i_ka"] * net.line["df"] * net.line["parallel"]).to_numpy(float)
    line_kva = np.sqrt(3.0) * vn[from_bus] * capacity * 1e3 * line_limit / 100.0
    rating = (net.trafo["sn_mva"] * net.trafo["parallel"] * net.trafo["df"]).to_numpy(float)
    trafo_kva = rating * 1e3 * trafo_limit / 100.0 * vn[hv_bus] / net.trafo["vn_hv_kv"].to_numpy(float)
    room_kva = np.r_[line_kva, trafo_kva]
    names = [*facts.lines.ids, *facts.trafos.ids, *(model.bus_names[bus] for bus in buses.tolist())]
    limit = options.v_max_pu if direction < 0 else options.v_min_pu
    return Limits(
        ids=np.array(names, object),
        kind=np.repeat([0, 1, 2], [len(line_limit), len(trafo_limit), len(buses)]),
        line_limit=line_limit, trafo_limit=trafo_limit,
        room_kva=np.where(room_kva > 0, room_kva, np.inf),  # 0 is what some nets have where it is not known
        voltage_bus=np.r_[from_bus, hv_bus], buses=buses,
        v_limit=limit, v_band=abs(limit - 1.0), direction=direction,
    )  # fmt: skip


def voltage_areas(facts: NetFacts, buses: int) -> tuple[np.ndarray, np.ndarray]:
    """Area of each bus (buses,), -1 where not fed: what hangs together without a transformer; and (areas,) the area
    that feeds each, -1 at a source.

    A voltage that is out of its band already binds only what is added in its area or below.
    """
    edges, tree = facts.edges, facts.tree
    area = np.full(buses, -1)
    above: list[int] = []
    for bus in tree.order.tolist():
        edge, parent = tree.parent_edge[bus], tree.parent[bus]
        if edge >= 0 and not str(edges.table[edge]).startswith("trafo"):
            area[bus] = area[parent]
        else:
            area[bus] = len(above)
            above.append(-1 if parent < 0 else int(area[parent]))
    return area, np.array(above, np.int64)
