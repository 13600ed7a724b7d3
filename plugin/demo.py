"""Writes the demo neighbourhood, loads it, and offers the first step on it."""

from __future__ import annotations

from pathlib import Path

from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtWidgets import QFileDialog, QPushButton

from ..processing.words import tr

ALGORITHM = "stadsstroom:demoneighbourhood"
# what the first step is told about the neighbourhood's layers
INPUTS = {
    "LV_CABLES": "laagspanningskabel",
    "MV_CABLES": "middenspanningskabel",
    "STATIONS": "middenspanningsstation",
    "BUILDINGS": "pand",
    "ADDRESSES": "verblijfsobject",
    "EXTRA_CONNECTIONS": "extra_aansluiting",
}
FILTERS = {
    "LV_FILTER": "\"omschrijving\" LIKE '%functie LS%'",
    "STATION_FILTER": "\"omschrijving\" LIKE 'Netstation%' OR \"omschrijving\" LIKE '%medegebruik%'",
    "SOURCE_FILTER": "\"omschrijving\" LIKE 'Transport%'",
}


def try_the_demo(iface) -> None:
    """Ask where to write the neighbourhood, load it there, and offer the first step."""
    path, _ = QFileDialog.getSaveFileName(
        iface.mainWindow(),
        tr("Where to write the demo neighbourhood"),
        str(Path.home() / "stadsstroom-demo.gpkg"),
        "GeoPackage (*.gpkg)",
    )
    if path:
        load_demo(path)
        offer_first_step(iface.messageBar(), path)


def load_demo(path: str) -> None:
    from qgis import processing

    processing.runAndLoadResults(ALGORITHM, {"OUTPUT": path})


def first_step(path: str) -> dict:
    """What `buildgrid` is told to build the grid of the neighbourhood in this GeoPackage."""
    layers = {layer.source(): layer.id() for layer in QgsProject.instance().mapLayers().values()}
    sources = {name: f"{path}|layername={table}" for name, table in INPUTS.items()}
    return {**{name: layers.get(source, source) for name, source in sources.items()}, **FILTERS}


def offer_first_step(bar, path: str) -> None:
    from qgis import processing

    item = bar.createMessage("Stadsstroom", tr("The demo neighbourhood is loaded. Next: build its grid."))
    button = QPushButton(tr("Build grid…"), item)
    button.clicked.connect(lambda: processing.execAlgorithmDialog("stadsstroom:buildgrid", first_step(path)))
    item.layout().addWidget(button)
    bar.pushWidget(item, Qgis.MessageLevel.Success)
