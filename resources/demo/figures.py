"""Numbers in words: what results say, in the user's language."""

from __future__ import annotations

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QDateTime, QLocale
from stadsstroom.processing.words import language, said

FINDINGS = {
    "section": "Cables: {over} of {of} above the limit; fullest {worst}, {percent} % on {hour}",
    "station": "Transformers: {over} of {of} above the limit; fullest {worst}, {percent} % on {hour}",
}


def loading_findings(layers: dict[str, QgsVectorLayer]) -> list[str]:
    """What a scenario says, in a few lines: counted from its layers of sections, stations and connections."""
    rows = {kind: rows_of(layer) for kind, layer in layers.items()}
    lines = []
    for kind, template in FINDINGS.items():
        known = [row for row in rows[kind] if row["max_loading_percent"] is not None]
        if not known:
            continue
        over = [row for row in known if row["verdict"] == "congested"]
        worst = max(known, key=lambda row: row["max_loading_percent"] / row["limit_percent"])
        values = {
            "over": number(len(over)), "of": number(len(known)), "worst": worst[f"{kind}_id"],
            "percent": number(worst["max_loading_percent"]), "hour": hour(worst["max_loading_hour"]),
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


def hour(text: str) -> str:
    """23 Jan 2023 19:00 UTC, from 2023-01-23T19:00Z."""
    moment = QDateTime.fromString(text[:16], "yyyy-MM-ddTHH:mm")
    return f"{_locale().toString(moment, 'd MMM yyyy HH:mm')} UTC" if moment.isValid() else text


def rows_of(layer: QgsVectorLayer) -> list[dict]:
    """Attributes by name of each feature, None where they hold nothing."""
    names = layer.fields().names()
    return [
        {name: None if _is_null(value) else value for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]


def _locale() -> QLocale:
    return QLocale("nl" if language() == "nl" else "en")


def _is_null(value) -> bool:
    null = getattr(value, "isNull", None)
    return value is None or (null is not None and null())
