"""Heat: demand, streets, a network from its sources, its coldest day; what it spares the grid; themes and pictures."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsFeature,
    QgsMeshLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from stadsstroom.processing.words import number_text, said, tr

from .chain import Chain
from .page import Page
from .project import add_theme, element_layer, layer_of, layers_of, put_in_group
from .scenarios import Scenario

GROUPS = ("Heat: options", "Heat: hours", "Heat: network", "Heat: demand", "Heat: streets")
DESIGNED = ("PIPES", "CONNECTIONS", "STATIONS", "EXTRA", "PROBLEMS")
SIMULATED = ("PIPES", "CONNECTIONS", "STATIONS", "BOTTLENECKS", "PROBLEMS")
ASSUMED = "heat_sources"
ASSUMED_KIND = "surface_water"


class Heat:
    """One run of the heat rooms. generation: of the network. name: of the town, at the head of the report. results: of
    each algorithm, by its name. assumed: the sentence about what the town's layers did not tell, "" where they told
    all.
    """

    def __init__(self, chain: Chain, town: dict[str, str], generation: str, name: str = ""):
        self.chain, self.town, self.generation, self.name = chain, town, generation, name
        self.assumed = ""
        self.results: dict[str, dict] = {}

    def design(self) -> None:
        """Heat of the buildings, and the network that serves streets with enough of it."""
        chain, town = self.chain, self.town
        buildings = {"BUILDINGS": town["pand"]}
        streets = town.get("straat")
        if streets is None:
            cables = {"LV_CABLES": town["laagspanningskabel"], "MV_CABLES": town["middenspanningskabel"]}
            given = {**buildings, "AREAS": town["wegdeel"]} if "wegdeel" in town else {**buildings, **cables}
            made = {"STREETS": chain.table("heat_streets"), "PROBLEMS": chain.table("heat_streets_problems")}
            self._run("makestreets", {**given, **made})
            streets = chain.layer("heat_streets")
        self._run(
            "heatdemand",
            {
                **buildings,
                "ADDRESSES": town["verblijfsobject"],
                "STREETS": streets,
                "BUILDINGS_OUT": chain.table("heat_buildings"),
                "STREETS_OUT": chain.table("heat_density"),
                "CELLS": chain.table("heat_cells"),
                "PROBLEMS": chain.table("heat_demand_problems"),
                "HEAT_PROFILES": chain.file("heat.profiles"),
            },
        )
        self._run(
            "designheatnetwork",
            {
                "BUILDINGS": chain.layer("heat_buildings"),
                "STREETS": streets,
                "SOURCES": town.get("warmtebron") or self._assumed_source(),
                "HEAT_PROFILES": chain.file("heat.profiles"),
                "GENERATION": self._generation(),
                "COVERAGE": "1",  # streets with enough heat
                **chain.tables("heat", DESIGNED),
                "NET": chain.file("heat.json"),
            },
        )

    def extra(self):
        """The town's own extra connections and those of the network, as one layer."""
        own, added = self.town.get("extra_aansluiting"), self.chain.layer("heat_extra")
        return _together([layer for layer in (own, added) if layer])

    def simulate(self) -> None:
        """The network's coldest day, hour by hour."""
        self._run(
            "simulateheatnetwork",
            {
                "NET": self.chain.file("heat.json"),
                "HEAT_PROFILES": self.chain.file("heat.profiles"),
                "HOURLY": self.chain.file("heat.nc"),
                **self.chain.tables("heat_day", SIMULATED),
            },
        )

    def compare(self) -> None:
        """This network beside other ways of heating, for every building and neighbourhood."""
        chain, town = self.chain, self.town
        self._run(
            "compareheat",
            {
                "BUILDINGS": chain.layer("heat_buildings"),
                **{name: chain.layer(f"heat_{name.lower()}") for name in ("CONNECTIONS", "PIPES", "STATIONS")},
                "NEIGHBOURHOODS": town.get("buurt"),
                "NAME": self.name,
                "BUILDINGS_OUT": chain.table("heat_options"),
                "AREAS": chain.table("heat_option_areas"),
                "REPORT": chain.file("heat.html"),
            },
        )
        put_in_group(tr("Heat"), tuple(tr(name) for name in GROUPS))

    def _run(self, name: str, parameters: dict) -> None:
        self.results[name] = self.chain.run(name, parameters)

    def _generation(self) -> int:
        from stadsstroom.processing.algorithms.heat_design_choices import GENERATIONS

        return list(GENERATIONS).index(self.generation)

    def _assumed_source(self) -> str:
        """Where the town tells no source: one that gives whatever is asked, at the largest business."""
        buildings = QgsVectorLayer(self.chain.layer("heat_buildings"), "buildings", "ogr")
        heated = list(buildings.getFeatures('"floor_area_m2" > 0')) or list(buildings.getFeatures())
        businesses = [feature for feature in heated if feature["dwellings"] == 0]
        largest = max(businesses or heated, key=lambda feature: (feature["floor_area_m2"] or 0, feature["building_id"]))
        fields = "field=source_id:string&field=kind:string&field=how:string"
        layer = QgsVectorLayer(f"Point?crs={buildings.crs().authid()}&{fields}", ASSUMED, "memory")
        layer.startEditing()
        source = QgsFeature(layer.fields())
        source.setGeometry(largest.geometry().pointOnSurface())
        source.setAttributes(["assumed", ASSUMED_KIND, "assumed"])
        layer.addFeature(source)
        layer.commitChanges()
        _write(layer, self.chain.results, ASSUMED)
        self.assumed = tr("No source of heat is given: surface water at the largest business is assumed.")
        return self.chain.layer(ASSUMED)

    def findings(self) -> list[str]:
        """What the network is, costs and asks, line by line."""
        need, design, day = (self.results[name] for name in ("heatdemand", "designheatnetwork", "simulateheatnetwork"))
        told = {name: number_text(value) for name, value in {**need, **design}.items() if _is_number(value)}
        told |= {name: number_text(design[name], 1) for name in ("LOSS_PERCENT", "EUR_PER_MWH", "LENGTH_PER_HOME")}
        told["DENSITY_MWH_PER_M"] = number_text(design["DENSITY_MWH_PER_M"], 1)
        told |= {name: number_text(day[name], 1) for name in ("SUPPLY_MIN_C", "VELOCITY_MAX", "PRESSURE_MIN_BAR")}
        told["M_EUR"] = number_text(design["INVESTMENT"] / 1e6, 2)
        lines = [
            said("{HEAT_MWH} MWh of heat a year in {BUILDING_COUNT} buildings", told),
            said(
                "A network serves {DWELLING_COUNT} dwellings with {LENGTH_M} m of trench, {LENGTH_PER_HOME} m each; "
                "{LOSS_PERCENT} % of its heat is lost",
                told,
            ),
            said("{M_EUR} million euros, {EUR_PER_MWH} euros for each MWh; {ELECTRIC_KW} kW for its heat pumps", told),
            said(
                "On the coldest day the coldest supply is {SUPPLY_MIN_C} °C, the fastest water {VELOCITY_MAX} m/s",
                told,
            ),
        ]
        return [*lines, self.assumed] if self.assumed else lines


def relief_findings(results: dict) -> list[str]:
    """What the network spares the grid."""
    told = {name: number_text(value) for name, value in results.items() if _is_number(value)}
    told |= {name: number_text(results[name], 2) for name in results if name.endswith("_KM")}
    told["MWH"] = number_text(results["KWH_ABOVE_SPARED"] / 1000, 1)
    return [
        said(
            "Transformers over their limit: {STATIONS_OVER_BEFORE} before, {STATIONS_OVER_AFTER} after; cable "
            "relieved: {LV_RELIEVED_KM} km low voltage, {MV_RELIEVED_KM} km medium voltage",
            told,
        ),
        said(
            "Busiest hour {PEAK_KW_BEFORE} kW before, {PEAK_KW_AFTER} kW after; {MWH} MWh above the limits of stations "
            "spared",
            told,
        ),
    ]


def add_themes() -> None:
    network = [layer_of(f"heat_{name}") for name in ("stations", "connections", "pipes")]
    meshes = [layer for layer in layers_of(tr("Heat: hours")) if isinstance(layer, QgsMeshLayer)]
    add_theme(tr("Heat density of streets"), [layer_of("heat_density"), layer_of("heat_buildings")])
    add_theme(tr("Heat network"), network)
    add_theme(tr("Heat network: coldest day"), [layer_of("heat_stations"), *meshes])
    add_theme(tr("Cheapest heat of buildings"), [layer_of("heat_options")])
    add_theme(tr("Relief by the heat network"), [layer_of("relief_stations"), layer_of("relief_sections")])


def network_picture(out: Path, below: list, lines: list[str], extent: QgsRectangle) -> Path:
    """Heat density beside the network by diameter."""
    page = Page(tr("Heat network"), tr("Where heat is dense, and the network that serves it"))
    density, pipes = layer_of("heat_density"), layer_of("heat_pipes")
    network = [layer_of("heat_stations"), pipes, layer_of("heat_connections")]
    columns = page.columns(2)
    for (name, layers), (left, wide) in zip(
        (("Heat density of streets", [density]), ("Heat network", network)), columns
    ):
        page.label(tr(name), (left, 18, wide, 6), 12, bold=True)
        drawn = page.map([*layers, *below], extent, (left, 25, wide, 108))
    page.legend({density: ""}, (columns[0][0] - 2, 134))
    page.legend({pipes: "", network[0]: "", network[2]: ""}, (columns[1][0] - 2, 134), 2, seen_on=drawn)
    page.scale_bar(drawn, (columns[1][0], 195))
    page.label("\n".join(lines), (10, 170, 130, 36), 9)
    return page.export(out / "heat.png")


def relief_picture(
    out: Path, below: list, before: Scenario, after: Scenario, lines: list[str], extent: QgsRectangle
) -> Path:
    """Individual heat pumps, the network, and what it relieves, side by side."""
    page = Page(tr("Relief by the heat network"), tr("What the heat network spares the grid"))
    columns, top = page.columns(3), 31
    relief = [layer_of("relief_stations"), layer_of("relief_sections")]
    for scenario, (left, wide) in zip((before, after), columns):
        layers = [element_layer(scenario.name, "station"), element_layer(scenario.name, "section")]
        page.label(scenario.name, (left, 18, wide, 6), 12, bold=True)
        page.label(scenario.said(), (left, 23.5, wide, 8), 7)
        page.map([*layers, *below], extent, (left, top, wide, 90))
        page.label("\n".join(scenario.findings), (left, 123, wide, 30), 7.5)
    left, wide = columns[2]
    page.label(tr("Relief by the heat network"), (left, 18, wide, 6), 12, bold=True)
    drawn = page.map([*relief, *below], extent, (left, top, wide, 90))
    page.label("\n".join(lines), (left, 123, wide, 30), 7.5)
    page.legend({layers[1]: tr("Cables")}, (columns[0][0] - 2, 154))
    page.legend({layers[0]: tr("Transformers")}, (columns[1][0] - 2, 154))
    page.legend({relief[1]: tr("Change of cables and transformers")}, (left - 2, 154))
    page.scale_bar(drawn, (255, 200))
    return page.export(out / "relief.png")


def _together(sources: list[str]):
    from qgis import processing

    if len(sources) == 1:
        return sources[0]
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    merged = processing.run(
        "native:mergevectorlayers",
        {"LAYERS": sources, "OUTPUT": "TEMPORARY_OUTPUT"},
        context=context,
        feedback=QgsProcessingFeedback(False),
    )
    return merged["OUTPUT"]


def _write(layer: QgsVectorLayer, path: Path, name: str) -> None:
    """Write a layer as a table of the GeoPackage."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", name
    if path.exists():
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    error, why, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsProject.instance().transformContext(), options
    )
    if error != QgsVectorFileWriter.WriterError.NoError:
        raise SystemExit(f"{path}: {why}")


def _is_number(value) -> bool:
    return isinstance(value, (int, float))
