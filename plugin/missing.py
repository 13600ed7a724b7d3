"""Says which Python packages are missing, with the command that installs them a click away."""

from __future__ import annotations

from qgis.core import Qgis
from qgis.PyQt.QtWidgets import QApplication, QPushButton

from ..processing.packages import install_command, missing_packages, missing_sentence
from ..processing.words import tr


def tell_missing(bar):
    """Push the sentence on a message bar when packages are missing; the bar's item, or None when all is there."""
    missing = missing_packages()
    if not missing:
        return None
    item = bar.createMessage("Stadsstroom", missing_sentence())
    button = QPushButton(tr("Copy the command"), item)
    button.clicked.connect(lambda: QApplication.clipboard().setText(install_command(missing)))
    item.layout().addWidget(button)
    bar.pushWidget(item, Qgis.MessageLevel.Warning)
    return item
