"""What do the pages that other rooms write look like? Words and numbers, charts, maps and tables as plain HTML."""

from .maps import Frame, drawing, frame_of, path_of
from .page import table, whole_page, write_page
from .svg import CURVES, Curve, columns, curves, nice_ticks, tick_digits, year_image
from .wording import WEEKDAYS, Wording

__all__ = [
    "CURVES",
    "WEEKDAYS",
    "Curve",
    "Frame",
    "Wording",
    "columns",
    "curves",
    "drawing",
    "frame_of",
    "nice_ticks",
    "path_of",
    "table",
    "tick_digits",
    "whole_page",
    "write_page",
    "year_image",
]
