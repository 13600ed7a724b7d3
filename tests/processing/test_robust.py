"""Whatever a user's layers hold: a sentence or a layer of problems, no traceback, no half file, no changed input."""

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .conftest import make_layer

NEEDED = ("LV_CABLES", "STATIONS", "BUILDINGS")
TEXTS = ("omschrijving", "identificatie", "pandidentificatie", "kabel_id", "station_id")


def rows_of(layer) -> list:
    names = layer.fields().names()
    features = list(layer.getFeatures())
    drawn = [feature.geometry().asWkt() if feature.hasGeometry() else None for feature in features]
    return [(wkt, dict(zip(names, map(plain, feature.attributes())))) for wkt, feature in zip(drawn, features)]


def plain(value):
    return None if value is None or (hasattr(value, "isNull") and value.isNull()) else value


def remade(layer, crs=None, suffix="", wkt=lambda wkt: wkt, values=lambda row: row) -> QgsVectorLayer:
    """A copy of a layer in memory with something about it changed."""
    rows = [(None if drawn is None else wkt(drawn), values(row)) for drawn, row in rows_of(layer)]
    shape = QgsWkbTypes.displayString(layer.wkbType()) + suffix
    return make_layer(shape, rows, crs or layer.crs().authid(), layer.name())


# What can be wrong with any layer


def empty(layer):
    return make_layer(QgsWkbTypes.displayString(layer.wkbType()), [], layer.crs().authid(), layer.name())


def without_geometry(layer):
    return remade(layer, wkt=lambda wkt: None)


def null_attributes(layer):
    return remade(layer, values=lambda row: dict.fromkeys(row))


def words_for_numbers(layer):
    return remade(layer, values=lambda row: {key: row[key] if key in TEXTS else "onbekend" for key in row})


def in_degrees(layer):
    return moved(layer, "EPSG:4326")


def in_another_system(layer):
    return moved(layer, "EPSG:25831")


def moved(layer, crs):
    transform = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem(crs), QgsProject.instance())

    def move(wkt):
        geometry = QgsGeometry.fromWkt(wkt)
        geometry.transform(transform)
        return geometry.asWkt()

    return remade(layer, crs=crs, wkt=move)


def wrong_system(layer):
    return remade(layer, crs="EPSG:4326")


def another_towns_system(layer):
    """Dutch coordinates that pass for places of UTM zone 31, in the Gulf of Guinea."""
    return remade(layer, crs="EPSG:32631")


def no_system(layer):
    copy = remade(layer)
    copy.setCrs(QgsCoordinateReferenceSystem())
    return copy


def everything_twice(layer):
    rows = rows_of(layer)
    return make_layer(QgsWkbTypes.displayString(layer.wkbType()), [*rows, *rows], layer.crs().authid(), layer.name())


def with_height_and_measure(layer):
    def lift(wkt):
        geometry = QgsGeometry.fromWkt(wkt)
        geometry.get().addZValue(3.0)
        geometry.get().addMValue(7.0)
        return geometry.asWkt()

    return remade(layer, suffix="ZM", wkt=lift)


def crossing_itself(layer):
    """Every second vertex changes place with its neighbour."""

    def tangle(wkt):
        geometry = QgsGeometry.fromWkt(wkt)
        places = [(vertex.x(), vertex.y()) for vertex in geometry.vertices()]
        for at in range(1, len(places) - 2, 2):
            geometry.moveVertex(*places[at + 1], at)
            geometry.moveVertex(*places[at], at + 1)
        return geometry.asWkt()

    return remade(layer, wkt=tangle)


DEFECTS = (
    empty,
    without_geometry,
    null_attributes,
    words_for_numbers,
    in_degrees,
    in_another_system,
    wrong_system,
    another_towns_system,
    no_system,
    everything_twice,
    with_height_and_measure,
    crossing_itself,
)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.__name__)
@pytest.mark.parametrize(
    "name", ["LV_CABLES", "MV_CABLES", "STATIONS", "BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS", "OPEN_POINTS"]
)
def test_buildgrid_survives_every_layer(survives, town, tmp_path, name, defect):
    if name == "OPEN_POINTS":
        town["OPEN_POINTS"] = make_layer("Point", [("Point (164310 491800)", {"id": "1"})])
    town[name] = defect(town[name])
    outputs = {output: str(tmp_path / f"{output}.gpkg") for output in ("SECTIONS", "PROBLEMS")}
    results, sentence = survives("buildgrid", {**town, **outputs, "NET": str(tmp_path / "net.json")}, tmp_path)
    if defect in (empty, without_geometry) and name in NEEDED:
        assert sentence
    elif defect is wrong_system:
        assert "EPSG:4326" in sentence
    elif defect is another_towns_system:
        assert f"Layer {town[name].name()} (" in sentence
        assert " km from layer" in sentence
    elif defect in (in_degrees, in_another_system, no_system, everything_twice, with_height_and_measure):
        assert results["CONNECTED_PERCENT"] > 90
    elif defect is words_for_numbers and name == "ADDRESSES":
        reasons = [feature["reason"] for feature in QgsVectorLayer(results["PROBLEMS"]).getFeatures()]
        assert "The floor area onbekend cannot be read as a number." in reasons


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.__name__)
@pytest.mark.parametrize("name", ["BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS"])
def test_demand_survives_every_layer(survives, town, tmp_path, name, defect):
    town[name] = defect(town[name])
    given = {key: town[key] for key in ("BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS")}
    given |= {"PROFILES": str(tmp_path / "a.profiles"), "PROBLEMS": str(tmp_path / "problems.gpkg")}
    results, sentence = survives("demand", {**given, "EV_SHARE": 30}, tmp_path)
    if defect is wrong_system:
        assert "EPSG:4326" in sentence
    elif defect is another_towns_system:
        assert " km from layer" in sentence
    elif defect is not empty and name != "BUILDINGS":
        assert results["CONNECTION_COUNT"] > 100


@pytest.mark.parametrize("defect", [empty, without_geometry, null_attributes, words_for_numbers, everything_twice])
def test_demand_survives_connections(survives, town, built, tmp_path, defect):
    given = {key: town[key] for key in ("BUILDINGS", "ADDRESSES")}
    given["CONNECTIONS"] = defect(QgsVectorLayer(built["CONNECTIONS"], "connections"))
    survives("demand", {**given, "PROFILES": str(tmp_path / "a.profiles")}, tmp_path)


def test_a_station_far_from_any_cable_is_a_problem(survives, town, tmp_path):
    far = make_layer("Point", [*rows_of(town["STATIONS"]), FAR_STATION])
    outputs = {"PROBLEMS": str(tmp_path / "problems.gpkg"), "STATIONS_OUT": str(tmp_path / "stations.gpkg")}
    results, _ = survives("buildgrid", {**town, "STATIONS": far, **outputs}, tmp_path)
    named = [row["feature_id"] for row in QgsVectorLayer(results["PROBLEMS"]).getFeatures()]
    assert "far" in named


FAR_STATION = ("Point (170000 491800)", {"station_id": "far", "omschrijving": "Netstation"})
