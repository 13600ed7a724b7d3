"""Congestion: the themes of each scenario, and the picture with scenarios side by side."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMeshLayer, QgsRectangle
from stadsstroom.processing.words import said, tr

from .figures import loading_findings
from .page import Page
from .project import add_theme, element_layer, layers_of
from .scenarios import Scenario

ELEMENTS = ("section", "station", "connection")


def findings(scenario: Scenario) -> list[str]:
    return loading_findings({element: element_layer(scenario.name, element) for element in ELEMENTS})


def add_themes(scenarios: list[Scenario]) -> None:
    """Two themes a scenario, hour by hour and the worst of the year."""
    for scenario in scenarios:
        station = element_layer(scenario.name, "station")
        meshes = [layer for layer in layers_of(scenario.name) if isinstance(layer, QgsMeshLayer)]
        hourly, worst = "{scenario}: hour by hour", "{scenario}: worst of the year"
        add_theme(said(hourly, {"scenario": scenario.name}), [*meshes, station])
        add_theme(said(worst, {"scenario": scenario.name}), [element_layer(scenario.name, "section"), station])


def picture(out: Path, below: list, scenarios: list[Scenario], extent: QgsRectangle) -> Path:
    """An A4 page: a map a scenario, what each says, one legend."""
    page = Page(tr("Congestion, scenarios side by side"), tr("Where and when the grid congests"))
    maps = []
    for scenario, (left, wide) in zip(scenarios, page.columns(len(scenarios))):
        page.label(scenario.name, (left, 18, wide, 6), 12, bold=True)
        page.label(scenario.said(), (left, 23.5, wide, 5), 9)
        layers = [element_layer(scenario.name, "station"), element_layer(scenario.name, "section"), *below]
        maps.append(page.map(layers, extent, (left, 29, wide, 110)))
        page.label("\n".join(scenario.findings), (left, 141, wide, 22), 8.5)
    last = scenarios[-1].name
    page.legend(
        {element_layer(last, "section"): tr("Cables"), element_layer(last, "station"): tr("Transformers")}, (8, 160), 3
    )
    page.scale_bar(maps[0], (240, 190))
    return page.export(out / "map.png")
