"""QGIS opens HOURLY as a mesh layer with every time step."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from qgis.core import QgsDateTimeRange, QgsMeshDatasetIndex, QgsMeshLayer
from qgis.PyQt.QtCore import QDateTime, Qt
from stadsstroom.engine.grid.congestion.geography import Places
from stadsstroom.engine.grid.congestion.mesh import MeshWriter, mesh_shape

HOURS = 48


@pytest.fixture
def hourly(tmp_path):
    """Two sections, one with a bend, over two days; loading 10 % more an hour on the first."""
    import pandapower as pp

    net = pp.create_empty_network()
    a, b, c = (
        pp.create_bus(net, 0.4, name=name, geodata=xy) for name, xy in zip("abc", [(0, 0), (100, 50), (200, 50)])
    )
    for start, stop, name in ((a, b, "one"), (b, c, "two")):
        pp.create_line(net, start, stop, 0.1, "NAYY 4x50 SE", name=name)
    lines = np.array([shapely.LineString([(0, 0), (100, 0), (100, 50)]), shapely.LineString([(100, 50), (200, 50)])])
    places = Places(np.array([[0.0, 0], [100, 50], [200, 50]]), lines, "EPSG:28992")
    shape = mesh_shape(net, places, np.ones(2, bool))
    times = np.datetime64("2023-01-01T00:00:00") + np.arange(HOURS) * np.timedelta64(1, "h")
    path = tmp_path / "hourly.nc"
    with MeshWriter(path, shape, times, "EPSG:28992", ["one", "two"], list("abc"), ["T"]) as writer:
        for first in (0, 30):
            hours = np.arange(first, min(first + 30, HOURS))
            loading = np.c_[10.0 * hours, np.full(len(hours), 7.0)]
            loading[hours == 5] = np.nan
            vm = np.c_[np.full(len(hours), 1.0), np.full(len(hours), 0.98), np.full(len(hours), 0.97)]
            writer.write(first, vm, loading, np.full((len(hours), 1), 50.0))
    return path


def test_qgis_opens_the_mesh_with_all_hours(qgis_app, hourly):
    layer = QgsMeshLayer(str(hourly), "hourly", "mdal")
    assert layer.isValid()
    provider = layer.dataProvider()
    assert provider.crs().authid() == "EPSG:28992"
    assert (provider.edgeCount(), provider.vertexCount(), provider.faceCount()) == (3, 4, 0)
    names = [provider.datasetGroupMetadata(k).name() for k in range(provider.datasetGroupCount())]
    assert sorted(names) == ["Loading", "Voltage"]
    assert [provider.datasetCount(k) for k in range(2)] == [HOURS, HOURS]
    reference = provider.temporalCapabilities().referenceTime()
    assert reference.toUTC() == QDateTime.fromString("2023-01-01T00:00:00Z", Qt.DateFormat.ISODate)


def test_qgis_finds_the_values_of_an_hour(qgis_app, hourly):
    layer = QgsMeshLayer(str(hourly), "hourly", "mdal")
    provider = layer.dataProvider()
    names = {provider.datasetGroupMetadata(k).name(): k for k in range(provider.datasetGroupCount())}
    moment = QDateTime.fromString("2023-01-02T16:00:00Z", Qt.DateFormat.ISODate)
    span = QgsDateTimeRange(moment, moment.addSecs(3600))
    assert layer.activeScalarDatasetAtTime(span, names["Loading"]).dataset() == 40

    loading = provider.datasetValues(QgsMeshDatasetIndex(names["Loading"], 40), 0, 3)
    assert [round(loading.value(k).scalar(), 3) for k in range(3)] == [400, 400, 7]
    voltage = provider.datasetValues(QgsMeshDatasetIndex(names["Voltage"], 40), 0, 4)
    values = sorted(round(voltage.value(k).scalar(), 4) for k in range(4))
    assert values == [0.97, 0.98, pytest.approx(1 - 0.02 * 100 / 150, abs=1e-4), 1.0]
    assert layer.datasetRelativeTime(QgsMeshDatasetIndex(names["Loading"], 40)).seconds() == 40 * 3600


def test_an_hour_without_a_solution_has_no_value(qgis_app, hourly):
    layer = QgsMeshLayer(str(hourly), "hourly", "mdal")
    provider = layer.dataProvider()
    group = next(k for k in range(2) if provider.datasetGroupMetadata(k).name() == "Loading")
    assert np.isnan(provider.datasetValue(QgsMeshDatasetIndex(group, 5), 0).scalar())
    assert provider.datasetGroupMetadata(group).maximum() == pytest.approx(470)
