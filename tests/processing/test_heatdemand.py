"""Heat demand through real runs: the demo neighbourhood, streets, labels, untidy layers, and Dutch."""

from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsProcessingException, QgsVectorLayer
from stadsstroom.engine.demand import Profiles
from stadsstroom.processing import output_fields, styles, words
from stadsstroom.processing.algorithms.heatdemand import HeatDemand, class_words

from .conftest import Said, make_layer
from .test_algorithms import read

LAYERS = {
    "BUILDINGS_OUT": output_fields.HEAT_BUILDINGS,
    "STREETS_OUT": output_fields.HEAT_STREETS,
    "CELLS": output_fields.HEAT_CELLS,
    "PROBLEMS": output_fields.PROBLEMS,
}
# A row of five houses of 1925 along the south street, an office in the north.
HOUSES = [
    (
        f"POLYGON(({x} 463010, {x + 6} 463010, {x + 6} 463020, {x} 463020, {x} 463010))",
        {"identificatie": f"01{x:014d}", "bouwjaar": 1925},
    )
    for x in range(155_000, 155_030, 6)
]
OFFICE = ("POLYGON((155000 463150, 155040 463150, 155040 463170, 155000 463170, 155000 463150))",
          {"identificatie": "0199999999999999", "bouwjaar": 2005})  # fmt: skip
STREETS = [
    ("LINESTRING(155000 463000, 155040 463000)", {"street_id": "south"}),
    ("LINESTRING(155000 463180, 155400 463180)", {"street_id": "north"}),
]


def addresses(**columns):
    rows = []
    for number, (wkt, values) in enumerate([*HOUSES, OFFICE]):
        x, y = wkt[9:].split(",")[0].split()
        home = number < len(HOUSES)
        row = {
            "identificatie": f"02{number:014d}",
            "pandidentificatie": values["identificatie"],
            "gebruiksdoel": "woonfunctie" if home else "kantoorfunctie",
            "oppervlakte": 100 if home else 1000,
            **{name: given[number] for name, given in columns.items()},
        }
        rows.append((f"POINT({float(x) + 3} {float(y) + 3})", row))
    return make_layer("Point", rows, name="adressen")


def buildings(**columns):
    rows = [(wkt, {**values, **{name: given[i] for name, given in columns.items()}})
            for i, (wkt, values) in enumerate([*HOUSES, OFFICE])]  # fmt: skip
    return make_layer("Polygon", rows, name="panden")


@pytest.fixture
def heat(run, tmp_path):
    """heat(**parameters) -> results and the rows of each layer by its name."""

    def heat(feedback=None, **given):
        outputs = {name: str(tmp_path / f"{name}.gpkg") for name in LAYERS}
        results = run("heatdemand", {**outputs, **given}, feedback)
        return results, {name: read(results[name]) for name in LAYERS if name in results}

    return heat


def test_houses_streets_and_cells(heat, tmp_path):
    results, rows = heat(
        BUILDINGS=buildings(),
        ADDRESSES=addresses(),
        STREETS=make_layer("LineString", STREETS),
        HEAT_PROFILES=str(tmp_path / "heat.profiles"),
    )
    for name, fields in LAYERS.items():
        if rows[name]:
            assert [field.name for field in fields] == list(rows[name][0])[1:], name
    middle = next(row for row in rows["BUILDINGS_OUT"] if row["building_id"] == HOUSES[2][1]["identificatie"])
    assert middle["space_mwh_per_year"] == pytest.approx(37.5 / 3.6)
    assert (middle["dwelling_type"], middle["insulation"]) == ("terraced", "as_is")
    streets = {row["street_id"]: row for row in rows["STREETS_OUT"]}
    homes = sum(row["heat_mwh_per_year"] for row in rows["BUILDINGS_OUT"] if row["dwellings"])
    assert streets["south"]["heat_mwh_per_m"] == pytest.approx(homes / 40)
    assert (streets["south"]["density_class"], streets["north"]["density_class"]) == ("good", "poor")
    assert sum(row["heat_mwh_per_year"] for row in rows["CELLS"]) == pytest.approx(results["HEAT_MWH"])
    assert results["DWELLING_COUNT"] == 5
    assert results["BUILDING_COUNT"] == 6
    profiles = Profiles.open(results["HEAT_PROFILES"])
    assert profiles.net_kw().sum() / 1000 == pytest.approx(results["HEAT_MWH"], rel=1e-4)


def test_without_streets_there_are_cells_only(heat):
    said = Said()
    results, rows = heat(said, BUILDINGS=buildings(), ADDRESSES=addresses(), CELL=50)
    assert "STREETS_OUT" not in results
    assert "HEAT_PROFILES" not in results
    assert "No streets were given" in said.text
    assert {row["cell_id"] for row in rows["CELLS"]} == {"155000_463000", "155000_463150"}


def test_labels_steps_and_gas_are_read_from_any_field(heat):
    labels = ["A", "B", "", "x", "C", ""]
    given = {"BUILDINGS": buildings(isolatie=["standard", "", "", "", "", ""]), "ADDRESSES": addresses(klasse=labels)}
    _, plain = heat(**given)
    assert {row["heat_rule"] for row in plain["BUILDINGS_OUT"]} >= {"type of dwelling and build period"}
    _, rows = heat(**given, ADDRESS_LABEL="klasse", INSULATION=2)
    by_id = {row["building_id"]: row for row in rows["BUILDINGS_OUT"]}
    assert [by_id[values["identificatie"]]["insulation"] for _, values in HOUSES] == ["standard"] + 4 * ["label_b"]
    rules = [by_id[values["identificatie"]]["heat_rule"] for _, values in HOUSES]
    assert rules[1] == "energy label B"  # as good already
    assert rules[2] == "type of dwelling and build period; insulated as label B"
    assert [problem["code"] for problem in rows["PROBLEMS"]] == ["energy_label_unknown"]
    gas = ["1200", "1.100,5", "veel", "0", "", "99999"]
    results, rows = heat(BUILDINGS=buildings(), ADDRESSES=addresses(verbruik=gas), YEARLY_GAS="verbruik")
    assert results["BY_GAS_PERCENT"] == pytest.approx(40)
    assert [problem["code"] for problem in rows["PROBLEMS"]] == ["unreadable_number"]


def test_insulation_and_taps_change_the_totals(heat):
    given = {"BUILDINGS": buildings(), "ADDRESSES": addresses()}
    before, after = (heat(**given, **more)[0] for more in ({}, {"INSULATION": 3}))
    assert after["HEAT_MWH"] < 0.95 * before["HEAT_MWH"]
    assert after["SPACE_KW"] < before["SPACE_KW"]
    half = heat(**given, INSULATION=3, INSULATION_SHARE=50)[0]
    assert after["HEAT_MWH"] < half["HEAT_MWH"] < before["HEAT_MWH"]
    tapped = heat(**given, HOT_WATER=1)[0]
    assert tapped["PEAK_KW"] == pytest.approx(before["PEAK_KW"] + 5 * 24)
    mild = heat(**given, DESIGN_OUTSIDE=0)[0]
    assert mild["SPACE_KW"] < before["SPACE_KW"]


def test_null_geometry_and_features_without_anything(heat):
    layer = buildings()
    bare = QgsFeature(layer.fields())
    layer.dataProvider().addFeatures([bare])
    results, _ = heat(BUILDINGS=layer, ADDRESSES=addresses(oppervlakte=[None, 0, -5, 100, 100, None]))
    assert results["BUILDING_COUNT"] == 6


def test_what_cannot_be_is_a_sentence(heat):
    given = {"BUILDINGS": buildings(), "ADDRESSES": addresses()}
    with pytest.raises(QgsProcessingException, match="Density of a street"):
        heat(**given, STREET_POOR=3.0)
    with pytest.raises(QgsProcessingException, match="no field nothing"):
        heat(**given, BUILDING_LABEL='"nothing"')
    with pytest.raises(QgsProcessingException, match="choose a layer with lines"):
        heat(**given, STREETS=addresses())


def test_cancelled_in_the_hours_nothing_is_left(run, tmp_path):
    feedback = Said(cancel_at=4)
    path = tmp_path / "heat.profiles"
    given = {"BUILDINGS": buildings(), "ADDRESSES": addresses(), "HEAT_PROFILES": str(path)}
    run("heatdemand", {**given, "CELLS": str(tmp_path / "cells.gpkg")}, feedback)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_neighbourhood(heat, town):
    results, rows = heat(BUILDINGS=town["BUILDINGS"], ADDRESSES=town["ADDRESSES"], STREETS=town["LV_CABLES"])
    assert 5 < results["MWH_PER_DWELLING"] < 20
    assert results["OUT_OF_REACH_MWH"] >= 0
    reached = sum(row["heat_mwh_per_year"] for row in rows["STREETS_OUT"])
    assert reached + results["OUT_OF_REACH_MWH"] == pytest.approx(results["HEAT_MWH"])


def test_dutch(heat, monkeypatch, tmp_path):
    monkeypatch.setattr(words, "language", lambda: "nl")
    said = Said()
    _, rows = heat(said, BUILDINGS=buildings(), ADDRESSES=addresses(energielabel=["A", "groen", "", "", "", ""]))
    assert "Er zijn geen straten gegeven" in said.text
    assert "Verwarmde gebouwen: 6" in said.text
    assert {row["heat_rule"] for row in rows["BUILDINGS_OUT"]} == {
        "energielabel A", "woningtype en bouwperiode", "vloeroppervlak en gebruik",
    }  # fmt: skip
    assert rows["PROBLEMS"][0]["reason"].startswith("groen is geen energielabel")


def test_legends_say_what_the_classes_mean(qgis_app, monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "nl")
    layer = QgsVectorLayer("Polygon?crs=EPSG:28992&field=density_class:string(0)", "cells", "memory")
    styles.style_layer(layer, "heat_cells")
    assert styles.legend_labels(layer)[0] == "Goed voor een warmtenet"
    styles.add_totals(layer, class_words(0.75, 1.5, words.tr("MWh per metre"), 2))
    assert styles.legend_labels(layer) == [
        "Goed voor een warmtenet: 1,50 MWh per meter per jaar of meer",
        "Gemiddeld: kijk nader: 0,75 tot 1,50 MWh per meter per jaar",
        "Slecht: nauwelijks een warmtenet waard: minder dan 0,75 MWh per meter per jaar",
    ]
    assert Path(HeatDemand().svgIconPath()).exists()
