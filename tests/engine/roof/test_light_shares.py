"""Which share of a plane the sun reaches: counted tile by tile, whatever the plane's size."""

import numpy as np
import pytest
from stadsstroom.engine.demand import typical_year
from stadsstroom.engine.roof.light import light_year
from stadsstroom.engine.roof.light.horizon import LEVELS, numba_installed
from stadsstroom.engine.roof.light.lit import LitShares, TileCounts

DIRECTIONS = 16
YEAR = light_year(typical_year(), 0.2)


def shares(planes, tiles, compiled=False):
    """tiles: (plane of each cell (n,), level of its horizon, in all directions the same (n,))."""
    lit = LitShares(planes, YEAR, DIRECTIONS)
    for plane, level in tiles:
        place = np.arange(len(plane), dtype=np.int32)
        counts = TileCounts(lit, place, np.asarray(plane, np.int32))
        for d in range(0, DIRECTIONS, 4):
            counts.count(list(range(d, d + 4)), np.tile(np.asarray(level, np.uint8), (4, 1)), compiled)
        list(lit.add(counts))
    return lit.share(np.arange(planes))


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("cells", [4, 1_000, 100_000])
def test_half_a_plane_behind_a_high_wall_sees_half_the_sun(cells, compiled):
    if compiled and not numba_installed():
        pytest.skip("numba is not installed")
    level = np.where(np.arange(cells) % 2, LEVELS - 1, 0)
    lit = shares(1, [(np.zeros(cells), level)], compiled)
    up = (YEAR.elevation_deg > 1).all(axis=1)
    assert lit[up] == pytest.approx(0.5, abs=1e-6)


def test_a_plane_on_two_tiles_is_one_plane():
    rng = np.random.default_rng(1)
    plane, level = rng.integers(0, 5, 80_000), rng.integers(0, LEVELS, 80_000)
    plane[:70_000] = 3  # more of it than 16 bits count, in all and in the first tile
    whole = shares(6, [(plane, level)])
    parts = shares(6, [(plane[k], level[k]) for k in (slice(0, 69_000), slice(69_000, None), slice(0, 0))])
    assert np.array_equal(whole, parts)
    assert whole[:, :5].max() < 1
    assert (whole[:, 5] == 1).all()  # no cell, no shadow known
