"""The words the user reads, in the user's language.

English is the language of the code; `resources/i18n/nl.csv` (columns source, dutch) holds the Dutch of every sentence,
label and template. `tr` is called with the whole English text, never with one that has values filled in.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QLocale

DUTCH = Path(__file__).resolve().parents[1] / "resources" / "i18n" / "nl.csv"


@cache
def dutch() -> dict[str, str]:
    """English text to Dutch text."""
    with DUTCH.open(encoding="utf-8-sig", newline="") as file:
        return {row["source"]: row["dutch"] for row in csv.DictReader(file) if row["source"] and row["dutch"]}


def language() -> str:
    """Two letters: the language QGIS is shown in."""
    return QgsApplication.locale()[:2].lower()


def tr(text: str) -> str:
    """The text in the language QGIS is shown in; English where there is no other."""
    return dutch().get(text, text) if language() == "nl" else text


# Values that are words of ours rather than of the user's data.
WORD_VALUES = frozenset({"layer", "input", "kind", "parameter", "what", "shape", "level"})


def said(template: str, values: dict | None = None) -> str:
    """A template in the user's language with its values filled in."""
    filled = {
        key: tr(value) if key in WORD_VALUES and isinstance(value, str) else value
        for key, value in (values or {}).items()
    }
    return tr(template).format(**filled)


def number_text(value: float, digits: int = 0) -> str:
    """A number as the user's language writes it."""
    return QLocale(language()).toString(float(value), "f", digits)
