"""Which pocket each measure of copper relieves."""

from __future__ import annotations

import numpy as np

from ..copper import Bill, Works
from ..pockets.segments import Segments


def pocket_of_measures(bill: Bill, works: Works, segments: Segments, heads: list[int]) -> np.ndarray:
    """(measures,) position of the innermost pocket that each lies behind, -1 where in none, or where it mends voltage.

    heads: first bus behind each pocket's first element. A new station belongs to the pocket of the one it relieves, a
    new way to that of the section it opens.
    """
    row_of = {name: row for row, name in enumerate(works.trafo_names)}
    line_of = {name: row for row, name in enumerate(works.line_names)}
    bus_of = {
        ("line", way.index): _far(segments, ("line", line_of[way.opened[0]]))
        for way in works.new_lines if way.kind == "new_way" and way.opened[0] in line_of
    }  # fmt: skip
    for station in works.new_stations:
        far = _far(segments, ("trafo", row_of[station["near"]])) if station["near"] in row_of else -1
        for key in [("trafo", station["trafo"]), *(("line", row) for row in station["lines"])]:
            bus_of[key] = far
    found = np.full(len(bill.keys), -1)
    size = segments.leave - segments.enter
    for number, key in enumerate(bill.keys):
        cause = works.causes.get(key)
        if cause is not None and cause.code == "voltage":
            continue
        bus = bus_of[key] if key in bus_of else _far(segments, key)
        if bus < 0:
            continue
        around = [p for p, head in enumerate(heads) if head >= 0 and segments.feeds(head, bus)]
        if around:
            found[number] = min(around, key=lambda p: (size[heads[p]], p))
    return found


def _far(segments: Segments, key) -> int:
    edge = segments.edge_of.get(key)
    return -1 if edge is None else int(segments.far[edge])
