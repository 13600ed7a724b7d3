"""Reinforcing by copper: known measures, sums worked by hand, and nets that pandapower finds clean."""

from __future__ import annotations

import copy

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.grid.congestion import CongestionOptions
from stadsstroom.engine.holon.copper import CopperOptions, CopperPrices, bill_of, reinforce_by_copper
from stadsstroom.engine.holon.copper.types import Laid, choose_cable, on_sale
from stadsstroom.engine.holon.steering import annuity
from stadsstroom.engine.progress import finish

from .drawn_nets import bus, cable, clean_in_runpp, load, profiles, street, transformer, two_buses


@pytest.fixture
def reinforce(tmp_path):
    def go(net, kw, cos_phi=1.0, **options):
        given = profiles(tmp_path / "p.profiles", net, {"base": np.atleast_2d(np.array(kw, float))}, cos_phi)
        return finish(reinforce_by_copper(net, given, CopperOptions(**options))), given

    return go


def measures(found):
    frame = found.measures.frame
    return {row.element_id: (row.kind, row.to_type) for row in frame.itertuples()}


def test_nothing_overloaded_takes_nothing(reinforce):
    found, _ = reinforce(two_buses(), [[10.0]])
    assert len(found.measures) == 0
    assert found.clean
    assert found.summary["eur"] == 0


def test_two_buses_by_hand(reinforce):
    """150 kW at 0.4 kV is 217 A and a little more for the drop: above 200 A of 4x95, below 260 A of 4x150. One home on
    100 m is a rural trench of 51 €/m, the cable costs 29 €/m and holds 1.62 kg of aluminium a metre; a crew lays 11 m a
    day, five days a week.
    """
    found, given = reinforce(two_buses(), [[150.0]])
    assert measures(found) == {"L1": ("heavier_cable", "4x150 Al")}
    assert found.clean
    assert clean_in_runpp(found.net, given)
    got = found.summary
    assert got["eur"] == pytest.approx(100 * (51 + 29))
    assert got["eur_per_year"] == pytest.approx(8000 * annuity(0.04, 40))
    assert got["trench_m"] == pytest.approx(100)
    assert got["al_kg"] == pytest.approx(162)
    assert got["cu_kg"] == 0
    assert got["crew_weeks"] == pytest.approx(100 / 11 / 5)
    assert got["waiting_years"] == 2


def test_beyond_the_heaviest_a_second_cable_lies_alongside(reinforce):
    """350 kW is some 510 A: above 330 A of 4x240. Two cables divide the current, as pandapower confirms."""
    net = two_buses("4x150 Al", 30)
    found, given = reinforce(net, [[350.0]])
    kind, label = measures(found)["L1"]
    assert kind == "second_cable"
    assert label == "4x150 Al + 4x150 Al"
    assert clean_in_runpp(found.net, given)
    both = copy.deepcopy(net)
    cable(both, 0, 1, 30, "4x150 Al", "L2")
    both.load["p_mw"], both.load["q_mvar"] = 0.35, 0.0
    pp.runpp(both, numba=False)
    one = found.net
    assert one.res_bus["vm_pu"].min() == pytest.approx(both.res_bus["vm_pu"].min(), abs=1e-9)
    assert one.res_line["loading_percent"].max() == pytest.approx(both.res_line["loading_percent"].max(), abs=1e-6)


def test_three_sections_need_less_the_farther_they_are(reinforce):
    """40 kW a home at some 1.0 pu: 174, 116 and 58 A through three sections of 4x50 (130 A)."""
    found, given = reinforce(street(kind="4x50 Al", metres=30), [[40.0, 40.0, 40.0]])
    assert measures(found) == {"L0.0": ("heavier_cable", "4x95 Al")}
    assert clean_in_runpp(found.net, given)


def test_a_transformer_gets_the_next_size_that_suffices(reinforce):
    found, given = reinforce(street(kva=160, kind="4x240 Al"), [[70.0, 70.0, 70.0]])
    assert measures(found) == {"T": ("larger_transformer", "250 kVA")}
    assert found.summary["eur"] == pytest.approx(8500 + 5000)
    assert found.summary["al_kg"] == pytest.approx(250 * 0.65)
    assert clean_in_runpp(found.net, given)


def test_beyond_the_largest_transformer_half_the_feeders_go_to_a_new_station(reinforce):
    prices = CopperPrices(largest_transformer_kva=250.0)
    net = street(kva=250, kind="4x240 Al", ways=4)
    found, given = reinforce(net, [np.full(12, 35.0)], prices=prices)
    kinds = sorted(found.measures.frame["kind"])
    assert kinds == ["new_station", "station_cable", "station_cable", "station_cable"]
    assert clean_in_runpp(found.net, given)
    assert found.net.res_trafo["loading_percent"].min() > 30
    price = found.measures.frame.set_index("kind").at["new_station", "eur"]
    assert price == pytest.approx(70_000 + 8_500 - 13_000)


def test_two_stations_too_small_each_get_one_beside_them(reinforce):
    """Two stations on one source are split in one round."""
    prices = CopperPrices(largest_transformer_kva=250.0)
    net = street(kva=250, kind="4x240 Al", ways=4)
    high, low = bus(net, "U_mv", 10.0, 400, 400, "U"), bus(net, "U_lv", 0.4, 400, 400, "U")
    cable(net, 1, high, 600, "3x1x150 Al 10 kV", "M2", "U")
    transformer(net, high, low, 250, "U")
    for way, (x, y) in enumerate(((450, 400), (400, 450), (350, 400))):
        there = bus(net, f"u{way}", 0.4, x, y, "U")
        cable(net, low, there, 50, "4x240 Al", f"U{way}", "U")
        load(net, there, f"u{way}")
    found, given = reinforce(net, [[*np.full(12, 35.0), *np.full(3, 110.0)]], prices=prices)
    assert found.summary["new_station"] == 2
    assert clean_in_runpp(found.net, given)


def test_where_there_is_one_feeder_a_second_transformer_stands_beside(reinforce):
    prices = CopperPrices(largest_transformer_kva=160.0)
    found, given = reinforce(street(kva=160, kind="4x240 Al"), [[70.0, 70.0, 70.0]], prices=prices)
    assert measures(found)["T"] == ("second_transformer", "2 x 160 kVA")
    assert clean_in_runpp(found.net, given)


@pytest.mark.parametrize("kw", [9.0, -12.0])
def test_voltage_takes_heavier_cable_from_the_station_on(reinforce, kw):
    """Low by what is drawn, high by what panels give: cables are far from full."""
    net = street(sections=6, metres=100, kind="4x50 Al", kva=400)
    found, given = reinforce(net, [np.full(6, kw)], limits=CongestionOptions(v_min_pu=0.94, v_max_pu=1.06))
    frame = found.measures.frame
    assert found.before["voltages"] > 0
    assert set(frame["cause"]) == {"voltage"}
    assert "L0.0" in set(frame["element_id"])
    assert clean_in_runpp(found.net, given, 0.94, 1.06)


def test_a_long_feeder_of_the_heaviest_cable_is_split(reinforce):
    net = street(sections=8, metres=150, kind="4x240 Al", kva=630)
    found, given = reinforce(net, [np.full(8, 16.0)], limits=CongestionOptions(v_min_pu=0.94))
    frame = found.measures.frame.set_index("kind")
    assert "new_way" in frame.index
    assert frame.loc[["new_way"], "length_m"].iloc[0] % 150 == pytest.approx(0)
    assert (~found.net.switch["closed"]).sum() >= 1
    assert clean_in_runpp(found.net, given, 0.94)


def test_a_feeder_beyond_what_cables_carry_side_by_side_is_split(reinforce):
    """Four homes of 500 kW on one feeder are 2.9 kA; eight of the heaviest cables carry 2.4 kA."""
    net = street(sections=4, metres=10, kind="4x240 Al", kva=1600)
    found, given = reinforce(net, [np.full(4, 500.0)])
    ways = found.measures.frame[found.measures.frame["kind"] == "new_way"]
    assert set(ways["cause"]) == {"current"}
    assert found.clean
    assert not found.works.stuck
    assert clean_in_runpp(found.net, given)


def test_the_net_that_was_given_stays_as_it_was(reinforce):
    net = two_buses()
    before = net.line.copy()
    reinforce(net, [[150.0]])
    assert net.line.equals(before)


def test_same_input_same_measures_whatever_the_order_of_rows(reinforce):
    net = street(kind="4x50 Al", ways=3)
    kw = np.linspace(20, 60, 9)
    first, _ = reinforce(net, [kw])
    again, _ = reinforce(net, [kw])
    assert first.measures.frame.equals(again.measures.frame)


def test_what_the_telling_hours_missed_the_year_adds(reinforce):
    """Of 50 hours one is worst; one telling hour is enough, because the year is looked at again."""
    net = street(kind="4x50 Al", ways=2)
    rng = np.random.default_rng(4)
    found, given = reinforce(net, rng.uniform(0, 70, (50, 6)), telling_hours=1)
    assert found.clean
    assert clean_in_runpp(found.net, given)


def test_a_net_without_solution_at_full_power_is_mended_all_the_same(reinforce):
    net = street(sections=4, metres=200, kind="4x50 Al", kva=100)
    found, given = reinforce(net, [np.full(4, 150.0)])
    assert found.before["unsolved"] == 1
    assert found.clean
    assert clean_in_runpp(found.net, given)


def test_a_meshed_net_is_made_heavier_and_says_that_nothing_is_split(reinforce):
    net = street(kind="4x50 Al", ways=2, metres=60)
    far = [net.bus.index[net.bus["name"] == f"b{way}.2"][0] for way in (0, 1)]
    cable(net, far[0], far[1], 80, "4x50 Al", "tie", "T")
    found, given = reinforce(net, [np.full(6, 40.0)])
    assert "meshed_not_split" in {p.code for p in found.problems}
    assert set(found.measures.frame["kind"]) <= {"heavier_cable", "second_cable", "larger_transformer"}
    assert clean_in_runpp(found.net, given)


def test_what_no_cable_mends_is_said(reinforce):
    """A home 20 km away on low voltage."""
    found, _ = reinforce(two_buses("4x240 Al", 20_000), [[60.0]])
    assert not found.clean
    assert "copper_does_not_mend" in {p.code for p in found.problems}


def test_dear_prices_cost_more_and_the_same_metal(reinforce):
    found, _ = reinforce(street(kind="4x50 Al", kva=100, ways=2), [np.full(6, 40.0)])
    low, central, high = (bill_of(found.works, CopperPrices(band)).summary for band in ("low", "central", "high"))
    assert low["eur"] < central["eur"] < high["eur"]
    assert low["trench_m"] == central["trench_m"] == high["trench_m"]
    assert central == bill_of(found.works).summary


def test_a_chosen_price_moves_with_the_band():
    chosen = CopperPrices(lv_trench_rural_eur_per_m=102.0)
    assert chosen.at("high").lv_trench_rural_eur_per_m == pytest.approx(130)
    assert chosen.at("central") == chosen
    with pytest.raises(EngineError, match="price level"):
        CopperPrices("cheap")


def test_cables_side_by_side_share_by_impedance():
    thin, thick = Laid(0.4, 0.0, 100, 100), Laid(0.1, 0.0, 200, 300)
    both = thin.beside(thick)
    assert both.r_ohm_per_km == pytest.approx(0.08)
    # the thick one takes 80 % and is full at 375 A, when the thin one carries 75 A
    assert both.ampere == pytest.approx(375)
    assert both.c_nf_per_km == 300


def test_the_lightest_cable_that_suffices_is_chosen():
    there = Laid(0.641, 0.085, 650, 130)
    sale = on_sale("LV", 0.4)
    assert choose_cable(there, 199, np.inf, sale).cable.name == "4x95 Al"
    assert choose_cable(there, 201, np.inf, sale).cable.name == "4x150 Al"
    assert choose_cable(there, 100, 0.13, sale).cable.name == "4x240 Al"
    assert choose_cable(there, 1e5, np.inf, sale) is None
    assert {c.name for c in on_sale("MV", 20.0)} <= set(
        read_catalogue("cables")["name"][lambda n: n.str.endswith("20 kV")]
    )


def test_medium_voltage_in_a_ring_keeps_its_half(reinforce):
    """Two cables from the source to a station, one open: 50 % of 225 A allows 1.9 MW at 10 kV, not 2.5 MW."""
    net = street(kva=1600)
    other = cable(net, 0, 1, 600, "3x1x95 Al 10 kV", "M2", "T")
    net.line.loc[0, ["r_ohm_per_km", "x_ohm_per_km", "max_i_ka", "std_type"]] = [0.32, 0.126, 0.225, "3x1x95 Al 10 kV"]
    pp.create_switch(net, 1, other, et="l", closed=False, name="open")
    customer = bus(net, "C", 10.0, 5, 5)
    cable(net, 1, customer, 10, "3x1x630 Al 10 kV", "M3", "T")
    load(net, customer, "C")
    found, _ = reinforce(net, [[1.0, 1.0, 1.0, 2500.0]])
    assert measures(found) == {"M1": ("heavier_cable", "3x1x240 Al 10 kV")}
