"""A village of two stations along one street, small enough to count by hand.

source ~~MV~~ West ------ street cable (LV) ------ joint ------ street cable ------ East ~~MV~~ (ring back to source)
               houses w1 .. w5 on both sides                    houses e1 .. e5
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable, finish
from stadsstroom.engine.grid.construct import BuiltGrid, GridInputs, GridOptions, build_grid


def layer(name: str, geometry: list, **columns) -> FeatureTable:
    array = np.empty(len(geometry), object)
    array[:] = geometry
    ids = columns.pop("feature_id", [f"{name}{i + 1}" for i in range(len(geometry))])
    return FeatureTable(pd.DataFrame({"feature_id": ids, **columns}), array, name=name)


def line(*points):
    return shapely.LineString(points)


def house(x: float, y: float, width: float = 8, depth: float = 8):
    """A house with its corner at (x, y)."""
    return shapely.box(x, y, x + width, y + depth)


def stations(places: dict, sources=(), customers=(), lv=(), **columns) -> FeatureTable:
    names = list(places)
    return layer(
        "station",
        [shapely.Point(places[n]) for n in names],
        feature_id=names,
        has_lv=[n in lv for n in names],
        is_source=[n in sources for n in names],
        is_customer=[n in customers for n in names],
        is_shared=[n in customers and n in lv for n in names],
        **columns,
    )


def homes(boxes: list, **columns) -> tuple[FeatureTable, FeatureTable]:
    """Buildings b1, b2 … with one dwelling of 3,000 kWh each."""
    ids = [f"b{i + 1}" for i in range(len(boxes))]
    buildings = layer("building", boxes, **{"building_id": ids, "build_year": [1990] * len(boxes), **columns})
    return buildings, dwellings_in(buildings)


def dwellings_in(buildings: FeatureTable) -> FeatureTable:
    n = len(buildings)
    return layer(
        "address",
        list(shapely.point_on_surface(buildings.geometry)),
        address_id=[f"a{i + 1}" for i in range(n)],
        building_id=buildings.frame["building_id"].tolist(),
        use=["woonfunctie"] * n,
        floor_area_m2=[100.0] * n,
        yearly_kwh=[3000.0 + i for i in range(n)],
    )


PLACES = {"Source": (-300, 0), "West": (0, 0), "East": (400, 0)}


def street_boxes() -> list:
    """Five houses at each end of the street, on both sides of the cable along y = 0."""
    north = [house(x, 6) for x in (20, 60, 100, 300, 340)]
    south = [house(x, -14) for x in (40, 80, 280, 320, 360)]
    return north + south


def village(**changes) -> GridInputs:
    buildings, addresses = homes(street_boxes())
    given = GridInputs(
        lv_cables=layer("lv", [line((0, 0), (200, 0)), line((200, 0), (400, 0))], feature_id=["L1", "L2"]),
        mv_cables=layer(
            "mv",
            [
                line((-300, 0), (0, 0)),
                line((0, 0), (0, 100), (400, 100), (400, 0)),
                line((400, 0), (400, -100), (-300, -100), (-300, 0)),
            ],
            feature_id=["M1", "M2", "M3"],
        ),
        stations=stations(PLACES, sources=["Source"], lv=["West", "East"]),
        buildings=buildings,
        addresses=addresses,
    )
    return replace(given, **changes)


def built(inputs: GridInputs | None = None, **options) -> BuiltGrid:
    return finish(build_grid(inputs or village(), GridOptions(**options)))


def codes(grid: BuiltGrid) -> list[str]:
    return sorted(p.code for p in grid.problems)


def shuffled(table: FeatureTable | None, seed: int) -> FeatureTable | None:
    return None if table is None else table.take(np.random.default_rng(seed).permutation(len(table)))
