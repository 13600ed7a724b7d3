"""Horizons and shadows of shapes whose geometry is known."""

import numpy as np
import pytest
from stadsstroom.engine.roof.light import cast_shadow, horizon_angles
from stadsstroom.engine.roof.light.horizon import LEVELS, Surroundings, azimuths, numba_installed
from stadsstroom.tests.engine.roof.drawn_light import Scene, sees_sun, street

COMPILED = [
    pytest.param(True, marks=pytest.mark.skipif(not numba_installed(), reason="numba is not installed")),
    False,
]


def within_a_cell(found, truth):
    """Whether every cell that differs from the truth lies on its border."""
    around = np.pad(truth, 1, mode="edge")
    rows, cols = truth.shape
    near = np.stack([around[r : r + rows, c : c + cols] for r in range(3) for c in range(3)])
    return not ((found != truth) & (near.all(axis=0) | ~near.any(axis=0))).any()


@pytest.mark.parametrize("compiled", COMPILED)
@pytest.mark.parametrize("turn", [0, 20, 45, 70])
def test_wall_stands_as_high_as_the_formula_says(compiled, turn):
    # a wall of 10 m along the north of the scene, seen from the south at many distances and slantwise
    scene = Scene(60).flat(0, 50, 60, 4, 10)
    x, y = scene.centres
    far = (50 - y) / np.cos(np.radians(turn))
    inside = (y < 49) & (x + far * np.sin(np.radians(turn)) < 59)  # the line of sight meets the wall
    seen = horizon_angles(scene.heights, 0.5, [turn], compiled)[0][inside]
    cell = 0.5 / np.cos(np.radians(turn))
    assert (seen <= np.degrees(np.arctan(10 / (far[inside] - cell)))).all()
    assert (seen >= np.degrees(np.arctan(10 / (far[inside] + cell)))).all()


@pytest.mark.parametrize("compiled", COMPILED)
def test_cone_stands_as_high_as_the_formula_says(compiled):
    height, radius, x0, y0 = 12.0, 15.0, 40.0, 40.0
    scene = Scene(80).cone(x0, y0, radius, height)
    x, y = scene.centres
    out = np.hypot(x - x0, y - y0) > radius + 1
    rows, cols = np.nonzero(out)
    some = slice(None, None, 37)
    x, y, rows, cols = x[out][some], y[out][some], rows[some], cols[some]
    far = np.arange(0.25, 110, 0.25)
    for azimuth in azimuths(16):
        found = horizon_angles(scene.heights, 0.5, [azimuth], compiled)[0][rows, cols]
        east, north = np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))
        low, high = np.full(len(x), np.inf), np.full(len(x), -np.inf)
        for dx in (-0.5, 0, 0.5):  # seen from anywhere within a cell
            for dy in (-0.5, 0, 0.5):
                z = scene.z(x[:, None] + dx + far * east, y[:, None] + dy + far * north)
                true = np.degrees(np.arctan((z / far).max(axis=1)))
                low, high = np.minimum(low, true), np.maximum(high, true)
        assert (found >= low - 0.05).all()
        assert (found <= high + 0.05).all()


@pytest.mark.parametrize("compiled", COMPILED)
def test_horizon_is_where_marching_each_ray_finds_it(compiled):
    scene = street()
    z = scene.heights
    x, y = scene.centres
    pick = np.random.default_rng(3).choice(z.size, 400, replace=False)
    for azimuth in (11.25, 90.0, 157.5, 236.25):
        angle = horizon_angles(z, 0.5, [azimuth], compiled)[0].ravel()[pick]
        for elevation in (5.0, 20.0, 40.0):
            a, e = np.radians(azimuth), np.radians(elevation)
            sun = np.array([np.cos(e) * np.sin(a), np.cos(e) * np.cos(a), np.sin(e)])
            lit = sees_sun(z, scene.place, x.ravel()[pick], y.ravel()[pick], z.ravel()[pick], sun)
            # corners of walls are met or missed by the part of a cell
            assert (lit == (angle < elevation)).mean() > 0.97


@pytest.mark.skipif(not numba_installed(), reason="numba is not installed")
def test_numpy_and_numba_agree():
    rng = np.random.default_rng(5)
    z = (street().heights + rng.normal(0, 0.1, (160, 160))).astype(np.float32)
    z[30:50, 100:130] = np.nan
    every = azimuths(16)
    assert horizon_angles(z, 0.5, every, True) == pytest.approx(
        horizon_angles(z, 0.5, every, False), abs=2e-3, nan_ok=True
    )


@pytest.mark.parametrize("compiled", COMPILED)
def test_holes_are_transparent_and_have_no_horizon(compiled):
    z = np.zeros((9, 60), np.float32)
    z[:, 40:44] = 6.0
    z[:, 20:30] = np.nan
    east = horizon_angles(z, 1.0, [90.0], compiled)[0]
    assert np.isnan(east[:, 20:30]).all()
    assert east[4, 10] == pytest.approx(np.degrees(np.arctan(6 / 30)), abs=0.01)
    assert not horizon_angles(np.full((5, 5), np.nan), 1.0, [10.0], compiled)[0][2:3, 2:3] > 0


def test_a_roof_throws_no_shadow_on_itself():
    scene = Scene(40).gable(10, 10, 20, 20, eaves=5, tilt_deg=40)
    x, y = scene.centres
    south_side = (x > 11) & (x < 29) & (y > 11) & (y < 19)
    for azimuth in azimuths(64):
        own = np.degrees(np.arctan(np.tan(np.radians(40)) * np.cos(np.radians(azimuth))))
        found = horizon_angles(scene.heights, 0.5, [azimuth])[0][south_side]
        assert found.max() <= max(own, 0) + 0.05


@pytest.mark.parametrize("compiled", COMPILED)
def test_a_window_sees_what_the_whole_raster_sees(compiled):
    z = street().heights
    whole, part, near, inner = (np.empty(shape, np.float32) for shape in (z.shape, *[(40, 50)] * 3))
    window = z[20:150, 10:155]
    for azimuth in (0.0, 33.75, 101.25, 191.25, 300.0):
        list(Surroundings(z, 0.5, use_numba=compiled).horizons(azimuth, whole))
        for search_m, out in ((30.0, part), (500.0, near)):
            seen = Surroundings(window, 0.5, (40, 80, 50, 100), search_m, (20, 10), compiled)
            list(seen.horizons(azimuth, out))
        assert (near <= whole[60:100, 60:110] + 1e-6).all()
        assert (part <= near + 1e-6).all()
        list(Surroundings(z, 0.5, (60, 100, 60, 110), use_numba=compiled).horizons(azimuth, inner))
        assert inner == pytest.approx(whole[60:100, 60:110], abs=1e-6)


@pytest.mark.parametrize("compiled", COMPILED)
def test_both_ways_at_once_are_what_each_is_alone(compiled):
    z = street().heights
    z[40:60, 10:30] = np.nan
    core, known = (20, 120, 30, 101), np.isfinite(z[20:120, 30:101])
    seen = Surroundings(z, 0.5, core, 25.0, use_numba=compiled)
    both, alone = np.empty((2, 100, 71), np.float32), np.empty((2, 100, 71), np.float32)
    level = np.empty((2, 100, 71), np.uint8)
    for azimuth in azimuths(16):
        list(seen.horizons(azimuth, *both, least_sine=(0.1, 0.05)))
        list(seen.horizons(azimuth, *level, least_sine=(0.1, 0.05)))
        list(seen.horizons(azimuth, alone[0], least_sine=(0.1, 0.0)))
        list(seen.horizons(azimuth + 180, alone[1], least_sine=(0.05, 0.0)))
        assert both[:, known] == pytest.approx(alone[:, known], abs=1e-6)
        assert both[0, known].min() == pytest.approx(0.1)
        # one byte holds the nearest level, at most the last
        right = np.minimum(both[:, known], 1 - 1 / LEVELS)
        assert np.abs(level[:, known] / LEVELS - right).max() <= 0.5001 / LEVELS


SCENES = {
    "block": Scene(50).flat(20, 18, 9, 12, 8),
    "wall": Scene(50).flat(10, 24, 30, 1.0, 6),
    "gable": Scene(50).gable(15, 15, 18, 14, eaves=4, tilt_deg=42),
    "courtyard": Scene(50).flat(12, 12, 26, 5, 9).flat(12, 33, 26, 5, 9).flat(12, 12, 5, 26, 9).flat(33, 12, 5, 26, 9),
}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(
    ("elevation", "azimuth"), [(14.6, 180.0), (6.9, 143.4), (30.0, 250.0), (50.0, 12.0), (20.0, 45.0)]
)
def test_shadow_is_exact_to_a_cell(name, elevation, azimuth):
    scene = SCENES[name]
    found = cast_shadow(scene.heights, 0.5, elevation, azimuth)
    truth = scene.true_shadow(elevation, azimuth)
    assert truth.any()
    assert within_a_cell(found, truth)


def test_shadow_ends_where_the_sun_says():
    z = np.zeros((5, 400), np.float32)
    z[:, 10] = 10.0
    shadow = cast_shadow(z, 0.5, 14.6, 270.0)[2]
    assert shadow[11:].sum() * 0.5 == pytest.approx(10 / np.tan(np.radians(14.6)), abs=0.5)  # 38 m
    assert not shadow[:11].any()


def test_no_sun_no_light_and_no_height_no_shadow():
    z = np.ones((4, 4), np.float32)
    z[1, 1] = np.nan
    assert cast_shadow(z, 1.0, -1.0, 0.0).sum() == 15
    assert not cast_shadow(z, 1.0, 10.0, 0.0).any()
