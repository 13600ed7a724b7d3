"""Streets for a network from whatever there is: lines, road areas, both, or none."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from ...columns import text_column
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..streets import centre_lines, derive_streets

INFERRED = (
    "No streets were given: {count} streets ({km:.1f} km) are inferred from cables and rows of buildings.",
    "Give a layer of streets for a design that is to be built.",
)
WISHES = ("preferred", "forced", "forbidden")
STREETS = "STREETS"


def network_streets(
    streets: FeatureTable | None, cables: FeatureTable | None, buildings: FeatureTable
) -> Generator[Progress, None, tuple[FeatureTable, list[Problem]]]:
    """Lines of streets, and what was wrong on the way to them.

    streets: lines or polygons with, optionally, `preference` and the flags forced, preferred and forbidden (bool),
    which go before it. Of polygons the centre lines are taken; they keep the wish of the area they lie in. None:
    derived.
    """
    if streets is None or not len(streets):
        made = yield from derive_streets(buildings, cables)
        values = {"count": len(made.streets), "km": float(shapely.length(made.streets.geometry).sum() / 1000)}
        # pieces that lie apart are told of the whole graph
        told = [problem for problem in made.problems if problem.code != "island"]
        return made.streets, [Problem(STREETS, "", "streets_inferred", *INFERRED, values), *told]
    streets = _with_wishes(streets)
    is_area = shapely.get_dimensions(streets.geometry) == 2
    if not is_area.any():
        return streets, []
    areas, lines = streets.take(is_area), streets.take(~is_area)
    made = yield from within(centre_lines(areas), 0.0, 0.95)
    centre = _wishes_of_areas(made.streets, areas)
    if not len(lines):
        return centre, made.problems
    frame = pd.concat([lines.frame, centre.frame], ignore_index=True)
    whole = FeatureTable(frame, np.concatenate([lines.geometry, centre.geometry]), streets.crs, streets.name)
    return whole, made.problems


def _with_wishes(streets: FeatureTable) -> FeatureTable:
    """The flags as one column `preference`; forbidden is strongest."""
    wish = text_column(streets.frame, "preference")
    for word in WISHES:
        if word in streets.frame:
            wish[streets.frame[word].to_numpy(bool)] = word
    frame = streets.frame.drop(columns=[word for word in WISHES if word in streets.frame])
    return replace(streets, frame=frame.assign(preference=wish))


def _wishes_of_areas(lines: FeatureTable, areas: FeatureTable) -> FeatureTable:
    wishes = text_column(areas.frame, "preference")
    wished = np.flatnonzero(wishes != "")
    wish = text_column(lines.frame, "preference")
    if len(wished) and len(lines):
        middle = shapely.line_interpolate_point(lines.geometry, 0.5, normalized=True)
        line, area = shapely.STRtree(areas.geometry[wished]).query(middle, predicate="intersects")
        wish[line] = wishes[wished[area]]
    return replace(lines, frame=lines.frame.assign(preference=wish))
