"""A village in a few lines: houses along streets, and sources of heat."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable
from stadsstroom.engine.heat.design import HeatDesignOptions, design_network
from stadsstroom.engine.heat.streets import StreetOptions, street_graph
from stadsstroom.engine.progress import finish


def table(geometry, **columns) -> FeatureTable:
    places = np.empty(len(geometry), object)
    places[:] = geometry
    ids = [str(k) for k in range(len(places))]
    return FeatureTable(pd.DataFrame({"feature_id": ids, **columns}), places)


def houses(*places, **changed) -> FeatureTable:
    """Homes of 8 × 8 m with their south-west corner at (x, y): 9 + 2 MWh a year, 7 + 4 kW, 70 °C."""
    n = len(places)
    heat = {
        "building_id": [f"B{k}" for k in range(n)],
        "dwellings": 1,
        "space_mwh_per_year": 9.0,
        "water_mwh_per_year": 2.0,
        "space_kw": 7.0,
        "water_kw": 4.0,
        "supply_c_needed": 70.0,
    }
    return table([shapely.box(x, y, x + 8, y + 8) for x, y in places], **{**heat, **changed})


def row(n: int, x=20.0, step=20.0, y=5.0):
    return [(x + step * k, y) for k in range(n)]


def sources(*rows) -> FeatureTable:
    """rows: {"at": (x, y), column: value}; waste heat of 100 °C where nothing is said."""
    columns = {
        "source_id": [r.get("source_id", f"W{k}") for k, r in enumerate(rows)],
        "kind": [r.get("kind", "waste_heat") for r in rows],
        "temperature_c": [r.get("temperature_c", 100.0) for r in rows],
        **{name: [r.get(name, np.nan) for r in rows] for name in ("kw", "priority", "eur_per_mwh", "eur_per_kw")},
    }
    return table([shapely.Point(r["at"]) for r in rows], **columns)


def streets(*lines, **columns) -> FeatureTable:
    return table([shapely.LineString(line) for line in lines], **columns)


def design(buildings, lines, heat, profiles=None, join_m=20.0, **options):
    graph = finish(street_graph(lines, StreetOptions(join_m=join_m)))
    return finish(
        design_network(buildings, graph, heat, HeatDesignOptions(**{"generation": "mt", **options}), profiles)
    )


def of(result, name: str, key: str) -> dict:
    """{key: row} of a table of a design."""
    return {r[key]: r for r in getattr(result, name).frame.to_dict("records")}
