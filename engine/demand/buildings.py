"""Which buildings stand, and what they are called."""

from __future__ import annotations

import numpy as np
import shapely

from ..columns import number_column, text_column
from ..problems import Problem
from ..tables import FeatureTable

# Words of the register of buildings for what does not stand.
NOT_STANDING = ("pand gesloopt", "niet gerealiseerd pand", "pand ten onrechte opgevoerd")


# The register writes 1005 where the year is not known (unconfirmed); 9999 and 0 are no years either.
EARLIEST_YEAR, LATEST_YEAR = 1100, 2100


def build_years(buildings: FeatureTable) -> np.ndarray:
    """Build year (n,), nan where there is none or it cannot be right."""
    year = number_column(buildings.frame, "build_year")
    return np.where((year >= EARLIEST_YEAR) & (year <= LATEST_YEAR), year, np.nan)


def wrong_build_years(buildings: FeatureTable) -> list[Problem]:
    """Problems for the build years that cannot be right."""
    given, feature = number_column(buildings.frame, "build_year"), text_column(buildings.frame, "feature_id")
    return [
        Problem(
            "BUILDINGS",
            feature[row],
            "build_year_implausible",
            "A build year of {given:.0f} cannot be right; the year counts as unknown.",
            "Correct the build year.",
            {"given": float(given[row])},
            buildings.geometry[row],
        )
        for row in np.flatnonzero(np.isfinite(given) & np.isnan(build_years(buildings)))
    ]


def place_name(place) -> str:
    """A name for what has no id: where it lies, to 0.1 m."""
    point = shapely.point_on_surface(shapely.make_valid(place))
    return f"at_{point.x:.1f}_{point.y:.1f}"


def building_names(buildings: FeatureTable) -> np.ndarray:
    """The id of each building, or, where it has none, its place: text (n,); "" where it has neither."""
    names = text_column(buildings.frame, "building_id").copy()
    for row in np.flatnonzero((names == "") & ~shapely.is_missing(buildings.geometry)):
        if not buildings.geometry[row].is_empty:
            names[row] = place_name(buildings.geometry[row])
    return names


def stands(buildings: FeatureTable) -> np.ndarray:
    """Whether each building stands by its status: bool (n,); those without a status do."""
    return ~np.isin([s.lower() for s in text_column(buildings.frame, "status")], NOT_STANDING)


def not_standing(buildings: FeatureTable, rows: np.ndarray) -> list[Problem]:
    """Problems for the buildings at `rows`, which do not stand."""
    status, feature = text_column(buildings.frame, "status"), text_column(buildings.frame, "feature_id")
    return [
        Problem(
            "BUILDINGS",
            feature[row],
            "not_standing",
            "The building does not stand (status: {status}); it is not connected.",
            "Correct the status if it does.",
            {"status": status[row]},
            buildings.geometry[row],
        )
        for row in rows
    ]


def addresses_of_missing_buildings(addresses: FeatureTable, rows: np.ndarray) -> list[Problem]:
    """Problems for the addresses at `rows` (column `address_key`), whose building is not connected."""
    return [
        Problem(
            "ADDRESSES",
            addresses.frame["feature_id"].iloc[row],
            "address_of_missing_building",
            "The building of address {address} has no outline or does not stand; the address is not connected.",
            "Correct the building.",
            {"address": addresses.frame["address_key"].iloc[row]},
            addresses.geometry[row],
        )
        for row in rows
    ]
