"""Styles of the output layers: files in `resources/styles`, with legends in the user's language.

The files hold English labels; every label has its Dutch line in `resources/i18n/nl.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsColorRampLegendNodeSettings,
    QgsColorRampShader,
    QgsExpressionContextUtils,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsGraduatedSymbolRenderer,
    QgsInterpolatedLineWidth,
    QgsMapLayer,
    QgsMeshDatasetIndex,
    QgsRasterShader,
    QgsRuleBasedRenderer,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from .words import number_text, tr

STYLES = Path(__file__).resolve().parents[1] / "resources" / "styles"

# Loading in percent of the rating, as the classes on the sections: light blue, blue, orange, dark red.
LOADING_COLOURS = (
    (0, "#dbe7f0"),
    (50, "#8dbbdc"),
    (88, "#2f77b0"),
    (90, "#f5a31f"),
    (100, "#e2731b"),
    (130, "#a81e1e"),
)
# Light on a roof in a year, kWh/m²: dark blue to yellow, even steps of lightness.
IRRADIATION_COLOURS = (
    (200, "#00204d"),
    (400, "#31446b"),
    (600, "#666870"),
    (800, "#958f78"),
    (1000, "#cbba69"),
    (1200, "#ffea46"),
)
# Supply temperature, °C: cold blue over pale to warm red.
SUPPLY_COLOURS = (
    (10, "#2f5fa8"),
    (30, "#8dbbdc"),
    (45, "#f3e3c3"),
    (60, "#f2a65a"),
    (75, "#d1462f"),
    (90, "#7f1818"),
)
HOURS_VARIABLE = "stadsstroom_hours"  # of a layer: the file with the hours of its features
REDRAW = Qgis.VectorTemporalMode.RedrawLayerOnly
MESH_WIDTH_MM = (0.3, 1.6)


@dataclass(frozen=True)
class MeshLook:
    """group: the dataset group shown first, by a part of its name. colours: (value, colour). unit: for the legend.

    least_span: above 0 the colours are stretched over what the file holds, at least so far below its highest value.
    """

    group: str
    colours: tuple
    unit: str
    least_span: float = 0.0

    def colours_for(self, lowest: float, highest: float) -> tuple:
        """The colours at the values they stand for in a file that holds lowest to highest."""
        if not self.least_span or not highest >= lowest:
            return self.colours
        bottom, top = self.colours[0][0], self.colours[-1][0]
        span = max(highest - lowest, self.least_span)
        return tuple(
            (round(highest - span * (top - value) / (top - bottom), 1), colour) for value, colour in self.colours
        )


LOADING_MESH = MeshLook("loading", LOADING_COLOURS, "%")
HEAT_MESH = MeshLook("supply temperature", SUPPLY_COLOURS, "°C", least_span=5.0)


def style_layer(layer, name: str) -> None:
    """Give a vector layer the style `resources/styles/<name>.qml`, its legend in the user's language."""
    symbology = QgsMapLayer.StyleCategory.Symbology | QgsMapLayer.StyleCategory.Labeling
    layer.loadNamedStyle(str(STYLES / f"{name}.qml"), True, symbology)
    translate_legend(layer)
    layer.triggerRepaint()


def translate_legend(layer) -> None:
    """Put the labels of the layer's legend in the user's language."""
    renderer = layer.renderer()
    if isinstance(renderer, QgsRuleBasedRenderer):
        for rule in renderer.rootRule().descendants():
            rule.setLabel(tr(rule.label()))
    elif isinstance(renderer, QgsCategorizedSymbolRenderer):
        for position, category in enumerate(renderer.categories()):
            renderer.updateCategoryLabel(position, tr(category.label()))
    elif isinstance(renderer, QgsGraduatedSymbolRenderer):
        for position, interval in enumerate(renderer.ranges()):
            renderer.updateRangeLabel(position, tr(interval.label()))


def add_totals(layer, totals: dict[str, str]) -> None:
    """Put the words of `totals` ({value: words}) behind the legend's labels of these values."""
    renderer = layer.renderer()
    if totals and isinstance(renderer, QgsCategorizedSymbolRenderer):
        for position, category in enumerate(renderer.categories()):
            if category.value() in totals:
                renderer.updateCategoryLabel(position, f"{category.label()}: {totals[category.value()]}")


def style_irradiation(layer) -> None:
    """Show the light of the year in steps of colour; what the roofs lack stays see-through."""
    ramp = QgsColorRampShader(IRRADIATION_COLOURS[0][0], IRRADIATION_COLOURS[-1][0])
    ramp.setColorRampType(QgsColorRampShader.Type.Interpolated)
    items = [
        QgsColorRampShader.ColorRampItem(
            value, QColor(colour), tr("{value} kWh/m² a year").format(value=number_text(value))
        )
        for value, colour in IRRADIATION_COLOURS
    ]
    ramp.setColorRampItemList(items)
    settings = QgsColorRampLegendNodeSettings()
    settings.setUseContinuousLegend(False)  # which would leave out the unit
    ramp.setLegendSettings(settings)
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))
    layer.triggerRepaint()


def follow_hours(layer, path: str) -> None:
    """Draw the layer anew for every hour that the map shows; its style asks for the hours of the file `path`."""
    QgsExpressionContextUtils.setLayerVariable(layer, HOURS_VARIABLE, path)
    layer.temporalProperties().setMode(REDRAW)
    layer.temporalProperties().setIsActive(True)


def legend_labels(layer) -> list[str]:
    """The labels of the layer's legend, from the top."""
    return [item.label() for item in layer.renderer().legendSymbolItems() if item.label()]


def style_mesh(layer, look: MeshLook = LOADING_MESH) -> None:
    """Show the values of every hour by colour and width, and let the temporal controller play them."""
    group = _group(layer, look.group)
    settings = layer.rendererSettings()
    scalar = settings.scalarSettings(group)
    held = layer.datasetGroupMetadata(QgsMeshDatasetIndex(group, 0))
    colours = look.colours_for(held.minimum(), held.maximum())
    low, high = colours[0][0], colours[-1][0]
    stops = [QgsGradientStop((value - low) / (high - low), QColor(colour)) for value, colour in colours[1:-1]]
    # edges take their colours from the ramp, the legend from the items
    ramp = QgsGradientColorRamp(QColor(colours[0][1]), QColor(colours[-1][1]), False, stops)
    shader = QgsColorRampShader(low, high, ramp)
    shader.setColorRampType(QgsColorRampShader.Type.Interpolated)
    shader.setColorRampItemList(
        [QgsColorRampShader.ColorRampItem(value, QColor(colour), f"{value} {look.unit}") for value, colour in colours]
    )
    scalar.setColorRampShader(shader)
    scalar.setClassificationMinimumMaximum(low, high)
    width = QgsInterpolatedLineWidth()
    width.setIsVariableWidth(True)
    width.setMinimumValue(low)
    width.setMaximumValue(high)
    width.setMinimumWidth(MESH_WIDTH_MM[0])
    width.setMaximumWidth(MESH_WIDTH_MM[1])
    scalar.setEdgeStrokeWidth(width)
    settings.setScalarSettings(group, scalar)
    settings.setActiveScalarDatasetGroup(group)
    layer.setRendererSettings(settings)
    layer.temporalProperties().setIsActive(True)
    layer.triggerRepaint()


def _group(layer, name: str) -> int:
    for index in layer.datasetGroupsIndexes():
        if name in layer.datasetGroupMetadata(QgsMeshDatasetIndex(index, 0)).name().lower():
            return index
    return 0
