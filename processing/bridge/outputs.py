"""Writes tables and files where the user wants them: all of them, or none."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessingException,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...engine.phrases import Phrase
from ...engine.problems import problem_table
from ..compat import holds_labels, new_field
from ..output_fields import PROBLEMS
from ..overwriting import file_and_table, target_of
from ..parameters import Outcome
from ..words import number_text, said, tr
from .roles import INPUT_WORDS
from .runner import Cancelled, sentence

BATCH = 2000
SMALL_AREA_M = 2.0

NOT_WHOLE = "Output {parameter} could not be written whole ({why}): is there room on the disk?"


class Outputs:
    """The outputs of one run, used as a context: what was written is removed again when it ends with an exception.

    results: {output name: destination}, what processAlgorithm returns.
    """

    def __init__(self, algorithm, parameters, context, feedback):
        self.algorithm, self.parameters, self.context, self.feedback = algorithm, parameters, context, feedback
        self.results = {}
        self._written, self._files = [], {}

    def __enter__(self) -> Outputs:
        return self

    def __exit__(self, kind, error, trace) -> None:
        if kind is None:
            self.results = {
                name: value for name, value in self.results.items() if name not in self._files or os.path.exists(value)
            }
            return
        for name, before in self._files.items():
            path = Path(self.results[name])
            if _stamp(path) != before:
                path.unlink(missing_ok=True)
        for destination in self._written:
            remove(destination)
        arriving = self.context.layersToLoadOnCompletion()
        gone = {*self._written, *(self.results[name] for name in self._files)}
        kept = {layer: details for layer, details in arriving.items() if layer not in gone}
        self.context.setLayersToLoadOnCompletion(kept)

    def layer(self, name: str, table, fields, wkb_type) -> None:
        """Write a FeatureTable to the sink `name`, if the user asked for it; columns that are not there stay empty."""
        self.layer_in_parts(name, (table,), table.crs, fields, wkb_type)

    def layer_in_parts(self, name: str, tables: Iterable, crs: str, fields, wkb_type) -> None:
        """Write FeatureTables, one after the other as they come, to the sink `name`, if the user asked for it."""
        if not self._wanted(name):
            return
        file, _ = file_and_table(target_of(self.parameters[name]))
        if file:
            make_folder_of(Path(file))
        labelled = not file or holds_labels(file)
        declared = QgsFields()
        for field in fields:
            declared.append(new_field(field.name, field.kind, tr(field.label) if labelled else ""))
        system = QgsCoordinateReferenceSystem(crs)
        sink, destination = self.algorithm.parameterAsSink(
            self.parameters, name, self.context, declared, wkb_type, system
        )
        if sink is None:
            raise QgsProcessingException(self.algorithm.invalidSinkError(self.parameters, name))
        self._written.append(destination)
        features = 0
        for table in tables:
            for start in range(0, max(len(table), 1), BATCH):
                if self.feedback.isCanceled():
                    raise Cancelled
                some = table.take(np.arange(start, min(start + BATCH, len(table))))
                if not sink.addFeatures(features_of(some, fields, declared, wkb_type), QgsFeatureSink.Flag.FastInsert):
                    raise self._not_whole(name, sink.lastError())
            features += len(table)
        sink.flushBuffer()
        why = sink.lastError()
        del sink  # closes the file
        written = count(destination)
        if written is not None and written != features:
            raise self._not_whole(name, why or f"{written} / {features}")
        self.results[name] = destination

    def problems(self, name: str, problems: Iterable, crs: str) -> None:
        """Write problems to the sink `name`, in the user's language."""
        table = problem_table(problems, crs)
        frame = table.frame
        values = list(frame["values"])
        frame["reason"] = [sentence(text, told) for text, told in zip(frame["reason_template"], values)]
        frame["remedy"] = [sentence(text, told) for text, told in zip(frame["remedy_template"], values)]
        frame["layer"] = [tr(INPUT_WORDS.get(layer, layer)) for layer in frame["layer"]]
        self.layer(name, table, PROBLEMS, QgsWkbTypes.Type.Point)

    def path(self, name: str) -> Path | None:
        """Where the engine is to write the file `name`; None where the user wants none."""
        text = self.algorithm.parameterAsFileOutput(self.parameters, name, self.context) if self._wanted(name) else ""
        return self._file_at(name, text)

    def raster_path(self, name: str) -> Path | None:
        """Where the raster `name` is to be written, to be loaded when the run ends; None where the user wants none."""
        text = self.algorithm.parameterAsOutputLayer(self.parameters, name, self.context) if self._wanted(name) else ""
        return self._file_at(name, text)

    def _file_at(self, name: str, text: str) -> Path | None:
        if not text:
            return None
        self.results[name] = text
        path = Path(text)
        self._files[name] = _stamp(path)
        make_folder_of(path)
        return path

    def file(self, name: str, write: Callable[[str], None]) -> None:
        """Let `write(path)` make the file `name`, under another name until it is whole."""
        path = self.path(name)
        if path is None:
            return
        part = f"{path}.part"
        try:
            write(part)
            os.replace(part, path)
        finally:
            with contextlib.suppress(OSError):
                os.remove(part)

    def summary(self, outcomes: dict[str, Outcome], values: dict) -> None:
        """Hand on the numbers that sum the run up, and show them. values: what the engine calls its summary."""
        for name, outcome in outcomes.items():
            if outcome.key not in values:
                continue
            value = values[outcome.key]
            self.results[name] = value if outcome.is_text else value * outcome.factor
            shown = value if outcome.is_text else number_text(self.results[name], outcome.digits)
            self.feedback.pushInfo(f"{tr(outcome.label)}: {shown}")

    def _wanted(self, name: str) -> bool:
        return self.parameters.get(name) not in (None, "")

    def _not_whole(self, name: str, why: str) -> QgsProcessingException:
        label = self.algorithm.parameterDefinition(name).description()
        return QgsProcessingException(said(NOT_WHOLE, {"parameter": label, "why": why}))


def make_folder_of(path: Path) -> None:
    """Make the folder that a file is to lie in. Raises an OSError that tells which file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:  # on a drive that is not there
        raise PermissionError(errno.EACCES, str(error), str(path)) from error


def _stamp(path: Path):
    """Tells whether a file was written anew; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def features_of(table, fields, declared: QgsFields, wkb_type) -> list[QgsFeature]:
    """The rows of a FeatureTable as QGIS features with the declared fields."""
    columns = [
        values_of(table.frame[field.name], field.kind) if field.name in table.frame else [None] * len(table)
        for field in fields
    ]
    multi = QgsWkbTypes.isMultiType(wkb_type)
    features = []
    for wkb, *attributes in zip(shapely.to_wkb(table.geometry), *columns):
        feature = QgsFeature(declared)
        feature.setAttributes(attributes)
        if wkb is not None and wkb_type != QgsWkbTypes.Type.NoGeometry:
            geometry = QgsGeometry()
            geometry.fromWkb(wkb)
            if multi:
                geometry.convertToMultiType()
            feature.setGeometry(geometry)
        features.append(feature)
    return features


def as_areas(table):
    """The table with a small circle in place of every point, for a layer of polygons."""
    geometry = table.geometry.copy()
    points = shapely.get_dimensions(geometry) == 0
    geometry[points] = shapely.buffer(geometry[points], SMALL_AREA_M)
    return replace(table, geometry=geometry)


def values_of(column, kind: str) -> list:
    """A column as Python values of the field's kind, None where there is nothing."""
    missing = column.isna().to_numpy()
    if kind == "real":
        numbers = column.to_numpy(float, na_value=np.nan)
        return [value if ok else None for value, ok in zip(numbers.tolist(), np.isfinite(numbers))]
    convert = {"int": int, "bool": bool, "text": as_shown}[kind]
    return [None if gone else convert(value) for value, gone in zip(column.tolist(), missing)]


def as_shown(value) -> str:
    """A value as text, a phrase of ours in the user's language."""
    if isinstance(value, Phrase):
        return "; ".join(sentence(template, values) for template, values in value.parts)
    return str(value)


def count(destination: str) -> int | None:
    """How many features a file or table holds; None where it is no file (a layer in memory, a database)."""
    provider_key, uri = _provider_and_uri(destination)
    if provider_key != "ogr":
        return None
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    layer = QgsVectorLayer(uri, "written", "ogr", options)
    return layer.featureCount() if layer.isValid() else 0


def remove(destination: str) -> None:
    """Remove a file or table that was being written."""
    provider_key, uri = _provider_and_uri(destination)
    if provider_key != "ogr":
        return
    parts = QgsProviderRegistry.instance().decodeUri("ogr", uri)
    path, table = parts.get("path", ""), parts.get("layerName") or ""
    if table:
        with contextlib.suppress(Exception):
            metadata = QgsProviderRegistry.instance().providerMetadata("ogr")
            metadata.createConnection(path, {}).dropVectorTable("", table)
    elif path and os.path.isfile(path):
        stem = Path(path).with_suffix("")
        beside = [f"{path}-wal", f"{path}-shm", f"{path}-journal"]
        if Path(path).suffix.lower() == ".shp":
            beside += [f"{stem}{ending}" for ending in (".shx", ".dbf", ".prj", ".cpg", ".qpj")]
        for name in (path, *beside):
            with contextlib.suppress(OSError):
                os.remove(name)


def _provider_and_uri(destination: str) -> tuple[str, str]:
    if os.path.exists(destination.split("|")[0]):
        return "ogr", destination
    return "memory", destination
