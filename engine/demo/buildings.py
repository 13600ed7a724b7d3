"""The buildings of the demo neighbourhood: where they stand, when they were built and who uses them.

Everything is drawn in metres in the plan's own frame: x to the east along the streets, y to the north, the
crossing of Hoofdstraat and Westerlaan in the origin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

GREEN_M = 13.0  # from a street's centre line to the front of its houses: half the street, pavement, front garden


@dataclass(frozen=True)
class Use:
    """One address: what it is used for, its floor area [m2], and the averages published for its postcode."""

    purpose: str
    floor_area_m2: float
    yearly_kwh: float | None
    yearly_gas_m3: float | None
    place: tuple[float, float]


@dataclass(frozen=True)
class Building:
    shape: shapely.Polygon
    build_year: int
    uses: tuple[Use, ...]
    status: str = "Pand in gebruik"


@dataclass(frozen=True)
class Row:
    """A row of equal houses along a street, from west to east.

    kind: terraced, semi (pairs with a gap) or detached. side: +1 north of the street, -1 south of it.
    kwh, gas_m3: yearly averages that the postcode statistics give for this row.
    """

    kind: str
    street_y: float
    side: int
    from_x: float
    houses: int
    build_year: int
    floor_area_m2: float
    kwh: float
    gas_m3: float | None


WIDTH_M = {"terraced": 5.6, "semi": 7.0, "detached": 10.5}
DEPTH_M = {"terraced": 9.4, "semi": 9.8, "detached": 11.0}
GAP_M = {"terraced": 0.0, "semi": 6.5, "detached": 17.0}

ROWS = (
    Row("terraced", 75, +1, 12, 9, 1971, 112, 2780, 1310),
    Row("terraced", 75, +1, 78, 9, 1971, 112, 2840, 1290),
    Row("terraced", 75, +1, 165, 9, 1973, 118, 2910, 1350),
    Row("terraced", 75, +1, 231, 9, 1973, 118, 2690, 1280),
    Row("terraced", 145, -1, 12, 9, 1974, 110, 2720, 1240),
    Row("terraced", 145, -1, 78, 9, 1974, 110, 2870, 1260),
    Row("terraced", 145, -1, 165, 9, 1976, 121, 3050, 1220),
    Row("terraced", 145, -1, 231, 9, 1976, 121, 2960, 1190),
    Row("semi", 145, +1, 14, 12, 1988, 142, 3380, 1420),
    Row("semi", 145, +1, 165, 12, 1988, 142, 3460, 1390),
    Row("terraced", 215, -1, 14, 8, 2004, 126, 3010, 930),
    Row("terraced", 215, -1, 80, 8, 2004, 126, 2930, 910),
    Row("semi", 215, -1, 166, 10, 2009, 155, 3520, 960),
    Row("detached", 215, +1, 18, 4, 1996, 186, 4210, 1730),
    Row("detached", 215, +1, 172, 4, 2018, 178, 3940, None),
)


def buildings(chance: np.random.Generator) -> list[Building]:
    """All buildings, houses first; `chance` moves fronts a little and spreads the floor areas."""
    found = [house for row in ROWS for house in _houses(row, chance)]
    return found + _flat() + _others()


def _houses(row: Row, chance: np.random.Generator) -> list[Building]:
    width, depth = WIDTH_M[row.kind], DEPTH_M[row.kind]
    houses = []
    setback = GREEN_M
    for number in range(row.houses):
        pairs = number // 2 if row.kind == "semi" else number
        west = row.from_x + number * width + pairs * GAP_M[row.kind]
        if row.kind == "detached" or (row.kind == "semi" and number % 2 == 0):
            setback = GREEN_M + chance.uniform(-1.0, 2.5)
        front = row.street_y + row.side * setback
        back = front + row.side * depth
        area = round(row.floor_area_m2 * chance.uniform(0.9, 1.15))
        place = (west + width / 2, (front + back) / 2)
        shape = shapely.box(west, min(front, back), west + width, max(front, back))
        houses.append(Building(shape, row.build_year, (Use("woonfunctie", area, row.kwh, row.gas_m3, place),)))
    return houses


def _flat() -> list[Building]:
    """Four floors of six flats south of the first street: one building, 24 addresses."""
    west, south, east, north = 24.0, 45.0, 86.0, 57.5
    uses = tuple(
        Use(
            "woonfunctie",
            71 + 4 * (number % 3),
            1890,
            840,
            (west + 5 + 10.4 * (number % 6), south + 3 + number // 6 * 2),
        )
        for number in range(24)
    )
    return [Building(shapely.box(west, south, east, north), 1969, uses)]


def _others() -> list[Building]:
    """The school, the shop with two homes above it, the halls, and what lies apart."""
    school = shapely.Polygon([(172, 40), (246, 40), (246, 57), (204, 57), (204, 53), (190, 53), (190, 62), (172, 62)])
    shop = shapely.box(24, 14, 58, 33)
    large_hall = shapely.Polygon([(386, 48), (462, 48), (462, 104), (410, 104), (410, 92), (386, 92)])
    hall = shapely.box(344, 8, 372, 32)
    return [
        Building(school, 1978, (Use("onderwijsfunctie", 1640, 2780, 1310, (186, 48)),)),
        Building(
            shop,
            1985,
            (
                Use("winkelfunctie", 610, 2910, 1150, (40, 20)),
                Use("woonfunctie", 94, 2910, 1150, (36, 28)),
                Use("woonfunctie", 88, 2910, 1150, (46, 28)),
            ),
        ),
        Building(large_hall, 1999, (Use("industriefunctie,kantoorfunctie", 4150, None, None, (424, 74)),)),
        Building(hall, 1992, (Use("industriefunctie", 650, None, None, (358, 20)),)),
        Building(shapely.box(343, 44, 363, 60), 1992, (Use("industriefunctie", 320, None, None, (353, 52)),)),
        # a workshop whose floor area was registered as 1 m2
        Building(shapely.box(343, 66, 363, 82), 1993, (Use("industriefunctie", 1, None, None, (353, 74)),)),
        Building(shapely.box(343, 90, 367, 110), 2001, (Use("kantoorfunctie", 430, 4100, 1900, (355, 100)),)),
        # a pumping station beside a cable that hangs on nothing
        Building(shapely.box(356, 228, 362, 234), 1982, (Use("overige gebruiksfunctie", 31, None, None, (359, 231)),)),
        # a farm no cable comes near
        Building(shapely.box(424, 274, 440, 296), 1934, (Use("woonfunctie", 214, 4210, None, (432, 285)),)),
        Building(shapely.box(128, 188, 134, 194), 2004, ()),  # a shed without address
        # a garage whose outline crosses itself
        Building(shapely.Polygon([(66, 16), (78, 16), (66, 26), (78, 26)]), 1985, ()),
        Building(
            shapely.box(262, 44, 282, 58),
            2024,
            (Use("woonfunctie", 160, None, None, (272, 51)),),
            status="Bouwvergunning verleend",
        ),
    ]


def moved(building: Building, move) -> Building:
    """The building with `move` applied to its coordinates, an (n, 2) array -> an (n, 2) array."""
    places = move(np.array([use.place for use in building.uses], float).reshape(-1, 2))
    uses = tuple(replace(use, place=tuple(place)) for use, place in zip(building.uses, places.tolist()))
    return replace(building, shape=shapely.transform(building.shape, move), uses=uses)
