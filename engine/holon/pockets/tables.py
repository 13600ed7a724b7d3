"""Pockets, remedies and switches as features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...phrases import phrase_column
from ...tables import FeatureTable
from .after_moves import MoveMix
from .copper import CopperFigure
from .decided import Steering
from .open_points import Move
from .segments import Pocket, Segments
from .switches import Switch

AROUND_M = 12.0  # a pocket is drawn so far around its cables
SMOOTH_M = 1.0


@dataclass(frozen=True)
class Outcome:
    """All of one pocket."""

    pocket: Pocket
    pocket_id: str
    element_id: str
    station_id: str
    own: Steering
    move: Move | None  # that clears it alone
    mix: MoveMix | None  # another, with what is steered after it
    copper: CopperFigure
    switches: list[Switch]
    hours_above: int
    kwh_above: float
    max_over_kw: float
    direction: str
    homes: float
    better_split: bool
    split_why: object
    alone_hours: int
    clean: bool
    cheapest: str
    kind: str  # of the cheapest remedy
    remedy: object
    costs: dict  # {kind: euro a year, nan where it does not clear}

    @property
    def moved(self) -> str:
        """Id of the open point that moves: alone where that clears it, else before steering."""
        move = self.move or (self.mix.move if self.mix else None)
        return "" if move is None else move.name


POCKET_COLUMNS = (
    "pocket_id", "kind", "element_id", "elements", "parent_id", "level", "station_id", "connections", "dwellings",
    "hours_above", "kwh_above", "max_over_kw", "direction", "longest_days", "switches", "better_split", "split_why",
    "alone_hours", "battery_kw", "battery_kwh", "battery_suitable", "shifted_mwh", "buffered_mwh", "curtailed_mwh",
    "moved_open_point", "mix_eur_per_year", "copper_m", "copper_eur_per_year", "cheapest", "clean", "shortfall_kw",
    "remedy",
)  # fmt: skip
REMEDY_COLUMNS = (
    "pocket_id", "element_id", "kind", "possible", "eur_per_year", "battery_kw", "battery_kwh", "shifted_mwh",
    "buffered_mwh", "curtailed_mwh", "moved_open_point", "copper_m", "transformer_kva", "eur", "cheapest",
)  # fmt: skip
SWITCH_COLUMNS = ("switch_id", "pocket_id", "kind", "closed", "station_id")


def pocket_table(outcomes: list[Outcome], parent_ids: list[str], segments: Segments, places) -> FeatureTable:
    """One row a pocket; geometry: what lies within AROUND_M of its cables."""
    rows = []
    for o, parent_id in zip(outcomes, parent_ids):
        own, alone = o.own, o.own.alone
        rows.append((
            o.pocket_id, o.pocket.kind, o.element_id, len(o.pocket.elements), parent_id,
            o.pocket.level, o.station_id, len(o.pocket.connections), o.homes, o.hours_above, o.kwh_above, o.max_over_kw,
            o.direction, alone.lasts_days, ";".join(s.switch_id for s in o.switches), o.better_split, o.split_why,
            o.alone_hours, own.battery_kw, own.battery_kwh, bool(alone.suitable), own.shifted_kwh / 1e3,
            own.buffered_kwh / 1e3, own.curtailed_kwh / 1e3, o.moved,
            o.costs["steering"], o.copper.metres, o.costs["copper"], o.cheapest, o.clean, own.shortfall_kw, o.remedy,
        ))  # fmt: skip
    frame = _frame(rows, POCKET_COLUMNS)
    for column in ("split_why", "remedy"):
        values = phrase_column(len(rows))
        for position, o in enumerate(outcomes):
            values[position] = getattr(o, column)
        frame[column] = values
    shapes = np.empty(len(outcomes), object)
    for position, o in enumerate(outcomes):
        shapes[position] = _area(o.pocket, segments, places)
    return FeatureTable(frame, shapes, places.crs, "pockets")


def remedy_table(outcomes: list[Outcome], places, points) -> FeatureTable:
    """One row for each way to clear each pocket: steering, battery alone, open point, open point with steering (mix),
    copper.
    """
    rows, geometry = [], []
    for o, point in zip(outcomes, points):
        own, alone, mix = o.own, o.own.alone, o.mix
        nothing = (0.0, 0.0, 0.0)
        ways = [
            ("steering", own.possible, own.battery_kw, own.battery_kwh,
             (own.shifted_kwh, own.buffered_kwh, own.curtailed_kwh), "", 0.0, np.nan, np.nan),
            ("battery", bool(np.isfinite(o.costs["battery"])), alone.kw, alone.kwh, nothing, "", 0.0, np.nan, np.nan),
            ("copper", True, 0.0, 0.0, nothing, "", o.copper.metres, o.copper.rating_kva, o.copper.eur),
        ]  # fmt: skip
        if o.move is not None:
            ways.append(("open_point", True, 0.0, 0.0, nothing, o.move.name, 0.0, np.nan, np.nan))
        if mix is not None:
            sums = (mix.shifted_kwh, mix.buffered_kwh, mix.curtailed_kwh)
            ways.append(("mix", True, mix.battery_kw, mix.battery_kwh, sums, mix.move.name, 0.0, np.nan, np.nan))
        for kind, possible, kw, kwh, sums, point_id, metres, kva, eur in ways:
            rows.append((
                o.pocket_id, o.element_id, kind, possible, o.costs[kind], kw, kwh, *(s / 1e3 for s in sums), point_id,
                metres, kva, eur, kind == o.kind,
            ))  # fmt: skip
            geometry.append(point)
    shapes = np.empty(len(rows), object)
    shapes[:] = geometry
    return FeatureTable(_frame(rows, REMEDY_COLUMNS), shapes, places.crs, "remedies")


def switch_table(outcomes: list[Outcome], places) -> FeatureTable:
    """One row a switch and pocket that it bounds."""
    rows = [(s.switch_id, o.pocket_id, s.kind, s.closed, s.station_id) for o in outcomes for s in o.switches]
    shapes = np.empty(len(rows), object)
    shapes[:] = [s.place for o in outcomes for s in o.switches]
    return FeatureTable(_frame(rows, SWITCH_COLUMNS), shapes, places.crs, "switches")


def _frame(rows: list, columns) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns))
    frame.insert(0, "feature_id", frame["pocket_id"].to_numpy(object))
    return frame


def _area(pocket: Pocket, segments: Segments, places):
    """What lies around the cables behind a pocket; of a medium-voltage one, around those of medium voltage."""
    facts = segments.facts
    inside = np.zeros(len(facts.bus_is_mv), bool)
    inside[segments.buses_behind(pocket.head_bus)] = True
    at = np.flatnonzero((facts.edges.table == "line") & facts.edges.closed)
    far = segments.far[at]
    rows = facts.edges.row[at[inside[far]]]
    if pocket.level == "MV":
        rows = rows[facts.line_is_mv[rows]]
    lines = [line for line in places.lines[rows] if line is not None]
    if not lines:
        return None
    width = AROUND_M * (2.0 if pocket.level == "MV" else 1.0)
    around = shapely.union_all(shapely.buffer(np.array(lines, object), width, quad_segs=3))
    return shapely.simplify(around, SMOOTH_M)
