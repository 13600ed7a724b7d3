"""Congestion pockets and what would clear them."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import POINTS, POLYGONS, Outcome, file_out, flag, number, offer, sink, text
from ..words import tr
from . import grid_choices, settings
from .limit_choices import LIMITS, limits

PRICES = {
    "INTEREST": "interest",
    "BATTERY_EUR_PER_KW": "battery_eur_per_kw",
    "BATTERY_EUR_PER_KWH": "battery_eur_per_kwh",
    "BATTERY_YEARS": "battery_years",
    "BATTERY_LONGEST_DAYS": "battery_longest_days",
    "SHIFTED_EUR_PER_KWH": "shifted_car_eur_per_kwh",
    "BUFFERED_EUR_PER_KWH": "buffered_heat_eur_per_kwh",
    "CURTAILED_EUR_PER_KWH": "curtailed_eur_per_kwh",
    "LV_CABLE_EUR_PER_M": "lv_cable_eur_per_m",
    "MV_CABLE_EUR_PER_M": "mv_cable_eur_per_m",
}
FLAGS = {
    "STEER_BATTERIES": "steer_batteries",
    "STEER_CARS": "steer_cars",
    "STEER_HEAT_PUMPS": "steer_heat_pumps",
    "STEER_PANELS": "steer_panels",
    "MOVE_OPEN_POINTS": "open_points",
}
SUMMARY = {
    "POCKET_COUNT": Outcome("pockets", "Pockets"),
    "STATION_POCKETS": Outcome("station_pockets", "Pockets behind a transformer"),
    "SECTION_POCKETS": Outcome("section_pockets", "Pockets behind a section"),
    "OVERLOADED_BEFORE": Outcome("overloaded_before", "Sections and transformers over their limit"),
    "OVERLOADED_AFTER": Outcome("overloaded_after", "Sections and transformers over their limit when steered"),
    "CLEARED": Outcome("cleared_by_steering", "Pockets that steering clears"),
    "CHEAPEST_STEERING": Outcome("cheapest_steering", "Pockets where steering or an open point is cheapest"),
    "CHEAPEST_MIX": Outcome("cheapest_mix", "Pockets where an open point with steering is cheapest"),
    "CHEAPEST_COPPER": Outcome("cheapest_copper", "Pockets where copper is cheapest"),
    "BATTERY_UNSUITABLE": Outcome("battery_unsuitable", "Pockets where a battery alone is unsuitable"),
    "BATTERY_KWH": Outcome("battery_kwh", "Batteries in the steered hours (kWh)"),
    "STEERING_EUR": Outcome("steering_eur_per_year", "Steering, where it clears the pocket (€ a year)"),
    "COPPER_EUR": Outcome("copper_eur_per_year", "Copper for every pocket (€ a year)"),
    "CHEAPEST_EUR": Outcome("cheapest_eur_per_year", "The cheapest for every pocket (€ a year)"),
    "ROUNDS": Outcome("rounds", "Rounds of flow and steering"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class Pockets(StadsstroomAlgorithm):
    ID = "pockets"
    TITLE = "Find congestion pockets"
    ABOUT = (
        "Finds the part of the grid behind every overloaded cable and transformer, the switches around it, and the "
        "smallest flexibility that clears it: a battery, cars that charge later, heat pumps that run earlier, panels "
        "turned down or an open point moved, beside what copper would cost. Power flow and steering take turns until "
        "the flow is clean. The steered profiles can be given to the congestion algorithm to see that it is."
    )
    TAGS = ("congestion", "flexibility", "battery", "pocket", "holon", "smart charging", "electricity")
    ROOM = "holons"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._inputs(), *limits(), *self._choices(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield grid_choices.net(
            "A pandapower net: one that the grid algorithm wrote, or any other whose loads have names.",
        )
        yield grid_choices.profiles(
            "The hours of every connection, as the demand algorithm writes them, with the cars' sessions and the heat "
            "pumps that can be steered.",
        )

    def _choices(self):
        yield text("SCENARIO", "Name of the scenario", "", "Name of the layers' group. Empty: Congestion pockets.")
        yield flag("STEER_BATTERIES", "Batteries", True, "Whether batteries may be placed.")
        yield flag("STEER_CARS", "Cars charge later", True, "Every car leaves with what it would have charged.")
        yield flag("STEER_HEAT_PUMPS", "Heat pumps run earlier or later", True, "Within the comfort band of each room.")
        yield flag("STEER_PANELS", "Panels turned down", True, "Generation that would overload is not fed in.")
        yield flag(
            "MOVE_OPEN_POINTS", "Try open points elsewhere", True, "Closes an open point and opens its loop elsewhere."
        )
        yield number(
            "BAND_K", "Comfort band (K)", 1.0, "How much warmer or colder a room may be than without steering.", 0, 5,
            advanced=True,
        )  # fmt: skip
        for name, label, about in PRICE_WORDS:
            yield number(name, label, None, about, low=0, optional=True, advanced=True)

    def _outputs(self):
        yield sink(
            "POCKETS", "Congestion pockets", POLYGONS, "Polygons: what lies behind an overload and what clears it."
        )
        yield sink("REMEDIES", "Remedies", POINTS, "Points: every way to clear each pocket, with its cost.")
        yield sink(
            "SWITCHES", "Switches around pockets", POINTS, "Points: where pockets are fed, and their open points."
        )
        yield file_out(
            "STEERED", "Steered profiles", "Profiles (*.profiles)",
            "The same connections with batteries, shifted charging and heating and curtailed panels: what the "
            "congestion algorithm can be given.",
        )  # fmt: skip
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be matched, cleared or mended, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.grid.congestion import CongestionOptions
        from ...engine.holon.pockets import PocketOptions, find_pockets
        from ...engine.holon.steering import Prices
        from ..bridge import Outputs, run

        net, profiles = grid_choices.read(self, parameters, context)
        options = PocketOptions(
            limits=CongestionOptions(**settings.numbers(self, parameters, context, LIMITS)),
            prices=Prices(**settings.numbers(self, parameters, context, PRICES)),
            **settings.numbers(self, parameters, context, {"BAND_K": "band_k"}),
            **settings.flags(self, parameters, context, FLAGS),
        )
        self.dress = {"group": self.parameterAsString(parameters, "SCENARIO", context).strip()}
        with Outputs(self, parameters, context, feedback) as outputs:
            found = run(find_pockets(net, profiles, options, outputs.path("STEERED")), feedback, 2, 95)
            if found.summary["sentence"]:
                feedback.pushInfo(tr(found.summary["sentence"]))
            outputs.layer("POCKETS", found.pockets, output_fields.POCKETS, QgsWkbTypes.Type.MultiPolygon)
            outputs.layer("REMEDIES", found.remedies, output_fields.REMEDIES, QgsWkbTypes.Type.Point)
            outputs.layer("SWITCHES", found.switches, output_fields.SWITCHES, QgsWkbTypes.Type.Point)
            outputs.problems("PROBLEMS", found.problems, found.pockets.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(found.problems)})
        return outputs.results


EMPTY = "Empty: the figure of the catalogue."
PRICE_WORDS = (
    ("INTEREST", "Interest (1/year)", EMPTY),
    ("BATTERY_EUR_PER_KW", "Battery power (€/kW)", EMPTY),
    ("BATTERY_EUR_PER_KWH", "Battery storage (€/kWh)", EMPTY),
    ("BATTERY_YEARS", "Lifetime of batteries (years)", EMPTY),
    ("BATTERY_LONGEST_DAYS", "Longest time a battery is away from full (days)", EMPTY),
    ("SHIFTED_EUR_PER_KWH", "Charging later (€/kWh)", EMPTY),
    ("BUFFERED_EUR_PER_KWH", "Heating at another time (€/kWh)", EMPTY),
    ("CURTAILED_EUR_PER_KWH", "Panels turned down (€/kWh)", EMPTY),
    ("LV_CABLE_EUR_PER_M", "New low-voltage cable (€/m)", EMPTY),
    ("MV_CABLE_EUR_PER_M", "New medium-voltage cable (€/m)", EMPTY),
)
