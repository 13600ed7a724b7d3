"""One battery and one limit: the closed form is the linear program's answer."""

from dataclasses import replace

import numpy as np
import pytest
from stadsstroom.engine.holon.steering import (
    Devices,
    Prices,
    Window,
    battery_for_limit,
    battery_hours,
    binding_hours,
    cheapest_flexibility,
    fitting,
    stretches_of,
)

PRICES = Prices()
NOTHING = np.inf


def one_cell(kw, most, least=-NOTHING, cyclic=False, hours=None):
    hours = np.arange(len(kw)) if hours is None else hours
    wide = np.broadcast_to
    return Window(
        np.asarray(kw, float)[:, None], np.ones((1, 1), bool), wide(np.asarray(most, float), len(kw))[:, None],
        wide(np.asarray(least, float), len(kw))[:, None], stretches_of(hours), hours, cyclic,
    )  # fmt: skip


BATTERY = Devices(np.ones(1, bool))


def test_a_peak_of_two_hours():
    """Two hours of 10 kW over, then room of 4 kW: 20 kWh at the grid is 20 / η from the store."""
    kw = np.array([0, 60, 60, 46, 46, 46, 46, 46, 46, 46, 0])
    need = battery_for_limit(kw, 50.0, 0.81)
    assert (need.kw, need.kwh) == pytest.approx((10, 20 / 0.9))
    # 22.2 kWh short, refilled by 4 · 0.9 in each of seven hours, and the rest in the last
    np.testing.assert_allclose(need.deficit_kwh[2:6], 20 / 0.9 - 3.6 * np.arange(4))
    assert need.lasts_days == pytest.approx(8 / 24)
    assert need.suitable


@pytest.mark.parametrize("seed", range(25))
def test_the_closed_form_is_the_program_s_answer(seed):
    rng = np.random.default_rng(seed)
    hours = np.arange(240)
    kw = rng.normal(40, 12, 240) + 15 * np.sin(hours * 2 * np.pi / 24) + rng.gamma(1, 5, 240)
    limit = np.quantile(kw, rng.uniform(0.7, 0.98)) + (rng.normal(0, 2, 240) if seed % 2 else 0)
    found = cheapest_flexibility(one_cell(kw, limit), BATTERY, PRICES)
    least = battery_for_limit(kw, limit, PRICES.battery_round_trip)
    assert found.battery_kw[0] >= least.kw - 1e-6
    # more power may be bought where filling faster saves storage: at that power the storage is the same
    need = battery_for_limit(kw, limit, PRICES.battery_round_trip, power_kw=found.battery_kw[0])
    assert found.battery_kwh[0] == pytest.approx(need.kwh, rel=1e-6, abs=1e-6)


def test_the_battery_s_hours_keep_the_limit_and_balance():
    rng = np.random.default_rng(5)
    kw = rng.normal(40, 15, 500)
    need = battery_for_limit(kw, 55.0, 0.88)
    battery = battery_hours(kw, 55.0, need, 0.88)
    assert (kw + battery).max() <= 55 + 1e-9
    assert np.abs(battery).max() <= need.kw + 1e-9
    one_way = 0.88**0.5
    deficit = np.cumsum(np.where(battery < 0, -battery / one_way, -battery * one_way))
    np.testing.assert_allclose(deficit, need.deficit_kwh, atol=1e-9)


def test_an_overload_of_days_is_no_work_for_a_battery():
    kw = np.r_[np.full(48, 20.0), np.full(120, 60.0), np.full(200, 20.0)]
    need = battery_for_limit(kw, 50.0, 0.88, longest_days=3)
    assert need.lasts_days > 5
    assert not need.suitable
    assert battery_for_limit(np.full(100, 20.0), 50.0, 0.88).kwh == 0


def test_feed_in_is_the_same_with_the_other_sign():
    kw = -np.array([0, 30, 60, 60, 20, 0, 0, 0, 0, 0, 0.0])
    out = cheapest_flexibility(one_cell(kw, NOTHING, -50.0), BATTERY, PRICES)
    # free to begin empty, it takes 10 kW twice
    assert out.battery_kw[0] == pytest.approx(10)
    assert out.battery_kwh[0] == pytest.approx(20 * 0.88**0.5)
    assert out.net_kw.min() >= -50 - 1e-6


def test_limits_both_ways_need_the_program():
    kw = np.array([0, 0, 60, 60, 0, -60, -60, 0, 0, 60, 0, 0.0])
    out = cheapest_flexibility(one_cell(kw, 50.0, -50.0, cyclic=True), BATTERY, PRICES)
    assert out.feasible
    assert (out.net_kw.max(), out.net_kw.min()) == pytest.approx((50, -50), abs=1e-6)


def test_what_cannot_be_is_said_with_the_shortfall():
    """The year asks for more than the limit on average: whatever the battery, 10 kW remain over."""
    kw = np.full(48, 60.0)
    out = cheapest_flexibility(one_cell(kw, 50.0, cyclic=True), BATTERY, PRICES)
    assert not out.feasible
    assert out.status == "infeasible, confirmed"
    assert out.shortfall_kw[0] == pytest.approx(10, abs=1e-3)
    bounded = Devices(np.ones(1, bool), np.array([5.0]))
    kw = np.r_[np.full(10, 20.0), np.full(4, 60.0), np.full(30, 20.0)]
    out = cheapest_flexibility(one_cell(kw, 50.0), bounded, PRICES)
    # 5 kWh spread over four hours: 5 η / 4 less
    assert out.shortfall_kw[0] == pytest.approx(10 - 5 * 0.88**0.5 / 4, abs=1e-3)


def test_nothing_to_steer_leaves_what_is_over():
    out = cheapest_flexibility(one_cell([40.0, 70.0], 50.0), Devices(np.zeros(1, bool)), PRICES)
    assert not out.feasible
    assert out.shortfall_kw[0] == pytest.approx(20)


def test_the_hours_that_bind_give_the_year_s_answer():
    """Sizes and euro of the windows are those of the whole series."""
    rng = np.random.default_rng(11)
    hours = np.arange(24 * 60)
    kw = 30 + 12 * np.sin(hours * 2 * np.pi / 24) + rng.normal(0, 3, len(hours))
    kw[[200, 201, 202, 700, 701, 1100]] += 25
    most, least = np.full((len(kw), 1), 50.0), np.full((len(kw), 1), -50.0)
    mask = binding_hours(kw[:, None], most, least, PRICES.battery_round_trip)
    assert 0 < mask.sum() < len(kw) / 5
    some = np.flatnonzero(mask)
    whole = cheapest_flexibility(one_cell(kw, 50.0, cyclic=True), BATTERY, PRICES)
    part = cheapest_flexibility(one_cell(kw[some], 50.0, cyclic=True, hours=some), BATTERY, PRICES)
    assert part.battery_kwh == pytest.approx(whole.battery_kwh, rel=1e-6)
    assert part.eur_per_year == pytest.approx(whole.eur_per_year, rel=1e-6)


def test_stretch_after_stretch_is_feasible_and_never_cheaper():
    rng = np.random.default_rng(3)
    hours = np.flatnonzero(np.arange(24 * 40) // 24 % 4 == 0)
    kw = 40 + 15 * np.sin(hours * 2 * np.pi / 24) + rng.normal(0, 4, len(hours))
    need = one_cell(kw, 52.0, cyclic=True, hours=hours)
    at_once = cheapest_flexibility(need, BATTERY, PRICES)
    in_parts = cheapest_flexibility(need, BATTERY, PRICES, largest_program=200)
    assert at_once.at_once
    assert not in_parts.at_once
    assert in_parts.feasible
    assert in_parts.net_kw.max() <= 52 + 1e-6
    assert at_once.eur_per_year - 1e-6 <= in_parts.eur_per_year <= 1.02 * at_once.eur_per_year


def evenings(number):
    """Hours of which two every evening are 10 kW over a limit of 40; nothing is drawn at five in the morning."""
    kw = np.tile(np.where(np.isin(np.arange(24), (18, 19)), 50.0, 30.0), number)
    kw[5::24] = 0.0
    return one_cell(kw, 40.0, cyclic=True)


def test_a_long_stretch_is_cut_where_there_is_most_room():
    """Eight days in stretches of at most two: cut at five in the morning, every hour kept."""
    need = evenings(8)
    short = fitting(need, BATTERY, 3 * 48)
    begins = np.flatnonzero(short.first)
    assert len(begins) == 4
    assert set(begins[1:] % 24) == {5}
    assert np.bincount(short.stretch).max() <= 72
    np.testing.assert_array_equal(short.kw, need.kw)
    np.testing.assert_array_equal(short.hours, need.hours)
    assert fitting(need, BATTERY, 3 * 192).stretch.max() == 0


def test_what_recovers_every_night_costs_the_same_in_short_stretches():
    need = evenings(8)
    whole, parts = (
        cheapest_flexibility(window, BATTERY, PRICES, largest_program=size)
        for window, size in ((need, 10**6), (fitting(need, BATTERY, 3 * 48), 3 * 48))
    )
    assert whole.at_once
    assert not parts.at_once
    assert parts.eur_per_year == pytest.approx(whole.eur_per_year, rel=1e-6)
    assert (parts.net_kw <= 40 + 1e-6).all()


def test_only_the_last_stretch_may_end_empty():
    """Two stretches of two hours, 5 kW over and then under by no more than 2: only an open end lets the last go."""
    kw = np.array([48.0, 55.0, 48.0, 55.0])
    need = replace(one_cell(kw, 50.0, cyclic=True, hours=np.array([0, 1, 10, 11])), open_end=True)
    assert not cheapest_flexibility(need, BATTERY, PRICES).feasible
    last = need.part(np.array([2, 3]))
    assert last.open_end
    assert not need.part(np.array([0, 1])).open_end
    plan = cheapest_flexibility(last, BATTERY, PRICES)
    assert plan.feasible
    assert plan.battery_kw[0] == pytest.approx(5)
