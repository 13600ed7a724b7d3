"""One house, worked by hand: every option, for society and for the resident, part by part.

The house (1970, terraced, 100 m²) needs 10 MWh for rooms and 2 MWh for hot water, 7 kW (1 kW of it to warm up again)
and 4 kW, and 80 °C on the coldest day. As label C: 0.905 of the heat, 70 °C, € 37 a m². As label B: 0.87 of the heat,
60 °C, € 98 a m², so 8.7 MWh and 1 + 6 × 0.87 = 6.22 kW. Society has no interest, the resident pays 5 % and 20 % tax.
"""

from functools import cache

import pytest
from stadsstroom.engine.heat.compare.options import option_keys

from .cases import compare, design

# yearly part of € 1: society 1 / years; the resident 0.05 / (1 - 1.05^-years), with value added tax
SOCIETY = {15: 1 / 15, 30: 1 / 30, 40: 1 / 40}
RESIDENT = {15: 0.0963422876 * 1.2, 30: 0.0650514351 * 1.2}
FEE_30, FEE_15 = 0.0650514351, 0.0963422876  # what has its tax in it already
UPKEEP = {"society": 1.0, "resident": 1.2}
# COP for rooms 3.25 + 0.0875 T, for hot water 1.86 + 0.043 T: on the air of the typical year, and at 10 and 12.5 °C
AIR, GROUND, LOOP = (3.602140, 2.276714), (4.125, 2.29), (4.34375, 2.3975)


@cache
def house(with_network):
    """The house's row, with or without the designed network."""
    return compare(network=design() if with_network else (None,) * 3, sensitivity=False).buildings.frame.iloc[0]


def figure(option, name):
    return house(option == "mid_network")[f"{option}_{name}"]


def society(option):
    return figure(option, "society_eur")


def resident(option):
    return figure(option, "resident_eur")


def test_gas_boiler():
    gas = 10 / 1.04 + 2 / 0.76  # 9.6154 + 2.6316 = 12.2470 MWh
    assert gas == pytest.approx(12.2470, abs=1e-4)
    # boiler 120 + upkeep 90 + gas 612.35 + gas grid 100
    assert society("gas") == pytest.approx(1800 / 15 + 90 + gas * 50 + 100)
    assert society("gas") == pytest.approx(922.35, abs=0.01)
    # boiler 208.10 + upkeep 108 + gas 1,837.04 + fixed charge 250
    assert resident("gas") == pytest.approx(1800 * RESIDENT[15] + 90 * 1.2 + gas * 150 + 250)
    assert resident("gas") == pytest.approx(2403.14, abs=0.01)
    assert figure("gas", "co2_t") == pytest.approx(gas * 0.2)
    assert figure("gas", "grid_kw") == 0


def test_air_heat_pump():
    electricity = 8.7 / AIR[0] + 2 / AIR[1]  # as label B: 2.4152 + 0.8785 = 3.2937 MWh
    assert electricity == pytest.approx(3.2937, abs=1e-4)
    kw = 6.22 / (3.25 - 0.0875 * 10) * 0.6  # COP 2.375 at -10 °C: 1.5714 kW
    # insulation 326.67, machine 765.87, connection 8, upkeep 150, electricity 329.37, gas taken away 20, grid 39.28
    by_hand = 9800 / 30 + (9000 + 400 * 6.22) / 15 + 240 / 30 + 150 + electricity * 100 + 600 / 30 + kw * 1000 / 40
    assert society("air_pump") == pytest.approx(by_hand)
    assert by_hand == pytest.approx(1639.19, abs=0.01)
    by_hand = (
        9800 * RESIDENT[30] + (9000 + 400 * 6.22) * RESIDENT[15] + 240 * RESIDENT[30] + 150 * 1.2
        + electricity * 300 + 600 * RESIDENT[30] - 2500 * FEE_15
    )  # fmt: skip
    assert resident("air_pump") == pytest.approx(by_hand)
    assert by_hand == pytest.approx(3085.97, abs=0.01)
    assert figure("air_pump", "co2_t") == pytest.approx(electricity * 0.3)
    assert figure("air_pump", "grid_kw") == pytest.approx(1.5714, abs=1e-4)
    assert figure("air_pump", "insulation") == "label_b"


def test_ground_heat_pump():
    electricity = 8.7 / GROUND[0] + 2 / GROUND[1]
    kw = 6.22 / GROUND[0] * 0.6  # the ground is as warm on the coldest day
    by_hand = 9800 / 30 + (9000 + 1500 * 6.22) / 15 + 240 / 30 + 150 + electricity * 100 + 600 / 30 + kw * 1000 / 40
    assert society("ground_pump") == pytest.approx(by_hand)
    by_hand = (
        9800 * RESIDENT[30] + (9000 + 1500 * 6.22) * RESIDENT[15] + 240 * RESIDENT[30] + 150 * 1.2
        + electricity * 300 + 600 * RESIDENT[30] - 2500 * FEE_15
    )  # fmt: skip
    assert resident("ground_pump") == pytest.approx(by_hand)
    assert figure("ground_pump", "grid_kw") == pytest.approx(kw)


def test_hybrid_heat_pump():
    electricity = 6.5 / 4.25  # 65 % of the rooms' heat: 1.5294 MWh
    gas = 3.5 / 1.04 + 2 / 0.76  # the rest, and hot water: 5.9969 MWh
    kw = 2.8 / 2.6 * 0.6  # 40 % of 7 kW, at the COP at which the boiler takes over
    by_hand = 1800 / 15 + 2400 / 15 + 250 * 2.8 / 15 + 180 + electricity * 100 + gas * 90 + 100 + kw * 1000 / 40
    assert society("hybrid") == pytest.approx(by_hand)
    assert by_hand == pytest.approx(1315.49, abs=0.01)
    by_hand = (1800 + 2400 + 250 * 2.8) * RESIDENT[15] + 180 * 1.2 + electricity * 300 + gas * 200 + 250 - 1800 * FEE_15
    assert resident("hybrid") == pytest.approx(by_hand)
    assert figure("hybrid", "co2_t") == pytest.approx(electricity * 0.3 + gas * 0.03)
    assert figure("hybrid", "insulation") == "as_is"


def test_designed_middle_temperature_network():
    """A quarter of main, station, heat and pump is the house's: 12 of 48 MWh; its own pipe is all its own."""
    less = 11.05 / 12  # as label C: 9.05 + 2 MWh of the 12 that the network was designed for
    pipes, station = 40_000 / 4 + 5_000, 30_000 / 4
    by_hand = (
        3700 / 30  # label C
        + 2400 / 30  # indoors
        + 1200 / 15 + pipes / 40 + station / 30  # network: 80 + 375 + 250
        + pipes * 0.018 + station * 0.05  # upkeep: 270 + 375
        + 600 / 4 * less + 1 / 4 * less * 80  # heat that the network buys, and its pump
        + 600 / 30  # no more gas
        + 0.8 / 4 * 500 / 40  # a heavier grid for the pump
    )  # fmt: skip
    assert society("mid_network") == pytest.approx(by_hand)
    assert by_hand == pytest.approx(1732.38, abs=0.01)
    by_hand = (
        3700 * RESIDENT[30] + 2400 * RESIDENT[30] + 600 * RESIDENT[30]
        + 700 + 11.05 * 140  # tariff
        + (4000 - 3000) * FEE_30  # fee and subsidy
    )  # fmt: skip
    assert resident("mid_network") == pytest.approx(by_hand)
    assert by_hand == pytest.approx(2835.06, abs=0.01)
    assert figure("mid_network", "how") == "designed"
    assert figure("mid_network", "grid_kw") == pytest.approx(0.2)
    # 60 MWh of bought heat and 1 MWh of electricity, a quarter of them
    assert figure("mid_network", "co2_t") == pytest.approx((60 * 0.01 + 1 * 0.3) / 4 * less)


def test_estimated_high_temperature_network():
    """Two houses 20 m apart: 20 × 1.15 + 2 × 6 = 35 m of trench, a quarter of it the house's."""
    metres = 35 / 4
    source = 12 + 2 * 2.9 / 4  # 13.45 MWh with what the pipes lose
    kw = 0.5 * 7 + 0.1 * 4  # 3.9, and 11.7 of the neighbour: a quarter of 15.6
    once = kw * 0.3 * 162.5 + kw * 0.7 * 132.5  # waste heat for the base, a boiler for the peak
    gas = source * 0.15 / 1.04
    pump = source * 0.0072
    by_hand = (
        2400 / 30 + 1200 / 15 + metres * 1000 / 40 + once / 30 + kw * 130 / 30
        + metres * 1000 * 0.018 + once * 0.05 + kw * 130 * 0.03
        + source * 0.85 * 10 + gas * 50 + pump * 80 + 600 / 30 + kw * 0.0072 * 500 / 40
    )  # fmt: skip
    assert society("high_network") == pytest.approx(by_hand)
    by_hand = (2400 + 600) * RESIDENT[30] + 700 + 12 * 140 + (4000 - 3000) * FEE_30
    assert resident("high_network") == pytest.approx(by_hand)
    assert figure("high_network", "how") == "estimated"
    by_hand = source * 0.85 * 0.01 + gas * 0.2 + pump * 0.3
    assert figure("high_network", "co2_t") == pytest.approx(by_hand)


def test_estimated_low_temperature_network():
    """45 °C: label B and larger radiators, and a booster from 45 to 60 °C with a COP of 4.4 × 20 / 15 = 5.8667."""
    cop = 4.4 * 20 / 15
    heat = 8.7 + 2 * (1 - 1 / cop)
    source = heat + 2 * 0.7 / 4
    kw = (0.5 * (6.22 + 18.4) + 0.1 * (4 + 12)) / 4  # the neighbour: 1 + 20 × 0.87 = 18.4 kW
    once = kw * 0.3 * 162.5 + kw * 0.7 * 132.5
    booster_kw = 4 / cop * 0.1
    by_hand = (
        9800 / 30 + 3000 / 30 + 1800 / 15 + 60 + 2 / cop * 100  # at home
        + 2400 / 30 + 1200 / 15 + 35 / 4 * 1000 / 40 + once / 30 + kw * 130 / 30
        + 35 / 4 * 1000 * 0.018 + once * 0.05 + kw * 130 * 0.03
        + source * (0.85 * 10 + 0.15 / 1.04 * 50 + 0.0072 * 80) + 600 / 30
        + booster_kw * 1000 / 40 + kw * 0.0072 * 500 / 40
    )  # fmt: skip
    assert society("low_network") == pytest.approx(by_hand)
    by_hand = (
        (9800 + 3000 + 2400 + 600) * RESIDENT[30] + 1800 * RESIDENT[15] + 60 * 1.2 + 2 / cop * 300
        + 550 + heat * 100 + (4000 - 3000) * FEE_30
    )  # fmt: skip
    assert resident("low_network") == pytest.approx(by_hand)
    assert figure("low_network", "grid_kw") == pytest.approx(booster_kw + kw * 0.0072)


def test_estimated_ambient_loop():
    """The same heat pump at home as on air, on the 12.5 °C half way between supply and return."""
    own = 1 - 1 / LOOP[0]
    heat = 8.7 * own + 2 * (1 - 1 / LOOP[1])
    at_home = 8.7 / LOOP[0] + 2 / LOOP[1]
    kw = (0.5 * (6.22 + 18.4) * own + 0.1 * (4 + 12)) / 4
    once = kw * 115 + 150_000 / 4  # an ambient source, all of it base
    metres = 35 / 4 * 0.8  # plastic pipes
    electricity = heat * (0.025 + 0.0072)
    by_hand = (
        9800 / 30 + (6000 + 400 * 6.22) / 15 + 150 + at_home * 100  # at home
        + 2400 / 30 + 1200 / 15 + metres * 1000 / 40 + once / 30 + kw * 130 / 30
        + metres * 1000 * 0.018 + once * 0.05 + kw * 130 * 0.03
        + electricity * 80 + 600 / 30
        + 6.22 / LOOP[0] * 0.6 * 1000 / 40 + kw * (0.025 + 0.0072) * 500 / 40
    )  # fmt: skip
    assert society("loop") == pytest.approx(by_hand)
    by_hand = (
        (9800 + 2400 + 600) * RESIDENT[30] + (6000 + 400 * 6.22) * RESIDENT[15] + 150 * 1.2 + at_home * 300
        + 500 + (4000 - 3000) * FEE_30 - 2500 * FEE_15
    )  # fmt: skip
    assert resident("loop") == pytest.approx(by_hand)
    assert figure("loop", "co2_t") == pytest.approx((at_home + electricity) * 0.3 + heat * 0.01)


def test_cheapest_and_margin_of_the_house():
    row = house(True)
    for party in ("society", "resident"):
        ranked = sorted((row[f"{option}_{party}_eur"], option) for option in option_keys() if option != "gas")
        assert row[f"cheapest_{party}"] == ranked[0][1]
        assert row[f"margin_{party}_eur"] == pytest.approx(ranked[1][0] - ranked[0][0])
    assert (row["cheapest_society"], row["cheapest_resident"]) == ("high_network", "hybrid")
