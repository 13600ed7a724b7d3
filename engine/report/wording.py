"""Numbers, moments and sentences of a report, in the reader's language."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..hours import wall_clock

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SEPARATORS = {"nl": (".", ",")}


@dataclass(frozen=True)
class Wording:
    """language: "en" or "nl", for numbers; tr: English template to the reader's; zone: clock time of the dates.

    words: what the tables' own words are in English.
    """

    language: str
    tr: Callable[[str], str]
    zone: str
    words: Mapping[str, str] = field(default_factory=dict)

    def say(self, template: str, **values) -> str:
        """A translated template with its values, safe to stand in HTML. Numbers are written by `number` first."""
        filled = {k: v if isinstance(v, str) else self.number(v) for k, v in values.items()}
        return html.escape(self.tr(template).format(**filled), quote=False)

    def word(self, key) -> str:
        """One of our own words as the reader says it."""
        return html.escape(self.tr(self.words.get(key, str(key))), quote=False)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the language's separators; a dash for nan."""
        if value is None or not np.isfinite(value):
            return "–"
        thousands, decimal = SEPARATORS.get(self.language, (",", "."))
        text = f"{round(float(value), digits) + 0.0:,.{digits}f}"
        return text.translate({ord(","): thousands, ord("."): decimal})

    def significant(self, value: float) -> str:
        """A number with as many decimals as it deserves: 3 figures below 100."""
        if value == 0:
            return "0"
        size = abs(value) if np.isfinite(value) else 0.0
        return self.number(value, 0 if size >= 100 else 1 if size >= 10 else 2)

    def moment(self, utc_text: str) -> str:
        """A UTC hour text as a day and clock time; a dash where there is none."""
        if not utc_text:
            return "–"
        return self.at(wall_clock(np.array([utc_text.rstrip("Z")], "datetime64[s]"), self.zone)[0])

    def short_moment(self, utc_text: str) -> str:
        """As `moment`, with the month in three letters."""
        if not utc_text:
            return "–"
        moment = wall_clock(np.array([utc_text.rstrip("Z")], "datetime64[s]"), self.zone)[0].item()
        return f"{moment.day} {self.tr(SHORT_MONTHS[moment.month - 1])} {moment:%H:%M}"

    def day(self, utc_text: str) -> str:
        """The date of a UTC hour text, with its year."""
        day = np.datetime64(utc_text.rstrip("Z")).item()
        return f"{day.day} {self.tr(MONTHS[day.month - 1])} {day.year}"

    def at(self, wall: np.datetime64) -> str:
        """A clock time as day, month and hour."""
        moment = wall.item()
        return f"{moment.day} {self.tr(MONTHS[moment.month - 1])}, {moment:%H:%M}"
