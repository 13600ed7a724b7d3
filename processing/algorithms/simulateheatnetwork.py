"""Simulate heat network."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..outputs import load_mesh
from ..parameters import LINES, POINTS, Outcome, choice, file_in, file_out, flag, number, offer, profiles_in, sink, text
from . import settings

SCOPES = {"design_day": "The coldest day", "hours": "Chosen hours", "year": "The whole year"}
PUMPS = {"worst_house": "Just enough for the house that has least", "as_in_net": "Always what the net tells"}
MODEL_NUMBERS = {
    "LEAST_BAR": "least_bar",
    "BYPASS_PERCENT": "bypass_percent",
    "BYPASS_C": "bypass_c",
    "MOST_PERCENT": "most_percent",
    "COLDEST_C": "coldest_c",
}
NUMBERS = {
    "MAX_VELOCITY": "max_velocity_m_per_s",
    "MAX_GRADIENT": "max_pa_per_m",
    "NEEDED_C": "needed_c",
    "PUMP_EFFICIENCY": "pump_efficiency",
}
SUMMARY = {
    "SOURCE_MWH": Outcome("source_mwh", "Heat from the sources (MWh)", 1, 2),
    "DELIVERED_MWH": Outcome("delivered_mwh", "Heat delivered (MWh)", 1, 2),
    "LOSS_MWH": Outcome("loss_mwh", "Heat lost (MWh)", 1, 2),
    "LOSS_PERCENT": Outcome("loss_percent", "Heat lost (% of the sources)", 1, 1),
    "PUMP_MWH": Outcome("pump_mwh", "Electricity of the pumps (MWh)", 1, 3),
    "PEAK_KW": Outcome("peak_kw", "Highest hour of the sources (kW)"),
    "PEAK_HOUR": Outcome("peak_hour", "Highest hour of the sources (UTC)", is_text=True),
    "SUPPLY_MIN_C": Outcome("supply_min_c", "Coldest supply at a house (°C)", 1, 1),
    "PRESSURE_MIN_BAR": Outcome("pressure_min_bar", "Least pressure difference at a house (bar)", 1, 2),
    "VELOCITY_MAX": Outcome("velocity_max_m_per_s", "Highest velocity (m/s)", 1, 2),
    "PIPES_OVER": Outcome("pipes_over", "Pipes over a limit"),
    "HOUSES_UNMET": Outcome("houses_unmet", "Houses with too little heat or pressure"),
    "WORST": Outcome("worst_bottleneck", "Worst bottleneck", is_text=True),
    "SOLVER": Outcome("solver", "Solved as", is_text=True),
    "HOURS_NOT_SOLVED": Outcome("hours_not_solved", "Hours without a solution"),
    "HEAT_BALANCE": Outcome("heat_balance", "Heat that is not accounted for (share)", 1, 9),
    "MASS_BALANCE": Outcome("mass_balance", "Water that is not accounted for (share)", 1, 9),
    "CHECK_BAR": Outcome("check_bar", "Difference from pandapipes (bar)", 1, 6),
    "CHECK_KELVIN": Outcome("check_kelvin", "Difference from pandapipes (K)", 1, 5),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class SimulateHeatNetwork(StadsstroomAlgorithm):
    ID = "simulateheatnetwork"
    TITLE = "Simulate heat network"
    ABOUT = (
        "Solves flows, temperatures and pressures of a heat network hour by hour and names what falls short: pipes "
        "with too fast water, houses that get it too cold or with too little pressure, sources and pumps that are too "
        "small. Gives the heat lost, the electricity of the pumps, and every hour on the map. Radial networks are "
        "solved all hours at once and checked against pandapipes, meshed ones by pandapipes hour by hour."
    )
    TAGS = ("heat", "heat network", "district heating", "temperature", "pressure", "pandapipes")
    ROOM = "heat"
    NEEDS = ("pandapipes",)

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._inputs(), *self._limits(), *self._choices(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield file_in(
            "NET",
            "Heat network model",
            "pandapipes JSON (*.json);;All files (*)",
            "The pandapipes net that Design heat network writes, or any other of supply and return by the same names.",
        )
        yield profiles_in(
            "HEAT_PROFILES",
            "Heat profiles",
            "The heat of every building by the hour, as Heat demand and density writes it. Empty: one hour, in which "
            "every house asks what the network was designed for.",
            optional=True,
        )
        yield choice(
            "SCOPE", "Hours", SCOPES, "design_day", "Which hours of the profiles to solve. The coldest day is the one "
            "in which the buildings ask most heat.",
        )  # fmt: skip

    def _limits(self):
        yield number(
            "MAX_VELOCITY",
            "Highest velocity (m/s)",
            2.5,
            "Above it a pipe is named as a bottleneck. Unconfirmed: practice differs by diameter.",
            low=0.01,
            high=20,
        )
        yield number(
            "MAX_GRADIENT",
            "Highest pressure gradient (Pa/m)",
            250.0,
            "Above it a pipe is named as a bottleneck.",
            low=1,
        )
        yield number(
            "NEEDED_C",
            "Supply temperature that houses need (°C)",
            None,
            "Below it a house is too cold. Empty: what the network tells of each house, if anything.",
            optional=True,
        )
        yield number(
            "LEAST_BAR",
            "Pressure difference that houses need (bar)",
            0.5,
            "Between supply and return, for the station in the house. Unconfirmed.",
            low=0,
            high=10,
        )

    def _choices(self):
        yield text(
            "SCENARIO", "Name of the scenario", "", "Name of the layers' group. Empty: Heat: hours.", advanced=True
        )
        yield choice("PUMP", "Pumps", PUMPS, "worst_house", "How the pump that holds the pressure is controlled.")
        yield number(
            "BYPASS_PERCENT",
            "Least flow of houses (% of design)",
            2.0,
            "A bypass keeps so much flowing at low load, so that water does not cool down on its way. Networks "
            "supplied below 40 °C have none. Unconfirmed.",
            low=0,
            high=100,
            advanced=True,
        )
        yield number(
            "BYPASS_C",
            "Supply temperature that the bypass of houses keeps (°C)",
            60.0,
            "Where the water cools down to it a thermostat opens the bypass further. At most 10 °C below the source; "
            "networks supplied below 40 °C have none. Unconfirmed: 60 °C is usual where taps are heated by the "
            "network.",
            low=0,
            high=150,
            advanced=True,
        )
        yield number(
            "MOST_PERCENT",
            "Largest flow of houses (% of design)",
            150.0,
            "What the open valve lets through; beyond it a house gets too little heat. Unconfirmed.",
            low=100,
            high=1000,
            advanced=True,
        )
        yield number(
            "COLDEST_C",
            "Coldest water that a house gives back (°C)",
            1.0,
            "Of houses that are controlled by flow or temperature drop; it keeps their water from freezing.",
            low=0,
            high=60,
            advanced=True,
        )
        yield number(
            "PUMP_EFFICIENCY",
            "Efficiency of pumps (0 to 1)",
            0.65,
            "Of pump and motor together. Unconfirmed.",
            low=0.05,
            high=1,
            advanced=True,
        )
        for name, label in (("FIRST_HOUR", "First hour"), ("LAST_HOUR", "Last hour")):
            yield number(
                name, label, None, "Position in the profiles, 0 being the first; for chosen hours.", low=0, whole=True,
                optional=True, advanced=True,
            )  # fmt: skip
        yield flag(
            "HOURLY_CONNECTIONS",
            "House connections in the hourly layer",
            False,
            "Shows the pipes from street to house in the hourly layer as well; they about double it.",
            advanced=True,
        )
        yield flag(
            "HOURLY_ALL",
            "All hours of the year in the hourly layer",
            False,
            "Of a whole year the hourly layer holds the week around the coldest day. With all hours a town of 1,500 "
            "houses takes about 1 GB.",
            advanced=True,
        )

    def _outputs(self):
        yield sink("PIPES", "Heat pipes by hour", LINES, "Lines: velocity, pressure gradient, temperature and losses.")
        yield sink("CONNECTIONS", "Heat at houses", POINTS, "Points: the coldest supply and least pressure of houses.")
        yield sink("STATIONS", "Heat of stations", POINTS, "Points: what sources and pumps give.")
        yield sink("BOTTLENECKS", "Bottlenecks", POINTS, "Points: each pipe, house and station that falls short.")
        yield file_out(
            "HOURLY",
            "Every hour on the map",
            "UGRID mesh (*.nc)",
            "Mesh layer with temperature, pressure, velocity and heat by the hour, for the temporal controller. Of a "
            "whole year it holds the week around the coldest day, unless all hours are asked for.",
        )
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be matched or solved, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.heat.simulate import HeatFiles, ModelOptions, SimulateOptions, simulate_heat
        from ..bridge import Outputs, run
        from ..bridge.pipe_nets import read_pipe_net

        net = read_pipe_net(self.parameterAsFile(parameters, "NET", context))
        profiles = settings.profiles(self, parameters, context, "HEAT_PROFILES")
        hours = 1 if profiles is None else profiles.hours
        model = ModelOptions(
            pump=settings.chosen(self, parameters, context, "PUMP", PUMPS),
            **settings.numbers(self, parameters, context, MODEL_NUMBERS),
        )
        options = SimulateOptions(
            scope=settings.chosen(self, parameters, context, "SCOPE", SCOPES),
            hours=settings.hours(self, parameters, context, "FIRST_HOUR", "LAST_HOUR", hours),
            model=model,
            mesh_connections=self.parameterAsBool(parameters, "HOURLY_CONNECTIONS", context),
            map_all_hours=self.parameterAsBool(parameters, "HOURLY_ALL", context),
            **settings.numbers(self, parameters, context, NUMBERS),
        )
        scenario = self.parameterAsString(parameters, "SCENARIO", context).strip()
        self.dress = {"group": scenario, "limits": f"{options.max_velocity_m_per_s}"}
        with Outputs(self, parameters, context, feedback) as outputs:
            files = HeatFiles(hourly=outputs.path("HOURLY"))
            found = run(simulate_heat(net, profiles, options, files), feedback, 2, 95)
            line, point = QgsWkbTypes.Type.LineString, QgsWkbTypes.Type.Point
            outputs.layer("PIPES", found.pipes, output_fields.HEAT_PIPE_HOURS, line)
            outputs.layer("CONNECTIONS", found.connections, output_fields.HEAT_HOUSE_HOURS, point)
            outputs.layer("STATIONS", found.stations, output_fields.HEAT_STATION_HOURS, point)
            outputs.layer("BOTTLENECKS", found.bottlenecks, output_fields.HEAT_BOTTLENECKS, point)
            outputs.problems("PROBLEMS", found.problems, found.pipes.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(found.problems)})
        if "HOURLY" in outputs.results:
            load_mesh(outputs.results["HOURLY"], context)
        return outputs.results
