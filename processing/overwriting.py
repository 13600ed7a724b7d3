"""No output takes the place of an input, or of another output."""

from __future__ import annotations

import os
import re

from qgis.core import QgsMapLayer, QgsProcessingFeatureSourceDefinition, QgsProcessingOutputLayerDefinition

from .words import said

OVER_INPUT = "{parameter} would overwrite the input {input}: choose another file."
OVER_OUTPUT = "{first} and {second} would be written to the same file {file}: give each its own."


def overwriting(algorithm, parameters: dict, context) -> str:
    """A sentence where an output would overwrite an input or another output, else ""."""
    read, written = {}, {}
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if not definition.isDestination():
            place = file_and_table(_source_of(value, context))
            if place[0]:
                read[place] = definition.description()
    for definition in algorithm.parameterDefinitions():
        place = file_and_table(target_of(parameters.get(definition.name()))) if definition.isDestination() else ("", "")
        if not place[0]:
            continue
        for (file, table), label in read.items():
            # a whole file is replaced, or one table in it
            if file == place[0] and place[1] in ("", table):
                return said(OVER_INPUT, {"parameter": definition.description(), "input": label})
        if place in written:
            names = {"first": written[place], "second": definition.description(), "file": place[0]}
            return said(OVER_OUTPUT, names)
        written[place] = definition.description()
    return ""


def _source_of(value, context) -> str:
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source.staticValue()
    if isinstance(value, str) and context.project() is not None:
        value = context.project().mapLayer(value) or value
    return value.source() if isinstance(value, QgsMapLayer) else value if isinstance(value, str) else ""


def target_of(value) -> str:
    """The text of a destination, however it is given."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    return value if isinstance(value, str) else ""


def file_and_table(text: str) -> tuple[str, str]:
    """Path and table ("" for the whole file) of a source or destination; ("", "") for what is no file here."""
    inside = re.match(r"^ogr:dbname='(?P<file>[^']*)' table=\"(?P<table>[^\"]*)\"", text)
    if inside:
        file, table = inside["file"], inside["table"]
    else:
        file, _, rest = text.partition("|")
        named = re.search(r"layername=([^|]*)", rest)
        table = named[1] if named else ""
    if not os.path.isabs(file) and not os.path.exists(file):
        return "", ""
    return os.path.normcase(os.path.realpath(file)), table
