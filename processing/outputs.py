"""Layers arrive named, grouped, in order and styled."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsMapLayerLegendUtils,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
)

from . import output_fields
from .styles import HEAT_MESH, LOADING_MESH, add_totals, follow_hours, style_irradiation, style_layer, style_mesh
from .words import tr

HOURLY = "stadsstroom/hourly"
ROOFS = "stadsstroom/roofs"
LIMITS = "stadsstroom/limits"
ELEMENT = "stadsstroom/element"


@dataclass(frozen=True)
class Dress:
    """How an output layer arrives: its name, its style, its place in the group (higher is on top)."""

    name: str
    style: str
    order: int
    fields: tuple = ()
    element: str = ""
    also: tuple = ()  # further styles that the user can choose: (name, style)
    hours: str = "HOURLY"  # the output with the hours of its features


TEMPERATURE = (("Supply temperature", "heat_pipes_temperature"),)
GROUPS = {
    "buildgrid": "Grid",
    "demand": "Demand",
    "congestion": "Congestion",
    "comparecongestion": "Congestion: compared",
    "roofplanes": "Roofs",
    "roofsolar": "Roofs: sun",
    "roofwind": "Roofs: wind",
    "powermapping": "Powermapping",
    "pockets": "Congestion pockets",
    "makestreets": "Heat: streets",
    "heatdemand": "Heat: demand",
    "designheatnetwork": "Heat: network",
    "compareheat": "Heat: options",
    "simulateheatnetwork": "Heat: hours",
    "hostingcapacity": "Hosting capacity",
    "holons": "Holons",
    "reinforce": "Copper or steering",
    "shareenergy": "Energy sharing",
}
LAYERS = {
    "buildgrid": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "OPEN_POINTS_OUT": Dress("Open points", "open_points", 8, output_fields.OPEN_POINTS),
        "STATIONS_OUT": Dress("Stations", "stations", 7, output_fields.STATIONS),
        "CONNECTIONS": Dress("Connections", "connections", 6, output_fields.CONNECTIONS),
        "NODES": Dress("Nodes", "nodes", 5, output_fields.NODES),
        "SECTIONS": Dress("Sections", "sections", 4, output_fields.SECTIONS),
    },
    "demand": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "BUILDINGS_OUT": Dress("Demand by building", "buildings_demand", 1, output_fields.BUILDINGS_DEMAND),
    },
    "congestion": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "STATIONS": Dress("Stations: loading", "stations_loading", 7, output_fields.LOADED_STATIONS, "station"),
        "CONNECTIONS": Dress(
            "Connections: voltage", "connections_voltage", 6, output_fields.LOADED_CONNECTIONS, "connection"
        ),
        "RING_CHECK": Dress("Ring check", "ring_check", 5, output_fields.RING_CHECK),
        "SECTIONS": Dress("Sections: loading", "sections_loading", 4, output_fields.LOADED_SECTIONS, "section"),
    },
    "comparecongestion": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "STATIONS": Dress("Stations: relief", "stations_relief", 7, output_fields.COMPARED_STATIONS),
        "SECTIONS": Dress("Sections: relief", "sections_relief", 4, output_fields.COMPARED_SECTIONS),
        "AREAS": Dress("Relief of neighbourhoods", "areas_relief", 2, output_fields.COMPARED_AREAS),
    },
    "pockets": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "SWITCHES": Dress("Switches around pockets", "switches", 7, output_fields.SWITCHES),
        "POCKETS": Dress("Congestion pockets", "pockets", 2, output_fields.POCKETS),
        "REMEDIES": Dress("Remedies", "remedies", 1, output_fields.REMEDIES),
    },
    "roofplanes": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "PLANES": Dress("Roof planes", "roof_planes", 4, output_fields.ROOF_PLANES),
        "BUILDINGS_OUT": Dress("Height of roofs", "roofs", 2, output_fields.ROOFS),
    },
    "roofsolar": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "PANELS": Dress("Panels", "panels", 6, output_fields.PANELS),
        "PLANES_OUT": Dress("Suitability of roofs", "roof_suitability", 5, output_fields.SOLAR_PLANES),
        "BUILDINGS_OUT": Dress("Yield of buildings", "buildings_solar", 3, output_fields.SOLAR_BUILDINGS, "roof"),
    },
    "roofwind": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "BUILDINGS_OUT": Dress("Roofs for small wind", "buildings_wind", 3, output_fields.WIND_BUILDINGS),
    },
    "powermapping": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "AREAS": Dress("Totals of areas", "power_areas", 4, output_fields.POWER_AREAS),
        "BUILDINGS_OUT": Dress("Powermapping", "power_classes", 3, output_fields.POWER_BUILDINGS),
    },
    "heatdemand": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "STREETS_OUT": Dress("Heat density of streets", "heat_density", 5, output_fields.HEAT_STREETS),
        "BUILDINGS_OUT": Dress("Heat by building", "heat_buildings", 3, output_fields.HEAT_BUILDINGS),
        "CELLS": Dress("Heat density of cells", "heat_cells", 1, output_fields.HEAT_CELLS),
    },
    "simulateheatnetwork": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "BOTTLENECKS": Dress("Bottlenecks", "heat_bottlenecks", 8, output_fields.HEAT_BOTTLENECKS),
        "STATIONS": Dress("Heat of stations", "heat_stations_hours", 7, output_fields.HEAT_STATION_HOURS),
        "CONNECTIONS": Dress("Heat at houses", "heat_houses", 6, output_fields.HEAT_HOUSE_HOURS, "heat_house"),
        "PIPES": Dress(
            "Pipes: velocity", "heat_pipes_velocity", 4, output_fields.HEAT_PIPE_HOURS, "heat_pipe", TEMPERATURE
        ),
    },
    "designheatnetwork": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "STATIONS": Dress("Heat stations", "heat_stations", 8, output_fields.HEAT_STATIONS),
        "EXTRA": Dress("Electricity for heat network", "heat_extra", 7, output_fields.EXTRA_OUT),
        "CONNECTIONS": Dress("Heat connections", "heat_connections", 6, output_fields.HEAT_CONNECTIONS),
        "PIPES": Dress("Heat pipes", "heat_pipes", 5, output_fields.HEAT_PIPES),
    },
    "holons": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "FLOWS": Dress(
            "Flows between holons", "holon_flows", 6, output_fields.HOLON_FLOWS, "holon_flow", hours="FLOW_HOURS"
        ),
        "HOLONS": Dress("Holons", "holons", 3, output_fields.HOLONS, "holon", hours="HOLON_PROFILES"),
        "LEVELS": Dress("Levels of holons", "", 1, output_fields.HOLON_LEVELS),
    },
    "shareenergy": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "MEMBERS_OUT": Dress("Savings of members", "sharing", 5, output_fields.SHARING_MEMBERS),
    },
    "compareheat": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "BUILDINGS_OUT": Dress("Cheapest heat of buildings", "heat_options", 4, output_fields.HEAT_OPTIONS),
        "AREAS": Dress("Cheapest heat of neighbourhoods", "heat_option_areas", 1, output_fields.HEAT_OPTION_AREAS),
    },
    "hostingcapacity": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "STATIONS": Dress("Fits at stations", "hosting_stations", 7, output_fields.HOSTING_STATIONS),
        "CONNECTIONS": Dress("Fits at connections", "hosting_connections", 6, output_fields.HOSTING_CONNECTIONS),
        "FEEDERS": Dress("Fits on feeders", "hosting_feeders", 4, output_fields.HOSTING_FEEDERS),
    },
    "reinforce": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "MEASURES": Dress("Measures of copper", "reinforce_measures", 6, output_fields.MEASURES),
        "RANKED": Dress("Copper or steering by pocket", "reinforce", 4, output_fields.RANKED),
        "AREAS": Dress("Copper, steering and the mix", "", 2, output_fields.REMEDY_AREAS),
        "CURVES": Dress("How far a budget reaches", "", 1, output_fields.CURVES),
    },
    "makestreets": {
        "PROBLEMS": Dress("Problems", "problems", 9, output_fields.PROBLEMS),
        "STREETS": Dress("Made streets", "streets", 4, output_fields.STREETS),
    },
}
RASTERS = {"roofsolar": {"IRRADIATION": Dress("Irradiation", "", 2)}}
MESH = Dress("Every hour", "", 3)


class _LegendHead(QgsProcessingLayerPostProcessorInterface):
    """Puts words of ours where QGIS heads a raster's legend with "Band 01: Whole year (Gray)", in the layer's place in
    the tree; QGIS calls it when the layer has one."""

    def postProcessLayer(self, layer, context, feedback):
        project = context.project()
        place = project.layerTreeRoot().findLayer(layer.id()) if project is not None else None
        if place is not None:
            QgsMapLayerLegendUtils.setLegendNodeUserLabel(place, 0, tr(LIGHT_OF_YEAR))
            layer.legendChanged.emit()


LIGHT_OF_YEAR = "Light in the whole year"
LEGEND_HEAD = _LegendHead()  # QGIS does not keep it


def load_mesh(path: str, context: QgsProcessingContext) -> None:
    """Have the mesh with hours loaded with the other outputs, when the run ends; a file output is not, of itself."""
    project = context.project()
    if project is not None:
        details = QgsProcessingContext.LayerDetails(tr(MESH.name), project, "HOURLY", QgsProcessingUtils.LayerHint.Mesh)
        context.addLayerToLoadOnCompletion(path, details)


def dress_outputs(
    algorithm, results: dict, context, group: str = "", limits: str = "", totals: dict | None = None
) -> None:
    """Name, group, order and style the layers that will be loaded. Runs where layers may be touched.

    group: name of the layers' group, "" for the algorithm's own. limits: of the voltages, "lowest;highest" in pu.
    totals: {output: {class: words}}, put behind the classes in the legend.
    """
    group = group or tr(GROUPS.get(algorithm.ID, ""))
    for output, dress in LAYERS.get(algorithm.ID, {}).items():
        label = algorithm.parameterDefinition(output).description()
        layer = _arriving(results.get(output), dress, group, context, label)
        if layer is not None:
            _further_styles(layer, dress)
            if dress.style:
                style_layer(layer, dress.style)
            for field in dress.fields:
                layer.setFieldAlias(layer.fields().lookupField(field.name), tr(field.label))
            add_totals(layer, (totals or {}).get(output, {}))
            if dress.element == "roof":
                layer.setCustomProperty(ROOFS, results.get("ROOF_PROFILES", ""))
            elif dress.element and results.get(dress.hours):
                layer.setCustomProperty(HOURLY, results[dress.hours])
                layer.setCustomProperty(ELEMENT, dress.element)
                layer.setCustomProperty(LIMITS, limits)
                if dress.element == "holon_flow":
                    follow_hours(layer, results[dress.hours])
    for output, dress in RASTERS.get(algorithm.ID, {}).items():
        label = algorithm.parameterDefinition(output).description()
        raster = _arriving(results.get(output), dress, group, context, label, QgsProcessingUtils.LayerHint.Raster)
        if raster is not None:
            style_irradiation(raster)
            context.layerToLoadOnCompletionDetails(results[output]).setPostProcessor(LEGEND_HEAD)
    mesh = _arriving(results.get("HOURLY"), MESH, group, context, "", QgsProcessingUtils.LayerHint.Mesh)
    if mesh is not None:
        style_mesh(mesh, HEAT_MESH if algorithm.ROOM == "heat" else LOADING_MESH)


def _further_styles(layer, dress: Dress) -> None:
    """Styles beside the one that the layer shows; they stand in its menu under Styles."""
    manager = layer.styleManager()
    first = manager.currentStyle()
    for name, style in dress.also:
        manager.addStyleFromLayer(tr(name))
        manager.setCurrentStyle(tr(name))
        style_layer(layer, style)
        manager.setCurrentStyle(first)


def _arriving(destination, dress: Dress, group: str, context, label: str, hint=QgsProcessingUtils.LayerHint.Vector):
    if not destination or not context.willLoadLayerOnCompletion(destination):
        return None
    details = context.layerToLoadOnCompletionDetails(destination)
    details.groupName, details.layerSortKey = group, dress.order
    if details.name == label:  # a model or script may have named it
        details.name = tr(dress.name)
    return QgsProcessingUtils.mapLayerFromString(destination, context, True, hint)
