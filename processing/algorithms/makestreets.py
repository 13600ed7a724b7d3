"""Make streets."""

from __future__ import annotations

from qgis.core import QgsProcessingException, QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..parameters import LINES, POINTS, POLYGONS, Outcome, expression, layer, number, offer, sink
from ..words import tr
from . import settings

LAYERS = ("BUILDINGS", "LV_CABLES", "MV_CABLES", "AREAS")
NOTHING_GIVEN = "Give buildings, cables or road areas: streets are made of one of them at least."
NUMBERS = {
    "STRIP": "strip_m",
    "REACH": "reach_m",
    "OPEN_SPACE": "open_m",
    "JOIN": "join_m",
    "LEAST_BRANCH": "least_branch_m",
}
SUMMARY = {
    "STREET_COUNT": Outcome("streets", "Streets"),
    "STREETS_KM": Outcome("km", "Streets (km)", 1, 1),
    "PIECE_COUNT": Outcome("pieces", "Connected pieces"),
    "NEAR_25": Outcome("near_25_percent", "Buildings within 25 m of a street (%)", 1, 1),
    "NEAR_40": Outcome("near_40_percent", "Buildings within 40 m of a street (%)", 1, 1),
    "THROUGH": Outcome("through_percent", "Street length through buildings (%)", 1, 2),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class MakeStreets(StadsstroomAlgorithm):
    ID = "makestreets"
    TITLE = "Make streets"
    ABOUT = (
        "Draws a layer of streets where there is none: the centre lines of road areas, or lines along cables and "
        "between rows of buildings. Every line is flagged as inferred, with the rule that drew it. Look at it, correct "
        "it by hand, and use it as the streets of a heat network."
    )
    TAGS = ("streets", "centre line", "road", "route", "heat network")
    ROOM = "heat"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._layers(), *self._choices(), *self._outputs()), SUMMARY)

    def _layers(self):
        yield layer(
            "BUILDINGS",
            "Buildings",
            POLYGONS,
            "Polygons of the buildings, such as the panden of the BAG. No street runs through them, and where no cable "
            "is, streets run between their rows.",
            optional=True,
        )
        yield layer(
            "LV_CABLES",
            "Low-voltage cables",
            LINES,
            "Lines of low-voltage cables, street lighting too: they lie along streets. Two cables on both sides of a "
            "street give one line.",
            optional=True,
        )
        yield layer(
            "MV_CABLES",
            "Medium-voltage cables",
            LINES,
            "Lines of medium-voltage cables, or of any other pipes and cables that lie along streets.",
            optional=True,
        )
        yield layer(
            "AREAS",
            "Road areas",
            POLYGONS,
            "Polygons of roads, such as the wegdelen of the BGT; areas that touch count as one. Where they are given "
            "they alone make the streets.",
            optional=True,
        )

    def _choices(self):
        yield expression(
            "AREA_SURFACE",
            "Surface of a road area",
            "AREAS",
            "Field or expression with what each road area is, in words of the BGT or OpenStreetMap. Empty: a field "
            "named surface, function or the like.",
            advanced=True,
        )
        about = {
            "STRIP": (
                "Half the width along cables (m)",
                "Cables nearer to each other than twice this become one street.",
            ),
            "REACH": (
                "Buildings must have a street within (m)",
                "Where buildings lie further from every cable, streets are looked for between them; those that stay "
                "without are told.",
            ),
            "OPEN_SPACE": (
                "Least width of open space (m)",
                "Open space between rows of buildings that is narrower is no street.",
            ),
            "JOIN": (
                "Join pieces within (m)",
                "Streets along cables and between buildings that lie apart are joined by a straight line if they lie "
                "no further from each other.",
            ),
            "LEAST_BRANCH": (
                "Shortest dead end (m)",
                "Shorter dead ends are left out. Empty: 8 m in road areas, 20 m elsewhere.",
            ),
        }
        defaults = {"STRIP": (10, 2, 50), "REACH": (40, 5, 500), "OPEN_SPACE": (8, 2, 100), "JOIN": (50, 0, 500)}
        for name, (label, what) in about.items():
            default, low, high = defaults.get(name, (None, 0, 500))
            yield number(name, label, default, what, low=low, high=high, optional=default is None, advanced=True)

    def _outputs(self):
        yield sink(
            "STREETS",
            "Streets",
            LINES,
            "Lines: the streets, each with the rule that drew it. Correct them by hand where you know better.",
        )
        yield sink("PROBLEMS", "Problems", POINTS, "Points: areas, islands and buildings that got no street.")

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.heat.streets import CentreOptions, DeriveOptions, centre_lines, derive_streets
        from ..bridge import Inputs, Outputs, run
        from ..bridge.roles import STREET_ROLES
        from ..bridge.streets import together

        if all(parameters.get(name) in (None, "") for name in LAYERS):
            raise QgsProcessingException(tr(NOTHING_GIVEN))
        inputs = Inputs(self, parameters, context, feedback, LAYERS, STREET_ROLES)
        buildings, lv, mv, areas = (inputs.table(name) for name in LAYERS)
        chosen = settings.numbers(self, parameters, context, NUMBERS)
        if areas is not None:
            branch = {key: value for key, value in chosen.items() if key == "least_branch_m"}
            steps = centre_lines(areas, CentreOptions(**branch))
        else:
            steps = derive_streets(buildings, together(lv, mv), DeriveOptions(**chosen))
        with Outputs(self, parameters, context, feedback) as outputs:
            found = run(steps, feedback, 2, 95)
            outputs.layer("STREETS", found.streets, output_fields.STREETS, QgsWkbTypes.Type.LineString)
            problems = [*inputs.problems, *found.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(problems)})
        return outputs.results
