"""What a user sees: a real QGIS window on a virtual screen, driven by mouse and keyboard from `in_qgis.py`."""

import contextlib
import json
import os
import shutil
import subprocess
import sysconfig
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 1200  # on a computer with much else to do; some 60 s on an idle one


@pytest.fixture(scope="session")
def screen(tmp_path_factory):
    """A virtual screen of its own; its number comes from the server, so that no other screen is taken."""
    if shutil.which("Xvfb") is None or shutil.which("qgis") is None:
        pytest.skip("needs QGIS and Xvfb")
    read, write = os.pipe()
    log = (tmp_path_factory.mktemp("screen") / "xvfb.log").open("w")
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        number = said.readline().strip()
    if not number:
        server.wait(10)
        pytest.fail("Xvfb did not start")
    yield f":{number}"
    server.terminate()
    server.wait(10)
    log.close()


@pytest.fixture(scope="session")
def seen(screen, tmp_path_factory):
    """The facts that `in_qgis.py` noted in a QGIS with a throw-away profile, with the folder of its pictures."""
    folder = Path(os.environ.get("STADSSTROOM_PICTURES") or tmp_path_factory.mktemp("window"))
    folder.mkdir(parents=True, exist_ok=True)
    home = tmp_path_factory.mktemp("profile")
    plugins = home / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "stadsstroom").symlink_to(ROOT)
    facts = folder / "facts.json"
    facts.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QT_QPA", "PYTEST"))}
    environment.update(
        DISPLAY=screen,
        LIBGL_ALWAYS_SOFTWARE="1",
        XDG_RUNTIME_DIR=str(home),
        QGIS_CUSTOM_CONFIG_PATH=str(home),
        PYTHONPATH=sysconfig.get_path("purelib"),
        STADSSTROOM_SEEN=str(folder),
        LC_ALL="C.UTF-8",
    )
    log = (folder / "qgis.log").open("w")
    window = subprocess.Popen(
        ["qgis", "--nologo", "--noversioncheck", "--code", str(Path(__file__).with_name("in_qgis.py"))],
        env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
    )  # fmt: skip
    until = time.monotonic() + LONGEST_S
    while window.poll() is None and not facts.exists() and time.monotonic() < until:
        time.sleep(0.2)
    with contextlib.suppress(subprocess.TimeoutExpired):
        window.wait(15)
    if window.poll() is None:
        window.kill()
        window.wait(10)
    log.close()
    if not facts.exists():
        pytest.fail("QGIS noted nothing:\n" + (folder / "qgis.log").read_text(errors="replace")[-3000:])
    noted = json.loads(facts.read_text(encoding="utf-8"))
    if "failed" in noted:
        pytest.fail(noted["failed"])
    return noted


def test_the_plugin_starts_with_neither_the_engine_nor_a_heavy_package(seen):
    assert seen["heavy_modules"] == []
    assert seen["engine_modules"] == []


def test_it_has_a_menu_and_a_toolbar_with_icons(seen):
    assert seen["menu"] == [
        "Hours of a section, station or connection",
        "Build grid…",
        "Hourly demand and generation…",
        "Grid congestion…",
        "Compare congestion…",
        "Make streets…",
        "Heat demand and density…",
        "Design heat network…",
        "Simulate heat network…",
        "Compare heat options…",
        "Rooftop solar…",
        "Powermapping…",
        "Make holons…",
        "Find congestion pockets…",
        "Hosting capacity…",
        "Share energy…",
        "Copper or steering…",
        "Try the demo…",
    ]
    assert seen["icons_missing"] == []


def test_results_arrive_grouped_and_styled(seen):
    assert seen["groups"], "no layer stands in a group"
    assert seen["ungrouped"] == []
    assert seen["unstyled"] == []


def test_a_click_on_a_section_shows_its_hours(seen):
    assert seen["dock_title"].startswith("Cable section ")
    assert seen["clicked_section"] in seen["dock_title"]
    assert "hours above the limit" in seen["dock_verdict"]
    assert seen["dock_hours"] == 24
    assert max(seen["dock_values"]) > 0
    assert max(seen["dock_values"]) == pytest.approx(seen["max_loading_percent"], rel=1e-3)


def test_a_selection_shows_a_station_and_a_connection(seen):
    assert seen["station_title"].startswith("Station ")
    assert seen["connection_title"].startswith("Connection ")
    assert seen["connection_unit"] == "V"


def test_the_year_plays_on_the_temporal_controller(seen):
    assert seen["frame_hours"] == 1
    assert seen["frames"] == 8760
    assert len(set(seen["dock_followed"])) == len(seen["dock_followed"]) > 3
    assert seen["map_changed"], "the map shows the same picture at the worst hour and on a summer night"


def test_a_holon_shows_its_hours_and_arrows_follow_the_map(seen):
    assert seen["holon_title"].startswith("Holon Station ")
    assert "self-sufficiency" in seen["holon_verdict"]
    assert seen["arrows_changed"], "the arrows are the same at noon and at night"


def test_the_button_that_opened_the_dock_closes_it_and_stops_picking(seen):
    assert not seen["dock_open"]
    assert not seen["still_picking"]


def test_nothing_is_left_behind_and_nothing_went_wrong(seen):
    assert seen["left_behind"] == []
    assert seen["errors"] == []
