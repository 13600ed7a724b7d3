"""The three algorithms, one after the other, on the demo neighbourhood."""

import math
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsMeshLayer,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)
from stadsstroom.processing import output_fields

GRID = {
    "NODES": output_fields.NODES,
    "SECTIONS": output_fields.SECTIONS,
    "STATIONS_OUT": output_fields.STATIONS,
    "CONNECTIONS": output_fields.CONNECTIONS,
    "OPEN_POINTS_OUT": output_fields.OPEN_POINTS,
    "PROBLEMS": output_fields.PROBLEMS,
}
LOADED = {
    "SECTIONS": output_fields.LOADED_SECTIONS,
    "STATIONS": output_fields.LOADED_STATIONS,
    "CONNECTIONS": output_fields.LOADED_CONNECTIONS,
    "RING_CHECK": output_fields.RING_CHECK,
    "PROBLEMS": output_fields.PROBLEMS,
}


def files(folder: Path, names) -> dict:
    return {name: str(folder / f"{name.lower()}.gpkg") for name in names}


def read(path) -> list[dict]:
    layer = QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


@pytest.fixture(scope="session")
def done(tmp_path_factory):
    """Results of each algorithm, kept for the tests that look at them."""
    return {"folder": tmp_path_factory.mktemp("town")}


@pytest.fixture
def grid(done, run, town):
    if "grid" not in done:
        folder = done["folder"] / "grid"
        done["grid"] = run("buildgrid", {**town, **files(folder, GRID), "NET": str(folder / "net.json")})
    return done["grid"]


@pytest.fixture
def demand(done, run, town, grid):
    if "demand" not in done:
        folder = done["folder"] / "demand"
        parameters = {name: town[name] for name in ("BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS")}
        parameters |= {"CONNECTIONS": grid["CONNECTIONS"], "EV_SHARE": 60, "HEAT_PUMP_SHARE": 60, "PV_SHARE": 60}
        parameters |= {"BATTERY_SHARE": 20, "PROFILES": str(folder / "town.profiles")}
        done["demand"] = run("demand", {**parameters, **files(folder, ["BUILDINGS_OUT", "PROBLEMS"])})
    return done["demand"]


@pytest.fixture
def congestion(done, run, grid, demand):
    if "congestion" not in done:
        folder = done["folder"] / "congestion"
        parameters = {"NET": grid["NET"], "PROFILES": demand["PROFILES"], "SCENARIO": "Tomorrow"}
        parameters |= {"HOURLY": str(folder / "hours.nc"), "REPORT": str(folder / "report.html")}
        parameters |= {"NET_WORST": str(folder / "worst.json"), **files(folder, LOADED)}
        done["congestion"] = run("congestion", parameters)
    return done["congestion"]


def test_buildgrid_writes_every_output(grid):
    for name, fields in GRID.items():
        rows = read(grid[name])
        assert rows, name
        assert [field.name for field in fields] == list(rows[0])[1:], name
    assert grid["CONNECTION_COUNT"] == len(read(grid["CONNECTIONS"]))
    assert grid["CONNECTED_PERCENT"] > 97
    assert grid["PROBLEM_COUNT"] == len(read(grid["PROBLEMS"]))


def test_problems_are_sentences_with_their_values(grid):
    for row in read(grid["PROBLEMS"]):
        assert row["reason"].endswith(".")
        assert row["remedy"].endswith(".")
        assert "{" not in row["reason"] + row["remedy"]


def test_the_net_is_one_that_pandapower_solves(grid):
    import pandapower

    net = pandapower.from_json(grid["NET"])
    pandapower.runpp(net)
    assert net.converged
    assert set(net.load["name"]) == {row["connection_id"] for row in read(grid["CONNECTIONS"])}


def test_demand_writes_profiles_that_fit_the_grid(demand, grid):
    from stadsstroom.engine.demand import Profiles

    profiles = Profiles.open(demand["PROFILES"])
    assert set(profiles.connection_ids) == {row["connection_id"] for row in read(grid["CONNECTIONS"])}
    rows = read(demand["BUILDINGS_OUT"])
    assert [field.name for field in output_fields.BUILDINGS_DEMAND] == list(rows[0])[1:]
    assert math.isclose(sum(row["net_kwh"] for row in rows), demand["NET_KWH"], rel_tol=1e-4)
    assert len(profiles.connection_ids) == demand["CONNECTION_COUNT"] == len(rows)


def test_congestion_writes_every_output(congestion):
    for name, fields in LOADED.items():
        rows = read(congestion[name])
        assert name == "PROBLEMS" or [field.name for field in fields] == list(rows[0])[1:], name
    assert Path(congestion["REPORT"]).read_text(encoding="utf-8").lstrip().startswith("<!")
    assert Path(congestion["NET_WORST"]).is_file()
    verdicts = {row["verdict"] for row in read(congestion["SECTIONS"])}
    assert verdicts <= {"free", "busy", "full", "congested", ""}
    assert congestion["VM_MIN_PU"] < 1


def test_the_hours_play_on_the_map(congestion):
    mesh = QgsMeshLayer(congestion["HOURLY"], "hours", "mdal")
    assert mesh.isValid()
    assert mesh.crs().authid() == "EPSG:28992"
    shown = mesh.temporalProperties().timeExtent()
    assert (shown.begin().toString("yyyy-MM-dd hh"), shown.end().toString("yyyy-MM-dd hh")) == (
        "2023-01-01 00",
        "2023-12-31 23",
    )


@pytest.fixture
def columns_without_field(monkeypatch):
    """{table: (columns that are no field, fields that are no column)} of what is written, filled as it is written."""
    from stadsstroom.processing.bridge import outputs

    unknown = {}
    features_of = outputs.features_of

    def noting(table, fields, declared, wkb_type):
        more = set(table.frame.columns) - {field.name for field in fields} - PROBLEM_EXTRAS
        less = {field.name for field in fields} - set(table.frame.columns) - WITH_HOURLY
        unknown[fields] = (more, less)
        return features_of(table, fields, declared, wkb_type)

    monkeypatch.setattr(outputs, "features_of", noting)
    return unknown


NONE = (set(), set())


def test_every_column_of_the_grid_has_a_field(town, run, columns_without_field):
    run("buildgrid", {**town, **dict.fromkeys(GRID, "memory:")})
    assert columns_without_field == dict.fromkeys(GRID.values(), NONE)


def test_every_column_of_the_demand_has_a_field(town, grid, run, columns_without_field, tmp_path):
    given = {name: town[name] for name in ("BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS")}
    given |= {"CONNECTIONS": grid["CONNECTIONS"], "PROFILES": str(tmp_path / "a.profiles")}
    run("demand", {**given, **dict.fromkeys(("BUILDINGS_OUT", "PROBLEMS"), "memory:")})
    assert columns_without_field[output_fields.BUILDINGS_DEMAND] == NONE
    assert columns_without_field[output_fields.PROBLEMS] == NONE


def test_every_column_of_the_congestion_has_a_field(grid, demand, run, columns_without_field):
    given = {"NET": grid["NET"], "PROFILES": demand["PROFILES"], "LAST_HOUR": 23}
    run("congestion", {**given, **dict.fromkeys(LOADED, "memory:")})
    assert columns_without_field == dict.fromkeys(LOADED.values(), NONE)


WITH_HOURLY = {"mesh_edge"}
PROBLEM_EXTRAS = {"reason_template", "remedy_template", "values"}


def test_what_is_not_asked_for_is_not_written(run, town, tmp_path):
    results = run("buildgrid", {**town, "SECTIONS": str(tmp_path / "sections.gpkg")})
    assert [path.name for path in tmp_path.iterdir()] == ["sections.gpkg"]
    assert "NODES" not in results


@pytest.mark.parametrize(("choice", "kind"), [(None, None), (0, None), (1, "switchgear"), (2, "source")])
def test_a_station_missing_from_the_map_is_what_was_chosen(run, town, tmp_path, choice, kind):
    lines = QgsVectorLayer("LineString?crs=EPSG:28992", "row", "memory")
    for i in range(8):
        feature = QgsFeature(lines.fields())
        feature.setGeometry(
            QgsGeometry.fromWkt(f"LINESTRING({200_000 + 1.5 * i} 500000, {200_000 + 1.5 * i} {500_050 + 3 * i})")
        )
        lines.dataProvider().addFeature(feature)
    chosen = {} if choice is None else {"MISSING_STATIONS": choice}
    results = run("buildgrid", {**town, "MV_CABLES": lines, **chosen, **files(tmp_path, ["STATIONS_OUT", "PROBLEMS"])})
    stations = {row["station_id"]: row for row in read(results["STATIONS_OUT"])}
    assert "station_missing" in {row["code"] for row in read(results["PROBLEMS"])}
    assert ("missing-1" in stations) == (kind is not None)
    if kind:
        assert (stations["missing-1"]["kind"], stations["missing-1"]["station_how"]) == (kind, "assumed")
        assert stations["missing-1"]["station_rule"]


def test_same_input_same_output(run, town, grid, tmp_path):
    again = run("buildgrid", {**town, **files(tmp_path, GRID)})
    for name in GRID:
        assert read(again[name]) == read(grid[name])


# How layers arrive


@pytest.fixture
def arrived(run, context):
    """Run with all outputs to be loaded; {output: (layer, details)} as they stand before QGIS takes them over."""

    def arrive(name, parameters):
        project = QgsProject()
        context.setProject(project)
        algorithm_outputs = {}
        for output in parameters["load"]:
            algorithm_outputs[output] = QgsProcessingOutputLayerDefinition("memory:", project)
        results = run(name, {**parameters["given"], **algorithm_outputs})
        layers = context.layersToLoadOnCompletion()
        return results, {details.outputName: (context.getMapLayer(key), details) for key, details in layers.items()}

    return arrive


def test_layers_arrive_named_grouped_and_styled(arrived, town, monkeypatch):
    from stadsstroom.processing import styles, words

    monkeypatch.setattr(words, "language", lambda: "nl")
    _, layers = arrived("buildgrid", {"given": town, "load": GRID})
    assert {details.groupName for _, details in layers.values()} == {"Net"}
    sections, details = layers["SECTIONS"]
    assert details.name == "Kabelsecties"
    assert "Laagspanningskabel" in styles.legend_labels(sections)
    assert sections.fields()["length_m"].alias() == "Lengte (m)"
    order = [output for output, _ in sorted(layers.items(), key=lambda item: -item[1][1].layerSortKey)]
    assert order.index("PROBLEMS") < order.index("STATIONS_OUT") < order.index("SECTIONS")


def test_loaded_results_know_their_hours(arrived, grid, demand, tmp_path):
    given = {"NET": grid["NET"], "PROFILES": demand["PROFILES"], "HOURLY": str(tmp_path / "hours.nc")}
    given |= {"SCENARIO": "Tomorrow", "FIRST_HOUR": 0, "LAST_HOUR": 167, "V_MIN": 0.95, "V_MAX": 1.05}
    results, layers = arrived("congestion", {"given": given, "load": LOADED})
    assert {details.groupName for _, details in layers.values()} == {"Tomorrow"}
    for output, element in (("SECTIONS", "section"), ("STATIONS", "station"), ("CONNECTIONS", "connection")):
        layer, _ = layers[output]
        assert layer.customProperty("stadsstroom/hourly") == results["HOURLY"]
        assert layer.customProperty("stadsstroom/element") == element
        assert layer.customProperty("stadsstroom/limits") == "0.95;1.05"
    mesh, _ = layers["HOURLY"]
    assert mesh.temporalProperties().isActive()
    active = mesh.rendererSettings().activeScalarDatasetGroup()
    assert mesh.rendererSettings().scalarSettings(active).edgeStrokeWidth().isVariableWidth()


# Not over the inputs


def test_no_output_over_an_input(run, town, tmp_path, grid):
    town["LV_CABLES"] = grid["SECTIONS"]
    before = Path(grid["SECTIONS"]).read_bytes()
    with pytest.raises(QgsProcessingException, match="Low-voltage cables"):
        run("buildgrid", {**town, "NODES": grid["SECTIONS"]})
    assert Path(grid["SECTIONS"]).read_bytes() == before


def test_no_two_outputs_in_one_file(run, town, tmp_path):
    one = str(tmp_path / "one.gpkg")
    with pytest.raises(QgsProcessingException, match=r"Nodes.*Sections|Sections.*Nodes"):
        run("buildgrid", {**town, "NODES": one, "SECTIONS": one})


def test_two_tables_in_one_file(run, town, tmp_path):
    place = "ogr:dbname='{file}' table=\"{table}\" (geom)"
    tables = {name: place.format(file=tmp_path / "one.gpkg", table=name.lower()) for name in ("NODES", "SECTIONS")}
    results = run("buildgrid", {**town, **tables})
    assert read(results["NODES"])
    assert read(results["SECTIONS"])


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson", "fgb", "csv"])
def test_layers_go_to_any_format(run, town, tmp_path, ending):
    outputs = {name: str(tmp_path / f"{name}.{ending}") for name in ("SECTIONS", "CONNECTIONS", "PROBLEMS")}
    results = run("buildgrid", {**town, **outputs})
    assert len(read(results["CONNECTIONS"])) == results["CONNECTION_COUNT"]
    assert len(read(results["PROBLEMS"])) == results["PROBLEM_COUNT"]


def test_a_run_that_fails_late_takes_its_files_along(run, town, tmp_path, monkeypatch):
    from stadsstroom.processing.bridge import outputs

    def no_room(*_):
        raise OSError(28, "No space left on device", "problems.gpkg")

    monkeypatch.setattr(outputs, "problem_table", no_room)
    given = {name: town[name] for name in ("BUILDINGS", "ADDRESSES")}
    files_out = {"PROFILES": str(tmp_path / "a.profiles"), **files(tmp_path, ["BUILDINGS_OUT", "PROBLEMS"])}
    with pytest.raises(QgsProcessingException, match=r"no room left.*problems\.gpkg"):
        run("demand", {**given, **files_out})
    assert list(tmp_path.iterdir()) == []
