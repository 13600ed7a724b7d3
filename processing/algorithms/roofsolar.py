"""Rooftop solar potential."""

from __future__ import annotations

from qgis.core import QgsProcessingException, QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import POLYGONS, Outcome, file_out, layer, offer, profiles_in, raster_out, sink
from ..words import tr
from . import roofs, settings, sun_choices

NO_RASTER = "Without surface heights there is no irradiation raster."
NOTHING_GIVEN = "Give buildings or roof planes: there is nothing to calculate the sun on."

SUMMARY = {
    "BUILDING_COUNT": Outcome("buildings", "Buildings"),
    "PLANE_COUNT": Outcome("planes", "Roof planes"),
    "PANEL_COUNT": Outcome("panels", "Panels"),
    "PANELS_KWP": Outcome("kwp", "Power of the panels (kWp)"),
    "PANELS_MWH": Outcome("kwh", "Yield (MWh a year)", 0.001, 1),
    "VERY_SUITABLE_AREA": Outcome("very_suitable_area_m2", "Very suitable roof (m²)"),
    "SUITABLE_AREA": Outcome("suitable_area_m2", "Suitable roof (m²)"),
    "BEST_KWH_PER_M2": Outcome("best_kwh_per_m2", "Best unshaded orientation (kWh/m² a year)"),
    "SELF_CONSUMED_MWH": Outcome("self_consumed_kwh", "Used by the buildings themselves (MWh a year)", 0.001, 1),
    "ASSUMED_COUNT": Outcome("assumed", "Buildings whose roof is assumed"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class RoofSolar(StadsstroomAlgorithm):
    ID = "roofsolar"
    TITLE = "Rooftop solar potential"
    ABOUT = (
        "Calculates how much sun falls on every roof plane in every hour, with the shadow of buildings and trees, "
        "draws every panel that fits and gives what it yields. The hours of each building can be handed to the demand "
        "algorithm, so that the same shadow reaches the cable."
    )
    TAGS = ("roof", "solar", "panels", "irradiation", "shadow", "PV", "Zonatlas")
    ROOM = "roofs"

    def initAlgorithm(self, configuration=None):
        sun = (*sun_choices.panels(), *sun_choices.thresholds(), *sun_choices.light())
        offer(self, (*self._inputs(), *sun, *self._details(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield roofs.surface()
        yield roofs.ground()
        yield layer(
            "PLANES",
            "Roof planes",
            POLYGONS,
            "Polygons as the algorithm for roof planes writes them. Empty: they are found first, from the buildings.",
            optional=True,
        )
        yield roofs.buildings(
            "Polygons of the buildings. May be left out where roof planes are given: a building then is its planes.",
            optional=True,
        )
        yield from roofs.weather()
        yield profiles_in(
            "PROFILES",
            "Profiles of the demand",
            "Hours of the demand of the same buildings and the same weather, as the demand algorithm writes them: then "
            "it is told how much each building uses from its own roof.",
            optional=True,
        )

    def _details(self):
        yield from roofs.plane_choices()
        yield from roofs.height_details()
        yield from roofs.building_fields()

    def _outputs(self):
        yield raster_out(
            "IRRADIATION",
            "Irradiation",
            "Raster in 13 bands: the light on the roof in kWh/m² of the year and of each month, shadow in it.",
        )
        yield sink(
            "PLANES_OUT", "Suitability of roof planes", POLYGONS, "Polygons: light and suitability of each plane."
        )
        yield sink("PANELS", "Panels", POLYGONS, "Polygons: every panel that counts, drawn where it fits.")
        yield sink(
            "BUILDINGS_OUT",
            "Yield of buildings",
            POLYGONS,
            "Polygons: what the roof of each building gives in the year and in each month.",
        )
        yield file_out(
            "ROOF_PROFILES",
            "Roof profiles",
            "Profiles (*.profiles)",
            "File with what each building's panels give in every hour, for the demand algorithm and the chart of"
            " hours.",
        )
        yield roofs.problems()

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.demand.same_weather import require_same_weather
        from ..bridge import Inputs, Outputs
        from ..bridge.roles import ROOF_ROLES
        from ..bridge.roofs import find_roofs, sun_on_roofs

        inputs = Inputs(self, parameters, context, feedback, ("PLANES", "BUILDINGS"), ROOF_ROLES)
        planes, buildings = (inputs.table(name) for name in ("PLANES", "BUILDINGS"))
        if planes is None and buildings is None:
            raise QgsProcessingException(tr(NOTHING_GIVEN))
        dsm, dtm = roofs.heights(self, parameters, context, feedback, inputs.working)
        weather = roofs.read_year(self, parameters, context)
        plane_options = roofs.plane_options(self, parameters, context)
        options = sun_choices.options(self, parameters, context, weather)
        demand = settings.profiles(self, parameters, context, "PROFILES")
        if demand is not None:
            require_same_weather(demand, weather)  # before what takes minutes
        with Outputs(self, parameters, context, feedback) as outputs:
            found = find_roofs(planes, buildings, dsm, dtm, plane_options, feedback, 2, 20)
            raster, hours = outputs.raster_path("IRRADIATION") if dsm else None, outputs.path("ROOF_PROFILES")
            if dsm is None and parameters.get("IRRADIATION"):
                feedback.pushInfo(tr(NO_RASTER))
            solar, dark = sun_on_roofs(found, dsm, weather, options, demand, raster, hours, feedback, 20, 95)
            outputs.layer("PLANES_OUT", solar.planes, output_fields.SOLAR_PLANES, QgsWkbTypes.Type.MultiPolygon)
            outputs.layer_in_parts(
                "PANELS", solar.panel_parts(), solar.planes.crs, output_fields.PANELS, QgsWkbTypes.Type.Polygon
            )
            outputs.layer(
                "BUILDINGS_OUT", solar.buildings, output_fields.SOLAR_BUILDINGS, QgsWkbTypes.Type.MultiPolygon
            )
            problems = [*inputs.problems, *found.problems, *dark, *weather.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            assumed = int((found.buildings.frame["how"] == "assumed").sum())
            outputs.summary(SUMMARY, {**solar.summary, "assumed": assumed, "problems": len(problems)})
        return outputs.results
