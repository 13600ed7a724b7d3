"""Parameters with their help, in one line each. Labels and help are English here and shown in the user's language."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from .compat import set_advanced
from .words import tr

LINES = QgsProcessing.SourceType.TypeVectorLine
POINTS = QgsProcessing.SourceType.TypeVectorPoint
POLYGONS = QgsProcessing.SourceType.TypeVectorPolygon
ANY_SHAPE = QgsProcessing.SourceType.TypeVectorAnyGeometry
TABLE = QgsProcessing.SourceType.TypeVector

INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double


def _finished(parameter, about: str, advanced: bool):
    parameter.setHelp(tr(about))
    if advanced:
        set_advanced(parameter)
    return parameter


def layer(name: str, label: str, shape, about: str, optional=False, advanced=False):
    """A layer the user has; shape is one of LINES, POINTS, POLYGONS, ANY_SHAPE."""
    parameter = QgsProcessingParameterFeatureSource(name, tr(label), [shape], optional=optional)
    return _finished(parameter, about, advanced)


def expression(name: str, label: str, parent: str, about: str, advanced=False):
    """A field or expression on the layer of parameter `parent`; always optional."""
    parameter = QgsProcessingParameterExpression(name, tr(label), "", parent, True)
    return _finished(parameter, about, advanced)


def raster(name: str, label: str, about: str, optional=False):
    """A raster the user has."""
    return _finished(QgsProcessingParameterRasterLayer(name, tr(label), None, optional), about, False)


def band(name: str, label: str, parent: str, about: str):
    """A band of the raster of parameter `parent`; the first, if none is chosen."""
    return _finished(QgsProcessingParameterBand(name, tr(label), 1, parent, True), about, True)


def number(
    name: str, label: str, default, about: str, low=None, high=None, whole=False, optional=False, advanced=False
):
    """A number; the unit stands in the label, in brackets."""
    limits = {}
    if low is not None:
        limits["minValue"] = low
    if high is not None:
        limits["maxValue"] = high
    kind = INTEGER if whole else DOUBLE
    parameter = QgsProcessingParameterNumber(name, tr(label), kind, default, optional, **limits)
    return _finished(parameter, about, advanced)


def share(name: str, label: str, default: float, about: str):
    """A share from 0 to 100 %."""
    return number(name, label, default, about, 0, 100)


def flag(name: str, label: str, default: bool, about: str, advanced=False):
    """Yes or no."""
    return _finished(QgsProcessingParameterBoolean(name, tr(label), default), about, advanced)


def choice(name: str, label: str, options: dict[str, str], default: str, about: str, advanced=False):
    """One of a few; options is {value: label}. The value itself is what scripts give and get."""
    keys = list(options)
    parameter = QgsProcessingParameterEnum(name, tr(label), [tr(text) for text in options.values()], False, None, False)
    parameter.setDefaultValue(keys.index(default))
    return _finished(parameter, about, advanced)


def choices(name: str, label: str, options: dict[str, str], about: str):
    """Some of a few, all of them at first; options is {value: label}. Scripts give and get positions."""
    labels = [tr(text) for text in options.values()]
    parameter = QgsProcessingParameterEnum(name, tr(label), labels, True, list(range(len(labels))), False)
    return _finished(parameter, about, False)


def text(name: str, label: str, default: str, about: str, advanced=False, hints=()):
    """A word or sentence, may be empty. hints: words to choose from, beside which any other may be typed."""
    parameter = QgsProcessingParameterString(name, tr(label), default, False, True)
    if hints:
        parameter.setMetadata({"widget_wrapper": {"value_hints": ["", *hints]}})
    return _finished(parameter, about, advanced)


def file_in(name: str, label: str, file_filter: str, about: str, optional=False, advanced=False):
    """A file to read."""
    behaviour = QgsProcessingParameterFile.Behavior.File
    parameter = QgsProcessingParameterFile(name, tr(label), behaviour, "", None, optional, tr(file_filter))
    return _finished(parameter, about, advanced)


def profiles_in(name: str, label: str, about: str, optional=False):
    """A file with hours, as the demand algorithm and others write it."""
    return file_in(name, label, "Profiles (*.profiles);;All files (*)", about, optional)


def file_out(name: str, label: str, file_filter: str, about: str, optional=True, by_default=True):
    """A file to write."""
    parameter = QgsProcessingParameterFileDestination(name, tr(label), tr(file_filter), None, optional, by_default)
    return _finished(parameter, about, False)


def sink(name: str, label: str, shape, about: str, by_default=True):
    """A layer to write; may be left out."""
    parameter = QgsProcessingParameterFeatureSink(name, tr(label), shape, None, True, by_default)
    return _finished(parameter, about, False)


def raster_out(name: str, label: str, about: str, by_default=True):
    """A raster to write; may be left out."""
    return _finished(QgsProcessingParameterRasterDestination(name, tr(label), None, True, by_default), about, False)


@dataclass(frozen=True)
class Outcome:
    """A number (or text) that sums a run up, for models and scripts. key: its name in the engine's summary."""

    key: str
    label: str
    factor: float = 1.0
    digits: int = 0
    is_text: bool = False

    def definition(self, name: str):
        kind = QgsProcessingOutputString if self.is_text else QgsProcessingOutputNumber
        return kind(name, tr(self.label))


def offer(algorithm, parameters, outcomes: dict[str, Outcome]) -> None:
    """Give an algorithm its parameters, in the order of its dialog, and the numbers that sum it up, {name: Outcome}."""
    for parameter in parameters:
        algorithm.addParameter(parameter)
    for name, outcome in outcomes.items():
        algorithm.addOutput(outcome.definition(name))
