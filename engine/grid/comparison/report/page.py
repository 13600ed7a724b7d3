"""Puts the page together and writes it."""

from __future__ import annotations

from pathlib import Path

from ....report import Wording, whole_page, write_page
from ..options import ComparisonOptions
from . import charts, map_part, story, tables_part
from .material import Material


def write_comparison_report(found, options: ComparisonOptions, path) -> None:
    """Write the report of a `run.GridComparison` as one HTML file. Raises EngineError where it cannot be written."""
    words = Wording(options.report_language, options.tr, options.time_zone)
    write_page(page(Material(found, options, words)), Path(path))


def page(m: Material) -> str:
    """The whole page."""
    w, s = m.words, m.found.summary
    before, after = m.names
    subject = w.say("Congestion of two scenarios compared")
    heading = f'<p class="kicker">{subject}</p><h1>{before} → {after}</h1>'
    lead = w.say(
        "{stations} stations and {km} km of cable, each beside itself.",
        stations=s["stations"], km=w.number(float(m.found.sections.frame["length_m"].sum()) / 1e3),
    )  # fmt: skip
    chapters = [
        ("In short", story.cards(m) + story.sentences(m)),
        ("Where", map_part.relief_map(m)),
        ("Stations", charts.station_arrows(m) + tables_part.stations(m)),
        ("Cables", tables_part.cables(m)),
        ("Hours", charts.area_hours(m)),
        ("Neighbourhoods", tables_part.areas(m)),
        ("What was compared", tables_part.compared(m)),
    ]
    return whole_page(w, f"{before} → {after} · {subject}", heading, lead, chapters)
