"""Why a rule chose what it chose, in words that can be said in another language."""

from __future__ import annotations

import numpy as np


class Phrase(str):
    """English text that remembers the templates and values it was made of.

    It reads and compares as the text; where it is shown, `parts` (template, values) are said in the user's language,
    joined by "; ".
    """

    parts: tuple[tuple[str, dict], ...]

    def __new__(cls, template: str, **values):
        phrase = super().__new__(cls, template.format(**values))
        phrase.parts = ((template, values),)
        return phrase

    def then(self, *others: Phrase) -> Phrase:
        """This and the others, one after the other."""
        parts = sum((other.parts for other in others), self.parts)
        phrase = str.__new__(Phrase, "; ".join(template.format(**values) for template, values in parts))
        phrase.parts = parts
        return phrase


def phrase_column(n: int, phrase: str = "") -> np.ndarray:
    """An object array (n,) of one phrase (`np.full` would turn it into plain text)."""
    column = np.empty(n, object)
    column[:] = phrase
    return column
