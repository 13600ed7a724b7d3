"""A drawn street with as many homes as a test needs, and the real town's layers as engine tables."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import FeatureTable, finish
from stadsstroom.engine.heat.need import HeatNeedOptions, heat_need

YEAR = 1925
WIDTH, DEPTH = 6.0, 10.0


class Street:
    """Houses in one row, wall to wall: the middle ones are terraced, the ends corners.

    Columns of addresses and buildings can be given as keywords: one value for all, or one a house.
    """

    def __init__(self, houses=5, buildings=None, apart=0.0, **addresses):
        west = np.arange(houses) * (WIDTH + apart)
        boxes = shapely.box(west, 0, west + WIDTH, DEPTH)
        ids = [f"01800000000000{i:02d}" for i in range(houses)]
        self.buildings = FeatureTable(
            pd.DataFrame({"feature_id": ids, "building_id": ids, "build_year": float(YEAR), **(buildings or {})}),
            boxes,
            name="buildings",
        )
        columns = {
            "feature_id": [f"a{i}" for i in range(houses)],
            "address_id": [f"01800100000000{i:02d}" for i in range(houses)],
            "building_id": ids,
            "use": "woonfunctie",
            "floor_area_m2": 100.0,
            **addresses,
        }
        self.addresses = FeatureTable(pd.DataFrame(columns), shapely.centroid(boxes), name="addresses")

    def need(self, **options):
        return finish(heat_need(self.buildings, self.addresses, HeatNeedOptions(**options)))

    def frame(self, **options):
        return self.need(**options).buildings.frame


@pytest.fixture
def street():
    return Street


@pytest.fixture(scope="session")
def staphorst(data_folder) -> dict:
    """Engine tables by role, see `tests/real_town.py`."""
    spec = importlib.util.spec_from_file_location("real_town", Path(__file__).resolve().parents[3] / "real_town.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.staphorst_inputs(data_folder)


@pytest.fixture(scope="session")
def staphorst_need(staphorst):
    return finish(heat_need(staphorst["buildings"], staphorst["addresses"], HeatNeedOptions()))
