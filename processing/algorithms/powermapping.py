"""Powermapping of an area."""

from __future__ import annotations

import re

from qgis.core import QgsProcessingException, QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..compat import set_advanced
from ..parameters import POLYGONS, Outcome, expression, flag, layer, number, offer, sink, text
from ..words import number_text, said
from . import roofs, settings, sun_choices, wind_choices

NUMBERS = {
    "ROOF_SHARE": "roof_share",
    "KWH_PER_M2": "kwh_per_m2",
    "KWH_PER_HOUSEHOLD": "kwh_per_household",
    "TURBINE_HOUSEHOLDS": "turbine_households",
    "MOMENTS": "moments",
    "SHADOW_REACH": "reach_m",
}
BAD_HOURS = "{parameter}: {text} holds no clock times such as 10:00 12:40 15:00."
IN_WORDS = "{roofs} of {all} roofs"
YIELD_IN_WORDS = "{roofs} of {all} roofs, {hectares} ha of panels, {gwh} GWh, {households} households"

SUMMARY = {
    "BUILDING_COUNT": Outcome("buildings", "Buildings"),
    "SUN_COUNT": Outcome("sun_buildings", "Roofs for sun"),
    "WIND_OR_SUN_COUNT": Outcome("wind_or_sun_buildings", "Roofs for wind and/or sun"),
    "NEITHER_COUNT": Outcome("neither_buildings", "Roofs for neither"),
    "SUN_HA": Outcome("sun_ha", "Panels, quick rule (ha)", 1, 3),
    "SUN_GWH": Outcome("sun_gwh", "Sun, quick rule (GWh a year)", 1, 3),
    "SUN_HOUSEHOLDS": Outcome("sun_households", "Sun, quick rule (households)"),
    "TURBINE_COUNT": Outcome("turbines", "Turbines"),
    "WIND_GWH": Outcome("wind_gwh", "Wind, quick rule (GWh a year)", 1, 4),
    "WIND_HOUSEHOLDS": Outcome("wind_households", "Wind, quick rule (households)"),
    "FULL_HA": Outcome("full_ha", "Panels, full method (ha)", 1, 3),
    "FULL_GWH": Outcome("full_gwh", "Sun, full method (GWh a year)", 1, 3),
    "FULL_HOUSEHOLDS": Outcome("full_households", "Sun, full method (households)"),
    "WIND_GWH_PROMISED": Outcome("wind_gwh_promised", "Wind as promised (GWh a year)", 1, 4),
    "WIND_GWH_MEASURED": Outcome("wind_gwh_measured", "Wind as measured (GWh a year)", 1, 4),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class PowerMapping(StadsstroomAlgorithm):
    ID = "powermapping"
    TITLE = "Powermapping of an area"
    ABOUT = (
        "Draws the map of Powermapping Amsterdam: roofs for sun, for wind and/or sun, or for neither, by the shadow at "
        "three moments of the shortest day and by height. Beside these totals stand those of the full method, so that "
        "a council sees what the quick rule says and what the careful one says. Every assumption is an input."
    )
    TAGS = ("Powermapping", "roof", "solar", "wind", "shadow", "neighbourhood")
    ROOM = "roofs"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._inputs(), *self._rule(), *self._full(), *self._details(), *self._outputs()), SUMMARY)

    def _inputs(self):
        yield roofs.surface()
        yield roofs.ground()
        yield roofs.buildings("Polygons of the buildings, such as the panden of the BAG.")
        yield layer(
            "NEIGHBOURHOODS",
            "Neighbourhoods",
            POLYGONS,
            "Polygons over which to add up; a building belongs to the one its centre lies in. Empty: one total.",
            optional=True,
        )
        yield expression(
            "NEIGHBOURHOOD_NAME",
            "Name of a neighbourhood",
            "NEIGHBOURHOODS",
            "Field or expression with the name of each neighbourhood. Empty: a field such as buurtnaam or name.",
            advanced=True,
        )

    def _rule(self):
        figure, table = roofs.catalogue_number, "powermapping"
        yield figure(
            table,
            "ROOF_SHARE",
            "Share of a roof with panels (0 to 1)",
            "roof_share",
            "Part of the roof of an unshaded building that carries panels.",
            0,
            1,
        )
        yield figure(
            table,
            "KWH_PER_M2",
            "Yield of panels (kWh/m² a year)",
            "kwh_per_m2",
            "Of a square metre of panel. 73 fits panels of 2008; those of today give some 195.",
            0,
            1000,
        )
        yield figure(
            table,
            "KWH_PER_HOUSEHOLD",
            "Use of a household (kWh a year)",
            "kwh_per_household",
            "In which the totals are told.",
            1,
            100_000,
        )
        yield figure(
            table,
            "TURBINE_HOUSEHOLDS",
            "A turbine serves (households)",
            "turbine_households",
            "Part of a household's use that a turbine would give; field trials measured a fraction of it.",
            0,
            100,
        )
        yield text(
            "CLOCK_HOURS",
            "Moments of the shortest day",
            "10:00 12:40 15:00",
            "Clock times (winter time) on 21 December at which the shadow is looked at.",
        )
        yield number(
            "MOMENTS",
            "Moments in the sun",
            3,
            "At how many of the moments the roof's centre must be in the sun.",
            low=0,
            high=24,
            whole=True,
        )
        yield number(
            "SHADOW_REACH",
            "Reach of shadow (m)",
            None,
            "What stands farther throws no shadow. Empty: as far as the highest objects throw it, at most 2,000 m.",
            low=1,
            high=5000,
            optional=True,
            advanced=True,
        )
        yield from wind_choices.rule()

    def _full(self):
        yield flag(
            "FULL_METHOD",
            "Full method beside it",
            True,
            "Calculates the sun of every hour on every roof plane too, and the panels that fit. Takes longer.",
        )
        yield from roofs.weather()
        for parameter in (*wind_choices.wind(), *sun_choices.panels(), *sun_choices.thresholds(), *sun_choices.light()):
            set_advanced(parameter)
            yield parameter

    def _details(self):
        yield from roofs.plane_choices()
        yield from roofs.height_details()
        yield roofs.building_height()
        yield from roofs.building_fields()

    def _outputs(self):
        yield sink("BUILDINGS_OUT", "Classes of roofs", POLYGONS, "Polygons: the class of each roof and what it gives.")
        yield sink("AREAS", "Totals of areas", POLYGONS, "Polygons: totals of each neighbourhood, by both methods.")
        yield roofs.problems()

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.roof.powermapping import powermapping
        from ..bridge import Inputs, Outputs, run
        from ..bridge.roles import ROOF_ROLES
        from ..bridge.roofs import find_roofs, sun_on_roofs, with_heights_of

        inputs = Inputs(self, parameters, context, feedback, ("BUILDINGS", "NEIGHBOURHOODS"), ROOF_ROLES)
        buildings, areas = inputs.table("BUILDINGS"), inputs.table("NEIGHBOURHOODS")
        dsm, dtm = roofs.heights(self, parameters, context, feedback, inputs.working)
        plane_options = roofs.plane_options(self, parameters, context)
        options = self._options(parameters, context, buildings)
        weather = roofs.read_year(self, parameters, context)
        sun_options = sun_choices.options(self, parameters, context, weather)
        full = self.parameterAsBool(parameters, "FULL_METHOD", context)
        with Outputs(self, parameters, context, feedback) as outputs:
            found = find_roofs(None, buildings, dsm, dtm, plane_options, feedback, 2, 25)
            solar, dark = None, []
            if full:
                sun, dark = sun_on_roofs(found, dsm, weather, sun_options, None, None, None, feedback, 25, 75)
                solar = sun.buildings
            roofed = with_heights_of(found, buildings)
            result = run(powermapping(roofed, dsm, options, solar, areas), feedback, 75, 95)
            outputs.layer(
                "BUILDINGS_OUT", result.buildings, output_fields.POWER_BUILDINGS, QgsWkbTypes.Type.MultiPolygon
            )
            outputs.layer("AREAS", result.areas, output_fields.POWER_AREAS, QgsWkbTypes.Type.MultiPolygon)
            problems = [*inputs.problems, *found.problems, *dark, *weather.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**result.summary, "problems": len(problems)})
        self.dress = {"totals": {"BUILDINGS_OUT": legend_totals(result.buildings.frame, options.kwh_per_household)}}
        return outputs.results

    def _options(self, parameters, context, buildings):
        from ...engine.roof.powermapping import PowermappingOptions
        from ..bridge.place import degrees_at

        place = degrees_at(buildings, context.transformContext())
        return PowermappingOptions(
            **settings.numbers(self, parameters, context, NUMBERS),
            **({"latitude_deg": place.y(), "longitude_deg": place.x()} if place is not None else {}),
            clock_hours=self._clock_hours(parameters, context),
            wind=wind_choices.options(self, parameters, context),
        )

    def _clock_hours(self, parameters, context) -> tuple[float, ...]:
        written = self.parameterAsString(parameters, "CLOCK_HOURS", context)
        times = [
            re.fullmatch(r"(\d|[01]\d|2[0-3])[:.]([0-5]\d)", word) for word in re.split(r"[\s;,]+", written.strip())
        ]
        if not all(times):
            label = self.parameterDefinition("CLOCK_HOURS").description()
            raise QgsProcessingException(said(BAD_HOURS, {"parameter": label, "text": written}))
        return tuple(int(hour) + int(minute) / 60 for hour, minute in (time.groups() for time in times))


def legend_totals(frame, kwh_per_household: float) -> dict[str, str]:
    """What stands behind each class in the legend: roofs, panels, yield."""
    totals = {}
    for name, rows in frame.groupby("power_class"):
        kwh = float(rows["sun_kwh"].sum() + rows["wind_kwh"].sum())
        hectares, gwh = rows["panel_m2"].sum() / 1e4, kwh / 1e6
        told = {
            "roofs": number_text(len(rows)),
            "all": number_text(len(frame)),
            "hectares": number_text(hectares, 1 if hectares >= 10 else 3),
            "gwh": number_text(gwh, 1 if gwh >= 10 else 3),
            "households": number_text(kwh / kwh_per_household),
        }
        totals[name] = said(YIELD_IN_WORDS if kwh else IN_WORDS, told)
    return totals
