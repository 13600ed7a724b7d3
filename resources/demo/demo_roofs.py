"""What `make demo` does with roofs: planes, sun, Powermapping, their group and themes in the project, and a picture."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsLayerTreeModel,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsMapThemeCollection,
    QgsPrintLayout,
    QgsProject,
    QgsTextFormat,
)
from qgis.PyQt.QtGui import QColor, QFont

MM = Qgis.LayoutUnit.Millimeters
# layers of the picture's two maps, by the end of their table's name; the first is on top
MAPS = (("Suitability of roofs", ("roof_panels", "roof_suitability")), ("Powermapping", ("roof_classes",)))


def run_roofs(chain, town: dict[str, str], heights: dict) -> dict:
    """Planes, sun and Powermapping of the town; heights: DSM, DTM and RASTER_YEAR, as far as there are any."""
    with_buildings = {"BUILDINGS": town["pand"], **heights}
    chain.run(
        "roofplanes",
        {
            **with_buildings,
            "PLANES": chain.table("roof_planes"),
            "BUILDINGS_OUT": chain.table("roof_heights"),
            "PROBLEMS": chain.table("roof_problems"),
        },
    )
    sun = chain.run(
        "roofsolar",
        {
            **heights,
            "PLANES": f"{chain.results}|layername=roof_planes",
            "BUILDINGS": f"{chain.results}|layername=roof_heights",
            **({"IRRADIATION": str(chain.out / "irradiation.tif")} if heights.get("DSM") else {}),
            "PLANES_OUT": chain.table("roof_suitability"),
            "PANELS": chain.table("roof_panels"),
            "BUILDINGS_OUT": chain.table("roof_yield"),
            "ROOF_PROFILES": str(chain.out / "roofs.profiles"),
        },
    )
    power = chain.run(
        "powermapping",
        {
            **with_buildings,
            "NEIGHBOURHOODS": town.get("buurt"),
            "BUILDINGS_OUT": chain.table("roof_classes"),
            "AREAS": chain.table("roof_areas"),
        },
    )
    return {**power, **sun}


def gather() -> None:
    """Put the groups of the roof algorithms in one."""
    from stadsstroom.processing.words import tr

    root = QgsProject.instance().layerTreeRoot()
    roofs = root.findGroup(tr("Roofs"))
    for position, name in enumerate(("Powermapping", "Roofs: sun")):
        group = root.findGroup(tr(name))
        if group is not None and roofs is not None:
            roofs.insertChildNode(position, group.clone())
            root.removeChildNode(group)


def layer_of(table: str):
    """The project's layer of a table of the results."""
    layers = QgsProject.instance().mapLayers().values()
    return next(layer for layer in layers if layer.source().endswith((f"layername={table}", f'table="{table}" (geom)')))


def themes() -> None:
    """A theme for each of `MAPS`."""
    from stadsstroom.processing.words import tr

    project = QgsProject.instance()
    root = project.layerTreeRoot()
    for name, tables in MAPS:
        shown = {layer_of(table).id() for table in tables}
        for node in root.findLayers():
            node.setItemVisibilityChecked(node.layerId() in shown or node.parent().name() == tr("Town"))
            if node.layerId() in shown:
                node.setItemVisibilityCheckedParentRecursive(True)
        state = QgsMapThemeCollection.createThemeFromCurrentState(root, QgsLayerTreeModel(root))
        project.mapThemeCollection().insert(tr(name), state)


def findings(results: dict) -> list[str]:
    """What the roofs can give, in two lines."""
    from stadsstroom.processing.words import number_text, said

    told = {name: number_text(value) for name, value in results.items() if isinstance(value, (int, float))}
    told |= {name: number_text(results[name], 2) for name in ("SUN_HA", "SUN_GWH", "FULL_HA", "FULL_GWH")}
    return [
        said("{PANEL_COUNT} panels, {PANELS_KWP} kWp, {PANELS_MWH} MWh a year on {PLANE_COUNT} roof planes", told),
        said(
            "Quick rule {SUN_HA} ha, {SUN_GWH} GWh, {SUN_HOUSEHOLDS} households; full method {FULL_HA} ha, {FULL_GWH} "
            "GWh, {FULL_HOUSEHOLDS} households",
            told,
        ),
    ]


def picture(out: Path, below: list, lines: list[str]) -> Path:
    """Suitability and Powermapping side by side, with their legends; the path of the picture."""
    from stadsstroom.processing.words import tr

    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    layout.setName(tr("Roofs"))
    extent = layer_of("roof_classes").extent()
    extent.scale(1.05)
    wide, high = 137.0, 110.0
    for number, (name, tables) in enumerate(MAPS):
        left = 10.0 + number * (wide + 3)
        layers = [layer_of(table) for table in tables]
        _label(layout, tr(name), (left, 8, wide, 8), 13, bold=True)
        page = QgsLayoutItemMap(layout)
        page.attemptMove(QgsLayoutPoint(left, 18, MM))
        page.attemptResize(QgsLayoutSize(wide, high, MM))
        page.setLayers([*layers, *below])
        page.setKeepLayerSet(True)
        page.setBackgroundColor(QColor("white"))
        page.setFrameEnabled(True)
        page.setFrameStrokeColor(QColor("#b5b5b5"))
        page.zoomToExtent(extent)
        layout.addLayoutItem(page)
        legend = QgsLayoutItemLegend(layout)
        legend.setAutoUpdateModel(False)
        legend.setSymbolHeight(3)
        for part in (QgsLegendStyle.Style.Subgroup, QgsLegendStyle.Style.SymbolLabel):
            style = legend.style(part)
            style.setTextFormat(_text(8, part == QgsLegendStyle.Style.Subgroup))
            legend.setStyle(part, style)
        tree = legend.model().rootGroup()
        tree.clear()
        for layer in layers:
            tree.addLayer(layer)
        legend.attemptMove(QgsLayoutPoint(left - 2, 130, MM))
        layout.addLayoutItem(legend)
    _label(layout, "\n".join(lines), (10, 182, 277, 16), 9)
    project = QgsProject.instance()
    project.layoutManager().addLayout(layout)
    path = out / "roofs.png"
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 150
    if QgsLayoutExporter(layout).exportToImage(str(path), settings) != QgsLayoutExporter.ExportResult.Success:
        raise SystemExit(f"The picture {path} cannot be written.")
    return path


def _label(layout: QgsPrintLayout, text: str, place, size: float, bold: bool = False) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    label.setTextFormat(_text(size, bold))
    x, y, wide, high = place
    label.attemptMove(QgsLayoutPoint(x, y, MM))
    label.attemptResize(QgsLayoutSize(wide, high, MM))
    layout.addLayoutItem(label)


def _text(size: float, bold: bool = False) -> QgsTextFormat:
    font = QFont("DejaVu Sans")
    font.setBold(bold)
    text = QgsTextFormat()
    text.setFont(font)
    text.setSize(size)
    text.setSizeUnit(Qgis.RenderUnit.Points)
    text.setColor(QColor("#1c1c1c"))
    return text
