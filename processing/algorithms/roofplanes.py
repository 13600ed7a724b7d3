"""Roof planes from heights."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import POLYGONS, Outcome, offer, sink
from . import roofs

SUMMARY = {
    "BUILDING_COUNT": Outcome("buildings", "Buildings"),
    "PLANE_COUNT": Outcome("planes", "Roof planes"),
    "ROOF_AREA": Outcome("roof_area_m2", "Roof area (m²)"),
    "ASSUMED_COUNT": Outcome("assumed", "Buildings whose roof is assumed"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class RoofPlanes(StadsstroomAlgorithm):
    ID = "roofplanes"
    TITLE = "Roof planes from heights"
    ABOUT = (
        "Finds the planes of every roof: tilt, azimuth, true area and how well they fit, with chimneys and dormers "
        "left out. It reads them from a raster of heights or from the attributes of 3DBAG; where neither tells, a roof "
        "is assumed from the footprint and the build year and flagged so."
    )
    TAGS = ("roof", "heights", "tilt", "azimuth", "solar", "3DBAG")
    ROOM = "roofs"

    def initAlgorithm(self, configuration=None):
        parameters = (
            roofs.surface(),
            roofs.ground(),
            roofs.buildings(
                "Polygons of the buildings, such as the panden of the BAG or the roof parts of 3DBAG, whose attributes "
                "are recognised."
            ),
            *roofs.plane_choices(),
            *roofs.height_details(),
            *roofs.building_fields(),
            sink("PLANES", "Roof planes", POLYGONS, "Polygons: the planes as seen from above, obstacles cut out."),
            sink(
                "BUILDINGS_OUT", "Roofs of buildings", POLYGONS, "Polygons: height and kind of roof of each building."
            ),
            roofs.problems(),
        )
        offer(self, parameters, SUMMARY)

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.roof.planes import find_roof_planes
        from ..bridge import Inputs, Outputs, run
        from ..bridge.roles import ROOF_ROLES

        inputs = Inputs(self, parameters, context, feedback, ("BUILDINGS",), ROOF_ROLES)
        buildings = inputs.table("BUILDINGS")
        dsm, dtm = roofs.heights(self, parameters, context, feedback, inputs.working)
        options = roofs.plane_options(self, parameters, context)
        with Outputs(self, parameters, context, feedback) as outputs:
            found = run(find_roof_planes(buildings, dsm, dtm, options), feedback, 2, 95)
            outputs.layer("PLANES", found.planes, output_fields.ROOF_PLANES, QgsWkbTypes.Type.MultiPolygon)
            outputs.layer("BUILDINGS_OUT", found.buildings, output_fields.ROOFS, QgsWkbTypes.Type.MultiPolygon)
            problems = [*inputs.problems, *found.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            frame = found.buildings.frame
            counted = {
                "buildings": len(frame),
                "planes": len(found.planes),
                "roof_area_m2": float(frame["roof_area_m2"].sum()),
                "assumed": int((frame["how"] == "assumed").sum()),
                "problems": len(problems),
            }
            outputs.summary(SUMMARY, counted)
        return outputs.results
