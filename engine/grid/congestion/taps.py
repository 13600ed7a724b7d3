"""Which position the off-load taps have, and with it every voltage."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from ...progress import Progress, within
from ..flow import FlowModel
from .options import CongestionOptions
from .power import HourlyPower
from .topology import MV_ABOVE_KV, read_edges, source_rows, spine


def model_with_taps(
    net, options: CongestionOptions, power: HourlyPower
) -> Generator[Progress, None, tuple[FlowModel, dict[str, int]]]:
    """The flow model with source voltage and taps as the options say, and the tap position of each transformer set by
    rule.
    """
    source = None if np.isnan(options.source_vm_pu) else float(options.source_vm_pu)
    if options.tap_rule == "as_in_net" or not len(net.trafo):
        model = FlowModel.from_net(net, source_vm_pu=source)
        yield from model.compile_first()
        return model, {}
    neutral = _tap_table(net)
    start = FlowModel.from_net(net, source_vm_pu=source, tap_pos={k: int(v["neutral"]) for k, v in neutral.items()})
    yield from start.compile_first()
    names = {name: row for row, name in enumerate(start.trafo_names)}
    if options.tap_rule == "neutral":
        return start, {name: int(tap["neutral"]) for name, tap in neutral.items()}

    positions = yield from within(_telling_hours(net, start, power), 0.0, 0.5)
    p_kw, q_kvar = power.at(positions)
    lv_areas = _areas_behind_trafos(net)
    low = np.full(len(start.trafo_names), np.inf)
    high = np.full(len(start.trafo_names), -np.inf)
    for block in start.solve(p_kw, q_kvar, power.profiles.connection_ids, hours_per_block=100):
        yield Progress(0.5 + 0.5 * (block.first_hour / len(positions)))
        vm_pu = block.vm_pu[block.converged]
        if not len(vm_pu):
            continue
        for trafo, buses in lv_areas.items():
            here = vm_pu[:, buses]
            low[trafo] = min(low[trafo], np.nanmin(here, initial=np.inf))
            high[trafo] = max(high[trafo], np.nanmax(here, initial=-np.inf))
    middle = (options.v_min_pu + options.v_max_pu) / 2
    chosen = {}
    for name, tap in neutral.items():
        row = names[name]
        if row in lv_areas and np.isfinite([low[row], high[row]]).all():
            steps = np.arange(tap["low"], tap["high"] + 1)
            # A step on the high side divides the voltage behind it, one on the low side multiplies it.
            ratio = 1.0 + (steps - tap["neutral"]) * tap["step"] / 100.0
            centre = (low[row] + high[row]) / 2 * (1.0 / ratio if tap["side"] == "hv" else ratio)
            chosen[name] = int(steps[np.argmin(np.abs(centre - middle))])
        else:
            chosen[name] = int(tap["neutral"])
    return FlowModel.from_net(net, source_vm_pu=source, tap_pos=chosen), chosen


def _tap_table(net) -> dict[str, dict]:
    """Taps of the transformers to low voltage that have them, by name."""
    from ..flow.circuit import element_keys

    lv = net.bus["vn_kv"].reindex(net.trafo["lv_bus"]).to_numpy(float)
    table = {}
    for name, lv_kv, (_, trafo) in zip(element_keys(net.trafo), lv, net.trafo.iterrows()):
        numbers = [trafo.get(k, np.nan) for k in ("tap_neutral", "tap_min", "tap_max", "tap_step_percent")]
        if lv_kv > MV_ABOVE_KV or not np.isfinite(np.array(numbers, float)).all():
            continue
        table[name] = {
            "neutral": numbers[0], "low": numbers[1], "high": numbers[2], "step": numbers[3], "side": trafo["tap_side"],
        }  # fmt: skip
    return table


def _areas_behind_trafos(net) -> dict[int, np.ndarray]:
    """Rows of the LV buses fed through each transformer (by row in `net.trafo`); through the first one met in a
    mesh.
    """
    edges = read_edges(net)
    tree = spine(edges, len(net.bus), source_rows(net))
    area = np.full(len(net.bus), -1)
    is_mv = net.bus["vn_kv"].to_numpy(float) > MV_ABOVE_KV
    for bus in tree.order.tolist():
        edge = tree.parent_edge[bus]
        if edge < 0 or is_mv[bus]:
            continue
        area[bus] = edges.row[edge] if edges.table[edge] == "trafo" else area[tree.parent[bus]]
    return {int(trafo): np.flatnonzero(area == trafo) for trafo in np.unique(area[area >= 0])}


def _telling_hours(net, model: FlowModel, power: HourlyPower) -> Generator[Progress, None, np.ndarray]:
    """Positions of the hours in which some bus's subtree, of those right behind a transformer, draws most or least."""
    edges = read_edges(net)
    tree = spine(edges, len(net.bus), source_rows(net))
    heads = [buses[np.argmin(tree.depth[buses])] for buses in _areas_behind_trafos(net).values()]
    heads = np.array([*heads, *source_rows(net)], np.int64)
    match = model.match(power.profiles.connection_ids)
    known = np.flatnonzero(match.position >= 0)
    load_bus = net.bus.index.get_indexer(net.load["bus"])
    at_bus = np.zeros((len(net.bus), len(heads)))
    at_bus[heads, np.arange(len(heads))] = 1.0
    behind = _ancestors(tree, at_bus)[load_bus[match.position[known]]]
    most, least = np.full(len(heads), -np.inf), np.full(len(heads), np.inf)
    most_at, least_at = np.zeros(len(heads), np.int64), np.zeros(len(heads), np.int64)
    for first in range(0, len(power.hours), 336):
        yield Progress(first / len(power.hours))
        p_kw, _ = power.rows(slice(first, min(first + 336, len(power.hours))))
        sums = np.nan_to_num(p_kw[:, known]) @ behind
        for extreme, at, find, better in (
            (most, most_at, np.argmax, np.greater),
            (least, least_at, np.argmin, np.less),
        ):
            row = find(sums, axis=0)
            value = sums[row, np.arange(len(heads))]
            new = better(value, extreme)
            extreme[new], at[new] = value[new], first + row[new]
    return np.unique(np.r_[most_at, least_at])


def _ancestors(tree, at_bus: np.ndarray) -> np.ndarray:
    """(buses, k): for each bus which marked buses lie on its way to the source, itself included."""
    total = at_bus.copy()
    for bus in tree.order.tolist():
        if tree.parent[bus] >= 0:
            total[bus] += total[tree.parent[bus]]
    return total
