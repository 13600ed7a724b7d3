"""k for a budget as a chart: a curve and a band for copper, steering and the mix, and what the essay says."""

from __future__ import annotations

import html

import numpy as np

from ....report import CURVES, Wording, nice_ticks
from ..curves import Curves, largest_factor
from ..money import over_horizon

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 940, 420, 62, 20, 20, 62
POINTS = 240
CLAIM_PLAIN, CLAIM_SMART = (2.0, 3.0), 5.0  # the seed essay: a factor 5 instead of 2 to 3 for the same money
NAMES = {"copper": "Copper only", "steering": "Steering only", "mix": "Cheapest mix"}
COLOURS = {"copper": CURVES[1], "steering": CURVES[2], "mix": CURVES[0]}


def reach(curves: Curves, remedy: str, level: str, budgets: np.ndarray) -> np.ndarray:
    """k for each yearly budget; nan where not even the smallest factor can be paid."""
    factors, cost = curves.cost(remedy, level)
    return (
        np.array([largest_factor(b, factors, cost) for b in budgets]) if len(factors) else np.full(len(budgets), np.nan)
    )


def factor_of(curves: Curves, measure: str, k: np.ndarray) -> np.ndarray:
    """k, or how much larger energy or the peak then are than at k = 0 (measure: k, energy, peak)."""
    if measure == "k":
        return k
    values = curves.energy_mwh if measure == "energy" else curves.peak_kw
    known = np.isfinite(k)
    out = np.full(len(k), np.nan)
    if values[0] > 0:
        out[known] = np.interp(k[known], curves.factors, values / values[0])
    return out


def budget_chart(curves: Curves, w: Wording, measure: str, options) -> str:
    """SVG: the budget over the horizon to the right, the factor upwards."""
    interest, years = options.copper.prices.interest, options.horizon_years
    finite = [curves.cost(r, level)[1] for r in NAMES for level in ("low", "central", "high")]
    top = max([c[np.isfinite(c)].max(initial=0.0) for c in finite if len(c)] + [1.0]) * 1.03
    budgets = np.linspace(0.0, top, POINTS)
    euro = np.array([over_horizon(b, interest, years) for b in budgets])
    lines = {
        (r, level): factor_of(curves, measure, reach(curves, r, level, budgets))
        for r in NAMES for level in ("low", "central", "high")
    }  # fmt: skip
    highest = max([np.nanmax(v) for v in lines.values() if np.isfinite(v).any()] + [1.0])
    claim = measure != "k" or highest >= 1.0
    y_top = max(highest, CLAIM_SMART if claim else highest) * 1.06
    x_ticks, y_ticks = nice_ticks(0.0, euro[-1] / 1e6), nice_ticks(0.0, y_top)
    plot_w, plot_h = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def px(value):
        return LEFT + np.asarray(value) / max(euro[-1], 1e-9) * plot_w

    def py(value):
        return TOP + (1.0 - np.asarray(value) / y_top) * plot_h

    title = w.say(TITLES[measure])
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}"><title>{title}</title>'
    ]
    band_low, band_high = py(CLAIM_PLAIN[1]), py(CLAIM_PLAIN[0])
    parts.append(
        f'<rect x="{LEFT}" y="{band_low:.1f}" width="{plot_w}" height="{band_high - band_low:.1f}" fill="#f3ead8"/>'
        f'<text class="tick" x="{WIDTH - RIGHT - 4}" y="{band_low + 14:.1f}" text-anchor="end">'
        f"{w.say('the essay: 2 to 3 as now')}</text>"
        f'<line class="limit" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{py(CLAIM_SMART):.1f}" y2="{py(CLAIM_SMART):.1f}"/>'
        f'<text class="limit" x="{WIDTH - RIGHT - 4}" y="{py(CLAIM_SMART) - 5:.1f}" text-anchor="end">'
        f"{w.say('the essay: 5 for the same money')}</text>"
    )  # fmt: skip
    for tick in y_ticks[y_ticks <= y_top]:
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{py(tick):.1f}" y2="{py(tick):.1f}"/>'
            f'<text class="tick" x="{LEFT - 6}" y="{py(tick) + 4:.1f}" text-anchor="end">{w.number(tick, 1)}</text>'
        )
    for tick in x_ticks[x_ticks <= euro[-1] / 1e6]:
        parts.append(
            f'<text class="tick" x="{px(tick * 1e6):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
            f"{w.number(tick, 2 if x_ticks[1] < 0.5 else 1)}</text>"
        )
    parts.append(
        f'<text class="tick" x="{LEFT + plot_w / 2:.0f}" y="{HEIGHT - 18}" text-anchor="middle">'
        f"{w.say('budget over {years} years, million euro', years=years)}</text>"
    )
    for remedy, name in NAMES.items():
        low, mid, high = (lines[remedy, level] for level in ("low", "central", "high"))
        parts.append(_band(px(euro), py(low), py(high), np.isfinite(low) & np.isfinite(high), COLOURS[remedy]))
        known = np.isfinite(mid)
        if known.any():
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(px(euro[known]), py(mid[known])))
            parts.append(
                f'<path class="curve" stroke="{COLOURS[remedy]}" d="M{path}"><title>{w.say(name)}</title></path>'
            )
    parts.append("</svg>")
    keys = "".join(
        f'<span><svg viewBox="0 0 30 8" class="swatch" aria-hidden="true"><line x1="0" x2="30" y1="4" y2="4" '
        f'stroke="{COLOURS[r]}"/></svg>{w.say(name)}</span>'
        for r, name in NAMES.items()
    )
    return f'<figure><figcaption>{title}</figcaption>{"".join(parts)}<p class="legend">{keys}</p></figure>'


TITLES = {
    "k": "How many times what the scenario adds (k) a budget carries",
    "energy": "How many times the energy of today a budget carries",
    "peak": "How many times the peak of today a budget carries",
}


def _band(x, low, high, known, colour: str) -> str:
    if not known.any():
        return ""
    points = [*zip(x[known], low[known]), *zip(x[known][::-1], high[known][::-1])]
    text = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return f'<polygon points="{html.escape(text)}" fill="{colour}" opacity="0.14"/>'
