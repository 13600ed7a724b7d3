"""REPORT: one page that needs nothing else, in either language, with the run's own numbers."""

from __future__ import annotations

import base64
import csv
import re
import struct
import zlib
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from stadsstroom.engine.grid.congestion import CongestionFiles
from stadsstroom.engine.grid.congestion.report.maps import SECTION_WIDTH
from stadsstroom.engine.grid.congestion.report.verdict_words import VERDICTS
from stadsstroom.engine.report import Frame, Wording, svg

HOMES, HOURS = 12, 24 * 21
ENGLISH = Wording("en", str, "Europe/Amsterdam")
DUTCH = Wording("nl", str, "Europe/Amsterdam")
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """Collects tags, attributes and text, and checks that every tag is closed in its turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.words = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open[-1:] != ["style"]:
            self.words.append(text)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def report(town, write_profiles, day_of_homes, run, tmp_path):
    """(page, result) of three weeks in the town."""

    def make(net=None, **options):
        net = net or town()
        profiles = write_profiles(net.load["name"], day_of_homes(HOMES, hours=HOURS, peak_kw=90.0, pv_kw=5.0))
        result = run(net, profiles, CongestionFiles(report=tmp_path / "report.html"), **options)
        text = (tmp_path / "report.html").read_text(encoding="utf-8")
        return Page(text), result, text

    return make


def test_the_page_needs_nothing_from_elsewhere(report):
    page, _, text = report()
    assert {"script", "link", "iframe", "object"}.isdisjoint(page.tags)
    for name, value in page.attributes:
        if name in ("src", "href", "xlink:href", "srcset"):
            assert value.startswith(("data:image/png;base64,", "#"))
    assert "url(" not in text
    assert "@import" not in text
    assert len(text) < 400_000


def test_the_page_tells_the_run_s_own_numbers(report):
    page, result, _ = report()
    s = result.summary
    assert s["stations_congested"] == 4
    assert "4 of 4 stations go over their limit." in page.text
    worst = result.stations.frame.sort_values("max_loading_percent").iloc[-1]
    assert f"Station {worst['station_id']} is loaded most: {worst['max_loading_percent']:.0f} %" in page.text
    assert f"over its limit for {worst['hours_above']} hours" in page.text
    assert f"{s['source_mwh']:,.0f} MWh came in" in page.text
    assert (
        "12 connections, 4 stations and 4 km of cable, every hour from 1 January 2023 to 21 January 2023." in page.text
    )
    for heading in (
        "In short",
        "Where",
        "Stations",
        "Cables",
        "Voltage",
        "If a ring section fails",
        "What was assumed",
    ):
        assert page.text.count(heading) >= 2
    assert page.tags.count("svg") >= 7
    assert page.tags.count("table") == 4


def test_hours_are_told_in_clock_time():
    assert ENGLISH.moment("2023-01-01T17:00Z") == "1 January, 18:00"
    assert ENGLISH.moment("2023-07-01T17:00Z") == "1 July, 19:00"
    assert ENGLISH.short_moment("") == "–"


def test_numbers_are_written_as_the_reader_writes_them():
    assert ENGLISH.number(1234567.891, 2) == "1,234,567.89"
    assert DUTCH.number(1234567.891, 2) == "1.234.567,89"
    assert DUTCH.number(-0.0001, 1) == "0,0"
    assert ENGLISH.number(float("nan")) == "–"
    assert [ENGLISH.significant(v) for v in (0, 0.123, 12.34, 1234.5)] == ["0", "0.12", "12.3", "1,234"]


def test_the_whole_page_is_dutch_when_asked_for(report):
    with (Path(__file__).parents[4] / "resources" / "i18n" / "nl.csv").open(encoding="utf-8-sig", newline="") as file:
        dutch = {row["source"]: row["dutch"] for row in csv.DictReader(file)}
    missing = []

    def tr(text):
        missing.extend([text] if text not in dutch and text != "–" else [])
        return dutch.get(text, text)

    page, _, text = report(report_language="nl", tr=tr, tap_rule="neutral", v_min_pu=0.99)
    assert missing == []
    assert '<html lang="nl">' in text
    assert "In het kort" in page.text
    assert "1 januari 2023" in page.text
    assert not re.search(r"\b(the|over their|stations go|hours above)\b", page.text)


def test_names_from_the_map_cannot_break_the_page(report, town):
    net = town()
    net.trafo["station_id"] = ["<script>alert(1)</script>", 'B"', "C & D", "D"]
    page, _, text = report(net, report_title="<b>Title</b>")
    assert "script" not in page.tags
    assert "b" not in page.tags or "<b>Title" not in text
    assert "<script>alert(1)</script>" in page.text


def test_problems_are_told_with_their_remedy(report, town):
    net = town()
    net.line.loc[net.line["name"] == "D2_service", "in_service"] = False
    page, _, _ = report(net)
    assert "Load home_D2 is switched off or reached by no source" in page.text
    assert "Connect its cable to a station" in page.text


def test_it_tells_who_chose_the_open_points(report, town):
    net = town()
    row = "Open points, which decide what hangs on which station {} {} 0 {}"
    assert row.format(0, 0, 1) in report(net)[0].text
    net.switch["how"] = "measured"
    assert row.format(1, 0, 0) in report(net)[0].text


def test_a_net_without_places_or_transformers_still_has_a_report(report, town):
    net = town()
    net.bus["geo"], net.line["geo"] = None, None
    assert "The net has no coordinates" in report(net)[0].text


def test_the_picture_of_the_year_is_a_picture():
    values = np.full((24, 365), 49.9)
    values[18, 10] = 200.0
    values[3, 3] = np.nan
    image = svg.year_image(values, ((0, 100, 150), ("#000000", "#0000ff", "#ff0000")), "year")
    png = base64.b64decode(re.search(r"base64,([^\"]+)", image).group(1))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (365, 24)
    at = png.index(b"IDAT")
    size = struct.unpack(">I", png[at - 4 : at])[0]
    pixels = np.frombuffer(zlib.decompress(png[at + 4 : at + 4 + size]), np.uint8).reshape(24, 1 + 365 * 3)
    pixels = pixels[:, 1:].reshape(24, 365, 3)
    assert pixels[18, 10].tolist() == [255, 0, 0]
    assert pixels[3, 3].tolist() == [255, 255, 255]
    assert pixels[0, 0].tolist() == [0, 0, 127]


def test_a_curve_lies_where_its_values_are():
    drawn = svg.curves([svg.Curve("a", np.array([0, 0.5, 1.0]), np.array([0, 50.0, 100]))], [], "%", ENGLISH.number)
    points = re.search(r'class="curve"[^>]* d="M([^"]+)"', drawn).group(1).split("L")
    (x0, y0), (x1, y1), (x2, y2) = (map(float, p.split()) for p in points)
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y0 - y1 == pytest.approx(y1 - y2)
    assert y2 < y0


def test_north_is_up_and_the_scale_the_same_both_ways():
    frame = Frame(np.array([[1000.0, 2000], [1500, 2000], [1000, 2400]]), in_degrees=False)
    origin, east, north = frame.place(np.array([[1000.0, 2000], [1100, 2000], [1000, 2100]]))
    assert east[0] - origin[0] == pytest.approx(origin[1] - north[1])
    assert north[1] < origin[1]
    assert 0 <= frame.place(np.array([[1500.0, 2400]]))[0, 0] <= frame.width


def lab(rgb):
    """CIE L*a*b* of sRGB 0 to 1 (D65)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]])
    f = np.cbrt(xyz / [0.9505, 1.0, 1.089])
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


# Matrices for linear RGB: G. M. Machado et al., "A physiologically-based model for simulation of color vision
# deficiency", 2009.
DEFICIENCIES = {
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@pytest.mark.parametrize("eyes", [None, *DEFICIENCIES])
def test_verdicts_stay_apart_for_every_eye(eyes):
    seen = {}
    for verdict in ("free", "busy", "full", "congested"):
        colour = VERDICTS[verdict]
        rgb = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
        if eyes:
            linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
            linear = np.clip(np.array(DEFICIENCIES[eyes]) @ linear, 0, 1)
            rgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
        seen[verdict] = lab(rgb)
    for a, b in combinations(seen, 2):
        assert np.linalg.norm(seen[a] - seen[b]) > 20, (a, b)


def test_the_worse_the_wider():
    widths = [SECTION_WIDTH[name] for name in ("free", "busy", "full", "congested")]
    assert widths == sorted(set(widths))
