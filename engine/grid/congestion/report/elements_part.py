"""Stations, cables, voltages and rings: tables and charts of the worst."""

from __future__ import annotations

import html

import numpy as np

from ....hours import duration_order, same_week, year_picture
from ....report import WEEKDAYS, Curve, columns, curves, table, year_image
from ..verdicts import verdict
from .material import Material
from .series import worst_rows
from .verdict_words import VERDICTS

ROWS = 12
# White to blue up to the limit, orange to red beyond: percent of the limit.
RAMP = ((0, 50, 100, 100.01, 150), ("#f1f5f8", "#9cc4de", "#1f5a8c", "#f5a31f", "#a81e1e"))


def pill(m: Material, word: str) -> str:
    """A verdict in its colour."""
    return f'<span class="pill {html.escape(word or "none")}">{m.words.word(word)}</span>'


def bar(m: Material, percent: float, limit: float, word: str, full: float = 2.0) -> str:
    """A loading as a number and a bar with a mark at the limit; full: loading over limit at the full width."""
    width = min(max(np.nan_to_num(percent) / limit / full, 0.0), 1.0) * 100
    return (
        f'<span class="bar"><i style="width:{width:.0f}%;background:{VERDICTS.get(word, "")}"></i>'
        f'<b style="left:{100 / full:.0f}%"></b></span>'
        f"{m.words.number(percent)} %"
    )


def stations(m: Material) -> str:
    """The worst stations: table, duration curves, the worst week and year of the worst, homes per station."""
    w, frame = m.words, m.result.stations.frame
    if not len(frame):
        return f"<p>{w.say('The net has no transformers.')}</p>"
    worst = frame.assign(ratio=frame["max_loading_percent"] / frame["limit_percent"]).sort_values(
        "ratio", ascending=False, kind="stable"
    )
    full = max(1.25, float(worst["ratio"].max()))
    headings = [
        w.say(text) for text in (
            "Station", "Homes", "Rating (kVA)", "Highest loading", "With allowances", "When", "Direction",
            "Hours above",
            "MWh above", "Verdict", "How sure", "One size smaller / larger",
        )
    ]  # fmt: skip
    rows = [
        [
            html.escape(str(r.station_id)), w.number(r.dwellings), w.number(r.rating_kva),
            bar(m, r.max_loading_percent, r.limit_percent, r.verdict, full),
            f"{w.number(r.max_loading_allowed_percent)} %",
            w.short_moment(r.max_loading_hour), w.word(r.direction), w.number(r.hours_above),
            w.number(r.kwh_above / 1e3, 1), pill(m, r.verdict), w.word(r.sure),
            f'<span class="small">{pill(m, r.verdict_smaller)} {pill(m, r.verdict_larger)}</span>',
        ]
        for r in worst.head(ROWS).itertuples()
    ]  # fmt: skip
    parts = [table(headings, rows, {1, 2, 3, 4, 7, 8})]
    flips = int(frame["flips"].sum())
    if flips:
        parts.append(
            f'<p class="note">{w.say("At {n} stations one size smaller or larger changes the verdict.", n=flips)}</p>'
        )
    limits = [(float(m.options.transformer_limit_percent), w.tr("limit"))]
    lines = _duration(m, [m.station_name(row) for row in m.shown.trafos], m.shown.trafo_percent)
    if lines:
        parts.append(_figure(w.say("Loading of the worst stations, from the busiest hour to the quietest"),
                             curves(lines, _share_ticks(m), "%", w.number, limits,
                                    title=w.say("Load-duration curves"))))  # fmt: skip
        parts.append(_worst_week(m, limits))
        parts.append(_year(m))
    homes = frame["dwellings"].to_numpy(float)
    if homes.sum():
        bins = np.r_[0, 1, 25, 50, 100, 150, 200, 300, 500, np.inf]
        counts = np.histogram(homes, bins)[0]
        labels = ["0", "1–24", "25–49", "50–99", "100–149", "150–199", "200–299", "300–499", "≥ 500"]
        parts.append(_figure(w.say("Stations by the number of homes behind them"), columns(counts, labels, w.number)))
    return "".join(parts)


def cables(m: Material) -> str:
    """The worst section of each feeder."""
    w, frame = m.words, m.result.sections.frame
    headings = [
        w.say(text) for text in (
            "Section", "Station", "Cable", "Homes", "Limit", "Highest loading", "With allowances", "When",
            "Direction", "Hours above", "MWh above", "Verdict", "How sure",
        )
    ]  # fmt: skip
    ratio = np.nan_to_num((frame["max_loading_percent"] / frame["limit_percent"]).to_numpy(float))
    full = max(1.25, float(ratio.max(initial=0.0)))
    chosen = worst_rows(ratio, feeder_of(frame), ROWS)
    rows = [
        [
            f'<span class="id">{html.escape(str(r.section_id))}</span>', html.escape(str(r.station_id)),
            html.escape(str(r.cable_type or "–")), w.number(r.dwellings), f"{w.number(r.limit_percent)} %",
            bar(m, r.max_loading_percent, r.limit_percent, r.verdict, full),
            f"{w.number(r.max_loading_allowed_percent)} %",
            w.short_moment(r.max_loading_hour), w.word(r.direction), w.number(r.hours_above),
            w.number(r.kwh_above / 1e3, 1), pill(m, r.verdict), w.word(r.sure),
        ]
        for r in frame.iloc[chosen].itertuples()
    ]  # fmt: skip
    parts = [table(headings, rows, {3, 4, 5, 6, 9, 10})]
    names = [m.section_name(row) for row in m.shown.lines]
    lines = _duration(m, names, 100.0 * m.shown.line_percent / frame["limit_percent"].to_numpy(float)[m.shown.lines])
    if lines:
        parts.append(_figure(
            w.say("Loading of the worst cables in percent of their limit, from the busiest hour to the quietest"),
            curves(lines, _share_ticks(m), "%", w.number, [(100.0, w.tr("limit"))],
                   title=w.say("Load-duration curves"))))  # fmt: skip
    return "".join(parts)


def feeder_of(frame) -> list:
    """What groups sections that tell the same story: their feeder, or themselves."""
    return [feeder or f"section {name}" for feeder, name in zip(frame["feeder_id"], frame["section_id"])]


def voltages(m: Material) -> str:
    """How many connections reach which lowest and highest voltage."""
    w, frame = m.words, m.result.connections.frame
    fed = frame[frame["energised"].astype(bool)]
    if not len(fed):
        return ""
    edges = np.array([0, 0.85, 0.90, 0.925, 0.95, 0.975, 1.0, 1.025, 1.05, 1.075, 1.10, 9])
    labels = [f"< {w.number(edges[1], 2)}"]
    labels += [w.number(low, 3) for low in edges[1:-2]] + [f"≥ {w.number(edges[-2], 2)}"]
    parts = []
    for column, title in (
        ("vm_min_pu", "Connections by their lowest voltage (per unit)"),
        ("vm_max_pu", "Connections by their highest voltage (per unit)"),
    ):
        counts = np.histogram(fed[column], edges)[0]
        parts.append(_figure(w.say(title), columns(counts, labels, w.number, height=200, width=520)))
    return f'<div class="pair">{"".join(parts)}</div>'


def rings(m: Material) -> str:
    """The ring sections whose failure loads the rest most."""
    w, frame = m.words, m.result.ring_check.frame
    if not len(frame):
        return f"<p>{w.say('No medium-voltage ring with an open point was found, so there is nothing to check.')}</p>"
    lost = frame[frame["verdict"] == "not_refed"]
    worst = frame.sort_values("worst_loading_percent", ascending=False, kind="stable").head(ROWS - len(lost.head(4)))
    full = max(1.25, float(np.nan_to_num(frame["worst_loading_percent"].max()) / m.options.ring_limit_percent))
    headings = [
        w.say(text) for text in (
            "Fails", "Closes", "Loaded most", "Loading", "Lowest voltage (per unit)", "When", "Verdict",
        )
    ]  # fmt: skip
    rows = [
        [
            html.escape(str(r.section_id)), html.escape(str(r.open_point_id) or "–"),
            html.escape(str(r.worst_section) or "–"),
            bar(m, r.worst_loading_percent, m.options.ring_limit_percent, r.verdict, full), w.number(r.vm_min_pu, 3),
            w.short_moment(r.hour), pill(m, r.verdict),
        ]
        for group in (lost.head(4), worst) for r in group.itertuples()
    ]  # fmt: skip
    return table(headings, rows, {3, 4})


def _figure(caption: str, drawing: str) -> str:
    return f"<figure><figcaption>{caption}</figcaption>{drawing}</figure>"


def _share_ticks(m: Material) -> list[tuple[float, str]]:
    total = len(m.power.hours)
    return [(x, f"{m.words.number(x * total)} h") for x in (0, 0.25, 0.5, 0.75, 1)]


def _duration(m: Material, names: list[str], percent: np.ndarray) -> list[Curve]:
    lines = []
    for k, name in enumerate(names):
        order = duration_order(percent[:, k])
        if len(order) < 2:
            continue
        # Many points at the steep end, few along the flat.
        ends = np.unique(np.r_[np.geomspace(1, len(order), 160), np.linspace(1, len(order), 120)].astype(np.int64)) - 1
        lines.append(Curve(name, ends / (len(order) - 1), percent[order[ends], k].astype(float)))
    return lines


def _worst_week(m: Material, limits) -> str:
    w, percent = m.words, m.shown.trafo_percent[:, 0].astype(float)
    if not np.isfinite(percent).any():
        return ""
    hours = same_week(m.wall, int(np.nanargmax(percent)))
    if len(hours) < 24:
        return ""
    days = m.wall[hours].astype("datetime64[D]")
    first = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
    weekday = (days.astype(np.int64) + 3) % 7
    ticks = [((k + 0.5 * 24) / len(hours), w.tr(WEEKDAYS[weekday[k]])) for k in first.tolist() if k + 12 < len(hours)]
    line = Curve(m.station_name(m.shown.trafos[0]), np.linspace(0, 1, len(hours)), percent[hours])
    caption = w.say(
        "The worst week of station {name}, from {moment}",
        name=str(m.result.stations.frame["station_id"].iloc[m.shown.trafos[0]]), moment=w.at(m.wall[hours[0]]),
    )  # fmt: skip
    return _figure(caption, curves([line], ticks, "%", w.number, limits, height=240, title=caption))


def _year(m: Material) -> str:
    w, row = m.words, m.shown.trafos[0]
    if len(m.power.hours) < 24 * 14:
        return ""
    percent = 100 * m.shown.trafo_percent[:, 0].astype(float) / m.facts.trafos.limit_percent[row]
    layout, days = year_picture(m.wall)
    # The clock starts and ends inside a day of its own; a sliver of a day is no column.
    whole = (layout >= 0).sum(axis=0) >= 12
    layout, days = layout[:, whole], days[whole]
    picture = np.where(layout >= 0, percent[np.maximum(layout, 0)], np.nan)[::-1]
    caption = w.say(
        "A year of station {name}: days from left to right, midnight below, midnight above; orange and red are over "
        "the limit",
        name=str(m.result.stations.frame["station_id"].iloc[row]),
    )  # fmt: skip
    ends = f'<p class="ends"><span>{w.at(days[0]).split(",")[0]}</span><span>{w.at(days[-1]).split(",")[0]}</span></p>'
    return _figure(caption, year_image(picture, RAMP, caption) + ends)


def voltage_verdicts(m: Material) -> np.ndarray:
    """Verdict of each connection by how much of the voltage band it takes."""
    frame, o = m.result.connections.frame, m.options
    low = (1 - frame["vm_min_pu"]) / (1 - o.v_min_pu)
    high = (frame["vm_max_pu"] - 1) / (o.v_max_pu - 1)
    return verdict(100 * np.fmax(low, high).to_numpy(float), 100.0)
