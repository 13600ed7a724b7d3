"""Demo neighbourhood."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFields,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsSingleSymbolRenderer,
    QgsVectorFileWriter,
    QgsWkbTypes,
)

from ..algorithm import StadsstroomAlgorithm
from ..compat import new_field
from ..output_fields import OutputField
from ..parameters import file_out, number, raster_out
from ..words import said, tr

# layer: its shape, its symbol, and the fields that are not text; from the top of the map to the bottom
LAYERS = {
    "middenspanningsstation": ("Point", ("marker", {"name": "square", "color": "#1f5a8c", "size": "3"}), {}),
    "extra_aansluiting": (
        "Point",
        ("marker", {"name": "diamond", "color": "#009e73", "size": "2.6"}),
        {"kw": "real", "yearly_kwh": "real"},
    ),
    "verblijfsobject": (
        "Point",
        ("marker", {"name": "circle", "color": "#555555", "outline_style": "no", "size": "0.8"}),
        {"oppervlakte": "real", "elektriciteit_kwh_per_jaar_pc6": "real"},
    ),
    "laagspanningskabel": ("MultiLineString", ("line", {"color": "#e2731b", "width": "0.4"}), {}),
    "middenspanningskabel": ("MultiLineString", ("line", {"color": "#7b3294", "width": "0.6"}), {}),
    "warmtebron": (
        "Point",
        ("marker", {"name": "star", "color": "#c0392b", "size": "4"}),
        {"eur_per_mwh": "real", "prioriteit": "int"},
    ),
    "straat": ("MultiLineString", ("line", {"color": "#9a9a9a", "width": "0.3"}), {}),
    "pand": (
        "Polygon",
        ("fill", {"color": "#dcd3c8", "outline_color": "#b3a695"}),
        {"aantal_verblijfsobjecten": "int"},
    ),
    "wegdeel": ("MultiPolygon", ("fill", {"color": "#ececec", "outline_style": "no"}), {}),
}
SYMBOLS = {"marker": QgsMarkerSymbol, "line": QgsLineSymbol, "fill": QgsFillSymbol}


class DemoNeighbourhood(StadsstroomAlgorithm):
    ID = "demoneighbourhood"
    TITLE = "Demo neighbourhood"
    ABOUT = (
        "Writes an invented neighbourhood of about 150 homes with cables and stations, to try the other algorithms on. "
        "Its layers are named as Dutch open data name them and have the defects real layers have: ends that miss each "
        "other, cables drawn twice, ids that are missing or double. Its heights have trees, gables and flat roofs."
    )
    TAGS = ("demo", "example", "neighbourhood", "electricity")

    def initAlgorithm(self, configuration=None):
        self.addParameter(
            number("SEED", "Seed", 1, "Another number gives other houses on the same streets.", low=0, whole=True)
        )
        self.addParameter(
            file_out("OUTPUT", "Neighbourhood", "GeoPackage (*.gpkg)", "GeoPackage with the layers.", optional=False)
        )

        for name, label, about in (
            ("DSM", "Surface heights", "Raster of the heights of everything that stands there, flown in 2020."),
            ("DTM", "Ground heights", "Raster of the heights of the ground, with holes under buildings."),
        ):
            self.addParameter(raster_out(name, label, about, by_default=False))

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.demo import demo_neighbourhood

        rasters = self._write_heights(parameters, context, feedback)
        path = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        if not path.lower().endswith(".gpkg"):
            path += ".gpkg"
        write_layers(demo_neighbourhood(self.parameterAsInt(parameters, "SEED", context)), path, context)
        project = context.project()
        if project is not None:
            for position, name in enumerate(LAYERS):
                details = QgsProcessingContext.LayerDetails(name, project, name)
                details.forceName = True
                details.groupName = tr("Demo neighbourhood")
                details.layerSortKey = -position
                context.addLayerToLoadOnCompletion(source(path, name), details)
        return {"OUTPUT": path, **rasters}

    def _write_heights(self, parameters, context, feedback) -> dict:
        from ...engine.demo import demo_heights
        from ..bridge import Outputs
        from ..bridge.rasters import GeoTiffWriter

        with Outputs(self, parameters, context, feedback) as outputs:
            paths = {name: outputs.raster_path(name) for name in ("DSM", "DTM")}
            if any(paths.values()):
                heights = demo_heights(self.parameterAsInt(parameters, "SEED", context))
                for (name, path), values in zip(paths.items(), (heights.dsm, heights.dtm)):
                    if path is not None:
                        with GeoTiffWriter(path, heights.place, heights.crs, (name,)) as writer:
                            writer.write(0, 0, values[None])
                        if context.willLoadLayerOnCompletion(str(path)):
                            details = context.layerToLoadOnCompletionDetails(str(path))
                            details.groupName, details.layerSortKey = tr("Demo neighbourhood"), -len(LAYERS)
        return outputs.results

    def postProcessAlgorithm(self, context, feedback) -> dict:
        path = self.results.get("OUTPUT", "")
        for name, (_, (kind, look), _) in LAYERS.items():
            if context.willLoadLayerOnCompletion(source(path, name)):
                layer = QgsProcessingUtils.mapLayerFromString(source(path, name), context)
                layer.setRenderer(QgsSingleSymbolRenderer(SYMBOLS[kind].createSimple(look)))
        return {}


def source(path: str, name: str) -> str:
    return f"{path}|layername={name}"


def write_layers(tables: dict, path: str, context) -> None:
    """Write each table to a layer of one GeoPackage that appears only when whole."""
    from ..bridge.outputs import features_of, make_folder_of

    part = str(Path(path).with_suffix(".part.gpkg"))
    make_folder_of(Path(path))
    try:
        for number, (name, (shape, _, kinds)) in enumerate(LAYERS.items()):
            table = tables[name]
            fields = [
                OutputField(column, kinds.get(column, "text"), column, "")
                for column in table.frame.columns
                if column != "feature_id"
            ]
            declared = QgsFields()
            for field in fields:
                declared.append(new_field(field.name, field.kind, ""))
            wkb_type = getattr(QgsWkbTypes.Type, shape)
            options = QgsVectorFileWriter.SaveVectorOptions()
            options.driverName, options.layerName = "GPKG", name
            if number:
                options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
            crs = QgsCoordinateReferenceSystem(table.crs)
            writer = QgsVectorFileWriter.create(part, declared, wkb_type, crs, context.transformContext(), options)
            written = writer.addFeatures(features_of(table, fields, declared, wkb_type)) and writer.flushBuffer()
            why = writer.errorMessage()
            del writer  # closes the file
            if not written or why:
                raise QgsProcessingException(said("{file} cannot be written: {why}", {"file": path, "why": why}))
        os.replace(part, path)
    finally:
        Path(part).unlink(missing_ok=True)
