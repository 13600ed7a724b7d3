"""Build grid from cables and stations."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..catalogue_names import cable_names
from ..parameters import (
    ANY_SHAPE,
    LINES,
    POINTS,
    Outcome,
    choice,
    expression,
    file_out,
    flag,
    layer,
    number,
    offer,
    sink,
    text,
)
from . import settings, town

LAYERS = (
    "LV_CABLES",
    "MV_CABLES",
    "STATIONS",
    "BUILDINGS",
    "ADDRESSES",
    "EXTRA_CONNECTIONS",
    "OPEN_POINTS",
)
SUMMARY = {
    "CONNECTION_COUNT": Outcome("connections", "Connections"),
    "CONNECTED_PERCENT": Outcome("addresses_connected_share", "Addresses connected (%)", 100, 1),
    "ENERGISED_PERCENT": Outcome("energised_share", "Supply cable energised (%)", 100, 1),
    "STATION_COUNT": Outcome("stations", "Stations"),
    "STATIONS_REACHED": Outcome("stations_reached_by_drawn_mv", "Stations reached by drawn cable"),
    "SUPPLY_CABLE_KM": Outcome("supply_cable_km", "Supply cable (km)", 1, 1),
    "YEARLY_MWH": Outcome("yearly_mwh", "Yearly use (MWh)"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}
STATION_FLAGS = {"has_lv": "STATION_FILTER", "is_source": "SOURCE_FILTER", "is_customer": "CUSTOMER_FILTER"}
MISSING_STATIONS = {
    "no": "Only report them",
    "busbar": "Join the cables on an assumed busbar",
    "source": "Assume a station that feeds the grid",
}
TYPE_HELP = (
    "Type from the catalogue for cables that the map gives no type and no rule chooses one for. Empty: by rule only."
)

NUMBERS = {
    "SNAP_TOLERANCE": "snap_tolerance_m",
    "STATION_TOLERANCE": "station_tolerance_m",
    "MAX_SERVICE_LENGTH": "max_service_length_m",
    "MAX_EXTRA_SERVICE": "max_extra_service_m",
    "GROWTH_MARGIN": "growth_margin",
    "MIN_STATION_KVA": "min_station_kva",
    "MV_VOLTAGE": "mv_kv",
    "LV_VOLTAGE": "lv_kv",
}
TEXTS = {
    "LV_CABLE_TYPE": "lv_cable_type",
    "MV_CABLE_TYPE": "mv_cable_type",
    "SERVICE_CABLE_TYPE": "service_cable_type",
}
FLAGS = {"KEEP_LV_MESHED": "keep_lv_meshed", "FEED_UNREACHED": "feed_unreached_stations"}


class BuildGrid(StadsstroomAlgorithm):
    ID = "buildgrid"
    TITLE = "Build grid from cables and stations"
    ABOUT = (
        "Turns drawn cables and stations into an electricity grid that can be calculated. Joins cable ends, "
        "chooses the "
        "points where the grid is open, connects every building with a service cable, and gives cables and "
        "transformers "
        "a type. What the map does not say is inferred and marked so; what cannot enter comes out as a layer of "
        "problems."
    )
    TAGS = ("grid", "cable", "station", "topology", "pandapower", "electricity")

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._layers(), *self._choices(), *self._outputs()), SUMMARY)

    def _layers(self):
        yield layer(
            "LV_CABLES",
            "Low-voltage cables",
            LINES,
            "Lines of the low-voltage cables, as the grid operator draws them.",
        )
        yield expression(
            "LV_FILTER",
            "Low-voltage cables that supply",
            "LV_CABLES",
            "Which of the low-voltage cables supply buildings: an expression that is true for them. Leave out street "
            "lighting here. Empty: all of them.",
        )
        yield layer(
            "MV_CABLES",
            "Medium-voltage cables",
            LINES,
            "Lines of the medium-voltage cables. Without them every station is fed as its own source.",
            optional=True,
        )
        yield expression(
            "MV_FILTER",
            "Medium-voltage cables that supply",
            "MV_CABLES",
            "Which of the medium-voltage cables are in use: an expression that is true for them. Empty: all of them.",
        )
        yield layer(
            "STATIONS",
            "Stations",
            ANY_SHAPE,
            "Points or polygons of the stations: those that transform to low voltage, customers' own, and the sources.",
        )
        yield expression(
            "STATION_FILTER",
            "Stations with a low-voltage side",
            "STATIONS",
            "Which stations feed the low-voltage grid: an expression that is true for them. Empty: all but sources and "
            "customers' own stations.",
        )
        yield expression(
            "SOURCE_FILTER",
            "Stations that feed the medium-voltage grid",
            "STATIONS",
            "Which stations are sources of the medium-voltage grid: an expression that is true for them. Empty: those "
            "whose description says transport, substation, onderstation or the like.",
        )
        yield expression(
            "CUSTOMER_FILTER",
            "Customers' own stations",
            "STATIONS",
            "Which stations belong to a large customer: an expression that is true for them. Empty: those whose "
            "description says klant or customer.",
            advanced=True,
        )
        yield town.buildings()
        yield town.addresses()
        yield town.extra_connections()
        yield layer(
            "OPEN_POINTS",
            "Open points",
            POINTS,
            "Points where the grid is open, if you know them. They win over the ones that would be inferred.",
            optional=True,
        )

    def _choices(self):
        yield number(
            "SNAP_TOLERANCE",
            "Snap tolerance (m)",
            1.0,
            "Cable ends closer to each other, or to a cable that passes by, are one joint.",
            low=0,
        )
        yield number(
            "STATION_TOLERANCE",
            "Station tolerance (m)",
            5.0,
            "Cables that come this close to a station are tied to it.",
            low=0,
        )
        yield number(
            "MAX_SERVICE_LENGTH",
            "Longest service cable (m)",
            50.0,
            "A building further from every supply cable is not connected, and reported.",
            low=0,
        )
        yield number(
            "MAX_EXTRA_SERVICE",
            "Longest cable of an extra connection (m)",
            500.0,
            "An extra connection on medium voltage, such as the heat pump of a heat network, that has no cable in the "
            "reach above gets a cable of its own to the nearest medium-voltage cable, up to this length, and it is "
            "reported.",
            low=0,
            advanced=True,
        )
        yield choice(
            "MISSING_STATIONS",
            "Stations missing from the map",
            MISSING_STATIONS,
            "no",
            "What to do where eight or more medium-voltage cables end side by side and no station is drawn, as at "
            "switching stations that the map leaves out. Joined on an assumed busbar, current can pass from one cable "
            "to the next; a station that feeds the grid is a source as well. No cable is added, and each place is "
            "reported.",
        )
        yield expression(
            "CABLE_TYPE",
            "Cable type",
            "LV_CABLES",
            "Field or expression with the type of each cable. It may fit the low-voltage cables, the medium-voltage "
            "cables or both. Empty: a field named cable_type, kabeltype or the like where there is one; types are "
            "inferred where the map does not give them.",
        )
        yield expression(
            "STATION_RATING",
            "Transformer rating (kVA)",
            "STATIONS",
            "Field or expression with the rating of each station's transformer. Empty: a field named rating_kva or the "
            "like where there is one; ratings are inferred from the load where the map does not give them.",
        )
        yield number(
            "GROWTH_MARGIN",
            "Growth margin",
            1.5,
            "Factor on the coincident load before a transformer is chosen: how much room its designers left. That load "
            "is without cars, heat pumps and panels, so a heat network changes nothing here but for its own machines.",
            low=0.1,
        )
        yield number(
            "MIN_STATION_KVA", "Smallest transformer (kVA)", 250.0, "No smaller transformer is inferred.", low=0
        )
        for name, label, level, use in (
            ("LV_CABLE_TYPE", "Low-voltage cable type without a rule", "LV", "main"),
            ("MV_CABLE_TYPE", "Medium-voltage cable type without a rule", "MV", "main"),
            ("SERVICE_CABLE_TYPE", "Service cable type", "LV", "service"),
        ):
            yield text(name, label, "", TYPE_HELP, advanced=True, hints=cable_names(level, use))
        yield from town.fields()
        yield flag(
            "KEEP_LV_MESHED",
            "Keep the low-voltage grid as drawn",
            False,
            "Chooses no open points in the low-voltage grid, for cities that run it meshed.",
            advanced=True,
        )
        yield flag(
            "FEED_UNREACHED",
            "Feed stations that no drawn cable reaches",
            True,
            "Gives a station that no drawn medium-voltage cable connects to a source a source of its own, and reports "
            "it. Otherwise it stays without power.",
            advanced=True,
        )
        yield number(
            "MV_VOLTAGE",
            "Medium voltage (kV)",
            10.0,
            "Nominal voltage of the medium-voltage grid.",
            1,
            66,
            advanced=True,
        )
        yield number(
            "LV_VOLTAGE", "Low voltage (kV)", 0.4, "Nominal voltage of the low-voltage grid.", 0.1, 1, advanced=True
        )

    def _outputs(self):
        yield sink(
            "SECTIONS",
            "Sections",
            LINES,
            "Lines: every piece of cable between two nodes, with its type and its feeder.",
        )
        yield sink("NODES", "Nodes", POINTS, "Points: cable ends, joints, cabinets, stations and connections.")
        yield sink(
            "STATIONS_OUT",
            "Stations of the grid",
            POINTS,
            "Points: the stations with their transformer and their load.",
        )
        yield sink(
            "CONNECTIONS",
            "Connections",
            POINTS,
            "Points: one a service cable, with the addresses behind it and its feeder.",
        )
        yield sink(
            "OPEN_POINTS_OUT", "Open points of the grid", POINTS, "Points where the grid is open, and why there."
        )
        yield sink(
            "PROBLEMS", "Problems", POINTS, "Points: what could not enter the grid, with the reason and what to do."
        )
        yield file_out(
            "NET",
            "Grid model",
            "pandapower JSON (*.json)",
            "The grid as a pandapower net in a JSON file; pandapower alone opens and solves it, and the congestion "
            "algorithm reads it.",
        )

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.grid.construct import GridInputs, GridOptions, build_grid
        from ..bridge import Inputs, Outputs, run, with_roles, write_net

        inputs = Inputs(self, parameters, context, feedback, LAYERS)
        features = GridInputs(
            lv_cables=inputs.table("LV_CABLES", keep="LV_FILTER"),
            mv_cables=inputs.table("MV_CABLES", keep="MV_FILTER"),
            stations=with_roles(inputs.table("STATIONS", flags=STATION_FLAGS)),
            buildings=inputs.table("BUILDINGS"),
            addresses=inputs.table("ADDRESSES"),
            extra_connections=inputs.table("EXTRA_CONNECTIONS"),
            open_points=inputs.table("OPEN_POINTS"),
        )
        options = GridOptions(
            **settings.numbers(self, parameters, context, NUMBERS),
            **settings.texts(self, parameters, context, TEXTS),
            **settings.flags(self, parameters, context, FLAGS),
            complete_missing_stations=settings.chosen(self, parameters, context, "MISSING_STATIONS", MISSING_STATIONS),
        )
        grid = run(build_grid(features, options), feedback, 5, 90)
        with Outputs(self, parameters, context, feedback) as outputs:
            outputs.layer("NODES", grid.nodes, output_fields.NODES, QgsWkbTypes.Type.Point)
            outputs.layer("SECTIONS", grid.sections, output_fields.SECTIONS, QgsWkbTypes.Type.LineString)
            outputs.layer("STATIONS_OUT", grid.stations, output_fields.STATIONS, QgsWkbTypes.Type.Point)
            outputs.layer("CONNECTIONS", grid.connections, output_fields.CONNECTIONS, QgsWkbTypes.Type.Point)
            outputs.layer("OPEN_POINTS_OUT", grid.open_points, output_fields.OPEN_POINTS, QgsWkbTypes.Type.Point)
            problems = [*inputs.problems, *grid.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.file("NET", lambda path: write_net(grid.net, path))
            outputs.summary(SUMMARY, {**grid.summary, "problems": len(problems)})
        return outputs.results
