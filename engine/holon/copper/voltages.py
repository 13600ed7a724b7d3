"""What is done about voltages outside their limits: heavier cable from the station on, then a way of its own."""

from __future__ import annotations

import numpy as np

from .look import LoadBuses, Look
from .overloads import mend_transformer
from .shape import Shape
from .stations import new_way
from .works import Cause, Works

WORTH = 0.95  # a cable must have less than this share of the resistance that is there
FAR_SHARE = 0.8  # of the drop on the way: where more must go, the way is not what is to blame
HALF = 0.55


def mend_voltages(works: Works, seen: Look, shape: Shape, loads: LoadBuses) -> int:
    """One measure for the worst bus of every way whose voltage lies outside; how many were taken."""
    changed, done = 0, set()
    for bus in np.argsort(-seen.outside, kind="stable").tolist():
        if seen.outside[bus] <= 0 or len(works.net.bus) != len(shape.parent):
            break  # nothing more, or a station has been built: look again first
        if shape.depth[bus] < 0:
            continue
        path = shape.up(bus)
        key = path[-2] if len(path) > 1 else path[-1]
        if key in done:
            continue
        done.add(key)
        changed += _mend(works, seen, shape, loads, path, bus, done)
    return changed


def _mend(works: Works, seen: Look, shape: Shape, loads: LoadBuses, path: list[int], bus: int, done: set) -> int:
    hour, sign = int(seen.outside_hour[bus]), float(seen.outside_sign[bus])
    need = float(seen.outside[bus]) * (1 + works.options.margin) + 1e-4
    cause = Cause("voltage", 1.0 + float(seen.outside[bus]))
    volt = sign * seen.vm[hour]
    drop = volt[path[-1]] - volt[path[0]]
    if need > FAR_SHARE * drop:
        # The way cannot give so much: what is before it must.
        taken = _before(works, seen, shape, loads, path[-1], volt, need - 0.5 * max(drop, 0.0), cause, done)
        if taken:
            return taken
    gained, changed = _heavier(works, shape, path, volt, need, cause)
    if gained >= need or changed:
        return changed
    kw = loads.kw(hour, len(works.net.bus))
    if not shape.meshed and new_way(works, shape, path, kw, cause):
        return 1
    changed = _second(works, shape, path, volt, cause)
    if not changed:
        changed = _before(works, seen, shape, loads, path[-1], volt, need, cause, done)
    if not changed:
        works.stuck.setdefault(("bus", bus), cause.ratio)
    return changed


def _sections(shape: Shape, path: list[int], volt: np.ndarray):
    """(row of the line, drop on it) from the station on."""
    for above, bus in zip(path[::-1], path[-2::-1]):
        row = int(shape.line_above[bus])
        if row >= 0:
            yield row, float(volt[above] - volt[bus])


def _heavier(works: Works, shape: Shape, path, volt, need: float, cause: Cause) -> tuple[float, int]:
    gained, changed = 0.0, 0
    for row, drop in _sections(shape, path, volt):
        if gained >= need:
            break
        sale, laid = works.sale(row), works.laid(row)
        if not sale or drop <= 0:
            continue
        heaviest = sale[-1].laid
        if heaviest.r_ohm_per_km >= WORTH * laid.r_ohm_per_km:
            continue
        if works.carry(row, 0.0, heaviest.r_ohm_per_km, cause):
            gained += drop * (1 - heaviest.r_ohm_per_km / laid.r_ohm_per_km)
            changed += 1
    return gained, changed


def _second(works: Works, shape: Shape, path, volt, cause: Cause) -> int:
    """A second cable along the sections with most of the drop."""
    parts = list(_sections(shape, path, volt))
    total = sum(max(drop, 0.0) for _, drop in parts)
    return sum(
        works.carry(row, 0.0, HALF * works.laid(row).r_ohm_per_km, cause) for row, drop in parts if drop > 0.1 * total
    )


def _before(works, seen, shape, loads, busbar: int, volt, need: float, cause: Cause, done: set) -> int:
    """The medium-voltage way to a station, or its transformer, whichever takes more of the voltage."""
    row = int(shape.trafo_above[busbar])
    if row < 0:
        return 0
    above = int(shape.parent[busbar])
    way = shape.up(above)
    key = ("before", busbar)
    if key in done:
        return 0
    done.add(key)
    on_way = volt[way[-1]] - volt[above]
    in_trafo = volt[above] - volt[busbar]
    taken = 0
    if on_way >= in_trafo:
        mv = ("mv", way[-2] if len(way) > 1 else above)
        if mv in done:
            return 1  # this round has mended it already
        done.add(mv)
        _, taken = _heavier(works, shape, way, volt, need, cause)
        taken = taken or _second(works, shape, way, volt, cause)
    if not taken and in_trafo > 0.2 * need:
        taken = mend_transformer(works, seen, shape, loads, row, cause)
    return taken
