"""Colours of the charts, safe for the colour-blind: blue below the limit, orange to red above it."""

from __future__ import annotations

import numpy as np

LINE = "#0072b2"
OTHER_LINES = ("#e69f00", "#7a7a7a", "#009e73", "#cc79a7")
LIMIT = "#c8401a"

# From no load to the limit, and from the limit to half as much again; then the same for too high a voltage.
BELOW = ((0.0, "#f1f5f8"), (0.5, "#9cc4de"), (1.0, "#1f5a8c"))
ABOVE = ((1.0, "#f5a31f"), (1.5, "#a81e1e"))
BELOW_UPPER = ((0.0, "#f1f5f8"), (0.5, "#a5d5c5"), (1.0, "#157a5f"))
ABOVE_UPPER = ((1.0, "#b07cc6"), (1.5, "#5b1d7c"))
UNKNOWN = (0, 0, 0, 0)


def strain_colours(strain: np.ndarray) -> np.ndarray:
    """RGBA (…, 4) uint8 of strain (…): 1 is the limit, negative is the other limit's side, nan is see-through."""
    strain = np.asarray(strain, float)
    size = np.nan_to_num(np.abs(strain))
    colours = np.empty((*strain.shape, 4), np.uint8)
    sides = (
        (strain >= 0) & (size <= 1),
        (strain >= 0) & (size > 1),
        (strain < 0) & (size <= 1),
        (strain < 0) & (size > 1),
    )
    for here, ramp in zip(sides, (BELOW, ABOVE, BELOW_UPPER, ABOVE_UPPER)):
        colours[here] = _along(ramp, size[here])
    colours[np.isnan(strain)] = UNKNOWN
    return colours


def _along(ramp, size: np.ndarray) -> np.ndarray:
    stops = [stop for stop, _ in ramp]
    channels = np.array([[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for _, colour in ramp], float)
    colours = np.stack([np.interp(size, stops, channels[:, k]) for k in range(3)], axis=-1)
    return np.concatenate([colours, np.full((*size.shape, 1), 255.0)], axis=-1).round()
