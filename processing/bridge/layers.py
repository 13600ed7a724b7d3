"""Reads one layer into a table: geometry in the working CRS, flat and straight; attributes as text and numbers."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsCsException,
    QgsExpression,
    QgsExpressionContext,
    QgsFeatureRequest,
    QgsProcessingException,
    QgsWkbTypes,
)

from ...engine.problems import Problem
from ...engine.tables import FeatureTable
from ..compat import SKIP_VALIDITY
from ..words import said, tr
from .roles import LINE, POINT, POLYGON, SHAPE_WORDS, Role
from .runner import Cancelled
from .values import as_bag_id, as_number, as_text, as_year

TEXT_READERS = {"text": as_text, "bag_id": as_bag_id}
NUMBER_READERS = {"number": as_number, "year": as_year}
LOOK_EVERY = 500
MULTI_TYPES = (4, 5, 6)  # shapely's numbers of multipoint, multilinestring and multipolygon

NO_SHAPE = "Layer {name} ({input}) is a table without geometry: choose a layer with {shape}."
WRONG_SHAPE = "Layer {name} ({input}) holds {found}: choose a layer with {shape}."
BAD_EXPRESSION = "{parameter}: the expression {text} cannot be read ({why})."
NO_FIELD = "{parameter}: layer {name} has no field {field}. It has: {fields}."
FAILED_EXPRESSION = "{parameter}: the expression {text} fails on layer {name} ({why})."


class LayerExpression:
    """A field or expression of the user's on one layer; raises QgsProcessingException where it cannot work."""

    def __init__(self, text: str, label: str, source, base_context: QgsExpressionContext):
        fields = source.fields()
        # A bare field name is a field, also where the expression language would read it otherwise.
        index = fields.lookupField(text)
        self.text = QgsExpression.quotedColumnRef(fields.at(index).name()) if index >= 0 else text
        self.label, self.layer = label, source.sourceName()
        self.expression = QgsExpression(self.text)
        if self.expression.hasParserError():
            raise self._sentence(BAD_EXPRESSION, why=self.expression.parserErrorString().strip())
        self.context = QgsExpressionContext(base_context)
        self.context.appendScope(source.createExpressionContextScope())
        self.context.setFields(fields)
        for name in sorted(self.expression.referencedColumns()):
            if name != QgsFeatureRequest.ALL_ATTRIBUTES and fields.lookupField(name) < 0:
                raise self._sentence(NO_FIELD, field=name, fields=", ".join(fields.names()) or "-")
        self.expression.prepare(self.context)

    def _sentence(self, template: str, **values) -> QgsProcessingException:
        known = {"parameter": self.label, "text": self.text, "name": self.layer}
        return QgsProcessingException(said(template, {**known, **values}))

    @property
    def columns(self) -> set:
        return self.expression.referencedColumns()

    @property
    def needs_geometry(self) -> bool:
        return self.expression.needsGeometry()

    def value(self, feature):
        self.context.setFeature(feature)
        value = self.expression.evaluate(self.context)
        if self.expression.hasEvalError():
            raise self._sentence(FAILED_EXPRESSION, why=self.expression.evalErrorString().strip())
        return value


def check_shape(source, role: Role) -> None:
    """Raise QgsProcessingException where a layer as a whole has another shape than its role asks for."""
    kind = QgsWkbTypes.geometryType(source.wkbType())
    kinds = {POINT: Qgis.GeometryType.Point, LINE: Qgis.GeometryType.Line, POLYGON: Qgis.GeometryType.Polygon}
    values = {
        "name": source.sourceName(),
        "input": role.word,
        "shape": tr(" or ").join(tr(SHAPE_WORDS[shape]) for shape in role.shapes),
    }
    if kind == Qgis.GeometryType.Null:
        raise QgsProcessingException(said(NO_SHAPE, values))
    for shape, word in SHAPE_WORDS.items():
        if kind == kinds[shape] and shape not in role.shapes:
            raise QgsProcessingException(said(WRONG_SHAPE, {**values, "found": tr(word)}))


def find_field(source, aliases, cut: bool = True) -> str | None:
    """The first field of the layer whose name is an alias, whole or (if `cut`) as cut to a shapefile's ten letters."""
    names = {name.lower(): name for name in reversed(source.fields().names())}
    for alias in aliases:
        if alias in names:
            return names[alias]
        if cut and len(alias) > 10 and alias[:10] in names:
            return names[alias[:10]]
    return None


def read_layer(source, role: Role, crs, working_crs, transforms, feedback, keep, flags, columns) -> tuple:
    """A layer as a FeatureTable, and the Problems met on the way: (table, problems).

    keep: LayerExpression whose true features are read, or None. flags: {column: LayerExpression} read as true or false.
    columns: {column: LayerExpression}. Columns not given are left out. The layer itself is only read.
    """
    transform = None if crs == working_crs else QgsCoordinateTransform(crs, working_crs, transforms)
    expressions = [*columns.values(), *flags.values(), *([keep] if keep else [])]
    id_field = None if isinstance(role.ids, str) else find_field(source, role.ids)
    request = _request(source, expressions, id_field)
    id_index = source.fields().lookupField(id_field) if id_field else -1

    wkb, ids, misplaced = [], [], []
    values = {name: [] for name in [*columns, *flags]}
    for number, feature in enumerate(source.getFeatures(request, SKIP_VALIDITY)):
        if number % LOOK_EVERY == 0 and feedback.isCanceled():
            raise Cancelled
        if keep and not keep.value(feature):
            continue
        for name, expression in columns.items():
            values[name].append(expression.value(feature))
        for name, expression in flags.items():
            values[name].append(bool(expression.value(feature)))
        try:
            wkb.append(_flat_wkb(feature.geometry(), transform))
        except QgsCsException:
            wkb.append(None)
            misplaced.append(len(ids))
        own = as_text(feature.attribute(id_index)) if id_index >= 0 else None
        ids.append(own if own is not None else f"fid:{feature.id()}")

    geometry, unreadable = _geometries(wkb, role)
    feature_ids = _feature_ids(ids, values, role)
    problems = _duplicates(feature_ids, role)
    frame = pd.DataFrame({"feature_id": np.array(feature_ids, object)})
    for name in columns:
        frame[name], found = _column(values[name], role, name, feature_ids, geometry)
        problems += found
    for name in flags:
        frame[name] = np.array(values[name], bool)
    problems += [_misplaced(role, feature_ids[row]) for row in misplaced]
    problems += [_unreadable(role, feature_ids[row]) for row in unreadable]
    code = working_crs.authid() or working_crs.toWkt()
    return FeatureTable(frame, geometry, code, source.sourceName()), problems


def _request(source, expressions, id_field) -> QgsFeatureRequest:
    request = QgsFeatureRequest()
    names = set().union(*(expression.columns for expression in expressions)) if expressions else set()
    if QgsFeatureRequest.ALL_ATTRIBUTES in names:
        return request
    if id_field:
        names.add(id_field)
    if not names:
        return request.setNoAttributes()
    fields = source.fields()
    return request.setSubsetOfAttributes(sorted({fields.lookupField(name) for name in names}))


def _flat_wkb(geometry, transform) -> bytes | None:
    """Straight, two-dimensional, in the working CRS; None for no geometry. Raises QgsCsException."""
    if geometry.isNull() or geometry.isEmpty():
        return None
    kind = geometry.wkbType()
    if QgsWkbTypes.isCurvedType(kind):
        geometry.convertToStraightSegment()
    if QgsWkbTypes.hasZ(kind):
        geometry.get().dropZValue()
    if QgsWkbTypes.hasM(kind):
        geometry.get().dropMValue()
    if transform is not None:
        geometry.transform(transform)
    return bytes(geometry.asWkb())


def _geometries(wkb: list, role: Role) -> tuple[np.ndarray, np.ndarray]:
    """Shapely geometries (None where there is none) and the rows that hold something unusable."""
    raw = np.empty(len(wkb), object)
    raw[:] = wkb
    geometry = shapely.from_wkb(raw, on_invalid="ignore")
    coordinates, row = shapely.get_coordinates(geometry, return_index=True)
    good = np.isin(shapely.get_dimensions(geometry), role.shapes)
    good[row[~np.isfinite(coordinates).all(axis=1)]] = False
    multi = np.isin(shapely.get_type_id(geometry), MULTI_TYPES)
    # a place has one point: the first of a multipoint
    single = good & multi & ((shapely.get_num_geometries(geometry) == 1) | (role.shapes == (POINT,)))
    geometry[single] = shapely.get_geometry(geometry[single], 0)
    there = np.array([item is not None for item in wkb], bool)
    geometry[~good] = None
    return geometry, np.flatnonzero(there & ~good)


def _feature_ids(ids: list[str], values: dict, role: Role) -> list[str]:
    """The ids that the layer itself gives its features, or their number in the layer where it gives none."""
    if not isinstance(role.ids, str) or role.ids not in values:
        return ids
    read = TEXT_READERS[role.columns[role.ids].kind]
    return [read(value) or number for value, number in zip(values[role.ids], ids)]


def _duplicates(ids: list[str], role: Role) -> list[Problem]:
    if isinstance(role.ids, str):  # the engine knows what two of these mean
        return []
    return [
        Problem(
            role.word,
            own,
            "duplicate_id",
            "{times} features have id {id}.",
            "They are kept apart by a number behind the id; give each feature its own id.",
            {"id": own, "times": times},
        )
        for own, times in Counter(ids).items()
        if times > 1
    ]


def _column(values: list, role: Role, name: str, ids: list[str], geometry) -> tuple[np.ndarray, list[Problem]]:
    column = role.columns[name]
    if column.kind in TEXT_READERS:
        read = TEXT_READERS[column.kind]
        result = np.empty(len(values), object)
        result[:] = [read(value) for value in values]
        return result, []
    read = NUMBER_READERS[column.kind]
    pairs = [read(value) for value in values]
    problems = [
        Problem(
            role.word,
            ids[row],
            "unreadable_number",
            "The {what} {text} cannot be read as a number.",
            "Give a number, or leave the field empty; it counts as unknown now.",
            {"what": column.word, "text": as_text(values[row])},
            place=geometry[row],
        )
        for row, (_, readable) in enumerate(pairs)
        if not readable
    ]
    return np.array([number for number, _ in pairs], float), problems


def _misplaced(role: Role, feature_id: str) -> Problem:
    return Problem(
        role.word,
        feature_id,
        "outside_crs",
        "Its coordinates lie where the coordinate system does not reach.",
        "Correct the geometry, or remove the feature.",
    )


def _unreadable(role: Role, feature_id: str) -> Problem:
    return Problem(
        role.word,
        feature_id,
        "unusable_geometry",
        "Its geometry cannot be used: it is broken, has coordinates that are not numbers, or is not of shape {shape}.",
        "Correct the geometry, or remove the feature.",
        {"shape": SHAPE_WORDS[role.shapes[0]]},
    )
