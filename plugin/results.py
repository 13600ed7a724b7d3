"""Layers of results whose features have hours: which they are, where their hours lie, what scenario they tell of."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsFeature, QgsProject, QgsVectorLayer

from ..processing.outputs import ELEMENT, HOURLY, ROOFS

# the kinds of element and the field with the id of each
KEYS = {
    "connection": "connection_id",
    "section": "section_id",
    "station": "station_id",
    "roof": "building_id",
    "heat_pipe": "pipe_id",
    "heat_house": "building_id",
    "holon": "holon_id",
    "holon_flow": "flow_id",
}


def kind_of(layer) -> str | None:
    """The kind of element, a key of `KEYS`, when the layer is a Stadsstroom result with hours; else None."""
    if not isinstance(layer, QgsVectorLayer) or not written_path(layer):
        return None
    kind = "roof" if layer.customProperty(ROOFS) else layer.customProperty(ELEMENT)
    return kind if kind in KEYS and layer.fields().indexFromName(KEYS[kind]) >= 0 else None


def id_of(kind: str, feature: QgsFeature) -> str:
    return str(feature[KEYS[kind]])


def written_path(layer: QgsVectorLayer) -> str:
    """What the layer says of where its hours are."""
    return str(layer.customProperty(ROOFS) or layer.customProperty(HOURLY) or "")


def hourly_path(layer: QgsVectorLayer) -> Path | None:
    """The file with the hours: where it was written, else beside the layer's own file or the project (moved along)."""
    written = Path(written_path(layer))
    own = Path(layer.source().split("|")[0])
    project = QgsProject.instance().absolutePath()
    beside = [own.parent / written.name] + ([Path(project) / written.name] if project else [])
    return next((path for path in (written, *beside) if path.is_file()), None)


def result_layers(project: QgsProject | None = None) -> list[QgsVectorLayer]:
    """The project's layers whose features have hours, the topmost of its legend first."""
    project = project or QgsProject.instance()
    shown = [node.layer() for node in project.layerTreeRoot().findLayers()]
    return [layer for layer in shown if kind_of(layer)]


def scenario_of(layer: QgsVectorLayer) -> str:
    """The name of the layer's group, which names the scenario; else the layer's own."""
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    parent = node.parent() if node is not None else None
    return (parent.name() if parent is not None else "") or layer.name()


def feature_with(layer: QgsVectorLayer, kind: str, element_id: str) -> QgsFeature | None:
    """The layer's feature of this element, if there is one."""
    return next(layer.getFeatures(f'"{KEYS[kind]}" = {quoted(element_id)}'), None)


def quoted(text: str) -> str:
    """The text as an expression."""
    literal = text.replace("'", "''")
    return f"'{literal}'"
