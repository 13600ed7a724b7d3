"""Grid congestion through the year."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..outputs import load_mesh
from ..parameters import LINES, POINTS, Outcome, choice, file_out, flag, number, offer, sink, text
from ..words import language, tr
from . import grid_choices, settings
from .limit_choices import LIMITS, SOURCE, TAP_RULES, limits, source_and_taps

NUMBERS = {
    **LIMITS,
    **SOURCE,
    "RING_LIMIT": "ring_limit_percent",
    "SINGLE_PHASE_SHARE": "single_phase_share",
}
FLAGS = {"WITHIN_HOUR": "within_hour", "UNBALANCE": "unbalance", "HOURLY_SERVICES": "mesh_services"}
MESH_HOURS = {"all": "Every hour", "worst_weeks": "The worst weeks"}
FILES = {"HOURLY": "hourly", "NET_WORST": "net_worst", "REPORT": "report"}

SUMMARY = {
    "SOURCE_MWH": Outcome("source_mwh", "Energy from the source (MWh)", 1, 1),
    "LOSS_MWH": Outcome("loss_mwh", "Losses (MWh)", 1, 1),
    "PEAK_KW": Outcome("peak_source_kw", "Highest hour at the source (kW)"),
    "PEAK_HOUR": Outcome("peak_source_hour", "Highest hour at the source (UTC)", is_text=True),
    "WORST_HOUR": Outcome("worst_hour", "Hour of the worst loading (UTC)", is_text=True),
    "STATIONS_CONGESTED": Outcome("stations_congested", "Stations congested"),
    "STATIONS_THAT_FLIP": Outcome("stations_that_flip", "Stations that flip with one transformer size"),
    "LV_CONGESTED_KM": Outcome("lv_congested_km", "Low-voltage cable congested (km)", 1, 2),
    "MV_CONGESTED_KM": Outcome("mv_congested_km", "Medium-voltage cable congested (km)", 1, 2),
    "RING_SECTIONS_CONGESTED": Outcome("ring_sections_congested", "Ring sections that overload another when they fail"),
    "VM_MIN_PU": Outcome("vm_min_pu", "Lowest voltage (pu)", 1, 3),
    "VM_MAX_PU": Outcome("vm_max_pu", "Highest voltage (pu)", 1, 3),
    "CONNECTIONS_OUTSIDE_VOLTAGE": Outcome("connections_outside_voltage", "Connections outside the voltage limits"),
    "HOURS_NOT_SOLVED": Outcome("hours_not_solved", "Hours without a solution"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class Congestion(StadsstroomAlgorithm):
    ID = "congestion"
    TITLE = "Grid congestion through the year"
    ABOUT = (
        "Solves the power flow of every hour and shows where and when the grid congests: the highest loading "
        "of every cable and transformer, the hours above its limit, the lowest and highest voltage of every "
        "connection, and what happens when a cable of a medium-voltage ring fails."
    )
    TAGS = ("congestion", "power flow", "loading", "voltage", "pandapower", "electricity")

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._inputs(), *limits(), *self._choices(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield grid_choices.net()
        yield grid_choices.profiles(
            "The hours of every connection, as the demand algorithm writes them. They are matched with the loads "
            "of the grid by name.",
        )

    def _choices(self):
        yield text(
            "SCENARIO",
            "Name of the scenario",
            "",
            "Name of the layers' group and of the report, such as Today or All-electric. Empty: Congestion.",
        )
        yield number(
            "RING_LIMIT",
            "Limit while a ring is mended (%)",
            100.0,
            "Highest loading allowed in the ring check, with one section failed and the open point closed.",
            low=1,
            advanced=True,
        )
        yield from source_and_taps()
        yield flag(
            "WITHIN_HOUR",
            "Allow for peaks within the hour",
            True,
            "Hourly means hide short peaks, most where there are few homes. Gives a second figure beside the "
            "plain one.",
        )
        yield flag(
            "UNBALANCE",
            "Allow for homes on one phase",
            True,
            "Balanced flow hides that homes hang on one phase. Gives a second figure beside the plain one.",
        )
        yield number(
            "SINGLE_PHASE_SHARE",
            "Share of homes on one phase (0 to 1)",
            None,
            "Empty: the share in the catalogue.",
            low=0,
            high=1,
            optional=True,
            advanced=True,
        )
        yield number(
            "FIRST_HOUR",
            "First hour",
            None,
            "Position of the first hour to solve, 0 being the first of the profiles. Empty: all hours.",
            low=0,
            whole=True,
            optional=True,
            advanced=True,
        )
        yield number(
            "LAST_HOUR",
            "Last hour",
            None,
            "Position of the last hour to solve. Empty: up to the end.",
            low=0,
            whole=True,
            optional=True,
            advanced=True,
        )
        yield choice(
            "HOURLY_HOURS",
            "Hours in the hourly layer",
            MESH_HOURS,
            "all",
            "The worst weeks make a much smaller file than every hour of the year.",
            advanced=True,
        )
        yield flag(
            "HOURLY_SERVICES",
            "Service cables in the hourly layer",
            False,
            "Shows service cables in the hourly layer as well; they about double it.",
            advanced=True,
        )

    def _outputs(self):
        yield sink("SECTIONS", "Loading of sections", LINES, "Lines: how heavily every piece of cable is loaded.")
        yield sink("STATIONS", "Loading of stations", POINTS, "Points: how heavily every transformer is loaded.")
        yield sink(
            "CONNECTIONS", "Voltage of connections", POINTS, "Points: the voltages of every connection and its limit."
        )
        yield file_out(
            "HOURLY",
            "Every hour on the map",
            "UGRID mesh (*.nc)",
            "Mesh layer with loading and voltage in every hour, played by the temporal controller.",
        )
        yield sink(
            "RING_CHECK",
            "Ring check",
            LINES,
            "Lines: the worst loading when a section of a medium-voltage ring fails and its open point closes.",
        )
        yield file_out(
            "NET_WORST",
            "Grid model in the worst hour",
            "pandapower JSON (*.json)",
            "The net with the loads of its worst hour; pandapower's own power flow gives the same loadings.",
        )
        yield file_out("REPORT", "Report", "HTML (*.html)", "One page with maps, curves and what was assumed.")
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be matched or solved, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.grid.congestion import CongestionFiles, CongestionOptions, run_congestion
        from ..bridge import Outputs, run

        scenario = self.parameterAsString(parameters, "SCENARIO", context).strip()
        net, profiles = grid_choices.read(self, parameters, context)
        options = CongestionOptions(
            **settings.numbers(self, parameters, context, NUMBERS),
            **settings.flags(self, parameters, context, FLAGS),
            tap_rule=settings.chosen(self, parameters, context, "TAP_RULE", TAP_RULES),
            mesh_hours=settings.chosen(self, parameters, context, "HOURLY_HOURS", MESH_HOURS),
            hours=settings.hours(self, parameters, context, "FIRST_HOUR", "LAST_HOUR", profiles.hours),
            report_language=language(),
            report_title=scenario,
            tr=tr,
        )
        self.dress = {"group": scenario, "limits": f"{options.v_min_pu};{options.v_max_pu}"}
        with Outputs(self, parameters, context, feedback) as outputs:
            files = CongestionFiles(**{part: outputs.path(name) for name, part in FILES.items()})
            found = run(run_congestion(net, profiles, options, files), feedback, 2, 95)
            outputs.layer("SECTIONS", found.sections, output_fields.LOADED_SECTIONS, QgsWkbTypes.Type.LineString)
            outputs.layer("STATIONS", found.stations, output_fields.LOADED_STATIONS, QgsWkbTypes.Type.Point)
            outputs.layer("CONNECTIONS", found.connections, output_fields.LOADED_CONNECTIONS, QgsWkbTypes.Type.Point)
            outputs.layer("RING_CHECK", found.ring_check, output_fields.RING_CHECK, QgsWkbTypes.Type.LineString)
            outputs.problems("PROBLEMS", found.problems, found.sections.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(found.problems)})
        if "HOURLY" in outputs.results:
            load_mesh(outputs.results["HOURLY"], context)
        return outputs.results
