"""The page of a comparison says what the tables say."""

import re

import pytest
from stadsstroom.engine.heat.compare import price_table
from stadsstroom.engine.heat.compare.options import option_keys
from stadsstroom.engine.heat.compare.report.page import page

from .cases import compare, houses

CATALOGUE = price_table()["value"].to_dict()


def cells(text, heading):
    """{first cell: the others} of the rows of the table with this heading."""
    table = next(part for part in text.split("<table>")[1:] if f">{heading}<" in part)
    found = {}
    for row in re.findall("<tr>(.*?)</tr>", table.split("</table>")[0]):
        first, *others = [re.sub("<.*?>", "", cell) for cell in re.findall("<td.*?>(.*?)</td>", row)] or [""]
        found[first] = others
    return found


def test_a_mean_dwelling_is_one_of_buildings_with_nothing_else():
    """The second building is a shop with a home above it, and its heat mostly the shop's."""
    mixed = houses(2, category=["dwelling", "shop"])
    alone, both = compare(houses(1), sensitivity=False), compare(mixed, sensitivity=False)
    for found in (alone, both):
        assert found.of_homes
        means = found.parts.groupby("option")[["mean_society_eur", "mean_resident_eur"]].sum()
        row = found.buildings.frame.iloc[0]
        for key in ("gas", "air_pump", "hybrid"):
            for party in ("society", "resident"):
                assert means.at[key, f"mean_{party}_eur"] == pytest.approx(row[f"{key}_{party}_eur"])
            assert found.means.at[key, "co2_t"] == pytest.approx(row[f"{key}_co2_t"])
            assert found.means.at[key, "grid_kw"] == pytest.approx(row[f"{key}_grid_kw"])
            assert found.means.at[key, "counted"] == 1


def test_without_dwellings_a_mean_is_one_of_buildings():
    shops = compare(houses(3, category="shop", dwellings=0), sensitivity=False)
    assert not shops.of_homes
    assert (shops.means["counted"] == 3).all()
    assert cells(page(shops), "Buildings that can have it")["Gas boiler"][0] == "3"


def test_a_page_is_written_where_nobody_can_have_the_only_option():
    nobody = compare(houses(2, apart=500.0), options=("loop",))
    assert nobody.means.at["loop", "counted"] == 0
    assert cells(page(nobody), "Dwellings that can have it")["Ambient loop"] == ["0", *["–"] * 4, "0 %", "0 %"]


def test_the_table_of_options_is_that_of_the_buildings():
    found = compare(houses(2), prices=CATALOGUE, sensitivity=False)
    rows = cells(page(found), "Dwellings that can have it")
    assert len(rows) == len(option_keys()) + 1  # and the heading
    frame = found.buildings.frame
    for label, key in (("Gas boiler", "gas"), ("Hybrid heat pump", "hybrid")):
        assert rows[label][:3] == [
            "2",
            *(f"{frame[f'{key}_{party}_eur'].mean():,.0f}" for party in ("society", "resident")),
        ]


def test_prices_stand_as_they_are_and_with_what_is_tried():
    rows = cells(page(compare(prices={**CATALOGUE, "electricity_eur_per_mwh": 170}, sensitivity=False)), "Tried from")
    assert rows["Discount rate of society (a year)"][:4] == ["0.0225", "0.015", "0.04", "2023"]
    assert rows["Value added tax"][:4] == ["0.21", "", "", "2023"]
    assert rows["Heat station of an estimated network (€/kW)"][0] == "132.5"
    # the user's own price keeps the catalogue's ratios of 55 and 120 to 85
    assert rows["Electricity at home without taxes (€/MWh)"] == ["170", "110", "240", "", "your own"]
    # no end is tried twice: the subsidy of a connection is at its highest already
    assert rows["Subsidy for a connection to heat (€)"][:3] == ["3,775", "0", "3,775"]
