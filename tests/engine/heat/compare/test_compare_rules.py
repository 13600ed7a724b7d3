"""What holds whatever the prices: sums, parties, networks that leave houses out, uncertain prices, neighbourhoods."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable
from stadsstroom.engine.heat.compare import CompareOptions, price_table
from stadsstroom.engine.heat.compare.options import option_keys
from stadsstroom.engine.heat.compare.spread import clusters

from .cases import PRICES, compare, design, houses

NETWORKS = ("high_network", "mid_network", "low_network", "loop")
# the resident pays as society does: no taxes, tariffs, subsidies; and society no heavier grid
ALIKE = {
    "society_rate": 0.04, "resident_rate": 0.04, "vat": 0, "gas_retail_eur_per_mwh": 50, "gas_fixed_eur_per_year": 100,
    "green_gas_retail_eur_per_mwh": 90, "electricity_retail_eur_per_mwh": 100, "grid_eur_per_kw": 0,
    "pump_subsidy_eur": 0, "hybrid_subsidy_eur": 0,
}  # fmt: skip


def areas(*boxes, names=None):
    frame = pd.DataFrame({"feature_id": [f"b{k}" for k in range(len(boxes))]})
    frame["name"] = names or [f"B{k}" for k in range(len(boxes))]
    return FeatureTable(frame, shapely.box(*np.array(boxes, float).T), name="buurten")


@pytest.fixture(scope="module")
def street():
    """Forty houses, the neighbourhoods West and East, and the catalogue's own prices."""
    two = areas((-10, -10, 395, 20), (395, -10, 900, 20), names=["West", "East"])
    return compare(houses(40), areas=two, prices=price_table()["value"].to_dict())


def test_parts_add_up_to_the_options(street):
    sums = street.parts.groupby("option")[["society_eur", "resident_eur"]].sum()
    for key in option_keys():
        for party in ("society", "resident"):
            total = street.buildings.frame[f"{key}_{party}_eur"].sum()
            assert sums.at[key, f"{party}_eur"] == pytest.approx(total)
            assert street.summary[f"{key}_{party}_eur"] == pytest.approx(total)


def test_neighbourhoods_are_the_sum_of_their_buildings(street):
    here, frame = street.buildings.frame, street.areas.frame
    west = (shapely.get_x(shapely.centroid(street.buildings.geometry)) < 395).astype(bool)
    assert frame["buildings"].tolist() == [west.sum(), (~west).sum()] == [20, 20]
    for key in option_keys():
        for name in ("society_eur", "resident_eur", "co2_t", "grid_kw"):
            by_hand = [here[f"{key}_{name}"][west].sum(), here[f"{key}_{name}"][~west].sum()]
            np.testing.assert_allclose(frame[f"{key}_{name}"], by_hand)
    for row in frame.to_dict("records"):
        least = min(row[f"{key}_society_eur"] for key in option_keys() if key != "gas")
        assert row[f"{row['cheapest_society']}_society_eur"] == pytest.approx(least)


def test_society_and_resident_differ_by_taxes_tariffs_and_rates_only():
    frame = compare(prices=ALIKE).buildings.frame
    for key in ("gas", "air_pump", "ground_pump", "hybrid"):
        np.testing.assert_allclose(frame[f"{key}_society_eur"], frame[f"{key}_resident_eur"])
    other = compare(prices={**ALIKE, "vat": 0.21}).buildings.frame
    np.testing.assert_allclose(other["air_pump_society_eur"], frame["air_pump_society_eur"])
    assert (other["air_pump_resident_eur"] > frame["air_pump_resident_eur"]).all()
    assert (compare(prices={**ALIKE, "resident_rate": 0.06}).buildings.frame["hybrid_resident_eur"]
            > frame["hybrid_resident_eur"]).all()  # fmt: skip


def test_a_heavier_electricity_grid_counts_for_society_by_the_kilowatt():
    without, with_it = (compare(prices={"grid_eur_per_kw": eur}).buildings.frame for eur in (0, 4000))
    more = with_it["air_pump_society_eur"] - without["air_pump_society_eur"]
    np.testing.assert_allclose(more, without["air_pump_grid_kw"] * 4000 / 40)
    np.testing.assert_allclose(with_it["air_pump_resident_eur"], without["air_pump_resident_eur"])
    np.testing.assert_allclose(with_it["gas_society_eur"], without["gas_society_eur"])


def test_who_a_designed_network_leaves_out_cannot_have_it():
    frame = compare(network=design((True, False))).buildings.frame
    assert frame["mid_network_how"].tolist() == ["designed", ""]
    assert frame["mid_network_society_eur"].isna().tolist() == [False, True]
    assert frame["mid_network_grid_kw"].isna().tolist() == [False, True]
    assert frame["cheapest_society"].iloc[1] != "mid_network"
    # who is served pays for all of it
    alone = frame["mid_network_society_eur"].iloc[0]
    assert alone > compare(network=design()).buildings.frame["mid_network_society_eur"].iloc[0] + 700
    filled = compare(network=design((True, False)), estimate="all").buildings.frame
    assert filled["mid_network_how"].tolist() == ["designed", "estimated"]


def test_a_designed_network_costs_what_it_costs_whoever_is_compared():
    """Shares of both houses come to the whole: main, own pipes, station, bought heat and pump."""
    frame = compare(network=design(), sensitivity=False)
    network = frame.parts.set_index(["option", "part"]).loc[("mid_network", "network"), "society_eur"]
    assert network == pytest.approx((40_000 + 2 * 5_000) / 40 + 30_000 / 30 + 2 * 1_200 / 15)
    one = compare(houses(2).take([0]), network=design(), sensitivity=False)
    assert one.buildings.frame["mid_network_society_eur"].iloc[0] == pytest.approx(
        frame.buildings.frame["mid_network_society_eur"].iloc[0]
    )
    assert [problem.code for problem in one.problems] == ["unknown_building"]


@pytest.mark.parametrize(
    ("supply_c", "key"),
    [(15, "loop"), (45, "low_network"), (55, "mid_network"), (70, "mid_network"), (90, "high_network")],
)
def test_the_supply_temperature_tells_which_option_a_network_is(supply_c, key):
    frame = compare(network=design(supply_c=supply_c), estimate="none", sensitivity=False).buildings.frame
    for other in NETWORKS:
        assert (frame[f"{other}_how"] == ("designed" if other == key else "")).all()
        assert frame[f"{other}_society_eur"].notna().all() == (other == key)


def test_central_prices_change_nothing_and_others_only_what_they_touch(street):
    tried = street.sensitivity
    central = tried[tried["end"] == "central"]
    assert (central["flipped"] == 0).all()
    for party in ("society", "resident"):
        shares = central[central["party"] == party].set_index("option")["share"]
        found = street.buildings.frame[f"cheapest_{party}"].value_counts(normalize=True)
        for option, share in shares.items():
            assert share == pytest.approx(found.get(option, 0.0))
    np.testing.assert_allclose(tried.groupby(["party", "price", "end"])["share"].sum(), 1.0)
    of = {party: set(tried[tried["party"] == party]["price"]) for party in ("society", "resident")}
    assert {"society_rate", "grid_eur_per_kw", "network_eur_per_m", "insulation_index", "co2_eur_per_t"} <= of[
        "society"
    ]
    assert {"resident_rate", "heat_tariff_eur_per_mwh", "pump_subsidy_eur", "insulation_index"} <= of["resident"]
    assert not of["society"] & {"resident_rate", "heat_tariff_eur_per_mwh", "pump_subsidy_eur"}
    assert not of["resident"] & {"society_rate", "grid_eur_per_kw", "network_eur_per_m"}
    assert "network_index" not in of["society"]  # nothing is designed here


def test_a_choice_is_sure_where_no_uncertain_price_turns_it(street):
    tried, frame = street.sensitivity, street.buildings.frame
    for party, column in (("society", "sure"), ("resident", "sure_resident")):
        most = tried[tried["party"] == party]["flipped"].max()
        assert frame[column].dtype == bool
        # who turns with the price that turns most is not sure; others may turn with another
        assert (~frame[column]).mean() >= most - 1e-9
        assert frame[column].all() == (most == 0)


def test_a_price_that_makes_a_pump_free_makes_it_cheapest_and_sure():
    free = dict.fromkeys(
        (n for n in PRICES if n.startswith(("air_pump", "insul", "electricity", "grid", "heavier"))), 0
    )
    frame = compare(prices=free).buildings.frame
    assert (frame["cheapest_society"] == "air_pump").all()
    assert frame["sure"].all()


def test_insulation_goes_as_far_as_the_supply_asks():
    old = houses(4)
    old.frame["build_year"] = [1930.0, 1970.0, 1985.0, 2016.0]
    old.frame["supply_c_needed"] = [80.0, 80.0, 70.0, 45.0]
    frame = compare(old, sensitivity=False).buildings.frame
    assert frame["high_network_insulation"].tolist() == ["as_is"] * 4
    assert frame["mid_network_insulation"].tolist() == ["label_c", "label_c", "as_is", "as_is"]
    assert frame["air_pump_insulation"].tolist() == ["label_b", "label_b", "label_b", "as_is"]
    assert frame["low_network_insulation"].tolist() == ["standard", "label_b", "label_b", "as_is"]


def test_a_step_that_is_there_is_not_paid_again():
    done = houses(1, insulation="label_b", space_mwh_per_year=8.7, space_kw=6.22, supply_c_needed=60.0)
    frame = compare(done, sensitivity=False).buildings.frame
    assert frame["air_pump_insulation"].tolist() == ["label_b"]
    before = compare(houses(1), sensitivity=False).buildings.frame
    spared = before["air_pump_society_eur"] - frame["air_pump_society_eur"]
    np.testing.assert_allclose(spared, 9800 / 30)


def test_the_reference_is_ranked_only_when_asked_or_alone():
    cheap = {"gas_eur_per_mwh": 1, "gas_retail_eur_per_mwh": 1}
    assert "gas" not in set(compare(prices=cheap).buildings.frame["cheapest_society"])
    assert set(compare(prices=cheap, rank_reference=True).buildings.frame["cheapest_society"]) == {"gas"}
    alone = compare(options=("gas",)).buildings.frame
    assert set(alone["cheapest_society"]) == {"gas"}
    assert alone["margin_society_eur"].isna().all()


def test_scattered_houses_get_no_estimated_network():
    frame = compare(houses(5, apart=200.0), sensitivity=False).buildings.frame
    assert (frame[[f"{key}_how" for key in NETWORKS]] == "").all().all()
    assert frame["cheapest_society"].isin(["air_pump", "ground_pump", "hybrid"]).all()
    little = compare(houses(5), figures={"least_mwh": 10_000}, sensitivity=False).buildings.frame
    assert (little["mid_network_how"] == "").all()


def test_the_shortest_tree_is_that_of_the_drawing():
    """A T of four: 0-10-20 along a street and one 5 above the middle; a farm 300 m away stays alone."""
    places = shapely.points([(0, 0), (10, 0), (20, 0), (10, 5), (300, 0)])
    group, metres = clusters(places, 60.0)
    assert metres.tolist() == pytest.approx([5, 12.5, 5, 2.5, 0])
    assert len(set(group[:4])) == 1
    assert group[4] != group[0]
    doubles = shapely.points([(0, 0), (0, 0), (10, 0)])
    assert clusters(doubles, 60.0)[1].sum() == pytest.approx(10, abs=1e-3)
    assert clusters(np.array([None, shapely.Point(0, 0)], object), 60.0)[1].tolist() == [0, 0]


def test_the_order_of_rows_changes_nothing():
    mixed = houses(40)
    again = compare(mixed.take(np.arange(40)[::-1]), prices=price_table()["value"].to_dict(), sensitivity=False)
    one = compare(houses(40), prices=price_table()["value"].to_dict(), sensitivity=False)
    pd.testing.assert_frame_equal(again.buildings.frame, one.buildings.frame, rtol=1e-9)


def test_overlapping_and_missing_neighbourhoods_are_told():
    over = areas((-10, -10, 60, 20), (30, -10, 90, 20))
    found = compare(houses(6), areas=over, sensitivity=False)
    assert [problem.code for problem in found.problems] == ["outside", "overlap"]
    assert found.areas.frame["buildings"].tolist() == [3, 2]  # the sixth stands at 100 m
    whole = compare(houses(6), sensitivity=False)
    assert (whole.areas.frame["area_id"].tolist(), whole.areas.frame["buildings"].tolist()) == (["all"], [6])
    empty = compare(houses(2), areas=areas((500, 500, 600, 600)), sensitivity=False)
    assert empty.areas.frame["cheapest_society"].tolist() == [""]


def test_what_needs_no_heat_is_told_and_left_out():
    cold = houses(3)
    cold.frame.loc[1, ["space_mwh_per_year", "water_mwh_per_year"]] = 0.0
    found = compare(cold, sensitivity=False)
    assert found.buildings.frame["building_id"].tolist() == ["00", "02"]
    assert [problem.code for problem in found.problems] == ["no_heat"]
    with pytest.raises(EngineError, match="nothing to compare"):
        compare(houses(1, space_mwh_per_year=0.0, water_mwh_per_year=0.0))


def test_a_building_without_floor_area_is_told_and_taken_as_a_usual_home():
    bare = houses(1, floor_area_m2=np.nan)
    found = compare(bare, sensitivity=False)
    assert [problem.code for problem in found.problems] == ["no_floor_area"]
    known = compare(houses(1, floor_area_m2=110.0), sensitivity=False)
    pd.testing.assert_frame_equal(found.buildings.frame, known.buildings.frame)


def test_half_a_network_is_told_and_not_taken():
    connections, _, stations = design()
    found = compare(network=(connections, None, stations), sensitivity=False)
    assert [problem.code for problem in found.problems] == ["network_incomplete"]
    assert (found.buildings.frame["mid_network_how"] == "estimated").all()
    stations.frame["supply_c"] = np.nan
    found = compare(network=(*design()[:2], stations), sensitivity=False)
    assert [problem.code for problem in found.problems] == ["no_supply_temperature"]


def test_a_house_the_design_lifts_at_home_keeps_its_shell():
    network = design()
    network[0].frame.loc[0, ["remains", "cop_space"]] = ["heat_pump", 5.0]
    frame = compare(network=network, sensitivity=False).buildings.frame
    assert frame["mid_network_insulation"].tolist() == ["as_is", "label_c"]
    assert frame["mid_network_grid_kw"].iloc[0] == pytest.approx(7 / 5 * 0.6 + 0.2)


def test_words_that_are_none_are_refused():
    for given, said in (
        ({"options": ("gas", "stove")}, "options must be one of"),
        ({"estimate": "perhaps"}, "estimate must be one of missing, all, none"),
        ({"estimate_source": "boiler"}, "estimate_source must be one of"),
        ({"prices": {"gas": 1.0}}, "gas is no price"),
        ({"prices": {"vat": -1.0}}, "not below zero"),
        ({"figures": {"co2": 1.0}}, "co2 is no figure"),
    ):
        with pytest.raises(EngineError, match=said):
            CompareOptions(**given)
