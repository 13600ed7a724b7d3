"""What `make demo` leaves can be opened, and a town of one's own goes the same way."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from qgis.core import QgsMeshLayer, QgsProject, QgsVectorLayer

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "resources" / "demo" / "run_demo.py"


def run_demo(*arguments, language="en_GB"):
    words = {"LC_ALL": f"{language}.UTF-8", "LANG": f"{language}.UTF-8", "LANGUAGE": ""}
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        env={**os.environ, **words, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=1800, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    done = run_demo("--out", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


@pytest.fixture
def project(demo, qgis_app):
    """The demo's project, read once while no other is opened."""
    opened, path = QgsProject.instance(), str(demo[0] / "stadsstroom.qgz")
    if opened.fileName() != path or not opened.mapLayers():
        assert opened.read(path)
    return opened


def test_it_leaves_what_it_says(demo):
    folder, said = demo
    files = (
        "stadsstroom.qgz",
        "stadsstroom.gpkg",
        "map.png",
        "today.html",
        "all_electric.html",
        "today.nc",
        "all_electric.nc",
        "roofs.png",
        "heat.png",
        "relief.png",
        "heat_network.html",
        "relief.html",
        "heat.html",
        "heat.nc",
        "holons.png",
        "pockets.png",
        "copper.html",
        "sharing.html",
    )
    for name in files:
        assert (folder / name).stat().st_size > 10_000, name
        assert str(folder / name) in said
    assert not list(folder.glob("*-wal")) + list(folder.glob("*.part"))
    assert "Today (5 % cars, 8 % heat pumps, 25 % solar roofs):" in said
    assert "Transformers: 0 of 3 above the limit" in said.split("All-electric (")[0]


def test_the_project_opens_with_every_layer_in_a_styled_group(project):
    layers = project.mapLayers().values()
    assert all(layer.isValid() for layer in layers)
    groups = {group.name() for group in project.layerTreeRoot().findGroups()}
    assert {"Today", "All-electric", "Heat network", "Grid", "Heat", "Holons and pockets", "Town"} <= groups
    assert all(node.parent() is not project.layerTreeRoot() for node in project.layerTreeRoot().findLayers())
    assert sum(isinstance(layer, QgsMeshLayer) for layer in layers) == 4
    sections = [layer for layer in layers if layer.customProperty("stadsstroom/element") == "section"]
    assert [layer.renderer().type() for layer in sections] == ["RuleRenderer"] * 3


def test_its_clock_plays_the_year_by_the_hour(project):
    span = project.timeSettings().temporalRange()
    assert span.begin().secsTo(span.end()) == pytest.approx(8760 * 3600, abs=3600)
    assert project.timeSettings().timeStep() == 1
    assert set(project.mapThemeCollection().mapThemes()) == {
        "Today: worst of the year",
        "Today: hour by hour",
        "All-electric: worst of the year",
        "All-electric: hour by hour",
        "Heat network: worst of the year",
        "Heat network: hour by hour",
        "Suitability of roofs",
        "Powermapping",
        "Heat density of streets",
        "Heat network",
        "Heat network: coldest day",
        "Cheapest heat of buildings",
        "Relief by the heat network",
        "Holons and flows",
        "Congestion pockets",
        "Copper or steering",
        "Hosting capacity",
        "Energy sharing",
    }


def test_its_roofs_are_measured_and_reach_the_cable(demo, project):
    from stadsstroom.engine.demand import Profiles
    from stadsstroom.plugin.reading import read_element
    from stadsstroom.plugin.results import kind_of, result_layers

    folder, said = demo
    roofs = project.layerTreeRoot().findGroup("Roofs")
    assert {group.name() for group in roofs.findGroups()} == {"Roofs: sun", "Powermapping"}
    layer = next(each for each in result_layers() if kind_of(each) == "roof")
    feature = max(layer.getFeatures(), key=lambda each: each["kwh"])
    element = read_element(layer, feature)
    assert element.values.sum() == pytest.approx(feature["kwh"], rel=1e-3)
    total = sum(each["kwh"] for each in layer.getFeatures()) / 1000
    assert f"{total:.0f} MWh a year" in said.replace(",", "")
    assert "full method" in said
    demand = Profiles.open(folder / "today.profiles")
    roof = Profiles.open(folder / "roofs.profiles")
    midday = roof.kw("pv")[:, list(roof.connection_ids).index(feature["building_id"])] < 0
    hours = demand.kw("pv")[:, [i for i, name in enumerate(demand.connection_ids) if demand.kw("pv")[:, i].any()]]
    assert not hours[~midday & ~(roof.kw("pv") < 0).any(axis=1)].any()


def test_its_heat_network_spares_the_transformer(demo, project):
    folder, said = demo
    rows = {}
    for word in ("all_electric", "heat_network"):
        layer = QgsVectorLayer(f"{folder / 'stadsstroom.gpkg'}|layername={word}_stations", "", "ogr")
        rows[word] = {each["station_id"]: each["max_loading_percent"] for each in layer.getFeatures()}
    assert rows["heat_network"]["T2"] < rows["all_electric"]["T2"]
    assert "Transformers over their limit: 1 before, 0 after" in said
    served = QgsVectorLayer(f"{folder / 'stadsstroom.gpkg'}|layername=heat_connections", "", "ogr")
    dwellings = sum(1 for each in served.getFeatures() if each["served"])
    assert dwellings > 50
    problems = QgsVectorLayer(f"{folder / 'stadsstroom.gpkg'}|layername=heat_problems", "", "ogr")
    codes = {each["code"] for each in problems.getFeatures()}
    assert {"unreadable_number", "double_street", "island", "no_power"} <= codes  # defects of its layers


def rows_of(folder, table):
    layer = QgsVectorLayer(f"{folder / 'stadsstroom.gpkg'}|layername={table}", "", "ogr")
    return [dict(zip(layer.fields().names(), each.attributes())) for each in layer.getFeatures()]


def test_its_pockets_are_what_is_overloaded_and_say_what_clears_them(demo, project):
    folder, said = demo
    over = {
        each[f"{kind}_id"]
        for kind in ("section", "station")
        for each in rows_of(folder, f"all_electric_{kind}s")
        if each["verdict"] == "congested"
    }
    pockets = rows_of(folder, "pockets")
    assert over
    assert {each["element_id"] for each in pockets} == over
    assert all(f"{each['element_id']}: {each['remedy']}" in said for each in pockets)
    bought = {each["remedy"] for each in rows_of(folder, "copper_ranked")}
    assert len(rows_of(folder, "copper_ranked")) >= len(pockets)
    assert all(bought)


def test_its_holons_win_by_pooling_and_their_neighbours_by_sharing(demo, project):
    folder, _ = demo
    holons = rows_of(folder, "holons")
    largest = max(each["level"] for each in holons)
    inside = {
        level: sum(each["inside_mwh"] for each in holons if each["level"] == level) for level in range(1, largest + 1)
    }
    assert sorted(inside.values()) == list(inside.values())
    assert inside[largest] > 2 * inside[1]
    members = rows_of(folder, "sharing_members")
    chosen = max((each for each in holons if each["kind"] == "station"), key=lambda each: each["connections"])
    assert len(members) == chosen["connections"]
    assert sum(each["received_kwh"] for each in members) == pytest.approx(sum(each["given_kwh"] for each in members))
    assert min(each["saving_eur"] for each in members) > -0.01


def test_what_still_fits_is_told_for_every_connection(demo, project):
    folder, said = demo
    fits = rows_of(folder, "fits_connections")
    nothing = [each for each in fits if each["fits"] == "nothing"]
    assert f"nothing fits at {len(nothing)} of {len(fits)} connections" in said
    assert len(fits) == len(rows_of(folder, "today_connections"))
    group = project.layerTreeRoot().findGroup("Hosting capacity")
    styles = {node.layer().name(): node.layer().renderer().type() for node in group.findLayers()}
    assert styles.pop("Problems", None) is not None
    assert set(styles) == {"Fits at stations", "Fits at connections", "Fits on feeders"}
    assert "singleSymbol" not in styles.values()


def test_what_it_says_stands_in_the_layers(demo, qgis_app):
    folder, said = demo
    layer = QgsVectorLayer(f"{folder / 'stadsstroom.gpkg'}|layername=all_electric_stations", "", "ogr")
    full = [each for each in layer.getFeatures() if each["verdict"] == "congested"]
    assert f"Transformers: {len(full)} of 3 above the limit" in said.split("All-electric (")[1]
    assert full, "all heat pumps and cars should be too much for a transformer of today"


def test_the_dock_shows_both_scenarios_of_the_project(project):
    from stadsstroom.plugin.reading import read_element
    from stadsstroom.plugin.results import kind_of, result_layers, scenario_of

    layer = next(each for each in result_layers() if kind_of(each) == "station" and scenario_of(each) == "Today")
    feature = max(layer.getFeatures(), key=lambda each: each["max_loading_percent"])
    element = read_element(layer, feature)
    others = dict(element.others)
    assert set(others) == {"All-electric", "Heat network"}
    assert element.values.max() == pytest.approx(feature["max_loading_percent"], rel=1e-3)
    assert others["All-electric"].max() > element.values.max()


def test_hours_are_found_again_when_the_folder_moved(demo, project, tmp_path):
    from stadsstroom.plugin.results import hourly_path, kind_of, result_layers

    layer = next(each for each in result_layers() if kind_of(each) == "section")
    layer.setCustomProperty("stadsstroom/hourly", str(tmp_path / "elsewhere" / "today.nc"))
    assert hourly_path(layer) == demo[0] / "today.nc"


def without_heat(town):
    """A town as it comes: without streets as lines and sources of heat."""
    with sqlite3.connect(town) as file:
        for name in ("straat", "warmtebron", "wegdeel"):
            for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gpkg_ogr_contents"):
                file.execute(f"delete from {table} where table_name = ?", (name,))
            file.execute(f"drop table if exists {name}")


@pytest.fixture(scope="module")
def in_dutch(demo, tmp_path_factory):
    """A town of one's own in Dutch, without a heat network, over what the shared run left."""
    folder = tmp_path_factory.mktemp("mine")
    town = folder / "mine.gpkg"
    town.write_bytes((demo[0] / "town.gpkg").read_bytes())
    without_heat(town)
    out = folder / "out"
    out.mkdir()
    (out / "my_own.gpkg").write_text("of the user")
    for file in demo[0].iterdir():
        if file.is_file():
            (out / file.name).write_bytes(file.read_bytes())
    done = run_demo("--data", town, "--today", "EV=60,HP=20", "--heat", "none", "--out", out, language="nl_NL")
    assert done.returncode == 0, done.stdout + done.stderr
    return town, out, done.stdout


def test_a_town_of_ones_own_over_an_earlier_run(in_dutch):
    town, out, said = in_dutch
    assert town.is_file()
    assert not (out / "town.gpkg").exists()
    assert not (out / "heat.json").exists()
    assert not (out / "heat.png").exists()
    assert (out / "my_own.gpkg").read_text() == "of the user"
    assert f"Gemeente: {town}" in said
    assert "Vandaag (60 % elektrische auto's, 20 % warmtepompen):" in said
    assert "warmtebron" not in said
    assert len(rows_of(out, "pockets")) > 0


DESIGN_ONLY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import run_demo
run_demo.load_package()
town, out = Path(sys.argv[2]), Path(sys.argv[3])
alive = run_demo.start_qgis(out / ".qgis")
from stadsstroom.resources.demo.chain import Chain, town_layers
from stadsstroom.resources.demo.heat import Heat
network = Heat(Chain(out), town_layers(town, run_demo.TOWN), "3gdh")
network.design()
print(network.assumed)
print(*sorted(network.results))
"""


def test_a_town_without_streets_and_sources_gets_both(demo, tmp_path):
    town = tmp_path / "mine.gpkg"
    town.write_bytes((demo[0] / "town.gpkg").read_bytes())
    without_heat(town)
    done = subprocess.run(
        [sys.executable, "-c", DESIGN_ONLY, str(SCRIPT.parent), str(town), str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "en_GB.UTF-8", "LANGUAGE": ""},
        cwd=tmp_path,  # not the checkout, whose `processing` would hide QGIS' own
        capture_output=True, text=True, timeout=900, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "surface water at the largest business is assumed" in done.stdout
    assert "makestreets" in done.stdout
    (source,) = rows_of(tmp_path, "heat_sources")
    assert source["how"] == "assumed"
    assert sum(1 for each in rows_of(tmp_path, "heat_connections") if each["served"]) > 50


def test_it_speaks_the_users_language(in_dutch, qgis_app):
    _, out, said = in_dutch
    assert "above" not in said
    assert "self-sufficiency" not in said
    report = (out / "today.html").read_text(encoding="utf-8")
    assert "<title>Vandaag · Netcongestie door het jaar</title>" in report
    assert "Ingebouwd typisch Nederlands jaar" in report
    project = QgsProject.instance()
    assert project.read(str(out / "stadsstroom.qgz"))
    groups = {group.name() for group in project.layerTreeRoot().findGroups()}
    assert {"Vandaag", "All-electric", "Net", "Gemeente", "Vandaag: vraag", "Holons en pockets"} <= groups
    project.clear()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "nowhere.gpkg"], "there is no file nowhere.gpkg"),
        (["--dsm", "nowhere.tif"], "there is no file nowhere.tif"),
        (["--dtm", __file__], "give its GeoPackage too"),
        (["--out", __file__], "is a file: choose a folder"),
        (["--today", "EV=120"], "give a share from 0 to 100"),
        (["--today", "WIND=5"], "WIND is not one of EV, HP, PV, BATTERY"),
    ],
)
def test_what_cannot_be_run_is_a_sentence(arguments, sentence, capsys):
    from stadsstroom.resources.demo import run_demo as script

    with pytest.raises(SystemExit) as stopped:
        script.arguments(arguments)
    assert stopped.value.code != 0
    assert sentence in capsys.readouterr().err


def test_a_town_without_the_layers_is_a_sentence(demo, tmp_path):
    done = run_demo("--data", demo[0] / "stadsstroom.gpkg", "--out", tmp_path)
    assert done.returncode != 0
    assert "has no layer pand, verblijfsobject" in done.stderr
    assert "Traceback" not in done.stderr
