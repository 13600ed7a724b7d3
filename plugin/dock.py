"""The dock "Hours": one element of a result through the year, such as a section, a roof, a heated house or a holon."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsFeature, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ..processing.words import said, tr
from .chart import Chart
from .element import Element
from .pictures import VIEWS, date_words, hour_words, months_of, number, picture_of

TAB_NAMES = ("Day", "Week", "Year", "Duration curve", "Months")
HINT = (
    "Pick a cable section, station or connection, a roof with panels, a heat pipe or heated house, or a holon or flow "
    "of a result on the map."
)
MONTHS = TAB_NAMES.index("Months")


class HoursDock(QDockWidget):
    """Shows one `Element`; emits `hour_chosen(UTC time, datetime64)` when the user wants the map at an hour."""

    hour_chosen = pyqtSignal(object)
    pick_wanted = pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(tr("Hours"), parent)
        self.setObjectName("StadsstroomHours")
        self.element: Element | None = None
        self.wall = None
        self.anchor = 0  # the hour whose day and week are shown
        self._build()
        self.show_hint()

    def _build(self) -> None:
        self.title = QLabel()
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() + 1.5)
        self.title.setFont(font)
        self.about, self.verdict, self.readout = QLabel(), QLabel(), QLabel()
        for label in (self.title, self.about, self.verdict, self.readout):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Stretch of time shown"))
        for name in TAB_NAMES:
            self.tabs.addTab(tr(name))
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self.redraw)
        self.units = QComboBox()
        self.units.setAccessibleName(tr("Unit"))
        self.units.currentIndexChanged.connect(self.redraw)
        self.chart = Chart()
        self.chart.setAccessibleName(tr("Chart of hours; the arrow keys move from hour to hour"))
        self.chart.pointed.connect(self._point)
        self.chart.chosen.connect(self._choose)
        self.pick = QPushButton(tr("Pick on the map"))
        self.pick.clicked.connect(self.pick_wanted)
        self.worst = QPushButton(tr("Worst hour"))
        self.worst.clicked.connect(self.go_to_worst)
        self.on_map = QPushButton(tr("Show this hour on the map"))
        self.on_map.clicked.connect(lambda: self._choose(self.chart.hour))
        self.copy = QPushButton(tr("Copy the hours"))
        self.copy.setToolTip(tr("All hours of this element as a table, to paste into a spreadsheet"))
        self.copy.clicked.connect(self.copy_hours)
        bar, buttons = QHBoxLayout(), QHBoxLayout()
        bar.addWidget(self.tabs, 1)
        bar.addWidget(self.units)
        for button in (self.pick, self.worst, self.on_map, self.copy):
            buttons.addWidget(button)
        buttons.addStretch(1)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setSpacing(4)
        for label in (self.title, self.about, self.verdict):
            layout.addWidget(label)
        layout.addLayout(bar)
        layout.addWidget(self.chart, 1)
        layout.addWidget(self.readout)
        layout.addLayout(buttons)
        self.setWidget(body)

    def show_hint(self, words: str = "") -> None:
        """Show a sentence where the chart would be."""
        self.element, self.wall = None, None
        self.title.setText(tr("Hours"))
        for label in (self.about, self.verdict, self.readout):
            label.setText("")
        for widget in (self.tabs, self.units, self.worst, self.on_map, self.copy):
            widget.setEnabled(False)
        self.tabs.setTabVisible(MONTHS, False)
        self.chart.show_words(words or tr(HINT))

    def show_feature(self, layer: QgsVectorLayer, feature: QgsFeature) -> None:
        """Show the hours of a feature of a result layer, or say why there are none."""
        from ..engine import EngineError
        from .reading import read_element

        try:
            self.show_element(read_element(layer, feature))
        except EngineError as error:
            self.show_hint(said(error.template, error.values))

    def show_element(self, element: Element) -> None:
        from ..engine.hours import wall_clock

        unit, before = self.units.currentText(), self.element
        self.element = element
        self.wall = wall_clock(element.times)
        self.title.setText(element.title)
        self.about.setText(f"{element.scenario} · {element.about}" if element.about else element.scenario)
        self.verdict.setText(verdict_words(element, self.wall))
        self.units.blockSignals(True)
        self.units.clear()
        self.units.addItems([unit.name for _, unit in element.choices])
        self.units.setCurrentIndex(max(self.units.findText(unit), 0))
        self.units.blockSignals(False)
        for widget in (self.tabs, self.units, self.worst, self.on_map, self.copy):
            widget.setEnabled(True)
        self.on_map.setEnabled(not element.is_roof)
        if not element.is_roof and self.tabs.currentIndex() == MONTHS:
            self.tabs.setCurrentIndex(0)
        self.tabs.setTabVisible(MONTHS, element.is_roof)
        self.worst.setText(tr("Worst hour") if element.has_limit else tr("Highest hour"))
        if element.is_roof and not (before is not None and before.is_roof):
            self.tabs.setCurrentIndex(MONTHS)
        self.go_to_worst()

    def go_to_worst(self) -> None:
        if self.element is not None:
            self.anchor = self.element.worst_hour()
            self.chart.mark(self.anchor)
            self.redraw()

    def redraw(self) -> None:
        if self.element is None:
            return
        shown, unit = self.element.choices[max(self.units.currentIndex(), 0)]
        hour = self.anchor if self.chart.hour is None else self.chart.hour
        view = VIEWS[self.tabs.currentIndex()]
        self.units.setVisible(view != "months")  # which are kWh
        self.chart.show_picture(picture_of(shown, self.wall, view, unit, hour), hour)
        self.anchor = hour
        self._read(hour)

    def follow(self, hour: int) -> None:
        """Move to an hour that the map shows; turns the page when the day or week ends."""
        if self.element is None or not 0 <= hour < len(self.element.values):
            return
        self.chart.mark(hour)
        if VIEWS[self.tabs.currentIndex()] in ("day", "week") and hour not in self.chart.picture.hours:
            self.redraw()
        self._read(hour)

    def copy_hours(self) -> None:
        """Put the hours on the clipboard: UTC, the values in each unit, and the other scenarios."""
        element = self.element
        names = ["utc", *(unit.name for _, unit in element.choices)]
        columns = [shown.values * unit.factor for shown, unit in element.choices]
        for label, values in element.others:
            names.append(f"{label} {element.units[0].name}")
            columns.append(values * element.units[0].factor)
        rows = ["\t".join(names)]
        for k, time in enumerate(element.times):
            rows.append("\t".join([f"{time}", *(f"{column[k]:.6g}" for column in columns)]))
        QApplication.clipboard().setText("\n".join(rows))

    def _point(self, hour: int) -> None:
        self._read(hour)

    def _choose(self, hour: int | None) -> None:
        if self.element is not None and hour is not None:
            self.anchor = hour
            self.hour_chosen.emit(self.element.times[hour])

    def _read(self, hour: int) -> None:
        element = self.element
        if VIEWS[self.tabs.currentIndex()] == "months":
            self._read_month(hour)
            return
        parts = [hour_words(self.wall[hour])]
        parts += [_amount(shown.values[hour], unit) for shown, unit in element.choices]
        unit = element.units[min(max(self.units.currentIndex(), 0), len(element.units) - 1)]
        parts += [f"{label} {_amount(values[hour], unit)}" for label, values in element.others]
        words = " · ".join(parts)
        self.readout.setText(words)
        self.chart.setAccessibleDescription(words)

    def _read_month(self, hour: int) -> None:
        months = months_of(self.element)
        at = months.month_of(hour)
        (_, own), *others = months.series
        parts = [date_words(self.element.times[months.hours[at]], "MMMM yyyy"), f"{number(own[at], 0)} kWh"]
        parts += [f"{label} {number(values[at], 0)} kWh" for label, values in others]
        words = " · ".join(parts)
        self.readout.setText(words)
        self.chart.setAccessibleDescription(words)


def _amount(value: float, unit) -> str:
    return tr("unknown") if value != value else f"{number(value * unit.factor, unit.digits)} {unit.name}"


def verdict_words(element: Element, wall) -> str:
    """One sentence on the year: the worst hour and how long the limit is passed."""
    worst = element.worst_hour()
    if not (element.values == element.values).any():
        return tr("No hour of this element could be calculated.")
    if element.year:
        return element.year
    unit = element.units[0]
    if not element.has_limit:
        template = tr("{kwh} kWh in the year; highest {value} on {hour}")
        total = number(float(np.nansum(element.values)), 0)
        return template.format(kwh=total, value=_amount(element.values[worst], unit), hour=hour_words(wall[worst]))
    if element.is_voltage:
        low, high = element.limits
        outside = int(((element.values < low) | (element.values > high)).sum())
        template = tr("Furthest from nominal {value} on {hour}; hours outside the limits: {count}")
    else:
        outside = int((element.values > element.limits[0]).sum())
        template = tr("Highest {value} on {hour}; hours above the limit: {count}")
    return template.format(
        value=_amount(element.values[worst], unit), hour=hour_words(wall[worst]), count=number(outside, 0)
    )
