"""Every kind of element does in the flow what it does in pandapower."""

import numpy as np
import pandapower as pp
import pandapower.networks as pn
import pytest
from stadsstroom.tests.engine.grid.flow_reference import assert_equals_pandapower

SOLVERS = pytest.mark.parametrize("use_numba", [True, False], ids=["numba", "numpy"])


def town(lines="ab bc bd", trafos=1):
    """A 10 kV source, a cable, one transformer (Dyn5) or several on bus a, and low-voltage cables between letters."""
    net = pp.create_empty_network()
    source, mv = pp.create_bus(net, 10.0), pp.create_bus(net, 10.0)
    pp.create_ext_grid(net, source, vm_pu=1.02, va_degree=10.0)
    pp.create_line(net, source, mv, 3.0, "NA2XS2Y 1x240 RM/25 6/10 kV", name="mv")
    lv = {letter: pp.create_bus(net, 0.4, name=letter) for letter in sorted(set(lines) - {" "})}
    for _ in range(trafos):
        pp.create_transformer(net, mv, lv["a"], "0.4 MVA 10/0.4 kV", tap_pos=1)
    for start, stop in lines.split():
        pp.create_line(net, lv[start], lv[stop], 0.15, "NAYY 4x150 SE", name=start + stop)
    for k, bus in enumerate(lv.values()):
        pp.create_load(net, bus, 0.01 + 0.002 * k, 0.003, name=f"home {k}")
    return net, lv


def line(net, name):
    return net.line.index[net.line["name"] == name][0]


def charging_cables(net, lv):
    net.line["c_nf_per_km"] = 5000.0
    net.line["g_us_per_km"] = 20.0


def parallel_and_derated_cables(net, lv):
    net.line.loc[line(net, "ab"), "parallel"] = 2
    net.line.loc[line(net, "bc"), "df"] = 0.8


def cable_drawn_against_the_flow(net, lv):
    net.line.loc[line(net, "bc"), ["from_bus", "to_bus"]] = [lv["c"], lv["b"]]


def transformer_drawn_against_the_flow(net, lv):
    far = pp.create_bus(net, 10.0)
    pp.create_transformer(net, far, lv["d"], "0.25 MVA 10/0.4 kV", tap_pos=-2)
    pp.create_load(net, far, 0.02, 0.004)


def cable_open_at_its_start(net, lv):
    pp.create_switch(net, lv["b"], line(net, "bc"), "l", closed=False)


def cable_open_at_its_end(net, lv):
    pp.create_switch(net, lv["c"], line(net, "bc"), "l", closed=False)


def cable_open_at_both_ends(net, lv):
    cable_open_at_its_start(net, lv)
    cable_open_at_its_end(net, lv)


def cable_out_of_service(net, lv):
    net.line.loc[line(net, "bd"), "in_service"] = False


def transformer_switched_off(net, lv):
    pp.create_switch(net, lv["a"], 0, "t", closed=False)


def bus_out_of_service(net, lv):
    net.bus.loc[lv["d"], "in_service"] = False


def joined_buses(net, lv, closed=True, z_ohm=0.0):
    extra = pp.create_bus(net, 0.4)
    pp.create_load(net, extra, 0.015, 0.001)
    pp.create_switch(net, lv["d"], extra, "b", closed=closed, z_ohm=z_ohm)


def parted_buses(net, lv):
    joined_buses(net, lv, closed=False)


def buses_joined_through_a_resistance(net, lv):
    joined_buses(net, lv, z_ohm=0.01)


def shunt(net, lv):
    pp.create_shunt(net, lv["c"], q_mvar=-0.02, p_mw=0.001)


def generators_and_storage(net, lv):
    pp.create_sgen(net, lv["d"], 0.02, -0.002)
    pp.create_storage(net, lv["b"], 0.01, 1.0)


def ward(net, lv):
    pp.create_ward(net, lv["c"], 0.01, 0.002, 0.01, 0.001)


def motor(net, lv):
    pp.create_motor(net, lv["d"], 0.01, 0.9)


def impedance(net, lv):
    far = pp.create_bus(net, 0.4)
    pp.create_impedance(net, lv["d"], far, 0.02, 0.03, 0.4)
    pp.create_load(net, far, 0.01)


def lopsided_impedance(net, lv):
    far = pp.create_bus(net, 0.4)
    pp.create_impedance(net, lv["d"], far, 0.02, 0.03, 0.4, rtf_pu=0.025, xtf_pu=0.02)
    pp.create_load(net, far, 0.01)


def load_out_of_service(net, lv):
    net.load.loc[2, "in_service"] = False


def two_loads_on_one_bus(net, lv):
    pp.create_load(net, lv["d"], 0.02, 0.01)


def loads_that_follow_voltage(net, lv):
    for column, percent in (("const_z", 30.0), ("const_i", 20.0)):
        for name in (f"{column}_percent", f"{column}_p_percent", f"{column}_q_percent"):
            if name in net.load:
                net.load[name] = percent


ELEMENTS = [
    (charging_cables, "radial"),
    (parallel_and_derated_cables, "radial"),
    (cable_drawn_against_the_flow, "radial"),
    (transformer_drawn_against_the_flow, "radial"),
    (cable_open_at_its_start, "radial"),
    (cable_open_at_its_end, "radial"),
    (cable_open_at_both_ends, "radial"),
    (cable_out_of_service, "radial"),
    (transformer_switched_off, "radial"),
    (bus_out_of_service, "radial"),
    (joined_buses, "radial"),
    (parted_buses, "radial"),
    (buses_joined_through_a_resistance, "radial"),
    (shunt, "radial"),
    (generators_and_storage, "radial"),
    (ward, "radial"),
    (motor, "radial"),
    (impedance, "radial"),
    (lopsided_impedance, "meshed"),
    (load_out_of_service, "radial"),
    (two_loads_on_one_bus, "radial"),
    (loads_that_follow_voltage, "meshed"),
]


@SOLVERS
@pytest.mark.parametrize(("change", "kind"), ELEMENTS, ids=[change.__name__ for change, _ in ELEMENTS])
def test_element(change, kind, use_numba):
    net, lv = town()
    change(net, lv)
    assert_equals_pandapower(net, use_numba, kind, trafo_model="pi")


def test_transformers_side_by_side_are_a_mesh():
    net, _ = town(trafos=2)
    assert_equals_pandapower(net, kind="meshed", trafo_model="pi")


def test_transformers_at_different_taps_drive_a_current_round():
    net, _ = town(trafos=2)
    net.trafo.loc[1, "tap_pos"] = -2
    block = assert_equals_pandapower(net, kind="meshed", low=0, high=0, trafo_model="pi")
    assert (block.trafo_loading_percent > 50).all()


def test_ring():
    net, _ = town("ab bc cd da")
    assert_equals_pandapower(net, kind="meshed", trafo_model="pi")


def test_ring_opened_by_a_switch_is_radial():
    net, lv = town("ab bc cd da")
    pp.create_switch(net, lv["c"], line(net, "cd"), "l", closed=False)
    assert_equals_pandapower(net, kind="radial", trafo_model="pi")


def test_two_sources_that_are_joined():
    net, lv = town()
    pp.create_ext_grid(net, lv["d"], vm_pu=1.0)
    net.trafo["shift_degree"] = 0
    assert_equals_pandapower(net, kind="meshed", trafo_model="pi")


@SOLVERS
def test_two_grids_apart_in_one_net(use_numba):
    net, lv = town()
    net.line.loc[line(net, "bd"), "in_service"] = False
    pp.create_ext_grid(net, lv["d"], vm_pu=0.97)
    assert_equals_pandapower(net, use_numba, "radial", trafo_model="pi")


@SOLVERS
def test_three_winding_transformers(use_numba):
    assert_equals_pandapower(pn.example_multivoltage(), use_numba, trafo_model="pi", low=0.9, high=1.0)


def test_generators_that_hold_a_voltage_are_left_to_pandapower():
    block = assert_equals_pandapower(pn.case9(), kind="pandapower", low=0.9, high=1.0)
    assert np.isnan(block.error_pu).all()


@pytest.mark.parametrize("seed", range(4))
def test_random_mesh(seed):
    """A tree of 40 buses with 12 more cables across it, and cables of many kinds."""
    random = np.random.default_rng(seed)
    net = pp.create_empty_network()
    bus = [pp.create_bus(net, 0.4) for _ in range(40)]
    pp.create_ext_grid(net, bus[0], vm_pu=1.03)
    pairs = [(int(random.integers(k)), k) for k in range(1, 40)]
    pairs += [tuple(random.choice(40, 2, replace=False).tolist()) for _ in range(12)]
    for start, stop in pairs:
        r, x, c = random.uniform(0.05, 0.6), random.uniform(0.05, 0.1), random.uniform(0, 900)
        pp.create_line_from_parameters(net, bus[start], bus[stop], random.uniform(0.01, 0.2), r, x, c, 0.3)
    for at in bus:
        pp.create_load(net, at, random.uniform(0, 0.01), random.uniform(0, 0.003))
    assert_equals_pandapower(net, kind="meshed", trafo_model="pi")
