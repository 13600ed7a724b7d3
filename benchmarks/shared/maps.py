"""Maps of a scenario as pictures: holons at their levels, who gives whom at an hour, pockets, copper or steering."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsDateTimeRange, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QDateTime, Qt
from stadsstroom.processing.styles import follow_hours, style_layer
from stadsstroom.resources.demo.page import Page
from stadsstroom.resources.demo.project import background

HOUR_S = 3600
LEVELS = {"connection": "Connections", "feeder": "Low-voltage feeders", "station": "Stations",
          "ring": "Medium-voltage feeders"}  # fmt: skip
HOURS = {"import_peak_hour": "most comes in", "export_peak_hour": "most goes out"}
TITLES = {"pockets": "Congestion pockets", "switches": "Switches around pockets", "sections": "Sections: loading",
          "ranked": "Copper or steering by pocket", "measures": "Measures of copper"}  # fmt: skip
PART_M = 500.0  # across the map of a part of the town


class Maps:
    """Pictures of the layers in the folder `out` whose names begin with the scenario's, over the town."""

    def __init__(self, out: Path, scenario: str, town: dict[str, str]):
        self.out, self.scenario = out, scenario
        self.below = background(town)
        QgsProject.instance().setCrs(self.below[0].crs())
        self._extent = _grown(self._layer("holons", "holons").extent(), 1.02)

    def draw(self) -> list[Path]:
        """Paths of the pictures; none of pockets where nothing is overloaded."""
        overloaded = self._layer("pockets", "pockets").featureCount() > 0
        return [self._levels(), self._flows(), *((self._pockets(), self._copper()) if overloaded else ())]

    def _layer(self, name: str, style: str, only: str = "") -> QgsVectorLayer:
        layer = QgsVectorLayer(str(self.out / f"{self.scenario}_{name}.gpkg"), name, "ogr")
        if only:
            layer.setSubsetString(only)
        style_layer(layer, style)
        QgsProject.instance().addMapLayer(layer, False)
        return layer

    def _page(self, title: str) -> Page:
        return Page(f"{self.scenario} {title}", f"{self.scenario.capitalize()}: {title}")

    def _levels(self) -> Path:
        page = self._page("who can balance whom, at four levels")
        layers = {kind: self._layer("holons", "holons", f"\"kind\" = '{kind}'") for kind in LEVELS}
        columns = page.columns(2)
        for number, (kind, layer) in enumerate(layers.items()):
            left, wide = columns[number % 2]
            top = 18 + 81 * (number // 2)
            page.label(LEVELS[kind], (left, top, wide, 6), 11, bold=True)
            page.map([layer, *self.below], self._extent, (left, top + 6, wide, 73))
        page.legend({layers["connection"]: "Holons"}, (8, 179), 5)
        return page.export(self.out / f"{self.scenario}_holons.png")

    def _flows(self) -> Path:
        page = self._page("who gives whom at an hour")
        holons = self._layer("holons", "holons", "\"kind\" IN ('station', 'ring', 'source')")
        flows = self._layer("flows", "holon_flows")
        follow_hours(flows, str(self.out / f"{self.scenario}_flow_hours.profiles"))
        sources = self._layer("holons", "holons", "\"kind\" = 'source'").getFeatures()
        whole = max(sources, key=lambda feature: feature["used_mwh"])
        for (field, words), (left, wide) in zip(HOURS.items(), page.columns(2)):
            page.label(f"{whole[field]}: {words}", (left, 18, wide, 6), 11, bold=True)
            drawn = page.map([flows, holons, *self.below], self._extent, (left, 25, wide, 130))
            begin = QDateTime.fromString(whole[field][:16], "yyyy-MM-ddTHH:mm")
            begin.setTimeSpec(Qt.TimeSpec.UTC)
            drawn.setIsTemporal(True)
            drawn.setTemporalRange(QgsDateTimeRange(begin, begin.addSecs(HOUR_S), True, False))
        page.legend({holons: "Holons"}, (10, 158), 3)
        page.legend({flows: "Flows between holons"}, (160, 158), 2)
        page.scale_bar(drawn, (245, 198))
        return page.export(self.out / f"{self.scenario}_flows.png")

    def _pockets(self) -> Path:
        pockets = self._layer("pockets", "pockets")
        sections, switches = self._layer("sections", "sections_loading"), self._layer("switches", "switches")
        page = self._page("where the grid can relieve itself")
        return self._two(page, [pockets], [switches, sections, pockets], "pockets", "hours_above")

    def _copper(self) -> Path:
        ranked, measures = self._layer("ranked", "reinforce"), self._layer("measures", "reinforce_measures")
        page = self._page("copper beside steering")
        return self._two(page, [ranked], [measures, ranked], "copper", "copper_eur_per_year")

    def _two(self, page: Page, whole: list, part: list, name: str, by: str) -> Path:
        """The town, and a part of it around the low-voltage pocket with most of the field `by`, with more on it."""
        extent = _grown(whole[0].extent(), 1.1)
        drawn_as_areas = [feature for feature in whole[0].getFeatures() if not feature.geometry().isNull()]
        worst = max(drawn_as_areas, key=lambda feature: (feature["level"] == "LV", feature[by]))
        close = QgsRectangle.fromCenterAndSize(worst.geometry().pointOnSurface().asPoint(), PART_M, PART_M)
        for layers, shown, (left, wide) in zip((whole, part), (extent, close), page.columns(2)):
            drawn = page.map([*layers, *self.below], shown, (left, 18, wide, 130))
            page.legend({layer: TITLES[layer.name()] for layer in layers}, (left - 2, 150), 2, seen_on=drawn)
        page.scale_bar(drawn, (245, 198))
        return page.export(self.out / f"{self.scenario}_{name}.png")


def _grown(extent: QgsRectangle, factor: float) -> QgsRectangle:
    grown = QgsRectangle(extent)
    grown.scale(factor)
    return grown
