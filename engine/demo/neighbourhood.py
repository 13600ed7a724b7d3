"""Puts the plan of the demo neighbourhood on the map, with ids and attributes named as open data name them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import shapely

from ..tables import FeatureTable
from .buildings import Building, buildings, moved
from .cables import LV_CABLES, MV_CABLES, STATIONS, Cable
from .heat import SOURCE_POINTS, STREET_LINES

CRS = "EPSG:28992"
ORIGIN = (164_210.0, 491_760.0)  # an invented place: fields in the Flevopolder
TURN = math.radians(11.0)
STREETS = (
    ((-60, 0), (480, 0), 9.0),
    ((0, 75), (300, 75), 6.5),
    ((0, 145), (300, 145), 6.5),
    ((0, 215), (300, 215), 6.5),
    ((0, 0), (0, 215), 6.5),
    ((150, 0), (150, 240), 6.5),
    ((300, 0), (300, 215), 6.5),
    ((332, 0), (332, 122), 7.0),
)
EXTRA = (  # id, kW, yearly kWh, kind, voltage, place
    ("laadpaal-1", 22.0, 9_000.0, "charger", "LV", (70, 67.5)),
    ("laadpaal-2", 22.0, 9_000.0, "charger", "LV", (210, 152.5)),
    ("zonneveld", 350.0, 322_000.0, "solar", "MV", (388, 44)),
)

# layer, what is wrong; the tests look for each of them
DEFECTS = (
    ("laagspanningskabel", "gap of 0.4 m between two ends"),
    ("laagspanningskabel", "end halfway along a cable without a vertex"),
    ("laagspanningskabel", "crossing without a joint"),
    ("laagspanningskabel", "one feature in two parts"),
    ("laagspanningskabel", "cable drawn twice"),
    ("laagspanningskabel", "part without length"),
    ("laagspanningskabel", "island that hangs on no station"),
    ("laagspanningskabel", "cables that join the stations"),
    ("laagspanningskabel", "cables for street lighting only"),
    ("middenspanningskabel", "gap of 0.4 m between two ends"),
    ("pand", "id used twice"),
    ("pand", "outline that crosses itself"),
    ("pand", "build year as text"),
    ("pand", "building out of reach of every cable"),
    ("verblijfsobject", "id used twice"),
    ("verblijfsobject", "no id"),
    ("verblijfsobject", "no building id"),
    ("verblijfsobject", "floor area of 1 m2"),
    ("verblijfsobject", "yearly use as text"),
    ("straat", "end 1.2 m before the street it joins"),
    ("straat", "crossing without a joint"),
    ("straat", "street drawn twice"),
    ("straat", "one feature in two parts"),
    ("straat", "island"),
    ("warmtebron", "power as text"),
    ("warmtebron", "source without power"),
)


def demo_neighbourhood(seed: int = 1) -> dict[str, FeatureTable]:
    """The layers of the demo neighbourhood, by the names that Dutch open data give them; same seed, same layers.

    `pand`, `verblijfsobject`, `laagspanningskabel`, `middenspanningskabel` and `middenspanningsstation` have the
    attributes of the published layers; `extra_aansluiting` holds extra connections with the columns of
    `docs/architecture.md`, `straat` the streets as lines and `warmtebron` the sources of a heat network, and `wegdeel`
    the streets as areas, for the background of a map.
    """
    chance = np.random.default_rng(seed)
    town = [moved(building, on_the_map) for building in buildings(chance)]
    return {
        "pand": _pand(town),
        "verblijfsobject": _verblijfsobject(town),
        "laagspanningskabel": _cables("laagspanningskabel", "LS", LV_CABLES),
        "middenspanningskabel": _cables("middenspanningskabel", "MS", MV_CABLES),
        "middenspanningsstation": _table(
            "middenspanningsstation",
            {
                "station_id": [f"T{n + 1}" for n in range(len(STATIONS))],
                "omschrijving": [s.description for s in STATIONS],
            },
            shapely.points(on_the_map([station.place for station in STATIONS])),
        ),
        "extra_aansluiting": _table(
            "extra_aansluiting",
            dict(zip(("extra_id", "kw", "yearly_kwh", "kind", "voltage"), zip(*(row[:5] for row in EXTRA)))),
            shapely.points(on_the_map([row[5] for row in EXTRA])),
        ),
        "straat": _table(
            "straat",
            {
                "straat_id": [f"S{n + 1}" for n in range(len(STREET_LINES))],
                **dict(zip(("naam", "verharding", "voorkeur"), zip(*(row[:3] for row in STREET_LINES)))),
            },
            [shapely.MultiLineString([on_the_map(part) for part in row[3]]) for row in STREET_LINES],
        ),
        "warmtebron": _table(
            "warmtebron",
            dict(
                zip(
                    ("bron_id", "soort", "kw", "temperatuur_c", "eur_per_mwh", "prioriteit"),
                    zip(*(row[:6] for row in SOURCE_POINTS)),
                )
            ),
            shapely.points(on_the_map([row[6] for row in SOURCE_POINTS])),
        ),
        "wegdeel": _table("wegdeel", {"functie": ["rijbaan"]}, [_streets()]),
    }


def on_the_map(points) -> np.ndarray:
    """Coordinates (n, 2) of the plan [m] in EPSG:28992, to the millimetre."""
    x, y = np.asarray(points, float).reshape(-1, 2).T
    cos, sin = math.cos(TURN), math.sin(TURN)
    return np.round(np.column_stack([ORIGIN[0] + cos * x - sin * y, ORIGIN[1] + sin * x + cos * y]), 3)


def _table(name: str, columns: dict, geometry) -> FeatureTable:
    shapes = np.empty(len(geometry), object)
    shapes[:] = list(geometry)
    frame = pd.DataFrame({"feature_id": [str(n + 1) for n in range(len(shapes))]})
    return FeatureTable(frame.assign(**{key: list(values) for key, values in columns.items()}), shapes, CRS, name)


def _pand(town: list[Building]) -> FeatureTable:
    ids = [_building_id(n) for n in range(len(town))]
    ids[17] = ids[16]  # two houses under one id
    years = [str(building.build_year) for building in town]
    years[40], years[41] = "onbekend", "ca. 1974"
    return _table(
        "pand",
        {
            "identificatie": ids,
            "bouwjaar": years,
            "status": [building.status for building in town],
            "aantal_verblijfsobjecten": [len(building.uses) for building in town],
        },
        [building.shape for building in town],
    )


def _verblijfsobject(town: list[Building]) -> FeatureTable:
    rows = [(_building_id(n), use) for n, building in enumerate(town) for use in building.uses]
    uses = [use for _, use in rows]
    ids = [f"9999010000{n + 1:06d}" for n in range(len(rows))]
    ids[31] = ids[30]
    ids[52] = None
    building_ids = [building_id for building_id, _ in rows]
    building_ids[88] = None
    gas = [None if use.yearly_gas_m3 is None else f"{use.yearly_gas_m3:.0f}" for use in uses]
    gas[60] = "n.v.t."
    return _table(
        "verblijfsobject",
        {
            "identificatie": ids,
            "pandidentificatie": building_ids,
            "gebruiksdoel": [use.purpose for use in uses],
            "oppervlakte": [float(use.floor_area_m2) for use in uses],
            "elektriciteit_kwh_per_jaar_pc6": np.array([use.yearly_kwh for use in uses], float),
            "gas_m3_per_jaar_pc6": gas,
        },
        shapely.points([use.place for use in uses]),
    )


def _cables(name: str, prefix: str, cables: tuple[Cable, ...]) -> FeatureTable:
    return _table(
        name,
        {
            "kabel_id": [f"{prefix}-{n}" for n in range(len(cables))],
            "omschrijving": [cable.description for cable in cables],
        },
        [shapely.MultiLineString([on_the_map(part) for part in cable.parts]) for cable in cables],
    )


def _streets() -> shapely.MultiPolygon:
    parts = [shapely.buffer(shapely.linestrings([a, b]), width / 2, cap_style="square") for a, b, width in STREETS]
    return shapely.multipolygons([shapely.transform(shapely.union_all(parts), on_the_map)])


def _building_id(number: int) -> str:
    return f"9999100000{number + 1:06d}"
