"""Hosting capacity."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import LINES, POINTS, TABLE, Outcome, choice, number, offer, sink, text
from . import grid_choices, settings
from .limit_choices import LIMITS, SOURCE, TAP_RULES, limits, source_and_taps

TECHNOLOGIES = {
    "pv": "Solar panels (kWp)",
    "charger": "Chargers of cars (kW)",
    "heat_pump": "Heat pumps (electric kW)",
    "load": "Use, the same in every hour (kW)",
    "generation": "Generation, the same in every hour (kW)",
}
NUMBERS = {
    "LEAST_KW": "least_kw",
    "MOST_KW": "most_kw",
    "UNIT_KW": "unit_kw",
    "COINCIDENCE": "coincidence_many",
    "TILT": "tilt_deg",
    "AZIMUTH": "azimuth_deg",
    "MOST_KW_EACH": "most_kw_each",
}
WHOLE = {"PLACEMENTS": "placements", "SEED": "seed", "YEAR_CHECKS": "year_checks"}
SUMMARY = {
    "SHAPE": Outcome("shape", "Hours of what is added", is_text=True),
    "CONNECTIONS_ASKED": Outcome("connections", "Connections"),
    "MEDIAN_KW": Outcome("median_kw", "Still fits at a connection alone, median (kW)", 1, 1),
    "CONNECTIONS_NOTHING": Outcome("connections_nothing", "Connections where nothing fits"),
    "STATIONS_KW": Outcome("stations_kw", "Still fits at all stations, spread evenly (kW)"),
    "STATIONS_NOTHING": Outcome("stations_nothing", "Stations where nothing fits, spread evenly"),
    "STATIONS_P05_KW": Outcome("stations_p05_kw", "All stations, random placements: 5 % (kW)"),
    "STATIONS_P50_KW": Outcome("stations_p50_kw", "All stations, random placements: median (kW)"),
    "STATIONS_P95_KW": Outcome("stations_p95_kw", "All stations, random placements: 95 % (kW)"),
    "TOWN_P05_KW": Outcome("town_p05_kw", "Until the first limit anywhere: 5 % (kW)"),
    "TOWN_P50_KW": Outcome("town_p50_kw", "Until the first limit anywhere: median (kW)"),
    "TOWN_P95_KW": Outcome("town_p95_kw", "Until the first limit anywhere: 95 % (kW)"),
    "BOUND_BY_SECTION": Outcome("bound_by_section", "Connections bound by a cable"),
    "BOUND_BY_STATION": Outcome("bound_by_station", "Connections bound by a transformer"),
    "BOUND_BY_VOLTAGE": Outcome("bound_by_voltage", "Connections bound by the voltage"),
    "CHECKED": Outcome("checked", "Values checked in every hour of the year"),
    "CHECKED_OVER": Outcome("checked_over", "Of these over a limit in some hour"),
    "HOURS_NOT_SOLVED": Outcome("hours_not_solved", "Hours without a solution"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class HostingCapacity(StadsstroomAlgorithm):
    ID = "hostingcapacity"
    TITLE = "Hosting capacity"
    ABOUT = (
        "Tells how much more solar panels, chargers or heat pumps the grid takes before a limit binds: at each "
        "connection alone, on each feeder and station spread evenly over its connections, and in random placements "
        "that show how much depends on who gets it. Names the cable, transformer or voltage that binds, and the hour. "
        "An overload that is there already leaves nothing where more makes it worse. The fuse of a connection is not "
        "in the grid model and plays no part."
    )
    TAGS = ("hosting capacity", "solar", "charger", "heat pump", "grid", "congestion")
    ROOM = "holons"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._inputs(), *self._placing(), *limits(), *source_and_taps(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield grid_choices.net()
        yield grid_choices.profiles(
            "The hours of every connection, as the demand algorithm writes them: what is there before anything is "
            "added, and the weather that panels and heat pumps follow.",
        )
        yield choice(
            "TECHNOLOGY",
            "What is added",
            TECHNOLOGIES,
            "pv",
            "Panels follow the weather of the profiles. Chargers follow the busiest of the profiles' cars in each hour "
            "of the day, and the more there are, the fewer of them charge at once. Heat pumps follow the temperature.",
        )
        yield text(
            "SCENARIO",
            "Name of the scenario",
            "",
            "Name of the layers' group, such as Today or All-electric. Empty: Hosting capacity.",
        )

    def _placing(self):
        yield number(
            "PLACEMENTS",
            "Random placements",
            100,
            "How often connections get some in random order until the first limit binds. 0: none.",
            low=0,
            whole=True,
        )
        yield number("SEED", "Seed", 1, "The same seed gives the same placements.", low=0, whole=True)
        for name, label, about, least, most in (
            ("LEAST_KW", "Least a connection gets at a time (kW)", "In the random placements.", 0.001, None),
            ("MOST_KW", "Most a connection gets at a time (kW)", "In the random placements.", 0.001, None),
            ("UNIT_KW", "Size of one device (kW)", "Tells how many run together.", 0.001, None),
            (
                "COINCIDENCE",
                "Part that runs at once, of very many (0 to 1)",
                "One device runs at full power; of many a part runs at once, by one over the root of their number.",
                0,
                1,
            ),
        ):
            yield number(
                name,
                label,
                None,
                f"{about} Empty: the figure in the catalogue.",
                low=least,
                high=most,
                optional=True,
                advanced=True,
            )
        yield number("TILT", "Tilt of panels (°)", 35, "0 lies flat, 90 stands upright.", 0, 90, advanced=True)
        yield number("AZIMUTH", "Panels face (°)", 180, "Clockwise from north: 180 is south.", 0, 360, advanced=True)
        yield number(
            "MOST_KW_EACH",
            "Most that is asked of a connection (kW)",
            1000,
            "Where no limit binds below this, it is the answer; random placements end where connections have this, "
            "as a mean.",
            low=0.1,
            advanced=True,
        )
        yield number(
            "YEAR_CHECKS",
            "Values to check in every hour",
            6,
            "The limit is sought in the hours that leave least room. So many values, the smallest among them, are "
            "checked in every hour of the year.",
            low=0,
            whole=True,
            advanced=True,
        )

    def _outputs(self):
        yield sink("CONNECTIONS", "Fits at connections", POINTS, "Points: what still fits at each connection alone.")
        yield sink(
            "FEEDERS",
            "Fits on feeders",
            LINES,
            "Lines: what still fits on each feeder, spread evenly and in random placements.",
        )
        yield sink(
            "STATIONS",
            "Fits at stations",
            POINTS,
            "Points: what still fits at each station, spread evenly and in random placements.",
        )
        yield sink(
            "PLACED",
            "Random placements",
            TABLE,
            "Table: every random placement of every feeder and station and of the town, and what stopped it.",
            by_default=False,
        )
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be matched or solved, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.grid.congestion import CongestionOptions
        from ...engine.holon.hosting import HostingOptions, hosting_capacity
        from ...engine.tables import FeatureTable
        from ..bridge import Outputs, run
        from ..bridge.outputs import as_shown

        net, profiles = grid_choices.read(self, parameters, context)
        judged = CongestionOptions(
            **settings.numbers(self, parameters, context, {**LIMITS, **SOURCE}),
            tap_rule=settings.chosen(self, parameters, context, "TAP_RULE", TAP_RULES),
        )
        options = HostingOptions(
            technology=settings.chosen(self, parameters, context, "TECHNOLOGY", TECHNOLOGIES),
            limits=judged,
            **settings.numbers(self, parameters, context, NUMBERS),
            **{option: settings.whole_number(self, parameters, context, name) for name, option in WHOLE.items()},
        )
        self.dress = {"group": self.parameterAsString(parameters, "SCENARIO", context).strip()}
        with Outputs(self, parameters, context, feedback) as outputs:
            found = run(hosting_capacity(net, profiles, options), feedback, 2, 95)
            points, lines = QgsWkbTypes.Type.Point, QgsWkbTypes.Type.MultiLineString
            outputs.layer("CONNECTIONS", found.connections, output_fields.HOSTING_CONNECTIONS, points)
            outputs.layer("FEEDERS", found.feeders, output_fields.HOSTING_FEEDERS, lines)
            outputs.layer("STATIONS", found.stations, output_fields.HOSTING_STATIONS, points)
            crs = found.connections.crs
            table = FeatureTable(found.placements, np.full(len(found.placements), None), crs, "placements")
            none = QgsWkbTypes.Type.NoGeometry
            outputs.layer("PLACED", table, output_fields.HOSTING_PLACEMENTS, none)
            outputs.problems("PROBLEMS", found.problems, crs)
            outputs.summary(
                SUMMARY, {**found.summary, "shape": as_shown(found.summary["shape"]), "problems": len(found.problems)}
            )
        return outputs.results
