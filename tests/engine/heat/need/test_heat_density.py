"""Heat along streets and in cells: nothing is lost or counted twice, and classes are those of the inputs."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable
from stadsstroom.engine.heat.need import DensityOptions, cell_density, out_of_reach, street_density


def houses(*places, mwh=10.0):
    """Heat buildings of 6 x 6 m with their centres at places."""
    frame = pd.DataFrame(
        {
            "building_id": [f"b{i}" for i in range(len(places))],
            "heat_mwh_per_year": np.broadcast_to(mwh, len(places)).astype(float),
            "dwellings": 1,
            "peak_kw": 9.0,
        }
    )
    x, y = np.array(places, float).T
    return FeatureTable(frame, shapely.box(x - 3, y - 3, x + 3, y + 3))


def lines(**given):
    """Streets by id, each a list of corners."""
    frame = pd.DataFrame({"feature_id": list(given), "street_id": list(given)})
    return FeatureTable(frame, np.array([shapely.LineString(c) if c else None for c in given.values()], object))


def test_a_street_has_the_heat_of_the_houses_nearest_to_it():
    table = street_density(
        houses((10, 10), (30, 10), (10, 90)), lines(south=[(0, 0), (40, 0)], north=[(0, 100), (40, 100)])
    )
    frame = table.frame.set_index("street_id")
    assert frame["heat_mwh_per_year"].to_dict() == {"south": 20, "north": 10}
    assert frame["heat_mwh_per_m"].to_dict() == {"south": 0.5, "north": 0.25}
    assert frame["buildings"].to_dict() == {"south": 2, "north": 1}
    assert frame["dwellings"].to_dict() == {"south": 2, "north": 1}
    assert set(frame["how"]) == {"measured"}


@pytest.mark.parametrize(
    ("mwh", "word"), [(0.0, ""), (74.9, "poor"), (75.0, "average"), (149.9, "average"), (150.0, "good"), (400, "good")]
)
def test_classes_are_those_of_the_catalogue(mwh, word):
    """Less than 0.75 MWh a metre is poor, 1.5 and more good."""
    table = street_density(houses((50, 10), mwh=mwh), lines(street=[(0, 0), (100, 0)]))
    assert table.frame["density_class"].tolist() == [word]


def test_classes_are_inputs():
    drawn = houses((50, 10), mwh=150.0), lines(street=[(0, 0), (100, 0)])
    strict = DensityOptions(street_poor_below=2.0, street_good_from=3.0, cell_poor_below=200, cell_good_from=300)
    assert street_density(*drawn, strict).frame["density_class"].tolist() == ["poor"]
    assert cell_density(drawn[0], 100, strict).frame["density_class"].tolist() == ["poor"]
    with pytest.raises(EngineError, match="street"):
        DensityOptions(street_poor_below=2.0, street_good_from=1.0)
    with pytest.raises(EngineError):
        DensityOptions(cell_poor_below=-1.0)


def test_what_lies_too_far_counts_for_no_street():
    drawn = houses((10, 10), (10, 80)), lines(street=[(0, 0), (40, 0)])
    near = street_density(*drawn, DensityOptions(street_reach_m=50))
    assert near.frame["heat_mwh_per_year"].tolist() == [10]
    assert out_of_reach(drawn[0], near) == {"out_of_reach": 1, "out_of_reach_mwh": 10.0}
    far = street_density(*drawn, DensityOptions(street_reach_m=100))
    assert out_of_reach(drawn[0], far) == {"out_of_reach": 0, "out_of_reach_mwh": 0.0}


def test_untidy_streets():
    streets = lines(a=[(0, 0), (40, 0)], b=[(0, 20), (40, 20)], none=None, point=[(5, 5), (5, 5)])
    drawn = houses((20, 10), (5, 8))
    table = street_density(drawn, streets, DensityOptions())
    frame = table.frame.set_index("street_id")
    assert frame.loc["a", "buildings"] == 1  # as near as b; the first by id
    assert frame.loc["point", ["length_m", "heat_mwh_per_m"]].tolist() == [0, 0]
    assert frame.loc["none", "buildings"] == 0
    turned = street_density(drawn.take([1, 0]), streets.take([2, 1, 3, 0]), DensityOptions())
    pd.testing.assert_frame_equal(turned.frame.set_index("street_id").loc[frame.index], frame)


def test_cells_lie_at_multiples_and_hold_what_lies_in_them():
    cells = cell_density(houses((120, 210), (199, 299), (200, 210), (-5, -5)), 100.0)
    frame = cells.frame.set_index("cell_id")
    assert frame["heat_mwh_per_year"].to_dict() == {"-100_-100": 10, "100_200": 20, "200_200": 10}
    assert frame["heat_mwh_per_ha"].to_dict() == frame["heat_mwh_per_year"].to_dict()  # a hectare each
    assert cells.geometry[1].bounds == (100, 200, 200, 300)
    half = cell_density(houses((120, 210)), 50.0)
    assert half.geometry[0].bounds == (100, 200, 150, 250)
    assert half.frame["heat_mwh_per_ha"].tolist() == [40]


@pytest.mark.parametrize("cell_m", [0.0, -100.0, 5.0, 1e6, float("nan")])
def test_cells_of_no_size_are_a_sentence(cell_m):
    with pytest.raises(EngineError):
        cell_density(houses((1, 1)), cell_m)


def test_sums_equal_the_whole():
    rng = np.random.default_rng(3)
    drawn = houses(*rng.uniform(0, 1000, (300, 2)), mwh=rng.uniform(1, 50, 300))
    streets = lines(**{f"s{i}": rng.uniform(0, 1000, (3, 2)).tolist() for i in range(25)})
    along = street_density(drawn, streets, DensityOptions(street_reach_m=2000))
    total = drawn.frame["heat_mwh_per_year"].sum()
    assert along.frame["heat_mwh_per_year"].sum() == pytest.approx(total)
    assert along.frame["buildings"].sum() == 300
    for cell_m in (50.0, 100.0, 333.0):
        cells = cell_density(drawn, cell_m)
        assert cells.frame["heat_mwh_per_year"].sum() == pytest.approx(total)
        assert cells.frame["buildings"].sum() == 300
        assert cells.frame["cell_id"].is_unique
