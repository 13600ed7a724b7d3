"""Cars, rooms and panels: what they can do together, and that each of them can do its part."""

import numpy as np
import pytest
from stadsstroom.engine.holon.steering import (
    CarFleet,
    Devices,
    HeatBuffers,
    Prices,
    Window,
    binding_hours,
    cheapest_flexibility,
    follow,
    stretches_of,
)

PRICES = Prices()
DAY = np.arange(24)


def sessions(*rows):
    names = ("connection", "arrival_hour", "departure_hour", "kwh", "kw")
    facts = dict(zip(names, np.array(rows, float).T))
    return {**facts, "connection": facts["connection"].astype(int)}


def many_sessions(seed, number=60, days=3):
    rng = np.random.default_rng(seed)
    arrival = rng.uniform(15, 22, number) + 24 * rng.integers(0, days, number)
    stay = rng.uniform(2, 14, number)
    kw = rng.choice([3.7, 7.4, 11.0], number)
    return sessions(
        *zip(rng.integers(0, 9, number), arrival, arrival + stay, rng.uniform(0.1, 1, number) * stay * kw, kw)
    )


def window(kw, most, least=-np.inf, hours=None, behind=None):
    kw = np.asarray(kw, float).reshape(len(kw), -1)
    behind = np.ones((1, kw.shape[1]), bool) if behind is None else np.asarray(behind, bool)
    hours = np.arange(len(kw)) if hours is None else hours
    shape = (len(kw), len(behind))
    return Window(kw, behind, np.broadcast_to(most, shape), np.broadcast_to(least, shape), stretches_of(hours), hours)


def pumps(number=3, store=10.0):
    ones = np.ones(number)
    return {
        "connection": np.arange(number), "conductance_w_per_k": 100 * ones, "capacity_kwh_per_k": store * ones,
        "t_min_c": 19 * ones, "t_max_c": 21 * ones, "thermal_kw": 8 * ones, "cop_a": 3 * ones, "cop_b": 0 * ones,
    }  # fmt: skip


def test_a_session_s_envelope():
    """7 kWh at 4 kW between 18.5 and 22: early 2, 4, 1; late 3, 4 at the end."""
    fleet = CarFleet.from_facts(sessions((0, 18.5, 22, 7, 4)), np.array([0]), DAY, np.zeros(24, int))
    np.testing.assert_allclose(fleet.base_kw[18:22], [2, 4, 1, 0])
    np.testing.assert_allclose(fleet.most_kw[17:23], [0, 2, 4, 4, 4, 0])
    np.testing.assert_allclose(fleet.earliest_kwh[18:22], [2, 6, 7, 7])
    np.testing.assert_allclose(fleet.latest_kwh[18:22], [0, 0, 3, 7])


def test_a_session_that_the_window_cuts_charges_as_it_did():
    fleet = CarFleet.from_facts(sessions((0, 20, 26, 7, 4), (0, 2, 5, 4, 4)), np.array([0]), DAY, np.zeros(24, int))
    assert fleet.kwh.tolist() == [4]


def test_cars_wait_and_leave_full():
    facts = sessions((0, 18, 24, 12, 6), (1, 18, 22, 8, 4))
    base = np.where((DAY >= 18) & (DAY < 20), 30.0, 10.0)
    fleet = CarFleet.from_facts(facts, np.array([0, 1]), DAY, np.zeros(24, int))
    need = window(base + fleet.base_kw, 30.0)
    devices = Devices(np.zeros(1, bool), cars=[fleet])
    plan = cheapest_flexibility(need, devices, PRICES)
    assert plan.feasible
    assert plan.shifted_kwh[0] == pytest.approx(20, abs=1e-6)
    assert plan.eur_per_year == pytest.approx(20 * PRICES.shifted_car_eur_per_kwh, abs=1e-6)
    done = follow(need, devices, plan)
    assert done.kw.max() <= 30 + 1e-6
    np.testing.assert_allclose(np.bincount(fleet.session, done.car_kwh[0]), fleet.kwh)


@pytest.mark.parametrize("seed", range(10))
def test_every_session_gets_its_energy_within_its_time_and_power(seed):
    facts = many_sessions(seed)
    hours = np.arange(24 * 5)
    fleet = CarFleet.from_facts(facts, np.arange(9), hours, np.zeros(len(hours), int))
    assert len(fleet.kwh) == 60
    allowed = np.random.default_rng(seed).uniform(0, 60, len(hours))
    given = fleet.share_out(allowed)
    assert (given >= -1e-12).all()
    assert (given <= fleet.cap_kwh + 1e-9).all()
    np.testing.assert_allclose(np.bincount(fleet.session, given), fleet.kwh, rtol=1e-9)
    cumulative = np.cumsum(np.bincount(fleet.row, given, fleet.rows))
    assert (cumulative <= fleet.earliest_kwh + 1e-9).all()
    assert (cumulative >= fleet.latest_kwh - 1e-9).all()
    spread = fleet.by_connection(given, np.arange(9))
    np.testing.assert_allclose(spread.sum(axis=1), np.bincount(fleet.row, given, fleet.rows))


def test_with_all_room_cars_charge_as_they_would():
    fleet = CarFleet.from_facts(many_sessions(1), np.arange(9), np.arange(120), np.zeros(120, int))
    np.testing.assert_allclose(fleet.share_out(np.full(120, 1e6)), fleet.early_kwh, atol=1e-9)


def test_rooms_are_heated_before_the_peak_and_stay_in_their_band():
    base = np.full((24, 3), 1.0)
    heat = HeatBuffers.from_facts(pumps(), np.full(24, 5.0), np.arange(3), base)
    np.testing.assert_allclose(heat.store_kwh, 10.0)  # 1 K, half of 19 to 21
    kw = np.where((DAY >= 18) & (DAY < 20), 32.0, 20.0) + 3
    need = window(kw, 33.0)
    devices = Devices(np.zeros(1, bool), heat=[heat])
    plan = cheapest_flexibility(need, devices, PRICES)
    assert plan.feasible
    assert plan.buffered_kwh[0] == pytest.approx(4, abs=1e-6)
    given, room = heat.share_out(plan.heat_change_kw[:, 0], need.first)
    assert (np.abs(room) <= heat.store_kwh + 1e-9).all()
    assert (base + given >= -1e-9).all()
    np.testing.assert_allclose(given.sum(axis=1), plan.heat_change_kw[:, 0], atol=1e-9)
    assert follow(need, devices, plan).kw.max() <= 33 + 1e-6


def test_nobody_leaves_the_comfort_band_whatever_is_asked():
    rng = np.random.default_rng(2)
    base = rng.uniform(0, 2, (200, 4))
    heat = HeatBuffers.from_facts(pumps(4, store=3.0), np.full(200, 0.0), np.arange(4), base, band_k=0.5)
    given, room = heat.share_out(rng.normal(0, 20, 200), np.arange(200) % 50 == 0)
    assert (np.abs(room) <= 0.5 * 3.0 + 1e-9).all()
    assert (base + given >= -1e-9).all()
    assert (base + given <= heat.most_kw + 1e-9).all()
    before = np.where((np.arange(200) % 50 == 0)[:, None], 0.0, np.vstack([np.zeros(4), room[:-1]]))
    np.testing.assert_allclose(room, before * heat.keeps + given * heat.cop, atol=1e-9)


def test_panels_are_turned_down_where_that_is_cheapest():
    kw = np.where((DAY > 10) & (DAY < 14), -70.0, 5.0)
    need = window(kw, np.inf, -60.0)
    plan = cheapest_flexibility(need, Devices(np.ones(1, bool), pv_kw=np.maximum(-kw, 0)[:, None]), PRICES)
    assert plan.curtailed_kwh[0] == pytest.approx(30, abs=1e-6)
    assert plan.battery_kwh[0] == pytest.approx(0, abs=1e-6)


def test_one_battery_at_the_end_serves_the_limits_above_it():
    """A section within a section within a transformer: one peak, felt by all three."""
    inner = np.where((DAY >= 18) & (DAY < 21), 60.0, 20.0)
    middle, outer = np.full(24, 5.0), np.full(24, 10.0)
    behind = [[True, True, True], [True, True, False], [True, False, False]]
    need = window(np.column_stack([inner, middle, outer]), np.array([66.0, 57.0, 50.0]), behind=behind)
    plan = cheapest_flexibility(need, Devices(np.ones(3, bool)), PRICES)
    assert plan.feasible
    # the inner one takes off 10, the transformer 9, the middle 8: ten behind the last do for all
    assert plan.battery_kw.sum() == pytest.approx(10, abs=1e-6)
    assert plan.battery_kw[0] == pytest.approx(10, abs=1e-6)
    sums = plan.net_kw @ need.behind.T
    assert (sums <= need.most_kw + 1e-6).all()


def test_the_mix_is_never_dearer_than_a_battery():
    for seed in range(5):
        fleet = CarFleet.from_facts(many_sessions(seed), np.arange(9), np.arange(120), np.zeros(120, int))
        kw = fleet.base_kw + 20
        limit = np.quantile(kw, 0.9)
        need = window(kw, limit)
        alone = cheapest_flexibility(need, Devices(np.ones(1, bool)), PRICES)
        mix = cheapest_flexibility(need, Devices(np.ones(1, bool), cars=[fleet]), PRICES)
        assert mix.eur_per_year <= alone.eur_per_year + 1e-6


def test_the_hours_that_bind_give_the_mix_of_all_hours():
    """Two months with two cold spells over the limit: cars, rooms and a battery in the windows cost what they cost
    in the program of all hours.
    """
    rng = np.random.default_rng(4)
    hours = np.arange(24 * 60)
    arrival = 18.0 + 24 * np.arange(59)
    facts = sessions(*((k % 3, at, at + 8.0, 6.0, 3.0) for k, at in enumerate(arrival)))
    base = np.tile(np.where((DAY >= 18) & (DAY < 21), 30.0, 15.0), 60) + rng.normal(0, 0.5, len(hours))
    for day in (20, 21, 22, 40):
        base[24 * day + 18 : 24 * day + 22] += 28.0
    heat_kw = np.full((len(hours), 3), 1.0)
    limit = 50.0

    def mix(at):
        stretch = stretches_of(at)
        fleet = CarFleet.from_facts(facts, np.arange(3), at, stretch)
        heat = HeatBuffers.from_facts(pumps(store=2.0), np.full(len(at), 5.0), np.arange(3), heat_kw[at])
        need = Window(total[at][:, None], np.ones((1, 1), bool), np.full((len(at), 1), limit),
                      np.full((len(at), 1), -np.inf), stretch, at)  # fmt: skip
        return cheapest_flexibility(need, Devices(np.ones(1, bool), cars=[fleet], heat=[heat]), PRICES, 10**9)

    total = base + 3.0 + CarFleet.from_facts(facts, np.arange(3), hours, np.zeros(len(hours), int)).base_kw
    wide = np.full((len(hours), 1), 1e9)
    some = np.flatnonzero(
        binding_hours(total[:, None], np.full((len(hours), 1), limit), -wide, PRICES.battery_round_trip)
    )
    assert 0 < len(some) < 400
    part, whole = mix(some), mix(hours)
    assert part.battery_kwh[0] > 5
    assert part.shifted_kwh[0] > 10
    assert part.buffered_kwh[0] > 5
    assert part.eur_per_year == pytest.approx(whole.eur_per_year, rel=1e-6)
    np.testing.assert_allclose([part.battery_kw, part.battery_kwh], [whole.battery_kw, whole.battery_kwh], rtol=1e-6)


def test_cells_alike_do_alike():
    """Nothing tells three equal cells apart: each does a third, which its rooms can follow."""
    base = np.full((24, 3), 1.0)
    heat = [HeatBuffers.from_facts(pumps(), np.full(24, 5.0), np.arange(3), base) for _ in range(3)]
    kw = np.where((DAY >= 18) & (DAY < 20), 10.0, 6.0)[:, None] + np.full((24, 3), 3.0)
    need = window(kw, 39.0 - 9.0, behind=np.ones((1, 3)))
    plan = cheapest_flexibility(need, Devices(np.zeros(3, bool), heat=heat), PRICES)
    assert plan.buffered_kwh.sum() == pytest.approx(2 * 9.0, abs=1e-6)
    assert plan.buffered_kwh.max() < 0.75 * 3 * 6.0
