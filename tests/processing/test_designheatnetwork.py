"""Design of a heat network through its algorithm: layers in, layers and a pandapipes net out."""

import itertools

import pytest
import shapely
from qgis.core import QgsProcessingException, QgsVectorLayer
from stadsstroom.processing import words

from .conftest import Said, make_layer

NAMES = ("PIPES", "CONNECTIONS", "STATIONS", "EXTRA", "PROBLEMS")
X, Y = 210_000.0, 515_000.0


def box(x, y, size=8):
    return shapely.box(X + x, Y + y, X + x + size, Y + y + size).wkt


def line(*points):
    return shapely.LineString([(X + x, Y + y) for x, y in points]).wkt


@pytest.fixture
def village(qgis_app):
    """Eight houses along two streets, with the heat they need."""
    heat = {"space_mwh_per_year": 9.0, "water_mwh_per_year": 2.0, "space_kw": 7.0, "water_kw": 4.0, "dwellings": 1}
    places = [(x, 6) for x in range(10, 110, 25)] + [(206, y) for y in range(20, 120, 25)]
    rows = [(box(*at), {"building_id": f"{k:016d}", **heat, "supply_c_needed": 70.0}) for k, at in enumerate(places)]
    streets = [
        (line((0, 0), (200, 0)), {"street_id": "Dorpsstraat", "soort": "weg"}),
        (line((200, 0.5), (200, 140)), {"street_id": "Kerkweg", "soort": "pad"}),
    ]
    source = [(shapely.Point(X - 20, Y + 5).wkt, {"soort": "restwarmte", "temperatuur": 95.0})]
    return {
        "BUILDINGS": make_layer("Polygon", rows, name="warmte"),
        "STREETS": make_layer("LineString", streets, name="wegen"),
        "SOURCES": make_layer("Point", source, name="bronnen"),
    }


@pytest.fixture
def design(run, tmp_path):
    """design(inputs) -> results, {output: rows}; every layer goes through a GeoPackage."""
    turn = itertools.count()

    def design(given, feedback=None):
        folder = tmp_path / str(next(turn))
        outputs = {name: str(folder / f"{name}.gpkg") for name in NAMES}
        results = run("designheatnetwork", {**outputs, "NET": str(folder / "net.json"), **given}, feedback)
        layers = {}
        for name in NAMES:
            layer = QgsVectorLayer(results[name], name, "ogr")
            columns = layer.fields().names()
            layers[name] = [dict(zip(columns, feature.attributes())) for feature in layer.getFeatures()]
        return results, layers

    return design


def test_a_village_gets_a_network(design, village):
    pandapipes = pytest.importorskip("pandapipes")
    results, layers = design(village)
    assert results["SERVED_COUNT"] == 8
    assert all(row["served"] and row["remains"] == "none" for row in layers["CONNECTIONS"])
    assert sum(row["kind"] == "connection" for row in layers["PIPES"]) == 8
    assert {row["street_id"] for row in layers["PIPES"] if row["street_id"]} == {"Dorpsstraat", "Kerkweg"}
    (station,) = layers["STATIONS"]
    assert station["kind"] == "waste_heat"
    assert station["heat_mwh_per_year"] == pytest.approx(8 * 11 + sum(r["loss_mwh_per_year"] for r in layers["PIPES"]))
    assert {row["kind"] for row in layers["EXTRA"]} == {"other"}
    net = pandapipes.from_json(results["NET"])
    pandapipes.pipeflow(net)
    assert set(net.heat_consumer["name"]) == {row["building_id"] for row in layers["CONNECTIONS"]}
    assert net["stadsstroom"]["kind"] == "heat"


def test_without_streets_they_are_inferred_and_said(design, village):
    cables = make_layer("LineString", [(line((0, -3), (200, -3), (200, 140)), {})])
    _, layers = design({**village, "STREETS": None, "CABLES": cables})
    assert {row["how"] for row in layers["PIPES"]} == {"inferred"}
    assert "streets_inferred" in {row["code"] for row in layers["PROBLEMS"]}


def test_of_road_areas_the_middle_is_taken(design, village):
    road = shapely.union(shapely.box(X - 5, Y - 4, X + 204, Y + 4), shapely.box(X + 196, Y - 4, X + 204, Y + 140))
    results, _ = design({**village, "STREETS": make_layer("Polygon", [(road.wkt, {"functie": "rijbaan"})])})
    assert results["SERVED_COUNT"] == 8
    assert results["MAIN_M"] == pytest.approx(320, rel=0.2)


def test_pieces_of_streets_that_lie_apart_are_joined_as_far_as_asked(design, village):
    apart = [(line((0, 0), (120, 0)), {"street_id": "west"}), (line((160, 0), (200, 0), (200, 140)), {})]
    village["STREETS"] = make_layer("LineString", apart)
    results, layers = design({**village, "LONGEST_CONNECTION": 30})
    (island,) = [row for row in layers["PROBLEMS"] if row["code"] == "island"]
    assert island["distance_m"] == pytest.approx(40)
    assert results["SERVED_COUNT"] == 4
    results, layers = design({**village, "LONGEST_CONNECTION": 30, "JOIN": 45})
    assert results["SERVED_COUNT"] == 8
    assert "island" not in {row["code"] for row in layers["PROBLEMS"]}


def test_a_forbidden_street_leaves_its_houses_out_with_the_reason(design, village):
    _, layers = design({**village, "FORBIDDEN": "\"soort\" = 'pad'", "LONGEST_CONNECTION": 50})
    out = [row for row in layers["CONNECTIONS"] if not row["served"]]
    assert out
    assert all(row["reason"] and row["remains"] == "all" for row in out)
    assert {row["street_id"] for row in layers["PIPES"] if row["street_id"]} == {"Dorpsstraat"}


def test_the_reason_is_said_in_dutch(design, village, monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "nl")
    _, layers = design({**village, "GENERATION": 2})  # 55 °C
    assert {row["reason"] for row in layers["CONNECTIONS"]} == {"heeft 70 °C nodig, het net heeft 55 °C"}
    assert {row["reason_code"] for row in layers["CONNECTIONS"]} == {"needs_warmer_supply"}


def test_an_ambient_loop_leaves_a_heat_pump_in_every_home(design, village):
    results, layers = design({**village, "GENERATION": 4})
    assert {row["remains"] for row in layers["CONNECTIONS"]} == {"heat_pump"}
    assert results["HOME_ELECTRIC_MWH"] > 0
    assert results["NETWORK_MWH"] + results["HOME_ELECTRIC_MWH"] == pytest.approx(8 * 11)


def test_a_cold_source_brings_a_central_heat_pump_to_the_grid(design, village):
    source = [(shapely.Point(X - 20, Y + 5).wkt, {"kind": "surface_water", "kw": 500.0})]
    _, layers = design({**village, "SOURCES": make_layer("Point", source), "GENERATION": 1})
    machines = {row["kind"]: row for row in layers["EXTRA"]}
    assert machines["heat_pump"]["voltage"] == "LV"
    assert {row["kind"] for row in layers["STATIONS"]} == {"surface_water", "boiler"}
    never = {**village, "SOURCES": make_layer("Point", source), "GENERATION": 1, "PEAK_BOILER": 2}
    alone = next(row for row in design(never)[1]["EXTRA"] if row["kind"] == "heat_pump")
    assert alone["kw"] > 20
    assert machines["heat_pump"]["kw"] == pytest.approx(0.3 * alone["kw"], rel=0.01)


def test_buildings_may_bring_a_year_alone(design, village):
    rows = [(box(10 + 25 * k, 6), {"identificatie": f"{k}", "warmtevraag": 12.0}) for k in range(4)]
    results, _ = design({**village, "BUILDINGS": make_layer("Polygon", rows)})
    assert results["DELIVERED_MWH"] == pytest.approx(48)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SOURCES": ("Point", [])}, "holds none"),
        ({"SOURCES": ("Point", [(shapely.Point(X + 9000, Y).wkt, {"kw": 10.0})])}, "further than 500 m"),
        ({"SOURCES": ("Point", [(shapely.Point(X, Y).wkt, {"kind": "boiler", "temperature_c": 60.0})])}, "too cold"),
        ({"BUILDINGS": ("Polygon", [(box(10, 6), {"heat_mwh_per_year": 0.0})])}, "needs heat"),
        ({"BUILDINGS": ("Polygon", [(box(10, 6), {"storeys": 2})])}, "no column with heat"),
    ],
)
def test_what_cannot_go_on_is_one_sentence(design, village, change, sentence):
    layers = {name: make_layer(shape, rows) for name, (shape, rows) in change.items()}
    with pytest.raises(QgsProcessingException, match=sentence):
        design({**village, **layers})


def test_it_can_be_cancelled(run, village, tmp_path):
    feedback = Said(cancel_at=2)
    out = tmp_path / "pipes.gpkg"
    assert run("designheatnetwork", {**village, "PIPES": str(out)}, feedback) == {}
    assert not out.exists()
