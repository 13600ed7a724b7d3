"""What is done about sections and transformers that carry too much."""

from __future__ import annotations

import numpy as np

from .look import LoadBuses, Look
from .shape import Shape
from .stations import new_way, split_station
from .types import transformer_sizes
from .works import Cause, Works

MOST_TRANSFORMERS = 8


def mend_sections(works: Works, seen: Look, shape: Shape, loads: LoadBuses) -> int:
    """Heavier or more cables wherever a section is above its limit; beyond what cables carry a way of its own for half
    of the feeder. How many measures were taken.
    """
    changed, split = 0, set()
    for row in np.flatnonzero(seen.line_ratio > 1.0).tolist():
        cause = Cause("current", float(seen.line_ratio[row]))
        need_a = cause.ratio * works.laid(row).ampere * (1.0 + works.options.margin)
        if works.carry(row, need_a, np.inf, cause):
            changed += 1
            continue
        kw = np.abs(loads.kw(int(seen.line_hour[row]), len(works.net.bus)))
        head, path = shape.heaviest_way(row, kw)
        if head in split:
            changed += 1  # what relieves another section of the feeder relieves this one
        elif path and not shape.meshed and new_way(works, shape, path, kw, cause):
            split.add(head)
            changed += 1
        else:
            works.stuck.setdefault(("line", row), cause.ratio)
    return changed


def mend_transformers(works: Works, seen: Look, shape: Shape, loads: LoadBuses) -> int:
    """The next size that suffices; beyond the largest a station beside it, or a second transformer."""
    changed = 0
    for row in np.flatnonzero(seen.trafo_ratio > 1.0).tolist():
        cause = Cause("current", float(seen.trafo_ratio[row]))
        changed += mend_transformer(works, seen, shape, loads, row, cause)
        if len(works.net.bus) != len(shape.parent):
            shape = Shape(works.net)  # a station has been built
    return changed


def mend_transformer(works: Works, seen: Look, shape: Shape, loads: LoadBuses, row: int, cause: Cause) -> int:
    net, prices = works.net, works.options.prices
    trafo = net.trafo.iloc[row]
    if net.bus.at[trafo["lv_bus"], "vn_kv"] > 1.0:
        works.stuck.setdefault(("trafo", row), cause.ratio)
        return 0
    unit, count = float(trafo["sn_mva"]) * 1000, int(trafo["parallel"])
    need = max(cause.ratio, 1.0) * unit * count * (1.0 + works.options.margin)
    sizes = transformer_sizes(prices.largest_transformer_kva)
    if count == 1 and len(fits := sizes[(sizes >= need * (1 - 1e-9)) & (sizes > unit)]):
        works.size(row, float(fits[0]), 1, cause)
        return 1
    if not shape.meshed and split_station(works, seen, shape, loads, row, cause):
        return 1
    for many in range(count + 1, count + MOST_TRANSFORMERS):
        for size in [unit, *sizes[sizes > unit]]:
            if many * size >= need * (1 - 1e-9):
                works.size(row, float(size), many, cause)
                return 1
    works.stuck.setdefault(("trafo", row), cause.ratio)
    return 0
