"""What QGIS loads: the provider, and on the desktop the menu, the toolbar and the dock."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QIcon

from ..processing import StadsstroomProvider
from ..processing.words import tr
from . import expressions

try:  # Qt 6 moved it
    from qgis.PyQt.QtGui import QAction
except ImportError:
    from qgis.PyQt.QtWidgets import QAction

ICONS = Path(__file__).resolve().parents[1] / "resources" / "icons"
MENU = "Stadsstroom"
STEPS = (
    ("buildgrid", "Build grid…"),
    ("demand", "Hourly demand and generation…"),
    ("congestion", "Grid congestion…"),
)
COMPARED = (("comparecongestion", "Compare congestion…"),)
ON_HEAT = (
    ("makestreets", "Make streets…"),
    ("heatdemand", "Heat demand and density…"),
    ("designheatnetwork", "Design heat network…"),
    ("simulateheatnetwork", "Simulate heat network…"),
    ("compareheat", "Compare heat options…"),
)
ON_ROOFS = (
    ("roofsolar", "Rooftop solar…"),
    ("powermapping", "Powermapping…"),
)
WITH_HOLONS = (
    ("holons", "Make holons…"),
    ("pockets", "Find congestion pockets…"),
    ("hostingcapacity", "Hosting capacity…"),
    ("shareenergy", "Share energy…"),
    ("reinforce", "Copper or steering…"),
)


class StadsstroomPlugin:
    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.toolbar = None
        self.dock = None
        self.tool = None
        self.message = None
        self.actions = []
        self.function = None

    def initProcessing(self) -> None:
        """All that `qgis_process` needs."""
        self.provider = StadsstroomProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()
        self.function = expressions.register()
        self.toolbar = self.iface.addToolBar("Stadsstroom")
        self.toolbar.setObjectName("StadsstroomToolbar")
        self.hours_action = self._action("hours", "Hours of a section, station or connection", self.toggle_hours)
        self.hours_action.setCheckable(True)
        for name, title in STEPS:
            self._action(name, title, lambda checked=False, name=name: self.open_algorithm(name))
        for name, title in (*COMPARED, *ON_HEAT, *ON_ROOFS, *WITH_HOLONS):
            self._action(name, title, lambda checked=False, name=name: self.open_algorithm(name), on_toolbar=False)
        self._action("demoneighbourhood", "Try the demo…", self.try_the_demo, on_toolbar=False)
        self.iface.mapCanvas().selectionChanged.connect(self._selected)
        # after QGIS has started: looking for packages takes a moment
        QTimer.singleShot(1500, self._tell_missing)

    def unload(self) -> None:
        if self.toolbar is not None:
            self.iface.mapCanvas().selectionChanged.disconnect(self._selected)
            self._close_hours()
            for action in self.actions:
                self.iface.removePluginMenu(MENU, action)
                self.toolbar.removeAction(action)
                action.deleteLater()
            self.actions = []
            self.iface.mainWindow().removeToolBar(self.toolbar)
            self.toolbar.deleteLater()
            self.toolbar = None
        if self.function is not None:
            expressions.unregister()
            self.function = None
        if self.message is not None:
            self.iface.messageBar().popWidget(self.message)
            self.message = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None

    def open_algorithm(self, name: str) -> None:
        from qgis import processing

        processing.execAlgorithmDialog(f"stadsstroom:{name}")

    def try_the_demo(self) -> None:
        from .demo import try_the_demo

        try_the_demo(self.iface)

    def toggle_hours(self, wanted: bool) -> None:
        """Open the dock with the picking tool, or close both."""
        if wanted:
            self.open_hours().show()
            self.iface.mapCanvas().setMapTool(self.tool)
        elif self.dock is not None:
            self.dock.hide()
            self.iface.mapCanvas().unsetMapTool(self.tool)

    def open_hours(self):
        """The dock, made when it is first asked for."""
        if self.dock is None:
            from .dock import HoursDock
            from .picking import PickTool

            canvas = self.iface.mapCanvas()
            self.dock = HoursDock(self.iface.mainWindow())
            self.tool = PickTool(canvas)
            self.tool.setAction(self.hours_action)
            self.tool.picked.connect(self._picked)
            self.tool.missed.connect(self._missed)
            self.dock.pick_wanted.connect(lambda: canvas.setMapTool(self.tool))
            self.dock.hour_chosen.connect(self._show_hour)
            self.dock.visibilityChanged.connect(self._visibility)
            self.iface.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
            controller = canvas.temporalController()
            if controller is not None:
                controller.updateTemporalRange.connect(self._time_moved)
        return self.dock

    def _close_hours(self) -> None:
        if self.dock is None:
            return
        canvas = self.iface.mapCanvas()
        controller = canvas.temporalController()
        if controller is not None:
            controller.updateTemporalRange.disconnect(self._time_moved)
        canvas.unsetMapTool(self.tool)
        self.tool.deleteLater()
        self.dock.visibilityChanged.disconnect(self._visibility)
        self.iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.dock = self.tool = None

    def _action(self, icon: str, title: str, run, on_toolbar: bool = True) -> QAction:
        action = QAction(QIcon(str(ICONS / f"{icon}.svg")), tr(title), self.iface.mainWindow())
        action.setObjectName(f"Stadsstroom_{icon}")
        action.triggered.connect(run)
        self.iface.addPluginToMenu(MENU, action)
        if on_toolbar:
            self.toolbar.addAction(action)
        self.actions.append(action)
        return action

    def _visibility(self, visible: bool) -> None:
        # hidden behind another dock of the same place is not closed
        self.hours_action.setChecked(not self.dock.isHidden())

    def _picked(self, layer, feature) -> None:
        self.dock.show_feature(layer, feature)

    def _missed(self) -> None:
        words = tr("There is nothing with hours there.")
        self.iface.statusBarIface().showMessage(words, 4000)

    def _selected(self, layer) -> None:
        """One feature selected, by whatever means, on a result layer: show it when the dock is open."""
        if self.dock is None or self.dock.isHidden():
            return
        from .results import kind_of

        if kind_of(layer) and layer.selectedFeatureCount() == 1:
            self.dock.show_feature(layer, next(layer.getSelectedFeatures()))

    def _show_hour(self, time) -> None:
        from .clock import show_hour, show_mesh

        show_mesh(self.dock.element.path)
        show_hour(self.iface.mapCanvas(), time, self.dock.element.times)

    def _time_moved(self, shown) -> None:
        from .clock import hour_shown

        if self.dock.element is not None and not self.dock.isHidden():
            hour = hour_shown(shown, self.dock.element.times)
            if hour is not None:
                self.dock.follow(hour)

    def _tell_missing(self) -> None:
        if self.provider is not None:
            from .missing import tell_missing

            self.message = tell_missing(self.iface.messageBar())
