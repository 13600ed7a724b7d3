"""People are individuals; together they are the mean household, and few of them peak as Strand-Axelsson has it."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.allowances import within_hour_factor
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.demand.clock import local_clock
from stadsstroom.engine.demand.holidays import day_kinds, easter, public_holidays
from stadsstroom.engine.demand.people import mean_course, simulate_households, spread_yearly_kwh
from stadsstroom.engine.randomness import keys_of

YEAR_2019 = np.datetime64("2018-12-31T23:00")  # midnight in the Netherlands
CLOCK = local_clock(YEAR_2019, 8760)
KINDS = day_kinds(YEAR_2019, CLOCK)
# α and β of the Strand-Axelsson formula and kWh a year by type, as in domain knowledge of Dutch grids
STRAND_AXELSSON = {
    "detached": (4400, {10: 1.51, 50: 1.24, 100: 1.18, 200: 1.13}),
    "terraced": (3300, {10: 1.06, 50: 0.90, 100: 0.86, 200: 0.83}),
    "flat": (2400, {10: 0.96, 50: 0.68, 100: 0.61, 200: 0.57}),
}


def year_of(n, kind="terraced", kwh=1.0, seed=1, names="home"):
    homes = pd.DataFrame({"key": [f"{names} {i}" for i in range(n)], "dwelling_type": kind, "yearly_kwh": kwh})
    out = np.empty((8760, n), np.float32)
    simulate_households(homes, CLOCK, KINDS, seed, out)
    return out


@pytest.mark.parametrize("kind", STRAND_AXELSSON)
def test_few_and_many_homes_peak_near_strand_axelsson(kind):
    """Mean over 50 seeds of the highest hour of n homes, with the allowance for peaks within the hour; no rescaling."""
    kwh, published_kw = STRAND_AXELSSON[kind]
    peaks = {n: [] for n in published_kw}
    for seed in range(50):
        homes = year_of(200, kind, seed=seed)
        keys = keys_of([f"home {i}" for i in range(200)], seed)
        for n in peaks:
            own = spread_yearly_kwh(np.full(n, float(kwh)), np.zeros(n, int), keys[:n])
            peaks[n].append((homes[:, :n] @ own.astype(np.float32)).max() / n)
    for n, published in published_kw.items():
        assert np.mean(peaks[n]) * within_hour_factor(n) == pytest.approx(published, rel=0.20), n


def test_the_catalogue_holds_the_published_coefficients():
    table = read_catalogue("household_types").set_index("dwelling_type")
    for kind, (kwh, published) in STRAND_AXELSSON.items():
        row = table.loc[kind]
        assert row["yearly_kwh"] == kwh
        for n, kw in published.items():
            formula = row["alpha_kw_per_kwh"] * kwh + row["beta_kw_per_sqrt_kwh"] * np.sqrt(kwh / n)
            assert formula == pytest.approx(kw, abs=0.006)


def test_yearly_kwh_is_what_was_asked():
    kwh = np.array([0.0, 1.0, 2500.0, 90_000.0, np.nan])
    np.testing.assert_allclose(year_of(5, kwh=kwh).sum(axis=0, dtype=float), np.nan_to_num(kwh), rtol=1e-5)


def test_many_homes_together_are_the_mean_household():
    town = sum(year_of(500, kwh=1000.0, names=f"street {s}").sum(axis=1, dtype=float) for s in range(6))
    course = mean_course(CLOCK, KINDS)
    assert np.corrcoef(town, course)[0, 1] > 0.998
    assert np.abs(town / town.mean() - course).mean() < 0.015
    assert (town.max() / town.mean()) == pytest.approx(course.max(), rel=0.03)


def test_homes_differ_from_each_other_and_from_day_to_day():
    homes = year_of(40, kwh=3300.0)
    assert (homes > 0).all()
    assert np.corrcoef(homes.T)[np.triu_indices(40, 1)].max() < 0.9
    single = homes.max(axis=0) / homes.mean(axis=0)
    assert single.mean() > 1.4 * mean_course(CLOCK, KINDS).max()
    evening = homes[(CLOCK.hour == 18)]
    assert (evening.std(axis=0) / evening.mean(axis=0)).min() > 0.15


def test_a_home_is_itself_whatever_stands_beside_it():
    one, two = year_of(1, kwh=3000.0), year_of(30, kwh=3000.0)
    np.testing.assert_array_equal(one[:, 0], two[:, 0])
    assert not np.array_equal(one, year_of(1, kwh=3000.0, seed=2))


def test_the_mean_household_against_a_published_one(data_folder):
    published = np.loadtxt(data_folder / "profiles/nl2019/households_appliances.csv")
    published = published.reshape(365, 24)[CLOCK.day, CLOCK.hour]
    course = mean_course(CLOCK, KINDS)
    assert np.corrcoef(course, published)[0, 1] > 0.97
    assert course.max() == pytest.approx(published.max() / published.mean(), rel=0.05)
    assert CLOCK.hour[course.argmax()] == CLOCK.hour[published.argmax()] == 18
    by_month = [np.bincount(CLOCK.month, x)[1:] for x in (course / course.sum(), published / published.sum())]
    np.testing.assert_allclose(*by_month, rtol=0.06)


def test_homes_of_a_postcode_differ_around_its_mean_and_keep_its_sum():
    mean = np.repeat([2500.0, 4000.0], [30, 50])
    group = np.repeat([0, 1], [30, 50])
    keys = keys_of([str(i) for i in range(80)], 1)
    kwh = spread_yearly_kwh(mean, group, keys)
    np.testing.assert_allclose(np.bincount(group, kwh), np.bincount(group, mean), rtol=1e-12)
    assert 0.25 < np.log(kwh[group == 1]).std() < 0.6
    order = np.random.default_rng(1).permutation(80)
    np.testing.assert_array_equal(spread_yearly_kwh(mean[order], group[order], keys[order]), kwh[order])


def test_holidays():
    assert [str(easter(y)) for y in (2023, 2024, 2025, 2038)] == [
        "2023-04-09",
        "2024-03-31",
        "2025-04-20",
        "2038-04-25",
    ]
    assert "2023-05-18" in [str(d) for d in public_holidays(2023)]  # Ascension
    assert "2025-04-26" in [str(d) for d in public_holidays(2025)]  # King's Day moves off a Sunday
    assert (KINDS.sunday_like ^ KINDS.saturday ^ KINDS.workday).all()
    assert not KINDS.workday[0]
    assert not KINDS.school[200:230].any()
    assert KINDS.summer.sum() == 42
