"""Layers drawn in a few lines, the demo neighbourhood as layers, and a run of an algorithm."""

import itertools

import pytest
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
    kinds = {str: "string", int: "int8", float: "double", bool: "bool"}
    fields = {}
    for _, values in rows:
        for field, value in values.items():
            if value is not None or field not in fields:
                fields[field] = kinds.get(type(value), "string")
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
    assert added
    layer.updateExtents()
    return layer


class Said(QgsProcessingFeedback):
    """Keeps what an algorithm says; cancels at the n-th report of progress if told to."""

    def __init__(self, cancel_at=None):
        super().__init__(False)
        self.lines, self.reports, self.cancel_at = [], 0, cancel_at
        self.progressChanged.connect(self._count)

    def _count(self, _):
        self.reports += 1
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


@pytest.fixture
def context(qgis_app):
    made = QgsProcessingContext()
    made.setProject(QgsProject.instance())
    return made


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
