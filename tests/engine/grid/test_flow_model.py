"""What a `FlowModel` promises its callers: names, blocks, failing hours, known answers."""

import copy
import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandapower as pp
import pandapower.networks as pn
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.grid.flow import FlowModel, check_against_pandapower, set_hour
from stadsstroom.engine.grid.flow.compiled import cut
from stadsstroom.tests.engine.grid.flow_reference import hourly

SOLVERS = pytest.mark.parametrize("use_numba", [True, False], ids=["numba", "numpy"])
RESULTS = ("vm_pu", "line_loading_percent", "trafo_loading_percent", "line_p_kw", "trafo_p_kw")
SUMS = ("source_p_kw", "demand_kw", "loss_kw")


def street(homes=3, r_ohm_per_km=0.2, x_ohm_per_km=0.0):
    """source --100 m-- bus --100 m-- … with `home k` at every bus, 400 V."""
    net = pp.create_empty_network()
    bus = [pp.create_bus(net, 0.4, name=f"bus {k}") for k in range(homes + 1)]
    pp.create_ext_grid(net, bus[0], name="source")
    for k in range(homes):
        pp.create_line_from_parameters(
            net, bus[k], bus[k + 1], 0.1, r_ohm_per_km, x_ohm_per_km, 0.0, 0.2, name=f"ab {k}"
        )
        pp.create_load(net, bus[k + 1], 0.002, 0.0005, name=f"home {k}")
    return net


@SOLVERS
def test_one_cable_by_hand(use_numba):
    # V2 = V1 - R I and P = V2 I (per unit) give V2 = (V1 + sqrt(V1^2 - 4 R P)) / 2; R = 0.02 ohm, 400 V, 80 kW.
    model = FlowModel.from_net(street(homes=1), use_numba=use_numba)
    (block,) = model.solve(np.array([[80.0]]), None, ["home 0"])
    resistance_pu, power_pu = 0.02 / 0.4**2, 0.08
    v2 = (1 + np.sqrt(1 - 4 * resistance_pu * power_pu)) / 2
    current_ka = power_pu / v2 / (np.sqrt(3) * 0.4)
    assert block.vm_pu[0, 1] == pytest.approx(v2, abs=1e-7)
    assert block.line_i_ka[0, 0] == pytest.approx(current_ka, rel=1e-6)
    assert block.line_loading_percent[0, 0] == pytest.approx(100 * current_ka / 0.2, rel=1e-6)
    assert block.loss_kw[0] == pytest.approx(3 * current_ka**2 * 0.02 * 1e3, rel=1e-6)
    assert block.source_p_kw[0] == pytest.approx(80 + block.loss_kw[0], rel=1e-7)


@SOLVERS
def test_feed_in_runs_backward_and_lifts_the_voltage(use_numba):
    (block,) = FlowModel.from_net(street(), use_numba=use_numba).solve(np.array([[5.0, 5, 5], [-5, -5, -5]]))
    assert (block.line_p_kw[0] > 0).all()
    assert (block.line_p_kw[1] < 0).all()
    assert (np.diff(block.vm_pu[0]) < 0).all()
    assert (np.diff(block.vm_pu[1]) > 0).all()


def test_numba_and_numpy_agree():
    net = pn.create_cigre_network_mv(with_der="pv_wind")
    p_kw, q_kvar = hourly(net, 100)
    (compiled,), (plain,) = (FlowModel.from_net(net, use_numba=way).solve(p_kw, q_kvar) for way in (True, False))
    for name in (*RESULTS, *SUMS):
        np.testing.assert_allclose(getattr(compiled, name), getattr(plain, name), rtol=2e-6, atol=1e-6, err_msg=name)


@SOLVERS
@pytest.mark.parametrize("name", ["radial", "meshed"])
def test_blocks_do_not_change_the_answer(name, use_numba):
    net = street(20) if name == "radial" else pn.lv_schutterwald()
    p_kw, q_kvar = hourly(net, 70)
    model = FlowModel.from_net(net, use_numba=use_numba)
    (whole,) = model.solve(p_kw, q_kvar)
    parts = list(model.solve(lambda rows: (p_kw[rows], q_kvar[rows]), hours=70, hours_per_block=33))
    assert [part.first_hour for part in parts] == [0, 33, 66]
    assert np.concatenate([part.hours for part in parts]).tolist() == list(range(70))
    for field in (*RESULTS, *SUMS):
        together = np.concatenate([getattr(part, field) for part in parts])
        np.testing.assert_allclose(together, getattr(whole, field), rtol=1e-6, atol=1e-6)


def test_chosen_hours():
    net = street(5)
    p_kw, q_kvar = hourly(net, 50)
    model = FlowModel.from_net(net)
    (whole,) = model.solve(p_kw, q_kvar)
    for given in ((p_kw, q_kvar), (lambda rows: (p_kw[rows], q_kvar[rows]), None)):
        some = model.at_hours([40, 3], *given)
        assert some.hours.tolist() == [40, 3]
        np.testing.assert_allclose(some.vm_pu, whole.vm_pu[[40, 3]], atol=1e-7)


@SOLVERS
@pytest.mark.parametrize("name", ["radial", "meshed"])
def test_an_hour_without_solution_is_named_and_the_others_kept(name, use_numba):
    net = street() if name == "radial" else pn.lv_schutterwald()
    p_kw, q_kvar = hourly(net, 6)
    (good,) = FlowModel.from_net(net, use_numba=use_numba).solve(p_kw, q_kvar)
    p_kw, q_kvar = p_kw.copy(), q_kvar.copy()
    p_kw[2] = 1e6
    q_kvar[4, 1] = np.nan
    p_kw[5, 0] = np.inf
    (block,) = FlowModel.from_net(net, use_numba=use_numba).solve(p_kw, q_kvar)
    assert block.converged.tolist() == [True, True, False, True, False, False]
    for field in (*RESULTS, *SUMS):
        values = getattr(block, field)
        assert np.isnan(values[~block.converged]).all()
        np.testing.assert_allclose(values[[0, 1, 3]], getattr(good, field)[[0, 1, 3]], rtol=1e-6, atol=1e-6)


@SOLVERS
def test_heavy_load_near_collapse_still_equals_pandapower(use_numba):
    # One cable of 0.0125 x 10 pu carries at most 1 / (4 R) = 2,000 kW; 97 % of it is where the iteration crawls.
    net = street(homes=1)
    p_kw = np.array([[1000.0], [1800.0], [1940.0], [2100.0]])
    model = FlowModel.from_net(net, use_numba=use_numba)
    (block,) = model.solve(p_kw)
    assert block.converged.tolist() == [True, True, True, False]
    v2 = (1 + np.sqrt(1 - p_kw[:3, 0] / 2000)) / 2
    np.testing.assert_allclose(block.vm_pu[:3, 1], v2, atol=1e-6)


def test_names_that_do_not_meet_are_told():
    net = street(4)
    net.load.loc[3, "in_service"] = False
    net.line.loc[2, "in_service"] = False
    model = FlowModel.from_net(net)
    match = model.match(["home 0", "home 2", "stranger"])
    assert match.only_in_net == ["home 1"]
    assert match.only_given == ["stranger"]
    assert match.not_supplied == ["home 2"]
    (block,) = model.solve(np.array([[3.0, 7.0, np.nan]]), None, ["home 0", "home 2", "stranger"])
    assert block.demand_kw[0] == pytest.approx(3.0 + 2.0)
    assert np.isnan(block.vm_pu[0, 3:]).all()
    assert block.line_loading_percent[0, 2:].tolist() == [0, 0]


def test_loads_without_a_name_of_their_own_go_by_index():
    net = street(3)
    net.load["name"] = ["same", "same", None]
    model = FlowModel.from_net(net)
    assert model.load_names == ["0", "1", "2"]
    (block,) = model.solve(np.array([[4.0]]), None, ["2"])
    assert block.demand_kw[0] == pytest.approx(4 + 2 + 2)


def test_column_order_changes_nothing():
    net = street(6)
    p_kw, q_kvar = hourly(net, 5)
    names, turned = [f"home {k}" for k in range(6)], [4, 2, 0, 5, 1, 3]
    model = FlowModel.from_net(net)
    (a,) = model.solve(p_kw, q_kvar, names)
    (b,) = model.solve(p_kw[:, turned], q_kvar[:, turned], [names[k] for k in turned])
    np.testing.assert_array_equal(a.vm_pu, b.vm_pu)


def test_scaling_of_the_net_does_not_touch_given_power():
    net = street(2)
    net.load["scaling"] = 0.5
    model = FlowModel.from_net(net)
    (block,) = model.solve(np.array([[4.0]]), None, ["home 0"])
    assert block.demand_kw[0] == pytest.approx(4 + 0.5 * 2)


def test_source_voltage_and_taps_are_the_callers_choice():
    net = pn.mv_oberrhein()
    before = copy.deepcopy(net)
    p_kw, q_kvar = hourly(net, 2)
    names = net.trafo["name"].tolist()
    low = FlowModel.from_net(net, source_vm_pu=0.98)
    high = FlowModel.from_net(net, source_vm_pu=1.03, tap_pos={names[0]: 2})
    net.ext_grid["vm_pu"] = 1.03
    net.trafo.loc[net.trafo.index[0], "tap_pos"] = 2
    same = FlowModel.from_net(net)
    blocks = [next(model.solve(p_kw, q_kvar)) for model in (low, high, same)]
    assert np.nanmean(blocks[0].vm_pu) < np.nanmean(blocks[1].vm_pu)
    np.testing.assert_array_equal(blocks[1].vm_pu, blocks[2].vm_pu)
    assert before.trafo["tap_pos"].tolist() != net.trafo["tap_pos"].tolist()


def test_the_net_itself_is_left_alone():
    net = street()
    before = copy.deepcopy(net)
    model = FlowModel.from_net(net, source_vm_pu=1.05, pf_options={"trafo_model": "pi"})
    list(model.solve(np.ones((2, 3))))
    assert pp.nets_equal(before, net)
    assert net.user_pf_options == before.user_pf_options


def test_set_hour_gives_the_same_in_pandapower():
    net = street(4)
    p_kw, q_kvar = hourly(net, 3)
    names = [f"home {k}" for k in range(4)]
    (block,) = FlowModel.from_net(net).solve(p_kw, q_kvar, names)
    set_hour(net, p_kw[1], q_kvar[1], names)
    pp.runpp(net, init="flat")
    np.testing.assert_allclose(net.res_bus["vm_pu"], block.vm_pu[1], atol=1e-6)


def test_check_at_run_time():
    net = pn.create_cigre_network_lv()
    p_kw, q_kvar = hourly(net, 4)
    p_kw[3] = 1e7
    model = FlowModel.from_net(net)
    found = check_against_pandapower(model, p_kw, q_kvar, hours=[1, 2, 3])
    assert found["hours"] == [1, 2]
    assert found["failed"] == []
    assert 0 < found["vm_pu"] < 1e-6
    assert 0 < found["line_loading_percent"] < 0.01
    # A model of another net is not called equal.
    model.net.line["r_ohm_per_km"] *= 1.1
    assert check_against_pandapower(model, p_kw, q_kvar, hours=[1])["vm_pu"] > 1e-5


def test_nothing_can_go_on():
    net = street()
    net.ext_grid["in_service"] = False
    with pytest.raises(EngineError, match=r"source|reference|ext_grid"):
        FlowModel.from_net(net)
    model = FlowModel.from_net(street())
    with pytest.raises(EngineError, match="more than once"):
        model.match(["home 0", "home 0"])
    with pytest.raises(EngineError, match="values"):
        list(model.solve(np.ones((4, 2))))


def test_no_hours_and_no_loads():
    net = street()
    model = FlowModel.from_net(net)
    assert list(model.solve(np.ones((0, 3)))) == []
    (block,) = model.solve(np.ones((2, 0)), None, [])
    assert block.demand_kw.tolist() == pytest.approx([6, 6])


def test_without_numba_the_same_model_is_solved_in_numpy(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "numba" else found(name, *more)
    )
    model = FlowModel.from_net(street())
    assert not model.uses_numba
    assert next(model.solve(np.ones((2, 3)))).converged.all()


def test_importing_the_room_imports_nothing_heavy():
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import conftest, stadsstroom.engine.grid.flow; "
        "print(sorted({'numba', 'pandapower', 'scipy'} & set(sys.modules)))"
    )
    tests = str(Path(sys.modules["stadsstroom"].__file__).parent / "tests")
    run = subprocess.run([sys.executable, "-c", script, tests], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_power_that_cannot_be_written_to_is_taken():
    p_kw = np.broadcast_to(np.float32(2.0), (3, 3))
    (block,) = FlowModel.from_net(street()).solve(p_kw)
    assert block.demand_kw == pytest.approx([6, 6, 6])


def test_the_tree_is_cut_in_whole_subtrees():
    #        0
    #      1    5        end[k] is where the subtree of k ends
    #    2 3 4  6 7
    end = np.array([8, 5, 3, 4, 5, 8, 7, 8])
    assert cut(end, 8).tolist() == [[0, 8, 1]]
    assert cut(end, 4).tolist() == [[0, 1, 0], [1, 5, 1], [5, 8, 1]]
    assert cut(end, 2).tolist() == [[0, 2, 0], [2, 4, 1], [4, 5, 1], [5, 6, 0], [6, 8, 1]]
