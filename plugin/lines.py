"""A picture of hours as lines: a day, a week or a duration curve."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from .colours import LIMIT, LINE, OTHER_LINES
from .scale import decimals, round_steps

LEFT, RIGHT, TOP, BOTTOM = 3.4, 0.9, 1.8, 1.6  # margins, in heights of a line of text


@dataclass(frozen=True)
class Series:
    """One line: what it is called and its values (n,), nan where unknown."""

    label: str
    values: np.ndarray


@dataclass(frozen=True)
class Lines:
    """The first series is the one looked at; the others are there to compare with.

    hours: (n,) positions in the year of the first series' values. limits: (value, label). x_labels: (position, label);
    a label stands in the middle of its stretch where `between`. steps: draw each hour as a step.
    """

    series: tuple[Series, ...]
    hours: np.ndarray
    limits: tuple[tuple[float, str], ...]
    unit: str
    x_labels: tuple[tuple[float, str], ...]
    x_lines: tuple[float, ...] = ()
    steps: bool = False
    from_zero: bool = True
    x_title: str = ""
    number: object = field(default=lambda value, digits: f"{value:.{digits}f}")

    def frame(self, width: float, height: float, line: float) -> QRectF:
        """Where the lines stand in a widget of this size whose text has lines of this height."""
        left, right, top, bottom = (margin * line for margin in (LEFT, RIGHT, TOP, BOTTOM))
        return QRectF(left, top, max(width - left - right, 10), max(height - top - bottom, 10))

    def ticks(self, frame: QRectF) -> list[float]:
        known = [s.values[np.isfinite(s.values)] for s in self.series]
        known = np.concatenate([*known, [value for value, _ in self.limits]]) if known else np.zeros(1)
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        if self.from_zero:
            low = min(low, 0.0)
        return round_steps(low, max(high, low + 1e-9), max(2, int(frame.height() // 34)))

    def places(self, values: np.ndarray, frame: QRectF, ticks: list[float]) -> tuple[np.ndarray, np.ndarray]:
        """Pixels (x, y) of the middle of each hour."""
        count = max(len(self.hours), 1)
        x = frame.left() + (np.arange(len(values)) + 0.5) / count * frame.width()
        low, high = ticks[0], ticks[-1]
        y = frame.bottom() - (np.asarray(values, float) - low) / max(high - low, 1e-12) * frame.height()
        return x, y

    def hour_at(self, point: QPointF, frame: QRectF) -> int | None:
        if not len(self.hours) or not frame.adjusted(-6, -20, 6, 20).contains(point):
            return None
        position = int((point.x() - frame.left()) / frame.width() * len(self.hours))
        return int(self.hours[min(max(position, 0), len(self.hours) - 1)])

    def moved(self, hour: int, right: int, up: int) -> int:
        """The hour beside `hour`; up and down do what right and left do."""
        if not len(self.hours):
            return hour
        found = np.flatnonzero(self.hours == hour)
        position = int(found[0]) if found.size else 0
        return int(self.hours[min(max(position + right + up, 0), len(self.hours) - 1)])

    def ends(self) -> tuple[int, int]:
        return int(self.hours[0]), int(self.hours[-1])

    def paint(self, painter: QPainter, frame: QRectF, ink: QColor, faint: QColor, hour: int | None) -> None:
        ticks = self.ticks(frame)
        self._paint_axes(painter, frame, ticks, ink, faint)
        painter.save()
        painter.setClipRect(frame.adjusted(0, -2, 0, 2))
        for number in range(len(self.series) - 1, 0, -1):
            pen = QPen(QColor(OTHER_LINES[(number - 1) % len(OTHER_LINES)]), 1.6, Qt.PenStyle.DashLine)
            painter.strokePath(self._path(self.series[number].values, frame, ticks), pen)
        if self.series:
            self._paint_first(painter, frame, ticks)
        painter.restore()
        self._paint_limits(painter, frame, ticks)
        self._paint_key(painter, frame, ink)
        if hour is not None and self.series:
            self._paint_marker(painter, frame, ticks, hour, ink)

    def _path(self, values: np.ndarray, frame: QRectF, ticks: list[float]) -> QPainterPath:
        path = QPainterPath()
        x, y = self.places(values, frame, ticks)
        half = frame.width() / max(len(self.hours), 1) / 2 if self.steps else 0.0
        drawing = False
        for px, py in zip(x.tolist(), y.tolist()):
            if py != py:
                drawing = False
                continue
            path.lineTo(px - half, py) if drawing else path.moveTo(px - half, py)
            if half:
                path.lineTo(px + half, py)
            drawing = True
        return path

    def _paint_first(self, painter: QPainter, frame: QRectF, ticks: list[float]) -> None:
        values = self.series[0].values
        path = self._path(values, frame, ticks)
        for value, _ in self.limits:
            over_is_bad = value == max(limit for limit, _ in self.limits) and (len(self.limits) > 1 or self.from_zero)
            _, (edge,) = self.places(np.array([value]), frame, ticks)
            area = QPainterPath(path)
            if area.elementCount():
                first, last = area.elementAt(0), area.currentPosition()
                outside = QRectF(frame.left(), frame.top() - 2, frame.width(), edge - frame.top() + 2)
                if not over_is_bad:
                    outside = QRectF(frame.left(), edge, frame.width(), frame.bottom() - edge)
                area.lineTo(last.x(), edge)
                area.lineTo(first.x, edge)
                painter.save()
                painter.setClipRect(outside, Qt.ClipOperation.IntersectClip)
                shade = QColor(LIMIT)
                shade.setAlpha(90)
                painter.fillPath(area, QBrush(shade))
                painter.restore()
        painter.strokePath(path, QPen(QColor(LINE), 2.0))

    def _paint_axes(self, painter: QPainter, frame: QRectF, ticks: list[float], ink: QColor, faint: QColor) -> None:
        digits = decimals(ticks)
        line = painter.fontMetrics().height()
        for tick in ticks:
            _, (y,) = self.places(np.array([tick]), frame, ticks)
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(ink)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - line / 2, frame.left() - 6, line), align, self.number(tick, digits))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(6, 2, frame.right(), line), align, self.unit)
        count = max(len(self.hours), 1)
        painter.setPen(QPen(faint, 1))
        for position in self.x_lines:
            x = frame.left() + position / count * frame.width()
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        painter.setPen(ink)
        for position, label in self.x_labels:
            x = frame.left() + position / count * frame.width()
            place = QRectF(x - 60, frame.bottom() + 3, 120, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, label)

    def _paint_limits(self, painter: QPainter, frame: QRectF, ticks: list[float]) -> None:
        line = painter.fontMetrics().height()
        ground = painter.background().color()
        ground.setAlpha(190)
        painter.setPen(QPen(QColor(LIMIT), 1.4, Qt.PenStyle.DashLine))
        for value, label in self.limits:
            _, (y,) = self.places(np.array([value]), frame, ticks)
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            side = self._free_side(value)
            room = QRectF(frame.left() + 6, y - line - 3, frame.width() - 12, line)
            place = painter.boundingRect(room, side | Qt.AlignmentFlag.AlignBottom, label)
            painter.fillRect(place.adjusted(-3, 0, 3, 0), ground)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, label)

    def _free_side(self, value: float) -> Qt.AlignmentFlag:
        """The side at which the lines stay furthest from a limit, for its label."""
        ends = max(len(self.hours) // 4, 1)
        far = []
        for part in (slice(-ends, None), slice(0, ends)):
            gaps = np.concatenate([np.abs(series.values[part] - value) for series in self.series] or [np.zeros(1)])
            far.append(np.nanmin(gaps) if np.isfinite(gaps).any() else np.inf)
        return Qt.AlignmentFlag.AlignRight if far[0] >= far[1] else Qt.AlignmentFlag.AlignLeft

    def _paint_key(self, painter: QPainter, frame: QRectF, ink: QColor) -> None:
        """Names of the lines at the top right, when there is more than one."""
        if len(self.series) < 2:
            return
        right = frame.right()
        middle = painter.fontMetrics().height() * 0.7
        for number in range(len(self.series) - 1, -1, -1):
            label = self.series[number].label
            wide = painter.fontMetrics().horizontalAdvance(label)
            painter.setPen(ink)
            painter.drawText(QPointF(right - wide, middle + 4), label)
            colour = QColor(LINE if not number else OTHER_LINES[(number - 1) % len(OTHER_LINES)])
            painter.setPen(QPen(colour, 2.4, Qt.PenStyle.DashLine if number else Qt.PenStyle.SolidLine))
            painter.drawLine(QPointF(right - wide - 26, middle), QPointF(right - wide - 6, middle))
            right -= wide + 40

    def _paint_marker(self, painter: QPainter, frame: QRectF, ticks, hour: int, ink: QColor) -> None:
        found = np.flatnonzero(self.hours == hour)
        if not found.size:
            return
        x, y = self.places(self.series[0].values, frame, ticks)
        px, py = x[found[0]], y[found[0]]
        painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(px, frame.top()), QPointF(px, frame.bottom()))
        if np.isfinite(py):
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(QBrush(QColor("white")))
            painter.drawEllipse(QPointF(px, py), 4, 4)
