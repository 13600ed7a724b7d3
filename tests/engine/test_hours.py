"""Pieces of a year as the clock on the wall cuts them."""

import numpy as np
import pytest
from stadsstroom.engine.hours import duration_order, same_day, same_week, wall_clock, year_picture

YEAR = np.datetime64("2023-01-01T00:00:00", "s") + np.arange(8760) * np.timedelta64(3600, "s")


@pytest.fixture(scope="module")
def wall():
    return wall_clock(YEAR)


def position(text):
    return int(np.flatnonzero(np.datetime64(text) == YEAR)[0])


@pytest.mark.parametrize(
    ("utc", "local"),
    [("2023-01-17T17:00", "2023-01-17T18:00"), ("2023-07-17T17:00", "2023-07-17T19:00")],
)
def test_the_wall_clock_is_an_hour_ahead_in_winter_and_two_in_summer(wall, utc, local):
    assert wall[position(utc)] == np.datetime64(local)


@pytest.mark.parametrize(("day", "hours"), [("2023-01-17", 24), ("2023-03-26", 23), ("2023-10-29", 25)])
def test_a_day_has_the_hours_its_clock_gives_it(wall, day, hours):
    found = same_day(wall, position(f"{day}T12:00"))
    assert len(found) == hours
    assert set(wall[found].astype("datetime64[D]")) == {np.datetime64(day)}


def test_a_week_runs_from_monday_to_sunday(wall):
    found = same_week(wall, position("2023-01-18T12:00"))  # a Wednesday
    assert wall[found[0]] == np.datetime64("2023-01-16T00:00")
    assert wall[found[-1]] == np.datetime64("2023-01-22T23:00")


def test_the_first_week_is_as_long_as_the_year_has_of_it(wall):
    assert len(same_week(wall, 0)) == 23  # Sunday 1 January, from 1:00 local time


def test_the_duration_curve_falls_and_leaves_out_what_is_unknown():
    values = np.array([3.0, np.nan, 7.0, 7.0, 1.0])
    assert duration_order(values).tolist() == [2, 3, 0, 4]


def test_the_picture_of_the_year_holds_every_hour_at_its_place(wall):
    picture, days = year_picture(wall)
    assert picture.shape == (24, 366)  # the last hour is 1 January 0:00 local time
    assert picture[18, 16] == position("2023-01-17T17:00")
    assert days[16] == np.datetime64("2023-01-17")
    assert (picture[2, days == np.datetime64("2023-03-26")] == -1).all()  # the hour that summer time skips
    assert len(np.unique(picture[picture >= 0])) == 8759  # one hour stands twice on the clock


def test_a_few_weeks_of_hours_will_do(wall):
    weeks = np.r_[0:168, 4000:4168]
    picture, _ = year_picture(wall[weeks])
    assert sorted(picture[picture >= 0]) == list(range(336))
