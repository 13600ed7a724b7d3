"""Design heat network."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import ANY_SHAPE, LINES, POINTS, Outcome, expression, file_out, layer, offer, profiles_in, sink
from . import heat_design_choices, settings

LAYERS = ("BUILDINGS", "STREETS", "SOURCES", "CABLES")
WISHES = {"forced": "FORCED", "preferred": "PREFERRED", "forbidden": "FORBIDDEN"}
SUMMARY = {
    "SERVED_COUNT": Outcome("buildings", "Buildings served"),
    "LEFT_OUT_COUNT": Outcome("left_out", "Buildings left out"),
    "DWELLING_COUNT": Outcome("homes", "Dwellings served"),
    "DELIVERED_MWH": Outcome("delivered_mwh", "Heat delivered (MWh a year)"),
    "NETWORK_MWH": Outcome("network_mwh", "Heat that the network brings (MWh a year)"),
    "SOURCE_MWH": Outcome("source_mwh", "Heat that the sources give (MWh a year)"),
    "LOSS_PERCENT": Outcome("loss_percent", "Heat lost (%)", 1, 1),
    "EXCHANGED_MWH": Outcome("exchanged_mwh", "Heat of cooling used again (MWh a year)"),
    "PEAK_KW": Outcome("peak_kw", "Heat in the design hour (kW)"),
    "LENGTH_M": Outcome("length_m", "Trench (m)"),
    "MAIN_M": Outcome("main_m", "of which in streets (m)"),
    "LENGTH_PER_HOME": Outcome("length_per_home_m", "Trench for each dwelling (m)", 1, 1),
    "DENSITY_MWH_PER_M": Outcome("density_mwh_per_m", "Heat for each metre (MWh a year)", 1, 2),
    "INVESTMENT": Outcome("eur", "Investment (€)"),
    "PIPE_INVESTMENT": Outcome("pipe_eur", "of which pipes (€)"),
    "EUR_PER_M": Outcome("eur_per_m", "Pipes (€/m)"),
    "YEARLY_COST": Outcome("eur_per_year", "Yearly cost (€)"),
    "EUR_PER_MWH": Outcome("eur_per_mwh", "Cost of delivered heat (€/MWh)", 1, 1),
    "PUMP_KW": Outcome("pump_kw", "Pumps (kW)", 1, 1),
    "ELECTRIC_KW": Outcome("electric_kw", "Electricity for heat at stations (kW)"),
    "ELECTRIC_MWH": Outcome("electric_mwh", "Electricity for heat at stations (MWh a year)"),
    "HOME_ELECTRIC_MWH": Outcome("home_electric_mwh", "Electricity for heat at home (MWh a year)"),
    "STEEL_T": Outcome("steel_kg", "Steel (tonnes)", 0.001, 1),
    "INSULATION_T": Outcome("insulation_kg", "Insulation (tonnes)", 0.001, 1),
    "TRENCH_M3": Outcome("trench_m3", "Soil dug (m³)"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class DesignHeatNetwork(StadsstroomAlgorithm):
    ID = "designheatnetwork"
    TITLE = "Design heat network"
    ABOUT = (
        "Lays a heat network from sources to buildings along the streets where it costs least, and sizes every pipe. "
        "Tells which buildings it serves and why the others stay out, what it costs and loses, and what it takes from "
        "the electricity grid. Streets may be untidy lines, road areas, or absent: then they are inferred. The "
        "network is also a pandapipes net that holds the design day."
    )
    TAGS = ("heat", "heat network", "district heating", "pipes", "route", "sources", "pandapipes")
    ROOM = "heat"
    NEEDS = ("pandapipes",)

    def initAlgorithm(self, configuration=None):
        network, details = heat_design_choices.network(), heat_design_choices.details()
        inputs = (*self._layers(), *network, *self._hours(), *details, *self._fields())
        offer(self, (*inputs, *self._outputs()), SUMMARY)

    def _layers(self):
        yield layer(
            "BUILDINGS",
            "Buildings with heat",
            ANY_SHAPE,
            "Polygons (or points) of the buildings with the heat they need, as the heat demand algorithm writes them.",
        )
        yield layer(
            "SOURCES",
            "Heat sources",
            ANY_SHAPE,
            "Points of the sources with the fields kind (waste_heat, surface_water, waste_water, geothermal, "
            "data_centre, boiler, heat_pump, ambient), kw, temperature_c, eur_per_mwh, eur_per_kw and priority. What "
            "is left empty comes from the catalogue; without kw a source gives whatever is asked. Of several sources "
            "on the same streets the lowest priority leads and the others help.",
        )
        yield layer(
            "STREETS",
            "Streets",
            ANY_SHAPE,
            "Lines of the streets, or polygons of the roads, whose centre lines are taken. Ends that almost touch are "
            "joined. Empty: streets are inferred from cables and buildings, and marked so.",
            optional=True,
        )
        yield layer(
            "CABLES",
            "Cables",
            LINES,
            "Lines of electricity cables. Used only where no streets are given: cables lie along streets.",
            optional=True,
        )
        yield expression(
            "FORCED",
            "Forced streets",
            "STREETS",
            "Streets that must carry a pipe, such as those that are opened anyway: an expression that is true for "
            "them.",
        )
        yield expression(
            "PREFERRED",
            "Preferred streets",
            "STREETS",
            "Streets where a pipe is easier to lay: an expression that is true for them.",
        )
        yield expression(
            "FORBIDDEN",
            "Forbidden streets",
            "STREETS",
            "Streets that may not carry a pipe: an expression that is true for them.",
        )

    def _hours(self):
        yield profiles_in(
            "HEAT_PROFILES",
            "Hours of heat",
            "File with the heat of every building in every hour, as the heat demand algorithm writes it. Pipes, "
            "pumps and stations are sized for what these hours ask where that is more than simultaneity says, and the "
            "hours tell how much of the year's heat each source gives. Empty: simultaneity alone, and a rule for base "
            "and peak sources.",
            optional=True,
        )

    def _fields(self):
        for name, label, parent, about in (
            ("HEAT", "Heat of a building (MWh a year)", "BUILDINGS",
             "Field or expression. Empty: a field named heat_mwh_per_year, warmtevraag or the like; space heating and "
             "hot water apart go before it."),
            ("NEEDED_FIELD", "Supply that a building needs (°C)", "BUILDINGS",
             "Field or expression. Empty: a field named supply_c_needed or aanvoertemperatuur."),
            ("BUILDING_ID", "Building id", "BUILDINGS",
             "Field or expression with the id of each building. Empty: a field named building_id, identificatie or "
             "the like."),
            ("PREFERENCE", "Wish for a street", "STREETS",
             "Field or expression that gives forced, preferred, forbidden or nothing; the filters above go before it. "
             "Empty: a field named preference or voorkeur."),
        ):  # fmt: skip
            yield expression(name, label, parent, about, advanced=True)

    def _outputs(self):
        yield sink("PIPES", "Heat pipes", LINES, "Lines: every pipe with its size, flow, pressure, heat loss and cost.")
        yield sink(
            "CONNECTIONS",
            "Heat connections",
            POINTS,
            "Points: every building, served or not and why, and what remains electric there; the demand algorithm "
            "takes it.",
        )
        yield sink("STATIONS", "Heat stations", POINTS, "Points: what each source gives, takes and costs.")
        yield sink(
            "EXTRA",
            "Extra connections of the network",
            POINTS,
            "Points: central heat pumps and pumps as connections to the electricity grid; the algorithms for the grid "
            "and the demand take them.",
        )
        yield sink(
            "PROBLEMS", "Problems", POINTS, "Points: what could not be used as given, and what was done instead."
        )
        yield file_out(
            "NET",
            "Heat network model",
            "pandapipes JSON (*.json)",
            "The network as a pandapipes net in a JSON file; pandapipes alone opens and solves it, and the simulation "
            "of heat networks reads it.",
        )

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.heat.design import design_network, network_streets
        from ...engine.heat.streets import street_graph
        from ..bridge import Inputs, Outputs, run
        from ..bridge.heat_network_roles import HEAT_NETWORK_ROLES
        from ..bridge.pipe_nets import write_pipe_net

        inputs = Inputs(self, parameters, context, feedback, LAYERS, HEAT_NETWORK_ROLES)
        buildings, sources, cables = (inputs.table(name) for name in ("BUILDINGS", "SOURCES", "CABLES"))
        streets = inputs.table("STREETS", flags=WISHES)
        options = heat_design_choices.options(self, parameters, context)
        of_streets = heat_design_choices.street_options(self, parameters, context)
        profiles = settings.profiles(self, parameters, context, "HEAT_PROFILES")
        lines, found = run(network_streets(streets, cables, buildings), feedback, 2, 25)
        graph = run(street_graph(lines, of_streets), feedback, 25, 30)
        design = run(design_network(buildings, graph, sources, options, profiles), feedback, 30, 95)
        with Outputs(self, parameters, context, feedback) as outputs:
            outputs.layer("PIPES", design.pipes, output_fields.HEAT_PIPES, QgsWkbTypes.Type.LineString)
            outputs.layer("CONNECTIONS", design.connections, output_fields.HEAT_CONNECTIONS, QgsWkbTypes.Type.Point)
            outputs.layer("STATIONS", design.stations, output_fields.HEAT_STATIONS, QgsWkbTypes.Type.Point)
            outputs.layer("EXTRA", design.extra, output_fields.EXTRA_OUT, QgsWkbTypes.Type.Point)
            problems = [*inputs.problems, *found, *design.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.file("NET", lambda path: write_pipe_net(design.net, path))
            outputs.summary(SUMMARY, {**design.summary, "problems": len(problems)})
        return outputs.results
