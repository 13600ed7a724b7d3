"""The element that a feature of a result layer stands for, beside the same element in the project's other results."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from qgis.core import QgsFeature, QgsVectorLayer

from . import grid_hours, heat_hours, holon_hours, roof_hours
from .element import Element
from .results import feature_with, hourly_path, kind_of, result_layers, scenario_of, written_path

# each room reads the elements of its kinds, and knows what to say where their file is gone
ROOMS = {kind: room for room in (grid_hours, heat_hours, holon_hours, roof_hours) for kind in room.KINDS}


def read_element(layer: QgsVectorLayer, feature: QgsFeature) -> Element:
    """The feature's hours, and the same element's hours in the project's other results.

    Raises EngineError where the file with hours is gone or does not hold the element.
    """
    from ..engine import EngineError  # late: pandas

    kind, path = kind_of(layer), hourly_path(layer)
    room = ROOMS[kind]
    if path is None:
        raise EngineError(room.HOURS_GONE, name=layer.name(), path=written_path(layer))
    element = room.read(layer, kind, feature, path)
    if kind in holon_hours.KINDS:  # shown beside what it is made of
        return element
    return replace(element, others=_in_other_results(layer, kind, element))


def _in_other_results(layer: QgsVectorLayer, kind: str, element: Element) -> tuple[tuple[str, np.ndarray], ...]:
    """(scenario, values) of each other result that has the element and the same hours."""
    from ..engine import EngineError

    others = []
    for other in result_layers():
        path = hourly_path(other)
        if other.id() == layer.id() or kind_of(other) != kind or path in (None, element.path):
            continue
        twin = feature_with(other, kind, element.element_id)
        if twin is None:
            continue
        try:
            found = ROOMS[kind].read(other, kind, twin, path)
        except EngineError:
            continue
        if np.array_equal(found.times, element.times):
            others.append((scenario_of(other), found.values))
    return tuple(others)
