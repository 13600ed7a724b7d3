"""Flows, temperatures and pressures of trees: against pandapipes, against known answers, and kept in balance."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from stadsstroom.engine.heat.simulate import HeatModel, ModelOptions, check_against_pandapipes, sweep
from stadsstroom.engine.heat.simulate import model as model_file
from stadsstroom.engine.heat.simulate.friction import LAWS, friction_factor

from .nets import heat_net, random_tree, street

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")

LOADS = np.array([1.0, 0.6, 0.25])[:, None]
AMBIENT = {"supply_c": 14.0, "return_c": 8.0, "ground_c": 10.0}


@pytest.mark.parametrize(
    ("houses", "seed", "law"), [(50, 1, "swamee-jain"), (120, 2, "nikuradse"), (50, 3, "colebrook")]
)
def test_random_trees_agree_with_pandapipes(houses, seed, law):
    model = HeatModel.from_net(random_tree(houses, seed, friction=law))
    found = check_against_pandapipes(model, model.design_kw * LOADS)
    assert len(found["hours"]) == 3
    assert found["failed"] == found["flows_given"] == []
    assert found["bar"] < 4e-4
    assert found["kelvin"] < 4e-3


def test_five_hundred_houses_agree_with_pandapipes_at_full_and_low_load():
    model = HeatModel.from_net(random_tree(500, 4))
    found = check_against_pandapipes(model, model.design_kw * np.array([[1.0], [0.4]]))
    assert len(found["hours"]) == 2
    assert found["bar"] < 4e-4
    assert found["kelvin"] < 4e-3


@pytest.mark.parametrize("law", LAWS)
def test_compiled_and_plain_sweep_give_the_same(law):
    net = random_tree(40, 5, friction=law)
    kw = HeatModel.from_net(net).design_kw * np.linspace(0.01, 1.2, 19)[:, None]
    one, other = (next(HeatModel.from_net(net, use_numba=use).solve(kw)) for use in (True, False))
    for name in (
        "supply_c",
        "return_c",
        "supply_bar",
        "return_bar",
        "kg_per_s",
        "house_out_c",
        "source_kw",
        "loss_kwh",
    ):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=2e-5, atol=2e-5, err_msg=name)


def test_a_pipe_cools_exponentially_and_loses_what_its_wall_lets_through():
    """1 kg/s through 1,000 m of 0.3 W/(m K) from 70 to ground of 10 °C: 10 + 60 exp(-300 / 4180)."""
    net = heat_net(
        {"p": ("a", "b", 1000.0, 0.1, 0.3)}, {"h": ("b", 100.0)}, {"s": "a"}, control={"controlled_mdot_kg_per_s": 1.0}
    )
    model = HeatModel.from_net(net)
    block = next(model.solve(np.array([[100.0]])))
    end = 10 + 60 * np.exp(-300 / 4180)
    assert block.supply_c[0, 1] == pytest.approx(end, abs=1e-4)
    assert block.house_out_c[0, 0] == pytest.approx(end - 100e3 / 4180, abs=1e-4)
    along = np.linspace(0, 1000, 100_001)
    supply = 0.3 * np.trapz(60 * np.exp(-0.3 * along / 4180), along)
    back = 0.3 * np.trapz((end - 100e3 / 4180 - 10) * np.exp(-0.3 * along / 4180), along)
    assert block.loss_kw[0] == pytest.approx((supply + back) / 1e3, rel=1e-6)


@pytest.mark.parametrize("load", [1.0, 0.3, 0.05, 0.01, 0.0])
def test_heat_in_is_heat_delivered_and_lost_and_water_is_kept(load):
    model = HeatModel.from_net(random_tree(80, 6))
    block = next(model.solve(load * model.design_kw[None, :]))
    assert block.converged.all()
    assert block.balance[0] < 1e-6
    assert abs(block.mass_error_kg_per_s[0]) < 1e-6 * block.source_kg_per_s[0].sum()
    assert block.house_kw.sum() == pytest.approx(load * model.design_kw.sum(), rel=1e-5, abs=1e-9)
    assert block.house_out_c.min() > 10.0


def test_every_house_gets_its_heat_at_the_least_loads():
    pytest.importorskip("numba")
    model = HeatModel.from_net(random_tree(200, 5))
    share = np.repeat([0.002, 0.005, 0.01, 0.02, 0.05], 20)[:, None] * np.random.default_rng(5).uniform(0.8, 1.2, 200)
    kw = share * model.design_kw
    block = next(model.solve(kw))
    assert block.converged.all()
    assert block.error.max() < 1e-6
    np.testing.assert_allclose(block.house_kw, kw, rtol=1e-4, atol=1e-6)
    assert (block.house_out_c > 35).all(), "no house cools below its return temperature by what it takes"


def test_houses_that_ask_nothing_keep_their_least_flow_and_do_not_shake_the_others():
    pytest.importorskip("numba")
    model = HeatModel.from_net(random_tree(300, 4), ModelOptions(bypass_c=0.0))
    rng = np.random.default_rng(4)
    asking = rng.random((32, 300)) > np.repeat([0.7, 1.0], 16)[:, None]
    block = next(model.solve(model.design_kw * asking * rng.uniform(0.01, 0.1, (32, 300))))
    assert block.converged.all()
    assert block.error.max() < 1e-6
    np.testing.assert_allclose(
        block.house_kg_per_s[~asking],
        np.broadcast_to(0.02 * model.houses.design_kg_per_s, asking.shape)[~asking],
        rtol=1e-5,
    )


def long_connection(**more):
    """One house near the source, one behind 150 m of thin pipe, in which a least flow cools down."""
    pipes = {"main": ("source", "t", 50.0, 0.05, 0.25), "near": ("t", "n1", 5.0, 0.02, 0.15),
             "far": ("t", "n2", 150.0, 0.02, 0.15)}  # fmt: skip
    return heat_net(pipes, {"h1": ("n1", 10.0), "h2": ("n2", 5.0)}, {"plant": "source"}, **more)


@pytest.mark.parametrize("use_numba", [pytest.param(True, marks=needs_numba), False])
def test_a_thermostat_keeps_the_end_of_a_long_connection_warm_and_costs_heat(use_numba):
    kw = np.array([[0.0, 0.0], [0.0, 0.001], [5.0, 0.0], [10.0, 5.0]])
    net = long_connection(supply_c=90.0, return_c=50.0)
    without, kept = (
        next(HeatModel.from_net(net, ModelOptions(bypass_c=celsius), use_numba).solve(kw)) for celsius in (0.0, 60.0)
    )
    node = HeatModel.from_net(net).houses.node
    assert without.supply_c[:3, node[1]].max() < 50
    assert kept.converged.all()
    assert ((kept.supply_c[:3, node[1]] > 60) & (kept.supply_c[:3, node[1]] < 65)).all()
    assert (kept.loss_kw[:3] > without.loss_kw[:3] + 0.3).all()
    np.testing.assert_allclose(kept.house_kw, kw, rtol=1e-4, atol=1e-6)
    assert kept.balance.max() < 1e-6
    np.testing.assert_allclose(kept.house_kg_per_s[3], without.house_kg_per_s[3], rtol=1e-5)


def test_the_thermostat_stays_below_what_the_source_gives_and_out_of_cool_networks():
    asked = np.zeros((1, 2))
    cool = HeatModel.from_net(long_connection(supply_c=55.0, return_c=30.0))
    assert 45 < next(cool.solve(asked)).supply_c[0, cool.houses.node[1]] < 50
    ambient = HeatModel.from_net(long_connection(supply_c=15.0, return_c=10.0))
    still = next(ambient.solve(asked))
    assert still.converged.all()
    assert (still.house_kg_per_s == 0).all()


def test_a_house_takes_a_little_heat_of_its_least_flow_colder_than_its_usual_return():
    """Water of 60 °C warms a room a little, whatever the radiators return at the design hour."""
    model = HeatModel.from_net(long_connection(supply_c=90.0, return_c=70.0))
    block = next(model.solve(np.array([[5.0, 0.002]])))
    assert block.supply_c[0, model.houses.node[1]] < 70
    assert block.house_kw[0, 1] == pytest.approx(0.002, rel=1e-4)
    assert 20 < block.house_out_c[0, 1] < block.supply_c[0, model.houses.node[1]]


def test_blocks_of_any_size_give_the_same_hours():
    model = HeatModel.from_net(street(4))
    kw = model.design_kw * np.linspace(0.1, 1, 50)[:, None]
    whole = next(model.solve(kw))
    parts = list(model.solve(kw, hours_per_block=16))
    np.testing.assert_allclose(np.concatenate([p.supply_c for p in parts]), whole.supply_c, rtol=1e-6)
    np.testing.assert_allclose(model.at_hours([7, 31], kw).supply_c, whole.supply_c[[7, 31]], rtol=1e-6)


@pytest.mark.parametrize("use_numba", [pytest.param(True, marks=needs_numba), False])
def test_hours_that_are_not_solved_do_not_count_in_the_losses(use_numba, monkeypatch):
    """The full load settles in a few rounds, the least ones do not."""
    monkeypatch.setattr(model_file, "HUNTING", 0.0)
    monkeypatch.setattr(sweep, "MOST_ROUNDS", 6)
    model = HeatModel.from_net(random_tree(200, 5), use_numba=use_numba)
    block = next(model.solve(np.array([1.0, 0.9, 0.004, 0.003])[:, None] * model.design_kw))
    assert 0 < block.converged.sum() < 4
    assert np.isnan(block.loss_kw[~block.converged]).all()
    assert block.loss_kwh.sum() == pytest.approx(block.loss_kw[block.converged].sum(), rel=1e-5)


def test_the_pump_follows_the_house_that_has_least():
    kw = np.array([[20.0] * 3, [5.0] * 3])
    follows = HeatModel.from_net(street(3, 20.0), ModelOptions(least_bar=0.4))
    block = next(follows.solve(kw))
    bar = (block.supply_bar - block.return_bar)[:, follows.houses.node]
    np.testing.assert_allclose(bar.min(axis=1), 0.4, atol=1e-5)
    constant = HeatModel.from_net(street(3, 20.0), ModelOptions(pump="as_in_net"))
    np.testing.assert_allclose(next(constant.solve(kw)).source_bar, 3.0, atol=1e-5)


def two_plants(**more):
    """A plant at either end of a street; the second gives up to 25 kW first."""
    pipes = {
        "a": ("west", "m1", 50.0, 0.05, 0.2),
        "b": ("m1", "m2", 50.0, 0.05, 0.2),
        "c": ("m2", "east", 50.0, 0.05, 0.2),
    }
    houses = {"h1": ("m1", 20.0), "h2": ("m2", 20.0)}
    net = heat_net(pipes, houses, {"west": "west", "east": ("east", 25.0)}, **more)
    net.circ_pump_pressure["priority"], net.circ_pump_mass["priority"] = 2.0, 1.0
    return net


def test_sources_give_by_priority_and_flow_turns_where_it_must():
    model = HeatModel.from_net(two_plants())
    kw = np.array([[20.0, 20.0], [8.0, 8.0], [0.0, 30.0]])
    block = next(model.solve(kw))
    west, east = (model.source_names.index(name) for name in ("west", "east"))
    assert block.source_kw[0, east] == pytest.approx(25.0, rel=1e-4)
    assert block.source_kw[0, west] > 15.0
    assert block.source_kw[1, west] == pytest.approx(0.0, abs=1e-6)
    middle = model.pipe_names.index("b")
    assert block.kg_per_s[0, middle] < 0 < block.kg_per_s[2, middle] + 1
    assert block.kg_per_s[1, middle] < 0
    assert block.kg_per_s[0, model.pipe_names.index("c")] < 0
    assert block.balance.max() < 1e-6


def test_two_sources_agree_with_pandapipes():
    model = HeatModel.from_net(two_plants())
    found = check_against_pandapipes(model, np.array([[20.0, 20.0], [12.0, 18.0]]))
    assert len(found["hours"]) == 2
    assert found["bar"] < 4e-4
    assert found["kelvin"] < 4e-3


def loop(kw):
    pipes = {"a": ("plant", "m1", 60.0, 0.05, 0.4), "b": ("m1", "m2", 60.0, 0.05, 0.4)}
    net = heat_net(pipes, {"warm": ("m1", 20.0), "cool": ("m2", 20.0)}, {"plant": "plant"}, **AMBIENT)
    model = HeatModel.from_net(net)
    return model, next(model.solve(np.array(kw, float)))


def test_ambient_loop_with_equal_heat_and_cold_takes_only_the_losses_from_the_source():
    model, block = loop([[20.0, -20.0]])
    assert block.converged.all()
    assert block.source_kw[0, 0] == pytest.approx(block.loss_kw[0], rel=1e-5)
    assert abs(block.source_kw[0, 0]) < 0.5
    assert block.balance[0] < 1e-6
    between = model.pipe_names.index("b")
    assert block.kg_per_s[0, between] < -0.5  # the cooled house feeds the heated one


@pytest.mark.parametrize("use_numba", [pytest.param(True, marks=needs_numba), False])
def test_idle_houses_on_a_loop_let_no_warm_water_into_the_return(use_numba):
    """Ten houses ask nothing; the one behind them gives what it wants, for the return brings it cool water."""
    pipes = {"m0": ("plant", "t0", 20.0, 0.05, 0.4)}
    pipes |= {f"m{k}": (f"t{k - 1}", f"t{k}", 20.0, 0.05, 0.4) for k in range(1, 12)}
    asked = {f"h{k:02d}": (f"t{k}", 20.0) for k in range(1, 12)}
    model = HeatModel.from_net(heat_net(pipes, asked, {"plant": "plant"}, **AMBIENT), use_numba=use_numba)
    kw = np.zeros((2, 11))
    kw[:, 10] = -2.0
    kw[1, 9] = 1.9
    block = next(model.solve(kw))
    assert block.converged.all()
    assert block.error.max() < 1e-6
    np.testing.assert_allclose(block.house_kw, kw, rtol=1e-5, atol=1e-9)
    assert block.house_kg_per_s[:, :9].tolist() == [[0.0] * 9] * 2
    assert block.balance.max() < 1e-6


@pytest.mark.parametrize("use_numba", [pytest.param(True, marks=needs_numba), False])
def test_water_that_goes_round_between_heat_and_cold_is_settled_and_balances(use_numba):
    """Sixty houses of which half give what the others take: next to nothing comes from the source."""
    net = random_tree(60, 7, control={"deltat_k": 5.0}, **AMBIENT)
    model = HeatModel.from_net(net, use_numba=use_numba)
    turn = np.where(np.arange(60) % 2, 1.0, -1.0)
    kw = np.outer([0.05, 0.3, 1.0], model.design_kw * turn)
    kw[:, ::2] *= (kw[:, 1::2].sum(axis=1) / -kw[:, ::2].sum(axis=1))[:, None]
    block = next(model.solve(kw))
    assert block.converged.all()
    assert block.error.max() < 1e-6
    assert block.balance.max() < 1e-8
    np.testing.assert_allclose(block.house_kw, kw, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("use_numba", [pytest.param(True, marks=needs_numba), False])
def test_neighbours_who_trade_all_their_heat_lie_around_the_ground(use_numba):
    """No water comes or goes and nothing is lost between them: any two temperatures 5 K apart would balance."""
    pipes = {"a": ("plant", "m", 60.0, 0.05, 0.4)}
    houses = {"warm": ("m", 20.0), "cool": ("m", 20.0)}
    model = HeatModel.from_net(
        heat_net(pipes, houses, {"plant": "plant"}, control={"deltat_k": 5.0}, **AMBIENT), use_numba=use_numba
    )
    block = next(model.solve(np.array([[20.0, -20.0]])))
    at = model.houses.node[0]
    assert block.converged.all()
    assert (block.supply_c[0, at], block.return_c[0, at]) == pytest.approx((12.5, 7.5), abs=1e-3)
    np.testing.assert_allclose(block.house_kw, [[20.0, -20.0]], rtol=1e-5)
    assert abs(block.source_kw[0, 0]) < 1e-6


def test_ambient_loop_turns_with_the_season():
    model, block = loop([[20.0, 0.0], [0.0, -20.0], [10.0, 10.0]])
    first = model.pipe_names.index("a")
    assert np.sign(block.kg_per_s[:, first]).tolist() == [1, -1, 1]
    assert block.source_kw[1, 0] == pytest.approx(-20.0, abs=0.5)
    np.testing.assert_allclose(block.house_kw[1, 1], -20.0, rtol=1e-5)
    assert block.balance.max() < 1e-6


def test_ambient_loop_agrees_with_pandapipes():
    model, _ = loop([[20.0, -5.0]])
    found = check_against_pandapipes(model, np.array([[20.0, -5.0]]))
    assert found["hours"] == [0]
    assert found["bar"] < 4e-4
    assert found["kelvin"] < 4e-3


def test_colebrook_is_solved_and_laminar_below():
    reynolds, rough = np.array([3000.0, 1e4, 1e5, 1e6]), 2e-4
    x = friction_factor(reynolds, np.full(4, rough), LAWS["colebrook"]) ** -0.5
    np.testing.assert_allclose(x, -2 * np.log10(rough / 3.71 + 2.51 * x / reynolds), rtol=2e-5)
    np.testing.assert_allclose(friction_factor(np.array([5.0, 300.0]), np.full(2, rough), 2), [12.8, 64 / 300])
