"""Layers drawn in a few lines, the demo neighbourhood as layers, a run of an algorithm, and what it must survive."""

import itertools
import resource
from contextlib import contextmanager

import pandas as pd
import pytest
import shapely
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

RD = "EPSG:28992"
numbers = itertools.count()


def make_layer(shape: str, rows, crs: str = RD, name: str = "") -> QgsVectorLayer:
    """A layer in memory. shape: such as "LineStringZ". rows: (WKT or None, {field: value})."""
    rows = list(rows)
    kinds = {str: "string(0)", int: "int8", float: "double", bool: "bool"}
    fields = {}
    for _, values in rows:
        for field, value in values.items():
            if value is not None or field not in fields:
                fields[field] = kinds.get(type(value), "string(0)")
    uri = f"{shape}?" + "&".join([f"crs={crs}", *(f"field={field}:{kind}" for field, kind in fields.items())])
    layer = QgsVectorLayer(uri, name or f"layer {next(numbers)}", "memory")
    features = []
    for wkt, values in rows:
        feature = QgsFeature(layer.fields())
        for field, value in values.items():
            feature.setAttribute(field, value)
        if wkt is not None:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    added, _ = layer.dataProvider().addFeatures(features)
    assert added, layer.dataProvider().lastError()
    layer.updateExtents()
    return layer


class Said(QgsProcessingFeedback):
    """Keeps what an algorithm says; cancels at the n-th report of progress if told to.

    went_on: how often it reported after that; engines report at least every half second of work.
    """

    def __init__(self, cancel_at=None):
        super().__init__(False)
        self.lines, self.reports, self.cancel_at, self.went_on = [], 0, cancel_at, 0
        self.progressChanged.connect(self._count)

    def _count(self, _):
        self.reports += 1
        self.went_on += self.isCanceled()
        if self.cancel_at is not None and self.reports > self.cancel_at:
            self.cancel()

    def pushInfo(self, text):
        self.lines.append(text)

    def pushWarning(self, text):
        self.lines.append(text)

    def setProgressText(self, text):
        self.lines.append(text)

    @property
    def text(self):
        return "\n".join(self.lines)


def contents(layer) -> list:
    return [(feature.id(), feature.geometry().asWkt(), feature.attributes()) for feature in layer.getFeatures()]


@contextmanager
def files_up_to(size):
    """A full disk: no file may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def as_layer(table) -> QgsVectorLayer:
    """A table of the demo as a layer in memory, its columns as they are."""
    columns = [name for name in table.frame.columns if name != "feature_id"]
    shape = shapely.geometry.mapping(table.geometry[0])["type"]
    rows = [
        (geometry.wkt, {name: None if pd.isna(row[name]) else row[name] for name in columns})
        for geometry, row in zip(table.geometry, table.frame.to_dict("records"))
    ]
    return make_layer(shape, rows, table.crs, table.name)


@pytest.fixture(scope="session")
def demo(qgis_app):
    """The demo neighbourhood as layers, by name; tests that change one copy it first."""
    from stadsstroom.engine.demo import demo_neighbourhood

    return {name: as_layer(table) for name, table in demo_neighbourhood().items()}


@pytest.fixture
def town(demo):
    """What buildgrid is told of the demo neighbourhood."""
    return {
        "LV_CABLES": demo["laagspanningskabel"].clone(),
        "MV_CABLES": demo["middenspanningskabel"].clone(),
        "STATIONS": demo["middenspanningsstation"].clone(),
        "BUILDINGS": demo["pand"].clone(),
        "ADDRESSES": demo["verblijfsobject"].clone(),
        "EXTRA_CONNECTIONS": demo["extra_aansluiting"].clone(),
        "LV_FILTER": "\"omschrijving\" LIKE '%functie LS%'",
        "STATION_FILTER": "\"omschrijving\" LIKE 'Netstation%' OR \"omschrijving\" LIKE '%medegebruik%'",
        "SOURCE_FILTER": "\"omschrijving\" LIKE 'Transport%'",
    }


@pytest.fixture
def context(qgis_app):
    made = QgsProcessingContext()
    made.setProject(QgsProject.instance())
    yield made
    made.temporaryLayerStore().removeAllMapLayers()  # a raster that outlives QGIS takes the process down


@pytest.fixture
def run(context):
    """run("buildgrid", {...}) -> results; a sentence of the algorithm's comes as QgsProcessingException."""
    from stadsstroom.processing.algorithms import ALGORITHMS

    def run(name, parameters, feedback=None):
        algorithm = next(found for found in ALGORITHMS if name == found.ID)().create()
        good, why = algorithm.checkParameterValues(parameters, context)
        if not good:
            raise QgsProcessingException(why)
        results, done = algorithm.run(parameters, context, feedback or Said(), {}, False)
        assert done
        return results

    return run


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
        assert results or sentence or (feedback is not None and feedback.isCanceled())
        left = [path.name for path in folder.rglob("*")]
        assert not [name for name in left if ".part" in name or name.endswith(("-wal", "-journal"))]
        assert {key: contents(layer) for key, layer in layers.items()} == before
        return results, sentence

    return survives


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


@pytest.fixture
def dsm(tmp_path):
    """A raster file with the heights of the drawn houses."""
    from .drawn_houses import heights, raster

    return raster(tmp_path / "dsm.tif", *heights())


@pytest.fixture
def houses(qgis_app):
    from .drawn_houses import HOUSES

    return make_layer("Polygon", HOUSES, name="pand")
