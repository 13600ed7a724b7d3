"""The flows between holons as lines, with their year and their hours."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
import pandas as pd
import shapely

from ...demand import ProfilesWriter
from ...phrases import Phrase, phrase_column
from ...tables import FeatureTable
from ..nesting import Nesting
from .pairs import LevelFlows
from .tables import hour_text
from .tree import Tree

BEND = 0.12  # how far a flow bends aside, of its length, so that the one back lies beside it
REST_BEND = 0.3
CUT = 0.06  # of its length, left free at both ends
BEYOND = 0.08  # how far beyond all holons the outside is drawn, of their height


class FlowGatherer:
    """Takes the hours of all flows in order, keeps each one's highest, and writes them to a file if there is one.

    A context: the file appears when it ends without an exception. peak_kw, peak_hour: {level: (m,)}.
    """

    def __init__(self, nesting: Nesting, tree: Tree, flows: dict[int, LevelFlows], profiles, path):
        self.tree, self.flows = tree, flows
        self.peak_kw = {level: np.zeros(len(found.kind)) for level, found in flows.items()}
        self.peak_hour = {level: np.full(len(found.kind), -1) for level, found in flows.items()}
        self.ids, self.columns, begin = {}, {}, 0
        for level, found in flows.items():
            ends = _ends(nesting, tree, level, found)
            self.ids[level] = np.array([_flow_id(*each) for each in zip(found.kind, *ends)], object)
            self.columns[level] = slice(begin, begin + len(found.kind))
            begin += len(found.kind)
        self.writer, self._files = None, ExitStack()
        if path is not None:
            ids = [name for level in flows for name in self.ids[level]]
            about = {"kind": "flows between holons"}
            self.writer = ProfilesWriter(path, ids, profiles.start_utc, profiles.hours, {"flow": 1.0}, about=about)

    def __enter__(self) -> FlowGatherer:
        if self.writer is not None:
            self._files.enter_context(self.writer)
        return self

    def __exit__(self, *error) -> None:
        self._files.__exit__(*error)

    def add(self, level: int, siblings_kw: np.ndarray, outward_kw: np.ndarray, rows: slice) -> None:
        """What the holons of a level draw (h, k) in the hours `rows`."""
        found = self.flows[level]
        if not len(found.kind):
            return
        kw = found.kw(siblings_kw, outward_kw, self.tree.starts(level), self.tree.group[level])
        top = kw.argmax(axis=0)
        highest = kw[top, np.arange(kw.shape[1])]
        higher = highest > self.peak_kw[level]
        self.peak_kw[level][higher] = highest[higher]
        self.peak_hour[level][higher] = rows.start + top[higher]
        if self.writer is not None:
            self.writer.kw("flow")[rows, self.columns[level]] = kw


def _ends(nesting: Nesting, tree: Tree, level: int, flows: LevelFlows) -> tuple[np.ndarray, np.ndarray]:
    """Ids (m,) of giver and taker; "" is the outside. The other siblings of a rest go by the holon around them."""
    own = nesting.levels[level].holon_id[tree.holon[level]]
    return _between(flows, own, _around(nesting, tree, level, "holon_id", ""))


def _names(nesting: Nesting, tree: Tree, level: int, flows: LevelFlows) -> list[np.ndarray]:
    """What giver and taker (m,) are called."""
    own = nesting.levels[level].name[tree.holon[level]]
    ends = _between(flows, own, _around(nesting, tree, level, "name", Phrase("outside")))
    others = phrase_column(len(flows.kind), Phrase("the other neighbours"))
    return [
        np.where((flows.kind == "rest") & (column < 0), others, end)
        for column, end in zip((flows.giver, flows.taker), ends)
    ]


def _around(nesting: Nesting, tree: Tree, level: int, what: str, outside: str) -> np.ndarray:
    """The id or name of the holon around each holon of a level, (k,)."""
    if level + 1 < len(nesting.levels):
        return getattr(nesting.levels[level + 1], what)[tree.holon[level + 1]][tree.group[level]]
    return phrase_column(len(nesting.levels[level]), outside)


def _between(flows: LevelFlows, own: np.ndarray, around: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What giver and taker (m,) have, from what the holons and those around them (k,) have."""
    known = np.where(flows.giver >= 0, flows.giver, flows.taker)
    return tuple(np.where(end >= 0, own[end], around[known]) for end in (flows.giver, flows.taker))


def _flow_id(kind: str, giver: str, taker: str) -> str:
    return f"{giver} > {taker}" + (" (rest)" if kind == "rest" else "")


def flow_table(
    nesting: Nesting, tree: Tree, flows: dict[int, LevelFlows], gathered: FlowGatherer, start_utc
) -> FeatureTable:
    """A row a flow, large ones last so that they are drawn over small ones; lines of three points: a bent arrow."""
    centres = _centres(nesting, tree)
    frames, shapes = [pd.DataFrame({"flow_id": pd.Series(dtype=object), "mwh": pd.Series(dtype=float)})], []
    for level, found in flows.items():
        giver, taker = _ends(nesting, tree, level, found)
        giver_name, taker_name = _names(nesting, tree, level, found)
        frames.append(
            pd.DataFrame(
                {
                    "flow_id": gathered.ids[level],
                    "from_id": giver,
                    "to_id": taker,
                    "from_name": giver_name,
                    "to_name": taker_name,
                    "kind": found.kind,
                    "level": nesting.levels[level].number,
                    "mwh": found.kwh / 1000,
                    "peak_kw": gathered.peak_kw[level],
                    "peak_hour": hour_text(start_utc, gathered.peak_hour[level]),
                }
            )
        )
        shapes.append(_lines(tree, centres, level, found))
    frame = pd.concat(frames, ignore_index=True)
    shapes = np.concatenate(shapes) if shapes else np.zeros(0, object)
    order = np.argsort(frame["mwh"].to_numpy(float), kind="stable")
    frame = frame.iloc[order].reset_index(drop=True)
    frame.insert(0, "feature_id", frame["flow_id"])
    return FeatureTable(frame, shapes[order], nesting.crs, "flows")


def _centres(nesting: Nesting, tree: Tree) -> list[np.ndarray]:
    """The middle (k, 2) of the connections of each holon of each level; nan where unknown."""
    points = nesting.points
    xy = np.full((len(tree.order), 2), np.nan)
    if points is not None:
        known = ~shapely.is_missing(points)
        xy[known] = shapely.get_coordinates(points[known])
    centres = []
    for position, level in enumerate(nesting.levels):
        group, k = level.of_connection, len(level)
        there = np.isfinite(xy[:, 0])
        count = np.bincount(group[there], minlength=k)
        sums = np.stack([np.bincount(group[there], xy[there, axis], k) for axis in range(2)], axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            centres.append((sums / count[:, None])[tree.holon[position]])
    return centres


def _far_ends(tree: Tree, centres: list[np.ndarray], level: int) -> tuple[np.ndarray, np.ndarray]:
    """Where flows end that do not end at one sibling, (k, 2) each: at the middle of all siblings, and beyond them."""
    if level + 1 < len(centres):
        around = centres[level + 1][tree.group[level]]
        return around, around
    own = centres[level]
    low, high = np.nanmin(own, axis=0, initial=np.inf), np.nanmax(own, axis=0, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        others = np.broadcast_to((low + high) / 2, own.shape)
    # the outside lies beyond the top of the map, straight above each
    top, bottom = np.nanmax(centres[0][:, 1], initial=-np.inf), np.nanmin(centres[0][:, 1], initial=np.inf)
    around = own.copy()
    around[:, 1] = top + BEYOND * max(top - bottom, 100.0)
    return others, around


def _lines(tree: Tree, centres: list[np.ndarray], level: int, flows: LevelFlows) -> np.ndarray:
    own = centres[level]
    others, around = _far_ends(tree, centres, level)
    known = np.where(flows.giver >= 0, flows.giver, flows.taker)
    far = np.where((flows.kind == "rest")[:, None], others[known], around[known])
    start = np.where((flows.giver >= 0)[:, None], own[flows.giver], far)
    stop = np.where((flows.taker >= 0)[:, None], own[flows.taker], far)
    way = stop - start
    bend = np.where(flows.kind == "rest", REST_BEND, BEND)[:, None]
    middle = (start + stop) / 2 + bend * np.stack([way[:, 1], -way[:, 0]], axis=1)
    # cut along the bent way, so that arrows of one holon do not stand on each other
    first, last = start + CUT * 2 * (middle - start), stop + CUT * 2 * (middle - stop)
    lines = np.full(len(start), None, object)
    good = np.isfinite(middle).all(axis=1) & (np.hypot(*way.T) > 0.5)
    lines[good] = shapely.linestrings(np.stack([first, middle, last], axis=1)[good])
    return lines
