"""Streets as single, clean lines, in an order that does not hang on the order of the rows."""

from __future__ import annotations

import numpy as np
import shapely

from ...columns import text_column
from ...problems import Problem
from ...tables import FeatureTable
from .words import PREFERENCES, preference_codes, surface_names

LAYER = "STREETS"
SHORTEST_M = 0.01


def tidy_table(streets: FeatureTable) -> tuple[FeatureTable, np.ndarray, list[Problem]]:
    """The streets with street_id, preference, surface and how in words of ours; preference codes (n,); problems."""
    frame = streets.frame
    own = text_column(frame, "feature_id")
    given = text_column(frame, "street_id")
    code, strange = preference_codes(frame)
    surface, unknown = surface_names(frame)
    how = text_column(frame, "how")
    problems = [
        Problem(
            LAYER,
            own[row],
            "unknown_preference",
            "The preference {text} is not known; the street counts as any other.",
            "Use forced (verplicht), preferred (voorkeur), forbidden (verboden) or nothing.",
            {"text": str(frame["preference"].iloc[row])},
            place=streets.geometry[row],
        )
        for row in strange
    ]
    words = text_column(frame, "surface")
    for word in dict.fromkeys(words[unknown]):
        row = next(row for row in unknown if words[row] == word)
        problems.append(
            Problem(
                LAYER,
                own[row],
                "unknown_surface",
                "The surface {text} is not known ({count} streets); it costs as a typical street.",
                "Use a word of the table street_costs, such as asfalt, klinkers or onverhard.",
                {"text": word, "count": int((words[unknown] == word).sum())},
                place=streets.geometry[row],
            )
        )
    table = frame.assign(
        feature_id=own,
        street_id=np.where(given == "", own, given),
        preference=np.array(PREFERENCES, object)[code],
        surface=surface,
        how=np.where(np.isin(how.astype(str), ("inferred", "assumed")), how, "measured"),
    )
    return FeatureTable(table, streets.geometry, streets.crs, streets.name), code, problems


def single_lines(streets: FeatureTable, priority: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[Problem]]:
    """Lines of the streets, multi-part ones taken apart, each once: LineStrings (p,), the row of each, problems.

    priority: (n,); of streets that lie on each other the one with the highest stays.
    """
    geometry = shapely.force_2d(streets.geometry)
    own = streets.frame["feature_id"].to_numpy(object)
    kind = shapely.get_dimensions(geometry)
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    areas = ~empty & (kind != 1)
    parts, row = shapely.get_parts(np.where(empty | areas, None, geometry), return_index=True)
    coords, line = shapely.get_coordinates(parts, return_index=True)
    broken = np.unique(line[~np.isfinite(coords).all(axis=1)])
    good = shapely.length(parts) > SHORTEST_M
    good[broken] = False
    parts, row = shapely.set_precision(parts[good], 0.001, mode="pointwise"), row[good]
    parts = shapely.remove_repeated_points(parts)
    keep = shapely.length(parts) > SHORTEST_M
    parts, row = parts[keep], row[keep]

    problems = [_without(own[r], None) for r in np.flatnonzero(empty)]
    problems += [_no_line(own[r], streets.geometry[r]) for r in np.flatnonzero(areas)]
    gone = np.setdiff1d(np.flatnonzero(~empty & ~areas), row)
    problems += [_without(own[r], streets.geometry[r]) for r in gone]

    # One order for all runs: by place, then by what the street is.
    key = shapely.to_wkb(shapely.normalize(parts), output_dimension=2, byte_order=1)
    street = streets.frame["street_id"].to_numpy(object)
    order = sorted(range(len(parts)), key=lambda i: (key[i], -priority[row[i]], street[row[i]], own[row[i]]))
    parts, row, key = parts[order], row[order], key[order]
    first = np.ones(len(parts), bool)
    first[1:] = key[1:] != key[:-1]
    kept = np.maximum.accumulate(np.where(first, np.arange(len(parts)), 0))
    lost = np.setdiff1d(row[~first], row[first])
    at = {int(row[i]): int(row[kept[i]]) for i in np.flatnonzero(~first)}
    problems += [_double(own[r], street[at[r]], streets.geometry[r]) for r in lost.tolist()]
    return parts[first], row[first], problems


def _without(feature: str, place) -> Problem:
    return Problem(
        LAYER,
        feature,
        "no_length",
        "The street has no geometry or no length.",
        "Draw it as a line, or remove it; it is left out.",
        place=place,
    )


def _no_line(feature: str, place) -> Problem:
    return Problem(
        LAYER,
        feature,
        "not_a_line",
        "The street is drawn as an area or a point, not as a line.",
        "Make centre lines of road areas with the algorithm Make streets; it is left out.",
        place=place,
    )


def _double(feature: str, kept: str, place) -> Problem:
    return Problem(
        LAYER,
        feature,
        "double_street",
        "The street lies on street {kept}, point by point.",
        "Remove one of the two; {kept} counts.",
        {"kept": kept},
        place=place,
    )
