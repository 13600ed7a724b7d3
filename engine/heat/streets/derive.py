"""Streets where no layer of streets is: along cables, and between rows of buildings.

Grid operators lay cables along streets, often one on each side. Strips along the cables, less the buildings, are areas
whose middle is near the middle of the street: two cables on both sides give one line. Built-up places without cables
take the middle of the open space between buildings.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from ...aside import aside
from ...choices import require_within
from ...errors import EngineError
from ...phrases import Phrase
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .build import street_graph
from .centre import without_small_holes
from .graph import stretches
from .layer import StreetLayer, street_table
from .middle import middle_lines
from .options import StreetOptions
from .skeleton import ends_of, merged


@dataclass(frozen=True)
class DeriveOptions:
    """strip_m: half the width of the strip along a cable; cables nearer to each other than twice this are one street.
    reach_m: buildings further from every street count as without one. row_gap_m: gaps between buildings narrower than
    this are no street. open_m: least width of open space that may be a street. least_house_m2: smaller buildings are
    sheds. least_hole_m2: smaller blocks between cables are no block. least_branch_m: shorter dead ends are left out.
    join_m: pieces nearer to each other are joined. All are choices of drawing (unconfirmed), tried on a Dutch town.
    """

    strip_m: float = 10.0
    reach_m: float = 40.0
    row_gap_m: float = 8.0
    open_m: float = 8.0
    least_house_m2: float = 30.0
    least_hole_m2: float = 600.0
    least_branch_m: float = 20.0
    simplify_m: float = 1.0
    join_m: float = 50.0

    def __post_init__(self):
        require_within(
            self,
            ("strip_m", 2.0, 50.0),
            ("reach_m", 5.0, 500.0),
            ("row_gap_m", 0.0, 50.0),
            ("open_m", 2.0, 100.0),
            ("least_house_m2", 0.0, 1000.0),
            ("least_hole_m2", 0.0, 1e5),
            ("least_branch_m", 0.0, 500.0),
            ("simplify_m", 0.0, 20.0),
            ("join_m", 0.0, 500.0),
        )


def derive_streets(
    buildings: FeatureTable | None, cables: FeatureTable | None, options: DeriveOptions | None = None
) -> Generator[Progress, None, StreetLayer]:
    """A plausible layer of streets from buildings and cables, either of which may be None; how is inferred.

    summary: streets, km, pieces, and of buildings that are no sheds `near_25_percent` and `near_40_percent` (within 25
    and 40 m of a street), `through_percent` (of street length through buildings). Raises EngineError without a street.
    """
    options = options or DeriveOptions()
    if buildings is None and cables is None:
        raise EngineError("No street can be derived here: give cables, more buildings, or areas of roads.")
    crs = (buildings if buildings is not None else cables).crs
    yield Progress(0.0, "Looking for streets along cables")
    solid = _polygons(buildings)
    runs = np.empty(0, object) if cables is None else cables.geometry[shapely.length(cables.geometry) > 0]
    lines = np.empty(0, object)
    if len(runs):
        areas = yield from aside(0.0, _strips, runs, solid, options)
        yield Progress(0.2)
        lines = yield from aside(0.2, middle_lines, areas, 1.5, options.least_branch_m, options.simplify_m, False)
        yield Progress(0.5)
        lines = yield from aside(0.5, _without_field_ends, lines, solid, options)
    rule = np.full(len(lines), 0)
    yield Progress(0.6, "Looking for streets between buildings")
    houses = solid[shapely.area(solid) >= options.least_house_m2]
    lost = houses[_distance(houses, lines) > options.reach_m]
    if len(lost):
        areas = yield from aside(0.6, _between_rows, lost, solid, lines, options)
        yield Progress(0.65)
        between = yield from aside(
            0.65, middle_lines, areas, options.open_m / 3, options.least_branch_m, options.simplify_m, False
        )
        between = between[shapely.length(between) >= options.least_branch_m / 2]
        lines = np.concatenate([lines, between])
        rule = np.concatenate([rule, np.full(len(between), 1)])
    if not len(lines):
        raise EngineError("No street can be derived here: give cables, more buildings, or areas of roads.")

    yield Progress(0.8, "Connecting the streets")
    drawn = FeatureTable(pd.DataFrame({"feature_id": [str(i) for i in range(len(lines))]}), lines, crs, "streets")
    graph = yield from within(street_graph(drawn, StreetOptions(join_m=options.join_m)), 0.8, 0.95)
    phrases = np.empty(3, object)
    phrases[:] = [Phrase("along cables"), Phrase("between rows of buildings"), Phrase("joins streets that lie apart")]
    rules = phrases[np.where(graph.street < 0, 2, rule[graph.street])]
    streets = street_table(graph.lines, rules, None, crs)
    problems = [replace(found, feature_id="") for found in graph.problems if found.code == "island"]
    problems += _without_street(houses, graph.lines, options)
    return StreetLayer(streets, problems, _summary(graph, houses, solid))


def _polygons(buildings: FeatureTable | None) -> np.ndarray:
    if buildings is None:
        return np.empty(0, object)
    solid = buildings.geometry[shapely.get_dimensions(buildings.geometry) == 2]
    return shapely.make_valid(solid[shapely.area(solid) > 0])


def _strips(runs: np.ndarray, solid: np.ndarray, options: DeriveOptions) -> np.ndarray:
    """Areas along cables, less the rows of buildings; a thin strip stays where a cable runs between two of them."""
    runs = shapely.simplify(runs, 0.3)
    wide = shapely.union_all(shapely.buffer(runs, options.strip_m, quad_segs=4))
    area = wide
    if len(solid):
        thin = shapely.union_all(shapely.buffer(runs, 1.5, quad_segs=2))
        near = solid[np.unique(shapely.STRtree(solid).query(wide, "intersects"))]
        house = shapely.union_all(shapely.buffer(near, 0.3, join_style="mitre"))
        area = shapely.union(shapely.difference(wide, _rows(near, options)), shapely.difference(thin, house))
    area = shapely.buffer(shapely.buffer(area, -1.0), 1.0, quad_segs=4)
    return without_small_holes(shapely.get_parts(area), options.least_hole_m2)


def _rows(solid: np.ndarray, options: DeriveOptions):
    """Buildings with the gaps between them closed, half a metre wider."""
    half = options.row_gap_m / 2
    whole = shapely.union_all(shapely.buffer(solid, half, quad_segs=2, join_style="mitre"))
    return shapely.buffer(whole, 0.5 - half, join_style="mitre")


def _without_field_ends(lines: np.ndarray, solid: np.ndarray, options: DeriveOptions) -> np.ndarray:
    """Dead ends end where the last building is in reach: cables run on through fields."""
    if not len(solid) or not len(lines):
        return lines
    zone = shapely.union_all(shapely.buffer(solid, options.reach_m, quad_segs=4))
    shapely.prepare(zone)
    for _ in range(5):
        node, _, count = ends_of(lines)
        lone = (count[node] == 1) & ~shapely.is_closed(lines)[:, None]
        # Drawn so that the dead end comes last.
        lines = np.where(lone[:, 0] & ~lone[:, 1], shapely.reverse(lines), lines)
        out = lone.any(axis=1) & ~shapely.intersects(zone, shapely.get_point(lines, -1))
        if not out.any():
            break
        served = shapely.intersection(lines[out], zone)
        last = np.zeros(out.sum())
        coords, owner = shapely.get_coordinates(served, return_index=True)
        along = shapely.line_locate_point(lines[out][owner], shapely.points(coords))
        np.maximum.at(last, owner, along)
        kept = stretches(lines[out], np.arange(len(last)), np.zeros(len(last)), last)
        kept = kept[last > options.least_branch_m / 2]
        before = shapely.length(lines).sum()
        lines = merged(np.concatenate([lines[~out], kept]))
        if before - shapely.length(lines).sum() < 1.0 or not len(lines):
            break
    return lines


def _between_rows(lost: np.ndarray, solid: np.ndarray, lines: np.ndarray, options: DeriveOptions) -> np.ndarray:
    """Open space among buildings that no street reaches: polygons."""
    around = shapely.union_all(shapely.buffer(lost, 1.5 * options.reach_m, quad_segs=4))
    tree = shapely.STRtree(solid)
    near = solid[np.unique(tree.query(around, "intersects"))]
    town = shapely.union_all(shapely.buffer(near, 25.0, quad_segs=4))
    town = shapely.intersection(shapely.buffer(town, -22.0, quad_segs=4), around)
    free = shapely.difference(town, _rows(near, options))
    half = options.open_m / 2 - 0.5
    free = shapely.buffer(shapely.buffer(free, -half, quad_segs=4), half, quad_segs=4)
    if len(lines):  # not beside a street that is there
        free = shapely.difference(free, shapely.union_all(shapely.buffer(lines, options.strip_m, quad_segs=4)))
    areas = without_small_holes(shapely.get_parts(free), 0.0)
    return areas[shapely.area(areas) > options.open_m * options.least_branch_m]


def _distance(geometry: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Distance of each geometry to the nearest line, inf without lines."""
    far = np.full(len(geometry), np.inf)
    if len(lines) and len(geometry):
        pair, distance = shapely.STRtree(lines).query_nearest(geometry, return_distance=True, all_matches=False)
        far[pair[0]] = distance
    return far


def _without_street(houses: np.ndarray, lines: np.ndarray, options: DeriveOptions) -> list[Problem]:
    far = _distance(houses, lines)
    return [
        Problem(
            "BUILDINGS",
            "",
            "no_street_near",
            "The nearest street that could be derived lies {distance:,.0f} m from this building.",
            "Draw the street that leads to it.",
            {"distance": float(far[i])},
            place=houses[i],
            distance_m=float(far[i]),
        )
        for i in np.flatnonzero(far > options.reach_m)
    ]


def _summary(graph, houses: np.ndarray, solid: np.ndarray) -> dict:
    far = _distance(houses, graph.lines)
    line, house = shapely.STRtree(solid).query(graph.lines, predicate="intersects") if len(solid) else ([], [])
    through = shapely.length(shapely.intersection(graph.lines[line], solid[house])).sum() if len(line) else 0.0
    total = float(graph.length_m.sum())
    near = {limit: float(np.mean(far <= limit) * 100) if len(far) else 0.0 for limit in (25, 40)}
    return {
        "streets": len(graph.lines),
        "km": total / 1000,
        "pieces": int(graph.piece.max()) + 1,
        "near_25_percent": near[25],
        "near_40_percent": near[40],
        "through_percent": float(through) / total * 100,
    }
