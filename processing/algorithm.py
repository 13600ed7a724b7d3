"""What the algorithms have in common: names, help, the check on packages, styled layers at the end."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingAlgorithm, QgsProcessingException
from qgis.PyQt.QtGui import QIcon

from .outputs import dress_outputs
from .overwriting import overwriting
from .packages import missing_sentence
from .words import tr

ROOMS = {
    "electricity": "Electricity grid",
    "roofs": "Roofs: sun and wind",
    "heat": "Heat networks",
    "holons": "Holons and pockets",
}
ICONS = Path(__file__).resolve().parents[1] / "resources" / "icons"


class StadsstroomAlgorithm(QgsProcessingAlgorithm):
    """An algorithm names itself and its parameters, and implements `calculate`.

    ID: one lower-case word. TITLE, ABOUT: English, one line and a few sentences. TAGS: words people search for.
    ROOM: its group in the toolbox, a key of `ROOMS`. NEEDS: packages it needs beside those that all need.
    """

    ID = ""
    TITLE = ""
    ABOUT = ""
    TAGS = ()
    ROOM = "electricity"
    NEEDS = ()

    def __init__(self):
        super().__init__()
        self.results = {}
        self.dress = {}  # what `dress_outputs` is told of this run
        self.opened = []  # files to close when the run ends, however it ends

    def createInstance(self):
        return type(self)()

    def name(self) -> str:
        return self.ID

    def displayName(self) -> str:
        return tr(self.TITLE)

    def group(self) -> str:
        return tr(ROOMS[self.ROOM])

    def groupId(self) -> str:
        return self.ROOM

    def tags(self) -> list[str]:
        return [tr(tag) for tag in self.TAGS]

    def icon(self) -> QIcon:
        return QIcon(str(ICONS / f"{self.ID}.svg"))

    def svgIconPath(self) -> str:
        return str(ICONS / f"{self.ID}.svg")

    def shortDescription(self) -> str:
        return tr(self.ABOUT).split(". ")[0].rstrip(".") + "."

    def shortHelpString(self) -> str:
        parts = [f"<p>{tr(self.ABOUT)}</p>"]
        for parameter in self.parameterDefinitions():
            parts.append(f"<h3>{parameter.description()}</h3><p>{parameter.help()}</p>")
        return "".join(parts)

    def canExecute(self):
        sentence = missing_sentence(self.NEEDS)
        return not sentence, sentence

    def checkParameterValues(self, parameters, context):
        # qgis_process does not ask canExecute
        sentence = missing_sentence(self.NEEDS)
        sentence = sentence or overwriting(self, parameters, context)
        if sentence:
            return False, sentence
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback) -> bool:
        sentence = missing_sentence(self.NEEDS)
        if sentence:
            raise QgsProcessingException(sentence)
        return super().prepareAlgorithm(parameters, context, feedback)

    def processAlgorithm(self, parameters, context, feedback) -> dict:
        # The engine is imported inside: QGIS may lack the packages it needs.
        from .bridge.runner import Cancelled, as_sentences

        try:
            with as_sentences():
                self.results = self.calculate(parameters, context, feedback)
        except Cancelled:
            self.results = {}
        finally:
            for file in self.opened:
                file.close()
            self.opened = []
        return self.results

    def postProcessAlgorithm(self, context, feedback) -> dict:
        dress_outputs(self, self.results, context, **self.dress)
        return {}

    def calculate(self, parameters, context, feedback) -> dict:
        """Read the inputs, call the engine once, write the outputs; return {output name: destination or number}."""
        raise NotImplementedError
