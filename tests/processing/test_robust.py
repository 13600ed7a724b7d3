"""Whatever a user's layers hold: a sentence or a layer of problems, no traceback, no half file, no changed input."""

import resource
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .conftest import Said, make_layer

NEEDED = ("LV_CABLES", "STATIONS", "BUILDINGS")
TEXTS = ("omschrijving", "identificatie", "pandidentificatie", "kabel_id", "station_id")


def contents(layer) -> list:
    return [(feature.id(), feature.geometry().asWkt(), feature.attributes()) for feature in layer.getFeatures()]


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


@pytest.fixture
def survives(run):
    """survives(name, parameters) -> (results, sentence): one of the two; nothing half, nothing changed."""

    def survives(name, parameters, folder, feedback=None):
        layers = {key: value for key, value in parameters.items() if isinstance(value, QgsVectorLayer)}
        before = {key: contents(layer) for key, layer in layers.items()}
        results, sentence = {}, ""
        try:
            results = run(name, parameters, feedback)
        except QgsProcessingException as error:
            sentence = str(error)
            assert "Traceback" not in sentence, sentence
            assert "{" not in sentence
            assert len(sentence.split()) > 4
            assert list(folder.iterdir()) == []
        left = [path.name for path in folder.rglob("*")]
        assert not [name for name in left if ".part" in name or name.endswith(("-wal", "-journal"))]
        assert {key: contents(layer) for key, layer in layers.items()} == before
        return results, sentence

    return survives


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


# Files that are not what they should be


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    return {"folder": tmp_path_factory.mktemp("kept")}


@pytest.fixture
def built(kept, run, town):
    """A net, its connections and profiles of the demo neighbourhood."""
    if "built" not in kept:
        folder = kept["folder"]
        outputs = {"CONNECTIONS": str(folder / "connections.gpkg"), "NET": str(folder / "net.json")}
        grid = run("buildgrid", {**town, **outputs})
        given = {"BUILDINGS": town["BUILDINGS"], "ADDRESSES": town["ADDRESSES"], "PROFILES": str(folder / "a.profiles")}
        demand = run("demand", {**given, "CONNECTIONS": grid["CONNECTIONS"]})
        kept["built"] = {"NET": grid["NET"], "CONNECTIONS": grid["CONNECTIONS"], "PROFILES": demand["PROFILES"]}
    return kept["built"]


def one_day(built, folder, **more):
    """Congestion of one day, with every output in a folder."""
    outputs = {name: str(folder / f"{name}.gpkg") for name in ("SECTIONS", "STATIONS", "PROBLEMS")}
    outputs |= {"HOURLY": str(folder / "hours.nc"), "NET_WORST": str(folder / "worst.json")}
    return {"NET": built["NET"], "PROFILES": built["PROFILES"], "FIRST_HOUR": 0, "LAST_HOUR": 23, **outputs, **more}


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b'{"a": 1}', b"\x00\xff\x00", b"<html></html>"])
@pytest.mark.parametrize("name", ["NET", "PROFILES"])
def test_a_file_that_is_something_else_is_a_sentence(survives, built, tmp_path, name, content):
    folder = tmp_path / "out"
    folder.mkdir()
    wrong = tmp_path / "wrong"
    wrong.write_bytes(content)
    _, sentence = survives("congestion", one_day(built, folder, **{name: str(wrong)}), folder)
    assert str(wrong) in sentence


@pytest.mark.parametrize("name", ["NET", "PROFILES"])
def test_a_file_cut_short_is_a_sentence(survives, built, tmp_path, name):
    folder = tmp_path / "out"
    folder.mkdir()
    cut = tmp_path / "cut"
    shutil.copy(built[name], cut)
    with cut.open("r+b") as file:
        file.truncate(cut.stat().st_size // 2)
    _, sentence = survives("congestion", one_day(built, folder, **{name: str(cut)}), folder)
    assert str(cut) in sentence


def test_a_drive_that_is_not_there_is_a_sentence(survives, built, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    gone = tmp_path / "gone" / "sections.gpkg"
    make = Path.mkdir

    def no_drive(path, *arguments, **more):
        if path == gone.parent:
            raise FileNotFoundError(2, "no such device", str(path))
        return make(path, *arguments, **more)

    monkeypatch.setattr(Path, "mkdir", no_drive)
    _, sentence = survives("congestion", {**one_day(built, folder), "SECTIONS": str(gone)}, folder)
    assert str(gone) in sentence


def test_files_in_each_others_place_are_a_sentence(survives, built, tmp_path):
    swapped = {"NET": built["PROFILES"], "PROFILES": built["NET"]}
    assert survives("congestion", one_day(built, tmp_path, **swapped), tmp_path)[1]


def test_profiles_of_another_grid_are_a_sentence(survives, built, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    other = profiles(tmp_path / "other.profiles", ["x-1", "x-2"], np.ones((48, 2)))
    assert survives("congestion", one_day(built, folder, PROFILES=other), folder)[1]


@pytest.mark.parametrize("value", [np.nan, np.inf, -5.0, 1e6])
def test_demand_that_cannot_be_is_named(survives, built, tmp_path, value):
    folder = tmp_path / "out"
    folder.mkdir()
    ids = [load["name"] for load in loads(built["NET"])]
    kw = np.full((48, len(ids)), 0.5)
    kw[7, 3] = value
    odd = profiles(tmp_path / "odd.profiles", ids, kw)
    results, _ = survives("congestion", one_day(built, folder, PROFILES=odd), folder)
    assert results["PROBLEM_COUNT"] >= 1


def profiles(path, ids, kw) -> str:
    from stadsstroom.engine.demand import ProfilesWriter

    with ProfilesWriter(str(path), ids, np.datetime64("2023-01-01T00:00"), len(kw), cos_phi={"base": 0.95}) as writer:
        writer.kw("base")[...] = kw
    return str(path)


def loads(net_path) -> list[dict]:
    import pandapower

    return pandapower.from_json(net_path).load.to_dict("records")


@pytest.mark.parametrize("name", ["mv_oberrhein", "create_cigre_network_lv"])
def test_any_other_net_is_solved(survives, tmp_path, name):
    import pandapower
    import pandapower.networks

    folder = tmp_path / "out"
    folder.mkdir()
    net = getattr(pandapower.networks, name)()
    pandapower.to_json(net, str(tmp_path / "net.json"))
    ids = [str(load["name"] or number) for number, load in enumerate(net.load.to_dict("records"))]
    hours = profiles(tmp_path / "p.profiles", list(dict.fromkeys(ids)), np.full((24, len(set(ids))), 10.0))
    files = {"NET": str(tmp_path / "net.json"), "PROFILES": hours}
    results, sentence = survives("congestion", one_day(files, folder), folder)
    assert results or sentence


# A full disk: no file may grow beyond so many bytes


@contextmanager
def files_up_to(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [10_000, 120_000, 200_000])
def test_buildgrid_on_a_full_disk(survives, town, tmp_path, size):
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("NODES", "SECTIONS", "CONNECTIONS", "PROBLEMS")}
    with files_up_to(size):
        _, sentence = survives("buildgrid", {**town, **outputs, "NET": str(tmp_path / "net.json")}, tmp_path)
    assert sentence


@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_demand_on_a_full_disk(survives, town, tmp_path, size):
    given = {"BUILDINGS": town["BUILDINGS"], "ADDRESSES": town["ADDRESSES"], "PROFILES": str(tmp_path / "a.profiles")}
    with files_up_to(size):
        _, sentence = survives("demand", given, tmp_path)
    assert sentence


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_congestion_on_a_full_disk(survives, built, tmp_path, size):
    with files_up_to(size):
        _, sentence = survives("congestion", one_day(built, tmp_path, REPORT=str(tmp_path / "r.html")), tmp_path)
    assert sentence


@pytest.mark.parametrize("name", ["buildgrid", "demand", "congestion"])
def test_a_folder_that_cannot_be_is_a_sentence(survives, town, built, tmp_path, name):
    (tmp_path / "file").write_text("no folder")
    folder = tmp_path / "out"
    folder.mkdir()
    inside = tmp_path / "file" / "in"
    given = {"buildgrid": {**town, "NET": str(inside / "net.json")}, "congestion": one_day(built, inside)}
    given["demand"] = {"BUILDINGS": town["BUILDINGS"], "PROFILES": str(inside / "a.profiles")}
    assert survives(name, given[name], folder)[1]


# Cancelled at any moment


@pytest.mark.parametrize("moment", [0, 1, 2, 3, 5, 8, 13])
@pytest.mark.parametrize("name", ["buildgrid", "demand", "congestion"])
def test_a_cancelled_run_leaves_nothing(survives, town, built, tmp_path, name, moment):
    outputs = {key: str(tmp_path / f"{key}.gpkg") for key in ("NODES", "SECTIONS", "PROBLEMS")}
    given = {"buildgrid": {**town, **outputs, "NET": str(tmp_path / "net.json")}}
    given["demand"] = {key: town[key] for key in ("BUILDINGS", "ADDRESSES")}
    given["demand"] |= {"PROFILES": str(tmp_path / "a.profiles"), "BUILDINGS_OUT": str(tmp_path / "b.gpkg")}
    given["congestion"] = one_day(built, tmp_path)
    said = Said(cancel_at=moment)
    results, sentence = survives(name, given[name], tmp_path, said)
    if said.isCanceled() and not results:
        assert not sentence
        assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - said.cancelled_at < 2
