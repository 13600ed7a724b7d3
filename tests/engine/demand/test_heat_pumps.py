"""Heat pumps and the dwellings they warm."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.demand.clock import local_clock
from stadsstroom.engine.demand.heat_need import heat_kwh_per_m2, warmth
from stadsstroom.engine.demand.heat_pumps import simulate_heat_pumps
from stadsstroom.engine.demand.typical_year import typical_year
from stadsstroom.engine.demand.weather import Weather, read_weather

FLOOR = {"detached": 165, "semi_detached": 135, "corner": 118, "terraced": 110, "flat": 75}


def dutch_stock(n=800):
    """Dwellings in about the shares of the Dutch stock, using on average 1,169 m³ of gas a year."""
    draw = np.random.default_rng(5)
    kind = draw.choice(list(FLOOR), n, p=[0.13, 0.09, 0.13, 0.29, 0.36])
    floor = np.array([FLOOR[k] for k in kind]) * np.exp(draw.normal(0, 0.2, n))
    gas = floor * np.exp(draw.normal(0, 0.3, n))
    year = draw.choice([1925, 1955, 1969, 1983, 1998, 2008, 2018], n, p=[0.18, 0.14, 0.16, 0.26, 0.13, 0.08, 0.05])
    return pd.DataFrame(
        {
            "key": [f"home {i}" for i in range(n)],
            "dwelling_type": kind,
            "floor_area_m2": floor,
            "build_year": year,
            "yearly_gas_m3": gas / gas.mean() * 1169,
        }
    )


def hourly(homes, weather, seed=1):
    out = np.full((weather.hours, len(homes)), np.nan, np.float32)
    return out, simulate_heat_pumps(homes, weather, seed, out)


@pytest.fixture(scope="module")
def stock_in_a_typical_year():
    homes = dutch_stock()
    return (homes, *hourly(homes, typical_year()))


def test_many_homes_together_draw_the_measured_peak(data_folder):
    """About 1.7 kW a dwelling in some 700 British homes (RHPP), in the morning; De Bilt 2023 was as mild (-5 °C)."""
    weather = read_weather(data_folder / "weather" / "knmi_260_debilt_2023_hourly.txt")
    together = hourly(dutch_stock(), weather)[0].mean(1, dtype=float)
    assert together.max() == pytest.approx(1.7, rel=0.15)
    clock = local_clock(weather.start_utc, weather.hours)
    assert 6 <= clock.hour[together.argmax()] <= 9


def test_a_cold_spell_asks_for_more_and_a_severe_one_for_most(stock_in_a_typical_year):
    homes, out, _ = stock_in_a_typical_year
    peak = out.mean(1, dtype=float).max()
    assert 2.0 < peak < 2.8
    assert np.datetime64("2023-01-21") <= typical_year().times_utc[out.mean(1).argmax()] < np.datetime64("2023-01-28")
    assert hourly(homes, typical_year(-15))[0].mean(1, dtype=float).max() > 1.3 * peak


def test_a_day_of_minus_four_is_as_dutch_meters_have_it(stock_in_a_typical_year):
    """30-70 kWh a day by size of loss at -4 °C in all-electric homes (Dutch smart meters, all use)."""
    _, out, _ = stock_in_a_typical_year
    daily_c = typical_year().temperature_c.reshape(-1, 24).mean(1)
    day = np.abs(daily_c + 4).argmin()
    kwh = out[day * 24 : day * 24 + 24].sum(0, dtype=float)
    assert 30 < kwh.mean() < 70
    assert np.percentile(kwh, 90) < 80


def test_the_machine_gives_the_heat_that_was_asked(stock_in_a_typical_year):
    """Electricity × COP over a normal year = the yearly need for rooms and hot water."""
    homes, out, facts = stock_in_a_typical_year
    weather, need = typical_year(), warmth(homes, 1)
    mild = Weather(weather.start_utc, np.full(8760, 25.0), weather.ghi_w_per_m2)
    hot = hourly(homes, mild)[0].sum(0, dtype=float)
    quality = facts["cop_a"] / 3.25
    assert hot * (1.86 + 0.043 * 25) * quality == pytest.approx(need.water_kwh, rel=1e-3)
    cop = facts["cop_a"] + facts["cop_b"] * weather.temperature_c[:, None]
    cop_water = (1.86 + 0.043 * weather.temperature_c.mean()) * quality
    space = (out * cop).sum(0, dtype=float) - need.water_kwh / cop_water * cop.mean(0)
    assert space.sum() == pytest.approx(need.space_kwh.sum(), rel=0.05)
    assert np.corrcoef(space, need.space_kwh)[0, 1] > 0.98


def test_gas_use_sets_the_heat_where_it_is_plausible():
    homes = pd.DataFrame(
        {
            "key": ["measured", "none", "absurd", "unknown"],
            "dwelling_type": "terraced",
            "floor_area_m2": 100.0,
            "build_year": 1980,
            "yearly_gas_m3": [1000.0, 0.0, 60000.0, np.nan],
        }
    )
    need = warmth(homes, 1)
    assert need.by_gas.tolist() == [True, False, False, False]
    assert need.space_kwh[0] == pytest.approx(1000 * 0.85 * 8.79 * 1.04)
    assert need.space_kwh[1:] == pytest.approx(7500)  # 27.0 GJ for 100 m²
    assert need.conductance_w_per_k[0] > need.conductance_w_per_k[1]


@pytest.mark.parametrize(
    ("kind", "year", "kwh_per_m2"),
    [
        ("terraced", 1920, 104),
        ("terraced", 1980, 75),
        ("terraced", 2003, 60),
        ("terraced", 2020, 49),
        ("shop", 1980, 108),
    ],
)
def test_heat_by_type_and_year(kind, year, kwh_per_m2):
    assert heat_kwh_per_m2(np.array([kind]), np.array([year]))[0] == pytest.approx(kwh_per_m2, abs=0.5)


def test_offices_warm_up_on_working_mornings():
    homes = pd.DataFrame(
        {
            "key": [f"office {i}" for i in range(60)],
            "dwelling_type": "office",
            "floor_area_m2": 1000.0,
            "build_year": np.resize([1960, 1983, 2005], 60),
        }
    )
    out, facts = hourly(homes, typical_year())
    # All-electric against today's building: 0.07 - 0.024…0.036 kW/m² (Hestia)
    assert 0.02 < out.mean(1, dtype=float).max() / 1000 < 0.05
    clock = local_clock(typical_year().start_utc, 8760)
    by_hour = np.bincount(clock.hour, out.mean(1)) / np.bincount(clock.hour)
    assert 5 <= by_hour.argmax() <= 8
    morning = clock.hour == 6
    assert out[morning & ~clock.is_weekend].mean() > 1.3 * out[morning & clock.is_weekend].mean()
    assert facts["thermal_kw"].min() > 20


def test_facts_are_what_steering_needs(stock_in_a_typical_year):
    homes, _, facts = stock_in_a_typical_year
    assert set(facts) == {
        "connection", "conductance_w_per_k", "capacity_kwh_per_k", "t_min_c", "t_max_c", "thermal_kw", "cop_a", "cop_b",
    }  # fmt: skip
    assert (facts["connection"] == np.arange(len(homes))).all()
    assert (facts["t_max_c"] - facts["t_min_c"] >= 2).all()
    hours_to_cool = facts["capacity_kwh_per_k"] * 1000 / facts["conductance_w_per_k"]
    assert 10 < np.median(hours_to_cool) < 60
    assert facts["cop_a"].mean() == pytest.approx(3.25, rel=0.02)


def test_missing_figures_are_assumed_and_nothing_is_nan():
    homes = pd.DataFrame({"key": ["a", "b"], "dwelling_type": ["flat", ""], "floor_area_m2": [np.nan, -5.0]})
    out, facts = hourly(homes, typical_year())
    assert np.isfinite(out).all()
    assert (out.sum(0) > 500).all()
    assert all(np.isfinite(values).all() for values in facts.values())


def test_order_of_rows_and_neighbours_change_nothing():
    homes = dutch_stock(30)
    one, _ = hourly(homes, typical_year())
    other, _ = hourly(homes.iloc[[7, 3]].reset_index(drop=True), typical_year())
    assert other == pytest.approx(one[:, [7, 3]], rel=1e-6, abs=1e-6)
    assert (hourly(homes, typical_year(), seed=2)[0] != one).any()
