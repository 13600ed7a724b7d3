"""Parameters of heat demand that few need, and how all of its numbers are read."""

from __future__ import annotations

from ..parameters import choice, expression, number
from . import settings, town
from .roofs import catalogue_number

STEPS = {
    "as_is": "As they are",
    "label_c": "As label C",
    "label_b": "As label B",
    "standard": "To the insulation standard",
}
HOT_WATER = {"tank": "Stored in a tank", "tap": "Heated while it is tapped"}
COOLING = {
    "none": "Nothing",
    "non_residential": "Buildings that are no dwelling",
    "all": "Dwellings too",
}
GIVEN_USE = {
    "dwellings": "Dwellings only (a postcode's mean)",
    "all": "Every address (its own figure)",
}
NUMBERS = {
    "INSULATION_SHARE": "insulation_share",
    "DESIGN_OUTSIDE": "design_outside_c",
    "REHEAT": "reheat_w_per_m2",
    "TANK_KW_HOUSE": "tank_kw_house",
    "TANK_KW_FLAT": "tank_kw_flat",
    "TAP_KW": "tap_kw",
}
DENSITY_NUMBERS = {
    "STREET_REACH": "street_reach_m",
    "STREET_POOR": "street_poor_below",
    "STREET_GOOD": "street_good_from",
    "CELL_POOR": "cell_poor_below",
    "CELL_GOOD": "cell_good_from",
}


def details():
    """Parameters under "Advanced"."""
    yield choice(
        "GIVEN_USE",
        "Yearly gas given holds for",
        GIVEN_USE,
        "dwellings",
        "A postcode's mean says nothing of the shop on the corner: other uses then go by their floor area. Gas is "
        "taken as that of a normal year, as grid operators and Statistics Netherlands state it.",
        advanced=True,
    )
    yield number(
        "SEED",
        "Seed",
        1,
        "Another seed insulates other buildings and gives homes other habits; the same seed gives the same.",
        low=0,
        whole=True,
        advanced=True,
    )
    yield from _powers()
    yield from _classes()
    yield from (parameter for parameter in town.fields() if parameter.name() != "YEARLY_KWH")
    yield from _own_fields()


def _powers():
    yield _figure(
        "REHEAT",
        "Power to warm up again (W/m²)",
        "Comes on top of the loss at the design temperature, so that rooms warm up in the morning.",
    )
    yield _figure(
        "TANK_KW_HOUSE", "Hot water of a house with a tank (kW)", "Power that fills the hot-water tank of one house."
    )
    yield _figure(
        "TANK_KW_FLAT", "Hot water of a flat with a tank (kW)", "Power that fills the hot-water tank of one flat."
    )
    yield _figure(
        "TAP_KW",
        "Hot water of a home while it is tapped (kW)",
        "Power of one home that heats its water while it is tapped.",
    )


def _classes():
    yield _figure(
        "STREET_POOR",
        "Street: poor below (MWh/m a year)",
        "Heat density of a street below which a heat network is hardly worth its pipes.",
    )
    yield _figure(
        "STREET_GOOD",
        "Street: good from (MWh/m a year)",
        "Heat density of a street from which a heat network is promising.",
    )
    yield _figure(
        "CELL_POOR",
        "Cell: poor below (MWh/ha a year)",
        "Heat density of a cell below which a heat network is hardly worth its pipes.",
    )
    yield _figure(
        "CELL_GOOD",
        "Cell: good from (MWh/ha a year)",
        "Heat density of a cell from which a heat network is promising.",
    )


def _figure(name: str, label: str, about: str):
    return catalogue_number(
        "heat_need", name, label, {**NUMBERS, **DENSITY_NUMBERS}[name], about, 0, 1e6, advanced=True
    )


def _own_fields():
    yield expression(
        "BUILDING_LABEL",
        "Energy label of a building",
        "BUILDINGS",
        "Field or expression with the energy label of each building, A++++ to G, as EP-Online gives it. Empty: a field "
        "named energielabel, energy_label or the like.",
        advanced=True,
    )
    yield expression(
        "ADDRESS_LABEL",
        "Energy label of an address",
        "ADDRESSES",
        "Field or expression with the energy label of each address; it goes before that of its building. Empty: a "
        "field named energielabel, energy_label or the like.",
        advanced=True,
    )
    yield expression(
        "INSULATION_FIELD",
        "Insulation of a building",
        "BUILDINGS",
        "Field or expression with the step of each building: as_is, label_c, label_b or standard. It goes before the "
        "step chosen for all. Empty: a field named insulation or isolatie.",
        advanced=True,
    )


def options(algorithm, parameters, context) -> tuple:
    """(HeatNeedOptions, DensityOptions) as the user wants them."""
    from ...engine.heat.need import DensityOptions, HeatNeedOptions

    need = HeatNeedOptions(
        **settings.numbers(algorithm, parameters, context, NUMBERS),
        insulation=settings.chosen(algorithm, parameters, context, "INSULATION", STEPS),
        hot_water=settings.chosen(algorithm, parameters, context, "HOT_WATER", HOT_WATER),
        cooling=settings.chosen(algorithm, parameters, context, "COOLING", COOLING),
        given_use_holds_for=settings.chosen(algorithm, parameters, context, "GIVEN_USE", GIVEN_USE),
        seed=algorithm.parameterAsInt(parameters, "SEED", context),
    )
    return need, DensityOptions(**settings.numbers(algorithm, parameters, context, DENSITY_NUMBERS))
