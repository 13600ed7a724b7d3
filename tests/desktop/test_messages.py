"""A missing package is a sentence on the message bar, with the command a click away."""

import pytest
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QApplication, QLabel, QPushButton, QTextBrowser

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def bar(qgis_app):
    made = QgsMessageBar()
    yield made
    made.deleteLater()


def test_it_says_what_is_missing_and_copies_the_command(bar, monkeypatch):
    from stadsstroom.plugin import missing
    from stadsstroom.processing import packages

    monkeypatch.setattr(packages, "missing_packages", lambda *beyond: ["pandapower"])
    monkeypatch.setattr(missing, "missing_packages", lambda *beyond: ["pandapower"])
    item = missing.tell_missing(bar)
    shown = " ".join(
        [label.text() for label in item.findChildren(QLabel)]
        + [text.toPlainText() for text in item.findChildren(QTextBrowser)]
    )
    assert "Stadsstroom needs pandapower" in shown
    item.findChild(QPushButton).click()
    command = QApplication.clipboard().text()
    assert "-m pip install" in command
    assert "pandapower==" in command
    assert "numpy==" in command


def test_it_keeps_silent_when_all_is_there(bar):
    from stadsstroom.plugin.missing import tell_missing

    assert tell_missing(bar) is None
    assert bar.items() == []


def test_the_demo_offers_its_first_step_filled_in(tmp_path):
    from stadsstroom.plugin.demo import first_step

    told = first_step(str(tmp_path / "town.gpkg"))
    assert told["LV_CABLES"].endswith("town.gpkg|layername=laagspanningskabel")
    assert "functie LS" in told["LV_FILTER"]
