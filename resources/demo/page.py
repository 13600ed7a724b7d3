"""A page with maps side by side, their legends and what they say; and its picture."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

MM = Qgis.LayoutUnit.Millimeters
WIDE_MM, MARGIN_MM, GAP_MM = 297.0, 10.0, 3.0


class Page:
    """An A4 page lying down. Places and sizes are in mm from its upper left corner."""

    def __init__(self, name: str, title: str = ""):
        self.layout = QgsPrintLayout(QgsProject.instance())
        self.layout.initializeDefaults()
        self.layout.setName(name)
        if title:
            self.label(title, (MARGIN_MM, 7, WIDE_MM - 2 * MARGIN_MM, 10), 17, bold=True)

    def columns(self, count: int) -> list[tuple[float, float]]:
        """Left side and width of so many equal columns."""
        wide = (WIDE_MM - 2 * MARGIN_MM - (count - 1) * GAP_MM) / count
        return [(MARGIN_MM + number * (wide + GAP_MM), wide) for number in range(count)]

    def map(self, layers: list, extent: QgsRectangle, place) -> QgsLayoutItemMap:
        item = QgsLayoutItemMap(self.layout)
        left, top, wide, high = place
        item.attemptMove(QgsLayoutPoint(left, top, MM))
        item.attemptResize(QgsLayoutSize(wide, high, MM))
        item.setLayers(layers)
        item.setKeepLayerSet(True)
        item.setBackgroundColor(QColor("white"))
        item.setFrameEnabled(True)
        item.setFrameStrokeColor(QColor("#b5b5b5"))
        item.zoomToExtent(extent)
        self.layout.addLayoutItem(item)
        return item

    def legend(self, layers: dict, at, columns: int = 1, seen_on: QgsLayoutItemMap | None = None) -> None:
        """layers: {layer: its title, "" for its own name}. seen_on: a map, to tell only what is on it."""
        legend = QgsLayoutItemLegend(self.layout)
        legend.setAutoUpdateModel(False)
        if seen_on is not None:
            legend.setLinkedMap(seen_on)
            legend.setLegendFilterByMapEnabled(True)
        legend.setColumnCount(columns)
        legend.setSplitLayer(columns > 1)
        legend.setColumnSpace(8)
        legend.setSymbolHeight(3)
        for part, size in ((QgsLegendStyle.Style.Subgroup, 9), (QgsLegendStyle.Style.SymbolLabel, 8)):
            style = legend.style(part)
            style.setTextFormat(text_format(size, bold=size == 9))
            style.setMargin(QgsLegendStyle.Side.Top, 1.1)
            legend.setStyle(part, style)
        tree = legend.model().rootGroup()
        tree.clear()
        for layer, title in layers.items():
            node = tree.addLayer(layer)
            if title:
                node.setCustomProperty("legend/title-label", title)
        legend.attemptMove(QgsLayoutPoint(*at, MM))
        self.layout.addLayoutItem(legend)

    def scale_bar(self, of: QgsLayoutItemMap, at) -> None:
        bar = QgsLayoutItemScaleBar(self.layout)
        bar.setLinkedMap(of)
        bar.applyDefaultSize(Qgis.DistanceUnit.Meters)
        bar.setTextFormat(text_format(8))
        bar.setHeight(2)
        bar.attemptMove(QgsLayoutPoint(*at, MM))
        self.layout.addLayoutItem(bar)

    def label(self, text: str, place, size: float, bold: bool = False) -> None:
        label = QgsLayoutItemLabel(self.layout)
        label.setText(text)
        label.setTextFormat(text_format(size, bold))
        label.setVAlign(Qt.AlignmentFlag.AlignTop)
        left, top, wide, high = place
        label.attemptMove(QgsLayoutPoint(left, top, MM))
        label.attemptResize(QgsLayoutSize(wide, high, MM))
        self.layout.addLayoutItem(label)

    def export(self, path: Path) -> Path:
        """Keep the page in the project and write its picture."""
        QgsProject.instance().layoutManager().addLayout(self.layout)
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 150
        written = QgsLayoutExporter(self.layout).exportToImage(str(path), settings)
        if written != QgsLayoutExporter.ExportResult.Success:
            raise SystemExit(f"The picture {path} cannot be written.")
        return path


def text_format(size: float, bold: bool = False) -> QgsTextFormat:
    font = QFont("DejaVu Sans")
    font.setBold(bold)
    text = QgsTextFormat()
    text.setFont(font)
    text.setSize(size)
    text.setSizeUnit(Qgis.RenderUnit.Points)
    text.setColor(QColor("#1c1c1c"))
    return text
