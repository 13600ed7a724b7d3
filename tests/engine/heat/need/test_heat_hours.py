"""Heat of every hour: it sums to the year, peaks as designed, follows the weather, and depends on nothing else."""

import numpy as np
import pytest
from stadsstroom.engine import EngineError, finish
from stadsstroom.engine.demand import Profiles, typical_year
from stadsstroom.engine.demand.clock import local_clock
from stadsstroom.engine.demand.weather import Weather
from stadsstroom.engine.heat.need import hours, write_heat_hours

USES = ["woonfunctie", "winkelfunctie, woonfunctie", "kantoorfunctie", "logiesfunctie", "woonfunctie", "woonfunctie"]


def written(need, path, weather=None):
    finish(write_heat_hours(need, weather, path))
    return Profiles.open(path)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    from .conftest import Street

    need = Street(6, use=USES, yearly_gas_m3=[1200.0] + [np.nan] * 5).need()
    return need, written(need, tmp_path_factory.mktemp("heat") / "heat.profiles")


def test_a_normal_year_sums_to_the_yearly_need(town):
    need, profiles = town
    frame = need.buildings.frame
    assert profiles.connection_ids == frame["building_id"].tolist()
    assert profiles.technologies == ["space_heat", "hot_water"]
    for technology, column in (("space_heat", "space_mwh_per_year"), ("hot_water", "water_mwh_per_year")):
        mwh = profiles.kw(technology)[:].sum(axis=0, dtype=float) / 1000
        np.testing.assert_allclose(mwh, frame[column], rtol=1e-4, err_msg=technology)


def test_rooms_alone_come_near_the_year_before_they_are_scaled(town):
    """The hours are scaled to the year; the room model itself must hardly need it."""
    need, _ = town
    kwh = hours._space_kw(need.units, typical_year(), need.options).sum(axis=0, dtype=float)
    homes = need.units["dwelling"].to_numpy()
    assert kwh.sum() == pytest.approx(need.units["space_kwh"].sum(), rel=0.06)
    np.testing.assert_allclose(kwh[homes], need.units["space_kwh"][homes], rtol=0.08)


def test_no_hour_asks_for_more_than_the_design(town):
    need, profiles = town
    frame = need.buildings.frame
    top = profiles.kw("space_heat")[:].max(axis=0)
    assert (top <= frame["space_kw"] * 1.1).all()
    assert (top >= frame["space_kw"] * 0.5).all()  # at -10 °C the sun and people help, and homes are not in step
    assert (profiles.kw("hot_water")[:].max(axis=0) <= frame["water_kw"] * 1.5).all()
    assert (profiles.kw("space_heat")[:] >= 0).all()
    assert (profiles.kw("hot_water")[:] >= 0).all()


def test_cold_hours_ask_for_more_and_summer_nights_for_nothing(town):
    _, profiles = town
    weather, kw = typical_year(), profiles.kw("space_heat")[:].sum(axis=1, dtype=float)
    assert np.corrcoef(kw, weather.temperature_c)[0, 1] < -0.8
    assert kw[weather.temperature_c > 22].max() < 0.02 * kw.max()
    assert weather.temperature_c[kw.argmax()] < -5


def test_colder_weather_needs_more_and_warmer_less(town, tmp_path):
    need, profiles = town
    normal = profiles.kw("space_heat")[:].sum(dtype=float)
    for shift, low, high in ((-2.0, 1.1, 1.5), (2.0, 0.5, 0.9)):
        year = typical_year()
        other = Weather(year.start_utc, year.temperature_c + shift, year.ghi_w_per_m2)
        changed = written(need, tmp_path / f"{shift}", other)
        assert low < changed.kw("space_heat")[:].sum(dtype=float) / normal < high
        np.testing.assert_allclose(changed.kw("hot_water"), profiles.kw("hot_water"))
        np.testing.assert_array_equal(changed.facts("weather")["temperature_c"], other.temperature_c)


def test_offices_use_water_when_open(town):
    _, profiles = town
    clock = local_clock(typical_year().start_utc, 8760)
    office = profiles.kw("hot_water")[:, 2]
    assert office[clock.is_weekend].sum() == 0
    assert office[(clock.hour == 3)].sum() == 0
    assert office[(clock.hour == 11) & ~clock.is_weekend].min() > 0
    hotel = profiles.kw("hot_water")[:, 3]
    assert hotel[clock.is_weekend & (clock.hour == 20)].min() > 0


def test_rows_chunks_and_other_homes_change_nothing(town, street, tmp_path, monkeypatch):
    need, profiles = town
    monkeypatch.setattr(hours, "CHUNK_UNITS", 2)
    order = [4, 1, 5, 0, 3, 2]
    mixed = street(6, use=USES, yearly_gas_m3=[1200.0] + [np.nan] * 5)
    mixed.buildings, mixed.addresses = mixed.buildings.take(order), mixed.addresses.take(order[::-1])
    other = written(mixed.need(), tmp_path / "mixed")
    columns = [other.connection_ids.index(i) for i in profiles.connection_ids]
    assert columns != sorted(columns)
    for technology in profiles.technologies:
        np.testing.assert_allclose(
            other.kw(technology)[:, columns], profiles.kw(technology), rtol=1e-6, atol=1e-7, err_msg=technology
        )
    monkeypatch.undo()
    assert written(need, tmp_path / "same").path.read_bytes() == profiles.path.read_bytes()


def test_the_file_says_what_it_was_made_of(town):
    need, profiles = town
    assert profiles.about["insulation"] == "as_is"
    assert profiles.about["weather"] == typical_year().about
    kept = profiles.facts("buildings")
    np.testing.assert_array_equal(kept["space_kw"], need.buildings.frame["space_kw"])
    assert kept["dwellings"].tolist() == [1, 1, 0, 0, 1, 1]


def test_a_run_that_is_cancelled_leaves_no_file(town, tmp_path):
    steps = write_heat_hours(town[0], None, tmp_path / "heat.profiles")
    next(steps)
    next(steps)
    steps.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EngineError):
        finish(write_heat_hours(town[0], None, tmp_path / "no" / "such" / "folder"))


def test_insulated_buildings_need_less_in_every_cold_hour(town, street, tmp_path):
    need, profiles = town
    better = street(6, use=USES, yearly_gas_m3=[1200.0] + [np.nan] * 5).need(insulation="standard")
    kw = written(better, tmp_path / "better").kw("space_heat")[:].sum(axis=1)
    before = profiles.kw("space_heat")[:].sum(axis=1)
    cold = typical_year().temperature_c < 0
    assert (kw[cold] < before[cold]).all()
    assert better.summary["heat_mwh"] < need.summary["heat_mwh"]
