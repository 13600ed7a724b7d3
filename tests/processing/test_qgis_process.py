"""What users see: the plugin in a fresh profile, run by `qgis_process` through QGIS' own plugin loader."""

import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from qgis.core import QgsProcessingParameterDefinition
from stadsstroom.processing.algorithms import ALGORITHMS

ROOT = Path(__file__).resolve().parents[2]
IDS = {algorithm.ID for algorithm in ALGORITHMS}

pytestmark = pytest.mark.skipif(shutil.which("qgis_process") is None, reason="there is no qgis_process here")


@pytest.fixture(scope="module")
def qgis_process(tmp_path_factory):
    """qgis_process(arguments, inputs, packages=True) -> (exit code, what it printed), in a profile with the plugin."""
    home = tmp_path_factory.mktemp("profile")
    plugins = home / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "stadsstroom").symlink_to(ROOT)
    environment = {**os.environ, "QGIS_CUSTOM_CONFIG_PATH": str(home), "QT_QPA_PLATFORM": "offscreen"}

    def qgis_process(*arguments, inputs=None, packages=True):
        path = sysconfig.get_path("purelib") if packages else ""
        done = subprocess.run(
            ["qgis_process", *arguments],
            input=None if inputs is None else json.dumps({"inputs": inputs}),
            env={**environment, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    qgis_process("plugins", "enable", "stadsstroom")
    return qgis_process


def listed(text) -> set:
    return {line.split()[0].split(":")[1] for line in text.splitlines() if line.strip().startswith("stadsstroom:")}


def test_the_algorithms_are_listed(qgis_process):
    code, text = qgis_process("list")
    assert code == 0
    assert listed(text) == IDS


@pytest.mark.parametrize("name", sorted(IDS))
def test_help_is_complete(qgis_process, name):
    code, text = qgis_process("--json", "help", f"stadsstroom:{name}")
    assert code == 0
    help_text = json.loads(text[text.index("{") : text.rindex("}") + 1])
    for parameter in help_text["parameters"].values():
        assert parameter["help"], parameter["name"]


def test_the_town_from_layers_to_map(qgis_process, tmp_path):
    def results(text):
        return json.loads(text[text.index("{") : text.rindex("}") + 1])["results"]

    town, run = tmp_path / "town.gpkg", ["--json", "run"]
    code, text = qgis_process(*run, "stadsstroom:demoneighbourhood", "-", inputs={"OUTPUT": str(town)})
    assert code == 0, text
    grid = {
        "LV_CABLES": f"{town}|layername=laagspanningskabel",
        "MV_CABLES": f"{town}|layername=middenspanningskabel",
        "STATIONS": f"{town}|layername=middenspanningsstation",
        "BUILDINGS": f"{town}|layername=pand",
        "ADDRESSES": f"{town}|layername=verblijfsobject",
        "LV_FILTER": "\"omschrijving\" LIKE '%functie LS%'",
        "SECTIONS": str(tmp_path / "sections.gpkg"),
        "CONNECTIONS": str(tmp_path / "connections.gpkg"),
        "NET": str(tmp_path / "net.json"),
    }
    code, text = qgis_process(*run, "stadsstroom:buildgrid", "-", inputs=grid)
    assert code == 0, text
    demand = {
        **{name: grid[name] for name in ("BUILDINGS", "ADDRESSES", "CONNECTIONS")},
        "HEAT_PUMP_SHARE": 100,
        "PROFILES": str(tmp_path / "town.profiles"),
    }
    code, text = qgis_process(*run, "stadsstroom:demand", "-", inputs=demand)
    assert code == 0, text
    assert results(text)["HEAT_PUMP_COUNT"] == results(text)["DWELLING_COUNT"] > 100
    congestion = {
        "NET": grid["NET"],
        "PROFILES": demand["PROFILES"],
        "STATIONS": str(tmp_path / "stations.gpkg"),
        "HOURLY": str(tmp_path / "hours.nc"),
        "LAST_HOUR": 335,
    }
    code, text = qgis_process(*run, "stadsstroom:congestion", "-", inputs=congestion)
    assert code == 0, text
    assert results(text)["PEAK_KW"] > 100
    assert (tmp_path / "hours.nc").stat().st_size > 4 * 336 * 100


def needed(name) -> list[str]:
    """The parameters that an algorithm cannot do without."""
    made = next(algorithm for algorithm in ALGORITHMS if name == algorithm.ID)().create()
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    return [p.name() for p in made.parameterDefinitions() if not p.flags() & optional and p.defaultValue() is None]


def has_packages_of_its_own(qgis_process) -> bool:
    _, text = qgis_process("--json", "help", "stadsstroom:buildgrid", packages=False)
    return '"can_execute": true' in text


def test_without_the_packages_it_lists_and_says_what_is_missing(qgis_process):
    code, text = qgis_process("list", packages=False)
    assert code == 0
    assert listed(text) == IDS
    assert "Traceback" not in text
    if has_packages_of_its_own(qgis_process):
        pytest.skip("this QGIS comes with every package")
    for name in ({algorithm.ROOM: algorithm.ID for algorithm in ALGORITHMS}).values():  # one of each room
        code, text = qgis_process(
            "run", f"stadsstroom:{name}", "-", inputs=dict.fromkeys(needed(name), "x"), packages=False
        )
        assert code != 0
        assert "Traceback" not in text
        assert "pandapower" in text
        assert "-m pip install" in text
        assert '"numpy==' in text
