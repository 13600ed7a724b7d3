"""What streets say of themselves, in Dutch or English, as words and factors of ours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...columns import text_column

NONE, PREFERRED, FORCED, FORBIDDEN = range(4)
PREFERENCES = ("", "preferred", "forced", "forbidden")
PREFERENCE_WORDS = {
    PREFERRED: ("preferred", "prefer", "preference", "voorkeur", "gewenst", "voorkeursroute"),
    FORCED: ("forced", "force", "mandatory", "required", "verplicht", "vast", "vereist"),
    FORBIDDEN: ("forbidden", "forbid", "prohibited", "excluded", "avoid", "verboden", "uitgesloten", "niet toegestaan"),
}


def preference_codes(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The column `preference` as codes int8 (n,), and the rows whose word is not known (they count as none)."""
    words = np.array([word.lower() for word in text_column(frame, "preference")], object)
    code = np.zeros(len(frame), np.int8)
    known = (words == "") | np.isin(words.astype(str), ("none", "geen", "0"))
    for value, names in PREFERENCE_WORDS.items():
        here = np.isin(words.astype(str), names)
        code[here] = value
        known |= here
    return code, np.flatnonzero(~known)


def surface_names(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The column `surface` as names of the catalogue `street_costs` (n,), "" where it is empty or not known, and the
    rows whose word is not known. What stands behind a colon (as in BGT's "rijbaan lokale weg: verkeersdrempel") is left
    out where the whole is not known.
    """
    table = read_catalogue("street_costs")
    names = {name: name for name in table["name"]}
    for name, words in zip(table["name"], table["words"]):
        names.update({word.strip().lower(): name for word in words.split("|")})
    given = [word.lower() for word in text_column(frame, "surface")]
    found = np.array([names.get(word) or names.get(word.split(":")[0].strip(), "") for word in given], object)
    unknown = [row for row, (word, name) in enumerate(zip(given, found)) if word and not name]
    return found, np.array(unknown, int)


def surface_factors(names: np.ndarray, exponent: float) -> np.ndarray:
    """Cost of each surface (n,) against a typical street; 1 where it is not known."""
    table = read_catalogue("street_costs")
    factor = (table["weight"] / table["reference_weight"]).to_numpy(float) ** exponent
    known = dict(zip(table["name"], factor))
    return np.array([known.get(name, 1.0) for name in names], float)
