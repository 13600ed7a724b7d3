"""The report of a comparison: one page, in either language, with the numbers of the layers."""

from __future__ import annotations

import ast
import csv
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from stadsstroom.engine.grid import comparison
from stadsstroom.engine.grid.comparison.report import material

ROOM = Path(comparison.__file__).parent
BEFORE = [120.0, 90.0, 80.0, 40.0, 60.0, 180.0, np.nan]
AFTER = [95.0, 101.0, 60.0, 60.0, 62.0, 130.0, np.nan]
LOADS = {"A": 130.0, "<B>": 90.0, "C": 60.0}, {"A": 80.0, "<B>": 70.0, "C": 110.0}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.words = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open[-1:] != ["style"]:
            self.words.append(text)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def dutch():
    path = ROOM.parents[2] / "resources" / "i18n" / "nl.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["source"]: row["dutch"] for row in csv.DictReader(file)}


@pytest.fixture
def page(compare, tmp_path):
    def make(before=BEFORE, after=AFTER, loads=LOADS, **options):
        compare(before, after, *loads, report=tmp_path / "report.html", **options)
        return Page((tmp_path / "report.html").read_text(encoding="utf-8"))

    return make


def test_the_page_stands_alone_and_tells_the_numbers(page):
    read = page()
    assert {"script", "link", "iframe"}.isdisjoint(read.tags)
    assert all(link.startswith("#") for link in read.links)
    assert "all electric → heat network" in read.text
    assert ", one station and 0.10 km of low-voltage and 0 km of medium-voltage cable are no longer over" in read.text
    assert "one station and 0.10 km of cable newly go over theirs." in read.text
    assert "130 → 80 %" in read.text
    assert read.tags.count("svg") > 2
    for word in ("relieved", "newly_congested", "less_loaded"):
        assert material.CHANGE_WORDS[word] in read.text


def test_a_relief_of_nothing_is_said(page):
    read = page([50.0], [50.0], ({"A": 50.0}, {"A": 50.0}))
    assert "no station and no cable falls below its limit" in read.text
    assert "Nothing newly goes over its limit." in read.text


def test_every_line_of_the_page_has_dutch(page):
    known, asked = dutch(), []

    def tr(text):
        asked.append(text)
        return known.get(text, text)

    read = page(tr=tr, report_language="nl")
    assert [text for text in dict.fromkeys(asked) if text not in known] == []
    assert "één station en 0,10 km laagspanningskabel" in read.text
    said = {node.args[0].value for path in (ROOM / "report").glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say"
            and isinstance(node.args[0], ast.Constant)}  # fmt: skip
    assert said - set(known) == set()
