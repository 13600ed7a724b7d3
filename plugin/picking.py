"""Picking an element of a result on the map."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt.QtCore import Qt, pyqtSignal

from .results import result_layers

SMALL_FIRST = {QgsWkbTypes.GeometryType.PointGeometry: 0, QgsWkbTypes.GeometryType.LineGeometry: 1}


class PickTool(QgsMapTool):
    """A click gives the nearest feature of a visible result layer; points win over lines, and lines over areas.

    Of areas within each other it is the smallest that is large enough on the screen to be aimed at.
    """

    picked = pyqtSignal(QgsVectorLayer, QgsFeature)
    missed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas):
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event) -> None:
        found = nearest(self.canvas(), event.mapPoint(), QgsMapTool.searchRadiusMU(self.canvas()) * 2)
        if found is None:
            self.missed.emit()
        else:
            self.picked.emit(*found)


def nearest(canvas: QgsMapCanvas, point: QgsPointXY, radius: float) -> tuple[QgsVectorLayer, QgsFeature] | None:
    """The result feature nearest to a point of the map, within `radius` map units; of equal ones the upper layer's."""
    visible = [layer.id() for layer in canvas.layers()]
    candidates = []
    for layer in result_layers():
        if layer.id() not in visible:
            continue
        transform = QgsCoordinateTransform(
            canvas.mapSettings().destinationCrs(), layer.crs(), QgsProject.instance().transformContext()
        )
        around = QgsRectangle.fromCenterAndSize(point, 2 * radius, 2 * radius)
        here = QgsGeometry.fromPointXY(transform.transform(point))
        box = transform.transformBoundingBox(around)
        reach = max(box.width(), box.height()) / 2
        rank = SMALL_FIRST.get(layer.geometryType(), len(SMALL_FIRST))
        for feature in layer.getFeatures(QgsFeatureRequest().setFilterRect(box)):
            far = feature.geometry().distance(here) / reach
            if far <= 1:
                area = feature.geometry().area()
                order = (rank, far, visible.index(layer.id()), area < (2 * reach) ** 2, area, feature.id())
                candidates.append((order, layer, feature))
    if not candidates:
        return None
    _, layer, feature = min(candidates, key=lambda candidate: candidate[0])
    return layer, feature
