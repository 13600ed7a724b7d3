"""A picture of twelve months as bars."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPen

from .colours import LINE, OTHER_LINES
from .scale import decimals, round_steps

LEFT, RIGHT, TOP, BOTTOM = 3.4, 0.9, 1.8, 1.6  # margins, in heights of a line of text
BAR = 0.72  # of the width of a month


@dataclass(frozen=True)
class Months:
    """hours: (n,) position in the year of each month's first hour. series: (label, (n,) values) to stand side by side,
    the one looked at first. labels: of the months. unit: what the values are, with a title."""

    hours: np.ndarray
    series: tuple[tuple[str, np.ndarray], ...]
    labels: tuple[str, ...]
    unit: str
    number: object = field(default=lambda value, digits: f"{value:.{digits}f}")

    def frame(self, width: float, height: float, line: float) -> QRectF:
        """Where the bars stand in a widget of this size whose text has lines of this height."""
        left, right, top, bottom = (margin * line for margin in (LEFT, RIGHT, TOP, BOTTOM))
        return QRectF(left, top, max(width - left - right, 10), max(height - top - bottom, 10))

    def month_of(self, hour: int) -> int:
        """Position of the month that holds an hour of the year."""
        return max(int(np.searchsorted(self.hours, hour, side="right")) - 1, 0)

    def hour_at(self, point: QPointF, frame: QRectF) -> int | None:
        if not frame.adjusted(-6, -20, 6, 20).contains(point):
            return None
        position = int((point.x() - frame.left()) / frame.width() * len(self.hours))
        return int(self.hours[min(max(position, 0), len(self.hours) - 1)])

    def moved(self, hour: int, right: int, up: int) -> int:
        """The first hour of a month beside that of `hour`."""
        step = int(np.sign(right + up))
        return int(self.hours[min(max(self.month_of(hour) + step, 0), len(self.hours) - 1)])

    def ends(self) -> tuple[int, int]:
        return int(self.hours[0]), int(self.hours[-1])

    def paint(self, painter: QPainter, frame: QRectF, ink: QColor, faint: QColor, hour: int | None) -> None:
        line = painter.fontMetrics().height()
        most = max(float(np.nanmax(values, initial=0.0)) for _, values in self.series)
        ticks = round_steps(0.0, max(most, 1e-9), max(2, int(frame.height() // 34)))
        high, digits = ticks[-1], decimals(ticks)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in ticks:
            y = frame.bottom() - tick / high * frame.height()
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(ink)
            painter.drawText(QRectF(0, y - line / 2, frame.left() - 5, line), right, self.number(tick, digits))
        wide = frame.width() / len(self.hours)
        each = wide * BAR / len(self.series)
        chosen = None if hour is None else self.month_of(hour)
        for month, label in enumerate(self.labels):
            left = frame.left() + month * wide
            for number, (_, values) in enumerate(self.series):
                tall = 0.0 if np.isnan(values[month]) else float(values[month]) / high * frame.height()
                bar = QRectF(left + wide * (1 - BAR) / 2 + number * each, frame.bottom() - tall, each, tall)
                painter.fillRect(bar, QColor((LINE, *OTHER_LINES)[number % (1 + len(OTHER_LINES))]))
                if month == chosen and number == 0:
                    painter.setPen(QPen(ink, 1.6))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(bar)
            painter.setPen(ink)
            below = QRectF(left, frame.bottom() + 2, wide, 1.4 * line)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, label)
        painter.setPen(ink)
        painter.drawText(QPointF(6, line), self.unit)
        self._paint_names(painter, frame, ink, line)

    def _paint_names(self, painter: QPainter, frame: QRectF, ink: QColor, line: float) -> None:
        """What each colour is, where there is more than one."""
        if len(self.series) < 2:
            return
        right = frame.right()
        for number, (label, _) in reversed(list(enumerate(self.series))):
            wide = painter.fontMetrics().boundingRect(label).width() + line
            right -= wide + line / 2
            box = QRectF(right, 0.35 * line, 0.7 * line, 0.7 * line)
            painter.fillRect(box, QColor((LINE, *OTHER_LINES)[number % (1 + len(OTHER_LINES))]))
            painter.setPen(ink)
            painter.drawText(QPointF(right + line, line), label)
