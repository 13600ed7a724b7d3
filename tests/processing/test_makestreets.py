"""Streets made of layers, as a user makes them."""

import pytest
import shapely
import shapely.affinity
from qgis.core import QgsProcessingException, QgsProcessingUtils, QgsRuleBasedRenderer
from stadsstroom.processing.styles import style_layer

from .conftest import make_layer

OUT = {"STREETS": "TEMPORARY_OUTPUT", "PROBLEMS": "TEMPORARY_OUTPUT"}


X, Y = 200_000, 500_000


def there(shape):
    """A shape drawn near 0, 0 in a place where EPSG:28992 holds, as WKT."""
    return shapely.affinity.translate(shape, X, Y).wkt


def street_of_houses():
    """Two rows of ten houses, 14 m apart, a cable in both pavements."""
    houses = [
        (there(shapely.box(x, y, x + 8, y + 10)), {"identificatie": f"{x}{y}"})
        for x in range(0, 100, 10)
        for y in (0, 24)
    ]
    cables = [(there(shapely.LineString([(0, y), (100, y)])), {"kabel_id": f"k{y}"}) for y in (12, 22)]
    return make_layer("Polygon", houses), make_layer("LineString", cables)


def rows(destination, context):
    layer = QgsProcessingUtils.mapLayerFromString(destination, context)
    names = layer.fields().names()
    return [
        (shapely.from_wkb(bytes(feature.geometry().asWkb())), dict(zip(names, feature.attributes())))
        for feature in layer.getFeatures()
    ]


def test_two_cables_in_one_street_give_one_line(run, context):
    houses, cables = street_of_houses()
    results = run("makestreets", {"BUILDINGS": houses, "LV_CABLES": cables, **OUT})
    streets = rows(results["STREETS"], context)
    assert len(streets) == 1
    line, values = streets[0]
    assert line.length > 80
    assert all(abs(y - Y - 17) < 0.5 for _, y in line.coords)
    assert (values["how"], values["rule"]) == ("inferred", "along cables")
    assert results["NEAR_25"] == 100
    assert results["PIECE_COUNT"] == 1
    assert results["THROUGH"] == 0


def test_rows_of_houses_alone_give_the_street_between_them(run, context):
    houses, _ = street_of_houses()
    results = run("makestreets", {"BUILDINGS": houses, **OUT})
    (line, values), *more = rows(results["STREETS"], context)
    assert not more
    assert all(abs(y - Y - 17) < 1 for _, y in line.coords)
    assert values["rule"] == "between rows of buildings"


def test_road_areas_give_their_centre_lines(run, context):
    parts = [
        (there(shapely.box(0, 0, 50, 6)), {"functie": "rijbaan lokale weg"}),
        (there(shapely.box(50, 0, 100, 6)), {"functie": "rijbaan lokale weg"}),
    ]
    results = run("makestreets", {"AREAS": make_layer("Polygon", parts), **OUT})
    (line, values), *more = rows(results["STREETS"], context)
    assert not more
    assert line.length == pytest.approx(100, abs=0.5)
    assert values["surface"] == "local_road"
    assert results["STREETS_KM"] == pytest.approx(0.1, abs=0.001)


def test_nothing_given_is_said(run):
    with pytest.raises(QgsProcessingException, match="one of them at least"):
        run("makestreets", dict(OUT))


def test_a_field_without_streets_is_said(run):
    lone = make_layer("Polygon", [(there(shapely.box(0, 0, 8, 8)), {"identificatie": "1"})])
    with pytest.raises(QgsProcessingException, match="No street can be derived"):
        run("makestreets", {"BUILDINGS": lone, **OUT})


def test_layers_in_degrees_are_drawn_in_metres(run, context):
    area = make_layer(
        "Polygon", [("POLYGON((6.20 52.60, 6.21 52.60, 6.21 52.6001, 6.20 52.6001, 6.20 52.60))", {})], "EPSG:4326"
    )
    results = run("makestreets", {"AREAS": area, **OUT})
    layer = QgsProcessingUtils.mapLayerFromString(results["STREETS"], context)
    assert layer.crs().authid() == "EPSG:28992"
    assert rows(results["STREETS"], context)[0][1]["length_m"] == pytest.approx(677, abs=5)


def test_inferred_streets_are_dashed(qgis_app):
    layer = make_layer("LineString", [("LINESTRING(0 0, 9 0)", {"preference": "", "how": "inferred"})])
    style_layer(layer, "streets")
    assert isinstance(layer.renderer(), QgsRuleBasedRenderer)
    styles = {rule.label(): rule.symbol().symbolLayer(0).penStyle() for rule in layer.renderer().rootRule().children()}
    assert styles["Inferred street"] != styles["Street of the map"]
