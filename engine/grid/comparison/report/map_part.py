"""The map of relief: cables and stations by what changed."""

from __future__ import annotations

import html

import numpy as np
import shapely

from ....report import Frame, drawing, frame_of, path_of
from .material import CHANGE_WORDS, COLOURS, Material, shown_change

# What matters lies on top, and is wider.
ORDER = ("not_fed", "unchanged", "less_loaded", "worse", "still_over", "relieved", "newly_congested")
WIDTHS = {"not_fed": 0.8, "unchanged": 1.2, "less_loaded": 1.8, "worse": 1.8, "still_over": 3.0, "relieved": 4.2,
          "newly_congested": 4.6}  # fmt: skip
LABELLED = ("relieved", "newly_congested")


def relief_map(m: Material) -> str:
    """One drawing with its legend; service cables are left out."""
    w, sections, stations = m.words, m.found.sections, m.found.stations
    drawn = (sections.frame["kind"] != "service").to_numpy(bool) & ~shapely.is_missing(sections.geometry)
    frame = frame_of(sections.geometry[drawn], stations.geometry, False)
    if frame is None:
        return f"<p>{w.say('The layers have no geometry, so there is no map.')}</p>"
    words = np.array(shown_change(sections.frame), object)[drawn]
    is_mv = (sections.frame["level"] == "MV").to_numpy(bool)[drawn]
    lines = _sections(frame, sections.geometry[drawn], words, is_mv)
    title = w.say("What changes from {before} to {after}", before=m.found.names[0], after=m.found.names[1])
    key = "".join(
        f'<span><svg viewBox="0 0 30 8" class="swatch" aria-hidden="true"><line x1="0" x2="30" y1="4" y2="4" '
        f'stroke="{COLOURS[word]}"/></svg>{w.say(CHANGE_WORDS[word])}</span>'
        for word in CHANGE_WORDS
    )
    key += f"<span>{w.say('Broad bands: medium voltage. Squares: stations.')}</span>"
    svg = drawing(frame, [lines, _stations(m, frame)], title)
    return f'<p class="legend">{key}</p><figure><figcaption>{title}</figcaption>{svg}</figure>'


def _sections(frame: Frame, lines: np.ndarray, words: np.ndarray, is_mv: np.ndarray) -> str:
    parts = []
    for mv in (True, False):
        for word in ORDER:
            rows = np.flatnonzero((is_mv == mv) & (words == word))
            if len(rows):
                width = WIDTHS[word] + (2.2 if mv else 0.0)
                parts.append(
                    f'<path class="section" stroke="{COLOURS[word]}" stroke-width="{width:.1f}" '
                    f'd="{path_of(frame, lines[rows])}"/>'
                )
    return "".join(parts)


def _stations(m: Material, frame: Frame) -> str:
    """Squares by change with a tooltip, the relieved and the newly congested named."""
    table = m.found.stations
    words = np.array(shown_change(table.frame), object)
    parts, names = [], []
    loadings = zip(table.frame["loading_before_percent"], table.frame["loading_after_percent"])
    tips = [
        f"{name}: {m.words.number(before)} → {m.words.number(after)} %"
        for name, (before, after) in zip(table.frame["station_id"], loadings)
    ]
    for row in np.argsort([ORDER.index(word) for word in words], kind="stable"):
        if table.geometry[row] is None:
            continue
        (x, y), half = frame.place(shapely.get_coordinates(table.geometry[row]))[0], 5 + ORDER.index(words[row])
        parts.append(
            f'<rect class="station" x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" '
            f'height="{2 * half:.1f}" fill="{COLOURS[words[row]]}"><title>{html.escape(tips[row])}</title></rect>'
        )
        if words[row] in LABELLED:
            text = html.escape(str(table.frame["station_id"].iloc[row]))
            names.append(f'<text class="name" x="{x + 15:.1f}" y="{y + 5:.1f}">{text}</text>')
    return "".join(parts + names)
