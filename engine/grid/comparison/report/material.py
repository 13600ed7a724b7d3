"""What the page is made from, and the words and colours of its changes."""

from __future__ import annotations

import html
from dataclasses import dataclass

from ....report import Wording
from ..options import ComparisonOptions

# From worst to best; colours that stay apart for the colour-blind and in grey, as on the layers.
CHANGE_WORDS = {
    "newly_congested": "newly over its limit",
    "still_over": "over its limit in both",
    "worse": "more loaded",
    "unchanged": "hardly different",
    "less_loaded": "less loaded",
    "relieved": "relieved: no longer over its limit",
    "not_fed": "not fed, or in one scenario only",
}
COLOURS = {
    "newly_congested": "#b5271b",
    "still_over": "#33383d",
    "worse": "#f0a44b",
    "unchanged": "#c4c9cd",
    "less_loaded": "#8fc1e3",
    "relieved": "#0a5fa8",
    "not_fed": "#9b9b9b",
}
LIGHT = ("worse", "unchanged", "less_loaded")


@dataclass(frozen=True)
class Material:
    """A `run.GridComparison` and how to say it."""

    found: object
    options: ComparisonOptions
    words: Wording

    @property
    def names(self) -> tuple[str, str]:
        """The scenarios' names, safe to stand in HTML."""
        before, after = self.found.names
        return html.escape(before), html.escape(after)


def shown_change(frame) -> list[str]:
    """The word of CHANGE_WORDS for each row: elements over their limit in both runs are told apart."""
    rest = {"only_before": "not_fed", "only_after": "not_fed"}
    return ["still_over" if over else rest.get(word, word) for word, over in zip(frame["change"], frame["still_over"])]


def change_pill(m: Material, word: str) -> str:
    """A change in its colour."""
    ink = "#14202b" if word in LIGHT else "#fff"
    return f'<span class="pill" style="background:{COLOURS[word]};color:{ink}">{m.words.say(CHANGE_WORDS[word])}</span>'
