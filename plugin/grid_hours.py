"""The hours of sections, stations and connections of a congestion result, for the dock."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.core import QgsFeature, QgsVectorLayer

from ..processing.outputs import LIMITS
from ..processing.words import said, tr
from .element import Element, Unit
from .results import hourly_path, id_of, kind_of, quoted, result_layers, scenario_of
from .values import value_of

KINDS = ("connection", "section", "station")
HOURS_GONE = "The file with the hours of layer {name} is gone ({path}): run Grid congestion again."
BAND = (0.9, 1.1)
LV_VOLT = 230.0  # between phase and neutral, at 1 pu


def read(layer: QgsVectorLayer, kind: str, feature: QgsFeature, path: Path) -> Element:
    """Loading [%] of a section or station, voltage [pu] of a connection."""
    times, values, note = _series(path, kind, feature)
    title, parts = WORDS[kind](feature)
    about = " · ".join(filter(None, (*parts, note)))
    return Element(
        kind,
        id_of(kind, feature),
        title,
        about,
        scenario_of(layer),
        times,
        values,
        _limits(layer, kind, feature),
        _units(kind, feature),
        path=path,
        from_zero=kind != "connection",
    )


def _series(path: Path, kind: str, feature: QgsFeature) -> tuple[np.ndarray, np.ndarray, str]:
    """Times and values (hours,), and a remark on what they are where that is not plain."""
    from ..engine import EngineError
    from ..engine.grid.congestion import HourlyResults

    results = HourlyResults.open(path)
    element_id, note = id_of(kind, feature), ""
    try:
        if kind == "section":
            values = results.section(element_id)
        elif kind == "station":
            values = results.station(element_id)
        else:
            node, note = _node_with_hours(set(results.nodes), path, str(feature["node_id"]))
            values = results.node(node)
    except KeyError as error:
        if kind == "section" and value_of(feature, "kind") == "service":
            raise EngineError(
                "This result holds no hours of service cables: pick the main cable or the connection, or run Grid "
                "congestion with the hours of service cables."
            ) from error
        raise EngineError("The file {path} does not hold the hours of {id}.", path=str(path), id=element_id) from error
    return np.array(results.times), np.array(values, float), note


def _node_with_hours(known: set[str], path: Path, node: str) -> tuple[str, str]:
    """The node, or where service cables are not in the hours, the one at the other end of its service cable."""
    if node in known:
        return node, ""
    for layer in result_layers():
        if kind_of(layer) == "section" and hourly_path(layer) == path:
            for section in layer.getFeatures(f'"from_node" = {quoted(node)} OR "to_node" = {quoted(node)}'):
                other = section["to_node"] if section["from_node"] == node else section["from_node"]
                if other in known:
                    return other, tr("voltage where its service cable leaves the main cable")
    return node, ""


def _limits(layer: QgsVectorLayer, kind: str, feature: QgsFeature) -> tuple[float, ...]:
    """What the results were judged by: the layer holds `v_min;v_max`, the feature its own `limit_percent`."""
    if kind != "connection":
        return (float(value_of(feature, "limit_percent", 100.0)),)
    written = str(layer.customProperty(LIMITS) or "").split(";")
    return (float(written[0]), float(written[1])) if len(written) == 2 else BAND


def _units(kind: str, feature: QgsFeature) -> tuple[Unit, ...]:
    if kind == "connection":
        per_unit = Unit("pu", 1.0, 3)
        return (Unit("V", LV_VOLT, 1), per_unit) if value_of(feature, "level", "LV") == "LV" else (per_unit,)
    field, name = ("max_i_a", "A") if kind == "section" else ("rating_kva", "kVA")
    percent, rating = Unit("%", 1.0, 0), value_of(feature, field)
    return (percent, Unit(name, float(rating) / 100, 0)) if rating else (percent,)


def _section_words(feature: QgsFeature) -> tuple[str, list[str]]:
    how, length, count = (value_of(feature, name) for name in ("cable_type_how", "length_m", "connections"))
    parts = [value_of(feature, "level", ""), value_of(feature, "cable_type", "") + (f" ({tr(how)})" if how else "")]
    parts.append(f"{float(length):.0f} m" if length is not None else "")
    parts.append(said("{count} connections behind it", {"count": int(count)}) if count is not None else "")
    return said("Cable section {id}", {"id": feature["section_id"]}), parts


def _station_words(feature: QgsFeature) -> tuple[str, list[str]]:
    rating, how, homes = (value_of(feature, name) for name in ("rating_kva", "rating_how", "dwellings"))
    parts = [f"{float(rating):.0f} kVA" + (f" ({tr(how)})" if how else "") if rating is not None else ""]
    parts.append(said("{count} homes", {"count": int(homes)}) if homes is not None else "")
    return said("Station {id}", {"id": feature["station_id"]}), parts


def _connection_words(feature: QgsFeature) -> tuple[str, list[str]]:
    addresses, limiting = value_of(feature, "addresses"), value_of(feature, "limiting_element")
    parts = [said("{count} addresses", {"count": int(addresses)}) if addresses is not None else ""]
    parts.append(said("limited by {id}", {"id": limiting}) if limiting else "")
    return said("Connection {id}", {"id": feature["connection_id"]}), parts


WORDS = {"section": _section_words, "station": _station_words, "connection": _connection_words}
