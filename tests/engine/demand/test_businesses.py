"""Businesses keep their hours, in local clock time, and their yearly need."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.demand.businesses import simulate_businesses
from stadsstroom.engine.demand.clock import local_clock
from stadsstroom.engine.demand.holidays import day_kinds

START = np.datetime64("2023-01-01T00:00")
CLOCK = local_clock(START, 8760)
KINDS = day_kinds(START, CLOCK)
WORKDAY, SATURDAY, SUNDAY = (getattr(KINDS, k)[CLOCK.day] for k in ("workday", "saturday", "sunday_like"))


def year_of(category, n=40, kwh=10_000.0):
    parts = pd.DataFrame({"key": [f"{category} {i}" for i in range(n)], "category": category, "yearly_kwh": kwh})
    out = np.empty((8760, n), np.float32)
    simulate_businesses(parts, CLOCK, KINDS, 1, out)
    return out


@pytest.mark.parametrize("category", [*read_catalogue("business_hours")["category"], "never heard of"])
def test_hours_add_up_to_the_yearly_need(category):
    kw = year_of(category, 3, kwh=np.array([0.0, 500.0, 1e6]))
    np.testing.assert_allclose(kw.sum(axis=0, dtype=float), [0, 500, 1e6], rtol=1e-5)
    assert (kw >= 0).all()


def test_offices_work_on_workdays_by_the_local_clock():
    office = year_of("office").mean(axis=1)
    at_noon, at_night = office[WORKDAY & (CLOCK.hour == 12)].mean(), office[WORKDAY & (CLOCK.hour == 3)].mean()
    assert at_noon > 3 * at_night
    assert office[SUNDAY & (CLOCK.hour == 12)].mean() < 1.2 * at_night
    # An hour earlier by the sun in summer: the rise at opening follows the clock on the wall.
    for month in (1, 6):
        here = WORKDAY & (CLOCK.month == month)
        day = np.bincount(CLOCK.hour[here], office[here], 24)
        assert np.diff(day).argmax() + 1 == 7


def test_shops_open_on_saturday_schools_close_in_summer_and_care_never_closes():
    shop, school, care = (year_of(c).mean(axis=1) for c in ("shop", "school", "care"))
    noon = CLOCK.hour == 12
    assert shop[SATURDAY & noon].mean() == pytest.approx(shop[WORKDAY & noon].mean(), rel=0.1)
    assert shop[SUNDAY & noon].mean() < 0.7 * shop[WORKDAY & noon].mean()
    summer = KINDS.summer[CLOCK.day]
    assert school[WORKDAY & summer & noon].mean() < 0.5 * school[WORKDAY & ~summer & noon].mean()
    assert care[CLOCK.hour == 3].mean() > 0.4 * care[noon].mean()
    assert care[SUNDAY & noon].mean() == pytest.approx(care[WORKDAY & noon].mean(), rel=0.05)


def test_an_evening_past_midnight_runs_on():
    bar = year_of("meeting").mean(axis=1)
    assert bar[SATURDAY & (CLOCK.hour == 22)].mean() > 2 * bar[SATURDAY & (CLOCK.hour == 5)].mean()


def test_offices_against_a_published_course(data_folder):
    """Together shops, offices, care and schools go up and down as the country's buildings do."""
    published = np.loadtxt(data_folder / "profiles/nl2023/buildings_appliances.csv", encoding="utf-8-sig")
    ours = sum(year_of(c).mean(axis=1) for c in ("shop", "office", "care", "meeting", "school"))
    day_of = CLOCK.day * 24 + CLOCK.hour
    inside = day_of < len(published)
    assert np.corrcoef(ours[inside], published[day_of[inside]])[0, 1] > 0.75
