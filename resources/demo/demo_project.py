"""The project that `make demo` leaves: its groups, its hours and a layout with both scenarios side by side."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsFillSymbol,
    QgsLayerTreeGroup,
    QgsLayerTreeModel,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsMapThemeCollection,
    QgsMeshLayer,
    QgsPrintLayout,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSingleSymbolRenderer,
    QgsTextFormat,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, QLocale, Qt
from qgis.PyQt.QtGui import QColor, QFont
from stadsstroom.processing.outputs import ELEMENT
from stadsstroom.processing.words import language, said, tr

BACKGROUND = {
    "wegdeel": {"color": "#f0f0f0", "outline_style": "no"},
    "pand": {"color": "#e2dcd3", "outline_color": "#c4baac", "outline_width": "0.1"},
}
MM = Qgis.LayoutUnit.Millimeters
FINDINGS = {
    "section": "Cables: {over} of {of} above the limit; fullest {worst}, {percent} % on {hour}",
    "station": "Transformers: {over} of {of} above the limit; fullest {worst}, {percent} % on {hour}",
}


def town_layers(path: Path, needed: tuple[str, ...]) -> dict[str, str]:
    """{table: source} of a GeoPackage; stops with a sentence where a needed layer is not there."""
    found = {part.name(): part.uri() for part in QgsProviderRegistry.instance().querySublayers(str(path))}
    missing = [name for name in needed if name not in found]
    if missing:
        raise SystemExit(f"{path} has no layer {', '.join(missing)}. It needs {', '.join(needed)}.")
    return found


def rename_group(old: str, new: str) -> QgsLayerTreeGroup | None:
    """The top group of this name, under its new name."""
    group = QgsProject.instance().layerTreeRoot().findGroup(old)
    if group is not None:
        group.setName(new)
    return group


def layers_of(group: str) -> list:
    node = QgsProject.instance().layerTreeRoot().findGroup(group)
    return [] if node is None else [tree_layer.layer() for tree_layer in node.findLayers()]


def element_layer(group: str, element: str) -> QgsVectorLayer:
    """The group's layer of sections, stations or connections with hours."""
    return next(layer for layer in layers_of(group) if layer.customProperty(ELEMENT) == element)


def background(town: dict[str, str]) -> list[QgsVectorLayer]:
    """Streets and buildings under everything else, in a group of their own."""
    project = QgsProject.instance()
    old = project.layerTreeRoot().findGroup(tr("Demo neighbourhood"))
    if old is not None:
        project.removeMapLayers([layer.id() for layer in layers_of(old.name())])
        project.layerTreeRoot().removeChildNode(old)
    group = project.layerTreeRoot().addGroup(tr("Town"))
    layers = []
    for name, look in BACKGROUND.items():
        if name in town:
            layer = QgsVectorLayer(town[name], name, "ogr")
            layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(look)))
            project.addMapLayer(layer, False)
            group.insertLayer(0, layer)
            layers.insert(0, layer)
    group.setExpanded(False)
    return layers


def finish(out: Path, scenarios, town: dict[str, str], roofs, on_roofs: list[str]) -> tuple[Path, Path]:
    """Arrange, save the project, and draw the layouts; the paths of the pictures of congestion and of roofs.

    roofs: the module that draws these, on_roofs: what they say.
    """
    project = QgsProject.instance()
    below = background(town)
    first = element_layer(scenarios[0].name, "section")
    project.setCrs(first.crs())
    meshes = [layer for layer in project.mapLayers().values() if isinstance(layer, QgsMeshLayer)]
    if meshes:
        hours = meshes[0].temporalProperties().timeExtent()
        project.timeSettings().setTemporalRange(QgsDateTimeRange(hours.begin(), hours.end()))
        project.timeSettings().setTimeStep(1)
        project.timeSettings().setTimeStepUnit(Qgis.TemporalUnit.Hours)
    extent = QgsRectangle()
    for feature in first.getFeatures("\"level\" = 'LV'"):
        extent.combineExtentWith(feature.geometry().boundingBox())
    extent = first.extent() if extent.isEmpty() else extent
    extent.scale(1.1)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, first.crs()))
    roofs.themes()
    _themes(scenarios)
    roof_picture = roofs.picture(out, below, on_roofs)
    layout = _layout(scenarios, below, extent)
    project.layoutManager().addLayout(layout)
    project.write(str(out / "stadsstroom.qgz"))
    picture = out / "map.png"
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 150
    if QgsLayoutExporter(layout).exportToImage(str(picture), settings) != QgsLayoutExporter.ExportResult.Success:
        raise SystemExit(f"The picture {picture} cannot be written.")
    return picture, roof_picture


def close() -> None:
    """Let go of the layers, so that their files are whole."""
    QgsProject.instance().clear()


def _themes(scenarios) -> None:
    """Two themes a scenario, the worst of the year and hour by hour; the project opens on the last scenario's worst."""
    project = QgsProject.instance()
    root = project.layerTreeRoot()
    order = [(scenario, hourly) for scenario in scenarios for hourly in (True, False)]
    for scenario, hourly in order:
        for node in root.findLayers():
            node.setItemVisibilityChecked(node.parent().name() == tr("Town"))
        for layer in layers_of(scenario.name):
            shown = isinstance(layer, QgsMeshLayer) if hourly else layer.customProperty(ELEMENT) == "section"
            shown = shown or layer.customProperty(ELEMENT) == "station"
            root.findLayer(layer).setItemVisibilityChecked(shown)
        for group in root.findGroups():
            group.setItemVisibilityChecked(group.name() in (tr("Town"), scenario.name))
            group.setExpanded(group.name() == scenario.name)
        template = "{scenario}: hour by hour" if hourly else "{scenario}: worst of the year"
        name = said(template, {"scenario": scenario.name})
        project.mapThemeCollection().insert(
            name, QgsMapThemeCollection.createThemeFromCurrentState(root, QgsLayerTreeModel(root))
        )


def _layout(scenarios, below: list, extent: QgsRectangle) -> QgsPrintLayout:
    """An A4 page: a map a scenario, what each says, one legend."""
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    layout.setName(tr("Congestion, scenarios side by side"))
    _label(layout, tr("Where and when the grid congests"), (10, 7, 200, 10), 17, bold=True)
    wide, high = 137.0, 110.0
    for number, scenario in enumerate(scenarios):
        left = 10.0 + number * (wide + 3)
        _label(layout, scenario.name, (left, 18, wide, 6), 12, bold=True)
        _label(layout, scenario.said(), (left, 23.5, wide, 5), 9)
        page = QgsLayoutItemMap(layout)
        page.attemptMove(QgsLayoutPoint(left, 29, MM))
        page.attemptResize(QgsLayoutSize(wide, high, MM))
        page.setLayers([element_layer(scenario.name, "station"), element_layer(scenario.name, "section"), *below])
        page.setKeepLayerSet(True)
        page.setBackgroundColor(QColor("white"))
        page.setFrameEnabled(True)
        page.setFrameStrokeColor(QColor("#b5b5b5"))
        page.zoomToExtent(extent)
        layout.addLayoutItem(page)
        _label(layout, "\n".join(scenario.findings), (left, 141, wide, 22), 8.5)
    _legend(layout, scenarios[-1].name)
    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(next(item for item in layout.items() if isinstance(item, QgsLayoutItemMap)))
    bar.applyDefaultSize(Qgis.DistanceUnit.Meters)
    bar.setTextFormat(_text_format(8))
    bar.setHeight(2)
    bar.attemptMove(QgsLayoutPoint(240, 190, MM))
    layout.addLayoutItem(bar)
    return layout


def _legend(layout: QgsPrintLayout, group: str) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setAutoUpdateModel(False)
    legend.setColumnCount(3)
    legend.setSplitLayer(True)
    legend.setColumnSpace(8)
    legend.setSymbolHeight(3)
    for part, size in ((QgsLegendStyle.Style.Subgroup, 9), (QgsLegendStyle.Style.SymbolLabel, 8)):
        style = legend.style(part)
        style.setTextFormat(_text_format(size, bold=size == 9))
        style.setMargin(QgsLegendStyle.Side.Top, 1.1)
        legend.setStyle(part, style)
    tree = legend.model().rootGroup()
    tree.clear()
    for element, title in (("section", "Cables"), ("station", "Transformers")):
        tree.addLayer(element_layer(group, element)).setCustomProperty("legend/title-label", tr(title))
    legend.attemptMove(QgsLayoutPoint(8, 160, MM))
    layout.addLayoutItem(legend)


def _label(layout: QgsPrintLayout, text: str, place, size: float, bold: bool = False) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    label.setTextFormat(_text_format(size, bold))
    label.setVAlign(Qt.AlignmentFlag.AlignTop)
    x, y, wide, high = place
    label.attemptMove(QgsLayoutPoint(x, y, MM))
    label.attemptResize(QgsLayoutSize(wide, high, MM))
    layout.addLayoutItem(label)


def _text_format(size: float, bold: bool = False) -> QgsTextFormat:
    font = QFont("DejaVu Sans")
    font.setBold(bold)
    text = QgsTextFormat()
    text.setFont(font)
    text.setSize(size)
    text.setSizeUnit(Qgis.RenderUnit.Points)
    text.setColor(QColor("#1c1c1c"))
    return text


def findings(group: str) -> list[str]:
    """What a scenario says, in a few lines: counted from its result layers."""
    rows = {kind: _rows(element_layer(group, kind)) for kind in ("section", "station", "connection")}
    lines = []
    for kind, template in FINDINGS.items():
        known = [row for row in rows[kind] if row["max_loading_percent"] is not None]
        if not known:
            continue
        over = [row for row in known if row["verdict"] == "congested"]
        worst = max(known, key=lambda row: row["max_loading_percent"] / row["limit_percent"])
        values = {
            "over": number(len(over)), "of": number(len(known)), "worst": worst[f"{kind}_id"],
            "percent": number(worst["max_loading_percent"]), "hour": _hour(worst["max_loading_hour"]),
        }  # fmt: skip
        lines.append(said(template, values))
        if worst["hours_above"]:
            lines[-1] += ", " + said("{hours} hours above", {"hours": number(worst["hours_above"])})
        if over and kind == "section":
            lines[-1] += "; " + said(
                "{metres} m of cable above", {"metres": number(sum(row["length_m"] for row in over))}
            )
    homes = [row for row in rows["connection"] if row["level"] == "LV" and row["vm_min_pu"] is not None]
    if homes:
        low, high = min(row["vm_min_pu"] for row in homes), max(row["vm_max_pu"] for row in homes)
        values = {"low": number(low * 230), "high": number(high * 230)}
        lines.append(said("Voltage at the connections: {low} to {high} V", values))
    return lines


def number(value: float, digits: int = 0) -> str:
    return _locale().toString(float(value), "f", digits)


def _locale() -> QLocale:
    return QLocale("nl" if language() == "nl" else "en")


def _hour(text: str) -> str:
    """23 Jan 2023 19:00 UTC, from 2023-01-23T19:00Z."""
    moment = QDateTime.fromString(text[:16], "yyyy-MM-ddTHH:mm")
    return f"{_locale().toString(moment, 'd MMM yyyy HH:mm')} UTC" if moment.isValid() else text


def _rows(layer: QgsVectorLayer) -> list[dict]:
    """Attributes by name of each feature, None where they hold nothing."""
    names = layer.fields().names()
    return [
        {name: None if _is_null(value) else value for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]


def _is_null(value) -> bool:
    null = getattr(value, "isNull", None)
    return value is None or (null is not None and null())
