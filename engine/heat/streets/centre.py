"""Centre lines of road areas."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import shapely

from ...aside import aside
from ...choices import require_within
from ...columns import text_column
from ...errors import EngineError
from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...progress import Progress
from ...tables import FeatureTable
from .layer import StreetLayer, street_table
from .middle import middle_lines
from .words import surface_names

LAYER = "AREAS"
SLIVER_M = 0.25
POINTS_A_STEP = 40_000


@dataclass(frozen=True)
class CentreOptions:
    """spacing_m: of points along the edge, a third of the narrowest road or less. least_hole_m2: smaller holes
    (islands, trees) count as road. least_branch_m: shorter dead ends are left out. simplify_m: how far a line may leave
    the middle.
    """

    spacing_m: float = 1.0
    least_hole_m2: float = 150.0
    least_branch_m: float = 8.0
    simplify_m: float = 0.5

    def __post_init__(self):
        require_within(
            self,
            ("spacing_m", 0.1, 20.0),
            ("least_hole_m2", 0.0, 1e6),
            ("least_branch_m", 0.0, 1000.0),
            ("simplify_m", 0.0, 20.0),
        )


def centre_lines(areas: FeatureTable, options: CentreOptions | None = None) -> Generator[Progress, None, StreetLayer]:
    """Lines along the middle of road polygons (`surface` optional); parts that touch count as one area.

    Raises EngineError where nothing has a middle line.
    """
    options = options or CentreOptions()
    yield Progress(0.0, "Joining road areas")
    good = shapely.get_dimensions(areas.geometry) == 2
    problems = [
        Problem(
            LAYER,
            feature,
            "no_area",
            "The road area has no surface.",
            "Draw it as an area, or remove it; it is left out.",
            place=place,
        )
        for feature, place in zip(text_column(areas.frame, "feature_id")[~good], areas.geometry[~good])
    ]
    parts = yield from aside(0.0, _joined, areas.geometry[good], options)
    size = np.cumsum(shapely.length(parts) / options.spacing_m)
    batch = (size // POINTS_A_STEP).astype(int)
    lines = []
    for k in np.unique(batch):
        some = parts[batch == k]
        done = 0.2 + 0.7 * float(k) / (batch[-1] + 1)
        yield Progress(done, "Drawing the middle of roads")
        made = yield from aside(
            done, middle_lines, some, options.spacing_m, options.least_branch_m, options.simplify_m, True
        )
        lines.append(made)
    lines = np.concatenate(lines) if lines else np.empty(0, object)
    if not len(lines):
        raise EngineError("No road area is long enough for a centre line: choose a layer with the areas of roads.")
    yield Progress(0.95)
    bare = np.ones(len(parts), bool)
    bare[shapely.STRtree(parts).query(lines, predicate="intersects")[1]] = False
    problems += [
        Problem(
            LAYER,
            "",
            "no_middle",
            "This area of {area:,.0f} m² is too small or too round for a centre line.",
            "Draw the street by hand if there is one.",
            {"area": float(part.area)},
            place=part,
        )
        for part in parts[bare]
    ]
    surface = _surface(areas.take(good), lines)
    streets = street_table(lines, phrase_column(len(lines), Phrase("middle of the road area")), surface, areas.crs)
    summary = {"streets": len(streets), "km": float(shapely.length(lines).sum() / 1000)}
    return StreetLayer(streets, problems, summary)


def _joined(areas: np.ndarray, options: CentreOptions) -> np.ndarray:
    """Areas that touch as one, holes that are too small filled, in order of place."""
    areas = shapely.make_valid(areas)
    whole = shapely.union_all(shapely.buffer(areas, SLIVER_M, join_style="mitre"))
    whole = shapely.buffer(whole, -SLIVER_M, join_style="mitre")
    parts = without_small_holes(shapely.get_parts(shapely.make_valid(whole)), options.least_hole_m2)
    return parts[np.argsort(shapely.to_wkb(shapely.normalize(parts)))]


def without_small_holes(areas: np.ndarray, least_m2: float) -> np.ndarray:
    """The polygons among these geometries, holes smaller than least_m2 filled."""
    areas = areas[(shapely.get_type_id(areas) == 3) & ~shapely.is_empty(areas)]
    rings, owner = shapely.get_rings(areas, return_index=True)
    outer = np.diff(owner, prepend=-1) != 0
    hole = ~outer & (shapely.area(shapely.polygons(rings)) >= least_m2)
    made = shapely.polygons(rings[outer])
    for area in np.unique(owner[hole]):
        made[area] = shapely.Polygon(rings[outer][area], rings[hole & (owner == area)])
    return made


def _surface(areas: FeatureTable, lines: np.ndarray) -> np.ndarray:
    """The surface of the area in which each line is halfway, in words of the catalogue."""
    names, _ = surface_names(areas.frame)
    found = np.full(len(lines), "", object)
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    line, area = shapely.STRtree(areas.geometry).query(middle, predicate="intersects")
    found[line[::-1]] = names[area[::-1]]
    return found
