"""Holons through real runs: the demo neighbourhood by its grid, by areas and found; what is missing; and Dutch."""

import csv

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpressionContextUtils,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)
from stadsstroom.engine.demand import Profiles, ProfilesWriter
from stadsstroom.processing import output_fields, styles, words

from .conftest import Said, make_layer

LAYERS = {"HOLONS": output_fields.HOLONS, "FLOWS": output_fields.HOLON_FLOWS, "LEVELS": output_fields.HOLON_LEVELS}


def read(path) -> list[dict]:
    layer = QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    return {"folder": tmp_path_factory.mktemp("holons")}


@pytest.fixture
def given(kept, run, town):
    """What the algorithm is told of the demo neighbourhood: its grid, its hours, its places."""
    if "given" not in kept:
        folder = kept["folder"]
        grid = run("buildgrid", {**town, "CONNECTIONS": str(folder / "c.gpkg"), "NET": str(folder / "net.json")})
        homes = {name: town[name] for name in ("BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS")}
        shares = {"PV_SHARE": 60, "EV_SHARE": 40, "BATTERY_SHARE": 30, "PROFILES": str(folder / "town.profiles")}
        demand = run("demand", {**homes, "CONNECTIONS": grid["CONNECTIONS"], **shares})
        kept["given"] = {"NET": grid["NET"], "CONNECTIONS": grid["CONNECTIONS"], "PROFILES": demand["PROFILES"]}
    return {**kept["given"], "BUILDINGS": town["BUILDINGS"]}


@pytest.fixture
def holons(run, tmp_path):
    """holons(**parameters) -> results, and the rows of each layer by its name."""

    def holons(feedback=None, **parameters):
        outputs = {name: str(tmp_path / f"{name}.gpkg") for name in (*LAYERS, "PROBLEMS")}
        results = run("holons", {**outputs, **parameters}, feedback)
        return results, {name: read(results[name]) for name in outputs if name in results}

    return holons


def halves(given, name="wijken"):
    """Two areas that share the connections of the demo between them."""
    extent = QgsVectorLayer(given["CONNECTIONS"], "c", "ogr").extent()
    middle = extent.center().x()
    parts = ((extent.xMinimum() - 50, middle), (middle, extent.xMaximum() + 50))
    y0, y1 = extent.yMinimum() - 50, extent.yMaximum() + 50
    return make_layer(
        "Polygon",
        [
            (
                f"POLYGON(({a} {y0}, {b} {y0}, {b} {y1}, {a} {y1}, {a} {y0}))",
                {"wijkcode": f"W{k}", "wijknaam": f"Wijk {k}"},
            )
            for k, (a, b) in enumerate(parts, 1)
        ],
        name=name,
    )


def test_by_the_grid(given, holons, tmp_path):
    files = {name: str(tmp_path / f"{name}.profiles") for name in ("HOLON_PROFILES", "FLOW_HOURS")}
    results, rows = holons(**given, **files)
    for name, fields in LAYERS.items():
        assert [field.name for field in fields] == list(rows[name][0])[1:], name
    assert [row["kind"] for row in rows["LEVELS"]] == ["connection", "feeder", "station", "ring", "source", "all"]
    net = Profiles.open(given["PROFILES"]).net_kw().sum(axis=1)
    assert results["OUTWARD_IN_MWH"] == pytest.approx(np.maximum(net, 0).sum() / 1000)
    assert results["IMPORT_PEAK_KW"] == pytest.approx(net.max())
    assert results["SUFFICIENCY_TOGETHER"] > results["SUFFICIENCY_ALONE"] > 0
    hours, flows = (Profiles.open(path) for path in files.values())
    assert sorted(hours.connection_ids) == sorted(row["holon_id"] for row in rows["HOLONS"])
    assert sorted(flows.connection_ids) == sorted(row["flow_id"] for row in rows["FLOWS"])
    assert np.abs(hours.net_kw()).max() < 1e-3
    parents = {row["holon_id"] for row in rows["HOLONS"]} | {""}
    assert {row["parent_id"] for row in rows["HOLONS"]} <= parents


def test_houses_are_drawn_as_their_buildings(given, holons):
    results, _ = holons(**given)
    layer = QgsVectorLayer(results["HOLONS"], "h", "ogr")
    areas = {f["holon_id"]: f.geometry().area() for f in layer.getFeatures()}
    frame = {
        f["connection_id"]: f["building_id"] for f in QgsVectorLayer(given["CONNECTIONS"], "c", "ogr").getFeatures()
    }
    buildings = {f["identificatie"]: f.geometry().area() for f in given["BUILDINGS"].getFeatures()}
    whole = {f["identificatie"] for f in given["BUILDINGS"].getFeatures() if f.geometry().isGeosValid()}
    drawn = [name for name, building in frame.items() if building in whole]
    assert len(drawn) > 10
    assert [areas[name] for name in drawn] == pytest.approx([buildings[frame[name]] for name in drawn], rel=1e-6)
    assert [f["holon_id"] for f in layer.getFeatures() if not f.geometry().isGeosValid()] == []


def test_the_grid_model_alone_will_do(given, holons):
    _, rows = holons(NET=given["NET"], PROFILES=given["PROFILES"])
    assert len(rows["HOLONS"]) > len(Profiles.open(given["PROFILES"]).connection_ids)


def test_by_areas_with_or_without_the_layer_of_connections(given, holons):
    results, rows = holons(**{**given, "NET": None}, METHOD=1, AREAS_1=halves(given))
    named = {row["name"]: row for row in rows["HOLONS"] if row["kind"] == "area"}
    assert set(named) == {"Wijk 1", "Wijk 2"}
    assert sum(row["connections"] for row in named.values()) == results["CONNECTION_COUNT"]
    assert {row["layer"] for row in rows["PROBLEMS"]} <= {"buildings"}  # which have defects of their own
    again, _ = holons(NET=given["NET"], PROFILES=given["PROFILES"], METHOD=1, AREAS_1=halves(given))
    assert again["POOLED_MWH"] == pytest.approx(results["POOLED_MWH"])


def test_found_holons_pool_no_less_than_the_areas_beside_them(given, holons):
    results, rows = holons(**given, METHOD=2, FOUND_MOST=200)
    groups = [row for row in rows["HOLONS"] if row["kind"] == "found"]
    assert sum(row["connections"] for row in groups) == results["CONNECTION_COUNT"]
    assert max(row["connections"] for row in groups) <= 200
    levels = {row["kind"]: row for row in rows["LEVELS"]}
    assert levels["found"]["inside_mwh"] >= levels["connection"]["inside_mwh"]


def test_found_holons_beside_areas_of_equal_number_and_size(given, holons):
    told = {**given, "METHOD": 2, "FOUND_UNIT": 0, "AREAS_1": halves(given), "FOUND_LIKE_AREAS": True}
    results, rows = holons(**told)
    inside = {row["kind"]: row["inside_mwh"] for row in rows["LEVELS"]}
    areas, area_rows = holons(**{**told, "METHOD": 1})
    assert "MARGIN_PERCENT" not in areas
    assert results["FOUND_INSIDE_MWH"] == pytest.approx(inside["found"])
    assert results["AREAS_INSIDE_MWH"] == pytest.approx(
        next(row["inside_mwh"] for row in area_rows["LEVELS"] if row["kind"] == "area")
    )
    margin = results["FOUND_INSIDE_MWH"] - results["AREAS_INSIDE_MWH"]
    beyond = results["AREAS_INSIDE_MWH"] - inside["connection"]
    assert results["MARGIN_PERCENT"] == pytest.approx(100 * margin / beyond)
    assert sum(row["kind"] == "found" for row in rows["HOLONS"]) <= 2
    with pytest.raises(QgsProcessingException, match="a layer of smallest areas"):
        holons(**{**told, "AREAS_1": None})


def test_hours_outside_tell_what_helps(given, holons, tmp_path):
    hours = Profiles.open(given["PROFILES"]).hours
    with open(tmp_path / "land.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["residual_load", "price_eur_per_mwh", "residual_load_country"])
        table.writerows([(1 if k % 24 < 10 else -1, 100, 5) for k in range(hours)])
    results, rows = holons(**given, OUTSIDE=str(tmp_path / "land.csv"))
    assert results["GIVEN_IN_SURPLUS_MWH"] > 0
    assert results["VALUE_EUR"] == pytest.approx(100 * (results["OUTWARD_OUT_MWH"] - results["OUTWARD_IN_MWH"]))
    assert {row["level"] for row in rows["HOLONS"] if isinstance(row["helps_mwh"], float)} == {5}
    outside = [row for row in rows["LEVELS"] if row["kind"] == "outside"]
    assert [row["name"] for row in outside] == ["Outside", "The country"]
    assert outside[0]["helps_mwh"] == pytest.approx(results["HELPS_MWH"])
    assert outside[1]["hurts_mwh"] < outside[0]["hurts_mwh"]  # the country never has a surplus


@pytest.mark.parametrize(("method", "with_net"), [(0, True), (2, True), (2, False)])
def test_a_layer_without_all_connections_is_filled_from_the_grid_model(given, holons, method, with_net):
    some = QgsVectorLayer(given["CONNECTIONS"], "some", "ogr")
    some.setSubsetString("fid <= 9")
    told = {**given, "CONNECTIONS": some, "FOUND_UNIT": 0, "NET": given["NET"] if with_net else None}
    results, rows = holons(**told, METHOD=method)
    unknown = 0 if with_net else results["CONNECTION_COUNT"] - 9
    assert sum(row["code"] == "no_place" for row in rows["PROBLEMS"]) == unknown
    connections = QgsVectorLayer(results["HOLONS"], "h", "ogr").getFeatures("level = 1")
    assert sum(each.geometry().isEmpty() for each in connections) == unknown


def test_holons_lie_where_their_connections_do_whatever_the_net_is_in(given, holons):
    there = QgsCoordinateReferenceSystem("EPSG:25831")
    shift = QgsCoordinateTransform(QgsVectorLayer(given["CONNECTIONS"], "c", "ogr").crs(), there, QgsProject.instance())
    rows = []
    for each in QgsVectorLayer(given["CONNECTIONS"], "c", "ogr").getFeatures():
        place = shift.transform(each.geometry().asPoint())
        rows.append((f"POINT({place.x()} {place.y()})", {"connection_id": each["connection_id"]}))
    moved = make_layer("Point", rows, crs="EPSG:25831", name="moved")
    for method in (0, 2):
        results, _ = holons(**{**given, "CONNECTIONS": moved, "BUILDINGS": None}, METHOD=method)
        drawn = QgsVectorLayer(results["HOLONS"], "h", "ogr")
        assert drawn.crs() == there
        around = drawn.extent()
        around.grow(1)
        assert around.contains(moved.extent())


def test_found_holons_tell_of_connections_that_are_not_in_the_net(given, holons, tmp_path):
    ids = [*Profiles.open(given["PROFILES"]).connection_ids[1:], "stranger"]
    with ProfilesWriter(tmp_path / "other.profiles", ids, np.datetime64("2023-01-01"), 24, {"base": 1.0}) as hours:
        hours.kw("base")[:] = 1
    _, rows = holons(**{**given, "PROFILES": str(tmp_path / "other.profiles")}, METHOD=2, FOUND_UNIT=0)
    assert {"not_in_net", "without_hours"} <= {row["code"] for row in rows["PROBLEMS"]}


def test_what_is_missing_is_a_sentence(given, holons, tmp_path):
    hours = {"PROFILES": given["PROFILES"]}
    with pytest.raises(QgsProcessingException, match="need the grid model"):
        holons(**hours, CONNECTIONS=given["CONNECTIONS"])
    with pytest.raises(QgsProcessingException, match="where the connections are"):
        holons(**hours)
    elsewhere = make_layer("Point", [("POINT(0 400000)", {"connection_id": "x"})], name="elsewhere")
    with pytest.raises(QgsProcessingException, match="is in layer elsewhere"):
        holons(**{**given, "CONNECTIONS": elsewhere, "BUILDINGS": None})
    with pytest.raises(QgsProcessingException, match="need a layer of areas"):
        holons(**given, METHOD=1)
    (tmp_path / "short.csv").write_text("price\n1\n2\n")
    far = make_layer("Polygon", [("POLYGON((0 400000, 9 400000, 9 400009, 0 400000))", {"code": "x"})])
    with pytest.raises(QgsProcessingException, match="for each of the"):
        holons(**given, OUTSIDE=str(tmp_path / "short.csv"))
    with pytest.raises(QgsProcessingException, match="No connection lies in any area"):
        holons(NET=given["NET"], PROFILES=given["PROFILES"], METHOD=1, AREAS_1=far)


def test_cancelled_nothing_is_left(run, given, tmp_path):
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in LAYERS}
    files = {name: str(tmp_path / f"{name}.profiles") for name in ("HOLON_PROFILES", "FLOW_HOURS")}
    for when in (3, 12):
        run("holons", {**given, **outputs, **files}, Said(cancel_at=when))
        assert list(tmp_path.iterdir()) == []


def test_dutch(given, holons, monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "nl")
    said = Said()
    _, rows = holons(said, **given)
    assert "Zelfvoorziening, allen samen" in said.text
    assert {row["name"].split()[0] for row in rows["HOLONS"] if row["kind"] == "feeder"} == {"Laagspanningskabel"}
    assert rows["LEVELS"][-1]["name"] == "Allen samen"


def test_layers_arrive_styled_and_follow_the_hours(context, given, tmp_path):
    from stadsstroom.processing.algorithms.holons import Holons
    from stadsstroom.processing.outputs import ELEMENT, HOURLY

    algorithm = Holons().create()
    project = QgsProject.instance()
    outputs = {
        name: QgsProcessingOutputLayerDefinition(str(tmp_path / f"{name}.gpkg"), project)
        for name in ("HOLONS", "FLOWS")
    }
    files = {name: str(tmp_path / f"{name}.profiles") for name in ("HOLON_PROFILES", "FLOW_HOURS")}
    results, good = algorithm.run({**given, **outputs, **files, "SCENARIO": "Today"}, context, Said(), {}, False)
    assert good
    algorithm.postProcess(context, Said())
    arriving = {details.name: (name, details) for name, details in context.layersToLoadOnCompletion().items()}
    assert {details.groupName for _, details in arriving.values()} == {"Today"}
    flows, shapes = (context.getMapLayer(results[name]) for name in ("FLOWS", "HOLONS"))
    assert (flows.customProperty(ELEMENT), flows.customProperty(HOURLY)) == ("holon_flow", files["FLOW_HOURS"])
    assert (shapes.customProperty(ELEMENT), shapes.customProperty(HOURLY)) == ("holon", files["HOLON_PROFILES"])
    assert flows.temporalProperties().isActive()
    assert flows.temporalProperties().mode() == styles.REDRAW
    scope = QgsExpressionContextUtils.layerScope(flows)
    assert scope.variable(styles.HOURS_VARIABLE) == files["FLOW_HOURS"]
    assert "60 % and more" in styles.legend_labels(shapes)
