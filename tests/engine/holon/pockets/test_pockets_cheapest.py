"""The remedy that is told is the cheapest that clears the pocket, in words that need no map of the operator."""

from types import SimpleNamespace

import numpy as np
import pytest
from stadsstroom.engine.holon.pockets import PocketOptions, find_pockets
from stadsstroom.engine.holon.pockets.best_of_two import batteries_instead
from stadsstroom.engine.holon.pockets.copper import CopperFigure
from stadsstroom.engine.holon.pockets.words import remedy_words
from stadsstroom.engine.holon.steering import Devices, Prices, Window, cheapest_flexibility
from stadsstroom.engine.progress import finish

from .small_nets import days, evening, feeder, profiles_of, two_buses

CABLE = CopperFigure(430.0, np.nan, 0, 47_300.0)
MOVE = SimpleNamespace(between=("North", "South"))
MIX = SimpleNamespace(
    move=SimpleNamespace(between=("North", "West")), battery_kwh=55.0, shifted_kwh=30.0, buffered_kwh=0.0,
    curtailed_kwh=0.0,
)  # fmt: skip


def steered(kwh=0.0, shifted=0.0, alone=120.0, shortfall=0.0):
    return SimpleNamespace(
        battery_kwh=kwh, shifted_kwh=shifted, buffered_kwh=0.0, curtailed_kwh=0.0, shortfall_kw=shortfall,
        alone=SimpleNamespace(kwh=alone),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "own", "costs", "words"),
    [
        ("battery", steered(227, 50), {}, "a 120 kWh battery here; or 430 m of new cable"),
        ("steering", steered(30, 50), {}, "a 30 kWh battery here; cars charge later; or 430 m of new cable"),
        (
            "open_point", steered(30), {},
            "move the opening of the loop between stations North and South; or 430 m of new cable",
        ),
        (
            "mix", steered(30), {},
            "move the opening of the loop between stations North and West; a 55 kWh battery here; cars charge later; "
            "or 430 m of new cable",
        ),
        ("copper", steered(227), {"steering": 4423.0, "battery": 3641.0},
         "430 m of new cable; cheaper than a 120 kWh battery here"),
        ("copper", steered(), {"steering": np.nan, "battery": np.nan, "open_point": 76.0},
         "430 m of new cable; cheaper than moving the opening of its loop"),
        ("copper", steered(shortfall=24.2), {"steering": np.nan, "battery": np.nan},
         "430 m of new cable; steering alone falls 25 kW short"),
    ],
)  # fmt: skip
def test_the_words_are_those_of_the_cheapest(kind, own, costs, words):
    assert remedy_words(kind, own, MOVE, MIX, CABLE, costs) == words


@pytest.mark.parametrize(
    ("stations", "words"), [(("", "South"), "at station South"), (("", ""), "opening of its loop")]
)
def test_an_opening_is_told_by_what_the_net_names(stations, words):
    assert words in remedy_words("open_point", steered(), SimpleNamespace(between=stations), None, CABLE, {})


def test_the_cheapest_of_the_table_is_the_least_that_is_possible(tmp_path):
    base = np.column_stack([days(evening(10, 38), 8, k) for k in range(3)])
    profiles = profiles_of(feeder(), tmp_path / "town.profiles", base)
    found = finish(find_pockets(feeder(), profiles, PocketOptions()))
    total = 0.0
    for _, ways in found.remedies.frame.groupby("pocket_id"):
        assert ways["cheapest"].sum() == 1
        chosen = ways[ways["cheapest"]].iloc[0]
        assert chosen["possible"]
        total += chosen["eur_per_year"]
    assert found.summary["cheapest_eur_per_year"] == pytest.approx(total)


def test_a_battery_that_steers_all_is_the_battery_alone(tmp_path):
    profiles = profiles_of(two_buses(), tmp_path / "town.profiles", days(evening(30, 75), 4)[:, None])
    ways = finish(find_pockets(two_buses(), profiles, PocketOptions(open_points=False))).remedies.frame
    sizes = ways.set_index("kind")[["battery_kw", "battery_kwh", "eur_per_year"]]
    np.testing.assert_allclose(sizes.loc["battery"].astype(float), sizes.loc["steering"].astype(float), rtol=1e-9)


def test_who_forbids_batteries_is_not_told_of_one(tmp_path):
    profiles = profiles_of(two_buses(), tmp_path / "town.profiles", days(evening(30, 75), 10)[:, None])
    found = finish(find_pockets(two_buses(), profiles, PocketOptions(steer_batteries=False, open_points=False)))
    ways = found.remedies.frame.set_index("kind")
    assert not ways.loc["battery", "possible"]
    assert ways.loc["copper", "cheapest"]
    assert "battery" not in found.pockets.frame["remedy"][0]


def test_where_rooms_follow_badly_batteries_alone_are_the_plan():
    """Heat moved for nothing: the battery must do all of it anyway."""
    kw = np.tile(evening(5, 20), 2)[:, None]
    limit = np.full((48, 1), 12.0)
    window = Window(kw, np.ones((1, 1), bool), limit, -limit, np.zeros(48, int), np.arange(48))
    here, prices = np.ones(1, bool), Prices()
    alone = cheapest_flexibility(window, Devices(here), prices)
    assert alone.battery_kwh[0] == pytest.approx(3 * 8 / prices.battery_one_way, rel=1e-6)
    assert batteries_instead(window, here, 10.0, alone.eur_per_year, 0.0, prices)
    assert not batteries_instead(window, here, 10.0, 0.0, 0.0, prices)
    assert not batteries_instead(window, here, 10.0, alone.eur_per_year - 11.0, 0.0, prices)
    assert not batteries_instead(window, ~here, 10.0, alone.eur_per_year, 0.0, prices)
