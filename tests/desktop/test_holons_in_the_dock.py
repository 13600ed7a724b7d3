"""A holon and a flow in the dock, the hours that arrows ask for, and a click on holons within each other."""

import html
import re

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, QSize, Qt
from stadsstroom.processing.outputs import ELEMENT, HOURLY
from stadsstroom.processing.styles import HOURS_VARIABLE, STYLES, follow_hours, style_layer

HOURS = 48
NOON = 12
SQUARES = {"station": 100, "feeder": 40, "house": 8}  # half their sides, in metres


@pytest.fixture
def hours(tmp_path):
    """A holon that draws 2 kW all day and gives 3 kW at the first noon, of which 1 to neighbours."""
    from stadsstroom.engine.demand import ProfilesWriter

    parts = ("made", "used", "stored", "siblings", "outward")
    with ProfilesWriter(
        tmp_path / "h.profiles", list(SQUARES), "2023-06-01T00:00:00", HOURS, dict.fromkeys(parts, 1.0)
    ) as w:
        w.kw("used")[:] = 2
        w.kw("outward")[:] = -2
        w.kw("made")[NOON, :] = -5
        w.kw("siblings")[NOON, :], w.kw("outward")[NOON, :] = 1, 2
    write_flow(tmp_path / "f.profiles", 7)
    return tmp_path


def write_flow(path, kw):
    from stadsstroom.engine.demand import ProfilesWriter

    with ProfilesWriter(path, ["a > b"], "2023-06-01T00:00:00", HOURS, {"flow": 1.0}) as w:
        w.kw("flow")[NOON, 0] = kw


@pytest.fixture
def layers(qgis_app, hours):
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    fields = "field=holon_id:string&field=level:int&field=kind:string&field=name:string&field=parent_id:string"
    fields += "&field=connections:int&field=used_mwh:double&field=made_mwh:double&field=self_sufficiency:double"
    fields += "&field=stored_mwh:double"
    holons = QgsVectorLayer(f"Polygon?crs=EPSG:28992&{fields}", "Holons", "memory")
    for level, (name, half) in zip((3, 2, 1), SQUARES.items()):
        feature = QgsFeature(holons.fields())
        around = "" if level == 3 else "station"
        feature.setAttributes([name, level, "feeder", f"The {name}", around, level, 0.1, 0.005, 0.25, 0.0])
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(-half, -half, half, half)))
        holons.dataProvider().addFeatures([feature])
    fields = "field=flow_id:string&field=from_id:string&field=to_id:string&field=from_name:string"
    fields += "&field=to_name:string&field=level:int&field=kind:string"
    flows = QgsVectorLayer(
        f"LineString?crs=EPSG:28992&{fields}&field=mwh:double&field=peak_kw:double", "Flows", "memory"
    )
    feature = QgsFeature(flows.fields())
    feature.setAttributes(["a > b", "a", "", "Group 1", "outside", 4, "sibling", 0.007, 7.0])
    feature.setGeometry(QgsGeometry.fromWkt("LineString(-60 0, 0 10, 60 0)"))
    flows.dataProvider().addFeatures([feature])
    for layer, kind, file in ((holons, "holon", "h.profiles"), (flows, "holon_flow", "f.profiles")):
        layer.setCustomProperty(ELEMENT, kind)
        layer.setCustomProperty(HOURLY, str(hours / file))
        project.addMapLayer(layer)
    yield holons, flows
    project.removeAllMapLayers()


@pytest.fixture
def dock(qgis_app):
    from stadsstroom.plugin.dock import HoursDock

    made = HoursDock()
    made.resize(700, 420)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def function(qgis_app):
    from stadsstroom.plugin import expressions

    kept = expressions.register()
    yield kept
    expressions.unregister()


def test_a_holon_shows_its_day_its_year_and_its_exchange(dock, layers):
    holons, _ = layers
    dock.show_feature(holons, next(holons.getFeatures()))
    assert dock.title.text() == "Holon The station"
    assert "self-sufficiency 25 %" in dock.verdict.text()
    picture = dock.chart.picture
    assert [series.label for series in picture.series] == ["comes in", "used", "made", "from neighbours"]
    assert picture.limits == ()
    element = dock.element
    assert element.values[NOON] == -3
    assert dict(element.others)["from neighbours"][NOON] == -1
    assert dict(element.others)["made"][NOON] == 5
    for tab in range(4):
        dock.tabs.setCurrentIndex(tab)
        assert not dock.grab().isNull()
    assert [value for value, _ in element_key(dock)] == [-1.0, 0.0, 1.0]
    dock.show_feature(holons, next(holons.getFeatures("holon_id = 'feeder'")))
    assert "in The station" in dock.about.text()


def test_a_holon_with_batteries_shows_what_they_store(dock, layers, hours):
    from stadsstroom.engine.demand import ProfilesWriter
    from stadsstroom.plugin.colours import OTHER_LINES

    parts = ("made", "used", "stored", "siblings", "outward")
    with ProfilesWriter(hours / "h.profiles", list(SQUARES), "2023-06-01", HOURS, dict.fromkeys(parts, 1.0)) as w:
        w.kw("made")[NOON, :], w.kw("used")[NOON, :], w.kw("stored")[NOON, :] = -5, 2, 3
    holons, _ = layers
    feature = next(holons.getFeatures())
    feature["stored_mwh"] = 3.0
    dock.show_feature(holons, feature)
    assert dict(dock.element.others)["stored"][NOON] == 3
    assert "3.0 MWh stored" in dock.verdict.text()
    assert len(dock.element.others) <= len(set(OTHER_LINES))  # each its own colour


def element_key(dock):
    dock.tabs.setCurrentIndex(2)
    return dock.chart.picture.key


def test_a_flow_shows_its_hours(dock, layers):
    _, flows = layers
    dock.show_feature(flows, next(flows.getFeatures()))
    assert dock.title.text() == "Flow from Group 1 to outside"
    assert (dock.element.values.max(), dock.element.worst_hour()) == (7.0, NOON)


def test_hours_that_were_not_kept_are_a_sentence(dock, layers):
    holons, _ = layers
    feature = next(holons.getFeatures())
    feature["holon_id"] = "elsewhere"
    dock.show_feature(holons, feature)
    assert "keeps no hours of single connections" in dock.chart.words
    holons.setCustomProperty(HOURLY, "/nowhere/gone.profiles")
    dock.show_feature(holons, feature)
    assert "run Make holons again" in dock.chart.words


def test_arrows_ask_for_the_hour_that_the_map_shows(layers, function, hours):
    _, flows = layers
    follow_hours(flows, str(hours / "f.profiles"))
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(flows))
    context.setFeature(next(flows.getFeatures()))
    expression = QgsExpression('stadsstroom_kw("flow_id")')
    assert expression.evaluate(context) is None  # the map shows no hour
    found = []
    for hour in (NOON - 1, NOON, HOURS):
        start = QDateTime.fromString("2023-06-01T00:00:00Z", Qt.DateFormat.ISODate).addSecs(3600 * hour)
        context.lastScope().setVariable("map_start_time", start)
        found.append(expression.evaluate(context))
    assert found == [0.0, 7.0, None]
    write_flow(hours / "f.profiles", 9)  # by another run
    context.lastScope().setVariable("map_start_time", start.addSecs(3600 * (NOON - HOURS)))
    assert expression.evaluate(context) == 9.0
    context.lastScope().setVariable(HOURS_VARIABLE, "/nowhere/gone.profiles")
    assert expression.evaluate(context) is None


@pytest.mark.parametrize("known", [True, False], ids=["with the plugin", "without the plugin"])
def test_arrows_are_drawn_by_the_hour_or_by_the_year(layers, hours, known, request):
    from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings

    if known:
        request.getfixturevalue("function")
    _, flows = layers
    style_layer(flows, "holon_flows")
    follow_hours(flows, str(hours / "f.profiles"))

    def coloured(hour):
        settings = QgsMapSettings()
        settings.setLayers([flows])
        settings.setDestinationCrs(flows.crs())
        settings.setOutputSize(QSize(300, 200))
        settings.setExtent(QgsRectangle(-80, -60, 80, 60))
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(None))
        if hour is not None:
            start = QDateTime.fromString("2023-06-01T00:00:00Z", Qt.DateFormat.ISODate).addSecs(3600 * hour)
            settings.setIsTemporal(True)
            settings.setTemporalRange(QgsDateTimeRange(start, start.addSecs(3600)))
            context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
        settings.setExpressionContext(context)
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        image = job.renderedImage()
        return sum(image.pixelColor(x, y).name() != "#ffffff" for x in range(0, 300, 2) for y in range(0, 200, 2))

    year, noon, night = coloured(None), coloured(NOON), coloured(NOON - 1)
    assert year > 50
    assert noon > 50
    assert (night == 0) if known else (night > 50)


def test_a_click_takes_the_smallest_holon_large_enough_to_aim_at(layers):
    from qgis.gui import QgsMapCanvas
    from stadsstroom.plugin.picking import nearest

    holons, _ = layers
    canvas = QgsMapCanvas()
    canvas.setLayers([holons])
    canvas.setDestinationCrs(holons.crs())
    picked = [nearest(canvas, QgsPointXY(0, 0), radius)[1]["holon_id"] for radius in (1, 15, 45)]
    assert picked == ["house", "feeder", "station"]
    assert nearest(canvas, QgsPointXY(80, 80), 1)[1]["holon_id"] == "station"
    assert np.isfinite(nearest(canvas, QgsPointXY(0, 0), 400)[1].geometry().area())
    canvas.deleteLater()


@pytest.mark.parametrize("style", ["holons", "holon_flows"])
def test_every_expression_of_the_styles_can_be_read(style):
    text = (STYLES / f"{style}.qml").read_text(encoding="utf-8")
    found = [html.unescape(each) for each in re.findall(r'<Option value="([^"]*)" name="expression"', text)]
    found += [html.unescape(each) for each in re.findall(r'<rule[^>]* filter="([^"]*)"', text)]
    assert len(found) > 5
    assert [each for each in found if QgsExpression(each).hasParserError()] == []
    assert "\0" not in text
