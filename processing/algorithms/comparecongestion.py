"""Congestion of two scenarios beside each other."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import (
    LINES,
    POINTS,
    POLYGONS,
    Outcome,
    expression,
    file_out,
    flag,
    layer,
    number,
    offer,
    profiles_in,
    sink,
    text,
)
from ..words import language, tr
from . import settings

SUMMARY = {
    "STATIONS_OVER_BEFORE": Outcome("stations_over_before", "Stations over their limit before"),
    "STATIONS_OVER_AFTER": Outcome("stations_over_after", "Stations over their limit after"),
    "STATIONS_RELIEVED": Outcome("stations_relieved", "Stations relieved"),
    "STATIONS_NEWLY_CONGESTED": Outcome("stations_newly_congested", "Stations newly over their limit"),
    "LV_RELIEVED_KM": Outcome("lv_km_relieved", "Low-voltage cable relieved (km)", 1, 2),
    "MV_RELIEVED_KM": Outcome("mv_km_relieved", "Medium-voltage cable relieved (km)", 1, 2),
    "NEWLY_CONGESTED_KM": Outcome("km_newly_congested", "Cable newly over its limit (km)", 1, 2),
    "STILL_CONGESTED_KM": Outcome("km_still_over", "Cable over its limit in both (km)", 1, 2),
    "KWH_ABOVE_SPARED": Outcome("stations_kwh_above_spared", "Energy above the limits of stations spared (kWh)"),
    "STATION_PEAKS_BEFORE": Outcome("stations_peak_kw_before", "Sum of the stations' own peaks before (kW)"),
    "STATION_PEAKS_AFTER": Outcome("stations_peak_kw_after", "Sum of the stations' own peaks after (kW)"),
    "PEAK_KW_BEFORE": Outcome("peak_kw_before", "Busiest hour of all connections before (kW)"),
    "PEAK_KW_AFTER": Outcome("peak_kw_after", "Busiest hour of all connections after (kW)"),
    "PEAK_KW_SPARED": Outcome("peak_kw_spared", "Busiest hour of all connections: spared (kW)"),
    "STATION_HOMES_BEFORE": Outcome("dwellings_of_stations_over_before", "Homes of stations over their limit before"),
    "STATION_HOMES_AFTER": Outcome("dwellings_of_stations_over_after", "Homes of stations over their limit after"),
    "VOLTAGE_HOMES_BEFORE": Outcome("dwellings_outside_voltage_before", "Homes outside the voltage band before"),
    "VOLTAGE_HOMES_AFTER": Outcome("dwellings_outside_voltage_after", "Homes outside the voltage band after"),
    "DWELLINGS_RELIEVED": Outcome("dwellings_relieved", "Homes no longer behind any limit"),
    "DWELLINGS_NEWLY_CONGESTED": Outcome("dwellings_newly_congested", "Homes newly behind a limit"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class CompareCongestion(StadsstroomAlgorithm):
    ID = "comparecongestion"
    TITLE = "Compare congestion"
    ABOUT = (
        "Lays the congestion of two scenarios over one grid beside each other and shows which cables and stations are "
        "relieved and which get worse. With and without a heat network, today and all-electric, before and after a "
        "heavier cable: any two runs of the congestion algorithm will do."
    )
    TAGS = ("congestion", "comparison", "scenario", "relief", "heat network", "electricity")

    def initAlgorithm(self, configuration=None):
        runs = (*self._run_of("A", "Without"), *self._run_of("B", "With"))
        offer(self, (*runs, *self._choices(), *self._outputs()), SUMMARY)

    def _run_of(self, letter: str, name: str):
        first = letter == "A"
        yield text(
            f"NAME_{letter}",
            "Name of the first scenario" if first else "Name of the second scenario",
            tr(name),
            "What the scenario is called in the report, such as All-electric.",
        )
        yield layer(
            f"SECTIONS_{letter}",
            "Sections before" if first else "Sections after",
            LINES,
            "Lines: the sections with their loading, as the congestion algorithm wrote them for this scenario.",
        )
        yield layer(
            f"STATIONS_{letter}",
            "Stations before" if first else "Stations after",
            POINTS,
            "Points: the stations with their loading, as the congestion algorithm wrote them for this scenario.",
        )
        yield layer(
            f"CONNECTIONS_{letter}",
            "Connections before" if first else "Connections after",
            POINTS,
            "Points: the connections of this scenario, as the congestion algorithm wrote them; they tell how many "
            "homes lie behind a limit. Given for both scenarios or left out.",
            optional=True,
        )
        yield profiles_in(
            f"PROFILES_{letter}",
            "Profiles before" if first else "Profiles after",
            "The hours this scenario was calculated with; they tell the peak of all connections together. Given for "
            "both scenarios or left out.",
            optional=True,
        )

    def _choices(self):
        yield layer(
            "NEIGHBOURHOODS",
            "Neighbourhoods",
            POLYGONS,
            "Polygons of neighbourhoods, for totals of each. A cable belongs where its middle lies.",
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
        yield number(
            "LEAST_POINTS",
            "Smallest change that counts (percentage points)",
            5.0,
            "By how much the highest loading must differ to count as less or more loaded. To go over the limit or "
            "below it counts however small the difference.",
            low=0,
        )
        yield flag(
            "ALLOWANCES",
            "Compare with the allowances",
            False,
            "Takes the loadings with the allowances for peaks within the hour and for homes on one phase.",
            advanced=True,
        )

    def _outputs(self):
        yield sink(
            "SECTIONS", "Sections: relief", LINES, "Lines: loading and verdict before and after, and the change."
        )
        yield sink(
            "STATIONS", "Stations: relief", POINTS, "Points: loading and verdict before and after, and the change."
        )
        yield sink("AREAS", "Relief of neighbourhoods", POLYGONS, "Polygons: what is relieved in each neighbourhood.")
        yield file_out("REPORT", "Report", "HTML (*.html)", "One page with the map of relief, charts and tables.")
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be compared, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.grid.comparison import ComparisonOptions, compare_runs
        from ..bridge import Inputs, Outputs, run
        from ..bridge.congestion_roles import COMPARISON_ROLES

        inputs = Inputs(self, parameters, context, feedback, tuple(COMPARISON_ROLES), COMPARISON_ROLES)
        before, after = (self._run(letter, inputs, parameters, context) for letter in "AB")
        areas = inputs.table("NEIGHBOURHOODS")
        options = ComparisonOptions(
            **settings.numbers(self, parameters, context, {"LEAST_POINTS": "least_points"}),
            **settings.flags(self, parameters, context, {"ALLOWANCES": "allowances"}),
            report_language=language(),
            tr=tr,
        )
        with Outputs(self, parameters, context, feedback) as outputs:
            found = run(compare_runs(before, after, options, areas, outputs.path("REPORT")), feedback, 10, 95)
            lines, points, areas = (
                QgsWkbTypes.Type.MultiLineString,
                QgsWkbTypes.Type.Point,
                QgsWkbTypes.Type.MultiPolygon,
            )
            outputs.layer("SECTIONS", found.sections, output_fields.COMPARED_SECTIONS, lines)
            outputs.layer("STATIONS", found.stations, output_fields.COMPARED_STATIONS, points)
            if found.areas is not None:
                outputs.layer("AREAS", found.areas, output_fields.COMPARED_AREAS, areas)
            problems = [*inputs.problems, *found.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(problems)})
        return outputs.results

    def _run(self, letter: str, inputs, parameters, context):
        from ...engine.grid.comparison import GridRun

        tables = [inputs.table(f"{name}_{letter}") for name in ("SECTIONS", "STATIONS", "CONNECTIONS")]
        name = self.parameterAsString(parameters, f"NAME_{letter}", context).strip() or letter
        return GridRun(name, *tables, settings.profiles(self, parameters, context, f"PROFILES_{letter}"))
