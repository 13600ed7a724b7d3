"""What insulation changes: the heat, the temperature radiators need, and what it costs (catalogues `insulation`,
`heat_supply`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from .labels import label_factor

STEPS = ("as_is", "label_c", "label_b", "standard")
OTHER = "other"
# Words people write in a field, beside the steps themselves.
WORDS = {
    "": "",
    "as is": "as_is", "none": "as_is", "geen": "as_is", "huidig": "as_is",
    "c": "label_c", "label c": "label_c", "naar label c": "label_c",
    "b": "label_b", "label b": "label_b", "naar label b": "label_b",
    "standaard": "standard", "isolatiestandaard": "standard", "insulation standard": "standard",
}  # fmt: skip


def read_steps(texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Steps (n,), "" where none is given, and whether a text is given but is no step: bool (n,)."""
    known = {**WORDS, **{step: step for step in STEPS}}
    words = [text.strip().lower() for text in texts]
    steps = np.array([known.get(word, "") for word in words], object)
    return steps, np.array([word not in known for word in words], bool)


def insulated_kwh(space_kwh, kind, build_year, floor_m2, label, step) -> np.ndarray:
    """Space heating after insulation (n,), never more than before. All arguments (n,); label and step as texts.

    A dwelling comes to the heat of the label that the step aims at, in proportion to what its own label says (that of
    its type and period where it has none), and at most to the step's kWh/m².
    """
    kwh = np.array(space_kwh, float)
    for row, here in _rows(kind, build_year, step):
        target = kwh[here]
        if isinstance(row.like_label, str):
            aim = np.full(int(here.sum()), row.like_label, object)
            own = label_factor(kind[here], build_year[here], label[here])
            target = target * np.minimum(label_factor(kind[here], build_year[here], aim) / own, 1.0)
        if np.isfinite(row.most_kwh_per_m2):
            target = np.minimum(target, row.most_kwh_per_m2 * floor_m2[here])
        kwh[here] = target
    return kwh


def insulation_eur(kind, build_year, floor_m2, dwellings, step) -> np.ndarray:
    """What a step costs (n,), price year of the catalogue; 0 for as_is. kind: dwelling type, or any other use."""
    kind = np.asarray(kind, object)
    eur = np.zeros(len(kind))
    for row, here in _rows(kind, np.asarray(build_year, float), np.asarray(step, object)):
        eur[here] = row.eur_per_m2 * np.asarray(floor_m2)[here] + row.eur_per_home * np.asarray(dwellings)[here]
    return eur


def supply_needed(build_year: np.ndarray, label: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Supply temperature in °C that radiators need on the design day (n,). Label C counts as step label_c, B and A as
    label_b, better ones as standard, where the step itself is not the better.
    """
    reached = np.array([STEPS.index(s) for s in step], int)
    by_label = {"C": 1, "B": 2, "A": 2}
    reached = np.maximum(reached, [3 if "+" in text else by_label.get(text, 0) for text in label])
    supply = np.full(len(build_year), np.nan)
    for row in read_catalogue("heat_supply").to_dict("records"):
        here = (build_year >= row["from_year"]) & (build_year < row["until_year"] + 1)
        supply[here] = np.array([row[s] for s in STEPS], float)[reached[here]]
    return supply


def _rows(kind: np.ndarray, build_year: np.ndarray, step: np.ndarray):
    """Rows of the catalogue, each with the buildings (bool (n,)) it holds for."""
    table = read_catalogue("insulation")
    known = pd.Series(kind).where(np.isin(kind, table["type"].unique()), OTHER).to_numpy(object)
    for row in table.itertuples():
        here = (step == row.step) & (known == row.type)
        here &= (build_year >= row.from_year) & (build_year < row.until_year + 1)
        if here.any():
            yield row, here
