"""Tables: stations, cables by feeder and neighbourhoods, before and after; what was compared and what could not be."""

from __future__ import annotations

import html

import numpy as np

from ....report import table
from ...congestion.report.elements_part import feeder_of
from ...congestion.report.series import worst_rows
from .material import Material, change_pill, shown_change

ROWS = 16
EXAMPLES = 3


def stations(m: Material) -> str:
    """The stations whose verdict changes, then those that change most."""
    w, frame = m.words, m.found.stations.frame
    headings = [
        w.say(text) for text in (
            "Station", "Homes", "Rating (kVA)", "Highest loading", "Difference (points)", "Hours above", "MWh above",
            "What changes",
        )
    ]  # fmt: skip
    words = shown_change(frame)
    rows = [
        [
            html.escape(str(r.station_id)), w.number(r.dwellings), _both(w, r.rating_before_kva, r.rating_after_kva),
            _both(w, r.loading_before_percent, r.loading_after_percent) + " %", _signed(w, r.difference_points),
            _both(w, r.hours_above_before, r.hours_above_after),
            _both(w, r.kwh_above_before / 1e3, r.kwh_above_after / 1e3, 1), change_pill(m, words[r.Index]),
        ]
        for r in frame.iloc[_most_changed(frame)].itertuples()
    ]  # fmt: skip
    return table(headings, rows, {1, 2, 3, 4, 5, 6}) if rows else ""


def cables(m: Material) -> str:
    """The section that changes most of each feeder, where one is or was over its limit."""
    w, frame = m.words, m.found.sections.frame
    ratio = np.abs(np.nan_to_num((frame["difference_points"] / frame["limit_percent"]).to_numpy(float)))
    over = (frame["verdict_before"] == "congested") | (frame["verdict_after"] == "congested")
    chosen = worst_rows(np.where(over, ratio, 0.0), feeder_of(frame), ROWS)
    if not len(chosen):
        return f"<p>{w.say('No cable goes over its limit.')}</p>"
    headings = [
        w.say(text) for text in (
            "Section", "Station", "Voltage level", "Homes", "Limit", "Highest loading", "Difference (points)",
            "Hours above", "What changes",
        )
    ]  # fmt: skip
    words = shown_change(frame)
    rows = [
        [
            f'<span class="id">{html.escape(str(r.section_id))}</span>', html.escape(str(r.station_id)),
            html.escape(str(r.level)), w.number(r.dwellings), f"{w.number(r.limit_percent)} %",
            _both(w, r.loading_before_percent, r.loading_after_percent) + " %", _signed(w, r.difference_points),
            _both(w, r.hours_above_before, r.hours_above_after), change_pill(m, words[r.Index]),
        ]
        for r in frame.iloc[chosen].itertuples()
    ]  # fmt: skip
    note = w.say("One section of each feeder: the one whose loading changes most. The layer has all of them.")
    return table(headings, rows, {3, 4, 5, 6, 7}) + f'<p class="note">{note}</p>'


def areas(m: Material) -> str:
    """Neighbourhoods, those with the most energy spared first."""
    w = m.words
    if m.found.areas is None:
        return ""
    frame = m.found.areas.frame
    order = np.argsort(-frame["kwh_above_spared"].to_numpy(float), kind="stable")
    headings = [
        w.say(text) for text in (
            "Neighbourhood", "Cable over its limit (km)", "relieved (km)", "newly (km)", "Stations over their limit",
            "MWh above", "spared (MWh)",
        )
    ]  # fmt: skip
    rows = [
        [
            html.escape(str(r.name or r.area_id)), _both(w, r.km_over_before, r.km_over_after, 1),
            w.number(r.km_relieved, 1), w.number(r.km_newly_congested, 1),
            _both(w, r.stations_over_before, r.stations_over_after),
            _both(w, r.kwh_above_before / 1e3, r.kwh_above_after / 1e3, 1), w.number(r.kwh_above_spared / 1e3, 1),
        ]
        for r in frame.iloc[order].itertuples(index=False)
    ]  # fmt: skip
    return table(headings, rows, {1, 2, 3, 4, 5, 6})


def compared(m: Material) -> str:
    """What was laid beside what, and what could not be compared."""
    w, o = m.words, m.options
    facts = [
        ("Before", m.names[0]),
        ("After", m.names[1]),
        ("Smallest change of loading that counts", f"{w.number(o.least_points, 1)} {w.say('percentage points')}"),
        ("Allowances for peaks within the hour and homes on one phase", w.say("yes") if o.allowances else w.say("no")),
    ]
    items = "".join(f"<dt>{w.say(name)}</dt><dd>{value}</dd>" for name, value in facts)
    told = [
        w.say("Energy above the limits is that of the stations: along a cable the same energy passes many sections."),
        w.say("Highest loadings and peaks of stations need not fall in the same hour."),
    ]
    problems = "".join(
        f"<li>{w.say(p.reason, **p.values)}<br><em>{w.say(p.remedy, **p.values)}</em></li>" for p in m.found.problems
    )
    return (
        f'<dl class="facts">{items}</dl>' + "".join(f'<p class="note">{text}</p>' for text in told)
        + (f'<ul class="problems">{problems}</ul>' if problems else "")
    )  # fmt: skip


def _most_changed(frame) -> np.ndarray:
    turned = frame["change"].isin(("relieved", "newly_congested")).to_numpy()
    points = np.abs(np.nan_to_num(frame["difference_points"].to_numpy(float)))
    order = np.lexsort((-points, ~turned))
    return order[(points[order] > 0) | turned[order]][: max(ROWS, int(turned.sum()))]


def _both(w, before: float, after: float, digits: int = 0) -> str:
    texts = [w.number(value, digits) for value in (before, after)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} → {texts[1]}"


def _signed(w, points: float) -> str:
    return f"{'+' if points > 0 else ''}{w.number(points)}"
