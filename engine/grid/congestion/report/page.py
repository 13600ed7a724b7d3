"""Puts the page together and writes it."""

from __future__ import annotations

import html
from collections.abc import Generator
from pathlib import Path

import numpy as np

from ....progress import Progress, within
from ....report import Wording, drawing, frame_of, whole_page, write_page
from ..geography import read_places
from . import elements_part, story, trust_part
from .maps import dot_layer, section_layer, station_layer
from .material import Material
from .series import SHOWN, shown_hours, worst_rows
from .verdict_words import WORDS


def write_report(
    result, model, facts, year, power, options, path, hours_per_block: int
) -> Generator[Progress, None, None]:
    """Write the report of a run as one HTML file. Raises EngineError where it cannot be written."""
    yield Progress(0.0, "Writing the report")
    sections = result.sections.frame
    mains = np.where(sections["kind"] == "service", 0.0, year.lines.ratio)
    shown = yield from within(
        shown_hours(
            model, power,
            worst_rows(year.trafos.ratio, range(len(year.trafos.ratio)), SHOWN),
            worst_rows(mains, elements_part.feeder_of(sections), SHOWN),
            hours_per_block,
        ),
        0.0, 0.9,
    )  # fmt: skip
    words = Wording(options.report_language, options.tr, options.time_zone, WORDS)
    write_page(page(Material(result, model, facts, year, power, options, shown, words)), Path(path))
    yield Progress(1.0)


def page(m: Material) -> str:
    """The whole page."""
    w, s = m.words, m.result.summary
    subject, name = w.say("Grid congestion through the year"), html.escape(m.options.report_title)
    title = f"{name} · {subject}" if name else subject
    heading = f'<p class="kicker">{subject}</p><h1>{name}</h1>' if name else f"<h1>{subject}</h1>"
    lead = w.say(
        "{connections} connections, {stations} stations and {km} km of cable, every hour from {first} to {last}.",
        connections=s["connections"], stations=s["stations"],
        km=w.number(float(m.result.sections.frame["length_m"].sum()) / 1e3),
        first=w.day(s["first_hour"]), last=w.day(s["last_hour"]),
    )  # fmt: skip
    chapters = [
        ("In short", story.cards(m) + story.sentences(m)),
        ("Where", _maps(m)),
        ("Stations", elements_part.stations(m)),
        ("Cables", elements_part.cables(m)),
        ("Voltage", elements_part.voltages(m)),
        ("If a ring section fails", elements_part.rings(m)),
        ("What was assumed", trust_part.assumptions(m)),
        ("What was checked", trust_part.checks(m)),
        ("What could not enter", trust_part.problems(m)),
    ]
    return whole_page(w, title, heading, lead, chapters)


def _maps(m: Material) -> str:
    w, places = m.words, read_places(m.model.net)
    sections, stations, connections = m.result.sections, m.result.stations, m.result.connections
    drawn = (sections.frame["kind"] != "service").to_numpy(bool) & np.array(
        [g is not None for g in sections.geometry], bool
    )
    frame = frame_of(sections.geometry[drawn], stations.geometry, places.in_degrees)
    if frame is None:
        return f"<p>{w.say('The net has no coordinates, so there is no map.')}</p>"
    verdicts = sections.frame["verdict"].to_numpy(object)[drawn]
    is_mv = (sections.frame["level"] == "MV").to_numpy(bool)[drawn]
    lines = section_layer(frame, sections.geometry[drawn], verdicts, is_mv)
    names = [
        f"{name}: {w.number(percent)} %"
        for name, percent in zip(stations.frame["station_id"], stations.frame["max_loading_percent"])
    ]
    shown = np.isin(np.arange(len(stations)), m.shown.trafos)
    of_stations = stations.frame["verdict"].to_numpy(object)
    marks = station_layer(frame, stations.geometry, of_stations, names, shown)
    loading = w.say("Highest loading of cables and stations")
    voltage = w.say("Voltage of connections: share of the permitted band")
    under = section_layer(frame, sections.geometry[drawn], np.full(drawn.sum(), "", object), is_mv)
    grey = f'<g class="under">{under}</g>'
    dots = dot_layer(frame, connections.geometry, elements_part.voltage_verdicts(m))
    key = "".join(
        f"<span>{elements_part.pill(m, name)} {w.say(text)}</span>"
        for name, text in (
            ("free", "below 70 % of the limit"), ("busy", "70 to 90 %"), ("full", "90 to 100 %"),
            ("congested", "over the limit"),
        )
    )  # fmt: skip
    key += f'<span><i class="unfed"></i> {w.say("not fed")}</span>'
    key += f"<span>{w.say('Thick lines: medium voltage. Squares: stations.')}</span>"
    return (
        f'<p class="legend">{key}</p>'
        f"<figure><figcaption>{loading}</figcaption>{drawing(frame, [lines, marks], loading)}</figure>"
        f"<figure><figcaption>{voltage}</figcaption>{drawing(frame, [grey, dots], voltage)}</figure>"
    )
