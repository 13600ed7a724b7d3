"""Prices and figures of a comparison of ways of heating: an input for each, with its year and source as help."""

from __future__ import annotations

from ..catalogue_names import rows
from ..parameters import number
from ..words import number_text, said
from . import settings

CERTAIN = "Price year {year}. Source: {source}."
UNCERTAIN = "Price year {year}; {low} to {high} is tried. Source: {source}."
FIGURE = "Year {year}. Source: {source}."
FIGURES = {
    "CO2_ELECTRICITY": ("co2_electricity", "CO2 of electricity (kg/kWh)"),
    "CO2_GAS": ("co2_gas", "CO2 of natural gas (kg/kWh)"),
    "CO2_GREEN_GAS": ("co2_green_gas", "CO2 of renewable gas (kg/kWh)"),
    "CO2_BOUGHT_HEAT": ("co2_bought_heat", "CO2 of bought heat (kg/kWh)"),
    "HOME_COINCIDENCE": ("home_coincidence", "Coincidence of heat pumps at home"),
    "LONGEST_GAP": ("longest_gap_m", "Estimated network: longest gap (m)"),
    "LEAST_MWH": ("least_mwh", "Estimated network: least heat (MWh a year)"),
}


def prices():
    """A number for each price of heat_prices.csv, under "Advanced"."""
    for row in rows("heat_prices"):
        told = {"year": row["price_year"], "source": row["source"]}
        template = CERTAIN
        if row["low"]:
            told.update(low=_as_written(row["low"]), high=_as_written(row["high"]))
            template = UNCERTAIN
        yield _advanced(row["name"].upper(), row["label"], row["value"], template, told, 1e6)


def figures():
    """A number for the figures of heat_compare.csv that users often know better, under "Advanced"."""
    table = {row["name"]: row for row in rows("heat_compare")}
    for name, (key, label) in FIGURES.items():
        row = table[key]
        yield _advanced(name, label, row["value"], FIGURE, {"year": row["year"], "source": row["source"]}, 1e6)


def _as_written(number: str) -> str:
    """A number of a catalogue in the user's language, with the decimals it has there."""
    return number_text(float(number), len(number.partition(".")[2].rstrip("0")))


def _advanced(name: str, label: str, value, template: str, told: dict, high: float):
    parameter = number(name, label, float(value), "", 0, high, advanced=True)
    parameter.setHelp(said(template, told))
    return parameter


def chosen(algorithm, parameters, context) -> dict:
    """{prices: …, figures: …} as the user wants them; what is as in the catalogue is left out."""
    known = {row["name"]: float(row["value"]) for row in rows("heat_prices")}
    found = settings.numbers(algorithm, parameters, context, {name.upper(): name for name in known})
    figures = settings.numbers(algorithm, parameters, context, {name: key for name, (key, _) in FIGURES.items()})
    return {"prices": {name: value for name, value in found.items() if value != known[name]}, "figures": figures}
