"""Attribute values as the engine wants them, whatever type of field they stand in."""

from __future__ import annotations

import math
import re

from qgis.PyQt.QtCore import Qt

from ..compat import is_null

BAG_ID_LENGTH = 16
BAG_PREFIX = re.compile(r"^NL\.IMBAG\.\w+\.", re.IGNORECASE)
NUMBER_TEXT = re.compile(r"^\s*([+-]?[\d.,\s'’]*\d[.,]?(?:[eE][+-]?\d+)?)\s*([^\d\s][^\d]*\d?)?\s*$")


def as_text(value) -> str | None:
    """Text without spaces around it; whole numbers without a decimal point; None for nothing."""
    if is_null(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if hasattr(value, "toString") and hasattr(value, "isValid"):  # a date or time
        value = value.toString(Qt.DateFormat.ISODate) if value.isValid() else ""
    if isinstance(value, (list, tuple)):
        value = ",".join(text for text in map(as_text, value) if text)
    text = str(value).strip()
    return text or None


def as_bag_id(value) -> str | None:
    """A BAG id as its 16 digits: no `NL.IMBAG.` prefix, and the zeros that a number field lost put back."""
    text = as_text(value)
    if text is None:
        return None
    text = BAG_PREFIX.sub("", text)
    if not isinstance(value, str) and text.isdigit() and 13 <= len(text) < BAG_ID_LENGTH:
        return text.zfill(BAG_ID_LENGTH)
    return text


def as_number(value) -> tuple[float, bool]:
    """The number a value holds and whether it could be read; nothing is (nan, True).

    Text may have a unit behind it ("12 m2") and Dutch or English separators: "1.234,5", "1,234.5", "1 234" and "0,5"
    are read as people mean them. One point or comma alone is the decimal mark ("1.234" is a little over one), more of
    the same kind separate thousands.
    """
    if is_null(value):
        return math.nan, True
    if isinstance(value, (bool, int, float)):
        return float(value), True
    text = as_text(value)
    if text is None:
        return math.nan, True
    match = NUMBER_TEXT.match(text)
    if not match:
        return math.nan, False
    digits = re.sub(r"[\s'’]", "", match.group(1))
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        thousands = "," if point > comma else "."
        digits = digits.replace(thousands, "")
    for mark in ".,":
        if digits.count(mark) > 1:
            digits = digits.replace(mark, "")
    try:
        return float(digits.replace(",", ".")), True
    except ValueError:
        return math.nan, False


def as_year(value) -> tuple[float, bool]:
    """The year of a number, a date or a text that names one year ("ca. 1974"), and whether it could be read."""
    if hasattr(value, "year") and not isinstance(value, (int, float, str)) and not is_null(value):
        year = value.year
        return float(year() if callable(year) else year), True
    if hasattr(value, "date") and not is_null(value):  # a moment
        return float(value.date().year()), True
    if isinstance(value, str):
        years = re.findall(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)", value)
        if len(years) == 1:
            return float(years[0]), True
    return as_number(value)
