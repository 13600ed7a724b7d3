"""Attributes of features, which may be missing or hold nothing."""

from __future__ import annotations

from qgis.core import QgsFeature


def value_of(feature: QgsFeature, name: str, default=None):
    """The attribute, or the default where there is no such field or it holds nothing."""
    if feature.fields().indexFromName(name) < 0:
        return default
    value = feature[name]
    null = getattr(value, "isNull", None)
    return default if value is None or (null is not None and null()) else value
