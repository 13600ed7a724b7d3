"""What an energy label says of a dwelling's heat (catalogue `heat_by_label`)."""

from __future__ import annotations

import re

import numpy as np

from ...catalogue import read_catalogue

LABEL = re.compile(r"^(?:(?:ENERGIE)?LABEL|KLASSE|ENERGIEKLASSE)?\s*([A-G])\s*(\+{0,5})$")


def read_labels(texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels (n,), one of A++++ … G, "" where there is none, and whether a text is given but is no label: bool (n,)."""
    labels = np.full(len(texts), "", object)
    wrong = np.zeros(len(texts), bool)
    for row, text in enumerate(texts):
        found = LABEL.match(text.upper().strip())
        if found and (found[1] == "A" or not found[2]):
            labels[row] = found[1] + found[2]
        wrong[row] = bool(text) and not labels[row]
    return labels, wrong


def label_factor(kind: np.ndarray, build_year: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Space heating with the label over that of all dwellings of the type and period (n,); 1 where it says nothing.

    As the source has it: a worse label may need less. Labels better than A count as A.
    """
    factor = np.ones(len(kind))
    letter = np.array([text[:1].lower() for text in label], object)
    for row in read_catalogue("heat_by_label").itertuples():
        here = (kind == row.type) & (build_year >= row.from_year) & (build_year < row.until_year + 1)
        for name in "abcdefg":
            factor[here & (letter == name)] = getattr(row, name)
    return factor
