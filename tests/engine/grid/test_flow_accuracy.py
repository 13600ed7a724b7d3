"""On published nets the flow equals pandapower's own, hour by hour: 1e-6 pu and 0.01 percentage point."""

import pandapower as pp
import pandapower.networks as pn
import pytest
from stadsstroom.tests.engine.grid.flow_reference import assert_equals_pandapower

SOLVERS = pytest.mark.parametrize("use_numba", [True, False], ids=["numba", "numpy"])

PUBLISHED = {
    "CIGRE LV": (pn.create_cigre_network_lv, "radial"),
    "CIGRE MV": (pn.create_cigre_network_mv, "radial"),
    "CIGRE MV with PV and wind": (lambda: pn.create_cigre_network_mv(with_der="pv_wind"), "radial"),
    "Kerber rural cable": (pn.create_kerber_landnetz_kabel_1, "radial"),
    "Kerber rural overhead": (pn.create_kerber_landnetz_freileitung_2, "radial"),
    "Kerber village": (pn.create_kerber_dorfnetz, "radial"),
    "Kerber suburb 1": (pn.create_kerber_vorstadtnetz_kabel_1, "radial"),
    "Kerber suburb 2": (pn.create_kerber_vorstadtnetz_kabel_2, "radial"),
    "Oberrhein": (pn.mv_oberrhein, "radial"),
    "Schutterwald": (pn.lv_schutterwald, "meshed"),
}


@SOLVERS
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_net(name, use_numba):
    make, kind = PUBLISHED[name]
    assert_equals_pandapower(make(), use_numba, kind, trafo_model="pi")


@SOLVERS
def test_european_lv_feeder_in_its_balanced_equivalent(use_numba):
    net = pn.ieee_european_lv_asymmetric()
    loads = net.asymmetric_load
    for row in loads.itertuples():
        pp.create_load(net, row.bus, row.p_a_mw + row.p_b_mw + row.p_c_mw, row.q_a_mvar + row.q_b_mvar + row.q_c_mvar)
    loads.drop(loads.index, inplace=True)
    assert len(net.load) == 55
    assert_equals_pandapower(net, use_numba, "radial", trafo_model="pi", tolerance_mva=1e-10)


def test_transformer_model_t_is_pandapowers_too():
    assert_equals_pandapower(pn.create_cigre_network_lv(), kind="radial", trafo_model="t")
    assert_equals_pandapower(pn.mv_oberrhein(), kind="radial", trafo_model="t")


@SOLVERS
def test_transformer_loading_by_power(use_numba):
    assert_equals_pandapower(pn.create_cigre_network_lv(), use_numba, trafo_model="pi", trafo_loading="power")
    assert_equals_pandapower(pn.lv_schutterwald(), use_numba, trafo_model="pi", trafo_loading="power")
