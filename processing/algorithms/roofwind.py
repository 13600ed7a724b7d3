"""Small wind potential."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import POLYGONS, Outcome, offer, sink
from . import roofs, wind_choices

SUMMARY = {
    "BUILDING_COUNT": Outcome("buildings", "Buildings"),
    "TALL_COUNT": Outcome("tall", "Buildings that are high enough"),
    "TURBINE_COUNT": Outcome("turbines", "Roofs for a turbine"),
    "PROMISED_MWH": Outcome("kwh_promised", "Yield as promised (MWh a year)", 0.001, 1),
    "MEASURED_MWH": Outcome("kwh_measured", "Yield as measured in field trials (MWh a year)", 0.001, 1),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class RoofWind(StadsstroomAlgorithm):
    ID = "roofwind"
    TITLE = "Small wind potential"
    ABOUT = (
        "Finds roofs that rise above their surroundings, where a small turbine could stand, and gives its yield as a "
        "band: as makers promise and as turbines on buildings gave in field trials, a fraction of it. The rule is that "
        "of Powermapping Amsterdam; each of its numbers is an input."
    )
    TAGS = ("roof", "wind", "turbine", "Powermapping")
    ROOM = "roofs"

    def initAlgorithm(self, configuration=None):
        parameters = (
            roofs.buildings(
                "Polygons of the buildings with their height: as the algorithm for roof planes writes them, or with "
                "heights of their own. Buildings without a height take it from the surface heights."
            ),
            roofs.surface("Raster of the heights of everything that stands there. Empty: the buildings tell theirs."),
            roofs.ground(),
            *wind_choices.rule(),
            *wind_choices.wind(),
            *roofs.plane_choices(),
            *roofs.height_details(),
            roofs.building_height(),
            *roofs.building_fields(),
            sink(
                "BUILDINGS_OUT", "Roofs for small wind", POLYGONS, "Polygons: every building, and what a turbine gives."
            ),
            roofs.problems(),
        )
        offer(self, parameters, SUMMARY)

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.roof.wind import roof_wind
        from ..bridge import Inputs, Outputs, run
        from ..bridge.roles import ROOF_ROLES
        from ..bridge.roofs import roofs_with_heights

        inputs = Inputs(self, parameters, context, feedback, ("BUILDINGS",), ROOF_ROLES)
        buildings = inputs.table("BUILDINGS")
        dsm, dtm = roofs.heights(self, parameters, context, feedback, inputs.working)
        plane_options = roofs.plane_options(self, parameters, context)
        options = wind_choices.options(self, parameters, context)
        with Outputs(self, parameters, context, feedback) as outputs:
            roofed, problems = roofs_with_heights(buildings, dsm, dtm, plane_options, feedback, 2, 60)
            found = run(roof_wind(roofed, options), feedback, 60, 95)
            outputs.layer("BUILDINGS_OUT", found.buildings, output_fields.WIND_BUILDINGS, QgsWkbTypes.Type.MultiPolygon)
            problems = [*inputs.problems, *problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(problems)})
        return outputs.results
