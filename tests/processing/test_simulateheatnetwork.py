"""Simulate heat network, as QGIS runs it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsMeshDatasetIndex,
    QgsMeshLayer,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)
from stadsstroom.engine.demand import ProfilesWriter
from stadsstroom.processing.algorithms import SimulateHeatNetwork
from stadsstroom.processing.styles import HEAT_MESH, STYLES, legend_labels, style_layer, style_mesh

NETS = Path(__file__).resolve().parents[1] / "engine" / "heat" / "simulate" / "nets.py"


@pytest.fixture(scope="module")
def drawn():
    spec = importlib.util.spec_from_file_location("drawn_heat_nets", NETS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def given(drawn, tmp_path):
    """A net of three houses and two days of heat."""
    import pandapipes

    net = drawn.street(3, 10.0)
    pandapipes.to_json(net, str(tmp_path / "net.json"))
    start = np.datetime64("2023-01-01T00:00:00")
    cos_phi = {"space_heat": 1.0, "hot_water": 1.0}
    with ProfilesWriter(tmp_path / "heat.profiles", ["h1", "h2", "h3"], start, 48, cos_phi) as writer:
        writer.kw("space_heat")[...] = np.repeat(np.r_[np.full(24, 4.0), np.full(24, 8.0)][:, None], 3, axis=1)
        writer.kw("hot_water")[...] = 0.5
    return {"NET": str(tmp_path / "net.json"), "HEAT_PROFILES": str(tmp_path / "heat.profiles")}


def run(parameters):
    context = QgsProcessingContext()
    algorithm = SimulateHeatNetwork().create()
    sinks = dict.fromkeys(("PIPES", "CONNECTIONS", "STATIONS", "BOTTLENECKS", "PROBLEMS"), "TEMPORARY_OUTPUT")
    results, ok = algorithm.run({**sinks, **parameters}, context, QgsProcessingFeedback(), catchExceptions=False)
    assert ok
    return results, context


def test_the_coldest_day_becomes_layers_and_a_mesh(qgis_app, given, tmp_path):
    results, context = run({**given, "HOURLY": str(tmp_path / "hours.nc"), "HOURLY_CONNECTIONS": True})
    pipes = context.getMapLayer(results["PIPES"])
    houses = context.getMapLayer(results["CONNECTIONS"])
    assert (pipes.featureCount(), houses.featureCount()) == (6, 3)
    assert pipes.crs().authid() == "EPSG:28992"
    first = next(pipes.getFeatures("\"pipe_id\" = 'main1'"))
    assert first["max_velocity_hour"].startswith("2023-01-02")
    assert {house["verdict"] for house in houses.getFeatures()} == {"warm"}
    assert results["DELIVERED_MWH"] == pytest.approx(0.612, abs=0.01)
    assert results["SOLVER"] == "radial"
    assert results["CHECK_BAR"] < 4e-4
    mesh = QgsMeshLayer(results["HOURLY"], "hours", "mdal")
    assert mesh.isValid()
    provider = mesh.dataProvider()
    names = {provider.datasetGroupMetadata(k).name() for k in range(provider.datasetGroupCount())}
    assert {"Supply temperature", "Velocity", "Pressure gradient", "Heat"} <= names
    style_mesh(mesh, HEAT_MESH)
    group = mesh.rendererSettings().activeScalarDatasetGroup()
    items = mesh.rendererSettings().scalarSettings(group).colorRampShader().colorRampItemList()
    # stretched over what the file holds: a network cools by few degrees
    held = mesh.datasetGroupMetadata(QgsMeshDatasetIndex(group, 0))
    assert items[-1].value == pytest.approx(held.maximum(), abs=0.06)
    assert items[0].value == pytest.approx(held.maximum() - max(5.0, held.maximum() - held.minimum()), abs=0.06)


@pytest.mark.parametrize(
    ("output", "style"),
    [("PIPES", "heat_pipes_velocity"), ("PIPES", "heat_pipes_temperature"), ("CONNECTIONS", "heat_houses")],
)
def test_every_feature_falls_in_one_class_of_its_style(qgis_app, given, output, style):
    from qgis.core import QgsRenderContext

    results, context = run(given)
    layer = context.getMapLayer(results[output])
    assert (STYLES / f"{style}.qml").is_file()
    style_layer(layer, style)
    assert legend_labels(layer)
    renderer, drawing = layer.renderer().clone(), QgsRenderContext()
    renderer.startRender(drawing, layer.fields())
    for feature in layer.getFeatures():
        drawing.expressionContext().setFeature(feature)
        keys = renderer.legendKeysForFeature(feature, drawing) - {renderer.rootRule().ruleKey()}
        assert len(keys) == 1
    renderer.stopRender(drawing)


def test_a_narrow_pipe_and_a_small_limit_give_bottlenecks_in_words(qgis_app, given):
    results, context = run({**given, "MAX_VELOCITY": 0.05})
    layer = context.getMapLayer(results["BOTTLENECKS"])
    assert layer.featureCount() >= 3
    assert "m/s" in results["WORST"]


def test_a_file_that_is_no_heat_net_is_a_sentence(qgis_app, given, tmp_path):
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    for file in (str(tmp_path / "other.json"), str(tmp_path / "none.json")):
        with pytest.raises(QgsProcessingException):
            run({**given, "NET": file})


def test_pipes_arrive_with_a_style_of_velocity_and_one_of_temperature(qgis_app, given):
    from qgis.core import QgsProject
    from stadsstroom.processing.outputs import dress_outputs

    results, context = run(given)
    context.setProject(QgsProject.instance())
    layer = context.getMapLayer(results["PIPES"])
    details = QgsProcessingContext.LayerDetails("Heat pipes by hour", QgsProject.instance(), "PIPES")
    context.addLayerToLoadOnCompletion(results["PIPES"], details)
    dress_outputs(SimulateHeatNetwork().create(), results, context)
    manager = layer.styleManager()
    assert len(manager.styles()) == 2
    assert "Over its limit" in legend_labels(layer)
    manager.setCurrentStyle("Supply temperature")
    assert "60 to 75 °C" in legend_labels(layer)
