"""Copper or steering: what relieves the grid, and how far a budget reaches."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import LINES, POINTS, POLYGONS, TABLE, Outcome, file_out, flag, number, offer, profiles_in, sink, text
from ..words import language, tr
from . import grid_choices, settings
from .limit_choices import LIMITS, limits
from .pockets import EMPTY

STEERING = {
    "INTEREST": "interest",
    "BATTERY_EUR_PER_KW": "battery_eur_per_kw",
    "BATTERY_EUR_PER_KWH": "battery_eur_per_kwh",
    "BATTERY_YEARS": "battery_years",
    "SHIFTED_EUR_PER_KWH": "shifted_car_eur_per_kwh",
    "BUFFERED_EUR_PER_KWH": "buffered_heat_eur_per_kwh",
    "CURTAILED_EUR_PER_KWH": "curtailed_eur_per_kwh",
}
COPPER = {
    "INTEREST": "interest",
    "LV_TRENCH_TOWN": "lv_trench_urban_eur_per_m",
    "LV_TRENCH_COUNTRY": "lv_trench_rural_eur_per_m",
    "MV_TRENCH_TOWN": "mv_trench_urban_eur_per_m",
    "MV_TRENCH_COUNTRY": "mv_trench_rural_eur_per_m",
    "NEW_STATION_EUR": "new_station_eur",
    "LARGEST_TRANSFORMER": "largest_transformer_kva",
    "CABLE_YEARS": "cable_years",
    "TRANSFORMER_YEARS": "transformer_years",
}
PRICE_WORDS = (
    ("INTEREST", "Interest (1/year)"),
    ("LV_TRENCH_TOWN", "Low-voltage trench in town (€/m)"),
    ("LV_TRENCH_COUNTRY", "Low-voltage trench in the country (€/m)"),
    ("MV_TRENCH_TOWN", "Medium-voltage trench in town (€/m)"),
    ("MV_TRENCH_COUNTRY", "Medium-voltage trench in the country (€/m)"),
    ("NEW_STATION_EUR", "New station (€)"),
    ("LARGEST_TRANSFORMER", "Largest transformer (kVA)"),
    ("CABLE_YEARS", "Lifetime of cables (years)"),
    ("TRANSFORMER_YEARS", "Lifetime of transformers (years)"),
    ("BATTERY_EUR_PER_KW", "Battery power (€/kW)"),
    ("BATTERY_EUR_PER_KWH", "Battery storage (€/kWh)"),
    ("BATTERY_YEARS", "Lifetime of batteries (years)"),
    ("SHIFTED_EUR_PER_KWH", "Charging later (€/kWh)"),
    ("BUFFERED_EUR_PER_KWH", "Heating at another time (€/kWh)"),
    ("CURTAILED_EUR_PER_KWH", "Panels turned down (€/kWh)"),
)
SUMMARY = {
    "POCKET_COUNT": Outcome("pockets", "Pockets"),
    "POCKETS_STEERED": Outcome("pockets_steered", "Pockets steered in the cheapest mix"),
    "NOT_STEERABLE": Outcome("pockets_not_steerable", "Pockets that steering cannot clear"),
    "COPPER_EUR": Outcome("copper_eur", "Copper alone, at once (€)"),
    "COPPER_EUR_PER_YEAR": Outcome("copper_eur_per_year", "Copper alone (€ a year)"),
    "STEERING_EUR_PER_YEAR": Outcome("steering_eur_per_year", "Steering, where it clears the pocket (€ a year)"),
    "MIX_EUR_PER_YEAR": Outcome("mix_eur_per_year", "Cheapest mix (€ a year)"),
    "TRENCH_M": Outcome("copper_trench_m", "Trench of copper alone (m)"),
    "MIX_TRENCH_M": Outcome("mix_trench_m", "Trench of the cheapest mix (m)"),
    "COPPER_KG": Outcome("copper_cu_kg", "Copper laid (kg)"),
    "ALUMINIUM_KG": Outcome("copper_al_kg", "Aluminium laid (kg)"),
    "CREW_WEEKS": Outcome("copper_crew_weeks", "Crew-weeks of copper alone", 1, 1),
    "WAITING_YEARS": Outcome("copper_waiting_years", "Longest wait for copper (years)", 1, 1),
    "MEASURE_COUNT": Outcome("copper_measures", "Measures of copper"),
    "STUCK": Outcome("copper_stuck", "Elements that no rule mends"),
    "K_COPPER": Outcome("largest_k_copper", "Largest k looked at that copper carries", 1, 2),
    "K_STEERING": Outcome("largest_k_steering", "Largest k looked at that steering carries", 1, 2),
    "K_MIX": Outcome("largest_k_mix", "Largest k looked at that the mix carries", 1, 2),
    "K_MIX_FOR_1": Outcome("k_mix_for_copper_1", "k that the mix carries for the money of copper at k = 1", 1, 2),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class Reinforce(StadsstroomAlgorithm):
    ID = "reinforce"
    TITLE = "Copper or steering"
    ABOUT = (
        "Lays copper beside steering where the grid is overloaded: heavier and second cables, larger and new stations "
        "and split feeders, chosen by rule until the power flow of the whole year is clean, with their euros, trench, "
        "metal, crews and years of waiting, beside batteries and steering, and the cheapest mix of both for every "
        "pocket. Then it tells how far a budget reaches: how many times what the scenario adds the grid can carry by "
        "copper, by steering and by the mix."
    )
    TAGS = ("congestion", "reinforcement", "copper", "flexibility", "battery", "costs", "holon", "electricity")
    ROOM = "holons"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._inputs(), *limits(), *self._prices(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield grid_choices.net(
            "A pandapower net: one that the grid algorithm wrote, or any other whose loads have names. Feeders and "
            "stations of meshed nets are not split.",
        )
        yield grid_choices.profiles(
            "The hours of every connection in the scenario, as the demand algorithm writes them.",
        )
        yield profiles_in(
            "BASE_PROFILES",
            "Profiles of today",
            "What the scenario adds to these hours is what k scales: 0 is today, 1 the scenario. Empty: the cars, heat "
            "pumps, panels and extra connections of the scenario are what is added.",
            optional=True,
        )
        yield text("SCENARIO", "Name of the scenario", "", "Name of the layers' group and of the report.")

    def _prices(self):
        yield number(
            "HORIZON", "Horizon (years)", 40.0, "Over how many years yearly costs are summed to a budget.", 1, 200
        )
        yield flag(
            "CURVES_TOO", "How far a budget reaches", True,
            "Also scales what the scenario adds. Takes minutes for a town.",
        )  # fmt: skip
        yield text(
            "FACTORS", "Factors looked at", "0 0.25 0.5 0.75 1 1.5 2 2.5 3 4 5",
            "The values of k, rising, with spaces between. Fewer are quicker.", advanced=True,
        )  # fmt: skip
        for name, label in PRICE_WORDS:
            yield number(name, label, None, EMPTY, low=0, optional=True, advanced=True)

    def _outputs(self):
        yield sink("MEASURES", "Measures of copper", LINES, "Lines: every cable and station by copper alone, ranked.")
        yield sink(
            "RANKED", "Copper or steering by pocket", POLYGONS,
            "Polygons: every pocket with copper beside steering, the largest saving first.",
        )  # fmt: skip
        yield sink("AREAS", "Copper, steering and the mix", TABLE, "Table: the whole area by copper, steering and mix.")
        yield sink(
            "CURVES", "How far a budget reaches", TABLE, "Table: cost of every k, at low, central and high prices."
        )
        yield file_out(
            "NET_OUT", "Reinforced grid model", "pandapower JSON (*.json)",
            "The net with all measures of copper alone; the congestion algorithm finds it clean.",
        )  # fmt: skip
        yield file_out("REPORT", "Report", "HTML (*.html)", "One page with the costs, the chart and what was assumed.")
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be matched or mended, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.grid.congestion import CongestionOptions
        from ...engine.holon.copper import CopperOptions, CopperPrices
        from ...engine.holon.reinforce import RemedyOptions, plan_reinforcement
        from ...engine.holon.steering import Prices
        from ...engine.tables import FeatureTable
        from ..bridge import Outputs, run
        from ..bridge.nets import write_net

        net, profiles = grid_choices.read(self, parameters, context)
        today = settings.profiles(self, parameters, context, "BASE_PROFILES")
        scenario = self.parameterAsString(parameters, "SCENARIO", context).strip()
        options = RemedyOptions(
            copper=CopperOptions(
                limits=CongestionOptions(**settings.numbers(self, parameters, context, LIMITS)),
                prices=CopperPrices(**settings.numbers(self, parameters, context, COPPER)),
            ),
            steering=Prices(**settings.numbers(self, parameters, context, STEERING)),
            horizon_years=self.parameterAsDouble(parameters, "HORIZON", context),
            factors=factors_in(self.parameterAsString(parameters, "FACTORS", context)),
            report_language=language(),
            report_title=scenario,
            tr=tr,
        )
        with_curves = self.parameterAsBool(parameters, "CURVES_TOO", context)
        self.dress = {"group": scenario}
        with Outputs(self, parameters, context, feedback) as outputs:
            steps = plan_reinforcement(net, profiles, today, options, with_curves, outputs.path("REPORT"))
            plan = run(steps, feedback, 2, 97)
            found = plan.remedies
            measures = found.copper.measures
            outputs.layer("MEASURES", measures, output_fields.MEASURES, QgsWkbTypes.Type.LineString)
            outputs.layer("RANKED", found.ranked, output_fields.RANKED, QgsWkbTypes.Type.MultiPolygon)
            outputs.layer("AREAS", found.areas, output_fields.REMEDY_AREAS, QgsWkbTypes.Type.NoGeometry)
            if plan.curves is not None:
                frame = plan.curves.table
                table = FeatureTable(frame, np.full(len(frame), None, object), measures.crs, "curves")
                outputs.layer("CURVES", table, output_fields.CURVES, QgsWkbTypes.Type.NoGeometry)
            outputs.file("NET_OUT", lambda path: write_net(found.copper.net, path))
            outputs.problems("PROBLEMS", plan.problems, measures.crs)
            values = {k: v for k, v in plan.summary.items() if not isinstance(v, float) or np.isfinite(v)}
            outputs.summary(SUMMARY, {**values, "problems": len(plan.problems)})
        return outputs.results


def factors_in(text: str) -> tuple:
    """Numbers in a text, apart by spaces or semicolons. Raises EngineError where one is none."""
    from ...engine.errors import EngineError

    try:
        return tuple(float(word.replace(",", ".")) for word in text.replace(";", " ").split())
    except ValueError as error:
        raise EngineError("The factors are numbers with spaces between, not {text}.", text=text) from error
