"""Charts: what each option costs a home by part, and what the choice hangs on."""

from __future__ import annotations

import html

import numpy as np

from ....report import nice_ticks, tick_digits
from ..bill import PARTS
from ..prices import PARTIES, price_table
from .material import COLOURS, PART_COLOURS, PART_WORDS, PARTY_WORDS, Material

WIDTH, LABEL, RIGHT, TOP, BOTTOM = 940, 218, 74, 8, 34
BAR, GAP = 17, 15
SHOWN_PRICES, MOST_AREAS = 12, 40
LOW, HIGH = "#0072b2", "#d55e00"


def stacked_costs(m: Material) -> str:
    """Yearly cost of a mean dwelling by part: the upper bar society's, the lower one the resident's."""
    w = m.words
    sums = {(key, party): m.parts_of(key, party) for key in m.keys for party in PARTIES}
    top = max([float(np.clip(values, 0, None).sum()) for values in sums.values()] + [1.0])
    low = min([float(np.clip(values, None, 0).sum()) for values in sums.values()] + [0.0])
    ticks = nice_ticks(low, top, 6)
    height = TOP + (2 * BAR + GAP) * len(m.keys) + BOTTOM

    def px(value):
        return LABEL + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - LABEL - RIGHT)

    title = w.say(
        "Yearly cost of a dwelling: upper bar society, lower bar the resident"
        if m.found.of_homes
        else "Yearly cost of a building: upper bar society, lower bar its user"
    )
    svg = [_open(height, title), _grid(ticks, px, height, lambda tick: f"€ {w.number(tick, tick_digits(ticks))}")]
    for k, key in enumerate(m.keys):
        y = TOP + k * (2 * BAR + GAP) + GAP / 2
        svg.append(f'<text x="{LABEL - 12}" y="{y + BAR + 4:.1f}" text-anchor="end">{m.labels[key]}</text>')
        for line, party in enumerate(PARTIES):
            svg += _stack(m, key, party, sums[key, party], px, y + line * (BAR + 1))
    legend = "".join(m.swatch(PART_COLOURS[part], w.say(PART_WORDS[part])) for part in PARTS if _seen(m, part))
    note = w.say("Means of those that can have the option. The number is the sum.")
    return (
        f"<figure><figcaption>{title}</figcaption>{''.join(svg)}</svg>"
        f'<p class="legend">{legend}</p><p class="note">{note}</p></figure>'
    )


def _stack(m: Material, key: str, party: str, values: np.ndarray, px, y: float) -> list[str]:
    w, svg, up, down = m.words, [], 0.0, 0.0
    opacity = 1.0 if party == "society" else 0.72
    for part, value in zip(PARTS, values):
        if not value:
            continue
        start = up if value > 0 else down
        x0, x1 = sorted((px(start), px(start + value)))
        up, down = (up + value, down) if value > 0 else (up, down + value)
        tip = f"{m.labels[key]}, {w.say(PARTY_WORDS[party])}: {w.say(PART_WORDS[part])} € {w.number(value)}"
        svg.append(
            f'<rect x="{x0:.1f}" y="{y:.1f}" width="{max(x1 - x0, 0):.1f}" height="{BAR}" '
            f'fill="{PART_COLOURS[part]}" fill-opacity="{opacity}"><title>{tip}</title></rect>'
        )
    if values.any():
        svg.append(f'<text x="{px(up) + 6:.1f}" y="{y + BAR - 4:.1f}">{w.number(values.sum())}</text>')
    return svg


def _seen(m: Material, part: str) -> bool:
    rows = m.found.parts[m.found.parts["part"] == part]
    return bool(np.abs(rows[["society_eur", "resident_eur"]].to_numpy()).sum() > 0)


def tornado(m: Material, party: str) -> str:
    """The prices that turn the choice of most buildings: their low end to the left, their high end to the right."""
    w, tried = m.words, m.found.sensitivity
    if not len(tried):
        return ""
    rows = tried[(tried["party"] == party) & (tried["end"] != "central")]
    flips = rows.groupby(["price", "end"], sort=False)["flipped"].first().unstack().reindex(columns=["low", "high"])
    flips = flips.fillna(0.0).assign(most=lambda t: t.max(axis=1))
    flips = flips[flips["most"] > 0.0005].sort_values("most", ascending=False, kind="stable").head(SHOWN_PRICES)
    title = w.say("For {whom}: buildings whose cheapest option changes with one price", whom=w.tr(PARTY_WORDS[party]))
    if not len(flips):
        return f"<p>{title}: {w.say('none')}.</p>"
    table, most = price_table(), max(float(flips["most"].max()), 0.05)
    ticks = nice_ticks(0, 100 * most, 3)
    ticks = np.r_[-ticks[:0:-1], ticks]
    left = 330
    height = TOP + (BAR + 9) * len(flips) + BOTTOM

    def px(value):
        return left + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - left - RIGHT)

    svg = [_open(height, title), _grid(ticks, px, height, lambda tick: f"{w.number(abs(tick), tick_digits(ticks))} %")]
    for k, (name, row) in enumerate(flips.iterrows()):
        y = TOP + k * (BAR + 9) + 4
        svg.append(
            f'<text x="{left - 12}" y="{y + BAR - 4:.1f}" text-anchor="end">{w.say(table.at[name, "label"])}</text>'
        )
        for end, sign, colour in (("low", -1, LOW), ("high", 1, HIGH)):
            x0, x1 = sorted((px(0), px(100 * sign * row[end])))
            tip = html.escape(_winners(m, rows, name, end))
            svg.append(
                f'<rect x="{x0:.1f}" y="{y}" width="{x1 - x0:.1f}" height="{BAR}" fill="{colour}">'
                f"<title>{tip}</title></rect>"
            )
    svg.append(f'<line class="axis" x1="{px(0):.1f}" x2="{px(0):.1f}" y1="{TOP}" y2="{height - BOTTOM}"/>')
    legend = m.swatch(LOW, w.say("price at its low end")) + m.swatch(HIGH, w.say("price at its high end"))
    return f'<figure><figcaption>{title}</figcaption>{"".join(svg)}</svg><p class="legend">{legend}</p></figure>'


def _winners(m: Material, rows, name: str, end: str) -> str:
    """Which options are cheapest then, in words."""
    here = rows[(rows["price"] == name) & (rows["end"] == end) & (rows["share"] > 0.005)]
    here = here.sort_values("share", ascending=False)
    return "; ".join(
        f"{html.unescape(m.labels[r.option])} {m.words.number(100 * r.share)} %" for r in here.itertuples()
    )


def area_dots(m: Material) -> str:
    """Each neighbourhood's options by their cost for each MWh: a disc for society, a ring for residents."""
    w, frame = m.words, m.found.areas.frame
    frame = frame[frame["buildings"] > 0].head(MOST_AREAS)
    if not len(frame):
        return ""
    mwh = frame["heat_mwh_per_year"].to_numpy(float)
    eur = {(key, party): frame[f"{key}_{party}_eur"].to_numpy(float) / mwh for key in m.keys for party in PARTIES}
    known = np.concatenate([values[np.isfinite(values)] for values in eur.values()])
    if not len(known):
        return ""
    ticks = nice_ticks(0, float(known.max()), 6)
    row, left = 44, 230
    height = TOP + row * len(frame) + BOTTOM

    def px(value):
        return left + value / ticks[-1] * (WIDTH - left - RIGHT)

    title = w.say("Cost for each MWh of heat by neighbourhood: disc society, ring the resident")
    svg = [_open(height, title), _grid(ticks, px, height, lambda tick: f"€ {w.number(tick, tick_digits(ticks))}")]
    for k, (name, code) in enumerate(zip(frame["name"], frame["area_id"])):
        y = TOP + row * k + row / 2
        said = w.say("everything") if code == "all" and not name else html.escape(str(name or code))
        svg.append(f'<text x="{left - 12}" y="{y + 4:.1f}" text-anchor="end">{said}</text>')
        for key in m.keys:
            for party, at in zip(PARTIES, (y - 8, y + 8)):
                value = eur[key, party][k]
                if np.isfinite(value):
                    fill = COLOURS[key] if party == "society" else "#fff"
                    tip = f"{m.labels[key]}, {w.say(PARTY_WORDS[party])}: € {w.number(value)}"
                    svg.append(
                        f'<circle cx="{px(value):.1f}" cy="{at:.1f}" r="5.5" fill="{fill}" stroke="{COLOURS[key]}" '
                        f'stroke-width="2.5"><title>{tip}</title></circle>'
                    )
    legend = "".join(m.swatch(COLOURS[key], m.labels[key]) for key in m.keys)
    return f'<figure><figcaption>{title}</figcaption>{"".join(svg)}</svg><p class="legend">{legend}</p></figure>'


def _open(height: float, title: str) -> str:
    return f'<svg class="chart" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{title}">'


def _grid(ticks, px, height: float, text) -> str:
    return "".join(
        f'<line class="grid" x1="{px(tick):.1f}" x2="{px(tick):.1f}" y1="{TOP}" y2="{height - BOTTOM}"/>'
        f'<text class="tick" x="{px(tick):.1f}" y="{height - BOTTOM + 17}" text-anchor="middle">{text(tick)}</text>'
        for tick in ticks.tolist()
    )
