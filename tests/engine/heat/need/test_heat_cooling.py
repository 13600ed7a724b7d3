"""Cooling: none unless asked for, in summer only, as much as offices take, and negative in the hours of heat."""

import numpy as np
import pytest
from stadsstroom.engine import EngineError, finish
from stadsstroom.engine.demand import Profiles, typical_year
from stadsstroom.engine.demand.clock import local_clock
from stadsstroom.engine.heat.need import write_heat_hours

USES = ["woonfunctie", "kantoorfunctie", "industriefunctie", "gezondheidszorgfunctie"]


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    from .conftest import Street

    folder, found = tmp_path_factory.mktemp("cooling"), {}
    for who in ("none", "non_residential", "all"):
        need = Street(4, use=USES, buildings={"build_year": 1995.0}).need(cooling=who)
        finish(write_heat_hours(need, None, folder / who))
        found[who] = need, Profiles.open(folder / who)
    return found


def kwh_per_m2(need):
    frame = need.buildings.frame
    return (frame["cooling_mwh_per_year"] * 1000 / frame["floor_area_m2"]).to_numpy()


def test_nothing_is_cooled_unless_asked_for(asked):
    need, profiles = asked["none"]
    assert profiles.technologies == ["space_heat", "hot_water"]
    assert "cooling" not in profiles.about
    assert not need.buildings.frame[["cooling_mwh_per_year", "cooling_kw"]].to_numpy().any()
    for technology in profiles.technologies:  # and what is asked for changes no heat
        np.testing.assert_array_equal(profiles.kw(technology), asked["all"][1].kw(technology))


def test_offices_take_what_offices_take_and_homes_little(asked):
    home, office, hall, care = kwh_per_m2(asked["all"][0])
    assert 20 <= office <= 40
    assert 10 <= care <= 30
    assert hall == 0  # workshops are not in the catalogue
    assert 0 < home < 10
    home, office_alone, *_ = kwh_per_m2(asked["non_residential"][0])
    assert home == 0
    assert office_alone == office


def test_hours_sum_to_the_year_and_are_heat_given_away(asked):
    need, profiles = asked["all"]
    kw = profiles.kw("cooling")[:]
    assert profiles.technologies == ["space_heat", "hot_water", "cooling"]
    assert (kw <= 0).all()
    frame = need.buildings.frame
    np.testing.assert_allclose(-kw.sum(axis=0, dtype=float) / 1000, frame["cooling_mwh_per_year"], rtol=1e-5)
    np.testing.assert_allclose(-kw.min(axis=0), frame["cooling_kw"], rtol=1e-5)


def test_it_is_cooled_in_summer_by_day_and_never_in_the_cold(asked):
    kw = -asked["all"][1].kw("cooling")[:].sum(axis=1, dtype=float)
    year = typical_year()
    clock = local_clock(year.start_utc, year.hours)
    summer = np.isin(clock.month, (5, 6, 7, 8, 9))
    assert kw[summer].sum() > 0.9 * kw.sum()
    assert kw[np.isin(clock.month, (11, 12, 1, 2))].sum() == 0
    assert kw[year.temperature_c < 5].sum() == 0
    office = -asked["all"][1].kw("cooling")[:, 1]
    assert office[clock.is_weekend].sum() < 0.15 * office.sum()


def test_rooms_are_not_cooled_and_heated_in_one_hour(asked):
    """A building that is cooled while it is warmed would pay twice."""
    profiles = asked["all"][1]
    both = (profiles.kw("cooling")[:] < -0.05) & (profiles.kw("space_heat")[:] > 0.05)
    assert both.mean() < 0.002


def test_a_word_that_is_none_is_refused(street):
    with pytest.raises(EngineError, match="cooling must be one of none, non_residential, all"):
        street(1).need(cooling="offices")
