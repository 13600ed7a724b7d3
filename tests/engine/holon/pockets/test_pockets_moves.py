"""A moved open point that does not clear a pocket by itself is followed by the cheapest mix in the net it makes.

loop:   B ─ a1 ─ a2 ─ a3 ·/· b2 ─ b1 ─ B        a1 carries three homes; moving a3 to the other way leaves it two
"""

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine.grid.flow import FlowModel
from stadsstroom.engine.holon.pockets import PocketOptions, find_pockets
from stadsstroom.engine.holon.steering import Prices
from stadsstroom.engine.progress import finish

from .small_nets import cars, days, evening, loop, profiles_of

NIGHTS = 9
MOVE_EUR = 1500 * 0.0505  # a year


def weighed(path, base, prices=None, **more):
    net = loop()
    options = PocketOptions(prices=prices or Prices())
    found = finish(find_pockets(net, profiles_of(net, path / "town.profiles", base, **more), options))
    return found.pockets.frame.iloc[0], found.remedies.frame.set_index("kind")


def homes(a=(26, 26, 26), b=(6, 6)):
    """Evenings of this many kW in each home; 0.1 kA carries some 67 kW."""
    return np.column_stack([days(evening(4, kw), NIGHTS + 1, k, 0.0) for k, kw in enumerate((*a, *b))])


def test_a_move_that_clears_needs_no_steering(tmp_path):
    row, ways = weighed(tmp_path, homes())
    assert row["cheapest"] == "steering"
    assert ways.loc["open_point", "cheapest"]
    assert ways.loc["open_point", "eur_per_year"] == pytest.approx(MOVE_EUR, rel=0.01)
    assert "mix" not in ways.index
    assert row["moved_open_point"] == "opening"


def test_a_move_that_does_not_clear_is_followed_by_a_battery_for_the_rest(tmp_path):
    """72 kW on a1 and a2 after a3 has moved: the battery of a few kW there, not of 38 kW."""
    dear = Prices(lv_cable_eur_per_m=1e4)
    row, ways = weighed(tmp_path, homes(a=(36, 36, 30)), dear)
    assert row["cheapest"] == "mix"
    mix, steering = ways.loc["mix"], ways.loc["steering"]
    assert 2 < mix["battery_kw"] < 12
    assert mix["battery_kwh"] == pytest.approx(3 * mix["battery_kw"] / Prices().battery_one_way, rel=0.02)
    assert mix["eur_per_year"] < 0.5 * steering["eur_per_year"]
    assert mix["moved_open_point"] == "opening"
    assert row["remedy"].startswith("move the opening of its loop; a ")


def test_cars_wait_after_the_move_where_that_is_cheaper(tmp_path):
    facts, drawn = cars(NIGHTS, 0, kwh=24.0, kw=12.0)
    car = np.zeros((len(drawn), 5))
    car[:, 0] = drawn
    dear = Prices(lv_cable_eur_per_m=1e4)
    base = homes(a=(28, 34, 34))
    row, ways = weighed(tmp_path, base, dear, more={"car": car}, facts={"car_sessions": facts})
    assert row["cheapest"] == "mix"
    assert ways.loc["mix", "shifted_mwh"] > 0.02
    assert ways.loc["mix", "battery_kwh"] < 1.0
    assert "cars charge later" in row["remedy"]


def test_the_mix_is_clean_in_the_flow_of_the_moved_net(tmp_path):
    """The battery that is told, put behind the loop as moved, keeps every section within its limit in pandapower."""
    base = homes(a=(36, 36, 30))
    _, ways = weighed(tmp_path, base, Prices(lv_cable_eur_per_m=1e4))
    net = loop()
    net.switch["closed"] = True
    pp.create_switch(net, 2, 2, et="l", closed=False)  # between a2 and a3
    peak = base[18]
    without = FlowModel.from_net(net).at_hours([0], peak[None], 0.3287 * peak[None], list(net.load["name"]))
    relieved = peak.copy()
    relieved[1] -= ways.loc["mix", "battery_kw"]
    with_it = FlowModel.from_net(net).at_hours([0], relieved[None], 0.3287 * peak[None], list(net.load["name"]))
    assert without.line_loading_percent.max() > 103
    assert with_it.line_loading_percent.max() <= 100.5


def test_where_steering_costs_less_than_a_move_no_move_is_steered(tmp_path):
    row, ways = weighed(tmp_path, homes(a=(23, 23, 23)))
    assert row["cheapest"] in ("steering", "copper")
    assert "mix" not in ways.index
