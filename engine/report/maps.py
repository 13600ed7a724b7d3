"""Maps as inline SVG: north up, with a scale bar."""

from __future__ import annotations

import html

import numpy as np
import shapely

from .svg import nice_ticks

SIZE, MARGIN = 1000.0, 24.0


class Frame:
    """From map coordinates to the drawing: north up, the same scale both ways."""

    def __init__(self, xy: np.ndarray, in_degrees: bool):
        """xy: (n, 2) what must be visible; at least one finite point."""
        low, high = np.nanmin(xy, axis=0), np.nanmax(xy, axis=0)
        self.low, self.high = low, high
        # A degree of longitude shrinks towards the poles.
        self.squeeze = np.array([np.cos(np.deg2rad((low[1] + high[1]) / 2)) if in_degrees else 1.0, 1.0])
        span = np.maximum((high - low) * self.squeeze, 1e-9)
        self.scale = (SIZE - 2 * MARGIN) / max(span[0], span[1] / 0.8)
        self.width = span[0] * self.scale + 2 * MARGIN
        self.height = span[1] * self.scale + 2 * MARGIN
        self.units_per_m = self.scale / 111_320.0 if in_degrees else self.scale

    def place(self, xy: np.ndarray) -> np.ndarray:
        """(n, 2) in the drawing."""
        placed = (np.asarray(xy) - self.low) * self.squeeze * self.scale
        return np.c_[placed[:, 0] + MARGIN, self.height - MARGIN - placed[:, 1]]


def frame_of(lines: np.ndarray, points: np.ndarray, in_degrees: bool) -> Frame | None:
    """A frame around the lines and points (objects, None where unknown); None where nothing has a place."""
    xy = shapely.get_coordinates(np.r_[lines, points])
    xy = xy[np.isfinite(xy).all(axis=1)]
    return Frame(xy, in_degrees) if len(xy) else None


def drawing(frame: Frame, layers: list[str], title: str) -> str:
    """The layers with a scale bar and a north arrow."""
    length_m = nice_ticks(0, 0.2 * frame.width / frame.units_per_m, 2)[1]
    bar = length_m * frame.units_per_m
    text = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    x, y = frame.width - MARGIN - bar, frame.height - 10
    furniture = (
        f'<g class="furniture"><path d="M{x:.1f} {y - 6:.1f}v6h{bar:.1f}v-6"/>'
        f'<text x="{x + bar / 2:.1f}" y="{y - 8:.1f}" text-anchor="middle">{text}</text>'
        f'<path class="north" d="M{frame.width - 24:.1f} 12l7 20l-7 -5l-7 5z"/>'
        f'<text x="{frame.width - 24:.1f}" y="48" text-anchor="middle">N</text></g>'
    )
    return (
        f'<svg class="map" viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" role="img" '
        f'aria-label="{html.escape(title)}">'
        f"<title>{html.escape(title)}</title>{''.join(layers)}{furniture}</svg>"
    )


def path_of(frame: Frame, lines: np.ndarray) -> str:
    """Lines as the data of one SVG path."""
    xy, of = shapely.get_coordinates(shapely.simplify(lines, 1.0 / frame.scale), return_index=True)
    placed = frame.place(xy).tolist()
    first = np.r_[True, of[1:] != of[:-1]] if len(of) else []
    return "".join(f"{'M' if start else 'L'}{x:.1f} {y:.1f}" for (x, y), start in zip(placed, first))
