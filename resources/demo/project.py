"""The project that the demo leaves: its groups, its background, its themes and its clock."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsFillSymbol,
    QgsLayerTreeGroup,
    QgsLayerTreeModel,
    QgsMapThemeCollection,
    QgsMeshLayer,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from stadsstroom.processing.outputs import ELEMENT
from stadsstroom.processing.words import tr

BACKGROUND = {
    "wegdeel": {"color": "#f0f0f0", "outline_style": "no"},
    "pand": {"color": "#e2dcd3", "outline_color": "#c4baac", "outline_width": "0.1"},
}


def root():
    return QgsProject.instance().layerTreeRoot()


def rename_group(old: str, new: str) -> QgsLayerTreeGroup | None:
    """The group of this name, under its new name."""
    group = root().findGroup(old)
    if group is not None:
        group.setName(new)
    return group


def put_in_group(name: str, members: tuple[str, ...]) -> None:
    """Put these top groups, as far as they are there, in one of this name, in their order."""
    into = root().findGroup(name) or root().insertGroup(0, name)
    for position, member in enumerate(members):
        group = root().findGroup(member)
        if group is not None and group is not into:
            into.insertChildNode(position, group.clone())
            root().removeChildNode(group)


def layers_of(group: str) -> list:
    node = root().findGroup(group)
    return [] if node is None else [tree_layer.layer() for tree_layer in node.findLayers()]


def element_layer(group: str, element: str) -> QgsVectorLayer:
    """The group's layer of sections, stations or connections with hours."""
    return next(layer for layer in layers_of(group) if layer.customProperty(ELEMENT) == element)


def layer_of(table: str) -> QgsVectorLayer | None:
    """The project's layer of a table of the results, if it is there."""
    endings = (f"layername={table}", f'table="{table}" (geom)')
    layers = QgsProject.instance().mapLayers().values()
    return next((layer for layer in layers if layer.source().endswith(endings)), None)


def background(town: dict[str, str]) -> list[QgsVectorLayer]:
    """Streets and buildings under everything else, in a group of their own."""
    project = QgsProject.instance()
    old = root().findGroup(tr("Demo neighbourhood"))
    if old is not None:
        project.removeMapLayers([layer.id() for layer in layers_of(old.name())])
        root().removeChildNode(old)
    group = root().addGroup(tr("Town"))
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


def add_theme(name: str, shown: list) -> None:
    """A theme of these layers over the town; the project keeps what the last theme shows."""
    ids = {layer.id() for layer in shown if layer is not None}
    for group in root().findGroups(True):
        group.setItemVisibilityChecked(group.name() == tr("Town"))
        group.setExpanded(False)
    for node in root().findLayers():
        own = node.layerId() in ids
        node.setItemVisibilityChecked(own or node.parent().name() == tr("Town"))
        if own:
            node.setItemVisibilityCheckedParentRecursive(True)
            group = node.parent()
            while group is not None and group is not root():
                group.setExpanded(True)
                group = group.parent()
    state = QgsMapThemeCollection.createThemeFromCurrentState(root(), QgsLayerTreeModel(root()))
    QgsProject.instance().mapThemeCollection().insert(name, state)


def set_clock(group: str) -> None:
    """The temporal controller plays the hours of this group's mesh."""
    project = QgsProject.instance()
    mesh = next((layer for layer in layers_of(group) if isinstance(layer, QgsMeshLayer)), None)
    if mesh is not None:
        hours = mesh.temporalProperties().timeExtent()
        project.timeSettings().setTemporalRange(QgsDateTimeRange(hours.begin(), hours.end()))
        project.timeSettings().setTimeStep(1)
        project.timeSettings().setTimeStepUnit(Qgis.TemporalUnit.Hours)


def town_extent(sections: QgsVectorLayer) -> QgsRectangle:
    """Where the low-voltage cables lie; the project opens there, in their CRS."""
    project = QgsProject.instance()
    project.setCrs(sections.crs())
    extent = QgsRectangle()
    for feature in sections.getFeatures("\"level\" = 'LV'"):
        extent.combineExtentWith(feature.geometry().boundingBox())
    extent = sections.extent() if extent.isEmpty() else extent
    extent.scale(1.1)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, sections.crs()))
    return extent


def save(path: Path) -> None:
    QgsProject.instance().write(str(path))


def close() -> None:
    """Let go of the layers, so that their files are whole."""
    QgsProject.instance().clear()
