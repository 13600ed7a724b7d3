"""What can be chosen about a heat network, and the engine's options made of it."""

from __future__ import annotations

from ..parameters import choice, flag, number
from . import settings
from .roofs import catalogue_number as figure

GENERATIONS = {
    "3gdh": "High temperature (90/70 °C)",
    "mt": "Middle temperature (70/50 °C)",
    "4gdh": "Fourth generation (55/30 °C)",
    "lt": "Low temperature (45/25 °C), hot water boosted at home",
    "5gdh": "Ambient loop (15/10 °C), a heat pump in every home",
}
COVERAGES = {
    "all": "All buildings that can be reached",
    "density": "Streets with enough heat",
    "budget": "As much heat as a budget buys",
    "best": "Every building that is worth its cost",
}
PEAK_BOILERS = {
    "heat_pumps": "Beside central heat pumps",
    "always": "Wherever the sources have too little power",
    "never": "Never",
}
TOO_COLD = {"leave_out": "Leave them out", "lift": "Give them a heat pump on the network"}
SIMULTANEITY = {
    "winter": "Winter and others (2001), measured",
    "thermos": "THERMOS",
    "hestia_mt": "Hestia, middle temperature",
    "hestia_lt": "Hestia, low temperature",
    "none": "None: every building at its peak at once",
}
NUMBERS = {
    "SUPPLY": "supply_c",
    "RETURN": "return_c",
    "DENSITY": "density_mwh_per_m",
    "BUDGET": "budget_eur",
    "EFFORT": "effort",
    "REFERENCE_PRICE": "reference_eur_per_mwh",
    "LONGEST_CONNECTION": "longest_connection_m",
    "LONGEST_SOURCE": "longest_source_m",
    "DETOUR": "detour",
    "INTEREST": "interest",
    "PRICE_INDEX": "price_index",
    "PIPE_YEARS": "pipe_years",
    "STATION_YEARS": "station_years",
    "MACHINE_YEARS": "machine_years",
    "SET_YEARS": "set_years",
    "ELECTRICITY_PRICE": "electricity_eur_per_mwh",
    "HOME_ELECTRICITY_PRICE": "home_electricity_eur_per_mwh",
    "HEAT_PRICE": "heat_eur_per_mwh",
    "BASE_KW": "base_kw_share",
    "BASE_MWH": "base_mwh_share",
    "PUMP_EFFICIENCY": "pump_efficiency",
    "HOUSE_BAR": "house_bar",
    "MINOR_LOSSES": "minor_losses",
    "DIRECT_WATER": "direct_water_c",
    "NEEDED": "needed_c",
    "EXCHANGE_SHARE": "exchange_share",
    "MV_FROM": "mv_from_kw",
}
FLAGS = {
    "LIFT_SOURCES": "lift_sources",
    "SEASONAL_STORE": "seasonal_store",
    "PUMP_BY_HYDRAULICS": "pump_by_hydraulics",
}
PIPE_NUMBERS = {
    "PRESSURE_GRADIENT": "pressure_gradient_pa_per_m",
    "MAX_VELOCITY": "max_velocity_m_per_s",
    "ROUGHNESS": "roughness_mm",
    "GROUND": "ground_c",
}
STREET_NUMBERS = {"SNAP": "snap_m", "JOIN": "join_m"}
SPREAD = "Over which what is paid once is spread."
SERIES = {"1": "Series 1 (thin)", "2": "Series 2", "3": "Series 3 (thick)"}


def network():
    """What kind of network, for whom."""
    yield choice(
        "GENERATION",
        "Generation",
        GENERATIONS,
        "3gdh",
        "Temperatures of the network on the design day. The lower they are the less heat is lost and the more sources "
        "fit, but buildings must be insulated well enough, and hot water or all heat is lifted at home.",
    )
    yield choice(
        "COVERAGE",
        "Which buildings",
        COVERAGES,
        "all",
        "Whom the network serves. What stays out is in the layer of connections, with the reason.",
    )
    yield number(
        "DENSITY",
        "Least heat along a street (MWh/m a year)",
        1.5,
        "For streets with enough heat: branches with less heat for each metre of street stay out.",
        0,
        1000,
    )
    yield number(
        "BUDGET",
        "Budget (€)",
        None,
        "For a budget: what pipes, connections and sources may cost, paid once. Sizes are settled once the streets are "
        "chosen, so that the total may come out some percent above it. Empty: no limit.",
        low=0,
        optional=True,
    )
    yield _cost(
        "REFERENCE_PRICE",
        "Price of heat without the network (€/MWh)",
        "reference_eur_per_mwh",
        "For buildings that are worth their cost: what a MWh costs them otherwise, by gas or a heat pump of their own.",
        0,
        10_000,
    )
    yield choice(
        "TOO_COLD",
        "Buildings that need a warmer supply",
        TOO_COLD,
        "leave_out",
        "What to do with buildings whose radiators need a higher temperature than the network has.",
    )
    yield choice(
        "PEAK_BOILER",
        "Peak boiler",
        PEAK_BOILERS,
        "heat_pumps",
        "Where a boiler is assumed for the coldest hours. A central heat pump is then sized for the base load only "
        "(30 % of the power gives some 85 % of the heat), as is usual, and takes that much less electricity. Where "
        "sources have too little power and no boiler, they serve what they can and the rest stays out.",
    )


def details():
    """What is seldom changed."""
    for name, label, about in (
        ("SUPPLY", "Supply temperature (°C)", "Of the network on the design day. Empty: that of the generation."),
        ("RETURN", "Return temperature (°C)", "Of the network on the design day. Empty: that of the generation."),
    ):
        yield number(name, label, None, about, 0.5, 130, optional=True, advanced=True)
    yield number(
        "LONGEST_CONNECTION",
        "Longest connection of a building (m)",
        100.0,
        "A building further from every street stays out.",
        1,
        10_000,
        advanced=True,
    )
    yield number(
        "LONGEST_SOURCE",
        "Longest way from a source to a street (m)",
        500.0,
        "A source further from every street cannot serve.",
        1,
        100_000,
        advanced=True,
    )
    for name, label, metres, high, about in (
        ("SNAP", "Ends of streets meet within (m)", 2, 50,
         "Ends of streets that are nearer to each other or to another street are taken as one."),
        ("JOIN", "Join pieces within (m)", 20, 1000,
         "Pieces of the streets that lie apart are joined by a straight line if they lie no further from each other; "
         "0 joins none. What stays apart is in the layer of problems with its distance."),
    ):  # fmt: skip
        yield number(name, label, metres, about, 0, high, advanced=True)
    yield number(
        "DETOUR",
        "Detour of connections",
        1.1,
        "Length of the pipe from street to building over the straight line.",
        1,
        3,
        advanced=True,
    )
    yield number(
        "EFFORT",
        "Effort of the search",
        1.0,
        "How long cheaper streets are looked for: 0 takes the first good ones, 1 is usual, more takes longer.",
        0,
        100,
        advanced=True,
    )
    yield choice(
        "SIMULTANEITY",
        "Simultaneity",
        SIMULTANEITY,
        "winter",
        "How much of the sum of all peaks many buildings ask at once. The rules count with usual winters: in a long "
        "frost at the design temperature many homes ask more at once than Winter's 45 %. Give the hours of heat of a "
        "cold year, or choose none, for a network that must stand it.",
        advanced=True,
    )
    yield from _pipes()
    yield flag(
        "LIFT_SOURCES",
        "Lift colder sources with a central heat pump",
        True,
        "A source colder than the supply gets a heat pump; otherwise it cannot serve.",
        advanced=True,
    )
    yield flag(
        "SEASONAL_STORE",
        "Store between summer and winter",
        True,
        "On an ambient loop: heat that cooling gives in summer is used in winter. Otherwise heat and cold meet only "
        "in the same hour.",
        advanced=True,
    )
    yield flag(
        "PUMP_BY_HYDRAULICS",
        "Electricity of pumps from pressure and flow",
        False,
        "Otherwise it is the usual share of the heat (0.0072).",
        advanced=True,
    )
    yield from _figures()


def _pipes():
    yield figure(
        "heat_pipe_rules",
        "PRESSURE_GRADIENT",
        "Pressure loss allowed (Pa/m)",
        "pressure_gradient_pa_per_m",
        "Of one pipe in the design hour; it sets the size of pipes.",
        1,
        5000,
        advanced=True,
    )
    yield number(
        "MAX_VELOCITY",
        "Highest velocity (m/s)",
        None,
        "Of the water in the design hour. Empty: by diameter, as THERMOS, and at most 2.5.",
        0.01,
        20,
        optional=True,
        advanced=True,
    )
    yield figure(
        "heat_pipe_rules",
        "ROUGHNESS",
        "Roughness of pipes (mm)",
        "roughness_mm",
        "Of the inner wall of a pipe.",
        0,
        5,
        advanced=True,
    )
    yield choice(
        "INSULATION_SERIES",
        "Insulation of pipes",
        SERIES,
        "2",
        "Thickness of the insulation of supply and return.",
        advanced=True,
    )
    yield figure(
        "heat_pipe_rules",
        "GROUND",
        "Ground temperature (°C)",
        "ground_c",
        "Mean of the year at the depth of the pipes.",
        -20,
        40,
        advanced=True,
    )


def _figures():
    for name, label, key, about, low, high in (
        ("INTEREST", "Interest (a year)", "interest", "Of annuities, without inflation: 0.03 is 3 %.", 0, 0.2),
        ("PRICE_INDEX", "Price index", "price_index", "Factor on every price of the catalogues.", 0.1, 10),
        ("PIPE_YEARS", "Lifetime of pipes (years)", "pipe_years", SPREAD, 1, 200),
        ("STATION_YEARS", "Lifetime of stations (years)", "station_years", SPREAD, 1, 200),
        ("MACHINE_YEARS", "Lifetime of machines at home (years)", "machine_years", SPREAD, 1, 200),
        ("SET_YEARS", "Lifetime of delivery sets (years)", "set_years", SPREAD, 1, 200),
        ("ELECTRICITY_PRICE", "Electricity of stations (€/MWh)", "electricity_eur_per_mwh",
         "Price of electricity for pumps and central heat pumps.", 0, 10_000),
        ("HOME_ELECTRICITY_PRICE", "Electricity at home (€/MWh)", "home_electricity_eur_per_mwh",
         "Price of electricity for what remains in homes.", 0, 10_000),
        ("HEAT_PRICE", "Heat that is lost (€/MWh)", "heat_eur_per_mwh",
         "What a MWh that pipes lose is worth while the route is chosen.", 0, 10_000),
        ("BASE_KW", "Base source: share of the power", "base_kw_share",
         "Of central heat pumps that a boiler stands beside; with the share of the heat below, it sets how long which "
         "load lasts, where no hours are given.",
         0.01, 0.99),
        ("BASE_MWH", "Base source: share of the heat", "base_mwh_share",
         "Share of the yearly heat that a source with this share of the power gives.", 0.01, 0.999),
        ("PUMP_EFFICIENCY", "Efficiency of pumps", "pump_efficiency", "Pump and motor together.", 0.05, 1),
        ("HOUSE_BAR", "Pressure difference at a house (bar)", "house_bar", "What the last house needs.", 0, 10),
        ("MINOR_LOSSES", "Pressure loss of bends", "minor_losses", "As a share of that of straight pipe.", 0, 2),
        ("DIRECT_WATER", "Hot water without a booster from (°C)", "direct_water_c",
         "A colder supply needs a booster at home.", 20, 100),
        ("NEEDED", "Supply that buildings need (°C)", "needed_c",
         "Where the buildings do not tell it in supply_c_needed.", 10, 120),
        ("EXCHANGE_SHARE", "Heat and cold that meet in the hour", "exchange_share",
         "On an ambient loop without a store and without hours: share of the smaller of the two.", 0, 1),
        ("MV_FROM", "Medium voltage from (kW)", "mv_from_kw", "Larger machines are on medium voltage.", 0, 1e5),
    ):  # fmt: skip
        yield _cost(name, label, key, about, low, high, advanced=True)


def _cost(name, label, key, about, low, high, advanced=False):
    return figure("heat_costs", name, label, key, about, low, high, advanced)


def options(algorithm, parameters, context):
    """The engine's options as chosen."""
    from ...engine.heat.design import HeatDesignOptions
    from ...engine.heat.pipes import PipeOptions

    given = (algorithm, parameters, context)
    pipes = PipeOptions(
        **settings.numbers(*given, PIPE_NUMBERS),
        insulation_series=int(settings.chosen(*given, "INSULATION_SERIES", SERIES)),
    )
    return HeatDesignOptions(
        **settings.numbers(*given, NUMBERS),
        **settings.flags(*given, FLAGS),
        generation=settings.chosen(*given, "GENERATION", GENERATIONS),
        coverage=settings.chosen(*given, "COVERAGE", COVERAGES),
        too_cold=settings.chosen(*given, "TOO_COLD", TOO_COLD),
        peak_boiler=settings.chosen(*given, "PEAK_BOILER", PEAK_BOILERS),
        simultaneity=settings.chosen(*given, "SIMULTANEITY", SIMULTANEITY),
        pipes=pipes,
    )


def street_options(algorithm, parameters, context):
    """How untidy streets are taken, as chosen."""
    from ...engine.heat.streets import StreetOptions

    return StreetOptions(**settings.numbers(algorithm, parameters, context, STREET_NUMBERS))
