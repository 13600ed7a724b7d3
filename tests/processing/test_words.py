"""Whatever the user reads is there in Dutch, and every parameter explains itself."""

import ast
import csv
import re
import string
from pathlib import Path

import pandas as pd
import pytest
from qgis.core import QgsVectorLayer
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.phrases import Phrase
from stadsstroom.processing import output_fields, outputs, styles, words
from stadsstroom.processing.algorithms import ALGORITHMS
from stadsstroom.processing.bridge import roles
from stadsstroom.processing.bridge.outputs import values_of
from stadsstroom.processing.compat import new_field

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "processing", "plugin", "resources")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
# which arguments of a call are shown to the user: positions, keywords
SHOWN = {
    "tr": ((0,), ()),
    "said": ((0,), ()),
    "EngineError": ((0,), ("template",)),
    "Progress": ((1,), ("template",)),
    "Problem": ((3, 4), ("reason", "remedy")),
    "Phrase": ((0,), ("template",)),
}


def rows():
    with words.DUTCH.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def placeholders(text):
    return {name.split(":")[0].split("!")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def constants(tree):
    """Module-level names that hold text."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def texts_in(node, known):
    """The literal texts an expression can be: text itself, a constant's name, or either branch of a choice."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.Name) and node.id in known:
        return texts_in(known[node.id], {})
    if isinstance(node, ast.IfExp):
        return texts_in(node.body, known) + texts_in(node.orelse, known)
    return []


def shown_texts(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = constants(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        positions, keywords = SHOWN.get(name, ((), ()))
        arguments = [node.args[at] for at in positions if at < len(node.args)]
        arguments += [keyword.value for keyword in node.keywords if keyword.arg in keywords]
        for argument in arguments:
            yield from (text for text in texts_in(argument, known) if any(map(str.isalpha, text)))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_code_says_has_dutch(path):
    assert [text for text in dict.fromkeys(shown_texts(path)) if text not in words.dutch()] == []


def test_the_rules_of_the_cable_catalogue_have_dutch():
    assert [rule for rule in read_catalogue("cable_rules")["rule"] if rule not in words.dutch()] == []


def test_why_a_rule_chose_is_said_in_dutch(monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "nl")
    why = Phrase("next standard size").then(Phrase("at least {kva:g} kVA", kva=250.0))
    assert why == "next standard size; at least 250 kVA"
    assert values_of(pd.Series([why, "next standard size", None]), "text") == [
        "eerstvolgende standaardgrootte; ten minste 250 kVA",
        "next standard size",
        None,
    ]


def test_translations_fill_in_the_same_values():
    for row in rows():
        assert placeholders(row["source"]) == placeholders(row["dutch"]), row["source"]


def test_no_text_has_two_translations():
    seen = {}
    for row in rows():
        assert row["dutch"], row["source"]
        assert seen.setdefault(row["source"], row["dutch"]) == row["dutch"], row["source"]


class Missing(dict):
    """Stands for the dictionary and keeps what was asked in vain."""

    def __init__(self):
        super().__init__(words.dutch())
        self.asked = []

    def get(self, text, default=None):
        if text and text not in self:
            self.asked.append(text)
        return super().get(text, default)


@pytest.fixture
def missing(monkeypatch):
    kept = Missing()
    monkeypatch.setattr(words, "dutch", lambda: kept)
    monkeypatch.setattr(words, "language", lambda: "nl")
    return kept


@pytest.mark.parametrize("kind", ALGORITHMS, ids=lambda kind: kind.ID)
def test_an_algorithm_speaks_dutch_and_explains_itself(kind, missing):
    algorithm = kind().create()
    assert algorithm.displayName() != kind.TITLE
    assert len(algorithm.shortHelpString()) > 200
    algorithm.group(), algorithm.tags(), algorithm.shortDescription()
    for parameter in algorithm.parameterDefinitions():
        assert parameter.description(), parameter.name()
        assert len(parameter.help()) > 20, parameter.name()
        assert parameter.help() in algorithm.shortHelpString()
    assert missing.asked == []


def test_fields_have_labels_in_dutch(missing):
    tables = [value for value in vars(output_fields).values() if isinstance(value, tuple) and value]
    fields = [field for table in tables for field in table if isinstance(field, output_fields.OutputField)]
    assert len(fields) > 100
    for field in fields:
        assert len(field.name) <= 30
        assert field.name == field.name.lower()
        words.tr(field.label)
    assert missing.asked == []


def test_layers_and_legends_arrive_in_dutch(qgis_app, missing):
    for dresses in outputs.LAYERS.values():
        for dress in dresses.values():
            words.tr(dress.name)
    for group in outputs.GROUPS.values():
        words.tr(group)
    for style in sorted(styles.STYLES.glob("*.qml")):
        layer = QgsVectorLayer(f"{shape_of(style)}?crs=EPSG:28992", style.stem, "memory")
        fields = [new_field(name, "real", "") for name in ("peak_kw", "kind", "level")]
        layer.dataProvider().addAttributes(fields)
        layer.updateFields()
        styles.style_layer(layer, style.stem)
        assert styles.legend_labels(layer), style
    assert missing.asked == []


SHAPES = {"0": "Point", "1": "LineString", "2": "MultiPolygon"}


def shape_of(style):
    """The shape that a style says it is for."""
    return SHAPES[re.search(r"<layerGeometryType>(\d)", style.read_text(encoding="utf-8"))[1]]


def test_english_is_shown_where_the_language_is_another(monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "fr")
    assert words.tr("Sections") == "Sections"
    monkeypatch.setattr(words, "language", lambda: "nl")
    assert words.tr("Sections") == "Kabelsecties"
    assert words.tr("no such words") == "no such words"
    found = {"input": "addresses", "what": "use", "field": "x"}
    assert words.said("{input}: field {field} gives the {what}.", found) == "adressen: veld x geeft: gebruik."


def test_inputs_have_names_in_dutch(missing):
    for role in roles.LAYER_ROLES.values():
        words.tr(role.word)
        for column in role.columns.values():
            words.tr(column.word)
    for word in roles.SHAPE_WORDS.values():
        words.tr(word)
    assert missing.asked == []
