"""Sharing energy through real runs: members, holons, statistics, keys and prices, untidy layers, and Dutch."""

import numpy as np
import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer
from stadsstroom.engine.demand import Profiles, ProfilesWriter
from stadsstroom.processing import output_fields, styles, words

from .conftest import Said, make_layer
from .test_algorithms import read

IDS = ["sun", "b", "c", "d"]


@pytest.fixture
def profiles(tmp_path):
    """100 hours: one feeds in 3 kW, three draw 1, 1 and 2 kW."""
    path = tmp_path / "town.profiles"
    with ProfilesWriter(path, IDS, "2023-01-01T00:00:00", 100, {"base": 0.95}) as writer:
        writer.kw("base")[...] = np.array([-3, 1, 1, 2])
    return str(path)


def members(**columns):
    rows = [
        (f"POINT({155_000 + 100 * k} 463000)", {"connection_id": name, **{c: v[k] for c, v in columns.items()}})
        for k, name in enumerate(IDS)
    ]
    return make_layer("Point", rows, name="aansluitingen")


def square(west, east, **columns):
    return f"POLYGON(({west} 462990, {east} 462990, {east} 463010, {west} 463010, {west} 462990))", columns


@pytest.fixture
def share(run, profiles, tmp_path):
    """share(**parameters) -> results and the rows of members by id."""

    def share(feedback=None, **given):
        outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("MEMBERS_OUT", "PROBLEMS")}
        given = {"PROFILES": profiles, "MEMBERS": members(), "TAX_ON_SHARED": False, **outputs, **given}
        results = run("shareenergy", given, feedback)
        return results, {row["connection_id"]: row for row in read(results["MEMBERS_OUT"])}

    return share


def test_members_their_bills_and_files(share, tmp_path):
    results, rows = share(REPORT=str(tmp_path / "r.html"), SHARED=str(tmp_path / "s.profiles"), BUY=0.3, FEED_IN=0.1)
    assert [field.name for field in output_fields.SHARING_MEMBERS] == list(rows["b"])[1:]
    assert results["PRICE"] == pytest.approx(0.2)
    assert results["SHARED_MWH"] == pytest.approx(0.3)
    assert rows["b"]["received_kwh"] == pytest.approx(75)
    assert rows["b"]["saving_eur"] == pytest.approx(7.5)
    assert rows["sun"]["saving_eur"] == pytest.approx(30)
    assert results["SAVING"] == pytest.approx(60)
    assert results["WORSE_OFF"] == 0
    assert Profiles.open(results["SHARED"]).kw("received")[0].tolist() == pytest.approx([0, 0.75, 0.75, 1.5])
    assert "Bills before and after" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_keys_shares_and_price_rules(share):
    _, rows = share(KEY=1, MEMBERS=members(aandeel=["0", "50", "25", "25"]))
    assert [rows[name]["received_kwh"] for name in IDS] == pytest.approx([0, 100, 75, 75])
    _, rows = share(KEY=2, MEMBERS=members(deel=[1, 1, 1, 1]), WEIGHT="deel")
    assert [rows[name]["received_kwh"] for name in IDS] == pytest.approx([0, 100, 100, 100])
    results, _ = share(PRICE_RULE=1, YEARLY_COST=15 * 87.6)  # for 100 hours
    assert results["PRICE"] == pytest.approx(0.05)
    results, _ = share(PRICE_RULE=2, TARIFF=0.5)
    assert results["WORSE_OFF"] == 3
    assert {row["code"] for row in read(results["PROBLEMS"])} == {"not_a_year", "price_outside"}


def test_one_contract_for_all_at_a_capacity(share):
    """Together they draw 1 kW of the 4 of three: the fourth feeds in 3."""
    results, _ = share(MEMBER_FILTER="\"connection_id\" <> 'sun'", CONTRACT_KW=3.5)
    assert (results["POOLED_PEAK"], results["PERIOD_HOURS"]) == (4, 100)
    assert (results["CONTRACT_HOURS_OVER"], results["CONTRACT_KWH_OVER"]) == (100, pytest.approx(50))
    results, _ = share(CONTRACT_KW=3.5)
    assert (results["CONTRACT_HOURS_OVER"], results["CONTRACT_KWH_OVER"]) == (0, 0)
    assert "CONTRACT_HOURS_OVER" not in share()[0]


def test_a_holon_that_is_named_without_a_layer_of_holons_is_told(share):
    results, rows = share(HOLON_ID="Noord")
    assert sorted(rows) == sorted(IDS)
    reasons = {row["code"]: row["reason"] for row in read(results["PROBLEMS"])}
    assert "Holon Noord was named but no layer of holons was given" in reasons["holon_without_layer"]


def test_hours_that_are_no_year_and_hours_without_a_number_are_told(share, tmp_path):
    with ProfilesWriter(tmp_path / "holes.profiles", IDS, "2023-01-01T00:00:00", 100, {"base": 0.95}) as writer:
        writer.kw("base")[...] = np.array([-3, 1, 1, 2])
        writer.kw("base")[5:8, 1] = np.nan
    results, rows = share(PROFILES=str(tmp_path / "holes.profiles"))
    told = {row["code"]: row for row in read(results["PROBLEMS"])}
    assert "100 hours, 1.1 % of a year" in told["not_a_year"]["reason"]
    assert told["hours_without_number"]["reason"].startswith("Member b has no number in 3 hours")
    assert rows["b"]["drawn_kwh"] == 97


def test_the_members_of_a_holon(share):
    holons = make_layer("Polygon", [
        square(154_990, 155_110, holon_id="station:1", name="Noord"),
        square(155_190, 155_310, holon_id="station:2", name="Zuid"),
    ])  # fmt: skip
    for chosen in ("station:1", "Noord"):
        results, rows = share(HOLONS=holons, HOLON_ID=chosen)
        assert sorted(rows) == ["b", "sun"]
        assert results["SHARED_MWH"] == pytest.approx(0.1)
    with pytest.raises(QgsProcessingException, match="none with the id or name Oost: choose one of station:1"):
        share(HOLONS=holons, HOLON_ID="Oost")
    with pytest.raises(QgsProcessingException, match="more than one holon"):
        share(HOLONS=holons)
    empty = make_layer("Polygon", [square(155_350, 155_380, holon_id="far")])
    with pytest.raises(QgsProcessingException, match="No member lies in holon far"):
        share(HOLONS=empty, HOLON_ID="far")


def test_energy_poverty_by_field_income_and_neighbourhood(share):
    results, rows = share(MEMBERS=members(energiearm=[None, "1", None, "0"]), KEY=4)
    assert (rows["b"]["poor"], rows["b"]["received_kwh"]) == (1, pytest.approx(100))
    assert results["POOR_HOUSEHOLDS"] == 1
    results, rows = share(MEMBERS=members(geld=[9e4, 200, 9e4, 9e4]), INCOME="geld * 87.6", OTHER_ENERGY="87.6 * 159",
                          FIXED=0, TAX_REDUCTION=0, BUY=0.3, FEED_IN=0.1, POVERTY_QUOTE=90)  # fmt: skip
    assert rows["b"]["quote_before"] == pytest.approx((30 + 159) / 200)
    assert rows["b"]["quote_after"] == pytest.approx((22.5 + 159) / 200)
    assert results["LIFTED"] == 0
    areas = make_layer("Polygon", [square(154_990, 155_310, buurtcode="BU1", arm=20.0), square(0, 9, arm=-99997.0)])
    results, rows = share(NEIGHBOURHOODS=areas, AREA_VULNERABLE="arm")
    assert [row["poor"] for row in rows.values()] == pytest.approx([0.2] * 4)
    assert results["POOR_HOUSEHOLDS"] == pytest.approx(0.8)


@pytest.mark.parametrize(("unit", "given", "shares", "code"), [
    ("percent", 20.0, 0.2, None), ("percent", 0.8, 0.008, "poverty_in_percent"),
    ("percent", 120.0, 0.0, "poverty_above_all"), ("percent", 0.0, 0.0, None),
    ("share", 0.2, 0.2, None), ("share", 20.0, 0.0, "poverty_above_all"),
])  # fmt: skip
def test_energy_poverty_is_in_the_unit_that_is_chosen(share, unit, given, shares, code):
    """Percents of a neighbourhood where hardly anybody is poor are no shares."""
    unit = ["share", "percent"].index(unit)
    areas = make_layer("Polygon", [square(154_990, 155_310, buurtcode="BU1", arm=given)])
    results, rows = share(NEIGHBOURHOODS=areas, AREA_VULNERABLE="arm", AREA_VULNERABLE_UNIT=unit)
    assert [row["poor"] for row in rows.values()] == pytest.approx([shares] * 4)
    told = {row["code"] for row in read(results["PROBLEMS"])}
    assert {each for each in told if each.startswith("poverty")} == ({code} if code else set())
    _, rows = share(MEMBERS=members(energiearm=[given] * 4), VULNERABLE_UNIT=unit)
    assert [row["poor"] for row in rows.values()] == pytest.approx([shares] * 4)


def test_an_id_of_a_holon_goes_before_the_name_of_another(share):
    holons = make_layer("Polygon", [
        square(154_990, 155_110, holon_id="Noord", name="a"), square(155_190, 155_310, holon_id="b", name="Noord"),
    ])  # fmt: skip
    _, rows = share(HOLONS=holons, HOLON_ID="Noord")
    assert sorted(rows) == ["b", "sun"]


def test_untidy_members(share):
    layer = make_layer("Polygon", [
        square(154_990, 155_010, connection_id="sun"), square(154_990, 155_010, connection_id="b"),
        square(154_990, 155_010, connection_id="b"), square(0, 9, connection_id="nobody"),
        (None, {"connection_id": "c"}), square(0, 9, connection_id=None),
    ])  # fmt: skip
    results, rows = share(MEMBERS=layer, MEMBER_FILTER='"connection_id" <> \'d\' or "connection_id" is null')
    assert sorted(rows) == ["b", "c", "sun"]
    codes = {row["code"] for row in read(results["PROBLEMS"])}
    assert {"member_twice", "member_without_profile", "member_without_id"} <= codes
    holons = make_layer("Polygon", [square(154_000, 156_000, holon_id="h")])
    results, rows = share(MEMBERS=layer, HOLONS=holons)
    assert sorted(rows) == ["b", "sun"]
    assert {"member_without_id", "member_without_place"} <= {row["code"] for row in read(results["PROBLEMS"])}
    with pytest.raises(QgsProcessingException, match="No member has a connection id"):
        share(MEMBERS=make_layer("Point", [("POINT(155000 463000)", {"naam": "x"})]))
    with pytest.raises(QgsProcessingException, match="has a profile"):
        share(MEMBERS=make_layer("Point", [("POINT(155000 463000)", {"connection_id": "x"})]))
    with pytest.raises(QgsProcessingException, match="not a profiles file"):
        share(PROFILES=__file__)


def test_cancelled_nothing_is_left(share, tmp_path):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(KeyError):
        share(Said(cancel_at=1), SHARED=str(tmp_path / "s.profiles"), REPORT=str(tmp_path / "r.html"))
    assert sorted(tmp_path.iterdir()) == before


def test_dutch(share, monkeypatch, tmp_path):
    monkeypatch.setattr(words, "language", lambda: "nl")
    said = Said()
    share(said, REPORT=str(tmp_path / "r.html"), PRICE_RULE=2, TARIFF=0.5)
    assert "Leden die meer betalen dan ervoor: 3" in said.text
    assert "Rekeningen ervoor en erna" in (tmp_path / "r.html").read_text(encoding="utf-8")
    layer = QgsVectorLayer("Point?crs=EPSG:28992&field=saving_eur:double", "members", "memory")
    styles.style_layer(layer, "sharing")
    assert styles.legend_labels(layer)[0] == "Betaalt meer dan ervoor"
