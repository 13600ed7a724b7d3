"""A house and a pipe of a simulated heat network in the dock: heat, velocity and temperature by the hour."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QApplication
from stadsstroom.processing import words
from stadsstroom.processing.outputs import ELEMENT, HOURLY, LIMITS

NETS = Path(__file__).resolve().parents[1] / "engine" / "heat" / "simulate" / "nets.py"
IDS = ("h1", "h2", "h3")
HOURS, PEAK = 48, 30  # 17 January, 6:00 UTC, 7:00 on the clock
HOUSE = "field=building_id:string&field=heat_mwh:double&field=supply_min_c:double&field=unmet_hours:int"
PIPE = "field=pipe_id:string&field=to_node:string&field=dn:double&field=inner_mm:double&field=length_m:double"


@pytest.fixture
def solved(tmp_path):
    """Three houses along a street for two days: 2 kW each, 10 kW in one hour."""
    from stadsstroom.engine.demand import Profiles, ProfilesWriter
    from stadsstroom.engine.heat.simulate import HeatFiles, SimulateOptions, simulate_heat
    from stadsstroom.engine.progress import finish

    spec = importlib.util.spec_from_file_location("heat_nets_drawn", NETS)
    nets = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(nets)
    with ProfilesWriter(tmp_path / "p.profiles", IDS, "2023-01-16T00:00:00", HOURS, {"space_heat": 1.0}) as writer:
        writer.kw("space_heat")[...] = 2.0
        writer.kw("space_heat")[PEAK] = 10.0
    given, path = Profiles.open(tmp_path / "p.profiles"), tmp_path / "heat.nc"
    return path, finish(simulate_heat(nets.street(3), given, SimulateOptions(scope="year"), HeatFiles(path)))


def layer_of(kind, fields, rows, path):
    layer = QgsVectorLayer(f"Point?crs=EPSG:28992&{fields}", kind, "memory")
    for number, row in enumerate(rows):
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(row))
        feature.setGeometry(QgsGeometry.fromWkt(f"POINT({number} 0)"))
        layer.dataProvider().addFeature(feature)
    for name, value in ((ELEMENT, kind), (HOURLY, str(path)), (LIMITS, "2.5")):
        layer.setCustomProperty(name, value)
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def shown(qgis_app, solved):
    """The dock, and what it shows of the feature at a place of a layer."""
    from stadsstroom.plugin.dock import HoursDock

    path, found = solved
    house = found.connections.frame[["building_id", "heat_mwh", "supply_min_c", "unmet_hours"]].to_numpy(object)
    pipe = found.pipes.frame[["pipe_id", "to_node", "dn", "inner_mm", "length_m"]].to_numpy(object)
    pipe[:, 2] = 50.0
    layers = {
        "heat_house": layer_of("heat_house", HOUSE, house.tolist(), path),
        "heat_pipe": layer_of("heat_pipe", PIPE, pipe.tolist(), path),
    }
    dock = HoursDock()
    dock.resize(700, 420)
    dock.show()

    def show(kind, element):
        feature = next(f for f in layers[kind].getFeatures() if f[0] == element)
        dock.show_feature(layers[kind], feature)
        return dock

    yield show
    dock.close()
    dock.deleteLater()
    QgsProject.instance().clear()


def units(dock):
    return [dock.units.itemText(k) for k in range(dock.units.count())]


def test_a_house_shows_its_heat_and_the_temperature_it_gets(shown, solved):
    path, _ = solved
    from stadsstroom.engine.heat.simulate import HeatHourly

    celsius = HeatHourly.open(path).house("h3")
    dock = shown("heat_house", "h3")
    assert units(dock) == ["kW", "°C"]
    assert dock.title.text() == "Heat of h3"
    assert dock.readout.text() == f"Tue 17 Jan 2023 07:00–08:00 · 10.0 kW · {celsius[PEAK]:.1f} °C"
    assert dock.verdict.text() == (
        f"0.1 MWh; supply at least {celsius.min():.1f} °C; hours too cold, or with too little heat or pressure: 0"
    )
    dock.units.setCurrentIndex(1)
    picture = dock.chart.picture
    assert picture.unit.startswith("°C")
    assert picture.limits == ()
    assert not picture.from_zero
    np.testing.assert_allclose(picture.series[0].values, celsius[23:47], rtol=1e-6)
    for tab in range(4):
        dock.tabs.setCurrentIndex(tab)
        dock.grab()


def test_a_pipe_shows_velocity_flow_and_the_temperature_at_its_end(shown, solved):
    path, _ = solved
    from stadsstroom.engine.heat.simulate import HeatHourly

    hourly = HeatHourly.open(path)
    dock = shown("heat_pipe", "main3")
    assert units(dock) == ["m/s", "m³/h", "°C"]
    dock.units.setCurrentIndex(2)
    np.testing.assert_allclose(dock.chart.picture.series[0].values, hourly.node("t3")[23:47], rtol=1e-6)
    dock.units.setCurrentIndex(0)
    np.testing.assert_allclose(dock.chart.picture.series[0].values, hourly.pipe("main3")[23:47], rtol=1e-6)
    assert dock.chart.picture.limits == ((2.5, "limit 2.50 m/s"),)


def test_the_hours_of_a_house_are_copied_with_their_temperature(shown):
    dock = shown("heat_house", "h1")
    dock.copy_hours()
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert rows[0] == ["utc", "kW", "°C"]
    assert rows[PEAK + 1][:2] == ["2023-01-17T06:00:00", "10"]
    assert 60 < float(rows[PEAK + 1][2]) < 70


def test_it_speaks_dutch(shown, monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "nl")
    dock = shown("heat_house", "h3")
    assert dock.title.text() == "Warmte van h3"
    assert "aanvoer minstens" in dock.verdict.text()
    assert dock.worst.text() == "Hoogste uur"
    dock.units.setCurrentIndex(1)
    assert dock.element.choices[1][0].label == "aanvoertemperatuur"
