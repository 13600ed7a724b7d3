"""Heat demand and density."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import LINES, POINTS, POLYGONS, Outcome, choice, file_out, layer, number, offer, share, sink
from ..words import number_text, said, tr
from . import heat_need_choices, roofs, town
from .heat_need_choices import COOLING, HOT_WATER, STEPS

LAYERS = ("BUILDINGS", "ADDRESSES", "STREETS")
MORE_THAN = "{good} {unit} a year or more"
BETWEEN = "{poor} to {good} {unit} a year"
LESS_THAN = "less than {poor} {unit} a year"
NO_STREETS = "No streets were given: heat density is shown in cells only."
OUT_OF_REACH = "{buildings} buildings with {mwh} MWh a year lie farther than {reach} m from every street."

SUMMARY = {
    "BUILDING_COUNT": Outcome("buildings", "Heated buildings"),
    "DWELLING_COUNT": Outcome("dwellings", "Dwellings"),
    "HEAT_MWH": Outcome("heat_mwh", "Heat (MWh a year)"),
    "SPACE_MWH": Outcome("space_mwh", "Space heating (MWh a year)"),
    "WATER_MWH": Outcome("water_mwh", "Hot water (MWh a year)"),
    "COOLING_MWH": Outcome("cooling_mwh", "Cooling (MWh a year)"),
    "MWH_PER_DWELLING": Outcome("mwh_per_dwelling", "Heat of a dwelling (MWh a year)", 1, 1),
    "SPACE_KW": Outcome("space_kw", "Space heating at the design temperature, added up (kW)"),
    "PEAK_KW": Outcome("peak_kw", "Peaks of all buildings, added up (kW)"),
    "BY_GAS_PERCENT": Outcome("by_gas_percent", "Dwellings whose heat follows their gas use (%)"),
    "WITHOUT_HEAT_COUNT": Outcome("buildings_without_addresses", "Buildings without addresses, which need no heat"),
    "UNHEATED_COUNT": Outcome("unheated_addresses", "Addresses of other use, which need no heat"),
    "OUT_OF_REACH_MWH": Outcome("out_of_reach_mwh", "Heat out of reach of every street (MWh a year)"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}  # fmt: skip


class HeatDemand(StadsstroomAlgorithm):
    ID = "heatdemand"
    TITLE = "Heat demand and density"
    ABOUT = (
        "Gives every building the heat it needs for rooms and hot water: in a normal year, on the coldest day and, if "
        "you wish, in every hour. It follows use, floor area, build period, energy label or measured gas, and what "
        "insulation would change. Shows along which streets and in which cells heat is dense enough for a heat network."
    )
    TAGS = ("heat", "heat network", "hot water", "insulation", "density", "gas", "energy label")
    ROOM = "heat"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._layers(), *self._choices(), *heat_need_choices.details(), *self._outputs()), SUMMARY)

    def _layers(self):
        yield town.buildings()
        yield town.addresses()
        yield layer(
            "STREETS",
            "Streets",
            LINES,
            "Lines of the streets, as the algorithm that makes streets writes them or from a map of roads. Every "
            "building belongs to its nearest street. Empty: heat density is shown in cells only.",
            optional=True,
        )

    def _choices(self):
        yield choice(
            "INSULATION",
            "Insulation",
            STEPS,
            "as_is",
            "What buildings are insulated to. The steps, their heat and their prices stand in the catalogue "
            "insulation.csv; a step never raises the heat of a building.",
        )
        yield share(
            "INSULATION_SHARE",
            "Buildings that are insulated (%)",
            100,
            "Share of the buildings that take this step, where the buildings do not tell theirs; the others stay as "
            "they are. Raising the share keeps those that were chosen.",
        )
        yield choice(
            "HOT_WATER",
            "Hot water",
            HOT_WATER,
            "tank",
            "Water that is heated while it is tapped needs far more power, though hardly ever in all homes at once.",
        )
        yield choice(
            "COOLING",
            "What is cooled",
            COOLING,
            "none",
            "Heat that machines, or an ambient loop, take out of rooms above a set point in summer. The uses that are "
            "cooled and their set points stand in the catalogue cooling.csv and are unconfirmed.",
        )
        yield roofs.catalogue_number(
            "heat_pumps",
            "DESIGN_OUTSIDE",
            "Design temperature outside (°C)",
            "design_outside_c",
            "Coldest weather in which buildings must stay warm.",
            -40,
            15,
        )
        yield number(
            "CELL",
            "Cell size (m)",
            100.0,
            "Side of the square cells over which heat is added up; their corners lie at multiples of it.",
            low=10,
            high=10_000,
        )
        yield number(
            "STREET_REACH",
            "Farthest street (m)",
            50.0,
            "A building farther from every street than this counts for none.",
            low=0,
            high=10_000,
        )
        yield from roofs.weather()

    def _outputs(self):
        yield sink(
            "BUILDINGS_OUT",
            "Heat by building",
            POLYGONS,
            "Polygons: every heated building, its heat in a year, its power on the coldest day, and where that follows "
            "from.",
        )
        yield sink("STREETS_OUT", "Heat density of streets", LINES, "Lines: the streets and the heat along each metre.")
        yield sink("CELLS", "Heat density of cells", POLYGONS, "Polygons: square cells and the heat in each.")
        yield sink(
            "PROBLEMS", "Problems", POINTS, "Points: what could not be used as given, and what was done instead."
        )
        yield file_out(
            "HEAT_PROFILES",
            "Hours of heat",
            "Profiles (*.profiles)",
            "File with the heat of every building in every hour, for rooms, hot water and cooling; heat networks are "
            "simulated with it.",
            by_default=False,
        )

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.heat.need import cell_density, heat_need, out_of_reach, street_density, write_heat_hours
        from ..bridge import Inputs, Outputs, run
        from ..bridge.heat_need_roles import HEAT_NEED_ROLES

        inputs = Inputs(self, parameters, context, feedback, LAYERS, HEAT_NEED_ROLES)
        buildings, addresses, streets = (inputs.table(name) for name in LAYERS)
        weather = roofs.read_year(self, parameters, context)
        options, density = heat_need_choices.options(self, parameters, context)
        cell_m = self.parameterAsDouble(parameters, "CELL", context)
        with Outputs(self, parameters, context, feedback) as outputs:
            path = outputs.path("HEAT_PROFILES")
            need = run(heat_need(buildings, addresses, options), feedback, 5, 40)
            heated = need.buildings
            if path is not None:
                run(write_heat_hours(need, weather, path), feedback, 40, 85)
            summary = dict(need.summary)
            if streets is not None and len(streets):
                along = street_density(heated, streets, density)
                outputs.layer("STREETS_OUT", along, output_fields.HEAT_STREETS, QgsWkbTypes.Type.MultiLineString)
                summary |= out_of_reach(heated, along)
                _tell_out_of_reach(summary, density, feedback)
            else:
                feedback.pushInfo(tr(NO_STREETS))
            cells = cell_density(heated, cell_m, density)
            outputs.layer("CELLS", cells, output_fields.HEAT_CELLS, QgsWkbTypes.Type.Polygon)
            outputs.layer("BUILDINGS_OUT", heated, output_fields.HEAT_BUILDINGS, QgsWkbTypes.Type.MultiPolygon)
            problems = [*inputs.problems, *need.problems, *(weather.problems if path is not None else ())]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**summary, "problems": len(problems)})
        self.dress = {
            "totals": {
                "STREETS_OUT": class_words(density.street_poor_below, density.street_good_from, tr("MWh per metre"), 2),
                "CELLS": class_words(density.cell_poor_below, density.cell_good_from, tr("MWh per hectare"), 0),
            }
        }
        return outputs.results


def _tell_out_of_reach(beyond: dict, density, feedback) -> None:
    if beyond["out_of_reach"]:
        values = {
            "buildings": beyond["out_of_reach"],
            "mwh": number_text(beyond["out_of_reach_mwh"], 1),
            "reach": number_text(density.street_reach_m),
        }
        feedback.pushInfo(said(OUT_OF_REACH, values))


def class_words(poor: float, good: float, unit: str, digits: int) -> dict[str, str]:
    """What the classes mean, in numbers, for the legend."""
    values = {"poor": number_text(poor, digits), "good": number_text(good, digits), "unit": unit}
    return {name: said(text, values) for name, text in (("good", MORE_THAN), ("average", BETWEEN), ("poor", LESS_THAN))}
