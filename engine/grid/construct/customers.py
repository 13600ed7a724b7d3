"""Which building a customer's own station feeds."""

from __future__ import annotations

import numpy as np
import shapely

from ...demand import AddressNeed
from ...phrases import Phrase
from ...problems import Problem
from ...tables import FeatureTable

SMALLEST_CUSTOMER_M2 = 50.0
LEAST_OF_BEST = 0.1  # of the weight of the best building, taken or not, that a station settles for: unconfirmed
NEAR_M = 15.0  # the weight of a building falls to 1/e at this distance from the station: unconfirmed

RULE = Phrase("largest business near the customer's station that no other station feeds")


def customer_buildings(
    stations: FeatureTable, is_customer: np.ndarray, shape: np.ndarray, need: AddressNeed, reach_m: float
) -> tuple[np.ndarray, list[Problem]]:
    """The station that feeds each building at MV: int (buildings,), row of the station or -1.

    A customer's station goes with the building of the greatest business floor area x exp(-distance / NEAR_M) within
    reach; of all pairs the greatest is joined first, and each station and each building is taken once. Where another
    station has taken a building that outweighs what is left, it is that customer's second station and feeds nothing.
    """
    answer, problems = np.full(len(shape), -1), []
    area = business_area_m2(need, len(shape))
    large = np.flatnonzero((area >= SMALLEST_CUSTOMER_M2) & ~shapely.is_missing(shape))
    place = np.array(stations.geometry, object)
    rows = np.flatnonzero(is_customer & ~shapely.is_missing(place))
    station, building = shapely.STRtree(shape[large]).query(place[rows], "dwithin", reach_m)
    station, building = rows[station], large[building]
    distance = shapely.distance(place[station], shape[building])
    weight = area[building] * np.exp(-distance / NEAR_M)
    free = set(rows.tolist())
    best = np.zeros(len(is_customer))
    np.maximum.at(best, station, weight)
    for pair in np.lexsort((building, station, -np.round(weight, 6))):
        settles = weight[pair] >= LEAST_OF_BEST * best[station[pair]]
        if settles and station[pair] in free and answer[building[pair]] < 0:
            answer[building[pair]] = station[pair]
            free.discard(station[pair])
    feature = stations.frame["feature_id"].to_numpy(object)
    for row in sorted(free):
        problems.append(
            Problem(
                "STATIONS",
                feature[row],
                "customer_second_station" if best[row] > 0 else "customer_without_building",
                "The business that the customer's station stands by is fed by another station of its own; this one "
                "feeds no customer."
                if best[row] > 0
                else "No building with a business of at least {area:.0f} m² stands within {reach:.0f} m of the "
                "customer's station; it feeds no customer.",
                "Correct the addresses, or add the customer as an extra connection at MV.",
                {"area": SMALLEST_CUSTOMER_M2, "reach": reach_m},
                place[row],
            )
        )
    return answer, problems


def business_area_m2(need: AddressNeed, n_buildings: int) -> np.ndarray:
    """Floor area per building that is no dwelling: float (n,)."""
    building = need.table.frame["building_row"].to_numpy(int)[need.parts["row"]]
    business = (need.parts["category"] != "dwelling").to_numpy() & (building >= 0)
    return np.bincount(building[business], need.parts["floor_area_m2"][business], n_buildings)
