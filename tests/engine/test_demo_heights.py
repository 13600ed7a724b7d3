"""The heights of the demo neighbourhood show the roofs they were made of, trees, and the holes real rasters have."""

from dataclasses import replace

import numpy as np
import pytest
from stadsstroom.engine.demo import FLIGHT_YEAR, demo_heights, demo_neighbourhood
from stadsstroom.engine.progress import finish
from stadsstroom.engine.roof.heights import ArrayRaster, check_ground, check_heights
from stadsstroom.engine.roof.planes import PlaneOptions, find_roof_planes


@pytest.fixture(scope="module")
def heights():
    return demo_heights()


@pytest.fixture(scope="module")
def rasters(heights):
    return [ArrayRaster(values, heights.place, heights.crs) for values in (heights.dsm, heights.dtm)]


@pytest.fixture(scope="module")
def found(rasters):
    pand = demo_neighbourhood()["pand"]
    years = np.array([float(year) if year.isdigit() else np.nan for year in pand.frame["bouwjaar"]])
    frame = pand.frame.assign(building_id=pand.frame["identificatie"], build_year=years)
    buildings = replace(pand, frame=frame.drop(columns="bouwjaar"))
    return finish(find_roof_planes(buildings, *rasters, PlaneOptions(raster_year=FLIGHT_YEAR)))


def test_heights_are_plausible(rasters):
    assert check_heights(rasters[0], "DSM") == []
    assert check_ground(*rasters, "DSM", "DTM") == []


def test_same_seed_same_heights():
    assert np.array_equal(demo_heights(2).dsm, demo_heights(2).dsm, equal_nan=True)
    assert not np.array_equal(demo_heights(2).dsm, demo_heights(3).dsm, equal_nan=True)


def test_holes_are_where_they_are_in_real_rasters(heights):
    pond, under_buildings = np.isnan(heights.dsm), np.isnan(heights.dtm) & ~np.isnan(heights.dsm)
    assert pond.sum() * 0.25 == pytest.approx(np.pi * 9**2, rel=0.02)
    assert under_buildings.sum() * 0.25 == pytest.approx(15_800, rel=0.1)


def test_trees_stand_higher_than_houses_and_beside_them(heights):
    above = heights.dsm - heights.dtm
    assert 500 < (np.nan_to_num(above) > 3).sum() * 0.25 < 8000
    assert 9 < np.nanmax(above) < 16


def test_gables_and_flats_come_back(found):
    tilts = found.planes.frame["tilt_deg"].round().value_counts()
    for tilt in (35, 38, 40, 45):
        assert tilts.get(tilt, 0) > 20
    flats = found.buildings.frame["roof_kind"].eq("flat")
    assert 15 < flats.sum() < 40
    highest = found.buildings.frame["height_m"].max()
    assert highest == pytest.approx(22.5, abs=0.2)  # high enough for the wind rule


def test_a_building_built_after_the_flight_is_flagged(found):
    young = found.buildings.frame["changed_since_flight"]
    assert young.sum() == 1
    assert {problem.code for problem in found.problems} & {"built_after_flight", "nothing_there"}
