"""Hourly demand and generation."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import (
    POINTS,
    POLYGONS,
    Outcome,
    choice,
    file_out,
    flag,
    layer,
    number,
    offer,
    profiles_in,
    share,
    sink,
)
from . import roofs, settings, town

LAYERS = ("BUILDINGS", "ADDRESSES", "CONNECTIONS", "EXTRA_CONNECTIONS", "HEAT_CONNECTIONS")
SHARES = {
    "EV_SHARE": "ev_share",
    "HEAT_PUMP_SHARE": "heat_pump_share",
    "PV_SHARE": "pv_share",
    "BATTERY_SHARE": "battery_share",
}
FLAGS = {"BUSINESSES_TOO": "businesses_too", "SPREAD_MEANS": "spread_postcode_means"}
GIVEN_USE = {
    "dwellings": "Dwellings only (a postcode's mean)",
    "all": "Every address (its own figure)",
}

SUMMARY = {
    "CONNECTION_COUNT": Outcome("connections", "Connections"),
    "DWELLING_COUNT": Outcome("dwellings", "Dwellings"),
    "CAR_COUNT": Outcome("cars", "Electric cars"),
    "HEAT_PUMP_COUNT": Outcome("heat_pumps", "Heat pumps"),
    "SERVED_COUNT": Outcome("served_dwellings", "Dwellings on a heat network"),
    "BOOSTER_COUNT": Outcome("boosters", "Boosters for hot water"),
    "PANELS_KWP": Outcome("pv_kwp", "Panels (kWp)"),
    "NET_KWH": Outcome("net_kwh", "Net energy of the year (kWh)"),
    "PEAK_KW": Outcome("peak_kw", "Highest hour (kW)"),
    "PEAK_HOUR": Outcome("peak_hour", "Highest hour (UTC)", is_text=True),
    "FEED_IN_KW": Outcome("feed_in_kw", "Highest feed-in (kW)"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class Demand(StadsstroomAlgorithm):
    ID = "demand"
    TITLE = "Hourly demand and generation"
    ABOUT = (
        "Gives every connection its hours of a year: what people, shops and offices use, and what cars, heat pumps, "
        "panels and batteries add. Dwellings follow their yearly use, other buildings their floor area. The same seed "
        "gives the same hours."
    )
    TAGS = ("demand", "profiles", "heat pump", "electric vehicle", "solar", "battery", "electricity")

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._layers(), *self._choices(), *self._outputs()), SUMMARY)

    def _layers(self):
        yield town.buildings()
        yield town.addresses()
        yield layer(
            "CONNECTIONS",
            "Connections",
            POINTS,
            "Points of the connections, as the grid algorithm writes them; the hours then fit that grid. Without them "
            "every building is one connection.",
            optional=True,
        )
        yield town.extra_connections()
        yield layer(
            "HEAT_CONNECTIONS",
            "Heat connections",
            POINTS,
            "Points of the buildings on a heat network, as the design of one writes them, with the fields building_id, "
            "served, remains (none, booster, heat_pump, hybrid), cop_space and cop_water. A building that is served "
            "has no heat pump of its own, whatever the share below; it keeps what remains: nothing, a booster for hot "
            "water, or a heat pump on the network.",
            optional=True,
        )

    def _choices(self):
        yield share("EV_SHARE", "Dwellings with an electric car (%)", 5, "Share of the dwellings that charge a car.")
        yield share(
            "HEAT_PUMP_SHARE", "Dwellings with a heat pump (%)", 8, "Share of the dwellings heated by heat pump."
        )
        yield share(
            "PV_SHARE", "Dwellings with panels (%)", 25, "Share of the dwellings with solar panels on the roof."
        )
        yield share("BATTERY_SHARE", "Dwellings with a battery (%)", 0, "Share of the dwellings with a home battery.")
        yield from roofs.weather()
        yield profiles_in(
            "ROOF_PROFILES",
            "Roof profiles",
            "Hours of the roofs, as the algorithm for rooftop solar writes them for the same weather: panels then give "
            "what the roof they lie on gives, shadow and all. A building that is not in it keeps the estimate.",
            optional=True,
        )
        yield profiles_in(
            "HEAT_PROFILES",
            "Heat profiles",
            "Hours of heat of the buildings, as heat demand writes them for the same weather: the network's heat pumps "
            "and pumps among the extra connections then follow the heat of the buildings they serve. Without it a heat "
            "pump follows a block of flats and a pump draws evenly.",
            optional=True,
        )
        yield number(
            "SEED",
            "Seed",
            1,
            "Another seed gives other people, cars and roofs with the same shares; the same seed gives the same hours.",
            low=0,
            whole=True,
        )
        yield choice(
            "GIVEN_USE",
            "Yearly use given holds for",
            GIVEN_USE,
            "dwellings",
            "A postcode's mean says nothing of the shop on the corner: other uses then go by their floor area.",
            advanced=True,
        )
        yield flag(
            "BUSINESSES_TOO",
            "Heat pumps and panels on businesses too",
            False,
            "Gives the same share of shops, offices and other uses a heat pump and panels.",
            advanced=True,
        )
        yield flag(
            "SPREAD_MEANS",
            "Spread the means of a postcode",
            True,
            "Homes of which only the mean of their postcode is known differ around it; their sum stays.",
            advanced=True,
        )
        yield from town.fields()

    def _outputs(self):
        yield file_out(
            "PROFILES",
            "Profiles",
            "Profiles (*.profiles)",
            "File with the power of every connection in every hour, by technology. It can be read with a few lines of "
            "numpy.",
            optional=False,
        )
        yield sink(
            "BUILDINGS_OUT",
            "Demand by building",
            POLYGONS,
            "Polygons: the yearly energy and the peak power of each building, by technology.",
        )
        yield sink(
            "PROBLEMS", "Problems", POINTS, "Points: what could not be used as given, and what was done instead."
        )

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.demand import DemandOptions, simulate_demand
        from ..bridge import Inputs, Outputs, as_areas, run

        inputs = Inputs(self, parameters, context, feedback, LAYERS)
        *tables, network = [inputs.table(name) for name in LAYERS]
        weather = roofs.read_year(self, parameters, context)
        roof_profiles = settings.profiles(self, parameters, context, "ROOF_PROFILES")
        heat_profiles = settings.profiles(self, parameters, context, "HEAT_PROFILES")
        options = DemandOptions(
            **settings.numbers(self, parameters, context, SHARES),
            **settings.flags(self, parameters, context, FLAGS),
            seed=self.parameterAsInt(parameters, "SEED", context),
            given_use_holds_for=settings.chosen(self, parameters, context, "GIVEN_USE", GIVEN_USE),
        )
        with Outputs(self, parameters, context, feedback) as outputs:
            path = outputs.path("PROFILES")
            steps = simulate_demand(*tables, weather, options, path, roof_profiles, network, heat_profiles)
            demand = run(steps, feedback, 5, 90)
            areas = as_areas(demand.connections)
            outputs.layer("BUILDINGS_OUT", areas, output_fields.BUILDINGS_DEMAND, QgsWkbTypes.Type.MultiPolygon)
            problems = [*inputs.problems, *demand.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**demand.summary, "problems": len(problems)})
        return outputs.results
