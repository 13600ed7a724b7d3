"""Puts the page together and writes it."""

from __future__ import annotations

import html
from pathlib import Path

from ....report import Wording, whole_page, write_page
from . import charts, parts
from .material import Material

EXTRA_STYLE = "<style>.source { color: var(--soft); } td:last-child { white-space: normal; }</style>"


def write_heat_report(found, path) -> None:
    """Write the report of a `HeatComparison` as one HTML file. Raises EngineError where it cannot be written."""
    write_page(page(found), Path(path))


def page(found) -> str:
    """The whole page."""
    o = found.options
    m = Material(found, Wording(o.report_language, o.tr, o.time_zone))
    w, s = m.words, found.summary
    subject, name = w.say("Options of heat compared"), html.escape(o.report_title)
    heading = f'<p class="kicker">{subject}</p><h1>{name}</h1>' if name else f"<h1>{subject}</h1>"
    lead = w.say(
        "{buildings} buildings with {dwellings} dwellings, {options} ways to warm each.",
        buildings=s["buildings"], dwellings=s["dwellings"], options=len(m.keys),
    )  # fmt: skip
    chapters = [
        ("In short", EXTRA_STYLE + parts.cards(m) + parts.sentences(m)),
        ("What it costs", charts.stacked_costs(m) + parts.options_table(m)),
        ("Where", parts.maps(m)),
        ("Neighbourhoods", charts.area_dots(m) + parts.areas_table(m)),
        ("What the choice hangs on", charts.tornado(m, "society") + charts.tornado(m, "resident")),
        ("Prices", parts.prices(m)),
    ]
    return whole_page(w, f"{name} · {subject}" if name else subject, heading, lead, chapters)
