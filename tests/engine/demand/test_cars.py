"""Electric cars that drive, come home and charge."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.demand.cars import charge_on_arrival, simulate_cars
from stadsstroom.engine.demand.clock import local_clock
from stadsstroom.engine.demand.typical_year import typical_year


def street(n, **columns):
    return pd.DataFrame({"key": [f"home {i}" for i in range(n)], "cars": 1, **columns})


def hourly(homes, seed=1):
    weather = typical_year()
    out = np.full((weather.hours, len(homes)), np.nan, np.float32)
    return out, simulate_cars(homes, weather, seed, out)


@pytest.fixture(scope="module")
def big_street():
    homes = street(1000, charger_kw=11.0)
    return (homes, *hourly(homes))


@pytest.mark.parametrize(("n", "published"), [(1, 1.0), (10, 0.35), (50, 0.18), (100, 0.14), (200, 0.13)])
def test_the_more_cars_the_less_they_charge_at_once(big_street, n, published):
    """Highest hour of the year over installed 11 kW; the published curve is itself an assumption, band 30 %."""
    _, out, _ = big_street
    groups = out[:, : 1000 // n * n].reshape(8760, -1, n).mean(2)
    assert (groups.max(0) / 11).mean() == pytest.approx(published, rel=0.3)


def test_the_evening_is_the_peak(big_street):
    _, out, _ = big_street
    clock = local_clock(np.datetime64("2023-01-01T00"), 8760)
    by_hour = np.bincount(clock.hour, out.mean(1)) / np.bincount(clock.hour)
    assert 17 <= by_hour.argmax() <= 22
    assert by_hour[17:23].sum() > 0.5 * by_hour.sum()
    assert by_hour[4:13].sum() < 0.1 * by_hour.sum()
    # the clock on the wall counts: summer and winter peak at the same local hour
    for month in (1, 7):
        here = clock.month == month
        peak = (np.bincount(clock.hour[here], out[here].mean(1)) / np.bincount(clock.hour[here])).argmax()
        assert 17 <= peak <= 20


def test_a_year_takes_what_it_should(big_street):
    _, out, _ = big_street
    # 11,200 km, 0.16-0.20 kWh/km, 70 % of it here
    assert out.sum(0, dtype=float).mean() == pytest.approx(11200 * 0.18 * 0.7, rel=0.05)
    given = street(50, yearly_kwh=np.linspace(500, 4000, 50))
    assert hourly(given)[0].sum(0, dtype=float) == pytest.approx(given["yearly_kwh"].to_numpy(), rel=1e-3)


def test_cold_days_take_more(big_street):
    _, out, _ = big_street
    daily = out.mean(1).reshape(-1, 24).sum(1)
    assert daily[:59].mean() > 1.1 * daily[170:230].mean()


def test_sessions_tell_the_hours_exactly(big_street):
    _, out, facts = big_street
    again = np.full_like(out, np.nan)
    charge_on_arrival(facts, again)
    assert (again == out).all()
    stay = facts["departure_hour"] - facts["arrival_hour"]
    assert (facts["kwh"] <= facts["kw"] * stay + 1e-9).all()
    assert (facts["kwh"] > 0).all()
    assert facts["departure_hour"].max() <= 8760
    assert facts["arrival_hour"].min() >= 0
    order = np.lexsort((facts["arrival_hour"], facts["connection"]))
    row, begin, end = (facts[k][order] for k in ("connection", "arrival_hour", "departure_hour"))
    same = row[1:] == row[:-1]
    assert (begin[1:][same] >= end[:-1][same]).all()  # a car leaves before it comes home again
    # by hand: 6 kWh at 4 kW from half past ten
    two = {"connection": [1], "arrival_hour": [10.5], "departure_hour": [20.0], "kwh": [6.0], "kw": [4.0]}
    small = np.zeros((24, 2), np.float32)
    charge_on_arrival({k: np.array(v) for k, v in two.items()}, small)
    assert small[10:13, 1].tolist() == [2, 4, 0]
    assert small.sum() == 6


def test_a_mixed_street_has_small_chargers_too():
    homes = street(600)
    kw = pd.Series(hourly(homes)[1]["kw"]).unique()
    assert sorted(kw) == [3.7, 7.4, 11.0]


def test_a_public_charger_serves_no_more_cars_than_it_has_sockets():
    homes = street(60, public=True, yearly_kwh=9000.0).assign(cars=4)
    out, facts = hourly(homes)
    assert out.max() <= 22 + 1e-4
    assert out.sum(0, dtype=float) == pytest.approx(9000, rel=1e-3)
    for row in (0, 30):
        mine = facts["connection"] == row
        times = np.concatenate([facts["arrival_hour"][mine], facts["departure_hour"][mine]])
        change = np.repeat([1, -1], mine.sum())
        order = np.lexsort((change, times))
        assert np.cumsum(change[order]).max() <= 2


def test_homes_without_a_car_draw_nothing():
    out, facts = hourly(street(3).assign(cars=[0, 2, np.nan]))
    assert out[:, [0, 2]].sum() == 0
    assert out[:, 1].sum() > 1000
    assert set(facts["connection"]) == {1}
    empty, facts = hourly(street(2).assign(cars=0))
    assert empty.sum() == 0
    assert len(facts["kwh"]) == 0


def test_order_of_rows_and_neighbours_change_nothing():
    homes = street(30)
    one, _ = hourly(homes)
    other, _ = hourly(homes.iloc[[7, 3]].reset_index(drop=True))
    assert (other == one[:, [7, 3]]).all()
    assert (hourly(homes, seed=2)[0] != one).any()
