"""DESTEST Network 0 and the measured pipe: the participants' band, by our sweep and by pandapipes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.heat.simulate import HeatModel, ModelOptions
from stadsstroom.engine.heat.simulate.reference import run_pandapipes

from .nets import KELVIN, heat_net

FLOW, DROP, HOUSE_C, HEAT = 1, 2, 10, 18  # columns of the participants' files


@pytest.fixture(scope="module")
def folder(data_folder):
    return data_folder / "destest_heat"


@pytest.fixture(scope="module")
def band(folder):
    """(4, 2) lowest and highest of six participants: kg/h, Pa between i and e, °C at house 1, W at the source."""
    files = sorted(folder.glob("*Network_0.csv"))
    assert len(files) == 6
    rows = np.array([pd.read_csv(file).iloc[-1, [FLOW, DROP, HOUSE_C, HEAT]].to_numpy(float) for file in files])
    return np.column_stack([rows.min(axis=0), rows.max(axis=0)])


@pytest.fixture(scope="module")
def network(folder):
    """The network with pipes named by their ends. Houses take 553 kg/h and cool it by 30 K."""
    table = pd.read_csv(folder / "input_data" / "Pipe_data.csv")
    pipes, houses = {}, {}
    for row in table.itertuples(index=False):
        here, there, length, _, _, _, _, size, inner, insulation = row
        outer = float(size.split("x")[0]) / 1e3
        loss = 2 * np.pi * 0.026 / np.log((outer + 2 * insulation) / outer)
        pipes[f"{here}-{there}"] = (there, here, float(length), float(inner), loss)
        if here.startswith("Simple"):
            houses[here] = (here, 553 / 3600 * 4180 * 30 / 1e3)
    control = {"deltat_k": 30.0}
    return heat_net(
        pipes, houses, {"plant": "i"}, control=control, roughness_mm=0.007, friction="colebrook", ground_c=10.0
    )


def inside(values, band):
    lowest, highest = band.T
    return (np.array(values) >= lowest * 0.9999) & (np.array(values) <= highest * 1.0001)


def test_our_sweep_lies_within_the_participants_band(network, band):
    model = HeatModel.from_net(network, ModelOptions(pump="as_in_net", bypass_percent=0))
    block = next(model.solve(model.design_kw[None, :]))
    node = model.node_names.index
    drop = (block.supply_bar[0, node("i")] - block.supply_bar[0, node("e")]) * 1e5
    found = [
        block.source_kg_per_s[0, 0] * 3600, drop, block.supply_c[0, node("SimpleDistrict_1")],
        block.source_kw[0, 0] * 1e3,
    ]  # fmt: skip
    assert inside(found, band).all(), (found, band)
    assert block.balance[0] < 1e-6


def test_pandapipes_lies_within_the_participants_band_on_the_same_net(network, band):
    assert run_pandapipes(network, "colebrook")
    junction = network.res_junction.set_index(network.junction["name"])
    pump = network.res_circ_pump_pressure.iloc[0]
    flow = pump["mdot_from_kg_per_s"]
    heat = flow * 4180 * (pump["t_outlet_k"] - pump["t_from_k"])
    found = [
        flow * 3600, (junction.p_bar["S i"] - junction.p_bar["S e"]) * 1e5,
        junction.t_k["S SimpleDistrict_1"] - KELVIN, heat,
    ]  # fmt: skip
    assert inside(found, band).all(), (found, band)


def test_the_measured_pipe_lies_within_its_simulators_where_it_is_steady(folder):
    """39 m of steel, 52.5 mm inside, 13 mm insulation of 0.04 W/(m K), 5 W/(m² K) to the room (IBPSA Project 1)."""
    given = pd.read_csv(folder / "pipe_test" / "SimulationInputs_Case1.csv").iloc[:, 1:]
    given.columns = [name.strip() for name in given.columns]
    simulated = pd.read_csv(folder / "pipe_test" / "Results_Case1.csv").iloc[:, 4:].to_numpy(float)
    inlet = given["Tin_me"]
    span = inlet.rolling(240).max() - inlet.rolling(240).min()
    steady = np.flatnonzero((span < 0.3).to_numpy() & (inlet > 30).to_numpy())[::40]
    assert len(steady) >= 5
    resistance = np.log(0.03924 / 0.02624) / (2 * np.pi * 0.04) + 1 / (5 * 2 * np.pi * 0.03924)
    for k in steady:
        net = heat_net(
            {"pipe": ("in", "out", 39.0, 0.05248, 1 / resistance)}, {"end": ("out", 1.0)}, {"tank": "in"},
            supply_c=float(inlet[k]), ground_c=float(given["T_amb_me"][k]), heat_capacity=4187.0,
            control={"controlled_mdot_kg_per_s": given["m_dot_me"][k] / 3600},
        )  # fmt: skip
        model = HeatModel.from_net(net)
        block = next(model.solve(np.array([[1.0]])))
        outlet = block.supply_c[0, model.node_names.index("out")]
        assert simulated[k].min() - 0.02 <= outlet <= simulated[k].max() + 0.02
