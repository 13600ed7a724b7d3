"""A real town: Staphorst with its postcodes' mean gas."""

import numpy as np
import pytest
from stadsstroom.engine import finish
from stadsstroom.engine.demand import Profiles
from stadsstroom.engine.heat.need import cell_density, write_heat_hours


def test_a_town_needs_what_its_gas_says(staphorst_need):
    """Some 1,300 m³ a home is 11.5 MWh of heat; Dutch homes need 10 to 12, these are larger."""
    told, frame = staphorst_need.summary, staphorst_need.buildings.frame
    assert told["dwellings"] == pytest.approx(2800, rel=0.02)
    assert 11 < told["mwh_per_dwelling"] < 14
    assert 0.4 < told["dwellings_mwh"] / told["heat_mwh"] < 0.7  # the rest: halls, shops, farms
    assert told["by_gas_percent"] > 90
    one = frame[frame["dwellings"] == 1]
    assert 0.18 < (one["space_kw"] / (one["space_mwh_per_year"] * 3.6)).median() < 0.26
    assert np.isfinite(frame.select_dtypes("number").to_numpy(float)).all()
    assert frame["building_id"].is_unique


def test_flats_share_one_building(staphorst_need):
    assert staphorst_need.buildings.frame["dwellings"].max() >= 36


def test_cells_hold_all_of_it(staphorst_need):
    cells = cell_density(staphorst_need.buildings, 100.0).frame
    assert cells["heat_mwh_per_year"].sum() == pytest.approx(staphorst_need.summary["heat_mwh"])
    assert set(cells["density_class"]) == {"poor", "average", "good"}


def test_the_hours_of_a_town_hold_its_year(staphorst_need, tmp_path):
    finish(write_heat_hours(staphorst_need, None, tmp_path / "heat.profiles"))
    profiles = Profiles.open(tmp_path / "heat.profiles")
    total = np.zeros(profiles.hours)
    for technology in profiles.technologies:
        total += profiles.kw(technology)[:].sum(axis=1, dtype=float)
    told = staphorst_need.summary
    assert total.sum() / 1000 == pytest.approx(told["heat_mwh"], rel=1e-4)
    assert 0.55 * told["peak_kw"] < total.max() < told["peak_kw"]  # homes are not in step
