"""The quick rule of Powermapping Amsterdam, and the full method beside it."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.demand.sun import sun_position
from stadsstroom.engine.roof.heights import ArrayRaster, GridPlace
from stadsstroom.engine.roof.light import cast_shadow
from stadsstroom.engine.roof.powermapping import PowermappingOptions, moments_utc, powermapping
from stadsstroom.engine.roof.wind import WindOptions

DELFT = {"latitude_deg": 52.01, "longitude_deg": 4.36}
SIZE, CELL = 200, 1.0


def houses(*boxes, top=None):
    """Buildings (west, south, width, height), drawn as upright blocks on flat ground."""
    frame = pd.DataFrame(
        {"building_id": [f"b{i}" for i in range(len(boxes))], "height_m": [float(b[3]) for b in boxes]}
    )
    if top is not None:
        frame["top_m"] = top
    shapes = [shapely.box(x, y, x + w, y + w) for x, y, w, _ in boxes]
    return FeatureTable(frame, np.array(shapes, object), name="buildings")


def surface(buildings, *trees):
    """A raster of 200 × 200 m with the buildings, and trees (west, south, width, height), on ground at 0 m."""
    z = np.zeros((SIZE, SIZE), np.float32)
    place = GridPlace(0.0, SIZE * CELL, CELL, SIZE, SIZE)
    stands = [(*g.bounds, h) for g, h in zip(buildings.geometry, buildings.frame["height_m"])]
    stands += [(x, y, x + w, y + w, h) for x, y, w, h in trees]
    for west, south, east, north, height in stands:
        rows, cols = place.window(west + 0.1, south + 0.1, east - 0.1, north - 0.1)
        z[rows, cols] = np.maximum(z[rows, cols], height)
    return ArrayRaster(z, place, buildings.crs)


def solve(buildings, dsm=None, solar=None, areas=None, **options):
    options = PowermappingOptions(**{**DELFT, **options})
    return finish(powermapping(buildings, dsm, options, solar, areas))


def test_the_sun_of_the_shortest_day_in_delft():
    """21 December: 10:00 el 6.9° az 143.4°, noon 14.6/180, 15:00 8.8/212, lifted 0.1° by the air."""
    elevation, azimuth = sun_position(moments_utc(PowermappingOptions()), 52.01, 4.36)
    np.testing.assert_allclose(elevation, [6.9, 14.6, 8.8], atol=0.2)
    np.testing.assert_allclose(azimuth, [143.4, 180, 212], atol=0.5)


def test_240_hectares_are_fifty_thousand_households():
    """24 roofs of a square kilometre each, all in the sun: a tenth is 240 ha."""
    roofs = houses(*[(3000 * i, 0, 1000, 10) for i in range(24)])
    result = solve(roofs)
    area = result.areas.frame.iloc[0]
    assert area["sun_ha"] == pytest.approx(240)
    assert area["sun_gwh"] == pytest.approx(175.2)
    assert area["sun_households"] == pytest.approx(50_000, rel=0.01)
    # Panels of today, 215 W/m² at 900 kWh/kWp: some 470 GWh of the same area, 2.6 times as much.
    today = solve(roofs, kwh_per_m2=195.0).summary
    assert today["sun_gwh"] == pytest.approx(468)
    assert today["sun_ha"] == pytest.approx(240)
    assert not [name for name in today if name.startswith("full_")]


def test_a_thousand_turbines_are_nine_hundred_households():
    towers = houses(*[(500 * i, 0, 20, 25) for i in range(1000)])
    result = solve(towers, wind=WindOptions(mean_wind_m_per_s=5.0))
    assert result.summary["turbines"] == 1000
    assert result.summary["wind_households"] == pytest.approx(900)
    # The same roofs by their wind: less as promised, a tenth of that as measured.
    assert result.summary["wind_gwh_promised"] < result.summary["wind_gwh"]
    assert result.summary["wind_gwh_measured"] == pytest.approx(0.1 * result.summary["wind_gwh_promised"])


@pytest.mark.parametrize("raster", [True, False], ids=["surface", "blocks"])
def test_a_tower_takes_the_winter_sun_of_the_house_behind_it(raster):
    """At noon (14.6°) a tower of 36 m darkens a roof of 6 m as far as 115 m to the north."""
    near = houses((90, 50, 20, 36), (95, 120, 10, 6))  # 55 m from wall to centre
    far = houses((90, 0, 20, 36), (95, 180, 10, 6))  # 165 m
    for buildings, moments in ((near, 2), (far, 3)):
        result = solve(buildings, surface(buildings) if raster else None)
        frame = result.buildings.frame
        assert frame["sunlit_moments"].tolist() == [3, moments]
        assert set(frame["sunlit_how"]) == {"surface" if raster else "blocks"}
        assert frame["power_class"].tolist() == ["wind_or_sun", "sun" if moments == 3 else "neither"]


def towers_and_houses(rng):
    """A place of 1,400 m in cells of 2 m: 300 low houses and three towers."""
    place, z = GridPlace(0.0, 1400.0, 2.0, 700, 700), np.zeros((700, 700), np.float32)
    boxes = [(*rng.uniform(20, 1370, 2).round(), 10, rng.uniform(4, 9)) for _ in range(300)]
    boxes += [(650, 700, 20, 90), (200, 150, 30, 60), (1100, 300, 20, 140)]
    for x, y, side, height in boxes:
        rows, cols = place.window(x + 0.1, y + 0.1, x + side - 0.1, y + side - 0.1)
        z[rows, cols] = np.maximum(z[rows, cols], height)
    return houses(*boxes), ArrayRaster(z, place), z


def test_the_shadow_of_towers_reaches_as_far_as_the_sun_throws_it():
    """In pieces, each with as much around as the towers need, as on the whole raster at once."""
    buildings, dsm, z = towers_and_houses(np.random.default_rng(3))
    elevation, azimuth = sun_position(moments_utc(PowermappingOptions()), 52.01, 4.36)
    shaded = [cast_shadow(z, 2.0, *sun) for sun in zip(elevation, azimuth)]
    centre = shapely.centroid(buildings.geometry)
    at = dsm.place.row_of(shapely.get_y(centre)), dsm.place.col_of(shapely.get_x(centre))
    expected = sum(~one[at] for one in shaded)
    found = solve(buildings, dsm, tile_cells=128).buildings.frame["sunlit_moments"]
    assert found.tolist() == expected.tolist()
    near = solve(buildings, dsm, tile_cells=128, reach_m=100.0).buildings.frame["sunlit_moments"]
    assert (near > found).sum() >= 3  # that the towers' reach matters


@pytest.mark.parametrize(("away", "moments"), [(740, 2), (830, 3)])
def test_a_block_of_100_m_darkens_a_roof_as_far_as_its_shadow_goes(away, moments):
    """At ten (6.9°) it reaches 94 m / tan(6.9°) = 777 m over a roof of 6 m."""
    towards = np.radians(143.4 + 180)
    house = (500 + away * np.sin(towards) - 5, 500 + away * np.cos(towards) - 5, 10, 6)
    frame = solve(houses((490, 490, 20, 100), house)).buildings.frame
    assert frame["sunlit_moments"].tolist() == [3, moments]


def test_at_night_no_roof_is_in_the_sun():
    house = houses((95, 120, 10, 6))
    for dsm in (None, surface(house)):
        assert solve(house, dsm, clock_hours=(4.0,), moments=1).buildings.frame["sunlit_moments"].tolist() == [0]


def test_two_moments_are_enough_when_asked():
    near = houses((90, 50, 20, 36), (95, 120, 10, 6))
    assert solve(near, moments=2).buildings.frame["power_class"].tolist() == ["wind_or_sun", "sun"]


def test_trees_count_on_the_surface_and_not_for_blocks():
    house = houses((95, 120, 10, 6))
    dsm = surface(house, (97, 100, 6, 20))  # its shadow passes the house by at ten and at three
    assert solve(house, dsm).buildings.frame["sunlit_moments"].tolist() == [2]
    assert solve(house).buildings.frame["sunlit_moments"].tolist() == [3]


def test_tiles_change_nothing():
    buildings = houses((90, 50, 20, 36), (95, 120, 10, 6), (20, 20, 10, 8), (150, 150, 12, 9))
    dsm = surface(buildings)
    whole = solve(buildings, dsm).buildings.frame
    pieces = solve(buildings, dsm, tile_cells=32, reach_m=200.0).buildings.frame
    pd.testing.assert_frame_equal(whole, pieces)


def test_roofs_beyond_the_raster_are_judged_as_blocks():
    buildings = houses((95, 120, 10, 6), (500, 500, 10, 6))
    frame = solve(buildings, surface(buildings)).buildings.frame
    assert frame["sunlit_how"].tolist() == ["surface", "blocks"]


def test_neighbourhoods_add_up_to_the_whole():
    buildings = houses((0, 0, 10, 25), (300, 0, 20, 6), (600, 0, 30, 7))
    polygons = np.array(
        [shapely.box(-50, -50, 200, 50), shapely.box(200, -50, 400, 50), shapely.box(900, 0, 950, 9)], object
    )
    names = pd.DataFrame({"feature_id": ["1", "2", "3"], "name": ["West", "Midden", "Leeg"]})
    solar = FeatureTable(
        pd.DataFrame(
            {
                "building_id": ["b1", "b0", "b0"],  # a double counts once
                "panel_area_m2": [40.0, 20.0, 9.0],
                "kwp": [8.0, 4.0, 9.0],
                "kwh": [7e3, 3e3, 9e3],
            }
        ),
        np.array([None, None, None], object),
    )
    result = solve(buildings, solar=solar, areas=FeatureTable(names, polygons))
    areas = result.areas.frame.set_index("name")
    assert areas["area_id"].tolist() == ["1", "2", "3"]
    assert areas["buildings"].tolist() == [1, 1, 0]
    assert areas.loc["West", "wind_or_sun_buildings"] == 1
    assert areas["roof_ha"].tolist() == pytest.approx([0.01, 0.04, 0.0])
    assert areas["sun_ha"].tolist() == pytest.approx([0.001, 0.004, 0.0])
    assert areas["full_gwh"].tolist()[:2] == pytest.approx([3e-3, 7e-3])
    assert np.isnan(areas.loc["Leeg", "full_gwh"])
    assert areas["full_ha"].tolist()[:2] == pytest.approx([0.002, 0.004])
    assert result.summary["buildings"] == 3  # one lies in no neighbourhood
    assert result.summary["roof_ha"] == pytest.approx(0.14)
    assert result.summary["full_kwp"] == pytest.approx(12)
    assert result.summary["full_households"] == pytest.approx(1e4 / 3500)


def test_a_building_in_two_neighbourhoods_counts_in_the_first():
    buildings = houses((0, 0, 10, 6), (100, 0, 10, 6))
    polygons = np.array([shapely.box(-9, -9, 50, 20), shapely.box(-9, -9, 200, 20)], object)
    for order, counts in (([0, 1], [1, 1]), ([1, 0], [2, 0])):
        areas = FeatureTable(pd.DataFrame({"feature_id": ["1", "2"]}), polygons[order])
        assert solve(buildings, areas=areas).areas.frame["buildings"].tolist() == counts


@pytest.mark.parametrize("nothing", [None, shapely.Polygon(), shapely.GeometryCollection()])
def test_a_building_without_a_shape_is_neither(nothing):
    buildings = houses((0, 0, 10, 6), (100, 0, 10, 30))
    dsm = surface(buildings)
    buildings.geometry[1] = nothing
    areas = FeatureTable(pd.DataFrame({"feature_id": ["1", "2"]}), np.array([None, shapely.box(-9, -9, 200, 20)]))
    for raster in (None, dsm):
        result = solve(buildings, raster, areas=areas)
        assert result.buildings.frame["power_class"].tolist() == ["sun", "neither"]
        assert result.summary["buildings"] == 2
        assert result.areas.frame["buildings"].tolist() == [0, 1]


@pytest.mark.parametrize("wrong", [{"roof_share": 10.0}, {"moments": 4}, {"kwh_per_household": 0.0}])
def test_impossible_options_end_in_a_sentence(wrong):
    with pytest.raises(EngineError):
        PowermappingOptions(**wrong)
