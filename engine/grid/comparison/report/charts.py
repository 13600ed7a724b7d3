"""Charts: each station from its loading before to its loading after, and the hours of the whole area."""

from __future__ import annotations

import html

import numpy as np

from ....hours import duration_order, same_week, wall_clock
from ....report import WEEKDAYS, Curve, curves, nice_ticks, tick_digits
from .material import COLOURS, Material, shown_change

ROW, LABEL, WIDTH, RIGHT, TOP, BOTTOM = 22, 150, 940, 60, 8, 34
SHOWN = 24


def station_arrows(m: Material) -> str:
    """The stations loaded most in either scenario, in percent of their limit: a ring before, a disc after."""
    w, frame = m.words, m.found.stations.frame
    ratio = {
        side: 100 * (frame[f"loading_{side}_percent"] / frame["limit_percent"]).to_numpy(float)
        for side in ("before", "after")
    }
    known = np.isfinite(ratio["before"]) & np.isfinite(ratio["after"])
    most = np.where(known, np.fmax(ratio["before"], ratio["after"]), -1.0)
    rows = [row for row in np.argsort(-most, kind="stable")[:SHOWN] if known[row]]
    if not rows:
        return ""
    words = shown_change(frame)
    ticks = nice_ticks(0, max(max(most), 110.0))
    height, span = TOP + ROW * len(rows) + BOTTOM, WIDTH - LABEL - RIGHT

    def px(value):
        return LABEL + value / ticks[-1] * span

    title = w.say("Highest loading of the stations in percent of their limit: {before} (ring), {after} (disc)",
                  before=m.found.names[0], after=m.found.names[1])  # fmt: skip
    parts = [f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">']
    for tick in ticks:
        parts.append(f'<line class="grid" x1="{px(tick):.1f}" x2="{px(tick):.1f}" y1="{TOP}" y2="{height - BOTTOM}"/>')
        parts.append(
            f'<text class="tick" x="{px(tick):.1f}" y="{height - BOTTOM + 17}" text-anchor="middle">'
            f"{w.number(tick, tick_digits(ticks))} %</text>"
        )
    parts.append(f'<line class="limit" x1="{px(100):.1f}" x2="{px(100):.1f}" y1="{TOP}" y2="{height - BOTTOM}"/>')
    for k, row in enumerate(rows):
        y, colour = TOP + ROW * (k + 0.5), COLOURS[words[row]]
        x0, x1 = px(ratio["before"][row]), px(ratio["after"][row])
        name = html.escape(str(frame["station_id"].iloc[row]))
        parts.append(f'<text x="{LABEL - 12}" y="{y + 4:.1f}" text-anchor="end">{name}</text>')
        parts.append(
            f'<line x1="{x0:.1f}" x2="{x1:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="3"/>'
        )
        parts.append(f'<circle cx="{x0:.1f}" cy="{y:.1f}" r="5.5" fill="#fff" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<circle cx="{x1:.1f}" cy="{y:.1f}" r="6" fill="{colour}"/>')
    return f"<figure><figcaption>{title}</figcaption>{''.join(parts)}</svg></figure>"


def area_hours(m: Material) -> str:
    """What all connections draw together: duration curves, and the week that is busiest in the first scenario."""
    hours, w = m.found.hours, m.words
    if hours is None or len(hours.times) < 24:
        return ""
    sides = list(zip(m.found.names, (hours.before / 1e3, hours.after / 1e3)))
    total = len(hours.times)
    ends = np.unique(np.r_[np.geomspace(1, total, 160), np.linspace(1, total, 120)].astype(np.int64)) - 1
    lines = [Curve(name, ends / (total - 1), mw[duration_order(mw)][ends]) for name, mw in sides]
    ticks = [(x, f"{w.number(x * total)} h") for x in (0, 0.25, 0.5, 0.75, 1)]
    caption = w.say("What all connections draw together, from the busiest hour to the quietest")
    parts = [_figure(caption, curves(lines, ticks, "MW", w.number, title=caption))]
    wall = wall_clock(hours.times, w.zone)
    week = same_week(wall, int(np.argmax(hours.before)))
    if len(week) >= 48:
        days = wall[week].astype("datetime64[D]")
        first = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
        weekday = (days.astype(np.int64) + 3) % 7
        ticks = [((k + 12) / len(week), w.tr(WEEKDAYS[weekday[k]])) for k in first.tolist() if k + 12 < len(week)]
        lines = [Curve(name, np.linspace(0, 1, len(week)), mw[week]) for name, mw in sides]
        caption = w.say("The busiest week of {before}, from {moment}", before=sides[0][0], moment=w.at(wall[week[0]]))
        parts.append(_figure(caption, curves(lines, ticks, "MW", w.number, height=240, title=caption)))
    return "".join(parts)


def _figure(caption: str, drawing: str) -> str:
    return f"<figure><figcaption>{caption}</figcaption>{drawing}</figure>"
