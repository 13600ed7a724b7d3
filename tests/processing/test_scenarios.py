"""The demo neighbourhood with and without a heat network, through demand and congestion, laid beside each other."""

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer
from stadsstroom.engine.demand import Profiles
from stadsstroom.processing import output_fields

from .conftest import make_layer

COMPARED = {
    "SECTIONS": output_fields.COMPARED_SECTIONS,
    "STATIONS": output_fields.COMPARED_STATIONS,
    "AREAS": output_fields.COMPARED_AREAS,
    "PROBLEMS": output_fields.PROBLEMS,
}
LOADED = ("SECTIONS", "STATIONS", "CONNECTIONS")
ALL_ELECTRIC = {"HEAT_PUMP_SHARE": 100, "EV_SHARE": 50, "PV_SHARE": 30}


def read(path) -> list[dict]:
    layer = QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


def gpkg(folder, names) -> dict:
    return {name: str(folder / f"{name.lower()}.gpkg") for name in names}


def heat_connections(buildings, remains: str, every: int = 1, **more):
    """A point in every so many-th building, served."""
    rows = [
        (feature.geometry().centroid().asWkt(), {"building_id": feature["identificatie"], "served": k % every == 0,
                                                 "remains": remains if k % every == 0 else "all", **more})
        for k, feature in enumerate(buildings.getFeatures())
    ]  # fmt: skip
    return make_layer("Point", rows, name="heat connections")


@pytest.fixture(scope="session")
def done(tmp_path_factory):
    return {"folder": tmp_path_factory.mktemp("scenarios")}


@pytest.fixture
def grid(done, run, town):
    if "grid" not in done:
        folder = done["folder"] / "grid"
        done["grid"] = run("buildgrid", {**town, **gpkg(folder, ["CONNECTIONS"]), "NET": str(folder / "net.json")})
    return done["grid"]


@pytest.fixture
def scenario(done, run, town, grid):
    """scenario("name", HEAT_CONNECTIONS=...): demand and congestion of it, calculated once."""

    def calculate(name, **more):
        if name not in done:
            folder = done["folder"] / name
            given = {part: town[part] for part in ("BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS")}
            given |= {"CONNECTIONS": grid["CONNECTIONS"], "PROFILES": str(folder / "town.profiles"), **ALL_ELECTRIC}
            demand = run("demand", {**given, **gpkg(folder, ["BUILDINGS_OUT", "PROBLEMS"]), **more})
            given = {"NET": grid["NET"], "PROFILES": demand["PROFILES"]}
            congestion = run("congestion", {**given, **gpkg(folder, LOADED)})
            done[name] = {"demand": demand, "congestion": congestion}
        return done[name]

    return calculate


@pytest.fixture
def pair(scenario, town):
    return scenario("without"), scenario("with", HEAT_CONNECTIONS=heat_connections(town["BUILDINGS"], "none"))


def inputs(before, after) -> dict:
    given = {}
    for letter, side in (("A", before), ("B", after)):
        given |= {f"{name}_{letter}": side["congestion"][name] for name in LOADED}
        given[f"PROFILES_{letter}"] = side["demand"]["PROFILES"]
    return given


def test_a_network_for_all_leaves_no_heat_pump_and_the_rest_as_it_was(pair):
    before, after = (Profiles.open(side["demand"]["PROFILES"]) for side in pair)
    assert before.kw("heat_pump")[:].max() > 1
    at_home = [k for k, name in enumerate(after.connection_ids) if not name.startswith("extra")]
    gone = before.kw("heat_pump")[:, at_home].sum(dtype=float)
    kept = after.kw("heat_pump")[:, at_home].sum(dtype=float) if "heat_pump" in after.technologies else 0.0
    extra = [row for row in read(pair[1]["demand"]["BUILDINGS_OUT"]) if row["kind"] == "extra"]
    assert kept == pytest.approx(sum(row["heat_pump_kwh"] for row in extra), abs=1)
    assert kept < 0.2 * gone
    for technology in ("base", "car", "pv"):
        assert (before.kw(technology)[:] == after.kw(technology)[:]).all()
    rows = [row for row in read(pair[1]["demand"]["BUILDINGS_OUT"]) if row["dwellings"]]
    assert {row["heat_network"] for row in rows} == {"none"}
    assert pair[1]["demand"]["SERVED_COUNT"] == pair[1]["demand"]["DWELLING_COUNT"]
    assert "SERVED_COUNT" not in pair[0]["demand"]


def test_boosters_are_read_from_a_layer(run, town, tmp_path):
    layer = heat_connections(town["BUILDINGS"], "booster", every=2, cop_water=4.4)
    given = {part: town[part] for part in ("BUILDINGS", "ADDRESSES")}
    given |= {"HEAT_CONNECTIONS": layer, "HEAT_PUMP_SHARE": 0, "PROFILES": str(tmp_path / "a.profiles")}
    results = run("demand", {**given, **gpkg(tmp_path, ["BUILDINGS_OUT"])})
    rows = read(results["BUILDINGS_OUT"])
    for row in rows:
        assert (row["heat_pump_kwh"] > 0) == (row["heat_network"] == "booster"), row
    boosted = [row for row in rows if row["heat_network"] == "booster"]
    assert results["BOOSTER_COUNT"] == sum(row["dwellings"] for row in boosted) > 10
    per_home = sum(row["heat_pump_kwh"] for row in boosted) / results["BOOSTER_COUNT"]
    assert 1000 / 4.4 <= per_home <= 1600 / 4.4  # 1,000 kWh of hot water for one person, more for more


def test_the_comparison_writes_every_output(pair, run, tmp_path):
    square = make_layer("Polygon", [("POLYGON((0 0, 300000 0, 300000 700000, 0 700000, 0 0))", {"buurtnaam": "Dorp"})])
    asked = {**inputs(*pair), "NEIGHBOURHOODS": square, "NAME_A": "All <electric>", "NAME_B": "Heat network"}
    results = run("comparecongestion", {**asked, **gpkg(tmp_path, COMPARED), "REPORT": str(tmp_path / "report.html")})
    for name, fields in COMPARED.items():
        rows = read(results[name])
        assert name == "PROBLEMS" or [field.name for field in fields] == list(rows[0])[1:], name
    sections, stations = read(results["SECTIONS"]), read(results["STATIONS"])
    assert len(sections) == len(read(pair[0]["congestion"]["SECTIONS"]))
    # less is drawn everywhere, at every hour: no station carries more
    assert all(row["difference_points"] < 1 for row in stations)
    assert sum(row["change"] == "less_loaded" for row in stations) + results["STATIONS_RELIEVED"] > 0
    over = [sum(row["verdict"] == "congested" for row in read(side["congestion"]["STATIONS"])) for side in pair]
    assert [results["STATIONS_OVER_BEFORE"], results["STATIONS_OVER_AFTER"]] == over
    assert results["PEAK_KW_SPARED"] == pytest.approx(pair[0]["demand"]["PEAK_KW"] - pair[1]["demand"]["PEAK_KW"], 1e-3)
    (area,) = read(results["AREAS"])
    assert (area["name"], area["stations"]) == ("Dorp", len(stations))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "All &lt;electric&gt; → Heat network" in page
    assert results["PROBLEM_COUNT"] == 0


def test_only_what_congestion_writes_of_one_grid_is_taken(pair, run, tmp_path):
    asked = {**inputs(*pair), **gpkg(tmp_path, ["SECTIONS"])}
    lines = make_layer("LineString", [("LINESTRING(200000 500000, 200010 500000)", {"name": "x"})])
    with pytest.raises(QgsProcessingException, match="no section_id"):
        run("comparecongestion", {**asked, "SECTIONS_B": lines})
    other = make_layer(
        "LineString", [("LINESTRING(200000 500000, 200010 500000)", {"section_id": "elsewhere", "verdict": "free"})]
    )
    with pytest.raises(QgsProcessingException, match="two grids"):
        run("comparecongestion", {**asked, "SECTIONS_B": other})
    assert not (tmp_path / "sections.gpkg").exists()
