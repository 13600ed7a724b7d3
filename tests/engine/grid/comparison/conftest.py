"""Two runs drawn in a few lines: a row of sections and two stations, with loadings as a test wants them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine.grid.comparison import ComparisonOptions, GridRun, compare_runs
from stadsstroom.engine.grid.congestion.verdicts import verdict
from stadsstroom.engine.progress import finish
from stadsstroom.engine.tables import FeatureTable


def loaded(ids, percent, limit, geometry, **more) -> FeatureTable:
    """A table as congestion writes it; loadings in percent, nan where not fed."""
    percent = np.asarray(percent, float)
    over = np.nan_to_num(np.maximum(percent - limit, 0))
    frame = pd.DataFrame(
        {
            "feature_id": ids,
            "limit_percent": float(limit),
            "max_loading_percent": percent,
            "max_loading_allowed_percent": percent * 1.2,
            "max_loading_kw": percent * 4.0,
            "hours_above": np.ceil(over),
            "hours_above_allowed": np.ceil(over * 2),
            "kwh_above": over * 10.0,
            "verdict": verdict(percent, limit),
            "verdict_allowed": verdict(percent * 1.2, limit),
            "station_id": "A",
            "connections": 3,
            "dwellings": 3,
            **more,
        }
    )
    return FeatureTable(frame, np.array(geometry, object), "EPSG:28992")


@pytest.fixture
def sections():
    """sections(loadings, first=0, x=0.0): sections of 100 m in a row, `s0` and on."""

    def make(percent, first=0, x=0.0, limit=100.0, level="LV"):
        ids = [f"s{k}" for k in range(first, first + len(percent))]
        lines = [shapely.LineString([(x + 100 * k, 0), (x + 100 * (k + 1), 0)]) for k in range(len(percent))]
        return loaded(ids, percent, limit, lines, section_id=ids, kind="main", level=level, cable_type="150Al",
                      feeder_id=ids, length_m=100.0, max_i_a=250.0)  # fmt: skip

    return make


@pytest.fixture
def stations():
    """stations({id: loading}): a station every 100 m."""

    def make(loading, rating_kva=400.0):
        ids = list(loading)
        places = [shapely.Point(100 * k, 50) for k in range(len(ids))]
        table = loaded(ids, list(loading.values()), 100.0, places, rating_kva=rating_kva)
        return FeatureTable(table.frame.assign(station_id=ids), table.geometry, table.crs)

    return make


@pytest.fixture
def compare(sections, stations):
    """compare(before, after, ...): loadings of sections (or tables) of two runs -> GridComparison."""

    def run(before, after, stations_before=None, stations_after=None, areas=None, report=None, **options):
        calm = {"A": 50.0, "B": 50.0}
        runs = []
        for name, percent, loading in (
            ("all electric", before, stations_before),
            ("heat network", after, stations_after),
        ):
            table = percent if isinstance(percent, FeatureTable) else sections(percent)
            of_stations = loading if isinstance(loading, FeatureTable) else stations(loading or calm)
            runs.append(GridRun(name, table, of_stations))
        return finish(compare_runs(*runs, ComparisonOptions(**options), areas, report))

    return run
