"""What does each address need in a year? From what the map gives, else from floor area and use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from ..catalogue import read_catalogue
from ..columns import at_rows, number_column, text_column
from ..problems import Problem
from ..tables import FeatureTable
from .buildings import build_years, building_names, stands, wrong_build_years
from .dwelling_types import dwelling_types

SMALLEST_FLOOR_AREA_M2 = 10.0
LARGEST_DWELLING_M2 = 1500.0
LARGEST_FLOOR_AREA_M2 = 250_000.0
DUMMY_FLOOR_AREAS_M2 = (9999.0, 99999.0, 999999.0)
# A connection of 3 x 80 A, the largest of small users, comes to about 100,000 kWh.
LARGEST_DWELLING_KWH = 100_000.0
# Statistics Netherlands writes "unknown" as -99995, -99997 and the like.
STATISTICS_UNKNOWN_BELOW = -9000.0
# Without addresses: smaller footprints are sheds, larger ones are no house.
SMALLEST_HOUSE_M2, LARGEST_HOUSE_M2 = 40.0, 600.0
NEAREST_BUILDING_M = 2.0
# So many dwellings of a type with known use say more of this town than a national figure.
ENOUGH_OF_A_TYPE = 10


@dataclass(frozen=True)
class AddressNeed:
    """The yearly need of every address.

    table: one row an address (an address that stands twice in the layer counts once). Columns: `address_key` (unique
      text), `feature_id`, `building_id` and `building_row` (position in the buildings, -1 where none was found),
      `category` (dwelling, shop, office, industry, school, care, meeting, lodging, sport, other: that of its largest
      need), `use`, `dwellings` (1 or 0), `dwelling_type` (detached, semi_detached, corner, terraced, flat; "" where it
      is none) and `dwelling_type_how`, `build_year`, `floor_area_m2`, `floor_area_how`, `yearly_kwh`, `yearly_kwh_how`,
      `yearly_kwh_rule` (given, postcode_mean, mean_of_type, dwelling_type, floor_area), `yearly_gas_m3` (nan where
      unknown), `gas_how`.
    parts: a frame with a row for each use of an address: `row` (position in `table`), `category`, `floor_area_m2`,
      `yearly_kwh`; an address's parts add up to its yearly kWh.
    """

    table: FeatureTable
    parts: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)


def address_need(
    buildings: FeatureTable, addresses: FeatureTable | None, given_use_holds_for: str = "dwellings"
) -> AddressNeed:
    """Yearly electricity and gas of each address.

    buildings: columns building_id, build_year, status. addresses: address_id, building_id, use, floor_area_m2,
    yearly_kwh, yearly_gas_m3, all optional; None where there is no layer (then each house-sized building is one
    dwelling, assumed). given_use_holds_for: "dwellings" (a postcode's mean says nothing of the shop on the corner;
    other uses go by floor area) or "all" (the figures are each address's own).
    """
    if addresses is None or not len(addresses):
        addresses, problems = _one_dwelling_a_building(buildings)
    else:
        problems = []
    problems += wrong_build_years(buildings)
    return _Needs(buildings, addresses, given_use_holds_for, problems).result()


def _one_dwelling_a_building(buildings: FeatureTable) -> tuple[FeatureTable, list[Problem]]:
    area = shapely.area(buildings.geometry)
    house = np.flatnonzero((area >= SMALLEST_HOUSE_M2) & ~shapely.is_missing(buildings.geometry) & stands(buildings))
    ids = building_names(buildings)[house]
    large = area[house] > LARGEST_HOUSE_M2
    frame = pd.DataFrame(
        {
            "feature_id": text_column(buildings.frame, "feature_id")[house],
            "address_id": [f"{i}_home" if i else "" for i in ids],
            "building_id": ids,
            "use": np.where(large, "overige gebruiksfunctie", "woonfunctie"),
            "floor_area_m2": np.where(large, area[house], np.nan),
        }
    )
    problem = Problem(
        "ADDRESSES",
        "",
        "no_addresses",
        "There are no addresses: each of the {houses} buildings of {smallest} to {largest} m² counts as one dwelling, "
        "larger ones by their floor area, smaller ones as sheds.",
        "Add the addresses of the town to count dwellings, shops and offices apart.",
        {"houses": int((~large).sum()), "smallest": SMALLEST_HOUSE_M2, "largest": LARGEST_HOUSE_M2},
    )
    points = shapely.point_on_surface(buildings.geometry[house])
    return FeatureTable(frame, points, buildings.crs, buildings.name), [problem]


class _Needs:
    """One run of `address_need`: arrays by address, filled step by step."""

    def __init__(self, buildings, addresses, given_use_holds_for, problems):
        if given_use_holds_for not in ("dwellings", "all"):
            raise ValueError(f"given_use_holds_for is 'dwellings' or 'all', not {given_use_holds_for!r}")
        self.buildings, self.given_use_holds_for, self.problems = buildings, given_use_holds_for, problems
        self.footprint_m2 = np.nan_to_num(shapely.area(buildings.geometry))
        self.building_ids = building_names(buildings)
        kept = self._each_address_once(addresses, self._building_rows(addresses))
        self.addresses = addresses.take(kept)
        self.frame = self.addresses.frame
        self.building_row = self._building_rows(self.addresses)
        self.feature_id = text_column(self.frame, "feature_id")

    def result(self) -> AddressNeed:
        self._report_homeless()
        keys = self._keys()
        parts = self._parts()
        self._floor_areas(parts)
        self._dwelling_types(parts)
        self._yearly_kwh(parts)
        self._gas(parts)
        n = len(self.frame)
        main = parts.sort_values(["row", "yearly_kwh"], kind="stable").groupby("row").last()["category"]
        year = build_years(self.buildings)
        table = pd.DataFrame(
            {
                "address_key": keys,
                "feature_id": self.feature_id,
                "building_id": at_rows(self.building_ids, self.building_row, ""),
                "building_row": self.building_row,
                "category": main.to_numpy(object) if n else np.empty(0, object),
                "use": text_column(self.frame, "use"),
                "dwellings": self.is_dwelling.astype(int),
                "dwelling_type": self.dwelling_type,
                "dwelling_type_how": np.where(self.is_dwelling, "inferred", ""),
                "build_year": at_rows(year, self.building_row, np.nan),
                "floor_area_m2": self.floor_area_m2,
                "floor_area_how": self.floor_area_how,
                "yearly_kwh": np.bincount(parts["row"], parts["yearly_kwh"], n),
                "yearly_kwh_how": self.kwh_how,
                "yearly_kwh_rule": self.kwh_rule,
                "yearly_gas_m3": self.gas_m3,
                "gas_how": self.gas_how,
            }
        )
        a = self.addresses
        return AddressNeed(FeatureTable(table, a.geometry, a.crs, a.name), parts, self.problems)

    def _problem(self, row: int, code: str, reason: str, remedy: str, **values):
        place = self.addresses.geometry[row]
        self.problems.append(Problem("ADDRESSES", self.feature_id[row], code, reason, remedy, values, place))

    # Which building, and which address

    def _building_rows(self, addresses: FeatureTable) -> np.ndarray:
        """Position of each address's building: by id, else by where the address lies; -1 where neither tells."""
        first = {}
        for row in np.lexsort((text_column(self.buildings.frame, "feature_id"), self.building_ids)):
            if self.building_ids[row]:
                first.setdefault(self.building_ids[row], row)
        rows = np.array([first.get(i, -1) for i in text_column(addresses.frame, "building_id")], int)
        lost = np.flatnonzero((rows < 0) & ~shapely.is_missing(addresses.geometry))
        standing = np.flatnonzero(~shapely.is_missing(self.buildings.geometry))
        if len(lost) and len(standing):
            tree = shapely.STRtree(self.buildings.geometry[standing])
            address, building = tree.query_nearest(
                addresses.geometry[lost], max_distance=NEAREST_BUILDING_M, all_matches=False
            )
            rows[lost[address]] = standing[building]
        return rows

    def _each_address_once(self, addresses: FeatureTable, rows: np.ndarray) -> np.ndarray:
        """Positions to keep: an address that spans two buildings is drawn twice and lives once, in the larger."""
        ids, features = text_column(addresses.frame, "address_id"), text_column(addresses.frame, "feature_id")
        size = at_rows(self.footprint_m2, rows, -1.0)
        building = at_rows(self.building_ids, rows, "")
        keep = np.ones(len(ids), bool)
        seen = set()
        for row in sorted(range(len(ids)), key=lambda r: (-size[r], building[r], features[r])):
            if ids[row] and ids[row] in seen:
                keep[row] = False
                self.problems.append(
                    Problem(
                        "ADDRESSES",
                        features[row],
                        "duplicate_address",
                        "Address {address} stands more than once; it counts once, in its largest building.",
                        "Give every address its own id, or remove the double.",
                        {"address": ids[row]},
                        addresses.geometry[row],
                    )
                )
            seen.add(ids[row])
        return np.flatnonzero(keep)

    def _report_homeless(self):
        for row in np.flatnonzero(self.building_row < 0):
            self._problem(
                row,
                "address_without_building",
                "The address lies in no building: its building id is unknown and none stands within {distance} m.",
                "Add the building, or correct the address's building id.",
                distance=NEAREST_BUILDING_M,
            )

    def _keys(self) -> np.ndarray:
        """Unique text a row: the address id; where there is none, where it lies."""
        keys = text_column(self.frame, "address_id")
        for row in np.flatnonzero(keys == ""):
            point = self.addresses.geometry[row]
            lies = point is not None and not point.is_empty
            keys[row] = f"at_{point.x:.1f}_{point.y:.1f}" if lies else f"feature_{self.feature_id[row]}"
            self._problem(
                row,
                "address_without_id",
                "The address has no id; it is called {key}.",
                "Give the address an id.",
                key=keys[row],
            )
        double = pd.Series(keys).duplicated(keep=False).to_numpy()
        keys[double] = keys[double] + "_" + self.feature_id[double]
        return keys

    # What it is used for

    def _parts(self) -> pd.DataFrame:
        """A row for each use of each address: row, category, share of the floor area."""
        category_of = dict(zip(read_catalogue("need_by_use")["use"], read_catalogue("need_by_use")["category"]))
        given = "use" in self.frame
        rows, categories = [], []
        for row, text in enumerate(text_column(self.frame, "use")):
            words = [w.strip().lower() for w in re.split("[,;|]", text) if w.strip()]
            known = sorted({category_of[w] for w in words if w in category_of})
            if given and len(known) == 0:
                self._problem(
                    row,
                    "use_unknown",
                    "The use of the address is unknown ({use}); it counts as other use, by its floor area.",
                    "Fill in the use with the words of the address register, such as woonfunctie or winkelfunctie.",
                    use=text,
                )
            known = known or (["other"] if given else ["dwelling"])
            rows += [row] * len(known)
            categories += known
        if not given:
            self.problems.append(
                Problem(
                    "ADDRESSES",
                    "",
                    "no_use",
                    "The addresses say nothing of their use: all count as dwellings.",
                    "Choose the field that tells dwellings, shops and offices apart.",
                )
            )
        parts = pd.DataFrame({"row": np.array(rows, int), "category": np.array(categories, object)})
        parts["share"] = 1.0 / parts.groupby("row")["row"].transform("size")
        self.is_dwelling = np.zeros(len(self.frame), bool)
        self.is_dwelling[parts.loc[parts["category"] == "dwelling", "row"]] = True
        return parts

    def _floor_areas(self, parts: pd.DataFrame):
        """Usable floor area; where it is missing or cannot be right, the building's footprint or the type's mean."""
        area = number_column(self.frame, "floor_area_m2")
        largest = np.where(self.is_dwelling & ~self._is_mixed(parts), LARGEST_DWELLING_M2, LARGEST_FLOOR_AREA_M2)
        dummy = np.isin(area, DUMMY_FLOOR_AREAS_M2)
        wrong = (area < SMALLEST_FLOOR_AREA_M2) | (area > largest) | dummy
        self.floor_area_m2 = np.where(wrong, np.nan, area)
        self.floor_area_how = np.where(np.isnan(self.floor_area_m2), "assumed", "measured").astype(object)
        self._wrong_area, self._given_area = wrong, area

    def _is_mixed(self, parts: pd.DataFrame) -> np.ndarray:
        return np.bincount(parts["row"], minlength=len(self.frame)) > 1

    def _dwelling_types(self, parts: pd.DataFrame):
        n = len(self.buildings)
        here = self.is_dwelling & (self.building_row >= 0)
        dwellings = np.bincount(self.building_row[here], minlength=n)
        known = here & np.isfinite(self.floor_area_m2)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.bincount(self.building_row[known], self.floor_area_m2[known], n) / np.bincount(
                self.building_row[known], minlength=n
            )
        homes = np.flatnonzero(dwellings)
        types = np.full(n, "", object)
        types[homes] = dwelling_types(self.buildings.geometry[homes], dwellings[homes], mean[homes])
        self.dwelling_type = at_rows(types, np.where(here, self.building_row, -1), "").astype(object)
        self.dwelling_type[self.is_dwelling & ~here] = "terraced"
        self._assume_floor_areas(parts)

    def _assume_floor_areas(self, parts: pd.DataFrame):
        usual = read_catalogue("household_types").set_index("dwelling_type")["floor_area_m2"]
        neighbours = np.bincount(self.building_row[self.building_row >= 0], minlength=len(self.buildings))
        share = at_rows(self.footprint_m2 / np.maximum(neighbours, 1), self.building_row, 0.0)
        by_footprint = np.maximum(share, SMALLEST_FLOOR_AREA_M2)
        by_type = pd.Series(self.dwelling_type).map(usual).to_numpy(float)
        assumed = np.where(self.is_dwelling, by_type, by_footprint)
        missing = np.isnan(self.floor_area_m2)
        self.floor_area_m2 = np.where(missing, assumed, self.floor_area_m2)
        for row in np.flatnonzero(self._wrong_area | (missing & ~self.is_dwelling)):
            self._problem(
                row,
                "floor_area_implausible" if self._wrong_area[row] else "floor_area_missing",
                "A floor area of {given} m² cannot be right; {assumed} m² is assumed."
                if self._wrong_area[row]
                else "The address has no floor area; {assumed} m² is assumed.",
                "Correct the floor area.",
                given=float(self._given_area[row]),
                assumed=round(float(self.floor_area_m2[row]), 1),
            )
        parts["floor_area_m2"] = parts["share"] * self.floor_area_m2[parts["row"]]
        parts.drop(columns="share", inplace=True)

    # What it needs

    def _yearly_kwh(self, parts: pd.DataFrame):
        given = self._plausible(number_column(self.frame, "yearly_kwh"))
        by_area = read_catalogue("need_by_use").groupby("category")["kwh_per_m2"].first()
        by_type = read_catalogue("household_types").set_index("dwelling_type")["yearly_kwh"]
        row, category = parts["row"].to_numpy(), parts["category"]
        home = (category == "dwelling").to_numpy()
        known = np.isfinite(given)
        types = pd.Series(self.dwelling_type)
        # Added up in order of size, so that the order of the rows changes not even the last digit.
        ordered = pd.Series(given).where(known & self.is_dwelling).sort_values()
        here = ordered.groupby(types).agg(["count", "mean"])
        here = types.map(here["mean"].where(here["count"] >= ENOUGH_OF_A_TYPE)).to_numpy(float)
        like_here = np.isfinite(here)
        usual = np.where(like_here, here, types.map(by_type).to_numpy(float))
        kwh = np.where(
            home, np.where(known, given, usual)[row], category.map(by_area).to_numpy(float) * parts["floor_area_m2"]
        )
        own = self.given_use_holds_for == "all"
        if own:
            # The address's own meter: its uses share it as their floor areas would have them.
            expected = np.where(home, usual[row], kwh)
            total = np.bincount(row, expected, len(self.frame))
            kwh = np.where(known[row], given[row] * expected / total[row], kwh)
        parts["yearly_kwh"] = kwh

        used = known & (self.is_dwelling | own)
        self.kwh_rule = np.select(
            [used & own, used, self.is_dwelling & like_here, self.is_dwelling],
            ["given", "postcode_mean", "mean_of_type", "dwelling_type"],
            "floor_area",
        ).astype(object)
        self.kwh_how = np.select(
            [used & own, used | (self.is_dwelling & like_here)], ["measured", "inferred"], "assumed"
        )

    def _plausible(self, kwh: np.ndarray) -> np.ndarray:
        """Given kWh with nan for what a meter or postcode cannot say."""
        unknown = kwh < STATISTICS_UNKNOWN_BELOW
        wrong = ((kwh < 0) & ~unknown) | (self.is_dwelling & (kwh > LARGEST_DWELLING_KWH))
        for row in np.flatnonzero(wrong):
            self._problem(
                row,
                "yearly_kwh_implausible",
                "A yearly use of {given} kWh cannot be right; key figures are used instead.",
                "Correct the yearly use.",
                given=float(kwh[row]),
            )
        return np.where(unknown | wrong, np.nan, kwh)

    def _gas(self, parts: pd.DataFrame):
        gas = number_column(self.frame, "yearly_gas_m3")
        by_area = read_catalogue("need_by_use").groupby("category")["gas_m3_per_m2"].first()
        other = np.nan_to_num(parts["category"].map(by_area).to_numpy(float)) * parts["floor_area_m2"].to_numpy()
        other = np.bincount(parts["row"], other, len(self.frame))
        given = gas >= 0
        own = self.given_use_holds_for == "all"
        self.gas_m3 = np.where(self.is_dwelling | own, np.where(given, gas, np.nan), np.nan)
        by_floor = ~self.is_dwelling & np.isnan(self.gas_m3)
        self.gas_m3 = np.where(by_floor, other, self.gas_m3)
        self.gas_how = np.select(
            [by_floor, np.isnan(self.gas_m3), self.kwh_rule == "postcode_mean"], ["assumed", "", "inferred"], "measured"
        ).astype(object)
