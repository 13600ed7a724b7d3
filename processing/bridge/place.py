"""The working CRS: projected, in real metres."""

from __future__ import annotations

import contextlib

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDistanceArea,
    QgsFeatureRequest,
    QgsPointXY,
    QgsProcessingException,
    QgsRectangle,
)

from ..compat import SKIP_VALIDITY, horizontal
from ..words import said, tr

DUTCH_CRS = "EPSG:28992"
DUTCH_LANDS = QgsRectangle(3.2, 50.7, 7.3, 53.7)  # degrees
SAMPLE = 500
# A metre of the map may differ this much from one on the ground (UTM 0.1 %, RD 0.01 %, Web Mercator here 60 %).
SCALE_TOLERANCE = 0.01
# How far outside its area of use, in degrees, a CRS is still believed.
AREA_MARGIN = 1.0
# Layers of one place lie nearer together than this.
FAR_APART_KM = 50.0

OUTSIDE = (
    "The coordinates of layer {name} ({input}) lie far outside the area of its coordinate system {crs}: "
    "give the layer the system it was made in (layer properties, Source)."
)
UNKNOWN_PLACE = (
    "Layer {name} ({input}) has no coordinate system, and its coordinates do not look like {crs}: "
    "give the layer the system it was made in (layer properties, Source)."
)
APART = (
    "Layer {name} ({input}) lies {km:,.0f} km from layer {other} ({other_input}): give each the coordinate system "
    "it was made in (layer properties, Source)."
)
ASSUMED = "Layer {name} ({input}) has no coordinate system; {crs} is assumed."
CHOSEN = "{crs} is used for the calculation, because {name} is in {other}, which does not measure in metres there."


def middle_of(source) -> QgsPointXY | None:
    """The median place of a sample of the features, in the layer's CRS; None where there is nothing."""
    request = QgsFeatureRequest().setNoAttributes().setLimit(SAMPLE)
    centres = []
    for feature in source.getFeatures(request, SKIP_VALIDITY):
        if feature.hasGeometry() and not feature.geometry().isEmpty():
            centre = feature.geometry().boundingBox().center()
            centres.append((centre.x(), centre.y()))
    centres = np.array(centres).reshape(-1, 2)
    centres = centres[np.isfinite(centres).all(axis=1)]
    return QgsPointXY(*np.median(centres, axis=0)) if len(centres) else None


def degrees_of(point: QgsPointXY, crs: QgsCoordinateReferenceSystem, transforms) -> QgsPointXY | None:
    """Longitude and latitude; None where the CRS cannot say."""
    try:
        place = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem("EPSG:4326"), transforms).transform(point)
    except QgsCsException:
        return None
    return place if np.isfinite([place.x(), place.y()]).all() else None


def degrees_at(table, transforms) -> QgsPointXY | None:
    """Longitude and latitude of the middle of a FeatureTable; None where it has none."""
    bounds = shapely.total_bounds(table.geometry)
    if not np.isfinite(bounds).all():
        return None
    middle = QgsPointXY((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    return degrees_of(middle, QgsCoordinateReferenceSystem(table.crs), transforms)


def fits(point: QgsPointXY, crs: QgsCoordinateReferenceSystem, transforms) -> bool:
    """Whether a place in `crs` lies in (or near) that system's area of use."""
    place = degrees_of(point, crs, transforms)
    if place is None:
        return False
    area = crs.bounds()
    return area.isNull() or area.isEmpty() or area.buffered(AREA_MARGIN).contains(place)


def measures_metres(crs: QgsCoordinateReferenceSystem, point: QgsPointXY | None, transforms) -> bool:
    """Whether a unit of the map is a metre on the ground."""
    if crs.isGeographic() or crs.mapUnits() != Qgis.DistanceUnit.Meters:
        return False
    if point is None:
        return True
    ruler = QgsDistanceArea()
    ruler.setSourceCrs(crs, transforms)
    ruler.setEllipsoid("EPSG:7030")
    try:
        ground = ruler.measureLine(point, QgsPointXY(point.x() + 1000, point.y()))
    except QgsCsException:
        return False
    return abs(ground / 1000 - 1) <= SCALE_TOLERANCE


def metric_crs_at(place: QgsPointXY) -> QgsCoordinateReferenceSystem:
    """EPSG:28992 inside the Netherlands, else the UTM zone (WGS 84) of a place in degrees."""
    if DUTCH_LANDS.contains(place):
        return QgsCoordinateReferenceSystem(DUTCH_CRS)
    zone = min(int((place.x() + 180) // 6) + 1, 60)
    return QgsCoordinateReferenceSystem(f"EPSG:{(32600 if place.y() >= 0 else 32700) + zone}")


def choose_crs(sources: dict, transforms, feedback) -> tuple[QgsCoordinateReferenceSystem, dict]:
    """The working CRS and the CRS of each source ({parameter: CRS}), given {parameter: (word, source)}.

    transforms: the run's QgsCoordinateTransformContext.
    The first source that measures in metres decides. Raises QgsProcessingException where a layer cannot lie where it
    says it does.
    """
    middles = {name: middle_of(source) for name, (_, source) in sources.items()}
    declared = {name: horizontal(source.sourceCrs()) for name, (_, source) in sources.items()}
    for name, (word, source) in sources.items():
        crs, point = declared[name], middles[name]
        if crs.isValid() and point is not None and not fits(point, crs, transforms):
            values = {"name": source.sourceName(), "input": word, "crs": crs.authid() or crs.description()}
            raise QgsProcessingException(said(OUTSIDE, values))
    working = _first_in_metres(sources, declared, middles, transforms, feedback)
    for name, (word, source) in sources.items():
        if declared[name].isValid():
            continue
        point = middles[name]
        values = {"name": source.sourceName(), "input": word, "crs": working.authid()}
        if point is not None and not fits(point, working, transforms):
            raise QgsProcessingException(said(UNKNOWN_PLACE, values))
        declared[name] = working
        feedback.pushWarning(said(ASSUMED, values))
    _check_together(sources, declared, working, transforms)
    return working, declared


def _check_together(sources: dict, declared: dict, working: QgsCoordinateReferenceSystem, transforms) -> None:
    """Raise QgsProcessingException, naming the layer, where one lies far from all others."""
    boxes = {}
    for name, (_, source) in sources.items():
        box = source.sourceExtent()
        with contextlib.suppress(QgsCsException):
            box = QgsCoordinateTransform(declared[name], working, transforms).transformBoundingBox(box)
        if not box.isNull() and box.isFinite():
            boxes[name] = np.array([[box.xMinimum(), box.yMinimum()], [box.xMaximum(), box.yMaximum()]])
    nearest = {}
    for name, (low, high) in boxes.items():
        gaps = {
            other: float(np.hypot(*np.maximum(np.maximum(its_low - high, low - its_high), 0)))
            for other, (its_low, its_high) in boxes.items()
            if other != name
        }
        if gaps:
            other = min(gaps, key=gaps.get)
            nearest[name] = (gaps[other] / 1000, other)
    name = max(nearest, key=lambda name: nearest[name][0], default=None)
    if name is None or nearest[name][0] <= FAR_APART_KM:
        return
    km, other = nearest[name]
    (word, source), (other_word, other_source) = sources[name], sources[other]
    values = {"name": source.sourceName(), "input": word, "km": km}
    raise QgsProcessingException(
        said(APART, {**values, "other": other_source.sourceName(), "other_input": tr(other_word)})
    )


def _first_in_metres(sources, declared, middles, transforms, feedback) -> QgsCoordinateReferenceSystem:
    known = [name for name in sources if declared[name].isValid()]
    placed = [name for name in known if middles[name] is not None]
    for name in [*placed, *known]:
        if measures_metres(declared[name], middles[name], transforms):
            return declared[name]
    for name in placed:
        place = degrees_of(middles[name], declared[name], transforms)
        working = metric_crs_at(place)
        values = {"crs": working.authid(), "name": sources[name][1].sourceName(), "other": declared[name].authid()}
        feedback.pushInfo(said(CHOSEN, values))
        return working
    return QgsCoordinateReferenceSystem(DUTCH_CRS)
