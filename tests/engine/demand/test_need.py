"""Yearly need: who lives where, how large, and what that asks for in a year."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import FeatureTable
from stadsstroom.engine.demand import address_need


def houses(*boxes, ids=None, **columns):
    """Buildings from boxes (x0, y0, x1, y1), called A, B, C …"""
    ids = ids or [chr(65 + i) for i in range(len(boxes))]
    frame = pd.DataFrame({"feature_id": [f"b{i}" for i in range(len(boxes))], "building_id": ids, **columns})
    return FeatureTable(frame, np.array([shapely.box(*b) for b in boxes], object), name="buildings")


def addresses(points, **columns):
    n = len(points)
    frame = pd.DataFrame({"feature_id": [f"a{i}" for i in range(n)], "address_id": [f"id{i}" for i in range(n)]})
    geometry = np.array([None if p is None else shapely.Point(p) for p in points], object)
    return FeatureTable(frame.assign(**columns), geometry, name="addresses")


def codes(need):
    return sorted(p.code for p in need.problems)


ROW = [(0, 0, 6, 10), (6, 0, 12, 10), (12, 0, 18, 10), (30, 0, 40, 10)]
MIDDLES = [(3, 5), (9, 5), (15, 5), (35, 5)]


def test_given_use_is_kept_for_dwellings_and_floor_area_rules_the_rest():
    need = address_need(
        houses(*ROW),
        addresses(
            MIDDLES,
            building_id=list("ABCD"),
            use=["woonfunctie", "winkelfunctie", "industriefunctie,kantoorfunctie", "Woonfunctie , winkelfunctie"],
            floor_area_m2=[100.0, 200.0, 1000.0, 300.0],
            yearly_kwh=[2900.0] * 4,
            yearly_gas_m3=[1200.0] * 4,
        ),
    )
    frame = need.table.frame
    assert frame["yearly_kwh"].tolist() == pytest.approx([2900, 84.8 * 200, 500 * 50.9 + 500 * 54.9, 2900 + 150 * 84.8])
    assert frame["category"].tolist() == ["dwelling", "shop", "office", "shop"]
    assert frame["dwellings"].tolist() == [1, 0, 0, 1]
    assert frame["yearly_kwh_how"].tolist() == ["inferred", "assumed", "assumed", "inferred"]
    assert frame["yearly_gas_m3"].tolist() == pytest.approx([1200, 200 * 11.9, 500 * 11.9 + 500 * 12.8, 1200])
    sums = need.parts.groupby("row")["yearly_kwh"].sum()
    np.testing.assert_allclose(sums, frame["yearly_kwh"])
    assert not need.problems


def test_given_use_may_be_each_address_own():
    need = address_need(
        houses(*ROW[:2]),
        addresses(
            MIDDLES[:2],
            building_id=["A", "B"],
            use=["woonfunctie", "winkelfunctie"],
            yearly_kwh=[3000.0, 9000.0],
            floor_area_m2=[100.0, 50.0],
        ),
        given_use_holds_for="all",
    )
    assert need.table.frame["yearly_kwh"].tolist() == pytest.approx([3000, 9000])
    assert need.table.frame["yearly_kwh_how"].tolist() == ["measured", "measured"]


def test_dwelling_types_are_seen_from_the_walls():
    """
    [A][B][C]   [D]   [E][F]   [G: three dwellings]
    """
    boxes = [*ROW, (50, 0, 58, 10), (58, 0, 66, 10), (80, 0, 100, 10)]
    points = [*MIDDLES, (54, 5), (62, 5), (85, 5), (90, 5), (95, 5)]
    need = address_need(
        houses(*boxes), addresses(points, building_id=list("ABCDEFGGG"), use="woonfunctie", floor_area_m2=90.0)
    )
    assert need.table.frame["dwelling_type"].tolist() == [
        "corner", "terraced", "corner", "detached", "semi_detached", "semi_detached", "flat", "flat", "flat",
    ]  # fmt: skip
    assert set(need.table.frame["dwelling_type_how"]) == {"inferred"}


def test_a_shed_against_the_house_makes_no_terrace():
    need = address_need(
        houses((0, 0, 8, 10), (8, 0, 11, 10)), addresses([(4, 5)], building_id=["A"], use="woonfunctie")
    )
    assert need.table.frame["dwelling_type"].tolist() == ["detached"]


@pytest.mark.parametrize("area", [1.0, 9.9, 999999.0, 99999.0, 2000.0, -5.0])
def test_implausible_floor_areas_are_problems_with_an_assumed_area(area):
    need = address_need(
        houses((0, 0, 10, 10)), addresses([(5, 5)], building_id=["A"], use="woonfunctie", floor_area_m2=[area])
    )
    assert codes(need) == ["floor_area_implausible"]
    assert need.table.frame["floor_area_m2"].tolist() == [150.0]
    assert need.table.frame["floor_area_how"].tolist() == ["assumed"]
    assert need.problems[0].feature_id == "a0"


def test_a_shop_without_floor_area_takes_its_part_of_the_footprint():
    need = address_need(
        houses((0, 0, 20, 10)),
        addresses([(5, 5), (15, 5)], building_id=["A", "A"], use="winkelfunctie", floor_area_m2=[np.nan, 120.0]),
    )
    assert need.table.frame["floor_area_m2"].tolist() == [100.0, 120.0]
    assert codes(need) == ["floor_area_missing"]


def test_wrong_figures_fall_back_to_the_type():
    kwh = [-500.0, 250_000.0, np.nan, -99997.0]
    need = address_need(
        houses(*ROW),
        addresses(MIDDLES, building_id=list("ABCD"), use="woonfunctie", yearly_kwh=kwh, floor_area_m2=100.0),
    )
    assert need.table.frame["yearly_kwh"].tolist() == [3300, 3300, 3300, 4400]
    assert set(need.table.frame["yearly_kwh_how"]) == {"assumed"}
    assert codes(need) == ["yearly_kwh_implausible"] * 2


def test_a_dwelling_without_figures_is_like_its_neighbours_when_there_are_enough():
    boxes = [(20 * i, 0, 20 * i + 10, 10) for i in range(11)]
    need = address_need(
        houses(*boxes),
        addresses([(20 * i + 5, 5) for i in range(11)], building_id=[chr(65 + i) for i in range(11)], use="woonfunctie",
                  yearly_kwh=[3000.0] * 10 + [np.nan], floor_area_m2=100.0),
    )  # fmt: skip
    assert need.table.frame.iloc[-1][["yearly_kwh", "yearly_kwh_rule"]].tolist() == [3000.0, "mean_of_type"]


def test_text_in_number_fields_counts_as_missing():
    need = address_need(
        houses(ROW[0]),
        addresses([(3, 5)], building_id=["A"], use="woonfunctie", yearly_kwh=["veel"], floor_area_m2=["groot"]),
    )
    assert need.table.frame["yearly_kwh"].tolist() == [4400]
    assert need.table.frame["floor_area_m2"].tolist() == [150]


def test_an_address_in_two_buildings_counts_once_in_the_larger():
    table = addresses([(3, 5), (35, 5)], building_id=["A", "D"], use="woonfunctie", yearly_kwh=3000.0)
    table.frame["address_id"] = "same"
    need = address_need(houses(*ROW), table)
    assert need.table.frame["building_id"].tolist() == ["D"]
    assert codes(need) == ["duplicate_address"]
    assert need.problems[0].feature_id == "a0"


def test_lost_addresses_are_found_by_place_or_named():
    """By place; 1 m beside a building; far from any; without place but with a known building."""
    table = addresses(
        [(3, 5), (41, 5), (500, 500), None], building_id=["gone", None, "", "B"], use="woonfunctie", floor_area_m2=100.0
    )
    need = address_need(houses(*ROW), table)
    assert need.table.frame["building_id"].tolist() == ["A", "D", "", "B"]
    assert need.table.frame["building_row"].tolist() == [0, 3, -1, 1]
    assert codes(need) == ["address_without_building"]
    assert need.problems[0].feature_id == "a2"


def test_addresses_without_an_id_get_a_name_of_their_own():
    table = addresses([(3, 5), (3, 5), None], building_id=["A", "A", "B"], use="woonfunctie", floor_area_m2=100.0)
    table.frame["address_id"] = None
    need = address_need(houses(*ROW), table)
    assert need.table.frame["address_key"].tolist() == ["at_3.0_5.0_a0", "at_3.0_5.0_a1", "feature_a2"]
    assert codes(need) == ["address_without_id"] * 3


def test_unknown_use_is_a_problem_and_no_use_at_all_is_a_dwelling():
    table = addresses([(3, 5), (9, 5)], building_id=["A", "B"], use=[None, "tovenarij"], floor_area_m2=100.0)
    need = address_need(houses(*ROW), table)
    assert need.table.frame["category"].tolist() == ["other", "other"]
    assert codes(need) == ["use_unknown"] * 2
    del table.frame["use"]
    need = address_need(houses(*ROW), table)
    assert need.table.frame["dwellings"].tolist() == [1, 1]
    assert codes(need) == ["no_use"]


def test_without_addresses_each_house_is_a_dwelling_sheds_are_none_and_halls_go_by_area():
    need = address_need(houses((0, 0, 8, 10), (20, 0, 24, 5), (40, 0, 80, 20)), None)
    assert need.table.frame["building_id"].tolist() == ["A", "C"]
    assert need.table.frame["category"].tolist() == ["dwelling", "other"]
    assert need.table.frame["yearly_kwh"].tolist() == pytest.approx([4400, 800 * 10])
    assert codes(need) == ["no_addresses"]


def test_no_buildings_and_no_geometry_are_survived():
    none = houses()
    need = address_need(none, addresses([(0, 0)], building_id=["A"], use="woonfunctie"))
    assert need.table.frame["building_row"].tolist() == [-1]
    assert len(address_need(none, None).table) == 0
    blind = FeatureTable(houses(*ROW).frame, np.full(4, None, object))
    need = address_need(blind, addresses(MIDDLES, building_id=list("ABCD"), use="woonfunctie"))
    assert need.table.frame["building_id"].tolist() == list("ABCD")


def test_the_order_of_rows_changes_only_the_order(staphorst):
    rng = np.random.default_rng(1)
    one = address_need(staphorst["buildings"], staphorst["addresses"])
    other = address_need(
        staphorst["buildings"].take(rng.permutation(len(staphorst["buildings"]))),
        staphorst["addresses"].take(rng.permutation(len(staphorst["addresses"]))),
    )

    def sort(need):
        return need.table.frame.drop(columns="building_row").sort_values("address_key", ignore_index=True)

    pd.testing.assert_frame_equal(sort(one), sort(other), check_exact=True)
    assert sorted((p.code, p.feature_id) for p in one.problems) == sorted(
        (p.code, p.feature_id) for p in other.problems
    )


def test_the_real_town(staphorst):
    need = address_need(staphorst["buildings"], staphorst["addresses"])
    frame = need.table.frame
    assert len(frame) == 3242 - 5
    assert codes(need).count("duplicate_address") == 5
    assert codes(need).count("address_without_id") == 1
    assert frame["address_key"].is_unique
    assert (frame["building_row"] >= 0).all()
    assert np.isfinite(frame["yearly_kwh"]).all()
    homes = frame[frame["dwellings"] == 1]
    given = staphorst["addresses"].frame.query("use == 'woonfunctie'")["yearly_kwh"]
    assert homes["yearly_kwh"].sum() == pytest.approx(given.sum() + given.isna().sum() * given.mean(), rel=0.02)
    businesses = frame[frame["dwellings"] == 0]
    assert len(businesses) == 447 - 5
    # A household's 2,900 kWh each would be 1.3 GWh; 331,563 m² of shops, workshops and offices need far more.
    assert businesses["yearly_kwh"].sum() > 10e6
    # In the country as a whole, detached dwellings use most and flats least.
    mean = homes.groupby("dwelling_type")["yearly_kwh"].mean()
    assert mean["detached"] > mean["semi_detached"] > mean["terraced"] > mean["flat"]
