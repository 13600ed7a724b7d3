"""The allowances for peaks within the hour and for homes on one phase."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.allowances import (
    feed_in_unbalance_factor,
    feed_in_within_hour_factor,
    unbalance_factor,
    within_hour_factor,
)

HOMES = np.array([1, 2, 3, 5, 10, 20, 50, 100, 200])


@pytest.mark.parametrize("factor", [within_hour_factor, unbalance_factor, feed_in_unbalance_factor])
def test_an_allowance_is_largest_for_few_homes_and_fades_with_many(factor):
    values = factor(np.arange(1, 2000))
    assert (np.diff(values) < 0).all()
    assert values[0] > 1.5
    assert 1 < values[-1] < 1.07


def test_one_home_on_one_phase_loads_it_three_times_as_much_and_three_phase_homes_not_at_all():
    assert unbalance_factor(1, 1.0) == pytest.approx(3)
    assert feed_in_unbalance_factor(1, 1.0) == pytest.approx(3)
    assert unbalance_factor([1, 10, 100], 0.0) == pytest.approx(1)


def test_no_home_counts_as_one():
    assert within_hour_factor(0) == within_hour_factor(1)


def test_panels_hide_less_within_the_hour_than_any_street_of_homes_up_to_two_hundred():
    assert feed_in_within_hour_factor() < within_hour_factor(200)


@pytest.fixture(scope="module")
def ten_minute_kw(data_folder) -> np.ndarray:
    """Ten-minute means (100 homes, 144) of the one-minute profiles of the IEEE European LV test feeder."""
    files = sorted((data_folder / "ieee_european_lv" / "Load_Profiles").glob("Load_profile_*.csv"))
    assert len(files) == 100
    return np.array([pd.read_csv(file)["mult"] for file in files]).reshape(100, 144, 10).mean(axis=2)


def drawn_days(kw, homes, rng, share, days=1000):
    """Phase loads (3, days, 144) of days on which `homes` homes, each on a random phase, take a random profile."""
    drawn = rng.integers(0, len(kw), (days, homes))
    phase = np.where(rng.random((days, homes)) < share, rng.integers(0, 3, (days, homes)), 3)
    counts = np.zeros((4, days, len(kw)))
    np.add.at(counts, (phase, np.arange(days)[:, None], drawn), 1)
    load = counts @ kw
    return load[:3] + load[3] / 3


@pytest.mark.parametrize("homes", HOMES)
def test_the_factors_follow_from_one_minute_profiles(ten_minute_kw, homes):
    phases = drawn_days(ten_minute_kw, homes, np.random.default_rng(homes), share=1.0)
    total = phases.sum(axis=0)
    hourly_peak = total.reshape(len(total), 24, 6).mean(axis=2).max(axis=1).mean()
    peak = total.max(axis=1).mean()
    assert within_hour_factor(homes) == pytest.approx(peak / hourly_peak, rel=0.04)
    assert unbalance_factor(homes, 1.0) == pytest.approx(3 * phases.max(axis=(0, 2)).mean() / peak, rel=0.04)


@pytest.mark.parametrize("homes", HOMES[HOMES >= 5])
def test_the_share_of_homes_on_one_phase_enters_as_its_root(ten_minute_kw, homes):
    phases = drawn_days(ten_minute_kw, homes, np.random.default_rng(homes), share=0.5)
    peak = phases.sum(axis=0).max(axis=1).mean()
    assert unbalance_factor(homes, 0.5) == pytest.approx(3 * phases.max(axis=(0, 2)).mean() / peak, rel=0.04)


@pytest.mark.parametrize("systems", HOMES)
def test_panels_on_random_phases(systems):
    counts = np.random.default_rng(1).multinomial(systems, [1 / 3] * 3, 20_000)
    drawn = 3 * counts.max(axis=1).mean() / systems
    assert feed_in_unbalance_factor(systems, 1.0) == pytest.approx(drawn, rel=0.06)
