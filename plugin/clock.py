"""Keeps the dock and QGIS' temporal controller at the same hour, and the hours in sight."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.core import Qgis, QgsDateTimeRange, QgsInterval, QgsMeshLayer, QgsProject, QgsTemporalNavigationObject
from qgis.gui import QgsMapCanvas

from .pictures import utc_moment
from .results import hourly_path, kind_of

# QGIS 3.36 moved the enumeration
MODES = getattr(Qgis, "TemporalNavigationMode", None) or QgsTemporalNavigationObject.NavigationMode
SECONDS = 3600


def show_hour(canvas: QgsMapCanvas, time: np.datetime64, times: np.ndarray) -> None:
    """Let the map show the hour that begins at `time` (UTC), and play through `times` from there on."""
    controller = canvas.temporalController()
    if controller is None:
        return
    begin, end = utc_moment(times[0]), utc_moment(times[-1]).addSecs(SECONDS)
    extents = controller.temporalExtents()
    hourly = controller.frameDuration() == QgsInterval(1, Qgis.TemporalUnit.Hours)
    if not hourly or extents.isInfinite() or not extents.contains(QgsDateTimeRange(begin, end)):
        controller.setTemporalExtents(QgsDateTimeRange(begin, end))
        controller.setFrameDuration(QgsInterval(1, Qgis.TemporalUnit.Hours))
    if controller.navigationMode() != MODES.Animated:
        controller.setNavigationMode(MODES.Animated)
    controller.setCurrentFrameNumber(controller.findBestFrameNumberForFrameStart(utc_moment(time)))


def show_mesh(path: Path) -> None:
    """Tick the mesh with the hours of `path`, and untick the sections whose yearly figures would lie over it."""
    root = QgsProject.instance().layerTreeRoot()
    for node in root.findLayers():
        layer = node.layer()
        if isinstance(layer, QgsMeshLayer) and Path(layer.source()) == path:
            node.setItemVisibilityCheckedParentRecursive(True)
        elif kind_of(layer) == "section" and hourly_path(layer) == path:
            node.setItemVisibilityChecked(False)


def hour_shown(shown: QgsDateTimeRange, times: np.ndarray) -> int | None:
    """Position in `times` (UTC, hour-beginning) of the hour in which the shown range begins; None where it is none."""
    if shown.isInfinite() or not shown.begin().isValid():
        return None
    begin = np.datetime64(int(shown.begin().toSecsSinceEpoch()), "s")
    position = int(np.searchsorted(times, begin, side="right")) - 1
    if position < 0 or begin >= times[position] + np.timedelta64(SECONDS, "s"):
        return None
    return position
