"""Attributes mean what people mean by them."""

import math

import pytest
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QVariant
from stadsstroom.processing.bridge.values import as_bag_id, as_number, as_text, as_year


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, 12),
        (0.5, 0.5),
        ("12", 12),
        ("12,5", 12.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1 234", 1234),
        ("12 m2", 12),
        ("12 m²", 12),
        ("400 kVA", 400),
        ("-3,5 kW", -3.5),
        ("1e3", 1000),
        ("2900kWh", 2900),
    ],
)
def test_numbers_are_read_from_text(value, number):
    assert as_number(value) == (number, True)


@pytest.mark.parametrize("value", [None, "", "  ", QVariant()])
def test_nothing_is_unknown_and_no_mistake(value):
    number, read = as_number(value)
    assert math.isnan(number)
    assert read


@pytest.mark.parametrize("value", ["onbekend", "n.v.t.", "12-14", "a 12"])
def test_words_are_no_numbers(value):
    number, read = as_number(value)
    assert math.isnan(number)
    assert not read


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0180", "0180"),
        (180, "180"),
        (180.0, "180"),
        (0.25, "0.25"),
        (" a ", "a"),
        ("", None),
        (None, None),
        (QVariant(), None),
        (float("nan"), None),
        (True, "true"),
        (["woonfunctie", "winkelfunctie"], "woonfunctie,winkelfunctie"),
        (QDate(2020, 3, 1), "2020-03-01"),
    ],
)
def test_text(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "bag_id"),
    [
        ("0180100000000043", "0180100000000043"),
        (180100000000043, "0180100000000043"),
        (180100000000043.0, "0180100000000043"),
        (3100000000043, "0003100000000043"),
        ("NL.IMBAG.Pand.0180100000000043", "0180100000000043"),
        ("house 7", "house 7"),
        (7, "7"),
    ],
)
def test_a_building_keeps_its_sixteen_digits(value, bag_id):
    assert as_bag_id(value) == bag_id


@pytest.mark.parametrize(
    "value",
    [
        1974,
        1974.0,
        "1974",
        "1974-03-01",
        "01-03-1974",
        "ca. 1974",
        QDate(1974, 3, 1),
        QDateTime.fromString("1974-03-01T12:00:00", Qt.DateFormat.ISODate),
    ],
)
def test_years_are_read_from_dates(value):
    assert as_year(value) == (1974, True)


def test_a_word_is_no_year():
    assert as_year("onbekend")[1] is False
