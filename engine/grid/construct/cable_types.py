"""Which type is each cable? The map's own word, else a rule by voltage, place in the feeder and build years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...columns import text_column
from ...errors import EngineError
from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...tables import FeatureTable
from .coincidence import COS_PHI

SQRT3 = 3**0.5
BRANCH_FROM = 8  # connections behind a cable that make it a branch rather than an end
RULE_TOO_LIGHT = Phrase("the heaviest in the catalogue, and yet too light")
RULE_DEFAULT = Phrase("the type chosen for cables without one")


@dataclass(frozen=True)
class ChosenTypes:
    """Per cable or edge (k,): type (a name in the catalogue), cables side by side, how and rule."""

    cable_type: np.ndarray
    parallel: np.ndarray
    how: np.ndarray
    rule: np.ndarray


def catalogue_by_name() -> pd.DataFrame:
    """Cable types, indexed by name."""
    return read_catalogue("cables").set_index("name")


def match_type(word: str, level: str) -> str:
    """The catalogue's name for a type as a map may write it, "" where there is none.

    Case, spaces, the cross in "4x95" and the order of words do not matter; a name must hold all words of one of the
    type's names or aliases ("4 X 95 AL", "VVMvKsas/Alk 4x95 1kV").
    """
    words = _words(word)
    best, most = "", 0
    for names, size, name in _known_names(level):
        if size > most and names <= words:
            best, most = name, size
    return best


def _words(name: str) -> frozenset:
    name = name.lower().replace("×", "x").replace("*", "x").replace(",", ".").replace("alk", "al")
    name = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "x", name)
    name = re.sub(r"(?<=\d)(al|cu|mm2|mm²)\b", r" \1", name)
    return frozenset(w for w in re.split(r"[\s/;()_+-]+", name) if w)


def _known_names(level: str) -> list[tuple[frozenset, int, str]]:
    table = read_catalogue("cables")
    rows = table[table["level"] == level]
    return [
        (_words(alias), len(_words(alias)), name)
        for name, aliases in zip(rows["name"], rows["aliases"].fillna(""))
        for alias in [name, *aliases.split("|")]
        if alias
    ]


def default_type(word: str, level: str) -> str:
    """A type the user chose for cables without one, as the catalogue names it; "" where none was chosen."""
    if not word:
        return ""
    name = match_type(word, level)
    if not name:
        raise EngineError(
            'The cable type "{name}" is not in the catalogue of {level} cables: choose one of {known}.',
            name=word,
            level=level,
            known=", ".join(
                n for n, lv in zip(read_catalogue("cables")["name"], read_catalogue("cables")["level"]) if lv == level
            ),
        )
    return name


def measured_types(cables: FeatureTable, level: str, layer: str) -> tuple[np.ndarray, list[Problem]]:
    """The types the map gives (c,), "" where it gives none or one that is not known."""
    words = text_column(cables.frame, "cable_type")
    known = {word: match_type(word, level) for word in set(words.tolist()) if word}
    problems = [
        Problem(
            layer,
            cables.frame["feature_id"].iloc[row],
            "unknown_cable_type",
            'The cable type "{type}" is not in the catalogue; a rule chose one.',
            "Write the type as resources/catalogue/cables.csv does, or add it there.",
            {"type": words[row]},
            cables.geometry[row],
        )
        for row in range(len(words))
        if words[row] and not known[words[row]]
    ]
    return np.array([known.get(word, "") for word in words], object), problems


def choose_main_types(
    level: str,
    measured: np.ndarray,
    place: np.ndarray,
    built: np.ndarray,
    peak_kw: np.ndarray,
    default: str,
    nominal_kv: float,
) -> ChosenTypes:
    """Types of drawn cables (c,).

    place: trunk, branch or end. built: build year along it, nan unknown. peak_kw: coincident peak behind it.
    """
    n = len(measured)
    types, rules = np.empty(n, object), phrase_column(n)
    how = np.full(n, "measured", object)
    table = catalogue_by_name()
    for row in range(n):
        if measured[row]:
            types[row] = measured[row]
            continue
        if default:
            types[row], how[row], rules[row] = default, "assumed", RULE_DEFAULT
            continue
        rule = _rule(level, place[row], built[row], peak_kw[row], nominal_kv)
        ampere = peak_kw[row] / (SQRT3 * nominal_kv * COS_PHI)
        types[row] = _heavy_enough(rule.cable_type, ampere, table)
        how[row], rules[row] = "inferred", Phrase(rule.rule)
        if types[row] != rule.cable_type:
            rules[row] = rules[row].then(Phrase("heavier for a coincident peak of {kw:.0f} kW", kw=float(peak_kw[row])))
        if table.at[types[row], "max_i_a"] < ampere:
            rules[row] = rules[row].then(RULE_TOO_LIGHT)
    return ChosenTypes(types, np.ones(n, int), how, rules)


def choose_service_types(level: str, peak_kw: np.ndarray, default: str, nominal_kv: float) -> ChosenTypes:
    """Types of service cables (k,) by what each must carry on its own [kW]."""
    n = len(peak_kw)
    if default:
        parallel = np.ones(n, int)
        return ChosenTypes(
            np.full(n, default, object), parallel, np.full(n, "assumed", object), phrase_column(n, RULE_DEFAULT)
        )
    found = [_rule(level, "service", np.nan, kw, nominal_kv) for kw in peak_kw]
    return ChosenTypes(
        np.array([r.cable_type for r in found], object),
        np.array([r.parallel for r in found], int),
        np.full(n, "inferred", object),
        np.array([Phrase(r.rule) for r in found], object),
    )


def _rule(level: str, place: str, built: float, peak_kw: float, nominal_kv: float):
    """The first row of the table of rules that fits."""
    for row in _rules():
        if row.level != level or row.place != place:
            continue
        if row.kv == row.kv and row.kv != (10 if nominal_kv < 15 else 20):
            continue
        bounded = row.built_from == row.built_from or row.built_to == row.built_to
        if bounded and not (built >= np.nan_to_num(row.built_from) and not built > row.built_to):
            continue
        if peak_kw > row.peak_to_kw:
            continue
        return row
    raise LookupError(f"no rule for {level} {place}")


@cache
def _rules() -> tuple:
    return tuple(read_catalogue("cable_rules").itertuples())


def _heavy_enough(name: str, ampere: float, table: pd.DataFrame) -> str:
    """The type itself, or the lightest of its kind that carries the current, else of any kind, else the heaviest."""
    own = table.loc[name]
    if own["max_i_a"] >= ampere:
        return name
    same = (table["level"] == own["level"]) & (table["use"] == "main") & (table["max_i_a"] > own["max_i_a"])
    if own["level"] == "MV":
        same &= table.index.str.endswith(name[-5:])  # the same voltage
    heavier = table[same].sort_values("max_i_a", kind="stable")
    kind = heavier[(heavier["family"] == own["family"]) & (heavier["conductor"] == own["conductor"])]
    for group in (kind, heavier[heavier["family"] == "plastic"]):
        enough = group[group["max_i_a"] >= ampere]
        if len(enough):
            return str(enough.index[0])
    return str(heavier.index[-1]) if len(heavier) else name
