"""Make holons: who can balance whom."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import (
    LINES,
    POINTS,
    POLYGONS,
    TABLE,
    Outcome,
    choice,
    file_in,
    file_out,
    flag,
    layer,
    number,
    offer,
    sink,
    text,
)
from . import grid_choices, settings

METHODS = {
    "grid": "By the grid: connection, feeder, station, medium-voltage feeder, source",
    "areas": "By areas: neighbourhoods, districts or any other layer",
    "found": "Found: groups that complement each other best",
}
UNITS = {"connection": "Single connections", "feeder": "Low-voltage feeders", "station": "Stations"}
AREAS = ("AREAS_1", "AREAS_2", "AREAS_3")
LAYERS = ("CONNECTIONS", "BUILDINGS", *AREAS)
FOUND_NUMBERS = {
    "FOUND_MOST": "most_connections",
    "FOUND_ACROSS": "most_across_m",
}

SUMMARY = {
    "CONNECTION_COUNT": Outcome("connections", "Connections"),
    "HOLON_COUNT": Outcome("holons", "Holons"),
    "MADE_MWH": Outcome("made_mwh", "Made (MWh)", 1, 1),
    "USED_MWH": Outcome("used_mwh", "Used (MWh)", 1, 1),
    "SUFFICIENCY_ALONE": Outcome("self_sufficiency_alone_percent", "Self-sufficiency, each by itself (%)", 1, 1),
    "SUFFICIENCY_TOGETHER": Outcome("self_sufficiency_together_percent", "Self-sufficiency, all together (%)", 1, 1),
    "CONSUMPTION_ALONE": Outcome("self_consumption_alone_percent", "Self-consumption, each by itself (%)", 1, 1),
    "CONSUMPTION_TOGETHER": Outcome("self_consumption_together_percent", "Self-consumption, all together (%)", 1, 1),
    "POOLED_MWH": Outcome("pooled_mwh", "Won by pooling (MWh)", 1, 1),
    "OUTWARD_IN_MWH": Outcome("outward_in_mwh", "From outside (MWh)", 1, 1),
    "OUTWARD_OUT_MWH": Outcome("outward_out_mwh", "To outside (MWh)", 1, 1),
    "IMPORT_PEAK_KW": Outcome("import_peak_kw", "Highest power from outside (kW)"),
    "EXPORT_PEAK_KW": Outcome("export_peak_kw", "Highest power to outside (kW)"),
    "HELPS_MWH": Outcome("helps_mwh", "Helps outside (MWh)", 1, 1),
    "HURTS_MWH": Outcome("hurts_mwh", "Burdens outside (MWh)", 1, 1),
    "GIVEN_IN_SURPLUS_MWH": Outcome("given_in_surplus_mwh", "Given while there is a surplus outside (MWh)", 1, 1),
    "GIVEN_IN_SURPLUS_HOURS": Outcome("given_in_surplus_hours", "Hours of giving while there is a surplus outside"),
    "DRAWN_IN_TIGHT_MWH": Outcome("drawn_in_tight_mwh", "Drawn in the tight hours outside (MWh)", 1, 1),
    "VALUE_EUR": Outcome("value_eur", "Given minus drawn at the prices of the hours (€)"),
    "PRICE_GIVEN": Outcome("price_given_eur_per_mwh", "Mean price of what is given (€/MWh)", 1, 1),
    "PRICE_DRAWN": Outcome("price_drawn_eur_per_mwh", "Mean price of what is drawn (€/MWh)", 1, 1),
    "PRICE_MEAN": Outcome("mean_price_eur_per_mwh", "Mean price of all hours (€/MWh)", 1, 1),
    "FOUND_INSIDE_MWH": Outcome("met_inside_mwh", "Met inside found holons (MWh)", 1, 1),
    "AREAS_INSIDE_MWH": Outcome("areas_met_inside_mwh", "Met inside the areas beside them (MWh)", 1, 1),
    "MARGIN_PERCENT": Outcome(
        "margin_percent", "Found holons meet more beyond the meters than areas of equal number and size (%)", 1, 1
    ),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class Holons(StadsstroomAlgorithm):
    ID = "holons"
    TITLE = "Make holons"
    ABOUT = (
        "Shows who can balance whom, house by house and hour by hour. A holon makes, uses and stores energy and is "
        "part of a larger one: a house, a feeder, a station, a town. Surplus first meets need inside, then among "
        "neighbours, then beyond. No losses are counted."
    )
    TAGS = ("holon", "balance", "self-sufficiency", "self-consumption", "neighbourhood", "community", "electricity")
    ROOM = "holons"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._inputs(), *self._choices(), *self._found(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield grid_choices.profiles()
        yield choice(
            "METHOD", "Holons", METHODS, "grid", "What makes a holon: the cables, areas on the map, or a search."
        )
        yield grid_choices.net(
            "The net that Build grid wrote. Holons by the grid are read from it; found ones keep to its medium-voltage "
            "feeders.",
            optional=True,
        )
        yield layer(
            "CONNECTIONS",
            "Connections",
            POINTS,
            "Points: the connections that Build grid made. Empty: they stand where the grid model has them.",
            optional=True,
        )
        yield layer(
            "BUILDINGS",
            "Buildings",
            POLYGONS,
            "Polygons: connections are drawn as their buildings. Needs the layer of connections.",
            optional=True,
        )
        for name, label, about in zip(
            AREAS,
            ("Smallest areas", "Larger areas", "Largest areas"),
            (
                "Polygons, such as neighbourhoods. Of areas that overlap the first by id has the connection. Found "
                "holons are laid beside them.",
                "Polygons in which the smallest areas lie, such as districts. Connections follow their smaller area.",
                "Polygons in which the larger areas lie, such as municipalities.",
            ),
        ):
            yield layer(name, label, POLYGONS, about, optional=True)
        yield file_in(
            "OUTSIDE",
            "Hours outside",
            "Tables and profiles (*.csv *.txt *.profiles);;All files (*)",
            "What goes on in the city, region or country: a table with an hour a row and a column residual_load, "
            "price_eur_per_mwh or both, or profiles. Tells in which hours surplus helps there. A table may hold "
            "several levels: residual_load_city, residual_load_region, price_eur_per_mwh_country.",
            optional=True,
        )

    def _choices(self):
        yield text(
            "SCENARIO",
            "Name of the scenario",
            "",
            "Name of the layers' group, such as Today or All-electric. Empty: Holons.",
        )
        yield number(
            "FLOWS_PER_HOLON",
            "Neighbours told apart",
            5,
            "With how many neighbours, the largest, the exchange has an arrow of its own; the others have one arrow.",
            low=0,
            high=1000,
            whole=True,
        )
        yield flag(
            "CONNECTION_HOURS",
            "Keep the hours of single connections",
            True,
            "Without them the file with hours is much smaller, and a click on a house shows none.",
            advanced=True,
        )
        yield flag(
            "CONNECTION_FLOWS",
            "Flows between single connections",
            False,
            "Also draws who gives whom among the connections of one feeder or area. Makes many arrows.",
            advanced=True,
        )
        yield number(
            "TIGHT_PERCENT",
            "Tight hours outside (% of the year)",
            10.0,
            "The share of the hours, those of the highest residual load outside, in which drawing burdens it.",
            low=0,
            high=100,
            advanced=True,
        )

    def _found(self):
        yield choice(
            "FOUND_UNIT",
            "What is grouped",
            UNITS,
            "feeder",
            "What stays together in found holons. Feeders and stations need the grid model.",
        )
        yield number(
            "FOUND_MOST",
            "Most connections in a found holon",
            250,
            "No found holon grows beyond.",
            low=1,
            whole=True,
            optional=True,
        )
        yield number(
            "FOUND_ACROSS",
            "Largest distance across a found holon (m)",
            None,
            "Diagonal of the box around it. Empty: no limit.",
            low=1,
            optional=True,
            advanced=True,
        )
        yield number(
            "FOUND_NUMBER",
            "Number of found holons",
            None,
            "Empty: as many as the hours tell apart.",
            low=1,
            whole=True,
            optional=True,
            advanced=True,
        )
        yield flag(
            "FOUND_LIKE_AREAS",
            "As many found holons as areas, and none larger",
            False,
            "Takes the number and the largest size from the smallest areas, so that the two can be compared.",
            advanced=True,
        )

    def _outputs(self):
        yield sink("HOLONS", "Holons", POLYGONS, "Polygons: what every holon makes, uses and exchanges in the year.")
        yield sink("FLOWS", "Flows between holons", LINES, "Lines: what holons give each other and the level above.")
        yield sink("LEVELS", "Levels of holons", TABLE, "Table: what each level wins by pooling.")
        yield file_out(
            "HOLON_PROFILES",
            "Hours of holons",
            "Profiles (*.profiles)",
            "What every holon makes, uses, stores and exchanges in every hour; a click on a holon shows them.",
        )
        yield file_out(
            "FLOW_HOURS",
            "Hours of flows",
            "Profiles (*.profiles)",
            "Every flow in every hour; the arrows follow the temporal controller with it.",
        )
        yield sink("PROBLEMS", "Problems", POINTS, "Points: what could not be matched, and why.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.holon.balance import BalanceOptions, balance, read_upper
        from ..bridge import Outputs, run
        from ..bridge.holons import HolonInputs

        self.dress = {"group": self.parameterAsString(parameters, "SCENARIO", context).strip()}
        profiles = settings.profiles(self, parameters, context, "PROFILES")
        outside = self.parameterAsFile(parameters, "OUTSIDE", context)
        uppers = read_upper(outside, profiles.hours) if outside else ()
        options = BalanceOptions(
            flows_per_holon=self.parameterAsInt(parameters, "FLOWS_PER_HOLON", context),
            flows_from_level=1 if self.parameterAsBool(parameters, "CONNECTION_FLOWS", context) else 2,
            **settings.flags(self, parameters, context, {"CONNECTION_HOURS": "connection_hours"}),
            **settings.numbers(self, parameters, context, {"TIGHT_PERCENT": "tight_percent"}),
        )
        method = settings.chosen(self, parameters, context, "METHOD", METHODS)
        inputs = HolonInputs(self, parameters, context, feedback, profiles)
        if method == "found":
            nesting = inputs.found(settings.chosen(self, parameters, context, "FOUND_UNIT", UNITS), {
                **settings.numbers(self, parameters, context, FOUND_NUMBERS),
                "number": settings.whole_number(self, parameters, context, "FOUND_NUMBER"),
                **settings.flags(self, parameters, context, {"FOUND_LIKE_AREAS": "like_areas"}),
            })  # fmt: skip
        else:
            nesting = inputs.by_grid() if method == "grid" else inputs.by_areas()
        with Outputs(self, parameters, context, feedback) as outputs:
            hours, flow_hours = outputs.path("HOLON_PROFILES"), outputs.path("FLOW_HOURS")
            found = run(balance(profiles, nesting, uppers, hours, flow_hours, options), feedback, 30, 90)
            outputs.layer("HOLONS", found.holons, output_fields.HOLONS, QgsWkbTypes.Type.MultiPolygon)
            outputs.layer("FLOWS", found.flows, output_fields.HOLON_FLOWS, QgsWkbTypes.Type.LineString)
            outputs.layer("LEVELS", inputs.table(found.levels), output_fields.HOLON_LEVELS, QgsWkbTypes.Type.NoGeometry)
            problems = [*inputs.problems, *found.problems]
            outputs.problems("PROBLEMS", problems, nesting.crs)
            outputs.summary(SUMMARY, {**found.summary, **inputs.beside, "problems": len(problems)})
        return outputs.results
