"""What buildings need in a year and on the coldest day: cases worked by hand, labels, insulation, untidy inputs."""

import numpy as np
import pytest
import shapely
from stadsstroom.engine import EngineError
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.demand.heat_need import warmth
from stadsstroom.engine.heat.need import HeatNeedOptions, insulation_eur
from stadsstroom.engine.phrases import Phrase

GJ = 1000 / 3600  # MWh
GAS_MWH = 0.85 * 8.79 * 1.04 / 1000  # of a cubic metre: the share for rooms, its heat, the boiler


def codes(need):
    return sorted(problem.code for problem in need.problems)


# Cases worked by hand


def test_a_terraced_house_of_before_1930_needs_what_hestia_says(street):
    middle = street().frame().iloc[2]
    assert middle["dwelling_type"] == "terraced"
    assert middle["space_mwh_per_year"] == pytest.approx(37.5 * GJ, rel=1e-9)  # 10.42
    assert middle["water_mwh_per_year"] == pytest.approx(1.0 + 1.3 * 0.32)  # 2.3 persons
    assert middle["heat_mwh_per_year"] == pytest.approx(10.4167 + 1.416, abs=1e-3)
    assert middle["heat_kwh_per_m2"] == pytest.approx(118.33, abs=0.01)
    assert (middle["heat_how"], middle["heat_rule"]) == ("inferred", "type of dwelling and build period")
    assert middle["supply_c_needed"] == 80


@pytest.mark.parametrize(
    ("use", "year", "gj_per_m2"),
    [("kantoorfunctie", 1915, 0.98), ("kantoorfunctie", 1950, 0.77), ("winkelfunctie", 1985, 0.39),
     ("onderwijsfunctie", 1993, 0.36), ("kantoorfunctie", 2005, 0.30), ("industriefunctie", 2005, 0.35)],
)  # fmt: skip
def test_other_uses_go_by_floor_area_and_period(street, use, year, gj_per_m2):
    row = street(1, {"build_year": year}, use=use, floor_area_m2=1000.0, yearly_gas_m3=50_000.0).frame().iloc[0]
    assert row["space_mwh_per_year"] == pytest.approx(gj_per_m2 * 1000 * GJ, rel=1e-9)
    assert (row["dwellings"], row["dwelling_type"], row["heat_how"]) == (0, "", "assumed")
    assert row["heat_rule"] == "floor area and use"


def test_gas_gives_exactly_its_heat_in_a_normal_year(street):
    row = street(yearly_gas_m3=1200.0).frame().iloc[2]
    assert row["space_mwh_per_year"] == pytest.approx(1200 * GAS_MWH, rel=1e-12)
    assert (row["heat_how"], row["heat_rule"]) == ("inferred", "gas use of the postcode")
    own = street(yearly_gas_m3=1200.0).frame(given_use_holds_for="all").iloc[2]
    assert (own["heat_how"], own["heat_rule"]) == ("measured", "gas use of the address")
    assert own["space_mwh_per_year"] == row["space_mwh_per_year"]


def test_gas_of_a_shop_counts_only_where_it_is_its_own(street):
    shop = {"use": "winkelfunctie", "floor_area_m2": 200.0, "yearly_gas_m3": 3000.0}
    assert street(1, **shop).frame()["space_mwh_per_year"][0] == pytest.approx(0.77 * 200 * GJ)
    own = street(1, **shop).frame(given_use_holds_for="all").iloc[0]
    assert own["heat_mwh_per_year"] == pytest.approx(3000 * 8.79 * 1.04 / 1000, rel=1e-9)  # nobody cooks there
    assert own["heat_how"] == "measured"


@pytest.mark.parametrize("gas", [0.0, 100.0, 60_000.0, -5.0, np.nan])
def test_gas_that_cannot_heat_the_house_is_not_believed(street, gas):
    need = street(yearly_gas_m3=gas).need()
    assert need.buildings.frame["space_mwh_per_year"][2] == pytest.approx(37.5 * GJ)
    assert codes(need) == (["gas_implausible"] if gas > 0 else [])


def test_a_building_is_the_sum_of_its_addresses(street):
    mixed = street(1, use=["winkelfunctie, woonfunctie"], floor_area_m2=200.0).frame().iloc[0]
    shop = street(1, use="winkelfunctie", floor_area_m2=100.0).frame().iloc[0]
    home = street(1, floor_area_m2=100.0).frame().iloc[0]
    for column in ("space_mwh_per_year", "water_mwh_per_year", "heat_mwh_per_year"):
        assert mixed[column] == pytest.approx(shop[column] + home[column], rel=1e-9), column
    assert (mixed["use"], mixed["category"], mixed["dwellings"]) == ("dwelling,shop", "shop", 1)
    assert mixed["heat_rule"] == "floor area and use; type of dwelling and build period"
    assert isinstance(mixed["heat_rule"], Phrase)


def test_thirty_seven_flats_in_one_building(street):
    flats = street(37, floor_area_m2=75.0)
    flats.addresses.frame["building_id"] = flats.buildings.frame["building_id"][0]
    need = flats.need()
    row = need.buildings.frame.iloc[0]
    assert len(need.buildings) == 1
    assert (row["dwellings"], row["dwelling_type"]) == (37, "flat")
    assert row["space_mwh_per_year"] == pytest.approx(37 * 0.359 * 75 * GJ)
    assert row["water_kw"] == pytest.approx(37 * 2 * 37**-0.5)  # 2 kW each, not all at once
    assert need.summary["buildings_without_addresses"] == 36


# The coldest day


def test_power_on_the_coldest_day_is_the_loss_and_what_warms_up_again(street):
    warm, cold = (street().frame(design_outside_c=c, reheat_w_per_m2=0.0)["space_kw"][2] for c in (0.0, -10.0))
    assert cold == pytest.approx(1.5 * warm)
    assert street().frame(reheat_w_per_m2=10.0)["space_kw"][2] == pytest.approx(cold + 1.0)


def test_peaks_are_about_a_quarter_kw_for_each_gj(street):
    """Hestia sizes at 0.25 kW for a GJ a year; a house alone, at -10 °C."""
    for year in (1925, 1955, 1970, 1985, 2003):
        row = street(buildings={"build_year": year}).frame().iloc[2]
        assert 0.15 < row["space_kw"] / (row["space_mwh_per_year"] * 3.6) < 0.30, year


def test_hot_water_by_tank_or_tap(street):
    tank, tap = street().frame().iloc[2], street().frame(hot_water="tap").iloc[2]
    assert (tank["water_kw"], tap["water_kw"]) == (4, 28)
    assert tank["peak_kw"] == tank["space_kw"] + 4
    assert tank["water_mwh_per_year"] == tap["water_mwh_per_year"]


def test_the_loss_is_that_of_heat_pumps_in_the_same_home(street):
    """One thermal model: the room behind a heat network loses what it loses behind a heat pump."""
    need = street().need(reheat_w_per_m2=0.0)
    homes = need.units.rename(columns={"kind": "dwelling_type"})[
        ["key", "dwelling_type", "floor_area_m2", "build_year"]
    ]
    np.testing.assert_allclose(need.units["space_kw"], warmth(homes, 1).conductance_w_per_k * 30 / 1000, rtol=1e-12)


# Labels and insulation


def test_a_label_changes_the_heat_as_the_source_has_it(street):
    heat = {x: street(energy_label=x).frame()["space_mwh_per_year"][2] for x in ("", "A", "C", "E", "G", "A+++")}
    assert heat["A"] == pytest.approx(0.716 * heat[""])
    assert heat["C"] == pytest.approx(0.846 * heat[""])
    assert heat["A+++"] == heat["A"]
    assert heat["G"] < heat["E"]  # the source's order: a worse label may use less
    assert street(energy_label="C").frame()["heat_rule"][2] == "energy label C"


def test_the_label_of_an_address_goes_before_that_of_its_building(street):
    both = street(buildings={"energy_label": "G"}, energy_label=["", "A", "A", "", ""])
    assert both.need().units["label"].tolist() == ["G", "A", "A", "G", "G"]
    spelled = street(energy_label=["label c", "Energielabel B", "a+", "B+", "groen"])
    need = spelled.need()
    assert need.units["label"].tolist() == ["C", "B", "A+", "", ""]
    assert codes(need) == ["energy_label_unknown", "energy_label_unknown"]


def test_gas_goes_before_a_label_and_from_2000_a_label_says_nothing(street):
    assert street(yearly_gas_m3=1000.0, energy_label="G").frame()["space_mwh_per_year"][2] == pytest.approx(
        1000 * GAS_MWH
    )
    new = {"build_year": 2008}
    assert (street(buildings=new, energy_label="A").frame()["heat_mwh_per_year"][2]
            == street(buildings=new).frame()["heat_mwh_per_year"][2])  # fmt: skip


@pytest.mark.parametrize("gas", [np.nan, 1500.0])
@pytest.mark.parametrize("year", [1925, 1955, 1970, 1985, 1995, 2010, 2020])
def test_insulation_lowers_heat_power_and_temperature(street, year, gas):
    rows = [
        street(buildings={"build_year": year}, yearly_gas_m3=gas).frame(insulation=step).iloc[2]
        for step in ("as_is", "label_c", "label_b", "standard")
    ]
    for column in ("heat_mwh_per_year", "space_kw", "supply_c_needed"):
        values = [row[column] for row in rows]
        assert values == sorted(values, reverse=True), column
    assert rows[0]["water_mwh_per_year"] == rows[3]["water_mwh_per_year"]
    if year < 1992:
        assert rows[3]["space_mwh_per_year"] < 0.9 * rows[0]["space_mwh_per_year"]
        assert rows[3]["heat_rule"].endswith("insulated to the insulation standard")


def test_a_step_is_in_proportion_to_the_label_and_never_raises(street):
    as_g = street(energy_label="G").frame(insulation="label_b")["space_mwh_per_year"][2]
    assert as_g == pytest.approx(37.5 * GJ * 0.790)
    measured = street(energy_label="G", yearly_gas_m3=1200.0).frame(insulation="label_b")["space_mwh_per_year"][2]
    assert measured == pytest.approx(1200 * GAS_MWH * 0.790 / 0.920)
    better = street(energy_label="A").frame(insulation="label_b")
    assert better["space_mwh_per_year"][2] == pytest.approx(37.5 * GJ * 0.716)
    assert better["heat_rule"][2] == "energy label A"
    assert street(1, use="kantoorfunctie").frame(insulation="standard")["space_mwh_per_year"][0] == pytest.approx(8.3)


def test_a_share_is_insulated_and_more_keep_those(street):
    few = street(20).frame(insulation="standard", insulation_share=30)["insulation"]
    many = street(20).frame(insulation="standard", insulation_share=60)["insulation"]
    assert (few == "standard").sum() == 6
    assert (many == "standard").sum() == 12
    assert (many[few == "standard"] == "standard").all()
    other = street(20).frame(insulation="standard", insulation_share=30, seed=7)["insulation"]
    assert (other != few).any()


def test_a_building_tells_its_own_step(street):
    need = street(buildings={"insulation": ["Standaard", "as_is", "label B", "", "dubbel glas"]}).need(
        insulation="label_c"
    )
    assert need.buildings.frame["insulation"].tolist() == ["standard", "as_is", "label_b", "label_c", "label_c"]
    assert codes(need) == ["insulation_unknown"]


def test_what_a_step_costs_by_type_and_floor():
    kind, year = np.array(["terraced", "terraced", "terraced", "shop"], object), np.array([1970, 1925, 1970, 1970])
    step = np.array(["label_b", "label_b", "as_is", "label_b"], object)
    eur = insulation_eur(kind, year, np.full(4, 100.0), np.ones(4), step)
    assert eur.tolist() == [9800, 8800, 0, 12000]


@pytest.mark.parametrize("name", ["insulation", "heat_by_label", "heat_supply", "heat_need", "heat_water_by_use"])
def test_every_figure_has_a_source(name):
    table = read_catalogue(name)
    assert len(table)
    assert table["source"].str.len().min() > 5
    if name == "insulation":
        assert (table["price_year"] > 2000).all()
        assert (table["eur_per_m2"] > 0).all()


# Untidy inputs


def test_without_addresses_houses_are_homes_and_sheds_are_not(street):
    drawn = street(3, apart=5.0)
    drawn.addresses = None
    drawn.buildings.geometry[2] = shapely.box(100, 0, 104, 4)
    need = drawn.need()
    assert len(need.buildings) == 2
    assert need.buildings.frame["dwellings"].tolist() == [1, 1]
    assert need.summary["buildings_without_addresses"] == 1
    assert codes(need) == ["no_addresses"]
    assert set(need.buildings.frame["heat_how"]) == {"assumed"}


def test_garages_and_empty_buildings_need_no_heat(street):
    need = street(use=["woonfunctie", "woonfunctie", "overige gebruiksfunctie", "woonfunctie", "woonfunctie"]).need()
    assert len(need.buildings) == 4
    assert need.summary["unheated_addresses"] == 1


def test_what_is_missing_is_assumed_and_said(street):
    untidy = street(
        buildings={"build_year": [np.nan, 9999, 1925, 1925, 1925]},
        floor_area_m2=["100", "x", 0.0, np.nan, 100.0],
        use=["woonfunctie", None, "woonfunctie", "paleis", "kantoorfunctie"],
        yearly_gas_m3=["1.100", None, "veel", 0, -99995],
    )
    need = untidy.need()
    frame = need.buildings.frame
    numbers = frame.select_dtypes("number")
    assert np.isfinite(numbers.to_numpy(float)).all()
    assert (frame["heat_mwh_per_year"] > 0).all()
    assert frame["heat_rule"][0] == "type of dwelling and build period; build year assumed"
    assert frame["heat_how"][0] == "assumed"
    assert {"use_unknown", "floor_area_implausible", "build_year_implausible"} <= set(codes(need))


def test_doubles_demolished_and_lost(street):
    town = street(6, buildings={"status": ["", "Pand gesloopt", "", "", "", ""]})
    town.buildings.frame.loc[3, "building_id"] = town.buildings.frame["building_id"][2]
    town.addresses.frame.loc[3, "building_id"] = None  # found by where it lies
    town.buildings.geometry[5] = None
    town.addresses.geometry[4] = shapely.Point(9999, 9999)
    town.addresses.frame.loc[4, "building_id"] = "elsewhere"
    need = town.need()
    ids = need.buildings.frame["building_id"].tolist()
    assert ids == ["0180000000000000", "0180000000000002", "0180000000000002/2"]
    assert codes(need) == [
        "address_of_missing_building", "address_of_missing_building", "address_without_building", "not_standing",
    ]  # fmt: skip


def test_nothing_to_heat_is_a_sentence(street):
    with pytest.raises(EngineError, match="needs heat"):
        street(use="overige gebruiksfunctie").need()
    empty = street()
    empty.buildings = empty.buildings.take(np.zeros(5, bool))
    with pytest.raises(EngineError, match="holds no buildings"):
        empty.need()


@pytest.mark.parametrize(
    "wrong",
    [{"insulation": "label_z"}, {"hot_water": "well"}, {"insulation_share": 120.0}, {"design_outside_c": -300.0},
     {"tap_kw": float("nan")}],
)  # fmt: skip
def test_options_that_cannot_be_are_a_sentence(wrong):
    with pytest.raises(EngineError):
        HeatNeedOptions(**wrong)


def test_the_order_of_rows_changes_nothing(street):
    use = ["woonfunctie", "winkelfunctie, woonfunctie", "kantoorfunctie", "woonfunctie", "woonfunctie"]
    given = {"use": use, "yearly_gas_m3": [1000, 1100, np.nan, np.nan, 900], "energy_label": ["", "", "", "C", ""]}
    one, other = street(**given), street(**given)
    other.buildings, other.addresses = other.buildings.take([3, 0, 4, 2, 1]), other.addresses.take([4, 2, 0, 1, 3])
    options = {"insulation": "label_b", "insulation_share": 50}
    left = one.frame(**options).sort_values("building_id", ignore_index=True)
    right = other.frame(**options).sort_values("building_id", ignore_index=True)
    assert left.equals(right)
