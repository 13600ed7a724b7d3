"""Layers become tables: flat, straight, in metres, with the attributes the user meant, and left as they were."""

import numpy as np
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
)

from .conftest import Said, make_layer

STREET = "LineString (200000 500000, 200100 500000)"
READ = ("LV_CABLES", "MV_CABLES", "STATIONS", "BUILDINGS", "ADDRESSES")
HOUSE = "Polygon ((200000 500000, 200010 500000, 200010 500010, 200000 500010, 200000 500000))"


@pytest.fixture
def read(context):
    """read({parameter: value}, "LV_CABLES", ...) -> (table, the Inputs it came from, what was said)."""
    from stadsstroom.processing.algorithms import BuildGrid
    from stadsstroom.processing.bridge import Inputs

    def read(parameters, name, **options):
        said = Said()
        layers = tuple(key for key in READ if key in parameters)
        inputs = Inputs(BuildGrid().create(), parameters, context, said, layers)
        return inputs.table(name, **options), inputs, said

    return read


def wkt(table):
    return [None if g is None else shapely.to_wkt(g, rounding_precision=2) for g in table.geometry]


@pytest.mark.parametrize(
    ("shape", "drawn", "read_as"),
    [
        ("LineString", STREET, "LINESTRING (200000 500000, 200100 500000)"),
        ("LineStringZ", "LineStringZ (200000 500000 1, 200100 500000 2)", "LINESTRING (200000 500000, 200100 500000)"),
        ("LineStringM", "LineStringM (200000 500000 1, 200100 500000 2)", "LINESTRING (200000 500000, 200100 500000)"),
        (
            "LineStringZM",
            "LineStringZM (200000 500000 1 9, 200100 500000 2 9)",
            "LINESTRING (200000 500000, 200100 500000)",
        ),
        (
            "MultiLineString",
            "MultiLineString ((200000 500000, 200100 500000))",
            "LINESTRING (200000 500000, 200100 500000)",
        ),
        (
            "MultiLineString",
            "MultiLineString ((200000 500000, 200100 500000), (200000 500009, 200100 500009))",
            "MULTILINESTRING ((200000 500000, 200100 500000), (200000 500009, 200100 500009))",
        ),
    ],
)
def test_geometry_is_flat(read, shape, drawn, read_as):
    table, _, _ = read({"LV_CABLES": make_layer(shape, [(drawn, {})])}, "LV_CABLES")
    assert wkt(table) == [read_as]


def test_curves_are_made_straight(read):
    arc = "CompoundCurve (CircularString (200000 500000, 200050 500050, 200100 500000))"
    table, _, _ = read({"LV_CABLES": make_layer("CompoundCurve", [(arc, {})])}, "LV_CABLES")
    assert shapely.length(table.geometry[0]) == pytest.approx(np.pi * 50, rel=1e-3)


def test_features_without_usable_geometry_stay_as_rows(read):
    rows = [(None, {"id": "none"}), ("LineString EMPTY", {"id": "empty"}), (STREET, {"id": "good"})]
    layer = make_layer("LineString", [*rows, (STREET, {"id": "nan"})])
    nowhere = QgsGeometry.fromPolylineXY([QgsPointXY(float("nan"), 0), QgsPointXY(200000, 500000)])
    layer.dataProvider().changeGeometryValues({4: nowhere})
    table, inputs, _ = read({"LV_CABLES": layer}, "LV_CABLES")
    assert [g is None for g in table.geometry] == [True, True, False, True]
    assert [(p.code, p.feature_id) for p in inputs.problems] == [("unusable_geometry", "nan")]


def test_text_in_number_fields_is_read_or_reported(read):
    rows = [(HOUSE, {"identificatie": f"{n}", "bouwjaar": year}) for n, year in enumerate(["1974", "ca. 1980", "oud"])]
    table, inputs, _ = read({"BUILDINGS": make_layer("Polygon", rows)}, "BUILDINGS")
    assert table.frame["build_year"].tolist()[:2] == [1974, 1980]
    assert np.isnan(table.frame["build_year"][2])
    (problem,) = inputs.problems
    assert (problem.code, problem.feature_id) == ("unreadable_number", "2")
    assert problem.values["text"] == "oud"


def test_fields_are_found_by_the_names_open_data_give_them(read):
    rows = [
        (
            "Point (200005 500005)",
            {"identifica": "1", "pandidenti": "2", "gebruiksdo": "woonfunctie", "oppervlakt": 80.0, "gas_m3_per": 900},
        )
    ]
    table, _, said = read({"ADDRESSES": make_layer("Point", rows)}, "ADDRESSES")
    row = table.frame.iloc[0]
    assert (row.address_id, row.building_id, row.use) == ("1", "2", "woonfunctie")
    assert (row.floor_area_m2, row.yearly_gas_m3) == (80, 900)
    assert "gas_m3_per" in said.text


def test_a_parameter_wins_over_the_names(read):
    layer = make_layer("Polygon", [(HOUSE, {"identificatie": "a", "my id": "b", "bouwjaar": 1950})])
    by_field, _, _ = read({"BUILDINGS": layer, "BUILDING_ID": "my id"}, "BUILDINGS")
    by_expression, _, _ = read(
        {"BUILDINGS": layer, "BUILDING_ID": "\"my id\" || '-x'", "BUILD_YEAR": "bouwjaar + 1"}, "BUILDINGS"
    )
    assert by_field.frame["building_id"].tolist() == ["b"]
    assert by_expression.frame["building_id"].tolist() == ["b-x"]
    assert by_expression.frame["build_year"].tolist() == [1951]


def test_a_filter_keeps_what_it_is_true_for(read):
    rows = [(STREET, {"id": "a", "use": "LS"}), (STREET, {"id": "b", "use": "OV"}), (STREET, {"id": "c", "use": None})]
    parameters = {"LV_CABLES": make_layer("LineString", rows), "LV_FILTER": "use = 'LS'"}
    table, _, _ = read(parameters, "LV_CABLES", keep="LV_FILTER")
    assert table.frame["feature_id"].tolist() == ["a"]


def test_a_filter_may_look_at_the_geometry(read):
    rows = [(STREET, {"id": "long"}), ("LineString (200000 500000, 200001 500000)", {"id": "short"})]
    parameters = {"LV_CABLES": make_layer("LineString", rows), "LV_FILTER": "$length > 50"}
    assert read(parameters, "LV_CABLES", keep="LV_FILTER")[0].frame["feature_id"].tolist() == ["long"]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("use = ", ["Low-voltage cables that supply", "cannot be read"]),
        ("usage = 'LS'", ["Low-voltage cables that supply", "no field usage", "use"]),
        ("to_int(use) = 1", ["Low-voltage cables that supply", "fails"]),
    ],
)
def test_an_expression_that_cannot_work_is_a_sentence(read, expression, words):
    parameters = {"LV_CABLES": make_layer("LineString", [(STREET, {"use": "LS"})]), "LV_FILTER": expression}
    with pytest.raises(QgsProcessingException) as error:
        read(parameters, "LV_CABLES", keep="LV_FILTER")
    assert all(word in str(error.value) for word in words)


def test_selected_features_only(read):
    layer = make_layer("LineString", [(STREET, {"id": "a"}), (STREET, {"id": "b"})])
    QgsProject.instance().addMapLayer(layer, False)
    layer.selectByExpression("id = 'b'")
    table, _, _ = read({"LV_CABLES": QgsProcessingFeatureSourceDefinition(layer.id(), True)}, "LV_CABLES")
    assert table.frame["feature_id"].tolist() == ["b"]
    QgsProject.instance().removeMapLayer(layer.id())


def test_the_layer_is_left_as_it_was(read):
    layer = make_layer("LineStringZ", [("LineStringZ (200000 500000 1, 200100 500000 2)", {"id": " a "})])
    before = [(f.geometry().asWkt(), f.attributes()) for f in layer.getFeatures()]
    read({"LV_CABLES": layer}, "LV_CABLES")
    assert [(f.geometry().asWkt(), f.attributes()) for f in layer.getFeatures()] == before


def test_ids_that_come_twice_are_reported(read):
    layer = make_layer(
        "LineString", [(STREET, {"kabel_id": "a"}), (STREET, {"kabel_id": "a"}), (STREET, {"kabel_id": None})]
    )
    table, inputs, _ = read({"LV_CABLES": layer}, "LV_CABLES")
    assert table.frame["feature_id"].tolist() == ["a", "a", "fid:3"]
    assert [p.code for p in inputs.problems] == ["duplicate_id"]


@pytest.mark.parametrize(
    ("shape", "drawn", "words"),
    [
        ("None", None, ["table without geometry", "lines"]),
        ("Point", "Point (200000 500000)", ["holds points", "lines"]),
        ("Polygon", HOUSE, ["holds polygons", "lines"]),
    ],
)
def test_another_shape_is_a_sentence(read, shape, drawn, words):
    with pytest.raises(QgsProcessingException) as error:
        read({"LV_CABLES": make_layer(shape, [(drawn, {"id": "a"})], name="my cables")}, "LV_CABLES")
    assert all(word in str(error.value) for word in ["my cables", *words])


def test_a_cable_type_may_stand_in_one_of_two_layers(read):
    low = make_layer("LineString", [(STREET, {"kabel_id": "a"})])
    high = make_layer("LineString", [(STREET, {"kabel_id": "b", "soort": "240 Al"})])
    parameters = {"LV_CABLES": low, "MV_CABLES": high, "CABLE_TYPE": "upper(soort)"}
    assert read(parameters, "MV_CABLES")[0].frame["cable_type"].tolist() == ["240 AL"]
    assert "cable_type" not in read(parameters, "LV_CABLES")[0].frame
    with pytest.raises(QgsProcessingException, match="has no field kind"):
        read({**parameters, "CABLE_TYPE": "kind"}, "MV_CABLES")


def test_a_description_tells_what_a_station_is_unless_a_filter_does(read):
    from stadsstroom.processing.bridge import with_roles

    words = ["Netstation", "Klantstation", "Klantstation met medegebruik", "Transportverdeelstation", None]
    rows = [("Point (200000 500000)", {"station_id": f"{n}", "omschrijving": word}) for n, word in enumerate(words)]
    parameters = {"STATIONS": make_layer("Point", rows), "SOURCE_FILTER": "station_id = '0'"}
    told = with_roles(read(parameters, "STATIONS")[0]).frame
    assert told["is_source"].tolist() == [False, False, False, True, False]
    assert told["is_customer"].tolist() == [False, True, True, False, False]
    assert told["is_shared"].tolist() == [False, False, True, False, False]
    chosen = with_roles(read(parameters, "STATIONS", flags={"is_source": "SOURCE_FILTER"})[0]).frame
    assert chosen["is_source"].tolist() == [True, False, False, False, False]


# Place


def lines_at(x, y, crs, name="cables"):
    return make_layer("LineString", [(f"LineString ({x} {y}, {x + 0.001} {y})", {})], crs, name)


@pytest.mark.parametrize(
    ("crs", "x", "y", "working"),
    [
        ("EPSG:28992", 209000, 516000, "EPSG:28992"),
        ("EPSG:7415", 209000, 516000, "EPSG:28992"),
        ("EPSG:25831", 690000, 5830000, "EPSG:25831"),
        ("EPSG:4326", 6.2, 52.6, "EPSG:28992"),
        ("EPSG:4258", 6.2, 52.6, "EPSG:28992"),
        ("EPSG:4326", 13.4, 52.5, "EPSG:32633"),
        ("EPSG:4326", 18.4, -33.9, "EPSG:32734"),
        ("EPSG:3857", 690000, 6900000, "EPSG:28992"),
        ("EPSG:2263", 1000000, 200000, "EPSG:32618"),  # New York, in feet
    ],
)
def test_the_calculation_is_in_metres(read, crs, x, y, working):
    table, inputs, said = read({"LV_CABLES": lines_at(x, y, crs)}, "LV_CABLES")
    assert inputs.crs == table.crs == working
    assert (working in said.text) == (crs not in (working, "EPSG:7415"))
    assert table.geometry[0] is not None


def test_the_first_layer_in_metres_decides(read):
    parameters = {
        "LV_CABLES": lines_at(6.2, 52.6, "EPSG:4326"),
        "BUILDINGS": make_layer("Polygon", [(HOUSE, {})]),
    }
    table, inputs, _ = read(parameters, "LV_CABLES")
    assert inputs.crs == "EPSG:28992"
    assert shapely.get_coordinates(table.geometry[0])[0] == pytest.approx([209_360, 516_200], abs=5000)


def test_mixed_systems_meet(read):
    rd = make_layer("LineString", [("LineString (209000 516000, 209100 516000)", {})])
    there = QgsGeometry.fromWkt("Polygon ((209000 516000, 209010 516000, 209010 516010, 209000 516000))")
    there.transform(
        QgsCoordinateTransform(
            QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem("EPSG:4258"), QgsProject.instance()
        )
    )
    parameters = {"LV_CABLES": rd, "BUILDINGS": make_layer("Polygon", [(there.asWkt(12), {})], "EPSG:4258")}
    houses, _, _ = read(parameters, "BUILDINGS")
    cables, _, _ = read(parameters, "LV_CABLES")
    assert shapely.distance(houses.geometry[0], cables.geometry[0]) < 0.01


@pytest.mark.parametrize(
    ("crs", "x", "y"), [("EPSG:4326", 209000, 516000), ("EPSG:28992", 6.2, 52.6), ("EPSG:25831", 209000, 516000)]
)
def test_a_wrong_system_is_a_sentence(read, crs, x, y):
    with pytest.raises(QgsProcessingException, match=f"cables.*low-voltage cables.*{crs}"):
        read({"LV_CABLES": lines_at(x, y, crs)}, "LV_CABLES")


def test_no_system_is_assumed_where_it_fits(read):
    _, inputs, said = read({"LV_CABLES": lines_at(209000, 516000, "")}, "LV_CABLES")
    assert inputs.crs == "EPSG:28992"
    assert "no coordinate system" in said.text
    with pytest.raises(QgsProcessingException, match="no coordinate system"):
        read({"LV_CABLES": lines_at(6.2, 52.6, "")}, "LV_CABLES")


def test_a_system_without_a_number_is_kept(read):
    own = QgsCoordinateReferenceSystem.fromProj("+proj=tmerc +lat_0=52 +lon_0=6 +k=1 +x_0=100000 +y_0=0 +ellps=GRS80")
    layer = make_layer("LineString", [("LineString (100000 60000, 100100 60000)", {})])
    layer.setCrs(own)
    table, _, _ = read({"LV_CABLES": layer}, "LV_CABLES")
    assert QgsCoordinateReferenceSystem(table.crs).toProj().startswith(own.toProj())
    assert wkt(table) == ["LINESTRING (100000 60000, 100100 60000)"]
