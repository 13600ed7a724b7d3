"""Hosting capacity, as QGIS runs it."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pandapower.networks as pn
import pytest
from qgis.core import (
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsRenderContext,
)
from stadsstroom.engine.demand import ProfilesWriter
from stadsstroom.processing import words
from stadsstroom.processing.algorithms import HostingCapacity
from stadsstroom.processing.styles import legend_labels, style_layer

LAYERS = ("CONNECTIONS", "FEEDERS", "STATIONS", "PLACED", "PROBLEMS")


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Kerber's village and a sunny day."""
    folder = tmp_path_factory.mktemp("hosting")
    net = pn.create_kerber_landnetz_freileitung_1()
    net.load["name"] = [f"home {k}" for k in range(len(net.load))]
    net["stadsstroom"] = {"crs": "EPSG:28992"}
    pp.to_json(net, str(folder / "net.json"))
    weather = {
        "temperature_c": np.full(24, 10.0),
        "ghi_w_per_m2": np.clip(900 * np.sin((np.arange(24) - 5) / 14 * np.pi), 0, None),
    }
    start = np.datetime64("2023-06-21T00:00:00")
    with ProfilesWriter(
        folder / "day.profiles", list(net.load["name"]), start, 24, {"base": 0.95}, {"weather": weather}
    ) as writer:
        writer.kw("base")[...] = 0.4
    return {"NET": str(folder / "net.json"), "PROFILES": str(folder / "day.profiles"), "PLACEMENTS": 5}


def run(parameters):
    context = QgsProcessingContext()
    algorithm = HostingCapacity().create()
    sinks = dict.fromkeys(LAYERS, "TEMPORARY_OUTPUT")
    results, ok = algorithm.run({**sinks, **parameters}, context, QgsProcessingFeedback(), catchExceptions=False)
    assert ok
    return results, context


def test_what_fits_becomes_layers_and_a_table(qgis_app, given):
    results, context = run(given)
    connections, feeders, stations, placed, problems = (context.getMapLayer(results[name]) for name in LAYERS)
    assert connections.featureCount() == results["CONNECTIONS_ASKED"] == 13
    assert stations.featureCount() == 1
    assert problems.featureCount() == 0
    assert placed.featureCount() == 5 * (feeders.featureCount() + 1 + 1)
    station = next(stations.getFeatures())
    assert 0 < station["fits_kw"] < station["alone_sum_kw"]
    assert station["binding_kind"] in ("section", "station", "voltage")
    assert station["binding_hour"].startswith("2023-06-21T1")
    assert results["STATIONS_KW"] == pytest.approx(station["fits_kw"])
    assert results["TOWN_P50_KW"] > 0
    assert results["CHECKED_OVER"] == 0


@pytest.mark.parametrize("technology", ["charger", "heat_pump", "load", "generation"])
def test_every_technology_runs(qgis_app, given, technology):
    from stadsstroom.processing.algorithms.hostingcapacity import TECHNOLOGIES

    asked = {**given, "TECHNOLOGY": list(TECHNOLOGIES).index(technology), "PLACEMENTS": 0}
    results, context = run(asked)
    stations = context.getMapLayer(results["STATIONS"])
    assert next(stations.getFeatures())["fits_kw"] > 0


@pytest.mark.parametrize(
    ("output", "style"),
    [("CONNECTIONS", "hosting_connections"), ("FEEDERS", "hosting_feeders"), ("STATIONS", "hosting_stations")],
)
def test_every_word_has_one_class_in_the_legend(qgis_app, given, output, style):
    results, context = run({**given, "PLACEMENTS": 0})
    layer = context.getMapLayer(results[output])
    style_layer(layer, style)
    assert len(legend_labels(layer)) == 5
    renderer, at = layer.renderer(), QgsRenderContext()
    renderer.startRender(at, layer.fields())
    try:
        for feature in layer.getFeatures():
            at.expressionContext().setFeature(feature)
            assert len(renderer.symbolsForFeature(feature, at)) == 1, feature["fits"]
    finally:
        renderer.stopRender(at)


def test_dots_of_connections_leave_feeders_to_be_seen_from_afar(qgis_app, given):
    results, context = run({**given, "PLACEMENTS": 0})
    layer = context.getMapLayer(results["CONNECTIONS"])
    style_layer(layer, "hosting_connections")
    at = QgsExpressionContext()
    at.appendScope(QgsExpressionContextScope())
    for rule in layer.renderer().rootRule().children():
        dot = rule.symbol().symbolLayer(0)
        near, far = [], []
        for scale, sizes in ((1_000, near), (4_000, near), (16_000, far), (50_000, far)):
            at.lastScope().setVariable("map_scale", scale)
            sizes.append(dot.dataDefinedProperties().property(dot.Property.Size).valueAsDouble(at, -1.0)[0])
        assert near == pytest.approx([dot.size()] * 2)
        assert far == pytest.approx([0.35 * dot.size()] * 2)


def test_the_legend_speaks_dutch(qgis_app, given, monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "nl")
    results, context = run({**given, "PLACEMENTS": 0})
    layer = context.getMapLayer(results["STATIONS"])
    style_layer(layer, "hosting_stations")
    assert legend_labels(layer)[0] == "Er past niets bij elk"
    assert results["SHAPE"].startswith("panelen onder 35°")
    station = next(layer.getFeatures())
    assert station["binds"].startswith(("kabel ", "transformator ", "spanning te hoog bij "))


def test_a_file_that_is_no_net_is_told(qgis_app, given):
    with pytest.raises(QgsProcessingException, match="not a pandapower net"):
        run({**given, "NET": given["PROFILES"]})
