"""Charts as inline SVG: curves, columns and a picture of the year. No library, no script."""

from __future__ import annotations

import base64
import html
import struct
import zlib
from dataclasses import dataclass

import numpy as np

# Colours that stay apart for the colour-blind (Okabe and Ito, "Color Universal Design", 2008), and dashes beside them.
CURVES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "", "7 3")
WIDTH, LEFT, RIGHT, TOP, BOTTOM = 940, 60, 14, 16, 40


@dataclass(frozen=True)
class Curve:
    """y: (n,) values; x: (n,) 0 to 1 along the chart; label: plain text."""

    label: str
    x: np.ndarray
    y: np.ndarray


def nice_ticks(low: float, high: float, count: int = 5) -> np.ndarray:
    """Round numbers from `low` to at least `high`."""
    span = max(high - low, 1e-9)
    step = 10.0 ** np.floor(np.log10(span / count))
    step *= next((m for m in (1, 2, 2.5, 5, 10) if span / (step * m) <= count), 10)
    return np.arange(np.floor(low / step) * step, high + step * 0.999, step)


def tick_digits(ticks: np.ndarray) -> int:
    """Decimals that tell ticks as they are: none of 0, 5, 10, one of 0, 2.5, 5, two of 0, 0.25, 0.5."""
    step = float(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
    return next((k for k in range(6) if abs(step * 10**k - round(step * 10**k)) < 1e-6 * step * 10**k), 6)


def curves(
    lines: list[Curve],
    x_ticks: list[tuple[float, str]],
    unit: str,
    number,
    limits=(),
    height: int = 300,
    low: float = 0.0,
    title: str = "",
    legend: bool = True,
) -> str:
    """A chart of curves. x_ticks: (place 0 to 1, text); limits: (value, text) drawn across; number: how to write a
    value.
    """
    known = [line.y[np.isfinite(line.y)] for line in lines]
    top = max([v.max() for v in known if len(v)] + [value for value, _ in limits] + [low + 1e-6])
    bottom = min([low] + [v.min() for v in known if len(v)])
    ticks = nice_ticks(bottom, top)
    bottom, top, digits = ticks[0], ticks[-1], tick_digits(ticks)
    plot_w, plot_h = WIDTH - LEFT - RIGHT, height - TOP - BOTTOM

    def px(x):
        return LEFT + np.asarray(x) * plot_w

    def py(y):
        return TOP + (top - np.asarray(y)) / (top - bottom) * plot_h

    parts = [_open(height, title)]
    for tick in ticks:
        y = py(tick)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">'
            f"{number(tick, digits)} {html.escape(unit)}</text>"
        )
    for x, text in x_ticks:
        anchor = "start" if x == 0 else "end" if x == 1 else "middle"
        parts.append(
            f'<text class="tick" x="{px(x):.1f}" y="{height - BOTTOM + 18}" text-anchor="{anchor}">'
            f"{html.escape(text)}</text>"
        )
    for value, text in limits:
        y = py(value)
        parts.append(f'<line class="limit" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="limit" x="{WIDTH - RIGHT}" y="{y - 5:.1f}" text-anchor="end">{html.escape(text)}</text>'
        )
    for k, line in enumerate(lines):
        colour, dash = CURVES[k % len(CURVES)], DASHES[k % len(DASHES)]
        style = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<path class="curve" stroke="{colour}"{style} d="{_path(px(line.x), py(line.y))}"/>')
    parts.append("</svg>")
    if legend and len(lines) > 1:
        parts.append('<p class="legend">')
        for k, line in enumerate(lines):
            swatch = (
                f'<svg viewBox="0 0 30 8" class="swatch" aria-hidden="true"><line x1="0" x2="30" y1="4" y2="4" '
                f'stroke="{CURVES[k % len(CURVES)]}" stroke-dasharray="{DASHES[k % len(DASHES)]}"/></svg>'
            )
            parts.append(f"<span>{swatch}{html.escape(line.label)}</span>")
        parts.append("</p>")
    return "".join(parts)


def columns(values, labels: list[str], number, height: int = 220, width: int = WIDTH, title: str = "") -> str:
    """Upright bars with their values on top and labels below."""
    values = np.asarray(values, float)
    top = max(float(values.max(initial=0.0)), 1.0)
    plot_h = height - TOP - BOTTOM
    step = (width - 2 * RIGHT) / max(len(values), 1)
    parts = [_open(height, title, width)]
    for k, (value, label) in enumerate(zip(values, labels)):
        bar = value / top * (plot_h - 14)
        x, y = RIGHT + k * step, height - BOTTOM - bar
        parts.append(
            f'<rect x="{x + step * 0.08:.1f}" y="{y:.1f}" width="{step * 0.84:.1f}" height="{bar:.1f}" '
            f'fill="{CURVES[0]}"/>'
        )
        middle = x + step / 2
        if value:
            parts.append(
                f'<text class="tick" x="{middle:.1f}" y="{y - 5:.1f}" text-anchor="middle">{number(value)}</text>'
            )
        parts.append(
            f'<text class="tick" x="{middle:.1f}" y="{height - BOTTOM + 17}" text-anchor="middle">'
            f"{html.escape(label)}</text>"
        )
    parts.append(
        f'<line class="axis" x1="{RIGHT}" x2="{width - RIGHT}" y1="{height - BOTTOM}" y2="{height - BOTTOM}"/></svg>'
    )
    return "".join(parts)


def year_image(picture: np.ndarray, ramp, title: str) -> str:
    """A picture (24, days) of values as an image element; ramp: (values, colours) to read between; nan is white."""
    stops, colours = ramp
    rgb = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in colours], float)
    channels = [np.interp(np.nan_to_num(picture), stops, rgb[:, k]) for k in range(3)]
    pixels = np.stack(channels, axis=-1).round().astype(np.uint8)
    pixels[np.isnan(picture)] = 255
    data = base64.b64encode(_png(pixels)).decode("ascii")
    return f'<img class="year" alt="{html.escape(title)}" src="data:image/png;base64,{data}">'


def _png(pixels: np.ndarray) -> bytes:
    """RGB pixels (h, w, 3) as a PNG file (W3C Recommendation, second edition, 2003)."""
    height, width = pixels.shape[:2]
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _open(height: int, title: str, width: int = WIDTH) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(title)}">'
        f"<title>{html.escape(title)}</title>"
    )


def _path(x: np.ndarray, y: np.ndarray) -> str:
    """A path with gaps where y is nan."""
    parts, pen_up = [], True
    for a, b in zip(x.tolist(), y.tolist()):
        if b != b:
            pen_up = True
            continue
        parts.append(f"{'M' if pen_up else 'L'}{a:.1f} {b:.1f}")
        pen_up = False
    return "".join(parts)
