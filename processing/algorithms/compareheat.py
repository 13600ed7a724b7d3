"""Ways of heating beside each other."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..output_fields.heat_options import OPTIONS
from ..parameters import (
    LINES,
    POINTS,
    POLYGONS,
    Outcome,
    choice,
    choices,
    expression,
    file_out,
    flag,
    layer,
    offer,
    sink,
    text,
)
from ..words import language, tr
from . import heat_price_choices, roofs, settings

LAYERS = ("BUILDINGS", "CONNECTIONS", "PIPES", "STATIONS", "NEIGHBOURHOODS")
ESTIMATES = {
    "missing": "Networks that are not designed",
    "all": "Also what a designed network leaves out",
    "none": "Nothing",
}
SOURCES = {
    "surface_water": "Surface water",
    "waste_heat": "Waste heat",
    "waste_water": "Waste water",
    "geothermal": "Geothermal heat",
    "data_centre": "Data centre",
    "heat_pump": "Central heat pump",
}
SUMMARY = {
    "BUILDING_COUNT": Outcome("buildings", "Buildings compared"),
    "DWELLING_COUNT": Outcome("dwellings", "Dwellings"),
    "HEAT_MWH": Outcome("heat_mwh", "Heat (MWh a year)"),
    "SURE_PERCENT": Outcome("sure_percent", "Buildings whose cheapest option for society is sure (%)"),
    "SURE_RESIDENT_PERCENT": Outcome(
        "sure_resident_percent", "Buildings whose cheapest option for the resident is sure (%)"
    ),
    "CHEAPEST_SOCIETY_EUR": Outcome("cheapest_society_eur", "Everybody's cheapest option for society (€ a year)"),
    "CHEAPEST_RESIDENT_EUR": Outcome("cheapest_resident_eur", "Everybody's cheapest option for residents (€ a year)"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}  # fmt: skip


class CompareHeat(StadsstroomAlgorithm):
    ID = "compareheat"
    TITLE = "Compare heat options"
    ABOUT = (
        "Lays ways of heating beside each other for every building and neighbourhood: a heat pump of its own with the "
        "insulation it needs, a hybrid one, and heat networks of high, middle and low temperature or an ambient loop; "
        "a gas boiler as reference. Gives the yearly cost by annuity, for society and for the resident apart, CO2 and "
        "the peak on the electricity grid, and shows which prices the choice hangs on. A network is taken as designed "
        "or estimated."
    )
    TAGS = ("heat", "heat pump", "heat network", "cost", "CO2", "comparison", "insulation", "sensitivity")
    ROOM = "heat"

    def initAlgorithm(self, configuration=None):
        parameters = (
            *self._layers(),
            *self._choices(),
            *heat_price_choices.prices(),
            *heat_price_choices.figures(),
            *self._outputs(),
        )
        offer(self, parameters, SUMMARY)

    def _layers(self):
        yield layer(
            "BUILDINGS",
            "Buildings with their heat",
            POLYGONS,
            "Polygons: buildings with the heat they need, as the algorithm for heat demand writes them.",
        )
        yield layer(
            "CONNECTIONS",
            "Heat connections",
            POINTS,
            "Points: who is served, as the design of a heat network writes them. With pipes and stations of the same "
            "design; empty: networks are estimated.",
            optional=True,
        )
        yield layer(
            "PIPES",
            "Heat pipes",
            LINES,
            "Lines: the pipes of the same design; their cost is shared by the heat that buildings take.",
            optional=True,
        )
        yield layer(
            "STATIONS",
            "Heat stations",
            POINTS,
            "Points: the stations of the same design. Their supply temperature tells which option it is.",
            optional=True,
        )
        yield layer(
            "NEIGHBOURHOODS",
            "Neighbourhoods",
            POLYGONS,
            "Polygons of neighbourhoods, for totals of each. A building counts for the first that holds it.",
            optional=True,
        )
        yield expression(
            "NEIGHBOURHOOD_NAME",
            "Name of a neighbourhood",
            "NEIGHBOURHOODS",
            "Field or expression with the name of each neighbourhood. Empty: a field named buurtnaam, name or the "
            "like.",
            advanced=True,
        )

    def _choices(self):
        yield choices("OPTIONS", "Options to compare", OPTIONS, "Ways of heating that are laid beside each other.")
        yield flag(
            "RANK_REFERENCE",
            "Rank the gas boiler too",
            False,
            "Whether the gas boiler may come out as the cheapest; else it is only shown beside the others.",
        )
        yield choice(
            "ESTIMATE",
            "What is estimated",
            ESTIMATES,
            "missing",
            "Networks without a design are estimated from the distances between buildings, or left out.",
        )
        yield choice(
            "ESTIMATE_SOURCE",
            "Source of an estimated network",
            SOURCES,
            "surface_water",
            "What feeds a network that is estimated; its prices stand in the catalogue heat_sources.csv. An ambient "
            "loop has an ambient source.",
        )
        yield flag(
            "SENSITIVITY",
            "Try uncertain prices",
            True,
            "Tries every uncertain price alone at its low and its high end, and tells whose cheapest option changes.",
        )
        yield roofs.catalogue_number(
            "heat_pumps",
            "DESIGN_OUTSIDE",
            "Design temperature outside (°C)",
            "design_outside_c",
            "Weather in which heat pumps draw most from the electricity grid.",
            -40,
            15,
            advanced=True,
        )
        yield text("NAME", "Name in the report", "", "What stands at the head of the report, such as the town.")

    def _outputs(self):
        yield sink(
            "BUILDINGS_OUT",
            "Heat options of buildings",
            POLYGONS,
            "Polygons: every building, the cost, CO2 and grid peak of each option, and which is cheapest for whom.",
        )
        yield sink(
            "AREAS", "Heat options of neighbourhoods", POLYGONS, "Polygons: the same added up for each neighbourhood."
        )
        yield file_out(
            "REPORT", "Report", "HTML (*.html)", "One page with charts of cost, maps, and what the choice hangs on."
        )
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be compared, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.heat.compare import CompareOptions, compare_heat, write_heat_report
        from ..bridge import Inputs, Outputs, run
        from ..bridge.heat_options_roles import HEAT_OPTIONS_ROLES

        inputs = Inputs(self, parameters, context, feedback, LAYERS, HEAT_OPTIONS_ROLES)
        buildings, connections, pipes, stations, neighbourhoods = (inputs.table(name) for name in LAYERS)
        outside = settings.numbers(self, parameters, context, {"DESIGN_OUTSIDE": "design_outside_c"})
        options = CompareOptions(
            options=settings.all_chosen(self, parameters, context, "OPTIONS", OPTIONS),
            estimate=settings.chosen(self, parameters, context, "ESTIMATE", ESTIMATES),
            estimate_source=settings.chosen(self, parameters, context, "ESTIMATE_SOURCE", SOURCES),
            **settings.flags(
                self, parameters, context, {"RANK_REFERENCE": "rank_reference", "SENSITIVITY": "sensitivity"}
            ),
            **outside,
            **heat_price_choices.chosen(self, parameters, context),
            report_title=self.parameterAsString(parameters, "NAME", context).strip(),
            report_language=language(),
            tr=tr,
        )
        with Outputs(self, parameters, context, feedback) as outputs:
            given = (connections, pipes, stations, neighbourhoods)
            found = run(compare_heat(buildings, options, *given), feedback, 10, 90)
            polygons = QgsWkbTypes.Type.MultiPolygon
            outputs.layer("BUILDINGS_OUT", found.buildings, output_fields.HEAT_OPTIONS, polygons)
            outputs.layer("AREAS", found.areas, output_fields.HEAT_OPTION_AREAS, polygons)
            report = outputs.path("REPORT")
            if report is not None:
                write_heat_report(found, report)
            problems = [*inputs.problems, *found.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(problems)})
        return outputs.results
