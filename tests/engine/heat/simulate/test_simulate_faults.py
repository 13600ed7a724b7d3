"""Nets that cannot be: the pipe, house or station at fault is named, and nonsense is not taken for an answer."""

from __future__ import annotations

import numpy as np
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.heat.simulate import HeatModel, ModelOptions, SimulateOptions, find_nonsense, simulate_heat
from stadsstroom.engine.heat.simulate.explain import explain
from stadsstroom.engine.heat.simulate.reference import run_pandapipes
from stadsstroom.engine.progress import finish

from .nets import heat_net, street

GROUND_C = 10.0


def at_one_percent(control):
    net = street(3, control=control)
    net.heat_consumer["qext_w"] *= 0.01
    return net


@pytest.mark.parametrize("control", [{"deltat_k": 30.0}])
def test_a_fixed_temperature_drop_at_one_percent_freezes_in_pandapipes_and_is_named(control):
    net = at_one_percent(control)
    assert run_pandapipes(net, "swamee-jain")
    assert net.res_junction.t_k.min() < 273.15 + GROUND_C
    codes = {problem.code for problem in find_nonsense(net)}
    assert "colder_than_ground" in codes


def test_a_fixed_flow_that_takes_more_than_there_is_freezes_in_pandapipes_and_is_named():
    net = street(1, 10.0, control={"controlled_mdot_kg_per_s": 0.03})
    assert run_pandapipes(net, "swamee-jain")
    assert net.res_junction.t_k.min() < 273.15
    assert [p.code for p in find_nonsense(net)].count("colder_than_ground") >= 1


@pytest.mark.parametrize("control", [None, {"deltat_k": 30.0}, {"controlled_mdot_kg_per_s": 0.03}])
def test_our_water_never_gets_colder_than_its_ground_or_freezing(control):
    model = HeatModel.from_net(street(3, control=control))
    block = next(model.solve(model.design_kw * np.array([[1.0], [0.05], [0.01], [0.0]])))
    assert block.converged.all()
    assert block.return_c.min() >= 1.0
    if control is None:
        assert block.return_c.min() > GROUND_C


def test_a_fixed_return_temperature_at_one_percent_converges_here_where_pandapipes_fails():
    net = street(4)
    model = HeatModel.from_net(net)
    net.heat_consumer["qext_w"] *= 0.01
    assert not run_pandapipes(net, "swamee-jain")
    block = next(model.solve(0.01 * model.design_kw[None, :]))
    assert block.converged.all()
    assert block.balance[0] < 1e-6
    np.testing.assert_allclose(block.house_kw[0], 0.1, rtol=1e-4)


def test_a_pump_too_small_is_named_in_pandapipes_and_here():
    net = street(3, 40.0, lift_bar=0.05)
    assert run_pandapipes(net, "swamee-jain")
    assert "pump_too_small" in {problem.code for problem in find_nonsense(net)}
    found = finish(simulate_heat(net))
    (problem,) = [p for p in found.problems if p.code == "pump_too_small"]
    assert problem.feature_id == "plant"
    assert problem.values["house"] == "h3"
    assert (found.connections.frame["verdict"] == "low_pressure").all()


def test_water_that_stands_has_the_temperature_of_the_ground_and_not_of_the_start():
    pipes = {"p": ("a", "b", 20.0, 0.03, 0.2), "stub": ("b", "c", 20.0, 0.03, 0.2)}
    net = heat_net(pipes, {"h": ("b", 10.0)}, {"s": "a"})
    assert run_pandapipes(net, "swamee-jain")
    assert [p.feature_id for p in find_nonsense(net) if p.code == "still_water"] == ["c"]
    model = HeatModel.from_net(net)
    block = next(model.solve(model.design_kw[None, :]))
    assert block.supply_c[0, model.node_names.index("c")] == pytest.approx(GROUND_C)


def test_a_good_net_holds_no_nonsense():
    net = street(3)
    assert run_pandapipes(net, "swamee-jain")
    assert find_nonsense(net) == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("length_km", 0.0, "length_m 0.0"), ("diameter_m", np.nan, "inner_m nan"), ("u_w_per_m2k", np.nan, "u_w")],
)
def test_a_pipe_that_cannot_be_is_named(column, value, said):
    net = street(3)
    net.pipe.loc[net.pipe["name"] == "S main2", column] = value
    with pytest.raises(EngineError, match=f"Pipe S main2 has {said}"):
        HeatModel.from_net(net)


def test_pipes_and_junctions_without_counterpart_are_named():
    net = street(2)
    net.pipe = net.pipe[net.pipe["name"] != "R main2"]
    with pytest.raises(EngineError, match="Pipe main2 has no counterpart"):
        HeatModel.from_net(net)
    net = street(2)
    net.junction.loc[0, "name"] = "tee"
    with pytest.raises(EngineError, match="junction tee has no counterpart"):
        HeatModel.from_net(net)


def test_a_house_that_is_cut_off_is_named_and_the_others_are_warm():
    net = street(3)
    net.pipe.loc[net.pipe["name"].isin(["S main3", "R main3"]), "in_service"] = False
    found = finish(simulate_heat(net))
    assert [p.feature_id for p in found.problems if p.code == "cut_off"] == ["h3"]
    assert found.connections.frame.set_index("building_id")["verdict"].tolist() == ["warm", "warm", "cut_off"]


def test_all_houses_cut_off_is_a_sentence():
    net = street(2)
    net.pipe.loc[net.pipe["name"].isin(["S main1", "R main1"]), "in_service"] = False
    with pytest.raises(EngineError, match="No source reaches a house: h1"):
        finish(simulate_heat(net))


def test_a_net_without_source_or_with_supply_too_cold_is_a_sentence():
    net = street(2)
    net.circ_pump_pressure["in_service"] = False
    with pytest.raises(EngineError, match="No source holds the pressure"):
        HeatModel.from_net(net)
    with pytest.raises(EngineError, match="House h1 should cool the water by -5"):
        HeatModel.from_net(street(2, supply_c=35.0))


def test_demand_beyond_the_pump_is_explained_by_the_first_pipe_where_pressure_runs_out():
    model = HeatModel.from_net(street(3, 40.0, lift_bar=0.02))
    fault = explain(model, model.design_kw, "noon")
    assert (fault.code, fault.feature_id) == ("pump_too_small", "main1")
    model = HeatModel.from_net(street(3, 40.0, lift_bar=0.15))
    assert explain(model, model.design_kw, "noon").feature_id == "to1"
    assert explain(model, np.array([1.0, np.nan, 1.0]), "noon").feature_id == "h2"


def test_a_source_too_small_is_named_with_what_is_asked():
    net = street(3, 20.0)
    net.circ_pump_pressure["kw"] = 50.0
    found = finish(simulate_heat(net))
    (problem,) = [p for p in found.problems if p.code == "source_too_small"]
    assert problem.values["kw"] == 50
    assert problem.values["asked"] == pytest.approx(61, abs=2)
    assert "too_small" in found.bottlenecks.frame["code"].tolist()


def test_options_that_cannot_be_are_refused():
    for wrong in ({"scope": "week"}, {"max_velocity_m_per_s": 0.0}, {"pump_efficiency": 2.0}):
        with pytest.raises(EngineError):
            SimulateOptions(**wrong)
    with pytest.raises(EngineError, match="pump rule"):
        ModelOptions(pump="none")
