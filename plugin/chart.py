"""A widget that shows one picture of hours and the hour the user points at, by mouse or keyboard."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_PageDown: (7, 0),
    Qt.Key.Key_PageUp: (-7, 0),
}


class Chart(QWidget):
    """Arrows move the marker, Page up and down by seven, Home and End to the ends, Enter chooses the hour."""

    pointed = pyqtSignal(int)
    chosen = pyqtSignal(int)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.picture = None
        self.hour: int | None = None
        self.words = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    def sizeHint(self) -> QSize:
        return QSize(420, 170)

    def show_picture(self, picture, hour: int | None) -> None:
        """Show `Lines`, a `Year`, or nothing (None), with the marker on `hour` of the year."""
        self.picture = picture
        self.hour = hour
        self.update()

    def show_words(self, words: str) -> None:
        """Show a sentence in place of a picture."""
        self.words = words
        self.show_picture(None, None)

    def point_at(self, hour: int) -> None:
        if self.picture is not None and hour != self.hour:
            self.hour = hour
            self.update()
            self.pointed.emit(hour)

    def mark(self, hour: int | None) -> None:
        """Move the marker without telling anyone."""
        self.hour = hour
        self.update()

    def small_font(self) -> QFont:
        font = QFont(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(max(font.pointSizeF() - 1.0, 7.0))
        return font

    def frame(self) -> QRectF:
        """Where the picture's hours stand in the widget."""
        return self.picture.frame(self.width(), self.height(), QFontMetrics(self.small_font()).height())

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.palette().color(QPalette.ColorRole.Base)
        ink = self.palette().color(QPalette.ColorRole.Text)
        painter.fillRect(self.rect(), base)
        painter.setBackground(QBrush(base))
        painter.setFont(self.small_font())
        if self.picture is None:
            painter.setPen(ink)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(20, 10, -20, -10), flags, self.words)
        else:
            faint = QColor(ink)
            faint.setAlpha(38)
            self.picture.paint(painter, self.frame(), ink, faint, self.hour)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def hour_under(self, event) -> int | None:
        # Qt 6 gives QPointF position(), Qt 5 QPoint pos()
        point = event.position() if hasattr(event, "position") else QPointF(event.pos())
        return None if self.picture is None else self.picture.hour_at(point, self.frame())

    def mouseMoveEvent(self, event) -> None:
        hour = self.hour_under(event)
        if hour is not None:
            self.point_at(hour)

    def mousePressEvent(self, event) -> None:
        hour = self.hour_under(event)
        if hour is not None and event.button() == Qt.MouseButton.LeftButton:
            self.point_at(hour)
            self.chosen.emit(hour)

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if self.picture is None or self.hour is None:
            super().keyPressEvent(event)
        elif key in ARROWS:
            self.point_at(self.picture.moved(self.hour, *ARROWS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.point_at(self.picture.ends()[key == Qt.Key.Key_End])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.hour)
        else:
            super().keyPressEvent(event)
