"""Ways of heating beside each other through the algorithm: layers in, layers and a page out."""

import pytest
import shapely
from qgis.core import QgsProcessingException, QgsVectorLayer
from stadsstroom.processing import words
from stadsstroom.processing.algorithms import ALGORITHMS

from .conftest import Said, make_layer

X, Y = 210_000.0, 515_000.0
HEAT = {"space_mwh_per_year": 9.0, "water_mwh_per_year": 2.0, "space_kw": 7.0, "water_kw": 4.0, "dwellings": 1}
ABOUT = {"dwelling_type": "terraced", "floor_area_m2": 100.0, "build_year": 1970.0, "supply_c_needed": 80.0}


def box(x, y, size=8):
    return shapely.box(X + x, Y + y, X + x + size, Y + y + size).wkt


def houses(number=60):
    return make_layer(
        "Polygon",
        [(box(12 * k, 0), {"building_id": f"{k:016d}", **HEAT, **ABOUT}) for k in range(number)],
        name="warmte",
    )


@pytest.fixture
def compare(run, tmp_path):
    """compare(**parameters) -> results, {output: rows}; every layer goes through a GeoPackage."""

    def compare(feedback=None, **given):
        outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("BUILDINGS_OUT", "AREAS", "PROBLEMS")}
        results = run("compareheat", {**outputs, "REPORT": str(tmp_path / "report.html"), **given}, feedback)
        layers = {}
        for name in outputs:
            layer = QgsVectorLayer(results[name], name, "ogr")
            columns = layer.fields().names()
            layers[name] = [dict(zip(columns, feature.attributes())) for feature in layer.getFeatures()]
        return results, layers

    return compare


def test_a_street_is_compared_and_shown(qgis_app, compare, tmp_path):
    results, layers = compare(BUILDINGS=houses(), NAME="Dorp")
    rows = layers["BUILDINGS_OUT"]
    assert results["BUILDING_COUNT"] == len(rows) == 60
    assert {row["mid_network_how"] for row in rows} == {"estimated"}
    assert rows[0]["building_id"] == f"{0:016d}"
    assert rows[0]["cheapest_society"] != "gas"  # the reference is shown, not ranked
    assert rows[0]["gas_society_eur"] > 0
    area = layers["AREAS"][0]
    assert area["area_id"] == "all"
    assert area["hybrid_resident_eur"] == pytest.approx(sum(row["hybrid_resident_eur"] for row in rows))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Dorp" in page
    assert page.count("<svg") > 5


def test_the_help_writes_prices_as_the_catalogue_does(qgis_app):
    algorithm = next(found for found in ALGORITHMS if found.ID == "compareheat")().create()
    told = {name: algorithm.parameterDefinition(name).help() for name in ("GAS_EUR_PER_MWH", "SOCIETY_RATE")}
    assert "25 to 60 is tried" in told["GAS_EUR_PER_MWH"]
    assert "0.015 to 0.04 is tried" in told["SOCIETY_RATE"]


def test_only_what_is_asked_for_is_compared(qgis_app, compare):
    _, layers = compare(BUILDINGS=houses(3), OPTIONS=[0, 1], RANK_REFERENCE=True)
    row = layers["BUILDINGS_OUT"][0]
    assert row["cheapest_society"] == "gas"
    assert row["air_pump_society_eur"] > row["gas_society_eur"]
    assert not row["hybrid_society_eur"]


def test_a_price_of_ones_own_counts(qgis_app, compare):
    one = {"BUILDINGS": houses(1), "OPTIONS": [1], "SENSITIVITY": False}
    before = compare(**one)[1]["BUILDINGS_OUT"][0]
    after = compare(**one, AIR_PUMP_EUR=0.0, GRID_EUR_PER_KW=0.0)[1]["BUILDINGS_OUT"][0]
    assert after["air_pump_resident_eur"] < before["air_pump_resident_eur"]
    assert before["air_pump_society_eur"] - after["air_pump_society_eur"] > 400


def test_neighbourhoods_and_their_gaps_are_told(qgis_app, compare):
    areas = make_layer("Polygon", [(box(-5, -5, 100), {"buurtnaam": "West"})], name="buurten")
    _, layers = compare(BUILDINGS=houses(20), NEIGHBOURHOODS=areas)
    (area,) = layers["AREAS"]
    assert (area["name"], area["buildings"]) == ("West", 8)
    assert [row["code"] for row in layers["PROBLEMS"]] == ["outside"]


def test_a_designed_network_is_shared_by_who_it_serves(qgis_app, compare):
    """Main, own pipes and station come back whole from the layers, whatever kind of field says who is served."""
    place = shapely.Point(X, Y).wkt
    street = shapely.LineString([(X, Y), (X + 20, Y)]).wkt
    pipe = {"station_id": "S", "kind": "connection", "eur": 5_000.0}
    given = {
        "CONNECTIONS": make_layer(
            "Point",
            [
                (place, {"building_id": f"{k:016d}", "served": k < 2, "station_id": "S", "pipe_id": f"h{k}",
                         "heat_mwh_per_year": 11.0, "remains": "none" if k < 2 else "all"})
                for k in range(3)
            ],
        ),
        "PIPES": make_layer(
            "LineString",
            [(street, {**pipe, "pipe_id": "main", "kind": "main", "eur": 40_000.0})]
            + [(street, {**pipe, "pipe_id": f"h{k}"}) for k in range(2)],
        ),
        "STATIONS": make_layer(
            "Point",
            [(place, {"station_id": "S", "kind": "waste_heat", "supply_c": 70.0, "heat_mwh_per_year": 24.0,
                      "eur": 30_000.0, "bought_eur_per_year": 240.0})],
        ),
    }  # fmt: skip
    free = {"DELIVERY_SET_EUR": 0.0, "SOCIETY_RATE": 0.0, "ESTIMATE": 2, "SENSITIVITY": False}
    dear = {**free, "NETWORK_INDEX": 2.0}
    one, two = (compare(BUILDINGS=houses(3), **given, **asked)[1]["BUILDINGS_OUT"] for asked in (free, dear))
    assert [row["mid_network_how"] for row in one] == ["designed", "designed", ""]
    assert not one[2]["mid_network_society_eur"]
    # doubling the network adds what it costs in a year: pipes over 40 years and 1.8 %, the station over 30 and 5 %
    more = sum(two[k]["mid_network_society_eur"] - one[k]["mid_network_society_eur"] for k in range(2))
    assert more == pytest.approx(50_000 * (1 / 40 + 0.018) + 30_000 * (1 / 30 + 0.05))


def test_buildings_without_heat_are_refused_in_words(qgis_app, run):
    rows = [(box(0, 0), {"building_id": "1", "heat_mwh_per_year": 0.0})]
    with pytest.raises(QgsProcessingException, match="nothing to compare"):
        run("compareheat", {"BUILDINGS": make_layer("Polygon", rows, name="leeg")}, Said())


def test_the_page_is_dutch_where_the_user_is(qgis_app, compare, tmp_path, monkeypatch):
    kept, asked = dict(words.dutch()), []

    def tr(text):
        asked.extend([text] if text and text not in kept else [])
        return kept.get(text, text)

    monkeypatch.setattr(words, "language", lambda: "nl")
    monkeypatch.setattr("stadsstroom.processing.algorithms.compareheat.language", lambda: "nl")
    monkeypatch.setattr("stadsstroom.processing.algorithms.compareheat.tr", tr)
    compare(BUILDINGS=houses(), NAME="Dorp")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert asked == []
    for word in ("Warmteopties vergeleken", "de bewoner", "Hybride warmtepomp", "Waar de keuze aan hangt"):
        assert word in page
