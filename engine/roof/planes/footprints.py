"""Which footprints can have a roof, each building once and no ground twice."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...demand.buildings import building_names
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable

BUILDINGS_AT_ONCE = 1000  # between two chances to stop
SMALLEST_M2 = 4.0
OVERLAP_M2, OVERLAP_SHARE = 4.0, 0.1  # less than this is how maps fit


@dataclass(frozen=True)
class Footprints:
    """Buildings that can have a roof, sorted by id.

    ids (n,) str; shapes (n,) polygons or multipolygons; rows: (n,) lists of the input table's rows that each is
    made of; build_year (n,) float, nan where unknown.
    """

    ids: np.ndarray
    shapes: np.ndarray
    rows: list[list[int]]
    build_year: np.ndarray


def read_footprints(buildings: FeatureTable, problems: list[Problem]) -> Generator[Progress, None, Footprints]:
    """Usable footprints of a table with `feature_id`, `building_id`, `build_year`; tells what could not enter.

    Parts with one building id are one building. Where two overlap, the smaller (a tower on its foot) keeps the ground.
    """
    frame, layer = buildings.frame, buildings.name or "buildings"
    feature = frame["feature_id"].astype(str).to_numpy(object)
    shapes = np.full(len(buildings), None, object)
    for row, geometry in enumerate(buildings.geometry):
        if row % BUILDINGS_AT_ONCE == 0:
            yield Progress(0.5 * row / len(buildings))
        shapes[row] = _polygonal(geometry)
    ids = _ids(buildings, feature)
    for row in np.flatnonzero([s is None for s in shapes]):
        problems.append(
            Problem(
                layer,
                feature[row],
                "no_footprint",
                "The building has no polygon.",
                "Draw its footprint, or leave it out.",
                place=buildings.geometry[row] if buildings.geometry[row] is not None else None,
            )
        )
    year = pd.to_numeric(frame["build_year"], errors="coerce").to_numpy(float) if "build_year" in frame else None
    rows_of: dict[str, list[int]] = {}
    for row in np.flatnonzero([s is not None for s in shapes]).tolist():
        rows_of.setdefault(ids[row], []).append(row)
    kept_ids, kept, rows, years = [], [], [], []
    for number, name in enumerate(sorted(rows_of)):
        if number % BUILDINGS_AT_ONCE == 0:
            yield Progress(0.5 + 0.3 * number / len(rows_of))
        mine = rows_of[name]
        shape = shapes[mine[0]] if len(mine) == 1 else _polygonal(shapely.union_all(shapes[mine]))
        if shape.area < SMALLEST_M2:
            problems.append(
                Problem(
                    layer,
                    feature[mine[0]],
                    "too_small",
                    "The building measures {area_m2} m²: too small for a roof with panels.",
                    "Nothing, or join it to the building it belongs to.",
                    {"area_m2": round(shape.area, 1)},
                    shape,
                )
            )
            continue
        kept_ids.append(name)
        kept.append(shape)
        rows.append(mine)
        known = year[mine][np.isfinite(year[mine])] if year is not None else np.empty(0)
        years.append(known.max() if len(known) else np.nan)
    kept = np.array([*kept, None], object)[:-1]
    sharing = _share_ground(kept, np.array(kept_ids, object), problems, layer, [feature[r[0]] for r in rows])
    alive = yield from within(sharing, 0.8, 1.0)
    keep = np.flatnonzero(alive)
    return Footprints(
        np.array([*kept_ids, ""], object)[:-1][keep], kept[keep], [rows[k] for k in keep], np.array(years, float)[keep]
    )


def _ids(buildings: FeatureTable, feature: np.ndarray) -> np.ndarray:
    """Building ids, or names by place where there is none, as the demand calls them: so roofs find their homes."""
    names = building_names(buildings)
    return np.where(names == "", feature, names)


def _polygonal(geometry) -> shapely.Geometry | None:
    """The valid polygons of a geometry as one; None where it has none."""
    if geometry is None or shapely.is_empty(geometry):
        return None
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None
    geometry = shapely.force_2d(geometry)
    if not shapely.is_valid(geometry):
        geometry = shapely.make_valid(geometry)
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [p for p in shapely.get_parts(shapely.get_parts(geometry)) if p.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else None


def _share_ground(shapes, ids, problems, layer, features) -> Generator[Progress, None, np.ndarray]:
    """Cuts the smaller of two overlapping footprints out of the larger, in place; which (n,) are still a building."""
    alive = np.ones(len(shapes), bool)
    if len(shapes) < 2:
        return alive
    area = shapely.area(shapes)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    # of equal size, the later id gives way
    larger = (area[one] > area[other]) | ((area[one] == area[other]) & (one > other))
    one, other = one[larger], other[larger]
    common = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    real = (common > OVERLAP_M2) | (common > OVERLAP_SHARE * area[other])
    whole, larger = shapes.copy(), np.unique(one[real])
    for number, big in enumerate(larger):
        if number % BUILDINGS_AT_ONCE == 0:
            yield Progress(number / len(larger))
        small = other[real & (one == big)]
        rest = _polygonal(shapely.difference(whole[big], shapely.union_all(whole[small])))
        alive[big] = rest is not None and rest.area >= SMALLEST_M2
        problems.append(
            Problem(
                layer,
                features[big],
                "overlaps",
                "The building lies over {others}: the ground they share counts for the smaller one.",
                "Correct the footprints if they should not overlap.",
                {"others": ", ".join(sorted(str(ids[s]) for s in small)[:5])},
                whole[big],
            )
        )
        if alive[big]:
            shapes[big] = rest
    return alive
