"""The heights of the demo neighbourhood: ground, roofs by formula, trees, and the holes that rasters have.

The raster is flown in `FLIGHT_YEAR`; what was built later is not on it. Heights are metres above the national datum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from ..roof.heights import GridPlace
from .buildings import Building, buildings, moved
from .neighbourhood import CRS, ORIGIN, STREETS, TURN, on_the_map

FLIGHT_YEAR = 2020
CELL_M = 0.5
MARGIN_M = 20.0
GROUND_M = -3.6  # a polder
NOISE_M = 0.03
POND = (318.0, 186.0, 9.0)  # x, y and radius in the plan; a laser gets no answer from water
TREE_EVERY_M = 17.0


@dataclass(frozen=True)
class Shape:
    """A roof: gable (ridge along the street), hip or flat; tilt [deg], height of the gutter or flat roof [m]."""

    kind: str
    tilt_deg: float
    eaves_m: float


@dataclass(frozen=True)
class DemoHeights:
    """Surface and ground heights (rows, cols) float32 [m], nan where unknown."""

    dsm: np.ndarray
    dtm: np.ndarray
    place: GridPlace
    crs: str = CRS


# by build year, as the rows of the plan have one each
HOUSES = {
    1971: Shape("gable", 35, 5.2),
    1973: Shape("gable", 35, 5.2),
    1974: Shape("gable", 38, 5.2),
    1976: Shape("gable", 38, 5.2),
    1988: Shape("gable", 45, 4.9),
    1996: Shape("hip", 42, 3.0),
    2004: Shape("gable", 40, 5.5),
    2009: Shape("flat", 0, 6.1),
    2018: Shape("hip", 30, 5.6),
}
OTHERS = {
    1934: Shape("gable", 48, 2.8),
    1969: Shape("flat", 0, 12.2),
    1978: Shape("flat", 0, 4.4),
    1982: Shape("flat", 0, 3.0),
    1985: Shape("flat", 0, 7.2),
    1992: Shape("flat", 0, 6.8),
    1993: Shape("flat", 0, 6.5),
    1999: Shape("flat", 0, 22.5),  # a warehouse with high racks
    2001: Shape("flat", 0, 9.8),
}
SHED = Shape("flat", 0, 2.5)
LARGEST_HOUSE_M2 = 130.0


def demo_heights(seed: int = 1) -> DemoHeights:
    """Surface and ground of the demo neighbourhood of this seed in cells of 0.5 m; same seed, same heights.

    The ground is unknown under buildings and in the pond; the surface in the pond.
    """
    plan = buildings(np.random.default_rng(seed))
    outlines = [moved(building, on_the_map).shape for building in plan]
    west, south, east, north = shapely.total_bounds(outlines)
    x0, y0 = math.floor(west - MARGIN_M), math.ceil(north + MARGIN_M)
    cols, rows = math.ceil((east + MARGIN_M - x0) / CELL_M), math.ceil((y0 - south + MARGIN_M) / CELL_M)
    place = GridPlace(float(x0), float(y0), CELL_M, rows, cols)
    x, y = np.meshgrid(place.x_of(slice(0, cols)), place.y_of(slice(0, rows)))
    u, v = in_the_plan(x, y)
    chance = np.random.default_rng([seed, FLIGHT_YEAR])
    ground = GROUND_M + 0.25 * np.sin(u / 90) + 0.15 * np.cos(v / 70)
    surface = ground.copy()
    built = np.zeros(ground.shape, bool)
    for number, (building, outline) in enumerate(zip(plan, outlines)):
        window = place.window(*shapely.bounds(outline))
        inside = shapely.contains_xy(outline if outline.is_valid else shapely.make_valid(outline), x[window], y[window])
        if building.build_year > FLIGHT_YEAR:
            continue
        above = roof_above_ground(building, number, u[window], v[window])
        base = float(ground[window][inside].mean())
        surface[window] = np.where(inside, base + above, surface[window])
        built[window] |= inside
    crowns = _crowns(trees(chance, plan), u, v)
    surface = np.where(built, np.maximum(surface, np.where(crowns > 0, GROUND_M + crowns, -np.inf)), surface + crowns)
    wet = np.hypot(u - POND[0], v - POND[1]) < POND[2]
    noise = chance.normal(0.0, NOISE_M, (2, *ground.shape))
    dsm = np.where(wet, np.nan, surface + noise[0])
    dtm = np.where(wet | built, np.nan, ground + noise[1])
    return DemoHeights(dsm.astype(np.float32), dtm.astype(np.float32), place)


def shape_of(building: Building) -> Shape:
    """The roof of a building of the plan."""
    if not building.uses:
        return SHED
    house = HOUSES.get(building.build_year)
    if house is not None and building.shape.area <= LARGEST_HOUSE_M2:
        return house
    return OTHERS.get(building.build_year, SHED)


def roof_above_ground(building: Building, number: int, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Height above the ground [m] of the roof over the plan's places u, v; chimneys and some dormers stand out."""
    shape = shape_of(building)
    west, south, east, north = building.shape.bounds
    if shape.kind == "flat":
        above = np.full(u.shape, shape.eaves_m)
        if building.shape.area > 300:  # the box of a lift or an air handler
            box = (np.abs(u - west - 0.3 * (east - west)) < 2) & (np.abs(v - (south + north) / 2) < 1.6)
            above[box] += 2.2
        return above
    inward = np.minimum(v - south, north - v)
    if shape.kind == "hip":
        inward = np.minimum(inward, np.minimum(u - west, east - u))
    slope = math.tan(math.radians(shape.tilt_deg))
    above = shape.eaves_m + slope * np.maximum(inward, 0)
    ridge = shape.eaves_m + slope * (north - south) / 2
    if number % 3 == 0 and shape.kind == "gable":
        dormer = (np.abs(u - (west + east) / 2) < 1.4) & (v < (south + north) / 2) & (v - south > 1.2)
        above[dormer] = np.maximum(above[dormer], ridge - 0.7)
    chimney = (np.abs(u - west - 1.0) < 0.5) & (np.abs(v - (south + north) / 2 - 1.0) < 0.5)
    above[chimney] = ridge + 0.9
    return above


def trees(chance: np.random.Generator, plan: list[Building]) -> np.ndarray:
    """Trees along the streets and in gardens, away from walls: (n, 4) x, y, crown radius and height [m] in the plan."""
    spots = []
    for (x1, y1), (x2, y2), width in STREETS:
        length = math.hypot(x2 - x1, y2 - y1)
        along = np.arange(TREE_EVERY_M / 2, length, TREE_EVERY_M) / length
        side = np.where(np.arange(len(along)) % 2, 1.0, -1.0) * (width / 2 + 1.8)
        spots.append(
            np.column_stack(
                [x1 + along * (x2 - x1) - side * (y2 - y1) / length, y1 + along * (y2 - y1) + side * (x2 - x1) / length]
            )
        )
    gardens = np.column_stack([chance.uniform(10, 300, 40), chance.uniform(90, 260, 40)])
    spots = np.concatenate([*spots, gardens])
    spots = spots[chance.random(len(spots)) < 0.75]
    radius = chance.uniform(1.8, 4.2, len(spots))
    walls = shapely.union_all([b.shape if b.shape.is_valid else shapely.make_valid(b.shape) for b in plan])
    free = shapely.distance(walls, shapely.points(spots)) > 0.8 * radius
    return np.column_stack([spots, radius, 2.2 * radius + chance.uniform(2.0, 5.0, len(spots))])[free]


def in_the_plan(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of the plan of places on the map: `on_the_map` the other way round."""
    east, north = np.asarray(x, float) - ORIGIN[0], np.asarray(y, float) - ORIGIN[1]
    cos, sin = math.cos(TURN), math.sin(TURN)
    return cos * east + sin * north, -sin * east + cos * north


def _crowns(standing: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Height of the crowns above the ground [m], 0 where there is none: the upper half of an ellipsoid on a stem."""
    above = np.zeros(u.shape)
    for x, y, radius, height in standing:
        apart = ((u - x) ** 2 + (v - y) ** 2) / radius**2
        under = apart < 1
        above[under] = np.maximum(above[under], 0.45 * height + 0.55 * height * np.sqrt(1 - apart[under]))
    return above
