"""A picture of the year as a carpet: days to the right, hours of the day downwards, colour says how near the limit."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QImage, QPainter, QPen

from .colours import strain_colours

LEFT, RIGHT, TOP, BOTTOM = 3.0, 5.4, 1.7, 1.6  # margins, in heights of a line of text


@dataclass(frozen=True)
class Year:
    """hours: (24, days) positions in the year, -1 where there is none. strain: one a position in the year, 1 at the
    limit; where there are two limits, negative towards the upper one and -1 at it. key: (strain, label) of the colour
    key, from low to high. x_labels: (day, label)."""

    hours: np.ndarray
    strain: np.ndarray
    unit: str
    x_labels: tuple[tuple[float, str], ...]
    key: tuple[tuple[float, str], ...] = ()
    y_labels: tuple[int, ...] = (0, 6, 12, 18)
    clock: object = field(default=lambda hour: f"{hour}:00")

    def frame(self, width: float, height: float, line: float) -> QRectF:
        """Where the hours stand in a widget of this size whose text has lines of this height."""
        left, right, top, bottom = (margin * line for margin in (LEFT, RIGHT, TOP, BOTTOM))
        return QRectF(left, top, max(width - left - right, 10), max(height - top - bottom, 10))

    def hour_at(self, point: QPointF, frame: QRectF) -> int | None:
        if not frame.contains(point):
            return None
        rows, days = self.hours.shape
        row = min(int((point.y() - frame.top()) / frame.height() * rows), rows - 1)
        day = min(int((point.x() - frame.left()) / frame.width() * days), days - 1)
        hour = int(self.hours[row, day])
        return hour if hour >= 0 else None

    def moved(self, hour: int, right: int, up: int) -> int:
        """The hour a day on or back (right), or an hour earlier or later (up is earlier)."""
        row, day = self._cell(hour)
        rows, days = self.hours.shape
        new = int(self.hours[min(max(row - up, 0), rows - 1), min(max(day + right, 0), days - 1)])
        return new if new >= 0 else hour

    def ends(self) -> tuple[int, int]:
        known = self.hours[self.hours >= 0]
        return int(known.min()), int(known.max())

    def _cell(self, hour: int) -> tuple[int, int]:
        rows, days = np.nonzero(self.hours == hour)
        return (int(rows[0]), int(days[0])) if rows.size else (0, 0)

    def image(self) -> QImage:
        """One pixel an hour."""
        colours = strain_colours(np.where(self.hours >= 0, self.strain[self.hours], np.nan))
        rows, days = self.hours.shape
        pixels = np.ascontiguousarray(colours)
        return QImage(pixels.tobytes(), days, rows, 4 * days, QImage.Format.Format_RGBA8888).copy()

    def paint(self, painter: QPainter, frame: QRectF, ink: QColor, faint: QColor, hour: int | None) -> None:
        line = painter.fontMetrics().height()
        rows, days = self.hours.shape
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(frame, self.image())
        painter.setPen(QPen(faint, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        painter.setPen(ink)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for clock in self.y_labels:
            y = frame.top() + clock / rows * frame.height()
            painter.drawText(QRectF(0, y - line / 2, frame.left() - 5, line), right, self.clock(clock))
        for day, label in self.x_labels:
            x = frame.left() + day / days * frame.width()
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(x, frame.bottom()), QPointF(x, frame.bottom() + 5))
            painter.setPen(ink)
            painter.drawText(QPointF(x + 3, frame.bottom() + line), label)
        painter.drawText(QPointF(6, line), self.unit)
        self._paint_key(painter, frame, ink, faint)
        if hour is not None:
            self._paint_marker(painter, frame, hour, ink)

    def _paint_key(self, painter: QPainter, frame: QRectF, ink: QColor, faint: QColor) -> None:
        if not self.key:
            return
        low, high = self.key[0][0], self.key[-1][0]
        shades = strain_colours(np.linspace(high, low, 128)[:, None])
        image = QImage(np.ascontiguousarray(shades).tobytes(), 1, 128, 4, QImage.Format.Format_RGBA8888).copy()
        bar = QRectF(frame.right() + 10, frame.top(), 9, frame.height())
        painter.drawImage(bar, image)
        painter.setPen(QPen(faint, 1))
        painter.drawRect(bar)
        painter.setPen(ink)
        line = painter.fontMetrics().height()
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for strain, label in self.key:
            y = bar.bottom() - (strain - low) / (high - low) * bar.height()
            painter.drawText(QRectF(bar.right() + 5, y - line / 2, RIGHT * line, line), align, label)

    def _paint_marker(self, painter: QPainter, frame: QRectF, hour: int, ink: QColor) -> None:
        rows, days = self.hours.shape
        row, day = self._cell(hour)
        wide, high = frame.width() / days, frame.height() / rows
        cell = QRectF(frame.left() + day * wide, frame.top() + row * high, wide, high).adjusted(-2, -2, 2, 2)
        painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        painter.setPen(QPen(QColor("white"), 3))
        painter.drawRect(cell)
        painter.setPen(QPen(ink, 1.5))
        painter.drawRect(cell)
