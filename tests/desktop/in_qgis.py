"""Runs inside QGIS: uses the plugin as a user would, notes what is seen in facts.json, saves pictures, and quits.

Started by `test_window.py` with `qgis --code`; a step is a function, and the event loop runs between steps.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis import processing
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsInterval,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsMeshLayer,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar
from qgis.utils import iface

FOLDER = Path(os.environ["STADSSTROOM_SEEN"])
PACKAGE = "stadsstroom"
HEAVY = ("pandapower", "numba", "pandas", "shapely", "scipy", "networkx")
facts = {}
errors = []


def note_message(text, tag, level):
    if level == Qgis.MessageLevel.Critical or "Traceback" in text:
        errors.append(f"{tag}: {text[-800:]}")


def plugin():
    return qgis.utils.plugins[PACKAGE]


def furniture():
    """What a plugin could leave behind, by name."""
    window = iface.mainWindow()
    things = [f"toolbar {bar.objectName()}" for bar in window.findChildren(QToolBar) if "tads" in bar.objectName()]
    things += [f"dock {dock.objectName()}" for dock in window.findChildren(QDockWidget) if "tads" in dock.objectName()]
    things += [f"action {action.text()}" for action in menu_actions()]
    if QgsApplication.processingRegistry().providerById(PACKAGE) is not None:
        things.append("provider")
    return things


def menu_actions():
    menus = [action.menu() for action in iface.pluginMenu().actions() if action.menu() is not None]
    return [action for menu in menus if menu.title().replace("&", "") == "Stadsstroom" for action in menu.actions()]


def layer_of(kind):
    from stadsstroom.plugin.results import kind_of, result_layers

    return next(layer for layer in result_layers() if kind_of(layer) == kind)


def settle(canvas):
    """Wait until the map is drawn."""
    canvas.refresh()
    QTest.qWait(300)
    until = time.monotonic() + 120
    while canvas.isDrawing() and time.monotonic() < until:
        QTest.qWait(50)
    QTest.qWait(100)


def start_plugin():
    QgsApplication.messageLog().messageReceived.connect(note_message)
    iface.messageBar().clearWidgets()
    iface.mainWindow().resize(1600, 1000)
    before = set(sys.modules)
    qgis.utils.updateAvailablePlugins()
    loaded = qgis.utils.loadPlugin(PACKAGE) and qgis.utils.startPlugin(PACKAGE)
    if not loaded:
        raise RuntimeError("the plugin did not load")
    new = set(sys.modules) - before
    facts["heavy_modules"] = sorted(name for name in HEAVY if name in new)
    facts["engine_modules"] = sorted(name for name in new if name.startswith(f"{PACKAGE}.engine"))
    facts["menu"] = [action.text() for action in menu_actions()]
    facts["icons_missing"] = [action.text() for action in menu_actions() if action.icon().isNull()]


def run_the_chain():
    """The demo neighbourhood through the three algorithms, loaded as the toolbox loads them."""
    town = str(FOLDER / "town.gpkg")
    processing.runAndLoadResults(f"{PACKAGE}:demoneighbourhood", {"OUTPUT": town})
    from stadsstroom.plugin.demo import first_step

    told = first_step(town)
    homes = {name: told[name] for name in ("BUILDINGS", "ADDRESSES", "EXTRA_CONNECTIONS")}
    grid = {name: str(FOLDER / f"grid_{name.lower()}.gpkg") for name in (
        "NODES", "SECTIONS", "STATIONS_OUT", "CONNECTIONS", "OPEN_POINTS_OUT", "PROBLEMS")}  # fmt: skip
    net, profiles = str(FOLDER / "net.json"), str(FOLDER / "hours.profiles")
    processing.runAndLoadResults(
        f"{PACKAGE}:buildgrid",
        {**told, **grid, "NET": net},
    )
    processing.run(
        f"{PACKAGE}:demand",
        {
            **homes,
            "CONNECTIONS": grid["CONNECTIONS"],
            "EV_SHARE": 100,
            "HEAT_PUMP_SHARE": 100,
            "PV_SHARE": 60,
            "PROFILES": profiles,
        },
    )
    processing.runAndLoadResults(
        f"{PACKAGE}:congestion",
        {
            "NET": net,
            "PROFILES": profiles,
            "SECTIONS": str(FOLDER / "sections.gpkg"),
            "STATIONS": str(FOLDER / "stations.gpkg"),
            "CONNECTIONS": str(FOLDER / "connections.gpkg"),
            "HOURLY": str(FOLDER / "hours.nc"),
        },
    )


def look_at_the_layers():
    root = QgsProject.instance().layerTreeRoot()
    facts["groups"] = [group.name() for group in root.findGroups(True)]
    facts["ungrouped"] = [
        node.layer().name() for node in root.findLayers() if node.parent().nodeType() != QgsLayerTreeGroup.NodeGroup
        or node.parent() is root
    ]  # fmt: skip
    facts["unstyled"] = [
        layer.name()
        for layer in QgsProject.instance().mapLayers().values()
        if isinstance(layer, QgsVectorLayer)
        and layer.customProperty("stadsstroom/hourly")
        and isinstance(layer.renderer(), QgsSingleSymbolRenderer)
    ]
    extent = layer_of("section").extent()
    extent.scale(1.05)
    iface.mapCanvas().setExtent(extent)
    for name in ("Grid", "Demo neighbourhood"):
        for node in root.findGroup(name).findLayers():
            node.setItemVisibilityChecked(node.layer().name() in ("pand", "wegdeel"))
        root.findGroup(name).setExpanded(False)
    settle(iface.mapCanvas())


def click_a_section():
    """The picking tool from the toolbar, and a click on the middle of the fullest section."""
    plugin().hours_action.trigger()
    layer = layer_of("section")
    mains = layer.getFeatures('"kind" = \'main\' AND "max_loading_percent" IS NOT NULL')
    feature = max(mains, key=lambda each: each["max_loading_percent"])
    facts["clicked_section"] = feature["section_id"]
    facts["max_loading_percent"] = feature["max_loading_percent"]
    canvas = iface.mapCanvas()
    shape = feature.geometry()
    canvas.setCenter(shape.centroid().asPoint())
    canvas.zoomScale(600)
    settle(canvas)
    middle = shape.interpolate(shape.length() * 0.5).asPoint()
    pixel = canvas.getCoordinateTransform().transform(middle)
    place = QPoint(round(pixel.x()), round(pixel.y()))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    dock = plugin().dock
    facts["dock_title"] = dock.title.text()
    facts["dock_verdict"] = dock.verdict.text()
    picture = dock.chart.picture
    facts["dock_hours"] = 0 if picture is None else len(picture.hours)
    facts["dock_values"] = [] if picture is None else picture.series[0].values.tolist()
    extent = layer.extent()
    extent.scale(1.05)
    canvas.setExtent(extent)
    settle(canvas)
    iface.mainWindow().grab().save(str(FOLDER / "window_year.png"))


def play_the_year():
    dock, canvas = plugin().dock, iface.mapCanvas()
    dock.tabs.setCurrentIndex(1)
    QTest.mouseClick(dock.on_map, Qt.MouseButton.LeftButton)
    controller = canvas.temporalController()
    facts["frame_hours"] = controller.frameDuration() / QgsInterval(1, Qgis.TemporalUnit.Hours) if hasattr(
        controller.frameDuration(), "__truediv__") else controller.frameDuration().hours()  # fmt: skip
    facts["frames"] = controller.totalFrameCount()
    settle(canvas)
    worst = canvas.grab().toImage()
    iface.mainWindow().grab().save(str(FOLDER / "window.png"))
    facts["dock_followed"] = []
    for _ in range(6):
        controller.next()
        QTest.qWait(100)
        facts["dock_followed"].append(dock.readout.text())
    controller.setCurrentFrameNumber(24 * 180 + 2)
    settle(canvas)
    facts["map_changed"] = canvas.grab().toImage() != worst
    for number, name in enumerate(("day", "week", "year", "duration")):
        dock.go_to_worst()
        dock.tabs.setCurrentIndex(number)
        QTest.qWait(50)
        dock.grab().save(str(FOLDER / f"dock_{name}.png"))


def select_others():
    for kind in ("station", "connection"):
        layer = layer_of(kind)
        feature = next(each for each in layer.getFeatures())
        layer.selectByIds([feature.id()])
        facts[f"{kind}_title"] = plugin().dock.title.text()
    facts["connection_unit"] = plugin().dock.units.currentText()
    plugin().dock.grab().save(str(FOLDER / "dock_connection.png"))


def make_holons():
    """Holons of the demo over its buildings: a click on one, and arrows at two hours."""
    folder = FOLDER / "holons"
    folder.mkdir(exist_ok=True)
    layers = {name: str(folder / f"{name.lower()}.gpkg") for name in ("HOLONS", "FLOWS")}
    files = {name: str(folder / f"{name.lower()}.profiles") for name in ("HOLON_PROFILES", "FLOW_HOURS")}
    processing.runAndLoadResults(
        f"{PACKAGE}:holons",
        {
            "NET": str(FOLDER / "net.json"),
            "PROFILES": str(FOLDER / "hours.profiles"),
            "CONNECTIONS": str(FOLDER / "grid_connections.gpkg"),
            **layers,
            **files,
        },
    )
    root, canvas = QgsProject.instance().layerTreeRoot(), iface.mapCanvas()
    for node in root.findLayers():
        node.setItemVisibilityChecked(node.parent().name() == "Holons")
    holons, flows = layer_of("holon"), layer_of("holon_flow")
    extent = flows.extent()
    extent.combineExtentWith(holons.extent())
    extent.scale(1.05)
    canvas.setExtent(extent)
    settle(canvas)
    station = next(holons.getFeatures('"kind" = \'station\' AND "connections" > 1'))
    holons.selectByIds([station.id()])
    holons.removeSelection()
    dock = plugin().dock
    facts["holon_title"], facts["holon_verdict"] = dock.title.text(), dock.verdict.text()
    pictures = {}
    for name, hour in (("noon", 24 * 160 + 11), ("night", 24 * 160 + 23)):
        plugin()._show_hour(dock.element.times[hour])
        settle(canvas)
        pictures[name] = canvas.grab().toImage()
        iface.mainWindow().grab().save(str(FOLDER / f"holons_{name}.png"))
    facts["arrows_changed"] = pictures["noon"] != pictures["night"]


def close_the_dock():
    """By the button that opened it."""
    plugin().hours_action.trigger()
    facts["dock_open"] = not plugin().dock.isHidden()
    facts["still_picking"] = iface.mapCanvas().mapTool() is plugin().tool


def unload():
    qgis.utils.unloadPlugin(PACKAGE)
    QTest.qWait(200)
    facts["left_behind"] = furniture()
    facts["meshes"] = [
        layer.name() for layer in QgsProject.instance().mapLayers().values() if isinstance(layer, QgsMeshLayer)
    ]
    facts["invalid"] = [
        layer.name() for layer in QgsProject.instance().mapLayers().values() if not QgsMapLayer.isValid(layer)
    ]


def finish():
    facts["errors"] = errors
    (FOLDER / "facts.json.part").write_text(json.dumps(facts, indent=1, default=str), encoding="utf-8")
    (FOLDER / "facts.json.part").rename(FOLDER / "facts.json")
    QgsProject.instance().setDirty(False)
    QTimer.singleShot(200, lambda: os._exit(0))


STEPS = [
    start_plugin,
    run_the_chain,
    look_at_the_layers,
    click_a_section,
    play_the_year,
    select_others,
    make_holons,
    close_the_dock,
    unload,
]


def go():
    try:
        for step in STEPS:
            began = time.perf_counter()
            step()
            facts.setdefault("seconds", {})[step.__name__] = round(time.perf_counter() - began, 2)
    except Exception:
        facts["failed"] = f"{step.__name__}: {traceback.format_exc()[-2500:]}\n" + "\n".join(errors)
        iface.mainWindow().grab().save(str(FOLDER / "failed.png"))
    finish()


QTimer.singleShot(2500, go)
