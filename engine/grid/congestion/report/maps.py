"""Layers of the map: sections, stations and connections by verdict, in colour and in width."""

from __future__ import annotations

import html

import numpy as np
import shapely

from ....report import Frame, path_of
from .verdict_words import VERDICTS

SECTION_WIDTH = {"": 0.8, "free": 1.2, "busy": 2.0, "full": 3.2, "congested": 4.6}
ORDER = ("", "free", "busy", "full", "congested")


def section_layer(frame: Frame, lines: np.ndarray, verdicts: np.ndarray, is_mv: np.ndarray) -> str:
    """Lines by verdict, the worst on top; medium voltage wider and below."""
    parts = []
    for mv in (True, False):
        for verdict in ORDER:
            rows = np.flatnonzero((is_mv == mv) & (verdicts == verdict))
            if len(rows):
                width = SECTION_WIDTH[verdict] + (2.2 if mv else 0.0)
                parts.append(
                    f'<path class="section" stroke="{VERDICTS[verdict]}" stroke-width="{width}" '
                    f'd="{path_of(frame, lines[rows])}"/>'
                )
    return "".join(parts)


def dot_layer(frame: Frame, points: np.ndarray, verdicts: np.ndarray, size: float = 4.6) -> str:
    """Points by verdict, the worst larger and on top."""
    parts = []
    for k, verdict in enumerate(ORDER):
        here = points[(verdicts == verdict) & ~shapely.is_missing(points)]
        if len(here):
            xy = frame.place(shapely.get_coordinates(here)).tolist()
            dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in xy)
            parts.append(
                f'<path class="dots" stroke="{VERDICTS[verdict]}" stroke-width="{size + 0.5 * k}" d="{dots}"/>'
            )
    return "".join(parts)


def station_layer(frame: Frame, points: np.ndarray, verdicts: np.ndarray, names, labels: np.ndarray) -> str:
    """Squares by verdict with a tooltip; `labels` (bool) are named on the map."""
    parts = []
    order = np.argsort([ORDER.index(v) for v in verdicts], kind="stable")
    for row in order:
        if points[row] is None:
            continue
        (x, y), half = frame.place(shapely.get_coordinates(points[row]))[0], 6 + 1.2 * ORDER.index(verdicts[row])
        parts.append(
            f'<rect class="station" x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" '
            f'height="{2 * half:.1f}" fill="{VERDICTS[verdicts[row]]}"><title>{html.escape(names[row])}</title></rect>'
        )
    for row in np.flatnonzero(labels):
        if points[row] is not None:
            x, y = frame.place(shapely.get_coordinates(points[row]))[0]
            text = html.escape(names[row].split(":")[0])
            parts.append(f'<text class="name" x="{x + 14:.1f}" y="{y + 5:.1f}">{text}</text>')
    return "".join(parts)
